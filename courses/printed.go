package courses

import (
	"relevo/app/db"
	"relevo/assessments"
)

// What a published version says never changes, and everybody who learns reads it: it is read
// from the database once and kept in memory (db.Fixed). Of a draft, everything is read anew.
// Callers share what they get and do not change it.

// versionFixed gives a version of a course.
func versionFixed(tx *db.Tx, id string) (CourseVersion, error) {
	return db.Fixed(tx, "course version "+id, func() (CourseVersion, bool, error) {
		v, err := take[CourseVersion](tx, id, "noun.course")
		return v, v.State == Published, err
	})
}

// headsFixed gives the lessons of a version in the order of reading, without their texts.
func headsFixed(tx *db.Tx, v CourseVersion) ([]LessonHead, error) {
	return db.Fixed(tx, "lessons of "+v.ID, func() ([]LessonHead, bool, error) {
		heads, err := headsOf(tx, []string{v.ID})
		return heads[v.ID], v.State == Published, err
	})
}

// wordingsFixed gives the wordings of all lessons of a version, without their texts.
func wordingsFixed(tx *db.Tx, v CourseVersion) ([]Wording, error) {
	return db.Fixed(tx, "wordings of "+v.ID, func() ([]Wording, bool, error) {
		list, err := wordingsOf(tx, v.ID, false)
		return list, v.State == Published, err
	})
}

// lessonPrint is a lesson of a version as it was written.
type lessonPrint struct {
	Lesson Lesson
	Module string // its title
	Checks []LessonCheck
	Items  map[string]assessments.ItemVersion // of the checks, by version
}

// lessonFixed gives a lesson of a version.
func lessonFixed(tx *db.Tx, v CourseVersion, lessonID string) (lessonPrint, error) {
	return db.Fixed(tx, "lesson "+lessonID, func() (p lessonPrint, settled bool, err error) {
		if p.Lesson, err = take[Lesson](tx, lessonID, "noun.lesson"); err != nil {
			return p, false, err
		}
		module, err := take[Module](tx, p.Lesson.ModuleID, "noun.lesson")
		if err != nil {
			return p, false, err
		}
		p.Module = module.Title
		p.Checks, p.Items, err = checksOf(tx, lessonID)
		return p, v.State == Published, err
	})
}

// wordingFixed gives a wording with its text.
func wordingFixed(tx *db.Tx, v CourseVersion, id string) (Wording, error) {
	return db.Fixed(tx, "wording "+id, func() (Wording, bool, error) {
		w, err := take[Wording](tx, id, "noun.wording")
		return w, v.State == Published, err
	})
}

// explained is a text with the words of the glossary that occur in it.
type explained struct {
	HTML  string
	Terms []GlossaryTerm
}

// explainedFixed gives a text with its places and words; of is the lesson or the wording that
// it belongs to.
func explainedFixed(tx *db.Tx, v CourseVersion, of, html string) (explained, error) {
	return db.Fixed(tx, "explained "+of, func() (e explained, settled bool, err error) {
		glossary, err := termsOf(tx, v.ID)
		if err != nil {
			return e, false, err
		}
		e.HTML, e.Terms = Decorate(html, glossary)
		return e, v.State == Published, nil
	})
}
