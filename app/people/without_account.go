package people

import (
	"context"

	"gorm.io/gorm"

	"relevo/app/access"
	"relevo/app/db"
)

// WithoutAccount lists who is in post today in an institution or below it and has
// no account, by name, at most limit of them; more tells whether there are others.
// The actor manages accounts.
func (s *Service) WithoutAccount(ctx context.Context, actor access.Actor, institutionID string, limit int) (at Institution, list []Person, more bool, err error) {
	at, list, err = s.withoutAccount(ctx, actor, institutionID, func(q *gorm.DB) *gorm.DB { return q.Order("search_name, id").Limit(limit + 1) })
	if more = len(list) > limit; more {
		list = list[:limit]
	}
	return at, list, more, err
}

// WithoutAccountAfter lists the same for programs, in the order of the records: at most limit after the one named, if any.
func (s *Service) WithoutAccountAfter(ctx context.Context, actor access.Actor, institutionID, after string, limit int) ([]Person, error) {
	_, list, err := s.withoutAccount(ctx, actor, institutionID, func(q *gorm.DB) *gorm.DB { return q.Where("id > ?", after).Order("id").Limit(limit) })
	return list, err
}

// WithoutAccountOf gives those of the people named who are in post there today and have no account.
func (s *Service) WithoutAccountOf(ctx context.Context, actor access.Actor, institutionID string, ids []string) ([]Person, error) {
	_, list, err := s.withoutAccount(ctx, actor, institutionID, func(q *gorm.DB) *gorm.DB { return q.Where("id IN ?", ids).Order("search_name, id") })
	return list, err
}

func (s *Service) withoutAccount(ctx context.Context, actor access.Actor, institutionID string, part func(*gorm.DB) *gorm.DB) (at Institution, list []Person, err error) {
	if err := actor.Need(access.ManageAccounts, ""); err != nil {
		return at, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if at, err = InstitutionTx(tx, institutionID); err != nil {
			return err
		}
		condition, args := within("i.path", []string{at.Path})
		return part(tx.DB.Where("merged_into IS NULL AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person_id = person.id)").
			Where("EXISTS (SELECT 1 FROM posting p JOIN institution i ON i.id = p.institution_id WHERE p.person_id = person.id "+
				"AND p.superseded_at IS NULL AND p.withdrawn = ? AND p.starts_on <= ? AND (p.ends_on IS NULL OR p.ends_on > ?) AND "+condition+")",
				append([]any{false, tx.Today(), tx.Today()}, args...)...)).Find(&list).Error
	})
	return at, list, err
}
