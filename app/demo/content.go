package demo

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// content is what the five courses consist of, in Spanish: lessons in
// Markdown, questions in GIFT, a vignette with its rubric.
//
//go:embed content
var content embed.FS

// courseCodes are the courses, which are the folders of content.
var courseCodes = []string{"car-mentores", "defensoria", "fiscales", "jueces", "jueces-de-paz"}

// subject is one course with its assessment, first as its files say it, then
// as it was published.
type subject struct {
	file       courseFile
	lessons    map[string]string // Markdown by file name
	questions  []byte            // GIFT
	vignette   vignetteFile
	version    courses.CourseVersion
	heads      []courses.LessonHead
	packages   []courses.Lesson              // those of the lessons that are packages
	variants   map[string]map[string]*string // texts for departments, by lesson
	assessment assessments.Assessment
	forms      []form     // A, B
	frozen     db.Instant // when somebody first had one
	rubric     assessments.Rubric
	skills     []assessments.Competency // in the framework's order
}

// form is a form of an assessment with all that stands in it.
type form struct {
	assessments.Form
	places   []assessments.FormItem
	versions map[string]assessments.ItemVersion
}

type courseFile struct {
	Code         string         `json:"code"`
	Title        string         `json:"title"`
	Summary      string         `json:"summary"`
	Audience     []people.Cadre `json:"audience"`
	Language     string         `json:"language"`
	Hours        float64        `json:"hours"`
	Competencies []string       `json:"competencies"`
	Modules      []moduleFile   `json:"modules"`
}

type moduleFile struct {
	Title   string       `json:"title"`
	Summary string       `json:"summary"`
	Lessons []lessonFile `json:"lessons"`
}

type lessonFile struct {
	File           string     `json:"file"`
	Package        string     `json:"package"` // instead: the folder of a course package
	Title          string     `json:"title"`
	Minutes        int        `json:"minutes"`
	CaseStudy      bool       `json:"case_study"`
	ContentWarning string     `json:"content_warning"`
	Translations   []textFile `json:"translations"`
	Variants       []textFile `json:"variants"`
}

// textFile is a lesson said otherwise: in another language, which nobody has reviewed
// yet, or for a department.
type textFile struct {
	Language       string `json:"language"` // empty: the course's
	Region         string `json:"region"`
	File           string `json:"file"`
	Title          string `json:"title"`
	ContentWarning string `json:"content_warning"`
}

type vignetteFile struct {
	ID         string `json:"id"`
	Competency string `json:"competency"`
	Title      string `json:"title"`
	Text       string `json:"text"`
	Points     int    `json:"points"`  // on the form
	Ratings    int    `json:"ratings"` // by how many trainers each response is rated
	Spoken     bool   `json:"spoken"`  // whether it may be answered by voice
	Rubric     struct {
		Criteria []struct {
			Code   string `json:"code"`
			Name   string `json:"name"`
			Levels []struct {
				Points     int    `json:"points"`
				Label      string `json:"label"`
				Descriptor string `json:"descriptor"`
			} `json:"levels"`
		} `json:"criteria"`
	} `json:"rubric"`
	Samples []sample `json:"sample_responses"`
}

// sample is a response to a vignette with the points that it deserves.
type sample struct {
	Text   string             `json:"text"`
	Points assessments.Points `json:"points"`
}

// criteria are those of the rubric as the item bank has them.
func (v vignetteFile) criteria() assessments.Criteria {
	var list assessments.Criteria
	for _, c := range v.Rubric.Criteria {
		criterion := assessments.Criterion{Code: c.Code, Name: i18n.Says(c.Name)}
		for _, l := range c.Levels {
			criterion.Levels = append(criterion.Levels, assessments.Level{Points: l.Points, Label: i18n.Says(l.Label), Descriptor: i18n.Says(l.Descriptor)})
		}
		list = append(list, criterion)
	}
	return list
}

// readContent reads the courses' files.
func readContent() ([]*subject, error) {
	var list []*subject
	for _, code := range courseCodes {
		s := &subject{lessons: map[string]string{}, variants: map[string]map[string]*string{}}
		if err := readJSON(code+"/course.json", &s.file); err != nil {
			return nil, err
		}
		if err := readJSON(code+"/vignette.json", &s.vignette); err != nil {
			return nil, err
		}
		var err error
		if s.questions, err = readFile(code + "/items.gift"); err != nil {
			return nil, err
		}
		if err := s.readLessons(); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

func (s *subject) readLessons() error {
	for _, m := range s.file.Modules {
		for _, lesson := range m.Lessons {
			if lesson.Package != "" {
				continue // see packageOf
			}
			files := []string{lesson.File}
			for _, t := range slices.Concat(lesson.Translations, lesson.Variants) {
				files = append(files, t.File)
			}
			for _, name := range files {
				body, err := readFile(s.file.Code + "/" + name)
				if err != nil {
					return err
				}
				s.lessons[name] = withoutHeader(string(body))
			}
		}
	}
	return nil
}

// withoutHeader leaves out what a Markdown file says about itself between two
// lines of dashes at its top.
func withoutHeader(text string) string {
	if rest, found := strings.CutPrefix(text, "---\n"); found {
		if _, body, closed := strings.Cut(rest, "\n---\n"); closed {
			return strings.TrimSpace(body)
		}
	}
	return strings.TrimSpace(text)
}

func readFile(name string) ([]byte, error) {
	body, err := content.ReadFile("content/" + name)
	if err != nil {
		return nil, fmt.Errorf("the demonstration's content: %w", err)
	}
	return body, nil
}

func readJSON(name string, into any) error {
	body, err := readFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("the demonstration's content, %s: %w", name, err)
	}
	return nil
}
