package certificates

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"relevo/app/db"
	"relevo/app/fault"
)

// The kinds of image that are kept.
const (
	pngType  = "image/png"
	jpegType = "image/jpeg"
)

// MaxImage is how large the file of a logo or signature may be, in bytes.
const MaxImage = 2 << 20

// The sides of an image in pixels. What is larger than kept is made smaller:
// 1200 are four inches at 300 to the inch, more than any logo has on a paper.
// The greatest number of pixels keeps a small file from unfolding into more
// memory than a small machine has.
const (
	leastSide  = 16
	mostPixels = 12_000_000
	keptSide   = 1200
)

// PaperImage is a logo or a signature, kept once however many papers show it.
type PaperImage struct {
	ID        string
	SHA256    string `gorm:"column:sha256"` // of the content
	MediaType string
	Width     int // in pixels
	Height    int
	Content   []byte
	CreatedAt db.Instant
	CreatedBy string
}

// TableName names the table for GORM.
func (PaperImage) TableName() string { return "paper_image" }

// readImage takes a PNG or JPEG file in. It is decoded and written anew, so
// that nothing is kept but what is seen: no place, no camera, no other file
// behind it. What is transparent becomes white, as the paper is; 16 bits, interlaced
// rows and other inks than red, green and blue become what every reader of
// PDFs shows. An error is about the field.
func readImage(field string, file []byte) (PaperImage, error) {
	refuse := func(key string, pairs ...any) (PaperImage, error) {
		return PaperImage{}, fault.OnField(field, key, pairs...)
	}
	if len(file) > MaxImage {
		return refuse("fault.file_large", "limit", MaxImage>>20)
	}
	kind := kindOf(file)
	switch kind {
	case "svg":
		return refuse("templates.image.svg")
	case "":
		return refuse("templates.image.kind")
	}
	size, err := sizeOf(kind, file)
	if err != nil {
		return refuse("templates.image.broken")
	}
	if size.X < leastSide || size.Y < leastSide {
		return refuse("templates.image.small", "least", leastSide)
	}
	if size.X > mostPixels/size.Y {
		return refuse("templates.image.huge", "width", size.X, "height", size.Y)
	}
	decoded, err := decode(kind, file)
	if err != nil {
		return refuse("templates.image.broken")
	}
	return keep(kind, turned(flattened(decoded), orientationOf(kind, file)))
}

// kindOf is the media type of a file by how it begins; "svg" for what is
// refused with a word of its own, empty for all else.
func kindOf(file []byte) string {
	head := bytes.ToLower(file[:min(len(file), 1024)])
	switch {
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return pngType
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		return jpegType
	case bytes.Contains(head, []byte("<svg")):
		return "svg"
	default:
		return ""
	}
}

// sizeOf reads how large an image says it is, without unfolding it.
func sizeOf(kind string, file []byte) (image.Point, error) {
	read := png.DecodeConfig
	if kind == jpegType {
		read = jpeg.DecodeConfig
	}
	c, err := read(bytes.NewReader(file))
	return image.Point{X: c.Width, Y: c.Height}, err
}

func decode(kind string, file []byte) (image.Image, error) {
	if kind == jpegType {
		return jpeg.Decode(bytes.NewReader(file))
	}
	return png.Decode(bytes.NewReader(file))
}

// flattened gives an image on white, no larger than is kept. Each pixel is
// the mean of those it stands for.
func flattened(from image.Image) *image.RGBA {
	b := from.Bounds()
	width, height := b.Dx(), b.Dy()
	if most := max(width, height); most > keptSide {
		width, height = max(1, width*keptSide/most), max(1, height*keptSide/most)
	}
	to := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		top, bottom := b.Min.Y+y*b.Dy()/height, b.Min.Y+(y+1)*b.Dy()/height
		for x := range width {
			left, right := b.Min.X+x*b.Dx()/width, b.Min.X+(x+1)*b.Dx()/width
			to.SetRGBA(x, y, meanOnWhite(from, image.Rect(left, top, right, bottom)))
		}
	}
	return to
}

func meanOnWhite(from image.Image, part image.Rectangle) color.RGBA {
	var red, green, blue, n uint64
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			r, g, b, a := from.At(x, y).RGBA()
			white := 0xffff - uint64(a) // what shows through: RGBA is already weighed with a
			red, green, blue, n = red+uint64(r)+white, green+uint64(g)+white, blue+uint64(b)+white, n+1
		}
	}
	return color.RGBA{R: byte(red / n >> 8), G: byte(green / n >> 8), B: byte(blue / n >> 8), A: 0xff}
}

// keep writes an image as it is kept: a photograph as JPEG, all else as PNG.
func keep(kind string, seen *image.RGBA) (PaperImage, error) {
	var out bytes.Buffer
	var err error
	if kind == jpegType {
		err = jpeg.Encode(&out, seen, &jpeg.Options{Quality: 90})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, seen)
	}
	if err != nil {
		return PaperImage{}, fmt.Errorf("writing an image of %v: %w", seen.Bounds().Max, err)
	}
	sum := sha256.Sum256(out.Bytes())
	return PaperImage{SHA256: hex.EncodeToString(sum[:]), MediaType: kind, Width: seen.Rect.Dx(), Height: seen.Rect.Dy(), Content: out.Bytes()}, nil
}
