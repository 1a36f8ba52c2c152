package web_test

import (
	"net/http"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	peopleweb "relevo/app/people/web"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
)

// apiSite is the pages and the operations of this slice, with two institutions of which neither knows the other.
func apiSite(t *testing.T, d *db.DB) (site *webtest.Site, contract *apitest.Contract, ceiba, other people.Institution) {
	t.Helper()
	service := people.NewService(d)
	operations := (&peopleweb.Handlers{People: service}).API()
	var err error
	if ceiba, err = service.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "CAR-1", Name: "CAR La Ceiba", Kind: people.CareCentre, Sector: "public"}); err == nil {
		other, err = service.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "CAR-2", Name: "CAR El Huarango", Kind: people.CareCentre, Sector: "public"})
	}
	if err != nil {
		t.Fatal(err)
	}
	return webtest.New(t, d, append(routes(service), operations...)), apitest.NewContract(t, operations), ceiba, other
}

type object = map[string]any

func TestAProgramKeepsTheRegisterOfInstitutions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site, contract, ceiba, _ := apiSite(t, d)
		admin := site.As(webtest.Who{Role: access.Administrator})
		program := apitest.Of(t, contract, admin, access.ManageInstitutions, access.ViewStaff)
		made := program.Ask("POST", "/institutions", object{"code": "car-3", "name": " CAR  Los Ceibos ", "kind": "car", "sector": "public"}).Want(201)
		if made.Text("name") != "CAR Los Ceibos" || made.Text("code") != "CAR-3" {
			t.Errorf("%s", made.Body)
		}
		program.Ask("POST", "/institutions", object{"code": "car 3", "name": "", "kind": "car", "sector": "public"}).WantField("code").WantField("name")
		program.Ask("POST", "/institutions", object{"code": "CAR-4", "nombre": "x"}).WantField("nombre")
		program.Ask("POST", "/institutions", object{"code": 4}).WantField("code")
		program.Ask("GET", "/institutions?kynd=car", nil).WantField("kynd")

		// Read on part by part, everything is seen once, and what is added meanwhile does not disturb.
		seen := map[string]bool{}
		for path := "/institutions?limit=1"; path != ""; {
			page := program.Get(path)
			seen[page.Text("items.0.id")] = true
			next, _, ok := strings.Cut(strings.TrimPrefix(page.Header.Get("Link"), "</api/v1"), ">")
			if !ok {
				break
			}
			path = next
		}
		if len(seen) != 3 {
			t.Errorf("%d institutions are seen", len(seen))
		}
		program.Ask("GET", "/institutions?limit=1000", nil).WantField("limit")

		// What was read names its version, and a change upon an older one is refused.
		at := "/institutions/" + ceiba.ID
		read := program.Get(at)
		tag := read.Header.Get("ETag")
		if again := program.Ask("GET", at, nil, "If-None-Match", tag); again.Status != http.StatusNotModified || len(again.Body) != 0 {
			t.Errorf("read again: %d %s", again.Status, again.Body)
		}
		change := object{"code": "CAR-1", "name": "CAR Ceiba", "kind": "car", "sector": "public"}
		program.Ask("PUT", at, change, "If-Match", tag).Want(200)
		program.Ask("PUT", at, object{"code": "CAR-1", "name": "Otro", "kind": "car", "sector": "public"}, "If-Match", tag).Want(412)
		if now := program.Get(at); now.Text("name") != "CAR Ceiba" || now.Header.Get("ETag") == tag {
			t.Errorf("%s", now.Body)
		}

		program.Ask("POST", at+"/posts", object{"valid_from": "2026-01-01", "posts": object{"car_mentor": 8}}).Want(204)
		if n := program.Get(at + "/posts").At("today.car_mentor"); n != 8.0 {
			t.Errorf("posts: %v", n)
		}
	})
}

func TestAProgramBringsInAStaffListAndTakesItBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site, contract, ceiba, other := apiSite(t, d)
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: ceiba.ID})
		program := apitest.Of(t, contract, manager, access.ImportRoster, access.ViewStaff)
		files := object{"files": []object{{"name": "2026-01-31.csv", "content": []byte("CAR LA CEIBA\n" + header + ana + berta)}}}
		list := "/lists/" + program.Ask("POST", "/institutions/"+ceiba.ID+"/lists", files).Want(201).Text("drafts.0.id")
		preview := program.Get(list)
		if preview.At("changes") != 2.0 || preview.Text("decisions.0.kind") != "joiner" {
			t.Errorf("%s", preview.Body)
		}
		program.Ask("POST", list+"/confirm", object{"fingerprint": "of another day"}).Want(409)
		confirm := func() *apitest.Answer {
			return program.Ask("POST", list+"/confirm", object{"fingerprint": preview.Text("fingerprint")}, "Idempotency-Key", "enero")
		}
		done := confirm().Want(200)
		if again := confirm().Want(200); again.Text("id") != done.Text("id") || again.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("the same request again: %s", again.Body)
		}

		staff := program.Get("/people?q=naupari")
		if staff.Len("items") != 1 || staff.Text("items.0.now.0.institution_id") != ceiba.ID {
			t.Errorf("%s", staff.Body)
		}
		berta := "/people/" + staff.Text("items.0.id")
		one := program.Get(berta)
		correction := object{"document_type": "dni", "document_number": "60402223", "first_surname": "Ñaupari", "given_names": "Berta Inés"}
		program.Ask("PUT", berta, correction, "If-Match", one.Header.Get("ETag")).Want(200)
		program.Ask("PUT", berta, correction, "If-Match", one.Header.Get("ETag")).Want(412)
		stay := "/stays/" + one.Text("stays.0.id")
		program.Ask("PUT", stay, object{"institution_id": ceiba.ID, "cadre": "car_mentor", "starts_on": "2025-02-01", "end": "known"}).WantField("ends_on")

		// Neither a manager of another institution, nor a token that only reads, nor one without the scope.
		elsewhere := site.As(webtest.Who{Role: access.Manager, InstitutionID: other.ID})
		stranger := apitest.Of(t, contract, elsewhere, access.ImportRoster, access.ViewStaff)
		for _, path := range []string{"/institutions/" + ceiba.ID, "/institutions/" + ceiba.ID + "/staff", "/institutions/" + ceiba.ID + "/lists", berta, stay, "/imports/" + done.Text("id"), "/people?institution=" + ceiba.ID} {
			stranger.Ask("GET", path, nil).Want(404)
		}
		stranger.Ask("POST", "/imports/"+done.Text("id")+"/undo", nil).Want(404)
		stranger.Ask("POST", "/institutions/"+ceiba.ID+"/lists", files).Want(404)
		if found := stranger.Get("/people?q=naupari"); found.Len("items") != 0 {
			t.Errorf("%s", found.Body)
		}
		apitest.Reading(t, contract, manager, access.ImportRoster).Ask("POST", "/imports/"+done.Text("id")+"/undo", nil).Want(403)
		apitest.Of(t, contract, manager, access.ViewStaff).Ask("POST", "/imports/"+done.Text("id")+"/undo", nil).Want(403)

		if undone := program.Ask("POST", "/imports/"+done.Text("id")+"/undo", nil).Want(200); undone.Text("undone_at") == "" {
			t.Errorf("%s", undone.Body)
		}
	})
}
