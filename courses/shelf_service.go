package courses

import (
	"context"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/files"
	"relevo/courses/media"
)

// shelfTx gives the files of a course.
func shelfTx(tx *db.Tx, courseID string) (Shelf, error) {
	var list []CourseFile
	err := tx.DB.Where("course_id = ?", courseID).Find(&list).Error
	shelf := make(Shelf, len(list))
	for _, f := range list {
		shelf[f.Name] = f
	}
	return shelf, err
}

// lessonHTML makes the HTML of a lesson of a course that is about to be saved. It refuses
// names that no file has.
func lessonHTML(tx *db.Tx, courseID, source string) (string, error) {
	if err := lockCourse(tx, courseID); err != nil {
		return "", err
	}
	shelf, err := shelfTx(tx, courseID)
	if err != nil {
		return "", err
	}
	if err := shelf.check(source); err != nil {
		return "", err
	}
	return shelf.Render(source)
}

// lockCourse makes the transaction wait for others that use or take away files of a course.
func lockCourse(tx *db.Tx, courseID string) error {
	return tx.DB.Exec(`UPDATE course SET code = code WHERE id = ?`, courseID).Error
}

// AddFile keeps a file for the lessons of a course that has a draft.
func (s *Service) AddFile(ctx context.Context, actor access.Actor, courseID string, in NewFile) (CourseFile, error) {
	var file CourseFile
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return file, err
	}
	in.tidy()
	medium, poster, err := in.read()
	if err != nil {
		return file, err
	}
	err = s.edit(ctx, actor, courseID, "courses.file.add", func(tx *db.Tx, _ CourseVersion) error {
		var count int64
		if err := tx.DB.Model(&CourseFile{}).Where("course_id = ?", courseID).Count(&count).Error; err != nil {
			return err
		}
		if count >= mostOnShelf {
			return fault.OnField("file", "media.too_many", "max", mostOnShelf)
		}
		kept, err := files.KeepTx(tx, medium.Data, medium.Type)
		if err != nil {
			return err
		}
		file = CourseFile{
			ID: tx.NewID(), CourseID: courseID, Name: in.Name, Kind: medium.Kind, FileID: kept.ID, MediaType: medium.Type, Size: kept.Size, Alt: in.Alt,
			Width: medium.Width, Height: medium.Height, Seconds: int(medium.Length.Seconds() + 0.5), UploadedAt: tx.Now, UploadedBy: actor.AccountID,
		}
		if len(poster.Data) > 0 {
			picture, err := files.KeepTx(tx, poster.Data, poster.Type)
			if err != nil {
				return err
			}
			file.PosterID, file.Width, file.Height = &picture.ID, poster.Width, poster.Height
		}
		err = tx.DB.Create(&file).Error
		if db.IsDuplicate(err) {
			return fault.OnField("name", "media.name_taken", "name", in.Name)
		}
		return err
	})
	return file, err
}

// read says what was uploaded, before any transaction: pictures take their time.
func (in NewFile) read() (medium, poster media.Medium, err error) {
	if medium, err = media.Read(in.Data); err != nil {
		return medium, poster, err
	}
	if err := in.validate(medium.Kind); err != nil {
		return medium, poster, err
	}
	if len(in.Poster) == 0 {
		return medium, poster, nil
	}
	if poster, err = media.Read(in.Poster); err != nil || poster.Kind != media.Image {
		return medium, poster, fault.OnField("poster", "media.poster_image")
	}
	return medium, poster, nil
}

// FileUse is a lesson that shows a file.
type FileUse struct {
	CourseFileID string
	LessonID     string
	LessonTitle  string
	Version      int
	State        VersionState
}

// usesSQL finds the lessons that show files of a course: in their text or as their audio.
const usesSQL = `
SELECT f.id AS course_file_id, l.id AS lesson_id, l.title AS lesson_title, v.version, v.state
FROM course_file f
JOIN course_version v ON v.course_id = f.course_id
JOIN module m ON m.course_version_id = v.id
JOIN lesson l ON l.module_id = m.id
WHERE f.course_id = ? AND (l.html LIKE '%="/media/' || f.id || '%'
  OR EXISTS (SELECT 1 FROM lesson_wording w WHERE w.lesson_id = l.id AND w.html LIKE '%="/media/' || f.id || '%')
  OR EXISTS (SELECT 1 FROM lesson_audio a WHERE a.lesson_id = l.id AND a.course_file_id = f.id))
ORDER BY v.version DESC, m.position, l.position, l.id`

func usesTx(tx *db.Tx, courseID string) (map[string][]FileUse, error) {
	var rows []FileUse
	err := tx.DB.Raw(usesSQL, courseID).Scan(&rows).Error
	uses := map[string][]FileUse{}
	for _, r := range rows {
		uses[r.CourseFileID] = append(uses[r.CourseFileID], r)
	}
	return uses, err
}

// RemoveFile takes a file away that no lesson shows. What a published lesson has shown
// stays for good.
func (s *Service) RemoveFile(ctx context.Context, actor access.Actor, courseID, fileID string) error {
	return s.edit(ctx, actor, courseID, "courses.file.remove", func(tx *db.Tx, _ CourseVersion) error {
		if err := lockCourse(tx, courseID); err != nil {
			return err
		}
		file, err := take[CourseFile](tx, fileID, "noun.file")
		if err != nil {
			return err
		}
		if file.CourseID != courseID {
			return fault.Missing("noun.file")
		}
		uses, err := usesTx(tx, courseID)
		if err != nil {
			return err
		}
		if used := uses[fileID]; len(used) > 0 {
			return fault.New(fault.Conflict, "media.in_use", "lesson", used[0].LessonTitle)
		}
		return tx.DB.Where("id = ?", fileID).Delete(&CourseFile{}).Error
	})
}

