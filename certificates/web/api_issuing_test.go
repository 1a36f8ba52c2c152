package web

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/api/apitest"
	"relevo/app/web/webtest"
	"relevo/certificates/signature"
)

type object = map[string]any

func (s *scene) contract(t *testing.T) *apitest.Contract {
	t.Helper()
	return apitest.NewContract(t, (&Handlers{Certificates: s.certificates}).API())
}

func TestAProgramIssuesMany(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		queue := s.working(t, d)
		s.attended(t, d)
		contract := s.contract(t)
		jefa := apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.casa.ID}), access.IssueCertificates)
		jefa.Ask("GET", "/certificates/entitled?kind=nada&institution_id="+s.casa.ID, nil).WantField("kind")
		preview := jefa.Get("/certificates/entitled?kind=attendance&institution_id=" + s.casa.ID)
		if preview.Text("title") != s.casa.Name || preview.Text("standings.0.standing") != "entitled" || preview.Len("people") != 1 {
			t.Errorf("%s", preview.Body)
		}
		jefa.Ask("POST", "/certificates/batches", object{"kind": "attendance"}).WantField("offering")
		choice := object{"kind": "attendance", "institution_id": s.casa.ID}
		batch := jefa.Ask("POST", "/certificates/batches", choice).Want(201)
		at := "/certificates/batches/" + batch.Text("id")
		if batch.Text("state") != "waiting" || batch.At("may_stop") != true {
			t.Errorf("%s", batch.Body)
		}
		if stopped := jefa.Ask("POST", at+"/stop", nil).Want(200); stopped.Text("state") != "stopped" {
			t.Errorf("%s", stopped.Body)
		}
		jefa.Ask("POST", at+"/stop", nil).Want(409)
		jefa.Ask("POST", at+"/resume", nil).Want(200)
		if err := queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if done := jefa.Get(at); done.Text("state") != "done" || done.At("issued") != 1.0 {
			t.Errorf("%s", done.Body)
		}
		jefa.Ask("POST", "/certificates/batches", choice).Want(409) // nobody is left
		if list := jefa.Get("/certificates/batches?limit=1"); list.Len("items") != 1 {
			t.Errorf("%s", list.Body)
		}

		other := apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.otra.ID}), access.IssueCertificates)
		for _, path := range []string{at, "/certificates/entitled?kind=attendance&institution_id=" + s.casa.ID, "/certificates/expiring?institution=" + s.casa.ID} {
			other.Ask("GET", path, nil).Want(404)
		}
		other.Ask("POST", "/certificates/batches", choice).Want(404)
		other.Ask("POST", at+"/stop", nil).Want(404)
		if other.Get("/certificates/batches").Len("items") != 0 {
			t.Error("another's batches are listed")
		}
		apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.casa.ID}), access.ViewStaff).Ask("GET", at, nil).Want(403)
	})
}

func TestAProgramSetsRulesAndSeesWhatEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		contract := s.contract(t)
		abel := apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Trainer}), access.AuthorCourses)
		list := abel.Get("/certificates/rules")
		at := "/certificates/rules/" + list.Text("items.0.course_id")
		one := abel.Get(at)
		if one.At("own") != false || one.At("cycle.months") != 6.0 {
			t.Errorf("%s", one.Body)
		}
		tag := one.Header.Get("ETag")
		abel.Ask("PUT", at, object{"base": "fixed", "months": 6, "fixed_month": 4, "fixed_day": 31}, "If-Match", tag).WantField("months").WantField("fixed_day")
		if set := abel.Ask("PUT", at, object{"base": "completion", "months": 12, "remind_days": 60}, "If-Match", tag).Want(200); set.At("own") != true || set.At("cycle.months") != 12.0 {
			t.Errorf("%s", set.Body)
		}
		abel.Ask("PUT", at, object{"base": "completion", "months": 3}, "If-Match", tag).Want(412)
		abel.Ask("PUT", at, object{"base": "completion", "months": 3}, "If-Match", abel.Get(at).Header.Get("ETag")).Want(200)
		if again := abel.Get(at); again.Len("before") != 1 || again.At("before.0.cycle.months") != 12.0 {
			t.Errorf("%s", again.Body)
		}
		abel.Ask("PUT", "/certificates/rules/none", object{"base": "completion", "months": 3}).Want(404)
		jefa := apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.casa.ID}), access.IssueCertificates)
		if jefa.Get("/certificates/rules").Len("items") != 1 {
			t.Error("who issues does not read the rules")
		}
		jefa.Ask("PUT", at, object{"base": "completion", "months": 3}).Want(403)

		// A certificate of competence ends within the year; nobody else's institution tells of it.
		until := d.Now().Date() + 70
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Exec("UPDATE certificate SET kind = 'competence', valid_until = ? WHERE id = ?", until, s.certificate.ID).Error
		}); err != nil {
			t.Fatal(err)
		}
		ends := jefa.Get("/certificates/expiring?month=" + until.String())
		if ends.Len("months") != 12 || ends.Text("items.0.id") != s.certificate.ID || ends.At("next") != nil || ends.At("items.0.reminded_on") != nil {
			t.Errorf("%s", ends.Body)
		}
		if after := jefa.Get("/certificates/expiring?month=" + until.String() + "&after=" + s.certificate.ID); after.Len("items") != 0 {
			t.Errorf("%s", after.Body)
		}
		other := apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.otra.ID}), access.IssueCertificates)
		if other.Get("/certificates/expiring?month="+until.String()).Len("items") != 0 {
			t.Error("another institution's are listed")
		}
	})
}

