package web

import (
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/courses"
)

// A trainer finds whom a follow-up waits for, and takes the list along.
func TestFollowUpsOfTheNextMonthAreListed(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newSite(t, d)
	trainer := s.As(webtest.Who{Role: access.Trainer})
	trainer.Get(duePath).Want(200, "main", "Ningún seguimiento vence")
	offering := s.Schedule(s.Publish("c1"), "o1", courses.Virtual)
	s.Enrol(offering, "p-Ana")
	s.Complete("p-Ana")
	s.Drain()
	dbtest.ClockOf(t, d).Advance(75 * 24 * time.Hour)
	trainer = s.As(webtest.Who{Role: access.Trainer}) // the login is over
	if trainer.Get("/offerings").Count("a[href='"+duePath+"']") != 1 {
		t.Error("nothing leads there from the offerings")
	}
	page := trainer.Get(duePath).Want(200, "tbody", "A los 3 meses del curso").Want(200, "tbody", "o1")
	trainer.Walk(duePath)
	one := page.Statements
	s.Enrol(offering, "p-Berta", "p-Diana")
	s.Complete("p-Berta")
	s.Complete("p-Diana")
	s.Drain()
	dbtest.ClockOf(t, d).Advance(75 * 24 * time.Hour)
	trainer = s.As(webtest.Who{Role: access.Trainer})
	if more := trainer.Get(duePath).Statements; more != one || one > 12 {
		t.Errorf("the list costs %d statements, %d for more people", one, more)
	}
	// "Who is overdue in Puno?": the offerings, the follow-ups, Puno.
	if trainer.Get(duePath).Count("nav a[href*='region=']") != 0 {
		t.Error("one department is offered where there is no other")
	}
	s.Enrol(offering, "p-Fabia")
	s.Complete("p-Fabia")
	s.Drain()
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Exec("UPDATE institution SET ubigeo = '210101' WHERE id = ?", s.Lupuna.ID).Error
	}); err != nil {
		t.Fatal(err)
	}
	dbtest.ClockOf(t, d).Advance(95 * 24 * time.Hour)
	trainer = s.As(webtest.Who{Role: access.Trainer})
	offerings := trainer.Get("/offerings")
	all := trainer.Get(offerings.Doc().Find("a[href='"+duePath+"']").AttrOr("href", ""))
	puno := trainer.Get(all.Doc().Find("nav a:contains('Puno')").AttrOr("href", "")).Want(200, "tbody", "Fabia").Want(200, "tbody", "Venció sin respuesta")
	if strings.Contains(puno.Text("tbody"), "La Ceiba") {
		t.Errorf("others are among them: %s", puno.Text("tbody"))
	}
	if text := string(trainer.Get(puno.Doc().Find("a[href*='/csv']").AttrOr("href", "")).WantStatus(200).Body); !strings.Contains(text, "Fabia") || strings.Contains(text, "La Ceiba") {
		t.Errorf("the file of Puno reads %q", text)
	}
	file := trainer.Get(duePath + "/csv").WantStatus(200)
	if text := string(file.Body); !strings.Contains(text, "/attempts/") || strings.Count(text, "o1") < 2 {
		t.Errorf("the file reads %q", text)
	}
	trainer.Get(duePath + "/doc").WantStatus(404)
}
