package assessments

import "relevo/app/people"

// PersonRows are the rows here that go over when two records turn out to be
// one person. Of two attempts in one administration the kept record's own stays
// its own.
func PersonRows() []people.Rows {
	return []people.Rows{
		{Table: "attempt", Owner: "person_id", Key: "id", Single: "administration_id", Open: "state IN ('not_started', 'in_progress', 'submitted')"},
		{Table: "result", Owner: "person_id", Key: "id"},
		{Table: "self_rating", Owner: "person_id", Key: "id"},
	}
}

// InstitutionRows are the rows here that go over when two records turn out to
// be one institution.
func InstitutionRows() []people.Rows {
	return []people.Rows{
		{Table: "attempt", Owner: "institution_id", Key: "id"},
		{Table: "result", Owner: "institution_id", Key: "id"},
		{Table: "capacity_round", Owner: "institution_id", Key: "id"},
		{Table: "monthly_count", Owner: "institution_id", Key: "id", Single: "month"},
	}
}
