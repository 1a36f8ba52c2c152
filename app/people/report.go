package people

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// FindInstitution gives the institution with this code, or with this name
// written in any way, to those who have the permission there; a name that
// none has may be one that it bore earlier. A name that two institutions have
// is refused: the code tells them apart.
func (s *Service) FindInstitution(ctx context.Context, actor access.Actor, perm access.Permission, nameOrCode string) (Institution, error) {
	var found []Institution
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		tree, err := InstitutionsInScopeTx(tx, actor, perm)
		folded := roster.Fold(nameOrCode)
		for _, i := range tree {
			if strings.EqualFold(i.Code, strings.TrimSpace(nameOrCode)) {
				found = []Institution{i}
				break
			}
			if folded != "" && i.SearchName == folded {
				found = append(found, i)
			}
		}
		if err == nil && len(found) == 0 {
			found, err = formerlyCalled(tx, tree, folded)
		}
		return err
	})
	switch {
	case err != nil:
		return Institution{}, err
	case len(found) == 0:
		return Institution{}, fault.OnField("institution", "people.institution.not_called", "name", nameOrCode)
	case len(found) > 1:
		return Institution{}, fault.OnField("institution", "people.institution.two_called", "name", nameOrCode)
	}
	return found[0], nil
}

// InstitutionTurnover is the turnover of one institution and all below it.
type InstitutionTurnover struct {
	Institution Institution
	Turnover
}

// TurnoverReport gives the turnover of each of the institutions in (from, to];
// without any, of every institution in the actor's scope that ever had staff
// of its own. They come by name.
func (s *Service) TurnoverReport(ctx context.Context, actor access.Actor, ids []string, from, to db.Date) ([]InstitutionTurnover, error) {
	if err := actor.NeedSomewhere(access.ViewFigures); err != nil {
		return nil, err
	}
	if to <= from {
		return nil, fault.OnField("to", "people.turnover.window_empty")
	}
	var report []InstitutionTurnover
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		tree, err := InstitutionsInScopeTx(tx, actor, access.ViewFigures)
		if err != nil {
			return err
		}
		stays, err := concernedTx(tx, idsOf(tree))
		if err != nil {
			return err
		}
		staffed := map[string]bool{}
		for _, stay := range stays {
			staffed[stay.InstitutionID] = true
		}
		for _, at := range tree {
			if len(ids) == 0 && !staffed[at.ID] || len(ids) > 0 && !slices.Contains(ids, at.ID) {
				continue
			}
			turnover, err := turnoverOf(stays, subtreeOf(tree, at), from, to)
			if err != nil {
				return err
			}
			report = append(report, InstitutionTurnover{at, turnover})
		}
		return nil
	})
	slices.SortFunc(report, func(a, b InstitutionTurnover) int {
		return cmp.Or(strings.Compare(a.Institution.SearchName, b.Institution.SearchName), strings.Compare(a.Institution.ID, b.Institution.ID))
	})
	return report, err
}

// subtreeOf gives the identifiers of an institution and of those below it.
func subtreeOf(tree []Institution, at Institution) []string {
	var ids []string
	for _, i := range tree {
		if i.ID == at.ID || isBelow(i.Path, at.Path) {
			ids = append(ids, i.ID)
		}
	}
	return ids
}
