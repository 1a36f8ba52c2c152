package courses

import (
	"context"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
)

// CreateCourse begins a course: its first version is an empty draft.
func (s *Service) CreateCourse(ctx context.Context, actor access.Actor, in NewCourse) (Course, error) {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return Course{}, err
	}
	in.Code = strings.TrimSpace(in.Code)
	if err := in.validate(); err != nil {
		return Course{}, err
	}
	var course Course
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		course = Course{ID: tx.NewID(), Code: in.Code, CreatedAt: tx.Now, CreatedBy: actor.AccountID}
		if err := tx.DB.Create(&course).Error; err != nil {
			if db.IsDuplicate(err) {
				return fault.OnField("code", "courses.code_taken")
			}
			return err
		}
		version := CourseVersion{
			ID: tx.NewID(), CourseID: course.ID, Version: 1, State: Draft,
			RecordedAt: tx.Now, RecordedBy: actor.AccountID,
		}
		version.fill(in.Details)
		if err := tx.DB.Create(&version).Error; err != nil {
			return onDetails(err)
		}
		if err := setCompetencies(tx, version.ID, in.Competencies); err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.course.create", "course", course.ID, nil)
	})
	return course, err
}

// fill writes the details onto the version.
func (v *CourseVersion) fill(in Details) {
	v.Title, v.Summary, v.Audience, v.Hours = strings.TrimSpace(in.Title), strings.TrimSpace(in.Summary), in.Audience, in.Hours
	if v.Language = in.Language; v.Language == "" {
		v.Language = string(i18n.Spanish)
	}
	v.AssessmentID = nil
	if in.AssessmentID != "" {
		v.AssessmentID = &in.AssessmentID
	}
}

// onDetails says which field named something that does not exist.
func onDetails(err error) error {
	if db.IsReference(err) {
		return fault.OnField("assessment", "courses.choose_one")
	}
	return err
}

func setCompetencies(tx *db.Tx, versionID string, codes []string) error {
	if err := tx.DB.Where("course_version_id = ?", versionID).Delete(&CourseCompetency{}).Error; err != nil {
		return err
	}
	var rows []CourseCompetency
	seen := map[string]bool{}
	for _, c := range codes {
		if c != "" && !seen[c] {
			rows = append(rows, CourseCompetency{CourseVersionID: versionID, CompetencyCode: c})
		}
		seen[c] = true
	}
	if len(rows) == 0 {
		return nil
	}
	err := tx.DB.Create(&rows).Error
	if db.IsReference(err) {
		return fault.OnField("competencies", "courses.choose_one")
	}
	return err
}

// draftOf gives the draft of a course. Conflict when there is none: what is
// published never changes.
func draftOf(tx *db.Tx, courseID string) (CourseVersion, error) {
	if _, err := take[Course](tx, courseID, "noun.course"); err != nil {
		return CourseVersion{}, err
	}
	var draft CourseVersion
	err := tx.DB.Where("course_id = ? AND state = ?", courseID, Draft).Take(&draft).Error
	if db.IsNone(err) {
		return draft, fault.New(fault.Conflict, "courses.published_stays")
	}
	return draft, err
}

// edit runs fn on the draft of the course in one transaction and records it.
func (s *Service) edit(ctx context.Context, actor access.Actor, courseID, action string, fn func(tx *db.Tx, draft CourseVersion) error) error {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		draft, err := draftOf(tx, courseID)
		if err != nil {
			return err
		}
		if err := fn(tx, draft); err != nil {
			return err
		}
		return access.Record(tx, actor, action, "course_version", draft.ID, nil)
	})
}

// UpdateDraft changes what the draft says about the course.
func (s *Service) UpdateDraft(ctx context.Context, actor access.Actor, courseID string, in Details) error {
	if err := in.validate(); err != nil {
		return err
	}
	return s.edit(ctx, actor, courseID, "courses.draft.update", func(tx *db.Tx, draft CourseVersion) error {
		before, err := competenciesOf(tx, []string{draft.ID})
		if err == nil {
			err = changedSince(draft.details(before[draft.ID]), in.Seen)
		}
		if err != nil {
			return err
		}
		draft.fill(in)
		err = tx.DB.Model(&CourseVersion{}).Where("id = ?", draft.ID).Updates(map[string]any{
			"title": draft.Title, "summary": draft.Summary, "audience": draft.Audience, "language": draft.Language,
			"assessment_id": draft.AssessmentID, "hours": draft.Hours,
		}).Error
		if err != nil {
			return onDetails(err)
		}
		return setCompetencies(tx, draft.ID, in.Competencies)
	})
}

