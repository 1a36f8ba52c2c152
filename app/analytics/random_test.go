package analytics

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/courses"
)

// lastDay is the last day of a random world, firstDay some two years earlier.
const (
	firstDay = measure.Day(20000)
	lastDay  = firstDay + 700
)

// drawDay draws a day of a random world; often one of a few, so that things
// fall together.
func drawDay(t *rapid.T, label string) measure.Day {
	return rapid.OneOf(rapid.Map(rapid.IntRange(0, 700), func(n int) measure.Day { return firstDay + measure.Day(n) }),
		rapid.Map(rapid.IntRange(0, 10), func(n int) measure.Day { return firstDay + 60*measure.Day(n) })).Draw(t, label)
}

// drawHistory draws what is known of one person: up to three stays in the places,
// courses, tests and papers on any days.
func drawHistory(t *rapid.T, name string, places []string) measure.History {
	h := measure.History{Person: name}
	cadres := []string{string(people.CARMentor), string(people.Psychologist)}
	for n := range rapid.IntRange(1, 3).Draw(t, name+" stays") {
		start := drawDay(t, fmt.Sprint(name, " start ", n))
		stay := measure.Stay{Person: name, Institution: rapid.SampledFrom(places).Draw(t, name+" at"), Role: rapid.SampledFrom(cadres).Draw(t, name+" as"),
			Start: start, EndLower: measure.Open, EndUpper: measure.Open}
		if length := rapid.IntRange(0, 500).Draw(t, name+" length"); length > 0 {
			stay.EndLower, stay.EndUpper = start+measure.Day(length), start+measure.Day(length)
			if rapid.IntRange(0, 4).Draw(t, name+" vanished") == 0 {
				stay.EndUpper += 20
			}
		}
		h.Postings = append(h.Postings, stay)
	}
	for range rapid.IntRange(0, 2).Draw(t, name+" courses") {
		done := drawDay(t, name+" completed")
		h.Completions, h.Certificates = append(h.Completions, done), append(h.Certificates, done)
	}
	for range rapid.IntRange(0, 3).Draw(t, name+" results") {
		h.Results = append(h.Results, measure.Result{Day: drawDay(t, name+" assessed"), Score: float64(rapid.IntRange(0, 100).Draw(t, name+" score")),
			Occasion: rapid.SampledFrom([]measure.Occasion{measure.Pre, measure.Post, measure.FollowUp}).Draw(t, name+" occasion"), Form: "f/A", Cadre: cadres[0]})
	}
	return h
}

// drawWorld draws the figures of a place, about to be filled, with the facts of all.
func drawWorld(t *rapid.T, most int, mayNames bool) (Subject, facts) {
	view := slices.Clone(rapid.SampledFrom(trees).Draw(t, "tree"))
	for i := range view {
		view[i].Ubigeo = rapid.SampledFrom([]string{"15", "16", ""}).Draw(t, view[i].ID+" lies in")
	}
	ids := append(idsOf(view), "elsewhere")
	var known facts
	for n := range rapid.IntRange(0, most).Draw(t, "people") {
		known.histories = append(known.histories, drawHistory(t, fmt.Sprint("p", n), ids))
	}
	at := rapid.SampledFrom(view).Draw(t, "place")
	named := map[string]bool{}
	for _, id := range ids {
		named[id] = mayNames
	}
	place, _ := placeIn(view, named, at.ID)
	about := Subject{Place: place, On: db.Date(drawDay(t, "day"))}
	about.Funders = []courses.Funder{{ID: "fa", Code: "A"}, {ID: "fb", Code: "B"}, {ID: "fc", Code: "C"}}
	about.Model.Model = measure.Model{Cut: 60, HalfLives: measure.HalfLives{Pooled: measure.DefaultHalfLife()}, PreMeans: map[string]float64{"": 30},
		Norms: map[measure.NormKey]measure.Norm{{Form: "f/A", Cadre: string(people.CARMentor), Occasion: measure.Post}: {Mean: 65, Reliability: 0.8, SEM: 6}}}
	return about, known
}

// drawFilters narrows a world down to a region, a funder, both or neither; the histories stay as they are, whoever paid.
func drawFilters(t *rapid.T, about Subject, known facts) (Subject, facts) {
	if regions := mustOnly(about.Place, "").Regions; len(regions) > 0 && rapid.Bool().Draw(t, "a region") {
		about.Place = mustOnly(about.Place, rapid.SampledFrom(regions).Draw(t, "region"))
	}
	if rapid.Bool().Draw(t, "a funder") {
		about, known = funded(t, about, known)
	}
	return about, known
}

func mustOnly(p Place, region string) Place {
	out, err := p.only(region)
	if err != nil {
		panic(err)
	}
	return out
}

// funded has everything paid for by some funders or none, and asks for one of them.
func funded(t *rapid.T, about Subject, known facts) (Subject, facts) {
	by := map[string]funding{}
	for _, h := range known.histories {
		var one funding
		for n, day := range h.Completions {
			var funders []string
			for _, f := range about.Funders {
				if rapid.IntRange(0, 2).Draw(t, fmt.Sprint(f.ID, " pays for ", h.Person, n)) == 0 {
					funders = append(funders, f.ID)
				}
			}
			one.done, one.issued = append(one.done, paidDay{day, funders}), append(one.issued, paidDay{day, funders})
		}
		by[h.Person] = one
	}
	about.Funder = &about.Funders[rapid.IntRange(0, len(about.Funders)-1).Draw(t, "funder")]
	return about, known.of(about.Funder.ID, by)
}

// filled computes figures as the service does.
func filled(t testing.TB, about Subject, known facts) Figures {
	t.Helper()
	f := Figures{Subject: about}
	if err := f.fill(known, nil); err != nil {
		t.Fatal(err)
	}
	return f
}

// accounted computes an account as the service does.
func accounted(about Subject, known facts, span Span) []Change {
	rows := measure.Account(known.at(idsOf(about.Place.Institutions)), about.Place.scope(about.Cadre), measure.Day(span.From), measure.Day(span.To),
		about.Model.Model, measure.DefaultTurnoverRules())
	return sightOf(about, known).changes(rows, span)
}
