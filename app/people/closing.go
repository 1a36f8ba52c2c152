package people

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Why a stay ended with its institution, as lists word reasons.
const (
	endedByClosing = "cierre de la institución"
	endedByFusion  = "fusión"
)

// CloseInput is how an institution ceases to exist.
type CloseInput struct {
	On          db.Date // first day it no longer exists
	SuccessorID string  // the institution that takes its staff over; "" for none
}

// Closing is an institution that may be closed, and what that would mean.
type Closing struct {
	Institution Institution
	Below       []Institution // open ones below it: they have to be closed or moved first
	InPost      int           // stays in force today
	Successors  []Institution // that may take its staff over
}

// Closing tells what closing an institution would mean, to those who manage it.
func (s *Service) Closing(ctx context.Context, actor access.Actor, id string) (Closing, error) {
	var c Closing
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if c.Institution, err = needManaged(tx, actor, id); err != nil {
			return err
		}
		if c.Below, err = openBelow(tx, c.Institution, tx.Today()); err != nil {
			return err
		}
		there, err := InPostTx(tx, id, tx.Today())
		if err != nil {
			return err
		}
		c.InPost = len(there)
		tree, err := InstitutionsInScopeTx(tx, actor, access.ManageInstitutions)
		for _, i := range tree {
			if i.ID != id && i.Open(tx.Today()) {
				c.Successors = append(c.Successors, i)
			}
		}
		return err
	})
	return c, err
}

// Closed is what became of an institution's staff when it closed.
type Closed struct {
	Institution Institution
	Ended       int // stays that ended
	TakenOver   int // stays that began at the successor

	changes []change
}

// CloseInstitution ends an institution on a day, and in the same transaction
// every stay in force there that day. Where another takes its staff over they
// begin there the same day, in the same cadre, position and contract, unless
// they have such a stay there already. Open institutions below it are a
// Conflict: they are closed or moved first.
func (s *Service) CloseInstitution(ctx context.Context, actor access.Actor, id string, in CloseInput) (Closed, error) {
	var c Closed
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c = Closed{}
		if err := lockInstitutions(tx, id, in.SuccessorID); err != nil {
			return err
		}
		at, err := needManaged(tx, actor, id)
		if err != nil {
			return err
		}
		if err := mayClose(tx, actor, at, in); err != nil {
			return err
		}
		if err := c.moveStaff(tx, actor, at, in); err != nil {
			return err
		}
		at.ClosedOn = &in.On
		if err := tx.DB.Model(&Institution{}).Where("id = ?", id).Update("closed_on", in.On).Error; err != nil {
			return err
		}
		c.Institution = at
		if err := s.tellChanges(tx, c.changes); err != nil {
			return err
		}
		return access.Record(tx, actor, "people.institution.close", "institution", id,
			map[string]any{"on": in.On, "successor": in.SuccessorID, "ended": c.Ended, "taken_over": c.TakenOver})
	})
	return c, err
}

// lockInstitutions locks both, always in the same order; the second may be none.
func lockInstitutions(tx *db.Tx, id, other string) error {
	both := []string{id, other}
	slices.Sort(both)
	for _, one := range both {
		if err := lockInstitution(tx, one); err != nil && !db.IsNone(err) { // what there is not is told below
			return err
		}
	}
	return nil
}

