package certificates

import (
	"bytes"
	"embed"
	"fmt"
	"strings"

	"github.com/jung-kurt/gofpdf"
	"github.com/skip2/go-qrcode"
	"golang.org/x/text/unicode/norm"

	"relevo/app/i18n"
)

// The fonts are EB Garamond (SIL Open Font License) and, where characters are
// to be copied without mistake, Open Sans (Apache License), both cut to Latin;
// their licences lie beside them.
//
//go:embed fonts
var fonts embed.FS

// The faces of the paper.
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

// colour is red, green and blue, 0 to 255.
type colour [3]int

// The colours of the paper: relevo's own, deep enough for a grey printer.
var (
	teal     = colour{11, 79, 76}
	midTeal  = colour{62, 140, 134}
	paleTeal = colour{124, 172, 168}
	clay     = colour{178, 84, 52}
	ink      = colour{33, 45, 46}
	muted    = colour{92, 105, 105}
)

// The sheet is A4 on its side, in millimetres.
const (
	sheetWidth  = 297.0
	sheetHeight = 210.0
	middle      = sheetWidth / 2
	margin      = 24.0 // clear of the frame
	textWidth   = sheetWidth - 2*34
	qrSide      = 25.0
)

// PDF draws the certificate. address is where it can be verified, printed and
// put into the QR code. The same paper and address give the same bytes.
func PDF(paper Paper, address string) ([]byte, error) {
	p := i18n.For(i18n.Locale(paper.Language))
	s := newSheet(paper, p)
	s.frame()
	s.sign(middle, 29)
	s.centred(42, upright, 14, teal, 0.5, "relevo")
	s.centred(55.5, upright, 21, teal, 1.9, strings.ToUpper(p.T("certificates.paper.title."+string(paper.Kind))))
	s.centred(64.5, italic, 14, muted, 0, p.T("certificates.paper.given_to"))
	s.name(paper.PersonName)
	s.centred(100.5, italic, 14, muted, 0, p.T("certificates.paper.because."+string(paper.Kind)))
	s.course(paper, p)
	if err := s.foot(paper, address, p); err != nil {
		return nil, err
	}

	var out bytes.Buffer
	if err := s.Output(&out); err != nil {
		return nil, fmt.Errorf("drawing certificate %s: %w", paper.Serial, err)
	}
	return out.Bytes(), nil
}

// sheet is the page being drawn.
type sheet struct{ *gofpdf.Fpdf }

// newSheet begins a page on which nothing depends on when it is drawn.
func newSheet(paper Paper, p *i18n.Printer) sheet {
	s := sheet{gofpdf.New("L", "mm", "A4", "")}
	s.SetCatalogSort(true)
	s.SetCreationDate(paper.IssuedOn.Start().Time())
	s.SetModificationDate(paper.IssuedOn.Start().Time())
	s.SetProducer("relevo", true)
	s.SetCreator("relevo", true)
	s.SetTitle(clean(p.T("certificates.paper.title."+string(paper.Kind))+" "+paper.Serial), true)
	s.SetAuthor("relevo", true)
	s.SetSubject(clean(paper.CourseTitle), true)
	s.SetMargins(0, 0, 0)
	s.SetAutoPageBreak(false, 0)
	for name, body := range faces {
		s.AddUTF8FontFromBytes(name, "", body)
	}
	s.AddPage()
	return s
}

// clean makes a text safe to draw: one form of each letter (NFC), line breaks
// and controls as spaces, and nothing beyond U+FFFF, which the fonts of a PDF
// made here cannot address.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r > 0xFFFF, r == '\uFFFD':
			return -1
		case r < ' ', r == 0x7F, r == '\u00a0':
			return ' '
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(text, "")))
	return strings.Join(strings.Split(text, "\n"), " ")
}

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
			s.SetFont(face, "", size)
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
		even := s.GetStringWidth(text) / float64(want)
		for w := even; w < width; w += width / 40 {
			if wrapped := s.greedy(text, w); len(wrapped) <= want {
				return wrapped
			}
		}
	}
	return s.greedy(text, width)
}

