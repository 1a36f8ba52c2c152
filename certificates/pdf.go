package certificates

import (
	"bytes"
	"embed"
	"encoding/gob"
	"fmt"
	"image"
	paint "image/draw"
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
	upright = "upright"
	italic  = "italic"
	plain   = "plain"
)

var faces = map[string][]byte{
	upright: mustFont("EBGaramond-Regular.ttf"),
	italic:  mustFont("EBGaramond-Italic.ttf"),
	plain:   mustFont("OpenSans-Regular.ttf"),
}

func mustFont(name string) []byte {
	body, err := fonts.ReadFile("fonts/" + name)
	if err != nil {
		panic(err) // the files are compiled in: this cannot fail in a built program
	}
	return body
}

// The short side and the long side of A4, in millimetres.
const shortSide, longSide = 210.0, 297.0

// colour is red, green and blue, 0 to 255.
type colour [3]int

// point is a place on a page, in millimetres from its upper left corner.
type point struct{ x, y float64 }

// about is what a file says of itself, to programs and screen readers.
type about struct {
	title, subject string
	code           string  // what its QR code says, for programs that cannot see it
	on             db.Date // when it is said to have been made
}

// canvas is what papers are drawn on: pages in millimetres, from the upper left
// corner, texts standing on the line they are given. The same calls give the
// same bytes, whenever they are made.
type canvas struct {
	pdf           *gofpdf.Fpdf
	width, height float64
	widths        map[int]string  // of the images drawn, in pixels, and which image has each
	faces         map[string]bool // read so far: reading one takes longer than drawing with it
}

// newCanvas begins a file with one page of A4.
func newCanvas(o Orientation, a about) canvas {
	c := canvas{pdf: gofpdf.New("P", "mm", "A4", ""), width: shortSide, height: longSide}
	if o != Portrait {
		c = canvas{pdf: gofpdf.New("L", "mm", "A4", ""), width: longSide, height: shortSide}
	}
	made := a.on.Start().Time()
	c.widths, c.faces = map[int]string{}, map[string]bool{}
	c.pdf.SetCatalogSort(true)
	c.pdf.SetCreationDate(made)
	c.pdf.SetModificationDate(made)
	c.pdf.SetProducer("relevo", true)
	c.pdf.SetCreator("relevo", true)
	c.pdf.SetAuthor("relevo", true)
	c.pdf.SetTitle(clean(a.title), true)
	c.pdf.SetSubject(clean(a.subject), true)
	c.pdf.SetKeywords(a.code, false)
	c.pdf.SetMargins(0, 0, 0)
	c.pdf.SetAutoPageBreak(false, 0)
	c.page()
	return c
}

// page begins another page.
func (c canvas) page() { c.pdf.AddPage() }

