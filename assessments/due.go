package assessments

import "relevo/app/db"

// DueTx gives the follow-ups that are due within some days, both included, and that nobody
// has answered: those due first come first.
func DueTx(tx *db.Tx, from, until db.Date) ([]Attempt, error) {
	var due []Attempt
	err := tx.DB.Where("due_on BETWEEN ? AND ? AND state IN ?", from, until, []State{StateNotStarted, StateInProgress}).
		Where("administration_id IN (SELECT id FROM administration WHERE occasion = ?)", FollowUp).
		Order("due_on, id").Find(&due).Error
	return due, err
}
