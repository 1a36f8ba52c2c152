package courses_test

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// missing lists what the checklist of a draft says is not done.
func missing(t *testing.T, w *coursestest.World, courseID string) string {
	t.Helper()
	page, err := w.Courses.Course(t.Context(), coursestest.Trainer(), courseID, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range page.Checklist {
		if !c.Done {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, " ")
}

func TestACourseIsPublishedWhenNothingIsMissing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		course, err := w.Courses.CreateCourse(ctx, trainer, courses.NewCourse{Code: "c1", Details: courses.Details{Title: "Uno"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := missing(t, w, course.ID); got != "summary hours audience competencies modules texts assessment forms measured" {
			t.Errorf("an empty draft lacks %q", got)
		}
		details := w.Details()
		details.Competencies = []string{"asking", "trauma"} // of which the assessment measures one
		if err := w.Courses.UpdateDraft(ctx, trainer, course.ID, details); err != nil {
			t.Fatal(err)
		}
		module, err := w.Courses.AddModule(ctx, trainer, course.ID, courses.ModuleInput{Title: "M"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Courses.AddLesson(ctx, trainer, course.ID, module.ID, courses.LessonInput{Title: "L", Minutes: 5}); err != nil {
			t.Fatal(err)
		}
		if got := missing(t, w, course.ID); got != "texts measured" {
			t.Errorf("the draft lacks %q", got)
		}
		if _, err := w.Courses.Publish(ctx, trainer, course.ID); !fault.Is(err, fault.Invalid) || len(fault.FieldsOf(err)) != 2 {
			t.Errorf("publishing an unfinished draft: %v", err)
		}
	})
}

func TestAPublishedVersionNeverChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		version := w.Publish("c1")
		page, err := w.Courses.Course(ctx, trainer, version.CourseID, 0)
		if err != nil {
			t.Fatal(err)
		}
		module, lesson := page.Outline[0].ID, page.Outline[0].Lessons[0].ID
		text := courses.LessonInput{Title: "Otra", Minutes: 3, Source: "Otra cosa."}
		tryAll := func(when string) {
			t.Helper()
			for what, err := range map[string]error{
				"update lesson": w.Courses.UpdateLesson(ctx, trainer, version.CourseID, lesson, text),
				"delete lesson": w.Courses.DeleteLesson(ctx, trainer, version.CourseID, lesson),
				"move lesson":   w.Courses.MoveLesson(ctx, trainer, version.CourseID, lesson, 1),
				"update module": w.Courses.UpdateModule(ctx, trainer, version.CourseID, module, courses.ModuleInput{Title: "x"}),
				"delete module": w.Courses.DeleteModule(ctx, trainer, version.CourseID, module),
			} {
				if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
					t.Errorf("%s: %s: %v", when, what, err)
				}
			}
		}
		tryAll("without a draft")
		if err := w.Courses.UpdateDraft(ctx, trainer, version.CourseID, w.Details()); !fault.Is(err, fault.Conflict) {
			t.Errorf("update details: %v", err)
		}

		draft, err := w.Courses.NewDraft(ctx, trainer, version.CourseID)
		if err != nil || draft.Version != 2 || draft.State != courses.Draft {
			t.Fatalf("%+v, %v", draft, err)
		}
		if again, err := w.Courses.NewDraft(ctx, trainer, version.CourseID); err != nil || again.ID != draft.ID {
			t.Fatalf("a second draft: %+v, %v", again, err)
		}
		tryAll("with a draft")
		copied, err := w.Courses.Course(ctx, trainer, version.CourseID, 2)
		if err != nil {
			t.Fatal(err)
		}
		if got := titles(copied.Outline); got != titles(page.Outline) {
			t.Errorf("the draft copies %q as %q", titles(page.Outline), got)
		}
		if err := w.Courses.UpdateLesson(ctx, trainer, version.CourseID, copied.Outline[0].Lessons[0].ID, text); err != nil {
			t.Fatal(err)
		}
		first, err := w.Courses.Course(ctx, trainer, version.CourseID, 1)
		if err != nil || titles(first.Outline) != titles(page.Outline) {
			t.Errorf("the published version now reads %q, %v", titles(first.Outline), err)
		}
		w.Approve(version.CourseID)
		if _, err := w.Courses.Publish(ctx, trainer, version.CourseID); err != nil {
			t.Errorf("publishing the second version: %v", err)
		}
	})
}

// titles is an outline in one line: modules with their lessons.
func titles(o courses.Outline) string {
	var parts []string
	for _, m := range o {
		var lessons []string
		for _, l := range m.Lessons {
			lessons = append(lessons, l.Title)
		}
		parts = append(parts, m.Title+": "+strings.Join(lessons, ", "))
	}
	return strings.Join(parts, "; ")
}

