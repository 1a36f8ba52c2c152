package certificates

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"relevo/app/fault"
)

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// chunkOf is a chunk of a PNG file.
func chunkOf(kind string, data []byte) []byte {
	body := append([]byte(kind), data...)
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
}

// rawPNG is a file of any kind that a PNG may have, also such as Go writes none.
func rawPNG(t testing.TB, width, height uint32, depth, kind, interlace byte, rows []byte) []byte {
	t.Helper()
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	head = append(head, depth, kind, 0, 0, interlace)
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.Join([][]byte{[]byte("\x89PNG\r\n\x1a\n"), chunkOf("IHDR", head), chunkOf("IDAT", packed.Bytes()), chunkOf("IEND", nil)}, nil)
}

// interlaced is a grey image of 16 by 16 in seven passes.
func interlaced(t testing.TB) []byte {
	t.Helper()
	var rows []byte
	for _, pass := range [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		for y := pass[1]; y < 16; y += pass[3] {
			rows = append(rows, 0)
			for x := pass[0]; x < 16; x += pass[2] {
				rows = append(rows, byte(16*x))
			}
		}
	}
	return rawPNG(t, 16, 16, 8, 0, 1, rows)
}

// noted puts a camera's note into a JPEG file: that it was held on its side,
// and where.
func noted(file []byte) []byte {
	note := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00lugar secreto")
	segment := append([]byte{0xff, 0xe1, 0, byte(len(note) + 2)}, note...)
	return bytes.Join([][]byte{file[:2], segment, file[2:]}, nil)
}

func ramp(rect image.Rectangle, set func(x, y int, v uint8)) {
	for y := range rect.Dy() {
		for x := range rect.Dx() {
			set(x, y, uint8(255*x/rect.Dx()))
		}
	}
}

