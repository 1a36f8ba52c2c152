package privacy

import (
	"context"

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

// Purposes are all things for which consent is the ground.
var Purposes = []Purpose{{Evaluation, 1}}

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
			return record(tx, actor, "consent", "purpose", p.Name, map[string]any{"given": given, "version": p.Version})
		})
	}
	return fault.Missing("noun.page")
}

// consentedTx gives those whose newest word on a purpose is a yes to its present wording.
func consentedTx(tx *db.Tx, purpose string) (map[string]bool, error) {
	var version int64
	for _, p := range Purposes {
		if p.Name == purpose {
			version = p.Version
		}
	}
	var all []Consent
	if err := tx.DB.Where("purpose = ?", purpose).Order("recorded_at, id").Find(&all).Error; err != nil {
		return nil, err
	}
	given := map[string]bool{}
	for _, c := range all {
		given[c.PersonID] = c.Given && c.Version == version
	}
	return given, nil
}

// withdrawAllTx withdraws every consent that a person has given.
func withdrawAllTx(tx *db.Tx, personID string) error {
	for _, p := range Purposes {
		given, err := consentedTx(tx, p.Name)
		if err != nil {
			return err
		}
		if !given[personID] {
			continue
		}
		c := Consent{ID: tx.NewID(), PersonID: personID, Purpose: p.Name, Version: p.Version, RecordedAt: tx.Now}
		if err := tx.DB.Create(&c).Error; err != nil {
			return err
		}
	}
	return nil
}