func TestModulesAndLessonsAreReordered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		version := w.Publish("c1")
		if _, err := w.Courses.NewDraft(ctx, trainer, version.CourseID); err != nil {
			t.Fatal(err)
		}
		outline := func() courses.Outline {
			t.Helper()
			page, err := w.Courses.Course(ctx, trainer, version.CourseID, 0)
			if err != nil {
				t.Fatal(err)
			}
			return page.Outline
		}
		check := func(err error, want string) {
			t.Helper()
			if got := titles(outline()); err != nil || got != want {
				t.Errorf("%v, %q, want %q", err, got, want)
			}
		}
		start := outline()
		hour, luz := start[0].Lessons[0].ID, start[1].Lessons[0].ID
		check(w.Courses.MoveLesson(ctx, trainer, version.CourseID, hour, 1), "Primer módulo: Escuchar, La primera hora; Segundo módulo: Caso Luz")
		check(w.Courses.MoveLesson(ctx, trainer, version.CourseID, hour, 1), "Primer módulo: Escuchar; Segundo módulo: La primera hora, Caso Luz")
		check(w.Courses.MoveLesson(ctx, trainer, version.CourseID, hour, -1), "Primer módulo: Escuchar, La primera hora; Segundo módulo: Caso Luz")
		check(w.Courses.MoveLesson(ctx, trainer, version.CourseID, luz, 1), "Primer módulo: Escuchar, La primera hora; Segundo módulo: Caso Luz")
		check(w.Courses.MoveModule(ctx, trainer, version.CourseID, start[1].ID, -1), "Segundo módulo: Caso Luz; Primer módulo: Escuchar, La primera hora")
		check(w.Courses.DeleteLesson(ctx, trainer, version.CourseID, start[0].Lessons[1].ID), "Segundo módulo: Caso Luz; Primer módulo: La primera hora")
		check(w.Courses.DeleteModule(ctx, trainer, version.CourseID, start[1].ID), "Primer módulo: La primera hora")
	})
}

func TestOnlyAuthorsAuthor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx := t.Context()
		version := w.Publish("c1")
		for _, actor := range []access.Actor{{}, coursestest.Official("p-Ana"), coursestest.Manager(w.Network)} {
			want := fault.Denied
			if !actor.LoggedIn() {
				want = fault.Unauthenticated
			}
			_, created := w.Courses.CreateCourse(ctx, actor, courses.NewCourse{Code: "x", Details: courses.Details{Title: "x"}})
			_, drafted := w.Courses.NewDraft(ctx, actor, version.CourseID)
			_, published := w.Courses.Publish(ctx, actor, version.CourseID)
			for what, err := range map[string]error{"create": created, "draft": drafted, "publish": published} {
				if !fault.Is(err, want) {
					t.Errorf("%s %s: %v", actor.AccountID, what, err)
				}
			}
		}
	})
}

func TestWhatIsWrongWithACourseIsSaidAtItsField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		w.Publish("c1")
		field := func(in courses.NewCourse) string {
			_, err := w.Courses.CreateCourse(ctx, trainer, in)
			if fields := fault.FieldsOf(err); len(fields) == 1 {
				return fields[0].Name
			}
			return "?"
		}
		if _, err := w.Courses.CreateCourse(ctx, trainer, courses.NewCourse{}); len(fault.FieldsOf(err)) != 2 {
			t.Errorf("of nothing at all is said: %v, want code and title", err)
		}
		good := w.Details()
		noCompetency, noAssessment := good, good
		noCompetency.Competencies, noAssessment.AssessmentID = []string{"flying"}, "nothing"
		for want, in := range map[string]courses.NewCourse{
			"code": {Code: "c1", Details: good}, "title": {Code: "c2"}, "competencies": {Code: "c3", Details: noCompetency},
			"assessment": {Code: "c4", Details: noAssessment},
		} {
			if got := field(in); got != want {
				t.Errorf("said at %q, want %q", got, want)
			}
		}
		course, err := w.Courses.CreateCourse(ctx, trainer, courses.NewCourse{Code: "c5", Details: good})
		if err != nil {
			t.Fatal(err)
		}
		module, err := w.Courses.AddModule(ctx, trainer, course.ID, courses.ModuleInput{Title: "M"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Courses.AddLesson(ctx, trainer, course.ID, module.ID, courses.LessonInput{Title: "Caso", Minutes: 0, CaseStudy: true})
		if fields := fault.FieldsOf(err); len(fields) != 2 || fields[0].Name != "minutes" || fields[1].Name != "content_warning" {
			t.Errorf("a case study without minutes and warning: %v", err)
		}
	})
}
