package assessments

import (
	"context"
	"slices"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Trail is what was given to one response and what counts of it, without a word of whose it
// is.
type Trail struct {
	TaskID   string
	Response string
	Spoken   bool // there is something to hear: [Service.TaskRecording]
	Most     int
	Ratings  []TrailRating // in the order in which people rated, superseded ones included
	Verdict  Verdict
}

// TrailRating is one rating in it.
type TrailRating struct {
	Rating
	RaterName string
	Counts    bool
}

// Trails are the responses to a version of an item that more than one person rated, as far as
// an author has opened them.
type Trails struct {
	Version ItemVersion
	List    []Trail
	Closed  int // how many more could be opened
}

// Trails gives, for authors, who gave what to the responses whose trails they have opened.
// Reading changes nothing: [Service.OpenTrails] does.
func (s *Service) Trails(ctx context.Context, actor access.Actor, itemVersionID string) (out Trails, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		settled, err := settledTrails(tx, itemVersionID, &out.Version)
		if err != nil {
			return err
		}
		var seen []string
		if err := tx.DB.Model(&TrailView{}).Where("account_id = ?", actor.AccountID).Pluck("task_id", &seen).Error; err != nil {
			return err
		}
		opened := slices.DeleteFunc(slices.Clone(settled), func(d doubly) bool { return !slices.Contains(seen, d.task.ID) })
		out.Closed = len(settled) - len(opened)
		out.List, err = trailsOf(tx, opened, out.Version)
		return err
	})
	return out, err
}

// OpenTrails opens, for an author, who gave what to the responses that more than one person
// rated. The responses that are not settled yet are left out, so that nobody can look before
// they rate; and it is noted who looked, so that nobody brings their own rating nearer to the
// others' afterwards: those responses are closed to them.
func (s *Service) OpenTrails(ctx context.Context, actor access.Actor, itemVersionID string) error {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var version ItemVersion
		settled, err := settledTrails(tx, itemVersionID, &version)
		if err != nil {
			return err
		}
		return noteSeen(tx, actor, settled)
	})
}

// settledTrails gives the responses to a version of an item that more than one person rated
// and that are done.
func settledTrails(tx *db.Tx, itemVersionID string, version *ItemVersion) (settled []doubly, err error) {
	if *version, err = take[ItemVersion](tx, "noun.item", itemVersionID); err != nil {
		return nil, err
	}
	all, _, err := doublyRated(tx, itemVersionID)
	return slices.DeleteFunc(all, func(d doubly) bool { return d.task.DoneAt == nil }), err
}

func trailsOf(tx *db.Tx, all []doubly, version ItemVersion) ([]Trail, error) {
	var taskIDs, attemptIDs, raterIDs []string
	for _, d := range all {
		taskIDs, attemptIDs = append(taskIDs, d.task.ID), append(attemptIDs, d.task.AttemptID)
	}
	attempts, err := byID(tx, attemptIDs, func(a Attempt) string { return a.ID })
	if err != nil {
		return nil, err
	}
	answers, err := whereIn[Answer](tx, "attempt_id", attemptIDs, "item_version_id")
	if err != nil {
		return nil, err
	}
	said := map[string][]Answer{}
	for _, a := range answers {
		said[a.AttemptID] = append(said[a.AttemptID], a)
	}
	ratings, err := whereIn[Rating](tx, "task_id", taskIDs, "recorded_at, id")
	if err != nil {
		return nil, err
	}
	given := map[string][]Rating{}
	for _, r := range ratings {
		given[r.TaskID], raterIDs = append(given[r.TaskID], r), append(raterIDs, r.RaterID)
	}
	names, err := access.AccountNamesTx(tx, raterIDs)
	if err != nil {
		return nil, err
	}
	var list []Trail
	for _, d := range all {
		attempt := attempts[d.task.AttemptID]
		answer := counting(attempt.believed(said[attempt.ID]))[version.ID].Value
		trail := Trail{TaskID: d.task.ID, Most: d.most, Response: answer.Text, Spoken: answer.Audio != ""}
		trail.Verdict = d.task.verdict(version, inOrder(given[d.task.ID]))
		for _, r := range given[d.task.ID] {
			counts := slices.ContainsFunc(trail.Verdict.Counting, func(c Rating) bool { return c.ID == r.ID })
			trail.Ratings = append(trail.Ratings, TrailRating{Rating: r, RaterName: names[r.RaterID], Counts: counts})
		}
		list = append(list, trail)
	}
	return list, nil
}

// TrailView is that somebody has seen what was given to a response.
type TrailView struct {
	TaskID    string `gorm:"primaryKey"`
	AccountID string `gorm:"primaryKey"`
	SeenAt    db.Instant
}

// TableName names the table for GORM.
func (TrailView) TableName() string { return "rating_trail_view" }

// noteSeen keeps when the actor saw each of the trails for the first time.
func noteSeen(tx *db.Tx, actor access.Actor, list []doubly) error {
	seen := make([]TrailView, len(list))
	for i, d := range list {
		seen[i] = TrailView{TaskID: d.task.ID, AccountID: actor.AccountID, SeenAt: tx.Now}
	}
	if len(seen) == 0 {
		return nil
	}
	return tx.DB.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(seen, 200).Error
}

// unseen is the condition that the account in its place has not seen the trail of a task.
const unseen = "NOT EXISTS (SELECT 1 FROM rating_trail_view WHERE rating_trail_view.task_id = scoring_task.id AND rating_trail_view.account_id = ?)"

// refuseSeen refuses whoever has seen the trail of the task: what they would give now is
// not independent of what the others gave.
func refuseSeen(tx *db.Tx, actor access.Actor, taskID string) error {
	var seen int64
	err := tx.DB.Model(&TrailView{}).Where("task_id = ? AND account_id = ?", taskID, actor.AccountID).Count(&seen).Error
	if err == nil && seen > 0 {
		return fault.New(fault.Conflict, "assessments.trail_seen")
	}
	return err
}
