package assessments

import (
	"database/sql/driver"
	"fmt"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
)

// Rubric says how an open answer is scored: criteria, each with levels that
// describe what one reads in the answer. A rubric never changes; a new version
// has a new id and the same code.
type Rubric struct {
	ID         string
	Code       string
	Version    int // from 1
	Title      i18n.Text
	Criteria   Criteria
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (Rubric) TableName() string { return "rubric" }

// Criterion is one thing to look for in a response.
type Criterion struct {
	Code   string    `json:"code"`
	Name   i18n.Text `json:"name"`
	Levels []Level   `json:"levels"` // at least two, points rising
}

// Max is the most points the criterion gives.
func (c Criterion) Max() int {
	most := 0
	for _, l := range c.Levels {
		most = max(most, l.Points)
	}
	return most
}

// Level is what a response shows that earns the points.
type Level struct {
	Points     int       `json:"points"`
	Label      i18n.Text `json:"label"`
	Descriptor i18n.Text `json:"descriptor"`
}

// Criteria are the criteria of a rubric, stored as JSON.
type Criteria []Criterion

// Value stores the criteria.
func (c Criteria) Value() (driver.Value, error) { return toJSON(c) }

// Scan reads the criteria.
func (c *Criteria) Scan(src any) error { return fromJSON(src, c) }

// GormDataType names the column type for GORM's schema.
func (Criteria) GormDataType() string { return "json" }

// Max is the most points that a response can earn.
func (c Criteria) Max() int {
	sum := 0
	for _, criterion := range c {
		sum += criterion.Max()
	}
	return sum
}

// RubricInput is what a rubric is made of.
type RubricInput struct {
	Code     string
	Title    i18n.Text
	Criteria Criteria
}

// Validate tells everything that is wrong, by field: "code", "title", "criteria",
// "criterion_0_name", "criterion_0_levels", "criterion_0_level_1_points",
// "criterion_0_level_1_descriptor".
func (in RubricInput) Validate() error {
	var check fault.Check
	check.That(codeForm.MatchString(in.Code), "code", "assessments.code_form")
	check.That(!in.Title.IsZero(), "title", "fault.required")
	check.That(len(in.Criteria) > 0, "criteria", "assessments.criteria_none")
	codes := map[string]bool{}
	for i, c := range in.Criteria {
		field := fmt.Sprintf("criterion_%d", i)
		check.That(codeForm.MatchString(c.Code), field+"_code", "assessments.code_form")
		check.That(!codes[c.Code], field+"_code", "assessments.code_twice")
		codes[c.Code] = true
		check.That(!c.Name.IsZero(), field+"_name", "fault.required")
		check.That(len(c.Levels) >= 2, field+"_levels", "assessments.levels_few", "min", 2)
		for j, l := range c.Levels {
			level := fmt.Sprintf("%s_level_%d", field, j)
			check.That(!l.Descriptor.IsZero(), level+"_descriptor", "fault.required")
			check.That(l.Points >= 0 && l.Points <= 100, level+"_points", "assessments.points_range")
			check.That(j == 0 || l.Points > c.Levels[j-1].Points, level+"_points", "assessments.points_rise")
		}
	}
	return check.Err()
}
