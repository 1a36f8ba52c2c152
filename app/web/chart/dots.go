package chart

import "relevo/app/i18n"

// Dots shows means with their intervals, one below another and joined: the same people at one time after the other.
type Dots struct {
	About
	Name    string // what the dots are
	Top     float64
	Dots    []Mean
	Cut     float64 // a level to compare with; 0 draws none
	CutName string  // what the level is
}

// Mean is one dot. NaN is undefined.
type Mean struct {
	Label            string
	Value, Low, High float64
}

// Drawing draws a row for every mean, its label above in a narrow drawing and beside it in a wide one.
func (c Dots) Drawing(p *i18n.Printer, width float64) Drawing {
	d := Drawing{Width: width}
	l := lanes{d: &d}
	if c.Cut > 0 {
		l.legend(Path, []tagged{{"cut", c.CutName + ": " + Unit{Percent: c.Unit.Percent}.say(p, c.Cut)}})
	}
	left, gutter := 8.0, 0.0
	if width > 500 {
		left = 190
	}
	for _, m := range c.Dots {
		gutter = max(gutter, textWidth(c.Unit.sayWith(p, m.Value, m.Low, m.High))+8)
	}
	beside := width > 500 // in a narrow drawing the numbers stand with the label
	right := width - 8
	if beside {
		right = width - gutter
	}
	x := scale{0, c.Top, left, right}
	start := l.y
	var joined []Point
	var rows Drawing
	for _, m := range c.Dots {
		said := c.Unit.sayWith(p, m.Value, m.Low, m.High)
		if beside {
			for i, line := range wrap(m.Label, left-14) {
				rows.label("label", "end", left-10, l.y+16+leading*float64(i), line)
			}
			rows.label("value", "start", right+8, l.y+16, said)
		} else {
			for _, line := range wrap(m.Label+": "+said, width) {
				rows.label("label", "start", 0, l.y+fontSize, line)
				l.y += leading
			}
		}
		mid := l.y + 12
		if defined(m.Value) {
			if defined(m.Low, m.High) {
				low, high := x.at(max(m.Low, 0)), x.at(min(m.High, c.Top))
				rows.path("whisker", Point{low, mid}, Point{high, mid})
				rows.path("whisker", Point{low, mid - 5}, Point{low, mid + 5})
				rows.path("whisker", Point{high, mid - 5}, Point{high, mid + 5})
			}
			at := Point{x.at(m.Value), mid}
			joined = append(joined, at)
			rows.dot("dot s1", at.X, at.Y, 5)
		}
		l.y += 34
	}
	for _, t := range ticks(0, c.Top, 4) {
		at := x.at(t)
		d.path("grid", Point{at, start}, Point{at, l.y})
		d.label("tick", "middle", min(max(at, 8), width-12), l.y+16, Unit{Percent: c.Unit.Percent}.say(p, t))
	}
	if c.Cut > 0 {
		d.path("cut", Point{x.at(c.Cut), start}, Point{x.at(c.Cut), l.y})
	}
	if beside {
		d.path("link", joined...)
	}
	d.Marks = append(d.Marks, rows.Marks...)
	d.Height = l.y + 24
	return d
}

// Table lists the means with their intervals.
func (c Dots) Table(p *i18n.Printer) Table {
	t := Table{Head: []string{"", c.Name}}
	for _, m := range c.Dots {
		t.Rows = append(t.Rows, []string{m.Label, c.Unit.sayWith(p, m.Value, m.Low, m.High)})
	}
	return t
}
