package badge

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Picture is what a badge shows. It names nobody: pages may show it to anyone.
type Picture struct {
	Kind  string // "Certificado de competencia"
	Title string // the course
	Year  string
	Font  []byte // TrueType or OpenType
}

// side is the length of the picture's sides in pixels; all lengths are for it.
const side = 640.0

// relevo's colours.
var (
	teal  = color.NRGBA{0x0b, 0x4f, 0x4c, 0xff}
	mist  = color.NRGBA{0x9c, 0xc9, 0xc4, 0xff}
	clay  = color.NRGBA{0xb2, 0x54, 0x34, 0xff}
	cream = color.NRGBA{0xfb, 0xf7, 0xf0, 0xff}
)

// Draw draws a badge as a PNG: a scalloped seal with relevo's sign, the
// course, and its year on a ribbon.
func Draw(p Picture) ([]byte, error) {
	parsed, err := opentype.Parse(p.Font)
	if err != nil {
		return nil, fmt.Errorf("the badge's font cannot be read: %w", err)
	}
	c := canvas{Image: image.NewNRGBA(image.Rect(0, 0, side, side)), font: parsed}
	const middle = side / 2
	c.seal(middle, 296, 282, 24, teal)
	c.disc(middle, 296, 252, mist)
	c.disc(middle, 296, 249, teal)
	c.disc(middle, 296, 236, cream)
	c.ring(middle, 296, 227, 1.6, clay)
	c.dots(middle, 296, 259.5)
	c.sign(middle, 148, 2.3)
	if err := c.words(p); err != nil {
		return nil, err
	}
	if err := c.ribbon(p.Year); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := png.Encode(&out, c.Image); err != nil {
		return nil, fmt.Errorf("writing the badge's picture: %w", err)
	}
	return out.Bytes(), nil
}

// canvas is the picture being drawn.
type canvas struct {
	Image *image.NRGBA
	font  *opentype.Font
}

// point is a place on the canvas.
type point struct{ x, y float64 }

// fill paints what closed lines enclose; one that turns the other way is a hole.
func (c canvas) fill(paint color.Color, lines ...[]point) {
	area := bounds(lines)
	r := vector.NewRasterizer(area.Dx(), area.Dy())
	for _, line := range lines {
		for i, p := range line {
			x, y := float32(p.x)-float32(area.Min.X), float32(p.y)-float32(area.Min.Y)
			if i == 0 {
				r.MoveTo(x, y)
			} else {
				r.LineTo(x, y)
			}
		}
		r.ClosePath()
	}
	r.Draw(c.Image, area, image.NewUniform(paint), image.Point{})
}

// bounds is the part of the picture in which the lines lie.
func bounds(lines [][]point) image.Rectangle {
	low, high := point{side, side}, point{}
	for _, line := range lines {
		for _, p := range line {
			low = point{min(low.x, p.x), min(low.y, p.y)}
			high = point{max(high.x, p.x), max(high.y, p.y)}
		}
	}
	return image.Rect(int(low.x), int(low.y), int(high.x)+1, int(high.y)+1)
}

// around gives the points of a closed curve around a middle.
func around(x, y float64, radius func(angle float64) float64) []point {
	const steps = 720
	points := make([]point, steps)
	for i := range points {
		angle := 2 * math.Pi * float64(i) / steps
		sin, cos := math.Sincos(angle)
		points[i] = point{x + radius(angle)*cos, y + radius(angle)*sin}
	}
	return points
}

func (c canvas) disc(x, y, radius float64, paint color.Color) {
	c.fill(paint, around(x, y, func(float64) float64 { return radius }))
}

// seal is a disc whose edge is made of so many waves.
func (c canvas) seal(x, y, radius float64, waves int, paint color.Color) {
	c.fill(paint, around(x, y, func(angle float64) float64 {
		return radius - 5.5 + 5.5*math.Cos(angle*float64(waves))
	}))
}

func (c canvas) ring(x, y, radius, width float64, paint color.Color) {
	outer := around(x, y, func(float64) float64 { return radius })
	inner := around(x, y, func(float64) float64 { return radius - width })
	c.fill(paint, outer, backwards(inner))
}

func backwards(points []point) []point {
	out := make([]point, len(points))
	for i, p := range points {
		out[len(points)-1-i] = p
	}
	return out
}

// dots sets a small dot on each wave of the seal.
func (c canvas) dots(x, y, radius float64) {
	for i := range 24 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 24)
		c.disc(x+radius*cos, y+radius*sin, 3, mist)
	}
}

// sign draws relevo's sign: two arcs, and the baton that passes from one to the other.
func (c canvas) sign(x, y, scale float64) {
	at := func(sx, sy float64) point { return point{x + (sx-20)*scale, y + (sy-16)*scale} }
	c.curve(4*scale, teal, at(4, 25), at(4, 13), at(10, 6), at(21, 6))
	c.curve(4*scale, color.NRGBA{62, 140, 134, 255}, at(36, 7), at(36, 19), at(30, 26), at(19, 26))
	from, to := at(13.5, 20.5), at(26.5, 11.5)
	c.curve(4*scale, clay, from, from, to, to)
}

