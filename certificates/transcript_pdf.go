package certificates

import (
	"fmt"
	"strings"

	"relevo/app/i18n"
	"relevo/app/pdf"
)

// The page of a transcript: A4 upright, in millimetres.
const (
	edge       = 20.0
	pageTop    = 24.0
	pageBottom = longSide - 26
	column     = shortSide - 2*edge
)

// TranscriptPDF draws a transcript in a language: as many pages as it takes,
// numbered, with what its words mean at the end. The same transcript gives the
// same bytes.
func TranscriptPDF(t Transcript, p *i18n.Printer) ([]byte, error) {
	first := drawTranscript(t, p, 0)
	body, err := drawTranscript(t, p, first.number).Bytes() // again, now that it is known how many pages there are
	if err != nil {
		return nil, fmt.Errorf("drawing a transcript: %w", err)
	}
	return body, nil
}

// scroll is a text that runs from page to page.
type scroll struct {
	canvas
	p      *i18n.Printer
	t      Transcript
	y      float64 // the line that was written last
	number int     // of the page, from 1
	of     int     // how many pages there are; 0 while it is not known
}

func drawTranscript(t Transcript, p *i18n.Printer, of int) *scroll {
	title := p.T("transcripts.pdf.title")
	s := &scroll{canvas: newCanvas(Portrait, pdf.About{Title: title + " · " + t.PersonName, Subject: title, On: t.AsOf}), p: p, t: t, of: of, number: 1}
	s.foot()
	s.y = pageTop
	s.text(upright, 13, teal, 0, "relevo")
	s.skip(9)
	s.text(upright, 24, teal, 0, title)
	s.skip(9)
	s.wrapped(upright, 17, ink, 7, t.PersonName)
	s.skip(6)
	s.wrapped(plain, 9, muted, 4.5, p.T("transcripts.pdf.summary", "count", len(t.Courses), "hours", t.Hours(), "date", p.LongDate(t.AsOf)))
	if len(t.Courses) == 0 {
		s.skip(12)
		s.wrapped(plain, 10, ink, 5, p.T("transcripts.none"))
	}
	for _, c := range t.Courses {
		s.course(c)
	}
	for _, a := range t.Attended {
		s.attended(a)
	}
	s.past()
	s.definitions()
	return s
}

// skip goes down, to the next page where this one ends.
func (s *scroll) skip(by float64) {
	if s.y += by; s.y > pageBottom {
		s.next()
	}
}

// next begins another page, on which it is said whose transcript this is.
func (s *scroll) next() {
	s.Page()
	s.number++
	s.foot()
	s.y = pageTop
	s.Font(plain, 8)
	name := s.Broken(clean(s.t.PersonName), column-4)
	if len(name) > 1 {
		name[0] += "…" // the whole name is on the first page
	}
	s.text(plain, 8, muted, 0, name[0])
	s.y += 8
}

// room begins a new page unless there is room for something that belongs together.
func (s *scroll) room(height float64) {
	if s.y+height > pageBottom {
		s.next()
	}
}

// foot says on every page what it is part of.
func (s *scroll) foot() {
	const y = longSide - 14
	s.Pen(clay, 0.25)
	s.Line(edge, y-5, shortSide-edge, y-5)
	s.Font(plain, 7.5)
	s.Write(edge, y, muted, 0, clean(s.p.T("transcripts.pdf.foot", "date", s.p.LongDate(s.t.AsOf))))
	number := clean(s.p.T("transcripts.pdf.page", "page", s.number, "pages", max(s.of, s.number)))
	s.Write(shortSide-edge-s.Measure(number), y, muted, 0, number)
}

func (s *scroll) text(face string, size float64, c colour, indent float64, text string) {
	s.Font(face, size)
	s.Write(edge+indent, s.y, c, 0, clean(text))
}

// wrapped writes a text on as many lines as it takes.
func (s *scroll) wrapped(face string, size float64, c colour, leading float64, text string) {
	s.Font(face, size)
	for i, line := range s.Broken(clean(text), column) {
		if i > 0 {
			s.skip(leading)
		}
		s.text(face, size, c, 0, line)
	}
}

func (s *scroll) course(c TranscriptCourse) {
	s.skip(12)
	s.room(32)
	s.wrapped(upright, 14, teal, 6, c.Title)
	s.skip(5)
	s.wrapped(plain, 8.5, ink, 4.2, s.p.T("transcripts.pdf.completed", "date", s.p.LongDate(c.CompletedOn), "count", c.Hours, "offering", c.Offering))
	if where := Posted(s.p, c); where != "" {
		s.skip(4.5)
		s.wrapped(plain, 8.5, muted, 4.2, where)
	}
	if len(c.Results) > 0 {
		s.results(c.Results)
	}
	for _, one := range c.Certificates {
		s.skip(5)
		s.wrapped(plain, 8.5, ink, 4.2, CertificateLine(s.p, one))
	}
}

