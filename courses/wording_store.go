package courses

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
)

// wordingsOf gives the wordings of all lessons of a version. Texts says whether their
// sources and HTML are loaded too.
func wordingsOf(tx *db.Tx, versionID string, texts bool) (list []Wording, err error) {
	query := tx.DB.Where("lesson_id IN (?)", tx.DB.Model(&Lesson{}).Select("lesson.id").
		Joins("JOIN module ON module.id = lesson.module_id").Where("module.course_version_id = ?", versionID))
	if !texts {
		query = query.Omit("source", "html")
	}
	err = query.Order("lesson_id, id").Find(&list).Error
	return list, err
}

// wordingsOfLesson gives the wordings of one lesson, as they are listed.
func wordingsOfLesson(tx *db.Tx, lessonID string) (list []Wording, err error) {
	err = tx.DB.Where("lesson_id = ?", lessonID).Order("id").Find(&list).Error
	sortWordings(list)
	return list, err
}

// reviewsOf gives the last review of each text, by its digest.
func reviewsOf(tx *db.Tx, list []Wording) (map[string]WordingReview, error) {
	digests := make([]string, len(list))
	for i, w := range list {
		digests[i] = w.digest()
	}
	rows, err := whereIn[WordingReview](tx, "digest", digests)
	last := map[string]WordingReview{}
	for _, r := range rows {
		if r.ID > last[r.Digest].ID {
			last[r.Digest] = r
		}
	}
	return last, err
}

// placesIn gives the institutions that wordings are for.
func placesIn(tx *db.Tx, list []Wording) (map[string]people.Institution, error) {
	var ids []string
	for _, w := range list {
		if w.InstitutionID != nil {
			ids = append(ids, *w.InstitutionID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return people.InstitutionsTx(tx, ids)
}

// copyWordings gives the lessons of a new draft the wordings of those they are copies
// of; newID tells which lesson became which.
func copyWordings(tx *db.Tx, versionID string, newID map[string]string) error {
	list, err := wordingsOf(tx, versionID, true)
	if err != nil || len(list) == 0 {
		return err
	}
	for i := range list {
		list[i].ID, list[i].LessonID = tx.NewID(), newID[list[i].LessonID]
	}
	return tx.DB.CreateInBatches(&list, 50).Error
}

// deleteWordings takes the wordings of lessons out of a draft.
func deleteWordings(tx *db.Tx, lessonIDs ...string) error {
	return inChunks(lessonIDs, func(part []string) error {
		return tx.DB.Where("lesson_id IN ?", part).Delete(&Wording{}).Error
	})
}

// texts are the texts of a version as one reader gets them.
type texts struct {
	version CourseVersion
	all     []Wording
	by      map[string][]Wording // by lesson
	places  map[string]people.Institution
	who     reader
}

// textsFor prepares the texts of an enrolment's course for its person: what there is, not
// yet the texts themselves. Where somebody works today counts; for who has no post any
// more, where they worked when enrolled.
func textsFor(tx *db.Tx, actor access.Actor, r run) (t texts, err error) {
	t = texts{version: r.Version, by: map[string][]Wording{}}
	if t.all, err = wordingsFixed(tx, r.Version); err != nil {
		return t, err
	}
	placed := false
	for _, w := range t.all {
		t.by[w.LessonID] = append(t.by[w.LessonID], w)
		placed = placed || w.Placed()
	}
	t.who.Language = languageFor(actor, r, t.all)
	if !placed {
		return t, nil
	}
	if t.places, err = placesIn(tx, t.all); err != nil {
		return t, err
	}
	t.who.Region, t.who.Path, err = placeOf(tx, r.Enrolment)
	return t, err
}

// languageFor is the language in which somebody reads a course: the one they chose for
// it, else the one of their account when the course has it, else the course's own.
func languageFor(actor access.Actor, r run, list []Wording) string {
	if r.Enrolment.Language != "" {
		return r.Enrolment.Language
	}
	if locale, ok := i18n.Parse(actor.Locale); ok {
		for _, w := range list {
			if w.Language == string(locale) {
				return w.Language
			}
		}
	}
	return r.Version.Language
}

func placeOf(tx *db.Tx, e Enrolment) (region, path string, err error) {
	now, err := people.SnapshotTx(tx, e.PersonID, tx.Today())
	if err != nil || now.InstitutionID != nil || e.InstitutionID == nil {
		return now.Region, now.Path, err
	}
	at, err := people.InstitutionTx(tx, *e.InstitutionID)
	return at.Region(), at.Path, err
}

// of gives the wording that takes the place of a lesson's own text; nil for none.
func (t texts) of(lessonID string) *Wording {
	paths := map[string]string{}
	for id, place := range t.places {
		paths[id] = place.Path
	}
	return fitting(t.by[lessonID], t.version.Language, t.who, paths)
}

// shown says which text of a lesson is shown.
func (t texts) shown(w *Wording) Shown {
	s := Shown{Language: t.version.Language}
	if w != nil {
		s = Shown{WordingID: w.ID, Language: w.Language, Region: w.Region, Translation: w.Language != t.version.Language}
		if w.InstitutionID != nil {
			s.Institution = t.places[*w.InstitutionID].Name
		}
	}
	if s.Language != t.who.Language {
		s.Asked = t.who.Language
	}
	return s
}

// headings gives the titles of lessons as the reader gets them.
func (t texts) headings(heads []LessonHead) map[string]Heading {
	all := map[string]Heading{}
	for _, head := range heads {
		all[head.ID] = Heading{head.Title, t.version.Language}
		if w := t.of(head.ID); w != nil {
			all[head.ID] = Heading{w.Title, w.Language}
		}
	}
	return all
}

// find gives a wording by its identifier; nil when there is none.
func (t texts) find(id string) *Wording {
	for i := range t.all {
		if t.all[i].ID == id {
			return &t.all[i]
		}
	}
	return nil
}
