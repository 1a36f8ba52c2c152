package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/privacy"
	privacyweb "relevo/app/privacy/web"
	"relevo/app/selfcare"
	selfcareweb "relevo/app/selfcare/web"
	"relevo/app/web/webtest"
)

// scene is a site with these pages, those of privacy, and a centre in each of two regions.
type scene struct {
	*webtest.Site
	d       *db.DB
	service *selfcare.Service
	centres []people.Institution
	persons []string
}

// newScene makes a programme with so many people in Loreto and in Cusco.
func newScene(t *testing.T, d *db.DB, counts ...int) *scene {
	t.Helper()
	s := &scene{d: d, service: selfcare.NewService(d)}
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for i, count := range counts {
			at, err := people.CreateInstitutionTx(tx, access.System(), people.InstitutionInput{Code: fmt.Sprint("CAR-", i), Name: fmt.Sprint("CAR ", i), Kind: people.CareCentre, Sector: "public", Ubigeo: []string{"160101", "080101", "170101"}[i]})
			if err != nil {
				return err
			}
			s.centres = append(s.centres, at)
			for range count {
				number := fmt.Sprintf("%08d", 40000000+len(s.persons))
				p := people.Person{ID: tx.NewID(), DocumentType: "dni", DocumentNumber: &number, FirstSurname: "Ñahui", GivenNames: "Rosa", SearchName: "nahui rosa", CreatedAt: tx.Now}
				if err := tx.DB.Create(&p).Error; err != nil {
					return err
				}
				if _, err := people.AppendPostingTx(tx, access.System(), people.Posting{PersonID: p.ID, InstitutionID: at.ID, Cadre: people.CARMentor, StartsOn: db.NewDate(2025, time.January, 6)}); err != nil {
					return err
				}
				s.persons = append(s.persons, p.ID)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	data := privacy.NewService(d, []byte("k"), "", people.HeldOnPeople(), selfcare.HeldOnPeople())
	data.Name = people.NameTx
	routes := append((&selfcareweb.Handlers{SelfCare: s.service}).Routes(), (&privacyweb.Handlers{Privacy: data}).Routes()...)
	s.Site = webtest.New(t, d, routes)
	return s
}

func (s *scene) official(person int) *webtest.Visitor {
	return s.As(webtest.Who{Role: access.Official, PersonID: s.persons[person]})
}

func (s *scene) count(t *testing.T, query string, values ...any) (n int64) {
	t.Helper()
	if err := s.d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Raw(query, values...).Scan(&n).Error }); err != nil {
		t.Fatal(err)
	}
	return n
}

const (
	form   = "form[action='/selfcare/answer/own.1']"
	keep   = "form[action='/privacy/consents/selfcare']"
	counts = "form[action='/privacy/consents/selfcare_figures']"
)

// answers are the fields of a form that is filled in with seven values.
func answers(values string) (pairs []string) {
	for i, value := range strings.Split(values, "") {
		pairs = append(pairs, fmt.Sprint("item", i+1), value)
	}
	return pairs
}

const light, heavy = "4000044", "0444400"

func TestAnswersAreKeptWithConsentAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d, 1)
		rosa := s.official(0)
		page := rosa.Get("/selfcare/answer/own.1").Want(200, "main", "Dormí lo suficiente")
		refused := rosa.Submit(page, form, "item1", "3").Want(422, form, "Elija una respuesta")
		if refused.Doc().Find("[name=item1][checked]").AttrOr("value", "") != "3" {
			t.Error("what was answered is gone")
		}
		rosa.Submit(page, form, answers("9999999")...).WantStatus(422)
		rosa.Submit(page, form, answers(heavy)...).Want(200, "main", "no se guardaron").Want(200, "main", "Qué puede hacer")
		if n := s.count(t, `SELECT count(*) FROM selfcare_checkin`); n != 0 {
			t.Fatalf("%d check-ins are kept without consent", n)
		}
		rosa.Submit(rosa.Get("/selfcare"), keep).Want(200, "main", "Dio su consentimiento")
		kept := rosa.Submit(page, form, answers(light)...).Want(200, "main", "Solo usted ve esta página")
		if kept.Count("main h2") != 0 {
			t.Error("help is pressed on somebody who is well")
		}
		if n := s.count(t, `SELECT count(*) FROM audit_entry WHERE action LIKE 'selfcare%'`); n != 0 {
			t.Error("the audit, which others read, tells that somebody answered")
		}
		before := d.Statements()
		rosa.Get("/selfcare").Want(200, "tbody", "lo lleva bien")
		if n := d.Statements() - before; n > 6 {
			t.Errorf("the page costs %d statements", n)
		}
		copied := rosa.Get("/privacy/copy/json").WantStatus(200)
		if !strings.Contains(string(copied.Body), "[4,0,0,0,0,4,4]") {
			t.Error("her own copy is without her answers")
		}
		rosa.Submit(rosa.Get("/selfcare"), "form[action='"+kept.Path+"/remove']").Want(200, "main", "Se borró")
		rosa.Submit(page, form, answers(light)...).WantStatus(200)
		dbtest.ClockOf(t, d).Advance(time.Minute)
		rosa.Submit(rosa.Get("/selfcare"), keep).Want(200, "main", "No ha dado su consentimiento")
		if n := s.count(t, `SELECT count(*) FROM selfcare_checkin`); n != 0 {
			t.Errorf("%d check-ins are left after the consent was withdrawn", n)
		}
	})
}

// Whoever it is, in whatever role and place: another's answers are not there, and having asked is noted.
func TestNobodyReadsAnothersAnswers(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d, 2, 1)
		rosa := s.official(0)
		rosa.Submit(rosa.Get("/selfcare"), keep)
		kept := rosa.Submit(rosa.Get("/selfcare/answer/own.1"), form, answers(heavy)...).WantStatus(200)
		if page := rosa.Get("/selfcare/people/" + s.persons[0]); page.Path != "/selfcare" {
			t.Errorf("her own leads to %s", page.Path)
		}
		who := []webtest.Who{{Role: access.Official, PersonID: s.persons[1]}, {Role: access.Official, PersonID: s.persons[2]}}
		for _, role := range access.AllRoles {
			who = append(who, webtest.Who{Role: role}, webtest.Who{Role: role, InstitutionID: s.centres[0].ID}, webtest.Who{Role: role, InstitutionID: s.centres[1].ID})
		}
		asked := int64(0)
		for _, one := range who {
			visitor := s.As(one)
			paths := []string{kept.Path, "/selfcare/people/" + s.persons[0], "/selfcare/people/nobody"}
			if one.PersonID != "" {
				paths = paths[:2]
			}
			for _, path := range paths {
				visitor.Get(path).WantStatus(404)
				visitor.GetWith(path, "Accept", "application/json").WantStatus(404)
				asked += 2
			}
			visitor.Post(kept.Path+"/remove", url.Values{"_token": {visitor.Get("/selfcare").Doc().Find("[name=_token]").First().AttrOr("value", "")}}).WantStatus(404)
			asked++
			if n := s.count(t, `SELECT count(*) FROM audit_entry WHERE action = 'selfcare.refuse'`); n != asked {
				t.Fatalf("%v asked %d times, %d are noted", one, asked, n)
			}
			if strings.Contains(visitor.Get("/selfcare").Text("main"), "cargando") {
				t.Errorf("%v reads hers", one)
			}
		}
		if n := s.count(t, `SELECT count(*) FROM selfcare_checkin`); n != 1 {
			t.Error("somebody else deleted it")
		}

		// Nor in the copy that is made to answer her request.
		rosa.Submit(rosa.Get("/privacy"), "form[action='/privacy/requests']", "kind", "access").WantStatus(200)
		admin := s.As(webtest.Who{Role: access.Administrator})
		path := admin.Get("/privacy/requests").Doc().Find("tbody a").First().AttrOr("href", "")
		if copied := admin.Get(path + "/copy/json").WantStatus(200); strings.Contains(string(copied.Body), "selfcare_checkin") {
			t.Error("her answers are in the copy that an administrator takes")
		}
	})
}

