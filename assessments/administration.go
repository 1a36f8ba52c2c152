package assessments

import (
	"slices"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// Occasion says when, in a person's learning, an assessment is taken.
type Occasion string

// The occasions.
const (
	Pre      Occasion = "pre"
	Post     Occasion = "post"
	FollowUp Occasion = "follow_up"
)

// Occasions lists the occasions in their order.
func Occasions() []Occasion { return []Occasion{Pre, Post, FollowUp} }

// Key is the catalogue key of the occasion's name.
func (o Occasion) Key() string { return "assessments.occasion." + string(o) }

// Administration is one sitting of an assessment.
type Administration struct {
	ID           string
	AssessmentID string
	Occasion     Occasion
	MonthsAfter  int // of a follow-up: months after completion; otherwise 0
	Title        string
	OpensAt      db.Instant
	ClosesAt     *db.Instant // nobody starts afterwards, and answers are noted as late; nil: never
	CreatedAt    db.Instant
	CreatedBy    string
}

// TableName names the table for GORM.
func (Administration) TableName() string { return "administration" }

// OpenAt tells whether an attempt may be started at the moment.
func (a Administration) OpenAt(now db.Instant) bool {
	return !now.Before(a.OpensAt) && (a.ClosesAt == nil || now.Before(*a.ClosesAt))
}

// NewAdministration is what an administration is made with.
type NewAdministration struct {
	AssessmentID string
	Occasion     Occasion
	MonthsAfter  int
	Title        string
	OpensAt      db.Instant // zero: now
	ClosesAt     *db.Instant
}

func (in NewAdministration) validate() error {
	var check fault.Check
	check.That(in.AssessmentID != "", "assessment", "fault.required")
	check.That(slices.Contains(Occasions(), in.Occasion), "occasion", "fault.required")
	check.That(in.Title != "", "title", "fault.required")
	check.That(in.MonthsAfter >= 0 && in.MonthsAfter <= 60, "months_after", "assessments.months_range", "max", 60)
	check.That(in.ClosesAt == nil || in.ClosesAt.After(in.OpensAt), "closes_at", "assessments.closes_before_opens")
	return check.Err()
}

// State is where an attempt stands.
type State string

// The states.
const (
	StateNotStarted State = "not_started"
	StateInProgress State = "in_progress"
	StateSubmitted  State = "submitted"
	StateScored     State = "scored"
	StateClosed     State = "closed"
)

// States lists the states in the order of an attempt's life.
func States() []State {
	return []State{StateNotStarted, StateInProgress, StateSubmitted, StateScored, StateClosed}
}

// Key is the catalogue key of the state's name.
func (s State) Key() string { return "assessments.state." + string(s) }

// Reasons why an attempt was closed without being submitted; catalogue keys
// "assessments.closed.<reason>".
const (
	ReasonLeft      = "left"      // no longer in any post
	ReasonWithdrawn = "withdrawn" // no longer takes part
)

// Attempt is a person's place in an administration, from the day it is
// assigned. Institution, cadre and region are those of that day.
type Attempt struct {
	ID               string
	AdministrationID string
	PersonID         string
	FormID           string
	State            State
	DueOn            *db.Date
	InstitutionID    *string
	Cadre            people.Cadre
	Region           string
	AssignedAt       db.Instant
	StartedAt        *db.Instant
	SubmittedAt      *db.Instant
	ScoredAt         *db.Instant
	ClosedAt         *db.Instant
	CloseReason      string
	Receipt          string   // what the person notes down; empty before submission
	Source           string   // SourceOnline or SourcePaper
	SatOn            *db.Date // of an attempt on paper: the day it was sat

	ExtraMinutes   int         // beyond what the assessment allows, for this person
	DeadlineAt     *db.Instant // until when to answer, fixed at the start; nil: no limit
	LateAdmittedAt *db.Instant // since when answers count that came after the deadline
}

// TableName names the table for GORM.
func (Attempt) TableName() string { return "attempt" }

// Answerable tells whether the person still can answer.
func (a Attempt) Answerable() bool { return a.State == StateNotStarted || a.State == StateInProgress }

// Day is the day on which a submitted attempt was taken: on paper that on which the
// person sat, whenever it was typed.
func (a Attempt) Day() db.Date {
	if a.SatOn != nil {
		return *a.SatOn
	}
	return a.SubmittedAt.Date()
}

// Done tells whether the person has submitted.
func (a Attempt) Done() bool { return a.State == StateSubmitted || a.State == StateScored }

// AdministrationDetail is an administration with its people, as far as the
// actor may see them by name.
type AdministrationDetail struct {
	Administration
	Assessment Assessment
	People     int           // how many there are altogether
	Counts     map[State]int // of them
	Rows       []Sitting     // the part that was asked for
	SelfViews  []SelfView    // how they see themselves, where enough said so
}

// Sitting is one person's row in an administration.
type Sitting struct {
	Attempt
	PersonName      string // "Surnames, Given"
	InstitutionName string // empty when in none
	FormLabel       string
	Overdue         bool // under way although its time is over
	Aside           int  // answers that wait for somebody to decide
}
