package demo

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/courses"
	"relevo/courses/scorm"
)

// addPackage makes a folder of the content a course package, and the package a lesson.
func (l *life) addPackage(author access.Actor, courseID, moduleID string, s *subject, in lessonFile) (courses.Lesson, error) {
	archive, err := zipped("content/" + s.file.Code + "/" + in.Package)
	if err != nil {
		return courses.Lesson{}, err
	}
	lesson, err := l.courses.AddPackage(l.ctx, author, courseID, moduleID, courses.PackageInput{Title: in.Title, Minutes: in.Minutes, FileName: in.Package + ".zip", Data: archive})
	if err == nil {
		s.packages = append(s.packages, lesson)
	}
	return lesson, err
}

func zipped(folder string) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	entries, err := fs.ReadDir(content, folder)
	for _, entry := range entries {
		var body []byte
		if body, err = content.ReadFile(folder + "/" + entry.Name()); err != nil {
			break
		}
		f, creating := w.Create(entry.Name())
		if creating == nil {
			_, creating = f.Write(body)
		}
		if err = creating; err != nil {
			break
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("the package %s: %w", folder, err)
	}
	return out.Bytes(), nil
}

// textsOf leaves the packages out: each is worked through right after the lesson that it
// follows.
func textsOf(lessons []courses.LessonHead) []courses.LessonHead {
	return slices.DeleteFunc(slices.Clone(lessons), func(h courses.LessonHead) bool { return h.Kind == courses.PackageLesson })
}

// practise lets the person work through the package that follows a lesson, if one does.
func (l *life) practise(j *journey, after courses.LessonHead, at db.Instant) {
	lessons := j.progress.Lessons
	next := slices.IndexFunc(lessons, func(h courses.LessonHead) bool { return h.ID == after.ID }) + 1
	if next >= len(lessons) || lessons[next].Kind != courses.PackageLesson {
		return
	}
	head := lessons[next]
	lesson := j.in.subject.packages[slices.IndexFunc(j.in.subject.packages, func(p courses.Lesson) bool { return p.ID == head.ID })]
	d := diceOf("practice " + j.enrolment.ID)
	begun := at.Add(time.Duration(d.between(60, 300)) * time.Second)
	minutes := d.between(4, 12)
	done := begun.Add(time.Duration(minutes) * time.Minute)
	if !j.present(done) {
		return
	}
	data := practice(d, minutes)
	text, err := data.Text()
	if err != nil {
		panic(err) // names and short texts always are JSON
	}
	report := data.Report(scorm.V12)
	j.progress.Read[head.ID] = done
	l.rows.reads = append(l.rows.reads, courses.LessonRead{EnrolmentID: j.enrolment.ID, LessonID: head.ID, ReadAt: done})
	l.rows.visits = append(l.rows.visits, courses.PackageVisit{EnrolmentID: j.enrolment.ID, PackageID: *lesson.PackageID, Unit: "1", ID: l.at(begun).NewID(), Seq: 12, Data: text,
		Finished: true, Status: report.Status, Done: report.Done, Score: report.Score, Seconds: report.Seconds, SavedAt: done})
}

// practice is what the package keeps when somebody has chosen in all of its five scenes.
func practice(d dice, minutes int) scorm.Data {
	caring := []int{1, 0, 1, 2, 0} // which choice of each scene is the one that cares
	scenes := len(caring)
	var chosen []string
	well := 0
	data := scorm.Data{"cmi.core.lesson_status": "completed", "cmi.core.lesson_location": fmt.Sprintf("escena-%d", scenes), "cmi.core.exit": "",
		"cmi.core.total_time": fmt.Sprintf("0000:%02d:%02d", minutes, d.between(0, 59)), "cmi.core.score.min": "0", "cmi.core.score.max": "100"}
	for n, best := range caring {
		choice, result := d.between(0, 2), "wrong"
		if d.yes(0.7) {
			choice = best
		}
		if choice == best {
			well++
			result = "correct"
		}
		chosen = append(chosen, strconv.Itoa(choice))
		at := "cmi.interactions." + strconv.Itoa(n)
		data[at+".id"], data[at+".type"], data[at+".student_response"], data[at+".result"] = fmt.Sprintf("escena-%d", n+1), "choice", string("abc"[choice]), result
	}
	data["cmi.suspend_data"], data["cmi.core.score.raw"] = strings.Join(chosen, ","), strconv.Itoa(100*well/scenes)
	return data
}
