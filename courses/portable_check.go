package courses

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/courses/parcel"
)

// identity is how lessons are told apart.
var identity = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

const (
	maxModules  = 100
	maxLessons  = 500
	maxWordings = 200 // of one lesson
)

// checkCourse checks what a file says, without a database. The field of the fault says where.
func checkCourse(c parcel.Course, files map[string][]byte) error {
	where := func(at string, err error) error {
		if fields := fault.FieldsOf(err); len(fields) > 0 {
			return fault.OnField("course.json: "+at+fields[0].Name, fields[0].Key, fields[0].Pairs...)
		}
		return err
	}
	if !code.MatchString(c.Code) {
		return where("", fault.OnField("code", "courses.code_shape"))
	}
	if err := detailsIn(c).validate(); err != nil {
		return where("", err)
	}
	if _, known := i18n.Parse(c.Language); !known {
		return where("", fault.OnField("language", "courses.choose_one"))
	}
	for _, cadre := range c.Audience {
		if !slices.Contains(people.Cadres(), people.Cadre(cadre)) {
			return where("audience ", fault.OnField(cadre, "parcel.unknown"))
		}
	}
	for kind := range c.Sections {
		if !slices.ContainsFunc(sections(), func(s section) bool { return s.kind == kind }) {
			return where("sections ", fault.OnField(kind, "parcel.unknown"))
		}
	}
	if len(c.Modules) > maxModules || len(content{Course: c}.flat()) > maxLessons {
		return where("", fault.OnField("modules", "parcel.too_many", "max", maxLessons))
	}
	packages, err := packagesNamed(c)
	if err != nil {
		return where("", err)
	}
	said := map[string]bool{}
	for i, m := range c.Modules {
		at := fmt.Sprintf("modules %d ", i+1)
		if err := (ModuleInput{Title: m.Title}).validate(); err != nil {
			return where(at, err)
		}
		for j, l := range m.Lessons {
			at := at + fmt.Sprintf("lessons %d ", j+1)
			if !identity.MatchString(l.ID) || said[l.ID] {
				return where(at, fault.OnField("id", "parcel.bad_identity"))
			}
			said[l.ID] = true
			if (l.Kind == string(PackageLesson)) != packages[l.ID] {
				return where(at, fault.OnField("kind "+l.Kind, "parcel.no_package"))
			}
			if err := checkPortableLesson(c, l, files); err != nil {
				return where(at, err)
			}
		}
	}
	return nil
}

func detailsIn(c parcel.Course) Details {
	d := Details{Title: c.Title, Summary: c.Summary, Language: c.Language, Competencies: c.Competencies, Hours: c.Hours}
	for _, cadre := range c.Audience {
		d.Audience = append(d.Audience, people.Cadre(cadre))
	}
	return d
}

func checkPortableLesson(c parcel.Course, l parcel.Lesson, files map[string][]byte) error {
	known := []LessonKind{PlainLesson, CaseStudy, PackageLesson}
	if !slices.Contains(known, LessonKind(l.Kind)) || len(l.More) > 0 {
		return fault.OnField("kind "+l.Kind, "parcel.unknown")
	}
	source, err := textIn(files, l.Text)
	if err != nil {
		return err
	}
	if err := portableLesson(l, source).validate(); err != nil {
		return err
	}
	if len(l.Wordings) > maxWordings {
		return fault.OnField("wordings", "parcel.too_many", "max", maxWordings)
	}
	for _, w := range l.Wordings {
		if w.Region != "" && w.Institution != "" || w.Region == "" && w.Institution == "" && w.Language == c.Language {
			return fault.OnField("wordings "+placeWord(w), "wording.says_nothing_new")
		}
		source, err := textIn(files, w.Text)
		if err != nil {
			return err
		}
		in := WordingInput{Language: w.Language, Region: w.Region, Title: w.Title, ContentWarning: w.Warning, Source: source}
		if err := in.validate(); err != nil {
			return inside("wordings "+placeWord(w)+" ", err)
		}
	}
	return nil
}

func inside(at string, err error) error {
	fields := fault.FieldsOf(err)
	if len(fields) == 0 {
		return err
	}
	return fault.OnField(at+fields[0].Name, fields[0].Key, fields[0].Pairs...)
}

// textIn gives the text of a file; a text that is not whole, or has HTML in it, is refused.
func textIn(files map[string][]byte, path string) (string, error) {
	data, there := files[path]
	if !there {
		return "", fault.OnField(path, "parcel.missing")
	}
	if !utf8.Valid(data) || bytes.ContainsRune(data, 0) {
		return "", fault.OnField(path, "parcel.not_utf8")
	}
	if line := lineOfHTML(data); line > 0 {
		return "", fault.OnField(path, "parcel.html", "line", line)
	}
	return string(data), nil
}

// lineOfHTML gives the first line of a Markdown text in which there is HTML; 0: none.
func lineOfHTML(source []byte) int {
	line := 0
	note := func(at int) {
		if n := 1 + strings.Count(string(source[:at]), "\n"); line == 0 || n < line {
			line = n
		}
	}
	_ = ast.Walk(markdown().Parser().Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function gives no error
		if !entering {
			return ast.WalkContinue, nil
		}
		switch html := n.(type) {
		case *ast.RawHTML:
			note(html.Segments.At(0).Start)
		case *ast.HTMLBlock:
			if html.Lines().Len() > 0 {
				note(html.Lines().At(0).Start)
			}
		}
		return ast.WalkContinue, nil
	})
	return line
}

// portableLesson is a lesson of a file as an author writes it.
func portableLesson(l parcel.Lesson, source string) LessonInput {
	return LessonInput{Title: l.Title, Minutes: l.Minutes, CaseStudy: l.Kind == string(CaseStudy), ContentWarning: l.Warning, Source: source}
}

// strict reads JSON and refuses what it does not know.
func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("more than one value")
	}
	return nil
}
