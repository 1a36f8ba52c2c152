package analytics

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
)

// Series is the cascade of a place month by month.
type Series struct {
	Subject
	Points []Point // up to the day
	Hidden bool    // too few people are behind some of it
	Kept   *Kept   // where they were; nil where they were computed when asked for
}

// Series gives the cascade month by month and nothing else: of a place that the actor runs it costs a few look-ups, however
// large place and country are, as long as what is kept is the last word (or the place is large, and it says that it is not).
func (s *Service) Series(ctx context.Context, actor access.Actor, q Query) (Series, error) {
	var out Series
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		out = Series{}
		done, err := s.keptSeriesTx(tx, actor, q, &out)
		if err != nil || done {
			return err
		}
		var f Figures
		_, err = s.figuresTx(tx, actor, q, &f)
		out = Series{Subject: f.Subject, Points: f.Series, Kept: f.Kept, Hidden: slices.ContainsFunc(f.Series, func(p Point) bool { return p.Cascade.Hidden })}
		return err
	})
	return out, err
}

// keptSeriesTx answers by what is kept; not done where that will not do.
func (s *Service) keptSeriesTx(tx *db.Tx, actor access.Actor, q Query, out *Series) (done bool, err error) {
	if q.Region != "" { // a region is made up of many
		return false, nil
	}
	place, ok, err := headTx(tx, actor, q.PlaceID)
	if err != nil || !ok {
		return false, err
	}
	find := func(*db.Tx, access.Actor, string) (Place, error) { return place, nil }
	if out.Subject, err = s.subjectAtTx(tx, actor, q, q.On, find); err != nil {
		return false, err
	}
	kept, err := s.keptTx(tx, &out.Subject, true)
	if err != nil || kept == nil {
		return false, err
	}
	counts := kept.counts()
	for _, day := range kept.days {
		out.Points = append(out.Points, Point{day, counts(place.ID, day)})
	}
	out.Kept = &kept.note
	return true, nil
}
