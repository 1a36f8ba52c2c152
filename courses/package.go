package courses

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/files"
	"relevo/courses/scorm"
)

// Package is a course package as it was uploaded. It never changes: another upload is
// another package.
type Package struct {
	ID         string
	Standard   scorm.Standard
	Edition    string // as its manifest says
	Title      string
	Units      Units
	Notes      Notes
	FileName   string // as whoever uploaded it called it; for showing
	Size       int64  // bytes of its files
	Files      int
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (Package) TableName() string { return "scorm_package" }

// Unit gives one of the package's units.
func (p Package) Unit(key string) (scorm.Unit, bool) {
	for _, u := range p.Units {
		if u.Key == key {
			return u, true
		}
	}
	return scorm.Unit{}, false
}

// PackageFile says where a file of a package lies.
type PackageFile struct {
	PackageID string `gorm:"primaryKey"`
	Path      string `gorm:"primaryKey"` // as [scorm.Fold] gives it
	MediaType string
	FileID    *string // nil: the file is empty
}

// TableName names the table for GORM.
func (PackageFile) TableName() string { return "scorm_file" }

// PackageInput is a package as an author uploads it, to be a lesson.
type PackageInput struct {
	Title    string // the package's own when empty
	Minutes  int
	FileName string
	Data     []byte // the archive
}

// readPackage reads a package and keeps its files. Files are kept some at a time, before
// the package itself: they are called by their content, so what is left over when this
// ends early harms nobody, and the database is not held up.
func (s *Service) readPackage(ctx context.Context, actor access.Actor, fileName string, data []byte) (pack Package, list []PackageFile, err error) {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return pack, nil, err
	}
	read, err := scorm.Read(data)
	if err != nil {
		return pack, nil, err
	}
	if list, err = s.keepFiles(ctx, read.Files); err != nil {
		return pack, nil, err
	}
	return packageRead(read, fileName, actor), list, nil
}

// packageRead is a package as it was read.
func packageRead(read scorm.Package, fileName string, actor access.Actor) Package {
	pack := Package{
		Standard: read.Standard, Edition: read.Edition, Title: read.Title, Units: read.Units, FileName: short(fileName),
		Size: read.Size, Files: len(read.Files), RecordedBy: actor.AccountID,
	}
	for _, n := range read.Notes {
		pack.Notes = append(pack.Notes, string(n))
	}
	return pack
}

// keptAtOnce is how many bytes of a package are kept in one transaction.
const keptAtOnce = 8 << 20

