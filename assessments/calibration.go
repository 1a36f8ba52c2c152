package assessments

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
)

// Calibration is a response whose right rating is known: raters try themselves on it and
// are told afterwards. It is made up, or a real one that somebody made unrecognisable by
// hand. It never changes; a withdrawn one is no longer given.
type Calibration struct {
	ID            string
	ItemVersionID string
	RubricID      string
	Response      string
	Points        Points // the consensus, by criterion
	Reason        string // why, for whoever rated it otherwise
	RecordedAt    db.Instant
	RecordedBy    string
	WithdrawnAt   *db.Instant
}

// TableName names the table for GORM.
func (Calibration) TableName() string { return "calibration" }

// CalibrationRating is what somebody gave to it, once: the second time they would know.
type CalibrationRating struct {
	ID            string
	CalibrationID string
	RaterID       string
	Points        Points
	RecordedAt    db.Instant
}

// TableName names the table for GORM.
func (CalibrationRating) TableName() string { return "calibration_rating" }

// CalibrationInput is what a calibration is made of.
type CalibrationInput struct {
	Response string
	Points   Points
	Reason   string
}

// AddCalibration adds a response with its consensus to the item's newest version.
func (s *Service) AddCalibration(ctx context.Context, actor access.Actor, itemID string, in CalibrationInput) (c Calibration, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return c, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		version, rubric, err := ratedVersion(tx, itemID)
		if err != nil {
			return err
		}
		in.Response, in.Reason = tidyText(in.Response), tidyText(in.Reason)
		if err := in.validate(rubric.Criteria); err != nil {
			return err
		}
		c = Calibration{ID: tx.NewID(), ItemVersionID: version.ID, RubricID: rubric.ID, Response: in.Response, Points: in.Points, Reason: in.Reason, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Create(&c).Error; err != nil {
			return err
		}
		return record(tx, actor, "calibration.add", "item", itemID, map[string]string{"calibration": c.ID})
	})
	return c, err
}

func (in CalibrationInput) validate(criteria Criteria) error {
	var check fault.Check
	check.That(in.Response != "", "response", "fault.required")
	check.That(len([]rune(in.Response)) <= maxEssay, "response", "assessments.answer_long")
	check.That(in.Reason != "", "reason", "fault.required")
	check.That(len([]rune(in.Reason)) <= 2000, "reason", "assessments.comment_long", "max", 2000)
	if err := check.Err(); err != nil {
		return err
	}
	return RatingInput{Points: in.Points}.validate(criteria)
}

// ratedVersion gives the newest version of an item that is rated, with its rubric.
func ratedVersion(tx *db.Tx, itemID string) (ItemVersion, Rubric, error) {
	newest, err := newestVersions(tx, []string{itemID})
	if err != nil {
		return ItemVersion{}, Rubric{}, err
	}
	v, there := newest[itemID]
	if !there || v.Kind != Vignette {
		return v, Rubric{}, fault.Missing("noun.item")
	}
	if v.RubricID == nil {
		return v, Rubric{}, fault.New(fault.Conflict, "assessments.no_rubric")
	}
	id, err := rubricNow(tx, *v.RubricID)
	if err != nil {
		return v, Rubric{}, err
	}
	rubric, err := take[Rubric](tx, "noun.rubric", id)
	return v, rubric, err
}

// WithdrawCalibration takes a response out of the set; what was given to it is kept.
func (s *Service) WithdrawCalibration(ctx context.Context, actor access.Actor, itemID, id string) error {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		done := calibrationsOf(tx, itemID).Where("id = ?", id).Update("withdrawn_at", tx.Now)
		if done.Error == nil && done.RowsAffected == 0 {
			return fault.Missing("noun.response")
		}
		if done.Error != nil {
			return done.Error
		}
		return record(tx, actor, "calibration.withdraw", "item", itemID, map[string]string{"calibration": id})
	})
}

// calibrationsOf is a query of the item's calibrations that are given.
func calibrationsOf(tx *db.Tx, itemID string) *gorm.DB {
	return tx.DB.Model(&Calibration{}).Where("withdrawn_at IS NULL AND item_version_id IN (SELECT id FROM item_version WHERE item_id = ?)", itemID)
}

// Practice is a response to try oneself on, as it is shown before it is rated: without its
// consensus.
type Practice struct {
	ID       string
	Item     ItemVersion
	Response string
	Rubric   BlindRubric
}

// Practised is what came of it.
type Practised struct {
	Practice
	Own       Points
	Consensus Points
	Reason    string
}

// Difference is by how many points the own rating differs from the consensus, over all
// criteria: above 0, the rater is more generous.
func (p Practised) Difference() int { return p.Own.Sum() - p.Consensus.Sum() }

// Calibrating is how somebody stands with the calibration set of a vignette.
type Calibrating struct {
	Item      ItemVersion
	Rubric    Rubric
	Rule      *RatingRule
	Set       []Calibration // for authors only
	Next      *Practice     // not yet rated by the actor; nil when none is left
	Practised []Practised   // newest first
	Within    int           // of those, how many are within the tolerance
	Agreement measure.KappaEstimate
}

