package privacy

import (
	"context"
	"errors"
	"fmt"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Purpose is what a consent is for. A new wording is a new version: consents to
// the old one no longer count, and people are asked again.
type Purpose struct {
	Name    string
	Version int64 // its wording is in the catalogue under "privacy.consent.<Name>.text"
}

// Evaluation is the purpose of giving results, without names, to those who
// evaluate the programme from outside.
const Evaluation = "evaluation"

// The purposes of a self-care check-in, which have nothing to do with one another: that the
// answers are kept for the person, and that they count in figures without names.
const (
	SelfCare        = "selfcare"
	SelfCareFigures = "selfcare_figures"
)

// Purposes are all things for which consent is the ground.
var Purposes = []Purpose{{Evaluation, 1}, {SelfCare, 1}, {SelfCareFigures, 1}}

// Consent is one yes or no.
type Consent struct {
	ID         string
	PersonID   string
	Purpose    string
	Version    int64
	Given      bool
	RecordedAt db.Instant
}

// TableName names the table for GORM.
func (Consent) TableName() string { return "consent" }

// Standing is how it stands with somebody's consent to a purpose.
type Standing struct {
	Purpose
	Given bool
	Since *db.Instant // nil: never asked
}

// Standings gives the actor's own consents.
func (s *Service) Standings(ctx context.Context, actor access.Actor) (list []Standing, err error) {
	if actor.PersonID == "" {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var all []Consent
		if err := tx.DB.Where("person_id = ?", actor.PersonID).Order("recorded_at, id").Find(&all).Error; err != nil {
			return err
		}
		list = nil
		for _, purpose := range Purposes {
			standing := Standing{Purpose: purpose}
			for _, c := range all {
				if c.Purpose == purpose.Name {
					standing.Given, standing.Since = c.Given && c.Version == purpose.Version, &c.RecordedAt
				}
			}
			list = append(list, standing)
		}
		return nil
	})
	return list, err
}

// Consent gives the actor's consent to a purpose in its present wording, or withdraws it.
func (s *Service) Consent(ctx context.Context, actor access.Actor, purpose string, given bool) error {
	if err := needPerson(actor); err != nil {
		return err
	}
	for _, p := range Purposes {
		if p.Name != purpose {
			continue
		}
		return s.db.Write(ctx, func(tx *db.Tx) error {
			c := Consent{ID: tx.NewID(), PersonID: actor.PersonID, Purpose: p.Name, Version: p.Version, Given: given, RecordedAt: tx.Now}
			if err := tx.DB.Create(&c).Error; err != nil {
				return err
			}
			if !given {
				if err := s.withdrawnTx(tx, actor.PersonID, p.Name); err != nil {
					return err
				}
			}
			return record(tx, actor, "consent", "purpose", p.Name, map[string]any{"given": given, "version": p.Version})
		})
	}
	return fault.Missing("noun.page")
}

// withdrawnTx deletes what was only held because of a consent.
func (s *Service) withdrawnTx(tx *db.Tx, personID, purpose string) error {
	for _, part := range s.parts {
		for _, statement := range part.Withdrawn[purpose] {
			if err := tx.DB.Exec(statement, map[string]any{"person": personID}).Error; err != nil {
				return fmt.Errorf("deleting what rested on a consent: %w", err)
			}
		}
	}
	return nil
}

// ConsentsTx tells whether somebody's newest word on a purpose is a yes to its present wording.
func ConsentsTx(tx *db.Tx, personID, purpose string) (bool, error) {
	var newest []Consent
	err := tx.DB.Where("person_id = ? AND purpose = ?", personID, purpose).Order("recorded_at DESC, id DESC").Limit(1).Find(&newest).Error
	return err == nil && len(newest) == 1 && newest[0].Given && newest[0].Version == versionOf(purpose), err
}

// versionOf is the present wording of a purpose; 0 when there is no such purpose.
func versionOf(purpose string) int64 {
	for _, p := range Purposes {
		if p.Name == purpose {
			return p.Version
		}
	}
	return 0
}

// ConsentedTx gives those whose newest word on a purpose is a yes to its present wording.
func ConsentedTx(tx *db.Tx, purpose string) (map[string]bool, error) {
	version := versionOf(purpose)
	return yesTx(tx, purpose, func(c Consent) (counts, yes bool) { return true, c.Version == version })
}

// ConsentedThenTx gives those whose newest word on a purpose was a yes at an instant that has
// passed, to whatever wording was asked then.
func ConsentedThenTx(tx *db.Tx, purpose string, then db.Instant) (map[string]bool, error) {
	return yesTx(tx, purpose, func(c Consent) (counts, yes bool) { return !c.RecordedAt.After(then), true })
}

// yesTx gives those whose newest word, of those that count, is a yes.
func yesTx(tx *db.Tx, purpose string, judge func(Consent) (counts, yes bool)) (map[string]bool, error) {
	var all []Consent
	if err := tx.DB.Where("purpose = ?", purpose).Order("recorded_at, id").Find(&all).Error; err != nil {
		return nil, err
	}
	given := map[string]bool{}
	for _, c := range all {
		if counts, yes := judge(c); counts {
			given[c.PersonID] = c.Given && yes
		}
	}
	return given, nil
}

// withdrawAllTx withdraws every consent that a person has given.
func (s *Service) withdrawAllTx(tx *db.Tx, personID string) error {
	for _, p := range Purposes {
		given, err := ConsentsTx(tx, personID, p.Name)
		if err != nil {
			return err
		}
		if !given {
			continue
		}
		c := Consent{ID: tx.NewID(), PersonID: personID, Purpose: p.Name, Version: p.Version, RecordedAt: tx.Now}
		if err := errors.Join(tx.DB.Create(&c).Error, s.withdrawnTx(tx, personID, p.Name)); err != nil {
			return err
		}
	}
	return nil
}
