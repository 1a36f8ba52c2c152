package assessments_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/jobs"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/assessments/formats"
)

// world is a small programme: two centres with five people each, two trainers, and
// an assessment of two competencies with a vignette.
type world struct {
	*assessments.Service
	t          *testing.T
	d          *db.DB
	jobs       *jobs.Jobs
	author     access.Actor
	trainers   []access.Actor
	centres    []people.Institution
	people     []people.Person // 0 to 4 in the first centre, 5 to 9 in the second
	assessment assessments.Assessment
	vignette   assessments.ItemVersion
	scored     []assessments.Scored // the events heard
}

// everywhere is an actor with the role in the whole programme.
func everywhere(role access.Role, account string) access.Actor {
	return access.Actor{AccountID: account, Name: account, Roles: []access.Held{{Role: role}}}
}

// newWorld makes the programme without the assessment.
func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	j, err := jobs.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Service: assessments.NewService(d, j), t: t, d: d, jobs: j, author: everywhere(access.Trainer, access.SystemID)}
	j.Handle(assessments.EventSubmitted, jobs.Hear(w.HearSubmitted))
	j.Handle(assessments.EventScored, jobs.Hear(func(_ context.Context, e assessments.Scored) error {
		w.scored = append(w.scored, e)
		return nil
	}))
	w.write(func(tx *db.Tx) error {
		w.centres, w.people, w.trainers = nil, nil, nil
		for _, name := range []string{"Casa Amanecer", "Casa Marañón"} {
			centre, err := people.CreateInstitutionTx(tx, access.System(), people.InstitutionInput{Code: fmt.Sprintf("CAR-%d", len(w.centres)),
				Name: name, Kind: people.CareCentre, Sector: "public", Ubigeo: "160101"})
			if err != nil {
				return err
			}
			w.centres = append(w.centres, centre)
		}
		for i := range 10 {
			if err := w.addPerson(tx, w.centres[i/5], fmt.Sprintf("Quispe%d", i)); err != nil {
				return err
			}
		}
		for i := range 2 {
			account := access.Account{ID: tx.NewID(), Username: fmt.Sprintf("trainer%d", i), Name: "Trainer", PasswordHash: "-", Locale: "es", CreatedAt: tx.Now}
			if err := tx.DB.Create(&account).Error; err != nil {
				return err
			}
			w.trainers = append(w.trainers, everywhere(access.Trainer, account.ID))
		}
		return nil
	})
	w.must(w.CreateCompetencies(t.Context(), w.author, []assessments.Competency{competency("asking"), competency("trauma")}))
	return w
}

func competency(code string) assessments.Competency {
	return assessments.Competency{Code: code, Kind: assessments.Personal, Name: i18n.Says(code), Description: i18n.Says(code),
		Levels: assessments.Texts{i18n.Says("low"), i18n.Says("high")}}
}

func (w *world) addPerson(tx *db.Tx, at people.Institution, surname string) error {
	p := people.Person{ID: tx.NewID(), DocumentType: "none", FirstSurname: surname, GivenNames: "Rosaura", SearchName: surname, CreatedAt: tx.Now}
	if err := tx.DB.Create(&p).Error; err != nil {
		return err
	}
	w.people = append(w.people, p)
	_, err := people.AppendPostingTx(tx, access.System(), people.Posting{PersonID: p.ID, InstitutionID: at.ID, Cadre: people.CARMentor, StartsOn: tx.Today() - 100})
	return err
}

// content has one closed question a competency on each form, an anchor and nothing else.
const content = `// id: ask-a  competency: asking  form: A
Ella llora. ¿Qué dice?{=Estoy aquí ~¿Por qué? ~%50%Cálmate}

// id: ask-b  competency: asking  form: B
Él calla. ¿Qué dice?{=Tómate tu tiempo ~Habla ~%50%Te espero}

// id: trauma-ab  competency: trauma  form: AB
¿Qué ayuda?{~%50%Voz baja ~%50%Salida libre ~%-50%Encierro}
`

// withAssessment adds the assessment: on each form three closed points and a vignette
// of three points on "asking".
func (w *world) withAssessment() *world {
	w.t.Helper()
	report, err := w.ImportItems(w.t.Context(), w.author, "gift", "content.txt", []byte(content), assessments.ImportOptions{Confirm: true})
	w.must(err)
	rubric, err := w.CreateRubric(w.t.Context(), w.author, rubricInput())
	w.must(err)
	w.vignette, err = w.CreateItem(w.t.Context(), w.author, assessments.ItemInput{Kind: assessments.Vignette, Competency: "asking", Title: "Mayra",
		Markup: formats.Plain, Stem: i18n.Says("Llega de noche. ¿Qué haría?"), RubricID: rubric.ID})
	w.must(err)
	w.assessment, err = w.CreateAssessment(w.t.Context(), w.author, assessments.AssessmentInput{Code: "car", Title: i18n.Says("Acompañar"), CutScore: 60})
	w.must(err)
	for label, items := range report.Forms() {
		items = append(items, assessments.FormItemInput{ItemVersionID: w.vignette.ID, Points: 3, Anchor: true})
		w.must(w.SetForm(w.t.Context(), w.author, w.assessment.ID, label, items))
	}
	return w
}

