package chart

// Sparkline is a trend the size of a word, beside the number it belongs to.
// It has no table: the number and the page it leads to say it.
type Sparkline struct {
	Summary string // the trend in words, read aloud in place of the picture
	Values  []float64
}

// Drawing draws the line with a dot at its end.
func (s Sparkline) Drawing() Drawing {
	d := Drawing{Width: 120, Height: 32}
	low, high := 0.0, 0.0
	first := true
	for _, v := range s.Values {
		if defined(v) {
			if first {
				low, high, first = v, v, false
			}
			low, high = min(low, v), max(high, v)
		}
	}
	if high == low {
		high = low + 1
	}
	x := scale{0, float64(max(len(s.Values)-1, 1)), 3, 114}
	y := scale{low, high, 27, 5}
	var line []Point
	for i, v := range s.Values {
		if !defined(v) {
			d.path("line s1", line...)
			line = nil
			continue
		}
		line = append(line, Point{x.at(float64(i)), y.at(v)})
	}
	d.path("line s1", line...)
	if n := len(line); n > 0 {
		d.dot("end s1", line[n-1].X, line[n-1].Y, 3.5)
	}
	return d
}
