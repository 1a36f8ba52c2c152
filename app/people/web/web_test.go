package web_test

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/people/roster"
	peopleweb "relevo/app/people/web"
	"relevo/app/web"
	"relevo/app/web/webtest"
)

// routes are the pages of this slice.
func routes(service *people.Service) []web.Route {
	return (&peopleweb.Handlers{People: service}).Routes()
}

const header = "DNI;Apellidos y Nombres;Cargo;Régimen;Fecha de Ingreso;Fecha de Cese\n"

const (
	ana   = "15775632;QUISPE HUAMÁN, ANA LUZ;TUTORA;CAS;2025-01-15;\n"
	berta = "60402223;ÑAUPARI DÍAZ, BERTA;PSICÓLOGA;728;01/02/2025;\n"
)

func TestAdministratorRegistersInstitutions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site := webtest.New(t, d, routes(people.NewService(d)))
		admin := site.As(webtest.Who{Role: access.Administrator})
		admin.Get("/institutions").Want(200, ".empty", "Todavía no hay instituciones")
		page := admin.Get("/institutions/new").Want(200, "h1", "Nueva institución")
		page = admin.Submit(page, "form[action='/institutions']", "name", "Red Amazonía", "code", "red 1", "kind", "network")
		page.Want(422, "form", "hasta 20 caracteres")
		if got, _ := page.Doc().Find("[name=name]").Attr("value"); got != "Red Amazonía" {
			t.Errorf("what was typed is gone: %q", got)
		}
		page = admin.Submit(page, "form[action='/institutions']", "code", "RED-1")
		page.Want(200, "h1", "Red Amazonía")
		network := strings.TrimPrefix(page.Path, "/institutions/")
		if got := admin.Get("/institutions/new").Doc().Find("[name=parent_id] option[selected]").AttrOr("value", ""); got != network {
			t.Errorf("a new institution would belong to %q, want the only network", got)
		}
		page = admin.Submit(admin.Get("/institutions/new?parent_id="+network), "form[action='/institutions']", "name", "CAR La Ceiba", "code", "CAR-1", "kind", "car", "ubigeo", "160101")
		page.Want(200, "h1", "CAR La Ceiba").Want(200, ".crumbs", "Red Amazonía").Want(200, ".lead", "Loreto").Want(200, ".empty", "Todavía no hay personal")
		edit := admin.Get(page.Path+"/edit").Want(200, "h1", "Cambiar CAR La Ceiba")
		admin.Submit(edit, "form[action='"+page.Path+"']", "name", "CAR Ceiba").Want(200, "h1", "CAR Ceiba")
		posts := admin.Get(page.Path + "/posts")
		admin.Submit(posts, "form[action$='/posts']", "valid_from", "2026-01-01", "posts_car_mentor", "ocho").Want(422, "form", "número entero")
		admin.Submit(posts, "form[action$='/posts']", "valid_from", "2026-01-01", "posts_car_mentor", "8").Want(200, "main", "Faltan 8")
		admin.Get("/institutions?q=ceiba").Want(200, "tbody", "CAR Ceiba")
		admin.Get("/institutions?q=xyz").Want(200, ".empty", "Ninguna institución coincide")
	})
}