func rubricInput() assessments.RubricInput {
	levels := []assessments.Level{
		{Points: 0, Label: i18n.Says("Ausente"), Descriptor: i18n.Says("No pregunta con cuidado")},
		{Points: 2, Label: i18n.Says("Adecuado"), Descriptor: i18n.Says("Pregunta lo necesario")},
		{Points: 3, Label: i18n.Says("Destacado"), Descriptor: i18n.Says("Además pide permiso")},
	}
	return assessments.RubricInput{Code: "first-hour", Title: i18n.Says("Primera hora"), Criteria: assessments.Criteria{
		{Code: "calm", Name: i18n.Says("Calma"), Levels: levels}, {Code: "asking", Name: i18n.Says("Preguntar"), Levels: levels}}}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	w.must(w.d.Write(w.t.Context(), fn))
}

// as is the actor who is the person with the number.
func (w *world) as(person int) access.Actor {
	p := w.people[person]
	return access.Actor{AccountID: "account-of-" + p.ID, PersonID: p.ID, Name: p.GivenNames, Roles: []access.Held{{Role: access.Official}}}
}

// administer opens a sitting and assigns the people with the numbers.
func (w *world) administer(occasion assessments.Occasion, persons ...int) assessments.Administration {
	w.t.Helper()
	a, err := w.Administer(w.t.Context(), w.author, assessments.NewAdministration{AssessmentID: w.assessment.ID, Occasion: occasion, Title: string(occasion)})
	w.must(err)
	if len(persons) > 0 {
		w.assign(a, persons...)
	}
	return a
}

func (w *world) assign(a assessments.Administration, persons ...int) {
	w.t.Helper()
	var ids []string
	for _, i := range persons {
		ids = append(ids, w.people[i].ID)
	}
	w.must(w.Assign(w.t.Context(), w.author, a.ID, ids, nil))
}

// attempt is the person's attempt in the administration.
func (w *world) attempt(a assessments.Administration, person int) assessments.Attempt {
	w.t.Helper()
	var list []assessments.Attempt
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		list, err = assessments.AttemptsForTx(tx, w.people[person].ID, []string{a.ID})
		return err
	}))
	if len(list) != 1 {
		w.t.Fatalf("person %d has %d attempts, want 1", person, len(list))
	}
	return list[0]
}

// started is the person's attempt, begun, with its paper.
func (w *world) started(a assessments.Administration, person int) assessments.Paper {
	w.t.Helper()
	attempt := w.attempt(a, person)
	_, err := w.Start(w.t.Context(), w.as(person), attempt.ID, true)
	w.must(err)
	paper, err := w.Paper(w.t.Context(), w.as(person), attempt.ID)
	w.must(err)
	return paper
}

// right answers a question rightly; a vignette gets the text.
func (w *world) right(item assessments.PaperItem, text string) assessments.Value {
	w.t.Helper()
	var v assessments.ItemVersion
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error { return tx.DB.Where("id = ?", item.ItemVersionID).Take(&v).Error }))
	if v.Kind == assessments.Vignette {
		return assessments.Value{Text: text}
	}
	var chosen []string
	for _, o := range v.Body.Options {
		if o.Fraction == 1 || (v.Kind == assessments.Multiple && o.Fraction > 0) {
			chosen = append(chosen, o.ID)
		}
	}
	return assessments.Value{Options: chosen}
}

// sit lets a person begin, answer everything rightly and submit, and does the jobs.
func (w *world) sit(a assessments.Administration, person int, text string) assessments.Receipt {
	w.t.Helper()
	paper := w.started(a, person)
	var answers []assessments.AnswerInput
	for _, item := range paper.Items {
		answers = append(answers, assessments.AnswerInput{ItemVersionID: item.ItemVersionID, Seq: 1, Device: "phone", Value: w.right(item, text)})
	}
	_, err := w.SaveAnswers(w.t.Context(), w.as(person), paper.ID, answers)
	w.must(err)
	receipt, err := w.Submit(w.t.Context(), w.as(person), paper.ID)
	w.must(err)
	w.drain()
	return receipt
}

func (w *world) drain() {
	w.t.Helper()
	w.must(w.jobs.Drain(w.t.Context()))
}

func (w *world) advance(d time.Duration) { dbtest.ClockOf(w.t, w.d).Advance(d) }

// results are the believed results of the person.
func (w *world) results(person int) (list []assessments.Result) {
	w.t.Helper()
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		list, err = assessments.ResultsForTx(tx, []string{w.people[person].ID}, "")
		return err
	}))
	return list
}

// count counts the rows of a model.
func (w *world) count(model any) int {
	w.t.Helper()
	var n int64
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error { return tx.DB.Model(model).Count(&n).Error }))
	return int(n)
}

// wants fails unless err is of the kind.
func wants(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("error %v, want kind %s", err, kind)
	}
}

// wantsField fails unless err names the field.
func wantsField(t *testing.T, err error, field string) {
	t.Helper()
	if !slices.ContainsFunc(fault.FieldsOf(err), func(f fault.Field) bool { return f.Name == field }) {
		t.Errorf("error %v does not name the field %s", err, field)
	}
}
