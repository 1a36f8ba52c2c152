package people

import (
	"context"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
)

// OfficesLeft lists the offices of those who are in no post any more where they hold them. A role is given by somebody and
// taken by somebody, so nothing ends it by itself; who manages accounts is shown what to end.
func (s *Service) OfficesLeft(ctx context.Context, actor access.Actor) (left []access.Office, err error) {
	if err := actor.Need(access.ManageAccounts, ""); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		left = nil
		offices, err := access.OfficesTx(tx)
		if err != nil || len(offices) == 0 {
			return err
		}
		var ids []string
		for _, o := range offices {
			ids = append(ids, o.PersonID)
		}
		now, err := SnapshotsTx(tx, ids, tx.Today())
		if err != nil {
			return err
		}
		for _, o := range offices {
			if at := now[o.PersonID]; at.InstitutionID == nil || !strings.HasPrefix(at.Path, o.Path) {
				left = append(left, o)
			}
		}
		return nil
	})
	return left, err
}
