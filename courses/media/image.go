package media

import (
	"bytes"
	"image"
	_ "image/gif" // of which the first picture is taken
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"relevo/app/fault"
)

const (
	// MostWidth is how wide a picture is kept: enough for a desk, light for a telephone.
	MostWidth = 1280

	mostPixels = 40_000_000 // of a picture that is sent; more would take too much memory
	quality    = 78         // of JPEG: no difference is seen on a telephone
)

// one lets a single picture be worked on: each may take 160 MB.
var one = make(chan struct{}, 1)

// readImage reads a picture and makes it what is kept.
func readImage(data []byte) (Medium, error) {
	about, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return Medium{}, fault.OnField("file", "media.unknown")
	}
	if about.Width < 1 || about.Height < 1 || about.Width > mostPixels/about.Height {
		return Medium{}, fault.OnField("file", "media.too_many_pixels", "most", mostPixels/1_000_000)
	}
	one <- struct{}{}
	defer func() { <-one }()
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return Medium{}, fault.OnField("file", "media.broken")
	}
	upright := shrink(picture, orientation(data))
	m := Medium{Kind: Image, Width: upright.Rect.Dx(), Height: upright.Rect.Dy()}
	m.Type, m.Data, err = compress(upright, format)
	return m, err
}

// shrink draws the picture at most [MostWidth] wide and upright.
func shrink(picture image.Image, turned int) *image.NRGBA {
	from := picture.Bounds()
	width, height := from.Dx(), from.Dy()
	if turned >= 5 {
		width, height = height, width
	}
	if width > MostWidth {
		width, height = MostWidth, max(1, height*MostWidth/width)
	}
	if turned >= 5 {
		width, height = height, width
	}
	small := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(small, small.Rect, picture, from, draw.Src, nil)
	return turn(small, turned)
}

// turn puts a picture upright that a camera held as one of the eight ways of EXIF.
func turn(from *image.NRGBA, turned int) *image.NRGBA {
	if turned < 2 || turned > 8 {
		return from
	}
	w, h := from.Rect.Dx(), from.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if turned >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	to := image.NewNRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch turned {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			to.SetNRGBA(tx, ty, from.NRGBAAt(x, y))
		}
	}
	return to
}

// compress writes a photograph as JPEG, a drawing and what is transparent somewhere as PNG.
func compress(picture *image.NRGBA, format string) (mediaType string, data []byte, err error) {
	var photo, drawing bytes.Buffer
	if picture.Opaque() {
		if err := jpeg.Encode(&photo, picture, &jpeg.Options{Quality: quality}); err != nil {
			return "", nil, err
		}
		if format == "jpeg" {
			return "image/jpeg", photo.Bytes(), nil
		}
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&drawing, picture); err != nil {
		return "", nil, err
	}
	if photo.Len() > 0 && 2*photo.Len() < drawing.Len() { // JPEG blurs lines: only where it saves much
		return "image/jpeg", photo.Bytes(), nil
	}
	return "image/png", drawing.Bytes(), nil
}

// Settled gives the type of a picture that is as it would be kept: no wider than that, in
// one of the two formats, and without what cameras note beside it. To press such a picture
// again would only spoil it.
func Settled(data []byte) (mediaType string, ok bool) {
	about, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || about.Width > MostWidth || (format != "jpeg" && format != "png") {
		return "", false
	}
	noted := bytes.Contains(data, []byte("Exif")) || bytes.Contains(data, []byte("eXIf"))
	return "image/" + format, !noted
}
