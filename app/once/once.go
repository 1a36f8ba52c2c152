package once

import (
	"context"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

const (
	remembered = 24 * time.Hour
	abandoned  = time.Minute // longer than any request may take
	longestKey = 200         // characters
	mostKept   = 256 << 10   // bytes of an answer; of a longer one the status alone is given again
)

// Request is a request under a key.
type Request struct {
	AccountID string `gorm:"primaryKey"`
	Key       string `gorm:"primaryKey"`
	Digest    string // of what was asked
	BegunAt   db.Instant
	Status    int // of the answer; 0: none yet
	MediaType string
	Location  string
	Body      []byte
}

// TableName names the table for GORM.
func (Request) TableName() string { return "idempotency_key" }

// Keys remembers what was asked under which key, and what was answered.
type Keys struct{ db *db.DB }

// NewKeys remembers in the database.
func NewKeys(d *db.DB) *Keys { return &Keys{d} }

// Begin notes that the actor's request is under way. answered is the answer that was given
// to the same request before; nil: it is to be done now, and [Keys.Finish] or [Keys.Release]
// follows. digest stands for all that is asked.
func (k *Keys) Begin(ctx context.Context, actor access.Actor, key, digest string) (answered *Request, err error) {
	if len(key) > longestKey {
		return nil, fault.New(fault.Invalid, "once.key_long", "max", longestKey)
	}
	err = k.db.Write(ctx, func(tx *db.Tx) error {
		answered = nil
		if err := tx.DB.Where("account_id = ? AND begun_at < ?", actor.AccountID, tx.Now.Add(-remembered)).Delete(&Request{}).Error; err != nil {
			return err
		}
		var before []Request
		if err := tx.DB.Where("account_id = ? AND key = ?", actor.AccountID, key).Limit(1).Find(&before).Error; err != nil {
			return err
		}
		now := Request{AccountID: actor.AccountID, Key: key, Digest: digest, BegunAt: tx.Now}
		switch {
		case len(before) == 0:
			err := tx.DB.Create(&now).Error
			if db.IsDuplicate(err) {
				return fault.New(fault.Conflict, "once.under_way")
			}
			return err
		case before[0].Digest != digest:
			return fault.New(fault.Invalid, "once.other")
		case before[0].Status != 0:
			answered = &before[0]
			return nil
		case before[0].BegunAt.Add(abandoned).Before(tx.Now):
			return tx.DB.Save(&now).Error
		default:
			return fault.New(fault.Conflict, "once.under_way")
		}
	})
	return answered, err
}

// Finish notes the answer to a request that was begun. What failed on our side is forgotten, as
// by [Keys.Release]: it may be tried again.
func (k *Keys) Finish(ctx context.Context, actor access.Actor, key string, answer Request) error {
	if answer.Status >= 500 {
		return k.Release(ctx, actor, key)
	}
	if len(answer.Body) > mostKept {
		answer.Body = nil
	}
	return k.db.Write(ctx, func(tx *db.Tx) error {
		return tx.DB.Model(&Request{}).Where("account_id = ? AND key = ?", actor.AccountID, key).
			Select("status", "media_type", "location", "body").
			Updates(Request{Status: answer.Status, MediaType: answer.MediaType, Location: answer.Location, Body: answer.Body}).Error
	})
}

// ForgetJob forgets the answers of everybody that are older than a day.
const ForgetJob = "once.forget"

// HearForget is the job.
func (k *Keys) HearForget(ctx context.Context, _ struct{}) error {
	return k.db.Write(ctx, func(tx *db.Tx) error {
		return tx.DB.Where("begun_at < ?", tx.Now.Add(-remembered)).Delete(&Request{}).Error
	})
}

// Release forgets a request that was begun and came to nothing.
func (k *Keys) Release(ctx context.Context, actor access.Actor, key string) error {
	return k.db.Write(ctx, func(tx *db.Tx) error {
		return tx.DB.Where("account_id = ? AND key = ? AND status = 0", actor.AccountID, key).Delete(&Request{}).Error
	})
}
