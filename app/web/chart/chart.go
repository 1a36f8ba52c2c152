package chart

import (
	"math"
	"strconv"

	"relevo/app/i18n"
)

// About is what every chart says of itself in words.
type About struct {
	ID      string // unique in the page, letters and digits: anchors and labels are made from it
	Title   string // what is shown, where and when
	Summary string // what one sees, in one sentence: read aloud in place of the picture
	Unit    Unit
}

// about makes every chart that embeds an About a part of [Chart].
func (a About) about() About { return a }

// Said is what a chart says of itself, for whoever draws it elsewhere than in a page.
func Said(c Chart) About { return c.about() }

// Chart is a figure with its words and its numbers.
type Chart interface {
	about() About
	// Drawing is the figure in a width; p says its labels.
	Drawing(p *i18n.Printer, width float64) Drawing
	// Table is the same as numbers.
	Table(p *i18n.Printer) Table
}

// Table holds the numbers of a chart as they are written. The first cell of
// a row names it.
type Table struct {
	Head []string
	Rows [][]string
}

// The widths charts are drawn in for a page; a phone's column and a desk's.
const (
	narrow = 300.0
	wide   = 720.0
)

// lanes is where the next free row is in a chart that grows downwards.
type lanes struct {
	d *Drawing
	y float64
}

// legend writes the key of the series, line by line, and gives the class of
// each the sign it has in the chart.
func (l *lanes) legend(shape Shape, entries []tagged) {
	for _, e := range entries {
		mid := l.y + leading/2
		if shape == Box {
			l.d.box(e.class, 1, mid-5, 18, 10)
		} else {
			l.d.path(e.class, Point{0, mid}, Point{20, mid})
		}
		for _, line := range wrap(e.text, l.d.Width-30) {
			l.d.label("label", "start", 28, l.y+fontSize, line)
			l.y += leading
		}
		l.y += 2
	}
	if len(entries) > 0 {
		l.y += 8
	}
}

// tagged is a word with the class it is drawn in.
type tagged struct{ class, text string }

// series is the class of the n-th series, from 0.
func series(n int) string { return "s" + strconv.Itoa(n%6+1) }

func defined(xs ...float64) bool {
	for _, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

// spread moves labels that would overlap apart, keeping their order; ys must
// be sorted.
func spread(ys []float64, gap, bottom float64) {
	for i := 1; i < len(ys); i++ {
		ys[i] = max(ys[i], ys[i-1]+gap)
	}
	if n := len(ys); n > 0 && ys[n-1] > bottom {
		ys[n-1] = bottom
		for i := n - 2; i >= 0; i-- {
			ys[i] = min(ys[i], ys[i+1]-gap)
		}
	}
}
