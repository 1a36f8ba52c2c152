package privacy

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// tellWithin is how soon after an incident is noticed the authority must hear of it, and those
// affected where it may harm them (DS 016-2024-JUS). We have it from what lawyers published about the
// regulation, not from its text: a lawyer checks which incidents it holds for, and the articles.
const tellWithin = 48 * time.Hour

// Incident is something that went wrong with personal data.
type Incident struct {
	ID         string
	NoticedAt  db.Instant
	What       string
	Affected   string // which data
	People     *int64 // how many; nil when not known yet
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (Incident) TableName() string { return "incident" }

// StepKind is what was done about an incident.
type StepKind string

// The kinds of steps.
const (
	Noted         StepKind = "note"
	ToldAuthority StepKind = "authority"
	ToldPeople    StepKind = "people"
	Closed        StepKind = "closed"
)

// StepKinds lists them in the order people are shown them.
var StepKinds = []StepKind{Noted, ToldAuthority, ToldPeople, Closed}

// Step is one thing that was done.
type Step struct {
	ID         string
	IncidentID string
	Kind       StepKind
	Note       string
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (Step) TableName() string { return "incident_step" }

// Course is an incident with what was done about it.
type Course struct {
	Incident
	Steps []Step
	Now   db.Instant
}

// Due is until when the authority must hear of it, and those affected if it may harm them.
func (c Course) Due() db.Instant { return c.NoticedAt.Add(tellWithin) }

// Told is when the authority was told; nil when it was not.
func (c Course) Told() *db.Instant { return c.when(ToldAuthority) }

// PeopleTold is when those affected were told; nil when they were not.
func (c Course) PeopleTold() *db.Instant { return c.when(ToldPeople) }

// ClosedAt is when it was closed; nil when it is open.
func (c Course) ClosedAt() *db.Instant { return c.when(Closed) }

func (c Course) when(kind StepKind) *db.Instant {
	for _, step := range c.Steps {
		if step.Kind == kind {
			return &step.RecordedAt
		}
	}
	return nil
}

// Late tells whether the authority heard of it too late, or not yet and it is too late.
func (c Course) Late() bool {
	if told := c.Told(); told != nil {
		return told.After(c.Due())
	}
	return c.ClosedAt() == nil && c.Now.After(c.Due())
}

// HoursLeft is how many whole hours are left to tell the authority, negative when it is late.
func (c Course) HoursLeft() int { return int(c.Due().Sub(c.Now) / time.Hour) }

// IncidentInput is what is known of an incident at first.
type IncidentInput struct {
	NoticedAt db.Instant
	What      string
	Affected  string
	People    *int64
}

// Report writes an incident down.
func (s *Service) Report(ctx context.Context, actor access.Actor, in IncidentInput) (incident Incident, err error) {
	err = s.manage(ctx, actor, func(tx *db.Tx) error {
		var check fault.Check
		check.That(strings.TrimSpace(in.What) != "", "what", "fault.required")
		check.That(strings.TrimSpace(in.Affected) != "", "affected", "fault.required")
		check.That(len([]rune(in.What)) <= mostWording, "what", "privacy.too_long", "max", mostWording)
		check.That(len([]rune(in.Affected)) <= mostWording, "affected", "privacy.too_long", "max", mostWording)
		check.That(in.People == nil || *in.People >= 0, "people", "fault.at_least", "min", 0)
		check.That(!in.NoticedAt.IsZero() && !in.NoticedAt.After(tx.Now), "noticed_at", "privacy.incident.when")
		if err := check.Err(); err != nil {
			return err
		}
		incident = Incident{ID: tx.NewID(), NoticedAt: in.NoticedAt, What: strings.TrimSpace(in.What), Affected: strings.TrimSpace(in.Affected), People: in.People, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Create(&incident).Error; err != nil {
			return err
		}
		return record(tx, actor, "incident.report", "incident", incident.ID, nil)
	})
	return incident, err
}

// Step writes down what was done about an incident.
func (s *Service) Step(ctx context.Context, actor access.Actor, incidentID string, kind StepKind, note string) error {
	return s.manage(ctx, actor, func(tx *db.Tx) error {
		var check fault.Check
		check.That(kind == Noted || kind == ToldAuthority || kind == ToldPeople || kind == Closed, "kind", "fault.required")
		check.That(strings.TrimSpace(note) != "", "note", "fault.required")
		check.That(len([]rune(note)) <= mostWording, "note", "privacy.too_long", "max", mostWording)
		if err := check.Err(); err != nil {
			return err
		}
		course, err := courseTx(tx, incidentID)
		if err != nil {
			return err
		}
		if course.ClosedAt() != nil {
			return fault.New(fault.Conflict, "privacy.incident.closed")
		}
		step := Step{ID: tx.NewID(), IncidentID: incidentID, Kind: kind, Note: strings.TrimSpace(note), RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if err := tx.DB.Create(&step).Error; err != nil {
			return err
		}
		return record(tx, actor, "incident."+string(kind), "incident", incidentID, nil)
	})
}

// Incidents lists all incidents, newest first.
func (s *Service) Incidents(ctx context.Context, actor access.Actor) ([]Course, error) {
	return s.incidents(ctx, actor, func(q *gorm.DB) *gorm.DB { return q.Order("noticed_at DESC, id DESC").Limit(mostCases) })
}

// IncidentsAfter lists incidents for programs, the last recorded first: at most so many of those recorded before the one named;
// none named: from the last.
func (s *Service) IncidentsAfter(ctx context.Context, actor access.Actor, after string, limit int) ([]Course, error) {
	return s.incidents(ctx, actor, func(q *gorm.DB) *gorm.DB {
		if after != "" {
			q = q.Where("id < ?", after)
		}
		return q.Order("id DESC").Limit(limit)
	})
}

func (s *Service) incidents(ctx context.Context, actor access.Actor, part func(*gorm.DB) *gorm.DB) (courses []Course, err error) {
	if err := needManager(actor); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var incidents []Incident
		if err := part(tx.DB).Find(&incidents).Error; err != nil {
			return err
		}
		courses, err = coursesTx(tx, incidents)
		return err
	})
	return courses, err
}

// Incident gives one incident.
func (s *Service) Incident(ctx context.Context, actor access.Actor, id string) (course Course, err error) {
	if err := needManager(actor); err != nil {
		return course, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		course, err = courseTx(tx, id)
		return err
	})
	return course, err
}

func courseTx(tx *db.Tx, id string) (Course, error) {
	var incident Incident
	err := tx.DB.Where("id = ?", id).Take(&incident).Error
	if db.IsNone(err) {
		return Course{}, fault.Missing("noun.incident")
	}
	if err != nil {
		return Course{}, err
	}
	courses, err := coursesTx(tx, []Incident{incident})
	if err != nil {
		return Course{}, err
	}
	return courses[0], nil
}

func coursesTx(tx *db.Tx, incidents []Incident) ([]Course, error) {
	ids := make([]string, len(incidents))
	for i, one := range incidents {
		ids[i] = one.ID
	}
	var steps []Step
	if err := tx.DB.Where("incident_id IN ?", ids).Order("recorded_at, id").Find(&steps).Error; err != nil {
		return nil, err
	}
	courses := make([]Course, len(incidents))
	for i, one := range incidents {
		courses[i] = Course{Incident: one, Now: tx.Now}
		for _, step := range steps {
			if step.IncidentID == one.ID {
				courses[i].Steps = append(courses[i].Steps, step)
			}
		}
	}
	return courses, nil
}
