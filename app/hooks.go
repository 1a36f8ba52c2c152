package app

import (
	"context"

	"relevo/app/db"
	"relevo/app/notifications"
	"relevo/app/webhooks"
)

// openHooks makes the service of webhooks and lends it to those who tell what happens. A demonstration, which
// everybody comes into, sends nothing to the outside.
func (a *App) openHooks(ctx context.Context, secret []byte) (err error) {
	a.hooks, err = webhooks.NewService(a.db, a.jobs, secret, webhooks.Reach{Outside: len(a.config.Guests) == 0, Here: a.config.WebhooksHere})
	if err != nil {
		return err
	}
	a.hooks.Paused = a.tellPaused
	a.people.Hooks, a.courses.Hooks, a.assessments.Hooks, a.certificates.Hooks = a.hooks, a.hooks, a.hooks, a.hooks
	return a.hooks.Load(ctx)
}

// tellPaused tells whose webhook was paused because it does not work.
func (a *App) tellPaused(tx *db.Tx, w webhooks.Webhook) error {
	_, err := a.notices.TellTx(tx, notifications.Webhook, []notifications.News{{
		AccountID: w.AccountID, About: w.Host(), Path: "/webhooks/" + w.ID, Key: "webhook-paused:" + w.ID + ":" + w.PausedAt.String(),
	}})
	return err
}
