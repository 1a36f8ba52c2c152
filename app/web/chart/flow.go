package chart

import (
	"math"

	"relevo/app/i18n"
)

// Flow shows what became of a group of people step by step: how many are left in a box, and beside it, or below in a narrow
// drawing, how many are not there any more and why.
type Flow struct {
	About
	Head  []string // of the table: the step, how many, why not
	Steps []Stage
}

// Stage is one box. Value is written out: "—" where it may not be told.
type Stage struct {
	Label, Value string
	Aside        []string // one line a reason
}

// Drawing draws the boxes downwards.
func (c Flow) Drawing(_ *i18n.Printer, width float64) Drawing {
	d := Drawing{Width: width}
	wideEnough := width > 500
	box := width - 2
	if wideEnough {
		box = width * 0.46
	}
	y := 1.0
	for i, s := range c.Steps {
		if i > 0 {
			arrow(&d, Point{box / 2, y}, Point{box / 2, y + 26})
			y += 26
		}
		label := wrap(s.Label, box-20)
		height := leading*float64(len(label)+1) + 14
		top := y
		var aside []string
		from := box + 46
		room := width - from - 1
		if !wideEnough {
			from, room = 22, width-23
		}
		for _, reason := range s.Aside {
			aside = append(aside, wrap(reason, room-18)...)
		}
		asideHeight := leading*float64(len(aside)) + 14
		if wideEnough && len(aside) > 0 {
			height = math.Max(height, asideHeight)
		}
		d.box("step", 1, top, box-1, height)
		for n, line := range label {
			d.label("label", "middle", box/2, top+fontSize+7+leading*float64(n), line)
		}
		d.label("value", "middle", box/2, top+fontSize+7+leading*float64(len(label)), s.Value)
		y += height
		if len(aside) == 0 {
			continue
		}
		asideTop := top + (height-asideHeight)/2
		if wideEnough {
			arrow(&d, Point{box, top + height/2}, Point{from, top + height/2})
		} else {
			asideTop = y + 8
			d.path("axis", Point{10, y}, Point{10, asideTop + asideHeight/2}, Point{from, asideTop + asideHeight/2})
			y = asideTop + asideHeight
		}
		d.box("aside", from, asideTop, room, asideHeight)
		for n, line := range aside {
			d.label("note plain", "start", from+9, asideTop+fontSize+6+leading*float64(n), line)
		}
	}
	d.Height = y + 2
	return d
}

// arrow draws a line with a head at its end, downwards or to the right.
func arrow(d *Drawing, from, to Point) {
	d.path("axis", from, to)
	if from.X == to.X {
		d.area("head", []Point{{to.X - 5, to.Y - 8}, {to.X + 5, to.Y - 8}, to})
		return
	}
	d.area("head", []Point{{to.X - 8, to.Y - 5}, {to.X - 8, to.Y + 5}, to})
}

// Table lists the steps with the reasons.
func (c Flow) Table(*i18n.Printer) Table {
	t := Table{Head: c.Head}
	for _, s := range c.Steps {
		why := ""
		for i, reason := range s.Aside {
			if i > 0 {
				why += "; "
			}
			why += reason
		}
		t.Rows = append(t.Rows, []string{s.Label, s.Value, why})
	}
	return t
}
