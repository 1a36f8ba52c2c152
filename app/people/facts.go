package people

import (
	"fmt"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// AppendPostingTx records a stay that was not known. Identifiers, author and
// moment are set here. A stay that overlaps another of the same person in the
// same institution and cadre is refused.
func AppendPostingTx(tx *db.Tx, actor access.Actor, p Posting) (Posting, error) {
	p.StayID, p.ReplacesID, p.Withdrawn = tx.NewID(), nil, false
	if err := checkFact(tx, p); err != nil {
		return Posting{}, err
	}
	p, err := record(tx, actor, p)
	if err != nil {
		return Posting{}, err
	}
	return p, access.Record(tx, actor, "people.posting.append", "posting", p.ID, nil)
}

// CorrectPostingTx says something else about the stay that the believed fact
// with this identifier speaks of: change alters a copy of it, the old fact is
// superseded. A fact that somebody else has superseded meanwhile is a Conflict.
// A change that changes nothing records nothing. What is corrected so was
// written by a person, not read from a list.
func CorrectPostingTx(tx *db.Tx, actor access.Actor, postingID string, change func(*Posting)) (Posting, error) {
	old, err := believedFact(tx, postingID)
	if err != nil {
		return Posting{}, err
	}
	p := old
	change(&p)
	p.StayID, p.PersonID, p.ImportID, p.ImportRow = old.StayID, old.PersonID, nil, nil
	if p.same(old) {
		return old, nil
	}
	if err := checkFact(tx, p); err != nil {
		return Posting{}, err
	}
	if p, err = replace(tx, actor, old, p); err != nil {
		return Posting{}, err
	}
	return p, access.Record(tx, actor, "people.posting.correct", "posting", p.ID, map[string]string{"replaces": old.ID})
}

// WithdrawPostingTx says that there was no such stay. The facts remain for
// whoever asks what was believed earlier.
func WithdrawPostingTx(tx *db.Tx, actor access.Actor, postingID string) error {
	_, err := withdrawPosting(tx, actor, postingID)
	return err
}

func withdrawPosting(tx *db.Tx, actor access.Actor, postingID string) (Posting, error) {
	old, err := believedFact(tx, postingID)
	if err != nil {
		return Posting{}, err
	}
	p := old
	p.Withdrawn, p.ImportID, p.ImportRow = true, nil, nil
	if p, err = replace(tx, actor, old, p); err != nil {
		return p, err
	}
	return p, access.Record(tx, actor, "people.posting.withdraw", "posting", p.ID, map[string]string{"replaces": old.ID})
}

// believedFact gives a fact that is believed now.
func believedFact(tx *db.Tx, id string) (Posting, error) {
	var p Posting
	if err := tx.DB.Where("id = ?", id).Take(&p).Error; err != nil {
		if db.IsNone(err) {
			return p, fault.Missing("noun.posting")
		}
		return p, err
	}
	if !p.Believed() {
		return p, fault.New(fault.Conflict, "people.posting.superseded")
	}
	return p, nil
}

// replace supersedes the old fact with the new one about the same stay.
func replace(tx *db.Tx, actor access.Actor, old, now Posting) (Posting, error) {
	if err := supersede(tx, []string{old.ID}); err != nil {
		return Posting{}, err
	}
	now.ReplacesID = &old.ID
	return record(tx, actor, now)
}

// record writes one fact.
func record(tx *db.Tx, actor access.Actor, p Posting) (Posting, error) {
	stamp(tx, actor, &p)
	return p, tx.DB.Create(&p).Error
}

// stamp gives a fact its identifier, moment and author.
func stamp(tx *db.Tx, actor access.Actor, p *Posting) {
	p.ID, p.RecordedAt, p.RecordedBy, p.SupersededAt = tx.NewID(), tx.Now, actor.AccountID, nil
}

// supersede notes that the facts are no longer believed. Should one of them
// have been superseded in the meantime, the transaction fails with a Conflict.
func supersede(tx *db.Tx, ids []string) error {
	return inChunks(ids, func(part []string) error {
		result := tx.DB.Model(&Posting{}).Where("id IN ? AND superseded_at IS NULL", part).Update("superseded_at", tx.Now)
		if result.Error != nil {
			return result.Error
		}
		if result.RowsAffected != int64(len(part)) {
			return fault.Because(fmt.Errorf("%d of %d facts were still believed", result.RowsAffected, len(part)), fault.Conflict, "people.posting.superseded")
		}
		return nil
	})
}

// checkFact refuses what cannot be true by itself or beside the person's other stays.
func checkFact(tx *db.Tx, p Posting) error {
	if err := p.validate(tx.Today()); err != nil {
		return err
	}
	stays, err := StaysOfTx(tx, []string{p.PersonID})
	if err != nil {
		return err
	}
	if other, has := overlap(stays, p); has {
		return fault.OnField("starts_on", "people.posting.overlap", "start", other.StartsOn)
	}
	return nil
}

// overlap finds another stay of the same person in the same institution and
// cadre whose days meet those of p. An uncertain end may lie anywhere in its
// interval, so only its certain days count.
func overlap(stays []Posting, p Posting) (Posting, bool) {
	i := slices.IndexFunc(stays, func(o Posting) bool {
		return o.StayID != p.StayID && o.PersonID == p.PersonID && o.InstitutionID == p.InstitutionID && o.Cadre == p.Cadre &&
			o.StartsOn < certainEnd(p) && p.StartsOn < certainEnd(o)
	})
	if i < 0 {
		return Posting{}, false
	}
	return stays[i], true
}

// farFuture stands for the end of a stay that lasts.
var farFuture = db.NewDate(9999, 12, 31)

// certainEnd is the first day on which it is no longer certain that the person
// was there.
func certainEnd(p Posting) db.Date {
	switch {
	case p.EndsOn == nil:
		return farFuture
	case p.EndsAfter != nil:
		return max(*p.EndsAfter+1, p.StartsOn)
	default:
		return *p.EndsOn
	}
}
