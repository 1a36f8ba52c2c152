package assessments

import (
	"database/sql/driver"

	"relevo/app/db"
	"relevo/app/fault"
)

// How an attempt was answered.
const (
	SourceOnline = ""
	SourcePaper  = "paper"
)

// devicePaper is the device of answers that were typed from a sheet.
const devicePaper = "paper"

// ReasonNoConsent is why an attempt was closed whose sheet has no consent on it:
// nothing of what is on the sheet is kept.
const ReasonNoConsent = "no_consent"

// PaperSheet is one printed test. Only its code is on it: whose it is stands on a
// strip that is torn off, so that scoring stays blind.
type PaperSheet struct {
	ID               string
	Code             string // without hyphens; see ParseSheetCode
	AdministrationID string
	FormID           string
	AttemptID        *string // nil for a spare that is nobody's yet
	Seed             string  // fixes the order of the options: the attempt's own, or a spare's
	Spare            bool
	PrintedAt        db.Instant
	PrintedBy        string
	BoundAt          *db.Instant // when a spare became somebody's
	BoundBy          *string
}

// TableName names the table for GORM.
func (PaperSheet) TableName() string { return "paper_sheet" }

// PaperBatch is sheets that were printed together.
type PaperBatch struct {
	ID               string
	AdministrationID string
	Sheets           IDs
	PrintedAt        db.Instant
	PrintedBy        string
}

// TableName names the table for GORM.
func (PaperBatch) TableName() string { return "paper_batch" }

// IDs is a list of identifiers, stored as JSON.
type IDs []string

// Value stores the list.
func (l IDs) Value() (driver.Value, error) { return toJSON(l) }

// Scan reads the list.
func (l *IDs) Scan(src any) error { return fromJSON(src, l) }

// GormDataType names the column type for GORM's schema.
func (IDs) GormDataType() string { return "json" }

// EntryState says what became of what somebody typed from a sheet.
type EntryState string

// The states of an entry; catalogue keys "sheets.entry_<state>".
const (
	EntryCounts    EntryState = "counts"    // these are the person's answers
	EntryAgrees    EntryState = "agrees"    // a second keying that says the same
	EntryDiffers   EntryState = "differs"   // a second keying whose differences wait for a decision
	EntryConflict  EntryState = "conflict"  // the person had answered online: put aside for a decision
	EntryDismissed EntryState = "dismissed" // decided: it does not count
	EntryUndone    EntryState = "undone"    // taken back
)

// PaperEntry is what somebody typed from a sheet. It is never changed but in
// its state; another keying is another entry.
type PaperEntry struct {
	ID        string
	SheetID   string
	AttemptID string
	State     EntryState
	SatOn     db.Date // the day the test was sat
	Consented bool
	Answers   TypedAnswers // empty without consent
	ImportID  *string      // of a file with a whole group
	KeyedAt   db.Instant
	KeyedBy   string
	SettledAt *db.Instant // when the state became what it is, if not at once
	SettledBy *string
}

// TableName names the table for GORM.
func (PaperEntry) TableName() string { return "paper_entry" }

// TypedAnswers are answers by item version.
type TypedAnswers map[string]Value

// Value stores the answers.
func (a TypedAnswers) Value() (driver.Value, error) { return toJSON(a) }

// Scan reads the answers.
func (a *TypedAnswers) Scan(src any) error { return fromJSON(src, a) }

// GormDataType names the column type for GORM's schema.
func (TypedAnswers) GormDataType() string { return "json" }

// PrintInput says what to print.
type PrintInput struct {
	AttemptIDs []string       // empty: all that are open and within the actor's scope
	Nobody     bool           // only spares
	Spares     map[string]int // by form label
}

// The most sheets of one printing.
const maxSheets = 400

func (in PrintInput) validate() error {
	var check fault.Check
	for label := range in.Spares {
		check.That(in.Spares[label] >= 0 && in.Spares[label] <= 100, "spares_"+label, "sheets.spares_range", "max", 100)
	}
	return check.Err()
}

// PrintedBatch is a batch with everything that stands on its sheets.
type PrintedBatch struct {
	PaperBatch
	Administration Administration
	Assessment     Assessment
	Sheets         []PrintedSheet
	Nameless       bool // names are left off: a sheet was typed in, and the actor rates responses
}

// PrintedSheet is all that stands on one sheet.
type PrintedSheet struct {
	PaperSheet
	FormLabel       string
	PersonName      string // on the strip; empty for a spare, and where names are left off
	InstitutionName string // likewise
	Items           []PaperItem
}

// SheetSummary is a sheet in the list of an administration.
type SheetSummary struct {
	PaperSheet
	FormLabel  string
	PersonName string // empty for a spare that is nobody's, and for whoever rates responses
	Entry      *PaperEntry
	Second     *PaperEntry // a keying that verified, or waits for a decision
}

// AdministrationSheets is what there is on paper of an administration.
type AdministrationSheets struct {
	Administration Administration
	Assessment     Assessment
	Labels         []string  // of the forms that spares can be printed of
	Open           []Sitting // whom sheets can be printed for
	Sheets         []SheetSummary
	Batches        []PaperBatch
	Waiting        int // entries that wait for a decision
}
