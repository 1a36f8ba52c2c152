package people

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
	"relevo/app/webhooks"
)

// Confirm applies a draft in one transaction: people, postings, the record of
// the import, audit; the draft goes. fingerprint is that of the preview that
// was looked at: when the outcome would now be another, nothing is done and the
// answer is a Conflict. choices are what was chosen on that preview and not yet
// noted (see [Service.Choose]); nil for none. A file that was imported for the same day before and
// changes nothing leaves the first import as the only one and gives that. A draft that
// was confirmed already is gone, and [Service.ConfirmedFrom] tells what became of it.
func (s *Service) Confirm(ctx context.Context, actor access.Actor, draftID, fingerprint string, choices map[string]string) (RosterImport, error) {
	var imp RosterImport
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		_, at, err := needDraft(tx, actor, draftID)
		if err != nil {
			return err
		}
		if err := lockInstitution(tx, at.ID); err != nil {
			return err
		}
		d, at, err := needDraft(tx, actor, draftID)
		if err != nil {
			return err // confirmed by somebody else while this waited its turn
		}
		p, err := previewOf(tx, actor, d, at)
		if err != nil {
			return err
		}
		switch {
		case p.Obstacle != nil:
			return p.Obstacle
		case len(p.Missing) > 0:
			return fault.OnField("columns", "people.roster.column_needed")
		case p.Draft.AsOf > tx.Today():
			return fault.OnField("as_of", "people.roster.future")
		case p.Fingerprint != fingerprint:
			return fault.New(fault.Conflict, "people.roster.preview_stale")
		}
		p.chooseNow(choices)
		if err := tx.DB.Where("id = ?", d.ID).Delete(&RosterDraft{}).Error; err != nil {
			return err
		}
		if p.Same != nil && p.Changes == 0 {
			imp = *p.Same
			return access.Record(tx, actor, confirmedSame, "roster_draft", d.ID, map[string]string{"import": imp.ID})
		}
		var changes []change
		if imp, changes, err = p.apply(tx, actor, d); err != nil {
			return err
		}
		return s.tellChanges(tx, changes, listEvent(webhooks.ListConfirmed, imp))
	})
	return imp, err
}

// confirmedSame is the audit's word for a draft that was the same file again.
const confirmedSame = "people.roster.confirm_same"

// ConfirmedFrom gives the import that was made of a draft, to those who may
// import there: for whoever confirms twice, or goes back to a draft that is gone.
func (s *Service) ConfirmedFrom(ctx context.Context, actor access.Actor, draftID string) (RosterImport, error) {
	var imp RosterImport
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		imp, _, err = needImport(tx, actor, draftID) // an import has the identifier of its draft
		if !fault.Is(err, fault.NotFound) {
			return err
		}
		var again []access.AuditEntry
		if err := tx.DB.Where("object_kind = ? AND object_id = ? AND action = ?", "roster_draft", draftID, confirmedSame).Limit(1).Find(&again).Error; err != nil {
			return err
		}
		if len(again) == 0 {
			return fault.Missing("noun.draft")
		}
		var same struct{ Import string }
		if err := json.Unmarshal([]byte(again[0].Detail), &same); err != nil {
			return fmt.Errorf("reading what became of draft %s: %w", draftID, err)
		}
		imp, _, err = needImport(tx, actor, same.Import)
		return err
	})
	return imp, err
}

func (p *Preview) apply(tx *db.Tx, actor access.Actor, d RosterDraft) (RosterImport, []change, error) {
	sum := sha256.Sum256(d.Content)
	imp := RosterImport{ID: d.ID, InstitutionID: p.Institution.ID, AsOf: d.AsOf, FileName: d.FileName, FileSHA256: hex.EncodeToString(sum[:]),
		ListRows: p.Rows, Summary: p.Counts, ConfirmedAt: tx.Now, ConfirmedBy: actor.AccountID}
	if err := tx.DB.Create(&imp).Error; err != nil {
		return imp, nil, err
	}
	a := applier{imp: imp, stays: maps.Clone(p.stays), row: map[string]int{}, created: map[string]string{}, fills: map[string]roster.Fill{}}
	for _, decision := range p.Decisions {
		a.take(tx, decision)
	}
	if err := a.write(tx, actor, p.stays); err != nil {
		return imp, nil, err
	}
	return imp, a.changes, access.Record(tx, actor, "people.roster.confirm", "roster_import", imp.ID,
		map[string]any{"institution": p.Institution.ID, "as_of": d.AsOf, "rows": p.Rows, "changes": p.Changes})
}

