package certificates

import (
	"fmt"
	"image"
	paint "image/draw"

	"relevo/app/pdf"
)

// What papers are drawn with, by the names that they have here.
type (
	colour = pdf.Colour
	point  = pdf.Point
)

const (
	upright, italic, plain = pdf.Upright, pdf.Italic, pdf.Plain
	shortSide, longSide    = pdf.ShortSide, pdf.LongSide
)

func clean(text string) string { return pdf.Clean(text) }

// canvas is what papers are drawn on, with the images they bear.
type canvas struct {
	pdf.Canvas
	widths map[int]string // of the images drawn, in pixels, and which image has each
}

func newCanvas(o Orientation, a pdf.About) canvas {
	return canvas{pdf.New(o == Portrait, a), map[int]string{}}
}

// picture draws an image that [readImage] made into a rectangle.
func (c canvas) picture(i PaperImage, x, y, width, height float64) {
	i, added := c.apart(i)
	width *= float64(i.Width) / float64(i.Width-added)
	c.Image(i.SHA256, i.MediaType == jpegType, i.Content, x, y, width, height)
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
		c.Fail(fmt.Errorf("reading image %s again: %w", i.ID, err))
		return i, 0
	}
	wide := image.NewRGBA(image.Rect(0, 0, i.Width+added, i.Height))
	paint.Draw(wide, wide.Rect, image.White, image.Point{}, paint.Src)
	paint.Draw(wide, seen.Bounds(), seen, image.Point{}, paint.Src)
	kept, err := keep(i.MediaType, wide)
	if err != nil {
		c.Fail(err)
		return i, 0
	}
	kept.SHA256 = i.SHA256
	return kept, added
}
