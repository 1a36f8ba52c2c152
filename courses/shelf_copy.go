package courses

import (
	"relevo/app/access"
	"relevo/app/db"
)

// copyShelf gives a draft, the first version of a course that was copied from another, the
// other's files as its own, and makes its lessons show those.
func copyShelf(tx *db.Tx, actor access.Actor, fromID string, draft CourseVersion) error {
	from, err := shelfTx(tx, fromID)
	if err != nil || len(from) == 0 {
		return err
	}
	newID := map[string]string{}
	for _, name := range keys(from) {
		file := from[name]
		newID[file.ID] = tx.NewID()
		file.ID, file.CourseID, file.UploadedAt, file.UploadedBy = newID[file.ID], draft.CourseID, tx.Now, actor.AccountID
		if err := tx.DB.Create(&file).Error; err != nil {
			return err
		}
	}
	return showShelf(tx, draft, newID)
}

// showShelf makes the HTML of all texts of a draft anew, from the shelf of its course.
// newID tells which file became which, for the recordings of lessons.
func showShelf(tx *db.Tx, draft CourseVersion, newID map[string]string) error {
	shelf, err := shelfTx(tx, draft.CourseID)
	if err != nil {
		return err
	}
	var lessons []Lesson
	if err := tx.DB.Joins("JOIN module m ON m.id = lesson.module_id").Where("m.course_version_id = ?", draft.ID).Find(&lessons).Error; err != nil {
		return err
	}
	ids := make([]string, len(lessons))
	for i, l := range lessons {
		ids[i] = l.ID
		html, err := shelf.Render(l.Source)
		if err != nil {
			return err
		}
		if err := tx.DB.Model(&Lesson{}).Where("id = ?", l.ID).Update("html", html).Error; err != nil {
			return err
		}
	}
	wordings, err := wordingsOf(tx, draft.ID, true)
	if err != nil {
		return err
	}
	for _, w := range wordings {
		html, err := shelf.Render(w.Source)
		if err != nil {
			return err
		}
		if err := tx.DB.Model(&Wording{}).Where("id = ?", w.ID).Update("html", html).Error; err != nil {
			return err
		}
	}
	audio, err := whereIn[LessonAudio](tx, "lesson_id", ids)
	for _, a := range audio {
		if err := tx.DB.Model(&LessonAudio{}).Where("lesson_id = ?", a.LessonID).Update("course_file_id", newID[a.CourseFileID]).Error; err != nil {
			return err
		}
	}
	return err
}
