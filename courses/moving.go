package courses

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/assessments"
)

// Whoever learns stays on the version with which their offering began. A trainer may move
// the offering to a newer one; then
//
//   - who has completed the course keeps the version they completed, and all others learn
//     with the newer one from then on;
//   - a lesson that was read counts as read in the newer version too, when it is the same
//     lesson there (its origin), unless the trainer wants it read again;
//   - no reading is taken away: what counts in the newer version is added beside it
//     ([LessonRead.CarriedFrom]), and hours of learning are counted once;
//   - both versions have the same test, so that before and after can be compared.
//
// The move itself is a fact ([OfferingMove]). It is not undone: one can move on.

// OfferingMove is the fact that an offering went over to another version.
type OfferingMove struct {
	ID            string
	OfferingID    string
	FromVersionID string
	ToVersionID   string
	ReadAgain     Origins // lessons that are to be read again
	Moved         int     // how many people were learning
	RecordedAt    db.Instant
	RecordedBy    string
}

// TableName names the table for GORM.
func (OfferingMove) TableName() string { return "offering_move" }

// Origins are identities of lessons; stored as a JSON list.
type Origins []string

// Value stores the list.
func (o Origins) Value() (driver.Value, error) {
	if o == nil {
		o = Origins{}
	}
	body, err := json.Marshal([]string(o))
	return string(body), err
}

// Scan reads the list.
func (o *Origins) Scan(src any) error { return scanJSON(src, (*[]string)(o)) }

// GormDataType names the column type for GORM's schema.
func (Origins) GormDataType() string { return "json" }

// slightly is which part of a lesson's words may be other ones before it is suggested to
// read it again.
const slightly = 0.2

// MovedLesson is what a move would do to a lesson.
type MovedLesson struct {
	LessonChange
	Readers   int  // people under way who have read it
	Suggested bool // to be read again: it changed more than slightly
}

// MovePlan is what moving an offering to a newer version would do.
type MovePlan struct {
	Offering
	CourseTitle string
	From, To    CourseVersion
	Lessons     []MovedLesson // as they are in the newer version, those that are gone last
	Open        int           // people under way
	Kept        int           // people who completed and keep their version
	OtherTest   bool          // the newer version has another test: it cannot be done
	MayMove     bool          // the actor runs offerings at every institution of this one
}

// MovePlan shows what moving an offering to the newest published version would do.
func (s *Service) MovePlan(ctx context.Context, actor access.Actor, offeringID string) (plan MovePlan, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return plan, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		plan, err = movePlan(tx, actor, offeringID)
		return err
	})
	return plan, err
}

func movePlan(tx *db.Tx, actor access.Actor, offeringID string) (plan MovePlan, err error) {
	var places []people.Institution
	if plan.Offering, places, err = scopeOf(tx, actor, offeringID); err != nil {
		return plan, err
	}
	plan.MayMove = runsAll(actor, places)
	newer, err := newerThan(tx, plan.CourseVersionID)
	if err != nil {
		return plan, err
	}
	if newer == nil {
		return plan, fault.New(fault.Conflict, "moving.nothing_newer")
	}
	if plan.From, err = take[CourseVersion](tx, plan.CourseVersionID, "noun.course"); err != nil {
		return plan, err
	}
	plan.To, plan.CourseTitle = *newer, plan.From.Title
	plan.OtherTest = !sameTest(plan.From, plan.To)
	before, err := contentOf(tx, plan.From)
	if err != nil {
		return plan, err
	}
	after, err := contentOf(tx, plan.To)
	if err != nil {
		return plan, err
	}
	readers, open, kept, err := readersOf(tx, offeringID)
	if err != nil {
		return plan, err
	}
	plan.Open, plan.Kept = open, kept
	for _, change := range changesBetween(before, after).Lessons {
		plan.Lessons = append(plan.Lessons, MovedLesson{
			LessonChange: change, Readers: readers[before.lessons[change.Origin].ID],
			Suggested: change.Kind == LessonChanged && change.Share > slightly,
		})
	}
	return plan, nil
}

// sameTest tells whether both versions are shown by the same assessment.
func sameTest(a, b CourseVersion) bool {
	return a.AssessmentID != nil && b.AssessmentID != nil && *a.AssessmentID == *b.AssessmentID
}

