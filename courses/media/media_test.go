package media

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"relevo/app/fault"
)

// photo is a picture of this size, its upper left corner red.
func photo(width, height int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(x * y), 255})
		}
	}
	for y := range height / 3 {
		for x := range width / 3 {
			m.Set(x, y, color.RGBA{250, 0, 0, 255})
		}
	}
	return m
}

func jpegOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withEXIF puts an orientation and a place name behind the beginning of a JPEG.
func withEXIF(data []byte, way byte) []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00" + string(way) + "\x00\x00\x00\x00\x00\x00\x00 Iquitos -3.74")
	segment := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(segment)+2))
	return append(append(head, segment...), data[2:]...)
}

func TestAPhotographIsTurnedReducedAndStripped(t *testing.T) {
	sent := withEXIF(jpegOf(t, photo(2000, 1000)), 6)
	m, err := Read(sent)
	if err != nil {
		t.Fatal(err)
	}
	if m.Kind != Image || m.Type != "image/jpeg" || m.Width != 1000 || m.Height != 2000 {
		t.Errorf("came out as %s %s of %d × %d", m.Kind, m.Type, m.Width, m.Height)
	}
	if bytes.Contains(m.Data, []byte("Exif")) || bytes.Contains(m.Data, []byte("Iquitos")) {
		t.Error("what the camera wrote beside it is still there")
	}
	shown, err := jpeg.Decode(bytes.NewReader(m.Data))
	if err != nil {
		t.Fatal(err)
	}
	// Held so, the corner that the camera has at the upper left is seen at the upper right.
	if r, g, _, _ := shown.At(950, 50).RGBA(); r < 0xc000 || g > 0x4000 {
		t.Error("the picture does not stand upright")
	}
	wide, err := Read(jpegOf(t, photo(3000, 300)))
	if err != nil || wide.Width != MostWidth || wide.Height != 128 {
		t.Errorf("3000 × 300 became %d × %d: %v", wide.Width, wide.Height, err)
	}
}

func TestADrawingStaysSharpAndTransparent(t *testing.T) {
	drawing := image.NewNRGBA(image.Rect(0, 0, 300, 200))
	var b bytes.Buffer
	if err := png.Encode(&b, drawing); err != nil {
		t.Fatal(err)
	}
	m, err := Read(b.Bytes())
	if err != nil || m.Type != "image/png" || m.Width != 300 {
		t.Errorf("a transparent drawing became %s, %d wide: %v", m.Type, m.Width, err)
	}
}

func zipOf(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(names); i += 2 {
		f, err := w.Create(names[i])
		if err == nil {
			_, err = f.Write([]byte(names[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// wav is so much silence.
func wav(seconds int) []byte {
	sound := make([]byte, 8000*seconds)
	head := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data")
	head = binary.LittleEndian.AppendUint32(head, uint32(len(sound)))
	return append(head, sound...)
}

func TestFilesAreKnownByTheirContent(t *testing.T) {
	ogg := "OggS\x00\x02" + string(make([]byte, 20)) + "\x01\x13OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00" + "OggS\x00\x04\x38\x01\x53\x07\x00\x00\x00\x00" + string(make([]byte, 20))
	for _, c := range []struct {
		name string
		data []byte
		kind Kind
		say  string
	}{
		{"a recording", wav(3), Audio, "WAV 0:03"},
		{"an Opus recording", []byte(ogg), Audio, "OGG 42:40"},
		{"an MP4 with pictures", []byte("\x00\x00\x00\x1cftypisom....hdlr\x00\x00\x00\x00\x00\x00\x00\x00vide...."), Video, "MP4 "},
		{"an MP4 with sound alone", []byte("\x00\x00\x00\x1cftypM4A ....hdlr\x00\x00\x00\x00\x00\x00\x00\x00soun...."), Audio, "M4A "},
		{"a PDF", []byte("%PDF-1.4\n"), Document, "PDF "},
		{"a Word document", zipOf(t, "word/document.xml", "<w/>"), Document, "Word "},
		{"an ODT", zipOf(t, "mimetype", "application/vnd.oasis.opendocument.text"), Document, "OpenDocument "},
	} {
		m, err := Read(c.data)
		if err != nil || m.Kind != c.kind || Name(m.Type)+" "+Clock(m.Length) != c.say {
			t.Errorf("%s is taken for %s, %s %s: %v", c.name, m.Kind, Name(m.Type), Clock(m.Length), err)
		}
	}
	for name, data := range map[string][]byte{
		"a page": []byte("<html><script>alert(1)</script></html>"), "an SVG": []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"),
		"a program": []byte("MZ\x90\x00"), "an archive": zipOf(t, "a.txt", "a"), "macros": zipOf(t, "word/document.xml", "", "word/vbaProject.bin", ""),
		"half a picture": jpegOf(t, photo(50, 50))[:200], "nothing": nil,
		"a picture that says it is huge": []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00"),
	} {
		if m, err := Read(data); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s passes as %s", name, m.Type)
		}
	}
}

func TestSizesAndLengthsAreShort(t *testing.T) {
	for want, got := range map[string]string{
		"1 kB": Size(12), "350 kB": Size(349_900), "1.2 MB": Size(1_234_567), "1.0 MB": Size(996_000),
		"0:07": Clock(7 * time.Second), "2:05": Clock(125 * time.Second), "1:00:01": Clock(3601 * time.Second), "": Clock(0),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("OggS\x00\x02OpusHead"))
	f.Add([]byte("RIFF\x24\x00\x00\x00WAVEfmt "))
	f.Add([]byte("ID3\x04\x00\x00\x00\x00\x00\x10\xff\xfb\x90\x44"))
	f.Add([]byte("\x00\x00\x00\x1cftypM4A mvhd"))
	f.Add([]byte("\x1aE\xdf\xa3\x84webm\x44\x89\x88"))
	f.Add(withEXIF([]byte{0xff, 0xd8, 0xff, 0xd9}, 8))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Read(data)
		if err == nil && (len(m.Data) == 0 || m.Type == "" || m.Length < 0) {
			t.Errorf("took %q for %+v", data, m)
		}
		if orientation(data) < 1 || orientation(data) > 8 {
			t.Errorf("an orientation of %d", orientation(data))
		}
	})
}

func TestNothingIsKeptOfWhatIsWrittenBesideSound(t *testing.T) {
	sound := "\xff\xfb\x90\x44" + strings.Repeat("la do ", 400)
	m, err := Read([]byte("ID3\x04\x00\x00\x00\x00\x00\x04Yeny" + sound))
	if err != nil || m.Kind != Audio || string(m.Data) != sound {
		t.Errorf("%s of %d bytes is kept, %v; want the %d of the sound", m.Type, len(m.Data), err, len(sound))
	}
}
