package people

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"relevo/app/db"
	"relevo/app/people/roster"
)

// RosterImport is one staff list as it was read and confirmed.
type RosterImport struct {
	ID            string // that of the draft it was made of
	InstitutionID string
	AsOf          db.Date // the day the list speaks of
	FileName      string
	FileSHA256    string `gorm:"column:file_sha256"`
	ListRows      int    // rows of people, 0 or more
	Summary       Summary
	ConfirmedAt   db.Instant
	ConfirmedBy   string
	UndoneAt      *db.Instant
	UndoneBy      *string
}

// TableName names the table for GORM.
func (RosterImport) TableName() string { return "roster_import" }

// Summary counts the decisions of a list by their kind.
type Summary map[roster.Kind]int

// Value stores the summary.
func (s Summary) Value() (driver.Value, error) { return toJSON(s) }

// Scan reads the summary from either database.
func (s *Summary) Scan(src any) error { return fromJSON(src, s) }

// RosterDraft is a staff list that was uploaded and is being looked at. It goes
// when it is confirmed, discarded or a week old.
type RosterDraft struct {
	ID            string
	InstitutionID string
	AsOf          db.Date
	FileName      string
	Content       []byte
	Mapping       Layout
	Choices       Choices
	CreatedAt     db.Instant
	CreatedBy     string
}

// TableName names the table for GORM.
func (RosterDraft) TableName() string { return "roster_draft" }

// Layout says how a list is laid out.
type Layout struct {
	Header  int            `json:"header"` // index of the header among the table's lines, from 0
	Columns roster.Mapping `json:"columns"`
	Named   string         `json:"named,omitempty"` // the institution that the list itself names
	Dated   bool           `json:"dated,omitempty"` // whether the list itself says its day
}

// Value stores the layout.
func (l Layout) Value() (driver.Value, error) { return toJSON(l) }

// Scan reads the layout from either database.
func (l *Layout) Scan(src any) error { return fromJSON(src, l) }

// Choices are what a person chose for doubtful rows: the key of a decision (see
// Decision.Key) to the choice.
type Choices map[string]string

// Value stores the choices.
func (c Choices) Value() (driver.Value, error) { return toJSON(c) }

// Scan reads the choices from either database.
func (c *Choices) Scan(src any) error { return fromJSON(src, c) }

// with gives the choices with one more; an empty choice takes it back.
func (c Choices) with(key, choice string) Choices {
	out := maps.Clone(c)
	if out == nil {
		out = Choices{}
	}
	if choice == "" {
		delete(out, key)
	} else {
		out[key] = choice
	}
	return out
}

// RosterMapping is which column means what, as a person last said for an
// institution's lists with this header.
type RosterMapping struct {
	InstitutionID string `gorm:"primaryKey"`
	Header        string `gorm:"primaryKey"` // the header's titles, folded
	Mapping       Layout
	RecordedAt    db.Instant
	RecordedBy    string
}

// TableName names the table for GORM.
func (RosterMapping) TableName() string { return "roster_mapping" }

func toJSON(v any) (driver.Value, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

func fromJSON(src, into any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), into)
	case []byte:
		return json.Unmarshal(v, into)
	default:
		return fmt.Errorf("cannot read %T from %T", into, src)
	}
}

// importsTx gives imports by identifier.
func importsTx(tx *db.Tx, ids []string) (map[string]RosterImport, error) {
	found := make(map[string]RosterImport, len(ids))
	err := inChunks(ids, func(part []string) error {
		var list []RosterImport
		if err := tx.DB.Where("id IN ?", part).Find(&list).Error; err != nil {
			return err
		}
		for _, i := range list {
			found[i.ID] = i
		}
		return nil
	})
	return found, err
}

// importsAt gives the imports of an institution that were not undone, the list
// of the latest day first.
func importsAt(tx *db.Tx, institutionID string) ([]RosterImport, error) {
	var list []RosterImport
	err := tx.DB.Where("institution_id = ? AND undone_at IS NULL", institutionID).Order("as_of DESC, confirmed_at DESC, id DESC").Find(&list).Error
	return list, err
}

// listDates gives the distinct days of the lists, earliest first.
func listDates(imports []RosterImport) []db.Date {
	var days []db.Date
	for _, i := range imports {
		days = append(days, i.AsOf)
	}
	slices.Sort(days)
	return slices.Compact(days)
}
