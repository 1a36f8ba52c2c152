package courses_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/assessments"
	"relevo/courses"
	"relevo/courses/coursestest"
)

func TestTheWholeLifeOfAVirtualCourse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		clock := dbtest.ClockOf(t, d)
		ctx, ana := t.Context(), coursestest.Official("p-Ana")
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana")

		course := w.Course("p-Ana")
		if course.Step.Kind != courses.StepPre {
			t.Fatalf("first comes %+v", course.Step)
		}
		lessons := course.Progress.Lessons
		if _, err := w.Courses.LearnLesson(ctx, ana, course.EnrolmentID, lessons[0].ID, false); !fault.Is(err, fault.Conflict) {
			t.Errorf("a lesson before the pre-test: %v", err)
		}
		if _, err := w.Courses.MarkRead(ctx, ana, course.EnrolmentID, lessons[0].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("marking before the pre-test: %v", err)
		}
		pre := course.Step.AttemptID
		w.Take("p-Ana", pre, false)

		clock.Advance(24 * time.Hour)
		for i, lesson := range lessons {
			step := w.Course("p-Ana").Step
			if step.Kind != courses.StepLesson || step.LessonID != lesson.ID {
				t.Fatalf("lesson %d: next is %+v", i, step)
			}
			for range 2 { // the second time changes nothing
				if _, err := w.Courses.MarkRead(ctx, ana, course.EnrolmentID, lesson.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		step := w.Course("p-Ana").Step
		if step.Kind != courses.StepPost || step.AttemptID == pre {
			t.Fatalf("after the lessons comes %+v", step)
		}
		var forms []string
		w.Read(func(tx *db.Tx) error {
			attempts, err := assessments.AttemptsForTx(tx, "p-Ana", nil)
			for _, a := range attempts {
				forms = append(forms, a.FormID)
			}
			return err
		})
		clock.Advance(24 * time.Hour)
		w.Take("p-Ana", step.AttemptID, true)

		done := w.Course("p-Ana")
		if done.Step.Kind != courses.StepDone || done.Progress.Completion.CompletedOn != clockDay(d) {
			t.Fatalf("at the end: %+v, %+v", done.Step, done.Progress.Completion)
		}
		c := done.Progress.Completion
		if c.RuleVersion != courses.LessonsAndPost || c.InstitutionID == nil || *c.InstitutionID != w.Ceiba.ID || c.Cadre != "car_mentor" || c.Region != "16" {
			t.Errorf("%+v", c)
		}
		if len(w.Heard) != 1 || w.Heard[0] != (courses.Completed{CompletionID: c.ID, PersonID: "p-Ana", OfferingID: offering.ID, CourseID: c.CourseID}) {
			t.Errorf("told: %+v", w.Heard)
		}
		checkFollowUps(t, w, clock, c)
	})
}

func clockDay(d *db.DB) db.Date { return d.Now().Date() }

// checkFollowUps looks at what is assigned after a completion, and that
// hearing the same again changes nothing.
func checkFollowUps(t *testing.T, w *coursestest.World, clock *dbtest.Clock, c *courses.Completion) {
	t.Helper()
	ctx, ana := t.Context(), coursestest.Official("p-Ana")
	event := w.Heard[0]
	if err := w.Courses.HearCompleted(ctx, event); err != nil {
		t.Fatal(err)
	}
	post := w.Course("p-Ana").Progress.Post
	again := assessments.Scored{AttemptID: post.ID, AdministrationID: post.AdministrationID, PersonID: "p-Ana", Occasion: assessments.Post}
	if err := w.Courses.HearScored(ctx, again); err != nil {
		t.Fatal(err)
	}
	w.Drain()
	if len(w.Heard) != 1 {
		t.Errorf("the completion was told %d times", len(w.Heard))
	}
	home, err := w.Courses.Learn(ctx, ana)
	if err != nil || len(home.Tasks) != 0 || home.Continue != nil || len(home.Done) != 1 {
		t.Errorf("right after: %+v, %v", home, err)
	}
	clock.Set((c.CompletedOn.AddMonths(3) - 10).Start().Time())
	home, err = w.Courses.Learn(ctx, ana)
	if err != nil || len(home.Tasks) != 1 || home.Tasks[0].DueOn != c.CompletedOn.AddMonths(3) || home.Tasks[0].Overdue {
		t.Errorf("ten days before three months: %+v, %v", home.Tasks, err)
	}
	clock.Set((c.CompletedOn.AddMonths(6) + 1).Start().Time())
	home, err = w.Courses.Learn(ctx, ana)
	if err != nil || len(home.Tasks) != 2 || !home.Tasks[0].Overdue || home.Tasks[1].DueOn != c.CompletedOn.AddMonths(6) {
		t.Errorf("after six months: %+v, %v", home.Tasks, err)
	}
	w.Take("p-Ana", home.Tasks[0].AttemptID, true)
	if home, err = w.Courses.Learn(ctx, ana); err != nil || len(home.Tasks) != 1 {
		t.Errorf("one follow-up taken: %+v, %v", home.Tasks, err)
	}
}

