package courses

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/courses/parcel"
)

// section is a part of a course that joins its file beside the lessons: its test, and
// whatever else a course is made of. What a section says stands in course.json under its
// kind; its files stand in a folder of that name.
type section struct {
	kind string
	// pack says what a version has of it; nil for nothing.
	pack func(tx *db.Tx, version CourseVersion, c content) (says any, files map[string][]byte, err error)
	// unpack brings it in for a draft that has its lessons already. A fault's field says
	// where in the section something is wrong.
	unpack func(tx *db.Tx, actor access.Actor, draft *CourseVersion, says json.RawMessage, files map[string][]byte, brings *Brings) error
}

// sections are the kinds that are known, in the order in which they are brought in.
func sections() []section { return []section{testSection()} }

// PackedCourse is a course as a file.
type PackedCourse struct {
	Name string
	Data []byte
}

// Export writes a version of a course as one file; version 0 is the newest published one,
// or the draft when there is none.
func (s *Service) Export(ctx context.Context, actor access.Actor, courseID string, version int) (file PackedCourse, err error) {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return file, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		chosen, err := versionToExport(tx, courseID, version)
		if err != nil {
			return err
		}
		file, err = exportTx(tx, chosen)
		if err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.course.export", "course_version", chosen.ID, nil)
	})
	return file, err
}

// CourseByCode gives a course by its code.
func (s *Service) CourseByCode(ctx context.Context, actor access.Actor, code string) (course Course, err error) {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return course, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		found, err := courseCalled(tx, code)
		if err == nil && found == nil {
			return fault.Missing("noun.course")
		}
		if found != nil {
			course = *found
		}
		return err
	})
	return course, err
}

// courseCalled gives the course with a code; nil when there is none.
func courseCalled(tx *db.Tx, code string) (*Course, error) {
	var list []Course
	err := tx.DB.Where("code = ?", code).Find(&list).Error
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func versionToExport(tx *db.Tx, courseID string, version int) (CourseVersion, error) {
	versions, err := versionsOf(tx, courseID)
	if err != nil {
		return CourseVersion{}, err
	}
	at := slices.IndexFunc(versions, func(v CourseVersion) bool {
		return v.Version == version || version == 0 && v.State == Published
	})
	if at < 0 && version == 0 && len(versions) > 0 {
		at = 0
	}
	if at < 0 {
		return CourseVersion{}, fault.Missing("noun.course")
	}
	return versions[at], nil
}

func exportTx(tx *db.Tx, version CourseVersion) (PackedCourse, error) {
	c, err := contentOf(tx, version)
	if err != nil {
		return PackedCourse{}, err
	}
	files := map[string][]byte{}
	for path, text := range c.texts {
		files[path] = []byte(text)
	}
	c.Sections = map[string]json.RawMessage{}
	for _, s := range sections() {
		says, more, err := s.pack(tx, version, c)
		if err != nil {
			return PackedCourse{}, err
		}
		if says == nil {
			continue
		}
		if c.Sections[s.kind], err = json.Marshal(says); err != nil {
			return PackedCourse{}, fmt.Errorf("writing section %s: %w", s.kind, err)
		}
		for path, data := range more {
			files[s.kind+"/"+path] = data
		}
	}
	var b bytes.Buffer
	err = parcel.Write(&b, c.Course, files)
	return PackedCourse{Name: fmt.Sprintf("%s-v%d.zip", c.Code, version.Version), Data: b.Bytes()}, err
}

// Brings says what a file brings in, and what of it cannot be taken over.
type Brings struct {
	Code         string
	Title        string
	Language     string
	CourseID     string // of the course, once it is brought in
	Version      int    // that it becomes; 1: the course is new
	Lessons      int
	Translations int
	Variants     int
	Questions    int // new, or with a new version
	Competencies int // that were not there
	Assessment   string
	Renamed      bool     // the test's code was taken by another
	Changes      *Changes // against the newest version that is there; nil: the course is new
	Left         []LeftOut
}

// LeftOut is something of a file that cannot be taken over here.
type LeftOut struct {
	Key   string
	Pairs []any
}

func (b *Brings) leave(key string, pairs ...any) { b.Left = append(b.Left, LeftOut{key, pairs}) }

// errOnlyLooked ends a transaction in which a file was brought in to see whether it can be.
var errOnlyLooked = errors.New("only looked")

// LookAtCourse says what a file would bring in, and keeps nothing. What is wrong with it
// is a [fault.Invalid] whose field says where.
func (s *Service) LookAtCourse(ctx context.Context, actor access.Actor, data []byte) (brings Brings, err error) {
	if err := mayBring(actor); err != nil {
		return brings, err
	}
	course, files, err := readCourse(data)
	if err != nil {
		return brings, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if brings, err = bring(tx, actor, course, files); err != nil {
			return err
		}
		return errOnlyLooked
	})
	if errors.Is(err, errOnlyLooked) {
		err = nil
	}
	return brings, err
}

// ImportCourse brings in a course: as a new one, or as the draft of the next version of the
// one with its code. All of it or nothing.
func (s *Service) ImportCourse(ctx context.Context, actor access.Actor, data []byte) (brings Brings, err error) {
	if err := mayBring(actor); err != nil {
		return brings, err
	}
	course, files, err := readCourse(data)
	if err != nil {
		return brings, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		brings, err = bring(tx, actor, course, files)
		return err
	})
	return brings, err
}

func mayBring(actor access.Actor) error {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return err
	}
	return actor.NeedSomewhere(access.AuthorItems)
}

// readCourse takes a file apart before any transaction.
func readCourse(data []byte) (parcel.Course, map[string][]byte, error) {
	course, files, err := parcel.Read(data)
	var problem parcel.Problem
	if errors.As(err, &problem) {
		return course, nil, fault.OnField(problem.Where, problem.Key, problem.Pairs...)
	}
	if err != nil {
		return course, nil, err
	}
	return course, files, checkCourse(course, files)
}
