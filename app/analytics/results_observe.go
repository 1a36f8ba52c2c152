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
