package assessments

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// SittingsPart says which people of an administration are listed: those in a state, all when it is empty, and of
// them Size from the page with a number, from 1. A page beyond the last is the last. Size 0 lists all.
type SittingsPart struct {
	State        State
	Number, Size int
}

// Administration gives an administration with those of its people who are, or were on the day they were assigned, in
// the actor's scope, by surname: how many in which state, and a part of the list. One of other people alone does not exist.
func (s *Service) Administration(ctx context.Context, actor access.Actor, id string, part SittingsPart) (d AdministrationDetail, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return d, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d = AdministrationDetail{Counts: map[State]int{}}
		if d.Administration, err = take[Administration](tx, "noun.administration", id); err != nil {
			return err
		}
		if d.Assessment, err = take[Assessment](tx, "noun.assessment", d.AssessmentID); err != nil {
			return err
		}
		places, err := needPlaces(tx, actor, d.Administration)
		if err != nil {
			return err
		}
		var ids, listed []string
		for _, p := range places {
			d.Counts[p.State]++
			ids = append(ids, p.ID)
			if part.State == "" || p.State == part.State {
				listed = append(listed, p.ID)
			}
		}
		d.People = len(places)
		if d.Occasion == Post {
			if d.SelfViews, err = selfViews(tx, ids); err != nil {
				return err
			}
		}
		d.Rows, err = sittingsTx(tx, actor, d.Administration, part.of(listed))
		return err
	})
	return d, err
}

func (p SittingsPart) of(all []string) []string {
	if p.Size <= 0 || len(all) == 0 {
		return all
	}
	first := (min(max(p.Number, 1), (len(all)+p.Size-1)/p.Size) - 1) * p.Size
	return all[first:min(first+p.Size, len(all))]
}

// theirs tells whether an administration is there for an actor in whose scope so many sit it: where that is nobody, it
// is for those alone who run all of them.
func theirs(actor access.Actor, people int) error {
	if people == 0 && !actor.May(access.RunOfferings, "") {
		return fault.Missing("noun.administration")
	}
	return nil
}

// needPlaces gives the places of an administration within the actor's scope in the order of the list, each with no more than
// tells whether and where it stands there: the list is long and a page of it short.
func needPlaces(tx *db.Tx, actor access.Actor, administration Administration) ([]Attempt, error) {
	type place struct {
		Attempt
		SearchName string
	}
	var all []place
	query := tx.DB.Table("attempt").Joins("JOIN person ON person.id = attempt.person_id").Where("administration_id = ?", administration.ID).
		Select("attempt.id, person_id, institution_id, state, started_at, assigned_at, person.search_name")
	err := tx.Each(query, func(r *db.Row) {
		p := place{Attempt: Attempt{ID: r.Text(0), PersonID: r.Text(1), State: State(r.Bytes(3)), AssignedAt: r.Instant(5)}, SearchName: r.Text(6)}
		if !r.Null(2) {
			at := r.Text(2)
			p.InstitutionID = &at
		}
		if !r.Null(4) {
			started := r.Instant(4)
			p.StartedAt = &started
		}
		all = append(all, p)
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b place) int {
		return cmp.Or(strings.Compare(a.SearchName, b.SearchName), strings.Compare(a.ID, b.ID))
	})
	places := make([]Attempt, 0, len(all))
	for _, p := range all {
		places = append(places, p.Attempt)
	}
	if places, err = inScope(tx, actor, administration, places); err != nil {
		return nil, err
	}
	if actor.Holds(access.ScoreResponses) {
		for i := range places {
			places[i].hideScoring()
		}
	}
	return places, theirs(actor, len(places))
}

