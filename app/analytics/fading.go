package analytics

import (
	"cmp"
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
)

// quarterDays is how far ahead a loss is expected.
const quarterDays = 91

// DueLoss is the expected loss within the next quarter from which a person is due for a refresher, as a probability: ten points.
const DueLoss = 0.10

// Fading is how a competency fades in the whole programme, and who of a place is losing it.
type Fading struct {
	Subject
	Points []measure.FadingPoint
	Cadres []CadreFading // those with a half-life of their own, in the order of cadres
	Until  db.Date       // the end of the quarter looked ahead to

	InPost   measure.Number
	Due      measure.Number // people in post who are expected to lose DueLoss or more
	Loss     measure.Number // expected of all in post, people: the fall of row 5 if nothing happens
	Hidden   bool           // one of these three is hidden
	Ranked   []Refresher    // by the loss expected, the largest first, where the actor may see names
	Unlisted int            // how many more would follow
}

// CadreFading is how a competency fades in one cadre.
type CadreFading struct {
	Cadre people.Cadre
	measure.HalfLife
	Pairs  measure.Number // undefined where hidden
	Points []measure.FadingPoint
}

// Refresher is somebody who is losing the competency.
type Refresher struct {
	measure.Forecast
	Person      people.Person
	Institution people.Institution
	Cadre       people.Cadre
	AssessedOn  db.Date
	LastScore   float64
}

// Fading gives the curves of a competency with their data, and who is due for a refresher in a place.
func (s *Service) Fading(ctx context.Context, actor access.Actor, q Query) (Fading, error) {
	var out Fading
	err := s.db.ReadReplica(ctx, func(tx *db.Tx) (err error) {
		out = Fading{}
		if out.Subject, err = s.subjectNearTx(tx, actor, q, q.On); err != nil {
			return err
		}
		fitted, err := fittingTx(tx, out.Competency.Code, false)
		if err != nil {
			return err
		}
		fitted = fitted.upTo(out.On) // the pairs that the half-lives were fitted to
		out.curves(fitted.pairs(fitted.scored(out.Model)))
		known, err := factsTx(tx, out.Subject)
		if err != nil {
			return err
		}
		return out.refreshers(tx, known)
	})
	return out, err
}

// curves groups the pairs; no point is of fewer people than may be shown to anybody inside the programme.
func (f *Fading) curves(pairs []measure.FollowUpPair) {
	f.Points = measure.FadingPoints(pairs, measure.ShownInside)
	var counts []int
	for _, cadre := range people.Cadres() {
		own := slices.DeleteFunc(slices.Clone(pairs), func(p measure.FollowUpPair) bool { return p.Cadre != string(cadre) })
		counts = append(counts, len(own))
		if half, fitted := f.Model.HalfLives.ByCadre[string(cadre)]; fitted {
			f.Cadres = append(f.Cadres, CadreFading{cadre, half, measure.Number(len(own)), measure.FadingPoints(own, measure.ShownInside)})
		}
	}
	if f.Place.MayNames {
		return
	}
	masks, _ := measure.SuppressList(counts, measure.ShownInside) // with the sum, one cadre's few follow from the others' many
	for i := range f.Cadres {
		if masks[slices.Index(people.Cadres(), f.Cadres[i].Cadre)] != measure.Shown {
			f.Cadres[i].Pairs = measure.Undefined()
		}
	}
}

// refreshers looks a quarter ahead.
func (f *Fading) refreshers(tx *db.Tx, known facts) error {
	scope := f.Place.scope(f.Cadre)
	here, day := known.at(scope.Institutions), measure.Day(f.On)
	f.Until = f.On + quarterDays
	f.InPost = measure.Number(measure.Cascade(here, scope, day, f.Model.Model).InPost)
	forecasts := measure.Forecasts(here, scope, day, quarterDays, f.Model.Model)
	for _, one := range forecasts {
		f.Loss += measure.Number(one.Loss())
		if one.Loss() >= DueLoss {
			f.Due++
		}
	}
	eyes := sightOf(f.Subject, known)
	hidden := eyes.ahead(f.On)(f.Place.ID)
	now := eyes.on(f.On)(f.Place.ID)
	for _, one := range []struct {
		n      *measure.Number
		hidden bool
	}{{&f.InPost, now[inPost]}, {&f.Due, hidden[due] || now[inPost]}, {&f.Loss, hidden[due] || now[skilled]}} {
		if one.hidden {
			*one.n, f.Hidden = measure.Undefined(), true
		}
	}
	if !f.Place.MayNames {
		return nil
	}
	return f.rank(tx, known, forecasts)
}

// rank names those who are losing something, the largest loss first.
func (f *Fading) rank(tx *db.Tx, known facts, forecasts []measure.Forecast) error {
	losing := slices.DeleteFunc(forecasts, func(one measure.Forecast) bool { return one.Loss() < 0.005 }) // less would be written as 0
	slices.SortStableFunc(losing, func(a, b measure.Forecast) int { return cmp.Compare(b.Loss(), a.Loss()) })
	if len(losing) > staffListed {
		f.Unlisted = len(losing) - staffListed
		losing = losing[:staffListed]
	}
	ids := make([]string, len(losing))
	for i, one := range losing {
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
	scope := f.Place.scope(f.Subject.Cadre)
	for _, one := range losing {
		r := Refresher{Forecast: one, Person: persons[one.Person]}
		for _, stay := range known.stays { // oldest start first
			if stay.PersonID == one.Person && stay.Stay().Covers(measure.Day(f.On)) && scope.Includes(stay.Stay()) {
				r.Institution, r.Cadre = places[stay.InstitutionID], stay.Cadre
			}
		}
		for _, h := range known.histories {
			if h.Person != one.Person {
				continue
			}
			for _, result := range h.Results { // in order
				if day := db.Date(result.Day); day <= f.On {
					r.AssessedOn, r.LastScore = day, result.Score
				}
			}
		}
		f.Ranked = append(f.Ranked, r)
	}
	return nil
}

// ahead gives what is hidden of who is due within a quarter, by place.
func (s sight) ahead(on db.Date) func(placeID string) mask {
	if s.veil == nil {
		return s.plain
	}
	tallies := make([]tally, len(s.veil.groups))
	day := measure.Day(on)
	losing := map[string]bool{}
	for _, one := range measure.Forecasts(s.known.histories, measure.Scope{}, day, quarterDays, s.about.Model.Model) {
		losing[one.Person] = one.Loss() >= DueLoss
	}
	for _, h := range s.known.histories {
		s.veil.count(tallies, h, day, func(t *tally) {
			t[inPost]++
			if losing[h.Person] {
				t[due]++
			}
		})
	}
	return s.through(tallies)
}
