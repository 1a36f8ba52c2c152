package analytics

import (
	"cmp"
	"math"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// observer reads once what is known, and observes all indicators on several days.
type observer struct {
	service *Service
	actor   access.Actor
	about   Subject

	records   records
	known     facts
	persons   map[string]people.Person
	places    map[string]people.Institution
	offerings []courses.OfferingFact
	byID      map[string]courses.OfferingFact
	costs     map[string]courses.CostSummary
	hours     map[string]float64
	surveys   map[string]courses.SurveyResults
	learning  taken
	across    assessments.CapacityAcross
}

// observation is what an indicator was, in all and in parts.
type observation struct {
	whole Observed
	parts map[Dimension][]Part
}

// unit is one of those whom an indicator is about: a person, an event, an offering.
type unit struct {
	person      string // empty for what is not of one person
	institution string
	keys        map[Dimension][]string // the parts it is in; none: does not apply
	value       float64                // 0 or 1 of a share
	named       bool                   // the actor sees the person by name
}

func (o *observer) readTx(tx *db.Tx) (err error) {
	code := o.about.Competency.Code
	if o.records, err = recordsTx(tx, o.about.Place, ""); err != nil {
		return err
	}
	o.known = o.records.facts(code, o.about.Model)
	if o.persons, err = people.PeopleTx(tx, o.records.people); err != nil {
		return err
	}
	o.places = map[string]people.Institution{}
	for _, i := range o.about.Place.Institutions {
		o.places[i.ID] = i
	}
	all, err := courses.OfferingFactsTx(tx, code, o.about.On)
	if err != nil {
		return err
	}
	o.byID = map[string]courses.OfferingFact{}
	var ids []string
	for _, f := range all {
		o.byID[f.ID] = f
		if slices.ContainsFunc(f.At, func(id string) bool { _, here := o.places[id]; return here }) {
			o.offerings, ids = append(o.offerings, f), append(ids, f.ID)
		}
	}
	if o.costs, err = courses.CostsOfTx(tx, ids); err != nil {
		return err
	}
	if o.hours, err = courses.HoursTx(tx, ids); err != nil {
		return err
	}
	said, err := courses.SurveysTx(tx, o.actor)
	if err != nil {
		return err
	}
	o.surveys = map[string]courses.SurveyResults{}
	for _, one := range said {
		o.surveys[one.ID] = one.Results
	}
	if o.learning, err = o.service.takenTx(tx, o.about); err != nil {
		return err
	}
	o.across, err = assessments.CapacityAcrossTx(tx, o.actor, "")
	return err
}

// observe gives every indicator for the year up to a day, by code.
func (o *observer) observe(on db.Date) map[string]observation {
	window := Span{on - yearDays, on}
	out := map[string]observation{}
	o.activity(window, out)
	o.outputs(window, out)
	o.inPost(on, out)
	o.learnt(window, out)
	o.useful(window, out)
	o.institutions(window, out)
	for code, one := range out {
		one.whole.From, one.whole.To = window.From, window.To
		for _, parts := range one.parts {
			for i := range parts {
				parts[i].From, parts[i].To = window.From, window.To
			}
		}
		out[code] = one
	}
	return out
}

// plain is a count or an amount, without an interval.
func plain(value float64, n int, missing measure.Number) Observed {
	u := measure.Undefined()
	return Observed{Value: measure.Number(value), Lower: u, Upper: u, N: measure.Number(n), Missing: missing}
}

// activity observes what was put in and what was done: of the offerings that ended within the window. Nothing in it is of single people.
func (o *observer) activity(w Span, out map[string]observation) {
	var ended []courses.OfferingFact
	for _, f := range o.offerings {
		if w.From < f.EndsOn && f.EndsOn <= w.To {
			ended = append(ended, f)
		}
	}
	for code, value := range map[string]func(courses.OfferingFact) (value float64, known bool){
		"cost":              func(f courses.OfferingFact) (float64, bool) { c := o.costs[f.ID].Total.Amount(); return c, c > 0 },
		"facilitator_hours": func(f courses.OfferingFact) (float64, bool) { return f.Hours * float64(f.Trainers), f.Trainers > 0 },
		"offerings":         func(courses.OfferingFact) (float64, bool) { return 1, true },
		"meetings": func(f courses.OfferingFact) (float64, bool) {
			return float64(f.Met), f.Mode == courses.Virtual || f.Met > 0
		},
		"learning_hours": func(f courses.OfferingFact) (float64, bool) { return o.hours[f.ID], o.hours[f.ID] > 0 },
	} {
		sum := func(list []courses.OfferingFact, part func(courses.OfferingFact) float64) Observed {
			total, n, unknown := 0.0, 0, 0
			for _, f := range list {
				share := part(f)
				if share == 0 {
					continue
				}
				amount, known := value(f)
				total += amount * share
				n++
				if !known {
					unknown++
				}
			}
			return plain(total, n, over(measure.Number(unknown), measure.Number(n)))
		}
		one := observation{whole: sum(ended, func(courses.OfferingFact) float64 { return 1 }), parts: map[Dimension][]Part{}}
		for _, mode := range courses.Modes {
			one.parts[ByMode] = append(one.parts[ByMode], Part{Key: string(mode), Observed: sum(ended, func(f courses.OfferingFact) float64 {
				if f.Mode == mode {
					return 1
				}
				return 0
			})})
		}
		for _, funder := range fundersIn(ended) {
			one.parts[ByFunder] = append(one.parts[ByFunder], Part{Key: funder.ID, Name: funder.Name, Observed: sum(ended, func(f courses.OfferingFact) float64 { return shareOf(f, funder.ID) })})
		}
		out[code] = one
	}
}

// fundersIn lists who pays for offerings, by name; one without a name stands for those that nobody is recorded of.
func fundersIn(list []courses.OfferingFact) []courses.Funder {
	var out []courses.Funder
	for _, f := range list {
		parts := f.Funders
		if len(parts) == 0 {
			parts = []courses.FunderPart{{Share: 1}}
		}
		for _, p := range parts {
			if !slices.ContainsFunc(out, func(known courses.Funder) bool { return known.ID == p.ID }) {
				out = append(out, p.Funder)
			}
		}
	}
	slices.SortFunc(out, func(a, b courses.Funder) int { return cmp.Compare(a.Name+a.ID, b.Name+b.ID) })
	return out
}

func shareOf(f courses.OfferingFact, funder string) float64 {
	if len(f.Funders) == 0 && funder == "" {
		return 1
	}
	for _, p := range f.Funders {
		if p.ID == funder {
			return p.Share
		}
	}
	return 0
}

// unitOf says in which parts a person is.
func (o *observer) unitOf(person, institution, cadre string) unit {
	return unit{person: person, institution: institution, named: o.about.Place.named[institution], keys: map[Dimension][]string{
		BySex: {o.persons[person].Sex}, ByRegion: {o.places[institution].Region()}, ByInstitution: {institution}, ByCadre: {cadre}}}
}

func (u *unit) taughtIn(f courses.OfferingFact) {
	u.keys[ByMode] = []string{string(f.Mode)}
	for _, p := range f.Funders {
		u.keys[ByFunder] = append(u.keys[ByFunder], p.ID)
	}
	if len(f.Funders) == 0 {
		u.keys[ByFunder] = []string{""}
	}
}

// outputs observes completions, the people behind them, and the certificates of those.
func (o *observer) outputs(w Span, out map[string]observation) {
	certified := map[string]bool{}
	for _, c := range o.records.papers {
		if c.CompletionID != nil && c.IssuedOn <= w.To {
			certified[*c.CompletionID] = true
		}
	}
	var done, papers, trained []unit
	last := map[string]int{}
	for _, c := range o.records.completions {
		if !slices.Contains(c.Competencies, o.about.Competency.Code) || c.CompletedOn <= w.From || c.CompletedOn > w.To || c.InstitutionID == nil {
			continue
		}
		if _, here := o.places[*c.InstitutionID]; !here {
			continue
		}
		u := o.unitOf(c.PersonID, *c.InstitutionID, c.Cadre)
		u.value = 1
		u.taughtIn(o.byID[c.OfferingID])
		done = append(done, u)
		paper := u
		if !certified[c.Completion.ID] {
			paper.value = 0
		}
		papers = append(papers, paper)
		if at, again := last[c.PersonID]; again { // counted where they completed last
			trained[at] = u
			continue
		}
		last[c.PersonID] = len(trained)
		trained = append(trained, u)
	}
	none := measure.Number(0)
	count := func(all []unit) Observed {
		sum := 0.0
		for _, u := range all {
			sum += u.value
		}
		return plain(sum, len(all), none)
	}
	out["completions"] = o.divide(done, count, nil)
	out["people_trained"] = o.divide(trained, count, nil)
	out["certificates"] = o.divide(papers, count, nil)
}

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
	missing := over(measure.Number(unassessed), measure.Number(trained))
	if eyes.veil != nil && (few(float64(unassessed)) || few(float64(trained-unassessed)) || hidden(o.about.Place.ID)[neverAssessed]) {
		missing = measure.Undefined()
	}
	out["verified_share"] = o.divide(valid, shareOfUnits(missing), forced(verified))
	tats := o.divide(able, meanOfUnits(missing), forced(skilled))
	if n := float64(cascade.InPost); n > 0 && !tats.whole.Hidden {
		staff := cascade.TrainedStaff
		tats.whole.Lower, tats.whole.Upper = measure.Number(staff.Lower/n), measure.Number(staff.Upper/n)
	}
	out["skilled_share"] = tats
}

