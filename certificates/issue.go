package certificates

import (
	"context"
	"strings"

	"golang.org/x/text/unicode/norm"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// HearCompleted hears "courses.completed".
func (s *Service) HearCompleted(ctx context.Context, event courses.Completed) error {
	return s.IssueFor(ctx, event.CompletionID)
}

// IssueFor issues what a completion earns: a certificate of completion and,
// when every competency of the course was mastered in its post-test, one of
// competence. What was issued before is left as it is, so it may run any
// number of times.
func (s *Service) IssueFor(ctx context.Context, completionID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		have, err := issued(tx, completionID)
		if err != nil || (have[Completion] && have[Competence]) {
			return err
		}
		record, err := courses.CompletionTx(tx, completionID)
		if err != nil {
			return err
		}
		mastered, err := masteredAll(tx, record)
		if err != nil {
			return err
		}
		if !have[Completion] {
			if err := issue(tx, record, Completion); err != nil {
				return err
			}
		}
		if mastered && !have[Competence] {
			return issue(tx, record, Competence)
		}
		return nil
	})
}

// masteredAll tells whether the post-test of the completion shows mastery of
// every competency of the course. A course without competencies shows none.
func masteredAll(tx *db.Tx, record courses.CompletionRecord) (bool, error) {
	if record.PostAttempt == nil {
		return false, nil
	}
	results, err := assessments.ResultsForTx(tx, []string{record.PersonID}, "")
	if err != nil {
		return false, err
	}
	mastered := map[string]bool{}
	for _, r := range results {
		if r.AttemptID != nil && *r.AttemptID == record.PostAttempt.ID && r.Mastered() {
			mastered[r.CompetencyCode] = true
		}
	}
	for _, competency := range record.Competencies {
		if !mastered[competency.Code] {
			return false, nil
		}
	}
	return len(record.Competencies) > 0, nil
}

// issue writes down what the paper says today.
func issue(tx *db.Tx, record courses.CompletionRecord, kind Kind) error {
	holder, err := people.PersonTx(tx, record.PersonID)
	if err != nil {
		return err
	}
	place := people.Institution{}
	if record.InstitutionID != nil {
		if place, err = people.InstitutionTx(tx, *record.InstitutionID); err != nil {
			return err
		}
	}
	c := Make(tx, record, holder, place.Name, kind)
	if err := add(tx, c); err != nil {
		return err
	}
	return access.Record(tx, access.System(), "certificates.certificate.issue", "certificate", c.ID,
		map[string]string{"completion": record.ID, "kind": string(kind)})
}

// Make makes the certificate that a completion earns today and stores nothing.
// institutionName is that of the completion's institution, empty when in none.
func Make(tx *db.Tx, record courses.CompletionRecord, holder people.Person, institutionName string, kind Kind) Certificate {
	c := Certificate{
		ID: tx.NewID(), CompletionID: record.ID, PersonID: record.PersonID, CourseID: record.CourseID,
		InstitutionID: record.InstitutionID, RecordedAt: tx.Now, RecordedBy: access.SystemID,
		Paper: Paper{
			Serial: newSerial(tx), VerifyCode: newCode(tx), Kind: kind, PersonName: spoken(holder), InstitutionName: institutionName,
			CourseTitle: record.CourseTitle, Hours: record.Hours, IssuedOn: tx.Today(), Language: record.Language,
		},
	}
	if kind == Competence {
		until := tx.Today().AddMonths(competenceMonths)
		c.ValidUntil = &until
	}
	for _, one := range record.Competencies {
		c.Competencies = append(c.Competencies, Competency{Code: one.Code, Name: one.Name.In(i18n.Locale(record.Language))})
	}
	for _, one := range record.Funders {
		c.Funders = append(c.Funders, one.Name)
	}
	return c
}

// spoken is a name as it is said, given names first.
func spoken(p people.Person) string {
	return norm.NFC.String(strings.Join(strings.Fields(p.GivenNames+" "+p.FirstSurname+" "+p.SecondSurname), " "))
}
