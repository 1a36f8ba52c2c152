package courses_test

import (
	"reflect"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// Whoever rates responses sees no name move when one was scored, nor a count: not in the
// offering, not among those they follow, not in the list of offerings. A manager, who rates
// nothing, does.
func TestWhoRatesSeesNoNameMoveWhenOneIsScored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := coursestest.New(t, d), t.Context()
		version := w.Publish("c1")
		offering, again := w.Schedule(version, "o1", courses.Virtual), w.Schedule(version, "o2", courses.Virtual)
		w.Enrol(offering, "p-Ana", "p-Berta", "p-Carla")
		w.Complete("p-Ana")
		w.Take("p-Berta", w.Course("p-Berta").Step.AttemptID, true)
		w.ReadAll("p-Berta")
		w.HandIn("p-Berta", w.Course("p-Berta").Step.AttemptID, true) // and nobody has scored it

		seen := func(actor access.Actor) (all []any) {
			t.Helper()
			page, err := w.Courses.Offering(ctx, actor, offering.ID)
			if err != nil {
				t.Fatal(err)
			}
			list, err := w.Courses.Offerings(ctx, actor)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, page.Rows, page.Counts, list)
			for _, rule := range []courses.Whom{{Lack: courses.NeverCompleted}, {Lack: courses.NeverAssessed, Competency: "asking"}} {
				meant, err := w.Courses.ByRule(ctx, actor, again.ID, rule)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, meant.Fits)
			}
			for _, stage := range append(courses.Stages, "") {
				f, err := w.Courses.Follow(ctx, actor, offering.ID, courses.Group{Stage: stage}, "stage")
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, f.Rows, f.Stages, f.Stuck, f.Left, f.Messages)
			}
			return all
		}
		manager := coursestest.Manager(w.Network)
		if _, _, err := w.Courses.SendMessage(ctx, manager, offering.ID, courses.MessageInput{Group: courses.Group{Stage: courses.Finished}, Subject: "Gracias", Body: "Hasta pronto."}); err != nil {
			t.Fatal(err)
		}
		before, managed := seen(coursestest.Trainer()), seen(manager)
		w.Drain()
		if w.Course("p-Berta").Step.Kind != courses.StepDone {
			t.Fatal("nobody was scored")
		}
		if after := seen(coursestest.Trainer()); !reflect.DeepEqual(before, after) {
			t.Errorf("before\n%+v\nafter\n%+v", before, after)
		}
		if reflect.DeepEqual(managed, seen(manager)) {
			t.Error("a manager is not told who has completed")
		}
		f, err := w.Courses.Follow(ctx, coursestest.Trainer(), offering.ID, courses.Group{Stage: courses.PostHandedIn}, "")
		if err != nil || len(f.Rows) != 2 || len(f.Messages) != 0 {
			t.Errorf("have handed in: %+v, with messages to those who completed: %+v, %v", f.Rows, f.Messages, err)
		}
		for _, person := range []string{"p-Ana", "p-Berta"} {
			if err := w.Courses.Withdraw(ctx, coursestest.Trainer(), offering.ID, enrolmentIn(w, offering, person), "Licencia"); !fault.Is(err, fault.Conflict) {
				t.Errorf("withdrawing %s: %v", person, err)
			}
		}
	})
}
