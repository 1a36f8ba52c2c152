package chart

import (
	"math"
	"slices"

	"relevo/app/i18n"
)

// Steps shows survival curves: the share that is still there after a time,
// with interval and the number at risk beneath.
type Steps struct {
	About
	X      Axis
	From   float64 // where the curves begin, the conditioning tenure; at 0 usually
	Curves []Curve
}

// Curve is one survival curve.
type Curve struct {
	Name   string
	Points []Value // X the time of an event, Y the share from then on, with interval
	AtRisk []Risk
	Median float64 // NaN when the curve does not reach one half
}

// Risk is how many were still observed just before a time.
type Risk struct {
	At float64
	N  int
}

// Drawing draws the curves as the stairs they are.
func (c Steps) Drawing(p *i18n.Printer, width float64) Drawing {
	d := Drawing{Width: width}
	l := lanes{d: &d}
	if len(c.Curves) > 1 {
		var key []tagged
		for i, curve := range c.Curves {
			key = append(key, tagged{"line " + series(i), curve.Name})
		}
		l.legend(Path, key)
	}
	to := c.From
	for _, curve := range c.Curves {
		for _, v := range curve.Points {
			to = max(to, v.X)
		}
		for _, r := range curve.AtRisk {
			to = max(to, r.At)
		}
	}
	if to <= c.From {
		to = c.From + 1
	}
	f := newFrame(p, &d, l.y, 14, []float64{0, 0.25, 0.5, 0.75, 1}, Unit{Percent: true})
	f.x = scale{c.From, to, f.left, width - 14}
	f.axes(p, c.X)
	for i, curve := range c.Curves {
		f.stairs(c.From, to, curve, series(i))
	}
	c.risks(p, f)
	return d
}

// stairs draws one curve with its band and its median.
func (f *frame) stairs(from, to float64, curve Curve, class string) {
	at := func(x, y float64) Point { return Point{f.x.at(x), f.y.at(y)} }
	line := []Point{at(from, 1)}
	var upper, lower []Point
	y, low, high := 1.0, math.NaN(), math.NaN()
	for _, v := range curve.Points {
		if !defined(v.Y) {
			continue
		}
		line = append(line, at(v.X, y), at(v.X, v.Y))
		if defined(low, high) {
			upper, lower = append(upper, at(v.X, high)), append(lower, at(v.X, low))
		}
		y, low, high = v.Y, v.Low, v.High
		if defined(low, high) {
			upper, lower = append(upper, at(v.X, high)), append(lower, at(v.X, low))
		}
	}
	line = append(line, at(to, y))
	if defined(low, high) {
		upper, lower = append(upper, at(to, high)), append(lower, at(to, low))
	}
	slices.Reverse(lower)
	f.d.area("band "+class, append(upper, lower...))
	f.d.path("line "+class, line...)
	if defined(curve.Median) && curve.Median > from {
		f.d.path("cut", at(from, 0.5), at(curve.Median, 0.5), at(curve.Median, 0))
	}
}

// risks writes the numbers at risk beneath the axis.
func (c Steps) risks(p *i18n.Printer, f *frame) {
	y := f.d.Height + 8
	f.d.label("note", "start", 0, y+fontSize, p.T("web.chart.at_risk"))
	y += leading + 2
	for i, curve := range c.Curves {
		if len(c.Curves) > 1 {
			f.d.label("name "+series(i), "start", 0, y+fontSize, firstLine(curve.Name, f.d.Width))
			y += leading
		}
		free := math.Inf(-1)
		for _, r := range curve.AtRisk {
			text := p.Number(float64(r.N), 0)
			x, half := f.x.at(r.At), textWidth(text)/2
			if x-half < free {
				continue // no room: the table has it
			}
			f.d.label("tick", "middle", min(x, f.d.Width-half), y+fontSize, text)
			free = x + half + 6
		}
		y += leading + 2
	}
	f.d.Height = y + 2
}

// Table lists the steps of each curve.
func (c Steps) Table(p *i18n.Printer) Table {
	t := Table{Head: []string{c.X.Label, p.T("web.chart.share"), p.T("web.chart.at_risk")}}
	for _, curve := range c.Curves {
		for _, v := range curve.Points {
			name := c.X.say(p, v.X)
			if len(c.Curves) > 1 {
				name = curve.Name + ", " + name
			}
			atRisk := c.Unit.say(p, math.NaN())
			for _, r := range curve.AtRisk {
				if r.At == v.X {
					atRisk = p.Number(float64(r.N), 0)
				}
			}
			t.Rows = append(t.Rows, []string{name, Unit{Percent: true, Decimals: 1}.sayWith(p, v.Y, v.Low, v.High), atRisk})
		}
	}
	return t
}
