package certificates

import (
	"errors"
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"
)

// sheet is a page that is being set: a canvas and the colours of its paper.
type sheet struct {
	canvas
	palette
}

func (s sheet) middle() float64 { return s.Width / 2 }

// lines is a text set in a face, at a size in points, on one or more lines.
type lines struct {
	face string
	size float64
	text []string
}

// fit sets a text as large as it can be: on one line at a size from most down
// to least, else on two at four fifths of these, and so on to at most the
// given number of lines; what is longer still is set smaller.
func (s sheet) fit(text, face string, most, least float64, at int, width float64) lines {
	text = clean(text)
	for n := 1; ; n++ {
		for size := most; size >= least || (n == at && size > 3); size -= 0.25 {
			s.Font(face, size)
			if wrapped := s.wrap(text, width, n); len(wrapped) <= n {
				return lines{face, size, wrapped}
			}
		}
		if n == at {
			return lines{face, 3, s.greedy(text, width)}
		}
		most, least = most*0.8, least*0.8
	}
}

// wrap breaks a text between words so that its lines are about equally long;
// a word longer than the width is broken where it must be.
func (s sheet) wrap(text string, width float64, want int) []string {
	if want > 1 {
		even := s.Measure(text) / float64(want)
		for w := even; w < width; w += width / 40 {
			if wrapped := s.greedy(text, w); len(wrapped) <= want && s.unbroken(text, wrapped) {
				return wrapped
			}
		}
	}
	return s.greedy(text, width)
}

// unbroken tells whether no word of a text was broken.
func (s sheet) unbroken(text string, wrapped []string) bool {
	same := func(text string) string { return strings.Join(strings.Fields(strings.ReplaceAll(text, dot, "")), " ") }
	return same(strings.Join(wrapped, " ")) == same(text)
}

// dot stands between the members of a list. It never begins a line, and where
// a line ends it is not needed.
const dot = "·"

func (s sheet) greedy(text string, width float64) []string {
	var out []string
	line, list := "", "" // list is what stands between line and the next word
	for word := range strings.FieldsSeq(text) {
		if word == dot {
			list = "  " + dot + "  "
			continue
		}
		if line != "" && s.Measure(line+list+word) > width {
			out, line = append(out, line), ""
		}
		if line != "" {
			line += list
		}
		line += word
		list = " "
		for s.Measure(line) > width && len([]rune(line)) > 1 {
			runes := []rune(line)
			cut := len(runes) - 1
			for cut > 1 && s.Measure(string(runes[:cut])) > width {
				cut--
			}
			out, line = append(out, string(runes[:cut])), string(runes[cut:])
		}
	}
	return append(out, line)
}

// centredAt draws a line around x, its letters set apart by some millimetres.
func (s sheet) centredAt(x, y float64, face string, size float64, c colour, spacing float64, text string) {
	text = clean(text)
	s.Font(face, size)
	width := s.Measure(text) + spacing*float64(len([]rune(text))-1)
	s.Write(x-width/2, y, c, spacing, text)
}

// block draws lines around x, downward from y.
func (s sheet) block(x, y, leading float64, l lines, c colour) {
	for i, text := range l.text {
		s.centredAt(x, y+float64(i)*leading, l.face, l.size, c, 0, text)
	}
}

// at writes from x to the right, and gives where the text ends.
func (s sheet) at(x, y float64, face string, size float64, c colour, text string) float64 {
	text = clean(text)
	s.Font(face, size)
	s.Write(x, y, c, 0, text)
	return x + s.Measure(text)
}

// atRight writes so that the text ends at x, and gives where it begins.
func (s sheet) atRight(x, y float64, face string, size float64, c colour, text string) float64 {
	text = clean(text)
	s.Font(face, size)
	x -= s.Measure(text)
	s.Write(x, y, c, 0, text)
	return x
}

const labelSize, labelSpacing = 6.5, 0.45

// labelWidth sets the face of labels and gives how wide one is.
func (s sheet) labelWidth(text string) float64 {
	s.Font(plain, labelSize)
	return s.Measure(text) + labelSpacing*float64(len([]rune(text))-1)
}

// label writes a small heading from x to the right, and gives where it ends.
func (s sheet) label(x, y float64, text string) float64 {
	text = clean(strings.ToUpper(text))
	width := s.labelWidth(text)
	s.Write(x, y, s.warm, labelSpacing, text)
	return x + width
}

// labelRight writes one that ends at x, and gives where it begins.
func (s sheet) labelRight(x, y float64, text string) float64 {
	text = clean(strings.ToUpper(text))
	x -= s.labelWidth(text)
	s.Write(x, y, s.warm, labelSpacing, text)
	return x
}

// within draws an image as large as it can be in a box, standing on its floor,
// in the middle of it.
func (s sheet) within(i PaperImage, x, floor, width, height float64) {
	scale := min(width/float64(i.Width), height/float64(i.Height))
	w, h := float64(i.Width)*scale, float64(i.Height)*scale
	s.picture(i, x+(width-w)/2, floor-h, w, h)
}

// qr draws a QR code, each run of dark squares as one tile.
func (s sheet) qr(x, y, side float64, dots [][]bool) {
	var runs [][4]int
	for row := range dots {
		for from := 0; from < len(dots); from++ {
			if !dots[row][from] {
				continue
			}
			to := from
			for to < len(dots) && dots[row][to] {
				to++
			}
			runs = append(runs, [4]int{from, row, to - from, 1})
			from = to
		}
	}
	s.Fill(ink)
	s.Tiles(x, y, side/float64(len(dots)), runs)
}

// densest is of how many modules a code may be and still have them half a
// millimetre wide.
const densest = 65

// modules is the QR code of an address, row by row, true where it is dark,
// without the white border that the paper itself gives. One that would be
// dense is made with the least of error correction: that a scanner tells its
// modules apart at all helps it more than mending some of them.
func modules(address string) ([][]bool, error) {
	for _, level := range []qrcode.RecoveryLevel{qrcode.Medium, qrcode.Low} {
		code, err := qrcode.New(address, level)
		if err != nil {
			return nil, fmt.Errorf("making the QR code of the verification address: %w", err)
		}
		code.DisableBorder = true
		if dots := code.Bitmap(); len(dots) <= densest || level == qrcode.Low {
			return dots, nil
		}
	}
	return nil, errors.New("no level of error correction was tried") // there are two
}
