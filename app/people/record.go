package people

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// History is everything that is and was believed about where a person worked,
// as far as the actor may see it.
type History struct {
	Person Person
	Stays  []Place     // believed as asked, oldest start first
	Facts  []Record    // what was recorded, the newest first
	Hidden int         // believed stays in institutions outside the actor's scope
	Joined []Joined    // other records of the person, oldest first
	Before []Corrected // what was said of the person before corrections, the newest first
	Past   []PastFact  // what files brought in of earlier trainings and scores, the oldest first; for the present only
	AsOf   db.Instant
	Now    bool // whether AsOf is the present
}

// Joined is another record that was found to be of the same person.
type Joined struct {
	Merger
	Person Person
	Author string // name of the account
}

// Corrected is a correction of what is said of a person.
type Corrected struct {
	Correction
	Author string // name of the account
}

// Record is a fact with where it came from. Later facts that say nothing but
// that one more list names the person are counted with the fact they confirm.
type Record struct {
	Place
	Import     *RosterImport // nil when a person wrote it
	Author     string        // name of the account that recorded it; access.SystemID for no person
	Confirmed  int           // how many more lists said the same
	ReplacedAt *db.Instant   // when something else began to be believed; nil while it is believed
}

// PersonHistory gives a person's stays, as believed now or (knownAt) as
// believed at an earlier moment, with all facts behind them. A record that was
// merged leads to the one that took its place. The person must work or have
// worked in the actor's scope; otherwise they do not exist. That the actor looked
// is noted, for the person to see.
func (s *Service) PersonHistory(ctx context.Context, actor access.Actor, personID string, knownAt *db.Instant) (History, error) {
	var h History
	if err := actor.NeedSomewhere(access.ViewStaff); err != nil {
		return h, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		h = History{AsOf: tx.Now, Now: knownAt == nil}
		if knownAt != nil {
			h.AsOf = *knownAt
		}
		var err error
		if h.Person, err = standingFor(tx, personID); err != nil {
			return err
		}
		if err := h.records(tx); err != nil {
			return err
		}
		ids := []string{h.Person.ID}
		for _, j := range h.Joined {
			ids = append(ids, j.MergedID)
		}
		var facts []Posting
		if err := tx.DB.Where("person_id IN ?", ids).Order("recorded_at DESC, id DESC").Find(&facts).Error; err != nil {
			return err
		}
		if err := h.fill(tx, actor, facts); err != nil {
			return err
		}
		return h.past(tx, actor, s.Past)
	})
	if err == nil {
		err = s.noteView(ctx, actor, h.Person.ID)
	}
	return h, err
}

// noteView notes in the audit that the actor opened a person's record.
func (s *Service) noteView(ctx context.Context, actor access.Actor, personID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return access.RecordViewTx(tx, actor, personID) })
}

// standingFor gives a person, or the one whose record took theirs.
func standingFor(tx *db.Tx, id string) (Person, error) {
	person, err := PersonTx(tx, id)
	for err == nil && person.MergedInto != nil {
		person, err = PersonTx(tx, *person.MergedInto)
	}
	return person, err
}

// records finds the other records of the person and what was said before.
func (h *History) records(tx *db.Tx) error {
	mergers, err := mergersInto(tx, h.Person.ID)
	if err != nil {
		return err
	}
	var before []Correction
	if err := tx.DB.Where("person_id = ?", h.Person.ID).Order("recorded_at DESC, id DESC").Find(&before).Error; err != nil {
		return err
	}
	var ids, accounts []string
	for _, m := range mergers {
		ids, accounts = append(ids, m.MergedID), append(accounts, m.RecordedBy)
	}
	for _, c := range before {
		accounts = append(accounts, c.RecordedBy)
	}
	people, err := PeopleTx(tx, ids)
	if err != nil {
		return err
	}
	names, err := accountNames(tx, accounts)
	if err != nil {
		return err
	}
	for _, m := range mergers {
		h.Joined = append(h.Joined, Joined{Merger: m, Person: people[m.MergedID], Author: names[m.RecordedBy]})
	}
	for _, c := range before {
		h.Before = append(h.Before, Corrected{c, names[c.RecordedBy]})
	}
	return nil
}

