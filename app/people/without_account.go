package people

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
)

// WithoutAccount lists who is in post today in an institution or below it and has
// no account, by name, at most limit of them; more tells whether there are others.
// The actor manages accounts.
func (s *Service) WithoutAccount(ctx context.Context, actor access.Actor, institutionID string, limit int) (at Institution, list []Person, more bool, err error) {
	if err := actor.Need(access.ManageAccounts, ""); err != nil {
		return at, nil, false, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if at, err = InstitutionTx(tx, institutionID); err != nil {
			return err
		}
		condition, args := within("i.path", []string{at.Path})
		err = tx.DB.Where("merged_into IS NULL AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person_id = person.id)").
			Where("EXISTS (SELECT 1 FROM posting p JOIN institution i ON i.id = p.institution_id WHERE p.person_id = person.id "+
				"AND p.superseded_at IS NULL AND p.withdrawn = ? AND p.starts_on <= ? AND (p.ends_on IS NULL OR p.ends_on > ?) AND "+condition+")",
				append([]any{false, tx.Today(), tx.Today()}, args...)...).
			Order("search_name, id").Limit(limit + 1).Find(&list).Error
		if more = len(list) > limit; more {
			list = list[:limit]
		}
		return err
	})
	return at, list, more, err
}