func TestAProgramMakesATemplate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		contract := s.contract(t)
		jefa := apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.casa.ID}), access.IssueCertificates)
		if all := jefa.Get("/certificates/templates"); all.Len("items") != 0 || all.Text("places.0.id") != s.casa.ID {
			t.Errorf("%s", all.Body)
		}
		template := object{"institution_id": s.casa.ID, "name": "Casa", "orientation": "portrait", "accent": "teal", "texts": object{"es": object{"completion": object{"title": "Constancia"}}},
			"logos": []object{{"image": logoFile(t), "alt": "Casa del Río"}}, "signatures": []object{{"name": "Rosa Ñahui", "position": "Directora"}}}
		jefa.Ask("POST", "/certificates/templates", object{"institution_id": s.casa.ID, "name": "", "orientation": "portrait", "accent": "teal", "logos": []object{{"image": []byte("<svg>"), "alt": "x"}}}).WantField("name").WantField("logo1")
		jefa.Ask("POST", "/certificates/templates", object{"texts": object{"fr": object{}}}).WantField("fr")
		if drawn := jefa.Ask("POST", "/certificates/templates/preview", object{"template": template, "kind": "completion"}).Want(200); !strings.HasPrefix(string(drawn.Body), "%PDF-") {
			t.Error("what is not saved is not drawn")
		}
		made := jefa.Ask("POST", "/certificates/templates", template).Want(201)
		at := "/certificates/templates/" + made.Text("id")
		if made.Text("texts.es.completion.title") != "Constancia" || made.Text("logos.0.image_id") == "" || made.At("may_edit") != true || made.At("version") != 1.0 {
			t.Errorf("%s", made.Body)
		}
		if picture := jefa.Get(at + "/images/" + made.Text("logos.0.image_id")); picture.Header.Get("Content-Type") != "image/png" {
			t.Error("the logo is no picture")
		}
		jefa.Get(at + "/preview?locale=quz&kind=attendance")
		jefa.Get("/certificates/templates/relevo/preview")
		jefa.Ask("POST", "/certificates/templates", template).Want(409)

		change := object{"name": "Casa nueva", "orientation": "landscape", "accent": "teal", "logos": []object{{"image_id": made.Text("logos.0.image_id"), "alt": "Casa del Río"}}}
		next := jefa.Ask("PUT", at, change).Want(200)
		if next.At("version") != 2.0 || next.Len("versions") != 2 || next.Text("id") == made.Text("id") {
			t.Errorf("%s", next.Body)
		}
		jefa.Ask("PUT", at, change).Want(409)
		now := "/certificates/templates/" + next.Text("id")

		other := apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Manager, InstitutionID: s.otra.ID}), access.IssueCertificates)
		other.Ask("GET", now, nil).Want(404)
		other.Ask("PUT", now, change).Want(404)
		other.Ask("POST", now+"/retire", nil).Want(404)
		other.Ask("POST", "/certificates/templates", template).Want(404)
		other.Ask("GET", at+"/images/"+made.Text("logos.0.image_id"), nil).Want(404)
		jefa.Ask("POST", now+"/retire", nil).Want(204)
		if jefa.Get("/certificates/templates").Len("items") != 0 {
			t.Error("it is still in use")
		}
	})
}

func TestAProgramReadsTheTranscriptAndChecksFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		ring, err := signature.Memory(dbtest.Start, "")
		if err != nil {
			t.Fatal(err)
		}
		s.certificates.SignWith(ring)
		contract := s.contract(t)
		rosa := apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Official, PersonID: s.person.ID}), access.Learn)
		if own := rosa.Get("/me/transcript"); own.Text("courses.0.code") != "CUIDADO" || own.Text("courses.0.certificates.0.serial") != s.certificate.Serial {
			t.Errorf("%s", own.Body)
		}
		if paper := rosa.Get("/me/transcript/pdf"); !strings.HasPrefix(string(paper.Body), "%PDF-") {
			t.Error("the transcript is no paper")
		}
		rosa.Ask("POST", "/me/transcript/links", object{"purpose": "", "days": 100}).WantField("purpose").WantField("days")
		shared := rosa.Ask("POST", "/me/transcript/links", object{"purpose": "Para un concurso", "days": 10}).Want(201)
		_, path, _ := strings.Cut(shared.Text("address"), "http://relevo.test")
		anybody := s.site.As(webtest.Who{})
		anybody.Get(path + "/json").WantStatus(200)
		link := "/me/transcript/links/" + rosa.Get("/me/transcript/links").Text("items.0.id")
		abel := apitest.Of(t, contract, s.site.As(webtest.Who{Role: access.Official}), access.Learn)
		abel.Ask("DELETE", link, nil).Want(404)
		abel.Ask("GET", "/me/transcript", nil).Want(404) // no staff record
		rosa.Ask("DELETE", link, nil).Want(204)
		anybody.Get(path + "/json").WantStatus(404)

		file := rosa.Get("/certificates/" + s.certificate.ID + "/pdf").Body
		if same := rosa.Ask("POST", "/verify/file", object{"file": file}).Want(200); same.Text("finding") != "same" || same.Text("paper.serial") != s.certificate.Serial {
			t.Errorf("%s", same.Body)
		}
		if other := rosa.Ask("POST", "/verify/file", object{"file": []byte("%PDF-1.7 nada")}).Want(200); other.Text("finding") != "unknown" || other.At("paper") != nil {
			t.Errorf("%s", other.Body)
		}
		rosa.Ask("POST", "/verify/file", object{"file": []byte("nada")}).WantField("file")
		if kit := rosa.Get("/verify/offline"); kit.Len("keys") == 0 || kit.Text("revocations.payload") == "" || strings.Contains(string(kit.Body), s.person.ID) {
			t.Errorf("%s", kit.Body)
		}
	})
}
