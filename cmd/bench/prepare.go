package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"relevo/app"
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/jobs"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/certificates"
	"relevo/courses"
)

// passphrase opens every account of the measurement.
const passphrase = "la medida no miente nunca" //nolint:gosec // of invented people in a database of this run

// Sizes of the programme that is measured.
const (
	staff     = 1000 // people in post at the first centre, all enrolled and with a scored pre-test
	questions = 20   // of each form of the test
	lessons   = 12   // of the course
)

// learner is somebody who can log in and learn.
type learner struct {
	username, person, enrolment string
	actor                       access.Actor
	quizzes                     []quiz // each is used once
	used                        int    // how many of them
	item, option                string // what the learner answers over and over
	login                       string // what a device that is logged in shows; empty: nobody logged them in beforehand
}

// quiz is an attempt that waits for its learner.
type quiz struct{ attempt string }

// programme is what was prepared.
type programme struct {
	d           *db.DB
	services    services
	centre      people.Institution
	places      []people.Institution // the other centres, which have no staff yet
	lesson      string
	assessment  assessments.Assessment
	sitting     assessments.Administration // of a thousand scored attempts
	offering    courses.Offering
	certificate string // of the first learner
	learners    []*learner
	trainer     string // username
	manager     string
	forms       [][]sentAnswer // a complete answer to each form
}

// services are those of the application, without its pages.
type services struct {
	jobs         *jobs.Jobs
	access       *access.Service
	people       *people.Service
	assessments  *assessments.Service
	courses      *courses.Service
	certificates *certificates.Service
}

func newServices(d *db.DB) (services, error) {
	queue, err := jobs.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		return services{}, err
	}
	s := services{
		jobs: queue, access: access.NewService(d), people: people.NewService(d), assessments: assessments.NewService(d, queue),
		courses: courses.NewService(d, queue), certificates: certificates.NewService(d, "http://localhost"),
	}
	s.courses.SignWith([]byte("the secret of a measurement, long enough"))
	queue.Handle(assessments.EventSubmitted, jobs.Hear(s.assessments.HearSubmitted))
	queue.Handle(assessments.EventScored, jobs.Hear(s.courses.HearScored))
	queue.Handle(assessments.EventScored, jobs.Hear(s.assessments.HearScored))
	queue.Handle(assessments.EventAnalyses, jobs.Hear(s.assessments.HearAnalyses))
	queue.Handle(assessments.EventAnalysisDue, jobs.Hear(s.assessments.HearAnalysisDue))
	queue.Handle(courses.CompletedEvent, jobs.Hear(s.certificates.HearCompleted))
	queue.Handle(courses.CompletedEvent, jobs.Hear(s.courses.HearCompleted))
	return s, nil
}

// prepare makes a programme with so many learners who can log in, each with as
// many attempts waiting as attempts says.
func prepare(ctx context.Context, config app.Config, attempts []int) (*programme, error) {
	d, _, err := app.Open(ctx, config)
	if err != nil {
		return nil, err
	}
	p := &programme{d: d, trainer: "bench.trainer", manager: "bench.manager"}
	if p.services, err = newServices(d); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	for _, step := range []func(context.Context) error{
		p.refuseUsed, p.makePlaces, p.makeStaff, p.makeTest, p.makeCourse, p.enrol,
		func(ctx context.Context) error { return p.openAccounts(ctx, len(attempts)) },
		p.sitPreTest,
		func(ctx context.Context) error { return p.waitingAttempts(ctx, attempts) },
		p.certify,
	} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("preparing the programme: %w", err), d.Close())
		}
	}
	return p, nil
}

// refuseUsed keeps the measurement out of a database that somebody uses.
func (p *programme) refuseUsed(ctx context.Context) error {
	accounts, err := p.services.access.Accounts(ctx, access.System(), "", 1)
	if err == nil && len(accounts) > 0 {
		return errors.New("the database is in use: give an empty one")
	}
	return err
}

func (p *programme) makePlaces(ctx context.Context) error {
	network, err := p.services.people.CreateInstitution(ctx, access.System(), people.InstitutionInput{Code: "RED", Name: "Red de medida", Kind: people.Network, Sector: "public", Ubigeo: "160101"})
	if err != nil {
		return err
	}
	for i := range 10 {
		at, err := p.services.people.CreateInstitution(ctx, access.System(), people.InstitutionInput{
			ParentID: network.ID, Code: fmt.Sprintf("CAR-%02d", i), Name: fmt.Sprintf("CAR Medida %02d", i), Kind: people.CareCentre, Sector: "public", Ubigeo: "160101",
		})
		if err != nil {
			return err
		}
		if i == 0 {
			p.centre = at
			continue
		}
		p.places = append(p.places, at)
	}
	return nil
}

var (
	surnames = strings.Fields("QUISPE MAMANI FLORES ROJAS CCOPA INUMA TORRES TAPULLIMA SHUPINGAHUA HUAMAN")
	given    = strings.Fields("ANA LUZ ROSA JUAN PEDRO INES OSCAR CARLA ELENA MARCO")
)

