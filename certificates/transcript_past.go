package certificates

import (
	"slices"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/courses"
)

// TranscriptPast is a training completed before relevo or elsewhere. Relevo did not see it
// and cannot verify its certificate: it says where it knows it from.
type TranscriptPast struct {
	Title       string  `json:"title"`
	CompletedOn db.Date `json:"completed_on"`
	Hours       float64 `json:"hours,omitempty"` // 0 when not known
	Organiser   string  `json:"organiser,omitempty"`
	Certificate string  `json:"certificate,omitempty"` // its number, of whoever gave it
	SourceFile  string  `json:"source_file"`
	SourceOn    db.Date `json:"source_on"`
	SourceBy    string  `json:"source_by"`
}

// pastOf gives the trainings of a person that files brought in, the latest first.
func pastOf(tx *db.Tx, personID string) ([]TranscriptPast, error) {
	facts, err := courses.PastTrainingsTx(tx, []string{personID})
	var list []TranscriptPast
	for _, f := range slices.Backward(facts) {
		one := TranscriptPast{Title: f.Title, CompletedOn: f.CompletedOn, Organiser: f.Organiser, Certificate: f.CertificateNumber,
			SourceFile: f.Source.FileName, SourceOn: f.Source.On.Date(), SourceBy: f.Source.By}
		if f.Hours != nil {
			one.Hours = *f.Hours
		}
		list = append(list, one)
	}
	return list, err
}

// PastLine says what a past training was, in one line.
func PastLine(p *i18n.Printer, t TranscriptPast) string {
	line := p.T("transcripts.past.line", "title", t.Title, "day", p.LongDate(t.CompletedOn))
	if t.Hours > 0 {
		line += " · " + p.T("transcripts.past.hours", "count", t.Hours)
	}
	if t.Organiser != "" {
		line += " · " + t.Organiser
	}
	if t.Certificate != "" {
		line += " · " + p.T("transcripts.past.certificate", "number", t.Certificate)
	}
	return line
}

// PastSource says where it is known from.
func PastSource(p *i18n.Printer, t TranscriptPast) string {
	name := t.SourceBy
	if name == "system" {
		name = p.T("people.author.system")
	}
	return p.T("files.source", "file", t.SourceFile, "day", t.SourceOn, "name", name)
}

// past writes what files brought in.
func (s *scroll) past() {
	if len(s.t.Past) == 0 {
		return
	}
	s.skip(14)
	s.room(30)
	s.text(upright, 12, teal, 0, s.p.T("transcripts.past"))
	s.skip(5)
	s.wrapped(plain, 8, muted, 4, s.p.T("transcripts.past.text"))
	for _, t := range s.t.Past {
		s.skip(6)
		s.room(10)
		s.wrapped(plain, 8.5, ink, 4.2, PastLine(s.p, t))
		s.skip(4.2)
		s.wrapped(plain, 8, muted, 4, PastSource(s.p, t))
	}
}
