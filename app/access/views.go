package access

import (
	"context"
	"time"

	"relevo/app/db"
	"relevo/app/fault"
)

// VisitorID is the author of what somebody did who is not logged in.
const VisitorID = "visitor"

// viewedAgain is how long somebody may look at the same record again without
// another entry in the audit.
const viewedAgain = time.Hour

// viewAction is the audit's name for opening a person's record.
const viewAction = "people.person.view"

// What others write into the audit that is a look at somebody's record too: it was corrected, or all that is held was copied.
const (
	correctAction = "people.person.correct"
	copyAction    = "privacy.copy_of"
)

// RecordViewTx notes that the actor opened a person's record, so that the
// person can see who did. One's own is nobody's business.
func RecordViewTx(tx *db.Tx, actor Actor, personID string) error {
	if actor.PersonID == personID || actor.AccountID == SystemID {
		return nil
	}
	var lately int64
	err := tx.DB.Model(&AuditEntry{}).Where("object_kind = 'person' AND object_id = ? AND action = ? AND account_id = ? AND happened_at > ?",
		personID, viewAction, actor.AccountID, tx.Now.Add(-viewedAgain)).Count(&lately).Error
	if err != nil || lately > 0 {
		return err
	}
	return Record(tx, actor, viewAction, "person", personID, nil)
}

// View is one time that somebody opened or changed a person's record.
type View struct {
	At      db.Instant
	Name    string // of who did
	Changed bool   // and changed what is said of the person
}

// Views tells the actor who opened or corrected their own record, newest first,
// at most limit times.
func (s *Service) Views(ctx context.Context, actor Actor, limit int) ([]View, error) {
	if !actor.LoggedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if actor.PersonID == "" {
		return nil, fault.New(fault.NotFound, "access.views.nobody")
	}
	var views []View
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Table("audit_entry AS e").Select("e.happened_at AS at, coalesce(a.name, '') AS name, e.action = ? AS changed", correctAction).
			Joins("LEFT JOIN account a ON a.id = e.account_id").
			Where("e.object_kind = 'person' AND e.object_id = ? AND e.action IN ?", actor.PersonID, []string{viewAction, correctAction, copyAction}).
			Order("e.id DESC").Limit(limit).Scan(&views).Error
	})
	return views, err
}