// applier gathers what the decisions of a list come to, so that every stay
// gets at most one new fact.
type applier struct {
	imp     RosterImport
	stays   map[string]Posting // by stay, as they will be believed
	row     map[string]int     // by stay, the row that spoke last
	created map[string]string  // key of a new person → identifier
	people  []Person
	fills   map[string]roster.Fill // by person
	changes []change
}

// take applies the effect of one decision to what was gathered.
func (a *applier) take(tx *db.Tx, d Decision) {
	e := d.chosen()
	personID := e.PersonID
	if e.Create != nil {
		personID = a.create(tx, *e.Create)
	}
	if e.Fill != nil && personID != "" {
		a.fills[personID] = *e.Fill
	}
	change := func(stay string, fn func(*Posting)) {
		if p, known := a.stays[stay]; known {
			fn(&p)
			a.stays[stay] = p
			if d.Row > 0 {
				a.row[stay] = d.Row
			}
		}
	}
	if e.Correct != nil {
		change(e.PostingID, func(p *Posting) { correct(p, *e.Correct) })
	}
	if e.Sight {
		change(e.PostingID, func(p *Posting) { p.LastSeenOn = &a.imp.AsOf })
	}
	if e.End != nil {
		change(e.End.PostingID, func(p *Posting) { p.EndsOn, p.EndsAfter, p.EndReason = e.End.On, e.End.After, e.End.Reason })
	}
	if n := e.Append; n != nil && personID != "" {
		stay := tx.NewID()
		a.stays[stay] = Posting{StayID: stay, PersonID: personID, InstitutionID: a.imp.InstitutionID, Cadre: Cadre(n.Cadre), Position: n.Position,
			Contract: n.Contract, StartsOn: n.Start, EndsOn: n.End, EndsAfter: n.EndsAfter, EndReason: n.Reason, LastSeenOn: &a.imp.AsOf}
		a.row[stay] = d.Row
	}
}

func correct(p *Posting, c roster.Correction) {
	if c.Start != nil {
		p.StartsOn = *c.Start
	}
	if c.Cadre != nil {
		p.Cadre = Cadre(*c.Cadre)
	}
	if c.Position != nil {
		p.Position = *c.Position
	}
	if c.Contract != nil {
		p.Contract = *c.Contract
	}
}

// create notes a new person once for each key.
func (a *applier) create(tx *db.Tx, n roster.NewPerson) string {
	if id, done := a.created[n.Key]; done {
		return id
	}
	p := Person{ID: tx.NewID(), FirstSurname: properName(n.FirstSurname), SecondSurname: properName(n.SecondSurname), GivenNames: properName(n.GivenNames),
		Sex: n.Sex, Email: n.Email, Phone: n.Phone, CreatedAt: tx.Now}
	p.setDocument(n.Document)
	p.SearchName = p.searchName()
	a.created[n.Key] = p.ID
	a.people = append(a.people, p)
	return p.ID
}

// setDocument writes a document down as the database keeps it.
func (p *Person) setDocument(d roster.Document) {
	if !d.Known() {
		p.DocumentType, p.DocumentNumber = "none", nil
		return
	}
	p.DocumentType, p.DocumentNumber = d.Type, &d.Number
	if d.Type == "" {
		p.DocumentType = roster.OtherDoc
	}
}