// rosterCSV is a staff list of n invented people whose numbers begin at first.
func rosterCSV(first, n int) []byte {
	var b strings.Builder
	b.WriteString("DNI;Apellidos y Nombres;Cargo;Régimen;Fecha de Ingreso\n")
	for i := first; i < first+n; i++ {
		fmt.Fprintf(&b, "%08d;%s %s, %s %s;TUTOR(A);CAS;%02d/%02d/2024\n", 10000000+i, surnames[i%10], surnames[i/10%10], given[i/100%10], given[i/1000%10], 1+i%28, 1+i%12)
	}
	return []byte(b.String())
}

// makeStaff brings in the staff of the first centre from a list.
func (p *programme) makeStaff(ctx context.Context) error {
	return p.importStaff(ctx, p.centre, 0, staff)
}

func (p *programme) importStaff(ctx context.Context, at people.Institution, first, n int) error {
	day := p.d.Now().Date()
	up, err := p.services.people.UploadRosters(ctx, access.System(), at.ID, []people.RosterFile{{Name: day.String() + ".csv", Data: rosterCSV(first, n)}})
	if err != nil {
		return err
	}
	preview, err := p.services.people.Preview(ctx, access.System(), up.Drafts[0].ID)
	if err != nil {
		return err
	}
	_, err = p.services.people.Confirm(ctx, access.System(), up.Drafts[0].ID, preview.Fingerprint, nil)
	return err
}

// makeTest makes two forms of twenty questions with four options, of which the first is right.
func (p *programme) makeTest(ctx context.Context) error {
	level := i18n.Says("nivel")
	if err := p.services.assessments.CreateCompetencies(ctx, access.System(), []assessments.Competency{{
		Code: "asking", Kind: assessments.Personal, Name: i18n.Says("Preguntar sin dañar"), Description: i18n.Says("Pregunta lo necesario."), Levels: assessments.Texts{level, level},
	}}); err != nil {
		return err
	}
	var err error
	p.assessment, err = p.services.assessments.CreateAssessment(ctx, access.System(), assessments.AssessmentInput{Code: "medida", Title: i18n.Says("Prueba de medida"), CutScore: 60})
	if err != nil {
		return err
	}
	for _, label := range assessments.Labels() {
		var places []assessments.FormItemInput
		var form []sentAnswer
		for n := range questions {
			item, err := p.services.assessments.CreateItem(ctx, access.System(), assessments.ItemInput{
				Kind: assessments.Single, Competency: "asking", Title: fmt.Sprint("Medida ", label, n), Markup: formats.Plain,
				Stem: i18n.Says(fmt.Sprintf("Caso %d (%s): llega de noche, no ha comido y pide hablar con su hermana. ¿Qué hace primero?", n+1, label)),
				Body: assessments.Body{Options: []assessments.Option{
					{Text: i18n.Says("La recibe por su nombre y le ofrece comer y descansar."), Fraction: 1}, {Text: i18n.Says("Completa la ficha de ingreso con ella.")},
					{Text: i18n.Says("Le pregunta cómo la captaron.")}, {Text: i18n.Says("Espera a que llegue la psicóloga.")},
				}},
			})
			if err != nil {
				return err
			}
			places = append(places, assessments.FormItemInput{ItemVersionID: item.ID, Points: 1})
			form = append(form, sentAnswer{Item: item.ID, Value: map[string]any{"options": []string{item.Body.Options[0].ID}}})
		}
		p.forms = append(p.forms, form)
		if err := p.services.assessments.SetForm(ctx, access.System(), p.assessment.ID, label, places); err != nil {
			return err
		}
	}
	return nil
}

// lessonText is a lesson of the length of a real one, some 6 kB.
var lessonText = strings.Repeat("Quien llega de noche no cuenta: descansa. **Salude por su nombre**, diga el suyo y qué va a pasar ahora.\n\n- Agua y comida antes que papeles.\n- Una pregunta a la vez.\n- Nada que obligue a contar dos veces.\n\n> **Para su turno**\n>\n> Anote lo que ella pidió, con sus palabras.\n\n## Lo que ayuda\n\n| Antes | Ahora |\n|---|---|\n| ¿Qué te hicieron? | ¿Qué necesitas? |\n\n", 12)

