package subscription

import (
	"relevo/app/people"
	"relevo/app/privacy"
)

// HeldOnPeople is what is held here on people, how it is taken out, and how long it is kept.
func HeldOnPeople() privacy.Part {
	return privacy.Part{
		Held: []privacy.Held{{Table: "report_subscription", Query: `SELECT s.*, s.about AS what, coalesce(i.name, '') AS place, s.started_at AS at FROM report_subscription s
			LEFT JOIN institution i ON i.id = s.place_id WHERE s.account_id = @account ORDER BY s.started_at, s.id`}},
		Forget: []string{`UPDATE report_subscription SET ended_at = @now, ended_why = 'account' WHERE account_id = @account AND ended_at IS NULL`},
	}
}

// InstitutionRows are the rows here that go over when two records turn out to be one institution.
func InstitutionRows() []people.Rows {
	return []people.Rows{{Table: "report_subscription", Owner: "place_id", Key: "id"}}
}
