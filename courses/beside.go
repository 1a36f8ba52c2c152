package courses

import (
	"cmp"
	"context"
	"strings"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// ReadingPlace is where in a lesson somebody stopped reading: the number of the block that
// stood at the top. It is no fact about what they know, and is overwritten.
type ReadingPlace struct {
	EnrolmentID string `gorm:"primaryKey"`
	LessonID    string `gorm:"primaryKey"`
	Place       int    // from 1
	SavedAt     db.Instant
}

// TableName names the table for GORM.
func (ReadingPlace) TableName() string { return "reading_place" }

// LessonNote is what somebody notes beside a lesson, for their own eyes.
type LessonNote struct {
	EnrolmentID string `gorm:"primaryKey"`
	LessonID    string `gorm:"primaryKey"`
	Body        string
	SavedAt     db.Instant
}

// TableName names the table for GORM.
func (LessonNote) TableName() string { return "lesson_note" }

const (
	maxNote   = 10_000 // characters
	mostPlace = 10_000 // blocks of a lesson
)

// upsert overwrites what was kept of the same lesson of the same enrolment.
func upsert(columns ...string) clause.OnConflict {
	return clause.OnConflict{Columns: []clause.Column{{Name: "enrolment_id"}, {Name: "lesson_id"}}, DoUpdates: clause.AssignmentColumns(columns)}
}

// KeepPlace notes where in a lesson the actor stopped reading.
func (s *Service) KeepPlace(ctx context.Context, actor access.Actor, enrolmentID, lessonID string, place int) error {
	return s.beside(ctx, actor, enrolmentID, lessonID, func(tx *db.Tx) error {
		if place < 1 || place > mostPlace {
			return fault.New(fault.Invalid, "fault.bad_request")
		}
		row := ReadingPlace{EnrolmentID: enrolmentID, LessonID: lessonID, Place: place, SavedAt: tx.Now}
		return tx.DB.Clauses(upsert("place", "saved_at")).Create(&row).Error
	})
}

// KeepNote keeps what the actor notes beside a lesson; an empty text takes the note away.
// Nobody else ever sees it, and no audit entry tells of it.
func (s *Service) KeepNote(ctx context.Context, actor access.Actor, enrolmentID, lessonID, body string) (at db.Instant, err error) {
	body = strings.TrimSpace(body)
	if len([]rune(body)) > maxNote {
		return at, fault.OnField("note", "courses.too_long", "max", maxNote)
	}
	err = s.beside(ctx, actor, enrolmentID, lessonID, func(tx *db.Tx) error {
		at = tx.Now
		if body == "" {
			return tx.DB.Where("enrolment_id = ? AND lesson_id = ?", enrolmentID, lessonID).Delete(&LessonNote{}).Error
		}
		row := LessonNote{EnrolmentID: enrolmentID, LessonID: lessonID, Body: body, SavedAt: tx.Now}
		return tx.DB.Clauses(upsert("body", "saved_at")).Create(&row).Error
	})
	return at, err
}

// beside runs fn for a lesson of an enrolment of the actor's own.
func (s *Service) beside(ctx context.Context, actor access.Actor, enrolmentID, lessonID string, fn func(tx *db.Tx) error) error {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, _, err := lessonOf(tx, actor, enrolmentID, lessonID); err != nil {
			return err
		}
		return fn(tx)
	})
}

// NoteLine is a note with the lesson it stands beside.
type NoteLine struct {
	LessonNote
	Title string // of the lesson
	Open  bool   // the lesson belongs to what the enrolment reads now
}

const notesSQL = `
SELECT n.enrolment_id, n.lesson_id, n.body, n.saved_at, l.title, m.course_version_id = ? AS open
FROM lesson_note n JOIN lesson l ON l.id = n.lesson_id JOIN module m ON m.id = l.module_id
WHERE n.enrolment_id = ? ORDER BY m.position, l.position, l.id`

