package assessments

import (
	"slices"

	"relevo/app/db"
	"relevo/app/measure"
)

// CapacityComparison sets the last baseline of an institution beside its last
// follow-up. It is one institution: no statistics are computed of it.
type CapacityComparison struct {
	Before, After RoundSummary
	Criteria      []CriterionChange
	Competencies  []CompetencyChange
}

// CriterionChange is a criterion in both rounds.
type CriterionChange struct {
	CapacityCriterion
	Before, After CapacityFinding // "" where the checklist of that round did not have it
	Reworded      bool            // the two checklists describe its levels differently
}

// Step is by how many levels it rose; false where one of the two is no level or the
// levels mean something else.
func (c CriterionChange) Step() (int, bool) {
	before, a := c.Before.Level()
	after, b := c.After.Level()
	return after - before, a && b && !c.Reworded
}

// CompetencyChange is a competency in both rounds.
type CompetencyChange struct {
	Code          string
	Before, After *CapacityResult // nil where the round did not look at it
}

// Change is by how many points the score rose; undefined where a round has none.
func (c CompetencyChange) Change() measure.Number {
	if c.Before == nil || c.After == nil || c.Before.Score == nil || c.After.Score == nil {
		return measure.Undefined()
	}
	return measure.Number(*c.After.Score - *c.Before.Score)
}

// pairOf gives the places of the last settled baseline and of the last settled
// follow-up after it, in rounds with the oldest first; false where one is missing.
func pairOf[R any](rounds []R, round func(R) CapacityRound) (before, after int, ok bool) {
	before, after = -1, -1
	for i, r := range rounds {
		switch one := round(r); {
		case one.SettledAt == nil || one.VoidedAt != nil:
		case one.Occasion == Baseline:
			before, after = i, -1
		case before >= 0:
			after = i
		}
	}
	return before, after, before >= 0 && after >= 0
}

func compareRounds(tx *db.Tx, rounds []RoundSummary) (*CapacityComparison, error) {
	before, after, ok := pairOf(rounds, func(r RoundSummary) CapacityRound { return r.CapacityRound })
	if !ok {
		return nil, nil //nolint:nilnil // nothing to compare is no error
	}
	out := &CapacityComparison{Before: rounds[before], After: rounds[after]}
	var found [2]map[string]CapacityFinding
	for i, r := range []RoundSummary{out.Before, out.After} {
		ratings, err := ratingsOf(tx, r.CapacityRound.ID)
		if err != nil {
			return nil, err
		}
		agreed, err := agreedIn(tx, r.CapacityRound.ID)
		if err != nil {
			return nil, err
		}
		found[i] = finalOf(r.Checklist.Criteria, ratings, agreed)
	}
	criteria := slices.Clone(out.After.Checklist.Criteria)
	for _, c := range out.Before.Checklist.Criteria { // those no longer looked at come last
		if criteria.find(c.Code) == nil {
			criteria = append(criteria, c)
		}
	}
	for _, c := range criteria {
		change := CriterionChange{CapacityCriterion: c, Before: found[0][c.Code], After: found[1][c.Code]}
		if old := out.Before.Checklist.Criteria.find(c.Code); old != nil {
			change.Reworded = wording(nil, nil, old.Levels) != wording(nil, nil, c.Levels)
		}
		out.Criteria = append(out.Criteria, change)
	}
	for _, code := range criteria.Competencies() {
		out.Competencies = append(out.Competencies, CompetencyChange{code, ResultIn(out.Before.Results, code), ResultIn(out.After.Results, code)})
	}
	return out, nil
}

// ResultIn gives the result in a competency; nil when there is none.
func ResultIn(results []CapacityResult, code string) *CapacityResult {
	for i := range results {
		if results[i].CompetencyCode == code {
			return &results[i]
		}
	}
	return nil
}
