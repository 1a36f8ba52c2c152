package people

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// MergePeople makes one person of two records of the same one: the stays, the
// learning and the account of the merged record become the kept one's, in one
// transaction, and can be taken apart again by [Service.UndoMerger]. The actor
// answers for every institution in which either works or worked.
func (s *Service) MergePeople(ctx context.Context, actor access.Actor, keptID, mergedID string) (Merger, error) {
	m := Merger{Kind: MergedPeople, KeptID: keptID, MergedID: mergedID}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		m.Moved = Moved{} // the transaction may be tried again
		if err := lockPeople(tx, keptID, mergedID); err != nil {
			return err
		}
		kept, merged, err := needPair(tx, actor, keptID, mergedID)
		if err != nil {
			return err
		}
		stays, err := StaysOfTx(tx, []string{keptID, mergedID})
		if err != nil {
			return err
		}
		if err := needAll(tx, actor, stays, "people.merge.elsewhere"); err != nil {
			return err
		}
		if err := needAccounts(tx, actor, keptID, mergedID); err != nil {
			return err
		}
		if err := nothingOpen(tx, s.ofPeople, keptID, mergedID); err != nil {
			return err
		}
		if err := movingPerson(actor, mergedID, keptID).stays(tx, stays, &m.Moved); err != nil {
			return err
		}
		if m.Moved.Rows, err = moveAll(tx, s.ofPeople, mergedID, keptID); err != nil {
			return err
		}
		if m.Moved.Account, m.Moved.Disabled, err = access.HandAccountTx(tx, mergedID, keptID); err != nil {
			return err
		}
		m.Moved.Filled = fillFrom(&kept, merged)
		if err := tx.DB.Model(&Person{}).Where("id = ?", keptID).Select("Sex", "BirthYear", "Email", "Phone", "Languages").Updates(&kept).Error; err != nil {
			return err
		}
		if err := tx.DB.Model(&Person{}).Where("id = ?", mergedID).Update("merged_into", keptID).Error; err != nil {
			return err
		}
		m.ID, m.RecordedAt, m.RecordedBy = tx.NewID(), tx.Now, actor.AccountID
		if err := tx.DB.Create(&m).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "people.person.merge", "person", keptID, map[string]string{"merged": mergedID, "merger": m.ID})
	})
	return m, err
}

// movingPerson makes facts of one person facts of another.
func movingPerson(actor access.Actor, from, to string) moving {
	return moving{actor: actor, merged: from, owner: func(p *Posting) string { return p.PersonID }, own: func(p *Posting) { p.PersonID = to }}
}

// needPair gives two records that may be joined and that the actor may see.
func needPair(tx *db.Tx, actor access.Actor, keptID, mergedID string) (kept, merged Person, err error) {
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return kept, merged, err
	}
	if keptID == mergedID {
		return kept, merged, fault.OnField("with", "people.merge.same_record")
	}
	if kept, err = needPerson(tx, actor, keptID); err != nil {
		return kept, merged, err
	}
	if merged, err = needPerson(tx, actor, mergedID); err != nil {
		return kept, merged, err
	}
	if kept.MergedInto != nil || merged.MergedInto != nil {
		return kept, merged, fault.New(fault.Conflict, "people.merge.already")
	}
	return kept, merged, nil
}

// needPerson gives a person who works or worked where the actor brings in lists;
// anybody else does not exist for the actor.
func needPerson(tx *db.Tx, actor access.Actor, id string) (Person, error) {
	person, err := PersonTx(tx, id)
	if err != nil || actor.May(access.ImportRoster, "") {
		return person, err
	}
	standing, err := standingFor(tx, id)
	if err != nil {
		return person, err
	}
	stays, err := StaysOfTx(tx, []string{standing.ID})
	if err != nil {
		return person, err
	}
	places, err := placesOf(tx, stays)
	if err != nil {
		return person, err
	}
	if !slices.ContainsFunc(places, func(p Place) bool { return actor.May(access.ImportRoster, p.Institution.Path) }) {
		return person, fault.Missing("noun.person")
	}
	return person, nil
}