func (h *History) fill(tx *db.Tx, actor access.Actor, facts []Posting) error {
	places, err := placesOf(tx, facts)
	if err != nil {
		return err
	}
	var seen []Posting
	var visible []Place
	everywhere := actor.May(access.ViewStaff, "")
	within := everywhere
	for _, p := range places {
		if !actor.May(access.ViewStaff, p.Institution.Path) {
			if p.Believed() {
				h.Hidden++
			}
			continue
		}
		visible = append(visible, p)
		seen = append(seen, p.Posting)
		within = within || p.Believed()
	}
	if !within {
		return fault.Missing("noun.person")
	}
	believed := AsKnownAt(seen, h.AsOf)
	if h.Now {
		believed = nowBelieved(seen)
	}
	at := map[string]Institution{}
	for _, p := range visible {
		at[p.InstitutionID] = p.Institution
	}
	for _, stay := range believed {
		h.Stays = append(h.Stays, Place{stay, at[stay.InstitutionID]})
	}
	h.Facts, err = recordsOf(tx, visible)
	return err
}

func nowBelieved(facts []Posting) []Posting {
	var out []Posting
	for _, f := range facts {
		if f.Believed() {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, byStart)
	return out
}

// recordsOf joins facts with the list and the account each came from, the
// newest first. Mere sightings are counted with the fact they confirm.
func recordsOf(tx *db.Tx, places []Place) ([]Record, error) {
	var importIDs, accountIDs []string
	byID := make(map[string]Place, len(places))
	for _, p := range places {
		byID[p.ID] = p
		accountIDs = append(accountIDs, p.RecordedBy)
		if p.ImportID != nil {
			importIDs = append(importIDs, *p.ImportID)
		}
	}
	imports, err := importsTx(tx, importIDs)
	if err != nil {
		return nil, err
	}
	names, err := accountNames(tx, accountIDs)
	if err != nil {
		return nil, err
	}
	records := map[string]*Record{}
	for _, p := range places {
		said, confirmed := firstSaid(byID, p)
		r := records[said.ID]
		if r == nil {
			r = &Record{Place: said, Author: names[said.RecordedBy], Confirmed: -1}
			if imp, known := imports[deref(said.ImportID)]; known {
				r.Import = &imp
			}
			records[said.ID] = r
		}
		if confirmed > r.Confirmed {
			r.Confirmed, r.ReplacedAt = confirmed, p.SupersededAt
		}
	}
	list := make([]Record, 0, len(records))
	for _, r := range records {
		list = append(list, *r)
	}
	slices.SortFunc(list, newestFirst)
	return list, nil
}

// firstSaid follows a fact back to the one that first said the same of the
// stay; confirmed is how many lists later.
func firstSaid(byID map[string]Place, p Place) (first Place, confirmed int) {
	for {
		before, known := byID[deref(p.ReplacesID)]
		if !known || !sightingOf(p.Posting, before.Posting) {
			return p, confirmed
		}
		p, confirmed = before, confirmed+1
	}
}

// sightingOf tells whether a fact says no more than the one before it, but
// that a newer list names the person.
func sightingOf(now, before Posting) bool {
	before.LastSeenOn = now.LastSeenOn
	return now.ImportID != nil && before.same(now)
}

func newestFirst(a, b Record) int {
	switch {
	case a.RecordedAt.After(b.RecordedAt):
		return -1
	case b.RecordedAt.After(a.RecordedAt):
		return 1
	case a.Import != nil && b.Import != nil && a.Import.AsOf != b.Import.AsOf:
		return int(b.Import.AsOf - a.Import.AsOf)
	default:
		return strings.Compare(b.ID, a.ID)
	}
}

// accountNames gives what relevo calls the accounts; the system keeps its identifier.
func accountNames(tx *db.Tx, ids []string) (map[string]string, error) {
	names := map[string]string{access.SystemID: access.SystemID}
	err := inChunks(ids, func(part []string) error {
		var accounts []access.Account
		if err := tx.DB.Select("id", "name").Where("id IN ?", part).Find(&accounts).Error; err != nil {
			return err
		}
		for _, a := range accounts {
			names[a.ID] = a.Name
		}
		return nil
	})
	return names, err
}
