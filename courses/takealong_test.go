package courses_test

import (
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/courses"
	"relevo/courses/coursestest"
)

func TestACourseIsTakenAlongAsItsReaderReadsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, ana := t.Context(), coursestest.Official("p-Ana")
		version := furnished(t, w)
		w.Enrol(w.Schedule(version, "o1", courses.Virtual), "p-Ana")
		enrolment := w.Course("p-Ana").EnrolmentID
		if _, err := w.Courses.TakeAlong(ctx, ana, enrolment); !fault.Is(err, fault.Conflict) {
			t.Errorf("before the pre-test: %v", err)
		}
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
		first, err := w.Courses.TakeAlong(ctx, ana, enrolment)
		if err != nil {
			t.Fatal(err)
		}
		// Three lessons and no package; the second shows a picture, has a recording and a self-check.
		if len(first.Lessons) != 3 || len(first.Lessons[1].Files) != 2 || len(first.Lessons[1].Checks) != 1 || first.Lessons[1].Files[0].Bytes == 0 || first.Lessons[2].Kind != courses.CaseStudy {
			t.Fatalf("%+v", first.Lessons)
		}
		if first.Lessons[0].Language != "es" {
			t.Errorf("the language is %s", first.Lessons[0].Language)
		}
		check, n, err := w.Courses.CheckTold(ctx, ana, enrolment, first.Lessons[1].ID, first.Lessons[1].Checks[0])
		if err != nil || n != 1 || check.Answered != 0 {
			t.Errorf("%d %+v %v", n, check, err)
		}

		// In another language it is another text, and something else to keep.
		if err := w.Courses.ChooseLanguage(ctx, ana, enrolment, "quz"); err != nil {
			t.Fatal(err)
		}
		second, err := w.Courses.TakeAlong(ctx, ana, enrolment)
		if err != nil || second.Digest == first.Digest || second.Lessons[0].Language != "quz" {
			t.Errorf("%+v %v", second.Lessons, err)
		}
		if again, err := w.Courses.TakeAlong(ctx, ana, enrolment); err != nil || again.Digest != second.Digest {
			t.Errorf("the same is another: %v", err)
		}
		if _, err := w.Courses.TakeAlong(ctx, coursestest.Official("p-Berta"), enrolment); !fault.Is(err, fault.NotFound) {
			t.Errorf("of somebody else: %v", err)
		}
	})
}
