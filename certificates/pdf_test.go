package certificates

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const address = base + "/verify/abcdefghijklmnop2345"

// poppler runs one of poppler's tools on a PDF and gives what it writes to the
// file named out.
func poppler(t *testing.T, tool string, body []byte, out string, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		t.Fatalf("%s is missing: install poppler-utils (make test does)", tool)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "in.pdf"), body, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, append(args, "in.pdf", strings.TrimSuffix(out, ".png"))...)
	cmd.Dir = dir
	if message, err := cmd.CombinedOutput(); err != nil || len(message) > 0 {
		t.Fatalf("%s: %v %s", tool, err, message)
	}
	text, err := os.ReadFile(filepath.Join(dir, out))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func draw(t *testing.T, p Paper) []byte {
	t.Helper()
	body, err := PDF(p, address)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// textOf is the text of a PDF with white space folded.
func textOf(t *testing.T, body []byte) string {
	t.Helper()
	return strings.Join(strings.Fields(string(poppler(t, "pdftotext", body, "out.txt", "-enc", "UTF-8"))), " ")
}

func TestPDFIsTheSameEveryTime(t *testing.T) {
	first := draw(t, paper())
	for range 5 {
		if !bytes.Equal(first, draw(t, paper())) {
			t.Fatal("the same paper gave different bytes")
		}
	}
	other := paper()
	other.PersonName = "Otra Persona"
	if bytes.Equal(first, draw(t, other)) {
		t.Fatal("another name gave the same bytes")
	}
	if len(first) > 80_000 {
		t.Errorf("a certificate has %d bytes: too many for a slow line", len(first))
	}
}

func TestPDFSaysWhatThePaperSays(t *testing.T) {
	p := paper()
	text := textOf(t, draw(t, p))
	for _, want := range []string{
		p.PersonName, p.CourseTitle, p.Serial, "12.5 horas", "CAR Casa del Río", "Escucha empática", "Preguntar sin interrogar", "Fondo Río Claro",
		"Emitido el 4 de mayo de 2026", "Vigente hasta el 4 de noviembre de 2026", "relevo.example.pe/verify", "abcde fghij klmno p2345",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper does not say %q:\n%s", want, text)
		}
	}
	p.Language, p.Kind, p.ValidUntil = "en", Completion, nil
	if text := textOf(t, draw(t, p)); !strings.Contains(text, "Awarded to") || strings.Contains(text, "Valid until") {
		t.Errorf("the English paper says:\n%s", text)
	}
}

func TestPDFPrintsEveryName(t *testing.T) {
	for name, want := range map[string]string{
		"Ana Li":                         "Ana Li",
		"Íñigo Ñuñuvero Güisa-O'Higgins": "Íñigo Ñuñuvero Güisa-O'Higgins",
		"María de los Ángeles Fernández-Baca Ñaupari Gutiérrez de la Peña y Santa Cruz Qu":                                      "",
		"María de los Ángeles del Perpetuo Socorro Fernández-Baca y Ñaupari Gutiérrez de la Peña de los Santos Mártires Quispe": "",
		"Jose\u0301 Nun\u0303ez":   "José Nuñez",
		"Rosa 🌱 Quispe":            "Rosa Quispe",
		"Rosa\xff Quispe":          "Rosa Quispe",
		"Bronisława Šimić Győrffy": "Bronisława Šimić Győrffy",
	} {
		if want == "" {
			want = name
		}
		p := paper()
		p.PersonName = name
		if text := textOf(t, draw(t, p)); !strings.Contains(text, want) {
			t.Errorf("the name %q is not on the paper:\n%s", want, text)
		}
	}
	for _, name := range []string{"", strings.Repeat("Ñ", 80), strings.Repeat("Quispe ", 60)} {
		p := paper()
		p.PersonName, p.CourseTitle = name, name
		draw(t, p)
	}
}

// The printed squares are those of the QR code of the address: every module
// is looked at on the rendered page.
func TestPDFShowsTheQRCodeOfTheAddress(t *testing.T) {
	const dpi = 300
	page, err := png.Decode(bytes.NewReader(poppler(t, "pdftoppm", draw(t, paper()), "page.png", "-png", "-gray", "-singlefile", "-r", "300")))
	if err != nil {
		t.Fatal(err)
	}
	dots, err := modules(address)
	if err != nil {
		t.Fatal(err)
	}
	if len(dots) < 21 {
		t.Fatalf("a code of %d modules", len(dots))
	}
	corner := blackest(page, dpi)
	step := qrSide / 25.4 * dpi / float64(len(dots))
	for row := range dots {
		for column := range dots {
			x := float64(corner.X) + (float64(column)+0.5)*step
			y := float64(corner.Y) + (float64(row)+0.5)*step
			grey, _, _, _ := page.At(int(x), int(y)).RGBA()
			if dark := grey < 0x8000; dark != dots[row][column] {
				t.Fatalf("module %d,%d is dark: %v, want %v", row, column, dark, dots[row][column])
			}
		}
	}
}

// blackest finds the upper left corner of the code: the first dark pixel
// inside the frame in the lower left quarter of the page.
func blackest(page image.Image, dpi int) image.Point {
	inside := dpi * 20 * 10 / 254
	for y := page.Bounds().Dy() * 3 / 4; y < page.Bounds().Dy()-inside; y++ {
		for x := inside; x < page.Bounds().Dx()/4; x++ {
			if grey, _, _, _ := page.At(x, y).RGBA(); grey < 0x8000 {
				return image.Point{X: x, Y: y}
			}
		}
	}
	return image.Point{}
}
