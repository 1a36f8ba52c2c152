package app

import (
	"os"
	"slices"
	"strings"
	"testing"

	"relevo/app/analytics"
	"relevo/app/analytics/subscription"
	"relevo/app/mail"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// When two records become one, every row that names one of them goes over: a
// table that is added later must be named in its noun's rows, or here with the
// reason why not.
func TestEveryRowOfAPersonAndOfAnInstitutionGoesOver(t *testing.T) {
	schema, err := os.ReadFile("../migrations/schema.golden")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{
		"posting.person_id":             true, // by new facts, in package people
		"posting.institution_id":        true,
		"account.person_id":             true, // package access: nobody has two
		"person_correction.person_id":   true, // what was said of that record
		"privacy_erasure.person_id":     true, // of that record, which stays erased
		"approved_posts.institution_id": true, // people's own rows, tested there
		"roster_import.institution_id":  true, "roster_draft.institution_id": true, "roster_mapping.institution_id": true,
		"kept_change.person_id": true, "kept_change.institution_id": true, // whose figures are to be computed again: the merger notes both
		"institution_name.institution_id": true, "role_grant.institution_id": true,
	}
	rows := slices.Concat(courses.PersonRows(), assessments.PersonRows(), certificates.PersonRows(), mail.PersonRows(), privacyRows(),
		courses.InstitutionRows(), assessments.InstitutionRows(), certificates.InstitutionRows(), analytics.InstitutionRows(), subscription.InstitutionRows())
	for _, r := range rows {
		named[r.Table+"."+r.Owner] = true
		for _, column := range []string{r.Owner, r.Key, r.Single} {
			if column != "" && !strings.Contains(string(schema), "\n"+r.Table+"."+column+" ") {
				t.Errorf("%s.%s is not in the schema", r.Table, column)
			}
		}
	}
	for line := range strings.Lines(string(schema)) {
		column, _, _ := strings.Cut(line, " ")
		if (strings.HasSuffix(column, ".person_id") || strings.HasSuffix(column, ".institution_id")) && !named[column] {
			t.Errorf("%s would stay behind when two records become one", column)
		}
	}
}
