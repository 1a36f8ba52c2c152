package access

import (
	"context"
	"errors"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
)

// Identity is who an account is to another provider of logins.
type Identity struct {
	Issuer    string `gorm:"primaryKey"`
	Subject   string `gorm:"primaryKey"` // the provider's own name for the person, which never changes
	AccountID string
	CreatedAt db.Instant
}

// TableName names the table for GORM.
func (Identity) TableName() string { return "account_identity" }

// Proven is what another provider has proven of somebody.
type Proven struct {
	Issuer, Subject string
	Email           string // that the provider has verified; empty for none
	Second          bool   // it has asked for a second proof itself
	Device          string // what the device calls itself
}

// LogInProven lets in whom another provider vouches for. The first time, the
// account is that whose address, and no other's, is the one the provider has
// verified, and which is known to be its owner's ([Account.EmailProvenAt]); from
// then on it is the provider's name for the person that counts, whatever becomes of the address. Nobody is opened an account. A second proof is
// asked for as usual, unless the provider has asked for one.
func (s *Service) LogInProven(ctx context.Context, in Proven) (token string, err error) {
	var refused string
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		refused = ""
		account, err := provenAccount(tx, in)
		if err != nil {
			return err
		}
		if account.ID == "" || account.DisabledAt != nil {
			refused = "unknown"
			if account.ID != "" {
				refused = "disabled"
			}
			return Record(tx, Actor{AccountID: VisitorID}, "access.login.refused", "account", account.ID, map[string]string{"reason": refused, "by": "sso"})
		}
		if token, err = openLogin(tx, account.ID, in.Device); err != nil || !in.Second {
			return err
		}
		return tx.DB.Model(&Login{}).Where("token_hash = ?", hashToken(token)).Update("second_at", tx.Now).Error
	})
	if err == nil && refused != "" {
		return "", fault.New(fault.Denied, "access.sso.unknown")
	}
	return token, err
}

// provenAccount finds the account of an identity, and ties it to one where it
// is met for the first time; the zero Account when there is none.
func provenAccount(tx *db.Tx, in Proven) (Account, error) {
	if in.Issuer == "" || in.Subject == "" {
		return Account{}, errors.New("a proof without issuer or subject")
	}
	var found []Account
	err := tx.DB.Joins("JOIN account_identity i ON i.account_id = account.id").Where("i.issuer = ? AND i.subject = ?", in.Issuer, in.Subject).Find(&found).Error
	if err != nil || len(found) == 1 {
		return append(found, Account{})[0], err
	}
	email := emailOf(in.Email)
	if email == "" {
		return Account{}, nil
	}
	err = tx.DB.Where("lower(email) = ? AND email_proven_at IS NOT NULL AND disabled_at IS NULL", strings.ToLower(email)).Limit(2).Find(&found).Error
	if err != nil || len(found) != 1 { // two accounts share it: the provider cannot say which
		return Account{}, err
	}
	identity := Identity{Issuer: in.Issuer, Subject: in.Subject, AccountID: found[0].ID, CreatedAt: tx.Now}
	if err := tx.DB.Create(&identity).Error; err != nil {
		return Account{}, err
	}
	return found[0], Record(tx, Actor{AccountID: found[0].ID}, "access.identity.tie", "account", found[0].ID, map[string]string{"issuer": in.Issuer})
}
