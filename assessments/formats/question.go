package formats

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
	Tags     map[string]string // "id: x  competency: y" of the comment lines just above
	Comments []string          // those comment lines, without "//"
}

// Text is a text and how it is written.
type Text struct {
	Markup Markup
	Body   string
}

// Option is an answer to choose or, in a ShortAnswer, one that is accepted. A
// TrueFalse has exactly two, true first, without text.
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
}

// Imported counts the questions that were read as they are.
func (r Report) Imported() int {
	changed := map[int]bool{}
	for _, n := range r.Adapted {
		changed[n.Line] = true
	}
	count := 0
	for _, q := range r.Questions {
		if !changed[q.Line] {
			count++
		}
	}
	return count
}

// NotesOf gives what was adapted in the question on the line.
func (r Report) NotesOf(line int) []Note {
	var notes []Note
	for _, n := range r.Adapted {
		if n.Line == line {
			notes = append(notes, n)
		}
	}
	return notes
}
