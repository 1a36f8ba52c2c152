package measure

import (
	"slices"

	"gonum.org/v1/gonum/mat"
)

// LogRankTest compares tenure between groups.
type LogRankTest struct {
	ChiSquare Number `json:"chi_square"`
	DF        int    `json:"df"` // groups - 1
	P         Number `json:"p"`

	Groups   []string  `json:"-"`
	Observed []int     `json:"-"` // leavers by group
	Expected []float64 `json:"-"` // leavers expected if all groups left alike
	Warnings Warnings  `json:"-"`
}

// LogRank is the Mantel-Haenszel log-rank test (Mantel 1966), with risk sets entry < t <= exit and the same
// conditioning start as KaplanMeier. Undefined with fewer than two groups at risk.
func LogRank(stays []Tenure, start *float64) (LogRankTest, error) {
	stays, err := conditioned(stays, start)
	if err != nil {
		return LogRankTest{}, err
	}
	var test LogRankTest
	byGroup := make(map[string][]Tenure)
	for _, s := range stays {
		byGroup[s.Group] = append(byGroup[s.Group], s)
	}
	for g := range byGroup {
		test.Groups = append(test.Groups, g)
	}
	slices.Sort(test.Groups)
	k := len(test.Groups)
	test.DF = max(0, k-1)
	test.Observed, test.Expected = make([]int, k), make([]float64, k)
	test.ChiSquare, test.P = Undefined(), Undefined()

	variance := mat.NewSymDense(max(1, k), nil)
	for _, step := range riskTable(stays) {
		atRisk := make([]float64, k)
		for i, g := range test.Groups {
			risk, events := atTime(byGroup[g], step.time)
			atRisk[i] = float64(risk)
			test.Observed[i] += events
			test.Expected[i] += float64(step.events) * atRisk[i] / float64(step.atRisk)
		}
		addHypergeometric(variance, step, atRisk)
	}
	if k < 2 {
		test.Warnings.addf("one_group", "the log-rank test needs two groups")
		return test, nil
	}
	difference := mat.NewVecDense(k-1, nil)
	for i := range k - 1 {
		difference.SetVec(i, float64(test.Observed[i])-test.Expected[i])
	}
	var factor mat.Cholesky
	var solved mat.VecDense
	solvable := factor.Factorize(variance.SliceSym(0, k-1)) && factor.SolveVecTo(&solved, difference) == nil
	if !solvable {
		test.Warnings.addf("groups_never_together", "the log-rank test is undefined: the groups were never at risk together")
		return test, nil
	}
	chi := mat.Dot(difference, &solved)
	test.ChiSquare, test.P = Number(chi), Number(chiSquareSurvival(chi, float64(k-1)))
	return test, nil
}

// atTime counts who of a group is at risk at a tenure and who leaves at it.
func atTime(group []Tenure, t float64) (atRisk, events int) {
	for _, s := range group {
		if s.Entry < t && t <= s.Exit {
			atRisk++
			if s.Event && s.Exit == t {
				events++
			}
		}
	}
	return atRisk, events
}

// addHypergeometric adds the covariance of the groups' leavers at one time, given how many left in all.
func addHypergeometric(variance *mat.SymDense, step riskStep, atRisk []float64) {
	n, d := float64(step.atRisk), float64(step.events)
	if n < 2 {
		return
	}
	common := d * (n - d) / (n - 1)
	for i := range atRisk {
		for j := i; j < len(atRisk); j++ {
			v := -common * atRisk[i] * atRisk[j] / (n * n)
			if i == j {
				v += common * atRisk[i] / n
			}
			variance.SetSym(i, j, variance.At(i, j)+v)
		}
	}
}

// Incidence splits leaving by its cause over time; at each time InPost plus all causes is 1.
type Incidence struct {
	Time    []float64
	AtRisk  []int
	InPost  []float64            // probability of still being in post, 0 to 1
	ByCause map[string][]float64 // probability of having left for this cause, 0 to 1
	Last    float64              // the longest tenure observed: beyond it nothing is known, unless nobody is left

	events  []int            // leavers at each time
	byCause map[string][]int // of them, for this cause
}

// CumulativeIncidence estimates reasons for leaving as competing risks (Aalen & Johansen 1978). One minus
// Kaplan-Meier with the other reasons as censorings would overstate each of them.
func CumulativeIncidence(stays []Tenure, start *float64) (Incidence, error) {
	stays, err := conditioned(stays, start)
	if err != nil {
		return Incidence{}, err
	}
	out := Incidence{ByCause: make(map[string][]float64), byCause: make(map[string][]int)}
	total := make(map[string]float64)
	at := make(map[float64]map[string]int)
	for _, s := range stays {
		out.Last = max(out.Last, s.Exit)
		if s.Event {
			total[s.Cause] = 0
			if at[s.Exit] == nil {
				at[s.Exit] = make(map[string]int)
			}
			at[s.Exit][s.Cause]++
		}
	}
	inPost := 1.0
	for _, step := range riskTable(stays) {
		n := float64(step.atRisk)
		for cause := range total {
			total[cause] += inPost * float64(at[step.time][cause]) / n
			out.ByCause[cause] = append(out.ByCause[cause], total[cause])
			out.byCause[cause] = append(out.byCause[cause], at[step.time][cause])
		}
		out.events = append(out.events, step.events)
		inPost *= (n - float64(step.events)) / n
		out.Time = append(out.Time, step.time)
		out.AtRisk = append(out.AtRisk, step.atRisk)
		out.InPost = append(out.InPost, inPost)
	}
	return out, nil
}
