package web_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/jobs"
	"relevo/app/people"
	"relevo/app/web/webtest"
	"relevo/assessments"
	assessmentsweb "relevo/assessments/web"
)

// world is a centre with two people, a trainer, and an assessment whose form A has a
// question with options, one with a number and a vignette. Form B has the same.
type world struct {
	keyOf assessments.KeyOfDevice // opens what telephones sealed

	t          *testing.T
	d          *db.DB
	jobs       *jobs.Jobs
	service    *assessments.Service
	site       *webtest.Site
	trainer    *webtest.Visitor
	centre     people.Institution
	people     []people.Person
	officials  []*webtest.Visitor
	vignette   assessments.ItemVersion
	assessment assessments.Assessment
}

const questions = `// id: first-word  competency: reception  form: AB
Llega de noche. ¿Qué le dice primero?{=Aquí está segura ~Cuénteme todo}

// id: hours  competency: reception  form: AB
¿Cuántas horas?{#24:0}
`

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	j, err := jobs.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, d: d, jobs: j, service: assessments.NewService(d, j), keyOf: func(string) (string, []byte, error) { return "", nil, errors.New("no key") }}
	j.Handle(assessments.EventSubmitted, jobs.Hear(w.service.HearSubmitted))
	j.Handle(assessments.EventTimeUp, jobs.Hear(w.service.HearTimeUp))
	// Courses hear it in the application; they stand above this slice.
	j.Handle(assessments.EventScored, jobs.Hear(func(context.Context, assessments.Scored) error { return nil }))
	handlers := &assessmentsweb.Handlers{Assessments: w.service, KeyOf: func(id string) (string, []byte, error) { return w.keyOf(id) }}
	w.site = webtest.New(t, d, append(handlers.Routes(), handlers.API()...))
	w.trainer = w.site.As(webtest.Who{Role: access.Trainer})
	w.must(w.service.CreateCompetencies(t.Context(), access.System(), []assessments.Competency{{Code: "reception", Kind: assessments.Personal,
		Name: i18n.Says("Acogida"), Levels: assessments.Texts{i18n.Says("Pide datos"), i18n.Says("Saluda y escucha")}}}))
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// withPeople adds the centre and two officials with their accounts.
func (w *world) withPeople() *world {
	w.t.Helper()
	w.must(w.d.Write(w.t.Context(), func(tx *db.Tx) (err error) {
		w.people = nil
		w.centre, err = people.CreateInstitutionTx(tx, access.System(), people.InstitutionInput{Code: "CAR-1", Name: "Casa Amanecer", Kind: people.CareCentre, Sector: "public", Ubigeo: "160101"})
		for _, surname := range []string{"Huamaní", "Tangoa"} {
			if err != nil {
				return err
			}
			p := people.Person{ID: tx.NewID(), DocumentType: "none", FirstSurname: surname, GivenNames: "Rosaura", SearchName: surname, CreatedAt: tx.Now}
			if err := tx.DB.Create(&p).Error; err != nil {
				return err
			}
			w.people = append(w.people, p)
			_, err = people.AppendPostingTx(tx, access.System(), people.Posting{PersonID: p.ID, InstitutionID: w.centre.ID, Cadre: people.CARMentor, StartsOn: tx.Today() - 100})
		}
		return err
	}))
	for _, p := range w.people {
		w.officials = append(w.officials, w.site.As(webtest.Who{Role: access.Official, InstitutionID: w.centre.ID, PersonID: p.ID}))
	}
	return w
}

// withAssessment adds the assessment.
func (w *world) withAssessment() *world {
	w.t.Helper()
	ctx, author := w.t.Context(), access.System()
	report, err := w.service.ImportItems(ctx, author, "gift", "q.gift", []byte(questions), assessments.ImportOptions{Confirm: true})
	w.must(err)
	levels := []assessments.Level{{Points: 0, Label: i18n.Says("Ausente"), Descriptor: i18n.Says("No saluda")}, {Points: 2, Label: i18n.Says("Destacado"), Descriptor: i18n.Says("Saluda y pregunta")}}
	rubric, err := w.service.CreateRubric(ctx, author, assessments.RubricInput{Code: "first-hour", Title: i18n.Says("Primera hora"),
		Criteria: assessments.Criteria{{Code: "calm", Name: i18n.Says("Calma"), Levels: levels}, {Code: "asking", Name: i18n.Says("Preguntar"), Levels: levels}}})
	w.must(err)
	w.vignette, err = w.service.CreateItem(ctx, author, assessments.ItemInput{Code: "mayra", Kind: assessments.Vignette, Competency: "reception", Title: "Mayra",
		Markup: "plain", Stem: i18n.Says("Es de noche y tiene frío. ¿Qué haría?"), RubricID: rubric.ID})
	w.must(err)
	w.assessment, err = w.service.CreateAssessment(ctx, author, assessments.AssessmentInput{Code: "car", Title: i18n.Says("Acompañar en el CAR"), CutScore: 60})
	w.must(err)
	for label, items := range report.Forms() {
		items = append(items, assessments.FormItemInput{ItemVersionID: w.vignette.ID, Points: 2, Anchor: true})
		w.must(w.service.SetForm(ctx, author, w.assessment.ID, label, items))
	}
	return w
}

// administer opens a sitting for everybody and gives it with each person's attempt.
func (w *world) administer(occasion assessments.Occasion) (a assessments.Administration, attempts []string) {
	w.t.Helper()
	a, err := w.service.Administer(w.t.Context(), access.System(), assessments.NewAdministration{AssessmentID: w.assessment.ID, Occasion: occasion, Title: "Edición de mayo"})
	w.must(err)
	var ids []string
	for _, p := range w.people {
		ids = append(ids, p.ID)
	}
	w.must(w.service.Assign(w.t.Context(), access.System(), a.ID, ids, nil))
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		attempts = nil
		for _, id := range ids {
			list, err := assessments.AttemptsForTx(tx, id, []string{a.ID})
			if err != nil {
				return err
			}
			attempts = append(attempts, list[0].ID)
		}
		return nil
	}))
	return a, attempts
}

// another makes one more institution.
func (w *world) another(code, name string) string {
	w.t.Helper()
	var made people.Institution
	w.must(w.d.Write(w.t.Context(), func(tx *db.Tx) (err error) {
		made, err = people.CreateInstitutionTx(tx, access.System(), people.InstitutionInput{Code: code, Name: name, Kind: people.CareCentre, Sector: "public", Ubigeo: "160101"})
		return err
	}))
	return made.ID
}
