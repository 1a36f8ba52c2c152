package courses

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// Funder pays for offerings, wholly or in part.
type Funder struct {
	ID        string
	Code      string
	Name      string
	CreatedAt db.Instant
}

// TableName names the table for GORM.
func (Funder) TableName() string { return "funder" }

// Course is a thing that is taught; what it says is in its versions.
type Course struct {
	ID         string
	Code       string
	CreatedAt  db.Instant
	CreatedBy  string
	ArchivedAt *db.Instant
}

// TableName names the table for GORM.
func (Course) TableName() string { return "course" }

// VersionState says whether a version may still change.
type VersionState string

// The states of a version.
const (
	Draft     VersionState = "draft"
	Published VersionState = "published"
)

// CourseVersion is what a course says from some day on.
type CourseVersion struct {
	ID           string
	CourseID     string
	Version      int // 1, 2, 3 …
	State        VersionState
	Title        string
	Summary      string
	Audience     Cadres
	Language     string  // locale the lessons are written in
	AssessmentID *string // what shows, before and after, what was learnt
	Hours        float64 // hours of work the course stands for, on paper too; 0 while unknown
	RecordedAt   db.Instant
	RecordedBy   string
	PublishedAt  *db.Instant
	PublishedBy  *string
}

// TableName names the table for GORM.
func (CourseVersion) TableName() string { return "course_version" }

// CourseCompetency says that a version is for a competency.
type CourseCompetency struct {
	CourseVersionID string `gorm:"primaryKey"`
	CompetencyCode  string `gorm:"primaryKey"`
}

// TableName names the table for GORM.
func (CourseCompetency) TableName() string { return "course_competency" }

// Module groups lessons.
type Module struct {
	ID              string
	CourseVersionID string
	Position        int // 1, 2, 3 … within the version
	Title           string
	Summary         string
}

// TableName names the table for GORM.
func (Module) TableName() string { return "module" }

// LessonKind says what sort of reading a lesson is.
type LessonKind string

// The kinds of lesson.
const (
	PlainLesson LessonKind = "text"
	CaseStudy   LessonKind = "case_study" // may be hard to read: its warning is acknowledged first
	// PackageLesson is a course package that somebody uploaded; its text, if any, stands before it.
	PackageLesson LessonKind = "scorm"
)

// Lesson is one reading.
type Lesson struct {
	ID             string
	Origin         string // the lesson's identity: the same in every version of the course
	ModuleID       string
	Position       int // 1, 2, 3 … within the module
	Title          string
	Minutes        int // what reading it takes, at least 1
	Kind           LessonKind
	ContentWarning string  // what to know before a case study
	Source         string  // Markdown, as written
	HTML           string  `gorm:"column:html"` // sanitised, made from Source when saved
	PackageID      *string // of a PackageLesson
}

// TableName names the table for GORM.
func (Lesson) TableName() string { return "lesson" }

// Cadres is the list of professional groups a course is for; stored as a JSON list.
type Cadres []people.Cadre

// Value stores the list.
func (c Cadres) Value() (driver.Value, error) {
	if c == nil {
		return "[]", nil
	}
	body, err := json.Marshal([]people.Cadre(c))
	return string(body), err
}

// Scan reads the list from either database.
func (c *Cadres) Scan(src any) error {
	var list []people.Cadre
	if err := scanJSON(src, &list); err != nil {
		return fmt.Errorf("reading a course's audience: %w", err)
	}
	*c = list
	return nil
}

// GormDataType names the column type for GORM's schema.
func (Cadres) GormDataType() string { return "json" }

func scanJSON(src, into any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), into)
	case []byte:
		return json.Unmarshal(v, into)
	default:
		return fmt.Errorf("unexpected %T", src)
	}
}

// Details are what an author says about a course, apart from its lessons.
type Details struct {
	Title        string
	Summary      string
	Audience     []people.Cadre
	Language     string   // "es" when empty
	Competencies []string // codes
	AssessmentID string   // empty: none yet
	Hours        float64  // 0: not said yet
	Seen         string   // the version of the details that this was written upon; empty: whichever there is
}

func (d Details) validate() error {
	var check fault.Check
	d.check(&check)
	return check.Err()
}

func (d Details) check(check *fault.Check) {
	check.That(strings.TrimSpace(d.Title) != "", "title", "fault.required")
	check.That(len([]rune(d.Title)) <= maxTitle, "title", "courses.too_long", "max", maxTitle)
	check.That(d.Hours >= 0 && d.Hours <= maxHours, "hours", "courses.hours_range", "max", maxHours)
}

// NewCourse is what is needed to begin a course.
type NewCourse struct {
	Code string
	Details
}

func (in NewCourse) validate() error {
	var check fault.Check
	check.That(code.MatchString(in.Code), "code", "courses.code_shape")
	in.check(&check)
	return check.Err()
}

// ModuleInput is what an author says about a module.
type ModuleInput struct {
	Title   string
	Summary string
}

func (in ModuleInput) validate() error {
	var check fault.Check
	check.That(strings.TrimSpace(in.Title) != "", "title", "fault.required")
	check.That(len([]rune(in.Title)) <= maxTitle, "title", "courses.too_long", "max", maxTitle)
	return check.Err()
}

// LessonInput is a lesson as an author writes it.
type LessonInput struct {
	Title          string
	Minutes        int // 1 to 240
	CaseStudy      bool
	ContentWarning string
	Source         string // Markdown
	AudioID        string // a recording of the course: the text being read; empty for none
}

func (in LessonInput) validate() error {
	var check fault.Check
	check.That(strings.TrimSpace(in.Title) != "", "title", "fault.required")
	check.That(len([]rune(in.Title)) <= maxTitle, "title", "courses.too_long", "max", maxTitle)
	check.That(in.Minutes >= 1 && in.Minutes <= maxMinutes, "minutes", "courses.minutes_range", "max", maxMinutes)
	check.That(!in.CaseStudy || strings.TrimSpace(in.ContentWarning) != "", "content_warning", "courses.warning_needed")
	check.That(len(in.Source) <= maxSource, "source", "courses.source_long", "max", maxSource/1000)
	return check.Err()
}

func (in LessonInput) kind() LessonKind {
	if in.CaseStudy {
		return CaseStudy
	}
	return PlainLesson
}

const (
	maxTitle   = 160    // characters of a title
	maxHours   = 1000   // hours of a course
	maxMinutes = 240    // of a lesson
	maxSource  = 60_000 // bytes of a lesson's Markdown: some 40 printed pages
)

// code is what courses, offerings and funders are called on paper and in addresses.
var code = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$`)

// Outline is the table of contents of a version.
type Outline []OutlineModule

// OutlineModule is a module with the headings of its lessons.
type OutlineModule struct {
	Module
	Lessons []LessonHead
}

// LessonHead is a lesson without its text.
type LessonHead struct {
	ID         string
	Origin     string // the same in every version
	ModuleID   string
	Position   int
	Title      string
	Minutes    int
	Kind       LessonKind
	HasWarning bool // a content warning is written
	HasText    bool
}

// Lessons lists all lessons in the order of reading.
func (o Outline) Lessons() []LessonHead {
	var all []LessonHead
	for _, m := range o {
		all = append(all, m.Lessons...)
	}
	return all
}

// Minutes is what reading everything takes.
func (o Outline) Minutes() int {
	sum := 0
	for _, l := range o.Lessons() {
		sum += l.Minutes
	}
	return sum
}
