package measure

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

type labelledCurve struct {
	Group *label `json:"group"` // null without groups
	Curve
}

type survivalResult struct {
	Curves   []labelledCurve `json:"curves"`
	LogRank  *LogRankTest    `json:"logrank"` // null with fewer than two groups
	Warnings Warnings        `json:"warnings"`
}

type survivalInput struct {
	Exit  []value `json:"exit"`
	Event []flag  `json:"event"`
	Entry []value `json:"entry"`
	Group []label `json:"group"`
	Start *value  `json:"start"`
}

// stays checks that the lists are parallel and makes one stay of each place in them.
func (in survivalInput) stays() ([]Tenure, error) {
	if err := sameLength("exit", len(in.Exit), "event", len(in.Event)); err != nil {
		return nil, err
	}
	if in.Entry != nil {
		if err := sameLength("exit", len(in.Exit), "entry", len(in.Entry)); err != nil {
			return nil, err
		}
	}
	if in.Group != nil {
		if err := sameLength("exit", len(in.Exit), "group", len(in.Group)); err != nil {
			return nil, err
		}
	}
	stays := make([]Tenure, len(in.Exit))
	for i := range stays {
		stays[i] = Tenure{Entry: math.Inf(-1), Exit: float64(in.Exit[i]), Event: bool(in.Event[i])}
		if in.Entry != nil {
			stays[i].Entry = float64(in.Entry[i])
		}
		if in.Group != nil {
			stays[i].Group = in.Group[i].text
		}
	}
	return stays, nil
}

// groups lists the different groups in order.
func (in survivalInput) groups() []label {
	groups := slices.Clone(in.Group)
	sortLabels(groups)
	return slices.CompactFunc(groups, func(a, b label) bool { return a.text == b.text })
}

func computeSurvival(input []byte) (any, error) {
	var in survivalInput
	if err := decode(input, &in, "exit", "event"); err != nil {
		return nil, err
	}
	stays, err := in.stays()
	if err != nil {
		return nil, err
	}
	var start *float64
	if in.Start != nil {
		s := float64(*in.Start)
		start = &s
	}
	whole, err := KaplanMeier(stays, start)
	if err != nil {
		return nil, err
	}
	groups := in.groups()
	if len(groups) == 0 {
		return survivalResult{Curves: []labelledCurve{{Curve: whole}}, Warnings: whole.Warnings}, nil
	}
	var result survivalResult
	for i := range groups {
		var own []Tenure
		for _, s := range stays {
			if s.Group == groups[i].text {
				own = append(own, s)
			}
		}
		curve, err := KaplanMeier(own, start)
		if err != nil {
			return nil, err
		}
		result.Curves = append(result.Curves, labelledCurve{Group: &groups[i], Curve: curve})
		for _, w := range curve.Warnings {
			w.Text = fmt.Sprintf("group %s: %s", groups[i].text, w.Text)
			result.Warnings = append(result.Warnings, w)
		}
	}
	if len(groups) > 1 {
		test, err := LogRank(stays, start)
		if err != nil {
			return nil, err
		}
		result.LogRank = &test
		result.Warnings = append(result.Warnings, test.Warnings...)
	}
	return result, nil
}

func computeRate(input []byte) (any, error) {
	var in struct {
		Events     count `json:"events"`
		PersonTime value `json:"person_time"`
	}
	if err := decode(input, &in, "events", "person_time"); err != nil {
		return nil, err
	}
	if in.PersonTime < 0 {
		return nil, errors.New(`key "person_time" must not be negative`)
	}
	return Rate(int(in.Events), float64(in.PersonTime)), nil
}

func computeShare(input []byte) (any, error) {
	var in struct {
		Successes count `json:"successes"`
		N         count `json:"n"`
	}
	if err := decode(input, &in, "successes", "n"); err != nil {
		return nil, err
	}
	if in.Successes > in.N {
		return nil, fmt.Errorf(`key "successes" is %d, more than "n", %d`, in.Successes, in.N)
	}
	return Share(int(in.Successes), int(in.N)), nil
}

func computePaired(input []byte) (any, error) {
	var in struct {
		Pre  []Number `json:"pre"`
		Post []Number `json:"post"`
		Max  *value   `json:"max"`
	}
	if err := decode(input, &in, "pre", "post"); err != nil {
		return nil, err
	}
	if err := sameLength("pre", len(in.Pre), "post", len(in.Post)); err != nil {
		return nil, err
	}
	highest := 100.0
	if in.Max != nil {
		highest = float64(*in.Max)
	}
	var pre, post []float64
	for i := range in.Pre {
		if in.Pre[i].Defined() && in.Post[i].Defined() {
			pre, post = append(pre, in.Pre[i].Float()), append(post, in.Post[i].Float())
		}
	}
	result := Paired(pre, post, highest)
	if dropped := len(in.Pre) - len(pre); dropped > 0 {
		result.Warnings.addf("pairs_dropped", "%d people without both scores were left out", dropped)
	}
	return result, nil
}

func computeMcNemar(input []byte) (any, error) {
	var in struct {
		Gained count  `json:"gained"`
		Lost   count  `json:"lost"`
		N      *count `json:"n"`
	}
	if err := decode(input, &in, "gained", "lost"); err != nil {
		return nil, err
	}
	n := 0
	if in.N != nil {
		n = int(*in.N)
		if n < int(in.Gained+in.Lost) {
			return nil, fmt.Errorf(`key "n" is %d, fewer than gained and lost together`, n)
		}
	}
	return McNemar(int(in.Gained), int(in.Lost), n), nil
}

