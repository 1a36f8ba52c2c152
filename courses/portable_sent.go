package courses

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/files"
)

// CourseImport is a file with a course that somebody sent to look at before it is brought
// in, and the version that came of it.
type CourseImport struct {
	ID              string
	FileID          string
	FileName        string
	SentAt          db.Instant
	SentBy          string
	CourseVersionID *string // nil: not brought in
}

// TableName names the table for GORM.
func (CourseImport) TableName() string { return "course_import" }

// SendCourse keeps a file that can be brought in, to be looked at first. One that cannot is
// not kept.
func (s *Service) SendCourse(ctx context.Context, actor access.Actor, name string, data []byte) (sent CourseImport, err error) {
	if _, err := s.LookAtCourse(ctx, actor, data); err != nil {
		return sent, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		file, err := files.KeepTx(tx, data, "application/zip")
		if err != nil {
			return err
		}
		sent = CourseImport{ID: tx.NewID(), FileID: file.ID, FileName: name, SentAt: tx.Now, SentBy: actor.AccountID}
		return tx.DB.Create(&sent).Error
	})
	return sent, err
}

// SentCourse gives a file that the actor sent, with its content.
func (s *Service) SentCourse(ctx context.Context, actor access.Actor, id string) (sent CourseImport, data []byte, err error) {
	if err := mayBring(actor); err != nil {
		return sent, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if sent, err = take[CourseImport](tx, id, "noun.file"); err != nil {
			return err
		}
		if sent.SentBy != actor.AccountID {
			return fault.Missing("noun.file")
		}
		content, err := files.ReadTx(tx, sent.FileID, files.Whole)
		data = content.Data
		return err
	})
	return sent, data, err
}

// BringSent brings in a file that the actor sent and looked at.
func (s *Service) BringSent(ctx context.Context, actor access.Actor, id string) (brings Brings, err error) {
	sent, data, err := s.SentCourse(ctx, actor, id)
	if err != nil {
		return brings, err
	}
	if sent.CourseVersionID != nil {
		return brings, fault.New(fault.Conflict, "parcel.brought_already")
	}
	course, found, err := readCourse(data)
	if err != nil {
		return brings, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if brings, err = bring(tx, actor, course, found); err != nil {
			return err
		}
		draft, err := draftOf(tx, brings.CourseID)
		if err != nil {
			return err
		}
		return tx.DB.Model(&CourseImport{}).Where("id = ?", id).Update("course_version_id", draft.ID).Error
	})
	return brings, err
}
