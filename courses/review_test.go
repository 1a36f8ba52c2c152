package courses_test

import (
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/courses"
	"relevo/courses/coursestest"
)

func TestADraftIsReviewedBySomebodyElseBeforeItIsPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, author, reviewer := t.Context(), coursestest.Trainer(), coursestest.Reviewer()
		version := w.Publish("c1")
		if _, err := w.Courses.NewDraft(ctx, author, version.CourseID); err != nil {
			t.Fatal(err)
		}
		id := version.CourseID
		page := func() courses.ReviewPage {
			t.Helper()
			p, err := w.Courses.Review(ctx, reviewer, id, 0)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		change := func(title, source string) {
			t.Helper()
			course, err := w.Courses.Course(ctx, author, id, 0)
			if err != nil {
				t.Fatal(err)
			}
			in := courses.LessonInput{Title: title, Minutes: 6, Source: source}
			if err := w.Courses.UpdateLesson(ctx, author, id, course.Outline[0].Lessons[1].ID, in); err != nil {
				t.Fatal(err)
			}
		}
		if p := page(); p.State != courses.Writing || !p.Changes.Same() {
			t.Errorf("a fresh draft: %s %+v", p.State, p.Changes)
		}
		change("Escuchar", "Escuche mucho más.")
		lesson := page().Changes.Lessons[1]
		if lesson.Kind != courses.LessonChanged || len(lesson.Texts) != 1 || lesson.Texts[0].Lines[0].Kind != courses.Reworded {
			t.Errorf("what changed: %+v", lesson)
		}
		_, needed := w.Courses.Publish(ctx, author, id)
		early := w.Courses.Approve(ctx, reviewer, id, page().Digest, "")
		if err := w.Courses.HandIn(ctx, author, id, "Mire la segunda lección."); err != nil {
			t.Fatal(err)
		}
		twice := w.Courses.HandIn(ctx, author, id, "")
		if p := page(); p.State != courses.Waiting || p.Mine {
			t.Errorf("handed in: %s", p.State)
		}
		if err := w.Courses.Approve(ctx, author, id, page().Digest, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("one's own: %v", err)
		}
		if err := w.Courses.Comment(ctx, reviewer, id, lesson.Origin, "¿Mucho más que qué?"); err != nil {
			t.Fatal(err)
		}
		if err := w.Courses.Comment(ctx, reviewer, id, "nothing", "x"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a comment on nothing: %v", err)
		}
		if err := w.Courses.Return(ctx, reviewer, id, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("returned without a word: %v", err)
		}
		if err := w.Courses.Return(ctx, reviewer, id, "Falta un ejemplo."); err != nil || page().State != courses.Improving {
			t.Errorf("returned: %v %s", err, page().State)
		}
		change("Escuchar", "Escuche más: deje un silencio.")
		if err := w.Courses.HandIn(ctx, author, id, ""); err != nil {
			t.Fatal(err)
		}
		seen := page().Digest
		change("Escuchar con calma", "Escuche más: deje un silencio.")
		meanwhile := w.Courses.Approve(ctx, reviewer, id, seen, "")
		if err := w.Courses.Approve(ctx, reviewer, id, page().Digest, ""); err != nil || page().State != courses.ReadyToGo {
			t.Errorf("approved: %v %s", err, page().State)
		}
		change("Escuchar", "Escuche más: deje un silencio.")
		_, since := w.Courses.Publish(ctx, author, id)
		if page().State != courses.ChangedSince {
			t.Errorf("changed after its approval: %s", page().State)
		}
		for what, err := range map[string]error{"not reviewed": needed, "approved before handed in": early, "handed in twice": twice, "changed meanwhile": meanwhile, "changed since": since} {
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		change("Escuchar con calma", "Escuche más: deje un silencio.") // as it was approved
		if _, err := w.Courses.Publish(ctx, author, id); err != nil {
			t.Errorf("approved as it is: %v", err)
		}
		after := page()
		if after.State != courses.PublishedOnce || len(after.Facts) != 5 || after.Facts[1].LessonOrigin != lesson.Origin {
			t.Errorf("what happened: %s %+v", after.State, after.Facts)
		}
	})
}

func TestAnOfficeWithOneAuthorPublishesWithAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, author := t.Context(), coursestest.Trainer()
		version := w.Publish("c1")
		if _, err := w.Courses.NewDraft(ctx, author, version.CourseID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Courses.PublishAlone(ctx, author, version.CourseID, "ya"); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := w.Courses.PublishAlone(ctx, author, version.CourseID, "Somos una sola persona en la oficina."); err != nil {
			t.Fatal(err)
		}
		page, err := w.Courses.Course(ctx, author, version.CourseID, 0)
		if err != nil || page.Alone == nil || !strings.Contains(page.Alone.Text, "una sola persona") {
			t.Errorf("the reason stays: %+v %v", page.Alone, err)
		}
	})
}