// Notes gives one of the actor's own courses with all they noted beside its lessons.
func (s *Service) Notes(ctx context.Context, actor access.Actor, enrolmentID string) (course MyCourse, notes []NoteLine, err error) {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return course, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := mine(tx, actor, enrolmentID)
		if err != nil {
			return err
		}
		course, notes = myCourse(r, tx.Today()), nil
		return tx.DB.Raw(notesSQL, r.Version.ID, enrolmentID).Scan(&notes).Error
	})
	return course, notes, err
}

// goOn leads the next step of courses to where in a lesson their person stopped: to the
// lesson they were reading last, if it was not read, and in it to the place.
func goOn(tx *db.Tx, list []*MyCourse) error {
	byEnrolment := map[string]*MyCourse{}
	var ids []string
	for _, c := range list {
		if c.Step.Kind == StepLesson {
			byEnrolment[c.EnrolmentID] = c
			ids = append(ids, c.EnrolmentID)
		}
	}
	places, err := whereIn[ReadingPlace](tx, "enrolment_id", ids)
	last := map[string]db.Instant{}
	for _, p := range places {
		c := byEnrolment[p.EnrolmentID]
		if _, read := c.Progress.Read[p.LessonID]; read || p.Place < 2 || (last[p.EnrolmentID] != db.Instant{} && !p.SavedAt.After(last[p.EnrolmentID])) {
			continue
		}
		for _, l := range c.Progress.Lessons {
			if l.ID == p.LessonID {
				c.Step.LessonID, c.Step.Title, c.Step.Place = l.ID, l.Title, p.Place
				last[p.EnrolmentID] = p.SavedAt
			}
		}
	}
	return err
}

// Beside is what stands around the text of a lesson for its reader.
type Beside struct {
	Audio   *CourseFile    // the text being read; nil for none
	Terms   []GlossaryTerm // that occur in the text, in its order
	Stopped int            // the block at which the person stopped; 0: nowhere
	Note    string
	Noted   *db.Instant // when the note was saved; nil: none
}

// besideOf gives what stands around a lesson and the text with its places and words. wordingID
// says which text it is; empty: the lesson's own.
func besideOf(tx *db.Tx, r run, lesson *Lesson, wordingID string) (b Beside, err error) {
	if b.Audio, err = audioOf(tx, lesson.ID); err != nil {
		return b, err
	}
	text, err := explainedFixed(tx, r.Version, cmp.Or(wordingID, lesson.ID), lesson.HTML)
	if err != nil {
		return b, err
	}
	lesson.HTML, b.Terms = text.HTML, text.Terms
	if b.Stopped, err = placeIn(tx, r.Enrolment.ID, lesson.ID); err != nil {
		return b, err
	}
	var notes []LessonNote
	err = tx.DB.Where("enrolment_id = ? AND lesson_id = ?", r.Enrolment.ID, lesson.ID).Find(&notes).Error
	for _, n := range notes {
		b.Note, b.Noted = n.Body, &n.SavedAt
	}
	return b, err
}

func placeIn(tx *db.Tx, enrolmentID, lessonID string) (place int, err error) {
	err = tx.DB.Model(&ReadingPlace{}).Select("place").Where("enrolment_id = ? AND lesson_id = ?", enrolmentID, lessonID).Scan(&place).Error
	return place, err
}

// copyBeside gives the lessons of a new draft what stands beside those they were copied
// from: their recordings and their questions.
func copyBeside(tx *db.Tx, newID map[string]string) error {
	old := keys(newID)
	audio, err := whereIn[LessonAudio](tx, "lesson_id", old)
	if err != nil {
		return err
	}
	for i := range audio {
		audio[i].LessonID = newID[audio[i].LessonID]
	}
	if len(audio) > 0 {
		if err := tx.DB.CreateInBatches(&audio, 100).Error; err != nil {
			return err
		}
	}
	checks, err := whereIn[LessonCheck](tx, "lesson_id", old)
	if err != nil || len(checks) == 0 {
		return err
	}
	for i := range checks {
		checks[i].LessonID = newID[checks[i].LessonID]
	}
	return tx.DB.CreateInBatches(&checks, 100).Error
}
