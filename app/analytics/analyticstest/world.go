// Package analyticstest makes small programmes of which every figure can be
// worked out by hand: facts are written as facts, on the days that a test says,
// without anybody having to sit through a course.
package analyticstest

import (
	"fmt"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// Asking and Trauma are the competencies; nothing is known of the second unless
// a test says so.
const (
	Asking = "asking"
	Trauma = "trauma"
)

// Cut is the score of mastery.
const Cut = 60

// World is the programme.
type World struct {
	t       testing.TB
	DB      *db.DB
	Network people.Institution
	Ceiba   people.Institution // below the network
	Lupuna  people.Institution // below the network
	Apart   people.Institution // not below the network

	assessment assessments.Assessment
	version    courses.CourseVersion
	n          int // for codes that must differ
}

// New makes the programme, without people.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	w := &World{t: t, DB: d}
	w.Network = w.Open("RED", "Red Amazonía", nil)
	w.Ceiba = w.Open("CAR-01", "CAR La Ceiba", &w.Network)
	w.Lupuna = w.Open("CAR-02", "CAR La Lupuna", &w.Network)
	w.Apart = w.Open("CAR-09", "CAR Aparte", nil)
	w.write(func(tx *db.Tx) {
		w.assessment = assessments.Assessment{ID: tx.NewID(), Code: "prueba", Title: i18n.Says("Prueba"), CutScore: Cut, CreatedAt: tx.Now, CreatedBy: access.SystemID}
		course := courses.Course{ID: tx.NewID(), Code: "CURSO", CreatedAt: tx.Now, CreatedBy: access.SystemID}
		w.version = courses.CourseVersion{ID: tx.NewID(), CourseID: course.ID, Version: 1, State: courses.Published, Title: "Preguntar", Language: "es",
			AssessmentID: &w.assessment.ID, Hours: 8, RecordedAt: tx.Now, RecordedBy: access.SystemID}
		w.create(tx, &w.assessment, &course, &w.version)
		for i, code := range []string{Asking, Trauma} {
			w.create(tx, &assessments.Competency{Code: code, Kind: assessments.Personal, Position: i + 1, Name: i18n.Says("Competencia " + code), RecordedAt: tx.Now, RecordedBy: access.SystemID})
		}
		w.create(tx, &courses.CourseCompetency{CourseVersionID: w.version.ID, CompetencyCode: Asking})
	})
	return w
}

// write runs fn in a transaction and fails the test on an error.
func (w *World) write(fn func(tx *db.Tx)) {
	w.t.Helper()
	if err := w.DB.Write(w.t.Context(), func(tx *db.Tx) error { fn(tx); return nil }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *World) create(tx *db.Tx, rows ...any) {
	w.t.Helper()
	for _, row := range rows {
		if err := tx.DB.Create(row).Error; err != nil {
			w.t.Fatalf("%T: %v", row, err)
		}
	}
}

// Open makes an institution; in another where one is given.
func (w *World) Open(code, name string, in *people.Institution) people.Institution {
	w.t.Helper()
	input := people.InstitutionInput{Code: code, Name: name, Kind: people.CareCentre, Sector: "public", Ubigeo: "160101"}
	if in != nil {
		input.ParentID = in.ID
	}
	var made people.Institution
	w.write(func(tx *db.Tx) {
		var err error
		if made, err = people.CreateInstitutionTx(tx, access.System(), input); err != nil {
			w.t.Fatal(err)
		}
	})
	return made
}

// Approve records how many mentors an institution should have from a day on.
func (w *World) Approve(at people.Institution, mentors int, from db.Date) {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		if err := people.SetApprovedPostsTx(tx, access.System(), at.ID, people.PostsInput{ValidFrom: from, Posts: map[people.Cadre]int{people.CARMentor: mentors}}); err != nil {
			w.t.Fatal(err)
		}
	})
}

// ID is the identifier of the person with a name.
func ID(name string) string { return "p-" + name }

// Hire puts a mentor in post from a day on, for good.
func (w *World) Hire(name string, at people.Institution, from db.Date) {
	w.t.Helper()
	w.Post(name, at, people.CARMentor, from, 0)
}

// Post puts a person in post over some days; 0 as the end: for good. A person who
// is not known yet is made.
func (w *World) Post(name string, at people.Institution, cadre people.Cadre, from, to db.Date) {
	w.t.Helper()
	stay := people.Posting{PersonID: ID(name), InstitutionID: at.ID, Cadre: cadre, StartsOn: from}
	if to != 0 {
		stay.EndsOn = &to
	}
	w.Add(stay, name)
}

// Add records a stay of a person, who is made if not known yet.
func (w *World) Add(stay people.Posting, name string) {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		known, err := people.PeopleTx(tx, []string{ID(name)})
		if err != nil {
			w.t.Fatal(err)
		}
		if len(known) == 0 {
			w.create(tx, &people.Person{ID: ID(name), DocumentType: "none", FirstSurname: name, GivenNames: "Sra.", SearchName: name, Language: "es", CreatedAt: tx.Now})
		}
		if _, err := people.AppendPostingTx(tx, access.System(), stay); err != nil {
			w.t.Fatal(err)
		}
	})
}

