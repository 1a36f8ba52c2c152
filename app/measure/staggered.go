package measure

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
)

// Centre is an institution in a comparison of early and late starts: an outcome by period, and the period in which its
// people were first trained.
type Centre struct {
	Name    string
	Start   int      // the period of the first training; NeverYet: none in the periods looked at
	Outcome []Number // by period, the same for all; undefined where nothing was measured
}

// NeverYet is the start of a centre that was not trained in the periods looked at.
const NeverYet = -1

// StaggeredGroup compares the centres that began in one period with those that had not begun yet.
type StaggeredGroup struct {
	Start      int
	Early      int    // centres that began then and were measured before and after
	Late       int    // centres that had not begun at the end of the comparison, measured at the same times
	ChangeOf   Number // mean change of the early ones
	Comparison Number // mean change of the others in the same time
	Effect     Number // the difference of the two changes; undefined without both
}

// Staggered is what a staggered start shows.
type Staggered struct {
	Groups   []StaggeredGroup // by start
	Early    int              // centres compared, each once
	Late     int              // different centres that some were compared with
	Effect   Number           // mean of the groups, weighted by their early centres, in the unit of the outcome
	Lower    Number           // 95 %, bootstrap over centres
	Upper    Number
	P        Number // two-sided, by permuting the starts among the centres
	Before   Number // the same effect one lead earlier, where nothing should be seen: a check of parallel trends
	Warnings Warnings
}

const (
	staggeredDraws   = 2000
	fewestStaggered  = 6 // centres on each side below which an interval is no more than decoration
	staggeredSeed    = 0x5e1e70
	staggeredAlpha   = 0.05
	mostCentresCount = 100_000
)

// CompareStaggered compares what changed in centres that began early with what changed in the same time in those that had not
// begun yet. lead is how many periods after the start the outcome is looked at, from 1; the period before the start is what it
// is compared with. The effect of each group of starts is a difference in differences with the not yet trained as comparison
// (Callaway and Sant'Anna 2021, without covariates); a centre that was trained never serves as a comparison afterwards, so that
// effects which grow with time do not turn the sign (Goodman-Bacon 2021).
//
// The interval resamples centres, 2,000 times from a fixed seed; p permutes the starts among all centres, which is exact when
// the order of starting was by lot. It is a mistake when centres have different numbers of periods.
func CompareStaggered(centres []Centre, lead int) (Staggered, error) {
	out := Staggered{Effect: Undefined(), Lower: Undefined(), Upper: Undefined(), P: Undefined(), Before: Undefined()}
	if len(centres) > mostCentresCount {
		return out, errors.New("more centres than can be compared")
	}
	periods := 0
	for i, c := range centres {
		if i == 0 {
			periods = len(c.Outcome)
		}
		if len(c.Outcome) != periods || c.Start < NeverYet || c.Start >= periods {
			return out, errors.New("every centre needs an outcome for each period, and a start among them")
		}
	}
	if lead < 1 {
		return out, errors.New("the lead must be 1 period or more")
	}
	compared := map[int]bool{}
	for start := 1; start < periods; start++ {
		group, others := staggeredGroup(centres, start, start-1, start-1+lead)
		if group.Early == 0 {
			continue
		}
		out.Groups = append(out.Groups, group)
		if group.Effect.Defined() {
			out.Early += group.Early
			for _, at := range others {
				compared[at] = true
			}
		}
	}
	out.Late = len(compared)
	out.Effect = staggeredEffect(centres, lead, 0)
	out.Before = staggeredEffect(centres, lead, lead)
	switch {
	case !out.Effect.Defined():
		out.Warnings.addf("nothing_to_compare", "no centre that began was measured before and after, beside one that had not begun")
		return out, nil
	case out.Early < fewestStaggered || out.Late < fewestStaggered:
		out.Warnings.addf("few_centres", "%d early and %d late centres: fewer than %d on a side say little, whatever the interval", out.Early, out.Late, fewestStaggered)
	}
	random := rand.New(rand.NewPCG(staggeredSeed, uint64(len(centres))))
	out.Lower, out.Upper = staggeredInterval(centres, lead, random)
	out.P = staggeredP(centres, lead, out.Effect.Float(), random)
	return out, nil
}

// staggeredGroup compares the change from one period to another of those that began in start with that of those that began
// after both; others says which they are.
func staggeredGroup(centres []Centre, start, from, to int) (group StaggeredGroup, others []int) {
	group = StaggeredGroup{Start: start, ChangeOf: Undefined(), Comparison: Undefined(), Effect: Undefined()}
	var early, late float64
	for i, c := range centres {
		if from < 0 || to >= len(c.Outcome) || !c.Outcome[from].Defined() || !c.Outcome[to].Defined() {
			continue
		}
		change := c.Outcome[to].Float() - c.Outcome[from].Float()
		switch {
		case c.Start == start:
			group.Early++
			early += change
		case c.Start == NeverYet || c.Start > max(to, start):
			group.Late++
			late += change
			others = append(others, i)
		}
	}
	if group.Early > 0 {
		group.ChangeOf = Number(early / float64(group.Early))
	}
	if group.Late > 0 {
		group.Comparison = Number(late / float64(group.Late))
	}
	if group.Early > 0 && group.Late > 0 {
		group.Effect = group.ChangeOf - group.Comparison
	}
	return group, others
}

// staggeredEffect is the mean effect of the groups, weighted by their early centres; back shifts the comparison to before the
// start.
func staggeredEffect(centres []Centre, lead, back int) Number {
	if len(centres) == 0 {
		return Undefined()
	}
	sum, weight := 0.0, 0
	for start := 1; start < len(centres[0].Outcome); start++ {
		from := start - 1 - back
		group, _ := staggeredGroup(centres, start, from, from+lead)
		if group.Effect.Defined() {
			sum += float64(group.Early) * group.Effect.Float()
			weight += group.Early
		}
	}
	if weight == 0 {
		return Undefined()
	}
	return Number(sum / float64(weight))
}

// staggeredInterval resamples centres with replacement. Draws in which nothing can be compared are left out; when these are
// many, the interval is undefined.
func staggeredInterval(centres []Centre, lead int, random *rand.Rand) (lower, upper Number) {
	if len(centres) < 4 {
		return Undefined(), Undefined()
	}
	var draws []float64
	sample := make([]Centre, len(centres))
	for range staggeredDraws {
		for i := range sample {
			sample[i] = centres[random.IntN(len(centres))]
		}
		if effect := staggeredEffect(sample, lead, 0); effect.Defined() {
			draws = append(draws, effect.Float())
		}
	}
	if len(draws) < staggeredDraws/2 {
		return Undefined(), Undefined()
	}
	slices.Sort(draws)
	at := func(p float64) Number { return Number(draws[int(p*float64(len(draws)-1)+0.5)]) }
	return at(staggeredAlpha / 2), at(1 - staggeredAlpha/2)
}

// staggeredP is the share of permutations of the starts with an effect as far from 0, the one that was seen among them.
func staggeredP(centres []Centre, lead int, seen float64, random *rand.Rand) Number {
	shuffled := slices.Clone(centres)
	as, all := 1, 1
	for range staggeredDraws {
		random.Shuffle(len(shuffled), func(i, j int) {
			shuffled[i].Start, shuffled[j].Start = shuffled[j].Start, shuffled[i].Start
		})
		effect := staggeredEffect(shuffled, lead, 0)
		if !effect.Defined() {
			continue
		}
		all++
		if math.Abs(effect.Float()) >= math.Abs(seen)-1e-12 {
			as++
		}
	}
	return Number(float64(as) / float64(all))
}
