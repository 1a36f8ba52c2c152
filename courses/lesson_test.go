package courses_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/files"
	"relevo/app/i18n"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/courses"
	"relevo/courses/coursestest"
)

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// draft begins the next version of a published course.
func draft(t *testing.T, w *coursestest.World, version courses.CourseVersion) courses.Outline {
	t.Helper()
	if _, err := w.Courses.NewDraft(t.Context(), coursestest.Trainer(), version.CourseID); err != nil {
		t.Fatal(err)
	}
	page, err := w.Courses.Course(t.Context(), coursestest.Trainer(), version.CourseID, 0)
	if err != nil {
		t.Fatal(err)
	}
	return page.Outline
}

func TestAFileIsShownToWhoeverLearnsAndToNobodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, rosa := t.Context(), coursestest.Trainer()
		version := w.Publish("c1")
		w.Enrol(w.Schedule(version, "o1", courses.Virtual), "p-Ana")
		if _, err := w.Courses.AddFile(ctx, rosa, version.CourseID, courses.NewFile{Alt: "Un plano", Data: picture(t), FileName: "Mi plano.PNG"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a course without draft takes a file: %v", err)
		}
		lesson := draft(t, w, version)[0].Lessons[0]
		in := courses.LessonInput{Title: "La primera hora", Minutes: 8, Source: "Uno.\n\n![](archivo:mi-plano \"La casa\")"}
		err := w.Courses.UpdateLesson(ctx, rosa, version.CourseID, lesson.ID, in)
		if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != "source" || fields[0].Pairs[3] != 3 {
			t.Errorf("an unknown name is refused by %v", err)
		}
		if _, err := w.Courses.AddFile(ctx, rosa, version.CourseID, courses.NewFile{Data: picture(t), FileName: "a.png"}); len(fault.FieldsOf(err)) != 1 {
			t.Errorf("an image without words is taken: %v", err)
		}
		file, err := w.Courses.AddFile(ctx, rosa, version.CourseID, courses.NewFile{Alt: "Un <b>plano</b>", Data: picture(t), FileName: "Mi plano.PNG"})
		if err != nil || file.Name != "mi-plano" || file.Width != 40 {
			t.Fatalf("kept as %+v: %v", file, err)
		}
		if _, err := w.Courses.AddFile(ctx, rosa, version.CourseID, courses.NewFile{Name: "Mi-Plano", Alt: "Otro", Data: picture(t)}); fault.FieldsOf(err) == nil {
			t.Errorf("a name is taken twice: %v", err)
		}
		if err := w.Courses.UpdateLesson(ctx, rosa, version.CourseID, lesson.ID, in); err != nil {
			t.Fatal(err)
		}
		saved, _, err := w.Courses.LessonToEdit(ctx, rosa, version.CourseID, lesson.ID)
		if err != nil || !strings.Contains(saved.HTML, `<figure>`) || !strings.Contains(saved.HTML, `src="/media/`+file.ID+`" alt="Un &lt;b&gt;plano&lt;/b&gt;" width="40" height="30" loading="lazy"`) {
			t.Errorf("shown as %s: %v", saved.HTML, err)
		}
		if err := w.Courses.RemoveFile(ctx, rosa, version.CourseID, file.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("a file in use goes: %v", err)
		}
		for who, actor := range map[string]access.Actor{"who learns": coursestest.Official("p-Ana"), "who does not": coursestest.Official("p-Berta")} {
			_, content, err := w.Courses.FileContent(ctx, actor, file.ID, false, files.Whole)
			if who == "who learns" && (err != nil || content.MediaType != "image/png") {
				t.Errorf("%s: %v", who, err)
			}
			if who == "who does not" && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", who, err)
			}
		}
		other := w.Publish("c2")
		draft(t, w, other)
		if err := w.Courses.RemoveFile(ctx, rosa, other.CourseID, file.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a file goes by way of another course: %v", err)
		}
		spare, err := w.Courses.AddFile(ctx, rosa, version.CourseID, courses.NewFile{Name: "otro", Alt: "Otro", Data: picture(t)})
		if err == nil {
			err = w.Courses.RemoveFile(ctx, rosa, version.CourseID, spare.ID)
		}
		if err != nil {
			t.Errorf("a file that nothing shows stays: %v", err)
		}
	})
}

