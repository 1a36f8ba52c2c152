package certificates

import (
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/courses"
)

// TranscriptAttended is a course that was attended and not completed, as far as
// a certificate of attendance says so.
type TranscriptAttended struct {
	Code         string                  `json:"code"`
	Title        string                  `json:"title"`
	Offering     string                  `json:"offering"`
	StartsOn     db.Date                 `json:"starts_on"`
	EndsOn       db.Date                 `json:"ends_on"`
	Hours        float64                 `json:"hours"`                 // attended
	Institution  string                  `json:"institution,omitempty"` // from which the person was enrolled
	Certificates []TranscriptCertificate `json:"certificates"`
}

// Line says how much was attended, in words.
func (a TranscriptAttended) Line(p *i18n.Printer) string {
	return p.T("transcripts.attended", "count", a.Hours, "offering", a.Offering, "from", p.Date(a.StartsOn), "to", p.Date(a.EndsOn))
}

// attendedOf gives what somebody was certified to have attended without
// completing, the latest first.
func attendedOf(tx *db.Tx, issued []Certificate) ([]TranscriptAttended, error) {
	var ids []string
	papers := map[string]Certificate{} // by enrolment
	for _, c := range issued {
		if c.CompletionID == nil {
			ids, papers[c.EnrolmentID] = append(ids, c.EnrolmentID), c
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	records, err := courses.RecordsTx(tx, ids)
	if err != nil {
		return nil, err
	}
	byEnrolment := map[string]courses.CompletionRecord{}
	for _, r := range records {
		byEnrolment[r.EnrolmentID] = r
	}
	var list []TranscriptAttended
	for _, id := range ids { // as the certificates: the newest first
		r, c := byEnrolment[id], papers[id]
		if r.ID != "" {
			continue // completed since: it stands among those, with this certificate
		}
		list = append(list, TranscriptAttended{
			Code: r.CourseCode, Title: c.CourseTitle, Offering: r.OfferingCode, StartsOn: r.StartsOn, EndsOn: r.EndsOn, Hours: c.Hours, Institution: c.InstitutionName,
			Certificates: []TranscriptCertificate{{c.Serial, c.Kind, c.IssuedOn, c.ValidUntil, c.State(tx.Today()), c.RevokeReason}},
		})
	}
	return list, nil
}

func (s *scroll) attended(a TranscriptAttended) {
	s.skip(12)
	s.room(24)
	s.wrapped(upright, 14, teal, 6, a.Title)
	s.skip(5)
	s.wrapped(plain, 8.5, ink, 4.2, a.Line(s.p))
	if a.Institution != "" {
		s.skip(4.5)
		s.wrapped(plain, 8.5, muted, 4.2, a.Institution)
	}
	for _, one := range a.Certificates {
		s.skip(5)
		s.wrapped(plain, 8.5, ink, 4.2, CertificateLine(s.p, one))
	}
}
