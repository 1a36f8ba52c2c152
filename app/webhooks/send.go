package webhooks

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// sending is the job of one delivery.
type sending struct{ DeliveryID string }

// outcome is what a try came to.
type outcome struct {
	status  int
	trouble Trouble
}

// hearSend tries one delivery. One that was delivered, by whoever was quicker, is not sent again.
func (s *Service) hearSend(ctx context.Context, event sending) error {
	var d Delivery
	var w Webhook
	var secrets []string
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		d, w, err = s.takeUp(tx, event.DeliveryID)
		if err == nil && d.State == Waiting {
			secrets, err = s.secretsOf(w, tx.Now)
		}
		return err
	})
	if err != nil || d.State != Waiting {
		return err
	}
	result := s.post(ctx, w.Address, d, secrets)
	// What became of it is noted even while relevo is being stopped.
	err = s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error { return s.note(tx, d, result) })
	if err == nil && result.trouble != NoTrouble {
		err = fmt.Errorf("delivery %s: %s, status %d", d.ID, result.trouble, result.status)
	}
	return err
}

// takeUp gives a delivery that waits, and its webhook. One that is not to be sent any more is noted as failed.
func (s *Service) takeUp(tx *db.Tx, id string) (d Delivery, w Webhook, err error) {
	if err := tx.DB.Where("id = ?", id).Take(&d).Error; err != nil {
		if db.IsNone(err) { // it was swept
			return Delivery{State: Failed}, w, nil
		}
		return d, w, err
	}
	if d.State != Waiting {
		return d, w, nil
	}
	if err := tx.DB.Where("id = ?", d.WebhookID).Take(&w).Error; err != nil {
		return d, w, err
	}
	owner, _, err := access.ActorTx(tx, w.AccountID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return d, w, err
	}
	switch {
	case w.RemovedAt != nil, w.PausedAt != nil && d.Event != Tested:
		d.State, d.Trouble = Failed, WasPaused
	case !hears(owner, d):
		d.State, d.Trouble = Failed, NotAllowed
	default:
		return d, w, nil
	}
	return d, w, tx.DB.Model(&Delivery{}).Where("id = ?", id).Select("state", "trouble").Updates(&d).Error
}

// post sends a message. Of the answer only the status counts: what else it says may be anybody's, and is neither kept nor shown.
func (s *Service) post(ctx context.Context, address string, d Delivery, secrets []string) outcome {
	now := time.Now() // not the house's clock: a demonstration's may stand still, and receivers compare it with theirs
	signed, err := signature(secrets, d.MessageID, now, d.Body)
	if err != nil {
		return outcome{0, Unreachable}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(d.Body))
	if err != nil {
		return outcome{0, Unreachable}
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "User-Agent": "relevo",
		"Webhook-Id": d.MessageID, "Webhook-Timestamp": strconv.FormatInt(now.Unix(), 10), "Webhook-Signature": signed,
	} {
		request.Header.Set(name, value)
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return outcome{0, troubleOf(err)}
	}
	_, _ = io.CopyN(io.Discard, answer.Body, mostBody) // so that the line can be used again; how it ends does not matter
	_ = answer.Body.Close()
	switch {
	case answer.StatusCode >= 300 && answer.StatusCode < 400:
		return outcome{answer.StatusCode, Redirected}
	case answer.StatusCode < 200 || answer.StatusCode >= 300:
		return outcome{answer.StatusCode, Refused}
	}
	return outcome{answer.StatusCode, NoTrouble}
}

func troubleOf(err error) Trouble {
	var unproven *tls.CertificateVerificationError
	var late net.Error
	switch {
	case errors.Is(err, errInside):
		return Inside
	case errors.As(err, &unproven):
		return BadLine
	case errors.As(err, &late) && late.Timeout():
		return Slow
	default:
		return Unreachable
	}
}

// note writes down what a try came to, and what follows for the webhook.
func (s *Service) note(tx *db.Tx, d Delivery, result outcome) error {
	columns := map[string]any{"tries": d.Tries + 1, "status": result.status, "trouble": result.trouble, "tried_at": tx.Now}
	if result.trouble == NoTrouble {
		columns["state"] = Delivered
	}
	if err := tx.DB.Model(&Delivery{}).Where("id = ? AND state = ?", d.ID, Waiting).Updates(columns).Error; err != nil || d.Event == Tested {
		return err
	}
	if result.trouble == NoTrouble {
		return tx.DB.Model(&Webhook{}).Where("id = ? AND failing_since IS NOT NULL", d.WebhookID).Update("failing_since", nil).Error
	}
	if err := tx.DB.Model(&Webhook{}).Where("id = ? AND failing_since IS NULL", d.WebhookID).Update("failing_since", tx.Now).Error; err != nil {
		return err
	}
	var w Webhook
	if err := tx.DB.Where("id = ?", d.WebhookID).Take(&w).Error; err != nil {
		return err
	}
	switch {
	case w.PausedAt != nil || w.RemovedAt != nil:
		return nil
	case result.status == http.StatusGone:
		return s.pause(tx, w, Gone)
	case tx.Now.Sub(*w.FailingSince) >= failingFor:
		return s.pause(tx, w, Failing)
	}
	return nil
}

// pause has nothing sent to a webhook any more that does not work, and tells its owner.
func (s *Service) pause(tx *db.Tx, w Webhook, why Why) error {
	w.PausedAt, w.PausedWhy = &tx.Now, why
	if err := update(tx, access.System(), w, "pause", map[string]any{"why": why}, "paused_at", "paused_why"); err != nil || s.Paused == nil {
		return err
	}
	return s.Paused(tx, w)
}

// hearGivenUp notes that a delivery was tried for the last time.
func (s *Service) hearGivenUp(ctx context.Context, event sending, _ error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return tx.DB.Model(&Delivery{}).Where("id = ? AND state = ?", event.DeliveryID, Waiting).Update("state", Failed).Error
	})
}
