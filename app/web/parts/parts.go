package parts

import (
	"strings"

	"github.com/a-h/templ"

	"relevo/app/web/chart"
)

// Tone says what a part means to say beyond its words; each has a colour and
// a sign.
type Tone string

// The tones.
const (
	Neutral Tone = "neutral"
	Info    Tone = "info"
	Good    Tone = "good"
	Notice  Tone = "notice" // needs attention
	Bad     Tone = "bad"    // refused, failed, lost
)

// icon is the sign of the tone.
func (t Tone) icon() string {
	switch t {
	case Good:
		return "check"
	case Notice:
		return "clock"
	case Bad:
		return "warning"
	case Info:
		return "info"
	default:
		return "dot"
	}
}

// Weight says how much a button asks to be pressed.
type Weight string

// The weights of buttons.
const (
	Main   Weight = ""       // the one thing to do here
	Second Weight = "second" // something else one can do
	Quiet  Weight = "quiet"  // hardly more than a link
	Danger Weight = "danger" // takes something away
)

// Button describes a button or a link that looks like one.
type Button struct {
	Label  string
	Icon   string // see [Icon]; empty for none
	Weight Weight
	Name   string // of a submit button, to tell several apart
	Value  string
}

func (b Button) class() string {
	if b.Weight == Main {
		return "button"
	}
	return "button " + string(b.Weight)
}

// Column heads a column of a table.
type Column struct {
	Label   string
	Numeric bool // set right, figures below one another
	Act     bool // what can be done about a row: not printed, and on a phone without its heading
}

// Cell is one cell: words, words that lead somewhere, or a part of its own.
type Cell struct {
	Text string
	Href string
	Note string // small, beneath
	Part templ.Component
}

// Words makes cells of words.
func Words(texts ...string) []Cell {
	cells := make([]Cell, len(texts))
	for i, t := range texts {
		cells[i] = Cell{Text: t}
	}
	return cells
}

// Grid is a table. The first cell of a row names the row. On a phone each
// row becomes a card, or, with Wide, the table scrolls inside its own box.
type Grid struct {
	Caption string
	Hidden  bool // the caption is only for those who do not see the page
	Columns []Column
	Rows    [][]Cell
	Wide    bool
	Foot    []Cell
}

// label is the heading of a cell's column.
func (g Grid) label(i int) string {
	if i < len(g.Columns) {
		return g.Columns[i].Label
	}
	return ""
}

// class is how the cells of a column look.
func (g Grid) class(i int) string {
	switch {
	case i >= len(g.Columns):
		return ""
	case g.Columns[i].Numeric:
		return "num"
	case g.Columns[i].Act:
		return "act"
	default:
		return ""
	}
}

// Figure is a number that matters, with what is needed to believe it.
type Figure struct {
	Label    string
	Value    string // written out; "—" when undefined
	Unit     string
	Interval string // "entre 6.1 y 8.6", empty when there is none
	Meaning  string // one sentence: what the number means
	Since    string // what and when it was computed from
	Warning  string // too few, too old
	Href     string // where it opens down to what it was computed from
	Trend    *chart.Sparkline
	Strong   bool
}

// counts tells whether the value is a number: what is hidden or undefined is so of no unit.
func (f Figure) counts() bool { return strings.ContainsAny(f.Value, "0123456789") }

// Link is a way to somewhere. Current marks where one is.
type Link struct {
	Label   string
	Href    string
	Current bool
	Count   string // beside the label, empty for none
}

// Step is one step of a way.
type Step struct {
	Label   string
	Done    bool
	Current bool
	Href    string // empty where one cannot go yet
}

// Fact is a name and what it is.
type Fact struct {
	Label string
	Text  string
	Part  templ.Component
}

// Nothing explains an empty place: what belongs here and how to begin.
type Nothing struct {
	Icon  string
	Title string
	Text  string
	Href  string
	Do    string // the label of the link
}

// Amount is how much of something is done.
type Amount struct {
	Label       string
	Value, Max  int
	Text        string // "3 de 8"
	Description string
}
