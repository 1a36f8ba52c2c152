package analytics

import (
	"relevo/app/db"
	"relevo/app/measure"
)

// sight is what an actor sees of the figures of a place: all, or what a veil
// leaves.
type sight struct {
	about Subject
	known facts
	veil  *veil // nil where the actor may see all

	told   *kept    // where it was decided before what may be seen
	kept   *kept    // in the place of known
	keptOf []series // by group of the veil
}

func sightOf(about Subject, known facts) sight {
	s := sight{about: about, known: known}
	switch {
	case about.Place.MayNames:
	case about.Place.blind: // what may be seen does not follow from what is known of it
		s.told = &kept{about: about}
	default:
		s.veil = veilOver(about.Place)
	}
	return s
}

// seesAll tells whether nothing is hidden from the actor.
func (s sight) seesAll() bool { return s.veil == nil && s.told == nil }

// on gives what is hidden on a day, by place.
func (s sight) on(day db.Date) func(placeID string) mask {
	if s.told != nil {
		return s.told.hidden(day)
	}
	if s.veil == nil {
		return s.plain
	}
	if s.about.Funder != nil {
		return s.funded(day)
	}
	return s.through(s.tallies(day))
}

// tallies counts the people of every group of the veil on a day.
func (s sight) tallies(day db.Date) []tally {
	if s.kept != nil {
		return s.kept.tallies(s.veil, s.keptOf, day)
	}
	return s.veil.tallies(s.known, day, s.about.Model)
}

// over gives what is hidden of the turnover of some time, by place.
func (s sight) over(window Span) (func(placeID string) mask, error) {
	if s.told != nil {
		return s.told.hiddenOver(), nil
	}
	if s.veil == nil {
		return s.plain, nil
	}
	tallies, err := s.veil.turnover(s.known, window)
	return s.through(tallies), err
}

func (s sight) plain(string) mask { return mask{} }

func (s sight) through(tallies []tally) func(placeID string) mask {
	hidden := s.veil.masks(tallies)
	if s.about.Place.Region != "" {
		hidden = s.veil.withRegions(tallies, hidden)
	}
	return func(id string) mask { return s.veil.maskOf(hidden, id, s.about.Cadre) }
}

// cascade leaves of a cascade what may be seen. How many people lack a pre score
// or a reliable form is not told at all where something might be hidden.
func (s sight) cascade(c Cascade, m mask) Cascade {
	if s.seesAll() {
		return c
	}
	for _, n := range []*measure.Number{&c.FloorsAssumed, &c.Unregressed} {
		if *n > 0 {
			*n = measure.Undefined()
		}
	}
	return c.veiled(m)
}

// tallies counts the people of every group on a day.
func (v *veil) tallies(known facts, on db.Date, m Model) []tally {
	day := measure.Day(on)
	out := make([]tally, len(v.groups))
	there := measure.Cascade(known.histories, measure.Scope{}, day, m.Model).People // in the order of the histories
	for _, h := range known.histories {
		for _, issued := range h.Certificates {
			if issued <= day {
				v.count(out, h, issued, func(t *tally) { t[certified]++ })
			}
		}
		if len(there) > 0 && there[0].Person == h.Person {
			v.count(out, h, day, func(t *tally) { t.add(there[0]) })
			there = there[1:]
		}
	}
	return out
}

// count changes the tallies of all groups that a person belonged to on a day.
func (v *veil) count(tallies []tally, h measure.History, on measure.Day, change func(*tally)) {
	for _, g := range v.groupsAt(h, on) {
		change(&tallies[g])
	}
}

func (t *tally) add(one measure.PersonStanding) {
	t[inPost]++
	t[skilled] += one.Skill.P
	for f, is := range map[figure]bool{trained: one.Trained, mastered: one.Mastered, verified: one.Verified, neverAssessed: one.Trained && !one.Assessed} {
		if is {
			t[f]++
		}
	}
}

// turnover counts the separations of every group in some time.
func (v *veil) turnover(known facts, window Span) ([]tally, error) {
	out := make([]tally, len(v.groups))
	for _, h := range known.histories {
		v.count(out, h, measure.Day(window.To), func(t *tally) { t[inPost]++ })
		result, err := measure.Turnover(h.Postings, measure.Scope{}, window.measured(), measure.DefaultTurnoverRules())
		if err != nil {
			return nil, err
		}
		for _, separation := range result.Separations {
			for _, g := range v.groupsOf(separation.Stay) {
				out[g][separations]++
				if separation.Transfer {
					out[g][transfers]++
				}
			}
		}
	}
	return out, nil
}
