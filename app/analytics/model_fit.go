package analytics

import (
	"cmp"
	"math"
	"slices"

	"relevo/app/db"
	"relevo/app/measure"
)

// fitting is what the models of a competency are fitted to: all results, put in order once for models as of several days.
type fitting struct {
	kinds  []scoreKind
	cuts   []float64
	rows   []score // by day, within a day by occasion
	sheets []sheet // of each result
	runs   []int32 // of each result: whose it is on which assessment
	ran    int     // how many of these there are
}

func (s *scores) fitting(competency string) fitting {
	f := fitting{kinds: s.kinds, cuts: s.cutList, rows: s.believed(competency)}
	f.sheets, f.runs = make([]sheet, len(f.rows)), make([]int32, len(f.rows))
	tests := map[string][]int32{} // by assessment: the run of each person
	of := make([][]int32, len(f.kinds))
	for i := range f.rows {
		one := &f.rows[i]
		f.sheets[i] = s.sheet(one.attempt, competency)
		if of[one.kind] == nil {
			test := f.kinds[one.kind].assessment
			if tests[test] == nil {
				tests[test] = make([]int32, len(s.people.list))
			}
			of[one.kind] = tests[test]
		}
		run := &of[one.kind][one.person]
		if *run == 0 {
			f.ran++
			*run = int32(f.ran)
		}
		f.runs[i] = *run - 1
	}
	return f
}

// numbered gives the kinds of results numbers, the same where the key is the same.
func numbered[K comparable](kinds []scoreKind, key func(scoreKind) K) (numbers []int, keys []K) {
	known := map[K]int{}
	for _, kind := range kinds {
		k := key(kind)
		n, is := known[k]
		if !is {
			n = len(keys)
			known[k], keys = n, append(keys, k)
		}
		numbers = append(numbers, n)
	}
	return numbers, keys
}

// fit makes the model that knows the results up to a day.
func (f fitting) fit(asOf db.Date) Model {
	f = f.upTo(asOf)
	m := Model{Results: len(f.rows), Forms: map[string]Form{}, equating: f.equatings()}
	scored := f.scored(m)
	own := f.own()
	m.Cut, m.SeveralCuts = f.cut(own)
	m.PreMeans = f.preMeans(own, scored)
	m.Norms = f.norms(&m, scored)
	m.HalfLives = measure.FitHalfLife(f.pairs(scored), measure.DefaultHalfLife())
	return m
}

// upTo leaves the results up to a day.
func (f fitting) upTo(day db.Date) fitting {
	n, _ := slices.BinarySearchFunc(f.rows, day, func(r score, day db.Date) int {
		return cmp.Or(cmp.Compare(db.Date(r.day), day), -1) // those of the day itself too
	})
	f.rows = f.rows[:n]
	return f
}

// own tells which results are not brought in from elsewhere, on scales that nobody has compared with ours; where all are, all count.
func (f fitting) own() func(i int) bool {
	all := !slices.ContainsFunc(f.rows, func(r score) bool { return !r.imported })
	return func(i int) bool { return all || !f.rows[i].imported }
}

// cut gives the cut score of the newest result, and whether others differ.
func (f fitting) cut(own func(int) bool) (cut float64, several bool) {
	for i := range f.rows {
		if own(i) {
			is := f.cuts[f.rows[i].cut]
			several = several || (cut != 0 && is != cut)
			cut = is
		}
	}
	return cut, several
}

// equatings puts every form that is not A on the scale of form A of the same assessment.
func (f fitting) equatings() map[string]measure.Equating {
	type form struct{ assessment, label string }
	numbers, forms := numbered(f.kinds, func(k scoreKind) form { return form{k.assessment, k.label} })
	all := make([]sat, len(forms))
	for i := range f.rows {
		if f.rows[i].attempt < 0 {
			continue
		}
		of := &all[numbers[f.rows[i].kind]]
		of.scores = append(of.scores, f.rows[i].value)
		if s := &f.sheets[i]; s.anchored {
			of.anchors = append(of.anchors, s.anchor)
		}
	}
	out := map[string]measure.Equating{}
	for n, x := range forms {
		a := slices.Index(forms, form{x.assessment, "A"})
		if a < 0 || a == n {
			continue
		}
		if e, ok := equate(all[n], all[a]); ok {
			out[formKey(x.assessment, x.label)] = e
		}
	}
	return out
}

// scored gives the scores on the scale of form A.
func (f fitting) scored(m Model) []float64 {
	onto := m.equatingsOf(f.kinds)
	out := make([]float64, len(f.rows))
	for i := range f.rows {
		out[i] = equated(f.rows[i].value, onto[f.rows[i].kind])
	}
	return out
}

// preMeans pools the pre scores, by cadre and ("") over all cadres.
func (f fitting) preMeans(own func(int) bool, scored []float64) map[string]float64 {
	numbers, cadres := numbered(f.kinds, func(k scoreKind) string { return k.cadre })
	sum, n := make([]float64, len(cadres)), make([]float64, len(cadres))
	all, of := 0.0, 0.0
	for i := range f.rows {
		if kind := f.rows[i].kind; f.kinds[kind].occasion == measure.Pre && own(i) {
			sum[numbers[kind]] += scored[i]
			n[numbers[kind]]++
			all += scored[i]
			of++
		}
	}
	means := map[string]float64{}
	for i, cadre := range cadres {
		if cadre != "" && n[i] >= fewestForNorm {
			means[cadre] = sum[i] / n[i]
		}
	}
	if of > 0 {
		means[""] = all / of
	}
	return means
}

