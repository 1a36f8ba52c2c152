package chart

import (
	"math"

	"relevo/app/i18n"
)

// Bars shows amounts below one another on one scale: the cascade of a
// competency, with the naive figure beside each.
type Bars struct {
	About
	Name      string // what the bars are
	NaiveName string // what the thin outlined bars are; empty when there are none
	Bars      []Bar
	Top       float64 // the end of the scale; 0 lets the data decide
	Reference float64 // an amount to compare with, such as the posts there are; 0 draws none
	RefName   string  // what that amount is
}

// Bar is one amount with its interval and the naive figure that is usually
// reported in its place; NaN where there is none.
type Bar struct {
	Label            string
	Value, Low, High float64
	Naive            float64
	Strong           bool // the figure that matters most
}

// Amount is a bar with nothing but its value.
func Amount(label string, value float64) Bar {
	none := math.NaN()
	return Bar{Label: label, Value: value, Low: none, High: none, Naive: none}
}

func (c Bars) top() float64 {
	top := max(c.Top, c.Reference)
	for _, b := range c.Bars {
		for _, x := range []float64{b.Value, b.High, b.Naive} {
			if defined(x) {
				top = max(top, x)
			}
		}
	}
	if top <= 0 {
		return 1
	}
	return top
}

// Drawing draws a label and a bar for each amount.
func (c Bars) Drawing(p *i18n.Printer, width float64) Drawing {
	d := Drawing{Width: width}
	l := lanes{d: &d}
	if c.NaiveName != "" {
		l.legend(Box, []tagged{{"bar s1", c.Name}, {"naive", c.NaiveName}})
	}
	if c.Reference > 0 {
		l.legend(Path, []tagged{{"cut", c.RefName + ": " + c.Unit.say(p, c.Reference)}})
	}
	left, gutter := c.sides(p, width)
	x := scale{0, c.top(), left, width - gutter}
	start := l.y
	for _, b := range c.Bars {
		l.y = c.row(p, &d, l.y, b, x)
	}
	d.behind("axis", Point{left, start}, Point{left, max(l.y-8, start)})
	if c.Reference > 0 {
		at := x.at(c.Reference)
		d.behind("cut", Point{at, start}, Point{at, max(l.y-8, start)})
	}
	d.Height = l.y
	return d
}

// sides gives the room for the labels, at the left of a wide drawing and above the
// bars of a narrow one, and for the values at the right.
func (c Bars) sides(p *i18n.Printer, width float64) (left, gutter float64) {
	left = 1
	if width > 500 {
		left = 230
	}
	for _, b := range c.Bars {
		gutter = max(gutter, textWidth(c.Unit.sayWith(p, b.Value, b.Low, b.High))+10)
	}
	return left, min(gutter, width*0.42)
}

func (c Bars) row(p *i18n.Printer, d *Drawing, y float64, b Bar, x scale) float64 {
	class := "bar s1"
	labelClass := "label"
	if b.Strong {
		class, labelClass = "bar s2", "name"
	}
	const thick = 20.0
	body := thick
	if defined(b.Naive) {
		body += 13
	}
	if x.a > 20 {
		lines := wrap(b.Label, x.a-14)
		for i, line := range lines {
			d.label(labelClass, "end", x.a-10, y+fontSize+2+leading*float64(i), line)
		}
		body = max(body, leading*float64(len(lines)))
	} else {
		for _, line := range wrap(b.Label, d.Width) {
			d.label(labelClass, "start", 0, y+fontSize, line)
			y += leading
		}
		y += 3
	}
	if defined(b.Value) {
		end := x.at(b.Value)
		d.box(class, x.a, y, end-x.a, thick)
		if defined(b.Low, b.High) {
			mid := y + thick/2
			low, high := x.at(max(b.Low, 0)), x.at(b.High)
			d.path("whisker", Point{low, mid}, Point{high, mid})
			d.path("whisker", Point{low, mid - 5}, Point{low, mid + 5})
			d.path("whisker", Point{high, mid - 5}, Point{high, mid + 5})
			end = max(end, high)
		}
		d.label("value", "start", end+7, y+thick/2+4.5, c.Unit.sayWith(p, b.Value, b.Low, b.High))
	} else {
		d.label("value", "start", x.a+7, y+thick/2+4.5, c.Unit.say(p, b.Value))
	}
	if defined(b.Naive) {
		end := x.at(b.Naive)
		d.box("naive", x.a, y+thick+2, end-x.a, 9)
		d.label("note", "start", end+7, y+thick+11, c.Unit.say(p, b.Naive))
	}
	return y + body + 14
}

// Table lists the amounts with their naive figures.
func (c Bars) Table(p *i18n.Printer) Table {
	t := Table{Head: []string{"", c.Name}}
	if c.NaiveName != "" {
		t.Head = append(t.Head, c.NaiveName)
	}
	for _, b := range c.Bars {
		row := []string{b.Label, c.Unit.sayWith(p, b.Value, b.Low, b.High)}
		if c.NaiveName != "" {
			row = append(row, c.Unit.say(p, b.Naive))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
