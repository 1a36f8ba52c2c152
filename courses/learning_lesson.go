package courses

import (
	"context"
	"slices"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// LearnLesson is a lesson for its learner.
type LearnLesson struct {
	MyCourse
	Module        string // its title
	Lesson        Lesson // without its text while the warning is not acknowledged
	Number        int    // 1 … of all lessons of the course
	Before, After *LessonHead
	ReadAt        *db.Instant // nil: not read
	Warn          bool        // the content warning is to be acknowledged first
	Shown         Shown       // which text it is
	ReadAs        *Shown      // which text was read; nil: not read, or the one that is shown
	Titles        map[string]Heading
	Beside                    // empty while it is not
	Checks        []SelfCheck // to try oneself with; none while it is not
}

// LearnLesson gives a lesson of one of the actor's own courses. A case study
// comes without its text until its warning is acknowledged; who has read it
// once has done so.
func (s *Service) LearnLesson(ctx context.Context, actor access.Actor, enrolmentID, lessonID string, acknowledged bool) (LearnLesson, error) {
	var page LearnLesson
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return page, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, at, err := lessonOf(tx, actor, enrolmentID, lessonID)
		if err != nil {
			return err
		}
		page.MyCourse = myCourse(r, tx.Today())
		written, err := lessonFixed(tx, r.Version, lessonID)
		if err != nil {
			return err
		}
		page.Lesson, page.Module, page.Number = written.Lesson, written.Module, at+1
		if err := page.word(tx, actor, r); err != nil {
			return err
		}
		if at > 0 {
			page.Before = &r.Progress.Lessons[at-1]
		}
		if at+1 < len(r.Progress.Lessons) {
			page.After = &r.Progress.Lessons[at+1]
		}
		if when, ok := r.Progress.Read[lessonID]; ok {
			page.ReadAt = &when
		}
		if page.Lesson.Kind == CaseStudy && page.ReadAt == nil && !acknowledged {
			page.Warn, page.Lesson.HTML, page.Lesson.Source = true, "", ""
			return nil
		}
		if page.Beside, err = besideOf(tx, r, &page.Lesson, page.Shown.WordingID); err != nil {
			return err
		}
		page.Checks, err = checksAnswered(tx, enrolmentID, written)
		return err
	})
	return page, err
}

// word puts the text that fits the reader in the place of the lesson's own.
func (p *LearnLesson) word(tx *db.Tx, actor access.Actor, r run) error {
	t, err := textsFor(tx, actor, r)
	if err != nil {
		return err
	}
	p.Titles = t.headings(r.Progress.Lessons)
	w := t.of(p.Lesson.ID)
	p.Shown = t.shown(w)
	if as, ok := r.ReadAs[p.Lesson.ID]; ok && as != p.Shown.WordingID && (as == "" || t.find(as) != nil) {
		other := t.shown(t.find(as))
		p.ReadAs = &other
	}
	if w == nil {
		return nil
	}
	text, err := wordingFixed(tx, r.Version, w.ID)
	if err != nil {
		return err
	}
	p.Lesson = p.Lesson.withText(&text)
	reviews, err := reviewsOf(tx, []Wording{text})
	if review, ok := reviews[text.digest()]; ok {
		p.Shown.Review = &review
	}
	return err
}

// lessonOf gives an enrolment of the actor's own and the place of a lesson in it.
func lessonOf(tx *db.Tx, actor access.Actor, enrolmentID, lessonID string) (run, int, error) {
	r, err := mine(tx, actor, enrolmentID)
	if err != nil {
		return r, 0, err
	}
	at := slices.IndexFunc(r.Progress.Lessons, func(l LessonHead) bool { return l.ID == lessonID })
	if at < 0 {
		return r, 0, elsewhere(tx, r, lessonID)
	}
	return r, at, readable(r, tx.Today())
}

// elsewhere says why a lesson is not in the course: it belongs to the version that the
// offering had before, or it is none of the course's.
func elsewhere(tx *db.Tx, r run, lessonID string) error {
	_, version, err := lessonOfCourse(tx, r.Version.CourseID, lessonID)
	if err != nil || version.State != Published {
		return fault.Missing("noun.lesson")
	}
	return fault.New(fault.Conflict, "moving.old_lesson")
}

// MarkRead notes that the actor has read a lesson and gives what comes next.
// Doing it again changes nothing. The fact itself says who read and when, so no
// audit entry repeats it.
func (s *Service) MarkRead(ctx context.Context, actor access.Actor, enrolmentID, lessonID string) (Step, error) {
	var next Step
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return next, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := lockEnrolment(tx, enrolmentID); err != nil {
			return err
		}
		r, at, err := lessonOf(tx, actor, enrolmentID, lessonID)
		if err != nil {
			return err
		}
		if r.Progress.Lessons[at].Kind == PackageLesson {
			if err := mayMark(tx, enrolmentID, lessonID); err != nil {
				return err
			}
		}
		t, err := textsFor(tx, actor, r)
		if err != nil {
			return err
		}
		if err := s.markRead(tx, actor, &r, lessonID, t.of(lessonID)); err != nil {
			return err
		}
		if !r.Progress.TaughtAll() {
			next = r.Progress.Next(tx.Today())
			return nil
		}
		if r, err = mine(tx, actor, enrolmentID); err != nil {
			return err
		}
		next = r.Progress.Next(tx.Today())
		return nil
	})
	return next, err
}

// markRead notes that a lesson was read in a wording, nil for its own text, once, and draws the
// consequences. The enrolment is locked.
func (s *Service) markRead(tx *db.Tx, actor access.Actor, r *run, lessonID string, as *Wording) error {
	if _, already := r.Progress.Read[lessonID]; already {
		return nil
	}
	read := LessonRead{EnrolmentID: r.Enrolment.ID, LessonID: lessonID, ReadAt: tx.Now}
	if as != nil {
		read.WordingID = &as.ID
	}
	if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&read).Error; err != nil {
		return err
	}
	if r.Progress.Read == nil {
		r.Progress.Read = map[string]db.Instant{}
	}
	r.Progress.Read[lessonID] = tx.Now
	if !r.Progress.TaughtAll() {
		return nil
	}
	return s.settle(tx, actor, []run{*r})
}
