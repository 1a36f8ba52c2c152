package selfcare

import (
	"relevo/app/db"
	"relevo/app/privacy"
)

// Service answers for self-care.
type Service struct{ db *db.DB }

// NewService makes the service.
func NewService(d *db.DB) *Service { return &Service{db: d} }

// HeldOnPeople is what is held here on people, how it is taken out, and how long it is kept.
func HeldOnPeople() privacy.Part {
	return privacy.Part{
		Held: []privacy.Held{{Table: "selfcare_checkin", Own: true,
			Query: `SELECT c.*, c.questionnaire AS what, c.answered_at AS at, c.answers AS detail FROM selfcare_checkin c WHERE c.person_id = @person ORDER BY c.answered_at, c.id`}},
		Forget:    []string{`DELETE FROM selfcare_checkin WHERE person_id = @person`},
		Withdrawn: map[string][]string{Keeping: {`DELETE FROM selfcare_checkin WHERE person_id = @person`}},
		Rules:     []privacy.Rule{{Category: "selfcare", Months: 24, Statements: []string{`DELETE FROM selfcare_checkin WHERE answered_at < @before`}}},
	}
}
