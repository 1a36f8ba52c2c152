package access

import "relevo/app/db"

// Office is a role beyond that of an official, as somebody on the staff holds it: it lets them see or score others.
type Office struct {
	AccountID, PersonID, Name string
	Role                      Role
	Path                      string // of the institution it is held in; empty for the whole programme
}

// OfficesTx lists the offices that people of the staff hold with an open account, by name; for callers that have
// asked for permission.
func OfficesTx(tx *db.Tx) (offices []Office, err error) {
	err = tx.DB.Table("role_grant AS g").Select("a.id AS account_id, a.person_id, a.name, g.role, coalesce(i.path, '') AS path").
		Joins("JOIN account a ON a.id = g.account_id AND a.disabled_at IS NULL AND a.person_id IS NOT NULL").
		Joins("LEFT JOIN institution i ON i.id = g.institution_id").
		Where("g.revoked_at IS NULL AND g.role <> ?", Official).Order("a.name, a.id, g.id").Scan(&offices).Error
	return offices, err
}
