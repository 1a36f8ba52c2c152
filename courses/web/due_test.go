package web

import (
	"strings"
	"testing"
	"time"

	"relevo/app/access"
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
	file := trainer.Get(duePath + "/csv").WantStatus(200)
	if text := string(file.Body); !strings.Contains(text, "/attempts/") || strings.Count(text, "o1") < 2 {
		t.Errorf("the file reads %q", text)
	}
	trainer.Get(duePath + "/doc").WantStatus(404)
}
