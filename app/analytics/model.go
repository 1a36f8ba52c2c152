package analytics

import (
	"cmp"
	"math"
	"slices"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/assessments"
)

// Model turns scores on one competency into probabilities of skill, fitted
// over the whole programme to what was known on a day.
type Model struct {
	measure.Model
	Results     int                         // how many results it was fitted to
	Forms       map[string]Form             // by form key
	SeveralCuts bool                        // assessments with different cut scores measure the competency; the newest counts
	equating    map[string]measure.Equating // onto the scale of form A, by form key
	id          string                      // see modelID
	FittedAt    db.Instant                  // when, where it was kept; zero where it was fitted when asked for
}

// Form is what is known of one form of an assessment, for one competency.
type Form struct {
	Attempts    int            // scored
	Reliability measure.Number // Cronbach's alpha, 0 to 1; undefined with few attempts, one item or alpha ≤ 0
}

// formKey names one form of one assessment.
func formKey(assessmentID, label string) string { return assessmentID + "/" + label }

// fewestForForm is the number of attempts on a form, on one occasion for its
// reliability, below which nothing is said of it.
const fewestForForm = 20

// fewestForNorm is the size of a group (form, cadre, occasion) below which the
// mean of all cadres stands in for its own.
const fewestForNorm = 5

// score puts a result on the 0 to 100 scale of form A.
func (m Model) score(r assessments.Result) float64 { return m.result(r).Score }

// result is a result as the measures read it, its score on the 0 to 100 scale of form A.
func (m Model) result(r assessments.Result) measure.Result {
	form := formKey(r.AssessmentID, r.FormLabel)
	score := r.Score
	if e, ok := m.equating[form]; ok {
		score = equated(score, &e)
	}
	return measure.Result{Day: measure.Day(r.AssessedOn), Score: score, Occasion: measure.Occasion(r.Occasion), Form: form, Cadre: string(r.Cadre)}
}

// equated puts a score onto the scale of form A; nil: it is on it.
func equated(score float64, onto *measure.Equating) float64 {
	if onto == nil {
		return score
	}
	return min(100, max(0, onto.Apply(score)))
}

// equatingsOf gives the equating of each kind of results.
func (m Model) equatingsOf(kinds []scoreKind) []*measure.Equating {
	out := make([]*measure.Equating, len(kinds))
	for i, kind := range kinds {
		if e, ok := m.equating[kind.form]; ok {
			out[i] = &e
		}
	}
	return out
}

// inOrder sorts a copy of results by day, and within a day as a course goes: what
// a person shows in the morning's pre-test is not their latest result.
func inOrder(results []assessments.Result) []assessments.Result {
	out := slices.Clone(results)
	slices.SortStableFunc(out, func(a, b assessments.Result) int {
		return cmp.Or(cmp.Compare(a.AssessedOn, b.AssessedOn), cmp.Compare(occasion(a), occasion(b)))
	})
	return out
}

func occasion(r assessments.Result) int { return slices.Index(assessments.Occasions(), r.Occasion) }

// sat is what is known of everybody who sat a form.
type sat struct{ scores, anchors []float64 }

// equate puts form x on the scale of form a. The forms are counterbalanced inside
// each institution, so that the groups are equivalent; where both forms have
// anchor items, Tucker's method does not even need that. Between a handful of
// people the forms differ less than the people do: then scores stay as they are.
func equate(x, a sat) (measure.Equating, bool) {
	if min(len(x.scores), len(a.scores)) < fewestForForm {
		return measure.Equating{}, false
	}
	if len(x.anchors) == len(x.scores) && len(a.anchors) == len(a.scores) {
		if e := measure.EquateTucker(x.scores, x.anchors, a.scores, a.anchors); e.Slope > 0 && e.Intercept.Defined() {
			return e, true
		} // anchors that everybody gets right say nothing
	}
	e := measure.Equate(x.scores, a.scores)
	return e, e.Slope > 0 && e.Intercept.Defined()
}

// rectangular keeps the rows of the most common length: an attempt of which an
// item was never scored says nothing about how the items go together.
func rectangular(rows [][]float64) [][]float64 {
	count := map[int]int{}
	most := 0
	for _, r := range rows {
		count[len(r)]++
		if c := cmp.Compare(count[len(r)], count[most]); c > 0 || c == 0 && len(r) > most {
			most = len(r)
		}
	}
	return slices.DeleteFunc(rows, func(r []float64) bool { return len(r) != most || most == 0 })
}

func average(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// deviation is the standard deviation with divisor n-1; 0 for fewer than two.
func deviation(values []float64) float64 {
	if len(values) < 2 {
		return 0
	}
	mean, sum := average(values), 0.0
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	return math.Sqrt(sum / float64(len(values)-1))
}
