package formats

import (
	"math"
	"strings"
)

// Kind says how a question is answered.
type Kind string

// The kinds of question that files hold.
const (
	Single      Kind = "single"
	Multiple    Kind = "multiple"
	TrueFalse   Kind = "true_false"
	Matching    Kind = "matching"
	Numeric     Kind = "numeric"
	ShortAnswer Kind = "short_answer"
	Essay       Kind = "essay"
	Ordering    Kind = "ordering"    // options in their right order
	Situational Kind = "situational" // which option is the best and which the worst thing to do
	Cloze       Kind = "cloze"       // a text with blanks in it, as package cloze reads them
	Description Kind = "description" // a text that asks nothing
)

// Gap is what stands in the stem of a missing-word question where the answer belongs.
const Gap = "_____"

// Question is one question as the file has it.
type Question struct {
	Line     int // on which its text begins, from 1
	Kind     Kind
	Title    string
	Category string // path of names, "/" between them; empty at the top
	Stem     Text
	HasGap   bool // the stem contains Gap
	Options  []Option
	Pairs    []Pair
	Numbers  []Number
	Feedback Text              // whatever the answer
	Pictures []Picture         // what its texts show, see [Embed]
	Tags     map[string]string // "id: x  competency: y" of the comment lines just above
	Comments []string          // those comment lines, without "//"
}

// Text is a text and how it is written.
type Text struct {
	Markup Markup
	Body   string
}

// Option is an answer to choose or, in a ShortAnswer, one that is accepted. A
// TrueFalse has exactly two, true first, without text. An Ordering has them in the right
// order, and in a Situational 1 is the best thing to do and -1 the worst.
type Option struct {
	Text     Text
	Fraction float64 // of the points, -1 to 1
	Feedback Text
}

// Pair is a left and a right side that belong together; without a left side
// the right one is a distractor.
type Pair struct {
	Left  Text
	Right string // plain text
}

// Number is an accepted range, ends included.
type Number struct {
	Low, High float64
	Fraction  float64 // of the points, 0 to 1
	Feedback  Text
}

// Note is something a reader has to say about a question of the file.
type Note struct {
	Number   int    `json:"-"` // of an adapted question: its place in Questions, from 1
	Line     int    `json:"line"`
	Question string `json:"question"` // its title or the beginning of its text
	Key      string `json:"key"`      // catalogue key of the sentence
	Pairs    []any  `json:"pairs,omitempty"`
}

// Report is what a reader found in a file.
type Report struct {
	Encoding   string     // "UTF-8", "UTF-16" or "Windows-1252"
	Text       string     // the file as text
	Questions  []Question // everything that could be read, in the order of the file
	Categories []string   // the categories that the file switches to, in order
	Adapted    []Note     // what of Questions was changed on the way
	Skipped    []Note     // what of the file is not in Questions
	Broken     *Note      // why the file cannot be read at all: nothing of it is to be used
}

// Imported counts the questions that were read as they are.
func (r Report) Imported() int {
	changed := map[int]bool{}
	for _, n := range r.Adapted {
		changed[n.Number] = true
	}
	return len(r.Questions) - len(changed)
}

// NotesOf gives what was adapted in a question, by its place in Questions from 1: several
// questions may share a line.
func (r Report) NotesOf(number int) []Note {
	var notes []Note
	for _, n := range r.Adapted {
		if n.Number == number {
			notes = append(notes, n)
		}
	}
	return notes
}

// Take adds a question that was read, with the keys of what was changed in it.
func (r *Report) Take(q Question, name string, changed ...Note) {
	r.Questions = append(r.Questions, q)
	for _, n := range changed {
		n.Number, n.Line, n.Question = len(r.Questions), q.Line, name
		r.Adapted = append(r.Adapted, n)
	}
}

// Skip adds a question that cannot be used, with the end of the reason's key.
func (r *Report) Skip(line int, name, reason string, pairs ...any) {
	r.Skipped = append(r.Skipped, Note{Line: line, Question: name, Key: "assessments.read." + reason, Pairs: pairs})
}

// Changed is a note of what was changed in a question, for [Report.Take].
func Changed(what string, pairs ...any) Note {
	return Note{Key: "assessments.read." + what, Pairs: pairs}
}

// Brief is how a question is called where it has no title: how its text begins.
func Brief(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return text
}

// Whole scales the positive shares of options so that they make one whole: together
// where several are to be chosen, the greatest where one is. Negative shares are what a
// wrong choice costs and stay as they are. changed is true when they were not meant so
// (thirds are written 33.333); reason is set when no option is right.
func Whole(options []Option, several bool) (changed bool, reason string) {
	best, sum := 0.0, 0.0
	for _, o := range options {
		best = math.Max(best, o.Fraction)
		sum += math.Max(o.Fraction, 0)
	}
	whole := best
	if several {
		whole = sum
	}
	if whole <= 0 {
		return false, "no_right_answer"
	}
	for i, o := range options {
		if o.Fraction > 0 {
			options[i].Fraction = o.Fraction / whole
		}
	}
	return math.Abs(whole-1) > 0.001, ""
}
