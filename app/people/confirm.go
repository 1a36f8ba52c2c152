package people

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// Confirm applies a draft in one transaction: people, postings, the record of
// the import, audit; the draft goes. fingerprint is that of the preview that
// was looked at: when the outcome would now be another, nothing is done and the
// answer is a Conflict. A file that was imported for the same day before and
// changes nothing leaves the first import as the only one and gives that.
func (s *Service) Confirm(ctx context.Context, actor access.Actor, draftID, fingerprint string) (RosterImport, error) {
	var imp RosterImport
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		d, at, err := needDraft(tx, actor, draftID)
		if err != nil {
			return err
		}
		if err := lockInstitution(tx, at.ID); err != nil {
			return err
		}
		p, err := previewOf(tx, d, at)
		if err != nil {
			return err
		}
		switch {
		case len(p.Missing) > 0:
			return fault.OnField("columns", "people.roster.column_needed")
		case p.Draft.AsOf > tx.Today():
			return fault.OnField("as_of", "people.roster.future")
		case p.Fingerprint != fingerprint:
			return fault.New(fault.Conflict, "people.roster.preview_stale")
		}
		gone := tx.DB.Where("id = ?", d.ID).Delete(&RosterDraft{})
		if gone.Error != nil {
			return gone.Error
		}
		if gone.RowsAffected == 0 { // confirmed twice at once
			return fault.New(fault.Conflict, "people.roster.preview_stale")
		}
		if p.Same != nil && p.Changes == 0 {
			imp = *p.Same
			return nil
		}
		imp, err = p.apply(tx, actor, d)
		return err
	})
	return imp, err
}

func (p *Preview) apply(tx *db.Tx, actor access.Actor, d RosterDraft) (RosterImport, error) {
	sum := sha256.Sum256(d.Content)
	imp := RosterImport{ID: tx.NewID(), InstitutionID: p.Institution.ID, AsOf: d.AsOf, FileName: d.FileName, FileSHA256: hex.EncodeToString(sum[:]),
		ListRows: p.Rows, Summary: p.Counts, ConfirmedAt: tx.Now, ConfirmedBy: actor.AccountID}
	if err := tx.DB.Create(&imp).Error; err != nil {
		return imp, err
	}
	a := applier{imp: imp, stays: maps.Clone(p.stays), row: map[string]int{}, created: map[string]string{}, fills: map[string]roster.Fill{}}
	for _, decision := range p.Decisions {
		a.take(tx, decision)
	}
	if err := a.write(tx, actor, p.stays); err != nil {
		return imp, err
	}
	return imp, access.Record(tx, actor, "people.roster.confirm", "roster_import", imp.ID,
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
		a.stays[stay] = now
		facts = append(facts, now)
	}
	all := slices.Collect(maps.Values(a.stays))
	for _, fact := range facts {
		if other, has := overlap(all, fact); has {
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

func (a *applier) writePeople(tx *db.Tx) error {
	if len(a.people) > 0 {
		if err := tx.DB.CreateInBatches(a.people, 200).Error; err != nil {
			if db.IsDuplicate(err) {
				return errors.Join(fault.New(fault.Conflict, "people.roster.preview_stale"), err)
			}
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(a.fills)) {
		if err := fillPerson(tx, id, a.fills[id]); err != nil {
			return err
		}
	}
	return nil
}

// fillPerson completes what was not known of a person.
func fillPerson(tx *db.Tx, id string, f roster.Fill) error {
	p, err := PersonTx(tx, id)
	if err != nil {
		return err
	}
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
	return tx.DB.Model(&Person{}).Where("id = ?", id).Select("Sex", "Email", "Phone", "DocumentType", "DocumentNumber").Updates(&p).Error
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
