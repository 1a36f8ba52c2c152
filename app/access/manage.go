package access

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"

	"relevo/app/db"
	"relevo/app/fault"
)

// Accounts lists accounts whose name or username contains the text, by
// username, at most limit of them.
func (s *Service) Accounts(ctx context.Context, actor Actor, text string, limit int) ([]Account, error) {
	return s.AccountsAfter(ctx, actor, text, "", limit)
}

// AccountsAfter is Accounts, beginning after a username.
func (s *Service) AccountsAfter(ctx context.Context, actor Actor, text, after string, limit int) ([]Account, error) {
	if err := actor.Need(ManageAccounts, ""); err != nil {
		return nil, err
	}
	var accounts []Account
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		query := tx.DB.Order("username").Limit(limit)
		if after != "" {
			query = query.Where("username > ?", after)
		}
		return called(query, "account", text).Find(&accounts).Error
	})
	return accounts, err
}

// called narrows a query to the accounts that have a text in their name or username; an empty text does not. table, a constant of the
// caller, is what the query calls them.
func called(query *gorm.DB, table, text string) *gorm.DB {
	part := foldUsername(text)
	if part == "" {
		return query
	}
	pattern := "%" + db.EscapeLike(part) + "%"
	return query.Where("("+table+`.username LIKE ? ESCAPE '\' OR lower(`+table+`.name) LIKE ? ESCAPE '\')`, pattern, pattern)
}

// RolesOf gives, by account, the roles that each holds somewhere, in the order of [AllRoles].
func (s *Service) RolesOf(ctx context.Context, actor Actor, accounts []Account) (map[string][]Role, error) {
	if err := actor.Need(ManageAccounts, ""); err != nil {
		return nil, err
	}
	ids := make([]string, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	var grants []Grant
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Where("account_id IN ? AND revoked_at IS NULL", ids).Find(&grants).Error
	})
	held := map[string][]Role{}
	for _, role := range AllRoles {
		for _, g := range grants {
			if g.Role == role && !slices.Contains(held[g.AccountID], role) {
				held[g.AccountID] = append(held[g.AccountID], role)
			}
		}
	}
	return held, err
}

// Profile is an account with its roles and the devices that are logged in.
type Profile struct {
	Account Account
	Grants  []PlacedGrant // in force, oldest first
	Devices []Login       // logged in, newest first
	Second  *SecondFactor // the second proof; nil for none
}

// PlacedGrant is a grant with the name of the institution it is held in, empty
// for the whole programme.
type PlacedGrant struct {
	Grant
	Institution string
}

// Profile gives an account: one's own, or any to those who manage accounts.
func (s *Service) Profile(ctx context.Context, actor Actor, accountID string) (Profile, error) {
	if accountID != actor.AccountID {
		if err := actor.Need(ManageAccounts, ""); err != nil {
			return Profile{}, err
		}
	}
	var p Profile
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := findAccount(tx, accountID, &p.Account); err != nil {
			return err
		}
		var err error
		if p.Second, err = confirmed(tx, accountID); err != nil {
			return err
		}
		return errors.Join(
			tx.DB.Table("role_grant AS g").Select("g.*, coalesce(i.name, '') AS institution").
				Joins("LEFT JOIN institution i ON i.id = g.institution_id").
				Where("g.account_id = ? AND g.revoked_at IS NULL", accountID).Order("g.granted_at, g.id").Scan(&p.Grants).Error,
			tx.DB.Where("account_id = ? AND ended_at IS NULL AND expires_at > ? AND last_seen_at > ?", accountID, tx.Now, tx.Now.Add(-loginIdle)).
				Order("created_at DESC").Find(&p.Devices).Error,
		)
	})
	return p, err
}

// RevokeRole takes a role back. The grant stays, with the moment it ended.
func (s *Service) RevokeRole(ctx context.Context, actor Actor, accountID, grantID string) error {
	return s.manage(ctx, actor, accountID, "access.role.revoke", map[string]string{"grant": grantID}, func(tx *db.Tx, account Account) error {
		if account.ID == actor.AccountID {
			// Whoever manages roles would lock themselves out, and with the last of
			// them everybody; another administrator can do it.
			return fault.New(fault.Conflict, "access.revoke_self")
		}
		changed := tx.DB.Model(&Grant{}).Where("id = ? AND account_id = ? AND revoked_at IS NULL", grantID, account.ID).
			Updates(map[string]any{"revoked_at": tx.Now, "revoked_by": actor.AccountID})
		if changed.Error == nil && changed.RowsAffected == 0 {
			return fault.Missing("noun.role")
		}
		return changed.Error
	})
}

// Disable closes an account and ends its logins and its programs' tokens at once. What it did stays.
func (s *Service) Disable(ctx context.Context, actor Actor, accountID string) error {
	if accountID == actor.AccountID {
		return fault.New(fault.Conflict, "access.disable_self")
	}
	return s.manage(ctx, actor, accountID, "access.account.disable", nil, func(tx *db.Tx, account Account) error {
		return errors.Join(tx.DB.Model(&Account{}).Where("id = ?", account.ID).Update("disabled_at", tx.Now).Error, endLogins(tx, account.ID, ""), endTokens(tx, account.ID))
	})
}

