package certificates

import (
	"math"

	"relevo/app/pdf"
)

// sign draws relevo's sign, as the pages show it, around a point: two arcs,
// and the baton that passes from one to the other. Its full size is 1.
func (s sheet) sign(x, y, size float64) {
	const width, height = 40.0, 32.0
	scale := 0.42 * size
	at := func(sx, sy float64) point { return pdf.At(x+(sx-width/2)*scale, y+(sy-height/2)*scale) }
	s.Round(true)
	s.Pen(teal, 4*scale)
	s.Curve(at(4, 25), at(4, 13), at(10, 6), at(21, 6))
	s.Pen(midTeal, 4*scale)
	s.Curve(at(36, 7), at(36, 19), at(30, 26), at(19, 26))
	s.Pen(clay, 4*scale)
	from, to := at(13.5, 20.5), at(26.5, 11.5)
	s.Line(from.X, from.Y, to.X, to.Y)
	s.Round(false)
}

// frame draws the border: two rules and between them a braid of two strands,
// the one shift and the next, with a knot in each corner.
func (s sheet) frame() {
	const outer, inner = 8.0, 16.0
	const mid = (outer + inner) / 2
	s.Pen(s.deep, 1.1)
	s.Box(outer, outer, s.Width-2*outer, s.Height-2*outer)
	s.Pen(s.deep, 0.25)
	s.Box(outer+1.3, outer+1.3, s.Width-2*outer-2.6, s.Height-2*outer-2.6)
	s.Box(inner, inner, s.Width-2*inner, s.Height-2*inner)
	for _, y := range []float64{mid, s.Height - mid} {
		s.braid(inner+1, y, s.Width-2*inner-2, 0)
	}
	for _, x := range []float64{mid, s.Width - mid} {
		s.braid(x, inner+1, s.Height-2*inner-2, math.Pi/2)
		for _, y := range []float64{mid, s.Height - mid} {
			s.Pen(s.deep, 0.3)
			s.Ring(x, y, 2.5)
			s.Pen(s.warm, 0.3)
			s.Ring(x, y, 1.8)
			s.Fill(s.warm)
			s.Disc(x, y, 0.8)
		}
	}
}

// braid draws two interlaced strands of a length from a point, along x or,
// turned a quarter, along y.
func (s sheet) braid(x, y, length, turn float64) {
	const height = 1.55
	waves := math.Round(length / 11)
	wave := length / waves
	sin, cos := math.Sincos(turn)
	place := func(along, across float64) point {
		return pdf.At(x+along*cos-across*sin, y+along*sin+across*cos)
	}
	for strand, c := range []colour{s.pale, s.warm} {
		s.Pen(c, 0.35)
		side := height * 4 / 3 * float64(1-2*strand)
		s.Repeat(int(waves), wave*cos, wave*sin, func() {
			s.Curve(place(0, 0), place(0.1821*wave, side), place(0.3179*wave, side), place(0.5*wave, 0),
				place(0.6821*wave, -side), place(0.8179*wave, -side), place(wave, 0))
		})
	}
}

// divider draws a rule with a diamond in its middle.
func (s sheet) divider(y float64) {
	m := s.middle()
	s.Pen(s.warm, 0.35)
	s.Line(m-58, y, m-4, y)
	s.Line(m+4, y, m+58, y)
	s.Fill(s.warm)
	s.Area(pdf.At(m, y-1.5), pdf.At(m+1.5, y), pdf.At(m, y+1.5), pdf.At(m-1.5, y))
}