// mayClose refuses a closing that contradicts what is known.
func mayClose(tx *db.Tx, actor access.Actor, at Institution, in CloseInput) error {
	if at.ClosedOn != nil {
		return fault.New(fault.Conflict, "people.institution.closed_already", "name", at.Name, "date", *at.ClosedOn)
	}
	below, err := openBelow(tx, at, in.On)
	if err != nil {
		return err
	}
	if len(below) > 0 {
		return stillOpen(below)
	}
	var check fault.Check
	check.That(in.On > db.NewDate(1990, 1, 1) && in.On <= tx.Today(), "closed_on", "people.institution.close_day")
	lists, err := importsAt(tx, at.ID)
	if err != nil {
		return err
	}
	if len(lists) > 0 { // the list of the latest day comes first
		check.That(lists[0].AsOf < in.On, "closed_on", "people.institution.close_list", "date", lists[0].AsOf)
	}
	if in.SuccessorID != "" {
		successor, err := InstitutionTx(tx, in.SuccessorID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		check.That(err == nil && successor.ID != at.ID && successor.MergedInto == nil && successor.Open(in.On) && actor.May(access.ManageInstitutions, successor.Path),
			"successor_id", "people.institution.parent_unknown")
	}
	return check.Err()
}

// openBelow gives what is below the institution and still open on the day.
func openBelow(tx *db.Tx, at Institution, on db.Date) ([]Institution, error) {
	subtree, err := InstitutionsUnderTx(tx, at.Path)
	return slices.DeleteFunc(subtree, func(i Institution) bool { return i.ID == at.ID || !i.Open(on) }), err
}

func stillOpen(below []Institution) error {
	names := make([]string, len(below))
	for i, b := range below {
		names[i] = b.Name
	}
	return fault.New(fault.Conflict, "people.institution.close_below", "count", len(below), "names", strings.Join(names, ", "))
}

// moveStaff ends the stays and begins those at the successor.
func (c *Closed) moveStaff(tx *db.Tx, actor access.Actor, at Institution, in CloseInput) error {
	there, err := StaysAtTx(tx, at.ID)
	if err != nil {
		return err
	}
	var people, old []string
	var facts []Posting
	ended := there[:0:0]
	for _, stay := range there {
		if stay.StartsOn >= in.On {
			return fault.OnField("closed_on", "people.institution.close_starts", "date", stay.StartsOn)
		}
		if stay.mayBeInForce(in.On) {
			people, old = append(people, stay.PersonID), append(old, stay.ID)
			end := stay.closed(tx, actor, in)
			ended, facts, c.changes = append(ended, stay), append(facts, end), append(c.changes, change{&stay, end})
		}
	}
	c.Ended = len(facts)
	if in.SuccessorID != "" {
		elsewhere, err := StaysOfTx(tx, people)
		if err != nil {
			return err
		}
		for _, stay := range ended {
			if next, begins := stay.takenOver(tx, actor, in, elsewhere); begins {
				facts, c.changes = append(facts, next), append(c.changes, change{now: next})
				c.TakenOver++
			}
		}
	}
	if err := supersede(tx, old); err != nil || len(facts) == 0 {
		return err
	}
	return tx.DB.CreateInBatches(facts, 200).Error
}

// closed is the fact that the stay ended with its institution. Where it is not
// certain that the person was still there, all that is known is that the end
// lies no later.
func (p Posting) closed(tx *db.Tx, actor access.Actor, in CloseInput) Posting {
	was, certain := p.ID, certainEnd(p) > in.On
	p.ReplacesID, p.ImportID, p.ImportRow, p.EndsOn = &was, nil, nil, &in.On
	if certain {
		p.EndsAfter, p.EndReason = nil, endedByClosing
		if in.SuccessorID != "" {
			p.EndReason = endedByFusion
		}
	}
	stamp(tx, actor, &p)
	return p
}

// takenOver is the stay that follows at the successor, with the same end where
// that is known. There is none for somebody who may have left before, or who
// is there already.
func (p Posting) takenOver(tx *db.Tx, actor access.Actor, in CloseInput, known []Posting) (next Posting, begins bool) {
	if certainEnd(p) <= in.On {
		return p, false
	}
	p.StayID, p.ReplacesID, p.ImportID, p.ImportRow, p.LastSeenOn = tx.NewID(), nil, nil, nil, nil
	p.InstitutionID, p.StartsOn = in.SuccessorID, in.On
	stamp(tx, actor, &p)
	_, has := overlap(known, p)
	return p, !has
}