// write records people and facts. before is what was believed.
func (a *applier) write(tx *db.Tx, actor access.Actor, before map[string]Posting) error {
	if err := a.needStanding(tx); err != nil {
		return err
	}
	if err := a.writePeople(tx); err != nil {
		return err
	}
	var facts []Posting
	var old []string
	for _, stay := range slices.Sorted(maps.Keys(a.stays)) {
		now := a.stays[stay]
		was, known := before[stay]
		if known && now.same(was) {
			continue
		}
		if err := now.validate(tx.Today()); err != nil {
			return onRow(err, a.row[stay])
		}
		if known {
			now.ReplacesID = &was.ID
			old = append(old, was.ID)
		}
		now.ImportID, now.ImportRow = &a.imp.ID, nil
		if row := a.row[stay]; row > 0 {
			now.ImportRow = &row
		}
		stamp(tx, actor, &now)
		a.changes = append(a.changes, changeOf(was, known, now))
		a.stays[stay] = now
		facts = append(facts, now)
	}
	byPerson := map[string][]Posting{}
	for _, stay := range a.stays {
		byPerson[stay.PersonID] = append(byPerson[stay.PersonID], stay)
	}
	for _, fact := range facts {
		if other, has := overlap(byPerson[fact.PersonID], fact); has {
			return onRow(fault.OnField("starts_on", "people.posting.overlap", "start", other.StartsOn), a.row[fact.StayID])
		}
	}
	if err := supersede(tx, old); err != nil {
		return err
	}
	if len(facts) == 0 {
		return nil
	}
	return tx.DB.CreateInBatches(facts, 200).Error
}

// writePeople records the new people and completes what was not known of others.
// needStanding locks the people that the list is about and refuses when one of
// them was merged into another since the list was planned.
func (a *applier) needStanding(tx *db.Tx) error {
	var ids []string
	for _, stay := range a.stays {
		ids = append(ids, stay.PersonID)
	}
	if err := lockPeople(tx, ids...); err != nil {
		return err
	}
	return inChunks(ids, func(part []string) error {
		var n int64
		if err := tx.DB.Model(&Person{}).Where("id IN ? AND merged_into IS NOT NULL", part).Count(&n).Error; err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "people.roster.preview_stale")
		}
		return nil
	})
}

func (a *applier) writePeople(tx *db.Tx) error {
	err := tx.DB.CreateInBatches(a.people, 200).Error
	if err == nil {
		err = a.fillPeople(tx)
	}
	if db.IsDuplicate(err) { // somebody else recorded the document meanwhile
		return errors.Join(fault.New(fault.Conflict, "people.roster.preview_stale"), err)
	}
	return err
}

// fillPeople writes many people at once: one statement each would be thousands.
func (a *applier) fillPeople(tx *db.Tx) error {
	known, err := PeopleTx(tx, slices.Collect(maps.Keys(a.fills)))
	if err != nil {
		return err
	}
	filled := make([]Person, 0, len(known))
	for _, id := range slices.Sorted(maps.Keys(known)) {
		p := known[id]
		p.fill(a.fills[id])
		filled = append(filled, p)
	}
	into := clause.OnConflict{Columns: []clause.Column{{Name: "id"}},
		DoUpdates: clause.AssignmentColumns([]string{"sex", "email", "phone", "document_type", "document_number"})}
	return tx.DB.Clauses(into).CreateInBatches(filled, 200).Error
}

// fill completes what was not known of a person.
func (p *Person) fill(f roster.Fill) {
	keep := func(into *string, text string) {
		if *into == "" {
			*into = text
		}
	}
	keep(&p.Sex, f.Sex)
	keep(&p.Email, f.Email)
	keep(&p.Phone, f.Phone)
	if p.DocumentNumber == nil && f.Document.Known() {
		p.setDocument(f.Document)
	}
}

// onRow says of which row the fields of an error are.
func onRow(err error, row int) error {
	var e *fault.Error
	if !errors.As(err, &e) || row == 0 {
		return err
	}
	about := *e
	about.Key, about.Pairs = "people.roster.row_refused", []any{"row", row}
	return &about
}
