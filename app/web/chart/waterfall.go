package chart

import (
	"math"

	"relevo/app/i18n"
)

// Waterfall shows how one amount became another: where it started, what was
// added and taken, where it ended.
type Waterfall struct {
	About
	StartName, EndName string
	Start              float64
	Parts              []Part
}

// Part is what added to the amount or took from it.
type Part struct {
	Label  string
	Change float64
}

// End is the amount after all parts.
func (c Waterfall) End() float64 {
	end := c.Start
	for _, p := range c.Parts {
		end += p.Change
	}
	return end
}

func (c Waterfall) extent() (low, high float64) {
	sum := c.Start
	low, high = min(0, sum), max(0, sum)
	for _, p := range c.Parts {
		sum += p.Change
		low, high = min(low, sum), max(high, sum)
	}
	if high == low {
		high = low + 1
	}
	return low, high
}

// Drawing draws the steps from the start down to the end.
func (c Waterfall) Drawing(p *i18n.Printer, width float64) Drawing {
	d := Drawing{Width: width}
	left, gutter := 1.0, 0.0
	if width > 500 {
		left = 230
	}
	values := []float64{c.Start, c.End()}
	for _, part := range c.Parts {
		values = append(values, part.Change)
	}
	for _, v := range values {
		gutter = max(gutter, textWidth(c.signed(p, v))+14)
	}
	low, high := c.extent()
	x := scale{low, high, left, width - gutter}
	y, last := 0.0, math.NaN()
	step := func(label, class, text string, from, to float64) {
		y = c.step(&d, x, y, last, step{label, class, text, from, to})
		last = y - 12
	}
	step(c.StartName, "bar s1", c.Unit.say(p, c.Start), 0, c.Start)
	sum := c.Start
	for _, part := range c.Parts {
		class := "bar plus"
		if part.Change < 0 {
			class = "bar minus"
		}
		step(part.Label, class, c.signed(p, part.Change), sum, sum+part.Change)
		sum += part.Change
	}
	step(c.EndName, "bar s1", c.Unit.say(p, sum), 0, sum)
	d.behind("axis", Point{x.at(0), 0}, Point{x.at(0), y - 12})
	d.Height = y
	return d
}

type step struct {
	label, class, text string
	from, to           float64
}

// step draws one step and gives the place of the next; last is where the bar
// above ended, NaN for the first.
func (c Waterfall) step(d *Drawing, x scale, y, last float64, s step) float64 {
	const thick = 20.0
	top := y
	if x.a > 20 {
		for i, line := range wrap(s.label, x.a-14) {
			d.label("label", "end", x.a-10, y+fontSize+2+leading*float64(i), line)
			top = y + leading*float64(i)
		}
		top = max(y, top-thick+leading)
	} else {
		for _, line := range wrap(s.label, d.Width) {
			d.label("label", "start", 0, top+fontSize, line)
			top += leading
		}
		top += 3
	}
	if defined(last) {
		at := x.at(s.from)
		if s.from == 0 {
			at = x.at(s.to)
		}
		d.path("link", Point{at, last}, Point{at, top})
	}
	a, b := x.at(min(s.from, s.to)), x.at(max(s.from, s.to))
	d.box(s.class, a, top, max(b-a, 1.5), thick)
	d.label("value", "start", b+7, top+thick/2+4.5, s.text)
	return top + thick + 12
}

// signed writes a change with its sign; a share of a whole in points.
func (c Waterfall) signed(p *i18n.Printer, x float64) string {
	text := c.Unit.say(p, x)
	if x > 0 {
		return "+" + text
	}
	return text
}

// Table lists the start, every part and the end.
func (c Waterfall) Table(p *i18n.Printer) Table {
	t := Table{Head: []string{"", p.T("web.chart.amount")}}
	t.Rows = append(t.Rows, []string{c.StartName, c.Unit.say(p, c.Start)})
	for _, part := range c.Parts {
		t.Rows = append(t.Rows, []string{part.Label, c.signed(p, part.Change)})
	}
	t.Rows = append(t.Rows, []string{c.EndName, c.Unit.say(p, c.End())})
	return t
}
