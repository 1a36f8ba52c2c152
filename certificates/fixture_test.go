package certificates

import (
	"net/netip"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// world is a programme with two centres and one course of two competencies.
type world struct {
	t        *testing.T
	db       *db.DB
	service  *Service
	casa     people.Institution // where Rosa works
	otra     people.Institution
	person   people.Person
	course   courses.Course
	version  courses.CourseVersion
	offering courses.Offering
	post     assessments.Administration
	form     assessments.Form
}

const base = "https://relevo.example.pe"

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, db: d, service: NewService(d, base)}
	w.write(func(tx *db.Tx) {
		var err error
		centre := people.InstitutionInput{Code: "CASA", Name: "CAR Casa del Río", Kind: people.Kinds()[0], Sector: "public", Ubigeo: "160101"}
		if w.casa, err = people.CreateInstitutionTx(tx, access.System(), centre); err != nil {
			t.Fatal(err)
		}
		centre.Code, centre.Name = "OTRA", "CAR Otra Orilla"
		if w.otra, err = people.CreateInstitutionTx(tx, access.System(), centre); err != nil {
			t.Fatal(err)
		}
		w.person = people.Person{
			ID: tx.NewID(), DocumentType: "none", FirstSurname: "Ñahui", SecondSurname: "D'Angelo", GivenNames: "María José",
			Language: "es", CreatedAt: tx.Now,
		}
		assessment := assessments.Assessment{ID: tx.NewID(), Code: "a1", Title: i18n.Says("Prueba"), CutScore: 70, CreatedAt: tx.Now, CreatedBy: "system"}
		w.form = assessments.Form{ID: tx.NewID(), AssessmentID: assessment.ID, Label: "A"}
		w.post = assessments.Administration{ID: tx.NewID(), AssessmentID: assessment.ID, Occasion: assessments.Post, OpensAt: tx.Now, CreatedAt: tx.Now, CreatedBy: "system"}
		w.course = courses.Course{ID: tx.NewID(), Code: "CUIDADO", CreatedAt: tx.Now, CreatedBy: "system"}
		w.version = courses.CourseVersion{
			ID: tx.NewID(), CourseID: w.course.ID, Version: 1, State: courses.Published, Title: "Acompañar sin interrogar",
			Language: "es", AssessmentID: &assessment.ID, Hours: 12.5, RecordedAt: tx.Now, RecordedBy: "system",
		}
		w.offering = courses.Offering{
			ID: tx.NewID(), CourseVersionID: w.version.ID, Code: "CUIDADO-1", Mode: courses.FaceToFace, StartsOn: tx.Today() - 9, EndsOn: tx.Today(),
			Place: "Iquitos", CreatedAt: tx.Now, CreatedBy: "system",
		}
		funder := courses.Funder{ID: tx.NewID(), Code: "FRC", Name: "Fondo Río Claro", CreatedAt: tx.Now}
		rows := []any{
			&w.person, &assessment, &w.form, &w.post, &w.course, &w.version, &w.offering, &funder,
			&assessments.Competency{Code: "empatia", Kind: assessments.Personal, Position: 1, Name: i18n.Says("Escucha empática"), RecordedAt: tx.Now, RecordedBy: "system"},
			&assessments.Competency{Code: "preguntar", Kind: assessments.Personal, Position: 2, Name: i18n.Says("Preguntar sin interrogar"), RecordedAt: tx.Now, RecordedBy: "system"},
			&courses.CourseCompetency{CourseVersionID: w.version.ID, CompetencyCode: "empatia"},
			&courses.CourseCompetency{CourseVersionID: w.version.ID, CompetencyCode: "preguntar"},
			&courses.OfferingInstitution{OfferingID: w.offering.ID, InstitutionID: w.casa.ID},
			&courses.OfferingFunder{OfferingID: w.offering.ID, FunderID: funder.ID, Share: 1},
			&courses.OfferingAdministration{OfferingID: w.offering.ID, AdministrationID: w.post.ID, Occasion: string(assessments.Post)},
		}
		w.create(tx, rows...)
	})
	return w
}

