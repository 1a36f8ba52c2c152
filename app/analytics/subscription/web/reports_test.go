package web

import (
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/analytics/subscription"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/jobs"
	"relevo/app/mail"
	"relevo/app/mail/mailtest"
	"relevo/app/web/webtest"
)

type office struct {
	w       *analyticstest.World
	site    *webtest.Site
	server  *mailtest.Server
	queue   *jobs.Jobs
	reports *subscription.Service
}

func open(t *testing.T, d *db.DB) office {
	t.Helper()
	o := office{w: analyticstest.New(t, d), server: mailtest.New(t)}
	log := slog.New(slog.DiscardHandler)
	var err error
	if o.queue, err = jobs.New(d, log); err != nil {
		t.Fatal(err)
	}
	letters, err := mail.NewService(d, o.queue, log, "http://relevo.test", []byte("secreto"), mail.Config{Server: o.server.Address, From: "relevo@example.pe", TLS: mail.NoTLS})
	if err != nil {
		t.Fatal(err)
	}
	o.reports = subscription.NewService(d, o.queue, analytics.NewService(d), letters)
	o.site = webtest.New(t, d, (&Handlers{Reports: o.reports}).Routes())
	return o
}

func address(t *testing.T, d *db.DB, v *webtest.Visitor) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Exec("UPDATE account SET email = 'rosa@example.pe' WHERE id = ?", v.Account.ID).Error
	}); err != nil {
		t.Fatal(err)
	}
}

// comesBack has somebody logged in again after a month, by which their login had run out.
func comesBack(t *testing.T, d *db.DB, v *webtest.Visitor) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Model(&access.Login{}).Where("account_id = ?", v.Account.ID).
			Updates(map[string]any{"last_seen_at": tx.Now, "second_at": tx.Now, "expires_at": tx.Now.Add(time.Hour)}).Error
	}); err != nil {
		t.Fatal(err)
	}
}

func TestSomebodyAsksForAReportAndStopsItFromTheLetter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		rosa := o.site.As(webtest.Who{Role: access.Evaluator})
		ask := "/reports/new?about=cascade&competency=asking&place=" + o.w.Ceiba.ID
		rosa.Get(ask).Want(200, ".alert", "No tenemos su correo")
		address(t, d, rosa)
		page := rosa.Get(ask).Want(200, "main", "Llegará a rosa@example.pe").Want(200, "main", "van adjuntos")
		if page.Count("input[value=week]") != 0 {
			t.Error("weeks are offered to one who sees whole months")
		}
		rosa.Post("/reports", url.Values{"_token": {page.FormToken()}, "about": {"cascade"}, "place": {o.w.Ceiba.ID}, "every": {"month"}}).
			Want(422, "main", "Elija al menos un archivo")
		page = rosa.Submit(page, "form[action='/reports']").Want(200, "main", "CAR La Ceiba").Want(200, "main", "Cada mes · PDF")
		rosa.Submit(page, "form[action$='/stop']").Want(200, "main", "Ya no recibirá").Want(200, "main", "Usted lo dejó")

		page = rosa.Get(ask)
		rosa.Submit(page, "form[action='/reports']")
		clock := dbtest.ClockOf(t, d)
		clock.Advance(clock.Now().AddDate(0, 1, 2).Sub(clock.Now()))
		if err := o.reports.HearDue(t.Context(), struct{}{}); err != nil {
			t.Fatal(err)
		}
		if err := o.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		off := strings.TrimSuffix(strings.TrimPrefix(o.server.Await(1)[0].Header.Get("List-Unsubscribe"), "<http://relevo.test"), ">")
		// A program that follows links changes nothing; another that was told to, in one click and from nowhere, does.
		anybody := o.site.As(webtest.Who{})
		anybody.Get(off).Want(200, "h1", "Dejar de recibir").Want(200, "main", "CAR La Ceiba")
		comesBack(t, d, rosa)
		rosa.Get("/reports").Want(200, "main", "Cada mes").Want(200, "main", "ya fue enviado")
		anybody.Post(off+"x", url.Values{"List-Unsubscribe": {"One-Click"}}).WantStatus(404)
		anybody.Post(off, url.Values{"List-Unsubscribe": {"One-Click"}}).Want(200, ".alert", "no le enviaremos más")
		rosa.Get("/reports").Want(200, "main", "Con el enlace del correo")
		anybody.Get(off).Want(200, ".alert", "no le enviaremos más")
	})
}

func TestWhoRunsThePlaceIsToldWhyTheMailHasNoFigures(t *testing.T) {
	o := open(t, dbtest.SQLite(t))
	manager := o.site.As(webtest.Who{Role: access.Manager, InstitutionID: o.w.Ceiba.ID})
	address(t, o.w.DB, manager)
	manager.Get("/reports/new?about=cascade&place="+o.w.Ceiba.ID).Want(200, "main", "el correo no trae las cifras").Want(200, "form", "Cada semana")
	manager.Get("/reports/new?about=cascade&place=" + o.w.Lupuna.ID).WantStatus(404)
	manager.Get("/reports/new?about=chain").Want(200, "main", "Cadena de resultados · CAR La Ceiba")
}

func TestSamplesRender(t *testing.T) { webtest.CheckSamples(t, Samples, (&Handlers{}).Routes()) }
