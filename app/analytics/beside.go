package analytics

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
)

// Beside is two places looked at together: the same competency on the same day, each with what its own page of figures shows. They are two, chosen by whoever
// reads; who is ahead is not said, and there is no table of all.
type Beside struct {
	Subject
	Sides   []Figures            // the place itself; then the other, where one was chosen
	Choices []people.Institution // that could be chosen
}

// BesideQuery says which places.
type BesideQuery struct {
	PlaceID    string // an institution
	With       string // the other; empty while none was chosen
	Competency string
	On         db.Date
}

// besideChoices is how many places of a kind are offered; of more, those beneath the same one.
const besideChoices = 200

// Beside gives them. Of a place whose people the actor does not see by name it tells what the veil leaves on that place's own page.
func (s *Service) Beside(ctx context.Context, actor access.Actor, q BesideQuery) (Beside, error) {
	var out Beside
	err := s.db.ReadReplica(ctx, func(tx *db.Tx) error {
		out = Beside{}
		sides, err := s.besideTx(tx, actor, q)
		if err != nil {
			return err
		}
		out.Subject = sides[0].about
		if out.Place.Whole() {
			return fault.Missing("noun.page")
		}
		if out.Choices, err = besideChoicesTx(tx, actor, out.Place.Institution); err != nil {
			return err
		}
		out.Sides, err = sidesTx(tx, sides)
		return err
	})
	return out, err
}

// sideAsked is one of the places, and what is kept of it where that is shown.
type sideAsked struct {
	about Subject
	kept  *kept
}

// besideTx settles both sides. Whoever sees the people of one place alone by name sees the other as of the end of a month, and what is kept may be of an earlier
// day: then both are of that day.
func (s *Service) besideTx(tx *db.Tx, actor access.Actor, q BesideQuery) ([]sideAsked, error) {
	about, k, err := s.subjectKeptTx(tx, actor, Query{PlaceID: q.PlaceID, Competency: q.Competency, On: q.On})
	sides := []sideAsked{{about, k}}
	if err != nil || q.With == "" {
		return sides, err
	}
	other, err := s.otherTx(tx, actor, sides[0], q.With)
	if err != nil {
		return sides, err
	}
	a, b := about.Place.Institution, other.about.Place.Institution
	if about.Place.Whole() || within(a, b) || within(b, a) {
		return sides, fault.OnField("with", "beside.inside")
	}
	if other.about.On < about.On {
		if about, k, err = s.subjectKeptTx(tx, actor, Query{PlaceID: q.PlaceID, Competency: about.Competency.Code, On: other.about.On}); err != nil {
			return sides, err
		}
		sides[0] = sideAsked{about, k}
	}
	return append(sides, other), nil
}

// otherTx settles the second side: about what the first is about, without asking again what both have in common.
func (s *Service) otherTx(tx *db.Tx, actor access.Actor, first sideAsked, id string) (sideAsked, error) {
	if id == Everything {
		return sideAsked{}, fault.Missing("noun.institution")
	}
	other := sideAsked{about: first.about}
	if first.kept != nil && first.kept.told != nil {
		place, ok, err := blindTx(tx, actor, id)
		if err != nil {
			return other, err
		}
		if ok {
			k := *first.kept
			place.top = first.about.Place.top
			k.about.Place, other.about.Place = place, place
			other.kept = &k
			return other, k.tellTx(tx, append(idsOf(place.Below), id))
		}
	}
	there, err := first.about.Place.otherTx(tx, actor, id)
	if err != nil {
		return other, err
	}
	other.about.Place = there
	if there.MayNames != first.about.Place.MayNames || there.blind != first.about.Place.blind {
		other.about, other.kept, err = s.subjectKeptTx(tx, actor, Query{PlaceID: id, Competency: first.about.Competency.Code, On: first.about.On})
		return other, err
	}
	other.kept, err = s.keptTx(tx, &other.about, false)
	return other, err
}

// otherTx finds another place: in what is known of all that the actor may see, where the place brought that along.
func (p Place) otherTx(tx *db.Tx, actor access.Actor, id string) (Place, error) {
	if p.MayNames || p.blind {
		return nearTx(tx, actor, id)
	}
	other, there := placeIn(p.view, p.named, id)
	if !there {
		return other, fault.Missing("noun.institution")
	}
	return other, nil
}

// sidesTx computes the figures of the sides. The facts are read once for all of them.
func sidesTx(tx *db.Tx, sides []sideAsked) ([]Figures, error) {
	var read []string
	for _, one := range sides {
		switch {
		case one.kept != nil:
		case one.about.Place.MayNames:
			read = append(read, idsOf(one.about.Place.Institutions)...)
		default:
			read = append(read, idsOf(one.about.Place.view)...)
		}
	}
	slices.Sort(read)
	var known records
	if read = slices.Compact(read); len(read) > 0 {
		var err error
		if known, err = recordsAtTx(tx, read, sides[0].about.Competency.Code); err != nil {
			return nil, err
		}
	}
	all := sides[0].about
	for _, one := range sides[1:] {
		all.Place.Institutions = slices.Concat(all.Place.Institutions, one.about.Place.Institutions)
	}
	posts, err := approvedTx(tx, all)
	if err != nil {
		return nil, err
	}
	out := make([]Figures, len(sides))
	for i, one := range sides {
		f := &out[i]
		f.Subject = one.about
		if one.kept != nil {
			f.fillKept(*one.kept, posts)
			continue
		}
		if err := f.fill(known.facts(f.Competency.Code, f.Model), posts); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// besideChoicesTx lists the places of the same kind where the actor sees figures, in the order of the tree.
func besideChoicesTx(tx *db.Tx, actor access.Actor, of people.Institution) ([]people.Institution, error) {
	list, err := people.PeersTx(tx, actor, access.ViewFigures, of, besideChoices)
	return slices.DeleteFunc(list, func(i people.Institution) bool { return within(i, of) || within(of, i) }), err
}

// Apart tells whether the intervals of the shares of people who can do it leave room between them; not known where one of them is hidden or there is nobody.
func (b Beside) Apart() (apart, known bool) {
	if len(b.Sides) < 2 {
		return false, false
	}
	var low, high [2]measure.Number
	for i, f := range b.Sides {
		low[i], high[i] = over(f.Cascade.Skilled.Lower, f.Cascade.InPost), over(f.Cascade.Skilled.Upper, f.Cascade.InPost)
		if !low[i].Defined() || !high[i].Defined() {
			return false, false
		}
	}
	return low[0] > high[1] || low[1] > high[0], true
}
