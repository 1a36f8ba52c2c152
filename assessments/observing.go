package assessments

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Observation is a role play of a form, which a trainer watches and rates on the spot:
// the only responses that are not rated blind, since one sees who acts.
type Observation struct {
	Version ItemVersion
	Rubric  Rubric
	Own     *OwnRating // what the actor gave, if anything
	Ratings int        // by whomever
}

// observations gives the role plays that stand in the form, with what the actor gave.
func observations(tx *db.Tx, actor access.Actor, a Attempt, places []FormItem, versions map[string]ItemVersion) ([]Observation, error) {
	var list []Observation
	for _, p := range places {
		v := versions[p.ItemVersionID]
		if v.Kind != RolePlay {
			continue
		}
		rubric, err := take[Rubric](tx, "noun.rubric", *v.RubricID)
		if err != nil {
			return nil, err
		}
		o := Observation{Version: v, Rubric: rubric}
		var ratings []Rating
		err = tx.DB.Joins("JOIN scoring_task ON scoring_task.id = rating.task_id").
			Where("scoring_task.attempt_id = ? AND scoring_task.item_version_id = ? AND rating.superseded_at IS NULL", a.ID, v.ID).Find(&ratings).Error
		if err != nil {
			return nil, err
		}
		o.Ratings = len(ratings)
		for _, r := range ratings {
			if r.RaterID == actor.AccountID {
				o.Own = &OwnRating{Points: r.Points, Comment: r.Comment}
			}
		}
		list = append(list, o)
	}
	return list, nil
}

// Observe records what a trainer saw somebody do in a role play: points for each criterion
// of its rubric, as in [Service.Rate]. It needs the permission to score beside that to run
// the sitting, may come before or after the person handed in, and supersedes what the same
// trainer gave before. Nobody rates themselves.
func (s *Service) Observe(ctx context.Context, actor access.Actor, administrationID, attemptID, itemVersionID string, in RatingInput) error {
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := sittingLocked(tx, actor, administrationID, attemptID)
		if err != nil {
			return err
		}
		if a.State == StateClosed {
			return fault.New(fault.Conflict, "assessments.attempt_closed")
		}
		if a.PersonID == actor.PersonID {
			return fault.New(fault.Denied, "assessments.own_role_play")
		}
		_, versions, err := formContent(tx, a.FormID)
		if err != nil {
			return err
		}
		version, there := versions[itemVersionID]
		if !there || version.Kind != RolePlay {
			return fault.Missing("noun.item")
		}
		task, err := rolePlayTask(tx, a, version)
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
		if err := rate(tx, actor, task.ID, in); err != nil {
			return err
		}
		return s.ratingsChanged(tx, actor, task, nil)
	})
}

// rolePlayTask gives the task of a role play, which its first rating makes.
func rolePlayTask(tx *db.Tx, a Attempt, v ItemVersion) (ScoringTask, error) {
	var task ScoringTask
	err := tx.DB.Where("attempt_id = ? AND item_version_id = ?", a.ID, v.ID).Take(&task).Error
	if !db.IsNone(err) {
		return task, err
	}
	return newTask(tx, a.ID, v)
}
