package people

import (
	"errors"
	"maps"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people/roster"
)

// known loads what the plan compares with: the stays here, the people that
// rows may be about, and their stays elsewhere. The people that come along are
// those whom the actor may know.
func (p *Preview) known(tx *db.Tx, actor access.Actor, rows []roster.Row) (roster.Input, map[string]Person, error) {
	var in roster.Input
	here, err := StaysAtTx(tx, p.Institution.ID)
	if err != nil {
		return in, nil, err
	}
	people, err := candidates(tx, rows, here)
	if err != nil {
		return in, nil, err
	}
	if in.Aliases, err = resolveMerged(tx, people); err != nil {
		return in, nil, err
	}
	ids := make([]string, 0, len(people))
	for id := range people {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	stays, err := StaysOfTx(tx, ids)
	if err != nil {
		return in, nil, err
	}
	places, err := placesOf(tx, stays)
	if err != nil {
		return in, nil, err
	}
	strangers, err := strangersTx(tx, actor, ids, places)
	if err != nil {
		return in, nil, err
	}
	asPerson := func(id string, record Person) roster.Person {
		person := asKnownPerson(record)
		person.ID, person.Outside = id, strangers[id]
		return person
	}
	for _, id := range ids {
		in.People = append(in.People, asPerson(id, people[id]))
	}
	p.opens = map[string]bool{}
	for _, place := range places {
		k := asKnown(place, asPerson(place.PersonID, people[place.PersonID]))
		k.Hidden = !seesStaff(actor, place.Institution.Path)
		if actor.May(access.ViewStaff, place.Institution.Path) {
			p.opens[place.PersonID] = true
		}
		if place.InstitutionID == p.Institution.ID {
			p.stays[place.StayID] = place.Posting
			in.Current = append(in.Current, k)
		} else {
			in.Elsewhere = append(in.Elsewhere, k)
		}
	}
	for id := range strangers {
		delete(people, id)
	}
	return in, people, nil
}

// seesStaff tells whether the actor may know who works in the institution with
// this path.
func seesStaff(actor access.Actor, path string) bool {
	return actor.May(access.ImportRoster, path) || actor.May(access.ViewStaff, path)
}

// strangersTx picks the people none of whose stays, ever, lies where the actor
// may know the staff. places are their believed stays.
func strangersTx(tx *db.Tx, actor access.Actor, personIDs []string, places []Place) (map[string]bool, error) {
	strangers := map[string]bool{}
	if seesStaff(actor, "") {
		return strangers, nil
	}
	for _, id := range personIDs {
		strangers[id] = true
	}
	for _, place := range places {
		if seesStaff(actor, place.Institution.Path) {
			delete(strangers, place.PersonID)
		}
	}
	// What is no longer believed was known all the same.
	condition, args := within("i.path", append(actor.Scopes(access.ImportRoster), actor.Scopes(access.ViewStaff)...))
	return strangers, inChunks(slices.Collect(maps.Keys(strangers)), func(part []string) error {
		var known []string
		err := tx.DB.Model(&Posting{}).Joins("JOIN institution i ON i.id = posting.institution_id").
			Where("posting.person_id IN ?", part).Where(condition, args...).Distinct("posting.person_id").Pluck("posting.person_id", &known).Error
		for _, id := range known {
			delete(strangers, id)
		}
		return err
	})
}

// candidates finds everybody that a row may be about: those posted here, and
// those anywhere with the document or the name of a row.
func candidates(tx *db.Tx, rows []roster.Row, here []Posting) (map[string]Person, error) {
	var ids, numbers, names []string
	for _, stay := range here {
		ids = append(ids, stay.PersonID)
	}
	for _, row := range rows {
		if row.Kind != roster.PersonRow {
			continue
		}
		if row.Document.Known() {
			numbers = append(numbers, row.Document.Number)
		}
		if name := row.Search(); name != "" {
			names = append(names, name)
		}
	}
	people, err := PeopleTx(tx, ids)
	if err != nil {
		return nil, err
	}
	find := func(column string, values []string) error {
		return inChunks(values, func(part []string) error {
			var list []Person
			if err := tx.DB.Where(column+" IN ?", part).Find(&list).Error; err != nil {
				return err
			}
			for _, person := range list {
				people[person.ID] = person
			}
			return nil
		})
	}
	return people, errors.Join(find("document_number", numbers), find("search_name", names))
}

func asKnownPerson(p Person) roster.Person {
	known := roster.Person{ID: p.ID, Names: roster.Names{FirstSurname: p.FirstSurname, SecondSurname: p.SecondSurname, GivenNames: p.GivenNames},
		Sex: p.Sex, Email: p.Email, Phone: p.Phone}
	if p.DocumentNumber != nil {
		known.Document = roster.Document{Type: p.DocumentType, Number: *p.DocumentNumber}
	}
	return known
}

// asKnown hands a stay to the plan. Its name there is that of the stay, which
// corrections do not change.
func asKnown(p Place, person roster.Person) roster.Known {
	return roster.Known{Person: person, PostingID: p.StayID, Institution: p.Institution.Name, Cadre: string(p.Cadre),
		Position: p.Position, Contract: p.Contract, Start: p.StartsOn, End: p.EndsOn, EndsAfter: p.EndsAfter, Reason: p.EndReason, LastSeen: p.LastSeenOn}
}