// Train has a person complete the course, with the certificates of these kinds
// issued the same day.
func (w *World) Train(name string, on db.Date, papers ...certificates.Kind) (completionID string) {
	w.t.Helper()
	return w.TrainPaid(name, on, nil, papers...)
}

// Fund adds a funder.
func (w *World) Fund(code, name string) (funder courses.Funder) {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		funder = courses.Funder{ID: "f-" + code, Code: code, Name: name, CreatedAt: tx.Now}
		w.create(tx, &funder)
	})
	return funder
}

// Lies puts an institution into another place of Peru.
func (w *World) Lies(at people.Institution, ubigeo string) {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		if err := tx.DB.Model(&people.Institution{}).Where("id = ?", at.ID).Update("ubigeo", ubigeo).Error; err != nil {
			w.t.Fatal(err)
		}
	})
}

// TrainPaid is Train in an offering that funders pay for in equal parts.
func (w *World) TrainPaid(name string, on db.Date, funders []courses.Funder, papers ...certificates.Kind) (completionID string) {
	w.t.Helper()
	w.n++
	w.write(func(tx *db.Tx) {
		offering := courses.Offering{ID: tx.NewID(), CourseVersionID: w.version.ID, Code: fmt.Sprint("EDICION-", w.n), Mode: courses.Virtual, StartsOn: on, EndsOn: on,
			CreatedAt: tx.Now, CreatedBy: access.SystemID}
		enrolment := courses.Enrolment{ID: tx.NewID(), OfferingID: offering.ID, PersonID: ID(name), EnrolledAt: tx.Now, EnrolledBy: access.SystemID}
		completion := courses.Completion{ID: tx.NewID(), EnrolmentID: enrolment.ID, PersonID: ID(name), CourseID: w.version.CourseID, CourseVersionID: w.version.ID,
			CompletedOn: on, RuleVersion: courses.AttendanceAndPost, Detail: "{}", RecordedAt: tx.Now, RecordedBy: access.SystemID}
		w.create(tx, &offering)
		for _, f := range funders {
			w.create(tx, &courses.OfferingFunder{OfferingID: offering.ID, FunderID: f.ID, Share: 1 / float64(len(funders))})
		}
		w.create(tx, &enrolment, &completion)
		completionID = completion.ID
	})
	for _, kind := range papers {
		w.Certify(name, completionID, kind, on)
	}
	return completionID
}

// Certify issues a certificate of a completion.
func (w *World) Certify(name, completionID string, kind certificates.Kind, on db.Date) {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		var completion courses.Completion
		if err := tx.DB.Where("id = ?", completionID).Take(&completion).Error; err != nil {
			w.t.Fatal(err)
		}
		w.create(tx, &certificates.Certificate{ID: tx.NewID(), EnrolmentID: completion.EnrolmentID, CompletionID: &completionID, PersonID: ID(name), CourseID: w.version.CourseID,
			RecordedAt: tx.Now, RecordedBy: access.SystemID, Paper: certificates.Paper{Serial: tx.NewSecret(), VerifyCode: tx.NewSecret(), Kind: kind, PersonName: name,
				CourseTitle: "Preguntar", Competencies: certificates.Competencies{{Code: Asking, Name: "Preguntar"}}, Hours: 8, IssuedOn: on, Language: "es"}})
	})
}

// Assess gives a person a result in asking, on form A.
func (w *World) Assess(name string, on db.Date, occasion assessments.Occasion, score float64) {
	w.t.Helper()
	w.AssessIn(Asking, name, on, occasion, score)
}

// AssessIn gives a person a result in a competency.
func (w *World) AssessIn(competency, name string, on db.Date, occasion assessments.Occasion, score float64) {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		post, err := people.SnapshotTx(tx, ID(name), on)
		if err != nil {
			w.t.Fatal(err)
		}
		w.create(tx, &assessments.Result{ID: tx.NewID(), PersonID: ID(name), CompetencyCode: competency, AssessmentID: w.assessment.ID, FormLabel: "A", Occasion: occasion,
			AssessedOn: on, Score: score, CutScore: Cut, InstitutionID: post.InstitutionID, Cadre: post.Cadre, Region: post.Region,
			RuleVersion: assessments.RulePoints, RecordedAt: tx.Now, RecordedBy: access.SystemID})
	})
}

// Day reads a day: "2026-05-04".
func (w *World) Day(text string) db.Date {
	w.t.Helper()
	day, err := db.ParseDate(text)
	if err != nil {
		w.t.Fatal(err)
	}
	return day
}

// Everywhere holds a role in the whole programme, In in an institution and below.
func Everywhere(role access.Role) access.Actor {
	return access.Actor{AccountID: string(role), Name: string(role), Roles: []access.Held{{Role: role}}}
}

// In holds a role in institutions and below them.
func In(role access.Role, places ...people.Institution) access.Actor {
	actor := access.Actor{AccountID: string(role), Name: string(role)}
	for _, at := range places {
		actor.Roles = append(actor.Roles, access.Held{Role: role, InstitutionID: at.ID, Path: at.Path})
	}
	return actor
}