// inScope gives those of the attempts that the actor runs, by where their people are or were on the day they were assigned.
func inScope(tx *db.Tx, actor access.Actor, administration Administration, attempts []Attempt) ([]Attempt, error) {
	if actor.Holds(access.ScoreResponses) {
		attempts = slices.DeleteFunc(slices.Clone(attempts), func(a Attempt) bool { return tellsScoring(tx, administration.Occasion, a) })
	}
	if actor.May(access.RunOfferings, "") {
		return attempts, nil
	}
	then, err := institutionsOf(tx, attempts)
	if err != nil {
		return nil, err
	}
	assigned := func(a Attempt) bool {
		return a.InstitutionID != nil && actor.May(access.RunOfferings, then[*a.InstitutionID].Path)
	}
	var elsewhere []string
	for _, a := range attempts {
		if !assigned(a) {
			elsewhere = append(elsewhere, a.PersonID)
		}
	}
	now, err := people.SnapshotsTx(tx, elsewhere, tx.Today())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(attempts), func(a Attempt) bool {
		return !assigned(a) && !actor.May(access.RunOfferings, now[a.PersonID].Path)
	}), nil
}

// institutionsOf gives the institutions that people were at when they were assigned, by identifier.
func institutionsOf(tx *db.Tx, attempts []Attempt) (map[string]people.Institution, error) {
	var ids []string
	for _, a := range attempts {
		if a.InstitutionID != nil {
			ids = append(ids, *a.InstitutionID)
		}
	}
	return people.InstitutionsTx(tx, ids)
}

// hideScoring takes from whoever rates responses what would tell whose they were: that
// a name moves from submitted to scored as soon as a response was rated.
func (a *Attempt) hideScoring() {
	if a.State == StateScored {
		a.State = StateSubmitted
	}
	a.ScoredAt = nil
}

// tellsScoring tells whether that somebody has a place in the administration would tell a
// rater whose response they have just rated: a follow-up is assigned the moment a course is
// completed. Those of one week come into the lists together, on the Monday after it.
func tellsScoring(tx *db.Tx, occasion Occasion, a Attempt) bool {
	today := tx.Today()
	monday := today - db.Date((int(today.Time().Weekday())-int(time.Monday)+7)%7)
	return occasion == FollowUp && a.StartedAt == nil && a.AssignedAt.Date() >= monday
}

// sittingsTx gives attempts by their identifiers as the actor is shown them, in the order of the list.
func sittingsTx(tx *db.Tx, actor access.Actor, administration Administration, ids []string) ([]Sitting, error) {
	attempts, err := whereIn[Attempt](tx, "id", ids, "id")
	if err != nil {
		return nil, err
	}
	rows, err := named(tx, administration, attempts)
	if actor.Holds(access.ScoreResponses) {
		for i := range rows {
			rows[i].hideScoring()
		}
	}
	return rows, err
}

// sittings names the attempts of an administration within the actor's scope, by surname.
func sittings(tx *db.Tx, actor access.Actor, administration Administration, attempts []Attempt) ([]Sitting, error) {
	attempts, err := inScope(tx, actor, administration, attempts)
	if err != nil {
		return nil, err
	}
	return named(tx, administration, attempts)
}

// named says whose the attempts are, and at which institution they were assigned, by surname.
func named(tx *db.Tx, administration Administration, attempts []Attempt) ([]Sitting, error) {
	var personIDs []string
	for _, a := range attempts {
		personIDs = append(personIDs, a.PersonID)
	}
	persons, err := people.PeopleTx(tx, personIDs)
	if err != nil {
		return nil, err
	}
	institutions, err := institutionsOf(tx, attempts)
	if err != nil {
		return nil, err
	}
	forms, err := formsOf(tx, administration.AssessmentID)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{}
	for _, f := range forms {
		labels[f.ID] = f.Label
	}
	waiting, err := asideIn(tx, attempts)
	if err != nil {
		return nil, err
	}
	var rows []Sitting
	for _, a := range attempts {
		var at people.Institution
		if a.InstitutionID != nil {
			at = institutions[*a.InstitutionID]
		}
		rows = append(rows, Sitting{Attempt: a, Overdue: a.Overdue(tx.Now), Aside: waiting[a.ID], PersonName: persons[a.PersonID].FullName(), InstitutionName: at.Name, FormLabel: labels[a.FormID]})
	}
	slices.SortFunc(rows, func(a, b Sitting) int {
		return cmp.Or(strings.Compare(persons[a.PersonID].SearchName, persons[b.PersonID].SearchName), strings.Compare(a.ID, b.ID))
	})
	return rows, nil
}
