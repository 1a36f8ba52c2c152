package courses

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/assessments"
	"relevo/assessments/formats"
)

// LessonCheck is a question with which the reader of a lesson tries themselves. The version
// of the item stays the one that was chosen.
type LessonCheck struct {
	LessonID      string `gorm:"primaryKey"`
	ItemVersionID string `gorm:"primaryKey"`
	Position      int    // 1, 2, 3 …
}

// TableName names the table for GORM.
func (LessonCheck) TableName() string { return "lesson_check" }

// CheckAnswer is that somebody answered a self-check: a fact for that person alone. No
// score, result or completion ever reads it.
type CheckAnswer struct {
	ID            string
	EnrolmentID   string
	LessonID      string
	ItemVersionID string
	Value         assessments.Value
	Share         float64 // how right it was, 0 to 1
	RuleVersion   string  // by which
	AnsweredAt    db.Instant
}

// TableName names the table for GORM.
func (CheckAnswer) TableName() string { return "check_answer" }

// mostChecks bounds the self-checks of a lesson: it is a reading and not a test.
const mostChecks = 6

// SelfCheck is a question in a lesson as its reader has answered it.
type SelfCheck struct {
	Version  assessments.ItemVersion
	Asked    assessments.PaperItem // without its key, mixed for this reader
	Answer   assessments.Value     // what was answered last; zero: nothing
	Judged   assessments.Judgement // of that answer
	Answered int                   // how often
}

// checksOf gives the self-checks of a lesson in order.
func checksOf(tx *db.Tx, lessonID string) ([]LessonCheck, map[string]assessments.ItemVersion, error) {
	var rows []LessonCheck
	if err := tx.DB.Where("lesson_id = ?", lessonID).Order("position, item_version_id").Find(&rows).Error; err != nil || len(rows) == 0 {
		return nil, nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ItemVersionID
	}
	versions, err := assessments.VersionsTx(tx, ids)
	return rows, versions, err
}

// checksFor gives the self-checks of a lesson with what was answered in an enrolment.
func checksFor(tx *db.Tx, enrolmentID, lessonID string) ([]SelfCheck, error) {
	rows, versions, err := checksOf(tx, lessonID)
	if err != nil {
		return nil, err
	}
	return checksAnswered(tx, enrolmentID, lessonPrint{Lesson: Lesson{ID: lessonID}, Checks: rows, Items: versions})
}

// checksAnswered gives the self-checks of a lesson that is known, with what was answered.
func checksAnswered(tx *db.Tx, enrolmentID string, p lessonPrint) ([]SelfCheck, error) {
	rows, versions := p.Checks, p.Items
	if len(rows) == 0 {
		return nil, nil
	}
	var answers []CheckAnswer
	err := tx.DB.Where("enrolment_id = ? AND lesson_id = ?", enrolmentID, p.Lesson.ID).Order("answered_at, id").Find(&answers).Error
	if err != nil {
		return nil, err
	}
	list := make([]SelfCheck, len(rows))
	for i, r := range rows {
		list[i].Version = versions[r.ItemVersionID]
		list[i].Asked = list[i].Version.AskedOf(enrolmentID)
		for _, a := range answers {
			if a.ItemVersionID == r.ItemVersionID {
				list[i].Answer = a.Value
				list[i].Answered++
			}
		}
		if list[i].Answered > 0 {
			if _, list[i].Judged, err = list[i].Version.Judge(list[i].Answer); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// checkOf finds a self-check among those of its lesson.
func checkOf(list []SelfCheck, versionID string) (SelfCheck, error) {
	at := slices.IndexFunc(list, func(c SelfCheck) bool { return c.Version.ID == versionID })
	if at < 0 {
		return SelfCheck{}, fault.Missing("noun.item")
	}
	return list[at], nil
}

// CheckInput is an answer to a self-check.
type CheckInput struct {
	VersionID string // of the item
	Answer    func(assessments.PaperItem) assessments.Value
	Once      string // names the answer, so that what is sent again counts once; empty: no name
}

// id is the identifier of the answer: the same for what is sent again.
func (in CheckInput) id(tx *db.Tx, enrolmentID string) string {
	if in.Once == "" {
		return tx.NewID()
	}
	sum := sha256.Sum256([]byte(enrolmentID + "\x00" + in.VersionID + "\x00" + in.Once))
	return hex.EncodeToString(sum[:])[:26]
}

// AnswerCheck keeps what the actor answered to a self-check of a lesson and gives the
// question with what is said about it. An answer that does not fit is refused under the
// field "answer"; the question is given all the same.
func (s *Service) AnswerCheck(ctx context.Context, actor access.Actor, enrolmentID, lessonID string, in CheckInput) (SelfCheck, error) {
	var check SelfCheck
	err := s.beside(ctx, actor, enrolmentID, lessonID, func(tx *db.Tx) error {
		list, err := checksFor(tx, enrolmentID, lessonID)
		if err != nil {
			return err
		}
		if check, err = checkOf(list, in.VersionID); err != nil {
			return err
		}
		tidy, judged, err := check.Version.Judge(in.Answer(check.Asked))
		check.Answer, check.Judged = tidy, judged
		if err != nil {
			return err
		}
		check.Answered++
		return tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&CheckAnswer{ID: in.id(tx, enrolmentID), EnrolmentID: enrolmentID, LessonID: lessonID, ItemVersionID: in.VersionID,
			Value: tidy, Share: judged.Share, RuleVersion: assessments.RulePoints, AnsweredAt: tx.Now}).Error
	})
	return check, err
}

// CheckPicture gives a picture of a self-check of a lesson, to its reader.
func (s *Service) CheckPicture(ctx context.Context, actor access.Actor, enrolmentID, lessonID, versionID, pictureID string) (picture formats.Picture, err error) {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return picture, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, _, err := lessonOf(tx, actor, enrolmentID, lessonID); err != nil {
			return err
		}
		_, versions, err := checksOf(tx, lessonID)
		if err != nil {
			return err
		}
		version, ok := versions[versionID]
		if !ok {
			return fault.Missing("noun.picture")
		}
		picture, err = version.PictureIn(pictureID)
		return err
	})
	return picture, err
}

