package analytics

import (
	"cmp"
	"math"
	"slices"

	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
)

// Comparison is the change of those who have a score on both of two occasions. What is hidden is undefined.
type Comparison struct {
	From, To Occasion
	N        measure.Number
	Change   measure.PairedChange
	Reach    *measure.Reach // what so few people can show; nil when they are not few

	Kept, Gained, Lost, Never measure.Number // mastery before and after
	Before, After             measure.ShareEstimate
	Mastery                   measure.MasteryChange

	Improved, Unchanged, Worsened measure.Number // by the reliable change index
	Smallest                      measure.Number // change that is just reliable, in points
	Bounds                        measure.AttritionBounds

	Regression *Regression // where people were chosen for low scores
	Pairs      [][2]float64
}

// FewPairs is the number of pairs below which a page says what so few can show.
const FewPairs = 30

// Regression is how much of a change regression to the mean makes by itself.
type Regression struct {
	Expected    measure.Number // points
	Correlation measure.Number // of pre and post, of everybody
	Mean, SD    measure.Number // of the pre scores of everybody
	N           int            // pairs the correlation was computed from
}

// yardstick is what a person's change is measured against: the spread of the scores before the course and the reliability of the
// forms, over the whole programme.
type yardstick struct{ sd, reliability float64 }

// scale gives the yardstick; without reliability, one of NaN.
func (t taken) scale(m Model) yardstick {
	var pre []float64
	for _, r := range t.runs {
		if score, ok := r.score(preTest); ok && r.first {
			pre = append(pre, score)
		}
	}
	sum, n := 0.0, 0.0
	for _, key := range formKeys(m) {
		if f := m.Forms[key]; f.Reliability.Defined() && f.Reliability > 0 {
			sum += f.Reliability.Float() * float64(f.Attempts)
			n += float64(f.Attempts)
		}
	}
	return yardstick{sd: deviation(pre), reliability: sum / n}
}

