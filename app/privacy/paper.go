package privacy

import (
	"strings"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/pdf"
)

// The measures of the paper, in millimetres and points.
const (
	margin   = 18.0
	lineStep = 4.6
	textSize = 9.0
)

var (
	black = pdf.Colour{20, 20, 20}
	grey  = pdf.Colour{110, 110, 110}
)

// PDF is the copy as a paper to be read: every row, with what it is, where, when and
// what was said. The file in JSON has every column.
func (c Copy) PDF(p *i18n.Printer) ([]byte, error) {
	title := p.T("privacy.copy.title")
	sheet := &paper{Canvas: pdf.New(true, pdf.About{Title: title, Subject: title, On: c.MadeAt.Date()})}
	sheet.top()
	sheet.line(pdf.Upright, 20, black, 9, title)
	sheet.line(pdf.Plain, textSize, black, lineStep, c.Name)
	sheet.line(pdf.Plain, textSize, grey, lineStep+3, p.T("privacy.copy.made", "when", p.Instant(c.MadeAt)))
	for _, section := range c.Sections {
		sheet.room(4 * lineStep)
		sheet.y += 3
		sheet.line(pdf.Upright, 13, black, 6.5, p.T("privacy.held."+section.Table))
		if len(section.Rows) == 0 {
			sheet.line(pdf.Plain, textSize, grey, lineStep, p.T("privacy.copy.nothing"))
		}
		for _, row := range section.Rows {
			sheet.row(p, row)
		}
	}
	return sheet.Bytes()
}

// paper is a canvas that is written on from top to bottom.
type paper struct {
	pdf.Canvas
	y float64
}

func (s *paper) top() { s.y = margin }

// room begins another page when less than a height is left.
func (s *paper) room(height float64) {
	if s.y+height > s.Height-margin {
		s.Page()
		s.top()
	}
}

// line writes a text, broken where it must be, and goes on below it.
func (s *paper) line(face string, size float64, ink pdf.Colour, step float64, text string) {
	s.Font(face, size)
	for _, part := range s.Broken(pdf.Clean(text), s.Width-2*margin) {
		s.room(step)
		s.Font(face, size)
		s.y += step
		s.Write(margin, s.y, ink, 0, part)
	}
}

// row writes what, where and when in one line, and what was said below it.
func (s *paper) row(p *i18n.Printer, row map[string]any) {
	var head []string
	for _, column := range []string{"at", "what", "place"} {
		value := text(row, column)
		if at, err := db.ParseInstant(value); err == nil && column == "at" {
			value = p.Instant(at)
		}
		if value != "" {
			head = append(head, value)
		}
	}
	if len(head) > 0 {
		s.line(pdf.Plain, textSize, black, lineStep, strings.Join(head, " · "))
	}
	if detail := text(row, "detail"); detail != "" {
		s.line(pdf.Plain, textSize-1, grey, lineStep-0.4, detail)
	}
}
