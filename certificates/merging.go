package certificates

import "relevo/app/people"

// PersonRows are the rows here that go over when two records turn out to be
// one person. What a certificate says on paper stays as it was.
func PersonRows() []people.Rows {
	return []people.Rows{
		{Table: "certificate", Owner: "person_id", Key: "id"},
		{Table: "transcript_link", Owner: "person_id", Key: "id"},
	}
}

// InstitutionRows are the rows here that go over when two records turn out to
// be one institution.
func InstitutionRows() []people.Rows {
	return []people.Rows{
		{Table: "certificate", Owner: "institution_id", Key: "id"},
		{Table: "certificate_batch", Owner: "institution_id", Key: "id"},
		{Table: "paper_template", Owner: "institution_id", Key: "id"},
	}
}