func shareOfUnits(missing measure.Number) func([]unit) Observed {
	return func(all []unit) Observed {
		yes := 0
		for _, u := range all {
			yes += int(u.value)
		}
		s := measure.Share(yes, len(all))
		return Observed{Value: s.Share, Lower: s.Lower, Upper: s.Upper, N: measure.Number(len(all)), Missing: missing}
	}
}

func meanOfUnits(missing measure.Number) func([]unit) Observed {
	return func(all []unit) Observed {
		sum := 0.0
		for _, u := range all {
			sum += u.value
		}
		u := measure.Undefined()
		return Observed{Value: over(measure.Number(sum), measure.Number(len(all))), Lower: u, Upper: u, N: measure.Number(len(all)), Missing: missing}
	}
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
	for _, region := range sortedKeys(regions) {
		if region != "" {
			c, k := of(LearningQuery{Region: region})
			change.parts[ByRegion] = append(change.parts[ByRegion], Part{Key: region, Observed: c})
			kept.parts[ByRegion] = append(kept.parts[ByRegion], Part{Key: region, Observed: k})
		}
	}
	out["mean_change"], out["kept_share"] = change, kept
}

func sortedKeys(set map[string]bool) []string {
	var keys []string
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
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
	for _, mode := range courses.Modes {
		one.parts[ByMode] = append(one.parts[ByMode], Part{Key: string(mode), Observed: of(func(f courses.OfferingFact) bool { return f.Mode == mode })})
	}
	for _, funder := range fundersIn(heard) {
		one.parts[ByFunder] = append(one.parts[ByFunder], Part{Key: funder.ID, Name: funder.Name, Observed: of(func(f courses.OfferingFact) bool { return shareOf(f, funder.ID) > 0 })})
	}
	out["useful_share"] = one
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
