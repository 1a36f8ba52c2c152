package analytics

import (
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
	show    Shown

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

// readTx reads what the indicators that are shown need, and no more.
func (o *observer) readTx(tx *db.Tx) (err error) {
	code := o.about.Competency.Code
	o.places = map[string]people.Institution{}
	for _, i := range o.about.Place.Institutions {
		o.places[i.ID] = i
	}
	if o.show.any(ofCompletions...) || o.show.any(ofPosts...) {
		if o.records, err = recordsTx(tx, o.about.Place, code); err != nil {
			return err
		}
		o.known = o.records.facts(code, o.about.Model)
		if o.show.Parts {
			if o.persons, err = people.PeopleTx(tx, o.records.people); err != nil {
				return err
			}
		}
	}
	if err := o.offeringsTx(tx); err != nil {
		return err
	}
	if o.show.any(ofLearning...) {
		if o.learning, err = o.service.takenTx(tx, o.about); err != nil {
			return err
		}
	}
	if o.show.any(ofInstitutions...) {
		o.across, err = assessments.CapacityAcrossTx(tx, o.actor, "")
	}
	return err
}

// What indicators are made of.
var (
	ofOfferings    = []string{"cost", "facilitator_hours", "offerings", "meetings", "learning_hours"}
	ofCompletions  = []string{"completions", "people_trained", "certificates"}
	ofPosts        = []string{"verified_share", "skilled_share"}
	ofLearning     = []string{"mean_change", "kept_share"}
	ofAnswers      = []string{"useful_share"}
	ofInstitutions = []string{"capacity", "acknowledged_share", "deserted_share"}
)

// offeringsTx reads the offerings, and what they cost, took and were said of them.
func (o *observer) offeringsTx(tx *db.Tx) error {
	all, err := courses.OfferingFactsTx(tx, o.about.Competency.Code, o.about.On)
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
	if o.show.any("cost") {
		if o.costs, err = courses.CostsOfTx(tx, ids); err != nil {
			return err
		}
	}
	if o.show.any("learning_hours") {
		if o.hours, err = courses.HoursTx(tx, ids); err != nil {
			return err
		}
	}
	if !o.show.any(ofAnswers...) {
		return nil
	}
	said, err := courses.SurveysTx(tx, o.actor)
	o.surveys = map[string]courses.SurveyResults{}
	for _, one := range said {
		o.surveys[one.ID] = one.Results
	}
	return err
}

// observe gives the indicators that are shown for the year up to a day, by code.
func (o *observer) observe(on db.Date) map[string]observation {
	window := Span{on - yearDays, on}
	out := map[string]observation{}
	for _, part := range []struct {
		codes []string
		add   func()
	}{
		{ofOfferings, func() { o.activity(window, out) }},
		{ofCompletions, func() { o.outputs(window, out) }},
		{ofPosts, func() { o.inPost(on, out) }},
		{ofLearning, func() { o.learnt(window, out) }},
		{ofAnswers, func() { o.useful(window, out) }},
		{ofInstitutions, func() { o.institutions(window, out) }},
	} {
		if o.show.any(part.codes...) {
			part.add()
		}
	}
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

// unitOf says in which parts a person is.
func (o *observer) unitOf(person, institution, cadre string) unit {
	return unit{person: person, institution: institution, named: o.about.Place.named[institution], keys: map[Dimension][]string{
		BySex: {o.persons[person].Sex}, ByRegion: {o.places[institution].Region()}, ByInstitution: {institution}, ByCadre: {cadre}}}
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
