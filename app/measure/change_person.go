package measure

import "math"

// Verdict says whether one person's change is larger than measurement error.
type Verdict string

// The verdicts on a person's change.
const (
	Improved  Verdict = "improved"
	Unchanged Verdict = "unchanged"
	Worsened  Verdict = "worsened"
)

// ReliableChange is one person's change against the error of measurement.
type ReliableChange struct {
	SEM      float64 // standard error of measurement, score points
	SDiff    float64 // standard error of a difference of two scores
	Index    float64 // change / SDiff
	Smallest float64 // change that is just reliable at 95 %
	Verdict  Verdict
}

// ReliableChangeIndex judges a person's change (Jacobson & Truax 1991) from the pre scores' SD (> 0) and the reliability of
// the form (0 to below 1).
func ReliableChangeIndex(pre, post, sd, reliability float64) ReliableChange {
	sem := sd * math.Sqrt(1-reliability)
	diff := math.Sqrt2 * sem
	out := ReliableChange{SEM: sem, SDiff: diff, Index: (post - pre) / diff, Smallest: z95 * diff, Verdict: Unchanged}
	switch {
	case out.Index > z95:
		out.Verdict = Improved
	case out.Index < -z95:
		out.Verdict = Worsened
	}
	return out
}

// RegressionToMean is the rise of the mean that people selected for scores below a cutoff show without any effect
// (Davis 1976; Barnett et al. 2005), in score points. mean and sd describe everybody before selection, correlation the two occasions.
func RegressionToMean(mean, sd, correlation, cutoff float64) float64 {
	z := (cutoff - mean) / sd
	return sd * (1 - correlation) * normalDensity(z) / normalCDF(z)
}

// Stratum is a group of similar baseline scores in the flow of the sample.
type Stratum struct {
	Began     int // with a pre score
	Completed int // with a post score too
	Mastered  int // of those completed
}

// AttritionBounds say how far people who dropped out can change a share of mastery.
type AttritionBounds struct {
	Completers Number // share among those who completed
	Worst      Number // nobody who dropped out mastered
	Best       Number // everybody who dropped out mastered
	Weighted   Number // each stratum's completers speak for its drop-outs; undefined when a stratum has none
	Warnings   Warnings
}

// Attrition bounds the share of mastery among all who began.
func Attrition(strata []Stratum) AttritionBounds {
	out := AttritionBounds{Completers: Undefined(), Worst: Undefined(), Best: Undefined(), Weighted: Undefined()}
	began, completed, mastered, weighted, empty := 0, 0, 0, 0.0, false
	for _, s := range strata {
		began += s.Began
		completed += s.Completed
		mastered += s.Mastered
		if s.Completed > 0 {
			weighted += float64(s.Began) * float64(s.Mastered) / float64(s.Completed)
		} else if s.Began > 0 {
			empty = true
		}
	}
	if began == 0 {
		out.Warnings.addf("no_cases", "nobody began")
		return out
	}
	out.Completers = ratio(float64(mastered), completed)
	out.Worst = ratio(float64(mastered), began)
	out.Best = ratio(float64(mastered+began-completed), began)
	if empty {
		out.Warnings.addf("empty_stratum", "the weighted share is undefined: a baseline stratum has nobody who completed")
	} else {
		out.Weighted = Number(weighted / float64(began))
	}
	return out
}

// Reach says what a group of n people can show at all, for the note beside small groups.
type Reach struct {
	SmallestP        float64 // the smallest two-sided signed-rank p possible
	DetectableEffect float64 // d_z that a paired t test finds with 80 % power at 5 %
	HalfWidth        float64 // of the 95 % interval of a mean change, in SDs of change
	ShareHalfWidth   float64 // of the Wilson interval around one half
	UpperOfNone      float64 // upper exact 95 % bound (Clopper-Pearson) when 0 of n are seen
}

// ReachOf computes what n >= 2 people can show.
func ReachOf(n int) Reach {
	m := float64(n)
	critical := tQuantile(0.975, m-1)
	effect := bisect(0, 50, func(d float64) float64 { return noncentralTUpper(critical, m-1, d*math.Sqrt(m)) - 0.8 })
	z2 := z95 * z95
	return Reach{
		SmallestP:        math.Min(1, math.Exp2(1-m)),
		DetectableEffect: effect,
		HalfWidth:        critical / math.Sqrt(m),
		ShareHalfWidth:   z95 / (1 + z2/m) * math.Sqrt(0.25/m+z2/(4*m*m)),
		UpperOfNone:      1 - math.Pow(0.025, 1/m),
	}
}
