package courses

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
)

// TakeAlong is what a telephone keeps of a course so that it can be read without a network.
type TakeAlong struct {
	MyCourse
	At      db.Instant // now: the telephone's clock may say anything
	Digest  string     // another one when there is something else to keep
	Lessons []TakenLesson
}

// TakenLesson is a lesson as its reader would take it along. A package is none: it needs its
// player and its host.
type TakenLesson struct {
	LessonHead
	Heading
	Read   bool
	Bytes  int // of its text as HTML
	Files  []TakenFile
	Checks []string // versions of the items of its self-checks
}

// TakenFile is a picture, a recording or a video that a lesson shows.
type TakenFile struct {
	Address string
	Bytes   int64
}

// shownMedia finds the files in the HTML of a lesson. What is only linked, to be downloaded,
// is left where it is.
var shownMedia = regexp.MustCompile(`(?:src|poster)="/media/([0-9a-z]+)(/poster)?"`)

// TakeAlong says what of one of the actor's own courses can be kept on a telephone, and how
// much that is. The lessons must be open to them: what cannot be read yet is not kept either.
func (s *Service) TakeAlong(ctx context.Context, actor access.Actor, enrolmentID string) (out TakeAlong, err error) {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := mine(tx, actor, enrolmentID)
		if err != nil {
			return err
		}
		if err := readable(r, tx.Today()); err != nil {
			return err
		}
		out = TakeAlong{MyCourse: myCourse(r, tx.Today()), At: tx.Now}
		out.Lessons, out.Digest, err = taken(tx, actor, r)
		return err
	})
	return out, err
}

// taken gathers the lessons of an enrolment's course: a fixed number of statements.
func taken(tx *db.Tx, actor access.Actor, r run) (list []TakenLesson, digest string, err error) {
	t, err := textsFor(tx, actor, r)
	if err != nil {
		return nil, "", err
	}
	html, err := htmlFor(tx, t, r.Progress.Lessons)
	if err != nil {
		return nil, "", err
	}
	shelf, err := shelfTx(tx, r.Version.CourseID)
	if err != nil {
		return nil, "", err
	}
	files := map[string]CourseFile{}
	for _, f := range shelf {
		files[f.ID] = f
	}
	var ids []string
	for _, l := range r.Progress.Lessons {
		ids = append(ids, l.ID)
	}
	spoken, err := whereIn[LessonAudio](tx, "lesson_id", ids)
	if err != nil {
		return nil, "", err
	}
	checks, err := whereIn[LessonCheck](tx, "lesson_id", ids)
	if err != nil {
		return nil, "", err
	}
	headings, sum := t.headings(r.Progress.Lessons), sha256.New()
	for _, l := range r.Progress.Lessons {
		if l.Kind == PackageLesson {
			continue
		}
		lesson := TakenLesson{LessonHead: l, Heading: headings[l.ID], Read: !r.Progress.Read[l.ID].IsZero(), Bytes: len(html[l.ID]), Files: filesShown(html[l.ID], files)}
		for _, a := range spoken {
			if f, ok := files[a.CourseFileID]; ok && a.LessonID == l.ID {
				lesson.Files = append(lesson.Files, TakenFile{f.Address(), f.Size})
			}
		}
		for _, c := range checks {
			if c.LessonID == l.ID {
				lesson.Checks = append(lesson.Checks, c.ItemVersionID)
			}
		}
		_, _ = fmt.Fprintln(sum, l.ID, html[l.ID], lesson.Files, lesson.Checks) // a hash never fails to be written to
		list = append(list, lesson)
	}
	return list, hex.EncodeToString(sum.Sum(nil))[:16], nil
}

// htmlFor gives the HTML of lessons as the reader gets them.
func htmlFor(tx *db.Tx, t texts, heads []LessonHead) (map[string]string, error) {
	all := map[string]string{}
	lessonOf, own, said := map[string]string{}, []string{}, []string{}
	for _, head := range heads {
		if w := t.of(head.ID); w != nil {
			lessonOf[w.ID], said = head.ID, append(said, w.ID)
		} else {
			own = append(own, head.ID)
		}
	}
	lessons, err := whereIn[Lesson](tx, "id", own)
	if err != nil {
		return nil, err
	}
	for _, l := range lessons {
		all[l.ID] = l.HTML
	}
	wordings, err := whereIn[Wording](tx, "id", said)
	for _, w := range wordings {
		all[lessonOf[w.ID]] = w.HTML
	}
	return all, err
}

// filesShown lists what a text shows, each once. A poster is small beside its video and is
// counted as nothing.
func filesShown(html string, files map[string]CourseFile) []TakenFile {
	var list []TakenFile
	seen := map[string]bool{}
	for _, m := range shownMedia.FindAllStringSubmatch(html, -1) {
		f, known := files[m[1]]
		if address := "/media/" + m[1] + m[2]; known && !seen[address] {
			seen[address] = true
			size := f.Size
			if m[2] != "" {
				size = 0
			}
			list = append(list, TakenFile{address, size})
		}
	}
	return list
}

// CheckTold gives a self-check, and which of its lesson it is from 1, as it is kept on a
// telephone: with what would be right, for
// a reader who compares their answer without a network. A self-check counts for nothing.
func (s *Service) CheckTold(ctx context.Context, actor access.Actor, enrolmentID, lessonID, versionID string) (check SelfCheck, number int, err error) {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return check, 0, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, _, err := lessonOf(tx, actor, enrolmentID, lessonID); err != nil {
			return err
		}
		list, err := checksFor(tx, enrolmentID, lessonID)
		if err != nil {
			return err
		}
		check, err = checkOf(list, versionID)
		number = 1 + slices.IndexFunc(list, func(c SelfCheck) bool { return c.Version.ID == versionID })
		return err
	})
	return check, number, err
}
