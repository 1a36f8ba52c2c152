package courses_test

import (
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// Whoever runs offerings sees whom a follow-up waits for within a month, of their own people
// only, and not who has left.
func TestFollowUpsOfTheNextMonthAreNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := coursestest.New(t, d), t.Context()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana", "p-Diana", "p-Fabia")
		for _, person := range []string{"p-Ana", "p-Diana", "p-Fabia"} {
			w.Complete(person)
		}
		w.Drain()
		completed := d.Now().Date()
		due := func(actor access.Actor) courses.DueFollowUps {
			t.Helper()
			list, err := w.Courses.DueFollowUps(ctx, actor)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		first := completed.AddMonths(courses.UsualFollowUps()[0])
		dbtest.ClockOf(t, d).Advance(time.Duration(first-completed-32) * 24 * time.Hour)
		if list := due(coursestest.Trainer()); len(list.Rows) != 0 {
			t.Errorf("32 days before, %d are due", len(list.Rows))
		}
		dbtest.ClockOf(t, d).Advance(2 * 24 * time.Hour)
		list := due(coursestest.Trainer())
		if len(list.Rows) != 3 || list.Overdue() != 0 {
			t.Fatalf("30 days before, %d of three are due, %d passed", len(list.Rows), list.Overdue())
		}
		r := list.Rows[0]
		if r.DueOn != first || r.OpensOn != first-14 || r.Months != 3 || r.OfferingID != offering.ID || r.OfferingCode != "o1" || r.PersonName == "" || r.Institution == "" || r.AttemptID == "" {
			t.Errorf("%+v", r)
		}
		ours, theirs := due(coursestest.Manager(w.Ceiba)), due(coursestest.Manager(w.Lupuna))
		if len(ours.Rows) == 0 || len(theirs.Rows) == 0 || len(ours.Rows)+len(theirs.Rows) != 3 {
			t.Errorf("one centre sees %d and the other %d of three", len(ours.Rows), len(theirs.Rows))
		}
		if _, err := w.Courses.DueFollowUps(ctx, coursestest.Official("p-Ana")); !fault.Is(err, fault.Denied) {
			t.Errorf("an official is told %v", err)
		}
		dbtest.ClockOf(t, d).Advance(35 * 24 * time.Hour)
		if list := due(coursestest.Trainer()); len(list.Rows) != 3 || list.Overdue() != 3 {
			t.Errorf("five days behind, %d are listed and %d passed", len(list.Rows), list.Overdue())
		}
	})
}
