package access

import (
	"context"
	"errors"

	"relevo/app/db"
	"relevo/app/fault"
)

// Service opens accounts, gives roles and lets people in.
type Service struct {
	db *db.DB
}

// NewService makes the service.
func NewService(d *db.DB) *Service { return &Service{db: d} }

// OpenAccount makes an account. The actor manages accounts in the whole programme.
func (s *Service) OpenAccount(ctx context.Context, actor Actor, in NewAccount) (Account, error) {
	if err := actor.Need(ManageAccounts, ""); err != nil {
		return Account{}, err
	}
	var account Account
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		account, err = OpenAccountTx(tx, actor, in)
		return err
	})
	return account, err
}

// OpenAccountTx is OpenAccount within a transaction, for callers that have
// asked for permission.
func OpenAccountTx(tx *db.Tx, actor Actor, in NewAccount) (Account, error) {
	if err := in.validate(); err != nil {
		return Account{}, err
	}
	account := Account{
		ID: tx.NewID(), Username: foldUsername(in.Username), Name: in.Name, PasswordHash: in.Passphrase.hash,
		Locale: in.Locale, CreatedAt: tx.Now,
	}
	if in.PersonID != "" {
		account.PersonID = &in.PersonID
	}
	if account.Locale == "" {
		account.Locale = "es"
	}
	if err := tx.DB.Create(&account).Error; err != nil {
		if db.IsDuplicate(err) {
			return Account{}, fault.OnField("username", "access.username_taken")
		}
		return Account{}, err
	}
	return account, Record(tx, actor, "access.account.open", "account", account.ID, nil)
}

// GrantRole gives a role. Nobody grants what they do not manage: the actor
// manages accounts at the institution, whose path is given with it.
func (s *Service) GrantRole(ctx context.Context, actor Actor, accountID string, role Role, institutionID, path string) error {
	if err := actor.Need(ManageAccounts, path); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return GrantRoleTx(tx, actor, accountID, role, institutionID)
	})
}

// GrantRoleTx is GrantRole within a transaction, for callers that have asked
// for permission. An empty institutionID means the whole programme.
func GrantRoleTx(tx *db.Tx, actor Actor, accountID string, role Role, institutionID string) error {
	grant := Grant{ID: tx.NewID(), AccountID: accountID, Role: role, GrantedAt: tx.Now, GrantedBy: actor.AccountID}
	if institutionID != "" {
		grant.InstitutionID = &institutionID
	}
	if err := tx.DB.Create(&grant).Error; err != nil {
		return err
	}
	return Record(tx, actor, "access.role.grant", "account", accountID, map[string]string{"role": string(role), "institution": institutionID})
}

// SetLocale remembers the language somebody chose.
func (s *Service) SetLocale(ctx context.Context, actor Actor, locale string) error {
	if !actor.LoggedIn() {
		return nil // the choice lives in a cookie
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return tx.DB.Model(&Account{}).Where("id = ?", actor.AccountID).Update("locale", locale).Error
	})
}

// ByUsername finds an account.
func (s *Service) ByUsername(ctx context.Context, username string) (Account, error) {
	var account Account
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Where("username = ?", foldUsername(username)).Take(&account).Error
	})
	if fault.Is(err, fault.NotFound) {
		return Account{}, errors.Join(fault.Missing("noun.account"), err)
	}
	return account, err
}

// AuditPage lists the newest audit entries, newest first, before the entry
// with the given id (empty: from the newest).
func (s *Service) AuditPage(ctx context.Context, actor Actor, before string, limit int) ([]AuditEntry, error) {
	if err := actor.Need(ReadAudit, ""); err != nil {
		return nil, err
	}
	var entries []AuditEntry
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		query := tx.DB.Order("id DESC").Limit(limit)
		if before != "" {
			query = query.Where("id < ?", before)
		}
		return query.Find(&entries).Error
	})
	return entries, err
}