func TestFiguresAreToldOnceAndOfElevenOrMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d, 12, 12, 3)
		clock := dbtest.ClockOf(t, d)
		// Ten answer without being counted; all others consent to that too.
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			for i, id := range s.persons {
				values := "[4,0,0,0,0,4,4]"
				if i%3 == 0 {
					values = "[0,4,4,4,4,0,0]"
				}
				if err := tx.DB.Create(&selfcare.Checkin{ID: tx.NewID(), PersonID: id, Questionnaire: selfcare.OwnName, Answers: values, AnsweredAt: tx.Now}).Error; err != nil {
					return err
				}
				if err := tx.DB.Create(&privacy.Consent{ID: tx.NewID(), PersonID: id, Purpose: selfcare.Counting, Version: 1, Given: true, RecordedAt: tx.Now}).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		evaluator := s.As(webtest.Who{Role: access.Evaluator})
		publish := func() {
			t.Helper()
			if err := s.service.Publish(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		publish()
		evaluator.Get("/selfcare/figures").Want(200, "main", "Todavía no hay cifras") // the half year is not over
		clock.Set(time.Date(2026, time.July, 1, 12, 0, 0, 0, time.UTC))
		evaluator = s.As(webtest.Who{Role: access.Evaluator})
		publish()
		page := evaluator.Get("/selfcare/figures").Want(200, "tbody", "9 (33 %)")
		rows := page.Doc().Find("tbody tr")
		if rows.Length() != 4 || strings.Count(page.Text("tbody"), "No se dice") != 2 {
			// Of the three in Madre de Dios nothing is told, and so nothing of one of the twelves.
			t.Errorf("the figures: %s", page.Text("tbody"))
		}
		told := page.Text("tbody")

		// Whoever withdraws now, or deletes, does not show in the difference.
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Exec(`DELETE FROM selfcare_checkin WHERE person_id = ?`, s.persons[0]).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		publish()
		if got := evaluator.Get("/selfcare/figures").Text("tbody"); got != told {
			t.Errorf("the figures moved: %s", got)
		}
		// Nor do they in the next half year, in which all others answer again: it is kept back.
		clock.Set(time.Date(2026, time.October, 5, 12, 0, 0, 0, time.UTC))
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			for i, id := range s.persons[1:] {
				values := []string{"[0,4,4,4,4,0,0]", "[4,0,0,0,0,4,4]"}[min(1, i%3)]
				if err := tx.DB.Create(&selfcare.Checkin{ID: tx.NewID(), PersonID: id, Questionnaire: selfcare.OwnName, Answers: values, AnsweredAt: tx.Now}).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		clock.Set(time.Date(2027, time.January, 1, 12, 0, 0, 0, time.UTC))
		publish()
		if n := s.count(t, `SELECT count(*) FROM selfcare_figure WHERE half_year = '2026-07-01' AND people IS NULL AND region <> '08'`); n == 0 || n != s.count(t, `SELECT count(*) FROM selfcare_figure WHERE half_year = '2026-07-01' AND region <> '08'`) {
			t.Errorf("%d figures of the second half year are kept back", n)
		}
		s.As(webtest.Who{Role: access.Official}).Get("/selfcare/figures").WantStatus(403)
		// Whoever sees the figures of one centre would know who is meant.
		s.As(webtest.Who{Role: access.Manager, InstitutionID: s.centres[0].ID}).Get("/selfcare/figures").WantStatus(404)
	})
}

func TestASomebodyWithoutConsentToFiguresIsNotCounted(t *testing.T) {
	s := newScene(t, dbtest.SQLite(t), 1)
	rosa := s.official(0)
	rosa.Submit(rosa.Get("/selfcare"), keep)
	rosa.Submit(rosa.Get("/selfcare/answer/own.1"), form, answers(heavy)...).WantStatus(200)
	rosa.Get("/selfcare").Want(200, counts, "Doy mi consentimiento")
	dbtest.ClockOf(t, s.d).Set(time.Date(2026, time.July, 2, 12, 0, 0, 0, time.UTC))
	if err := s.service.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := s.count(t, `SELECT count(*) FROM selfcare_figure`); n != 0 {
		t.Error("she is counted")
	}
}

const pack = `{"title": "Ayudar y descansar", "language": "es", "credit": "Autora inventada", "licence": "Puede copiarse <b>libremente.", "intro": "",
	"options": [{"label": "Nunca", "value": 1}, {"label": "Siempre", "value": 5}], "items": ["Duermo bien.", "Me río."],
	"scales": [{"name": "Descanso", "items": [1, 2], "reversed": [], "bands": [{"from": 0, "title": "Poco", "text": "", "heavy": true}, {"from": 6, "title": "Bastante", "text": "", "heavy": false}]}]}`

func TestAPackIsLoadedWithItsLicence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d, 1)
		admin := s.As(webtest.Who{Role: access.Administrator})
		rosa := s.official(0)
		const load = "form[action='/selfcare/manage/packs']"
		rosa.Get("/selfcare/manage").WantStatus(403)
		page := admin.Get("/selfcare/manage")
		for name, content := range map[string]string{
			"no JSON":           "ProQOL",
			"more after it":     pack + "{}",
			"unknown field":     strings.Replace(pack, `"intro"`, `"script"`, 1),
			"no licence":        strings.Replace(pack, "Puede copiarse <b>libremente.", " ", 1),
			"no such item":      strings.Replace(pack, `[1, 2]`, `[1, 3]`, 1),
			"an item twice":     strings.Replace(pack, `[1, 2]`, `[1, 1]`, 1),
			"bands in no order": strings.Replace(pack, `"from": 6`, `"from": 0`, 1),
			"an option twice":   strings.Replace(pack, `"value": 5`, `"value": 1`, 1),
			"too large":         pack + strings.Repeat(" ", selfcare.PackLimit),
			"not text":          strings.Replace(pack, "Ayudar", "\xff", 1),
		} {
			if got := admin.Upload(page, load, "pack", "p.json", []byte(content), "licence_read", "true"); got.Status != 422 {
				t.Errorf("%s: %d", name, got.Status)
			}
		}
		admin.Upload(page, load, "pack", "p.json", []byte(pack)).Want(422, load, "Confirme que leyó la licencia")
		shown := admin.Upload(page, load, "pack", "p.json", []byte(pack), "licence_read", "true").Want(200, "main", "libremente")
		if strings.Contains(string(shown.Body), "<b>libremente") {
			t.Error("the licence comes out as markup")
		}
		own := rosa.Get("/selfcare")
		path := own.Doc().Find("a[href^='/selfcare/answer/']").Last().AttrOr("href", "")
		questions := rosa.Get(path).Want(200, "main", "Puede copiarse <b>libremente")
		rosa.Submit(questions, "form[action='"+path+"']", "item1", "1", "item2", "1").Want(200, "main", "Poco").Want(200, "main", "Qué puede hacer")
		admin.Submit(shown, "form[action='/selfcare/manage/help']", "help", "Apoyo psicológico:\nlunes a viernes").Want(200, "main", "Quedó guardado")
		rosa.Submit(questions, "form[action='"+path+"']", "item1", "5", "item2", "5").Want(200, "main", "lunes a viernes")
		admin.Submit(admin.Get("/selfcare/manage"), "form[action$='/end']").Want(200, "main", "Ya no se ofrece")
		rosa.Get(path).WantStatus(404)
	})
}

func TestSamples(t *testing.T) {
	webtest.CheckSamples(t, selfcareweb.Samples, (&selfcareweb.Handlers{}).Routes(), "<b>and resting", "credited <b>", "apoyo <b>")
}
