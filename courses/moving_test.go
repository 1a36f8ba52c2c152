package courses_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// renewed publishes a second version: the first lesson a little other, the second quite
// other, the third taken out, one added.
func renewed(t *testing.T, w *coursestest.World, courseID string) courses.CourseVersion {
	t.Helper()
	ctx, trainer := t.Context(), coursestest.Trainer()
	if _, err := w.Courses.NewDraft(ctx, trainer, courseID); err != nil {
		t.Fatal(err)
	}
	page, err := w.Courses.Course(ctx, trainer, courseID, 0)
	if err != nil {
		t.Fatal(err)
	}
	first, last := page.Outline[0], page.Outline[1]
	edit := func(id string, in courses.LessonInput) {
		if err := w.Courses.UpdateLesson(ctx, trainer, courseID, id, in); err != nil {
			t.Fatal(err)
		}
	}
	edit(first.Lessons[0].ID, courses.LessonInput{Title: "La primera hora", Minutes: 8, Source: "Llega tarde de noche.\n\n> **Para su turno**\n>\n> Salude por su nombre."})
	edit(first.Lessons[1].ID, courses.LessonInput{Title: "Escuchar", Minutes: 6, Source: "Todo es otro aquí: calle, mire, espere."})
	if err := w.Courses.DeleteLesson(ctx, trainer, courseID, last.Lessons[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Courses.AddLesson(ctx, trainer, courseID, last.ID, courses.LessonInput{Title: "Una más", Minutes: 5, Source: "Nueva."}); err != nil {
		t.Fatal(err)
	}
	return w.PublishDraft(courseID)
}

func TestLearnersStayOnTheirVersionUntilTheyAreMoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		version := w.Publish("c1")
		offering := w.Schedule(version, "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana", "p-Berta", "p-Carla", "p-Diana")
		w.Complete("p-Ana") // before the move
		for _, name := range []string{"p-Berta", "p-Carla", "p-Diana"} {
			w.Take(name, w.Course(name).Step.AttemptID, false)
		}
		w.ReadAll("p-Berta") // has the post-test open
		carla := w.Course("p-Carla")
		for _, l := range carla.Progress.Lessons[:2] {
			if _, err := w.Courses.MarkRead(ctx, coursestest.Official("p-Carla"), carla.EnrolmentID, l.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Courses.MovePlan(ctx, trainer, offering.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("nothing newer: %v", err)
		}
		hours := hoursOf(w, offering.ID)
		newer := renewed(t, w, version.CourseID)
		if got := w.Course("p-Carla").Progress; len(got.Lessons) != 3 || got.ReadCount() != 2 || got.Lessons[0].ID != carla.Progress.Lessons[0].ID {
			t.Errorf("without a move: %+v", got)
		}

		plan, err := w.Courses.MovePlan(ctx, trainer, offering.ID)
		if err != nil {
			t.Fatal(err)
		}
		var kinds []courses.ChangeKind
		var again []string
		for _, l := range plan.Lessons {
			kinds = append(kinds, l.Kind)
			if l.Suggested {
				again = append(again, l.Origin)
			}
		}
		if plan.Open != 3 || plan.Kept != 1 || len(kinds) != 4 || kinds[0] != courses.LessonChanged || kinds[2] != courses.LessonNew || kinds[3] != courses.LessonGone ||
			plan.Lessons[0].Readers != 2 || len(again) != 1 || again[0] != plan.Lessons[1].Origin {
			t.Errorf("the plan: %+v", plan)
		}
		if _, err := w.Courses.Move(ctx, coursestest.Manager(w.Ceiba), offering.ID, newer.ID, again); !fault.Is(err, fault.Denied) {
			t.Errorf("the manager of one of its centres: %v", err)
		}
		if _, err := w.Courses.Move(ctx, trainer, offering.ID, version.ID, again); !fault.Is(err, fault.Conflict) {
			t.Errorf("to another than was looked at: %v", err)
		}
		move, err := w.Courses.Move(ctx, trainer, offering.ID, newer.ID, again)
		if err != nil || move.Moved != 3 {
			t.Fatalf("%+v %v", move, err)
		}
		if _, err := w.Courses.Move(ctx, trainer, offering.ID, newer.ID, again); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second time: %v", err)
		}

		// Who completed keeps what they completed; the others have the newer version, with
		// what they read.
		if ana := w.Course("p-Ana"); ana.Step.Kind != courses.StepDone || len(ana.Progress.Lessons) != 3 || ana.Progress.ReadCount() != 3 {
			t.Errorf("completed before: %+v", ana)
		}
		moved := w.Course("p-Carla")
		if _, first := moved.Progress.Read[moved.Progress.Lessons[0].ID]; !first || moved.Progress.ReadCount() != 1 || moved.Step.Title != "Escuchar" {
			t.Errorf("under way: %+v %+v", moved.Progress, moved.Step)
		}
		if got := hoursOf(w, offering.ID); got != hours {
			t.Errorf("%v hours of learning became %v", hours, got)
		}
		_, err = w.Courses.LearnLesson(ctx, coursestest.Official("p-Carla"), carla.EnrolmentID, carla.Progress.Lessons[2].ID, true)
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("a lesson of the old version: %v", err)
		}

		// The new lessons come before a post-test that was not begun, and completing waits for them.
		berta := w.Course("p-Berta")
		if berta.Step.Kind != courses.StepLesson || berta.Progress.Post == nil {
			t.Errorf("with the post-test open: %+v", berta.Step)
		}
		w.ReadAll("p-Berta")
		w.Take("p-Berta", w.Course("p-Berta").Step.AttemptID, true)
		if berta = w.Course("p-Berta"); berta.Step.Kind != courses.StepDone || berta.Progress.Completion.CourseVersionID != newer.ID {
			t.Errorf("completed after: %+v", berta.Step)
		}
	})
}

