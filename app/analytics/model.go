package analytics

import (
	"cmp"
	"maps"
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
	return m.resultOn(r, formKey(r.AssessmentID, r.FormLabel))
}

// resultOn is result where the key of the form is known.
func (m Model) resultOn(r assessments.Result, form string) measure.Result {
	score := r.Score
	if e, ok := m.equating[form]; ok {
		score = min(100, max(0, e.Apply(r.Score)))
	}
	return measure.Result{Day: measure.Day(r.AssessedOn), Score: score, Occasion: measure.Occasion(r.Occasion), Form: form, Cadre: string(r.Cadre)}
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

// fit makes the model of one competency from all results up to the day and the
// points behind them.
func fit(results []assessments.Result, points []assessments.ItemPoints, asOf db.Date) Model {
	sheets := map[string]sheet{}
	for _, p := range points {
		addPoints(sheets, p)
	}
	return fittingOf(inOrder(results), sheets).fit(asOf)
}

// ownOrAll leaves the results out that were brought in from elsewhere, on scales that
// nobody has compared with ours, unless there are no others.
func ownOrAll(results []assessments.Result, scored []measure.Result) ([]assessments.Result, []measure.Result) {
	brought := func(r assessments.Result) bool { return r.ImportID != nil }
	if !slices.ContainsFunc(results, brought) {
		return results, scored
	}
	var own []assessments.Result
	var ownScored []measure.Result
	for i, r := range results {
		if !brought(r) {
			own, ownScored = append(own, r), append(ownScored, scored[i])
		}
	}
	if len(own) == 0 {
		return results, scored
	}
	return own, ownScored
}

// cutOf gives the cut score of the newest result, and whether others differ.
func cutOf(results []assessments.Result) (cut float64, several bool) {
	for _, r := range results {
		several = several || (cut != 0 && r.CutScore != cut)
		cut = r.CutScore
	}
	return cut, several
}

// sheet is what one attempt earned in the items of a competency.
type sheet struct {
	items    []string  // versions
	points   []float64 // in each
	anchor   float64   // points in items that stand in both forms
	anchored bool
}

func addPoints(sheets map[string]sheet, p assessments.ItemPoints) {
	s := sheets[p.AttemptID]
	if at := slices.Index(s.items, p.ItemVersionID); at >= 0 {
		s.points[at] = p.Points
	} else {
		s.items, s.points = append(s.items, p.ItemVersionID), append(s.points, p.Points)
	}
	if p.Anchor {
		s.anchor += p.Points
		s.anchored = true
	}
	sheets[p.AttemptID] = s
}

// sat is what is known of everybody who sat a form.
type sat struct{ scores, anchors []float64 }

// equatings puts every form that is not A on the scale of form A of the same
// assessment.
func equatings(results []assessments.Result, sheets map[string]sheet) map[string]measure.Equating {
	forms := map[string]map[string]sat{} // assessment, label
	for _, r := range results {
		if r.AttemptID == nil {
			continue
		}
		if forms[r.AssessmentID] == nil {
			forms[r.AssessmentID] = map[string]sat{}
		}
		f := forms[r.AssessmentID][r.FormLabel]
		f.scores = append(f.scores, r.Score)
		if s := sheets[*r.AttemptID]; s.anchored {
			f.anchors = append(f.anchors, s.anchor)
		}
		forms[r.AssessmentID][r.FormLabel] = f
	}
	out := map[string]measure.Equating{}
	for assessment, labels := range forms {
		for label, x := range labels {
			if e, ok := equate(x, labels["A"]); ok && label != "A" {
				out[formKey(assessment, label)] = e
			}
		}
	}
	return out
}

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

// preMeans pools the pre scores, by cadre and ("") over all cadres.
func preMeans(scored []measure.Result) map[string]float64 {
	sum, n := map[string]float64{}, map[string]float64{}
	for _, r := range scored {
		if r.Occasion != measure.Pre {
			continue
		}
		for _, cadre := range cadresOf(r) {
			sum[cadre] += r.Score
			n[cadre]++
		}
	}
	means := map[string]float64{}
	for cadre := range sum {
		if cadre == "" || n[cadre] >= fewestForNorm {
			means[cadre] = sum[cadre] / n[cadre]
		}
	}
	return means
}

// cadresOf lists the groups a result counts in: its cadre, and ("") all cadres.
func cadresOf(r measure.Result) []string {
	if r.Cadre == "" {
		return []string{""}
	}
	return []string{r.Cadre, ""}
}

// norms gives the mean, reliability and standard error of measurement of every
// group that sat a form. Reliability belongs to the form: it is computed within
// each occasion and pooled, weighted by attempts, since between occasions
// people differ because of the course.
func (m Model) norms(results []assessments.Result, scored []measure.Result, sheets map[string]sheet) map[measure.NormKey]measure.Norm {
	groups := map[measure.NormKey][]float64{}
	matrices := map[measure.NormKey][][]float64{}
	for i, r := range scored {
		for _, cadre := range cadresOf(r) {
			key := measure.NormKey{Form: r.Form, Cadre: cadre, Occasion: r.Occasion}
			groups[key] = append(groups[key], r.Score)
		}
		if id := results[i].AttemptID; id != nil {
			key := measure.NormKey{Form: r.Form, Occasion: r.Occasion}
			matrices[key] = append(matrices[key], sheets[*id].row())
		}
	}
	reliability, attempts := map[string]float64{}, map[string]float64{}
	for _, key := range inTurn(matrices) {
		rows := rectangular(matrices[key])
		form := m.Forms[key.Form]
		form.Attempts += len(rows)
		form.Reliability = measure.Undefined()
		m.Forms[key.Form] = form
		if alpha := measure.Alpha(rows).Alpha; len(rows) >= fewestForForm && alpha.Defined() {
			reliability[key.Form] += alpha.Float() * float64(len(rows))
			attempts[key.Form] += float64(len(rows))
		}
	}
	norms := map[measure.NormKey]measure.Norm{}
	for key, scores := range groups {
		r := reliability[key.Form] / attempts[key.Form]
		if !(r > 0) {
			continue // no reliability: the raw score is compared, and the page says so
		}
		form := m.Forms[key.Form]
		form.Reliability = measure.Number(r)
		m.Forms[key.Form] = form
		whole := groups[measure.NormKey{Form: key.Form, Occasion: key.Occasion}]
		mean := average(scores)
		if len(scores) < fewestForNorm {
			mean = average(whole)
		}
		norms[key] = measure.Norm{Mean: mean, Reliability: r, SEM: deviation(whole) * math.Sqrt(1-r)}
	}
	return norms
}

// inTurn lists the keys in one order always: sums in another order would differ
// in their last digits, and with them two fits of one model.
func inTurn(matrices map[measure.NormKey][][]float64) []measure.NormKey {
	return slices.SortedFunc(maps.Keys(matrices), func(a, b measure.NormKey) int {
		return cmp.Or(cmp.Compare(a.Form, b.Form), cmp.Compare(a.Occasion, b.Occasion))
	})
}

// row lists the points in the order of the items.
func (s sheet) row() []float64 {
	if slices.IsSorted(s.items) {
		return s.points
	}
	ids := slices.Sorted(slices.Values(s.items))
	row := make([]float64, len(ids))
	for i, id := range ids {
		row[i] = s.points[slices.Index(s.items, id)]
	}
	return row
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
