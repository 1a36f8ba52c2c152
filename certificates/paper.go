package certificates

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"

	"relevo/app/db"
)

// Kind is what a certificate certifies.
type Kind string

// The kinds of certificate.
const (
	Attendance Kind = "attendance" // was there
	Completion Kind = "completion" // fulfilled the rule by which the course is completed
	Competence Kind = "competence" // showed mastery of every competency of the course at its end
)

func (k Kind) known() bool { return slices.Contains(Kinds, k) }

// Paper is all that a certificate says: what is printed, and what anybody who
// holds the paper may see when verifying it.
type Paper struct {
	Serial          string
	VerifyCode      string
	Kind            Kind
	PersonName      string // given names first, as on an identity card read aloud
	CourseTitle     string
	Competencies    Competencies
	Funders         Funders
	Hours           float64 // hours of the course, at least 0
	IssuedOn        db.Date
	ValidUntil      *db.Date // last day of validity; nil: does not end
	InstitutionName string   // of the day; empty when in no post that day
	Language        string   // the locale the paper is written in
}

// Competency is a competency as a paper names it.
type Competency struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Competencies are those that a paper names, stored as JSON.
type Competencies []Competency

// Names lists the names.
func (c Competencies) Names() []string {
	names := make([]string, len(c))
	for i, one := range c {
		names[i] = one.Name
	}
	return names
}

// Value stores the list.
func (c Competencies) Value() (driver.Value, error) { return asJSON([]Competency(c)) }

// Scan reads the list from either database.
func (c *Competencies) Scan(src any) error { return fromJSON(src, (*[]Competency)(c)) }

// GormDataType names the column type for GORM's schema.
func (Competencies) GormDataType() string { return "json" }

// Funders names who paid for the offering, stored as JSON.
type Funders []string

// Value stores the list.
func (f Funders) Value() (driver.Value, error) { return asJSON([]string(f)) }

// Scan reads the list from either database.
func (f *Funders) Scan(src any) error { return fromJSON(src, (*[]string)(f)) }

// GormDataType names the column type for GORM's schema.
func (Funders) GormDataType() string { return "json" }

func asJSON[T any](list []T) (driver.Value, error) {
	if list == nil {
		return "[]", nil
	}
	body, err := json.Marshal(list)
	return string(body), err
}

func fromJSON[T any](src any, list *[]T) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), list)
	case []byte:
		return json.Unmarshal(v, list)
	}
	return fmt.Errorf("cannot read a list of a certificate from %T", src)
}
