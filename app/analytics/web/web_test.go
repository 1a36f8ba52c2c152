package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/analytics/web"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	appweb "relevo/app/web"
	"relevo/app/web/webtest"
	"relevo/assessments"
	"relevo/certificates"
)

func routes(d *db.DB) []appweb.Route {
	return (&web.Handlers{Analytics: analytics.NewService(d)}).Routes()
}

// open makes a programme and the site of its figures.
func open(t *testing.T, d *db.DB) (*analyticstest.World, *webtest.Site) {
	t.Helper()
	return analyticstest.New(t, d), webtest.New(t, d, routes(d))
}

// staffed puts people in post in La Ceiba, from a number to another: every second one trained, every fourth
// assessed, one in ten gone by now.
func staffed(w *analyticstest.World, from, to int) {
	since, course := w.Day("2025-06-01"), w.Day("2026-02-10")
	for i := from; i < to; i++ {
		name := fmt.Sprintf("persona%02d", i)
		if i%10 == 9 {
			w.Post(name, w.Ceiba, people.CARMentor, since, w.Day("2026-03-01"))
		} else {
			w.Hire(name, w.Ceiba, since)
		}
		if i%2 == 1 {
			w.Train(name, course, certificates.Completion)
		}
		if i%4 == 1 {
			w.Assess(name, course, assessments.Pre, 30)
			w.Assess(name, course, assessments.Post, 85)
		}
	}
}

// speak makes a visitor's account speak a language.
func speak(t *testing.T, d *db.DB, v *webtest.Visitor, locale string) {
	t.Helper()
	if err := access.NewService(d).SetLocale(t.Context(), access.Actor{AccountID: v.Account.ID}, locale); err != nil {
		t.Fatal(err)
	}
}

func TestSamples(t *testing.T) {
	webtest.CheckSamples(t, web.Samples, (&web.Handlers{}).Routes(), "<script>")
}

func TestTheManagersPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID})
		page := manager.Get("/figures")
		if page.Path != "/figures/"+w.Ceiba.ID {
			t.Errorf("figures begin at %s", page.Path)
		}
		page.Want(200, "h1", "CAR La Ceiba").Want(200, ".headline", "de 18 personas en su puesto conservan la competencia «Competencia asking». Certificados emitidos desde el inicio: 10.")
		page.Want(200, "main", "Personas capacitadas que siguen en su puesto: 8").Want(200, "main", "4 personas capacitadas nunca fueron evaluadas")
		page.Want(200, "main", "Salidas de todo el personal, capacitado o no: 2.").Want(200, "table", "persona01").Want(200, "table", "Por capacitar")
		if strings.Contains(page.Text("main"), "Se ocultan") {
			t.Error("something is hidden from who runs the place")
		}
		speak(t, d, manager, "en")
		english := manager.Get(page.Path)
		english.Want(200, ".headline", "18").Want(200, "main", "Turnover over the year").Want(200, "table", "To be trained")
		speak(t, d, manager, "es")
		change := manager.Get("/figures/" + w.Ceiba.ID + "/change?from=2026-01-01&to=2026-05-04&row=trained")
		change.Want(200, "h1", "Qué cambió: CAR La Ceiba").Want(200, "table", "Completaron el curso").Want(200, "table", "Salieron del sistema")
		behind := manager.Get("/figures/" + w.Ceiba.ID + "/change/left?from=2026-01-01&to=2026-05-04&row=trained")
		behind.Want(200, "h1", "Salieron del sistema: quiénes").Want(200, "table", "persona19").Want(200, "table", "1 mar. 2026")
		if strings.Contains(behind.Text("table"), "persona01") {
			t.Error("who stayed is behind those who left")
		}
		manager.Get("/figures/"+w.Ceiba.ID+"/change/lost_sight?from=2026-01-01&to=2026-05-04&row=trained").Want(200, "main", "Nadie tiene parte en esta causa")
		for name, v := range map[string]*webtest.Visitor{"manager": manager, "evaluator": site.As(webtest.Who{Role: access.Evaluator})} {
			if pages := v.Walk("/figures"); len(pages) < 6 {
				t.Errorf("the %s reaches %d pages", name, len(pages))
			}
		}
	})
}

func TestWhatIsAskedIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		manager := site.As(webtest.Who{Role: access.Manager})
		page := manager.Get("/figures/" + w.Network.ID)
		page = manager.Submit(page, "main form", "competency", "asking", "cadre", "car_mentor", "on", "2026-04-01")
		page.Want(200, "option[value=asking][selected]", "Competencia asking").Want(200, "option[value=car_mentor][selected]", "")
		if v := page.Doc().Find("input[name=on]").AttrOr("value", ""); v != "2026-04-01" {
			t.Errorf("the day is %q", v)
		}
		for _, part := range []string{"cadre=car_mentor", "competency=asking", "on=2026-04-01"} {
			if page.Count(`main a[href^="/figures/`+w.Ceiba.ID+`"][href*="`+part+`"]`) == 0 {
				t.Errorf("the centres below are not asked with %s", part)
			}
		}
		change := manager.Get("/figures/" + w.Ceiba.ID + "/change?competency=asking&cadre=car_mentor&from=2026-01-01&to=2026-04-01&row=mastered")
		change.Want(200, "option[value=car_mentor][selected]", "")
		if v := change.Doc().Find("input[name=row]").AttrOr("value", ""); v != "mastered" {
			t.Errorf("the row is %q", v)
		}
		want := url.Values{"competency": {"asking"}, "cadre": {"car_mentor"}, "from": {"2026-01-01"}, "to": {"2026-04-01"}, "row": {"verified"}}
		if path := "/figures/" + w.Ceiba.ID + "/change"; change.Count(`a[href="`+path+"?"+want.Encode()+`"]`) != 1 {
			t.Errorf("no tab leads to %s?%s", path, want.Encode())
		}
		want.Set("row", "mastered")
		href := "/figures/" + w.Ceiba.ID + "/change/first_assessed?" + want.Encode()
		if change.Count(`table a[href="`+href+`"]`) != 0 {
			t.Error("the first assessments were below the cut and changed nothing")
		}
		href = "/figures/" + w.Ceiba.ID + "/change/re_assessed?" + want.Encode()
		behind := manager.Get(href).WantStatus(200)
		if back := "/figures/" + w.Ceiba.ID + "/change?" + want.Encode(); change.Count(`table a[href="`+href+`"]`) != 1 || behind.Count(`a[href="`+back+`"]`) == 0 {
			t.Errorf("%s does not lead there and back", href)
		}
	})
}

func TestWhatCannotBeIsSaidBesideTheField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 10)
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID})
		place := "/figures/" + w.Ceiba.ID
		for _, test := range []struct{ address, field, typed, says string }{
			{place + "?on=2026-05-05", "on", "2026-05-05", "Elija un día que ya pasó"},
			{place + "?on=ayer", "on", "ayer", ""},
			{place + "?competency=flying", "competency", "", "Esa competencia no está en el marco"},
			{place + "/change?from=2026-05-01&to=2026-05-05", "to", "2026-05-05", "Elija un día que ya pasó"},
			{place + "/change?from=2026-05-01&to=2026-04-01&row=trained", "from", "2026-05-01", "El primer día debe ser anterior al segundo."},
			{place + "/change?competency=flying&from=2026-04-01", "competency", "", "Esa competencia no está en el marco"},
		} {
			page := manager.Get(test.address)
			page.Want(422, "#f-"+test.field+"-error", test.says).Want(422, "h1", "CAR La Ceiba")
			if got := page.Doc().Find("[name="+test.field+"]").AttrOr("value", ""); got != test.typed {
				t.Errorf("%s: %s holds %q", test.address, test.field, got)
			}
		}
		kept := manager.Get(place + "/change?cadre=psychologist&from=2026-05-01&to=2026-04-01&row=trained")
		kept.Want(422, "option[value=psychologist][selected]", "")
		if to := kept.Doc().Find("input[name=to]").AttrOr("value", ""); to != "2026-04-01" {
			t.Errorf("the other day is %q", to)
		}
		manager.Get(place + "/change/left?row=trained&competency=flying").WantStatus(422)
		for _, address := range []string{place + "/change?row=fifth", place + "/change/left?row=fifth", place + "/change/magic?row=trained", place + "/change/other?row=trained"} {
			manager.Get(address).WantStatus(404)
		}
	})
}

func TestAnotherRegionIsNotThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 10)
		w.Hire("zoila", w.Apart, w.Day("2025-06-01"))
		behind := "/change/left?row=trained&from=2026-01-01"
		for _, test := range []struct {
			who            webtest.Who
			figures, names int
		}{
			{webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID}, 200, 200},
			{webtest.Who{Role: access.Manager, InstitutionID: w.Apart.ID}, 404, 404},
			{webtest.Who{Role: access.Evaluator, InstitutionID: w.Apart.ID}, 404, 403},
			{webtest.Who{Role: access.Evaluator}, 200, 403},
			{webtest.Who{Role: access.Trainer}, 200, 403},
			{webtest.Who{Role: access.Administrator}, 200, 403},
			{webtest.Who{Role: access.Official}, 403, 403},
		} {
			v := site.As(test.who)
			v.Get("/figures/" + w.Ceiba.ID).WantStatus(test.figures)
			v.Get("/figures/" + w.Ceiba.ID + "/change").WantStatus(test.figures)
			v.Get("/figures/" + w.Ceiba.ID + behind).WantStatus(test.names)
		}
		both := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Apart.ID})
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return access.GrantRoleTx(tx, access.System(), both.Account.ID, access.Evaluator, "")
		})
		if err != nil {
			t.Fatal(err)
		}
		both.Get("/figures/" + w.Ceiba.ID + "/change").WantStatus(200)
		both.Get("/figures/" + w.Ceiba.ID + behind).WantStatus(404) // figures of all, names of her own alone
		both.Get("/figures/" + analytics.Everything + behind).WantStatus(404)
		both.Get("/figures/" + w.Apart.ID + behind).WantStatus(200)
	})
}
