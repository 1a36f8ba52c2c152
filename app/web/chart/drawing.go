package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Drawing is a figure as plain geometry. Lengths are in units of about one
// CSS pixel; y grows downwards.
type Drawing struct {
	Width, Height float64
	Marks         []Mark
}

// Shape says what a Mark is.
type Shape int

// The shapes.
const (
	Path  Shape = iota // an open line through Points
	Area               // a closed, filled polygon
	Box                // a rectangle at Points[0], W wide, H high
	Dot                // a circle around Points[0] with radius W
	Label              // Text at Points[0]
)

// Point is a place in a drawing.
type Point struct{ X, Y float64 }

// Mark is one shape of a drawing. Class says what it means ("grid", "line s1",
// "band s1"), and whoever draws chooses colours by it.
type Mark struct {
	Shape  Shape
	Class  string
	Points []Point
	W, H   float64
	Text   string
	Anchor string // of a Label: "start", "middle" or "end"
}

// fontSize is the height of a label's letters, and glyph the width that a
// letter takes on average: wide enough for the system fonts a page may get.
const (
	fontSize = 13.0
	glyph    = 6.9
	leading  = 17.0
)

func (d *Drawing) add(m Mark) { d.Marks = append(d.Marks, m) }

func (d *Drawing) path(class string, points ...Point) {
	if len(points) > 1 {
		d.add(Mark{Shape: Path, Class: class, Points: points})
	}
}

// behind draws a line under everything drawn before it.
func (d *Drawing) behind(class string, points ...Point) {
	d.Marks = append([]Mark{{Shape: Path, Class: class, Points: points}}, d.Marks...)
}

func (d *Drawing) area(class string, points []Point) {
	if len(points) > 2 {
		d.add(Mark{Shape: Area, Class: class, Points: points})
	}
}

func (d *Drawing) box(class string, x, y, w, h float64) {
	d.add(Mark{Shape: Box, Class: class, Points: []Point{{x, y}}, W: max(w, 0), H: h})
}

func (d *Drawing) dot(class string, x, y, r float64) {
	d.add(Mark{Shape: Dot, Class: class, Points: []Point{{x, y}}, W: r})
}

func (d *Drawing) label(class, anchor string, x, y float64, text string) {
	d.add(Mark{Shape: Label, Class: class, Anchor: anchor, Points: []Point{{x, y}}, Text: text})
}

// textWidth estimates how wide a label comes out; there is no font to ask.
func textWidth(text string) float64 { return glyph * float64(len([]rune(text))) }

// wrap breaks a label into lines that fit the width; a word longer than that
// is cut with an ellipsis.
func wrap(text string, width float64) []string {
	limit := max(int(width/glyph), 4)
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if r := []rune(word); len(r) > limit {
			word = string(r[:limit-1]) + "…"
		}
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) <= limit:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// firstLine is what fits of a label into one line.
func firstLine(text string, width float64) string {
	lines := wrap(text, width)
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}

// number writes a coordinate for SVG, to a tenth of a unit.
func number(x float64) string {
	return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
}

// list writes points for the attribute of a polyline or polygon.
func list(points []Point) string {
	var b strings.Builder
	for i, p := range points {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(number(p.X))
		b.WriteByte(',')
		b.WriteString(number(p.Y))
	}
	return b.String()
}

// viewBox writes the attribute that makes a drawing scale with its column.
func (d Drawing) viewBox() string { return fmt.Sprintf("0 0 %s %s", number(d.Width), number(d.Height)) }