// AddModule adds a module at the end of the draft.
func (s *Service) AddModule(ctx context.Context, actor access.Actor, courseID string, in ModuleInput) (Module, error) {
	var module Module
	if err := in.validate(); err != nil {
		return module, err
	}
	err := s.edit(ctx, actor, courseID, "courses.module.add", func(tx *db.Tx, draft CourseVersion) error {
		modules, err := modulesOf(tx, draft.ID)
		if err != nil {
			return err
		}
		module = Module{
			ID: tx.NewID(), CourseVersionID: draft.ID, Position: len(modules) + 1,
			Title: strings.TrimSpace(in.Title), Summary: strings.TrimSpace(in.Summary),
		}
		return tx.DB.Create(&module).Error
	})
	return module, err
}

// moduleIn gives a module of the draft, with its neighbours in order.
func moduleIn(tx *db.Tx, draft CourseVersion, moduleID string) (at int, all []Module, err error) {
	if all, err = modulesOf(tx, draft.ID); err != nil {
		return 0, nil, err
	}
	for i := range all {
		if all[i].ID == moduleID {
			return i, all, nil
		}
	}
	return 0, nil, fault.Missing("noun.module")
}

// UpdateModule changes a module of the draft.
func (s *Service) UpdateModule(ctx context.Context, actor access.Actor, courseID, moduleID string, in ModuleInput) error {
	if err := in.validate(); err != nil {
		return err
	}
	return s.edit(ctx, actor, courseID, "courses.module.update", func(tx *db.Tx, draft CourseVersion) error {
		at, all, err := moduleIn(tx, draft, moduleID)
		if err != nil {
			return err
		}
		return tx.DB.Model(&Module{}).Where("id = ?", all[at].ID).
			Updates(map[string]any{"title": strings.TrimSpace(in.Title), "summary": strings.TrimSpace(in.Summary)}).Error
	})
}

// MoveModule moves a module of the draft by some places, up when negative; at
// an end it stays.
func (s *Service) MoveModule(ctx context.Context, actor access.Actor, courseID, moduleID string, by int) error {
	return s.edit(ctx, actor, courseID, "courses.module.move", func(tx *db.Tx, draft CourseVersion) error {
		at, all, err := moduleIn(tx, draft, moduleID)
		if err != nil {
			return err
		}
		ids := make([]string, len(all))
		for i, m := range all {
			ids[i] = m.ID
		}
		return number(tx, &Module{}, shift(ids, at, by))
	})
}

// DeleteModule takes a module with its lessons out of the draft.
func (s *Service) DeleteModule(ctx context.Context, actor access.Actor, courseID, moduleID string) error {
	return s.edit(ctx, actor, courseID, "courses.module.delete", func(tx *db.Tx, draft CourseVersion) error {
		at, all, err := moduleIn(tx, draft, moduleID)
		if err != nil {
			return err
		}
		var gone []string
		if err := tx.DB.Model(&Lesson{}).Where("module_id = ?", moduleID).Pluck("id", &gone).Error; err != nil {
			return err
		}
		if err := deleteWordings(tx, gone...); err != nil {
			return err
		}
		if err := tx.DB.Where("module_id = ?", moduleID).Delete(&Lesson{}).Error; err != nil {
			return err
		}
		if err := tx.DB.Where("id = ?", moduleID).Delete(&Module{}).Error; err != nil {
			return err
		}
		var ids []string
		for i, m := range all {
			if i != at {
				ids = append(ids, m.ID)
			}
		}
		return number(tx, &Module{}, ids)
	})
}

// shift moves the element by some places, as far as the ends allow.
func shift(ids []string, at, by int) []string {
	to := min(max(at+by, 0), len(ids)-1)
	moved := ids[at]
	rest := append(append([]string{}, ids[:at]...), ids[at+1:]...)
	return append(append(append([]string{}, rest[:to]...), moved), rest[to:]...)
}

// number writes the positions 1, 2, 3 … in this order.
func number(tx *db.Tx, model any, ids []string) error {
	for i, id := range ids {
		if err := tx.DB.Model(model).Where("id = ? AND position <> ?", id, i+1).Update("position", i+1).Error; err != nil {
			return err
		}
	}
	return nil
}

// AddLesson adds a lesson at the end of a module of the draft.
func (s *Service) AddLesson(ctx context.Context, actor access.Actor, courseID, moduleID string, in LessonInput) (Lesson, error) {
	var lesson Lesson
	if err := in.validate(); err != nil {
		return lesson, err
	}
	err := s.edit(ctx, actor, courseID, "courses.lesson.add", func(tx *db.Tx, draft CourseVersion) error {
		if _, _, err := moduleIn(tx, draft, moduleID); err != nil {
			return err
		}
		html, err := lessonHTML(tx, courseID, in.Source)
		if err != nil {
			return err
		}
		var count int64
		if err := tx.DB.Model(&Lesson{}).Where("module_id = ?", moduleID).Count(&count).Error; err != nil {
			return err
		}
		lesson = Lesson{
			ID: tx.NewID(), ModuleID: moduleID, Position: int(count) + 1, Title: strings.TrimSpace(in.Title), Minutes: in.Minutes,
			Kind: in.kind(), ContentWarning: strings.TrimSpace(in.ContentWarning), Source: in.Source, HTML: html,
		}
		lesson.Origin = lesson.ID
		if err := tx.DB.Create(&lesson).Error; err != nil {
			return err
		}
		return setLessonAudio(tx, courseID, lesson.ID, in.AudioID)
	})
	return lesson, err
}

