package courses

import "relevo/app/people"

// PersonRows are the rows here that go over when two records turn out to be
// one person.
func PersonRows() []people.Rows {
	return []people.Rows{
		{Table: "enrolment", Owner: "person_id", Key: "id", Single: "offering_id",
			Open: "withdrawn_at IS NULL AND NOT EXISTS (SELECT 1 FROM completion c WHERE c.enrolment_id = enrolment.id)"},
		{Table: "completion", Owner: "person_id", Key: "id"},
		{Table: "past_training", Owner: "person_id", Key: "id"},
		{Table: "survey_ask", Owner: "person_id", Key: "offering_id", Single: "offering_id"},
	}
}

// InstitutionRows are the rows here that go over when two records turn out to
// be one institution.
func InstitutionRows() []people.Rows {
	return []people.Rows{
		{Table: "offering_institution", Owner: "institution_id", Key: "offering_id", Single: "offering_id"},
		{Table: "enrolment", Owner: "institution_id", Key: "id"},
		{Table: "completion", Owner: "institution_id", Key: "id"},
		{Table: "past_training", Owner: "institution_id", Key: "id"},
		{Table: "lesson_wording", Owner: "institution_id", Key: "id"},
	}
}