// bytes ends the file and gives it.
func (c canvas) bytes() ([]byte, error) {
	var out bytes.Buffer
	if err := c.pdf.Output(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// font sets what is written, and measured, from here on: a face, in points.
func (c canvas) font(face string, size float64) {
	if !c.faces[face] {
		c.faces[face] = true
		c.pdf.AddUTF8FontFromBytes(face, "", bytes.Clone(faces[face])) // the library writes into it
	}
	c.pdf.SetFont(face, "", size)
}

// measure is how wide a clean text is.
func (c canvas) measure(text string) float64 { return c.pdf.GetStringWidth(text) }

// write writes a clean text from a point to the right, its letters set apart
// by some millimetres more than usual.
func (c canvas) write(x, y float64, ink colour, spacing float64, text string) {
	c.pdf.SetTextColor(ink[0], ink[1], ink[2])
	if spacing != 0 {
		c.pdf.RawWriteStr(fmt.Sprintf("%.3f Tc", spacing*72/25.4))
		defer c.pdf.RawWriteStr("0 Tc")
	}
	c.pdf.Text(x, y, text)
}

// pen sets how lines are drawn from here on.
func (c canvas) pen(ink colour, width float64) {
	c.pdf.SetDrawColor(ink[0], ink[1], ink[2])
	c.pdf.SetLineWidth(width)
}

// round has lines end round, or not, from here on.
func (c canvas) round(yes bool) {
	style := "butt"
	if yes {
		style = "round"
	}
	c.pdf.SetLineCapStyle(style)
}

// line draws from one point to another.
func (c canvas) line(x1, y1, x2, y2 float64) { c.pdf.Line(x1, y1, x2, y2) }

// box draws the outline of a rectangle.
func (c canvas) box(x, y, width, height float64) { c.pdf.Rect(x, y, width, height, "D") }

// ring draws the outline of a circle.
func (c canvas) ring(x, y, radius float64) { c.pdf.Circle(x, y, radius, "D") }

// curve draws on from a point; each three points are a Bézier curve.
func (c canvas) curve(from point, through ...point) {
	c.pdf.MoveTo(from.x, from.y)
	for i := 0; i+2 < len(through); i += 3 {
		a, b, to := through[i], through[i+1], through[i+2]
		c.pdf.CurveBezierCubicTo(a.x, a.y, b.x, b.y, to.x, to.y)
	}
	c.pdf.DrawPath("D")
}

// fill sets with what areas are filled from here on.
func (c canvas) fill(ink colour) { c.pdf.SetFillColor(ink[0], ink[1], ink[2]) }

// bar fills a rectangle.
func (c canvas) bar(x, y, width, height float64) { c.pdf.Rect(x, y, width, height, "F") }

// tiles draws filled rectangles as one shape, so that those which touch leave no
// seam and none is widened to whole pixels by itself, as a renderer does with
// shapes that stand alone: a QR code drawn so can be scanned at any size. Each is
// x, y, width, height.
func (c canvas) tiles(rectangles [][4]float64) {
	const point = 72 / 25.4
	_, height := c.pdf.GetPageSize()
	var path strings.Builder
	for _, r := range rectangles {
		fmt.Fprintf(&path, "%.3f %.3f %.3f %.3f re ", r[0]*point, (height-r[1]-r[3])*point, r[2]*point, r[3]*point)
	}
	c.pdf.RawWriteStr(path.String() + "f")
}

// disc fills a circle.
func (c canvas) disc(x, y, radius float64) { c.pdf.Circle(x, y, radius, "F") }

// area fills a polygon.
func (c canvas) area(corners ...point) {
	list := make([]gofpdf.PointType, len(corners))
	for i, p := range corners {
		list[i] = gofpdf.PointType{X: p.x, Y: p.y}
	}
	c.pdf.Polygon(list, "F")
}

// picture draws an image that [readImage] made into a rectangle.
func (c canvas) picture(i PaperImage, x, y, width, height float64) {
	i, added := c.apart(i)
	kind := gofpdf.ImageOptions{ImageType: "PNG"}
	if i.MediaType == jpegType {
		kind.ImageType = "JPG"
	}
	c.pdf.RegisterImageOptionsReader(i.SHA256, kind, bytes.NewReader(i.Content))
	width *= float64(i.Width) / float64(i.Width-added)
	c.pdf.ImageOptions(i.SHA256, x, y, width, height, false, kind, 0, "")
}

// apart gives the image with some columns of white at its right where another
// of the same width was drawn before, and how many: the library writes images in
// the order of their widths, and those of the same width in any.
func (c canvas) apart(i PaperImage) (PaperImage, int) {
	added := 0
	for {
		by, taken := c.widths[i.Width+added]
		if !taken || by == i.SHA256 {
			break
		}
		added++
	}
	c.widths[i.Width+added] = i.SHA256
	if added == 0 {
		return i, 0
	}
	seen, err := decode(i.MediaType, i.Content)
	if err != nil {
		c.pdf.SetError(fmt.Errorf("reading image %s again: %w", i.ID, err))
		return i, 0
	}
	wide := image.NewRGBA(image.Rect(0, 0, i.Width+added, i.Height))
	paint.Draw(wide, wide.Rect, image.White, image.Point{}, paint.Src)
	paint.Draw(wide, seen.Bounds(), seen, image.Point{}, paint.Src)
	kept, err := keep(i.MediaType, wide)
	if err != nil {
		c.pdf.SetError(err)
		return i, 0
	}
	kept.SHA256 = i.SHA256
	return kept, added
}

// The library names an image by a digest of its gob, and in a gob a type has
// the number under which the program used it first. So it is used first here: else
// the bytes of a paper would depend on what ran before.
var _ = gob.NewEncoder(io.Discard).Encode([]int(nil))

// clean makes a text safe to draw: one form of each letter (NFC), line breaks
// and controls as spaces, and without what is no letter and in no font here:
// pictures such as emoji, what joins and varies them, and everything beyond
// U+FFFF, which the fonts of a PDF made here cannot address.
func clean(text string) string {
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
