package analytics

import (
	"cmp"
	"slices"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
)

// staffListed is how many people a page lists by name.
const staffListed = 150

// Standing is where one person in post stands.
type Standing struct {
	measure.PersonStanding
	Person      people.Person
	Institution people.Institution // where; the one begun last where there are several
	Cadre       people.Cadre
	Since       db.Date
	TrainedOn   *db.Date // the latest course on the competency
	LastScore   measure.Number
	AssessedOn  *db.Date
	ValidUntil  *db.Date // last day of the assessment's validity
}

// list names the people in post, to those who may see them.
func (f *Figures) list(tx *db.Tx, known facts) error {
	if !f.Place.MayNames {
		return nil
	}
	scope := f.Place.scope(f.Cadre)
	counts := measure.Cascade(known.at(scope.Institutions), scope, measure.Day(f.On), f.Model.Model)
	if len(counts.People) > staffListed {
		return nil
	}
	ids := make([]string, len(counts.People))
	for i, one := range counts.People {
		ids[i] = one.Person
	}
	persons, err := people.PeopleTx(tx, ids)
	if err != nil {
		return err
	}
	places := map[string]people.Institution{}
	for _, i := range f.Place.Institutions {
		places[i.ID] = i
	}
	posts := map[string]people.Posting{}
	for _, s := range known.stays { // oldest start first
		if stay := s.Stay(); stay.Covers(measure.Day(f.On)) && scope.Includes(stay) {
			posts[s.PersonID] = s
		}
	}
	histories := map[string]measure.History{}
	for _, h := range known.histories {
		histories[h.Person] = h
	}
	for _, one := range counts.People {
		post := posts[one.Person]
		standing := Standing{PersonStanding: one, Person: persons[one.Person], Institution: places[post.InstitutionID], Cadre: post.Cadre, Since: post.StartsOn}
		standing.date(histories[one.Person], f.On, f.Model)
		f.Staff = append(f.Staff, standing)
	}
	slices.SortFunc(f.Staff, func(a, b Standing) int { return cmp.Compare(a.Person.SearchName, b.Person.SearchName) })
	return nil
}

// date tells when the person was trained and assessed.
func (s *Standing) date(h measure.History, on db.Date, m Model) {
	s.LastScore = measure.Undefined()
	for _, day := range h.Completions {
		if done := db.Date(day); done <= on && (s.TrainedOn == nil || done > *s.TrainedOn) {
			s.TrainedOn = &done
		}
	}
	for _, r := range h.Results { // in order
		if day := db.Date(r.Day); day <= on {
			s.AssessedOn, s.LastScore = &day, measure.Number(r.Score)
		}
	}
	if s.AssessedOn != nil {
		until := db.Date(m.LastValid(measure.Day(*s.AssessedOn)))
		s.ValidUntil = &until
	}
}
