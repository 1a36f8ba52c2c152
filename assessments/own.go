package assessments

import (
	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// own gives the actor's own attempt; anybody else's does not exist for them.
func own(tx *db.Tx, actor access.Actor, id string) (Attempt, error) {
	return ownOf(tx, actor, id, false)
}

// ownLocked is own, held against changes until the transaction ends.
func ownLocked(tx *db.Tx, actor access.Actor, id string) (Attempt, error) {
	return ownOf(tx, actor, id, true)
}

// ownToAnswer is ownLocked together with when the sitting closes, in one statement: it is asked at
// every answer, and on PostgreSQL each statement is a round trip. The attempt alone is locked.
func ownToAnswer(tx *db.Tx, actor access.Actor, id string) (a Attempt, closesAt *db.Instant, err error) {
	if err := mayOwn(actor); err != nil {
		return a, nil, err
	}
	var row struct {
		Attempt
		ClosesAt *db.Instant
	}
	err = tx.DB.Clauses(clause.Locking{Strength: "UPDATE", Table: clause.Table{Name: "attempt"}}).Table("attempt").
		Select("attempt.*, administration.closes_at").Joins("JOIN administration ON administration.id = attempt.administration_id").
		Where("attempt.id = ? AND attempt.person_id = ?", id, actor.PersonID).Take(&row).Error
	if db.IsNone(err) {
		err = fault.Missing("noun.attempt")
	}
	return row.Attempt, row.ClosesAt, err
}

// mayOwn tells whether the actor can have attempts at all.
func mayOwn(actor access.Actor) error {
	if !actor.LoggedIn() {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if actor.PersonID == "" {
		return fault.Missing("noun.attempt")
	}
	return nil
}

func ownOf(tx *db.Tx, actor access.Actor, id string, lock bool) (Attempt, error) {
	var a Attempt
	if err := mayOwn(actor); err != nil {
		return a, err
	}
	query := tx.DB
	if lock {
		query = locked(tx)
	}
	err := query.Where("id = ? AND person_id = ?", id, actor.PersonID).Take(&a).Error
	if db.IsNone(err) {
		return a, fault.Missing("noun.attempt")
	}
	return a, err
}

// wholeSQL are the columns of an attempt with its sitting and what is sat.
const wholeSQL = `attempt.*,
	n.id AS sitting_id, n.assessment_id AS sitting_assessment_id, n.occasion AS sitting_occasion, n.months_after AS sitting_months_after,
	n.title AS sitting_title, n.opens_at AS sitting_opens_at, n.closes_at AS sitting_closes_at, n.created_at AS sitting_created_at, n.created_by AS sitting_created_by,
	s.id AS asked_id, s.code AS asked_code, s.title AS asked_title, s.instructions AS asked_instructions, s.cut_score AS asked_cut_score,
	s.minutes_allowed AS asked_minutes_allowed, s.shuffled AS asked_shuffled, s.online_only AS asked_online_only,
	s.created_at AS asked_created_at, s.created_by AS asked_created_by, s.elsewhere AS asked_elsewhere`

// ownWhole is own together with its sitting and its assessment, in one statement: every page of a test asks
// for them. The view still has to be completed.
func ownWhole(tx *db.Tx, actor access.Actor, id string) (AttemptView, error) {
	if err := mayOwn(actor); err != nil {
		return AttemptView{}, err
	}
	var row struct {
		Attempt
		Administration Administration `gorm:"embedded;embeddedPrefix:sitting_"`
		Assessment     Assessment     `gorm:"embedded;embeddedPrefix:asked_"`
	}
	err := tx.DB.Table("attempt").Select(wholeSQL).
		Joins("JOIN administration n ON n.id = attempt.administration_id").Joins("JOIN assessment s ON s.id = n.assessment_id").
		Where("attempt.id = ? AND attempt.person_id = ?", id, actor.PersonID).Take(&row).Error
	if db.IsNone(err) {
		err = fault.Missing("noun.attempt")
	}
	return AttemptView{Attempt: row.Attempt, Administration: row.Administration, Assessment: row.Assessment}, err
}

// ownView gives the actor's own attempt as they are shown it.
func ownView(tx *db.Tx, actor access.Actor, id string) (AttemptView, error) {
	v, err := ownWhole(tx, actor, id)
	if err != nil {
		return v, err
	}
	answers, err := countable(tx, []string{id})
	if err != nil {
		return v, err
	}
	return v, v.complete(tx, answers)
}
