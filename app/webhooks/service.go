package webhooks

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/jobs"
)

// Service keeps webhooks and sends to them.
type Service struct {
	// Paused tells a webhook's owner that it was paused; nil tells nobody.
	Paused func(tx *db.Tx, w Webhook) error

	db     *db.DB
	jobs   *jobs.Jobs
	box    access.Box
	reach  Reach
	client *http.Client
	some   atomic.Bool // there are webhooks that hear something, as far as this process knows
}

// The jobs: events that are to be given to whoever hears of them, one delivery, and the end of what is old.
const (
	toldJob  = "webhooks.told"
	sendJob  = "webhooks.send"
	SweepJob = "webhooks.sweep"
)

// tries is how often a delivery is tried: a day and a half.
const tries = 15

// NewService makes the service and takes on its jobs. With the server's secret it seals those of the webhooks.
func NewService(d *db.DB, queue *jobs.Jobs, secret []byte, reach Reach) (*Service, error) {
	box, err := access.NewBox(secret, "relevo webhooks")
	if err != nil {
		return nil, err
	}
	s := &Service{db: d, jobs: queue, box: box, reach: reach, client: reach.client()}
	queue.Handle(toldJob, jobs.Hear(s.hearTold))
	queue.Handle(sendJob, jobs.Hear(s.hearSend))
	queue.Outside(sendJob)
	queue.GiveUp(sendJob, tries, jobs.Told(s.hearGivenUp))
	queue.Handle(SweepJob, jobs.Hear(s.HearSweep))
	return s, nil
}

// Reaches tells whether messages go anywhere from here: not in a demonstration.
func (s *Service) Reaches() Reach { return s.reach }

// Load looks whether there are webhooks.
func (s *Service) Load(ctx context.Context) error {
	var n int64
	err := s.db.Read(ctx, func(tx *db.Tx) error { return tx.DB.Model(&Webhook{}).Where("removed_at IS NULL").Count(&n).Error })
	if err == nil {
		s.some.Store(n > 0)
	}
	return err
}

// Follow looks every so often whether other processes have made the first webhook, until ctx ends. What happens in this process
// before that is told to nobody.
func (s *Service) Follow(ctx context.Context, every time.Duration, log *slog.Logger) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := s.Load(ctx); err != nil && ctx.Err() == nil {
				log.WarnContext(ctx, "it is not known whether there are webhooks", "err", err)
			}
		}
	}
}

// List gives the actor's own webhooks, the oldest first.
func (s *Service) List(ctx context.Context, actor access.Actor) (list []Webhook, err error) {
	if err := actor.NeedSomewhere(Manages); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Where("account_id = ? AND removed_at IS NULL", actor.AccountID).Order("id").Find(&list).Error
	})
	return list, err
}

// One gives one of the actor's own webhooks.
func (s *Service) One(ctx context.Context, actor access.Actor, id string) (w Webhook, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { w, err = needWebhook(tx, actor, id); return err })
	return w, err
}

// needWebhook gives a webhook to its owner; to others there is none.
func needWebhook(tx *db.Tx, actor access.Actor, id string) (w Webhook, err error) {
	if err := actor.NeedSomewhere(Manages); err != nil {
		return w, err
	}
	err = tx.DB.Where("id = ? AND account_id = ? AND removed_at IS NULL", id, actor.AccountID).Take(&w).Error
	if db.IsNone(err) {
		return w, fault.Missing("noun.webhook")
	}
	return w, err
}

// Create makes a webhook of the actor's and gives its secret, this once.
func (s *Service) Create(ctx context.Context, actor access.Actor, in Input) (w Webhook, secret string, err error) {
	if err := actor.NeedSomewhere(Manages); err != nil {
		return w, "", err
	}
	if err := in.validate(actor, s.reach); err != nil {
		return w, "", err
	}
	if secret, err = newSecret(); err != nil {
		return w, "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		// One at a time for an account, so that nobody has more than they may.
		if err := tx.DB.Exec("UPDATE account SET locale = locale WHERE id = ?", actor.AccountID).Error; err != nil {
			return err
		}
		var have int64
		if err := tx.DB.Model(&Webhook{}).Where("account_id = ? AND removed_at IS NULL", actor.AccountID).Count(&have).Error; err != nil {
			return err
		}
		if have >= webhooksEach {
			return fault.New(fault.Conflict, "webhooks.many", "max", webhooksEach)
		}
		w = Webhook{ID: tx.NewID(), AccountID: actor.AccountID, Address: in.Address, Events: in.events(), CreatedAt: tx.Now}
		sealed, err := s.box.Close(secret, w.ID)
		if err != nil {
			return err
		}
		w.Secret = sealed
		if err := tx.DB.Create(&w).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "webhooks.create", "webhook", w.ID, map[string]any{"events": w.Kinds()})
	})
	if err != nil {
		return w, "", err
	}
	s.some.Store(true)
	return w, secret, nil
}