// Calibrating tells the actor, who scores or writes, how they stand with a vignette.
func (s *Service) Calibrating(ctx context.Context, actor access.Actor, itemID string) (c Calibrating, err error) {
	author := actor.Somewhere(access.AuthorItems)
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil && !author {
		return c, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c = Calibrating{}
		if c.Item, c.Rubric, err = ratedVersion(tx, itemID); err != nil {
			return err
		}
		if c.Rule, err = ruleOf(tx, itemID); err != nil {
			return err
		}
		var set []Calibration
		if err := calibrationsOf(tx, itemID).Order("recorded_at, id").Find(&set).Error; err != nil {
			return err
		}
		if author {
			c.Set = set
		}
		return c.stand(tx, actor, set)
	})
	return c, err
}

// stand fills in what the actor did with the set.
func (c *Calibrating) stand(tx *db.Tx, actor access.Actor, set []Calibration) error {
	var ids, rubricIDs []string
	for _, one := range set {
		ids, rubricIDs = append(ids, one.ID), append(rubricIDs, one.RubricID)
	}
	rubrics, err := byID(tx, rubricIDs, func(r Rubric) string { return r.ID })
	if err != nil {
		return err
	}
	ratings, err := whereIn[CalibrationRating](tx, "calibration_id", ids, "recorded_at DESC, id DESC")
	if err != nil {
		return err
	}
	own := map[string]Points{}
	for _, r := range ratings {
		if r.RaterID == actor.AccountID {
			own[r.CalibrationID] = r.Points
		}
	}
	var mine, theirs []Points
	for _, one := range set {
		practice := Practice{ID: one.ID, Item: c.Item, Response: one.Response, Rubric: BlindRubric{Title: rubrics[one.RubricID].Title, Criteria: rubrics[one.RubricID].Criteria}}
		points, rated := own[one.ID]
		if !rated {
			if c.Next == nil {
				c.Next = &practice
			}
			continue
		}
		done := Practised{Practice: practice, Own: points, Consensus: one.Points, Reason: one.Reason}
		c.Practised = append(c.Practised, done)
		if abs(done.Difference()) <= toleranceOf(c.Rule) {
			c.Within++
		}
		mine, theirs = append(mine, points), append(theirs, one.Points)
	}
	slices.Reverse(c.Practised)
	c.Agreement, err = measure.Kappa(crossTable(mine, theirs))
	return err
}

func toleranceOf(rule *RatingRule) int {
	if rule == nil {
		return 0
	}
	return rule.Tolerance
}

// Practise records what the actor gives to a response of the calibration set, once, and
// tells what the consensus is.
func (s *Service) Practise(ctx context.Context, actor access.Actor, itemID, id string, points Points) error {
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var c Calibration
		err := calibrationsOf(tx, itemID).Where("id = ?", id).Take(&c).Error
		if db.IsNone(err) {
			return fault.Missing("noun.response")
		}
		if err != nil {
			return err
		}
		rubric, err := take[Rubric](tx, "noun.rubric", c.RubricID)
		if err != nil {
			return err
		}
		if err := (RatingInput{Points: points}).validate(rubric.Criteria); err != nil {
			return err
		}
		var before int64
		err = tx.DB.Model(&CalibrationRating{}).Where("calibration_id = ? AND rater_id = ?", id, actor.AccountID).Count(&before).Error
		if err != nil || before > 0 {
			return err // pressed twice: the first counts
		}
		if err := tx.DB.Create(&CalibrationRating{ID: tx.NewID(), CalibrationID: id, RaterID: actor.AccountID, Points: points, RecordedAt: tx.Now}).Error; err != nil {
			return err
		}
		return record(tx, actor, "calibration.rate", "calibration", id, nil)
	})
}

// uncalibrated gives the items whose rule asks for more calibration than the actor has,
// with how much is missing.
func uncalibrated(tx *db.Tx, actor access.Actor) (map[string]int, error) {
	var rules []RatingRule
	err := tx.DB.Where("NOT EXISTS (SELECT 1 FROM rating_rule other WHERE other.item_id = rating_rule.item_id AND (other.recorded_at > rating_rule.recorded_at OR (other.recorded_at = rating_rule.recorded_at AND other.id > rating_rule.id)))").
		Where("calibrated > 0").Find(&rules).Error
	missing := map[string]int{}
	for _, rule := range rules {
		var c Calibrating
		c.Rule = &rule
		var set []Calibration
		if err := calibrationsOf(tx, rule.ItemID).Find(&set).Error; err != nil {
			return nil, err
		}
		if err := c.stand(tx, actor, set); err != nil {
			return nil, err
		}
		if short := rule.Calibrated - c.Within; short > 0 {
			missing[rule.ItemID] = short
		}
	}
	return missing, err
}

// crossTable counts how often one side gave a level where the other gave another, over all
// criteria: rows and columns are the levels' points from the lowest up.
func crossTable(first, second []Points) [][]int {
	levels := map[int]bool{}
	for _, side := range [][]Points{first, second} {
		for _, points := range side {
			for _, n := range points {
				levels[n] = true
			}
		}
	}
	var order []int
	for n := range levels {
		order = append(order, n)
	}
	slices.Sort(order)
	table := make([][]int, len(order))
	for i := range table {
		table[i] = make([]int, len(order))
	}
	for i, points := range first {
		for code, n := range points {
			if other, both := second[i][code]; both {
				table[slices.Index(order, n)][slices.Index(order, other)]++
			}
		}
	}
	return table
}
