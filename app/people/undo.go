package people

import (
	"cmp"
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/webhooks"
)

// ImportReport is what an import did.
type ImportReport struct {
	Import      RosterImport
	Institution Institution
	ConfirmedBy string // name of the account
	UndoneBy    string
	Facts       []ImportedFact // by person
	Blockers    []Blocker      // why it cannot be undone; none when it can
	MayUndo     bool           // it is not undone and nothing builds on it
	Next        *RosterDraft   // the earliest list that the actor left waiting; nil when there is none
}

// ImportedFact is a fact that an import recorded, with what it replaced.
type ImportedFact struct {
	Posting
	Person Person
	Opens  bool     // the actor may open the person's page
	Before *Posting // nil for a stay that was unknown before
}

// Sighted tells whether the fact says no more than that the list names the person.
func (f ImportedFact) Sighted() bool {
	return f.Before != nil && sightingOf(f.Posting, *f.Before)
}

// Blocker is what builds on an import: a later list, or a correction by hand.
type Blocker struct {
	Import *RosterImport // the later list; nil for a correction by hand
	Person Person        // whose stay was corrected by hand
}

// Import gives what an import did, to those who may import there.
func (s *Service) Import(ctx context.Context, actor access.Actor, id string) (ImportReport, error) {
	var r ImportReport
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		imp, at, err := needImport(tx, actor, id)
		if err != nil {
			return err
		}
		chains, err := chainsOf(tx, id)
		if err != nil {
			return err
		}
		r = ImportReport{Import: imp, Institution: at}
		if err := r.fill(tx, actor, chains); err != nil {
			return err
		}
		if r.Next, err = nextDraft(tx, actor); err != nil {
			return err
		}
		if imp.UndoneAt == nil {
			r.Blockers, err = blockers(tx, chains)
		}
		r.MayUndo = imp.UndoneAt == nil && len(r.Blockers) == 0
		return err
	})
	return r, err
}

func (r *ImportReport) fill(tx *db.Tx, actor access.Actor, chains []chain) error {
	var ids []string
	for _, c := range chains {
		ids = append(ids, c.head.PersonID)
	}
	people, err := PeopleTx(tx, ids)
	if err != nil {
		return err
	}
	names, err := accountNames(tx, []string{r.Import.ConfirmedBy, deref(r.Import.UndoneBy)})
	if err != nil {
		return err
	}
	r.ConfirmedBy, r.UndoneBy = names[r.Import.ConfirmedBy], names[deref(r.Import.UndoneBy)]
	opens, err := r.openTo(tx, actor, chains)
	if err != nil {
		return err
	}
	for _, c := range chains {
		r.Facts = append(r.Facts, ImportedFact{Posting: c.first, Person: people[c.head.PersonID], Opens: opens[c.head.PersonID], Before: c.before})
	}
	slices.SortFunc(r.Facts, func(a, b ImportedFact) int {
		return cmp.Or(cmp.Compare(a.Person.SearchName, b.Person.SearchName), byStart(a.Posting, b.Posting))
	})
	return nil
}

// openTo tells whose pages the actor may open: of people with a believed stay in
// the actor's scope.
func (r *ImportReport) openTo(tx *db.Tx, actor access.Actor, chains []chain) (map[string]bool, error) {
	opens := map[string]bool{}
	var others []string
	for _, c := range chains {
		if c.head.Believed() && actor.May(access.ViewStaff, r.Institution.Path) {
			opens[c.head.PersonID] = true
		} else {
			others = append(others, c.head.PersonID)
		}
	}
	stays, err := StaysOfTx(tx, others)
	if err != nil {
		return nil, err
	}
	places, err := placesOf(tx, stays)
	for _, place := range places {
		if actor.May(access.ViewStaff, place.Institution.Path) {
			opens[place.PersonID] = true
		}
	}
	return opens, err
}

// Undo takes a whole import back: every stay it changed is believed again as
// it was before, by new facts, so that what was believed in between stays on
// record; a stay it brought in is withdrawn. Where later facts build on it the
// answer is a Conflict that names them: they have to be undone first. The
// people it brought in, and details it completed, stay.
func (s *Service) Undo(ctx context.Context, actor access.Actor, id string) (RosterImport, error) {
	var undone RosterImport
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		imp, at, err := needImport(tx, actor, id)
		if err != nil {
			return err
		}
		if err := lockInstitution(tx, at.ID); err != nil {
			return err
		}
		if imp.UndoneAt != nil {
			return fault.New(fault.Conflict, "people.roster.undone_already")
		}
		chains, err := chainsOf(tx, id)
		if err != nil {
			return err
		}
		against, err := blockers(tx, chains)
		if err != nil {
			return err
		}
		if len(against) > 0 {
			return blocked(against)
		}
		changes, err := restore(tx, actor, chains)
		if err != nil {
			return err
		}
		imp.UndoneAt, imp.UndoneBy = &tx.Now, &actor.AccountID
		if err := tx.DB.Model(&RosterImport{}).Where("id = ?", id).Select("UndoneAt", "UndoneBy").Updates(&imp).Error; err != nil {
			return err
		}
		undone = imp
		if err := s.tellChanges(tx, changes, listEvent(webhooks.ListUndone, imp)); err != nil {
			return err
		}
		return access.Record(tx, actor, "people.roster.undo", "roster_import", id, map[string]int{"stays": len(chains)})
	})
	return undone, err
}

