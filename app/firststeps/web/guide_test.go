package web_test

import (
	"context"
	"io"
	"net/url"
	"testing"

	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/firststeps"
	firststepsweb "relevo/app/firststeps/web"
	"relevo/app/web"
	"relevo/app/web/webtest"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// site is a page with the guide above it, as package app puts them together.
func site(t *testing.T, d *db.DB) *webtest.Site {
	t.Helper()
	h := &firststepsweb.Handlers{FirstSteps: firststeps.NewService(d)}
	page := web.Route{Method: "GET", Path: "/institutions", Allow: web.LoggedIn, Name: "institutions", Handle: func(c *web.Ctx) error {
		aside, err := h.Aside(c)
		if err != nil {
			return err
		}
		if aside == nil {
			aside = templ.NopComponent
		}
		page := web.Layout(c.Page("people.institutions.title"))
		return c.Render(200, templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
			return page.Render(templ.WithChildren(ctx, aside), out)
		}))
	}}
	return webtest.New(t, d, append(append(h.Routes(), h.API()...), page))
}

// From nothing to the first score: each fact ticks its step, each step leads to the page that does it or to those who do, and once all
// is done there is nothing to guide to.
func TestTheGuideFollowsTheFacts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := site(t, d)
		noemi := s.As(webtest.Who{Role: access.Administrator})
		wantNext := func(done int, title, href string) {
			t.Helper()
			page := noemi.Get("/institutions")
			page.Want(200, ".first-steps .next .step", title)
			if got := page.Count(".first-steps li.done"); got != done {
				t.Errorf("%d steps are ticked, want %d", got, done)
			}
			if page.Count(".first-steps .next a[href='"+href+"']") != 1 {
				t.Errorf("%s does not lead to %s: %s", title, href, page.Text(".first-steps .next"))
			}
		}
		wantNext(0, "Registre una institución", "/institutions/new")

		w := coursestest.New(t, d) // institutions and people in them
		wantNext(2, "Publique un curso", "/accounts/new")
		noemi.Get("/institutions").Want(200, ".next .why", "todavía nadie tiene ese rol")
		abel := s.As(webtest.Who{Role: access.Trainer})
		wantNext(2, "Publique un curso", "/accounts")
		version := w.Publish("C1")
		wantNext(3, "Programe una edición", "/accounts")
		offering := w.Schedule(version, "E1", courses.Virtual)
		wantNext(3, "Programe una edición", "/accounts") // nobody is in it yet
		w.Enrol(offering, "p-Ana")
		wantNext(4, "Califique", "/accounts")
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, true)
		w.Drain()
		if page := noemi.Get("/institutions"); page.Count(".first-steps") != 0 {
			t.Errorf("all is done, and the guide stays: %s", page.Text(".first-steps"))
		}
		if page := abel.Get("/institutions"); page.Count(".first-steps") != 0 {
			t.Error("a trainer is shown the administrator's guide")
		}
	})
}

// Who may do a step is led to it, and not to somebody else.
func TestWhoMayDoAStepIsLedToIt(t *testing.T) {
	d := dbtest.SQLite(t)
	w := coursestest.New(t, d)
	everything := access.Actor{AccountID: "x", Roles: []access.Held{{Role: access.Administrator}, {Role: access.Trainer}}}
	paths := func() (all []string) {
		guide, err := firststeps.NewService(d).Guide(t.Context(), everything)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range guide.Steps {
			if s.Mine {
				all = append(all, s.Path)
			}
		}
		return all
	}
	want := func(expected ...string) {
		t.Helper()
		got := paths()
		if len(got) != len(expected) {
			t.Fatalf("led to %q, want %q", got, expected)
		}
		for i := range got {
			if got[i] != expected[i] {
				t.Errorf("led to %q, want %q", got, expected)
			}
		}
	}
	want("/courses")
	offering := w.Schedule(w.Publish("C1"), "E1", courses.Virtual)
	want("/offerings/" + offering.ID + "/enrol")
	w.Enrol(offering, "p-Ana")
	want("/scoring")
}

// The guide is folded away for one account alone, and comes back; it costs one statement.
func TestTheGuideIsFoldedAwayForOneAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := site(t, d)
		noemi, other := s.As(webtest.Who{Role: access.Administrator}), s.As(webtest.Who{Role: access.Administrator})
		page := noemi.Get("/institutions")
		before := d.Statements()
		noemi.Get("/institutions")
		if n := d.Statements() - before; n != 2 { // who asks, and the guide
			t.Errorf("the page takes %d statements", n)
		}
		page = noemi.Submit(page, "form[action='/first-steps']")
		page.Want(200, ".first-steps", "0 de 5 hechos")
		if page.Count(".first-steps ol") != 0 {
			t.Error("the guide is not folded away")
		}
		if other.Get("/institutions").Count(".first-steps ol") != 1 {
			t.Error("it is folded away for somebody else too")
		}
		dbtest.ClockOf(t, d).Advance(1e9)
		if noemi.Submit(page, "form[action='/first-steps']").Count(".first-steps ol") != 1 {
			t.Error("it does not come back")
		}
		program := noemi.Program(true, access.ManageAccounts)
		if got := program.Do("GET", "/api/v1/first-steps", nil); got.Status != 404 && got.Status != 403 {
			t.Errorf("a program that may not set up institutions reads how far they are: %d", got.Status)
		}
	})
}

// Whoever administers a part is told nothing of the whole.
func TestTheGuideIsForTheWholeProgramme(t *testing.T) {
	d := dbtest.SQLite(t)
	w := coursestest.New(t, d)
	s := site(t, d)
	part := s.As(webtest.Who{Role: access.Administrator, InstitutionID: w.Ceiba.ID})
	if part.Get("/institutions").Count(".first-steps") != 0 {
		t.Error("the guide is shown to whoever administers a part")
	}
	part.Post("/first-steps", url.Values{"_token": {part.Get("/institutions").FormToken()}, "folded": {"true"}}).WantStatus(404)
}

func TestSamplesRender(t *testing.T) {
	webtest.CheckSamples(t, firststepsweb.Samples, (&firststepsweb.Handlers{}).Routes())
}