// lessonIn gives a lesson of the draft.
func lessonIn(tx *db.Tx, draft CourseVersion, lessonID string) (Lesson, error) {
	lesson, err := take[Lesson](tx, lessonID, "noun.lesson")
	if err != nil {
		return lesson, err
	}
	_, _, err = moduleIn(tx, draft, lesson.ModuleID)
	if fault.Is(err, fault.NotFound) {
		// A published lesson is there and stays as it is; one of another
		// course is not there.
		module, err := take[Module](tx, lesson.ModuleID, "noun.lesson")
		if err != nil {
			return lesson, err
		}
		version, err := take[CourseVersion](tx, module.CourseVersionID, "noun.lesson")
		if err == nil && version.CourseID == draft.CourseID {
			return lesson, fault.New(fault.Conflict, "courses.published_stays")
		}
		return lesson, fault.Missing("noun.lesson")
	}
	return lesson, err
}

// UpdateLesson changes a lesson of the draft.
func (s *Service) UpdateLesson(ctx context.Context, actor access.Actor, courseID, lessonID string, in LessonInput) error {
	if err := in.validate(); err != nil {
		return err
	}
	return s.edit(ctx, actor, courseID, "courses.lesson.update", func(tx *db.Tx, draft CourseVersion) error {
		lesson, err := lessonIn(tx, draft, lessonID)
		if err != nil {
			return err
		}
		kind := in.kind()
		if lesson.Kind == PackageLesson {
			kind = PackageLesson
		}
		html, err := lessonHTML(tx, courseID, in.Source)
		if err != nil {
			return err
		}
		err = tx.DB.Model(&Lesson{}).Where("id = ?", lessonID).Updates(map[string]any{
			"title": strings.TrimSpace(in.Title), "minutes": in.Minutes, "kind": kind,
			"content_warning": strings.TrimSpace(in.ContentWarning), "source": in.Source, "html": html,
		}).Error
		if err != nil {
			return err
		}
		return setLessonAudio(tx, courseID, lessonID, in.AudioID)
	})
}

// MoveLesson moves a lesson within its module by some places, up when
// negative; beyond an end it goes to the neighbouring module.
func (s *Service) MoveLesson(ctx context.Context, actor access.Actor, courseID, lessonID string, by int) error {
	return s.edit(ctx, actor, courseID, "courses.lesson.move", func(tx *db.Tx, draft CourseVersion) error {
		lesson, err := lessonIn(tx, draft, lessonID)
		if err != nil {
			return err
		}
		outline, err := outlineOf(tx, draft.ID)
		if err != nil {
			return err
		}
		from := 0
		for outline[from].ID != lesson.ModuleID {
			from++
		}
		ids, at := idsOf(outline[from].Lessons), lesson.Position-1
		to := from + by/max(1, abs(by))
		if target := at + by; (target >= 0 && target < len(ids)) || to < 0 || to >= len(outline) {
			return number(tx, &Lesson{}, shift(ids, at, by))
		}
		if err := tx.DB.Model(&Lesson{}).Where("id = ?", lessonID).Update("module_id", outline[to].ID).Error; err != nil {
			return err
		}
		if err := number(tx, &Lesson{}, append(append([]string{}, ids[:at]...), ids[at+1:]...)); err != nil {
			return err
		}
		next := append([]string{lessonID}, idsOf(outline[to].Lessons)...)
		if by < 0 {
			next = append(idsOf(outline[to].Lessons), lessonID)
		}
		return number(tx, &Lesson{}, next)
	})
}

func abs(n int) int { return max(n, -n) }

func idsOf(lessons []LessonHead) []string {
	ids := make([]string, len(lessons))
	for i, l := range lessons {
		ids[i] = l.ID
	}
	return ids
}

// DeleteLesson takes a lesson out of the draft.
func (s *Service) DeleteLesson(ctx context.Context, actor access.Actor, courseID, lessonID string) error {
	return s.edit(ctx, actor, courseID, "courses.lesson.delete", func(tx *db.Tx, draft CourseVersion) error {
		lesson, err := lessonIn(tx, draft, lessonID)
		if err != nil {
			return err
		}
		if err := deleteWordings(tx, lessonID); err != nil {
			return err
		}
		if err := tx.DB.Where("id = ?", lessonID).Delete(&Lesson{}).Error; err != nil {
			return err
		}
		var rest []string
		if err := tx.DB.Model(&Lesson{}).Where("module_id = ?", lesson.ModuleID).Order("position, id").Pluck("id", &rest).Error; err != nil {
			return err
		}
		return number(tx, &Lesson{}, rest)
	})
}
