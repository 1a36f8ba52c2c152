package pdf

import (
	"bytes"
	"embed"
	"encoding/gob"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/text/unicode/norm"

	"relevo/app/db"
)

// This is the one file that knows the library by which PDFs are written. It is
// no longer maintained, so nothing else may depend on it: whoever replaces it
// rewrites the canvas and nothing above.

// The fonts are EB Garamond (SIL Open Font License) and, where characters are
// to be copied without mistake, Open Sans (Apache License), both cut to Latin;
// their licences lie beside them.
//
//go:embed fonts
var fonts embed.FS

// The faces of a paper.
const (
	Upright = "upright"
	Italic  = "italic"
	Plain   = "plain"
)

// Faces are the fonts by face.
var Faces = map[string][]byte{
	Upright: mustFont("EBGaramond-Regular.ttf"),
	Italic:  mustFont("EBGaramond-Italic.ttf"),
	Plain:   mustFont("OpenSans-Regular.ttf"),
}

func mustFont(name string) []byte {
	body, err := fonts.ReadFile("fonts/" + name)
	if err != nil {
		panic(err) // the files are compiled in: this cannot fail in a built program
	}
	return body
}

// point is how many points of a PDF a millimetre has.
const point = 72 / 25.4

// ShortSide and LongSide are the sides of A4, in millimetres.
const ShortSide, LongSide = 210.0, 297.0

// Colour is red, green and blue, 0 to 255.
type Colour [3]int

// Point is a place on a page, in millimetres from its upper left corner.
type Point struct{ X, Y float64 }

// At is the point there.
func At(x, y float64) Point { return Point{X: x, Y: y} }

// About is what a file says of itself, to programs and screen readers.
type About struct {
	Title, Subject string
	Code           string  // what its QR code says, for programs that cannot see it
	On             db.Date // when it is said to have been made
}

// Canvas is what papers are drawn on: pages in millimetres, from the upper left
// corner, texts standing on the line they are given. The same calls give the
// same bytes, whenever they are made.
type Canvas struct {
	pdf           *gofpdf.Fpdf
	Width, Height float64
	faces         map[string]bool // read so far: reading one takes longer than drawing with it
}

// New begins a file with one page of A4.
func New(upright bool, a About) Canvas {
	c := Canvas{pdf: gofpdf.New("P", "mm", "A4", ""), Width: ShortSide, Height: LongSide}
	if !upright {
		c = Canvas{pdf: gofpdf.New("L", "mm", "A4", ""), Width: LongSide, Height: ShortSide}
	}
	made := a.On.Start().Time()
	c.faces = map[string]bool{}
	c.pdf.AliasNbPages(noAlias)
	c.pdf.SetCatalogSort(true)
	c.pdf.SetCreationDate(made)
	c.pdf.SetModificationDate(made)
	c.pdf.SetProducer("relevo", true)
	c.pdf.SetCreator("relevo", true)
	c.pdf.SetAuthor("relevo", true)
	c.pdf.SetTitle(Clean(a.Title), true)
	c.pdf.SetSubject(Clean(a.Subject), true)
	c.pdf.SetKeywords(a.Code, false)
	c.pdf.SetMargins(0, 0, 0)
	c.pdf.SetAutoPageBreak(false, 0)
	c.Page()
	return c
}

// noAlias would stand for the number of pages, and is in no text that was cleaned. Nothing is to be put in its place: without such a
// word the library embeds all digits and signs of each face, whether they are written or not.
const noAlias = "\x01\x01\x01"

// Page begins another page.
func (c Canvas) Page() { c.pdf.AddPage() }

