// Package coursestest makes a small programme in which courses can be taught:
// two centres below a network, their staff, a published course with an
// assessment of two forms, and a queue whose events are heard as in the
// application. Tests of courses, of its pages and of what builds on them use it.
package coursestest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/jobs"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/courses"
)

// World is the programme.
type World struct {
	t           testing.TB
	DB          *db.DB
	Jobs        *jobs.Jobs
	Courses     *courses.Service
	Assessments *assessments.Service
	Network     people.Institution
	Ceiba       people.Institution // below the network, five mentors and a psychologist
	Lupuna      people.Institution // below the network, three mentors
	Apart       people.Institution // not below the network
	Assessment  assessments.Assessment
	Heard       []courses.Completed // completions that were told
}

// New makes the programme, without any course yet.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	queue, err := jobs.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w := &World{t: t, DB: d, Jobs: queue, Courses: courses.NewService(d, queue), Assessments: assessments.NewService(d, queue)}
	w.Courses.SignWith([]byte("the secret of a test, of some length"))
	queue.Handle(assessments.EventSubmitted, jobs.Hear(w.Assessments.HearSubmitted))
	queue.Handle(assessments.EventScored, jobs.Hear(w.Courses.HearScored))
	queue.Handle(courses.CompletedEvent, jobs.Hear(w.Courses.HearCompleted))
	queue.Handle(courses.MeetingOverEvent, jobs.Hear(w.Courses.HearMeetingOver))
	queue.Handle(courses.CompletedEvent, jobs.Hear(func(_ context.Context, event courses.Completed) error {
		w.Heard = append(w.Heard, event)
		return nil
	}))
	w.Write(func(tx *db.Tx) error {
		w.Network = w.institution(tx, "", "RED", "Red Amazonía")
		w.Ceiba = w.institution(tx, w.Network.ID, "CAR-01", "CAR La Ceiba")
		w.Lupuna = w.institution(tx, w.Network.ID, "CAR-02", "CAR La Lupuna")
		w.Apart = w.institution(tx, "", "CAR-09", "CAR Aparte")
		return nil
	})
	for _, name := range []string{"Ana", "Berta", "Carla", "Diana", "Elena"} {
		w.Hire(w.Ceiba, name, people.CARMentor)
	}
	w.Hire(w.Ceiba, "Pilar", people.Psychologist)
	for _, name := range []string{"Fabia", "Gloria", "Hilda"} {
		w.Hire(w.Lupuna, name, people.CARMentor)
	}
	w.Hire(w.Apart, "Zoila", people.CARMentor)
	w.makeAssessment()
	return w
}