// a roster goes from the file to the staff page, and back.
func TestManagerBringsInListsAndTakesOneBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, centre, manager := centreWith(t, d)
		upload := manager.Get("/institutions/"+centre.ID+"/roster").Want(200, ".empty", "ninguna lista")
		manager.Upload(upload, "form[enctype]", "files", "roto.xlsx", []byte("PK\x03\x04")).Want(422, "form", "está dañado")
		page := manager.Upload(upload, "form[enctype]", "files", "2026-01-31.csv", []byte("CAR LA CEIBA\n"+header+ana+berta))
		page.Want(200, "h1", "Revisar 2026-01-31.csv").Want(200, "main", "cambiarán 2 registros").Want(200, "#kind-joiner", "Ingresa por primera vez, desde el 15 ene. 2025")
		page = manager.Submit(page, "form[action$='/confirm']")
		page.Want(200, "h1", "Lista del 31 ene. 2026").Want(200, "main", "Ñaupari Díaz, Berta")
		staff := manager.Get("/institutions/"+centre.ID).Want(200, "main", "En su puesto hoy: 2 personas").Want(200, ".stat", "salidas por puesto")
		if staff.Count("figure.chart") != 2 {
			t.Errorf("%d charts, want headcount and postings", staff.Count("figure.chart"))
		}

		page = manager.Upload(upload, "form[enctype]", "files", "2026-02-28.csv", []byte("CAR LA CEIBA\n"+header+ana))
		page.Want(200, "#kind-vanished", "salió después del 31 ene. 2026 y a más tardar el 28 feb. 2026")
		second := manager.Submit(page, "form[action$='/confirm']").Want(200, "main", "Además confirmó que 1 persona")
		first, _ := second.Doc().Find("a[href^='/people/']").First().Attr("href")
		manager.Get(first).Want(200, "h1", "Ñaupari Díaz, Berta").Want(200, "main", "Lista del 28 feb. 2026").Want(200, "main", "entre el 31 ene. 2026 y el 28 feb. 2026")
		manager.Get(first+"?known=2026-05-03").Want(200, "main", "Entonces no se conocía ningún puesto")
		manager.Get("/people?q=naupari").Want(200, "tbody", "Ñaupari Díaz, Berta")

		earlier, _ := manager.Get("/institutions/" + centre.ID).Doc().Find("a[href^='/imports/']").Last().Attr("href")
		blocked := manager.Get(earlier).Want(200, ".alert", "2026-02-28.csv")
		if blocked.Count("form[action$='/undo']") != 0 {
			t.Error("a list that others build on offers to be undone")
		}
		manager.Submit(second, "form[action$='/undo']").Want(200, ".alert", "Deshecha")
		manager.Get("/institutions/"+centre.ID).Want(200, "main", "En su puesto hoy: 2 personas")
		again := manager.Post(second.Path+"/undo", url.Values{"_token": {token(second)}})
		again.Want(409, "main", "ya se había deshecho")
	})
}

func token(page *webtest.Page) string {
	value, _ := page.Doc().Find("[name=_token]").First().Attr("value")
	return value
}

func TestDoubtfulRowsAndColumnsAreAskedFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, centre, manager := centreWith(t, d)
		upload := manager.Get("/institutions/" + centre.ID + "/roster")
		page := manager.Upload(upload, "form[enctype]", "files", "2026-01-31.csv", []byte("CAR OTRO\nIdentificador;Persona X;Labor;Arranque\n60402223;ÑAUPARI DÍAZ, BERTA;TUTORA;2025-01-15\n"))
		page.Want(200, ".alert", "Fecha de ingreso")
		draft := page.Path
		page = manager.Submit(page, "form[action='"+draft+"']", "column_document", "0", "column_surnames_given", "1", "column_position", "1", "column_start", "3")
		page.Want(422, "main", "solo puede tener un significado")
		page = manager.Submit(page, "form[action='"+draft+"']", "column_position", "2")
		page.Want(200, "#kind-joiner", "BERTA")
		manager.Submit(page, "form[action$='/confirm']").WantStatus(200)

		page = manager.Upload(upload, "form[enctype]", "files", "2026-02-28.csv", []byte("CAR LA CEIBA\n"+header+";ÑAUPARI DÍAZ, BERTA;ABOGADA;728;15/02/2026;\n"))
		page.Want(200, "#doubts", "Solo el nombre coincide")
		stale := page
		radio, _ := page.Doc().Find("#doubts input[type=radio]").First().Attr("name")
		page = manager.Submit(page, "form[action$='/choices']", radio, "1")
		page.Want(200, ".alert", "Se guardaron sus decisiones")
		manager.Submit(stale, "form[action$='/choices']", "do", "confirm").Want(409, ".alert", "ya no es el que usted vio")
		manager.Submit(page, "form[action$='/choices']", "do", "confirm").WantStatus(200)
		if n := manager.Get("/people?q=naupari").Count("tbody tr"); n != 2 {
			t.Errorf("%d people of the name, want 2", n)
		}
		page = manager.Upload(upload, "form[enctype]", "files", "2026-03-31.csv", []byte(header+ana))
		manager.Submit(page, "form[action$='/discard']").Want(200, ".alert", "se descartó")
	})
}

