package courses_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"log/slog"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/jobs"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/courses"
	"relevo/courses/coursestest"
	"relevo/courses/parcel"
	"relevo/courses/scorm"
)

// empty is an installation in which there is nothing.
func empty(t *testing.T) (*courses.Service, *db.DB) {
	t.Helper()
	d := dbtest.SQLite(t)
	queue, err := jobs.New(d, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return courses.NewService(d, queue), d
}

// rich is a course with everything that a file can hold.
func rich(t *testing.T, w *coursestest.World) courses.CourseVersion {
	t.Helper()
	ctx, system := t.Context(), access.System()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	rubric, err := w.Assessments.CreateRubric(ctx, system, assessments.RubricInput{Code: "r1", Title: i18n.Says("Rúbrica"), Criteria: assessments.Criteria{
		{Code: "c1", Name: i18n.Says("Escucha"), Levels: []assessments.Level{{Points: 0, Label: i18n.Says("no"), Descriptor: i18n.Says("No escucha")}, {Points: 2, Label: i18n.Says("sí"), Descriptor: i18n.Says("Escucha")}}},
	}})
	must(err)
	vignette, err := w.Assessments.CreateItem(ctx, system, assessments.ItemInput{Code: "v1", Kind: assessments.Vignette, Competency: "trauma", Title: "Viñeta", Markup: formats.Plain,
		Stem: i18n.Text{i18n.Spanish: "Llega <de> noche & llora", i18n.CuscoQuechua: "Tutalla"}, Body: assessments.Body{Ratings: 2}, RubricID: rubric.ID})
	must(err)
	detail, err := w.Assessments.Assessment(ctx, system, w.Assessment.ID)
	must(err)
	for _, f := range detail.Forms {
		places := []assessments.FormItemInput{{ItemVersionID: vignette.ID, Points: 4, Anchor: true, Section: i18n.Says("Caso")}}
		for _, p := range f.Items {
			places = append(places, assessments.FormItemInput{ItemVersionID: p.ItemVersionID, Points: p.Points})
		}
		must(w.Assessments.SetForm(ctx, system, w.Assessment.ID, f.Label, places))
	}
	published := furnished(t, w)
	page, err := w.Courses.Course(ctx, coursestest.Trainer(), published.CourseID, 0)
	must(err)
	texts, err := w.Courses.LessonTexts(ctx, coursestest.Trainer(), published.CourseID, page.Outline[0].Lessons[0].ID)
	must(err)
	must(w.Courses.ReviewWording(ctx, coursestest.Trainer(), published.CourseID, texts.Lesson.ID, texts.Wordings[0].ID, "Hablante"))
	return published
}

// furnished publishes a course with all that lessons can show: pictures, a recording, a
// glossary, a self-check, translations, variants and a package.
func furnished(t *testing.T, w *coursestest.World) courses.CourseVersion {
	t.Helper()
	ctx, system := t.Context(), access.System()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	version := worded(t, w)
	_, err := w.Courses.NewDraft(ctx, coursestest.Trainer(), version.CourseID)
	must(err)
	draft, err := w.Courses.Course(ctx, coursestest.Trainer(), version.CourseID, 0)
	must(err)
	second := draft.Outline[0].Lessons[1].ID
	_, err = w.Courses.AddFile(ctx, coursestest.Trainer(), version.CourseID, courses.NewFile{Name: "plano", Alt: "Un plano", Data: picture(t)})
	must(err)
	_, err = w.Courses.AddFile(ctx, coursestest.Trainer(), version.CourseID, courses.NewFile{Name: "sobra", Alt: "No se muestra", Data: picture(t)})
	must(err)
	tone, err := w.Courses.AddFile(ctx, coursestest.Trainer(), version.CourseID, courses.NewFile{Name: "voz", Alt: "La voz", Data: wave()})
	must(err)
	must(w.Courses.UpdateLesson(ctx, coursestest.Trainer(), version.CourseID, second, courses.LessonInput{Title: "Escuchar", Minutes: 6, Source: "Escuche más.\n\n![](archivo:plano)", AudioID: tone.ID}))
	must(w.Courses.SaveTerm(ctx, coursestest.Trainer(), version.CourseID, "", courses.TermInput{Term: "UPE", Explanation: "Unidad de protección especial."}))
	question, err := w.Assessments.CreateItem(ctx, system, assessments.ItemInput{Code: "q1", Kind: assessments.Single, Competency: "asking", Title: "Probarse", Markup: formats.Plain, Stem: i18n.Says("¿Qué hace primero?"),
		Body: assessments.Body{Options: []assessments.Option{{Text: i18n.Says("Saludar"), Fraction: 1}, {Text: i18n.Says("Interrogar")}}}})
	must(err)
	must(w.Courses.AddCheck(ctx, coursestest.Trainer(), version.CourseID, second, question.ID))
	w.AddPackage(version.CourseID, coursestest.PackageZip(scorm.V12))
	return w.PublishDraft(version.CourseID)
}

func TestACourseGoesToAnEmptyInstallationAndComesBackTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, system := t.Context(), access.System()
		version := rich(t, w)
		file, err := w.Courses.Export(ctx, coursestest.Trainer(), version.CourseID, 0)
		if err != nil || file.Name != "c1-v3.zip" {
			t.Fatalf("%s %v", file.Name, err)
		}
		other, there := empty(t)
		looked, err := other.LookAtCourse(ctx, system, file.Data)
		if err != nil || looked.Version != 1 || looked.Lessons != 4 || looked.Translations != 1 || looked.Variants != 2 || looked.Questions != 6 || looked.Files != 6 ||
			looked.Competencies != 2 || len(looked.Left) != 1 || looked.Changes != nil {
			t.Fatalf("%+v %v", looked, err)
		}
		if _, err := other.CourseByCode(ctx, system, "c1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("looking kept the course: %v", err)
		}
		brought, err := other.ImportCourse(ctx, system, file.Data)
		if err != nil {
			t.Fatal(err)
		}
		again, err := other.Export(ctx, system, brought.CourseID, 0)
		if err != nil {
			t.Fatal(err)
		}
		before, after := unzipped(t, file.Data), unzipped(t, again.Data)
		// The variant for one institution stayed behind: that institution is not there.
		delete(before, "lessons/01-01/es-CAR-02.md")
		for path, text := range before {
			if path != "course.json" && after[path] != text {
				t.Errorf("%s was %q, is %q", path, text, after[path])
			}
		}
		if len(before) != len(after) {
			t.Errorf("%d files became %d", len(before), len(after))
		}
		if third, err := export2(t, again.Data); err != nil || !bytes.Equal(third, again.Data) {
			t.Errorf("a second journey changes the file: %v", err)
		}
		if _, err := other.ImportCourse(ctx, system, file.Data); !fault.Is(err, fault.Invalid) {
			t.Errorf("over a draft: %v", err)
		}
		sign(t, other, brought.CourseID)
		if _, err := other.PublishAlone(ctx, system, brought.CourseID, "Viene revisado de la otra oficina."); err != nil {
			t.Errorf("what was brought in cannot be published: %v", err)
		}
		next, err := other.ImportCourse(ctx, system, file.Data)
		if err != nil || next.Version != 2 || next.Questions != 0 || next.Renamed || next.Changes == nil || !next.Changes.Same() {
			t.Errorf("the same again: %+v %v", next, err)
		}
		_ = there
	})
}

