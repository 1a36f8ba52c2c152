package analytics

import (
	"cmp"
	"maps"
	"slices"

	"relevo/app/measure"
)

// owed collects what is owed to a course or a funder.
type owed struct {
	name   string
	people map[string]bool
	line   TimeLine
}

// time adds up the time in post after trainings, by course and by funder. A day counts once in the totals. Where somebody has completed several
// courses by then it is shared equally among them, and each of these among its funders by their share of the money, so that the parts add up; under each
// course and funder stands also the whole time of the people trained there.
//
// What an offering cost is shared equally among those who completed it; the place bears the part of those who completed it while
// posted there. A training brought along from elsewhere cost the place nothing.
func (s *Staying) time(known trainedFacts) {
	scope, here := s.Place.scope(""), map[string]bool{}
	for _, i := range s.Place.Institutions {
		here[i.ID] = true
	}
	byCourse, byFunder := map[string]*owed{}, map[string]*owed{}
	s.Time = TrainedTime{}
	for _, h := range known.histories {
		trainings := known.trainings[h.Person]
		time := measure.TimeTrained(h.Postings, h.Completions, scope, measure.Day(s.On))
		if len(trainings) == 0 {
			continue
		}
		s.Time.Months += measure.Number(time.Days / measure.DaysPerMonth)
		counted := time.Days > 0
		taught, funded := map[string]float64{}, map[string]float64{} // the longest time under each: a course taken again counts once
		for k, t := range trainings {
			cost := 0.0
			course, title := "", ""
			if here[t.institution] {
				course, title = t.course, known.titles[t.course]
				if c := known.costs[t.offering]; c.Completed > 0 {
					cost = c.PerCompletion()
				}
			}
			if time.Since[k] == 0 && cost == 0 {
				continue
			}
			counted = true
			s.Time.Cost += measure.Number(cost)
			take(byCourse, course, title).add(h.Person, time.Shares[k], cost)
			taught[course] = max(taught[course], time.Since[k])
			if len(t.funders) == 0 {
				take(byFunder, "", "").add(h.Person, time.Shares[k], cost)
				funded[""] = max(funded[""], time.Since[k])
			}
			for _, f := range t.funders {
				take(byFunder, f.ID, f.Name).add(h.Person, time.Shares[k]*f.Share, cost*f.Share)
				funded[f.ID] = max(funded[f.ID], time.Since[k])
			}
		}
		for id, days := range taught {
			byCourse[id].line.Months += measure.Number(days / measure.DaysPerMonth)
		}
		for id, days := range funded {
			byFunder[id].line.Months += measure.Number(days / measure.DaysPerMonth)
		}
		if counted {
			s.Time.People++
		}
	}
	s.Time.Course, s.Time.Funder = linesOf(byCourse), linesOf(byFunder)
}

func take(all map[string]*owed, id, name string) *owed {
	if all[id] == nil {
		all[id] = &owed{name: name, people: map[string]bool{}, line: TimeLine{ID: id, Name: name}}
	}
	return all[id]
}

func (o *owed) add(person string, part, cost float64) {
	o.people[person] = true
	o.line.Part += measure.Number(part / measure.DaysPerMonth)
	o.line.Cost += measure.Number(cost)
}

// linesOf lists by name; what has none comes last.
func linesOf(all map[string]*owed) []TimeLine {
	var out []TimeLine
	for _, id := range slices.Sorted(maps.Keys(all)) {
		line := all[id].line
		line.People = measure.Number(len(all[id].people))
		out = append(out, line)
	}
	slices.SortStableFunc(out, func(a, b TimeLine) int {
		if (a.ID == "") != (b.ID == "") {
			return len(b.ID) - len(a.ID)
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return out
}
