package firststeps

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/privacy"
)

// Step is one thing without which relevo shows nothing.
type Step string

// The steps, in order.
const (
	Institution Step = "institution" // one is registered
	Staff       Step = "staff"       // somebody is on a staff list, or was entered by hand
	Course      Step = "course"      // one is published
	Offering    Step = "offering"    // one is scheduled and has people in it
	Scores      Step = "scores"      // somebody's test was scored
)

// Steps lists them.
func Steps() []Step { return []Step{Institution, Staff, Course, Offering, Scores} }

// State is how far relevo is and what the reader can do about the next step.
type State struct {
	Step
	Done bool
	Path string // of the page that does it, or of the accounts of those who do; empty where another step comes first
	Mine bool   // Path leads to where the reader does it
	Them bool   // not the reader's, and there are people whose it is
}

// Guide is the way from nothing to the first score.
type Guide struct {
	Steps  []State
	Folded bool
}

// Done is how many steps are done.
func (g Guide) Done() int {
	n := 0
	for _, s := range g.Steps {
		if s.Done {
			n++
		}
	}
	return n
}

// Over tells whether there is nothing left to guide to.
func (g Guide) Over() bool { return g.Done() == len(g.Steps) }

// Choice is the fact that somebody folded the guide away, or unfolded it. The newest counts.
type Choice struct {
	ID         string
	AccountID  string
	Folded     bool
	RecordedAt db.Instant
}

// TableName names the table for GORM.
func (Choice) TableName() string { return "first_steps_choice" }

// Service reads how far relevo is.
type Service struct{ db *db.DB }

// NewService makes the service.
func NewService(d *db.DB) *Service { return &Service{db: d} }

// For tells whether the guide is for somebody: those who set up institutions and accounts of the whole programme.
func For(actor access.Actor) bool {
	return slices.Contains(actor.Scopes(access.ManageInstitutions), "") && slices.Contains(actor.Scopes(access.ManageAccounts), "")
}

func need(actor access.Actor) error {
	if err := actor.Need(access.ManageInstitutions, ""); err != nil {
		return err
	}
	return actor.Need(access.ManageAccounts, "")
}

// facts is the one row that the steps are read from: whether there is what each needs, and where the next one is done.
type facts struct {
	Staff, Course, Enrolled, Scores, Trainer, Folded bool
	InstitutionID, OfferingID                        *string
}

const factsSQL = `
SELECT (SELECT id FROM institution WHERE closed_on IS NULL ORDER BY CASE WHEN kind IN @above THEN 1 ELSE 0 END, path LIMIT 1) AS institution_id,
	EXISTS (SELECT 1 FROM posting WHERE superseded_at IS NULL AND NOT withdrawn) AS staff,
	EXISTS (SELECT 1 FROM course_version WHERE published_at IS NOT NULL) AS course,
	(SELECT id FROM offering ORDER BY created_at DESC, id DESC LIMIT 1) AS offering_id,
	EXISTS (SELECT 1 FROM enrolment WHERE withdrawn_at IS NULL) AS enrolled,
	EXISTS (SELECT 1 FROM result WHERE superseded_at IS NULL AND attempt_id IS NOT NULL) AS scores,
	EXISTS (SELECT 1 FROM role_grant g JOIN account a ON a.id = g.account_id WHERE g.role = @trainer AND g.revoked_at IS NULL AND a.disabled_at IS NULL) AS trainer,
	coalesce((SELECT folded FROM first_steps_choice WHERE account_id = @account ORDER BY recorded_at DESC, id DESC LIMIT 1), @no) AS folded`

// Guide tells how far relevo is, with where the actor goes on.
func (s *Service) Guide(ctx context.Context, actor access.Actor) (Guide, error) {
	if err := need(actor); err != nil {
		return Guide{}, err
	}
	var found facts
	err := s.db.ReadOne(ctx, func(tx *db.Tx) error {
		return tx.DB.Raw(factsSQL, map[string]any{"above": []people.Kind{people.Ministry, people.Network}, "trainer": access.Trainer, "account": actor.AccountID, "no": false}).Scan(&found).Error
	})
	return found.guide(actor), err
}

func (f facts) guide(actor access.Actor) Guide {
	g := Guide{Folded: f.Folded}
	for _, step := range Steps() {
		g.Steps = append(g.Steps, f.state(step, actor))
	}
	return g
}

// state says of one step whether it is done and where the actor does it.
func (f facts) state(step Step, actor access.Actor) State {
	s := State{Step: step}
	permission := access.ManageInstitutions
	switch step {
	case Institution:
		s.Done, s.Path = f.InstitutionID != nil, "/institutions/new"
	case Staff:
		s.Done, permission = f.Staff, access.ImportRoster
		if f.InstitutionID != nil {
			s.Path = "/institutions/" + *f.InstitutionID + "/roster"
		}
	case Course:
		s.Done, s.Path, permission = f.Course, "/courses", access.AuthorCourses
	case Offering:
		s.Done, permission = f.Enrolled, access.RunOfferings
		switch {
		case f.OfferingID != nil:
			s.Path = "/offerings/" + *f.OfferingID + "/enrol"
		case f.Course:
			s.Path = "/offerings/new"
		}
	case Scores:
		s.Done, permission = f.Scores, access.ScoreResponses
		if f.Enrolled {
			s.Path = "/scoring"
		}
	}
	if s.Done || s.Path == "" {
		s.Path = ""
		return s
	}
	s.Mine = actor.Somewhere(permission)
	if !s.Mine { // it is a trainer's
		s.Them, s.Path = f.Trainer, "/accounts/new"
		if f.Trainer {
			s.Path = "/accounts"
		}
	}
	return s
}

// Fold folds the guide away for the actor, or unfolds it.
func (s *Service) Fold(ctx context.Context, actor access.Actor, folded bool) error {
	if err := need(actor); err != nil {
		return err
	}
	if actor.AccountID == access.SystemID {
		return fault.Refused()
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var last []Choice
		if err := tx.DB.Where("account_id = ?", actor.AccountID).Order("recorded_at DESC, id DESC").Limit(1).Find(&last).Error; err != nil {
			return err
		}
		if len(last) == 1 && last[0].Folded == folded || len(last) == 0 && !folded {
			return nil
		}
		choice := Choice{ID: tx.NewID(), AccountID: actor.AccountID, Folded: folded, RecordedAt: tx.Now}
		if err := tx.DB.Create(&choice).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "first_steps.fold", "account", actor.AccountID, map[string]bool{"folded": folded})
	})
}

// HeldOnPeople is what is held here on people, how it is taken out, and how long it is kept.
func HeldOnPeople() privacy.Part {
	return privacy.Part{
		Held:   []privacy.Held{{Table: "first_steps_choice", Query: `SELECT c.*, c.recorded_at AS at FROM first_steps_choice c WHERE c.account_id = @account ORDER BY c.recorded_at, c.id`}},
		Forget: []string{`DELETE FROM first_steps_choice WHERE account_id = @account`},
	}
}
