package analytics

import (
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// dueWithin is how many days before an assessment stops being valid a person is
// due for the next one.
const dueWithin = 30

// DueTx tells for which competencies these people are due on the day: trained in
// them, and never assessed, or by the figures' own rules below the cut, no longer verified, or not for
// much longer. It has people's place in its signature: app hands it to
// package people, which may not know us.
func (s *Service) DueTx(tx *db.Tx, personIDs []string, on db.Date) (map[string][]people.Due, error) {
	trained, err := courses.TrainedInTx(tx, personIDs, on)
	if err != nil {
		return nil, err
	}
	results, err := assessments.ResultsForTx(tx, personIDs, "")
	if err != nil {
		return nil, err
	}
	latest := latestResults(results, trained, on)
	competencies, err := assessments.CompetenciesTx(tx)
	if err != nil {
		return nil, err
	}
	stamps, err := s.stampsTx(tx, competencies)
	if err != nil {
		return nil, err
	}
	due := map[string][]people.Due{}
	for _, c := range competencies {
		for person, in := range trained {
			if day, trained := in[c.Code]; trained && latest[c.Code][person].ID == "" {
				due[person] = append(due[person], people.Due{Why: people.NeverAssessed, Competency: c.Name, On: day})
			}
		}
		if len(latest[c.Code]) == 0 {
			continue
		}
		model, err := s.model(tx, stamps[c.Code], c.Code, on, KnownNow)
		if err != nil {
			return nil, err
		}
		for person, r := range latest[c.Code] {
			if why, day := standingOf(model, r, on); why != "" {
				due[person] = append(due[person], people.Due{Why: why, Competency: c.Name, On: day})
			}
		}
	}
	return due, nil
}

// VerifiedTx tells which of these people are verified in a competency on the day, as the
// cascade counts it: trained in it, at the cut or above in their latest assessment, which is
// still valid. app hands it to package courses, which may not know us.
func (s *Service) VerifiedTx(tx *db.Tx, competency string, personIDs []string, on db.Date) (map[string]bool, error) {
	trained, err := courses.TrainedInTx(tx, personIDs, on)
	if err != nil {
		return nil, err
	}
	results, err := assessments.ResultsForTx(tx, personIDs, competency)
	if err != nil {
		return nil, err
	}
	verified := map[string]bool{}
	latest := latestResults(results, trained, on)[competency]
	if len(latest) == 0 {
		return verified, nil
	}
	stamps, err := s.stampsTx(tx, []assessments.Competency{{Code: competency}})
	if err != nil {
		return nil, err
	}
	model, err := s.model(tx, stamps[competency], competency, on, KnownNow)
	if err != nil {
		return nil, err
	}
	for person, r := range latest {
		why, _ := standingOf(model, r, on)
		verified[person] = why == "" || why == people.Lapsing
	}
	return verified, nil
}

// latestResults gives the latest result by the day of everybody in the
// competencies they were trained in, by competency and person.
func latestResults(results []assessments.Result, trained map[string]map[string]db.Date, on db.Date) map[string]map[string]assessments.Result {
	latest := map[string]map[string]assessments.Result{}
	for _, r := range inOrder(results) {
		if _, in := trained[r.PersonID][r.CompetencyCode]; !in || r.AssessedOn > on {
			continue
		}
		if latest[r.CompetencyCode] == nil {
			latest[r.CompetencyCode] = map[string]assessments.Result{}
		}
		latest[r.CompetencyCode][r.PersonID] = r
	}
	return latest
}

// standingOf tells what a latest result makes somebody due for; "" for nothing.
func standingOf(m Model, r assessments.Result, on db.Date) (people.Why, db.Date) {
	until := db.Date(m.LastValid(measure.Day(r.AssessedOn)))
	switch {
	case m.score(r) < m.Cut:
		return people.BelowCut, r.AssessedOn
	case until < on:
		return people.Lapsed, until
	case until <= on+dueWithin:
		return people.Lapsing, until
	}
	return "", 0
}
