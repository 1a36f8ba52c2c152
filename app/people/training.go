package people

import (
	"relevo/app/db"
	"relevo/app/measure"
)

// CompletionDays tells on which days people completed courses, by person: what
// happens in courses lies above us, so we are given it. See [Service].
type CompletionDays func(tx *db.Tx, personIDs []string) (map[string][]db.Date, error)

// Training is how long new staff wait for their first training. Those who leave
// untrained, and those still waiting at the end, are censored (see
// measure.TrainingWaits).
type Training struct {
	Joiners    int
	Trained    int              // of them, while observed
	Before     int              // of them, trained before they came: they wait 0 days
	Curve      measure.Curve    // share still waiting, by days since they came; its median is the median wait
	Waits      []measure.Tenure // what the curve is made of, in days
	In30, In90 measure.Estimate // share (0 to 1) trained within these days of coming; undefined where nobody was observed so long
}

// AtRisk is how many were still waiting, and observed, some days after they came.
func (t Training) AtRisk(days float64) int { return observed(t.Waits, days) }

// fewestJoiners is the number of people who came below which a wait says little.
const fewestJoiners = 10

// Few tells whether so few people came that the figures mean little.
func (t Training) Few() bool { return t.Joiners < fewestJoiners }

func trainingOf(waits measure.Waits) (*Training, error) {
	t := Training{Waits: waits.Tenures, Joiners: len(waits.Tenures), Trained: waits.Trained, Before: waits.Before}
	var err error
	if t.Curve, err = measure.KaplanMeier(waits.Tenures, nil); err != nil {
		return nil, err
	}
	longest := 0.0
	for _, w := range waits.Tenures {
		longest = max(longest, w.Exit)
	}
	t.In30, t.In90 = trainedBy(t.Curve, 30, longest), trainedBy(t.Curve, 90, longest)
	return &t, nil
}

// trainedBy is the share of a curve of waits that waits no more after some days.
func trainedBy(curve measure.Curve, days, longest float64) measure.Estimate {
	none := measure.Undefined()
	share := measure.Estimate{Value: 0, Lower: none, Upper: none}
	left := measure.Number(1)
	for i, at := range curve.Time {
		if at <= days {
			left = curve.Survival[i]
			share = measure.Estimate{Value: 1 - left, Lower: 1 - curve.Upper[i], Upper: 1 - curve.Lower[i]}
		}
	}
	if curve.N == 0 || days > longest && left > 0 {
		return measure.Estimate{Value: none, Lower: none, Upper: none}
	}
	return share
}
