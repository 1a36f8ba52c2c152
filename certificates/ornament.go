package certificates

import "math"

// sign draws relevo's sign, as the pages show it, around a point: two arcs,
// and the baton that passes from one to the other.
func (s sheet) sign(x, y float64) {
	const scale, width, height = 0.42, 40.0, 32.0
	at := func(sx, sy float64) (float64, float64) { return x + (sx-width/2)*scale, y + (sy-height/2)*scale }
	arc := func(c colour, p ...[2]float64) {
		s.draw(c, 4*scale)
		s.MoveTo(at(p[0][0], p[0][1]))
		x1, y1 := at(p[1][0], p[1][1])
		x2, y2 := at(p[2][0], p[2][1])
		x3, y3 := at(p[3][0], p[3][1])
		s.CurveBezierCubicTo(x1, y1, x2, y2, x3, y3)
		s.DrawPath("D")
	}
	s.SetLineCapStyle("round")
	arc(teal, [2]float64{4, 25}, [2]float64{4, 13}, [2]float64{10, 6}, [2]float64{21, 6})
	arc(midTeal, [2]float64{36, 7}, [2]float64{36, 19}, [2]float64{30, 26}, [2]float64{19, 26})
	s.draw(clay, 4*scale)
	x1, y1 := at(13.5, 20.5)
	x2, y2 := at(26.5, 11.5)
	s.Line(x1, y1, x2, y2)
	s.SetLineCapStyle("butt")
}

// frame draws the border: two rules and between them a braid of two strands,
// the one shift and the next, with a knot in each corner.
func (s sheet) frame() {
	const outer, inner = 8.0, 16.0
	const mid = (outer + inner) / 2
	s.draw(teal, 1.1)
	s.Rect(outer, outer, sheetWidth-2*outer, sheetHeight-2*outer, "D")
	s.draw(teal, 0.25)
	s.Rect(outer+1.3, outer+1.3, sheetWidth-2*outer-2.6, sheetHeight-2*outer-2.6, "D")
	s.Rect(inner, inner, sheetWidth-2*inner, sheetHeight-2*inner, "D")
	for _, y := range []float64{mid, sheetHeight - mid} {
		s.braid(inner+1, y, sheetWidth-2*inner-2, 0)
	}
	for _, x := range []float64{mid, sheetWidth - mid} {
		s.braid(x, inner+1, sheetHeight-2*inner-2, math.Pi/2)
		for _, y := range []float64{mid, sheetHeight - mid} {
			s.draw(teal, 0.3)
			s.Circle(x, y, 2.5, "D")
			s.draw(clay, 0.3)
			s.Circle(x, y, 1.8, "D")
			s.fill(clay)
			s.Circle(x, y, 0.8, "F")
		}
	}
}

// braid draws two interlaced strands of a length from a point, along x or,
// turned a quarter, along y.
func (s sheet) braid(x, y, length, turn float64) {
	const height = 1.55
	waves := 2 * math.Round(length/11)
	half := length / waves
	sin, cos := math.Sincos(turn)
	place := func(along, across float64) (float64, float64) {
		return x + along*cos - across*sin, y + along*sin + across*cos
	}
	for strand, c := range []colour{paleTeal, clay} {
		s.draw(c, 0.35)
		side := height * 4 / 3 * float64(1-2*strand)
		s.MoveTo(place(0, 0))
		for i := range int(waves) {
			from := float64(i) * half
			x0, y0 := place(from+0.3642*half, side)
			x1, y1 := place(from+0.6358*half, side)
			x2, y2 := place(from+half, 0)
			s.CurveBezierCubicTo(x0, y0, x1, y1, x2, y2)
			side = -side
		}
		s.DrawPath("D")
	}
}
