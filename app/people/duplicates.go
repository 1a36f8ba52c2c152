package people

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people/roster"
)

// Twins are two records that may be one person.
type Twins struct {
	roster.Pair
	People [2]Found // in the order of the pair
}

// duplicatesShown bounds the list: whoever has worked it off sees the next.
const duplicatesShown = 100

// Duplicates finds records within the actor's scope that may be of one person,
// the likeliest first, at most 100, leaving out pairs that somebody found to be
// two people.
func (s *Service) Duplicates(ctx context.Context, actor access.Actor) ([]Twins, error) {
	if err := actor.NeedSomewhere(access.ImportRoster); err != nil {
		return nil, err
	}
	var list []Twins
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		tree, err := InstitutionsInScopeTx(tx, actor, access.ImportRoster)
		if err != nil {
			return err
		}
		stays, err := StaysAtAllTx(tx, idsOf(tree))
		if err != nil {
			return err
		}
		records, people, err := recordsFor(tx, stays)
		if err != nil {
			return err
		}
		apart, err := foundDistinct(tx)
		if err != nil {
			return err
		}
		pairs := slices.DeleteFunc(roster.Duplicates(records), func(p roster.Pair) bool { return apart[[2]string{p.First, p.Second}] })
		list, err = twins(tx, actor, pairs[:min(len(pairs), duplicatesShown)], people)
		return err
	})
	return list, err
}

// recordsFor gathers the people of the stays with the institutions of each.
func recordsFor(tx *db.Tx, stays []Posting) ([]roster.Record, map[string]Person, error) {
	at := map[string][]string{}
	for _, stay := range stays {
		at[stay.PersonID] = append(at[stay.PersonID], stay.InstitutionID)
	}
	ids := make([]string, 0, len(at))
	for id := range at {
		ids = append(ids, id)
	}
	people, err := PeopleTx(tx, ids)
	if err != nil {
		return nil, nil, err
	}
	records := make([]roster.Record, 0, len(people))
	for _, id := range slices.Sorted(slices.Values(ids)) {
		records = append(records, roster.Record{Person: asKnownPerson(people[id]), Institutions: at[id]})
	}
	return records, people, nil
}

func twins(tx *db.Tx, actor access.Actor, pairs []roster.Pair, people map[string]Person) ([]Twins, error) {
	var both []Person
	for _, pair := range pairs {
		both = append(both, people[pair.First], people[pair.Second])
	}
	found, err := placeNow(tx, actor, both)
	if err != nil {
		return nil, err
	}
	list := make([]Twins, len(pairs))
	for i, pair := range pairs {
		list[i] = Twins{Pair: pair, People: [2]Found{found[2*i], found[2*i+1]}}
	}
	return list, nil
}

// Distinct is that two records that look alike are two people.
type Distinct struct {
	FirstID    string `gorm:"primaryKey"`
	SecondID   string `gorm:"primaryKey"`
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (Distinct) TableName() string { return "person_distinct" }

func foundDistinct(tx *db.Tx) (map[[2]string]bool, error) {
	var list []Distinct
	if err := tx.DB.Find(&list).Error; err != nil {
		return nil, err
	}
	apart := map[[2]string]bool{}
	for _, d := range list {
		apart[[2]string{d.FirstID, d.SecondID}] = true
	}
	return apart, nil
}

// KeepApart notes that two records that look alike are two people, so that
// nobody is asked again.
func (s *Service) KeepApart(ctx context.Context, actor access.Actor, oneID, otherID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, _, err := needPair(tx, actor, oneID, otherID); err != nil {
			return err
		}
		d := Distinct{FirstID: min(oneID, otherID), SecondID: max(oneID, otherID), RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Where(Distinct{FirstID: d.FirstID, SecondID: d.SecondID}).FirstOrCreate(&d).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "people.person.keep_apart", "person", d.FirstID, map[string]string{"other": d.SecondID})
	})
}
