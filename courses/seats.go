package courses

import (
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
)

// Seat is one person's place in one test of a run of a course, whether or not they ever sat it.
type Seat struct {
	EnrolmentID    string
	OfferingID     string
	PersonID       string
	EnrolledIn     *string // institution of the day they were enrolled
	EnrolledAt     db.Instant
	WithdrawnAt    *db.Instant
	EndsOn         db.Date  // of the run
	CompletedOn    *db.Date // nil while not completed
	Occasion       assessments.Occasion
	MonthsAfter    int
	AttemptID      *string // nil when it was never assigned
	State          assessments.State
	CloseReason    string
	DueOn          *db.Date
	SubmittedAt    *db.Instant
	InstitutionID  *string // with cadre and region those of the day it was assigned
	Cadre          people.Cadre
	Region         string
	Administration string
}

const seatsSQL = `
SELECT e.id AS enrolment_id, e.offering_id, e.person_id, e.institution_id AS enrolled_in, e.enrolled_at, e.withdrawn_at, o.ends_on, c.completed_on,
       ad.occasion, ad.months_after, ad.id AS administration, t.id AS attempt_id, COALESCE(t.state, '') AS state, COALESCE(t.close_reason, '') AS close_reason,
       t.due_on, t.submitted_at, t.institution_id, COALESCE(t.cadre, '') AS cadre, COALESCE(t.region, '') AS region
FROM enrolment e JOIN offering o ON o.id = e.offering_id
JOIN offering_administration oa ON oa.offering_id = e.offering_id JOIN administration ad ON ad.id = oa.administration_id
LEFT JOIN attempt t ON t.administration_id = ad.id AND t.person_id = e.person_id
LEFT JOIN completion c ON c.enrolment_id = e.id
WHERE ad.assessment_id IN (SELECT f.assessment_id FROM form f JOIN form_item fi ON fi.form_id = f.id
                           JOIN item_version v ON v.id = fi.item_version_id WHERE v.competency_code = ?)
ORDER BY o.starts_on, e.enrolled_at, e.id, CASE ad.occasion WHEN 'pre' THEN 0 WHEN 'post' THEN 1 ELSE 2 END, ad.months_after, ad.id`

// SeatsTx gives everybody's places in the tests of all runs whose assessment measures a competency, the earliest run first, its tests in their order:
// one statement, however many they are.
func SeatsTx(tx *db.Tx, competency string) ([]Seat, error) {
	var list []Seat
	err := tx.DB.Raw(seatsSQL, competency).Scan(&list).Error
	return list, err
}

// TestedTx gives the competencies that the tests of a run measure, by code.
func TestedTx(tx *db.Tx, offeringID string) ([]string, error) {
	var codes []string
	err := tx.DB.Raw(`SELECT DISTINCT v.competency_code FROM offering_administration oa JOIN administration ad ON ad.id = oa.administration_id
JOIN form f ON f.assessment_id = ad.assessment_id JOIN form_item fi ON fi.form_id = f.id JOIN item_version v ON v.id = fi.item_version_id
WHERE oa.offering_id = ? ORDER BY v.competency_code`, offeringID).Scan(&codes).Error
	return codes, err
}
