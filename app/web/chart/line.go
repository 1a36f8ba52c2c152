package chart

import (
	"math"
	"slices"
	"sort"

	"relevo/app/i18n"
)

// Line shows how figures run over time, each with its interval as a band.
type Line struct {
	About
	X      Axis
	Series []Series
	Top    float64 // the upper end of the value axis, whose lower end only the figures decide, not their intervals; 0 lets the data decide
	Cut    float64 // a level to compare with; 0 draws none
	CutSay string  // what the level is
}

// Series is one run of figures.
type Series struct {
	Name   string
	Points []Value
	Smooth bool    // a fitted curve: drawn without dots, and left out of the table
	Marks  []Value // what was observed beside it: dots with their intervals
}

// listed are the figures for the table.
func (s Series) listed() []Value {
	if s.Smooth {
		return s.Marks
	}
	return append(slices.Clone(s.Points), s.Marks...)
}

// Value is one figure: where on the axis (see [Day]), how much, and its
// interval. NaN is undefined, for Y as for an interval there is none of.
type Value struct{ X, Y, Low, High float64 }

// Exactly is a figure without an interval.
func Exactly(x, y float64) Value { return Value{x, y, math.NaN(), math.NaN()} }

func (c Line) extent() (from, to, bottom, top float64) {
	from, to = math.Inf(1), math.Inf(-1)
	top = max(c.Top, c.Cut)
	for _, s := range c.Series {
		for _, v := range slices.Concat(s.Points, s.Marks) {
			from, to = min(from, v.X), max(to, v.X)
			if c.Top != 0 {
				if defined(v.Y) {
					bottom = min(bottom, v.Y)
				}
				continue
			}
			for _, y := range []float64{v.Y, v.Low, v.High} {
				if defined(y) {
					bottom, top = min(bottom, y), max(top, y)
				}
			}
		}
	}
	if math.IsInf(from, 0) {
		from, to = 0, 1
	}
	if top <= bottom {
		top = bottom + 1
	}
	return from, to, bottom, top
}

// Drawing draws the lines with their bands. In a wide drawing the names stand at
// the lines' ends, in a narrow one above.
func (c Line) Drawing(p *i18n.Printer, width float64) Drawing {
	d := Drawing{Width: width}
	l := lanes{d: &d}
	roomy := width > 500
	right := 12.0
	switch {
	case len(c.Series) > 1 && roomy:
		for _, s := range c.Series {
			right = max(right, min(textWidth(s.Name)*1.15+14, 190)) // names are bold
		}
	case len(c.Series) > 1:
		var key []tagged
		for i, s := range c.Series {
			key = append(key, tagged{"line " + series(i), s.Name})
		}
		l.legend(Path, key)
	}
	from, to, bottom, top := c.extent()
	f := newFrame(p, &d, l.y, right, ticks(bottom, top, 4), c.Unit)
	f.x = scale{from, to, f.left, width - right}
	f.axes(p, c.X)
	if c.Cut != 0 {
		y := f.y.at(c.Cut)
		d.path("cut", Point{f.left, y}, Point{width - right, y})
		d.label("note", "start", f.left+4, y-5, c.CutSay)
	}
	ends := make([]float64, 0, len(c.Series))
	names := make([]tagged, 0, len(c.Series))
	for i, s := range c.Series {
		last := f.run(s.Points, series(i), s.Smooth)
		f.marks(s.Marks, series(i))
		if defined(last) {
			ends = append(ends, last)
			names = append(names, tagged{"name " + series(i), s.Name})
		}
	}
	if len(c.Series) > 1 && roomy {
		sort.Sort(byHeight{ends, names})
		spread(ends, leading, f.bottom)
		for i, y := range ends {
			d.label(names[i].class, "start", width-right+10, y+4, firstLine(names[i].text, right))
		}
	}
	return d
}

type byHeight struct {
	ys    []float64
	names []tagged
}

func (b byHeight) Len() int           { return len(b.ys) }
func (b byHeight) Less(i, j int) bool { return b.ys[i] < b.ys[j] }
func (b byHeight) Swap(i, j int) {
	b.ys[i], b.ys[j] = b.ys[j], b.ys[i]
	b.names[i], b.names[j] = b.names[j], b.names[i]
}

// run draws one series in pieces, a gap where it is undefined, and gives the
// height of its last figure.
func (f *frame) run(points []Value, class string, smooth bool) float64 {
	last := math.NaN()
	var line, upper, lower []Point
	flush := func() {
		slices.Reverse(lower)
		f.d.area("band "+class, append(upper, lower...))
		f.d.path("line "+class, line...)
		for _, at := range line {
			if smooth {
				break
			}
			f.d.dot("dot "+class, at.X, at.Y, 3)
		}
		line, upper, lower = nil, nil, nil
	}
	for _, v := range points {
		if !defined(v.Y) {
			flush()
			continue
		}
		x := f.x.at(v.X)
		last = f.y.at(v.Y)
		line = append(line, Point{x, last})
		if defined(v.Low, v.High) {
			upper = append(upper, Point{x, f.y.at(min(v.High, f.y.to))})
			lower = append(lower, Point{x, f.y.at(max(v.Low, f.y.from))})
		}
	}
	flush()
	return last
}

// marks draws what was observed: a dot with its interval.
func (f *frame) marks(points []Value, class string) {
	for _, v := range points {
		if !defined(v.Y) {
			continue
		}
		x, inside := f.x.at(v.X), func(y float64) float64 { return f.y.at(min(max(y, f.y.from), f.y.to)) }
		if defined(v.Low, v.High) {
			f.d.path("whisker", Point{x, inside(v.Low)}, Point{x, inside(v.High)})
		}
		f.d.dot("dot "+class, x, inside(v.Y), 4)
	}
}

// Table lists every place on the axis with the figure of each series there.
func (c Line) Table(p *i18n.Printer) Table {
	t := Table{Head: []string{c.X.Label}}
	places := map[float64]int{}
	var xs []float64
	for _, s := range c.Series {
		t.Head = append(t.Head, s.Name)
		for _, v := range s.listed() {
			if _, seen := places[v.X]; !seen {
				places[v.X] = 0
				xs = append(xs, v.X)
			}
		}
	}
	slices.Sort(xs)
	for i, x := range xs {
		places[x] = i
		row := make([]string, 1+len(c.Series))
		row[0] = c.X.say(p, x)
		for j := range c.Series {
			row[j+1] = c.Unit.say(p, math.NaN())
		}
		t.Rows = append(t.Rows, row)
	}
	for j, s := range c.Series {
		for _, v := range s.listed() {
			t.Rows[places[v.X]][j+1] = c.Unit.sayWith(p, v.Y, v.Low, v.High)
		}
	}
	return t
}
