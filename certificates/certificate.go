package certificates

import (
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
)

// Certificate is what was issued to a person for an enrolment: one of each
// kind at most. Everything on its paper is as it was that day.
type Certificate struct {
	ID string
	Paper
	EnrolmentID   string
	CompletionID  *string // nil: attended without completing
	PersonID      string
	CourseID      string
	InstitutionID *string // where the person was in post when completing; nil: nowhere
	RecordedAt    db.Instant
	RecordedBy    string
	RevokedAt     *db.Instant // nil while it stands
	RevokedBy     *string
	RevokeReason  string  // shown to whoever verifies it
	TemplateID    *string // how its paper looks; nil for relevo's own
	RuleVersion   string  // the rule by which it is valid; empty without one
}

// TableName names the table for GORM.
func (Certificate) TableName() string { return "certificate" }

// CertificateCompetency says that a certificate names a competency.
type CertificateCompetency struct {
	CertificateID  string `gorm:"primaryKey"`
	CompetencyCode string `gorm:"primaryKey"`
}

// TableName names the table for GORM.
func (CertificateCompetency) TableName() string { return "certificate_competency" }

// State says whether a certificate may be relied on.
type State string

// The states.
const (
	Valid   State = "valid"
	Expired State = "expired" // its last day of validity has passed
	Revoked State = "revoked"
)

// State is how the certificate stands on a day.
func (c Certificate) State(today db.Date) State {
	switch {
	case c.RevokedAt != nil:
		return Revoked
	case c.ValidUntil != nil && today > *c.ValidUntil:
		return Expired
	default:
		return Valid
	}
}

// RevokedOn is the day on which it was revoked; nil while it stands.
func (c Certificate) RevokedOn() *db.Date {
	if c.RevokedAt == nil {
		return nil
	}
	on := c.RevokedAt.Date()
	return &on
}

// Row is a certificate in a list.
type Row struct {
	Certificate
	Holder string // "Surnames, Given", as of today
	State  State
}

// List is one page of the certificates of an institution and those below it.
type List struct {
	InstitutionID string // empty: all in the actor's scope
	Institutions  []Place
	Rows          []Row  // newest first
	Next          string // where the next page begins; empty at the end
}

// Place is an institution to choose from.
type Place struct{ ID, Name string }

// Opened is a certificate as somebody who may see it sees it.
type Opened struct {
	Row
	Address   string // where anybody can verify it
	Own       bool   // it is the actor's
	MayRevoke bool
}

// Verified is what anybody who has the paper may see: what is on it and
// whether it stands.
type Verified struct {
	Paper
	State        State
	RevokedOn    *db.Date
	RevokeReason string
}

// maxReason is the length of a reason for revoking, in characters.
const maxReason = 300

func checkReason(reason string) error {
	var check fault.Check
	check.That(strings.TrimSpace(reason) != "", "reason", "fault.required")
	check.That(len([]rune(reason)) <= maxReason, "reason", "certificates.reason_long", "max", maxReason)
	return check.Err()
}
