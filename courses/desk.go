package courses

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/assessments"
)

// Desk is what an author has at hand who writes a lesson.
type Desk struct {
	Files   []CourseFile // of the course, by name
	AudioID string       // the recording of the lesson; empty for none
	Preview Preview      // of what was written so far
}

// Preview is how a text would look, and what is to be looked at in it.
type Preview struct {
	HTML     string
	Unknown  []UnknownFile // names that no file has
	Findings []Finding     // of a case study: what may tell who somebody is
}

// Desk gives what an author has at hand; lessonID is empty for a new lesson.
func (s *Service) Desk(ctx context.Context, actor access.Actor, courseID, lessonID, source string, caseStudy bool) (Desk, error) {
	var desk Desk
	err := s.preview(ctx, actor, courseID, source, caseStudy, func(tx *db.Tx, preview Preview) error {
		desk = Desk{Preview: preview}
		if err := tx.DB.Where("course_id = ?", courseID).Order("name").Find(&desk.Files).Error; err != nil || lessonID == "" {
			return err
		}
		audio, err := audioOf(tx, lessonID)
		if audio != nil {
			desk.AudioID = audio.ID
		}
		return err
	})
	return desk, err
}

// Preview shows how a text would look as a lesson of the course. Nothing is saved.
func (s *Service) Preview(ctx context.Context, actor access.Actor, courseID, source string, caseStudy bool) (Preview, error) {
	var shown Preview
	err := s.preview(ctx, actor, courseID, source, caseStudy, func(_ *db.Tx, preview Preview) error {
		shown = preview
		return nil
	})
	return shown, err
}

func (s *Service) preview(ctx context.Context, actor access.Actor, courseID, source string, caseStudy bool, fn func(*db.Tx, Preview) error) error {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return err
	}
	if err := (LessonInput{Title: "·", Minutes: 1, Source: source}).validate(); err != nil {
		return err
	}
	return s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := take[Course](tx, courseID, "noun.course"); err != nil {
			return err
		}
		shelf, err := shelfTx(tx, courseID)
		if err != nil {
			return err
		}
		preview := Preview{Unknown: shelf.Unknown(source)}
		if preview.HTML, err = shelf.Render(source); err != nil {
			return err
		}
		if caseStudy {
			preview.Findings = Identify(source)
		}
		return fn(tx, preview)
	})
}

// Choices is what an author chooses from when describing a course.
type Choices struct {
	Competencies []assessments.Competency
	Assessments  []assessments.Assessment
}

// Choices lists the competencies and assessments there are.
func (s *Service) Choices(ctx context.Context, actor access.Actor) (Choices, error) {
	var out Choices
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out.Competencies, err = assessments.CompetenciesTx(tx); err != nil {
			return err
		}
		return tx.DB.Order("title, id").Find(&out.Assessments).Error
	})
	return out, err
}
