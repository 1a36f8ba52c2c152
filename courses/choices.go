package courses

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/assessments"
)

// Choices is what an author chooses from when describing a course.
type Choices struct {
	Competencies []assessments.Competency
	Assessments  []assessments.Assessment
}

// Choices lists the competencies and assessments there are.
func (s *Service) Choices(ctx context.Context, actor access.Actor) (Choices, error) {
	var out Choices
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out.Competencies, err = assessments.CompetenciesTx(tx); err != nil {
			return err
		}
		return tx.DB.Order("title, id").Find(&out.Assessments).Error
	})
	return out, err
}

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
