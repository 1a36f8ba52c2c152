package parcel

import "encoding/json"

// Format is the version of the file's shape.
const Format = 1

// Course is what course.json says.
type Course struct {
	Format        int                        `json:"format"`
	Code          string                     `json:"code"`
	Title         string                     `json:"title"`
	Summary       string                     `json:"summary"`
	Language      string                     `json:"language"`
	Audience      []string                   `json:"audience"`
	Hours         float64                    `json:"hours"`
	Competencies  []string                   `json:"competencies"`
	Prerequisites []Prerequisite             `json:"prerequisites,omitempty"`
	Assessment    string                     `json:"assessment,omitempty"` // code of its test
	Modules       []Module                   `json:"modules"`
	Sections      map[string]json.RawMessage `json:"sections,omitempty"` // by kind
	Files         []File                     `json:"files"`              // all others in the zip, by path
}

// Prerequisite is a course to complete before.
type Prerequisite struct {
	Course string `json:"course"`           // its code
	Months int    `json:"months,omitempty"` // for how long that counts; 0: for ever
}

// Module groups lessons.
type Module struct {
	Title   string   `json:"title"`
	Summary string   `json:"summary"`
	Lessons []Lesson `json:"lessons"`
}

// Lesson is one reading.
type Lesson struct {
	ID       string          `json:"id"` // the same in every version of the course
	Title    string          `json:"title"`
	Minutes  int             `json:"minutes"`
	Kind     string          `json:"kind"`
	Warning  string          `json:"warning,omitempty"`
	Text     string          `json:"text"` // path of the file
	Wordings []Wording       `json:"wordings,omitempty"`
	More     json.RawMessage `json:"more,omitempty"` // what a kind of lesson needs beyond its text
}

// Wording is a lesson said otherwise.
type Wording struct {
	Language    string  `json:"language"`
	Region      string  `json:"region,omitempty"`
	Institution string  `json:"institution,omitempty"` // its code
	Title       string  `json:"title"`
	Warning     string  `json:"warning,omitempty"`
	Text        string  `json:"text"` // path of the file
	Review      *Review `json:"review,omitempty"`
}

// Review says who has read a wording and found it right.
type Review struct {
	Reviewer string `json:"reviewer"`
	On       string `json:"on"` // 2026-05-04
}

// File is another file of the zip.
type File struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}