// curve draws a cubic curve with round ends.
func (c canvas) curve(width float64, paint color.Color, a, b, d, e point) {
	const steps = 96
	var left, right []point
	for i := range steps + 1 {
		t := float64(i) / steps
		p := point{bezier(t, a.x, b.x, d.x, e.x), bezier(t, a.y, b.y, d.y, e.y)}
		dx, dy := slope(t, a.x, b.x, d.x, e.x), slope(t, a.y, b.y, d.y, e.y)
		if length := math.Hypot(dx, dy); length > 0 {
			nx, ny := -dy/length*width/2, dx/length*width/2
			left, right = append(left, point{p.x + nx, p.y + ny}), append(right, point{p.x - nx, p.y - ny})
		}
	}
	c.fill(paint, append(left, backwards(right)...))
	c.disc(a.x, a.y, width/2, paint)
	c.disc(e.x, e.y, width/2, paint)
}

func bezier(t, a, b, c, d float64) float64 {
	u := 1 - t
	return u*u*u*a + 3*u*u*t*b + 3*u*t*t*c + t*t*t*d
}

func slope(t, a, b, c, d float64) float64 {
	u := 1 - t
	return 3*u*u*(b-a) + 6*u*t*(c-b) + 3*t*t*(d-c)
}

// words writes the kind, small, and below it the course as large as it can be.
func (c canvas) words(p Picture) error {
	const width, top, bottom = 392.0, 262.0, 430.0
	kind, err := c.face(21)
	if err != nil {
		return err
	}
	upper := strings.ToUpper(p.Kind)
	c.centred(kind, spaced(kind, upper, 2.2), 226, 2.2, clay, upper)
	for size := 46.0; ; size -= 2 {
		face, err := c.face(size)
		if err != nil {
			return err
		}
		lines := wrap(face, p.Title, width)
		leading := size * 1.14
		height := leading * float64(len(lines))
		if (height <= bottom-top && fits(face, lines, width)) || size <= 18 {
			if most := int((bottom - top) / leading); len(lines) > most {
				lines = append(lines[:most-1], strings.TrimRight(lines[most-1], " ,.;:")+"…")
			}
			y := (top+bottom)/2 - leading*float64(len(lines))/2 + size*0.82
			for i, line := range lines {
				c.centred(face, measure(face, line), y+leading*float64(i), 0, teal, line)
			}
			return nil
		}
	}
}

// ribbon draws a band across the foot of the seal with the year on it.
func (c canvas) ribbon(year string) error {
	const left, right, top, bottom, tail = 150.0, 490.0, 500.0, 566.0, 40.0
	shade := color.NRGBA{0x84, 0x3a, 0x22, 0xff}
	c.fill(shade, []point{{left - tail, top + 20}, {left + 34, top + 20}, {left + 34, bottom + 20}, {left - tail, bottom + 20}, {left - tail + 22, (top+bottom)/2 + 20}})
	c.fill(shade, []point{{right + tail, top + 20}, {right - 34, top + 20}, {right - 34, bottom + 20}, {right + tail, bottom + 20}, {right + tail - 22, (top+bottom)/2 + 20}})
	dark := color.NRGBA{0x5c, 0x26, 0x15, 0xff}
	c.fill(dark, []point{{left, bottom}, {left + 34, bottom}, {left + 34, bottom + 20}})
	c.fill(dark, []point{{right, bottom}, {right - 34, bottom}, {right - 34, bottom + 20}})
	c.fill(clay, []point{{left, top}, {right, top}, {right, bottom}, {left, bottom}})
	face, err := c.face(34)
	if err != nil {
		return err
	}
	text := "relevo · " + year
	c.centred(face, spaced(face, text, 1.5), 544, 1.5, cream, text)
	return nil
}

func (c canvas) face(size float64) (font.Face, error) {
	face, err := opentype.NewFace(c.font, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("the badge's font cannot be drawn: %w", err)
	}
	return face, nil
}

func measure(face font.Face, text string) float64 {
	return float64(font.MeasureString(face, text)) / 64
}

// spaced measures a text whose letters stand apart.
func spaced(face font.Face, text string, apart float64) float64 {
	return measure(face, text) + apart*float64(len([]rune(text))-1)
}

// centred writes a line of a width in the middle, its letters a little apart.
func (c canvas) centred(face font.Face, width, y, apart float64, paint color.Color, text string) {
	d := font.Drawer{Dst: c.Image, Src: image.NewUniform(paint), Face: face, Dot: fixed.Point26_6{X: fixed.Int26_6((side - width) / 2 * 64), Y: fixed.Int26_6(y * 64)}}
	if apart == 0 {
		d.DrawString(text)
		return
	}
	for _, r := range text {
		d.DrawString(string(r))
		d.Dot.X += fixed.Int26_6(apart * 64)
	}
}

// wrap breaks a text between words into the fewest lines of a width, about
// equally long.
func wrap(face font.Face, text string, width float64) []string {
	fewest := greedy(face, text, width)
	for narrow := measure(face, text) / float64(len(fewest)); narrow < width; narrow += width / 40 {
		if lines := greedy(face, text, narrow); len(lines) <= len(fewest) && fits(face, lines, width) {
			return lines
		}
	}
	return fewest
}

func greedy(face font.Face, text string, width float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && measure(face, line+" "+word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}

func fits(face font.Face, lines []string, width float64) bool {
	for _, line := range lines {
		if measure(face, line) > width {
			return false
		}
	}
	return true
}