func hoursOf(w *coursestest.World, offeringID string) (hours float64) {
	w.Read(func(tx *db.Tx) error {
		all, err := courses.HoursTx(tx, []string{offeringID})
		hours = all[offeringID]
		return err
	})
	return hours
}

func TestAnOfferingIsNotMovedToAnotherTest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		version := w.Publish("c1")
		offering := w.Schedule(version, "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana")
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
		w.ReadAll("p-Ana")
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, true)
		newer := renewed(t, w, version.CourseID)
		w.Write(func(tx *db.Tx) error {
			return tx.DB.Model(&courses.CourseVersion{}).Where("id = ?", newer.ID).Update("assessment_id", nil).Error
		})
		plan, err := w.Courses.MovePlan(ctx, trainer, offering.ID)
		if err != nil || !plan.OtherTest {
			t.Fatalf("%+v %v", plan, err)
		}
		if _, err := w.Courses.Move(ctx, trainer, offering.ID, newer.ID, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("%v", err)
		}
		if _, err := w.Courses.Move(ctx, access.Actor{}, offering.ID, newer.ID, nil); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("nobody: %v", err)
		}
	})
}

func TestFewerLessonsOpenThePostTest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		version := w.Publish("c1")
		offering := w.Schedule(version, "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana")
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
		course := w.Course("p-Ana")
		for _, l := range course.Progress.Lessons[:2] {
			if _, err := w.Courses.MarkRead(ctx, coursestest.Official("p-Ana"), course.EnrolmentID, l.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Courses.NewDraft(ctx, trainer, version.CourseID); err != nil {
			t.Fatal(err)
		}
		page, err := w.Courses.Course(ctx, trainer, version.CourseID, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Courses.DeleteModule(ctx, trainer, version.CourseID, page.Outline[1].ID); err != nil {
			t.Fatal(err)
		}
		newer := w.PublishDraft(version.CourseID)
		if _, err := w.Courses.Move(ctx, trainer, offering.ID, newer.ID, nil); err != nil {
			t.Fatal(err)
		}
		if step := w.Course("p-Ana").Step; step.Kind != courses.StepPost {
			t.Errorf("all that is asked for was read: %+v", step)
		}
	})
}