func formKeys(m Model) []string {
	var keys []string
	for key := range m.Forms {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func stepOf(group []*run, o Occasion) FlowStep {
	s := FlowStep{Occasion: o}
	for _, r := range group {
		if _, post := r.score(postTest); o.Occasion == postTest.Occasion || o.Occasion == preTest.Occasion || post {
			s.Of++
			s.Counts[r.outcomeOf(o)]++
		}
	}
	return s
}

// outcomeOf is what became of a test; one that was never planned is waited for.
func (r *run) outcomeOf(o Occasion) Outcome {
	if t, ok := r.at[o]; ok {
		return t.outcome
	}
	return TestWaiting
}

// meanOn is the mean of everybody with a score on the occasion, with its t interval.
func (t taken) meanOn(group []*run, o Occasion) OccasionMean {
	var scores []float64
	for _, r := range group {
		if _, post := r.score(postTest); !post && o.Occasion == assessments.FollowUp {
			continue // as in the flow
		}
		if score, ok := r.score(o); ok {
			scores = append(scores, score)
		}
	}
	u := measure.Undefined()
	out := OccasionMean{Occasion: o, N: measure.Number(len(scores)), Mean: measure.Estimate{Value: u, Lower: u, Upper: u}}
	if len(scores) > 0 {
		// The change from nothing: its mean and t interval are those of the scores.
		c := t.paired(make([]float64, len(scores)), scores)
		out.Mean = measure.Estimate{Value: c.MeanPost, Lower: c.Lower, Upper: c.Upper}
	}
	return out
}

// compare takes those who have both scores.
func (t taken) compare(group []*run, from, to Occasion, cut float64, scale yardstick) Comparison {
	c := Comparison{From: from, To: to, Smallest: measure.Undefined()}
	for _, r := range group {
		c.add(r, cut, scale)
	}
	var pre, post []float64
	for _, pair := range c.Pairs {
		pre, post = append(pre, pair[0]), append(post, pair[1])
	}
	n := len(pre)
	c.Change = t.paired(pre, post)
	c.Before, c.After = measure.Share(int(c.Kept+c.Lost), n), measure.Share(int(c.Kept+c.Gained), n)
	c.Mastery = measure.McNemar(int(c.Gained), int(c.Lost), n)
	if !scale.known() {
		c.Improved, c.Unchanged, c.Worsened = measure.Undefined(), measure.Undefined(), measure.Undefined()
	}
	c.Bounds = measure.Attrition(strata(group, to, cut))
	return c
}

// known tells whether a person's change can be judged.
func (s yardstick) known() bool { return s.reliability > 0 && s.reliability < 1 && s.sd > 0 }

// add counts a person who has both scores.
func (c *Comparison) add(r *run, cut float64, scale yardstick) {
	x, hasX := r.score(c.From)
	y, hasY := r.score(c.To)
	if !hasX || !hasY {
		return
	}
	c.N++
	c.Pairs = append(c.Pairs, [2]float64{x, y})
	c.mastery(x >= cut, y >= cut)
	if scale.known() {
		c.judge(x, y, scale)
	}
}

func (c *Comparison) mastery(before, after bool) {
	switch {
	case before && after:
		c.Kept++
	case after:
		c.Gained++
	case before:
		c.Lost++
	default:
		c.Never++
	}
}

// judge counts one person's change against the error of measurement.
func (c *Comparison) judge(x, y float64, scale yardstick) {
	change := measure.ReliableChangeIndex(x, y, scale.sd, scale.reliability)
	c.Smallest = measure.Number(change.Smallest)
	switch change.Verdict {
	case measure.Improved:
		c.Improved++
	case measure.Worsened:
		c.Worsened++
	default:
		c.Unchanged++
	}
}

// strata divides those with a pre score, whose test on the later occasion was due, into thirds of the pre scores.
func strata(group []*run, to Occasion, cut float64) []measure.Stratum {
	type one struct{ pre, score float64 }
	var all []one
	for _, r := range group {
		pre, ok := r.score(preTest)
		if !ok || r.outcomeOf(to) == TestWaiting {
			continue
		}
		score, done := r.score(to)
		if !done {
			score = math.NaN()
		}
		all = append(all, one{pre, score})
	}
	slices.SortStableFunc(all, func(a, b one) int { return cmp.Compare(a.pre, b.pre) })
	out := make([]measure.Stratum, 3)
	third := func(i int) int { return 3 * i / max(len(all), 1) }
	for i, o := range all {
		s := third(i)
		for j := i; j > 0 && all[j-1].pre == o.pre; j-- { // equal scores stay together
			s = third(j - 1)
		}
		out[s].Began++
		if !math.IsNaN(o.score) {
			out[s].Completed++
			if o.score >= cut {
				out[s].Mastered++
			}
		}
	}
	return slices.DeleteFunc(out, func(s measure.Stratum) bool { return s.Began == 0 })
}

// regressionOf is what those below the cut would have gained by being chosen for it.
func regressionOf(everybody []*run, cut float64) *Regression {
	var pre, pairedPre, pairedPost []float64
	for _, r := range everybody {
		x, ok := r.score(preTest)
		if !ok {
			continue
		}
		pre = append(pre, x)
		if y, ok := r.score(postTest); ok {
			pairedPre, pairedPost = append(pairedPre, x), append(pairedPost, y)
		}
	}
	u := measure.Undefined()
	out := &Regression{Expected: u, Mean: u, SD: u, Correlation: measure.Correlation(pairedPre, pairedPost), N: len(pairedPre)}
	if sd := deviation(pre); sd > 0 {
		out.Mean, out.SD = measure.Number(average(pre)), measure.Number(sd)
		if out.Correlation.Defined() {
			out.Expected = measure.Number(measure.RegressionToMean(average(pre), sd, out.Correlation.Float(), cut))
		}
	}
	return out
}

// CentreChange is the change, from before to after, of one of the places directly below: as observed, and as pulled towards
// all of them where it is of few people.
type CentreChange struct {
	Institution people.Institution
	N           measure.Number
	Change      measure.Estimate      // points
	ShrunkBy    measure.Estimate      // empirical Bayes
	After       measure.ShareEstimate // who mastered it after the course
	ShrunkAfter measure.Estimate
}

// centres compares the places directly below, or below the only one there. They are not ranked: the order is that of the names.
func (l *Learning) centres(known taken) {
	u := measure.Undefined()
	undefined := measure.Estimate{Value: u, Lower: u, Upper: u}
	var means, errs []float64
	var mastered, n, of []int
	below := l.Place.Below
	for len(below) == 1 { // one alone is compared with nobody
		next := directlyBelow(l.Place.Institutions, below[0].ID)
		if len(next) == 0 {
			break
		}
		below = next
	}
	for _, at := range below {
		part := Place{Institutions: slices.DeleteFunc(slices.Clone(l.Place.Institutions), func(i people.Institution) bool { return !within(i, at) })}
		group := known.group(part, l.Query)
		if l.Query.LowBefore {
			group = slices.DeleteFunc(group, func(r *run) bool { return !r.low(l.Model.Cut) })
		}
		c := known.compare(group, preTest, postTest, l.Model.Cut, yardstick{})
		if c.N == 0 {
			continue
		}
		one := CentreChange{Institution: at, N: c.N, Change: measure.Estimate{Value: c.Change.MeanChange, Lower: c.Change.Lower, Upper: c.Change.Upper},
			ShrunkBy: undefined, After: c.After, ShrunkAfter: undefined}
		if c.Change.SDChange > 0 {
			means = append(means, c.Change.MeanChange.Float())
			errs = append(errs, c.Change.SDChange.Float()/math.Sqrt(c.N.Float()))
			of = append(of, len(l.Centres))
		}
		mastered, n = append(mastered, int(c.Kept+c.Gained)), append(n, int(c.N))
		l.Centres = append(l.Centres, one)
	}
	if len(means) > 1 {
		shrunk := measure.ShrinkMeans(means, errs)
		for i, at := range of {
			l.Centres[at].ShrunkBy = measure.Estimate{Value: shrunk.Estimates[i], Lower: shrunk.Lower[i], Upper: shrunk.Upper[i]}
		}
	}
	if len(n) > 1 {
		shrunk := measure.ShrinkShares(mastered, n)
		for i := range n {
			l.Centres[i].ShrunkAfter = measure.Estimate{Value: shrunk.Estimates[i], Lower: shrunk.Lower[i], Upper: shrunk.Upper[i]}
		}
	}
	slices.SortFunc(l.Centres, func(a, b CentreChange) int {
		return cmp.Or(cmp.Compare(a.Institution.SearchName, b.Institution.SearchName), cmp.Compare(a.Institution.ID, b.Institution.ID))
	})
}
