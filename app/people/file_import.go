package people

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// FileImport is a file with facts about people: what they answered on paper, or what
// they learned before relevo. It is a draft until it is confirmed, then the record
// of what it brought in. The nouns above say what its rows mean.
type FileImport struct {
	ID          string
	Kind        FileKind
	SubjectID   string // of FilePaper the administration, otherwise empty
	FileName    string
	FileSHA256  string `gorm:"column:file_sha256"`
	Content     []byte // empty once it is no longer a draft
	Settings    Choices
	Choices     Choices // by [FileRow.Key]
	Summary     FileCounts
	CreatedAt   db.Instant
	CreatedBy   string
	ConfirmedAt *db.Instant
	ConfirmedBy *string
	UndoneAt    *db.Instant
	UndoneBy    *string
}

// TableName names the table for GORM.
func (FileImport) TableName() string { return "file_import" }

// Draft tells whether nothing of the file is believed yet.
func (f FileImport) Draft() bool { return f.ConfirmedAt == nil }

// FileKind says what the rows of a file are about.
type FileKind string

// The kinds of files.
const (
	FilePaper     FileKind = "paper"     // answers typed from paper
	FileResults   FileKind = "results"   // scores of earlier assessments
	FileTrainings FileKind = "trainings" // trainings completed earlier
)

// sizes of what is kept of a file's name.
const longestFileName = 200

// KeepFileTx keeps a file as a draft, for callers that have asked for permission. Drafts
// that nobody confirmed within a week go.
func KeepFileTx(tx *db.Tx, actor access.Actor, kind FileKind, subjectID string, file RosterFile, settings Choices) (FileImport, error) {
	if err := tx.DB.Where("confirmed_at IS NULL AND created_at < ?", tx.Now.Add(-draftLasts)).Delete(&FileImport{}).Error; err != nil {
		return FileImport{}, err
	}
	sum, name := sha256.Sum256(file.Data), []rune(file.Name)
	f := FileImport{ID: tx.NewID(), Kind: kind, SubjectID: subjectID, FileName: string(name[:min(len(name), longestFileName)]), FileSHA256: hex.EncodeToString(sum[:]),
		Content: file.Data, Settings: settings, Choices: Choices{}, Summary: FileCounts{}, CreatedAt: tx.Now, CreatedBy: actor.AccountID}
	if err := tx.DB.Create(&f).Error; err != nil {
		return f, err
	}
	return f, access.Record(tx, actor, "people.file.upload", "file_import", f.ID, map[string]string{"kind": string(kind)})
}

// FileTx gives a file of the kind to whoever brought it in, and to those who may do
// so everywhere; for others there is none. perm is what bringing it in takes.
func FileTx(tx *db.Tx, actor access.Actor, kind FileKind, perm access.Permission, id string) (FileImport, error) {
	return takeFile(tx.DB, actor, kind, perm, id)
}

// LockFileTx is FileTx, held against changes until the transaction ends.
func LockFileTx(tx *db.Tx, actor access.Actor, kind FileKind, perm access.Permission, id string) (FileImport, error) {
	return takeFile(tx.DB.Clauses(clause.Locking{Strength: "UPDATE"}), actor, kind, perm, id)
}

func takeFile(query *gorm.DB, actor access.Actor, kind FileKind, perm access.Permission, id string) (FileImport, error) {
	var f FileImport
	if err := actor.NeedSomewhere(perm); err != nil {
		return f, err
	}
	err := query.Where("id = ? AND kind = ?", id, kind).Take(&f).Error
	if db.IsNone(err) || err == nil && f.CreatedBy != actor.AccountID && !actor.May(perm, "") {
		return FileImport{}, fault.Missing("noun.file_import")
	}
	return f, err
}

// FilesTx lists the files of a kind about a subject that the actor may open, the
// newest first, without their content.
func FilesTx(tx *db.Tx, actor access.Actor, kind FileKind, perm access.Permission, subjectID string) ([]FileImport, error) {
	query := tx.DB.Omit("content").Where("kind = ? AND subject_id = ?", kind, subjectID)
	if !actor.May(perm, "") {
		query = query.Where("created_by = ?", actor.AccountID)
	}
	var list []FileImport
	err := query.Order("created_at DESC, id DESC").Limit(filesListed).Find(&list).Error
	return list, err
}

