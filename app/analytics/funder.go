package analytics

import (
	"slices"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/certificates"
	"relevo/courses"
)

// A figure of a funder counts as trained, in what is otherwise the same question, only who completed a course of an offering that the funder
// paid for, wholly or in part, and of the certificates those of such offerings. People in post are everybody in post. So rows 3
// to 5 tell how many of those whom its money reached can do it, not what its money did: scores count wherever they were
// earned. Somebody whom two funders trained counts with both, and with nobody twice.

// choicesTx finds the funders that could be asked for.
func (s *Subject) choicesTx(tx *db.Tx) (err error) {
	if s.Funders == nil {
		s.Funders, err = courses.FundersTx(tx)
	}
	return err
}

// fundTx finds the funder that is asked for.
func (s *Subject) fundTx(tx *db.Tx, code string) error {
	if err := s.choicesTx(tx); err != nil {
		return err
	}
	at := slices.IndexFunc(s.Funders, func(f courses.Funder) bool { return f.Code == code })
	if at < 0 {
		return fault.OnField("funder", "analytics.funder_unknown")
	}
	s.Funder = &s.Funders[at]
	return nil
}

// funderID is the funder's identifier; empty for all.
func (s Subject) funderID() string {
	if s.Funder == nil {
		return ""
	}
	return s.Funder.ID
}

// paid is who paid for what is known of people, beside their histories with all their trainings.
type paid struct {
	histories []measure.History
	by        map[string]funding // by person
}

// funding is what of one person's trainings was paid for by whom.
type funding struct{ done, issued []paidDay }

// paidDay is a completion or a certificate.
type paidDay struct {
	on      measure.Day
	funders []string // identifiers; none known of past trainings
}

// daysOf gives those that a funder paid for.
func daysOf(list []paidDay, funderID string) (days []measure.Day) {
	for _, one := range list {
		if slices.Contains(one.funders, funderID) {
			days = append(days, one.on)
		}
	}
	return days
}

// fundings is who paid for the trainings on a competency and their certificates, by the funders of enrolments.
func (r records) fundings(competency string, funded map[string][]string) map[string]funding {
	out := map[string]funding{}
	for _, c := range r.completions {
		if slices.Contains(c.Competencies, competency) {
			one := out[c.PersonID]
			one.done = append(one.done, paidDay{measure.Day(c.CompletedOn), funded[c.EnrolmentID]})
			out[c.PersonID] = one
		}
	}
	counted := map[string]bool{}
	for _, c := range r.papers {
		if certifies(c, competency) && !counted[c.EnrolmentID] {
			counted[c.EnrolmentID] = true
			one := out[c.PersonID]
			one.issued = append(one.issued, paidDay{measure.Day(c.IssuedOn), funded[c.EnrolmentID]})
			out[c.PersonID] = one
		}
	}
	return out
}

// certifies tells whether a certificate names a competency.
func certifies(c certificates.Certificate, competency string) bool {
	return slices.ContainsFunc(c.Competencies, func(one certificates.Competency) bool { return one.Code == competency })
}

// of leaves of the facts the trainings that a funder paid for.
func (f facts) of(funderID string, by map[string]funding) facts {
	f.paid = &paid{f.histories, by}
	f.histories = slices.Clone(f.histories)
	for i := range f.histories {
		f.histories[i] = fundedHistory(f.histories[i], by[f.histories[i].Person], funderID)
	}
	return f
}

// fundedHistory is a history with the trainings of one funder.
func fundedHistory(h measure.History, by funding, funderID string) measure.History {
	h.Completions, h.Certificates, h.TrainedOnly = daysOf(by.done, funderID), daysOf(by.issued, funderID), true
	return h
}
