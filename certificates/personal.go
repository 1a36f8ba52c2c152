package certificates

import "relevo/app/privacy"

// HeldOnPeople is what is held here on people, and what ends when their name is taken out.
// Certificates stay: they are public evidence, which their holders may have verified.
func HeldOnPeople() privacy.Part {
	return privacy.Part{
		Held: []privacy.Held{
			{Table: "certificate", Query: `SELECT c.*, c.course_title AS what, c.institution_name AS place, c.issued_on AS at, c.serial AS detail
				FROM certificate c WHERE c.person_id = @person ORDER BY c.issued_on, c.id`},
			{Table: "transcript_link", Query: `SELECT l.id, l.purpose, l.created_at, l.expires_at, l.revoked_at, l.purpose AS what, l.created_at AS at
				FROM transcript_link l WHERE l.person_id = @person ORDER BY l.created_at, l.id`},
		},
		Forget: []string{`UPDATE transcript_link SET purpose = '', revoked_at = coalesce(revoked_at, @now) WHERE person_id = @person`},
		Rules: []privacy.Rule{{Category: "links", Months: 12, Statements: []string{
			`DELETE FROM transcript_link WHERE expires_at < @before`,
		}}},
	}
}
