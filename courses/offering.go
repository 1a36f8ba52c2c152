package courses

import (
	"database/sql/driver"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
)

// Mode says how an offering is held.
type Mode string

// The modes.
const (
	Virtual    Mode = "virtual"
	FaceToFace Mode = "face_to_face"
	Mixed      Mode = "mixed"
)

// Modes lists the modes in the order people are shown them.
var Modes = []Mode{Virtual, FaceToFace, Mixed}

// Offering is one scheduled run of a course version.
type Offering struct {
	ID              string
	CourseVersionID string
	Code            string
	Mode            Mode
	StartsOn        db.Date
	EndsOn          db.Date // last day, not before StartsOn
	Place           string
	FollowUps       Months // after each completion, when the skill is looked at again
	Seats           *int   // how many fit in; nil: as many as come
	CreatedAt       db.Instant
	CreatedBy       string
}

// TableName names the table for GORM.
func (Offering) TableName() string { return "offering" }

// Months are numbers of months after a day, rising, stored as "3,6"; none as "none". The
// zero value stands for the usual ones.
type Months []int

// UsualFollowUps are the months of an offering that says nothing else.
func UsualFollowUps() Months { return Months{3, 6} }

// FollowUpChoices are the months among which an offering chooses.
func FollowUpChoices() Months { return Months{1, 3, 6, 12} }

// Value stores the months.
func (m Months) Value() (driver.Value, error) {
	switch {
	case m == nil:
		m = UsualFollowUps()
	case len(m) == 0:
		return noMonths, nil
	}
	words := make([]string, len(m))
	for i, n := range m {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ","), nil
}

const noMonths = "none"

// Scan reads the months.
func (m *Months) Scan(src any) error {
	text, _ := src.(string)
	if body, ok := src.([]byte); ok {
		text = string(body)
	}
	*m = Months{}
	for word := range strings.SplitSeq(text, ",") {
		if word == noMonths {
			continue
		}
		n, err := strconv.Atoi(word)
		if err != nil {
			return fmt.Errorf("reading months from %v: %w", src, err)
		}
		*m = append(*m, n)
	}
	return nil
}

// GormDataType names the column type for GORM's schema.
func (Months) GormDataType() string { return "string" }

// OfferingInstitution says that an offering is for an institution's staff.
type OfferingInstitution struct {
	OfferingID    string `gorm:"primaryKey"`
	InstitutionID string `gorm:"primaryKey"`
}

// TableName names the table for GORM.
func (OfferingInstitution) TableName() string { return "offering_institution" }

// OfferingFunder says which part of an offering a funder pays.
type OfferingFunder struct {
	OfferingID string  `gorm:"primaryKey"`
	FunderID   string  `gorm:"primaryKey"`
	Share      float64 // above 0, at most 1; the shares of an offering sum to 1
}

// TableName names the table for GORM.
func (OfferingFunder) TableName() string { return "offering_funder" }

// OfferingTrainer says who runs an offering.
type OfferingTrainer struct {
	OfferingID string `gorm:"primaryKey"`
	AccountID  string `gorm:"primaryKey"`
}

// TableName names the table for GORM.
func (OfferingTrainer) TableName() string { return "offering_trainer" }

// OfferingAdministration ties an administration of the course's assessment to
// the offering it belongs to.
type OfferingAdministration struct {
	OfferingID       string `gorm:"primaryKey"`
	AdministrationID string `gorm:"primaryKey"`
	Occasion         string // as the administration's own
}

// TableName names the table for GORM.
func (OfferingAdministration) TableName() string { return "offering_administration" }

// FunderShare is a funder's part of an offering.
type FunderShare struct {
	FunderID string
	Share    float64 // above 0, at most 1
}

// NewOffering is what is needed to schedule a run of a course.
type NewOffering struct {
	CourseVersionID string // published
	Code            string
	Mode            Mode
	StartsOn        db.Date
	EndsOn          db.Date
	Place           string
	FollowUps       Months // of FollowUpChoices; nil: the usual ones
	InstitutionIDs  []string
	TrainerIDs      []string // accounts
	Funders         []FunderShare
}