func restore(tx *db.Tx, actor access.Actor, chains []chain) (changes []change, err error) {
	var heads []string
	facts := make([]Posting, 0, len(chains))
	for _, c := range chains {
		heads = append(heads, c.head.ID)
		again := c.head
		if c.before != nil {
			again = *c.before // with the list it was read from
		} else {
			again.Withdrawn, again.ImportID, again.ImportRow = true, nil, nil
		}
		again.PersonID, again.InstitutionID = c.head.PersonID, c.head.InstitutionID // records may have been joined since
		again.ReplacesID = &c.head.ID
		stamp(tx, actor, &again)
		facts, changes = append(facts, again), append(changes, change{&c.head, again})
	}
	if err := supersede(tx, heads); err != nil || len(facts) == 0 {
		return nil, err
	}
	if err := roomFor(tx, facts); err != nil {
		return nil, err
	}
	return changes, tx.DB.CreateInBatches(facts, 200).Error
}

// roomFor refuses to believe again what by now would overlap another stay of
// the same person, one that came by hand or with another list.
func roomFor(tx *db.Tx, facts []Posting) error {
	var ids []string
	for _, f := range facts {
		ids = append(ids, f.PersonID)
	}
	known, err := StaysOfTx(tx, ids)
	if err != nil {
		return err
	}
	byPerson := map[string][]Posting{}
	for _, stay := range known {
		byPerson[stay.PersonID] = append(byPerson[stay.PersonID], stay)
	}
	for _, f := range facts {
		if other, meets := overlap(byPerson[f.PersonID], f); !f.Withdrawn && meets {
			return fault.New(fault.Conflict, "people.roster.undo_overlap", "start", other.StartsOn)
		}
	}
	return nil
}

// chain is a stay that an import changed: what is believed of it now, the
// first fact that the import recorded of it, and what was believed before.
type chain struct {
	head, first Posting
	before      *Posting
}

// chainsOf gives the stays that an import changed. Facts name the one they
// replace, so what came before needs no clock.
func chainsOf(tx *db.Tx, importID string) ([]chain, error) {
	var touched []string
	if err := tx.DB.Model(&Posting{}).Where("import_id = ?", importID).Distinct("stay_id").Order("stay_id").Pluck("stay_id", &touched).Error; err != nil {
		return nil, err
	}
	byStay := map[string][]Posting{}
	err := inChunks(touched, func(part []string) error {
		var list []Posting
		if err := tx.DB.Where("stay_id IN ?", part).Find(&list).Error; err != nil {
			return err
		}
		for _, p := range list {
			byStay[p.StayID] = append(byStay[p.StayID], p)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	chains := make([]chain, 0, len(touched))
	for _, stay := range touched {
		chains = append(chains, follow(byStay[stay], importID))
	}
	return chains, nil
}

// follow walks the facts of one stay from the one believed back to the first.
func follow(facts []Posting, importID string) chain {
	byID := map[string]Posting{}
	var c chain
	for _, f := range facts {
		byID[f.ID] = f
		if f.SupersededAt == nil {
			c.head = f
		}
	}
	for f, more := c.head, true; more; {
		if deref(f.ImportID) == importID {
			c.first, c.before = f, nil
			if was, has := byID[deref(f.ReplacesID)]; has {
				c.before = &was
			}
		}
		f, more = byID[deref(f.ReplacesID)], f.ReplacesID != nil
	}
	return c
}

// blockers lists what builds on the facts of an import: stays whose believed
// fact is not the import's own.
func blockers(tx *db.Tx, chains []chain) ([]Blocker, error) {
	var lists, corrected []string
	for _, c := range chains {
		switch {
		case c.head.ImportID != nil && *c.head.ImportID == *c.first.ImportID && !c.head.Withdrawn:
		case c.head.ImportID != nil:
			lists = append(lists, *c.head.ImportID)
		default:
			corrected = append(corrected, c.head.PersonID)
		}
	}
	imports, err := importsTx(tx, lists)
	if err != nil {
		return nil, err
	}
	people, err := PeopleTx(tx, corrected)
	if err != nil {
		return nil, err
	}
	var out []Blocker
	for _, imp := range imports {
		out = append(out, Blocker{Import: &imp})
	}
	for _, p := range people {
		out = append(out, Blocker{Person: p})
	}
	slices.SortFunc(out, func(a, b Blocker) int {
		if a.Import != nil && b.Import != nil {
			return cmp.Or(cmp.Compare(b.Import.AsOf, a.Import.AsOf), cmp.Compare(a.Import.ID, b.Import.ID))
		}
		if (a.Import == nil) != (b.Import == nil) {
			return cmp.Compare(boolRank(a.Import == nil), boolRank(b.Import == nil))
		}
		return cmp.Compare(a.Person.SearchName, b.Person.SearchName)
	})
	return out, nil
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func blocked(against []Blocker) error {
	err := fault.New(fault.Conflict, "people.roster.undo_blocked")
	for _, b := range against {
		if b.Import != nil {
			err.Fields = append(err.Fields, fault.Field{Name: "import", Key: "people.roster.undo_later_list", Pairs: []any{"file", b.Import.FileName, "date", b.Import.AsOf}})
		} else {
			err.Fields = append(err.Fields, fault.Field{Name: "import", Key: "people.roster.undo_later_fact", Pairs: []any{"name", b.Person.FullName()}})
		}
	}
	return err
}

// needImport gives an import and its institution to those who may import there.
func needImport(tx *db.Tx, actor access.Actor, id string) (RosterImport, Institution, error) {
	var imp RosterImport
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return imp, Institution{}, err
	}
	if err := tx.DB.Where("id = ?", id).Take(&imp).Error; err != nil {
		if db.IsNone(err) {
			return imp, Institution{}, fault.Missing("noun.import")
		}
		return imp, Institution{}, err
	}
	at, err := InstitutionTx(tx, imp.InstitutionID)
	if err != nil {
		return imp, at, err
	}
	return imp, at, actor.Need(access.ImportRoster, at.Path)
}
