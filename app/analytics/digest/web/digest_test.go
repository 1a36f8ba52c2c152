package web_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/digest"
	digestweb "relevo/app/analytics/digest/web"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/mail"
	"relevo/app/mail/mailtest"
	"relevo/app/notifications"
	"relevo/app/people"
	"relevo/app/web/webtest"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// Who came this week without training, whose follow-up is overdue and whose assessment has ended are named on the page, to those
// alone who answer for them, in a bounded number of statements; the letter has counts, comes once a week and names nobody.
func TestTheWeekIsToldToWhoAnswersForPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, server, clock := coursestest.New(t, d), mailtest.New(t), dbtest.ClockOf(t, d)
		letters, err := mail.NewService(d, w.Jobs, slog.New(slog.DiscardHandler), "http://relevo.test", []byte("k"), mail.Config{Server: server.Address, From: "relevo@example.pe", TLS: mail.NoTLS})
		if err != nil {
			t.Fatal(err)
		}
		told := notifications.NewService(d, w.Jobs, letters)
		service := digest.NewService(d, analytics.NewService(d), told, letters)
		h := &digestweb.Handlers{Digest: service}
		site := webtest.New(t, d, append(h.Routes(), h.API()...))
		w.Enrol(w.Schedule(w.Publish("C1"), "E1", courses.Virtual), "p-Ana", "p-Berta")
		w.Complete("p-Ana")
		// A month and a day after the follow-up was due, of a course completed long ago.
		clock.Set((d.Now().Date().AddMonths(courses.UsualFollowUps()[0]) + 2).Start().Add(8 * time.Hour).Time())
		newcomer := w.Hire(w.Lupuna, "Nueva", people.CARMentor)
		w.Write(func(tx *db.Tx) error {
			return tx.DB.Exec("UPDATE posting SET starts_on = ? WHERE person_id = ?", tx.Today()-2, newcomer).Error
		})
		gladys := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Network.ID})
		afar := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Apart.ID})
		page := gladys.Get("/digest")
		page.Want(200, "section[aria-labelledby=joined]", "Nueva").Want(200, "section[aria-labelledby=overdue]", "Ana").Want(200, "table tfoot", "1")
		if got := page.Text("section[aria-labelledby=joined]"); strings.Contains(got, "Berta") || strings.Contains(got, "Zoila") {
			t.Errorf("who was there for long, or is another's, joined: %s", got)
		}
		if page.Statements > 20 {
			t.Errorf("the page takes %d statements", page.Statements)
		}
		afar.Get("/digest").Want(200, ".empty", "Nada nuevo esta semana")
		site.As(webtest.Who{Role: access.Trainer}).Get("/digest").WantStatus(403)
		if got := gladys.Program(false, access.ViewNames).Do("GET", "/api/v1/digest", nil); got.Status != 200 || strings.Count(string(got.Body), `"person_id"`) != 2 {
			t.Errorf("%d %s", got.Status, got.Body)
		}

		w.Write(func(tx *db.Tx) error {
			return tx.DB.Exec("UPDATE account SET email = 'gladys@example.pe' WHERE id = ?", gladys.Account.ID).Error
		})
		for range 3 {
			if err := service.HearWeek(t.Context(), struct{}{}); err != nil {
				t.Fatal(err)
			}
		}
		w.Drain()
		sent := server.Letters()
		if len(sent) != 1 || sent[0].To != "gladys@example.pe" || strings.Contains(sent[0].Plain+sent[0].HTML, "Nueva") || strings.Contains(sent[0].Plain, "Ana") {
			t.Fatalf("%d letters, or with a name: %+v", len(sent), sent)
		}
		for _, line := range []string{"CAR La Lupuna – llegaron y necesitan capacitarse: 1; seguimientos vencidos: 0", "CAR La Ceiba – llegaron y necesitan capacitarse: 0; seguimientos vencidos: 1", "http://relevo.test/digest"} {
			if text := strings.Join(strings.Fields(sent[0].Plain), " "); !strings.Contains(text, line) {
				t.Errorf("the letter does not say %q: %s", line, text)
			}
		}
		clock.Advance(7 * 24 * time.Hour)
		gladys.ComeBack()
		if err := told.Choose(t.Context(), actorOf(gladys), []notifications.Setting{{Kind: notifications.Digest, Way: notifications.App}}); err != nil {
			t.Fatal(err)
		}
		if err := service.HearWeek(t.Context(), struct{}{}); err != nil {
			t.Fatal(err)
		}
		w.Drain()
		var n int64
		w.Read(func(tx *db.Tx) error {
			return tx.DB.Model(&notifications.Notification{}).Where("account_id = ? AND kind = 'digest'", gladys.Account.ID).Count(&n).Error
		})
		if n != 2 || len(server.Letters()) != 1 {
			t.Errorf("the next week is told %d times in all, with %d letters to somebody who wants none", n, len(server.Letters()))
		}
	})
}

func actorOf(v *webtest.Visitor) access.Actor {
	return access.Actor{AccountID: v.Account.ID, Roles: []access.Held{{Role: access.Manager}}}
}

func TestSamplesRender(t *testing.T) {
	webtest.CheckSamples(t, digestweb.Samples, (&digestweb.Handlers{}).Routes(), "<b>Ñaupari</b>")
}
