package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/web/webtest"
)

// heaviest is what the first view of any list may weigh, in bytes: it is read on
// telephones.
const heaviest = 150 << 10

// A list of thousands is shown in pages, and what was chosen on one page holds
// on the next.
func TestALongListIsShownInPages(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		_, centre, manager := centreWith(t, d)
		upload := manager.Get("/institutions/" + centre.ID + "/roster")
		var known, rows strings.Builder
		for i := range 60 {
			fmt.Fprintf(&known, "%08d;DUDOSA PRUEBA, ANA%c%c;TUTORA;CAS;2025-01-10;\n", 40000000+i*101, 'A'+i/26, 'A'+i%26)
			fmt.Fprintf(&rows, ";DUDOSA PRUEBA, ANA%c%c;TUTORA;CAS;2025-07-20;\n", 'A'+i/26, 'A'+i%26)
		}
		page := manager.Upload(upload, "form[enctype]", "files", "2026-01-31.csv", []byte("CAR LA CEIBA\n"+header+known.String()))
		manager.Submit(page, "form[action$='/confirm']").WantStatus(200)
		many := 4940
		if d.Dialect == db.Postgres {
			many = 940 // the pages are the same
		}
		for i := range many {
			fmt.Fprintf(&rows, "%08d;PERSONA MUY PARECIDA DE LA PRUEBA, ANA LUZ;TRABAJADORA SOCIAL DEL EQUIPO TÉCNICO;CAS;2025-01-10;\n", 50000000+i*101)
		}
		page = manager.Upload(upload, "form[enctype]", "files", "2026-02-28.csv", []byte("CAR LA CEIBA\n"+header+rows.String())).WantStatus(200)
		draft := page.Path
		if n := len(page.Body); n > heaviest {
			t.Errorf("the first view weighs %d bytes", n)
		}
		if page.Count("#doubts fieldset") != 10 || page.Count("#kind-joiner tbody tr") != 20 {
			t.Errorf("%d doubts and %d joiners on the first view", page.Count("#doubts fieldset"), page.Count("#kind-joiner tbody tr"))
		}
		all := manager.Get(draft+"?kind=joiner&page=3").Want(200, "#kind-joiner .pager", "101 a 150 de "+number(many))
		if all.Count("#kind-joiner tbody tr") != 50 || all.Count("#doubts") != 0 || all.Count("form[action$='/confirm']") != 1 {
			t.Errorf("%d rows and %d doubts on the third page of one kind", all.Count("#kind-joiner tbody tr"), all.Count("#doubts"))
		}
		manager.Get(draft+"?kind=joiner&page=9999").Want(200, "#kind-joiner .pager", number(many-39)+" a "+number(many))
		manager.Get(draft+"?kind=%3Cscript%3E&page=-1").Want(200, "#doubts", "1 a 10 de 60")

		choose := func(page, choice string) {
			t.Helper()
			at := manager.Get(draft + page)
			name, _ := at.Doc().Find("#doubts input[type=radio]").First().Attr("name")
			after := manager.Submit(at, "form[action*='/choices']", name, choice)
			after.Want(200, ".alert", "Se guardaron sus decisiones")
			if checked, _ := after.Doc().Find("#doubts input[name=" + name + "][checked]").Attr("value"); checked != choice {
				t.Errorf("%s: %q is chosen, want %q", page, checked, choice)
			}
		}
		choose("", "0")                  // it is somebody else
		choose("?kind=open&page=3", "0") // on another page
		choose("?kind=open&page=2", "refuse")
		done := manager.Submit(manager.Get(draft), "form[action*='/choices']", "do", "confirm").Want(200, ".pager", "1 a 50 de "+number(many+2))
		if n := len(done.Body); n > heaviest {
			t.Errorf("the report weighs %d bytes", n)
		}
		manager.Get(done.Path+"?page=99").Want(200, ".pager", number(many-39)+" a "+number(many+2))
	})
}

// number is a number as pages write it.
func number(n int) string { return i18n.For(i18n.Spanish).Number(float64(n), 0) }

// Whoever presses the button twice, or goes back, comes to what the list did.
func TestADraftThatWasConfirmedLeadsToItsImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site, centre, manager := centreWith(t, d)
		upload := manager.Get("/institutions/" + centre.ID + "/roster")
		page := manager.Upload(upload, "form[enctype]", "files", "2026-01-31.csv", []byte("CAR LA CEIBA\n"+header+ana+berta))
		done := manager.Submit(page, "form[action$='/confirm']")
		manager.Submit(page, "form[action$='/confirm']").Want(200, ".alert", "ya estaba confirmada").Want(200, "h1", "Lista del 31 ene. 2026")
		if again := manager.Get(page.Path).Want(200, ".alert", "ya estaba confirmada"); again.Path != done.Path {
			t.Errorf("led to %s, want %s", again.Path, done.Path)
		}
		manager.Post(page.Path+"/discard", url.Values{"_token": {token(page)}}).Want(200, "h1", "Lista del 31 ene. 2026")
		other, err := people.NewService(d).CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "X", Name: "Otra", Kind: people.CareCentre, Sector: "public"})
		if err != nil {
			t.Fatal(err)
		}
		site.As(webtest.Who{Role: access.Manager, InstitutionID: other.ID}).Get(page.Path).WantStatus(404)
		manager.Get("/rosters/nothing").WantStatus(404)
	})
}

// A page says of somebody elsewhere only that there is somebody.
func TestAPreviewDoesNotNameStrangers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site, centre, manager := centreWith(t, d)
		other, err := people.NewService(d).CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "X", Name: "CAR Lejano", Kind: people.CareCentre, Sector: "public"})
		if err != nil {
			t.Fatal(err)
		}
		far := site.As(webtest.Who{Role: access.Manager, InstitutionID: other.ID})
		page := far.Upload(far.Get("/institutions/"+other.ID+"/roster"), "form[enctype]", "files", "2026-01-31.csv", []byte("CAR LEJANO\n"+header+berta))
		far.Submit(page, "form[action$='/confirm']").WantStatus(200)
		upload := manager.Get("/institutions/" + centre.ID + "/roster")
		page = manager.Upload(upload, "form[enctype]", "files", "2026-02-28.csv", []byte("CAR LA CEIBA\n"+header+"60402223;ZAPATA ROJAS, JOSE;TUTORA;CAS;2026-02-01;\n"))
		page.Want(200, "#doubts", "Ese documento es de una persona ya registrada en otra institución.").Want(200, "#doubts", "pida a quien administra")
		for _, secret := range []string{"aupari", "AUPARI", "Berta", "BERTA", "Lejano"} {
			if strings.Contains(string(page.Body), secret) {
				t.Errorf("the page says %q", secret)
			}
		}
		if n := page.Count("#doubts input[type=radio]"); n != 3 {
			t.Errorf("%d choices, want to wait, somebody else, nothing", n)
		}
	})
}

// The script that shows how far an upload is goes to the next page itself.
func TestAnUploadByScriptIsToldWhereToGo(t *testing.T) {
	d := dbtest.SQLite(t)
	_, centre, manager := centreWith(t, d)
	upload := manager.Get("/institutions/" + centre.ID + "/roster")
	box := upload.Doc().Find("form[enctype] [data-uploading]")
	if _, hidden := box.Attr("hidden"); !hidden || box.Find("progress").Length() != 1 || box.Find("[aria-live=polite]").Length() != 1 {
		t.Error("the progress of an upload is not there, or not hidden from those without scripts")
	}
	if said, _ := box.Attr("data-said-uploading"); said != "Subiendo: {percent} %" {
		t.Errorf("the script is to say %q", said)
	}
}
