package people

import (
	"relevo/app/db"
	"relevo/app/privacy"
)

// HeldOnPeople is what is held here on people, how it is taken out, and how long it is kept.
func HeldOnPeople() privacy.Part {
	return privacy.Part{
		Held: []privacy.Held{
			{Table: "person", Query: `SELECT p.*, p.given_names || ' ' || p.first_surname || ' ' || p.second_surname AS what, p.created_at AS at,
				p.document_type || ' ' || coalesce(p.document_number, '') || ' · ' || p.email || ' · ' || p.phone AS detail
				FROM person p WHERE p.id = @person OR p.merged_into = @person ORDER BY p.created_at`},
			{Table: "person_correction", Query: `SELECT c.*, c.recorded_at AS at, c.was AS detail FROM person_correction c WHERE c.person_id = @person ORDER BY c.recorded_at`},
			{Table: "posting", Query: `SELECT p.*, p.position AS what, i.name AS place, p.starts_on AS at
				FROM posting p JOIN institution i ON i.id = p.institution_id WHERE p.person_id = @person ORDER BY p.starts_on, p.recorded_at`},
		},
		Forget: []string{
			// Lists that wait to be confirmed would bring back who is in them; confirmed files are kept for reading alone.
			`DELETE FROM roster_draft WHERE institution_id IN (SELECT d.id FROM posting p JOIN institution i ON i.id = p.institution_id
				JOIN institution d ON substr(i.path, 1, length(d.path)) = d.path WHERE p.person_id = @person)`,
			`UPDATE file_import SET content = substr(content, 1, 0) WHERE length(content) > 0 AND confirmed_at IS NOT NULL AND EXISTS (SELECT 1 FROM person WHERE id = @person)`,
			`DELETE FROM person_correction WHERE person_id IN (SELECT id FROM person WHERE id = @person OR merged_into = @person)`,
			`UPDATE posting SET position = '' WHERE person_id = @person`,
			`UPDATE person SET document_type = 'none', document_number = NULL, first_surname = '—', second_surname = '', given_names = '',
				search_name = '', sex = '', birth_year = NULL, email = '', phone = '' WHERE id = @person OR merged_into = @person`,
		},
		Rules: []privacy.Rule{
			{Category: "lists", Months: 12, Statements: []string{
				`DELETE FROM roster_draft WHERE created_at < @before`,
				`UPDATE file_import SET content = substr(content, 1, 0) WHERE length(content) > 0 AND created_at < @before`,
			}},
			{Category: "people", Months: 120, Statements: []string{
				`UPDATE person SET document_type = 'none', document_number = NULL, first_surname = '—', second_surname = '', given_names = '',
				search_name = '', sex = '', birth_year = NULL, email = '', phone = ''
				WHERE created_at < @before AND search_name <> ''
				AND NOT EXISTS (SELECT 1 FROM posting p WHERE p.person_id = person.id AND p.superseded_at IS NULL AND NOT p.withdrawn AND (p.ends_on IS NULL OR p.ends_on > @before_day))
				AND NOT EXISTS (SELECT 1 FROM account a JOIN login l ON l.account_id = a.id WHERE a.person_id = person.id AND l.last_seen_at >= @before)`,
			}},
		},
	}
}

// NameTx is how a person is called.
func NameTx(tx *db.Tx, id string) (string, error) {
	person, err := PersonTx(tx, id)
	return person.FullName(), err
}
