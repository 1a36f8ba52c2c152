package courses_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/files"
	"relevo/courses"
	"relevo/courses/coursestest"
	"relevo/courses/scorm"
)

// packageWorld is a course whose last lesson is a package, with Ana before that lesson.
func packageWorld(t *testing.T, d *db.DB, zip []byte) (w *coursestest.World, offering courses.Offering, course courses.MyCourse, lesson string) {
	t.Helper()
	w = coursestest.New(t, d)
	first := w.Publish("c1")
	w.AddPackage(first.CourseID, zip)
	offering = w.Schedule(w.PublishDraft(first.CourseID), "o1", courses.Virtual)
	w.Enrol(offering, "p-Ana", "p-Berta")
	w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
	course = w.Course("p-Ana")
	return w, offering, course, course.Progress.Lessons[3].ID
}

func play(t *testing.T, w *coursestest.World, course courses.MyCourse, lesson string) courses.Playing {
	t.Helper()
	playing, err := w.Courses.Play(t.Context(), coursestest.Official("p-Ana"), course.EnrolmentID, lesson)
	if err != nil {
		t.Fatal(err)
	}
	return playing
}

func frame(t *testing.T, w *coursestest.World, ticket string) courses.PackageFrame {
	t.Helper()
	f, err := w.Courses.PackageFrame(t.Context(), ticket, "1")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func keep(t *testing.T, w *coursestest.World, ticket string, f courses.PackageFrame, seq int, data scorm.Data) courses.Kept {
	t.Helper()
	kept, err := w.Courses.KeepPackage(t.Context(), ticket, courses.KeepInput{Unit: "1", Visit: f.VisitID, Seq: seq, Data: data})
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func TestAPackageIsKeptAndGivenOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _, course, lesson := packageWorld(t, d, coursestest.PackageZip(scorm.V12))
		ticket := play(t, w, course, lesson).Ticket
		for path, want := range map[string]string{"contenido/index.html": "text/html", "Contenido/INDEX.html": "text/html", "contenido/unidad.js": "text/javascript", "contenido/vacio.css": "text/css"} {
			content, err := w.Courses.PackageContent(t.Context(), ticket, path, files.Whole)
			if err != nil || content.MediaType != want || (len(content.Data) == 0) != strings.HasSuffix(path, "vacio.css") {
				t.Errorf("%s: %q, %d bytes, %v", path, content.MediaType, len(content.Data), err)
			}
		}
		for _, path := range []string{"nada.html", "", "../secret", "contenido"} {
			if _, err := w.Courses.PackageContent(t.Context(), ticket, path, files.Whole); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", path, err)
			}
		}
	})
}

func TestTicketsOpenWhatTheyNameAndForTheirTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _, course, lesson := packageWorld(t, d, coursestest.PackageZip(scorm.V12))
		ticket := play(t, w, course, lesson).Ticket
		if again := play(t, w, course, lesson).Ticket; again != ticket {
			t.Error("two tickets on one day: nothing that a telephone has loaded would be found again")
		}
		parts := strings.Split(ticket, ".")
		for name, forged := range map[string]string{
			"another package":   strings.Join([]string{strings.Repeat("0", 26), parts[1], parts[2], parts[3]}, "."),
			"another enrolment": strings.Join([]string{parts[0], strings.Repeat("0", 26), parts[2], parts[3]}, "."),
			"longer":            strings.Join([]string{parts[0], parts[1], parts[2] + "0", parts[3]}, "."),
			"without proof":     strings.Join(parts[:3], ".") + ".",
			"nothing":           "",
		} {
			if err := w.Courses.CheckTicket(forged); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		dbtest.ClockOf(t, d).Advance(23 * time.Hour)
		if err := w.Courses.CheckTicket(ticket); err != nil {
			t.Errorf("within a day: %v", err)
		}
		dbtest.ClockOf(t, d).Advance(8 * 24 * time.Hour)
		if err := w.Courses.CheckTicket(ticket); !fault.Is(err, fault.Denied) {
			t.Errorf("after nine days: %v", err)
		}
	})
}

func TestAUnitIsResumedWhereItWasLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _, course, lesson := packageWorld(t, d, coursestest.PackageZip(scorm.V12))
		ticket := play(t, w, course, lesson).Ticket
		first := frame(t, w, ticket)
		if first.Data["cmi.core.entry"] != "ab-initio" || first.Data["cmi.core.student_name"] == "p-Ana" || !first.Keeps {
			t.Fatalf("%+v", first)
		}
		at := func(page string) scorm.Data {
			return scorm.Data{"cmi.core.lesson_location": page, "cmi.suspend_data": "ñ" + page, "cmi.core.lesson_status": "incomplete", "cmi.core.total_time": "0000:05:00", "cmi.interactions.0.id": "q"}
		}
		keep(t, w, ticket, first, 2, at("2"))
		keep(t, w, ticket, first, 1, at("1")) // arrives late
		keep(t, w, ticket, first, 2, at("9")) // the same number again: the first word counts
		dbtest.ClockOf(t, d).Advance(time.Hour)
		second := frame(t, w, ticket)
		if second.Data["cmi.core.lesson_location"] != "2" || second.Data["cmi.suspend_data"] != "ñ2" || second.Data["cmi.core.entry"] != "resume" || second.Data["cmi.interactions.0.id"] != "q" {
			t.Fatalf("resumed with %v", second.Data)
		}
		if kept := keep(t, w, ticket, second, 1, at("5")); kept.Newer || kept.Done {
			t.Errorf("%+v", kept)
		}
		// The telephone that was offline sends what it had: it is kept, and overwrites nothing.
		if kept := keep(t, w, ticket, first, 7, at("3")); !kept.Newer {
			t.Error("the older visit is not told of the newer")
		}
		if third := frame(t, w, ticket); third.Data["cmi.core.lesson_location"] != "5" {
			t.Errorf("goes on from %s", third.Data["cmi.core.lesson_location"])
		}
		state := play(t, w, course, lesson).Units[0]
		if state.Status != scorm.Incomplete || state.Seconds != 300 || !state.Visited || state.Done {
			t.Errorf("%+v", state)
		}
	})
}

func TestAPackageThatIsCompletedIsRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, offering, course, lesson := packageWorld(t, d, coursestest.PackageZip(scorm.V2004))
		ana := coursestest.Official("p-Ana")
		for _, l := range course.Progress.Lessons[:3] {
			if _, err := w.Courses.MarkRead(t.Context(), ana, course.EnrolmentID, l.ID); err != nil {
				t.Fatal(err)
			}
		}
		ticket := play(t, w, course, lesson).Ticket
		visit := frame(t, w, ticket)
		keep(t, w, ticket, visit, 1, scorm.Data{"cmi.completion_status": "incomplete", "cmi.score.scaled": "1"})
		if _, err := w.Courses.MarkRead(t.Context(), ana, course.EnrolmentID, lesson); !fault.Is(err, fault.Conflict) {
			t.Errorf("a package that reports was marked on the person's word: %v", err)
		}
		done := scorm.Data{"cmi.completion_status": "completed", "cmi.success_status": "failed", "cmi.score.scaled": "0.2", "cmi.total_time": "PT10M"}
		if kept := keep(t, w, ticket, visit, 2, done); !kept.Done {
			t.Error("completed, and not read")
		}
		keep(t, w, ticket, visit, 3, done)
		if step := w.Course("p-Ana").Step; step.Kind != courses.StepPost {
			t.Fatalf("next is %s", step.Kind)
		}
		// What it reports is shown, and is no score.
		reports, err := w.Courses.PackageReports(t.Context(), coursestest.Trainer(), offering.ID)
		if err != nil || len(reports.Rows) != 1 || reports.Rows[0].Status != scorm.Failed || *reports.Rows[0].Score != 20 || reports.Rows[0].Visits != 1 || reports.Rows[0].Seconds != 600 {
			t.Errorf("%+v, %v", reports.Rows, err)
		}
		var results int64
		w.Read(func(tx *db.Tx) error {
			return tx.DB.Table("result").Where("person_id = ?", "p-Ana").Count(&results).Error
		})
		if results != 1 { // of the pre-test
			t.Errorf("%d results", results)
		}
		w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, true)
		if len(w.Heard) != 1 {
			t.Errorf("%d completions", len(w.Heard))
		}
		if other, err := w.Courses.PackageReports(t.Context(), coursestest.Manager(w.Lupuna), offering.ID); err == nil && len(other.Rows) != 0 {
			t.Error("another centre's manager sees Ana")
		}
	})
}

