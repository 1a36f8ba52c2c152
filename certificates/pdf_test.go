package certificates

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"relevo/app/i18n"
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

func drawIn(t *testing.T, look Look, p Paper) []byte {
	t.Helper()
	body, err := PDFIn(look, p, address, address)
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
	t.Parallel()
	first := draw(t, paper())
	for range 2 {
		if !bytes.Equal(first, draw(t, paper())) {
			t.Fatal("the same paper gave different bytes")
		}
	}
	look := Look{Design: Design{Orientation: Portrait, Logos: []Logo{{ImageID: "a"}, {ImageID: "b"}}}, Pictures: map[string]PaperImage{}}
	for id, shade := range map[string]color.Gray{"a": {Y: 20}, "b": {Y: 90}} {
		picture, err := readImage(id, disc(t, 50, shade))
		if err != nil {
			t.Fatal(err)
		}
		look.Pictures[id] = picture
	}
	shown := drawIn(t, look, paper())
	times := 20
	if testing.Short() {
		times = 4
	}
	for range times {
		if !bytes.Equal(shown, drawIn(t, look, paper())) {
			t.Fatal("the same paper with logos gave different bytes")
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
	t.Parallel()
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

// names are what people are called, and what of it is printed; empty: all.
var names = map[string]string{
	"Ana Li":                         "",
	"Íñigo Ñuñuvero Güisa-O'Higgins": "",
	"Sumaq Qori T’ika Ch'aska P’unchaw Ñawpa":                                          "",
	"Uqllasiña Kʼantu Q'ente":                                                          "",
	"María de los Ángeles Fernández-Baca Ñaupari Gutiérrez de la Peña y Santa Cruz Qu": "",
	"María de los Ángeles del Perpetuo Socorro Fernández-Baca y Ñaupari Gutiérrez de la Peña de los Santos Mártires Quispe": "",
	"Jose\u0301 Nun\u0303ez":         "José Nuñez",
	"Rosa 🌱 Quispe ❤\ufe0f👩‍👧 ☺":     "Rosa Quispe",
	"Rosa\xff Quispe\u200b":          "Rosa Quispe",
	"Rosa\u00a0María\tQuispe":        "Rosa María Quispe",
	"Bronisława Šimić Győrffy Çelik": "",
}

// namedPaper is how a name is printed: in which language and orientation.
type namedPaper struct {
	name        string
	language    i18n.Locale
	orientation Orientation
}

// namedPapers is every name in every language and both orientations; with -short
// every name once and every language and orientation with some names.
func namedPapers(names []string) []namedPaper {
	var all []namedPaper
	for _, name := range names {
		for _, o := range Orientations {
			for _, language := range i18n.Locales() {
				all = append(all, namedPaper{name, language, o})
			}
		}
	}
	if !testing.Short() {
		return all
	}
	combinations := len(all) / len(names)
	var some []namedPaper
	for i := range names {
		some = append(some, all[i*combinations+i%combinations])
	}
	return some
}

func TestPDFPrintsEveryName(t *testing.T) {
	for _, one := range namedPapers(slices.Sorted(maps.Keys(names))) {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			p := paper()
			p.PersonName, p.Language = one.name, string(one.language)
			p.InstitutionName = "Centro de Acogida Residencial Especializado Nuestra Señora de la Asunción de Puerto Maldonado y Tambopata"
			text := textOf(t, drawIn(t, Look{Design: Design{Orientation: one.orientation}}, p))
			for _, want := range []string{cmp.Or(names[one.name], one.name), p.InstitutionName, p.CourseTitle, p.Serial} {
				if !strings.Contains(text, want) {
					t.Errorf("%+v: %q is not on the paper:\n%s", one, want, text)
				}
			}
		})
	}
}

func TestPDFIsDrawnWhateverIsOnIt(t *testing.T) {
	t.Parallel()
	for _, one := range namedPapers([]string{"", "🌱", strings.Repeat("Ñ", 80), strings.Repeat("Quispe ", 60)}) {
		p := paper()
		p.PersonName, p.CourseTitle, p.InstitutionName, p.Language = one.name, one.name, one.name, string(one.language)
		drawIn(t, Look{Design: Design{Orientation: one.orientation, Signatures: []Signature{{Name: one.name, Position: one.name}}}}, p)
	}
}

// Whatever is on the paper, nothing is written outside the frame.
func TestPDFKeepsWithinTheFrame(t *testing.T) {
	t.Parallel()
	long := SamplePaper(Competence, i18n.Spanish, dbtestDay)
	long.CourseTitle = strings.Repeat("Atención integral y acompañamiento ", 5)
	for range 9 {
		long.Competencies = append(long.Competencies, Competency{Name: "Derivar a tiempo y por el camino correcto a cada niña"})
	}
	words := Words{Title: strings.Repeat("Diploma ", 7), Because: strings.Repeat("por haber completado ", 7), Footer: strings.Repeat("No sustituye un título. ", 10)}
	design := Design{Signatures: []Signature{{Name: "Ana"}, {Name: strings.Repeat("Quispe ", 11), Position: strings.Repeat("Directora ", 12)}, {Name: "Li"}},
		Texts: map[i18n.Locale]map[Kind]Words{i18n.Spanish: {Competence: words}}}
	for _, o := range Orientations {
		design.Orientation = o
		page, err := png.Decode(bytes.NewReader(poppler(t, "pdftoppm", drawIn(t, Look{Design: design}, long), "page.png", "-png", "-gray", "-singlefile", "-r", "72")))
		if err != nil {
			t.Fatal(err)
		}
		millimetre := func(n float64) int { return int(n * 72 / 25.4) }
		b := page.Bounds()
		inside := image.Rect(millimetre(17), millimetre(17), b.Dx()-millimetre(17), b.Dy()-millimetre(17))
		for x := inside.Min.X; x < inside.Max.X; x++ {
			for _, y := range []int{inside.Min.Y, inside.Max.Y - 1} {
				if grey, _, _, _ := page.At(x, y).RGBA(); grey < 0xe000 {
					t.Fatalf("%s: something is at %d, %d beside the frame", o, x, y)
				}
			}
		}
		for y := inside.Min.Y; y < inside.Max.Y; y++ {
			for _, x := range []int{inside.Min.X, inside.Max.X - 1} {
				if grey, _, _, _ := page.At(x, y).RGBA(); grey < 0xe000 {
					t.Fatalf("%s: something is at %d, %d beside the frame", o, x, y)
				}
			}
		}
	}
}

// The printed squares are those of the QR code of the address: every module
// is looked at on the rendered page.
func TestPDFShowsTheQRCodeOfTheAddress(t *testing.T) {
	t.Parallel()
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
