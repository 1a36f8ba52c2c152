package web

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
	"relevo/courses"
)

// A program of who issues lists, issues, reads and revokes; anybody's verifies; one of another institution finds nothing, nor does
// one that was not given the permission.
func TestAProgramIssuesAndRevokes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		s.attended(t, d)
		contract := apitest.NewContract(t, (&Handlers{Certificates: s.certificates}).API())
		jefa := apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.casa.ID}), access.IssueCertificates)
		list := jefa.Get("/certificates?institution=" + s.casa.ID)
		if list.Len("items") != 1 || list.Text("items.0.serial") != s.certificate.Serial || list.Text("items.0.state") != "valid" {
			t.Errorf("%s", list.Body)
		}
		var enrolment courses.Enrolment
		if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Where("person_id = ?", s.person.ID).Take(&enrolment).Error }); err != nil {
			t.Fatal(err)
		}
		jefa.Ask("POST", "/certificates", map[string]any{"enrolment_id": enrolment.ID, "tipo": "x"}).WantField("tipo")
		made := jefa.Ask("POST", "/certificates", map[string]any{"enrolment_id": enrolment.ID, "kind": "attendance"}).Want(201)
		here := "/certificates/" + made.Text("id")
		if made.Text("kind") != "attendance" || jefa.Get("/certificates").Len("items") != 2 {
			t.Errorf("%s", made.Body)
		}
		if paper := jefa.Get(here + "/pdf"); !strings.HasPrefix(string(paper.Body), "%PDF-") {
			t.Errorf("the paper begins %q", paper.Body[:10])
		}
		jefa.Ask("POST", here+"/revoke", map[string]any{"reason": " "}).WantField("reason")
		if revoked := jefa.Ask("POST", here+"/revoke", map[string]any{"reason": "Se emitió por error."}).Want(200); revoked.Text("state") != "revoked" || revoked.Text("revoked_on") == "" {
			t.Errorf("%s", revoked.Body)
		}
		jefa.Ask("GET", here+"/pdf", nil).Want(409)
		if told := jefa.Get("/verify/" + made.Text("serial")); told.Text("state") != "revoked" || told.Text("revoke_reason") != "Se emitió por error." || strings.Contains(string(told.Body), s.person.ID) {
			t.Errorf("%s", told.Body)
		}
		jefa.Ask("GET", "/verify/NADA-0000", nil).Want(404)

		other := apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.otra.ID}), access.IssueCertificates)
		other.Ask("GET", here, nil).Want(404)
		other.Ask("POST", here+"/revoke", map[string]any{"reason": "x"}).Want(404)
		other.Ask("GET", "/certificates?institution="+s.casa.ID, nil).Want(404)
		if n := other.Get("/certificates").Len("items"); n != 0 {
			t.Errorf("another institution's program sees %d", n)
		}
		apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.casa.ID}), access.ViewStaff).Ask("GET", here, nil).Want(403)
		own := apitest.Reading(t, contract, s.site.As(webtest.Who{Role: access.Official, PersonID: s.person.ID}), access.Learn)
		if own.Get("/me/certificates").Len("items") != 2 || own.Get(here).Text("id") == "" {
			t.Error("their owner does not find them")
		}
	})
}
