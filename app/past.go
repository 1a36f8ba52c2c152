package app

import (
	"cmp"
	"slices"

	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// pastOf gives what files brought in of a person, from the nouns that keep it.
func pastOf(tx *db.Tx, personID string) ([]people.PastFact, error) {
	var facts []people.PastFact
	trainings, err := courses.PastTrainingsTx(tx, []string{personID})
	if err != nil {
		return nil, err
	}
	for _, t := range trainings {
		facts = append(facts, people.PastFact{On: t.CompletedOn, Says: t.Sentences(), Source: t.Source})
	}
	results, err := assessments.PastResultsTx(tx, []string{personID})
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		facts = append(facts, people.PastFact{On: r.AssessedOn, Says: r.Sentences(), Score: true, Source: r.Source})
	}
	slices.SortStableFunc(facts, func(a, b people.PastFact) int { return cmp.Compare(a.On, b.On) })
	return facts, nil
}
