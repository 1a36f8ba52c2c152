package assessments

import (
	"context"
	"maps"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/webhooks"
)

// HearSubmitted handles [EventSubmitted].
func (s *Service) HearSubmitted(ctx context.Context, event Submitted) error {
	return s.Score(ctx, event.AttemptID)
}

// Score scores a submitted attempt as far as it can be: what needs no judgement at
// once, each vignette when its ratings are there. It may be run any number of times.
func (s *Service) Score(ctx context.Context, attemptID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.scoreTx(tx, attemptID) })
}

// scoreTx brings scores, results and state of an attempt up to what its answers and
// ratings say, and tells those who wait for it when something became different. It is
// relevo that does so, whoever gave the last rating: results do not name raters.
func (s *Service) scoreTx(tx *db.Tx, attemptID string) error {
	var a Attempt
	err := locked(tx).Where("id = ?", attemptID).Take(&a).Error
	if db.IsNone(err) {
		return fault.Missing("noun.attempt")
	}
	if err != nil || !a.Done() {
		return err
	}
	places, versions, err := formFixed(tx, a.FormID)
	if err != nil {
		return err
	}
	versions = maps.Clone(versions) // rulings are added below
	answers, err := whereIn[Answer](tx, "attempt_id", []string{a.ID}, "item_version_id")
	if err != nil {
		return err
	}
	best := counting(a.believed(answers))
	rated, err := rateVignettes(tx, a, places, versions, best)
	if err != nil {
		return err
	}
	if err := applyRulings(tx, versions); err != nil {
		return err
	}
	answered := make(map[string]Value, len(best))
	for id, answer := range best {
		answered[id] = answer.Value
	}
	scores, complete := Mark(places, versions, answered, rated)
	for i := range scores {
		scores[i].AttemptID = a.ID
	}
	if err := replaceScores(tx, a.ID, scores); err != nil {
		return err
	}
	var results []Result
	if complete {
		if results, err = resultsOf(tx, a, ShownBy(versions, scores)); err != nil {
			return err
		}
	}
	changed, err := replaceResults(tx, a.ID, results)
	if err != nil {
		return err
	}
	return s.settle(tx, a, complete, changed)
}

// settle writes the state that follows from scoring.
func (s *Service) settle(tx *db.Tx, a Attempt, complete, changed bool) error {
	if complete == (a.State == StateScored) && !changed {
		return nil
	}
	state, at := StateSubmitted, (*db.Instant)(nil)
	if complete {
		state, at = StateScored, &tx.Now
	}
	if err := tx.DB.Model(&Attempt{}).Where("id = ?", a.ID).Updates(map[string]any{"state": state, "scored_at": at}).Error; err != nil {
		return err
	}
	if err := record(tx, access.System(), "attempt.score", "attempt", a.ID, map[string]string{"state": string(state), "rule": RulePoints}); err != nil {
		return err
	}
	if !complete {
		return nil
	}
	if err := s.tellScored(tx, a); err != nil {
		return err
	}
	told := webhooks.Event{Kind: webhooks.AttemptScored, Fact: a.ID + " " + tx.Now.String(), ID: a.ID, Path: "/administrations/" + a.AdministrationID + "/attempts/" + a.ID}
	if a.InstitutionID != nil {
		told.InstitutionID = *a.InstitutionID
	}
	if err := s.Hooks.TellTx(tx, told); err != nil {
		return err
	}
	administration, err := take[Administration](tx, "noun.administration", a.AdministrationID)
	if err != nil {
		return err
	}
	return s.jobs.EnqueueTx(tx, EventScored, Scored{AttemptID: a.ID, AdministrationID: a.AdministrationID, PersonID: a.PersonID, Occasion: administration.Occasion})
}

// rateVignettes gives the share of the points, 0 to 1, of each vignette that has
// its ratings, and makes the tasks of those that have none yet. What was left empty
// earns nothing and troubles nobody.
func rateVignettes(tx *db.Tx, a Attempt, places []FormItem, versions map[string]ItemVersion, best map[string]Answer) (map[string]Rated, error) {
	tasks, err := whereIn[ScoringTask](tx, "attempt_id", []string{a.ID}, "id")
	if err != nil {
		return nil, err
	}
	byItem := map[string]ScoringTask{}
	var taskIDs, rubricIDs []string
	for _, t := range tasks {
		byItem[t.ItemVersionID] = t
		taskIDs, rubricIDs = append(taskIDs, t.ID), append(rubricIDs, t.RubricID)
	}
	rubrics, err := byID(tx, rubricIDs, func(r Rubric) string { return r.ID })
	if err != nil {
		return nil, err
	}
	ratings, err := believedRatings(tx, taskIDs)
	if err != nil {
		return nil, err
	}
	shares := map[string]Rated{}
	for _, p := range places {
		v := versions[p.ItemVersionID]
		task, made := byItem[v.ID]
		switch {
		case !v.Kind.Rated(), v.Kind == RolePlay && !made: // it waits for somebody who watched
		case v.Kind == Vignette && best[v.ID].Value.IsZero():
			shares[v.ID] = Rated{0, RuleMean}
		case !made:
			if _, err := newTask(tx, a.ID, v); err != nil {
				return nil, err
			}
		default:
			if verdict := task.verdict(v, ratings[task.ID]); verdict.Settled() {
				shares[v.ID] = Rated{verdict.Share(rubrics[task.RubricID].Criteria.Max()), verdict.Rule}
			}
		}
	}
	return shares, nil
}

