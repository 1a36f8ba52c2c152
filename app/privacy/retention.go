package privacy

import (
	"context"
	"fmt"

	"relevo/app/access"
	"relevo/app/db"
)

// SweepJob is the daily job that deletes what is over.
const SweepJob = "privacy.sweep"

// Deletion is what was deleted of a category at one time.
type Deletion struct {
	ID        string
	Category  string
	Before    db.Instant // what was older than this
	Deleted   int64      // rows
	DeletedAt db.Instant
}

// TableName names the table for GORM.
func (Deletion) TableName() string { return "privacy_deletion" }

// HearSweep is the job.
func (s *Service) HearSweep(ctx context.Context, _ struct{}) error { return s.Sweep(ctx) }

// Sweep deletes what has been kept as long as its rule says. Each category is a
// transaction of its own.
func (s *Service) Sweep(ctx context.Context) error {
	for _, part := range s.parts {
		for _, rule := range part.Rules {
			if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.sweepTx(tx, rule) }); err != nil {
				return fmt.Errorf("deleting %s: %w", rule.Category, err)
			}
		}
	}
	return s.completeLedger(ctx)
}

func (s *Service) sweepTx(tx *db.Tx, rule Rule) error {
	months, err := s.valueTx(tx, monthsName(rule.Category))
	if err != nil {
		return err
	}
	before := db.At(tx.Now.Time().AddDate(0, -int(months), 0))
	values := map[string]any{"before": before, "before_day": before.Date(), "now": tx.Now}
	var deleted int64
	for _, statement := range rule.Statements {
		done := tx.DB.Exec(statement, values)
		if done.Error != nil {
			return done.Error
		}
		deleted += done.RowsAffected
	}
	if deleted == 0 {
		return nil
	}
	row := Deletion{ID: tx.NewID(), Category: rule.Category, Before: before, Deleted: deleted, DeletedAt: tx.Now}
	if err := tx.DB.Create(&row).Error; err != nil {
		return err
	}
	return record(tx, access.System(), "sweep", "category", rule.Category, map[string]int64{"deleted": deleted})
}

// Retention is what the rules are and what they did lately.
type Retention struct {
	Settings  []Setting
	Deletions []Deletion // newest first
	Erased    int64      // people whose data were cancelled
}

// lately is how many deletions are shown.
const lately = 50

// Retention gives the rules to whoever answers for them.
func (s *Service) Retention(ctx context.Context, actor access.Actor) (r Retention, err error) {
	if err := needManager(actor); err != nil {
		return r, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if r.Settings, err = s.settingsTx(tx); err != nil {
			return err
		}
		if err := tx.DB.Order("deleted_at DESC, id DESC").Limit(lately).Find(&r.Deletions).Error; err != nil {
			return err
		}
		return tx.DB.Table("privacy_erasure").Count(&r.Erased).Error
	})
	return r, err
}