func countRows(rows [][]count) [][]int {
	out := make([][]int, len(rows))
	for i, row := range rows {
		out[i] = ints(row)
	}
	return out
}

func computeKappa(input []byte) (any, error) {
	var in struct {
		Table [][]count `json:"table"`
	}
	if err := decode(input, &in, "table"); err != nil {
		return nil, err
	}
	return Kappa(countRows(in.Table))
}

func computeFleiss(input []byte) (any, error) {
	var in struct {
		Counts [][]count `json:"counts"`
	}
	if err := decode(input, &in, "counts"); err != nil {
		return nil, err
	}
	return FleissKappa(countRows(in.Counts))
}

func computeICC(input []byte) (any, error) {
	var in struct {
		Ratings [][]Number `json:"ratings"`
	}
	if err := decode(input, &in, "ratings"); err != nil {
		return nil, err
	}
	var complete [][]float64
	for i, row := range in.Ratings {
		if len(row) != len(in.Ratings[0]) {
			return nil, fmt.Errorf(`key "ratings": row %d has %d values, the first has %d`, i+1, len(row), len(in.Ratings[0]))
		}
		values := make([]float64, len(row))
		whole := true
		for j, r := range row {
			values[j] = r.Float()
			whole = whole && r.Defined()
		}
		if whole {
			complete = append(complete, values)
		}
	}
	result, err := ICC(complete)
	if dropped := len(in.Ratings) - len(complete); dropped > 0 {
		result.Warnings.addf("subjects_dropped", "%d subjects without all ratings were left out", dropped)
	}
	return result, err
}

func computeKrippendorff(input []byte) (any, error) {
	var in struct {
		Ratings [][]Number `json:"ratings"`
	}
	if err := decode(input, &in, "ratings"); err != nil {
		return nil, err
	}
	return Krippendorff(in.Ratings), nil
}

func computeAlpha(input []byte) (any, error) {
	var in struct {
		Scores [][]value `json:"scores"`
	}
	if err := decode(input, &in, "scores"); err != nil {
		return nil, err
	}
	scores, err := rectangle("scores", in.Scores)
	if err != nil {
		return nil, err
	}
	return Alpha(scores), nil
}

func computeItems(input []byte) (any, error) {
	var in struct {
		Scores [][]value `json:"scores"`
		Max    []value   `json:"max"`
	}
	if err := decode(input, &in, "scores", "max"); err != nil {
		return nil, err
	}
	scores, err := rectangle("scores", in.Scores)
	if err != nil {
		return nil, err
	}
	if len(scores) > 0 {
		if err := sameLength("max", len(in.Max), "scores", len(scores[0])); err != nil {
			return nil, fmt.Errorf("each item needs its maximum: %w", err)
		}
	}
	for i, m := range in.Max {
		if m <= 0 {
			return nil, fmt.Errorf(`key "max": the maximum of item %d must be above 0`, i+1)
		}
	}
	return AnalyseItems(scores, floats(in.Max)), nil
}

func computeEquate(input []byte) (any, error) {
	var in struct {
		X       []value `json:"x"`
		Y       []value `json:"y"`
		Anchors *struct {
			X []value `json:"x"`
			Y []value `json:"y"`
		} `json:"anchors"`
	}
	if err := decode(input, &in, "x", "y"); err != nil {
		return nil, err
	}
	if in.Anchors == nil {
		return Equate(floats(in.X), floats(in.Y)), nil
	}
	if err := sameLength("x", len(in.X), "anchors.x", len(in.Anchors.X)); err != nil {
		return nil, err
	}
	if err := sameLength("y", len(in.Y), "anchors.y", len(in.Anchors.Y)); err != nil {
		return nil, err
	}
	return EquateTucker(floats(in.X), floats(in.Anchors.X), floats(in.Y), floats(in.Anchors.Y)), nil
}

func computeShrink(input []byte) (any, error) {
	var in struct {
		Successes []count `json:"successes"`
		N         []count `json:"n"`
		Mean      []value `json:"mean"`
		StdErr    []value `json:"std_err"`
	}
	if err := decode(input, &in); err != nil {
		return nil, err
	}
	shares, means := in.Successes != nil && in.N != nil, in.Mean != nil && in.StdErr != nil
	switch {
	case shares && in.Mean == nil && in.StdErr == nil:
		if err := sameLength("successes", len(in.Successes), "n", len(in.N)); err != nil {
			return nil, err
		}
		for i := range in.N {
			if in.Successes[i] > in.N[i] {
				return nil, fmt.Errorf(`group %d has %d "successes" of "n" %d`, i+1, in.Successes[i], in.N[i])
			}
		}
		return ShrinkShares(ints(in.Successes), ints(in.N)), nil
	case means && in.Successes == nil && in.N == nil:
		if err := sameLength("mean", len(in.Mean), "std_err", len(in.StdErr)); err != nil {
			return nil, err
		}
		for i, s := range in.StdErr {
			if s <= 0 {
				return nil, fmt.Errorf(`key "std_err": that of group %d must be above 0`, i+1)
			}
		}
		return ShrinkMeans(floats(in.Mean), floats(in.StdErr)), nil
	}
	return nil, errors.New(`give either "successes" and "n", or "mean" and "std_err"`)
}
