package assessments

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// watched are the versions whose responses are scored by who watches them, not blind.
const watched = "SELECT id FROM item_version WHERE kind = '" + string(RolePlay) + "'"

// mayScore is a query of the tasks that the actor can be given: not done, to be scored
// blind, not theirs to have written, not yet scored by them, and of which they have not
// seen what others gave.
func mayScore(tx *db.Tx, actor access.Actor) *gorm.DB {
	return tx.DB.Model(&ScoringTask{}).Joins("JOIN attempt ON attempt.id = scoring_task.attempt_id").
		Where("scoring_task.done_at IS NULL AND attempt.person_id <> ? AND scoring_task.item_version_id NOT IN ("+watched+")", actor.PersonID).
		Where("NOT EXISTS (SELECT 1 FROM rating WHERE rating.task_id = scoring_task.id AND rating.rater_id = ? AND rating.superseded_at IS NULL)", actor.AccountID).
		Where(unseen, actor.AccountID)
}

// freeFor narrows a query of tasks to those that nobody else has at the moment.
func freeFor(query *gorm.DB, tx *db.Tx, actor access.Actor) *gorm.DB {
	return query.Where("(scoring_task.claimed_by IS NULL OR scoring_task.claimed_by = ? OR scoring_task.claimed_at <= ?)", actor.AccountID, tx.Now.Add(-claimLasts))
}

// withCalibration leaves out the responses to items for which the actor has to calibrate
// first.
func withCalibration(query *gorm.DB, closed map[string]int) *gorm.DB {
	if len(closed) == 0 {
		return query
	}
	return query.Where("scoring_task.item_version_id NOT IN (SELECT id FROM item_version WHERE item_id IN ?)", slices.Collect(maps.Keys(closed)))
}

// Queue says how much there is to score of each vignette.
func (s *Service) Queue(ctx context.Context, actor access.Actor) (rows []QueueRow, err error) {
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil {
		return nil, err
	}
	type count struct {
		ItemVersionID string
		Count         int
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows = nil
		var all, free, done []count
		const columns = "scoring_task.item_version_id, count(*) AS count"
		if err := mayScore(tx, actor).Select(columns).Group("scoring_task.item_version_id").Scan(&all).Error; err != nil {
			return err
		}
		if err := freeFor(mayScore(tx, actor), tx, actor).Select(columns).Group("scoring_task.item_version_id").Scan(&free).Error; err != nil {
			return err
		}
		if err := tx.DB.Table("rating").Select(columns).Joins("JOIN scoring_task ON scoring_task.id = rating.task_id").
			Where("rating.rater_id = ? AND rating.superseded_at IS NULL AND scoring_task.item_version_id NOT IN ("+watched+")", actor.AccountID).Group("scoring_task.item_version_id").Scan(&done).Error; err != nil {
			return err
		}
		byItem := map[string]*QueueRow{}
		row := func(id string) *QueueRow {
			if byItem[id] == nil {
				byItem[id] = &QueueRow{ItemVersionID: id}
			}
			return byItem[id]
		}
		for _, c := range all {
			row(c.ItemVersionID).Claimed = c.Count
		}
		for _, c := range free {
			row(c.ItemVersionID).Waiting = c.Count
			row(c.ItemVersionID).Claimed -= c.Count
		}
		for _, c := range done {
			row(c.ItemVersionID).Done = c.Count
		}
		var ids []string
		for id := range byItem {
			ids = append(ids, id)
		}
		versions, err := versionsByID(tx, ids)
		if err != nil {
			return err
		}
		closed, err := uncalibrated(tx, actor)
		if err != nil {
			return err
		}
		for id, r := range byItem {
			r.ItemID, r.Title, r.Vignette, r.Calibrate = versions[id].ItemID, versions[id].Title, versions[id].Stem, closed[versions[id].ItemID]
			rows = append(rows, *r)
		}
		slices.SortFunc(rows, func(a, b QueueRow) int { return strings.Compare(a.Title+a.ItemVersionID, b.Title+b.ItemVersionID) })
		return nil
	})
	return rows, err
}

