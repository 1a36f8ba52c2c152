package analytics

import (
	"cmp"
	"slices"

	"relevo/app/measure"
	"relevo/courses"
)

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
		if !o.show.any(code) {
			continue
		}
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
		out[code] = one
		if !o.show.Parts {
			continue
		}
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