// Write runs fn in a transaction and fails the test on an error.
func (w *World) Write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.DB.Write(w.t.Context(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// Read runs fn in a reading transaction and fails the test on an error.
func (w *World) Read(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.DB.Read(w.t.Context(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// Drain works off the queue.
func (w *World) Drain() {
	w.t.Helper()
	if err := w.Jobs.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *World) institution(tx *db.Tx, parent, code, name string) people.Institution {
	kind := people.CareCentre
	if parent == "" {
		kind = people.Network
	}
	made, err := people.CreateInstitutionTx(tx, access.System(), people.InstitutionInput{
		ParentID: parent, Code: code, Name: name, Kind: kind, Sector: "public", Ubigeo: "160101",
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return made
}

// Hire adds a person in post since a year ago; the identifier is "p-" and the name.
func (w *World) Hire(at people.Institution, name string, cadre people.Cadre) string {
	w.t.Helper()
	id := "p-" + name
	w.Write(func(tx *db.Tx) error {
		person := people.Person{
			ID: id, DocumentType: "none", FirstSurname: name + "z", GivenNames: name, SearchName: name, Language: "es", CreatedAt: tx.Now,
		}
		if err := tx.DB.Create(&person).Error; err != nil {
			return err
		}
		_, err := people.AppendPostingTx(tx, access.System(), people.Posting{
			PersonID: id, InstitutionID: at.ID, Cadre: cadre, StartsOn: tx.Today().AddMonths(-12),
		})
		return err
	})
	return id
}

// Leave ends a person's stay today; with an institution given, they begin there.
func (w *World) Leave(personID string, to *people.Institution) {
	w.t.Helper()
	w.Write(func(tx *db.Tx) error {
		stays, err := people.StaysOfTx(tx, []string{personID})
		if err != nil {
			return err
		}
		today := tx.Today()
		stay := stays[len(stays)-1]
		if _, err := people.CorrectPostingTx(tx, access.System(), stay.ID, func(p *people.Posting) { p.EndsOn = &today }); err != nil || to == nil {
			return err
		}
		_, err = people.AppendPostingTx(tx, access.System(), people.Posting{PersonID: personID, InstitutionID: to.ID, Cadre: stay.Cadre, StartsOn: today})
		return err
	})
}

// Official is the person as they act.
func Official(personID string) access.Actor {
	return access.Actor{AccountID: "a-" + personID, PersonID: personID, Name: personID, Roles: []access.Held{{Role: access.Official}}}
}

// Trainer is a trainer of the whole programme.
func Trainer() access.Actor {
	return access.Actor{AccountID: "trainer", Name: "trainer", Roles: []access.Held{{Role: access.Trainer}}}
}

// Manager is the manager of an institution.
func Manager(of people.Institution) access.Actor {
	return access.Actor{AccountID: "manager " + of.Code, Name: "manager", Roles: []access.Held{{Role: access.Manager, InstitutionID: of.ID, Path: of.Path}}}
}

// makeAssessment makes two forms of two questions each for the competency
// "asking"; the right answer to each is "Sí".
func (w *World) makeAssessment() {
	w.t.Helper()
	ctx, system := w.t.Context(), access.System()
	level := i18n.Says("nivel")
	var list []assessments.Competency
	for _, code := range []string{"asking", "trauma"} {
		list = append(list, assessments.Competency{
			Code: code, Kind: assessments.Personal, Name: i18n.Says("Competencia " + code), Description: i18n.Says("…"), Levels: assessments.Texts{level, level},
		})
	}
	w.must(w.Assessments.CreateCompetencies(ctx, system, list))
	var err error
	w.Assessment, err = w.Assessments.CreateAssessment(ctx, system, assessments.AssessmentInput{Code: "prueba", Title: i18n.Says("Prueba"), CutScore: 60})
	w.must(err)
	for _, label := range assessments.Labels() {
		var places []assessments.FormItemInput
		for n := range 2 {
			item, err := w.Assessments.CreateItem(ctx, system, assessments.ItemInput{
				Kind: assessments.Single, Competency: "asking", Title: fmt.Sprint(label, n), Markup: formats.Plain, Stem: i18n.Says(fmt.Sprint("¿Pregunta ", label, n, "?")),
				Body: assessments.Body{Options: []assessments.Option{{Text: i18n.Says("Sí"), Fraction: 1}, {Text: i18n.Says("No"), Fraction: 0}}},
			})
			w.must(err)
			places = append(places, assessments.FormItemInput{ItemVersionID: item.ID, Points: 1})
		}
		w.must(w.Assessments.SetForm(ctx, system, w.Assessment.ID, label, places))
	}
}

func (w *World) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// Details are those of a course that lacks nothing but its lessons.
func (w *World) Details() courses.Details {
	return courses.Details{
		Title: "Preguntar en vez de interrogar", Summary: "Para quienes acompañan.", Audience: []people.Cadre{people.CARMentor},
		Competencies: []string{"asking"}, AssessmentID: w.Assessment.ID, Hours: 8,
	}
}

// Publish makes and publishes a course of two modules and three lessons, the
// last of which is a case study.
func (w *World) Publish(code string) courses.CourseVersion {
	w.t.Helper()
	ctx, trainer := w.t.Context(), Trainer()
	course, err := w.Courses.CreateCourse(ctx, trainer, courses.NewCourse{Code: code, Details: w.Details()})
	w.must(err)
	first, err := w.Courses.AddModule(ctx, trainer, course.ID, courses.ModuleInput{Title: "Primer módulo"})
	w.must(err)
	second, err := w.Courses.AddModule(ctx, trainer, course.ID, courses.ModuleInput{Title: "Segundo módulo"})
	w.must(err)
	for i, in := range []courses.LessonInput{
		{Title: "La primera hora", Minutes: 8, Source: "Llega de noche.\n\n> **Para su turno**\n>\n> Salude por su nombre."},
		{Title: "Escuchar", Minutes: 6, Source: "Escuche más."},
		{Title: "Caso Luz", Minutes: 10, Source: "Luz es un nombre inventado.", CaseStudy: true, ContentWarning: "Relata miedo intenso."},
	} {
		module := first
		if i == 2 {
			module = second
		}
		lesson, err := w.Courses.AddLesson(ctx, trainer, course.ID, module.ID, in)
		w.must(err)
		if in.CaseStudy {
			w.Sign(course.ID, lesson.ID)
		}
	}
	return w.PublishDraft(course.ID)
}

// Reviewer is another trainer of the whole programme.
func Reviewer() access.Actor {
	return access.Actor{AccountID: "reviewer", Name: "reviewer", Roles: []access.Held{{Role: access.Trainer}}}
}

// Approve hands the draft of a course in and has it approved by somebody else.
func (w *World) Approve(courseID string) {
	w.t.Helper()
	w.must(w.Courses.HandIn(w.t.Context(), Trainer(), courseID, ""))
	page, err := w.Courses.Review(w.t.Context(), Reviewer(), courseID, 0)
	w.must(err)
	w.must(w.Courses.Approve(w.t.Context(), Reviewer(), courseID, page.Digest, ""))
}

// PublishDraft has the draft of a course approved and publishes it.
func (w *World) PublishDraft(courseID string) courses.CourseVersion {
	w.t.Helper()
	w.Approve(courseID)
	version, err := w.Courses.Publish(w.t.Context(), Trainer(), courseID)
	w.must(err)
	return version
}

// Sign signs a case study as it stands, with a reason for whatever is found in it.
func (w *World) Sign(courseID, lessonID string) {
	w.t.Helper()
	page, err := w.Courses.Case(w.t.Context(), Trainer(), courseID, lessonID)
	w.must(err)
	in := courses.SignInput{Hash: page.Hash, Statements: courses.CaseStatements()}
	for range page.Findings {
		in.Why = append(in.Why, "Es un dato inventado para la prueba.")
	}
	w.must(w.Courses.SignCase(w.t.Context(), Trainer(), courseID, lessonID, in))
}

// Schedule makes an offering that begins today for the network, paid by two funders.
func (w *World) Schedule(version courses.CourseVersion, code string, mode courses.Mode) courses.Offering {
	w.t.Helper()
	today := w.DB.Now().Date()
	ctx := w.t.Context()
	one, err := w.Courses.AddFunder(ctx, Trainer(), courses.NewFunder{Code: "F1-" + code, Name: "Fondo Uno " + code})
	w.must(err)
	two, err := w.Courses.AddFunder(ctx, Trainer(), courses.NewFunder{Code: "F2-" + code, Name: "Fondo Dos " + code})
	w.must(err)
	offering, err := w.Courses.CreateOffering(ctx, Trainer(), courses.NewOffering{
		CourseVersionID: version.ID, Code: code, Mode: mode, StartsOn: today, EndsOn: today + 30, Place: "Iquitos",
		InstitutionIDs: []string{w.Network.ID}, Funders: []courses.FunderShare{{FunderID: one.ID, Share: 0.6}, {FunderID: two.ID, Share: 0.4}},
	})
	w.must(err)
	return offering
}

// Enrol enrols people by name.
func (w *World) Enrol(offering courses.Offering, personIDs ...string) {
	w.t.Helper()
	_, err := w.Courses.Enrol(w.t.Context(), Trainer(), courses.EnrolInput{OfferingID: offering.ID, PersonIDs: personIDs})
	w.must(err)
}

// Course is the one course of a person under way, or finished.
func (w *World) Course(personID string) courses.MyCourse {
	w.t.Helper()
	home, err := w.Courses.Learn(w.t.Context(), Official(personID))
	w.must(err)
	all := slices.Concat(home.Active, home.Done)
	if len(all) != 1 {
		w.t.Fatalf("%s has %d courses", personID, len(all))
	}
	return all[0]
}

// Take answers an attempt, rightly or wrongly, hands it in and lets it be scored.
func (w *World) Take(personID, attemptID string, right bool) {
	w.t.Helper()
	w.HandIn(personID, attemptID, right)
	w.Drain()
}

// HandIn answers an attempt and hands it in; it is not scored yet.
func (w *World) HandIn(personID, attemptID string, right bool) {
	w.t.Helper()
	ctx, actor := w.t.Context(), Official(personID)
	_, err := w.Assessments.Start(ctx, actor, attemptID, true)
	w.must(err)
	paper, err := w.Assessments.Paper(ctx, actor, attemptID)
	w.must(err)
	var answers []assessments.AnswerInput
	for _, item := range paper.Items {
		for _, option := range item.Options {
			if (option.Text.In(i18n.Spanish) == "Sí") == right {
				answers = append(answers, assessments.AnswerInput{ItemVersionID: item.ItemVersionID, Device: "test", Seq: 1, Value: assessments.Value{Options: []string{option.ID}}})
			}
		}
	}
	if len(answers) != len(paper.Items) {
		w.t.Fatalf("%d of %d questions could be answered", len(answers), len(paper.Items))
	}
	_, err = w.Assessments.SaveAnswers(ctx, actor, attemptID, answers)
	w.must(err)
	_, err = w.Assessments.Submit(ctx, actor, attemptID)
	w.must(err)
}

// ReadAll reads all lessons of a person's course.
func (w *World) ReadAll(personID string) {
	w.t.Helper()
	course := w.Course(personID)
	for _, lesson := range course.Progress.Lessons {
		_, err := w.Courses.MarkRead(w.t.Context(), Official(personID), course.EnrolmentID, lesson.ID)
		w.must(err)
	}
}

// Complete leads a person through their course to its completion.
func (w *World) Complete(personID string) {
	w.t.Helper()
	w.Take(personID, w.Course(personID).Step.AttemptID, false)
	w.ReadAll(personID)
	w.Take(personID, w.Course(personID).Step.AttemptID, true)
}
