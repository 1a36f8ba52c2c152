package courses

import (
	"relevo/app/db"
	"relevo/assessments"
)

// competenciesNamed gives the competencies with these codes, in the framework's order.
func competenciesNamed(tx *db.Tx, codes []string) ([]assessments.Competency, error) {
	all, err := assessments.CompetenciesTx(tx)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, c := range codes {
		wanted[c] = true
	}
	var named []assessments.Competency
	for _, c := range all {
		if wanted[c.Code] {
			named = append(named, c)
		}
	}
	return named, nil
}
