package web

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/mail"
	"relevo/app/mail/mailtest"
	"relevo/app/people"
	"relevo/app/web/webtest"
	"relevo/courses"
)

// rightChoice is the option of a question that says "Sí".
func rightChoice(page *webtest.Page) string {
	return page.Doc().Find(".choice").FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.TrimSpace(s.Text()) == "Sí" }).Find("input").AttrOr("value", "")
}

func TestARefresherIsAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		berta := s.As(webtest.Who{Role: access.Official, PersonID: "p-Berta"})
		berta.Get("/learn/refresher").Want(200, ".empty", "Una semana después")
		s.Enrol(s.Schedule(s.Publish("c1"), "o1", courses.Virtual), "p-Ana")
		s.Complete("p-Ana")
		s.SpareItems("asking", 3)
		s.Write(func(tx *db.Tx) error {
			return tx.DB.Model(&people.Person{}).Where("id = ?", "p-Ana").Update("email", "ana@example.pe").Error
		})
		server := mailtest.New(t)
		var err error
		s.Courses.Base = "http://relevo.test"
		if s.Courses.Mail, err = mail.NewService(d, s.Jobs, slog.New(slog.DiscardHandler), s.Courses.Base, []byte("k"), mail.Config{Server: server.Address, From: "relevo@example.pe", TLS: mail.NoTLS}); err != nil {
			t.Fatal(err)
		}
		dbtest.ClockOf(t, d).Advance(8 * 24 * time.Hour)
		ana := s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"})
		ana.Get("/learn/refresher").Want(200, ".empty", "no hay nada que repasar")
		if err := s.Courses.HearRefresh(t.Context(), struct{}{}); err != nil {
			t.Fatal(err)
		}
		s.Drain()

		// The first question by the letter's link, without a login.
		_, link, _ := strings.Cut(server.Await(1)[0].Plain, "http://relevo.test/refresher/")
		link, _, _ = strings.Cut("/refresher/"+link, "\n")
		nobody := s.As(webtest.Who{})
		page := nobody.Get(strings.TrimSpace(link)).Want(200, ".question", "¿Repaso asking")
		if page.Count("nav.menu-wide") != 0 || strings.Contains(page.Text("body"), "Anaz") {
			t.Error("the link shows more than its set")
		}
		nobody.Submit(page, ".lesson form", "option", rightChoice(page)).Want(200, ".alert", "Así es").Want(200, "main", "Bien visto.")
		nobody.Get("/refresher/x.y").WantStatus(404)
		if away := nobody.Get("/learn"); !strings.HasPrefix(away.Path, "/login") {
			t.Errorf("the link opens %s", away.Path)
		}

		// The others in the application.
		page = ana.Get("/learn").Want(200, ".alert", "Tiene un repaso de 2 preguntas")
		page = ana.Get(page.Doc().Find(".alert a").AttrOr("href", "")).Want(200, ".muted", "2 de 3")
		ana.Submit(page, ".lesson form").Want(422, ".field-error", "Responda primero")
		for range 2 {
			page = ana.Submit(page, ".lesson form", "option", rightChoice(page)).Want(200, ".alert", "Así es")
			page = ana.Get(page.Doc().Find(".lesson a.button").AttrOr("href", ""))
		}
		page.Want(200, ".alert", "recordó 3 de 3")
		if ana.Get("/learn").Count(".alert a[href='/learn/refresher']") != 0 {
			t.Error("a finished set still waits")
		}
		page = ana.Submit(page, "form[action$='/choice']").Want(200, ".alert", "No recibirá más repasos")
		ana.Submit(page, "form[action$='/choice']").Want(200, ".alert", "otra vez")

		rosa := s.As(webtest.Who{Role: access.Trainer})
		rosa.Get("/refreshers").Want(200, "tbody", "menos de 5")
	})
}