// Enable opens a disabled account again; its owner logs in anew.
func (s *Service) Enable(ctx context.Context, actor Actor, accountID string) error {
	return s.manage(ctx, actor, accountID, "access.account.enable", nil, func(tx *db.Tx, account Account) error {
		return tx.DB.Model(&Account{}).Where("id = ?", account.ID).Update("disabled_at", nil).Error
	})
}

// ResetPassphrase gives an account a passphrase made up here, which is shown
// once, and ends its logins and its programs' tokens.
func (s *Service) ResetPassphrase(ctx context.Context, actor Actor, accountID string) (text string, err error) {
	text = db.NewSecret()
	passphrase, err := NewPassphrase(text)
	if err != nil {
		return "", err
	}
	err = s.manage(ctx, actor, accountID, "access.passphrase.reset", nil, func(tx *db.Tx, account Account) error {
		return setPassphrase(tx, account.ID, passphrase, "")
	})
	return text, err
}

// ChangePassphrase changes one's own, after showing the present one, and ends
// the logins of all other devices.
func (s *Service) ChangePassphrase(ctx context.Context, actor Actor, present, next string) error {
	account, err := s.prove(ctx, actor, present)
	if err != nil {
		return err
	}
	passphrase, err := NewPassphrase(next, account.Username, account.Name)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := setPassphrase(tx, account.ID, passphrase, hashToken(actor.token)); err != nil {
			return err
		}
		return Record(tx, actor, "access.passphrase.change", "account", account.ID, nil)
	})
}

// prove has the actor show their passphrase once more, before what a stranger
// at an open screen must not do. Guessing is bounded as at the door.
func (s *Service) prove(ctx context.Context, actor Actor, present string) (Account, error) {
	var account Account
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := takeTry(tx, factorKey(actor.AccountID), accountPatience); err != nil {
			return err
		}
		return findAccount(tx, actor.AccountID, &account)
	})
	if err != nil {
		return Account{}, err
	}
	leave, err := takeSlot(ctx)
	if err != nil {
		return Account{}, err
	}
	right := checkPassphrase(account.PasswordHash, present)
	leave()
	if !right {
		return Account{}, fault.OnField("present", "access.present_wrong")
	}
	return account, s.db.Write(ctx, func(tx *db.Tx) error { return forgetTries(tx, factorKey(actor.AccountID)) })
}

// Uses tells whether a login is that of the device the actor uses now.
func (a Actor) Uses(l Login) bool { return a.token != "" && l.TokenHash == hashToken(a.token) }

// EndLogin logs out one of the actor's devices.
func (s *Service) EndLogin(ctx context.Context, actor Actor, loginID string) error {
	if !actor.LoggedIn() {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		ended := tx.DB.Model(&Login{}).Where("id = ? AND account_id = ? AND ended_at IS NULL", loginID, actor.AccountID).Update("ended_at", tx.Now)
		if ended.Error == nil && ended.RowsAffected == 0 {
			return fault.Missing("noun.login")
		}
		return errors.Join(ended.Error, Record(tx, actor, "access.login.end", "account", actor.AccountID, map[string]string{"login": loginID}))
	})
}

// EndOtherLogins logs out all devices of the actor but this one.
func (s *Service) EndOtherLogins(ctx context.Context, actor Actor) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := endLogins(tx, actor.AccountID, hashToken(actor.token)); err != nil {
			return err
		}
		return Record(tx, actor, "access.logins.end", "account", actor.AccountID, nil)
	})
}

// manage does something to an account, in one transaction with its audit entry.
func (s *Service) manage(ctx context.Context, actor Actor, accountID, action string, detail any, do func(tx *db.Tx, account Account) error) error {
	if err := actor.Need(ManageAccounts, ""); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var account Account
		if err := findAccount(tx, accountID, &account); err != nil {
			return err
		}
		if err := do(tx, account); err != nil {
			return err
		}
		return Record(tx, actor, action, "account", account.ID, detail)
	})
}

func findAccount(tx *db.Tx, id string, account *Account) error {
	err := tx.DB.Where("id = ?", id).Take(account).Error
	if db.IsNone(err) {
		return fault.Missing("noun.account")
	}
	return err
}

// setPassphrase stores a passphrase and ends all logins but the one kept.
func setPassphrase(tx *db.Tx, accountID string, p Passphrase, keep string) error {
	err := errors.Join(
		tx.DB.Model(&Account{}).Where("id = ?", accountID).Update("password_hash", p.hash).Error,
		endLogins(tx, accountID, keep),
	)
	if keep == "" { // somebody else may have had it; who changes their own keeps their programs
		err = errors.Join(err, endTokens(tx, accountID))
	}
	return err
}

func endTokens(tx *db.Tx, accountID string) error {
	return tx.DB.Model(&Token{}).Where("account_id = ? AND revoked_at IS NULL", accountID).Update("revoked_at", tx.Now).Error
}

func endLogins(tx *db.Tx, accountID, keep string) error {
	return tx.DB.Model(&Login{}).Where("account_id = ? AND token_hash <> ? AND ended_at IS NULL", accountID, keep).Update("ended_at", tx.Now).Error
}
