package assessments

import (
	"regexp"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
)

// CompetencyKind says whose competency it is.
type CompetencyKind string

// The kinds of competency.
const (
	Personal      CompetencyKind = "personal"      // of an official
	Institutional CompetencyKind = "institutional" // of an institution
)

// Competency is something that officials or institutions are to be able to do.
// Levels describe, from the lowest up, what one sees somebody do.
type Competency struct {
	Code        string         `gorm:"primaryKey"  json:"code"`
	Kind        CompetencyKind `json:"kind"`
	Position    int            `json:"-"` // order in lists, from 1
	Name        i18n.Text      `json:"name"`
	Description i18n.Text      `json:"description"`
	Levels      Texts          `json:"levels"`
	RecordedAt  db.Instant     `json:"-"`
	RecordedBy  string         `json:"-"`
}

// TableName names the table for GORM.
func (Competency) TableName() string { return "competency" }

// codeForm is how codes of competencies, items, rubrics, criteria and
// assessments are written.
var codeForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,79}$`)

func (c Competency) validate(check *fault.Check) {
	check.That(codeForm.MatchString(c.Code), "code", "assessments.code_form")
	check.That(c.Kind == Personal || c.Kind == Institutional, "kind", "fault.required")
	check.That(!c.Name.IsZero(), "name", "fault.required")
	check.That(len(c.Levels) >= 2, "levels", "assessments.levels_few", "min", 2)
}

// NamesOf gives the names of competencies, one after another, in every language that
// names all of them; a code that the framework does not have stands for itself.
func NamesOf(framework []Competency, codes []string) i18n.Text {
	names := i18n.Text{}
	for _, locale := range i18n.Locales() {
		parts := make([]string, len(codes))
		for i, code := range codes {
			parts[i] = code
			if at := slices.IndexFunc(framework, func(c Competency) bool { return c.Code == code }); at >= 0 {
				parts[i] = framework[at].Name.In(locale)
			}
		}
		names[locale] = strings.Join(parts, ", ")
	}
	return names
}