func (s *Service) keepFiles(ctx context.Context, all []scorm.File) ([]PackageFile, error) {
	list := make([]PackageFile, len(all))
	for begin := 0; begin < len(all); {
		var contents [][]byte
		for size := 0; begin+len(contents) < len(all) && size < keptAtOnce; {
			content, err := all[begin+len(contents)].Read()
			if err != nil {
				return nil, err
			}
			contents = append(contents, content)
			size += len(content)
		}
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			for i, content := range contents {
				file, err := keepFile(tx, all[begin+i], content)
				if err != nil {
					return err
				}
				list[begin+i] = file
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		begin += len(contents)
	}
	return list, nil
}

func keepFile(tx *db.Tx, f scorm.File, content []byte) (PackageFile, error) {
	file := PackageFile{Path: scorm.Fold(f.Path), MediaType: f.MediaType}
	if len(content) == 0 {
		return file, nil
	}
	kept, err := files.KeepTx(tx, content, f.MediaType)
	file.FileID = &kept.ID
	return file, err
}

// addPackage writes a package down within the transaction of whatever it is for.
func addPackage(tx *db.Tx, pack *Package, list []PackageFile) error {
	pack.ID, pack.RecordedAt = tx.NewID(), tx.Now
	if err := tx.DB.Create(pack).Error; err != nil {
		return err
	}
	rows := make([]PackageFile, len(list))
	for i, f := range list {
		f.PackageID = pack.ID
		rows[i] = f
	}
	return tx.DB.CreateInBatches(&rows, 200).Error
}

// AddPackage makes a package the last lesson of a module of the draft.
func (s *Service) AddPackage(ctx context.Context, actor access.Actor, courseID, moduleID string, in PackageInput) (Lesson, error) {
	var lesson Lesson
	pack, list, err := s.readPackage(ctx, actor, in.FileName, in.Data)
	if err != nil {
		return lesson, err
	}
	if strings.TrimSpace(in.Title) == "" {
		in.Title = pack.Title
	}
	if err := (LessonInput{Title: in.Title, Minutes: in.Minutes}).validate(); err != nil {
		return lesson, err
	}
	err = s.edit(ctx, actor, courseID, "courses.package.add", func(tx *db.Tx, draft CourseVersion) error {
		if _, _, err := moduleIn(tx, draft, moduleID); err != nil {
			return err
		}
		var count int64
		if err := tx.DB.Model(&Lesson{}).Where("module_id = ?", moduleID).Count(&count).Error; err != nil {
			return err
		}
		if err := addPackage(tx, &pack, list); err != nil {
			return err
		}
		lesson = Lesson{
			ID: tx.NewID(), ModuleID: moduleID, Position: int(count) + 1, Title: strings.TrimSpace(in.Title), Minutes: in.Minutes,
			Kind: PackageLesson, PackageID: &pack.ID,
		}
		lesson.Origin = lesson.ID
		return tx.DB.Create(&lesson).Error
	})
	return lesson, err
}

// ReplacePackage gives a lesson of the draft another package. What people did in the old
// one stays with the versions in which they did it.
func (s *Service) ReplacePackage(ctx context.Context, actor access.Actor, courseID, lessonID, fileName string, data []byte) error {
	pack, list, err := s.readPackage(ctx, actor, fileName, data)
	if err != nil {
		return err
	}
	return s.edit(ctx, actor, courseID, "courses.package.replace", func(tx *db.Tx, draft CourseVersion) error {
		lesson, err := lessonIn(tx, draft, lessonID)
		if err != nil {
			return err
		}
		if lesson.Kind != PackageLesson {
			return fault.Missing("noun.package")
		}
		if err := addPackage(tx, &pack, list); err != nil {
			return err
		}
		return tx.DB.Model(&Lesson{}).Where("id = ?", lessonID).Update("package_id", pack.ID).Error
	})
}

// PackageToEdit gives the package of a lesson as its author sees it, with a ticket to try it.
func (s *Service) PackageToEdit(ctx context.Context, actor access.Actor, courseID, lessonID string) (pack Package, ticket string, err error) {
	lesson, _, err := s.LessonToEdit(ctx, actor, courseID, lessonID)
	if err != nil {
		return pack, "", err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if pack, err = packageOf(tx, lesson); err != nil {
			return err
		}
		ticket, err = s.ticketFor(pack.ID, "", tx.Now)
		return err
	})
	return pack, ticket, err
}

// packageOf gives the package of a lesson.
func packageOf(tx *db.Tx, lesson Lesson) (Package, error) {
	if lesson.PackageID == nil {
		return Package{}, fault.Missing("noun.package")
	}
	return take[Package](tx, *lesson.PackageID, "noun.package")
}

// short is a file's name, short enough to show.
func short(name string) string {
	runes := []rune(name)
	return string(runes[max(0, len(runes)-120):])
}

// Units is the list of a package's units; stored as JSON.
type Units []scorm.Unit

// Notes is a list of catalogue keys; stored as JSON.
type Notes []string

// Value stores the list.
func (u Units) Value() (driver.Value, error) { return jsonText(u) }

// Scan reads the list from either database.
func (u *Units) Scan(src any) error { return scanJSON(src, u) }

// GormDataType names the column type for GORM's schema.
func (Units) GormDataType() string { return "json" }

// Value stores the list.
func (n Notes) Value() (driver.Value, error) { return jsonText(n) }

// Scan reads the list from either database.
func (n *Notes) Scan(src any) error { return scanJSON(src, n) }

// GormDataType names the column type for GORM's schema.
func (Notes) GormDataType() string { return "json" }

func jsonText(v any) (driver.Value, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("writing a list: %w", err)
	}
	return string(body), nil
}
