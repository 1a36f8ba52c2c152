package files

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"gorm.io/gorm/clause"

	"relevo/app/db"
	"relevo/app/fault"
)

// File is something that was uploaded, without its content.
type File struct {
	ID        string // SHA-256 of the content, 64 hexadecimal digits
	Size      int64  // bytes, at least 1
	MediaType string // "audio/ogg", as found in the content when it was kept first
	KeptAt    db.Instant
}

// TableName names the table for GORM.
func (File) TableName() string { return "file" }

type filePart struct {
	FileID   string `gorm:"primaryKey"`
	Position int    `gorm:"primaryKey;autoIncrement:false"` // 0, 1, 2 …
	Content  []byte // partSize bytes, the last one fewer
}

// TableName names the table for GORM.
func (filePart) TableName() string { return "file_part" }

// partSize is how many bytes are kept in one row: few enough to read one for a sip of a
// recording, enough that a video has hundreds of rows and not hundred thousands.
const partSize = 256 << 10

// Name is what a content is called.
func Name(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// KeepTx keeps a content and gives its file. What is there already is not kept again.
func KeepTx(tx *db.Tx, data []byte, mediaType string) (File, error) {
	if len(data) == 0 {
		return File{}, fault.New(fault.Invalid, "fault.file_missing")
	}
	file := File{ID: Name(data), Size: int64(len(data)), MediaType: mediaType, KeptAt: tx.Now}
	added := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&file)
	if added.Error != nil {
		return File{}, added.Error
	}
	if added.RowsAffected == 0 {
		return FindTx(tx, file.ID)
	}
	for position := 0; position*partSize < len(data); position++ {
		part := filePart{FileID: file.ID, Position: position, Content: data[position*partSize : min((position+1)*partSize, len(data))]}
		if err := tx.DB.Create(&part).Error; err != nil {
			return File{}, err
		}
	}
	return file, nil
}

// FindTx gives a file without its content.
func FindTx(tx *db.Tx, id string) (file File, err error) {
	err = tx.DB.Where("id = ?", id).Take(&file).Error
	if db.IsNone(err) {
		return file, fault.Missing("noun.file")
	}
	return file, err
}

// Content is a file with what was asked of it.
type Content struct {
	File
	From int64  // where in the file Data begins
	Data []byte // at least one byte
}

// Partial tells whether some of the file is missing.
func (c Content) Partial() bool { return int64(len(c.Data)) < c.Size }

// ReadTx gives what a span covers of a file. A span that begins behind its end is refused
// as [fault.Invalid].
func ReadTx(tx *db.Tx, id string, span Span) (Content, error) {
	file, err := FindTx(tx, id)
	if err != nil {
		return Content{}, err
	}
	from, to, ok := span.within(file.Size)
	if !ok {
		return Content{}, fault.New(fault.Invalid, "files.no_such_part")
	}
	var parts []filePart
	err = tx.DB.Where("file_id = ? AND position BETWEEN ? AND ?", id, from/partSize, (to-1)/partSize).Order("position").Find(&parts).Error
	if err != nil {
		return Content{}, err
	}
	data := make([]byte, 0, int64(len(parts))*partSize)
	for _, part := range parts {
		data = append(data, part.Content...)
	}
	skip := from % partSize
	if int64(len(data)) < skip+to-from {
		return Content{}, fmt.Errorf("file %s is incomplete: %d bytes from part %d on, want %d", id, len(data), from/partSize, skip+to-from)
	}
	return Content{File: file, From: from, Data: data[skip : skip+to-from]}, nil
}
