package access

import (
	"relevo/app/db"
	"relevo/app/fault"
)

// ActorTx gives who somebody is now, with the roles that they hold at this moment, for what relevo does in their
// name while they are away. An account that is disabled, or is not there, is nobody.
func ActorTx(tx *db.Tx, accountID string) (Actor, Account, error) {
	var account Account
	err := tx.DB.Where("id = ? AND disabled_at IS NULL", accountID).Take(&account).Error
	if db.IsNone(err) {
		return Actor{}, Account{}, fault.Missing("noun.account")
	}
	if err != nil {
		return Actor{}, Account{}, err
	}
	actor := Actor{AccountID: account.ID, Name: account.Name, Locale: account.Locale}
	if account.PersonID != nil {
		actor.PersonID = *account.PersonID
	}
	var held []struct {
		Role          Role
		InstitutionID string
		Path          string
	}
	err = tx.DB.Table("role_grant AS g").Select("g.role, coalesce(g.institution_id, '') AS institution_id, coalesce(i.path, '') AS path").
		Joins("LEFT JOIN institution i ON i.id = g.institution_id").
		Where("g.account_id = ? AND g.revoked_at IS NULL", accountID).Order("g.granted_at, g.id").Scan(&held).Error
	for _, h := range held {
		actor.Roles = append(actor.Roles, Held{Role: h.Role, InstitutionID: h.InstitutionID, Path: h.Path})
	}
	return actor, account, err
}
