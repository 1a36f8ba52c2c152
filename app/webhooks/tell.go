package webhooks

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// told is the job of what has happened in one transaction.
type told struct {
	At     db.Instant
	Events []Event
}

// toldPart is how many events are given out in one transaction.
const toldPart = 100

// Listening tells whether anybody may hear of what happens; where nobody has a webhook, not. A nil Service tells nobody.
func (s *Service) Listening() bool { return s != nil && s.some.Load() }

// TellTx has events told once the transaction is through, to those who hear of them.
func (s *Service) TellTx(tx *db.Tx, events ...Event) error {
	if !s.Listening() || len(events) == 0 {
		return nil
	}
	return s.jobs.EnqueueTx(tx, toldJob, told{At: tx.Now, Events: events})
}

// hearTold gives what has happened to whoever hears of it.
func (s *Service) hearTold(ctx context.Context, t told) error {
	for part := range slices.Chunk(t.Events, toldPart) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.giveOut(tx, t.At, part) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) giveOut(tx *db.Tx, at db.Instant, events []Event) error {
	var hooks []Webhook
	if err := tx.DB.Where("removed_at IS NULL AND paused_at IS NULL").Order("id").Find(&hooks).Error; err != nil || len(hooks) == 0 {
		return err
	}
	owners, err := ownersOf(tx, hooks)
	if err != nil {
		return err
	}
	places, err := placesOf(tx, events)
	if err != nil {
		return err
	}
	given, err := givenAlready(tx, events)
	if err != nil {
		return err
	}
	var fresh []Delivery
	for _, w := range hooks {
		for _, e := range events {
			place, known := places[e.InstitutionID]
			d := Delivery{WebhookID: w.ID, MessageID: e.messageID(), Event: e.Kind, Place: place, State: Waiting, CreatedAt: tx.Now}
			if !known || !slices.Contains(w.Kinds(), e.Kind) || !hears(owners[w.AccountID], d) || given[w.ID+" "+d.MessageID] {
				continue
			}
			given[w.ID+" "+d.MessageID] = true
			d.ID = tx.NewID()
			if d.Body, err = bodyOf(d.MessageID, e, at); err != nil {
				return err
			}
			fresh = append(fresh, d)
		}
	}
	return s.put(tx, fresh)
}

// hears tells whether an owner may know, now, of what a delivery is about.
func hears(owner access.Actor, d Delivery) bool {
	if d.Event == Tested {
		return owner.Somewhere(Manages)
	}
	return owner.Somewhere(Manages) && owner.May(d.Event.Needs(), d.Place) && !d.Event.keptFrom(owner)
}

// put writes deliveries down and has them sent.
func (s *Service) put(tx *db.Tx, fresh []Delivery) error {
	if len(fresh) == 0 {
		return nil
	}
	if err := tx.DB.CreateInBatches(fresh, 100).Error; err != nil {
		return err
	}
	for _, d := range fresh {
		if err := s.jobs.EnqueueTx(tx, sendJob, sending{d.ID}); err != nil {
			return err
		}
	}
	return nil
}

// ownersOf gives who the owners are now; one whose account is closed is nobody.
func ownersOf(tx *db.Tx, hooks []Webhook) (map[string]access.Actor, error) {
	owners := map[string]access.Actor{}
	for _, w := range hooks {
		if _, known := owners[w.AccountID]; known {
			continue
		}
		actor, _, err := access.ActorTx(tx, w.AccountID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		owners[w.AccountID] = actor
	}
	return owners, nil
}

// placesOf gives the paths of the events' institutions; that of none is empty, which is everybody's who sees the whole programme.
func placesOf(tx *db.Tx, events []Event) (map[string]string, error) {
	places := map[string]string{"": ""}
	var ids []string
	for _, e := range events {
		if e.InstitutionID != "" {
			ids = append(ids, e.InstitutionID)
		}
	}
	if len(ids) == 0 {
		return places, nil
	}
	var rows []struct{ ID, Path string }
	err := tx.DB.Table("institution").Select("id, path").Where("id IN ?", ids).Scan(&rows).Error
	for _, r := range rows {
		places[r.ID] = r.Path
	}
	return places, err
}

// givenAlready tells which webhooks have which of the messages: the job may come a second time.
func givenAlready(tx *db.Tx, events []Event) (map[string]bool, error) {
	ids := make([]string, len(events))
	for i, e := range events {
		ids[i] = e.messageID()
	}
	var rows []Delivery
	err := tx.DB.Select("webhook_id", "message_id").Where("message_id IN ?", ids).Find(&rows).Error
	given := map[string]bool{}
	for _, r := range rows {
		given[r.WebhookID+" "+r.MessageID] = true
	}
	return given, err
}

// message is what is sent.
type message struct {
	ID        string     `json:"id"`
	Type      Kind       `json:"type"`
	Timestamp db.Instant `json:"timestamp"`
	Data      thing      `json:"data"`
}

type thing struct {
	ID   string `json:"id"`
	Path string `json:"path"` // where the API tells of it
}

func bodyOf(id string, e Event, at db.Instant) (string, error) {
	body, err := json.Marshal(message{id, e.Kind, at, thing{e.ID, "/api/v1" + e.Path}})
	if err != nil {
		return "", fmt.Errorf("writing a message down: %w", err)
	}
	return string(body), nil
}
