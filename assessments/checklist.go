package assessments

import (
	"database/sql/driver"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
)

// CapacityLevels is how many levels a criterion of a checklist has: 0 to 3.
const CapacityLevels = 4

// Checklist is what is looked at in an institution of certain kinds. A checklist
// never changes; a new version has a new id and the same code.
type Checklist struct {
	ID         string
	Code       string
	Version    int // from 1
	Kinds      InstitutionKinds
	Title      i18n.Text
	Criteria   CapacityCriteria
	Note       string // why there is this version; empty in the first
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (Checklist) TableName() string { return "capacity_checklist" }

// Shipped tells whether this is one that relevo brings and nobody has used yet.
func (c Checklist) Shipped() bool { return c.ID == "" }

// CapacityCriterion is one thing to look for in an institution.
type CapacityCriterion struct {
	Code       string      `json:"code"`
	Competency string      `json:"competency"` // code of an institutional competency
	Name       i18n.Text   `json:"name"`
	Evidence   i18n.Text   `json:"evidence"` // what counts as evidence, and where it is found
	Levels     []i18n.Text `json:"levels"`   // what one sees at level 0, 1, 2 and 3
}

// CapacityCriteria are the criteria of a checklist, stored as JSON.
type CapacityCriteria []CapacityCriterion

// Value stores the criteria.
func (c CapacityCriteria) Value() (driver.Value, error) { return toJSON(c) }

// Scan reads the criteria.
func (c *CapacityCriteria) Scan(src any) error { return fromJSON(src, c) }

// GormDataType names the column type for GORM's schema.
func (CapacityCriteria) GormDataType() string { return "json" }

// Competencies lists the codes of the criteria's competencies, in their order.
func (c CapacityCriteria) Competencies() []string {
	var codes []string
	for _, one := range c {
		if !slices.Contains(codes, one.Competency) {
			codes = append(codes, one.Competency)
		}
	}
	return codes
}

// find gives the criterion with the code; nil when there is none.
func (c CapacityCriteria) find(code string) *CapacityCriterion {
	for i := range c {
		if c[i].Code == code {
			return &c[i]
		}
	}
	return nil
}

// InstitutionKinds are the kinds that a checklist is for, stored as JSON.
type InstitutionKinds []people.Kind

// Value stores the kinds.
func (k InstitutionKinds) Value() (driver.Value, error) { return toJSON(k) }

// Scan reads the kinds.
func (k *InstitutionKinds) Scan(src any) error { return fromJSON(src, k) }

// GormDataType names the column type for GORM's schema.
func (InstitutionKinds) GormDataType() string { return "json" }

// ChecklistInput is what a version of a checklist is made of.
type ChecklistInput struct {
	Code     string
	Kinds    InstitutionKinds
	Title    i18n.Text
	Criteria CapacityCriteria
	Note     string
}

// Validate tells everything that is wrong, by field: "title", "kinds", "criteria",
// "criterion_0_name", "criterion_0_level_2".
func (in ChecklistInput) Validate() error {
	var check fault.Check
	check.That(codeForm.MatchString(in.Code), "code", "assessments.code_form")
	check.That(!in.Title.IsZero(), "title", "fault.required")
	check.That(len(in.Kinds) > 0, "kinds", "fault.required")
	for _, kind := range in.Kinds {
		check.That(slices.Contains(people.Kinds(), kind), "kinds", "fault.required")
	}
	check.That(len(in.Criteria) > 0, "criteria", "assessments.criteria_none")
	codes := map[string]bool{}
	for i, c := range in.Criteria {
		field := "criterion_" + strconv.Itoa(i)
		check.That(codeForm.MatchString(c.Code), field+"_code", "assessments.code_form")
		check.That(!codes[c.Code], field+"_code", "assessments.code_twice")
		codes[c.Code] = true
		check.That(c.Competency != "", field+"_competency", "fault.required")
		check.That(!c.Name.IsZero(), field+"_name", "fault.required")
		check.That(!c.Evidence.IsZero(), field+"_evidence", "fault.required")
		check.That(len(c.Levels) == CapacityLevels, field+"_levels", "assessments.levels_few", "min", CapacityLevels)
		for j, level := range c.Levels {
			check.That(!level.IsZero(), fmt.Sprintf("%s_level_%d", field, j), "fault.required")
		}
	}
	return check.Err()
}

// says tells whether the input says what the checklist says already.
func (in ChecklistInput) says(c Checklist) bool {
	one, errOne := json.Marshal([]any{in.Kinds, in.Title, in.Criteria})
	other, errOther := json.Marshal([]any{c.Kinds, c.Title, c.Criteria})
	return errOne == nil && errOther == nil && string(one) == string(other)
}

//go:embed checklists/shipped.json
var shippedFile []byte

// shipped is what relevo brings: checklists by kind of institution, and the
// institutional competencies that their criteria belong to.
type shipped struct {
	Competencies []Competency
	Lists        []Checklist
}

// shippedOnes reads what relevo brings. The file is part of the program: a
// mistake in it is a defect, which a test finds.
var shippedOnes = sync.OnceValues(func() (out shipped, err error) {
	var file struct {
		Competencies []Competency     `json:"competencies"`
		Criteria     CapacityCriteria `json:"criteria"`
		Lists        []struct {
			Code     string           `json:"code"`
			Kinds    InstitutionKinds `json:"kinds"`
			Title    i18n.Text        `json:"title"`
			Criteria []string         `json:"criteria"`
		} `json:"lists"`
	}
	if err := json.Unmarshal(shippedFile, &file); err != nil {
		return out, fmt.Errorf("reading the checklists that relevo brings: %w", err)
	}
	out.Competencies = file.Competencies
	for _, l := range file.Lists {
		list := Checklist{Code: l.Code, Version: 1, Kinds: l.Kinds, Title: l.Title}
		for _, code := range l.Criteria {
			criterion := file.Criteria.find(code)
			if criterion == nil {
				return out, fmt.Errorf("the checklist %s names a criterion %q that is not there", l.Code, code)
			}
			list.Criteria = append(list.Criteria, *criterion)
		}
		out.Lists = append(out.Lists, list)
	}
	return out, nil
})