func TestNamesAreForThoseWhoAnswerForTheStaff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site, centre, manager := centreWith(t, d)
		upload := manager.Get("/institutions/" + centre.ID + "/roster")
		page := manager.Upload(upload, "form[enctype]", "files", "2026-01-31.csv", []byte("CAR LA CEIBA\n"+header+ana))
		draft := page.Path
		done := manager.Submit(page, "form[action$='/confirm']")
		person, _ := done.Doc().Find("a[href^='/people/']").First().Attr("href")
		other, err := people.NewService(d).CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "X", Name: "Otra", Kind: people.CareCentre, Sector: "public"})
		if err != nil {
			t.Fatal(err)
		}
		stranger := site.As(webtest.Who{Role: access.Manager, InstitutionID: other.ID})
		evaluator := site.As(webtest.Who{Role: access.Evaluator})
		for _, path := range []string{"/institutions/" + centre.ID, "/institutions/" + centre.ID + "/roster", done.Path, person, draft} {
			stranger.Get(path).WantStatus(404)
			evaluator.Get(path).WantStatus(403)
		}
		stranger.Get("/people").Want(200, ".empty", "Todavía no hay personas")
	})
}

// What a page costs does not grow with what is on it; logging in is one statement, and
// noting who opened a person's record two.
func TestPagesCostFewStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, centre, manager := centreWith(t, d)
		upload := manager.Get("/institutions/" + centre.ID + "/roster")
		var rows strings.Builder
		for i := range 20 {
			fmt.Fprintf(&rows, "%08d;PERSONA PRUEBA%c, ANA;TUTORA;CAS;2025-01-10;\n", 50000000+i, 'A'+i)
		}
		page := manager.Upload(upload, "form[enctype]", "files", "2026-01-31.csv", []byte("CAR LA CEIBA\n"+header+rows.String()))
		done := manager.Submit(page, "form[action$='/confirm']")
		person, _ := done.Doc().Find("a[href^='/people/']").First().Attr("href")
		for path, limit := range map[string]int64{"/institutions": 5, "/institutions/" + centre.ID: 12, "/institutions/" + centre.ID + "/roster": 5,
			done.Path: 9, "/people": 5, person: 10} {
			if n := manager.Get(path).WantStatus(200).Statements; n > limit {
				t.Errorf("%s: %d statements, at most %d are right", path, n, limit)
			}
		}
	})
}

func centreWith(t *testing.T, d *db.DB) (*webtest.Site, people.Institution, *webtest.Visitor) {
	t.Helper()
	service := people.NewService(d)
	centre, err := service.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "CAR-1", Name: "CAR La Ceiba", Kind: people.CareCentre, Sector: "public"})
	if err != nil {
		t.Fatal(err)
	}
	site := webtest.New(t, d, routes(service))
	return site, centre, site.As(webtest.Who{Role: access.Manager, InstitutionID: centre.ID})
}

func TestSamplesRender(t *testing.T) {
	for _, sample := range peopleweb.Samples(i18n.Spanish) {
		t.Run(sample.Name, func(t *testing.T) {
			var page bytes.Buffer
			if err := sample.Component.Render(context.Background(), &page); err != nil {
				t.Fatal(err)
			}
			doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Find("h1").Length() != 1 || doc.Find("main").Length() != 1 {
				t.Errorf("%d headings and %d mains, want one each", doc.Find("h1").Length(), doc.Find("main").Length())
			}
			for _, bad := range []string{"⟦", "alert(1)</script>", "<b>", "<i>Otro", " style=", "%!", "NaN"} {
				if strings.Contains(page.String(), bad) {
					t.Errorf("the page holds %q", bad)
				}
			}
			ids := map[string]bool{}
			doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
				if id := s.AttrOr("id", ""); ids[id] {
					t.Errorf("the id %q is there twice", id)
				} else {
					ids[id] = true
				}
			})
		})
	}
}

func TestEveryWordOfAListIsInTheCatalogue(t *testing.T) {
	keys := roster.Keys()
	for _, cadre := range people.Cadres() {
		keys = append(keys, cadre.Key())
	}
	for _, cadre := range roster.Cadres() {
		keys = append(keys, people.Cadre(cadre).Key())
	}
	for _, contract := range roster.Contracts() {
		keys = append(keys, people.ContractKey(contract))
	}
	for _, kind := range people.Kinds() {
		keys = append(keys, kind.Key())
	}
	for _, key := range keys {
		if !i18n.Has(key) {
			t.Errorf("the catalogue lacks %s", key)
		}
	}
}
