package people

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people/roster"
)

// FindInstitutions finds the institutions in whose name, former names or code each word of
// the query occurs, among those where the actor has the permission; at most limit of them,
// by name. A query without words finds none.
func (s *Service) FindInstitutions(ctx context.Context, actor access.Actor, perm access.Permission, query string, limit int) (found []Institution, err error) {
	words := strings.Fields(roster.Fold(query))
	if len(words) == 0 || !actor.Somewhere(perm) {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q := tx.DB.Where("merged_into IS NULL").Order("search_name, id").Limit(limit)
		if scopes := actor.Scopes(perm); !slices.Contains(scopes, "") {
			condition, args := within("path", scopes)
			q = q.Where(condition, args...)
		}
		return calledLike(q, words).Find(&found).Error
	})
	return found, err
}

// calledLike narrows a query of institutions to those in whose name, former names or code each of the folded words occurs.
func calledLike(q *gorm.DB, words []string) *gorm.DB {
	for _, word := range words[:min(len(words), 6)] {
		// Folded words hold letters and digits only: nothing of LIKE's own signs.
		q = q.Where("search_name LIKE ? OR lower(code) LIKE ? OR EXISTS (SELECT 1 FROM institution_name f WHERE f.institution_id = institution.id AND f.search_name LIKE ?)",
			"%"+word+"%", "%"+word+"%", "%"+word+"%")
	}
	return q
}
