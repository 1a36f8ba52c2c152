package chart

import (
	"cmp"
	"slices"
	"strings"

	"relevo/app/i18n"
)

// Drawn is the drawing of a chart in a width, its rules cleared of the words: a line that runs through a label makes both hard to read, most of all where
// a narrow drawing puts the labels above its bars.
func Drawn(c Chart, p *i18n.Printer, width float64) Drawing {
	return c.Drawing(p, width).cleared()
}

// ruled are the lines that lead the eye and may have gaps; what they are drawn around are figures, which may not.
var ruled = []string{"grid", "axis", "cut", "link"}

// spread of a word around its baseline, and how much wider bold letters are.
const (
	wordAbove = fontSize - 1
	wordBelow = 4.0
	wordApart = 3.0
	bolder    = 1.15
)

type rectangle struct{ left, top, right, bottom float64 }

// around is the room that a label takes.
func (m Mark) around() rectangle {
	w := textWidth(m.Text)
	if class, _, _ := strings.Cut(m.Class, " "); class == "value" || class == "name" {
		w *= bolder
	}
	at := m.Points[0]
	left := at.X
	switch m.Anchor {
	case "middle":
		left -= w / 2
	case "end":
		left -= w
	}
	return rectangle{left - wordApart, at.Y - wordAbove, left + w + wordApart, at.Y + wordBelow}
}

// cleared leaves gaps in straight upright and level rules where labels stand.
func (d Drawing) cleared() Drawing {
	var words []rectangle
	for _, m := range d.Marks {
		if m.Shape == Label {
			words = append(words, m.around())
		}
	}
	var marks []Mark
	for _, m := range d.Marks {
		class, _, _ := strings.Cut(m.Class, " ")
		if m.Shape != Path || len(m.Points) != 2 || !slices.Contains(ruled, class) {
			marks = append(marks, m)
			continue
		}
		for _, piece := range pieces(m.Points[0], m.Points[1], words) {
			m.Points = piece
			marks = append(marks, m)
		}
	}
	d.Marks = marks
	return d
}

// pieces is what is left of a rule from a to b; all of it where it is slanted.
func pieces(a, b Point, words []rectangle) [][]Point {
	upright := a.X == b.X
	if !upright && a.Y != b.Y {
		return [][]Point{{a, b}}
	}
	along, across := func(p Point) float64 { return p.X }, a.Y
	if upright {
		along, across = func(p Point) float64 { return p.Y }, a.X
	}
	from, to := min(along(a), along(b)), max(along(a), along(b))
	var gaps [][2]float64
	for _, w := range words {
		begin, end, low, high := w.left, w.right, w.top, w.bottom
		if upright {
			begin, end, low, high = w.top, w.bottom, w.left, w.right
		}
		if low < across && across < high && begin < to && end > from {
			gaps = append(gaps, [2]float64{begin, end})
		}
	}
	slices.SortFunc(gaps, func(x, y [2]float64) int { return cmp.Compare(x[0], y[0]) })
	var out [][]Point
	piece := func(from, to float64) {
		switch {
		case to-from < 1: // a dot is no line
		case upright:
			out = append(out, []Point{{across, from}, {across, to}})
		default:
			out = append(out, []Point{{from, across}, {to, across}})
		}
	}
	for _, gap := range gaps {
		piece(from, gap[0])
		from = max(from, gap[1])
	}
	piece(from, to)
	return out
}