// ChecksPage is the self-checks of a lesson of a draft and what may be chosen for it.
type ChecksPage struct {
	Lesson  Lesson
	Version CourseVersion
	Fixed   bool                      // published: they stay as they are
	Chosen  []assessments.ItemVersion // in order
	Choices []assessments.ItemSummary // not chosen yet, those for the course's competencies first
}

// LessonChecks gives the self-checks of a lesson, for its authors. Words narrow the choice.
func (s *Service) LessonChecks(ctx context.Context, actor access.Actor, courseID, lessonID, words string) (ChecksPage, error) {
	var page ChecksPage
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return page, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		page = ChecksPage{}
		if page.Lesson, page.Version, err = lessonOfCourse(tx, courseID, lessonID); err != nil {
			return err
		}
		page.Fixed = page.Version.State != Draft
		rows, versions, err := checksOf(tx, lessonID)
		if err != nil {
			return err
		}
		chosen := map[string]bool{}
		for _, r := range rows {
			page.Chosen = append(page.Chosen, versions[r.ItemVersionID])
			chosen[versions[r.ItemVersionID].ItemID] = true
		}
		if page.Fixed {
			return nil
		}
		codes, err := competenciesOf(tx, []string{page.Version.ID})
		if err != nil {
			return err
		}
		list, err := assessments.CheckableTx(tx, assessments.ItemFilter{Search: words})
		if err != nil {
			return err
		}
		ofCourse := func(i assessments.ItemSummary) bool {
			return slices.Contains(codes[page.Version.ID], i.Version.CompetencyCode)
		}
		for _, first := range []bool{true, false} {
			for _, i := range list {
				if !chosen[i.ID] && ofCourse(i) == first {
					page.Choices = append(page.Choices, i)
				}
			}
		}
		return nil
	})
	return page, err
}

// lessonOfCourse gives a lesson with its version; one of another course is not there.
func lessonOfCourse(tx *db.Tx, courseID, lessonID string) (lesson Lesson, version CourseVersion, err error) {
	if lesson, err = take[Lesson](tx, lessonID, "noun.lesson"); err != nil {
		return lesson, version, err
	}
	module, err := take[Module](tx, lesson.ModuleID, "noun.lesson")
	if err != nil {
		return lesson, version, err
	}
	if version, err = take[CourseVersion](tx, module.CourseVersionID, "noun.lesson"); err == nil && version.CourseID != courseID {
		err = fault.Missing("noun.lesson")
	}
	return lesson, version, err
}

// AddCheck adds a question at the end of the self-checks of a lesson of the draft.
func (s *Service) AddCheck(ctx context.Context, actor access.Actor, courseID, lessonID, versionID string) error {
	return s.edit(ctx, actor, courseID, "courses.check.add", func(tx *db.Tx, draft CourseVersion) error {
		if _, err := lessonIn(tx, draft, lessonID); err != nil {
			return err
		}
		rows, _, err := checksOf(tx, lessonID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(rows, func(r LessonCheck) bool { return r.ItemVersionID == versionID }) {
			return nil
		}
		if len(rows) >= mostChecks {
			return fault.New(fault.Conflict, "selfchecks.enough", "max", mostChecks)
		}
		list, err := assessments.CheckableTx(tx, assessments.ItemFilter{})
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(list, func(i assessments.ItemSummary) bool { return i.Version.ID == versionID }) {
			return fault.Missing("noun.item")
		}
		last := 0
		for _, r := range rows {
			last = max(last, r.Position)
		}
		return tx.DB.Create(&LessonCheck{LessonID: lessonID, ItemVersionID: versionID, Position: last + 1}).Error
	})
}

// RemoveCheck takes a question out of the self-checks of a lesson of the draft.
func (s *Service) RemoveCheck(ctx context.Context, actor access.Actor, courseID, lessonID, versionID string) error {
	return s.edit(ctx, actor, courseID, "courses.check.remove", func(tx *db.Tx, draft CourseVersion) error {
		if _, err := lessonIn(tx, draft, lessonID); err != nil {
			return err
		}
		return tx.DB.Where("lesson_id = ? AND item_version_id = ?", lessonID, versionID).Delete(&LessonCheck{}).Error
	})
}
