package analytics

import (
	"slices"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/assessments"
)

// fitting is what the models of a competency are fitted to: all results, put in order once for models as of several days.
type fitting struct {
	results []assessments.Result // by day, and within a day by occasion
	forms   []string             // of each result; see formKey
	runs    []int                // of each result: whose it is on which assessment
	persons int                  // how many of these there are
	sheets  map[string]sheet     // by attempt
}

func fittingOf(inOrder []assessments.Result, sheets map[string]sheet) fitting {
	type run struct{ person, assessment string }
	f := fitting{results: inOrder, forms: make([]string, len(inOrder)), runs: make([]int, len(inOrder)), sheets: sheets}
	forms, runs := map[[2]string]string{}, make(map[run]int, len(inOrder)/3)
	for i, r := range inOrder {
		form, known := forms[[2]string{r.AssessmentID, r.FormLabel}]
		if !known {
			form = formKey(r.AssessmentID, r.FormLabel)
			forms[[2]string{r.AssessmentID, r.FormLabel}] = form
		}
		of := run{r.PersonID, r.AssessmentID}
		n, known := runs[of]
		if !known {
			n = len(runs)
			runs[of] = n
		}
		f.forms[i], f.runs[i] = form, n
	}
	f.persons = len(runs)
	return f
}

// byOccasion puts results that are in the order of their days into that of [inOrder].
func byOccasion(results []assessments.Result) []assessments.Result {
	out := make([]assessments.Result, 0, len(results))
	for len(results) > 0 {
		n := slices.IndexFunc(results, func(r assessments.Result) bool { return r.AssessedOn != results[0].AssessedOn })
		if n < 0 {
			n = len(results)
		}
		for _, occasion := range assessments.Occasions() {
			for _, r := range results[:n] {
				if r.Occasion == occasion {
					out = append(out, r)
				}
			}
		}
		results = results[n:]
	}
	return out
}

// fit makes the model that knows the results up to a day.
func (f fitting) fit(asOf db.Date) Model {
	n := slices.IndexFunc(f.results, func(r assessments.Result) bool { return r.AssessedOn > asOf })
	if n < 0 {
		n = len(f.results)
	}
	results := f.results[:n]
	m := Model{Results: n, Forms: map[string]Form{}}
	m.equating = equatings(results, f.sheets)
	scored := f.scored(m, n)
	own, ownScored := ownOrAll(results, scored)
	m.Cut, m.SeveralCuts = cutOf(own)
	m.PreMeans = preMeans(ownScored)
	m.Norms = m.norms(results, scored, f.sheets)
	m.HalfLives = measure.FitHalfLife(f.pairs(scored), measure.DefaultHalfLife())
	return m
}

// scored gives the first n results as the measures read them.
func (f fitting) scored(m Model, n int) []measure.Result {
	out := make([]measure.Result, n)
	for i, r := range f.results[:n] {
		out[i] = m.resultOn(r, f.forms[i])
	}
	return out
}

// followed is how far somebody came on an assessment.
type followed struct {
	pre       measure.Number
	post      measure.Result
	began     bool // pre is known
	completed bool // post is known
	seen      bool // again, since the last post
	pair      measure.FollowUpPair
}

// pairs gives, for everybody who was followed up after a course, the scores
// before, after and at the latest follow-up: one pair a person and assessment,
// since two follow-ups of one person are not two observations.
func (f fitting) pairs(scored []measure.Result) []measure.FollowUpPair {
	all := make([]followed, f.persons)
	var order []int
	for i, r := range scored { // oldest first
		one := &all[f.runs[i]]
		switch r.Occasion {
		case measure.Pre:
			if !one.began {
				one.began, one.pre = true, measure.Number(r.Score)
			}
		case measure.Post:
			one.completed, one.post = true, r
			one.seen = false // a course taken again begins anew
		case measure.FollowUp:
			if !one.completed {
				continue
			}
			before := measure.Undefined()
			if one.began {
				before = one.pre
			}
			if !one.seen {
				order = append(order, f.runs[i])
			}
			one.seen = true
			one.pair = measure.FollowUpPair{Cadre: r.Cadre, Pre: before, Post: one.post.Score, FollowUp: r.Score, Days: int(r.Day - one.post.Day)}
		}
	}
	var out []measure.FollowUpPair
	for _, n := range order {
		if all[n].seen {
			out = append(out, all[n].pair)
			all[n].seen = false // listed twice when a course was taken again
		}
	}
	return out
}