// ShelfPage is the files of a course with where they are shown.
type ShelfPage struct {
	CourseID string
	Version  CourseVersion // the newest
	Files    []CourseFile  // by name
	Uses     map[string][]FileUse
}

// CourseFiles lists the files of a course.
func (s *Service) CourseFiles(ctx context.Context, actor access.Actor, courseID string) (ShelfPage, error) {
	page := ShelfPage{CourseID: courseID}
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return page, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		versions, err := versionsOf(tx, courseID)
		if err != nil {
			return err
		}
		if len(versions) == 0 {
			return fault.Missing("noun.course")
		}
		page.Version = versions[0]
		if err := tx.DB.Where("course_id = ?", courseID).Order("name").Find(&page.Files).Error; err != nil {
			return err
		}
		page.Uses, err = usesTx(tx, courseID)
		return err
	})
	return page, err
}

// FileContent gives a file of a course, or the poster of a video, to those who write or
// run courses and to whoever is enrolled in one of its offerings. Documents come whole.
func (s *Service) FileContent(ctx context.Context, actor access.Actor, fileID string, poster bool, span files.Span) (file CourseFile, content files.Content, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if file, err = take[CourseFile](tx, fileID, "noun.file"); err != nil {
			return err
		}
		may, err := maySee(tx, actor, file.CourseID)
		if err != nil {
			return err
		}
		if !may || (poster && file.PosterID == nil) {
			return fault.Missing("noun.file")
		}
		id := file.FileID
		if poster {
			id = *file.PosterID
		}
		if file.Kind == media.Document || file.Kind == media.Image || poster {
			span = files.Whole
		}
		content, err = files.ReadTx(tx, id, span)
		return err
	})
	return file, content, err
}

// maySee tells whether the actor may see what lessons of a course show.
func maySee(tx *db.Tx, actor access.Actor, courseID string) (bool, error) {
	if actor.Somewhere(access.AuthorCourses) || actor.Somewhere(access.RunOfferings) {
		return true, nil
	}
	if actor.PersonID == "" {
		return false, nil
	}
	var n int64
	err := tx.DB.Raw(`SELECT count(*) FROM enrolment e JOIN offering o ON o.id = e.offering_id JOIN course_version v ON v.id = o.course_version_id
WHERE e.person_id = ? AND e.withdrawn_at IS NULL AND v.course_id = ?`, actor.PersonID, courseID).Scan(&n).Error
	return n > 0, err
}

// setLessonAudio makes a recording of the course the audio of a lesson; empty for none.
func setLessonAudio(tx *db.Tx, courseID, lessonID, fileID string) error {
	if err := tx.DB.Where("lesson_id = ?", lessonID).Delete(&LessonAudio{}).Error; err != nil || strings.TrimSpace(fileID) == "" {
		return err
	}
	file, err := take[CourseFile](tx, fileID, "noun.file")
	if fault.Is(err, fault.NotFound) || (err == nil && (file.CourseID != courseID || file.Kind != media.Audio)) {
		return fault.OnField("audio", "courses.choose_one")
	}
	if err != nil {
		return err
	}
	return tx.DB.Create(&LessonAudio{LessonID: lessonID, CourseFileID: fileID}).Error
}

// LessonAudio is the recording of a lesson's text being read.
type LessonAudio struct {
	LessonID     string `gorm:"primaryKey"`
	CourseFileID string
}

// TableName names the table for GORM.
func (LessonAudio) TableName() string { return "lesson_audio" }

// audioOf gives the recording of a lesson; nil for none.
func audioOf(tx *db.Tx, lessonID string) (*CourseFile, error) {
	var file CourseFile
	err := tx.DB.Joins("JOIN lesson_audio a ON a.course_file_id = course_file.id").Where("a.lesson_id = ?", lessonID).Take(&file).Error
	if db.IsNone(err) {
		return nil, nil //nolint:nilnil // most lessons have none
	}
	return &file, err
}

// checkNames notes which lessons of a draft name files that the course does not have.
func checkNames(tx *db.Tx, draft CourseVersion, check *fault.Check) error {
	shelf, err := shelfTx(tx, draft.CourseID)
	if err != nil {
		return err
	}
	var lessons []Lesson
	err = tx.DB.Joins("JOIN module m ON m.id = lesson.module_id").Where("m.course_version_id = ?", draft.ID).Find(&lessons).Error
	for _, l := range lessons {
		for _, u := range shelf.Unknown(l.Source) {
			check.That(false, "files", "media.unknown_in", "lesson", l.Title, "name", u.Name, "line", u.Line)
		}
	}
	if err != nil {
		return err
	}
	wordings, err := wordingsOf(tx, draft.ID, true)
	for _, w := range wordings {
		for _, u := range shelf.Unknown(w.Source) {
			check.That(false, "files", "media.unknown_in", "lesson", w.Title, "name", u.Name, "line", u.Line)
		}
	}
	return err
}