func (p *programme) makeCourse(ctx context.Context) error {
	author := access.System()
	reviewer := access.System()
	reviewer.AccountID = "reviewer"
	course, err := p.services.courses.CreateCourse(ctx, author, courses.NewCourse{Code: "MEDIDA", Details: courses.Details{
		Title: "Preguntar en vez de interrogar", Summary: "Para quienes acompañan.", Audience: []people.Cadre{people.CARMentor},
		Competencies: []string{"asking"}, AssessmentID: p.assessment.ID, Hours: 8,
	}})
	if err != nil {
		return err
	}
	var module courses.Module
	for i := range lessons {
		if i%4 == 0 {
			if module, err = p.services.courses.AddModule(ctx, author, course.ID, courses.ModuleInput{Title: fmt.Sprint("Módulo ", 1+i/4)}); err != nil {
				return err
			}
		}
		lesson, err := p.services.courses.AddLesson(ctx, author, course.ID, module.ID, courses.LessonInput{Title: fmt.Sprint("Lección ", i+1), Minutes: 8, Source: lessonText})
		if err != nil {
			return err
		}
		p.lesson = lesson.ID
	}
	if err := p.services.courses.HandIn(ctx, author, course.ID, ""); err != nil {
		return err
	}
	page, err := p.services.courses.Review(ctx, reviewer, course.ID, 0)
	if err != nil {
		return err
	}
	if err := p.services.courses.Approve(ctx, reviewer, course.ID, page.Digest, ""); err != nil {
		return err
	}
	version, err := p.services.courses.Publish(ctx, author, course.ID)
	if err != nil {
		return err
	}
	funder, err := p.services.courses.AddFunder(ctx, author, courses.NewFunder{Code: "MEDIDA", Name: "Fondo de medida"})
	if err != nil {
		return err
	}
	today := p.d.Now().Date()
	p.offering, err = p.services.courses.CreateOffering(ctx, author, courses.NewOffering{
		CourseVersionID: version.ID, Code: "MEDIDA-1", Mode: courses.Virtual, StartsOn: today, EndsOn: today + 60,
		InstitutionIDs: []string{p.centre.ID}, Funders: []courses.FunderShare{{FunderID: funder.ID, Share: 1}},
	})
	return err
}

// enrol enrols the whole staff, which gives everybody a pre-test.
func (p *programme) enrol(ctx context.Context) error {
	if _, err := p.services.courses.Enrol(ctx, access.System(), courses.EnrolInput{OfferingID: p.offering.ID, InstitutionID: p.centre.ID}); err != nil {
		return err
	}
	return p.d.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Where("occasion = ?", assessments.Pre).Take(&p.sitting).Error
	})
}

// openAccounts gives the first people of the list accounts, and makes a trainer and a manager.
func (p *programme) openAccounts(ctx context.Context, n int) error {
	hashed, err := access.NewPassphrase(passphrase)
	if err != nil {
		return err
	}
	for username, role := range map[string]access.Role{p.trainer: access.Trainer, p.manager: access.Manager} {
		if _, err := p.services.access.OpenAccountWithRole(ctx, access.System(), access.NewAccount{Username: username, Name: username, Passphrase: hashed}, role, ""); err != nil {
			return err
		}
	}
	var enrolled []courses.Enrolment
	if err := p.d.Read(ctx, func(tx *db.Tx) error { return tx.DB.Order("id").Limit(n).Find(&enrolled).Error }); err != nil {
		return err
	}
	for i, e := range enrolled {
		l := &learner{username: fmt.Sprintf("bench.%05d", i), person: e.PersonID, enrolment: e.ID}
		account, err := p.services.access.OpenAccountWithRole(ctx, access.System(), access.NewAccount{PersonID: e.PersonID, Username: l.username, Name: "Persona de medida", Passphrase: hashed}, access.Official, "")
		if err != nil {
			return err
		}
		l.actor = access.Actor{AccountID: account.ID, PersonID: e.PersonID, Name: l.username, Roles: []access.Held{{Role: access.Official}}}
		p.learners = append(p.learners, l)
	}
	return nil
}

// certify leads the first learner through the course, so that there is a certificate.
func (p *programme) certify(ctx context.Context) error {
	l := p.learners[0]
	course, err := p.services.courses.LearnCourse(ctx, l.actor, l.enrolment)
	if err != nil {
		return err
	}
	for _, lesson := range course.Progress.Lessons {
		if _, err := p.services.courses.MarkRead(ctx, l.actor, l.enrolment, lesson.ID); err != nil {
			return err
		}
	}
	if course, err = p.services.courses.LearnCourse(ctx, l.actor, l.enrolment); err != nil {
		return err
	}
	if err := p.sit(ctx, l.actor, course.Step.AttemptID, 0); err != nil {
		return err
	}
	if err := p.services.jobs.Drain(ctx); err != nil {
		return err
	}
	mine, err := p.services.certificates.Mine(ctx, l.actor)
	if err != nil {
		return err
	}
	if len(mine) == 0 {
		return errors.New("no certificate was issued")
	}
	p.certificate = mine[0].ID
	return nil
}

// answersBeside is a complete answer to the form that an item stands on.
func (p *programme) answersBeside(item string) []sentAnswer {
	for _, form := range p.forms {
		for _, a := range form {
			if a.Item == item {
				return form
			}
		}
	}
	return nil
}

// prove takes the second step of all who have logged in: staff are asked for one, and it is no part of what is measured.
func (p *programme) prove() error {
	return p.d.Write(context.Background(), func(tx *db.Tx) error {
		return tx.DB.Model(&access.Login{}).Where("second_at IS NULL").Update("second_at", tx.Now).Error
	})
}