// shareTolerance lets thirds written as 33.33 % pass.
const shareTolerance = 0.001

func (in NewOffering) validate() error {
	var check fault.Check
	check.That(in.CourseVersionID != "", "course", "fault.required")
	check.That(code.MatchString(strings.TrimSpace(in.Code)), "code", "courses.code_shape")
	check.That(slices.Contains(Modes, in.Mode), "mode", "courses.choose_one")
	check.That(in.StartsOn > 0, "starts_on", "fault.required")
	check.That(in.EndsOn > 0, "ends_on", "fault.required")
	check.That(in.EndsOn == 0 || in.EndsOn >= in.StartsOn, "ends_on", "courses.ends_before_start")
	meets := in.Mode == FaceToFace || in.Mode == Mixed
	check.That(!meets || strings.TrimSpace(in.Place) != "", "place", "courses.place_needed")
	check.That(len(in.InstitutionIDs) > 0, "institutions", "courses.institution_needed")
	for _, months := range in.FollowUps {
		check.That(slices.Contains(FollowUpChoices(), months), "follow_ups", "courses.choose_one")
	}
	sum, seen := 0.0, map[string]bool{}
	for _, f := range in.Funders {
		check.That(f.Share > 0 && f.Share <= 1, "funders", "courses.share_range")
		check.That(!seen[f.FunderID], "funders", "courses.funder_twice")
		seen[f.FunderID] = true
		sum += f.Share
	}
	check.That(len(in.Funders) == 0 || math.Abs(sum-1) <= shareTolerance, "funders", "courses.shares_sum")
	return check.Err()
}

// Enrolment is a person's place in an offering. The institution is that of
// the day of enrolment.
type Enrolment struct {
	ID             string
	OfferingID     string
	PersonID       string
	InstitutionID  *string
	EnrolledAt     db.Instant
	EnrolledBy     string
	WithdrawnAt    *db.Instant
	WithdrawnBy    *string
	WithdrawReason string
	RuleID         *string // the rule by which they were chosen; nil: by hand, or by themselves
	Language       string  // in which the course is read; empty: not chosen
}

// TableName names the table for GORM.
func (Enrolment) TableName() string { return "enrolment" }

// LessonRead notes when somebody said that they had read a lesson.
type LessonRead struct {
	EnrolmentID string `gorm:"primaryKey"`
	LessonID    string `gorm:"primaryKey"`
	ReadAt      db.Instant
	WordingID   *string // which text was read; nil: the lesson's own
	CarriedFrom *string // the lesson of another version that was read instead; nil: this one was
}

// TableName names the table for GORM.
func (LessonRead) TableName() string { return "lesson_read" }

// Attendance is the fact that somebody was there for some hours of a day; a
// correction is a new fact.
type Attendance struct {
	ID           string
	EnrolmentID  string
	HeldOn       db.Date
	Hours        float64 // above 0, at most 24
	MeetingID    *string // nil: of the day as a whole
	RecordedAt   db.Instant
	RecordedBy   string
	SupersededAt *db.Instant
}

// TableName names the table for GORM.
func (Attendance) TableName() string { return "attendance" }

// Completion is the fact that somebody completed a course, with the rule that
// they fulfilled. Institution, cadre and region are those of the day.
type Completion struct {
	ID              string
	EnrolmentID     string
	PersonID        string
	CourseID        string
	CourseVersionID string
	CompletedOn     db.Date
	RuleVersion     Rule
	Detail          string // JSON: what fulfilled the rule
	InstitutionID   *string
	Cadre           string
	Region          string // first two digits of the institution's UBIGEO; empty when unknown
	RecordedAt      db.Instant
	RecordedBy      string
}

// TableName names the table for GORM.
func (Completion) TableName() string { return "completion" }

// Completed is the event "courses.completed".
type Completed struct {
	CompletionID string
	PersonID     string
	OfferingID   string
	CourseID     string
}

// CompletedEvent is the name of the job that tells [Completed].
const CompletedEvent = "courses.completed"