func TestAPackageThatSaysNothingIsMarked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _, course, lesson := packageWorld(t, d, coursestest.PackageZip(scorm.V12))
		ticket := play(t, w, course, lesson).Ticket
		keep(t, w, ticket, frame(t, w, ticket), 1, scorm.Data{"cmi.core.lesson_location": "2"})
		if !play(t, w, course, lesson).MayMark {
			t.Error("it says nothing, and cannot be marked")
		}
		if _, err := w.Courses.MarkRead(t.Context(), coursestest.Official("p-Ana"), course.EnrolmentID, lesson); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatIsNotOnesOwnIsNotPlayed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, offering, course, lesson := packageWorld(t, d, coursestest.PackageZip(scorm.V12))
		if _, err := w.Courses.Play(t.Context(), coursestest.Official("p-Berta"), course.EnrolmentID, lesson); !fault.Is(err, fault.NotFound) {
			t.Errorf("Berta plays as Ana: %v", err)
		}
		if _, err := w.Courses.Play(t.Context(), coursestest.Official("p-Berta"), w.Course("p-Berta").EnrolmentID, lesson); !fault.Is(err, fault.Conflict) {
			t.Errorf("before the pre-test: %v", err)
		}
		_, try, err := w.Courses.PackageToEdit(t.Context(), coursestest.Trainer(), courseOf(t, w, offering), lesson)
		if err != nil {
			t.Fatal(err)
		}
		trial := frame(t, w, try)
		if trial.Keeps {
			t.Error("a trial would be kept")
		}
		if _, err := w.Courses.KeepPackage(t.Context(), try, courses.KeepInput{Unit: "1", Visit: trial.VisitID, Seq: 1}); !fault.Is(err, fault.Denied) {
			t.Errorf("a trial was kept: %v", err)
		}
		ticket := play(t, w, course, lesson).Ticket
		visit := frame(t, w, ticket)
		for name, in := range map[string]courses.KeepInput{
			"no such unit":  {Unit: "2", Visit: visit.VisitID, Seq: 1},
			"no such visit": {Unit: "1", Visit: "x", Seq: 1},
			"no number":     {Unit: "1", Visit: visit.VisitID},
			"no such thing": {Unit: "1", Visit: visit.VisitID, Seq: 1, Data: scorm.Data{"a": "b"}},
			"too much":      {Unit: "1", Visit: visit.VisitID, Seq: 1, Data: scorm.Data{"cmi.suspend_data": strings.Repeat("x", scorm.MaxData)}},
		} {
			if _, err := w.Courses.KeepPackage(t.Context(), ticket, in); err == nil || fault.KindOf(err) == fault.Internal {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.Courses.Withdraw(t.Context(), coursestest.Trainer(), offering.ID, course.EnrolmentID, "Cambio de turno"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Courses.KeepPackage(t.Context(), ticket, courses.KeepInput{Unit: "1", Visit: visit.VisitID, Seq: 1}); !fault.Is(err, fault.NotFound) {
			t.Errorf("withdrawn, and kept: %v", err)
		}
	})
}

func TestAPublishedPackageStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, offering, course, lesson := packageWorld(t, d, coursestest.PackageZip(scorm.V12))
		courseID, trainer := courseOf(t, w, offering), coursestest.Trainer()
		err := w.Courses.ReplacePackage(t.Context(), trainer, courseID, lesson, "otro.zip", coursestest.PackageZip(scorm.V2004))
		if !fault.Is(err, fault.Conflict) {
			t.Fatalf("a published package was replaced: %v", err)
		}
		ticket := play(t, w, course, lesson).Ticket
		keep(t, w, ticket, frame(t, w, ticket), 1, scorm.Data{"cmi.core.lesson_location": "2"})
		if _, err := w.Courses.NewDraft(t.Context(), trainer, courseID); err != nil {
			t.Fatal(err)
		}
		draft, err := w.Courses.Course(t.Context(), trainer, courseID, 0)
		if err != nil {
			t.Fatal(err)
		}
		lessons := draft.Outline.Lessons()
		copied := lessons[len(lessons)-1]
		before, _, err := w.Courses.PackageToEdit(t.Context(), trainer, courseID, copied.ID)
		if err != nil || copied.Kind != courses.PackageLesson || before.ID != play(t, w, course, lesson).Package.ID {
			t.Fatalf("the draft does not begin with the same package: %+v, %v", before, err)
		}
		if err := w.Courses.ReplacePackage(t.Context(), trainer, courseID, copied.ID, "otro.zip", []byte("GIF")); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
		if err := w.Courses.ReplacePackage(t.Context(), trainer, courseID, copied.ID, "otro.zip", coursestest.PackageZip(scorm.V2004)); err != nil {
			t.Fatal(err)
		}
		if err := w.Courses.UpdateLesson(t.Context(), trainer, courseID, copied.ID, courses.LessonInput{Title: "Otra", Minutes: 5, Source: "Antes de empezar."}); err != nil {
			t.Fatal(err)
		}
		after, _, err := w.Courses.PackageToEdit(t.Context(), trainer, courseID, copied.ID)
		if err != nil || after.Standard != scorm.V2004 || after.FileName != "otro.zip" {
			t.Errorf("%+v, %v", after, err)
		}
		if got := frame(t, w, play(t, w, course, lesson).Ticket); got.Package.Standard != scorm.V12 || got.Data["cmi.core.lesson_location"] != "2" {
			t.Errorf("Ana's package changed: %+v", got)
		}
		if changed, err := w.Courses.Review(t.Context(), trainer, courseID, 0); err != nil || changed.Changes.Same() || len(changed.Changes.Fields) == 0 {
			t.Errorf("the reviewer is not told of the other package: %+v, %v", changed.Changes, err)
		}
		w.PublishDraft(courseID)
	})
}

// A package of real size: many files, some larger than a part of a file, one in two places.
func TestALargePackage(t *testing.T) {
	if testing.Short() {
		t.Skip()
	}
	d := dbtest.SQLite(t)
	pairs := []string{"imsmanifest.xml", manifestOf(t), "contenido/index.html", "<p>x</p>"}
	video := bytes.Repeat([]byte("0123456789abcdef"), 640<<10/16*10)
	for i := range 300 {
		pairs = append(pairs, "img/"+strings.Repeat("x", i%7)+string(rune('a'+i%26))+strings.Repeat("y", i/26)+".png", strings.Repeat("p", 1000+i))
	}
	pairs = append(pairs, "video/a.mp4", string(video), "video/b.mp4", string(video))
	w, _, course, lesson := packageWorld(t, d, coursestest.Zip(pairs...))
	content, err := w.Courses.PackageContent(t.Context(), play(t, w, course, lesson).Ticket, "video/b.mp4", files.ParseSpan("bytes=1000000-1000015"))
	if err != nil || string(content.Data) != "0123456789abcdef" || !content.Partial() || content.MediaType != "video/mp4" {
		t.Errorf("%q %v", content.Data, err)
	}
}

func manifestOf(t *testing.T) string {
	t.Helper()
	p, err := scorm.Read(coursestest.PackageZip(scorm.V12))
	if err != nil {
		t.Fatal(err)
	}
	f, _ := p.Find("imsmanifest.xml")
	text, err := f.Read()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func courseOf(t *testing.T, w *coursestest.World, offering courses.Offering) string {
	t.Helper()
	page, err := w.Courses.Offering(t.Context(), coursestest.Trainer(), offering.ID)
	if err != nil {
		t.Fatal(err)
	}
	return page.CourseID
}
