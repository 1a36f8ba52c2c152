package courses

import (
	"strings"

	"relevo/app/i18n"
	"relevo/app/pdf"
)

// What is printed of meetings lies on A4 across; all in millimetres.
const (
	paperEdge   = 16.0
	paperTop    = 18.0
	paperBottom = pdf.ShortSide - 20
	paperWidth  = pdf.LongSide - 2*paperEdge
)

var (
	paperInk   = pdf.Colour{27, 42, 43}
	paperSoft  = pdf.Colour{90, 104, 105}
	paperRule  = pdf.Colour{150, 160, 158}
	paperTeal  = pdf.Colour{11, 79, 76}
	paperShade = pdf.Colour{239, 235, 226}
)

// paper is a table that runs from page to page, its heading on each of them.
type paper struct {
	pdf.Canvas
	p       *i18n.Printer
	y       float64 // the line that was written last
	number  int     // of the page, from 1
	of      int     // how many pages there are; 0 while it is not known
	foot    string  // on every page
	columns []paperColumn
}

// paperColumn is a column of a table on paper.
type paperColumn struct {
	label string
	width float64
	right bool // figures
}

func newPaper(p *i18n.Printer, about pdf.About, foot string, of int) *paper {
	one := &paper{Canvas: pdf.New(false, about), p: p, y: paperTop, number: 1, of: of, foot: foot}
	one.atFoot()
	return one
}

func (s *paper) atFoot() {
	const y = pdf.ShortSide - 10
	s.Pen(paperRule, 0.2)
	s.Line(paperEdge, y-5, pdf.LongSide-paperEdge, y-5)
	s.Font(pdf.Plain, 7.5)
	s.Write(paperEdge, y, paperSoft, 0, pdf.Clean(s.foot))
	number := pdf.Clean(s.p.T("meetings.pdf.page", "page", s.number, "pages", max(s.of, s.number)))
	s.Write(pdf.LongSide-paperEdge-s.Measure(number), y, paperSoft, 0, number)
}

// next begins another page with the heading of the table.
func (s *paper) next() {
	s.Page()
	s.number++
	s.atFoot()
	s.y = paperTop
	s.heads()
}

// text writes a text on one line from a point to the right, shortened to a width.
func (s *paper) text(face string, size float64, ink pdf.Colour, x, width float64, text string) {
	s.Font(face, size)
	s.Write(x, s.y, ink, 0, s.short(pdf.Clean(text), width))
}

// short cuts a clean text to a width.
func (s *paper) short(text string, width float64) string {
	if s.Measure(text) <= width {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && s.Measure(string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimSpace(string(letters)) + "…"
}

// lines writes a text on as many lines as it takes, at most so many.
func (s *paper) lines(face string, size, leading float64, ink pdf.Colour, width float64, most int, text string) {
	s.Font(face, size)
	broken := s.Broken(pdf.Clean(text), width)
	for i, line := range broken {
		if i == most {
			return
		}
		if i == most-1 && len(broken) > most {
			line += " …"
		}
		s.y += leading
		s.text(face, size, ink, paperEdge, width, line)
	}
}

// heads writes what the columns are called.
func (s *paper) heads() {
	s.y += 6
	s.Fill(paperShade)
	s.Bar(paperEdge, s.y-5, paperWidth, 7.5)
	x := paperEdge
	for _, c := range s.columns {
		s.Font(pdf.Plain, 7.5)
		label := s.short(pdf.Clean(c.label), c.width-2)
		at := x + 1
		if c.right {
			at = x + c.width - 1 - s.Measure(label)
		}
		s.Write(at, s.y, paperTeal, 0, label)
		x += c.width
	}
	s.y += 2.5
}

// row writes a row of a height, on the next page where this one ends. A text too long for
// its column takes two lines.
func (s *paper) row(height float64, cells ...string) {
	if s.y+height > paperBottom {
		s.next()
	}
	x := paperEdge
	for i, c := range s.columns {
		if i < len(cells) {
			s.cell(c, x, height, pdf.Clean(cells[i]))
		}
		x += c.width
	}
	s.y += height
	s.Pen(paperRule, 0.15)
	s.Line(paperEdge, s.y, paperEdge+paperWidth, s.y)
}

func (s *paper) cell(c paperColumn, x, height float64, text string) {
	s.Font(pdf.Plain, 8.5)
	middle := s.y + height/2 + 1.1
	if c.right {
		s.Write(x+c.width-1-s.Measure(text), middle, paperInk, 0, text)
		return
	}
	if s.Measure(text) <= c.width-2 {
		s.Write(x+1, middle, paperInk, 0, text)
		return
	}
	s.Font(pdf.Plain, 7.5)
	broken := s.Broken(text, c.width-2)
	s.Write(x+1, middle-1.7, paperInk, 0, broken[0])
	if len(broken) > 1 {
		s.Write(x+1, middle+1.7, paperInk, 0, s.short(strings.Join(broken[1:], " "), c.width-2))
	}
}
