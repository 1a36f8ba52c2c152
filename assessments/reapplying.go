package assessments

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// RubricApplication says that a version of a rubric took the place of the others with its
// code, for what had been rated before, too. Applications are appended; the newest holds.
type RubricApplication struct {
	ID         string
	Code       string
	RubricID   string
	Kept       int // ratings that still fit
	Reopened   int // responses that have to be rated again
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (RubricApplication) TableName() string { return "rubric_application" }

// EventRubricApplied says that responses are to be scored anew by another version of their
// rubric; payload RubricApplied.
const EventRubricApplied = "assessments.rubric_applied"

// RubricApplied says which.
type RubricApplied struct{ RubricID string }

// rubricNow gives the version of a rubric by which responses are rated: the one that the
// item names, unless another was applied in its place.
func rubricNow(tx *db.Tx, rubricID string) (string, error) {
	var applied []RubricApplication
	err := tx.DB.Where("code = (SELECT code FROM rubric WHERE id = ?)", rubricID).Order("recorded_at DESC, id DESC").Limit(1).Find(&applied).Error
	if err != nil || len(applied) == 0 {
		return rubricID, err
	}
	var named, newer Rubric
	if named, err = take[Rubric](tx, "noun.rubric", rubricID); err != nil {
		return "", err
	}
	if newer, err = take[Rubric](tx, "noun.rubric", applied[0].RubricID); err != nil {
		return "", err
	}
	if named.Version > newer.Version { // the item was revised since
		return named.ID, nil
	}
	return newer.ID, nil
}

// RubricEffect is what applying a version of a rubric to what was rated would do.
type RubricEffect struct {
	Waiting  int // responses that wait and would be rated by it
	Kept     int // rated ones whose ratings still fit
	Reopened int // rated ones that would have to be rated again
}

// RubricEffect tells what [Service.ApplyRubric] would do.
func (s *Service) RubricEffect(ctx context.Context, actor access.Actor, rubricID string) (effect RubricEffect, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return effect, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		_, _, effect, err = rubricChange(tx, tx.DB, rubricID)
		return err
	})
	return effect, err
}

// replaced is a response that would be rated by another version.
type replaced struct {
	ScoringTask
	ratings []Rating
	fits    bool
}

func rubricChange(tx *db.Tx, query *gorm.DB, rubricID string) (Rubric, []replaced, RubricEffect, error) {
	var effect RubricEffect
	rubric, err := take[Rubric](tx, "noun.rubric", rubricID)
	if err != nil {
		return rubric, nil, effect, err
	}
	var others []Rubric
	if err := tx.DB.Where("code = ? AND id <> ?", rubric.Code, rubric.ID).Find(&others).Error; err != nil {
		return rubric, nil, effect, err
	}
	before := map[string]Rubric{}
	var otherIDs, taskIDs []string
	for _, r := range others {
		before[r.ID], otherIDs = r, append(otherIDs, r.ID)
	}
	if len(otherIDs) == 0 {
		return rubric, nil, effect, nil
	}
	var tasks []ScoringTask
	if err := query.Where("rubric_id IN ?", otherIDs).Order("id").Find(&tasks).Error; err != nil {
		return rubric, nil, effect, err
	}
	for _, t := range tasks {
		taskIDs = append(taskIDs, t.ID)
	}
	ratings, err := believedRatings(tx, taskIDs)
	var list []replaced
	for _, t := range tasks {
		one := replaced{ScoringTask: t, ratings: ratings[t.ID], fits: rubric.Criteria.samePoints(before[t.RubricID].Criteria)}
		switch {
		case len(one.ratings) == 0:
			effect.Waiting++
		case one.fits:
			effect.Kept++
		default:
			effect.Reopened++
		}
		list = append(list, one)
	}
	return rubric, list, effect, err
}

// samePoints tells whether the criteria are those of the other list, each with levels of the
// same points: what was given under one then means the same under the other, however the
// words describe it.
func (c Criteria) samePoints(other Criteria) bool {
	points := func(criteria Criteria) map[string][]int {
		byCode := map[string][]int{}
		for _, criterion := range criteria {
			for _, level := range criterion.Levels {
				byCode[criterion.Code] = append(byCode[criterion.Code], level.Points)
			}
		}
		return byCode
	}
	a, b := points(c), points(other)
	if len(a) != len(b) {
		return false
	}
	for code, levels := range a {
		if !slices.Equal(levels, b[code]) {
			return false
		}
	}
	return true
}

// ApplyRubric lets the version of a rubric take the place of the others with its code, for
// what waits and for what was rated: ratings stay where its criteria and their points are
// the same, other responses wait to be rated again. What depends on them is scored anew in
// the background.
func (s *Service) ApplyRubric(ctx context.Context, actor access.Actor, rubricID string) (effect RubricEffect, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return effect, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		rubric, list, found, err := rubricChange(tx, locked(tx), rubricID)
		if err != nil {
			return err
		}
		effect = found
		if len(list) == 0 {
			return fault.New(fault.Conflict, "assessments.rubric_nothing")
		}
		for _, one := range list {
			if err := one.replace(tx, rubric); err != nil {
				return err
			}
		}
		application := RubricApplication{ID: tx.NewID(), Code: rubric.Code, RubricID: rubric.ID, Kept: effect.Kept, Reopened: effect.Reopened, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Create(&application).Error; err != nil {
			return err
		}
		if err := record(tx, actor, "rubric.apply", "rubric", rubric.ID, effect); err != nil {
			return err
		}
		return s.jobs.EnqueueTx(tx, EventRubricApplied, RubricApplied{RubricID: rubric.ID})
	})
	return effect, err
}

// replace puts the response under the rubric.
func (one replaced) replace(tx *db.Tx, rubric Rubric) error {
	change := map[string]any{"rubric_id": rubric.ID}
	if len(one.ratings) > 0 && !one.fits {
		if err := tx.DB.Model(&Rating{}).Where("task_id = ? AND superseded_at IS NULL", one.ID).Update("superseded_at", tx.Now).Error; err != nil {
			return err
		}
		change["done_at"], change["claimed_by"], change["claimed_at"] = nil, nil, nil
	}
	return tx.DB.Model(&ScoringTask{}).Where("id = ?", one.ID).Updates(change).Error
}

// HearRubricApplied handles [EventRubricApplied]: attempts with responses under the rubric
// are scored anew, one transaction each.
func (s *Service) HearRubricApplied(ctx context.Context, event RubricApplied) error {
	var attempts []string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		attempts = nil
		return tx.DB.Model(&ScoringTask{}).Distinct("attempt_id").Where("rubric_id = ?", event.RubricID).Order("attempt_id").Pluck("attempt_id", &attempts).Error
	})
	if err != nil {
		return err
	}
	return s.scoreAll(ctx, attempts)
}
