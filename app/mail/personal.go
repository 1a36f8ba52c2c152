package mail

import "relevo/app/privacy"

// HeldOnPeople is what is held here on people, how it is taken out, and how long it is kept.
func HeldOnPeople() privacy.Part {
	return privacy.Part{
		Held: []privacy.Held{
			{Table: "mail_choice", Query: `SELECT c.*, c.recorded_at AS at FROM mail_choice c WHERE c.person_id = @person ORDER BY c.recorded_at, c.id`},
			{Table: "mail_letter", Query: `SELECT l.*, l.state AS what, l.address AS place, l.created_at AS at
				FROM mail_letter l WHERE l.address <> '' AND l.address = (SELECT p.email FROM person p WHERE p.id = @person) ORDER BY l.created_at`},
		},
		Forget: []string{`UPDATE mail_letter SET address = '', content = '' WHERE address <> '' AND address IN (@email, @account_email)`},
		Rules: []privacy.Rule{{Category: "letters", Months: 12, Statements: []string{
			`UPDATE mail_letter SET address = '', content = '' WHERE address <> '' AND moved_at < @before AND state IN ('sent', 'failed')`,
		}}},
	}
}