// NextTask gives the actor a response to score and keeps it from others for half an
// hour: the one they have, else the next by its random identifier. With itemVersionID only
// responses to that vignette come; with after, the one after that task, which is given
// back when it was not scored. When there is none, the task is empty (no ID).
func (s *Service) NextTask(ctx context.Context, actor access.Actor, itemVersionID, after string) (task BlindTask, err error) {
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil {
		return task, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		task = BlindTask{}
		next, err := pickTask(tx, actor, itemVersionID, after)
		if err != nil || next.ID == "" {
			return err
		}
		if after != "" && next.ID != after {
			if err := tx.DB.Model(&ScoringTask{}).Where("id = ? AND claimed_by = ? AND done_at IS NULL", after, actor.AccountID).
				Updates(map[string]any{"claimed_by": nil, "claimed_at": nil}).Error; err != nil {
				return err
			}
		}
		if err := claim(tx, actor, next.ID); err != nil {
			return err
		}
		task, err = blind(tx, actor, next, nil)
		return err
	})
	return task, err
}

// pickTask chooses and locks the next free task: after the given one, and from
// the beginning again when there is none.
func pickTask(tx *db.Tx, actor access.Actor, itemVersionID, after string) (ScoringTask, error) {
	closed, err := uncalibrated(tx, actor)
	if err != nil {
		return ScoringTask{}, err
	}
	query := func() *gorm.DB {
		q := withCalibration(freeFor(mayScore(tx, actor), tx, actor), closed).Select("scoring_task.*").
			Clauses(clause.Locking{Strength: "UPDATE", Table: clause.Table{Name: "scoring_task"}, Options: "SKIP LOCKED"}).Limit(1)
		if itemVersionID != "" {
			q = q.Where("scoring_task.item_version_id = ?", itemVersionID)
		}
		return q
	}
	tries := []*gorm.DB{
		query().Where("scoring_task.claimed_by = ?", actor.AccountID).Order("scoring_task.id"),
		query().Order("scoring_task.id"),
	}
	if after != "" {
		tries = []*gorm.DB{query().Where("scoring_task.id > ?", after).Order("scoring_task.id"), query().Order("scoring_task.id")}
	}
	for _, try := range tries {
		var found []ScoringTask
		if err := try.Find(&found).Error; err != nil {
			return ScoringTask{}, err
		}
		if len(found) == 1 {
			return found[0], nil
		}
	}
	return ScoringTask{}, nil
}

func claim(tx *db.Tx, actor access.Actor, taskID string) error {
	return tx.DB.Model(&ScoringTask{}).Where("id = ?", taskID).Updates(map[string]any{"claimed_by": actor.AccountID, "claimed_at": tx.Now}).Error
}

// blind makes what a trainer is shown of a task, and nothing else.
func blind(tx *db.Tx, actor access.Actor, task ScoringTask, mine *Rating) (BlindTask, error) {
	version, err := take[ItemVersion](tx, "noun.item", task.ItemVersionID)
	if err != nil {
		return BlindTask{}, err
	}
	rubric, err := take[Rubric](tx, "noun.rubric", task.RubricID)
	if err != nil {
		return BlindTask{}, err
	}
	said, err := saidIn(tx, task)
	if err != nil {
		return BlindTask{}, err
	}
	var waiting int64
	if err := freeFor(mayScore(tx, actor), tx, actor).Where("scoring_task.item_version_id = ?", task.ItemVersionID).Count(&waiting).Error; err != nil {
		return BlindTask{}, err
	}
	shown := BlindTask{ID: task.ID, ItemVersionID: task.ItemVersionID, Vignette: version.Stem, Response: said.Text, Spoken: said.Audio != "",
		Rubric: BlindRubric{Title: rubric.Title, Criteria: rubric.Criteria}, Waiting: int(waiting)}
	if mine != nil {
		shown.Own = &OwnRating{Points: mine.Points, Comment: mine.Comment, Settled: task.DoneAt != nil}
	}
	return shown, nil
}

