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

// worded is a course whose first lesson is said in Quechua, for Loreto, and for one centre.
func worded(t *testing.T, w *coursestest.World) courses.CourseVersion {
	t.Helper()
	ctx, trainer := t.Context(), coursestest.Trainer()
	version := w.Publish("c1")
	if _, err := w.Courses.NewDraft(ctx, trainer, version.CourseID); err != nil {
		t.Fatal(err)
	}
	page, err := w.Courses.Course(ctx, trainer, version.CourseID, 0)
	if err != nil {
		t.Fatal(err)
	}
	first := page.Outline[0].Lessons[0].ID
	for _, in := range []courses.WordingInput{
		{Language: "quz", Title: "Ñawpaq hora", Source: "Tutalla chayan."},
		{Language: "es", Region: "16", Title: "La primera hora en Loreto", Source: "Llega en bote."},
		{Language: "es", InstitutionID: w.Lupuna.ID, Title: "La primera hora en La Lupuna", Source: "Llega a La Lupuna."},
		{Language: "es", Region: "08", Title: "La primera hora en Cusco", Source: "Llega en combi."},
	} {
		if _, err := w.Courses.SaveWording(ctx, trainer, version.CourseID, first, "", in); err != nil {
			t.Fatal(err)
		}
	}
	return w.PublishDraft(version.CourseID)
}

func TestEverybodyReadsTheTextThatFitsThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx := t.Context()
		offering := w.Schedule(worded(t, w), "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana", "p-Fabia")
		for _, name := range []string{"p-Ana", "p-Fabia"} {
			w.Take(name, w.Course(name).Step.AttemptID, false)
		}
		read := func(person, lesson string) courses.LearnLesson {
			t.Helper()
			page, err := w.Courses.LearnLesson(ctx, coursestest.Official(person), w.Course(person).EnrolmentID, lesson, true)
			if err != nil {
				t.Fatal(err)
			}
			return page
		}
		lessons := w.Course("p-Ana").Progress.Lessons
		ana := read("p-Ana", lessons[0].ID)
		if ana.Lesson.Title != "La primera hora en Loreto" || ana.Shown.Region != "16" || !strings.Contains(ana.Lesson.HTML, "bote") {
			t.Errorf("in Loreto: %q %+v", ana.Lesson.Title, ana.Shown)
		}
		fabia := read("p-Fabia", lessons[0].ID)
		if fabia.Lesson.Title != "La primera hora en La Lupuna" || fabia.Shown.Institution != w.Lupuna.Name {
			t.Errorf("in the centre: %q %+v", fabia.Lesson.Title, fabia.Shown)
		}
		if other := read("p-Ana", lessons[1].ID); other.Shown.WordingID != "" || other.Shown.Asked != "" || other.Titles[lessons[0].ID].Title != ana.Lesson.Title {
			t.Errorf("a lesson without other texts: %+v", other.Shown)
		}

		// What was read is noted, and stays so when another text is read later.
		if _, err := w.Courses.MarkRead(ctx, coursestest.Official("p-Ana"), ana.EnrolmentID, lessons[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := w.Courses.ChooseLanguage(ctx, coursestest.Official("p-Ana"), ana.EnrolmentID, "quz"); err != nil {
			t.Fatal(err)
		}
		inQuechua := read("p-Ana", lessons[0].ID)
		if inQuechua.Lesson.Title != "Ñawpaq hora" || !inQuechua.Shown.Translation || inQuechua.Shown.Review != nil || inQuechua.ReadAt == nil {
			t.Errorf("in Quechua: %q %+v", inQuechua.Lesson.Title, inQuechua.Shown)
		}
		if inQuechua.ReadAs == nil || inQuechua.ReadAs.Region != "16" {
			t.Errorf("which text was read: %+v", inQuechua.ReadAs)
		}
		if second := read("p-Ana", lessons[1].ID); second.Shown.Asked != "quz" || second.Shown.Language != "es" {
			t.Errorf("a lesson that is not translated: %+v", second.Shown)
		}
		if err := w.Courses.ChooseLanguage(ctx, coursestest.Official("p-Ana"), ana.EnrolmentID, "en"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a language that is not there: %v", err)
		}
		if err := w.Courses.ChooseLanguage(ctx, coursestest.Official("p-Fabia"), ana.EnrolmentID, "quz"); !fault.Is(err, fault.NotFound) {
			t.Errorf("for somebody else: %v", err)
		}

		// Who changes their place reads what fits there; an account in Quechua reads Quechua.
		w.Leave("p-Ana", &w.Apart)
		speaker := coursestest.Official("p-Fabia")
		speaker.Locale = "quz"
		page, err := w.Courses.LearnCourse(ctx, speaker, fabia.EnrolmentID)
		if err != nil || page.Reading != "quz" || len(page.Spoken) != 2 || page.Spoken[1].Lessons != 1 || page.Headings[lessons[0].ID].Language != "quz" || page.Step.Title != "Ñawpaq hora" {
			t.Errorf("%+v %+v %+v %v", page.Spoken, page.Headings, page.Step, err)
		}
	})
}

func TestATextIsReviewedUntilItChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		version := worded(t, w)
		texts := func(n int) courses.LessonTexts {
			t.Helper()
			page, err := w.Courses.Course(ctx, trainer, version.CourseID, n)
			if err != nil {
				t.Fatal(err)
			}
			out, err := w.Courses.LessonTexts(ctx, trainer, version.CourseID, page.Outline[0].Lessons[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		published := texts(2)
		quechua := published.Wordings[0]
		if len(published.Wordings) != 4 || quechua.Language != "quz" || quechua.Review != nil || published.Editable {
			t.Fatalf("%+v", published.Wordings)
		}
		if err := w.Courses.ReviewWording(ctx, trainer, version.CourseID, published.Lesson.ID, quechua.ID, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("nobody reviewed it: %v", err)
		}
		if err := w.Courses.ReviewWording(ctx, trainer, version.CourseID, published.Lesson.ID, quechua.ID, "Hablante"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Courses.SaveWording(ctx, trainer, version.CourseID, published.Lesson.ID, quechua.ID, courses.WordingInput{Language: "quz", Title: "x", Source: "y"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a published text: %v", err)
		}
		if _, err := w.Courses.NewDraft(ctx, trainer, version.CourseID); err != nil {
			t.Fatal(err)
		}
		draft := texts(0)
		if copied := draft.Wordings[0]; copied.ID == quechua.ID || copied.Review == nil || copied.Review.Reviewer != "Hablante" || draft.Lesson.Origin != published.Lesson.Origin {
			t.Errorf("the copy: %+v", copied)
		}
		save := func(in courses.WordingInput) error {
			_, err := w.Courses.SaveWording(ctx, trainer, version.CourseID, draft.Lesson.ID, draft.Wordings[0].ID, in)
			return err
		}
		if err := save(courses.WordingInput{Language: "quz", Title: "Ñawpaq hora", Source: "Huk simi."}); err != nil || texts(0).Wordings[0].Review != nil {
			t.Errorf("a changed text is still reviewed: %v", err)
		}
		for name, in := range map[string]courses.WordingInput{
			"language": {Language: "es", Title: "x", Source: "y"}, "source": {Language: "quz", Title: "x"},
			"region": {Language: "quz", Region: "99", Title: "x", Source: "y"},
		} {
			if err := save(in); !fault.Is(err, fault.Invalid) || fault.FieldsOf(err)[0].Name != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := save(courses.WordingInput{Language: "es", Region: "16", Title: "x", Source: "y"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("the same language and place twice: %v", err)
		}
		if err := w.Courses.DeleteWording(ctx, trainer, version.CourseID, draft.Lesson.ID, draft.Wordings[0].ID); err != nil || len(texts(0).Wordings) != 3 || len(texts(2).Wordings) != 4 {
			t.Errorf("taken out of the draft: %v", err)
		}
		if err := w.Courses.DeleteLesson(ctx, trainer, version.CourseID, draft.Lesson.ID); err != nil {
			t.Errorf("a lesson with other texts: %v", err)
		}
		if _, err := w.Courses.LessonTexts(ctx, access.Actor{}, version.CourseID, published.Lesson.ID); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("nobody: %v", err)
		}
	})
}
