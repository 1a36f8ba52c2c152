package report

import (
	"strings"

	"relevo/app/pdf"
	"relevo/app/web/chart"
)

// The colours of charts.css, on white.
var (
	ink    = pdf.Colour{27, 42, 43}
	soft   = pdf.Colour{90, 104, 105}
	rule   = pdf.Colour{205, 211, 209}
	teal   = pdf.Colour{11, 79, 76}
	series = map[string]pdf.Colour{"s1": {11, 110, 105}, "s2": {192, 86, 28}, "s3": {47, 111, 179}, "s4": {169, 120, 0}, "s5": {142, 74, 134}, "s6": {90, 104, 108}}
)

// colourOf is the colour of a mark by its class.
func colourOf(class string) pdf.Colour {
	words := strings.Fields(class)
	switch {
	case len(words) == 0:
		return ink
	case len(words) > 1 && words[1] == "plus":
		return series["s1"]
	case len(words) > 1 && words[1] == "minus":
		return series["s2"]
	case len(words) > 1 && series[words[1]] != (pdf.Colour{}):
		return series[words[1]]
	}
	switch words[0] {
	case "grid":
		return rule
	case "axis", "tick", "note", "cut", "link", "naive":
		return soft
	default:
		return ink
	}
}

// pale is a colour on white as a band shows it.
func pale(c pdf.Colour) pdf.Colour {
	for i := range c {
		c[i] = 255 - (255-c[i])*17/100
	}
	return c
}

// draw puts a drawing on the canvas with its upper left corner there, so that it becomes so wide; lengths in millimetres.
func draw(c pdf.Canvas, d chart.Drawing, left, top, width float64) (height float64) {
	unit := width / d.Width
	at := func(p chart.Point) pdf.Point { return pdf.At(left+p.X*unit, top+p.Y*unit) }
	for _, m := range d.Marks {
		colour, kind := colourOf(m.Class), strings.Fields(m.Class+" ")
		switch m.Shape {
		case chart.Path:
			thick := 0.2
			if len(kind) > 0 && (kind[0] == "line" || kind[0] == "whisker") {
				thick = 0.5
			}
			c.Pen(colour, thick)
			for i := 1; i < len(m.Points); i++ {
				a, b := at(m.Points[i-1]), at(m.Points[i])
				c.Line(a.X, a.Y, b.X, b.Y)
			}
		case chart.Area:
			c.Fill(pale(colour))
			corners := make([]pdf.Point, len(m.Points))
			for i, p := range m.Points {
				corners[i] = at(p)
			}
			c.Area(corners...)
		case chart.Box:
			corner := at(m.Points[0])
			if len(kind) > 0 && (kind[0] == "naive" || kind[0] == "step" || kind[0] == "aside") {
				c.Pen(colour, 0.2)
				c.Box(corner.X, corner.Y, m.W*unit, m.H*unit)
				continue
			}
			c.Fill(colour)
			c.Bar(corner.X, corner.Y, m.W*unit, m.H*unit)
		case chart.Dot:
			middle := at(m.Points[0])
			c.Fill(colour)
			c.Disc(middle.X, middle.Y, m.W*unit*0.7)
		case chart.Label:
			c.Font(pdf.Plain, 12*unit*72/25.4)
			text := pdf.Clean(m.Text)
			place := at(m.Points[0])
			switch m.Anchor {
			case "middle":
				place.X -= c.Measure(text) / 2
			case "end":
				place.X -= c.Measure(text)
			}
			c.Write(place.X, place.Y, colour, 0, text)
		}
	}
	return d.Height * unit
}