// export2 takes a file to another empty installation and out again.
func export2(t *testing.T, data []byte) ([]byte, error) {
	other, _ := empty(t)
	brought, err := other.ImportCourse(t.Context(), access.System(), data)
	if err != nil {
		return nil, err
	}
	file, err := other.Export(t.Context(), access.System(), brought.CourseID, 0)
	return file.Data, err
}

// sign signs the case studies of a draft: what another office vouched for is not vouched
// for here.
func sign(t *testing.T, s *courses.Service, courseID string) {
	t.Helper()
	ctx, system := t.Context(), access.System()
	page, err := s.Course(ctx, system, courseID, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range page.Outline.Lessons() {
		if l.Kind != courses.CaseStudy {
			continue
		}
		study, err := s.Case(ctx, system, courseID, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		in := courses.SignInput{Hash: study.Hash, Statements: courses.CaseStatements()}
		for range study.Findings {
			in.Why = append(in.Why, "Es un dato inventado.")
		}
		if err := s.SignCase(ctx, system, courseID, l.ID, in); err != nil {
			t.Fatal(err)
		}
	}
}

// wave is a tenth of a second of silence.
func wave() []byte {
	const rate, samples = 8000, 800
	b := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00")
	b = binary.LittleEndian.AppendUint32(b, rate)
	b = binary.LittleEndian.AppendUint32(b, 2*rate)
	b = append(b, 2, 0, 16, 0)
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, 2*samples)
	b = append(b, make([]byte, 2*samples)...)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

func unzipped(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files
}

// A file that was tampered with brings in nothing and says where.
func TestABrokenCourseBringsInNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, system := t.Context(), access.System()
		file, err := w.Courses.Export(ctx, coursestest.Trainer(), rich(t, w).CourseID, 0)
		if err != nil {
			t.Fatal(err)
		}
		other, there := empty(t)
		// forged packs the file anew after a change, with the right sums.
		forged := func(change func(c *parcel.Course, files map[string][]byte)) []byte {
			t.Helper()
			course, files, err := parcel.Read(file.Data)
			if err != nil {
				t.Fatal(err)
			}
			change(&course, files)
			var b bytes.Buffer
			if err := parcel.Write(&b, course, files); err != nil {
				t.Fatal(err)
			}
			return b.Bytes()
		}
		text := func(with string) func(c *parcel.Course, files map[string][]byte) {
			return func(_ *parcel.Course, files map[string][]byte) {
				path := "assessment/assessment.json"
				files[path] = bytes.Replace(files[path], []byte("¿Pregunta A0?"), []byte(with), 1)
			}
		}
		for want, change := range map[string]func(c *parcel.Course, files map[string][]byte){
			"lessons/01-02/text.md parcel.html": func(_ *parcel.Course, files map[string][]byte) {
				files["lessons/01-02/text.md"] = []byte("Uno.\n\n<script>alert(1)</script>")
			},
			"lessons/01-01/quz.md parcel.html": func(_ *parcel.Course, files map[string][]byte) {
				files["lessons/01-01/quz.md"] = []byte("Uno <img src=x onerror=y> dos")
			},
			"lessons/01-02/text.md parcel.not_utf8":                          func(_ *parcel.Course, files map[string][]byte) { files["lessons/01-02/text.md"] = []byte{0xff, 0xfe} },
			"course.json: modules 1 lessons 1 kind scorm9 parcel.unknown":    func(c *parcel.Course, _ map[string][]byte) { c.Modules[0].Lessons[0].Kind = "scorm9" },
			"course.json: modules 1 lessons 2 id parcel.bad_identity":        func(c *parcel.Course, _ map[string][]byte) { c.Modules[0].Lessons[1].ID = c.Modules[0].Lessons[0].ID },
			"course.json: modules 1 lessons 1 minutes courses.minutes_range": func(c *parcel.Course, _ map[string][]byte) { c.Modules[0].Lessons[0].Minutes = -1 },
			"course.json: sections malware parcel.unknown":                   func(c *parcel.Course, _ map[string][]byte) { c.Sections["malware"] = json.RawMessage(`{}`) },
			"course.json: audience astronaut parcel.unknown":                 func(c *parcel.Course, _ map[string][]byte) { c.Audience = []string{"astronaut"} },
			"course.json: sections media plano file media.unknown": func(_ *parcel.Course, files map[string][]byte) {
				for path := range files {
					if strings.HasSuffix(path, ".png") {
						files[path] = []byte("<html><script>x</script></html>")
					}
				}
			},
			"course.json: sections media ../plano name media.name_shape": func(c *parcel.Course, _ map[string][]byte) {
				c.Sections["media"] = bytes.Replace(c.Sections["media"], []byte(`"plano"`), []byte(`"../plano"`), 1)
			},
			"course.json: sections glossary UPE explanation fault.required": func(c *parcel.Course, _ map[string][]byte) {
				c.Sections["glossary"] = json.RawMessage(`[{"term":"UPE","explanation":" "}]`)
			},
			"course.json: sections checks": func(c *parcel.Course, _ map[string][]byte) {
				c.Sections["checks"] = bytes.Replace(c.Sections["checks"], []byte(`"q1"`), []byte(`"q9"`), 1)
			},
			"course.json: language courses.choose_one":        func(c *parcel.Course, _ map[string][]byte) { c.Language = "xx" },
			"course.json: code courses.code_shape":            func(c *parcel.Course, _ map[string][]byte) { c.Code = "../x" },
			"course.json: competencies flying parcel.unknown": func(c *parcel.Course, _ map[string][]byte) { c.Competencies = append(c.Competencies, "flying") },
			"assessment/assessment.json: items/":              text(`<script>x</script>`),
			"assessment/assessment.json: items/ ":             text(`<b onclick=\"x\">x</b>`),
			"assessment/assessment.json parcel.bad_json":      func(_ *parcel.Course, files map[string][]byte) { files["assessment/assessment.json"] = []byte("{") },
			"lessons/01-01/text.md parcel.missing":            func(_ *parcel.Course, files map[string][]byte) { delete(files, "lessons/01-01/text.md") },
		} {
			_, err := other.ImportCourse(ctx, system, forged(change))
			fields := fault.FieldsOf(err)
			if len(fields) == 0 || !strings.HasPrefix(fields[0].Name+" "+fields[0].Key, strings.TrimSpace(want)) && !strings.HasPrefix("course.json: modules 1 lessons 1 "+want, fields[0].Name+" "+fields[0].Key) &&
				!strings.HasSuffix(fields[0].Name+" "+fields[0].Key, want) {
				t.Errorf("%s: %+v %v", want, fields, err)
			}
		}
		err = there.Read(ctx, func(tx *db.Tx) error {
			for _, table := range []string{"course", "course_version", "lesson", "competency", "item", "assessment", "rubric", "course_file", "glossary_term"} {
				var n int64
				if err := tx.DB.Table(table).Count(&n).Error; err != nil || n > 0 {
					t.Errorf("%d rows were kept in %s: %v", n, table, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := other.ImportCourse(ctx, coursestest.Manager(w.Network), file.Data); !fault.Is(err, fault.Denied) {
			t.Errorf("a manager: %v", err)
		}
	})
}
