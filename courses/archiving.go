package courses

import (
	"context"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Duplicate begins another course as a copy of the newest version of one. Its lessons are
// lessons of their own: what was read of the one says nothing about the other.
func (s *Service) Duplicate(ctx context.Context, actor access.Actor, courseID, newCode string) (Course, error) {
	var course Course
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return course, err
	}
	newCode = strings.TrimSpace(newCode)
	if !code.MatchString(newCode) {
		return course, fault.OnField("code", "courses.code_shape")
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take[Course](tx, courseID, "noun.course"); err != nil {
			return err
		}
		versions, err := versionsOf(tx, courseID)
		if err != nil {
			return err
		}
		course = Course{ID: tx.NewID(), Code: newCode, CreatedAt: tx.Now, CreatedBy: actor.AccountID}
		if err := tx.DB.Create(&course).Error; err != nil {
			if db.IsDuplicate(err) {
				return fault.OnField("code", "courses.code_taken")
			}
			return err
		}
		model := versions[0]
		model.CourseID, model.Version = course.ID, 0
		draft, err := copyVersion(tx, actor, model)
		if err != nil {
			return err
		}
		own := tx.DB.Model(&Module{}).Select("id").Where("course_version_id = ?", draft.ID)
		if err := tx.DB.Exec(`UPDATE lesson SET origin = id WHERE module_id IN (?)`, own).Error; err != nil {
			return err
		}
		if err := copyShelf(tx, actor, courseID, draft); err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.course.duplicate", "course", course.ID, map[string]string{"of": courseID})
	})
	return course, err
}

// Archive takes a course out of what is offered: no new offering of it can be scheduled.
// Those that run end as they would have.
func (s *Service) Archive(ctx context.Context, actor access.Actor, courseID string) error {
	return s.archive(ctx, actor, courseID, "courses.course.archive", func(tx *db.Tx) *db.Instant { return &tx.Now })
}

// Restore offers an archived course again.
func (s *Service) Restore(ctx context.Context, actor access.Actor, courseID string) error {
	return s.archive(ctx, actor, courseID, "courses.course.restore", func(*db.Tx) *db.Instant { return nil })
}

func (s *Service) archive(ctx context.Context, actor access.Actor, courseID, action string, at func(tx *db.Tx) *db.Instant) error {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		course, err := take[Course](tx, courseID, "noun.course")
		if err != nil {
			return err
		}
		since := at(tx)
		if (course.ArchivedAt == nil) == (since == nil) {
			return nil
		}
		if err := tx.DB.Model(&Course{}).Where("id = ?", courseID).Update("archived_at", since).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, action, "course", courseID, nil)
	})
}

// Archived lists the archived courses.
func (s *Service) Archived(ctx context.Context, actor access.Actor) (list []CourseSummary, err error) {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = summariesTx(tx, "archived_at IS NOT NULL")
		return err
	})
	return list, err
}

// notArchived refuses to schedule an archived course.
func notArchived(tx *db.Tx, courseID string) error {
	course, err := take[Course](tx, courseID, "noun.course")
	if err == nil && course.ArchivedAt != nil {
		err = fault.OnField("course", "archive.no_offerings")
	}
	return err
}