// norms gives the mean, reliability and standard error of measurement of every
// group that sat a form. Reliability belongs to the form: it is computed within
// each occasion and pooled, weighted by attempts, since between occasions
// people differ because of the course.
func (f fitting) norms(m *Model, scored []float64) map[measure.NormKey]measure.Norm {
	groupOf, groups := numbered(f.kinds, func(k scoreKind) measure.NormKey {
		return measure.NormKey{Form: k.form, Cadre: k.cadre, Occasion: k.occasion}
	})
	wholeOf, wholes := numbered(f.kinds, func(k scoreKind) measure.NormKey { return measure.NormKey{Form: k.form, Occasion: k.occasion} })
	inGroup, inWhole, matrices := make([][]float64, len(groups)), make([][]float64, len(wholes)), make([][][]float64, len(wholes))
	for i := range f.rows {
		group, whole := groupOf[f.rows[i].kind], wholeOf[f.rows[i].kind]
		inGroup[group] = append(inGroup[group], scored[i])
		inWhole[whole] = append(inWhole[whole], scored[i])
		if f.rows[i].attempt >= 0 {
			matrices[whole] = append(matrices[whole], f.sheets[i].row)
		}
	}
	reliability := m.reliability(wholes, matrices)
	norms := map[measure.NormKey]measure.Norm{}
	norm := func(key measure.NormKey, scores, whole []float64) {
		r := reliability[key.Form]
		if !(r > 0) || len(scores) == 0 {
			return // no reliability: the raw score is compared, and the page says so
		}
		mean := average(scores)
		if len(scores) < fewestForNorm {
			mean = average(whole)
		}
		norms[key] = measure.Norm{Mean: mean, Reliability: r, SEM: deviation(whole) * math.Sqrt(1-r)}
	}
	for i, key := range wholes {
		norm(key, inWhole[i], inWhole[i])
	}
	for i, key := range groups {
		if key.Cadre != "" {
			norm(key, inGroup[i], inWhole[slices.Index(wholes, measure.NormKey{Form: key.Form, Occasion: key.Occasion})])
		}
	}
	return norms
}

// reliability is that of each form; the model is told of it, and of how many sat the form.
func (m *Model) reliability(sittings []measure.NormKey, matrices [][][]float64) map[string]float64 {
	reliability, attempts := map[string]float64{}, map[string]float64{}
	for _, i := range inTurn(sittings) {
		key := sittings[i]
		if len(matrices[i]) == 0 {
			continue
		}
		rows := rectangular(matrices[i])
		form := m.Forms[key.Form]
		form.Attempts += len(rows)
		form.Reliability = measure.Undefined()
		m.Forms[key.Form] = form
		if alpha := measure.Alpha(rows).Alpha; len(rows) >= fewestForForm && alpha.Defined() {
			reliability[key.Form] += alpha.Float() * float64(len(rows))
			attempts[key.Form] += float64(len(rows))
		}
	}
	for name := range reliability {
		reliability[name] /= attempts[name]
		if r := reliability[name]; r > 0 {
			form := m.Forms[name]
			form.Reliability = measure.Number(r)
			m.Forms[name] = form
		}
	}
	return reliability
}

// inTurn lists the sittings in one order always: sums in another order would differ
// in their last digits, and with them two fits of one model.
func inTurn(sittings []measure.NormKey) []int {
	turn := make([]int, len(sittings))
	for i := range turn {
		turn[i] = i
	}
	slices.SortFunc(turn, func(a, b int) int {
		return cmp.Or(cmp.Compare(sittings[a].Form, sittings[b].Form), cmp.Compare(sittings[a].Occasion, sittings[b].Occasion))
	})
	return turn
}

// followed is how far somebody came on an assessment.
type followed struct {
	pre       float64
	post      int32 // the result
	pair      int32 // the latest follow-up, where seen
	before    int32 // the post that it followed
	began     bool  // pre is known
	preFirst  bool  // pre was known when they were followed up
	completed bool  // post is known
	seen      bool  // again, since the last post
}

// pairs gives, for everybody who was followed up after a course, the scores
// before, after and at the latest follow-up: one pair a person and assessment,
// since two follow-ups of one person are not two observations.
func (f fitting) pairs(scored []float64) []measure.FollowUpPair {
	all := make([]followed, f.ran)
	var order []int32
	for i := range f.rows { // oldest first
		one := &all[f.runs[i]]
		switch f.kinds[f.rows[i].kind].occasion {
		case measure.Pre:
			if !one.began {
				one.began, one.pre = true, scored[i]
			}
		case measure.Post:
			one.completed, one.post = true, int32(i)
			one.seen = false // a course taken again begins anew
		case measure.FollowUp:
			if !one.completed {
				continue
			}
			if !one.seen {
				order = append(order, f.runs[i])
			}
			one.seen, one.pair, one.before, one.preFirst = true, int32(i), one.post, one.began
		}
	}
	var out []measure.FollowUpPair
	for _, n := range order {
		one := &all[n]
		if !one.seen {
			continue
		}
		one.seen = false // listed twice when a course was taken again
		last, post := &f.rows[one.pair], &f.rows[one.before]
		pair := measure.FollowUpPair{Cadre: f.kinds[last.kind].cadre, Pre: measure.Undefined(), Post: scored[one.before], FollowUp: scored[one.pair], Days: int(last.day - post.day)}
		if one.preFirst {
			pair.Pre = measure.Number(one.pre)
		}
		out = append(out, pair)
	}
	return out
}
