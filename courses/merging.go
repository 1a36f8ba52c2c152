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
		{Table: "refresher_set", Owner: "person_id", Key: "id"},
		{Table: "refresher_answer", Owner: "person_id", Key: "id"},
		{Table: "refresher_choice", Owner: "person_id", Key: "id"},
		{Table: "waiting_place", Owner: "person_id", Key: "id", Single: "offering_id"},
		{Table: "offering_message_person", Owner: "person_id", Key: "message_id", Single: "message_id"},
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
		{Table: "waiting_place", Owner: "institution_id", Key: "id"},
		{Table: "offering_entry_institution", Owner: "institution_id", Key: "entry_id", Single: "entry_id"},
		{Table: "past_training", Owner: "institution_id", Key: "id"},
		{Table: "lesson_wording", Owner: "institution_id", Key: "id"},
	}
}
