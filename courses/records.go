package courses

import (
	"cmp"
	"slices"
	"strings"

	"relevo/app/db"
)

// RecordsTx gives what a certificate may say about enrolments: the
// CompletionRecord of those that were completed and, of the others, the same
// with a Completion that has no ID and no day. The unknown are left out. It
// costs the same number of statements for any number of enrolments.
func RecordsTx(tx *db.Tx, enrolmentIDs []string) ([]CompletionRecord, error) {
	enrolments, err := whereIn[Enrolment](tx, "id", enrolmentIDs)
	if err != nil {
		return nil, err
	}
	return recordsOf(tx, enrolments)
}

func recordsOf(tx *db.Tx, enrolments []Enrolment) ([]CompletionRecord, error) {
	personIDs := make([]string, len(enrolments))
	for i, e := range enrolments {
		personIDs[i] = e.PersonID
	}
	runs, err := runsOf(tx, enrolments, ofPeople(personIDs))
	if err != nil {
		return nil, err
	}
	var versionIDs, courseIDs []string
	completions := make([]Completion, len(runs))
	for i, r := range runs {
		completions[i] = completionOf(r)
		versionIDs, courseIDs = append(versionIDs, completions[i].CourseVersionID), append(courseIDs, completions[i].CourseID)
	}
	said, err := saidOf(tx, runs, versionIDs, courseIDs)
	if err != nil {
		return nil, err
	}
	records := make([]CompletionRecord, len(runs))
	for i, r := range runs {
		records[i] = said.record(completions[i], r)
	}
	slices.SortFunc(records, func(a, b CompletionRecord) int {
		return cmp.Or(cmp.Compare(a.CompletedOn, b.CompletedOn), strings.Compare(a.ID, b.ID), strings.Compare(a.EnrolmentID, b.EnrolmentID))
	})
	return records, nil
}

// completionOf gives the completion of a run, or one without ID and day that
// says who was enrolled in what and from where.
func completionOf(r run) Completion {
	if r.Progress.Completion != nil {
		return *r.Progress.Completion
	}
	return Completion{
		EnrolmentID: r.Enrolment.ID, PersonID: r.PersonID, CourseID: r.Version.CourseID, CourseVersionID: r.Version.ID, InstitutionID: r.InstitutionID,
	}
}

// Over tells whether nothing more will be added to somebody's attendance: the
// offering has ended, or their hours of its last day are noted.
func (r CompletionRecord) Over(today db.Date) bool {
	return today > r.EndsOn || r.AttendedOn >= r.EndsOn
}

// EnrolmentWhere says which enrolments are meant: those of an offering or
// those of people who were at institutions with these paths, on the day of
// completing or, without that, of enrolling. Paths bounds both; the empty path
// means everywhere, nowhere included.
type EnrolmentWhere struct {
	OfferingID string
	Paths      []string
	Attended   bool // those too who have attended without completing
}

// EnrolmentIDsTx gives the identifiers of the enrolments that are meant, in
// order: those that were completed and perhaps those that were attended.
func EnrolmentIDsTx(tx *db.Tx, where EnrolmentWhere) ([]string, error) {
	query := tx.DB.Table("enrolment e").Joins("LEFT JOIN completion c ON c.enrolment_id = e.id").Order("e.id")
	if where.Attended {
		query = query.Where("(c.id IS NOT NULL OR EXISTS (SELECT 1 FROM attendance a WHERE a.enrolment_id = e.id AND a.superseded_at IS NULL))")
	} else {
		query = query.Where("c.id IS NOT NULL")
	}
	if where.OfferingID != "" {
		query = query.Where("e.offering_id = ?", where.OfferingID)
	}
	if !slices.Contains(where.Paths, "") {
		or, args := []string{"1 = 0"}, []any{}
		for _, path := range where.Paths {
			or, args = append(or, "substr(i.path, 1, ?) = ?"), append(args, len(path), path)
		}
		query = query.Joins("JOIN institution i ON i.id = CASE WHEN c.id IS NULL THEN e.institution_id ELSE c.institution_id END").
			Where("("+strings.Join(or, " OR ")+")", args...)
	}
	var ids []string
	err := query.Pluck("e.id", &ids).Error
	return ids, err
}