// newerThan gives the newest published version of the same course when it is newer; nil
// otherwise.
func newerThan(tx *db.Tx, versionID string) (*CourseVersion, error) {
	var list []CourseVersion
	err := tx.DB.Raw(`SELECT n.* FROM course_version n JOIN course_version v ON v.course_id = n.course_id
WHERE v.id = ? AND n.state = ? AND n.version > v.version ORDER BY n.version DESC LIMIT 1`, versionID, Published).Scan(&list).Error
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

const openReadersSQL = `
SELECT r.lesson_id, count(*) AS n FROM lesson_read r JOIN enrolment e ON e.id = r.enrolment_id
WHERE e.offering_id = ? AND e.withdrawn_at IS NULL AND NOT EXISTS (SELECT 1 FROM completion c WHERE c.enrolment_id = e.id)
GROUP BY r.lesson_id`

// readersOf counts who is under way and has read what, and who has completed.
func readersOf(tx *db.Tx, offeringID string) (readers map[string]int, open, kept int, err error) {
	enrolled, completed, err := countsOf(tx)
	if err != nil {
		return nil, 0, 0, err
	}
	var rows []struct {
		LessonID string
		N        int
	}
	err = tx.DB.Raw(openReadersSQL, offeringID).Scan(&rows).Error
	readers = map[string]int{}
	for _, r := range rows {
		readers[r.LessonID] = r.N
	}
	return readers, enrolled[offeringID] - completed[offeringID], completed[offeringID], err
}

const carrySQL = `
INSERT INTO lesson_read (enrolment_id, lesson_id, read_at, wording_id, carried_from)
SELECT r.enrolment_id, ?, r.read_at, r.wording_id, r.lesson_id FROM lesson_read r JOIN enrolment e ON e.id = r.enrolment_id
WHERE e.offering_id = ? AND r.lesson_id = ? AND NOT EXISTS (SELECT 1 FROM completion c WHERE c.enrolment_id = e.id)
ON CONFLICT DO NOTHING`

// Move takes an offering over to the newest published version of its course, which is the
// one that was looked at. The lessons named by their origins are to be read again.
func (s *Service) Move(ctx context.Context, actor access.Actor, offeringID, versionID string, again []string) (move OfferingMove, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return move, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := lock(tx, offeringID); err != nil {
			return err
		}
		// Whoever marks a lesson as read does so before or after, not meanwhile.
		if err := tx.DB.Exec(`UPDATE enrolment SET person_id = person_id WHERE offering_id = ?`, offeringID).Error; err != nil {
			return err
		}
		plan, err := movePlan(tx, actor, offeringID)
		if err != nil {
			return err
		}
		if !plan.MayMove {
			return fault.New(fault.Denied, "moving.not_everywhere")
		}
		if plan.To.ID != versionID {
			return fault.New(fault.Conflict, "moving.newer_still")
		}
		if plan.OtherTest {
			return fault.New(fault.Conflict, "moving.other_test")
		}
		move = OfferingMove{
			ID: tx.NewID(), OfferingID: offeringID, FromVersionID: plan.From.ID, ToVersionID: plan.To.ID, ReadAgain: unique(again),
			Moved: plan.Open, RecordedAt: tx.Now, RecordedBy: actor.AccountID,
		}
		if err := carryReads(tx, plan, move.ReadAgain); err != nil {
			return err
		}
		if err := tx.DB.Model(&Offering{}).Where("id = ?", offeringID).Update("course_version_id", plan.To.ID).Error; err != nil {
			return err
		}
		if err := tx.DB.Create(&move).Error; err != nil {
			return err
		}
		if err := s.settleOffering(tx, actor, offeringID); err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.offering.move", "offering", offeringID, map[string]any{"from": plan.From.Version, "to": plan.To.Version, "people": plan.Open})
	})
	return move, err
}

// carryReads adds, for everybody who has not completed, that the same lessons were read in
// the newer version: one statement a lesson, however many people there are.
func carryReads(tx *db.Tx, plan MovePlan, again Origins) error {
	heads, err := headsOf(tx, []string{plan.From.ID, plan.To.ID})
	if err != nil {
		return err
	}
	old := map[string]string{}
	for _, l := range heads[plan.From.ID] {
		old[l.Origin] = l.ID
	}
	for _, l := range heads[plan.To.ID] {
		from, same := old[l.Origin]
		if !same || slices.Contains(again, l.Origin) {
			continue
		}
		if err := tx.DB.Exec(carrySQL, l.ID, plan.ID, from).Error; err != nil {
			return err
		}
	}
	return nil
}

// settleOffering draws the consequences for everybody under way: who has read all that the
// newer version asks for gets the post-test.
func (s *Service) settleOffering(tx *db.Tx, actor access.Actor, offeringID string) error {
	var open []Enrolment
	if err := tx.DB.Where("offering_id = ? AND withdrawn_at IS NULL", offeringID).Order("id").Find(&open).Error; err != nil {
		return err
	}
	runs, err := runsOf(tx, open, assessments.AttemptsInTx)
	if err != nil {
		return err
	}
	return s.settle(tx, actor, runs)
}
