package chart

import (
	"relevo/app/db"
	"relevo/app/i18n"
)

// Gantt shows who was in which post when.
type Gantt struct {
	About
	From, To db.Date // the days shown
	Today    db.Date // a line at a day; 0 draws none
	Kinds    []string
	Lanes    []Lane
}

// Lane is one person's postings.
type Lane struct {
	Label string
	Spans []Span
}

// Span is one stay, half open as postings are. Kind is the place of its name in
// Gantt.Kinds.
type Span struct {
	From     db.Date
	To       *db.Date // first day not there; nil while it lasts
	EndsFrom *db.Date // when the end is only known to lie in (EndsFrom, To]
	Kind     int
	Note     string // for the table
}

// Drawing draws a bar for every stay; an uncertain end is drawn fading out.
func (c Gantt) Drawing(p *i18n.Printer, width float64) Drawing {
	d := Drawing{Width: width}
	l := lanes{d: &d}
	var key []tagged
	for i, name := range c.Kinds {
		key = append(key, tagged{"bar " + series(i), name})
	}
	if c.anyUncertain() {
		key = append(key, tagged{"unsure", p.T("web.chart.unsure")})
	}
	l.legend(Box, key)
	left := 1.0
	if width > 500 {
		left = 200
	}
	from, to := c.From, max(c.To, c.From+1)
	x := scale{Day(from), Day(to), left, width - 8}
	axis := Axis{Dates: true}
	top := l.y
	marks := axis.ticks(p, x.from, x.to, x.b-x.a)
	rows := Drawing{Width: width}
	for _, lane := range c.Lanes {
		l.y = lane.row(&rows, l.y, x)
	}
	for _, t := range marks {
		at := x.at(t.at)
		d.path("grid", Point{at, top}, Point{at, l.y})
		half := textWidth(t.text) / 2
		d.label("tick", "middle", min(max(at, half), width-half), l.y+15, t.text)
	}
	d.Marks = append(d.Marks, rows.Marks...)
	d.path("axis", Point{left, l.y}, Point{width - 8, l.y})
	if c.Today >= from && c.Today <= to && c.Today != 0 {
		d.path("cut", Point{x.at(Day(c.Today)), top}, Point{x.at(Day(c.Today)), l.y})
	}
	d.Height = l.y + 24
	return d
}

func (c Gantt) anyUncertain() bool {
	for _, lane := range c.Lanes {
		for _, s := range lane.Spans {
			if s.EndsFrom != nil {
				return true
			}
		}
	}
	return false
}

func (lane Lane) row(d *Drawing, y float64, x scale) float64 {
	if x.a > 20 {
		d.label("label", "end", x.a-10, y+16, firstLine(lane.Label, x.a-14))
	} else {
		d.label("label", "start", 0, y+fontSize, firstLine(lane.Label, d.Width))
		y += leading
	}
	place := func(day db.Date) float64 { return x.at(min(max(Day(day), x.from), x.to)) }
	for _, s := range lane.Spans {
		end := db.Date(x.to)
		if s.To != nil {
			end = *s.To
		}
		if float64(end) < x.from || Day(s.From) > x.to {
			continue
		}
		sure := end
		if s.EndsFrom != nil {
			sure = *s.EndsFrom
		}
		d.box("bar "+series(s.Kind), place(s.From), y+4, max(place(sure)-place(s.From), 1.5), 15)
		if s.EndsFrom != nil {
			d.box("unsure", place(sure), y+4, place(end)-place(sure), 15)
		}
		if s.To == nil {
			at := place(end)
			d.area("bar "+series(s.Kind), []Point{{at, y + 4}, {at + 7, y + 11.5}, {at, y + 19}})
		}
	}
	return y + 27
}

// Table lists every stay with its first day and the first day not there.
func (c Gantt) Table(p *i18n.Printer) Table {
	t := Table{Head: []string{p.T("web.chart.who"), p.T("web.chart.from"), p.T("web.chart.until"), p.T("web.chart.what")}}
	for _, lane := range c.Lanes {
		for _, s := range lane.Spans {
			until := p.T("web.chart.still")
			switch {
			case s.To != nil && s.EndsFrom != nil:
				until = p.T("web.chart.between", "from", *s.EndsFrom, "to", *s.To)
			case s.To != nil:
				until = p.Date(*s.To)
			}
			what := s.Note
			if s.Kind < len(c.Kinds) && what == "" {
				what = c.Kinds[s.Kind]
			}
			t.Rows = append(t.Rows, []string{lane.Label, p.Date(s.From), until, what})
		}
	}
	return t
}
