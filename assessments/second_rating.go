package assessments

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Rules by which the points of a rated response are made; [ItemScore.RuleVersion] names
// the one that was used.
const (
	RuleMean        = RulePoints      // one rating, or the mean of the independent ones
	RuleAdjudicated = "adjudicated/1" // two differed by more than the tolerance: a third decided
)

// RatingRule says how the responses to a vignette, or a role play, are rated. Rules are
// appended; the newest holds for responses that nobody has rated yet.
type RatingRule struct {
	ID         string
	ItemID     string
	Share      float64 // 0 to 1: the part of the responses that a second person rates, too
	Tolerance  int     // points, over all criteria: when two differ by more, a third decides
	Calibrated int     // how many calibration responses one must have rated within the tolerance before one is given real ones
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (RatingRule) TableName() string { return "rating_rule" }

// RatingRuleInput is what a rule is made of.
type RatingRuleInput struct {
	Share      float64
	Tolerance  int
	Calibrated int
}

func (in RatingRuleInput) validate() error {
	var check fault.Check
	check.That(in.Share >= 0 && in.Share <= 1, "share", "assessments.share_range")
	check.That(in.Tolerance >= 0 && in.Tolerance <= 1000, "tolerance", "assessments.points_range")
	check.That(in.Calibrated >= 0 && in.Calibrated <= 50, "calibrated", "assessments.calibrated_range")
	return check.Err()
}

// SetRatingRule makes the rule by which responses to the item are rated from now on,
// those included that wait and that nobody has rated.
func (s *Service) SetRatingRule(ctx context.Context, actor access.Actor, itemID string, in RatingRuleInput) error {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return err
	}
	if err := in.validate(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take[Item](tx, "noun.item", itemID); err != nil {
			return err
		}
		rule := RatingRule{ID: tx.NewID(), ItemID: itemID, Share: in.Share, Tolerance: in.Tolerance, Calibrated: in.Calibrated, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Create(&rule).Error; err != nil {
			return err
		}
		if err := applyRule(tx, rule); err != nil {
			return err
		}
		return record(tx, actor, "rating_rule.set", "item", itemID, in)
	})
}

// applyRule brings the responses under the rule that nobody has rated.
func applyRule(tx *db.Tx, rule RatingRule) error {
	var waiting []ScoringTask
	err := tx.DB.Where("done_at IS NULL AND item_version_id IN (SELECT id FROM item_version WHERE item_id = ?)", rule.ItemID).
		Where("NOT EXISTS (SELECT 1 FROM rating WHERE rating.task_id = scoring_task.id)").Find(&waiting).Error
	if err != nil {
		return err
	}
	var ids []string
	for _, t := range waiting {
		ids = append(ids, t.ItemVersionID)
	}
	versions, err := versionsByID(tx, ids)
	if err != nil {
		return err
	}
	for _, t := range waiting {
		t.under(&rule, versions[t.ItemVersionID])
		err := tx.DB.Model(&ScoringTask{}).Where("id = ?", t.ID).Updates(map[string]any{"doubled": t.Doubled, "tolerance": t.Tolerance, "ratings_needed": t.RatingsNeeded}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// ruleOf gives the newest rule of an item; nil when there is none.
func ruleOf(tx *db.Tx, itemID string) (*RatingRule, error) {
	var rules []RatingRule
	err := tx.DB.Where("item_id = ?", itemID).Order("recorded_at DESC, id DESC").Limit(1).Find(&rules).Error
	if len(rules) == 0 {
		return nil, err
	}
	return &rules[0], err
}

// under makes the task one of the rule. Whether a second person rates it is drawn by the
// task's random identifier: nothing of the person who wrote decides it.
func (t *ScoringTask) under(rule *RatingRule, v ItemVersion) {
	t.Doubled, t.Tolerance = false, nil
	if rule != nil {
		sum := sha256.Sum256([]byte("doubled " + t.ID))
		t.Doubled = float64(binary.BigEndian.Uint32(sum[:4]))/(1<<32) < rule.Share
		t.Tolerance = &rule.Tolerance
	}
	t.RatingsNeeded = t.independent(v)
}

// independent is how many ratings are given without a look at each other before anything
// is decided: as many as the item says, and two when the task was drawn.
func (t ScoringTask) independent(v ItemVersion) int {
	needed := max(v.Body.Ratings, 1)
	if t.Doubled {
		needed = max(needed, 2)
	}
	return needed
}

// newTask makes the task of a response under the rule of the day.
func newTask(tx *db.Tx, attemptID string, v ItemVersion) (ScoringTask, error) {
	task := ScoringTask{ID: tx.NewSecret(), AttemptID: attemptID, ItemVersionID: v.ID}
	rule, err := ruleOf(tx, v.ItemID)
	if err != nil {
		return task, err
	}
	if task.RubricID, err = rubricNow(tx, *v.RubricID); err != nil {
		return task, err
	}
	task.under(rule, v)
	return task, tx.DB.Create(&task).Error
}

// Verdict is what the ratings of a response come to.
type Verdict struct {
	Needed   int      // ratings by different people before it is settled
	Counting []Rating // those whose mean counts; none until it is settled
	Rule     string
}

// Settled tells whether there are enough ratings.
func (v Verdict) Settled() bool { return len(v.Counting) > 0 }

// Share is the part of the points, 0 to 1, that a settled response earns, of the most that
// it can.
func (v Verdict) Share(most int) float64 {
	points := make([]Points, len(v.Counting))
	for i, r := range v.Counting {
		points[i] = r.Points
	}
	return RatedShare(points, most)
}

// verdict gives what the believed ratings of the task come to, in the order in which
// people first rated it. The first ones are independent, and their mean counts. When two
// differ by more than the tolerance a third person, who has seen neither, decides: theirs
// counts alone ("expert adjudication", Johnson, Penny & Gordon 2000).
func (t ScoringTask) verdict(v ItemVersion, ratings []Rating) Verdict {
	needed := t.independent(v)
	switch {
	case len(ratings) < needed:
		return Verdict{Needed: needed, Rule: RuleMean}
	case needed != 2 || t.Tolerance == nil || abs(ratings[0].Points.Sum()-ratings[1].Points.Sum()) <= *t.Tolerance:
		return Verdict{Needed: needed, Counting: ratings[:needed], Rule: RuleMean}
	case len(ratings) < 3:
		return Verdict{Needed: 3, Rule: RuleAdjudicated}
	default:
		return Verdict{Needed: 3, Counting: ratings[2:3], Rule: RuleAdjudicated}
	}
}

func abs(n int) int { return max(n, -n) }

// inOrder gives the ratings that are believed, those of who rated first before the others:
// who corrects their own rating keeps their place.
func inOrder(all []Rating) []Rating {
	first := map[string]Rating{}
	for _, r := range all {
		if before, there := first[r.RaterID]; !there || r.RecordedAt.Before(before.RecordedAt) || (r.RecordedAt == before.RecordedAt && r.ID < before.ID) {
			first[r.RaterID] = r
		}
	}
	var believed []Rating
	for _, r := range all {
		if r.SupersededAt == nil {
			believed = append(believed, r)
		}
	}
	slices.SortFunc(believed, func(a, b Rating) int {
		x, y := first[a.RaterID], first[b.RaterID]
		return cmp.Or(x.RecordedAt.Time().Compare(y.RecordedAt.Time()), cmp.Compare(x.ID, y.ID))
	})
	return believed
}
