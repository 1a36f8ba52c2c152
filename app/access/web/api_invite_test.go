package web_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
)

func TestAProgramInvitesTheStaffOfACentre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		type object = map[string]any
		s := newScene(t, d)
		operations := s.handlers.API()
		contract, site := apitest.NewContract(t, operations), webtest.New(t, d, append(s.handlers.Routes(), operations...))
		admin := apitest.Of(t, contract, site.As(webtest.Who{Role: access.Administrator}), access.ManageAccounts)
		at := "/institutions/" + s.centre.ID + "/invitations"
		if list := admin.Get(at); list.Len("items") != 1 || list.Text("items.0.id") != s.person.ID || list.Text("items.0.document_number") != "15775632" {
			t.Errorf("%s", list.Body)
		}
		admin.Ask("POST", at, object{"people": []object{}}).WantField("person")
		admin.Ask("POST", at, object{"people": []object{{"person_id": s.person.ID, "email": "ana"}}}).WantField("email:" + s.person.ID)
		admin.Ask("POST", at, object{"people": make([]object, 201)}).WantField("people")
		invite := object{"people": []object{{"person_id": s.person.ID, "email": "ana@example.pe"}, {"person_id": "nobody", "email": "x@example.pe"}}}
		done := admin.Ask("POST", at, invite).Want(201)
		if done.Text("accounts.0.username") != "15775632" || done.Text("left.0") != "nobody" || len(s.letters) != 1 || s.letters[0].To != "ana@example.pe" {
			t.Errorf("%s %+v", done.Body, s.letters)
		}
		again := admin.Ask("POST", at, invite).Want(201)
		if again.Len("accounts") != 0 || again.Len("left") != 2 || len(s.letters) != 1 || admin.Get(at).Len("items") != 0 {
			t.Errorf("%s %+v", again.Body, s.letters)
		}

		afar := apitest.Of(t, contract, site.As(webtest.Who{Role: access.Administrator, InstitutionID: s.centre.ID}), access.ManageAccounts)
		afar.Ask("GET", at, nil).Want(404) // accounts are the whole programme's
		afar.Ask("POST", at, invite).Want(404)
		admin.Ask("GET", "/institutions/none/invitations", nil).Want(404)
	})
}
