package chart

import "relevo/app/i18n"

// frame is the plotting area of a chart with two axes.
type frame struct {
	d                        *Drawing
	x, y                     scale
	left, right, top, bottom float64
}

// newFrame makes room for the value axis and draws its grid.
func newFrame(p *i18n.Printer, d *Drawing, top, right float64, values []float64, unit Unit) *frame {
	f := &frame{d: d, right: right, top: top + 10}
	short := Unit{Percent: unit.Percent}
	for _, v := range values {
		f.left = max(f.left, textWidth(short.say(p, v))+8)
	}
	height := 190.0
	if d.Width > 500 {
		height = 250
	}
	f.bottom = f.top + height
	f.y = scale{values[0], values[len(values)-1], f.bottom, f.top}
	for _, v := range values {
		y := f.y.at(v)
		class := "grid"
		if v == 0 {
			class = "axis"
		}
		d.path(class, Point{f.left, y}, Point{d.Width - right, y})
		d.label("tick", "end", f.left-6, y+4, short.say(p, v))
	}
	return f
}

// axes draws the axis along the bottom with its label and closes the drawing.
func (f *frame) axes(p *i18n.Printer, axis Axis) {
	f.d.path("axis", Point{f.left, f.bottom}, Point{f.d.Width - f.right, f.bottom})
	for _, t := range axis.ticks(p, f.x.from, f.x.to, f.d.Width-f.right-f.left) {
		x := f.x.at(t.at)
		f.d.path("axis", Point{x, f.bottom}, Point{x, f.bottom + 4})
		half := textWidth(t.text) / 2
		f.d.label("tick", "middle", min(max(x, half), f.d.Width-half), f.bottom+19, t.text)
	}
	f.d.Height = f.bottom + 28
	if axis.Label != "" && !axis.Dates {
		f.d.label("note", "end", f.d.Width-f.right, f.bottom+37, axis.Label)
		f.d.Height += 16
	}
}
