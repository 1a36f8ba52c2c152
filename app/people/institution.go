package people

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
)

// Institution is a place where people work, in a tree: a role held in one is
// held in all below it.
type Institution struct {
	ID               string
	ParentID         *string // nil at the top
	Path             string  // identifiers from the top to this one, each followed by "/"
	Code             string  // short and unique, as the programme calls it
	Name             string
	SearchName       string // roster.Fold of the name
	Kind             Kind
	Sector           string    // "public" or "private"
	Ubigeo           string    // INEI's code, 0, 2, 4 or 6 digits
	Setting          string    // "urban", "rural" or "" when not known
	JudicialDistrict string    // in whose courts its cases are heard; "" when not known
	Languages        Languages // spoken by the people it serves
	ClosedOn         *db.Date  // first day it no longer exists; nil while open
	MergedInto       *string   // the record that took this one's place; nil for an institution of its own
	CreatedAt        db.Instant
}

// TableName names the table for GORM.
func (Institution) TableName() string { return "institution" }

// Region is the code of the department it lies in; empty when not known.
func (i Institution) Region() string { return RegionOf(i.Ubigeo) }

// Depth is how many institutions stand above this one.
func (i Institution) Depth() int { return max(strings.Count(i.Path, "/")-1, 0) }

// Outline names institutions as a list shows a tree: each a step further in than the one it depends on.
func Outline(list []Institution) []string {
	shallow := 1 << 30
	for _, i := range list {
		shallow = min(shallow, i.Depth())
	}
	names := make([]string, len(list))
	for n, i := range list {
		names[n] = strings.Repeat("· ", i.Depth()-shallow) + i.Name
	}
	return names
}

// Open tells whether the institution exists on the day.
func (i Institution) Open(on db.Date) bool { return i.ClosedOn == nil || on < *i.ClosedOn }

// ApprovedPosts is how many people of a cadre an institution should have from
// a day on, until a later record says otherwise. Records are facts: for the same
// day and cadre the one recorded last counts.
type ApprovedPosts struct {
	ID            string
	InstitutionID string
	Cadre         Cadre
	ValidFrom     db.Date
	Posts         int // 0 or more
	RecordedAt    db.Instant
	RecordedBy    string
}

// TableName names the table for GORM.
func (ApprovedPosts) TableName() string { return "approved_posts" }

// InstitutionInput is what an institution is created or changed with.
type InstitutionInput struct {
	ParentID         string // empty at the top
	Code             string
	Name             string
	Kind             Kind
	Sector           string
	Ubigeo           string // INEI's code, or the name of a place: "Iquitos, Maynas"
	Setting          string
	JudicialDistrict string
	Languages        Languages
	RenamedOn        *db.Date // since when it bears a new name; nil when the name only corrects a mistake
	Reopen           bool     // takes the closing day back; stays that ended with it stay ended
	Seen             string   // the version that this was written upon; empty: whichever there is
}

// Version names the institution's data as they are: it is another one after any change.
func (i Institution) Version() string { return versionOf(i) }

// versionOf names a row as it is.
func versionOf(row any) string {
	text, err := json.Marshal(row)
	if err != nil {
		return "" // a row of texts, numbers and days always marshals
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:12])
}

// changedSince is Stale when the row is no longer the version that was seen.
func changedSince(row interface{ Version() string }, seen string) error {
	if seen != "" && row.Version() != seen {
		return fault.New(fault.Stale, "fault.changed_since")
	}
	return nil
}

var codeForm = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,19}$`)

// tidy takes needless space off and writes the code in capitals.
func (in InstitutionInput) tidy() InstitutionInput {
	in.Code = strings.ToUpper(strings.TrimSpace(in.Code))
	in.Name = strings.Join(strings.Fields(in.Name), " ")
	in.Ubigeo = strings.TrimSpace(in.Ubigeo)
	in.JudicialDistrict = strings.Join(strings.Fields(in.JudicialDistrict), " ")
	return in
}

// Validate tells everything that is wrong with the input, by field.
func (in InstitutionInput) Validate() error {
	var check fault.Check
	check.That(in.Name != "", "name", "fault.required")
	check.That(len([]rune(in.Name)) <= 200, "name", "people.institution.name_long", "max", 200)
	check.That(codeForm.MatchString(in.Code), "code", "people.institution.code_form")
	check.That(slices.Contains(Kinds(), in.Kind), "kind", "fault.required")
	check.That(in.Sector == "public" || in.Sector == "private", "sector", "fault.required")
	check.That(validUbigeo(in.Ubigeo) || !onlyDigits(in.Ubigeo), "ubigeo", "people.institution.ubigeo_form")
	check.That(len([]rune(in.Ubigeo)) <= 200, "ubigeo", "people.institution.ubigeo_form")
	check.That(slices.Contains([]string{"", "urban", "rural"}, in.Setting), "setting", "fault.required")
	check.That(len([]rune(in.JudicialDistrict)) <= 80, "judicial_district", "people.institution.name_long", "max", 80)
	check.That(len(in.Languages.known()) == len(in.Languages), "languages", "people.institution.language_unknown")
	return check.Err()
}
