package web

import (
	"log/slog"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/jobs"
	"relevo/app/mail"
	"relevo/app/people"
	"relevo/app/web/webtest"
)

func site(t *testing.T, d *db.DB, config mail.Config) (*webtest.Site, *mail.Service, people.Person) {
	t.Helper()
	queue, err := jobs.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	service, err := mail.NewService(d, queue, slog.New(slog.DiscardHandler), "http://relevo.test", []byte("k"), config)
	if err != nil {
		t.Fatal(err)
	}
	var rosa people.Person
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		rosa = people.Person{ID: tx.NewID(), DocumentType: "none", FirstSurname: "Ñahui", GivenNames: "Rosa", Email: "rosa@example.pe", CreatedAt: tx.Now}
		return tx.DB.Create(&rosa).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return webtest.New(t, d, (&Handlers{Mail: service}).Routes()), service, rosa
}

func TestAPersonTurnsNoticesOffAndOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, service, person := site(t, d, mail.Config{Server: "127.0.0.1:1", From: "a@b.pe", TLS: mail.NoTLS})
		rosa := s.As(webtest.Who{Role: access.Official, PersonID: person.ID})
		page := rosa.Get("/mail").Want(200, ".alert", "rosa@example.pe")
		page = rosa.Submit(page, "form[action='/mail']").Want(200, "main", "Ya no recibirá").Want(200, "main", "Los verá solo en relevo")
		dbtest.ClockOf(t, d).Advance(time.Minute)
		rosa.Submit(page, "form[action='/mail']").Want(200, "main", "Llegan a rosa@example.pe")

		dbtest.ClockOf(t, d).Advance(time.Minute)
		// With a letter's link alone, without logging in.
		anybody := s.As(webtest.Who{})
		there := service.OffAddress(person.ID)[len("http://relevo.test"):]
		ask := anybody.Get(there).Want(200, "h1", "Dejar de recibir avisos")
		rosa.Get("/mail").Want(200, ".alert", "Llegan a") // a program that looks at links has changed nothing
		anybody.Submit(ask, "form[action^='/mail/off/']").Want(200, ".alert", "no le enviaremos más")
		rosa.Get("/mail").Want(200, ".alert", "No recibe avisos")
		anybody.Get(there + "x").WantStatus(404)
		s.As(webtest.Who{Role: access.Administrator}).Get("/mail").WantStatus(404)
	})
}

func TestWithoutAServerThePageSaysSo(t *testing.T) {
	s, _, person := site(t, dbtest.SQLite(t), mail.Config{})
	page := s.As(webtest.Who{Role: access.Official, PersonID: person.ID}).Get("/mail").Want(200, ".alert", "Aquí no se envían correos")
	if page.Count("form[action='/mail']") != 0 {
		t.Error("something is offered that would change nothing")
	}
}

func TestSamplesRender(t *testing.T) { webtest.CheckSamples(t, Samples, (&Handlers{}).Routes()) }