func (w *world) write(fn func(tx *db.Tx)) {
	w.t.Helper()
	if err := w.db.Write(w.t.Context(), func(tx *db.Tx) error { fn(tx); return nil }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) create(tx *db.Tx, rows ...any) {
	w.t.Helper()
	for _, row := range rows {
		if err := tx.DB.Create(row).Error; err != nil {
			w.t.Fatalf("%T: %v", row, err)
		}
	}
}

// completes has Rosa complete the course with these scores in its post-test.
func (w *world) completes(empatia, preguntar float64) string {
	w.t.Helper()
	var id string
	w.write(func(tx *db.Tx) {
		attempt := assessments.Attempt{
			ID: tx.NewID(), AdministrationID: w.post.ID, PersonID: w.person.ID, FormID: w.form.ID, State: assessments.StateScored,
			InstitutionID: &w.casa.ID, AssignedAt: tx.Now, SubmittedAt: &tx.Now, ScoredAt: &tx.Now,
		}
		result := func(code string, score float64) *assessments.Result {
			return &assessments.Result{
				ID: tx.NewID(), AttemptID: &attempt.ID, PersonID: w.person.ID, CompetencyCode: code, AssessmentID: w.post.AssessmentID, FormLabel: "A",
				Occasion: assessments.Post, AssessedOn: tx.Today(), Score: score, CutScore: 70, InstitutionID: &w.casa.ID,
				RuleVersion: assessments.RulePoints, RecordedAt: tx.Now, RecordedBy: "system",
			}
		}
		enrolment := courses.Enrolment{ID: tx.NewID(), OfferingID: w.offering.ID, PersonID: w.person.ID, InstitutionID: &w.casa.ID, EnrolledAt: tx.Now, EnrolledBy: "system"}
		completion := courses.Completion{
			ID: tx.NewID(), EnrolmentID: enrolment.ID, PersonID: w.person.ID, CourseID: w.course.ID, CourseVersionID: w.version.ID,
			CompletedOn: tx.Today(), RuleVersion: courses.AttendanceAndPost, Detail: "{}", InstitutionID: &w.casa.ID, RecordedAt: tx.Now, RecordedBy: "system",
		}
		w.create(tx, &attempt, result("empatia", empatia), result("preguntar", preguntar), &enrolment, &completion)
		id = completion.ID
	})
	return id
}

// enrolmentOf is the enrolment that a completion ended.
func (w *world) enrolmentOf(completionID string) string {
	w.t.Helper()
	var c courses.Completion
	w.write(func(tx *db.Tx) {
		if err := tx.DB.Where("id = ?", completionID).Take(&c).Error; err != nil {
			w.t.Fatal(err)
		}
	})
	return c.EnrolmentID
}

// issued has Rosa complete the course with mastery and gives both certificates.
func (w *world) issued() (completion, competence Certificate) {
	w.t.Helper()
	if err := w.service.IssueFor(w.t.Context(), w.completes(90, 80)); err != nil {
		w.t.Fatal(err)
	}
	for _, c := range w.all() {
		switch c.Kind {
		case Completion:
			completion = c
		case Competence:
			competence = c
		}
	}
	return completion, competence
}

// all gives Rosa's certificates as analytics reads them.
func (w *world) all() []Certificate {
	w.t.Helper()
	var list []Certificate
	err := w.db.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		list, err = CertificatesForTx(tx, []string{w.person.ID})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

func (w *world) holder() access.Actor {
	return access.Actor{AccountID: "rosa", PersonID: w.person.ID, Roles: []access.Held{{Role: access.Official}}}
}

func managerOf(i people.Institution) access.Actor {
	return access.Actor{AccountID: "jefa", Roles: []access.Held{{Role: access.Manager, InstitutionID: i.ID, Path: i.Path}}}
}

// paper is a paper for tests that need no database.
func paper() Paper {
	until := db.NewDate(2026, time.November, 4)
	return Paper{
		Serial: "RLV-2026-7K3QD-M0XZW-3", VerifyCode: "abcdefghijklmnop2345", Kind: Competence, PersonName: "María José Ñahui D'Angelo",
		CourseTitle: "Acompañar sin interrogar: la primera hora en el centro", Hours: 12.5, IssuedOn: dbtestDay, ValidUntil: &until, Language: "es",
		Competencies: Competencies{{"empatia", "Escucha empática"}, {"preguntar", "Preguntar sin interrogar"}}, Funders: Funders{"Fondo Río Claro"},
		InstitutionName: "CAR Casa del Río",
	}
}

var dbtestDay = db.At(dbtest.Start).Date()

// netipOf gives the i-th of many addresses.
func netipOf(i int) string {
	return netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}).String()
}