func (s sheet) greedy(text string, width float64) []string {
	var out []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && s.GetStringWidth(line+" "+word) > width {
			out, line = append(out, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
		for s.GetStringWidth(line) > width && len([]rune(line)) > 1 {
			runes := []rune(line)
			cut := len(runes) - 1
			for cut > 1 && s.GetStringWidth(string(runes[:cut])) > width {
				cut--
			}
			out, line = append(out, string(runes[:cut])), string(runes[cut:])
		}
	}
	return append(out, line)
}

// centred draws a line in the middle, its letters spaced by some millimetres.
func (s sheet) centred(y float64, face string, size float64, c colour, spacing float64, text string) {
	text = clean(text)
	s.SetFont(face, "", size)
	width := s.GetStringWidth(text) + spacing*float64(len([]rune(text))-1)
	s.write(middle-width/2, y, c, spacing, text)
}

func (s sheet) write(x, y float64, c colour, spacing float64, text string) {
	s.SetTextColor(c[0], c[1], c[2])
	if spacing != 0 {
		s.RawWriteStr(fmt.Sprintf("%.3f Tc", spacing*72/25.4))
		defer s.RawWriteStr("0 Tc")
	}
	s.Text(x, y, text)
}

// block draws lines in the middle, downward from y, and gives where the last stands.
func (s sheet) block(y, leading float64, l lines, c colour) float64 {
	for i, text := range l.text {
		s.centred(y+float64(i)*leading, l.face, l.size, c, 0, text)
	}
	return y + float64(len(l.text)-1)*leading
}

// name draws the name between where it is said whose it is and why, whatever
// its length, over a rule.
func (s sheet) name(name string) {
	l := s.fit(name, upright, 38, 26, 2, textWidth)
	if len(l.text) > 1 {
		l.size = min(l.size, 25)
		s.block(75.5, 10, l, ink)
	} else {
		s.block(82, 0, l, ink)
	}
	s.draw(clay, 0.35)
	s.Line(middle-58, 91.5, middle-4, 91.5)
	s.Line(middle+4, 91.5, middle+58, 91.5)
	s.fill(clay)
	s.Polygon([]gofpdf.PointType{{X: middle, Y: 90}, {X: middle + 1.5, Y: 91.5}, {X: middle, Y: 93}, {X: middle - 1.5, Y: 91.5}}, "F")
}

// course draws what was learned: the course, its hours, where, and the
// competencies, spread over the height there is.
func (s sheet) course(paper Paper, p *i18n.Printer) {
	const first, last = 110.5, 150.0
	title := s.fit(paper.CourseTitle, upright, 24, 18, 2, textWidth)
	facts := p.T("certificates.paper.hours", "count", paper.Hours)
	if paper.InstitutionName != "" {
		facts += "  ·  " + paper.InstitutionName
	}
	where := s.fit(facts, upright, 13, 10, 2, textWidth)
	names := s.fit(strings.Join(paper.Competencies.Names(), "  ·  "), upright, 12.5, 10, 3, textWidth)
	const titleLeading, whereLeading, namesLeading = 8.5, 5.2, 5.0
	height := float64(len(title.text)-1)*titleLeading + 8 + float64(len(where.text)-1)*whereLeading + 15 + float64(len(names.text)-1)*namesLeading
	spread := min(max((last-first-height)/3, 0), 3)

	y := s.block(first+spread, titleLeading, title, teal)
	y = s.block(y+8+spread/2, whereLeading, where, ink)
	if len(paper.Competencies) > 0 {
		s.centred(y+9+spread, plain, 6.5, clay, 0.7, strings.ToUpper(p.T("certificates.paper.competencies")))
		s.block(y+15+spread, namesLeading, names, ink)
	}
}

// foot draws the QR code, how to verify, who paid, the serial and the dates.
func (s sheet) foot(paper Paper, address string, p *i18n.Printer) error {
	const top = sheetHeight - margin - 24
	if err := s.qr(margin, top, qrSide, address); err != nil {
		return err
	}
	left := margin + qrSide + 4
	s.label(left, top+8.5, p.T("certificates.paper.verify"))
	s.at(left, top+14, plain, 8, ink, shown(address))
	s.at(left, top+19.5, plain, 8, ink, p.T("certificates.paper.code", "code", groupCode(paper.VerifyCode)))

	right := sheetWidth - margin
	s.labelRight(right, top+8.5, p.T("certificates.paper.serial"))
	s.atRight(right, top+14, plain, 10.5, ink, paper.Serial)
	s.atRight(right, top+19.5, plain, 8, ink, p.T("certificates.paper.issued", "date", p.LongDate(paper.IssuedOn)))
	if paper.ValidUntil != nil {
		s.atRight(right, top+24.5, plain, 8, clay, p.T("certificates.paper.valid_until", "date", p.LongDate(*paper.ValidUntil)))
	}
	if len(paper.Funders) > 0 {
		text := p.T("certificates.paper.funders", "funders", strings.Join(paper.Funders, " · "))
		s.block(top-3.5, 4.6, s.fit(text, italic, 11, 9, 1, textWidth), muted)
	}
	return nil
}

// shown is an address as it is read aloud: without its scheme and its code.
func shown(address string) string {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	if i := strings.LastIndexByte(rest, '/'); i > 0 {
		rest = rest[:i]
	}
	return rest
}

func (s sheet) at(x, y float64, face string, size float64, c colour, text string) {
	s.SetFont(face, "", size)
	s.write(x, y, c, 0, clean(text))
}

func (s sheet) atRight(x, y float64, face string, size float64, c colour, text string) {
	s.SetFont(face, "", size)
	text = clean(text)
	s.write(x-s.GetStringWidth(text), y, c, 0, text)
}

const labelSize, labelSpacing = 6.5, 0.45

func (s sheet) label(x, y float64, text string) {
	s.SetFont(plain, "", labelSize)
	s.write(x, y, clay, labelSpacing, clean(strings.ToUpper(text)))
}

func (s sheet) labelRight(x, y float64, text string) {
	s.SetFont(plain, "", labelSize)
	text = clean(strings.ToUpper(text))
	s.write(x-s.GetStringWidth(text)-labelSpacing*float64(len([]rune(text))-1), y, clay, labelSpacing, text)
}

// qr draws the address as squares, each run of dark ones as one rectangle.
func (s sheet) qr(x, y, side float64, address string) error {
	dots, err := modules(address)
	if err != nil {
		return err
	}
	step := side / float64(len(dots))
	s.fill(ink)
	for row := range dots {
		for from := 0; from < len(dots); from++ {
			if !dots[row][from] {
				continue
			}
			to := from
			for to < len(dots) && dots[row][to] {
				to++
			}
			s.Rect(x+float64(from)*step, y+float64(row)*step, float64(to-from)*step, step, "F")
			from = to
		}
	}
	return nil
}

// modules is the QR code of an address, row by row, true where it is dark,
// without the white border that the paper itself gives.
func modules(address string) ([][]bool, error) {
	code, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("making the QR code of the verification address: %w", err)
	}
	code.DisableBorder = true
	return code.Bitmap(), nil
}

func (s sheet) draw(c colour, width float64) {
	s.SetDrawColor(c[0], c[1], c[2])
	s.SetLineWidth(width)
}

func (s sheet) fill(c colour) { s.SetFillColor(c[0], c[1], c[2]) }
