package people

import (
	"relevo/app/db"
	"relevo/app/webhooks"
)

// change is a new fact about a stay beside the one that was believed before; was is nil for a stay that was unknown.
type change struct {
	was *Posting
	now Posting
}

func changeOf(was Posting, known bool, now Posting) change {
	if !known {
		return change{now: now}
	}
	return change{&was, now}
}

// kinds says what other programs are told of a change: nothing where a list only names the person again.
func (c change) kinds() []webhooks.Kind {
	switch {
	case c.was == nil && c.now.EndsOn == nil:
		return []webhooks.Kind{webhooks.PostingStarted}
	case c.was == nil:
		return []webhooks.Kind{webhooks.PostingStarted, webhooks.PostingEnded}
	case c.now.ID == c.was.ID, sightingOf(c.now, *c.was):
		return nil
	case !c.now.Withdrawn && c.was.EndsOn == nil && c.now.EndsOn != nil:
		return []webhooks.Kind{webhooks.PostingEnded}
	default:
		return []webhooks.Kind{webhooks.PostingCorrected}
	}
}

// tellChanges tells other programs who joined and who left a post, and besides, what else happened in the transaction.
func (s *Service) tellChanges(tx *db.Tx, changes []change, besides ...webhooks.Event) error {
	if !s.Hooks.Listening() {
		return nil
	}
	events := besides
	for _, c := range changes {
		for _, kind := range c.kinds() {
			events = append(events, webhooks.Event{Kind: kind, Fact: c.now.ID, ID: c.now.ID, Path: "/people/" + c.now.PersonID, InstitutionID: c.now.InstitutionID})
		}
	}
	return s.Hooks.TellTx(tx, events...)
}

// listEvent is that a staff list was applied or taken back.
func listEvent(kind webhooks.Kind, imp RosterImport) webhooks.Event {
	return webhooks.Event{Kind: kind, Fact: imp.ID, ID: imp.ID, Path: "/imports/" + imp.ID, InstitutionID: imp.InstitutionID}
}
