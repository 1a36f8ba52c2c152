package web_test

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	searchweb "relevo/app/search/web"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
	"relevo/courses"
)

func TestAProgramFindsWhatItsOwnerWould(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		staff, training := people.NewService(d), courses.NewService(d, nil)
		h := &searchweb.Handlers{People: staff, Courses: training}
		operations := h.API()
		site, contract := webtest.New(t, d, append(h.Routes(), operations...)), apitest.NewContract(t, operations)
		places := map[string]string{}
		for code, name := range map[string]string{"CAR-1": "CAR La Ceiba", "CAR-2": "CAR La Lupuna"} {
			made, err := staff.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: code, Name: name, Kind: people.CareCentre, Sector: "public"})
			if err == nil {
				places[code] = made.ID
				_, err = staff.AddPerson(t.Context(), access.System(), people.PersonInput{DocumentType: "none", FirstSurname: "Ñusta", GivenNames: name[7:]},
					people.PostingInput{InstitutionID: made.ID, Cadre: people.Cadres()[0], StartsOn: db.NewDate(2026, 1, 1), End: people.StillInPost})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		visitor := site.As(webtest.Who{Role: access.Manager, InstitutionID: places["CAR-2"]})
		manager := apitest.Reading(t, contract, visitor, access.ViewStaff, access.ViewFigures)
		found := manager.Get("/search?q=lupuna")
		if found.Text("items.0.kind") != "people" || found.Text("items.1.kind") != "institutions" || found.Text("items.1.id") != places["CAR-2"] || found.Text("items.1.path") != "/institutions/"+places["CAR-2"] {
			t.Errorf("%s", found.Body)
		}
		if other := manager.Get("/search?q=ceiba"); strings.Contains(string(other.Body), "CAR La Ceiba") || strings.Contains(string(other.Body), "Ñusta") {
			t.Errorf("another's are found: %s", other.Body)
		}
		manager.Ask("GET", "/search?query=x", nil).WantField("query")

		// What the token was not given is not found either.
		if bare := apitest.Reading(t, contract, visitor, access.ViewFigures).Get("/search?q=lupuna"); strings.Contains(string(bare.Body), "Ñusta") {
			t.Errorf("%s", bare.Body)
		}
	})
}
