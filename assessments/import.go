package assessments

import (
	"database/sql/driver"
	"regexp"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/assessments/formats"
	"relevo/assessments/formats/csvitems"
)

// ImportOptions say what becomes of a file of questions.
type ImportOptions struct {
	Confirm      bool           // false: only look, nothing is stored
	Competency   string         // for the questions whose comment names none
	Competencies map[int]string // for single questions, by line; goes before Competency and the comment
	Seen         string         // the fingerprint of the preview that is confirmed; empty: whatever the outcome is now
	Unsorted     bool           // questions for which that leaves none go under [Unsorted] instead of being asked for
}

// Unsorted is the code of the competency under which questions are kept until somebody
// says what they measure. Forms with one of them cannot be given.
const Unsorted = "por-clasificar"

// Formats lists the formats of files that can be brought in.
func Formats() []string { return []string{"gift", "aiken", "moodle-xml", "csv"} }

// FormatKey is the catalogue key of a format's name.
func FormatKey(format string) string {
	return "assessments.format." + strings.ReplaceAll(format, "-", "_")
}

// FormatOf guesses the format of a file by its content, and where that could be any by its name.
func FormatOf(name string, data []byte) string {
	text, _ := formats.Decode(data[:min(len(data), 1<<20)])
	text = strings.TrimSpace(text)
	name = strings.ToLower(name)
	switch {
	case strings.HasPrefix(text, "<"):
		return "moodle-xml"
	case csvitems.IsWorkbook(data), strings.HasSuffix(name, ".csv"), csvitems.HasHeader(data):
		return "csv"
	case aikenAnswer.MatchString(text) && !strings.Contains(text, "{"):
		return "aiken"
	default:
		return "gift"
	}
}

var aikenAnswer = regexp.MustCompile(`(?m)^\s*ANSWER:\s*[A-Z]\b`)

// Outcomes of a question of an imported file; catalogue keys "assessments.outcome.<outcome>".
const (
	OutcomeImported = "imported" // as it is
	OutcomeAdapted  = "adapted"  // with changes that the notes name
	OutcomeSkipped  = "skipped"  // not taken, for the reason that the notes name
)

// Actions on the item bank; catalogue keys "assessments.action.<action>".
const (
	ActionNew       = "new"
	ActionRevised   = "revised"   // a new version of an item of the same code
	ActionUnchanged = "unchanged" // the bank has it just so
	ActionNone      = "none"      // skipped
)

// ImportReport says, question by question, what an import does or did. The
// same report is given before (preview) and after, and is kept.
type ImportReport struct {
	ImportID   string        `json:"-"` // empty before it is confirmed
	FileName   string        `json:"-"`
	Format     string        `json:"-"`
	Encoding   string        `json:"encoding"`
	Text       string        `json:"-"` // of a preview: the file as text, to be sent again on confirming
	Entries    []ImportEntry `json:"entries"`
	Imported   int           `json:"imported"`
	Adapted    int           `json:"adapted"`
	Skipped    int           `json:"skipped"`
	Categories []string      `json:"categories,omitempty"` // that the file has, in its order
	Untagged   []int         `json:"-"`                    // lines of questions that still need a competency
	ImportedAt db.Instant    `json:"-"`

	Fingerprint string `json:"-"` // of a preview: of the file and all that would become of it
}

// ImportEntry is one question of the file.
type ImportEntry struct {
	Line          int          `json:"line"`
	Question      string       `json:"question"` // its title or how its text begins
	Code          string       `json:"code,omitempty"`
	Kind          Kind         `json:"kind,omitempty"`
	Competency    string       `json:"competency,omitempty"`
	Form          string       `json:"form,omitempty"` // "A", "B", "AB" (an anchor) or empty
	Outcome       string       `json:"outcome"`
	Action        string       `json:"action"`
	Notes         []ImportNote `json:"notes,omitempty"`
	ItemID        string       `json:"item,omitempty"`         // once confirmed
	ItemVersionID string       `json:"item_version,omitempty"` // once confirmed
}

// ImportNote is a sentence about a question: the catalogue key and its values, of
// which some are keys themselves.
type ImportNote struct {
	Key   string `json:"key"`
	Pairs []any  `json:"pairs,omitempty"`
}

// In is the sentence in the printer's language.
func (n ImportNote) In(p *i18n.Printer) string {
	pairs := slices.Clone(n.Pairs)
	for i, value := range pairs {
		if key, ok := value.(string); ok && i%2 == 1 && i18n.Has(key) {
			pairs[i] = i18n.Key(key)
		}
		if note, ok := value.(ImportNote); ok { // a sentence within the sentence
			pairs[i] = note.In(p)
		}
	}
	return p.T(n.Key, pairs...)
}

// Forms gives the items as the comments of the file ("form: A|B|AB") place them,
// by form label, one point each, those of both forms as anchors. Empty before confirming.
func (r ImportReport) Forms() map[string][]FormItemInput {
	forms := map[string][]FormItemInput{}
	for _, e := range r.Entries {
		if e.ItemVersionID == "" {
			continue
		}
		for _, label := range Labels() {
			if e.Form == label || e.Form == "AB" {
				forms[label] = append(forms[label], FormItemInput{ItemVersionID: e.ItemVersionID, Points: 1, Anchor: e.Form == "AB"})
			}
		}
	}
	return forms
}

// Value stores the report.
func (r ImportReport) Value() (driver.Value, error) { return toJSON(r) }

// Scan reads the report.
func (r *ImportReport) Scan(src any) error { return fromJSON(src, r) }

// GormDataType names the column type for GORM's schema.
func (ImportReport) GormDataType() string { return "json" }

// ItemImport is a file of questions that was brought into the bank.
type ItemImport struct {
	ID         string
	FileName   string
	Format     string
	Report     ImportReport
	ImportedAt db.Instant
	ImportedBy string
}

// TableName names the table for GORM.
func (ItemImport) TableName() string { return "item_import" }