func TestPlayersNeverBeginByThemselves(t *testing.T) {
	shelf := courses.Shelf{
		"voz":  {ID: "f1", Name: "voz", Kind: "audio", MediaType: "audio/mpeg", Size: 350_000, Seconds: 125, Alt: "La voz"},
		"guía": {ID: "f2", Name: "guía", Kind: "document", MediaType: "application/pdf", Size: 1_200_000, Alt: "Guía"},
		"cine": {ID: "f3", Name: "cine", Kind: "video", MediaType: "video/mp4", Size: 9_000_000, Alt: "Cine", PosterID: new(string), Width: 640, Height: 360},
	}
	got, err := shelf.Render("[Escuche](archivo:voz)\n\nLea la [guía **breve**](archivo:Guía), y oiga [esto](archivo:voz).\n\n![](archivo:cine)\n\n[nada](archivo:nada) ![x](https://example.org/x.png)")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<audio src="/media/f1" controls="controls" preload="none" aria-label="Escuche"></audio><figcaption>Escuche <small>MP3 · 350 kB · 2:05</small>`,
		`<a href="/media/f2" rel="nofollow noreferrer">guía breve</a> <small>(PDF · 1.2 MB)</small>`,
		`<a href="/media/f1" rel="nofollow noreferrer">esto</a> <small>(MP3 · 350 kB · 2:05)</small>`,
		`<video src="/media/f3" controls="controls" preload="none" poster="/media/f3/poster" width="640" height="360" aria-label="Cine"></video>`,
		"<p>nada </p>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Contains(got, "autoplay") || strings.Contains(got, "example.org") {
		t.Errorf("something plays by itself or comes from elsewhere:\n%s", got)
	}
}

func TestACaseIsSignedBeforeItIsPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, rosa := t.Context(), coursestest.Trainer()
		version := w.Publish("c1")
		outline := draft(t, w, version)
		study := outline[1].Lessons[0]
		if page, err := w.Courses.Case(ctx, rosa, version.CourseID, study.ID); err != nil || page.Signature == nil {
			t.Errorf("the copied text has lost its signature: %v", err)
		}
		in := courses.LessonInput{Title: study.Title, Minutes: 10, CaseStudy: true, ContentWarning: "Relata miedo intenso.", Source: "La recibe doña Elba.\n\nSu número es 987654321."}
		if err := w.Courses.UpdateLesson(ctx, rosa, version.CourseID, study.ID, in); err != nil {
			t.Fatal(err)
		}
		page, err := w.Courses.Case(ctx, rosa, version.CourseID, study.ID)
		if err != nil || page.Signature != nil || len(page.Findings) != 2 {
			t.Fatalf("a changed text is signed, or %d things are found: %v", len(page.Findings), err)
		}
		_, err = w.Courses.Publish(ctx, rosa, version.CourseID)
		fields := fault.FieldsOf(err)
		if len(fields) != 1 || fields[0].Pairs[1] != study.Title {
			t.Errorf("an unsigned case is published: %v", err)
		}
		sign := courses.SignInput{Hash: page.Hash, Statements: courses.CaseStatements()[1:], Why: []string{"Es un nombre inventado.", "no"}}
		if fields := fault.FieldsOf(w.Courses.SignCase(ctx, rosa, version.CourseID, study.ID, sign)); len(fields) != 2 {
			t.Errorf("half a checklist is refused by %v", fields)
		}
		sign.Statements, sign.Why[1] = courses.CaseStatements(), "Es un número que no existe."
		stale := sign
		stale.Hash = strings.Repeat("0", 64)
		if err := w.Courses.SignCase(ctx, rosa, version.CourseID, study.ID, stale); !fault.Is(err, fault.Conflict) {
			t.Errorf("another text than the one looked at is signed: %v", err)
		}
		if err := w.Courses.SignCase(ctx, rosa, version.CourseID, study.ID, sign); err != nil {
			t.Fatal(err)
		}
		w.Approve(version.CourseID)
		if _, err := w.Courses.Publish(ctx, rosa, version.CourseID); err != nil {
			t.Errorf("a signed case is not published: %v", err)
		}
		page, err = w.Courses.Case(ctx, rosa, version.CourseID, study.ID)
		if err != nil || len(page.Explained) != 2 || page.Explained[1].Why != "Es un número que no existe." {
			t.Errorf("what was explained is lost: %+v, %v", page.Explained, err)
		}
		if _, err := w.Courses.Case(ctx, rosa, version.CourseID, outline[0].Lessons[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a plain lesson can be signed: %v", err)
		}
	})
}

// item makes a question that stands in no test.
func item(t *testing.T, w *coursestest.World, kind assessments.Kind, body assessments.Body) assessments.ItemVersion {
	t.Helper()
	version, err := w.Assessments.CreateItem(t.Context(), access.System(), assessments.ItemInput{
		Kind: kind, Competency: "asking", Title: "Para comprobar", Markup: formats.Plain, Stem: i18n.Says("¿Qué pregunta?"), Body: body,
	})
	if err != nil {
		t.Fatal(err)
	}
	return version
}

func TestASelfCheckIsAnsweredInPlaceAndCountsForNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, rosa, ana := t.Context(), coursestest.Trainer(), coursestest.Official("p-Ana")
		question := item(t, w, assessments.Single, assessments.Body{Options: []assessments.Option{
			{Text: i18n.Says("¿Cómo quieres que te llame?"), Fraction: 1, Feedback: i18n.Says("Le devuelve una decisión.")},
			{Text: i18n.Says("¿Cuánto te pagaban?"), Feedback: i18n.Says("No sirve para cuidarla hoy.")},
		}})
		version := w.Publish("c1")
		lesson := draft(t, w, version)[0].Lessons[0]
		page, err := w.Courses.LessonChecks(ctx, rosa, version.CourseID, lesson.ID, "")
		if err != nil || len(page.Choices) != 1 || page.Choices[0].Version.ID != question.ID {
			t.Fatalf("questions of a test are offered, or the only other is not: %d, %v", len(page.Choices), err)
		}
		if err := w.Courses.AddCheck(ctx, rosa, version.CourseID, lesson.ID, question.ID); err != nil {
			t.Fatal(err)
		}
		published := w.PublishDraft(version.CourseID)
		w.Enrol(w.Schedule(published, "o1", courses.Virtual), "p-Ana")
		enrolment := w.Course("p-Ana").EnrolmentID
		once := ""
		answer := func(option int) (courses.SelfCheck, error) {
			dbtest.ClockOf(t, d).Advance(time.Minute)
			return w.Courses.AnswerCheck(ctx, ana, enrolment, lesson.ID, courses.CheckInput{VersionID: question.ID, Once: once, Answer: func(assessments.PaperItem) assessments.Value {
				return assessments.Value{Options: []string{question.Body.Options[option].ID}}
			}})
		}
		if _, err := answer(0); !fault.Is(err, fault.Conflict) {
			t.Errorf("a self-check is answered before the pre-test: %v", err)
		}
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
		before := w.Course("p-Ana")
		wrong, err := answer(1)
		if err != nil || wrong.Judged.Share != 0 || len(wrong.Judged.Said) != 1 {
			t.Errorf("a wrong answer gives %+v: %v", wrong.Judged, err)
		}
		if right, err := answer(0); err != nil || right.Judged.Share != 1 || right.Answered != 2 {
			t.Errorf("a right answer gives %+v: %v", right.Judged, err)
		}
		if after := w.Course("p-Ana"); after.Step != before.Step || after.Progress.ReadCount() != before.Progress.ReadCount() {
			t.Error("answering a self-check moves the course on")
		}
		shown, err := w.Courses.LearnLesson(ctx, ana, enrolment, lesson.ID, false)
		if err != nil || len(shown.Checks) != 1 || shown.Checks[0].Answered != 2 || shown.Checks[0].Judged.Share != 1 {
			t.Errorf("the lesson shows %+v: %v", shown.Checks, err)
		}
		once = "b9a3f4f2-7c0e-4c2f-9a52-2f1f0f3e9d11" // kept on a telephone, and sent until relevo says that it has it
		for range 3 {
			if _, err := answer(0); err != nil {
				t.Error(err)
			}
		}
		if shown, err := w.Courses.LearnLesson(ctx, ana, enrolment, lesson.ID, false); err != nil || shown.Checks[0].Answered != 3 {
			t.Errorf("sent three times, it counts as %d: %v", shown.Checks[0].Answered-2, err)
		}
		_, err = w.Courses.AnswerCheck(ctx, ana, enrolment, lesson.ID, courses.CheckInput{VersionID: question.ID, Answer: func(assessments.PaperItem) assessments.Value { return assessments.Value{} }})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("nothing is an answer: %v", err)
		}
		if next := draft(t, w, published); next != nil {
			page, err := w.Courses.LessonChecks(ctx, rosa, version.CourseID, next[0].Lessons[0].ID, "")
			if err != nil || len(page.Chosen) != 1 {
				t.Errorf("the next version has %d self-checks: %v", len(page.Chosen), err)
			}
		}
	})
}

func TestWhereOneStoppedAndWhatOneNotedIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, ana, berta := t.Context(), coursestest.Official("p-Ana"), coursestest.Official("p-Berta")
		w.Enrol(w.Schedule(w.Publish("c1"), "o1", courses.Virtual), "p-Ana", "p-Berta")
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
		course := w.Course("p-Ana")
		first, second := course.Progress.Lessons[0].ID, course.Progress.Lessons[1].ID
		for _, place := range []int{4, 7} {
			if err := w.Courses.KeepPlace(ctx, ana, course.EnrolmentID, second, place); err != nil {
				t.Fatal(err)
			}
		}
		if step := w.Course("p-Ana").Step; step.LessonID != second || step.Place != 7 {
			t.Errorf("the next step is %+v, want the lesson she was reading at block 7", step)
		}
		if _, err := w.Courses.MarkRead(ctx, ana, course.EnrolmentID, second); err != nil {
			t.Fatal(err)
		}
		if step := w.Course("p-Ana").Step; step.LessonID != first || step.Place != 0 {
			t.Errorf("when that is read, the next step is %+v", step)
		}
		for _, body := range []string{"Bolsa de llegada.", "Bolsa de llegada: jabón, toalla."} {
			if _, err := w.Courses.KeepNote(ctx, ana, course.EnrolmentID, first, body); err != nil {
				t.Fatal(err)
			}
		}
		if _, notes, err := w.Courses.Notes(ctx, ana, course.EnrolmentID); err != nil || len(notes) != 1 || notes[0].Body != "Bolsa de llegada: jabón, toalla." || !notes[0].Open {
			t.Errorf("her notes are %+v: %v", notes, err)
		}
		for name, err := range map[string]error{
			"reads her notes":  func() error { _, _, err := w.Courses.Notes(ctx, berta, course.EnrolmentID); return err }(),
			"writes her notes": func() error { _, err := w.Courses.KeepNote(ctx, berta, course.EnrolmentID, first, "x"); return err }(),
			"moves her place":  w.Courses.KeepPlace(ctx, berta, course.EnrolmentID, first, 2),
			"a trainer reads":  func() error { _, _, err := w.Courses.Notes(ctx, coursestest.Trainer(), course.EnrolmentID); return err }(),
		} {
			if !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Denied) {
				t.Errorf("somebody else %s: %v", name, err)
			}
		}
		if _, err := w.Courses.KeepNote(ctx, ana, course.EnrolmentID, first, "  "); err != nil {
			t.Fatal(err)
		}
		if _, notes, err := w.Courses.Notes(ctx, ana, course.EnrolmentID); err != nil || len(notes) != 0 {
			t.Errorf("an emptied note stays: %+v, %v", notes, err)
		}
	})
}

func TestTheGlossaryGoesWithItsVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, rosa := t.Context(), coursestest.Trainer()
		version := w.Publish("c1")
		draft(t, w, version)
		for _, term := range []string{"zona", "ámbito", "turno"} {
			if err := w.Courses.SaveTerm(ctx, rosa, version.CourseID, "", courses.TermInput{Term: term, Explanation: "Qué es."}); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Courses.SaveTerm(ctx, rosa, version.CourseID, "", courses.TermInput{Term: "TURNO", Explanation: "Otra vez."}); fault.FieldsOf(err) == nil {
			t.Errorf("a word is there twice: %v", err)
		}
		published := w.PublishDraft(version.CourseID)
		draft(t, w, published)
		g, err := w.Courses.Glossary(ctx, rosa, version.CourseID)
		if err != nil || len(g.Terms) != 3 || g.Terms[0].Term != "ámbito" {
			t.Fatalf("the new draft explains %+v: %v", g.Terms, err)
		}
		if err := w.Courses.SaveTerm(ctx, rosa, version.CourseID, g.Terms[2].ID, courses.TermInput{Term: "zona", Explanation: "Cambiada."}); err != nil {
			t.Fatal(err)
		}
		if err := w.Courses.RemoveTerm(ctx, rosa, version.CourseID, g.Terms[0].ID); err != nil {
			t.Fatal(err)
		}
		w.Enrol(w.Schedule(published, "o1", courses.Virtual), "p-Ana")
		learner, err := w.Courses.LearnGlossary(ctx, coursestest.Official("p-Ana"), w.Course("p-Ana").EnrolmentID)
		if err != nil || len(learner.Terms) != 3 || learner.Terms[2].Explanation != "Qué es." {
			t.Errorf("who learns the published version reads %+v: %v", learner.Terms, err)
		}
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
		course := w.Course("p-Ana")
		lesson, err := w.Courses.LearnLesson(ctx, coursestest.Official("p-Ana"), course.EnrolmentID, course.Progress.Lessons[0].ID, false)
		if err != nil || len(lesson.Terms) != 1 || !strings.Contains(lesson.Lesson.HTML, `href="#termino-1">turno</a>`) {
			t.Errorf("the lesson explains %+v: %v\n%s", lesson.Terms, err, lesson.Lesson.HTML)
		}
	})
}
