package courses_test

import (
	"math"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/courses"
	"relevo/courses/coursestest"
)

func TestOthersReadWhatTheyNeedOfACompletion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana", "p-Berta")
		w.Complete("p-Ana")
		w.Read(func(tx *db.Tx) error {
			record, err := courses.CompletionTx(tx, w.Heard[0].CompletionID)
			if err != nil {
				return err
			}
			if record.CourseTitle != "Preguntar en vez de interrogar" || record.CourseCode != "c1" || record.OfferingCode != "o1" || record.Hours != 8 ||
				len(record.Competencies) != 1 || record.Competencies[0].Code != "asking" || len(record.Funders) != 2 || record.Funders[0].Share != 0.6 ||
				record.PreAttempt == nil || record.PostAttempt == nil || record.PreAttempt.FormID == record.PostAttempt.FormID {
				t.Errorf("%+v", record)
			}
			facts, err := courses.CompletionsForTx(tx, []string{"p-Ana", "p-Berta"})
			if err != nil || len(facts) != 1 || facts[0].PersonID != "p-Ana" || facts[0].OfferingID != offering.ID ||
				len(facts[0].Competencies) != 1 || len(facts[0].Funders) != 2 {
				t.Errorf("%+v, %v", facts, err)
			}
			on := facts[0].CompletedOn
			if now, err := courses.CompletionsBetweenTx(tx, on, on+1); err != nil || len(now) != 1 {
				t.Errorf("on the day: %+v, %v", now, err)
			}
			if later, err := courses.CompletionsBetweenTx(tx, on+1, on+100); err != nil || len(later) != 0 {
				t.Errorf("after the day: %+v, %v", later, err)
			}
			hours, err := courses.HoursTx(tx, []string{offering.ID})
			if err != nil || math.Abs(hours[offering.ID]-24.0/60) > 1e-9 {
				t.Errorf("24 minutes of reading are %v hours, %v", hours, err)
			}
			enrolments, err := courses.EnrolmentsForTx(tx, []string{"p-Berta"})
			if err != nil || len(enrolments) != 1 {
				t.Errorf("%+v, %v", enrolments, err)
			}
			return nil
		})
	})
}