// Posted says where somebody worked on the day they completed a course, and as
// what; empty when that is not known.
func Posted(p *i18n.Printer, c TranscriptCourse) string {
	var said []string
	if c.Cadre != "" {
		said = append(said, p.T(c.Cadre.Key()))
	}
	if c.Institution != "" {
		said = append(said, c.Institution)
	}
	return strings.Join(said, " · ")
}

// CertificateLine says in a line what was certified and whether it stands.
func CertificateLine(p *i18n.Printer, c TranscriptCertificate) string {
	kind, state := p.T("certificates.kind."+string(c.Kind)), p.T("certificates.state."+string(c.State))
	line := p.T("transcripts.certificate", "kind", kind, "serial", c.Serial, "date", c.IssuedOn, "state", state)
	if c.ValidUntil != nil {
		line = p.T("transcripts.certificate_until", "kind", kind, "serial", c.Serial, "date", c.IssuedOn, "until", *c.ValidUntil, "state", state)
	}
	if c.RevokeReason != "" {
		line += " " + p.T("certificates.sentence.reason", "reason", c.RevokeReason)
	}
	return line
}

// OccasionOf says on which occasion a result was had.
func OccasionOf(p *i18n.Printer, r TranscriptResult) string {
	occasion := p.T("assessments.occasion." + string(r.Occasion))
	if r.MonthsAfter > 0 {
		return p.T("assessments.occasion_months", "occasion", occasion, "count", r.MonthsAfter)
	}
	return occasion
}

// Where the columns of the results begin.
const (
	atOccasion = 74.0
	atDay      = 122.0
	atScore    = 143.0
)

// results draws a table: competency, occasion, day, score.
func (s *scroll) results(list []TranscriptResult) {
	s.skip(6.5)
	s.room(12)
	head := func(x float64, key string) { s.text(plain, 7, clay, x, s.p.T(key)) }
	head(0, "transcripts.competency")
	head(atOccasion, "assessments.occasion")
	head(atDay, "transcripts.day")
	head(atScore, "transcripts.score")
	s.Pen(muted, 0.15)
	s.Line(edge, s.y+1.5, shortSide-edge, s.y+1.5)
	for from := 0; from < len(list); {
		to := from
		for to < len(list) && list[to].Code == list[from].Code {
			to++
		}
		s.competency(list[from:to])
		from = to
	}
	s.skip(1)
}

// competency draws the results in one competency, its name beside them on as
// many lines as it takes.
func (s *scroll) competency(list []TranscriptResult) {
	const leading = 5.0
	s.Font(plain, 8.5)
	name := s.Broken(clean(list[0].Name), atOccasion-3)
	height := leading * float64(max(len(list), len(name)))
	s.room(min(height, pageBottom-pageTop-leading))
	for i := range max(len(list), len(name)) {
		s.skip(leading)
		if i < len(name) {
			s.text(plain, 8.5, ink, 0, name[i])
		}
		if i >= len(list) {
			continue
		}
		r := list[i]
		score := s.p.T("transcripts.score_of", "score", s.p.Number(r.Score, 0))
		if r.Mastered {
			score = s.p.T("transcripts.score_mastered", "score", s.p.Number(r.Score, 0))
		}
		s.text(plain, 8.5, ink, atOccasion, OccasionOf(s.p, r))
		s.text(plain, 8.5, ink, atDay, s.p.Date(r.On))
		s.text(plain, 8.5, ink, atScore, score)
	}
}

// definitions says what the words mean, so that nobody has to guess.
func (s *scroll) definitions() {
	s.skip(14)
	s.room(30)
	s.text(upright, 12, teal, 0, s.p.T("transcripts.definitions"))
	for _, key := range Definitions(s.t.WithScores) {
		s.skip(5.5)
		s.wrapped(plain, 8, muted, 4, s.p.T(key))
	}
}

// Definitions lists the sentences that explain a transcript.
func Definitions(withScores bool) []string {
	keys := []string{"transcripts.means.completed", "transcripts.means.posted", "transcripts.means.certificate"}
	if withScores {
		return append(keys, "transcripts.means.score")
	}
	return append(keys, "transcripts.means.no_scores")
}
