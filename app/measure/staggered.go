package measure

import (
	"math"
	"math/rand/v2"
	"slices"
)

// StaggeredCentre is a centre with its outcome at the end of every period, 0 to 1 or in points, and the period in which it was first trained.
type StaggeredCentre struct {
	Name    string
	First   int // -1: never
	Outcome []Number
}

// StaggeredGroup is the centres first trained in one period, beside those not trained yet at the end of the same window.
type StaggeredGroup struct {
	First            int
	Centres          int
	Comparison       int    // centres not trained yet
	Change           Number // mean over the centres, from the end of the period before the training to the end of the window
	ComparisonChange Number // of the others, over the same window
	Difference       Number
}

// StaggeredResult is the comparison of centres trained early and late.
type StaggeredResult struct {
	Groups     []StaggeredGroup
	Treated    int      // centres in the groups that have a comparison
	Comparison int      // different centres that served as comparison
	Centres    int      // different centres in all; one that was trained late is first a comparison
	Difference Estimate // mean of the groups' differences, weighted by centres; with a 95 % bootstrap interval over centres
	P          Number   // of a permutation of the first trainings among the centres, two-sided
	Before     Number   // the same difference over the period before the training: where it is not near 0, the trends were not parallel
	Warnings   Warnings
}

const (
	staggeredDraws = 2000
	// FewCentres is the number of centres below which a comparison of centres says next to nothing.
	FewCentres = 6
)

// Staggered compares the change of centres with that of centres not trained yet over the same window of so many periods, group by group of the period of the first
// training (difference in differences of centre means with the not yet treated as comparison; Callaway & Sant'Anna 2021, without covariates). Every centre counts the same,
// however many work there. The interval resamples centres with replacement; it and the permutation are seeded.
func Staggered(centres []StaggeredCentre, window int, seed uint64) StaggeredResult {
	out := compareStaggered(centres, window)
	out.Before = Undefined()
	if before, n := staggeredBefore(centres, window); n > 0 {
		out.Before = before
	}
	out.P, out.Difference.Lower, out.Difference.Upper = Undefined(), Undefined(), Undefined()
	if out.Centres < FewCentres {
		out.Warnings.addf("few_centres", "fewer than %d centres: the comparison says next to nothing", FewCentres)
	}
	if !out.Difference.Value.Defined() {
		out.Warnings.addf("no_comparison", "no centre was trained while another was not yet: nothing to compare")
		return out
	}
	dice := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // a simulation that must repeat itself, not a secret
	var drawn []float64
	for range staggeredDraws {
		sample := make([]StaggeredCentre, len(centres))
		for i := range sample {
			sample[i] = centres[dice.IntN(len(centres))]
		}
		if d := compareStaggered(sample, window).Difference.Value; d.Defined() {
			drawn = append(drawn, d.Float())
		}
	}
	if len(drawn) > staggeredDraws/2 {
		slices.Sort(drawn)
		out.Difference.Lower, out.Difference.Upper = Number(quantile(drawn, 0.025)), Number(quantile(drawn, 0.975))
	}
	extreme, counted := 1, 1
	shuffled := slices.Clone(centres)
	for range staggeredDraws {
		dice.Shuffle(len(shuffled), func(i, j int) { shuffled[i].First, shuffled[j].First = shuffled[j].First, shuffled[i].First })
		if d := compareStaggered(shuffled, window).Difference.Value; d.Defined() {
			counted++
			if math.Abs(d.Float()) >= math.Abs(out.Difference.Value.Float())-1e-12 {
				extreme++
			}
		}
	}
	out.P = Number(float64(extreme) / float64(counted))
	return out
}

// quantile is the value at a share of sorted values, between two neighbours by their distance (type 7).
func quantile(sorted []float64, share float64) float64 {
	at := share * float64(len(sorted)-1)
	low := int(at)
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

func compareStaggered(centres []StaggeredCentre, window int) StaggeredResult {
	var out StaggeredResult
	served, used, sum := map[string]bool{}, map[string]bool{}, 0.0
	for _, first := range firstsOf(centres) {
		g := groupChange(centres, first, first-1, first-1+window, served)
		if g.Centres == 0 {
			continue
		}
		out.Groups = append(out.Groups, g)
		if g.Difference.Defined() {
			out.Treated += g.Centres
			for _, c := range centres {
				used[c.Name] = used[c.Name] || c.First == first
			}
			sum += float64(g.Centres) * g.Difference.Float()
		}
	}
	out.Comparison, out.Difference.Value = len(served), Undefined()
	for name := range served {
		used[name] = true
	}
	for _, is := range used {
		if is {
			out.Centres++
		}
	}
	if out.Treated > 0 {
		out.Difference.Value = Number(sum / float64(out.Treated))
	}
	return out
}

// staggeredBefore is the same over the period that ends where the windows begin, with the same comparison.
func staggeredBefore(centres []StaggeredCentre, window int) (Number, int) {
	sum, n := 0.0, 0
	for _, first := range firstsOf(centres) {
		shifted := make([]StaggeredCentre, 0, len(centres))
		for _, c := range centres {
			if c.First == first || c.First < 0 || c.First > first-1+window {
				shifted = append(shifted, c)
			}
		}
		g := groupChange(shifted, first, first-2, first-1, map[string]bool{})
		if g.Difference.Defined() {
			sum += float64(g.Centres) * g.Difference.Float()
			n += g.Centres
		}
	}
	return Number(sum / float64(n)), n
}

func firstsOf(centres []StaggeredCentre) []int {
	var firsts []int
	for _, c := range centres {
		if c.First >= 0 && !slices.Contains(firsts, c.First) {
			firsts = append(firsts, c.First)
		}
	}
	slices.Sort(firsts)
	return firsts
}

// groupChange compares one group from the end of one period to that of another; served collects who is compared with.
func groupChange(centres []StaggeredCentre, first, from, to int, served map[string]bool) StaggeredGroup {
	g := StaggeredGroup{First: first, Change: Undefined(), ComparisonChange: Undefined(), Difference: Undefined()}
	own, others := 0.0, 0.0
	var names []string
	for _, c := range centres {
		if from < 0 || to >= len(c.Outcome) || !c.Outcome[from].Defined() || !c.Outcome[to].Defined() {
			continue
		}
		change := (c.Outcome[to] - c.Outcome[from]).Float()
		switch {
		case c.First == first:
			own += change
			g.Centres++
		case c.First < 0 || c.First > to:
			others += change
			g.Comparison++
			names = append(names, c.Name)
		}
	}
	if g.Centres > 0 {
		g.Change = Number(own / float64(g.Centres))
	}
	if g.Comparison > 0 {
		g.ComparisonChange = Number(others / float64(g.Comparison))
	}
	g.Difference = g.Change - g.ComparisonChange
	if g.Difference.Defined() {
		for _, name := range names {
			served[name] = true
		}
	}
	return g
}