// needAccounts asks whether the merged record's account may be closed, should the
// kept person have one too: taking an office away is for those who give it.
func needAccounts(tx *db.Tx, actor access.Actor, keptID, mergedID string) error {
	if actor.May(access.ManageAccounts, "") {
		return nil
	}
	has, err := access.HasAccountTx(tx, keptID)
	if err != nil || !has {
		return err
	}
	office, err := access.HoldsOfficeTx(tx, mergedID)
	if err == nil && office {
		return fault.New(fault.Conflict, "people.merge.office")
	}
	return err
}

// resolveMerged puts in the place of records that were merged the person each stands
// for, and gives the merged ones as what the person was also called.
func resolveMerged(tx *db.Tx, people map[string]Person) ([]roster.Alias, error) {
	var aliases []roster.Alias
	for _, id := range slices.Sorted(maps.Keys(people)) {
		record := people[id]
		if record.MergedInto == nil {
			continue
		}
		standing, err := standingFor(tx, id)
		if err != nil {
			return nil, err
		}
		delete(people, id)
		people[standing.ID] = standing
		known := asKnownPerson(record)
		aliases = append(aliases, roster.Alias{PersonID: standing.ID, Document: known.Document, Names: known.Names})
	}
	return aliases, nil
}

// needAll asks whether the actor brings in the lists of every institution of
// the stays: what is done to a person concerns all of them. otherwise is the
// sentence that says so.
func needAll(tx *db.Tx, actor access.Actor, stays []Posting, otherwise string) error {
	places, err := placesOf(tx, stays)
	if err != nil {
		return err
	}
	for _, p := range places {
		if !actor.May(access.ImportRoster, p.Institution.Path) {
			return fault.New(fault.Conflict, otherwise)
		}
	}
	return nil
}

// fillFrom completes what is not known of the kept person, and tells what.
func fillFrom(kept *Person, merged Person) []string {
	var filled []string
	fill := func(name string, empty bool, take func()) {
		if empty {
			take()
			filled = append(filled, name)
		}
	}
	fill("sex", kept.Sex == "" && merged.Sex != "", func() { kept.Sex = merged.Sex })
	fill("birth_year", kept.BirthYear == nil && merged.BirthYear != nil, func() { kept.BirthYear = merged.BirthYear })
	fill("email", kept.Email == "" && merged.Email != "", func() { kept.Email = merged.Email })
	fill("phone", kept.Phone == "" && merged.Phone != "", func() { kept.Phone = merged.Phone })
	fill("languages", len(kept.Languages) == 0 && len(merged.Languages) > 0, func() { kept.Languages = merged.Languages })
	return filled
}

// unfill takes back what fillFrom filled, where it is still what was filled.
func unfill(kept *Person, merged Person, filled []string) {
	for _, name := range filled {
		switch {
		case name == "sex" && kept.Sex == merged.Sex:
			kept.Sex = ""
		case name == "birth_year" && kept.BirthYear != nil && merged.BirthYear != nil && *kept.BirthYear == *merged.BirthYear:
			kept.BirthYear = nil
		case name == "email" && kept.Email == merged.Email:
			kept.Email = ""
		case name == "phone" && kept.Phone == merged.Phone:
			kept.Phone = ""
		case name == "languages" && slices.Equal(kept.Languages, merged.Languages):
			kept.Languages = nil
		}
	}
}

