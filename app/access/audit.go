package access

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

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

// AuditLine is an audit entry with the name of who did it; the name is empty
// for what no person did.
type AuditLine struct {
	AuditEntry
	Name string
}

// AuditFilter narrows the audit entries that are listed; empty fields do not.
type AuditFilter struct {
	Who   string   // part of a name or a username
	Area  string   // what an action's code begins with: "people"
	Until *db.Date // the last day
}

func (f AuditFilter) of(query *gorm.DB) *gorm.DB {
	query = called(query, "a", f.Who)
	if f.Area != "" {
		query = query.Where(`e.action LIKE ? ESCAPE '\'`, db.EscapeLike(f.Area)+".%")
	}
	if f.Until != nil {
		query = query.Where("e.happened_at < ?", (*f.Until + 1).Start())
	}
	return query
}

// AuditPage lists the newest audit entries of a filter, newest first, before the entry
// with the given id (empty: from the newest).
func (s *Service) AuditPage(ctx context.Context, actor Actor, filter AuditFilter, before string, limit int) ([]AuditLine, error) {
	if err := actor.Need(ReadAudit, ""); err != nil {
		return nil, err
	}
	var lines []AuditLine
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		query := filter.of(tx.DB.Table("audit_entry AS e").Select("e.*, coalesce(a.name, '') AS name").
			Joins("LEFT JOIN account a ON a.id = e.account_id")).Order("e.id DESC").Limit(limit)
		if before != "" {
			query = query.Where("e.id < ?", before)
		}
		return query.Scan(&lines).Error
	})
	return lines, err
}