// filesListed bounds a list of files.
const filesListed = 100

// ChooseInFileTx notes what a person chose for doubtful rows, and what they said of
// the file as a whole; an empty choice takes one back.
func ChooseInFileTx(tx *db.Tx, f *FileImport, settings, choices map[string]string) error {
	for key, value := range settings {
		f.Settings = f.Settings.with(key, value)
	}
	for key, value := range choices {
		f.Choices = f.Choices.with(key, value)
	}
	return tx.DB.Model(&FileImport{}).Where("id = ?", f.ID).Select("Settings", "Choices").Updates(f).Error
}

// ConfirmFileTx makes the record of an import of a draft. Its content goes: what it
// said is in the facts now.
func ConfirmFileTx(tx *db.Tx, actor access.Actor, f *FileImport, summary FileCounts) error {
	f.ConfirmedAt, f.ConfirmedBy, f.Summary, f.Content = &tx.Now, &actor.AccountID, summary, []byte{}
	if err := tx.DB.Model(&FileImport{}).Where("id = ?", f.ID).Select("ConfirmedAt", "ConfirmedBy", "Summary", "Content", "Choices", "Settings").Updates(f).Error; err != nil {
		return err
	}
	return access.Record(tx, actor, "people.file.confirm", "file_import", f.ID, map[string]any{"kind": f.Kind, "counts": summary})
}

// UndoFileTx notes that an import was taken back; what it brought is the caller's to
// supersede.
func UndoFileTx(tx *db.Tx, actor access.Actor, f *FileImport) error {
	switch {
	case f.Draft():
		return fault.New(fault.Conflict, "files.not_confirmed")
	case f.UndoneAt != nil:
		return fault.New(fault.Conflict, "files.undone_already")
	}
	f.UndoneAt, f.UndoneBy = &tx.Now, &actor.AccountID
	if err := tx.DB.Model(&FileImport{}).Where("id = ?", f.ID).Select("UndoneAt", "UndoneBy").Updates(f).Error; err != nil {
		return err
	}
	return access.Record(tx, actor, "people.file.undo", "file_import", f.ID, map[string]any{"kind": f.Kind})
}

// DiscardFileTx throws a draft away.
func DiscardFileTx(tx *db.Tx, actor access.Actor, f FileImport) error {
	if !f.Draft() {
		return fault.New(fault.Conflict, "files.confirmed_already")
	}
	if err := tx.DB.Where("id = ?", f.ID).Delete(&FileImport{}).Error; err != nil {
		return err
	}
	return access.Record(tx, actor, "people.file.discard", "file_import", f.ID, map[string]any{"kind": f.Kind})
}

// Source says where a fact was brought in from, wherever it is shown.
type Source struct {
	ImportID string
	FileName string
	On       db.Instant
	By       string // name of the account
}

// SourcesTx gives the sources of facts by the identifier of their import.
func SourcesTx(tx *db.Tx, importIDs []string) (map[string]Source, error) {
	out := map[string]Source{}
	var imports []FileImport
	err := inChunks(importIDs, func(part []string) error {
		var list []FileImport
		err := tx.DB.Omit("content").Where("id IN ? AND confirmed_at IS NOT NULL", part).Find(&list).Error
		imports = append(imports, list...)
		return err
	})
	if err != nil {
		return nil, err
	}
	var accounts []string
	for _, f := range imports {
		accounts = append(accounts, deref(f.ConfirmedBy))
	}
	names, err := accountNames(tx, accounts)
	for _, f := range imports {
		out[f.ID] = Source{ImportID: f.ID, FileName: f.FileName, On: *f.ConfirmedAt, By: names[deref(f.ConfirmedBy)]}
	}
	return out, err
}

// ReadFile reads the table in a file that somebody uploaded; the error names the field
// "file" and says what to do.
func ReadFile(file RosterFile, limits roster.Limits) (*roster.Table, error) {
	table, err := roster.Read(file.Name, file.Data, limits)
	if err != nil {
		var e *roster.Error
		if errors.As(err, &e) {
			refused := fault.OnField("file", e.Key, inMegabytes(e.Pairs)...)
			refused.Err = e
			return nil, refused
		}
		return nil, err
	}
	return table, nil
}