func TestAFaceToFaceCourseIsCompletedByAttending(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		clock := dbtest.ClockOf(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.FaceToFace) // a course of 8 hours: 6.4 are needed
		w.Enrol(offering, "p-Ana", "p-Berta")
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
		if step := w.Course("p-Ana").Step; step.Kind != courses.StepAttend {
			t.Fatalf("after the pre-test comes %+v", step)
		}
		ana, berta := w.Course("p-Ana").EnrolmentID, w.Course("p-Berta").EnrolmentID
		note := func(hours map[string]float64) error {
			return w.Courses.RecordAttendance(ctx, trainer, courses.AttendanceInput{OfferingID: offering.ID, HeldOn: d.Now().Date(), Hours: hours})
		}
		if err := note(map[string]float64{ana: 8, berta: 4}); err != nil {
			t.Fatal(err)
		}
		if err := note(map[string]float64{ana: 4}); err != nil { // a correction: she had left at noon
			t.Fatal(err)
		}
		sheet, err := w.Courses.Attendance(ctx, trainer, offering.ID, 0)
		if err != nil || sheet.Rows[0].Hours != 4 || sheet.Rows[0].Total != 4 || sheet.Needed != 6.4 {
			t.Fatalf("%+v, %v", sheet, err)
		}
		var facts int64
		w.Read(func(tx *db.Tx) error {
			return tx.DB.Model(&courses.Attendance{}).Where("enrolment_id = ?", ana).Count(&facts).Error
		})
		if facts != 2 {
			t.Errorf("%d facts about her attendance, the corrected one included", facts)
		}
		clock.Advance(24 * time.Hour)
		if err := note(map[string]float64{ana: 3, berta: 0}); err != nil {
			t.Fatal(err)
		}
		if step := w.Course("p-Berta").Step; step.Kind != courses.StepPre {
			t.Errorf("Berta, who missed the second day: %+v", step)
		}
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, true)
		done := w.Course("p-Ana").Progress.Completion
		if done == nil || done.RuleVersion != courses.AttendanceAndPost {
			t.Fatalf("%+v", done)
		}
		for what, err := range map[string]error{
			"25 hours":           note(map[string]float64{ana: 25}),
			"before the course":  w.Courses.RecordAttendance(ctx, trainer, courses.AttendanceInput{OfferingID: offering.ID, HeldOn: offering.StartsOn - 1, Hours: map[string]float64{ana: 1}}),
			"a day to come":      w.Courses.RecordAttendance(ctx, trainer, courses.AttendanceInput{OfferingID: offering.ID, HeldOn: offering.EndsOn, Hours: map[string]float64{ana: 1}}),
			"somebody not there": note(map[string]float64{"nobody": 1}),
		} {
			if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestNobodySeesAnothersCourse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, berta := t.Context(), coursestest.Official("p-Berta")
		w.Enrol(w.Schedule(w.Publish("c1"), "o1", courses.Virtual), "p-Ana")
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
		course := w.Course("p-Ana")
		lesson := course.Progress.Lessons[0].ID
		_, page := w.Courses.LearnCourse(ctx, berta, course.EnrolmentID)
		_, read := w.Courses.LearnLesson(ctx, berta, course.EnrolmentID, lesson, false)
		_, mark := w.Courses.MarkRead(ctx, berta, course.EnrolmentID, lesson)
		_, other := w.Courses.LearnLesson(ctx, coursestest.Official("p-Ana"), course.EnrolmentID, "nothing", false)
		for what, err := range map[string]error{"course": page, "lesson": read, "mark": mark, "a lesson that is not there": other} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := w.Courses.Learn(ctx, coursestest.Trainer()); !fault.Is(err, fault.Denied) {
			t.Errorf("a trainer's own courses: %v", err)
		}
	})
}

func TestACaseStudyWarnsFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, ana := t.Context(), coursestest.Official("p-Ana")
		w.Enrol(w.Schedule(w.Publish("c1"), "o1", courses.Virtual), "p-Ana")
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
		course := w.Course("p-Ana")
		luz := course.Progress.Lessons[2].ID
		page, err := w.Courses.LearnLesson(ctx, ana, course.EnrolmentID, luz, false)
		if err != nil || !page.Warn || page.Lesson.HTML != "" || page.Lesson.ContentWarning == "" {
			t.Errorf("not acknowledged: %+v, %v", page, err)
		}
		page, err = w.Courses.LearnLesson(ctx, ana, course.EnrolmentID, luz, true)
		if err != nil || page.Warn || page.Lesson.HTML == "" || page.Number != 3 || page.After != nil || page.Before == nil || page.Module != "Segundo módulo" {
			t.Errorf("acknowledged: %+v, %v", page, err)
		}
		if _, err := w.Courses.MarkRead(ctx, ana, course.EnrolmentID, luz); err != nil {
			t.Fatal(err)
		}
		if page, err = w.Courses.LearnLesson(ctx, ana, course.EnrolmentID, luz, false); err != nil || page.Warn || page.ReadAt == nil {
			t.Errorf("read before: %+v, %v", page, err)
		}
	})
}

func TestACourseThatHasNotBegunWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		version := w.Publish("c1")
		clock := dbtest.ClockOf(t, d)
		clock.Advance(10 * 24 * time.Hour)
		offering := w.Schedule(version, "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana")
		clock.Advance(-5 * 24 * time.Hour)
		home, err := w.Courses.Learn(t.Context(), coursestest.Official("p-Ana"))
		if err != nil || home.Continue != nil || home.Active[0].Step.Kind != courses.StepNotOpen || home.Active[0].Step.On != offering.StartsOn {
			t.Errorf("%+v, %v", home, err)
		}
	})
}

// The pages cost the same number of statements whatever there is to see.
func TestStatementsDoNotGrow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ana := coursestest.Official("p-Ana")
		count := func(fn func() error) int64 {
			t.Helper()
			before := d.Statements()
			if err := fn(); err != nil {
				t.Fatal(err)
			}
			return d.Statements() - before
		}
		version := w.Publish("c1")
		offering := w.Schedule(version, "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana")
		learn := func() error { _, err := w.Courses.Learn(t.Context(), ana); return err }
		roll := func() error {
			_, err := w.Courses.Offering(t.Context(), coursestest.Trainer(), offering.ID)
			return err
		}
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
		course := w.Course("p-Ana")
		lesson := func() error {
			_, err := w.Courses.LearnLesson(t.Context(), ana, course.EnrolmentID, course.Progress.Lessons[0].ID, false)
			return err
		}
		warm := func() { // what a published version says is read once
			count(learn)
			count(roll)
			count(lesson)
		}
		warm()
		one, rollOfOne := count(learn), count(roll)
		if n := count(lesson); n > 10 {
			t.Errorf("a lesson costs %d statements", n)
		}
		for i := range 4 {
			more := w.Publish(fmt.Sprint("d", i))
			w.Enrol(w.Schedule(more, fmt.Sprint("p", i), courses.Virtual), "p-Ana")
		}
		w.Enrol(offering, "p-Berta", "p-Carla", "p-Fabia", "p-Gloria")
		warm()
		if n := count(learn); n != one || n > 10 {
			t.Errorf("my courses cost %d statements, %d with one course", n, one)
		}
		if n := count(roll); n != rollOfOne || n > 27 { // one for the version to which it could go over
			t.Errorf("the roll costs %d statements, %d with one person", n, rollOfOne)
		}
	})
}

func TestTwoTabsThatReadTheLastLessonsLoseNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, ana := t.Context(), coursestest.Official("p-Ana")
		w.Enrol(w.Schedule(w.Publish("c1"), "o1", courses.Virtual), "p-Ana")
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
		course := w.Course("p-Ana")
		failed := make(chan error, len(course.Progress.Lessons))
		var started atomic.Int32
		for _, lesson := range course.Progress.Lessons {
			go func() {
				started.Add(1)
				for started.Load() < int32(len(course.Progress.Lessons)) {
				}
				_, err := w.Courses.MarkRead(ctx, ana, course.EnrolmentID, lesson.ID)
				failed <- err
			}()
		}
		for range course.Progress.Lessons {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
		if step := w.Course("p-Ana").Step; step.Kind != courses.StepPost {
			t.Errorf("after all lessons at once comes %+v", step)
		}
	})
}
