package courses

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// WordingLine is a wording in the list of its lesson.
type WordingLine struct {
	Wording
	Institution string         // its name; empty: not for one
	Review      *WordingReview // nil: nobody has reviewed it
}

// LessonTexts is a lesson with all that is said in its place.
type LessonTexts struct {
	Lesson   Lesson
	Version  CourseVersion
	Wordings []WordingLine
	Editable bool                 // the lesson belongs to the draft
	Places   []people.Institution // that a variant may be for
}

// LessonTexts gives a lesson of the course with its translations and variants.
func (s *Service) LessonTexts(ctx context.Context, actor access.Actor, courseID, lessonID string) (out LessonTexts, err error) {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = LessonTexts{}
		if out.Lesson, out.Version, err = lessonOfCourse(tx, courseID, lessonID); err != nil {
			return err
		}
		out.Editable = out.Version.State == Draft
		if out.Places, err = people.InstitutionsInScopeTx(tx, actor, access.AuthorCourses); err != nil {
			return err
		}
		out.Wordings, err = wordingLines(tx, lessonID)
		return err
	})
	return out, err
}

func wordingLines(tx *db.Tx, lessonID string) ([]WordingLine, error) {
	list, err := wordingsOfLesson(tx, lessonID)
	if err != nil {
		return nil, err
	}
	places, err := placesIn(tx, list)
	if err != nil {
		return nil, err
	}
	reviews, err := reviewsOf(tx, list)
	if err != nil {
		return nil, err
	}
	lines := make([]WordingLine, len(list))
	for i, w := range list {
		lines[i].Wording = w
		if w.InstitutionID != nil {
			lines[i].Institution = places[*w.InstitutionID].Name
		}
		if review, ok := reviews[w.digest()]; ok {
			lines[i].Review = &review
		}
	}
	return lines, nil
}

// SaveWording writes a translation or a variant of a lesson of the draft; wordingID is
// empty for a new one. A lesson has one for each language and place.
func (s *Service) SaveWording(ctx context.Context, actor access.Actor, courseID, lessonID, wordingID string, in WordingInput) (wording Wording, err error) {
	if err := in.validate(); err != nil {
		return wording, err
	}
	err = s.edit(ctx, actor, courseID, "courses.wording.save", func(tx *db.Tx, draft CourseVersion) error {
		lesson, err := lessonIn(tx, draft, lessonID)
		if err != nil {
			return err
		}
		if err := in.validateFor(draft, lesson); err != nil {
			return err
		}
		html, err := lessonHTML(tx, courseID, in.Source)
		if err != nil {
			return err
		}
		list, err := wordingsOfLesson(tx, lessonID)
		if err != nil {
			return err
		}
		wording = Wording{ID: tx.NewID(), LessonID: lessonID}
		if wordingID != "" {
			if wording, err = wordingIn(list, wordingID); err != nil {
				return err
			}
		}
		wording.fill(in, html)
		wording.RecordedAt, wording.RecordedBy = tx.Now, actor.AccountID
		if slices.ContainsFunc(list, func(other Wording) bool { return other.ID != wording.ID && sameUse(other, wording) }) {
			return fault.OnField("language", "wording.there_already")
		}
		err = tx.DB.Save(&wording).Error
		if db.IsReference(err) {
			return fault.OnField("institution", "courses.choose_one")
		}
		return err
	})
	return wording, err
}

// sameUse tells whether two wordings are for the same readers.
func sameUse(a, b Wording) bool {
	at := func(w Wording) string {
		if w.InstitutionID == nil {
			return w.Region
		}
		return *w.InstitutionID
	}
	return a.Language == b.Language && at(a) == at(b)
}

func wordingIn(list []Wording, id string) (Wording, error) {
	at := slices.IndexFunc(list, func(w Wording) bool { return w.ID == id })
	if at < 0 {
		return Wording{}, fault.Missing("noun.wording")
	}
	return list[at], nil
}

// DeleteWording takes a translation or variant out of the draft.
func (s *Service) DeleteWording(ctx context.Context, actor access.Actor, courseID, lessonID, wordingID string) error {
	return s.edit(ctx, actor, courseID, "courses.wording.delete", func(tx *db.Tx, draft CourseVersion) error {
		if _, err := lessonIn(tx, draft, lessonID); err != nil {
			return err
		}
		list, err := wordingsOfLesson(tx, lessonID)
		if err != nil {
			return err
		}
		wording, err := wordingIn(list, wordingID)
		if err != nil {
			return err
		}
		return tx.DB.Where("id = ?", wording.ID).Delete(&Wording{}).Error
	})
}

// ReviewWording notes who has read a translation or variant and found it right. That may
// happen after the version was published: its text does not change by it.
func (s *Service) ReviewWording(ctx context.Context, actor access.Actor, courseID, lessonID, wordingID, reviewer string) error {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return err
	}
	reviewer = strings.TrimSpace(reviewer)
	var check fault.Check
	check.That(reviewer != "", "reviewer", "fault.required")
	check.That(len([]rune(reviewer)) <= maxTitle, "reviewer", "courses.too_long", "max", maxTitle)
	if err := check.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, _, err := lessonOfCourse(tx, courseID, lessonID); err != nil {
			return err
		}
		list, err := wordingsOfLesson(tx, lessonID)
		if err != nil {
			return err
		}
		wording, err := wordingIn(list, wordingID)
		if err != nil {
			return err
		}
		review := WordingReview{ID: tx.NewID(), Digest: wording.digest(), Reviewer: reviewer, ReviewedOn: tx.Today(), RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Create(&review).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.wording.review", "lesson_wording", wording.ID, nil)
	})
}

// ChooseLanguage notes in which language the actor reads one of their own courses.
func (s *Service) ChooseLanguage(ctx context.Context, actor access.Actor, enrolmentID, language string) error {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := mine(tx, actor, enrolmentID)
		if err != nil {
			return err
		}
		list, err := wordingsOf(tx, r.Version.ID, false)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(spoken(r.Version, 0, list), func(in Spoken) bool { return in.Language == language }) {
			return fault.OnField("language", "courses.choose_one")
		}
		return tx.DB.Model(&Enrolment{}).Where("id = ?", enrolmentID).Update("language", language).Error
	})
}
