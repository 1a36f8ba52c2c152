package courses

import (
	"fmt"
	"strconv"
	"strings"

	"relevo/app/i18n"
	"relevo/app/pdf"
)

// columnsAcross is how many meetings stand beside one another; the others follow below, with
// the names again.
const columnsAcross = 9

// AttendancePDF draws the attendance of a whole offering for its file: who was at which
// meeting, for how long. The same attendance on the same day gives the same bytes.
func AttendancePDF(t AttendanceTable, p *i18n.Printer) ([]byte, error) {
	first := drawAttendance(t, p, 0)
	body, err := drawAttendance(t, p, first.number).Bytes() // again, now that it is known how many pages there are
	if err != nil {
		return nil, fmt.Errorf("drawing the attendance of an offering: %w", err)
	}
	return body, nil
}

func drawAttendance(t AttendanceTable, p *i18n.Printer, of int) *paper {
	title := p.T("meetings.table.title")
	s := newPaper(p, pdf.About{Title: title + " · " + t.Offering.Code, Subject: title, On: t.On},
		p.T("meetings.table.foot", "code", t.Offering.Code, "date", p.LongDate(t.On)), of)
	s.text(pdf.Upright, 20, paperTeal, paperEdge, paperWidth, title)
	s.y += 2
	s.lines(pdf.Upright, 13, 6, paperInk, paperWidth, 2, t.Title)
	s.lines(pdf.Plain, 9, 5, paperInk, paperWidth, 2, aboutOffering(t, p))
	s.lines(pdf.Plain, 9, 5, paperInk, paperWidth, 2, p.T("meetings.table.needed", "hours", t.Hours, "needed", t.Needed))
	s.meetingsList(t)
	for from := 0; from == 0 || from < len(t.Columns); from += columnsAcross {
		s.block(t, from, min(from+columnsAcross, len(t.Columns)))
	}
	return s
}

// aboutOffering says where, when and by whom.
func aboutOffering(t AttendanceTable, p *i18n.Printer) string {
	words := []string{t.Offering.Code, p.Range(p.Date(t.Offering.StartsOn), p.Date(t.Offering.EndsOn))}
	if t.Offering.Place != "" {
		words = append(words, t.Offering.Place)
	}
	for _, i := range t.Institutions {
		words = append(words, i.Name)
	}
	return strings.Join(words, " · ")
}

// meetingsList says which meeting stands in which column.
func (s *paper) meetingsList(t AttendanceTable) {
	s.y += 2
	for i, c := range t.Columns {
		if s.y+5 > paperBottom {
			s.columns = nil
			s.next()
		}
		said := s.p.T("meetings.table.day", "number", i+1, "day", s.p.Date(c.HeldOn))
		if c.Meeting != nil {
			said = s.p.T("meetings.table.meeting", "number", i+1, "day", s.p.Date(c.HeldOn), "from", Clock(c.Meeting.FromMinute), "to", Clock(c.Meeting.ToMinute), "title", c.Meeting.Title)
		}
		s.lines(pdf.Plain, 8.5, 4.2, paperInk, paperWidth, 1, said)
	}
}

// block is the table with some of the columns.
func (s *paper) block(t AttendanceTable, from, to int) {
	const each = 13.0
	s.columns = []paperColumn{{label: s.p.T("meetings.pdf.number"), width: 9}, {label: s.p.T("courses.person"), width: 66}, {label: s.p.T("courses.institution"), width: 46}, {label: s.p.T("meetings.pdf.document"), width: 20}}
	for i := from; i < to; i++ {
		s.columns = append(s.columns, paperColumn{label: strconv.Itoa(i + 1), width: each, right: true})
	}
	s.columns = append(s.columns, paperColumn{label: s.p.T("meetings.table.total"), width: 14, right: true})
	if s.y+30 > paperBottom {
		s.next()
	} else {
		s.y += 2
		s.heads()
	}
	for i, r := range t.Rows {
		cells := []string{strconv.Itoa(i + 1), r.Name, r.Institution, r.Document}
		for c := from; c < to; c++ {
			cells = append(cells, hoursOnPaper(s.p, r.Hours[c]))
		}
		s.row(7.5, append(cells, hoursOnPaper(s.p, r.Total))...)
	}
	s.y += 4
}

// hoursOnPaper writes hours; a dash for none.
func hoursOnPaper(p *i18n.Printer, h float64) string {
	if h == 0 {
		return "–"
	}
	return p.Value(h)
}