func TestEveryKindOfImageIsTakenInOrRefusedClearly(t *testing.T) {
	t.Parallel()
	rect := image.Rect(0, 0, 40, 24)
	deep, clear, grey := image.NewNRGBA64(rect), image.NewNRGBA(rect), image.NewGray(rect)
	ramp(rect, func(x, y int, v uint8) {
		deep.Set(x, y, color.NRGBA64{R: uint16(v) << 8, A: 0xffff})
		clear.Set(x, y, color.NRGBA{R: 200, A: v})
		grey.Set(x, y, color.Gray{Y: v})
	})
	palette := image.NewPaletted(rect, color.Palette{color.Transparent, color.Black, color.White})
	cmyk, err := base64.StdEncoding.DecodeString(cmykJPEG)
	if err != nil {
		t.Fatal(err)
	}
	large := image.NewGray(image.Rect(0, 0, 3000, 1000))
	for name, file := range map[string][]byte{
		"16 bits": asPNG(t, deep), "alpha": asPNG(t, clear), "grey": asPNG(t, grey), "palette": asPNG(t, palette), "interlaced": interlaced(t),
		"jpeg": asJPEG(t, deep), "grey jpeg": asJPEG(t, grey), "cmyk jpeg": cmyk, "on its side": noted(asJPEG(t, deep)), "large": asPNG(t, large),
	} {
		picture, err := readImage("logo1", file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if max(picture.Width, picture.Height) > keptSide || bytes.Contains(picture.Content, []byte("secreto")) {
			t.Errorf("%s: kept with %d × %d, or with its notes", name, picture.Width, picture.Height)
		}
		if name == "on its side" && (picture.Width != 24 || picture.Height != 40) {
			t.Errorf("it still lies on its side: %d × %d", picture.Width, picture.Height)
		}
		picture.ID = "x"
		for _, o := range Orientations {
			look := Look{Design: Design{Orientation: o, Logos: []Logo{{ImageID: "x"}}, Signatures: []Signature{{ImageID: "x", Name: "Ana"}}}, Pictures: map[string]PaperImage{"x": picture}}
			body, err := PDFIn(look, paper(), address, address)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			poppler(t, "pdftoppm", body, "page.png", "-png", "-singlefile", "-r", "20") // says what is wrong with a file
		}
	}
	whole := asPNG(t, deep)
	for name, c := range map[string]struct {
		file []byte
		key  string
	}{
		"empty":     {nil, "templates.image.kind"},
		"text":      {[]byte("hola"), "templates.image.kind"},
		"gif":       {[]byte("GIF89a"), "templates.image.kind"},
		"svg":       {[]byte("\ufeff<?xml version='1.0'?>\n<SVG width='1'/>"), "templates.image.svg"},
		"cut":       {whole[:len(whole)/2], "templates.image.broken"},
		"cut jpeg":  {asJPEG(t, deep)[:200], "templates.image.broken"},
		"one pixel": {asPNG(t, image.NewGray(image.Rect(0, 0, 1, 1))), "templates.image.small"},
		"bomb":      {rawPNG(t, 60000, 60000, 8, 2, 0, make([]byte, 1000)), "templates.image.huge"},
		"overflow":  {rawPNG(t, 0x7fffffff, 0x7fffffff, 1, 0, 0, nil), ""},
		"too heavy": {append(bytes.Clone(whole), make([]byte, MaxImage)...), "fault.file_large"},
	} {
		_, err := readImage("logo1", c.file)
		fields := fault.FieldsOf(err)
		if len(fields) != 1 || fields[0].Name != "logo1" || (c.key != "" && fields[0].Key != c.key) {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
}

// What is transparent is white on the paper, not black.
func TestTransparentIsWhite(t *testing.T) {
	picture, err := readImage("logo1", asPNG(t, image.NewNRGBA(image.Rect(0, 0, 20, 20))))
	if err != nil {
		t.Fatal(err)
	}
	seen, err := png.Decode(bytes.NewReader(picture.Content))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, a := seen.At(5, 5).RGBA(); r&g&b&a != 0xffff {
		t.Errorf("it is %x %x %x %x", r, g, b, a)
	}
}

func FuzzReadImage(f *testing.F) {
	rect := image.Rect(0, 0, 20, 20)
	f.Add(asPNG(f, image.NewNRGBA64(rect)))
	f.Add(asJPEG(f, image.NewGray(rect)))
	f.Add(interlaced(f))
	f.Add(noted(asJPEG(f, image.NewNRGBA(rect))))
	f.Add([]byte(strings.Repeat(" ", 20) + "<svg"))
	f.Fuzz(func(t *testing.T, file []byte) {
		picture, err := readImage("logo1", file)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		picture.ID = "x"
		look := Look{Design: Design{Logos: []Logo{{ImageID: "x"}}}, Pictures: map[string]PaperImage{"x": picture}}
		if _, err := PDFIn(look, paper(), address, address); err != nil {
			t.Fatal(err)
		}
	})
}

// cmykJPEG is a gradient in printer's inks.
const cmykJPEG = "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpKPjM2RjcsLUBXQUZMTlJTUjI+WmFaUGBKUVJP/9sA" +
	"QwEODg4TERMmFRUmTzUtNU9PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P/8AAFAgAGAAYBAEiAAIRAQMRAQQiAP/E" +
	"ABcAAQEBAQAAAAAAAAAAAAAAAAAGAwX/xAAdEAEAAAYDAAAAAAAAAAAAAAAAAQMSExViFCRR/8QAFwEBAQEBAAAAAAAAAAAAAAAAAAYFB//EABsRAAEEAwAA" +
	"AAAAAAAAAAAAAAABAxRRAhIV/9oADgQBAAIRAxEEAAA/AO5WVsbM0szWf3cSCiOUW2U2MpsluydltWMbM0O7iIjlFTlNhLdkd3jQ8ONDwETup0GO3RU4vUxe" +
	"oHGh4AbqI7dDF6gP/9k="
