package access

import (
	"errors"

	"relevo/app/db"
)

// HasAccountTx tells whether a person has an account, disabled or not.
func HasAccountTx(tx *db.Tx, personID string) (bool, error) {
	var n int64
	err := tx.DB.Model(&Account{}).Where("person_id = ?", personID).Count(&n).Error
	return n > 0, err
}

// HoldsOfficeTx tells whether a person's account has a role beyond taking
// courses: whoever closes it takes an office away.
func HoldsOfficeTx(tx *db.Tx, personID string) (bool, error) {
	var n int64
	err := tx.DB.Model(&Grant{}).Joins("JOIN account a ON a.id = role_grant.account_id").
		Where("a.person_id = ? AND role_grant.revoked_at IS NULL AND role_grant.role <> ?", personID, Official).Count(&n).Error
	return n > 0, err
}

// HandAccountTx gives the account of one record of a person to another record
// of the same person. Where the other has an account already, the first one is
// closed instead: nobody has two. It tells which account it was, by what was done.
func HandAccountTx(tx *db.Tx, from, to string) (handed, disabled string, err error) {
	var account Account
	err = tx.DB.Where("person_id = ?", from).Take(&account).Error
	if db.IsNone(err) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	has, err := HasAccountTx(tx, to)
	switch {
	case err != nil:
		return "", "", err
	case !has:
		return account.ID, "", tx.DB.Model(&Account{}).Where("id = ?", account.ID).Update("person_id", to).Error
	case account.DisabledAt != nil:
		return "", "", nil
	}
	return "", account.ID, errors.Join(tx.DB.Model(&Account{}).Where("id = ?", account.ID).Update("disabled_at", tx.Now).Error, endLogins(tx, account.ID, ""))
}

// HandAccountBackTx takes back what HandAccountTx did at a moment. An account
// that was closed by somebody since stays closed, and nobody gets a second one.
func HandAccountBackTx(tx *db.Tx, to, handed, disabled string, at db.Instant) error {
	has, err := HasAccountTx(tx, to)
	if err != nil {
		return err
	}
	if handed != "" && !has {
		if err := tx.DB.Model(&Account{}).Where("id = ?", handed).Update("person_id", to).Error; err != nil {
			return err
		}
	}
	if disabled != "" {
		return tx.DB.Model(&Account{}).Where("id = ? AND disabled_at = ?", disabled, at).Update("disabled_at", nil).Error
	}
	return nil
}
