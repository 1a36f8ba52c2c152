package certificates

import (
	"cmp"
	"context"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/courses"
)

// Rule is the cycle of a course's certificates of competence from a moment
// on. A rule is never changed: another takes its place, and concerns only what
// is issued from then on.
type Rule struct {
	ID       string
	CourseID string
	Cycle
	RecordedAt   db.Instant
	RecordedBy   string
	SupersededAt *db.Instant // when another took its place; nil while it holds
}

// TableName names the table for GORM.
func (Rule) TableName() string { return "validity_rule" }

// CourseRule is a course and the rule that holds for it.
type CourseRule struct {
	Course courses.CourseTitle
	Cycle            // the one that holds; the usual one without a rule
	RuleID string    // of the one that holds; empty without one
	Own    bool      // the course has a rule of its own
	Before []Rule    // rules that no longer hold, the newest first
	Since  *db.Date  // from when the rule holds; nil without one
	Today  db.Date   // the day of asking
	Until  db.Date   // to when somebody who completes the course today is certified
	Late   *RuleCase // what happens to somebody who renews late; nil where it makes no difference
}

// RuleCase is an example that shows what a rule does.
type RuleCase struct {
	Previous db.Date // end of the certificate before
	On       db.Date // completed again
	Until    db.Date
}

// mayRule tells whether the actor may set rules: they hold for everybody, so
// it takes authors of courses or issuers for the whole programme.
func mayRule(actor access.Actor) bool {
	return actor.Somewhere(access.AuthorCourses) || actor.May(access.IssueCertificates, "")
}

// Rules gives every published course with its rule; mayChange tells whether the
// actor may set rules or only reads them.
func (s *Service) Rules(ctx context.Context, actor access.Actor) (list []CourseRule, mayChange bool, err error) {
	if !mayRule(actor) {
		if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
			return nil, false, err
		}
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		titles, err := courses.CourseTitlesTx(tx)
		if err != nil {
			return err
		}
		rules, err := allRules(tx)
		list = make([]CourseRule, len(titles))
		for i, title := range titles {
			list[i] = newCourseRule(title, rules[title.ID], tx.Today())
		}
		return err
	})
	return list, mayRule(actor), err
}

// CourseRule gives one course with its rule, to those who may change it.
func (s *Service) CourseRule(ctx context.Context, actor access.Actor, courseID string) (CourseRule, error) {
	list, mayChange, err := s.Rules(ctx, actor)
	if err != nil {
		return CourseRule{}, err
	}
	if !mayChange {
		return CourseRule{}, fault.Refused()
	}
	for _, one := range list {
		if one.Course.ID == courseID {
			return one, nil
		}
	}
	return CourseRule{}, fault.Missing("noun.course")
}

// newCourseRule makes the picture of a course's rules, the newest first.
func newCourseRule(title courses.CourseTitle, rules []Rule, today db.Date) CourseRule {
	one := CourseRule{Course: title, Cycle: usual, Today: today}
	for _, r := range rules {
		if r.SupersededAt != nil {
			one.Before = append(one.Before, r)
			continue
		}
		since := r.RecordedAt.Date()
		one.Cycle, one.RuleID, one.Own, one.Since = r.Cycle, r.ID, true, &since
	}
	one.Until = one.Cycle.Until(today, nil)
	if one.Base == FromPrevious {
		previous := today + db.Date(one.RemindDays/2)
		one.Late = &RuleCase{Previous: previous, On: today, Until: one.Cycle.Until(today, &previous)}
	}
	return one
}

// SetRule puts a rule in the place of the course's present one. Setting the
// one that holds already changes nothing.
func (s *Service) SetRule(ctx context.Context, actor access.Actor, courseID string, cycle Cycle) error {
	return s.SetRuleUpon(ctx, actor, courseID, cycle, "")
}

// Version names the rule that holds, and the day's example with it.
func (r CourseRule) Version() string { return cmp.Or(r.RuleID, "usual") + "@" + r.Today.String() }

// SetRuleUpon does the same, unless the course's rule is no longer the one of the version that was seen, on
// whatever day; empty: whichever there is.
func (s *Service) SetRuleUpon(ctx context.Context, actor access.Actor, courseID string, cycle Cycle, seen string) error {
	if !mayRule(actor) {
		return fault.Refused()
	}
	if err := cycle.validate(); err != nil {
		return err
	}
	cycle = cycle.plain()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := lockCourse(tx, courseID); err != nil {
			return err
		}
		now, err := ruleOf(tx, courseID)
		if rule, _, _ := strings.Cut(seen, "@"); err == nil && seen != "" && rule != cmp.Or(now.ID, "usual") {
			return fault.New(fault.Stale, "fault.changed_since")
		}
		if err != nil || (now.ID != "" && now.Cycle == cycle) {
			return err
		}
		if err := supersede(tx, now.ID); err != nil {
			return err
		}
		rule := Rule{ID: tx.NewID(), CourseID: courseID, Cycle: cycle, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Create(&rule).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "certificates.rule.set", "validity_rule", rule.ID, map[string]any{"course": courseID, "replaces": now.ID})
	})
}

// lockCourse makes two who set a rule for a course at once wait for one
// another, and refuses a course that has never been published.
func lockCourse(tx *db.Tx, courseID string) error {
	titles, err := courses.CourseTitlesTx(tx)
	if err != nil {
		return err
	}
	for _, title := range titles {
		if title.ID == courseID {
			return tx.DB.Exec("UPDATE course SET code = code WHERE id = ?", courseID).Error
		}
	}
	return fault.Missing("noun.course")
}

// ruleOf gives the rule that holds for a course; one without an identifier
// and with the usual cycle when there is none.
func ruleOf(tx *db.Tx, courseID string) (Rule, error) {
	var r Rule
	err := tx.DB.Where("course_id = ? AND superseded_at IS NULL", courseID).Take(&r).Error
	if db.IsNone(err) {
		return Rule{CourseID: courseID, Cycle: usual}, nil
	}
	return r, err
}

// rulesNow gives the rules that hold, by course; courses without one are absent.
func rulesNow(tx *db.Tx) (map[string]Rule, error) {
	var list []Rule
	err := tx.DB.Where("superseded_at IS NULL").Find(&list).Error
	now := map[string]Rule{}
	for _, r := range list {
		now[r.CourseID] = r
	}
	return now, err
}

// cycleOf is the cycle of a course among the rules that hold.
func cycleOf(rules map[string]Rule, courseID string) Cycle {
	if r, ok := rules[courseID]; ok {
		return r.Cycle
	}
	return usual
}

// allRules gives all rules by course, the newest first.
func allRules(tx *db.Tx) (map[string][]Rule, error) {
	var list []Rule
	err := tx.DB.Order("recorded_at DESC, id DESC").Find(&list).Error
	by := map[string][]Rule{}
	for _, r := range list {
		by[r.CourseID] = append(by[r.CourseID], r)
	}
	return by, err
}

func supersede(tx *db.Tx, ruleID string) error {
	return tx.DB.Model(&Rule{}).Where("id = ? AND superseded_at IS NULL", ruleID).Update("superseded_at", tx.Now).Error
}
