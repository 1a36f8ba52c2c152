package access

import (
	"slices"

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

// Holder is an account that has a permission, below a path.
type Holder struct {
	AccountID string
	PersonID  string // empty for an account without a staff record
	Path      string // empty: everywhere
}

// HoldersTx gives the accounts that have one of the roles with the permission, with each path that they have it below. Of no
// roles in particular it gives all that bring the permission.
func HoldersTx(tx *db.Tx, p Permission, of ...Role) ([]Holder, error) {
	roles := slices.DeleteFunc(slices.Clone(AllRoles), func(r Role) bool { return !r.Allows(p) || len(of) > 0 && !slices.Contains(of, r) })
	var list []Holder
	err := tx.DB.Table("role_grant AS g").Select("DISTINCT g.account_id, coalesce(a.person_id, '') AS person_id, coalesce(i.path, '') AS path").
		Joins("JOIN account a ON a.id = g.account_id AND a.disabled_at IS NULL").Joins("LEFT JOIN institution i ON i.id = g.institution_id").
		Where("g.role IN ? AND g.revoked_at IS NULL", roles).Order("g.account_id, path").Scan(&list).Error
	return list, err
}
