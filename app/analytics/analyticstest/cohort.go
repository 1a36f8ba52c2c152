package analyticstest

import (
	"fmt"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// Cohort is a run of the course with a test before, one after and follow-ups.
type Cohort struct {
	ID       string
	EndsOn   db.Date
	sittings map[string]assessments.Administration // by occasion and months
}

// morning is nine in the morning of a day.
func morning(on db.Date) db.Instant { return on.Start().Add(9 * time.Hour) }

// key names a test of a cohort.
func key(o assessments.Occasion, months int) string { return fmt.Sprint(o, months) }

// Cohort schedules a run of the course over some days, followed up after so many months.
func (w *World) Cohort(from, to db.Date, followUps ...int) *Cohort {
	w.t.Helper()
	w.n++
	c := &Cohort{EndsOn: to}
	w.write(func(tx *db.Tx) {
		w.measures(tx)
		offering := courses.Offering{ID: tx.NewID(), CourseVersionID: w.version.ID, Code: fmt.Sprint("COHORTE-", w.n), Mode: courses.Virtual, StartsOn: from, EndsOn: to,
			CreatedAt: tx.Now, CreatedBy: access.SystemID}
		w.create(tx, &offering)
		c.ID, c.sittings = offering.ID, map[string]assessments.Administration{}
		plan := []assessments.NewAdministration{{Occasion: assessments.Pre}, {Occasion: assessments.Post}}
		for _, m := range followUps {
			plan = append(plan, assessments.NewAdministration{Occasion: assessments.FollowUp, MonthsAfter: m})
		}
		for _, in := range plan {
			a := assessments.Administration{ID: tx.NewID(), AssessmentID: w.assessment.ID, Occasion: in.Occasion, MonthsAfter: in.MonthsAfter, Title: offering.Code,
				OpensAt: morning(from), CreatedAt: tx.Now, CreatedBy: access.SystemID}
			w.create(tx, &a, &courses.OfferingAdministration{OfferingID: offering.ID, AdministrationID: a.ID, Occasion: string(in.Occasion)})
			c.sittings[key(in.Occasion, in.MonthsAfter)] = a
		}
	})
	return c
}

// measures gives the assessment its forms, once, with an item on asking in each.
func (w *World) measures(tx *db.Tx) {
	var forms []assessments.Form
	if err := tx.DB.Find(&forms).Error; err != nil {
		w.t.Fatal(err)
	}
	if len(forms) > 0 {
		return
	}
	item := assessments.Item{ID: tx.NewID(), Code: "unica", CreatedAt: tx.Now, CreatedBy: access.SystemID}
	version := assessments.ItemVersion{ID: tx.NewID(), ItemID: item.ID, Version: 1, Kind: assessments.TrueFalse, CompetencyCode: Asking, Stem: i18n.Says("¿Sí?"), RecordedAt: tx.Now, RecordedBy: access.SystemID}
	w.create(tx, &item, &version)
	for _, label := range assessments.Labels() {
		form := assessments.Form{ID: tx.NewID(), AssessmentID: w.assessment.ID, Label: label}
		w.create(tx, &form, &assessments.FormItem{FormID: form.ID, Position: 1, ItemVersionID: version.ID, Points: 1})
	}
}

// Enrol enrols people, who are in post already, on a day.
func (w *World) Enrol(c *Cohort, on db.Date, names ...string) {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		for _, name := range names {
			w.create(tx, &courses.Enrolment{ID: tx.NewID(), OfferingID: c.ID, PersonID: ID(name), EnrolledAt: morning(on), EnrolledBy: access.SystemID})
		}
	})
}

// Sit gives a person a result in a test of the cohort, on form A.
func (w *World) Sit(c *Cohort, name string, occasion assessments.Occasion, months int, on db.Date, score float64) {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		at := morning(on)
		attempt := w.attempt(tx, c, name, occasion, months, on)
		attempt.State, attempt.SubmittedAt, attempt.ScoredAt = assessments.StateScored, &at, &at
		w.create(tx, &attempt, &assessments.Result{ID: tx.NewID(), AttemptID: &attempt.ID, PersonID: ID(name), CompetencyCode: Asking, AssessmentID: w.assessment.ID, FormLabel: "A",
			Occasion: occasion, AssessedOn: on, Score: score, CutScore: Cut, InstitutionID: attempt.InstitutionID, Cadre: attempt.Cadre, Region: attempt.Region,
			RuleVersion: assessments.RulePoints, RecordedAt: tx.Now, RecordedBy: access.SystemID})
	})
}

// Finish has a person complete the cohort's course.
func (w *World) Finish(c *Cohort, name string, on db.Date) {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		var enrolment courses.Enrolment
		if err := tx.DB.Where("offering_id = ? AND person_id = ?", c.ID, ID(name)).Take(&enrolment).Error; err != nil {
			w.t.Fatal(err)
		}
		w.create(tx, &courses.Completion{ID: tx.NewID(), EnrolmentID: enrolment.ID, PersonID: ID(name), CourseID: w.version.CourseID, CourseVersionID: w.version.ID,
			CompletedOn: on, RuleVersion: courses.LessonsAndPost, Detail: "{}", RecordedAt: tx.Now, RecordedBy: access.SystemID})
	})
}

// Await gives a person a test that is due on a day and not answered; closed with a reason where one is given.
func (w *World) Await(c *Cohort, name string, occasion assessments.Occasion, months int, due db.Date, reason string) {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		attempt := w.attempt(tx, c, name, occasion, months, due-10)
		attempt.DueOn = &due
		if reason != "" {
			at := morning(due)
			attempt.State, attempt.ClosedAt, attempt.CloseReason = assessments.StateClosed, &at, reason
		}
		w.create(tx, &attempt)
	})
}

func (w *World) attempt(tx *db.Tx, c *Cohort, name string, occasion assessments.Occasion, months int, on db.Date) assessments.Attempt {
	post, err := people.SnapshotTx(tx, ID(name), on)
	if err != nil {
		w.t.Fatal(err)
	}
	var form assessments.Form
	if err := tx.DB.Where("label = ?", "A").Take(&form).Error; err != nil {
		w.t.Fatal(err)
	}
	sitting := c.sittings[key(occasion, months)]
	return assessments.Attempt{ID: tx.NewID(), AdministrationID: sitting.ID, PersonID: ID(name), FormID: form.ID, State: assessments.StateNotStarted,
		InstitutionID: post.InstitutionID, Cadre: post.Cadre, Region: post.Region, AssignedAt: morning(on)}
}