// takeTask locks a task for the actor: one they have scored (with their rating), or one
// that is free or theirs. Their own response does not exist for them, and one whose trail
// they have seen is closed to them.
func takeTask(tx *db.Tx, actor access.Actor, id string) (ScoringTask, *Rating, error) {
	return findTask(tx, locked(tx), actor, id)
}

// findTask is takeTask by a query that need not lock.
func findTask(tx *db.Tx, query *gorm.DB, actor access.Actor, id string) (ScoringTask, *Rating, error) {
	var task ScoringTask
	err := query.Where("id = ?", id).Take(&task).Error
	if db.IsNone(err) {
		return task, nil, fault.Missing("noun.response")
	}
	if err != nil {
		return task, nil, err
	}
	attempt, err := take[Attempt](tx, "noun.response", task.AttemptID)
	if err != nil {
		return task, nil, err
	}
	version, err := take[ItemVersion](tx, "noun.response", task.ItemVersionID)
	if err != nil {
		return task, nil, err
	}
	if attempt.PersonID == actor.PersonID || version.Kind == RolePlay {
		return task, nil, fault.Missing("noun.response")
	}
	if err := refuseSeen(tx, actor, id); err != nil {
		return task, nil, err
	}
	ratings, err := believedRatings(tx, []string{id})
	if err != nil {
		return task, nil, err
	}
	for _, r := range ratings[id] {
		if r.RaterID == actor.AccountID {
			return task, &r, nil
		}
	}
	others := task.ClaimedBy != nil && *task.ClaimedBy != actor.AccountID && task.ClaimedAt.After(tx.Now.Add(-claimLasts))
	switch {
	case task.DoneAt != nil && !task.takenBack(tx, actor):
		return task, nil, fault.New(fault.Conflict, "assessments.task_done")
	case others:
		return task, nil, fault.New(fault.Conflict, "assessments.task_taken")
	}
	return task, nil, nil
}

// Task shows the actor a response that they have, or have scored. It takes none for them:
// [Service.NextTask] and [Service.Claim] do.
func (s *Service) Task(ctx context.Context, actor access.Actor, id string) (task BlindTask, err error) {
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil {
		return task, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		row, mine, err := findTask(tx, tx.DB, actor, id)
		if err != nil {
			return err
		}
		if mine == nil && (row.ClaimedBy == nil || *row.ClaimedBy != actor.AccountID) {
			return fault.New(fault.Conflict, "assessments.task_not_taken")
		}
		task, err = blind(tx, actor, row, mine)
		return err
	})
	return task, err
}

// Claim gives the actor one response to score, which is free, theirs, or scored by them.
func (s *Service) Claim(ctx context.Context, actor access.Actor, id string) (task BlindTask, err error) {
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil {
		return task, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		row, mine, err := takeTask(tx, actor, id)
		if err != nil {
			return err
		}
		if mine == nil {
			if err := claim(tx, actor, id); err != nil {
				return err
			}
		}
		task, err = blind(tx, actor, row, mine)
		return err
	})
	return task, err
}

// takenBack tells whether the actor has the response again because they took their rating of
// it back, though it is done without theirs.
func (t ScoringTask) takenBack(tx *db.Tx, actor access.Actor) bool {
	return t.ClaimedBy != nil && *t.ClaimedBy == actor.AccountID && t.ClaimedAt.After(tx.Now.Add(-claimLasts))
}

// Rate records the actor's scoring of a response; one they gave before is superseded, as long
// as the response is not done. What is done is changed by [Service.UndoRating] alone: whoever
// could rate a response again, days later, could see by what follows whose it is.
// With the last rating that is needed the response is done, and with the last response
// the attempt has its results. What is wrong with the points of a criterion is under
// the field "points_<code>".
func (s *Service) Rate(ctx context.Context, actor access.Actor, taskID string, in RatingInput) error {
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		task, _, err := takeTask(tx, actor, taskID)
		if err == nil && task.DoneAt != nil && !task.takenBack(tx, actor) {
			err = fault.New(fault.Conflict, "assessments.task_done")
		}
		if err != nil {
			return err
		}
		rubric, err := take[Rubric](tx, "noun.rubric", task.RubricID)
		if err != nil {
			return err
		}
		if err := in.validate(rubric.Criteria); err != nil {
			return err
		}
		if err := rate(tx, actor, taskID, in); err != nil {
			return err
		}
		return s.ratingsChanged(tx, actor, task, nil)
	})
}

