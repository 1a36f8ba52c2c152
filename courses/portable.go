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

// section is a part of a course that joins its file beside the lessons: its test, its
// files, its glossary. What a section says stands in course.json under its kind; its files
// stand in a folder of that name.
type section struct {
	kind string
	// apart says that it has a life of its own and is no part of what is approved.
	apart bool
	// says tells what a version has of it; nil for nothing.
	says func(tx *db.Tx, version CourseVersion) (any, error)
	// words tells shortly what it says, for showing what changed.
	words func(says json.RawMessage) string
	// files gives its files, by their path in the folder; nil for a section without.
	files func(tx *db.Tx, version CourseVersion, c content) (map[string][]byte, error)
	// before and after bring it in for a draft, before it has its lessons and when it has
	// them. A fault's field says where in the section something is wrong. Nil: nothing to do.
	before, after func(b bringing) error
}

// bringing is what a section is brought in with.
type bringing struct {
	tx      *db.Tx
	actor   access.Actor
	draft   CourseVersion
	lessons map[string]string // identifiers by origin; none before there are any
	says    json.RawMessage
	files   map[string][]byte
	brings  *Brings
}

// sections are the kinds that are known, in the order in which they are brought in.
func sections() []section {
	return []section{testSection(), mediaSection(), glossarySection(), checksSection(), packageSection()}
}

// sectionsOf gathers what a version says in its sections.
func sectionsOf(tx *db.Tx, version CourseVersion) (map[string]json.RawMessage, error) {
	all := map[string]json.RawMessage{}
	for _, s := range sections() {
		says, err := s.says(tx, version)
		if err != nil {
			return nil, err
		}
		if says == nil {
			continue
		}
		if all[s.kind], err = json.Marshal(says); err != nil {
			return nil, fmt.Errorf("writing section %s: %w", s.kind, err)
		}
	}
	return all, nil
}

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
	for _, s := range sections() {
		if _, there := c.Sections[s.kind]; !there || s.files == nil {
			continue
		}
		more, err := s.files(tx, version, c)
		if err != nil {
			return PackedCourse{}, err
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
	Files        int // that lessons show, new here
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
