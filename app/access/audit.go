package access

import (
	"encoding/json"
	"fmt"

	"relevo/app/db"
)

// AuditEntry is one thing that was done: appended in the transaction that did
// it, never changed.
type AuditEntry struct {
	ID         string
	HappenedAt db.Instant
	AccountID  string
	Action     string // "people.roster.confirm": slice, noun, verb
	ObjectKind string
	ObjectID   string
	Detail     string // JSON; identifiers and counts, no personal data
}

// TableName names the table for GORM.
func (AuditEntry) TableName() string { return "audit_entry" }

// Record appends an audit entry to the transaction. detail becomes JSON and
// holds identifiers and counts only; nil leaves it empty.
func Record(tx *db.Tx, actor Actor, action, objectKind, objectID string, detail any) error {
	text := "{}"
	if detail != nil {
		body, err := json.Marshal(detail)
		if err != nil {
			return fmt.Errorf("writing down %s: %w", action, err)
		}
		text = string(body)
	}
	return tx.DB.Create(&AuditEntry{
		ID: tx.NewID(), HappenedAt: tx.Now, AccountID: actor.AccountID,
		Action: action, ObjectKind: objectKind, ObjectID: objectID, Detail: text,
	}).Error
}