// Bytes ends the file and gives it.
func (c Canvas) Bytes() ([]byte, error) {
	var out bytes.Buffer
	if err := c.pdf.Output(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Font sets what is written, and measured, from here on: a face, in points.
func (c Canvas) Font(face string, size float64) {
	if !c.faces[face] {
		c.faces[face] = true
		c.pdf.AddUTF8FontFromBytes(face, "", bytes.Clone(Faces[face])) // the library writes into it
	}
	c.pdf.SetFont(face, "", size)
}

// Measure is how wide a clean text is.
func (c Canvas) Measure(text string) float64 { return c.pdf.GetStringWidth(text) }

// Broken breaks a clean text between words; a word longer than the width is broken
// where it must be.
func (c Canvas) Broken(text string, width float64) []string {
	var out []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && c.Measure(line+" "+word) > width {
			out, line = append(out, line), ""
		}
		if line != "" {
			line += " "
		}
		for _, r := range word {
			if line != "" && c.Measure(line+string(r)) > width {
				out, line = append(out, line), ""
			}
			line += string(r)
		}
	}
	return append(out, line)
}

// Write writes a clean text from a point to the right, its letters set apart
// by some millimetres more than usual.
func (c Canvas) Write(x, y float64, ink Colour, spacing float64, text string) {
	c.pdf.SetTextColor(ink[0], ink[1], ink[2])
	if spacing != 0 {
		c.pdf.RawWriteStr(fmt.Sprintf("%.3f Tc", spacing*point))
		defer c.pdf.RawWriteStr("0 Tc")
	}
	c.pdf.Text(x, y, text)
}

// Pen sets how lines are drawn from here on.
func (c Canvas) Pen(ink Colour, width float64) {
	c.pdf.SetDrawColor(ink[0], ink[1], ink[2])
	c.pdf.SetLineWidth(width)
}

// Round has lines end round, or not, from here on.
func (c Canvas) Round(yes bool) {
	style := "butt"
	if yes {
		style = "round"
	}
	c.pdf.SetLineCapStyle(style)
}

// Line draws from one point to another.
func (c Canvas) Line(x1, y1, x2, y2 float64) { c.pdf.Line(x1, y1, x2, y2) }

// Box draws the outline of a rectangle.
func (c Canvas) Box(x, y, width, height float64) { c.pdf.Rect(x, y, width, height, "D") }

// Ring draws the outline of a circle.
func (c Canvas) Ring(x, y, radius float64) { c.pdf.Circle(x, y, radius, "D") }

// Curve draws on from a point; each three points are a Bézier curve.
func (c Canvas) Curve(from Point, through ...Point) {
	c.pdf.MoveTo(from.X, from.Y)
	for i := 0; i+2 < len(through); i += 3 {
		a, b, to := through[i], through[i+1], through[i+2]
		c.pdf.CurveBezierCubicTo(a.X, a.Y, b.X, b.Y, to.X, to.Y)
	}
	c.pdf.DrawPath("D")
}

// Fill sets with what areas are filled from here on.
func (c Canvas) Fill(ink Colour) { c.pdf.SetFillColor(ink[0], ink[1], ink[2]) }

// Bar fills a rectangle.
func (c Canvas) Bar(x, y, width, height float64) { c.pdf.Rect(x, y, width, height, "F") }

// Tiles draws filled rectangles of a grid as one shape, so that those which touch leave no
// seam and none is widened to whole pixels by itself, as a renderer does with
// shapes that stand alone: a QR code drawn so can be scanned at any size. The grid begins at a
// point, with squares of a side; each rectangle is column, row, width and height in
// squares, whole numbers that take little room in the file.
func (c Canvas) Tiles(x, y, side float64, rectangles [][4]int) {
	_, height := c.pdf.GetPageSize()
	var path strings.Builder
	fmt.Fprintf(&path, "q %.5f 0 0 %.5f %.3f %.3f cm ", side*point, -side*point, x*point, (height-y)*point)
	for _, r := range rectangles {
		fmt.Fprintf(&path, "%d %d %d %d re ", r[0], r[1], r[2], r[3])
	}
	c.pdf.RawWriteStr(path.String() + "f Q")
}

// Repeat draws the same so many times, each further on than the one before: what is
// written in the same words takes little room in the file.
func (c Canvas) Repeat(times int, dx, dy float64, draw func()) {
	c.pdf.RawWriteStr("q")
	for i := range times {
		if i > 0 {
			c.pdf.RawWriteStr(fmt.Sprintf("1 0 0 1 %.4f %.4f cm", dx*point, -dy*point))
		}
		draw()
	}
	c.pdf.RawWriteStr("Q")
}

// Disc fills a circle.
func (c Canvas) Disc(x, y, radius float64) { c.pdf.Circle(x, y, radius, "F") }

// Area fills a polygon.
func (c Canvas) Area(corners ...Point) {
	list := make([]gofpdf.PointType, len(corners))
	for i, p := range corners {
		list[i] = gofpdf.PointType{X: p.X, Y: p.Y}
	}
	c.pdf.Polygon(list, "F")
}

// Image draws a PNG or, with jpeg, a JPEG into a rectangle. The name tells images apart: one
// drawn twice is kept once.
func (c Canvas) Image(name string, jpeg bool, content []byte, x, y, width, height float64) {
	kind := gofpdf.ImageOptions{ImageType: "PNG"}
	if jpeg {
		kind.ImageType = "JPG"
	}
	c.pdf.RegisterImageOptionsReader(name, kind, bytes.NewReader(content))
	c.pdf.ImageOptions(name, x, y, width, height, false, kind, 0, "")
}

// Fail has [Canvas.Bytes] give the error.
func (c Canvas) Fail(err error) { c.pdf.SetError(err) }

// The library names an image by a digest of its gob, and in a gob a type has
// the number under which the program used it first. So it is used first here: else
// the bytes of a paper would depend on what ran before.
var _ = gob.NewEncoder(io.Discard).Encode([]int(nil))

// Clean makes a text safe to draw: one form of each letter (NFC), line breaks
// and controls as spaces, and without what is no letter and in no font here:
// pictures such as emoji, what joins and varies them, and everything beyond
// U+FFFF, which the fonts of a PDF made here cannot address.
func Clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r > 0xFFFF, r == '\uFFFD', r == '\u200d', unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Co, r),
			unicode.Is(unicode.So, r) && r > 0xFF:
			return -1
		case r < ' ', r >= 0x7F && r <= 0xA0, unicode.Is(unicode.Zs, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(text, "")))
	return text
}
