package people

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
)

// PeopleQuery asks for a part of the people in the actor's scope.
type PeopleQuery struct {
	Text          string // as of SearchPeople; empty: those in post today
	InstitutionID string // there and below; empty: everywhere
	After         string // the person after whom the part begins, in the order of identifiers; empty: from the first
	Limit         int
}

// ListPeople gives a part of the people that a search finds, one more than the limit if there are as many: it is read on by
// the identifier of the last, so that nobody is skipped or seen twice.
func (s *Service) ListPeople(ctx context.Context, actor access.Actor, q PeopleQuery) ([]Found, error) {
	var found []Found
	if err := actor.NeedSomewhere(access.ViewStaff); err != nil {
		return nil, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		scopes := actor.Scopes(access.ViewStaff)
		if q.InstitutionID != "" {
			at, err := InstitutionTx(tx, q.InstitutionID)
			if err != nil {
				return err
			}
			if err := actor.Need(access.ViewStaff, at.Path); err != nil {
				return err
			}
			scopes = []string{at.Path}
		}
		var people []Person
		query := peopleMatching(tx, scopes, q.Text).Order("id").Limit(q.Limit + 1)
		if q.After != "" {
			query = query.Where("person.id > ?", q.After)
		}
		err := query.Find(&people).Error
		if err == nil {
			found, err = placeNow(tx, actor, people)
		}
		return err
	})
	return found, err
}