// UndoMerger takes a merger of two people apart: what went over goes back, by
// new facts. Where the kept record was itself merged since, or somebody changed
// a stay that was made of two, the answer is a Conflict that says so.
func (s *Service) UndoMerger(ctx context.Context, actor access.Actor, id string) (Merger, error) {
	var m Merger
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if m, err = mergerTx(tx, MergedPeople, id); err != nil {
			return err
		}
		if err := lockPeople(tx, m.KeptID, m.MergedID); err != nil {
			return err
		}
		kept, err := needPerson(tx, actor, m.KeptID)
		if err != nil {
			return err
		}
		stays, err := StaysOfTx(tx, []string{kept.ID})
		if err != nil {
			return err
		}
		if err := needAll(tx, actor, stays, "people.merge.elsewhere"); err != nil {
			return err
		}
		if kept.MergedInto != nil {
			return fault.New(fault.Conflict, "people.merger.kept_merged")
		}
		if err := nothingLater(tx, m); err != nil {
			return err
		}
		if err := undoMerger(tx, actor, &m); err != nil {
			return err
		}
		return s.takeApart(tx, actor, m, kept)
	})
	return m, err
}

func (s *Service) takeApart(tx *db.Tx, actor access.Actor, m Merger, kept Person) error {
	merged, err := PersonTx(tx, m.MergedID)
	if err != nil {
		return err
	}
	if err := movingPerson(actor, m.KeptID, m.MergedID).back(tx, m.Moved); err != nil {
		return err
	}
	if err := giveBack(tx, s.ofPeople, m.Moved.Rows, m.KeptID, m.MergedID); err != nil {
		return err
	}
	if err := access.HandAccountBackTx(tx, m.MergedID, m.Moved.Account, m.Moved.Disabled, m.RecordedAt); err != nil {
		return err
	}
	unfill(&kept, merged, m.Moved.Filled)
	if err := tx.DB.Model(&Person{}).Where("id = ?", kept.ID).Select("Sex", "BirthYear", "Email", "Phone", "Languages").Updates(&kept).Error; err != nil {
		return err
	}
	if err := tx.DB.Model(&Person{}).Where("id = ?", m.MergedID).Update("merged_into", nil).Error; err != nil {
		return err
	}
	return access.Record(tx, actor, "people.person.unmerge", "person", m.KeptID, map[string]string{"merged": m.MergedID, "merger": m.ID})
}

// Joint is what joining two records would do, for whoever decides it.
type Joint struct {
	People  [2]Person // the one to keep first
	Stays   [2][]Place
	Blocked bool // one of them works where the actor brings in no lists
	Account [2]bool
	Rows    map[string]int // of the second, by table
}

// Joint compares two records before they are joined.
func (s *Service) Joint(ctx context.Context, actor access.Actor, keptID, mergedID string) (Joint, error) {
	var j Joint
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if j.People[0], j.People[1], err = needPair(tx, actor, keptID, mergedID); err != nil {
			return err
		}
		for i, person := range j.People {
			stays, err := StaysOfTx(tx, []string{person.ID})
			if err != nil {
				return err
			}
			places, err := placesOf(tx, stays)
			if err != nil {
				return err
			}
			for _, p := range places {
				if actor.May(access.ImportRoster, p.Institution.Path) {
					j.Stays[i] = append(j.Stays[i], p)
				} else {
					j.Blocked = true
				}
			}
			if j.Account[i], err = access.HasAccountTx(tx, person.ID); err != nil {
				return err
			}
		}
		j.Rows, err = s.countRows(tx, mergedID)
		return err
	})
	return j, err
}

func (s *Service) countRows(tx *db.Tx, personID string) (map[string]int, error) {
	counts := map[string]int{}
	for _, table := range s.ofPeople {
		var n int64
		if err := tx.DB.Table(table.Table).Where(table.Owner+" = ?", personID).Count(&n).Error; err != nil {
			return nil, err
		}
		if n > 0 {
			counts[table.Table] = int(n)
		}
	}
	return counts, nil
}

// SuggestKept tells which of two records to keep: the one with a document,
// then the one that was there first.
func SuggestKept(a, b Person) (kept, merged Person) {
	rank := func(p Person) int { return boolRank(p.DocumentNumber == nil) }
	if c := cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.CreatedAt.String(), b.CreatedAt.String()), cmp.Compare(a.ID, b.ID)); c <= 0 {
		return a, b
	}
	return b, a
}