// believedRatings gives the ratings that are not superseded, by task, in the order in
// which people first rated.
func believedRatings(tx *db.Tx, taskIDs []string) (map[string][]Rating, error) {
	all, err := whereIn[Rating](tx, "task_id", taskIDs, "recorded_at, id")
	byTask := map[string][]Rating{}
	for _, r := range all {
		byTask[r.TaskID] = append(byTask[r.TaskID], r)
	}
	for id, ratings := range byTask {
		byTask[id] = inOrder(ratings)
	}
	return byTask, err
}

// replaceScores appends the scores that are different from the believed ones and
// supersedes those.
func replaceScores(tx *db.Tx, attemptID string, scores []ItemScore) error {
	var there []ItemScore
	if err := tx.DB.Where("attempt_id = ? AND superseded_at IS NULL", attemptID).Find(&there).Error; err != nil {
		return err
	}
	old := map[string]ItemScore{}
	for _, s := range there {
		old[s.ItemVersionID] = s
	}
	var fresh []ItemScore
	for _, s := range scores {
		before, known := old[s.ItemVersionID]
		if known && before.Points == s.Points && before.MaxPoints == s.MaxPoints && before.RuleVersion == s.RuleVersion {
			delete(old, s.ItemVersionID)
			continue
		}
		s.ID, s.RecordedAt = tx.NewID(), tx.Now
		fresh = append(fresh, s)
	}
	for _, s := range old {
		if err := tx.DB.Model(&ItemScore{}).Where("id = ?", s.ID).Update("superseded_at", tx.Now).Error; err != nil {
			return err
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return tx.DB.CreateInBatches(fresh, 200).Error
}

// resultsOf makes the results of a completely scored attempt, one a competency.
func resultsOf(tx *db.Tx, a Attempt, shown []Shown) ([]Result, error) {
	administration, err := take[Administration](tx, "noun.administration", a.AdministrationID)
	if err != nil {
		return nil, err
	}
	assessment, err := take[Assessment](tx, "noun.assessment", administration.AssessmentID)
	if err != nil {
		return nil, err
	}
	form, err := take[Form](tx, "noun.form", a.FormID)
	if err != nil {
		return nil, err
	}
	day := a.Day()
	post, err := people.SnapshotTx(tx, a.PersonID, day)
	if err != nil {
		return nil, err
	}
	// The first result of the attempt fixed the cut score, whatever it is by now.
	cut := assessment.CutScore
	var first []Result
	if err := tx.DB.Where("attempt_id = ?", a.ID).Order("id").Limit(1).Find(&first).Error; err != nil {
		return nil, err
	}
	if len(first) == 1 {
		cut = first[0].CutScore
	}
	var results []Result
	for _, one := range shown {
		results = append(results, Result{
			AttemptID: &a.ID, PersonID: a.PersonID, CompetencyCode: one.Competency, AssessmentID: assessment.ID, FormLabel: form.Label,
			Occasion: administration.Occasion, AssessedOn: day, Score: one.Score, CutScore: cut,
			InstitutionID: post.InstitutionID, Cadre: post.Cadre, Region: post.Region, RuleVersion: RulePoints, RecordedBy: access.SystemID,
		})
	}
	return results, nil
}

// replaceResults does for results what replaceScores does for scores, and tells
// whether there was anything new.
func replaceResults(tx *db.Tx, attemptID string, results []Result) (changed bool, err error) {
	var there []Result
	if err := tx.DB.Where("attempt_id = ? AND superseded_at IS NULL", attemptID).Find(&there).Error; err != nil {
		return false, err
	}
	old := map[string]Result{}
	for _, r := range there {
		old[r.CompetencyCode] = r
	}
	var fresh []Result
	for _, r := range results {
		before, known := old[r.CompetencyCode]
		if known && before.Score == r.Score && before.RuleVersion == r.RuleVersion {
			delete(old, r.CompetencyCode)
			continue
		}
		r.ID, r.RecordedAt = tx.NewID(), tx.Now
		fresh = append(fresh, r)
	}
	for _, r := range old {
		if err := tx.DB.Model(&Result{}).Where("id = ?", r.ID).Update("superseded_at", tx.Now).Error; err != nil {
			return false, err
		}
	}
	if len(fresh) > 0 {
		err = tx.DB.CreateInBatches(fresh, 200).Error
	}
	return len(fresh) > 0, err
}