// rate appends the actor's rating of a task; what they gave before is superseded.
func rate(tx *db.Tx, actor access.Actor, taskID string, in RatingInput) error {
	err := tx.DB.Model(&Rating{}).Where("task_id = ? AND rater_id = ? AND superseded_at IS NULL", taskID, actor.AccountID).Update("superseded_at", tx.Now).Error
	if err != nil {
		return err
	}
	return tx.DB.Create(&Rating{ID: tx.NewID(), TaskID: taskID, RaterID: actor.AccountID, Points: in.Points, Comment: strings.TrimSpace(in.Comment), RecordedAt: tx.Now}).Error
}

func (in RatingInput) validate(criteria Criteria) error {
	var check fault.Check
	for _, c := range criteria {
		points, given := in.Points[c.Code]
		check.That(given, "points_"+c.Code, "assessments.points_missing")
		check.That(!given || slices.ContainsFunc(c.Levels, func(l Level) bool { return l.Points == points }), "points_"+c.Code, "assessments.points_level")
	}
	check.That(len(in.Points) <= len(criteria), "points", "assessments.points_unknown")
	check.That(len([]rune(in.Comment)) <= 2000, "comment", "assessments.comment_long", "max", 2000)
	return check.Err()
}

// ratingsChanged writes whether the task is done and who has it next, and scores
// the attempt again.
func (s *Service) ratingsChanged(tx *db.Tx, actor access.Actor, task ScoringTask, next *string) error {
	ratings, err := believedRatings(tx, []string{task.ID})
	if err != nil {
		return err
	}
	version, err := take[ItemVersion](tx, "noun.item", task.ItemVersionID)
	if err != nil {
		return err
	}
	verdict := task.verdict(version, ratings[task.ID])
	change := map[string]any{"done_at": nil, "claimed_by": next, "claimed_at": nil, "ratings_needed": verdict.Needed}
	if verdict.Settled() {
		change["done_at"] = tx.Now
	}
	if next != nil {
		change["claimed_at"] = tx.Now
	}
	if err := tx.DB.Model(&ScoringTask{}).Where("id = ?", task.ID).Updates(change).Error; err != nil {
		return err
	}
	if err := record(tx, actor, "response.rate", "scoring_task", task.ID, map[string]int{"ratings": len(ratings[task.ID])}); err != nil {
		return err
	}
	return s.scoreTx(tx, task.AttemptID)
}

// undoLasts is for how long a rating can be taken back.
const undoLasts = 30 * time.Minute

// UndoRating takes the actor's newest rating back, within half an hour, and gives the task to them again.
// Results that rested on it are no longer believed until it is rated anew.
func (s *Service) UndoRating(ctx context.Context, actor access.Actor) (taskID string, err error) {
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var last Rating
		err := tx.DB.Where("rater_id = ? AND superseded_at IS NULL AND recorded_at > ?", actor.AccountID, tx.Now.Add(-undoLasts)).
			Where("task_id NOT IN (SELECT id FROM scoring_task WHERE item_version_id IN (" + watched + "))").Order("recorded_at DESC, id DESC").Take(&last).Error
		if db.IsNone(err) {
			return fault.New(fault.Conflict, "assessments.nothing_to_undo")
		}
		if err != nil {
			return err
		}
		task, _, err := takeTask(tx, actor, last.TaskID)
		if err != nil {
			return err
		}
		if err := tx.DB.Model(&Rating{}).Where("id = ?", last.ID).Update("superseded_at", tx.Now).Error; err != nil {
			return err
		}
		taskID = task.ID
		return s.ratingsChanged(tx, actor, task, &actor.AccountID)
	})
	return taskID, err
}
