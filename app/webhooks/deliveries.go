package webhooks

import (
	"context"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/privacy"
)

// Deliveries gives what was sent to one of the actor's webhooks, the newest first, from after one of them, and one more than asked for
// where there are more.
func (s *Service) Deliveries(ctx context.Context, actor access.Actor, webhookID, after string, most int) (list []Delivery, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := needWebhook(tx, actor, webhookID); err != nil {
			return err
		}
		query := tx.DB.Where("webhook_id = ?", webhookID).Order("id DESC").Limit(most + 1)
		if after != "" {
			query = query.Where("id < ?", after)
		}
		return query.Find(&list).Error
	})
	return list, err
}

// Test has a message sent that tells of nothing, also to a webhook that is paused.
func (s *Service) Test(ctx context.Context, actor access.Actor, webhookID string) (d Delivery, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := needWebhook(tx, actor, webhookID)
		if err != nil {
			return err
		}
		id := tx.NewID()
		e := Event{Kind: Tested, Fact: id, ID: w.ID, Path: "/webhooks/" + w.ID}
		d = Delivery{ID: id, WebhookID: w.ID, MessageID: e.messageID(), Event: Tested, State: Waiting, CreatedAt: tx.Now}
		if d.Body, err = bodyOf(d.MessageID, e, tx.Now); err != nil {
			return err
		}
		if err := s.put(tx, []Delivery{d}); err != nil {
			return err
		}
		return access.Record(tx, actor, "webhooks.test", "webhook", w.ID, nil)
	})
	return d, err
}

// Redeliver has a message sent again that was delivered or given up. Its receiver knows it by the same identifier.
func (s *Service) Redeliver(ctx context.Context, actor access.Actor, webhookID, id string) (d Delivery, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := needWebhook(tx, actor, webhookID)
		if err != nil {
			return err
		}
		err = tx.DB.Where("id = ? AND webhook_id = ?", id, webhookID).Take(&d).Error
		switch {
		case db.IsNone(err):
			return fault.Missing("noun.delivery")
		case err != nil:
			return err
		case w.PausedAt != nil && d.Event != Tested:
			return fault.New(fault.Conflict, "webhooks.redeliver.paused")
		}
		d.State = Waiting
		again := tx.DB.Model(&Delivery{}).Where("id = ? AND state <> ?", id, Waiting).Update("state", Waiting)
		switch {
		case again.Error != nil:
			return again.Error
		case again.RowsAffected == 0:
			return fault.New(fault.Conflict, "webhooks.redeliver.waiting")
		}
		if err := s.jobs.EnqueueTx(tx, sendJob, sending{id}); err != nil {
			return err
		}
		return access.Record(tx, actor, "webhooks.redeliver", "webhook", webhookID, map[string]string{"delivery": id})
	})
	return d, err
}

// longestTried is after which time nobody tries a delivery any more, whatever became of its job.
const longestTried = 3 * 24 * time.Hour

// HearSweep deletes what is older than thirty days.
func (s *Service) HearSweep(ctx context.Context, _ struct{}) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		old := tx.Now.Add(-keptFor)
		if err := tx.DB.Where("created_at < ?", old).Delete(&Delivery{}).Error; err != nil {
			return err
		}
		// A process that died in the last try of all has told nobody.
		if err := tx.DB.Model(&Delivery{}).Where("state = ? AND coalesce(tried_at, created_at) < ?", Waiting, tx.Now.Add(-longestTried)).Update("state", Failed).Error; err != nil {
			return err
		}
		return tx.DB.Where("removed_at < ? AND NOT EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = webhook.id)", old).Delete(&Webhook{}).Error
	})
}

// HeldOnPeople is what is held here on people, how it is taken out, and how long it is kept.
func HeldOnPeople() privacy.Part {
	return privacy.Part{
		Held: []privacy.Held{
			{Table: "webhook", Query: `SELECT w.address, w.events, w.created_at, w.paused_at, w.removed_at, w.address AS what, w.created_at AS at FROM webhook w WHERE w.account_id = @account ORDER BY w.created_at, w.id`},
		},
		Forget: []string{`UPDATE webhook SET address = '', secret = '', former_secret = NULL, removed_at = coalesce(removed_at, @now) WHERE account_id = @account`},
	}
}
