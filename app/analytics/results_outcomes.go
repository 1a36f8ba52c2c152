package analytics

import (
	"maps"
	"math"
	"slices"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/courses"
)

// inPost observes who of the people in post on a day is verified, and how many are expected to have the skill.
func (o *observer) inPost(on db.Date, out map[string]observation) {
	scope := o.about.Place.scope("")
	here := o.known.at(scope.Institutions)
	cascade := measure.Cascade(here, scope, measure.Day(on), o.about.Model.Model)
	histories := map[string]measure.History{}
	for _, h := range here {
		histories[h.Person] = h
	}
	var valid, able []unit
	trained, unassessed := 0, 0
	for _, p := range cascade.People {
		for _, stay := range histories[p.Person].Postings {
			if !stay.Covers(measure.Day(on)) || !scope.Includes(stay) {
				continue
			}
			u := o.unitOf(p.Person, stay.Institution, stay.Role)
			skill := u
			if p.Verified {
				u.value = 1
			}
			skill.value = p.Skill.P
			valid, able = append(valid, u), append(able, skill)
			break
		}
		if p.Trained {
			trained++
			if !p.Assessed {
				unassessed++
			}
		}
	}
	eyes := sightOf(o.about, o.known)
	hidden := eyes.on(on)
	forced := func(f figure) func(Dimension, string) bool {
		return func(d Dimension, key string) bool {
			switch {
			case eyes.veil == nil:
				return false
			case d == ByInstitution:
				m := hidden(key)
				return m[f] || m[inPost]
			case d == ByCadre:
				about := o.about
				about.Cadre = people.Cadre(key)
				m := sightOf(about, o.known).on(on)(about.Place.ID)
				return m[f] || m[inPost]
			case d == "":
				m := hidden(o.about.Place.ID)
				return m[f] || m[inPost]
			default:
				return false
			}
		}
	}
	missing, unsaid := over(measure.Number(unassessed), measure.Number(trained)), false
	if eyes.veil != nil && (few(float64(unassessed)) || few(float64(trained-unassessed)) || hidden(o.about.Place.ID)[neverAssessed]) {
		missing, unsaid = measure.Undefined(), true
	}
	shares := o.divide(valid, shareOfUnits(missing), forced(verified))
	tats := o.divide(able, meanOfUnits(missing), forced(skilled))
	if n := float64(cascade.InPost); n > 0 && !tats.whole.Hidden {
		staff := cascade.TrainedStaff
		tats.whole.Lower, tats.whole.Upper = measure.Number(staff.Lower/n), measure.Number(staff.Upper/n)
	}
	shares.whole.Unsaid, tats.whole.Unsaid = unsaid, unsaid
	out["verified_share"], out["skilled_share"] = shares, tats
}

// learnt takes the change from before to after, and what of the mastery after is left at the follow-up with the most answers, from the page of learning and with what
// it hides: of all offerings since the beginning, for a baseline of those that had ended by its day.
func (o *observer) learnt(w Span, out map[string]observation) {
	change, kept := observation{parts: map[Dimension][]Part{}}, observation{parts: map[Dimension][]Part{}}
	known := o.endedBy(w.To)
	of := func(q LearningQuery) (Observed, Observed) {
		l := &Learning{Subject: o.about, Query: q}
		l.Query.PlaceID = o.about.Place.ID
		l.compute(known)
		return gainOf(l), keptOf(l)
	}
	change.whole, kept.whole = of(LearningQuery{})
	out["mean_change"], out["kept_share"] = change, kept
	if !o.show.Parts {
		return
	}
	cadres, regions := map[string]bool{}, map[string]bool{}
	for _, r := range known.runs {
		if known.in(o.about.Place, r) {
			cadres[string(r.cadre)], regions[r.region] = true, true
		}
	}
	if !o.about.Place.MayNames && !veilOver(o.about.Place).wholeView(o.about.Place.ID) {
		cadres, regions = nil, nil
	}
	for _, cadre := range people.Cadres() {
		if cadres[string(cadre)] {
			c, k := of(LearningQuery{Cadre: cadre})
			change.parts[ByCadre] = append(change.parts[ByCadre], Part{Key: string(cadre), Observed: c})
			kept.parts[ByCadre] = append(kept.parts[ByCadre], Part{Key: string(cadre), Observed: k})
		}
	}
	for _, region := range slices.Sorted(maps.Keys(regions)) {
		if region != "" {
			c, k := of(LearningQuery{Region: region})
			change.parts[ByRegion] = append(change.parts[ByRegion], Part{Key: region, Observed: c})
			kept.parts[ByRegion] = append(kept.parts[ByRegion], Part{Key: region, Observed: k})
		}
	}
}

// endedBy leaves the runs out of offerings that ended after a day.
func (o *observer) endedBy(on db.Date) taken {
	out := o.learning
	if on < o.about.On {
		out.runs = slices.DeleteFunc(slices.Clone(out.runs), func(r *run) bool { return o.byID[r.offering].EndsOn > on })
	}
	return out
}

