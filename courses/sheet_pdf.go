package courses

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"relevo/app/i18n"
	"relevo/app/pdf"
)

// spareRows are the empty rows at the end of a sheet, for who comes without being on it.
const spareRows = 5

// SheetPDF draws a sheet to be signed: what the meeting is about, and a row for each person
// with no more of their document than tells two apart. The same sheet gives the same bytes.
func SheetPDF(page SheetPage, p *i18n.Printer) ([]byte, error) {
	first := drawSheet(page, p, 0)
	body, err := drawSheet(page, p, first.number).Bytes() // again, now that it is known how many pages there are
	if err != nil {
		return nil, fmt.Errorf("drawing a sheet to be signed: %w", err)
	}
	return body, nil
}

func drawSheet(page SheetPage, p *i18n.Printer, of int) *paper {
	title, code := p.T("meetings.pdf.title"), page.Sheet.Printed()
	s := newPaper(p, pdf.About{Title: title + " · " + page.Title, Subject: title, On: page.Sheet.PrintedAt.Date()},
		p.T("meetings.pdf.foot", "code", code, "meeting", page.Title), of)
	s.columns = []paperColumn{{label: p.T("meetings.pdf.number"), width: 9}, {label: p.T("courses.person"), width: 70}, {label: p.T("courses.institution"), width: 60},
		{label: p.T("meetings.pdf.document"), width: 20}, {label: p.T("meetings.from"), width: 19}, {label: p.T("meetings.to"), width: 19}, {label: p.T("meetings.pdf.signature"), width: 68}}
	s.sheetHead(page, title, code)
	s.heads()
	rows := page.Rows[:len(page.Rows)-page.Later]
	for i, r := range rows {
		s.signRow(strconv.Itoa(i+1), r.Name, r.Institution, r.Document)
	}
	for i := range spareRows {
		s.signRow(strconv.Itoa(len(rows)+i+1), "", "", "")
	}
	s.facilitators(page.Facilitators)
	return s
}

func (s *paper) sheetHead(page SheetPage, title, code string) {
	const codeWidth = 62.0
	s.text(pdf.Upright, 20, paperTeal, paperEdge, paperWidth-codeWidth, title)
	s.Font(pdf.Plain, 7.5)
	s.Write(pdf.LongSide-paperEdge-codeWidth, s.y-5.5, paperSoft, 0, pdf.Clean(s.p.T("meetings.pdf.code")))
	s.Font(pdf.Plain, 17)
	s.Write(pdf.LongSide-paperEdge-codeWidth, s.y+1, paperInk, 0.6, code)
	s.y += 2
	s.lines(pdf.Upright, 13, 6, paperInk, paperWidth-codeWidth, 1, page.Title)
	s.lines(pdf.Plain, 9, 5, paperInk, paperWidth, 1, page.CourseTitle+" · "+page.Offering.Code)
	s.lines(pdf.Plain, 9, 5, paperInk, paperWidth, 1, s.p.T("meetings.pdf.when", "day", s.p.LongDate(page.HeldOn), "from", Clock(page.FromMinute), "to", Clock(page.ToMinute), "place", page.Place))
	if agenda := plainLines(page.Agenda); len(agenda) > 0 {
		s.y += 1.5
		s.lines(pdf.Plain, 7.5, 4.5, paperTeal, paperWidth, 1, s.p.T("meetings.agenda"))
		for i, line := range agenda {
			if i == 8 {
				s.lines(pdf.Plain, 8.5, 4.2, paperSoft, paperWidth, 1, "…")
				break
			}
			s.lines(pdf.Plain, 8.5, 4.2, paperInk, paperWidth, 2, line)
		}
	}
	s.y += 1.5
	s.lines(pdf.Plain, 7.5, 4.2, paperSoft, paperWidth, 2, s.p.T("meetings.pdf.how"))
}

// signRow is a row with lines between its columns, to write into.
func (s *paper) signRow(cells ...string) {
	const height = 9.5
	s.row(height, cells...)
	x := paperEdge
	for _, c := range s.columns[:len(s.columns)-1] {
		x += c.width
		s.Line(x, s.y-height, x, s.y)
	}
}

func (s *paper) facilitators(names string) {
	list := plainLines(names)
	if len(list) == 0 {
		list = []string{""}
	}
	if s.y+22 > paperBottom {
		s.columns = nil
		s.next()
	}
	s.y += 16
	width := min(75, paperWidth/float64(len(list)))
	for i, name := range list {
		if float64(i+1)*width > paperWidth {
			break
		}
		x := paperEdge + float64(i)*width
		s.Pen(paperInk, 0.2)
		s.Line(x, s.y-4, x+width-8, s.y-4)
		if name == "" {
			name = s.p.T("meetings.facilitators")
		}
		s.text(pdf.Plain, 8, paperInk, x, width-8, name)
	}
}

var (
	markLine  = regexp.MustCompile(`^(#{1,6}|>|[-*+])\s+`)
	markWords = regexp.MustCompile("[*_`]{1,3}")
	markLink  = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

// plainLines gives the lines of a Markdown text without its signs.
func plainLines(source string) []string {
	var out []string
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		bullet := strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "+ ")
		line = markWords.ReplaceAllString(markLink.ReplaceAllString(markLine.ReplaceAllString(line, ""), "$1"), "")
		if line == "" {
			continue
		}
		if bullet {
			line = "– " + line
		}
		out = append(out, line)
	}
	return out
}
