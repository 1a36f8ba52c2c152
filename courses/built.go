package courses

import "relevo/app/db"

const completedBySQL = `
SELECT a.id FROM attempt a
JOIN offering_administration oa ON oa.administration_id = a.administration_id AND oa.occasion = 'post'
JOIN enrolment e ON e.offering_id = oa.offering_id AND e.person_id = a.person_id
JOIN completion c ON c.enrolment_id = e.id
WHERE a.id IN ?`

// CompletedByTx tells which of the attempts a completed course rests on: they
// are post-tests of enrolments with a completion.
func CompletedByTx(tx *db.Tx, attemptIDs []string) ([]string, error) {
	var all []string
	err := inChunks(attemptIDs, func(part []string) error {
		var ids []string
		err := tx.DB.Raw(completedBySQL, part).Scan(&ids).Error
		all = append(all, ids...)
		return err
	})
	return all, err
}