func gainOf(l *Learning) Observed {
	u := measure.Undefined()
	if len(l.Comparisons) == 0 {
		return Observed{Value: u, Lower: u, Upper: u, N: 0, Missing: u}
	}
	c := l.Comparisons[0]
	o := Observed{Value: c.Change.MeanChange, Lower: c.Change.Lower, Upper: c.Change.Upper, N: c.N, Missing: over(l.Began-c.N, l.Began)}
	o.Hidden = !c.N.Defined()
	return o
}

func keptOf(l *Learning) Observed {
	u := measure.Undefined()
	best := Observed{Value: u, Lower: u, Upper: u, N: 0, Missing: u}
	for i, c := range l.Comparisons {
		if i == 0 {
			continue
		}
		if !c.Kept.Defined() || !c.Lost.Defined() {
			best.Hidden = best.Hidden || !best.Value.Defined()
			continue
		}
		n := c.Kept + c.Lost
		if n < best.N || n == 0 {
			continue
		}
		s := measure.Share(int(c.Kept), int(n))
		best = Observed{Value: s.Share, Lower: s.Lower, Upper: s.Upper, N: n, Missing: over(l.Steps[i+1].Of-l.Steps[i+1].Done(), l.Steps[i+1].Of)}
	}
	if best.Hidden {
		best.N = u
	}
	return best
}

// useful observes what people said of offerings that ended within the window: of those alone whose answers are enough to be shown by themselves.
func (o *observer) useful(w Span, out map[string]observation) {
	var heard []courses.OfferingFact
	unheard, all := 0, 0
	for _, f := range o.offerings {
		if f.EndsOn <= w.From || f.EndsOn > w.To {
			continue
		}
		all++
		if o.surveys[f.ID].Enough {
			heard = append(heard, f)
		} else {
			unheard++
		}
	}
	missing := over(measure.Number(unheard), measure.Number(all))
	of := func(is func(courses.OfferingFact) bool) Observed {
		great, n := 0, 0
		for _, f := range heard {
			if is(f) {
				great += o.surveys[f.ID].Usefulness[courses.GreatUse]
				n += o.surveys[f.ID].N
			}
		}
		s := measure.Share(great, n)
		return Observed{Value: s.Share, Lower: s.Lower, Upper: s.Upper, N: measure.Number(n), Missing: missing}
	}
	one := observation{whole: of(func(courses.OfferingFact) bool { return true }), parts: map[Dimension][]Part{}}
	out["useful_share"] = one
	if !o.show.Parts {
		return
	}
	for _, mode := range courses.Modes {
		one.parts[ByMode] = append(one.parts[ByMode], Part{Key: string(mode), Observed: of(func(f courses.OfferingFact) bool { return f.Mode == mode })})
	}
	for _, funder := range fundersIn(heard) {
		one.parts[ByFunder] = append(one.parts[ByFunder], Part{Key: funder.ID, Name: funder.Name, Observed: of(func(f courses.OfferingFact) bool { return shareOf(f, funder.ID) > 0 })})
	}
}

// institutions observes what institutions showed and counted together, with what the pages of capacity hide hidden.
func (o *observer) institutions(w Span, out map[string]observation) {
	u := measure.Undefined()
	sum, n, competencies, hidden := 0.0, 0, 0, false
	for _, c := range o.across.Competencies {
		hidden = hidden || c.Hidden || c.PairsHidden
		if c.Hidden || c.PairsHidden || c.Pairs == 0 {
			continue
		}
		at := c.MedianAfter
		if w.To < o.about.On {
			at = c.MedianBefore
		}
		sum += at.Float()
		n, competencies = max(n, c.Pairs), competencies+1
	}
	capacity := Observed{Value: u, Lower: u, Upper: u, N: measure.Number(n), Missing: over(measure.Number(len(o.across.Competencies)-competencies), measure.Number(len(o.across.Competencies)))}
	if competencies > 0 {
		capacity.Value = measure.Number(sum / float64(competencies))
	} else if hidden {
		capacity.Hidden, capacity.N = true, u
	}
	out["capacity"] = observation{whole: capacity}
	out["acknowledged_share"] = observation{whole: o.counted(w, "referrals_acknowledged", "referrals_made")}
	out["deserted_share"] = observation{whole: o.counted(w, "proceedings_deserted", "proceedings")}
}

// counted adds up the months of a window in which both counts may be shown.
func (o *observer) counted(w Span, part, whole string) Observed {
	const months = 12
	yes, n, known, hidden := 0, 0, 0, false
	for _, m := range o.across.Counts.Months {
		if m.Month <= w.From || m.Month > w.To {
			continue
		}
		a, gotPart := m.Counts[part]
		b, gotWhole := m.Counts[whole]
		hidden = hidden || m.Hidden || a.Hidden || b.Hidden
		if gotPart && gotWhole && !a.Hidden && !b.Hidden {
			yes, n, known = yes+a.N, n+b.N, known+1
		}
	}
	s := measure.Share(yes, n)
	out := Observed{Value: s.Share, Lower: s.Lower, Upper: s.Upper, N: measure.Number(n), Missing: measure.Number(math.Max(0, months-float64(known)) / months)}
	if n == 0 && hidden {
		out.Hidden, out.N = true, measure.Undefined()
	}
	return out
}