// Change says another address or other events of a webhook. One that was failing begins anew.
func (s *Service) Change(ctx context.Context, actor access.Actor, id string, in Input) (w Webhook, err error) {
	if err := actor.NeedSomewhere(Manages); err != nil {
		return w, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if w, err = needWebhook(tx, actor, id); err != nil {
			return err
		}
		if err := in.validate(actor, s.reach); err != nil {
			return err
		}
		if w.Address == in.Address && w.Events == in.events() {
			return nil
		}
		if w.Address != in.Address {
			w.FailingSince = nil
		}
		w.Address, w.Events = in.Address, in.events()
		return update(tx, actor, w, "change", map[string]any{"events": w.Kinds()}, "address", "events", "failing_since")
	})
	return w, err
}

// update writes columns of a webhook and that they were written.
func update(tx *db.Tx, actor access.Actor, w Webhook, action string, detail any, columns ...string) error {
	if err := tx.DB.Model(&Webhook{}).Where("id = ?", w.ID).Select(columns).Updates(&w).Error; err != nil {
		return err
	}
	return access.Record(tx, actor, "webhooks."+action, "webhook", w.ID, detail)
}

// Rotate gives a webhook a new secret and shows it, this once. The one before signs too, for a day.
func (s *Service) Rotate(ctx context.Context, actor access.Actor, id string) (w Webhook, secret string, err error) {
	if secret, err = newSecret(); err != nil {
		return w, "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if w, err = needWebhook(tx, actor, id); err != nil {
			return err
		}
		sealed, err := s.box.Close(secret, w.ID)
		if err != nil {
			return err
		}
		former, until := w.Secret, tx.Now.Add(bothSign)
		w.Secret, w.FormerSecret, w.FormerUntil = sealed, &former, &until
		return update(tx, actor, w, "rotate", nil, "secret", "former_secret", "former_until")
	})
	if err != nil {
		return w, "", err
	}
	return w, secret, nil
}

// secretsOf are those that sign a webhook's messages at a moment.
func (s *Service) secretsOf(w Webhook, now db.Instant) ([]string, error) {
	sealed := []string{w.Secret}
	if w.FormerSecret != nil && w.FormerUntil != nil && now.Before(*w.FormerUntil) {
		sealed = append(sealed, *w.FormerSecret)
	}
	for i, one := range sealed {
		secret, err := s.box.Open(one, w.ID)
		if err != nil {
			return nil, fmt.Errorf("the secret of webhook %s: restore the file “secret” from a backup, or give the webhook a new one: %w", w.ID, err)
		}
		sealed[i] = secret
	}
	return sealed, nil
}

// Pause has nothing sent to a webhook until it is resumed.
func (s *Service) Pause(ctx context.Context, actor access.Actor, id string) (w Webhook, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if w, err = needWebhook(tx, actor, id); err != nil || w.PausedAt != nil {
			return err
		}
		w.PausedAt, w.PausedWhy = &tx.Now, ByOwner
		return update(tx, actor, w, "pause", nil, "paused_at", "paused_why")
	})
	return w, err
}

// Resume has a webhook told again of what happens from now on.
func (s *Service) Resume(ctx context.Context, actor access.Actor, id string) (w Webhook, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if w, err = needWebhook(tx, actor, id); err != nil || w.PausedAt == nil {
			return err
		}
		w.PausedAt, w.PausedWhy, w.FailingSince = nil, NotPaused, nil
		return update(tx, actor, w, "resume", nil, "paused_at", "paused_why", "failing_since")
	})
	return w, err
}

// Remove ends a webhook; its secrets are forgotten at once.
func (s *Service) Remove(ctx context.Context, actor access.Actor, id string) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := needWebhook(tx, actor, id)
		if err != nil {
			return err
		}
		w.RemovedAt, w.Secret, w.FormerSecret, w.FormerUntil = &tx.Now, "", nil, nil
		return update(tx, actor, w, "remove", nil, "removed_at", "secret", "former_secret", "former_until")
	})
	if err != nil {
		return err
	}
	return s.Load(ctx)
}
