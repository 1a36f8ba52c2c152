package access

import (
	"context"
	"errors"

	"github.com/pquerna/otp"

	"relevo/app/db"
	"relevo/app/fault"
)

// SealWith gives the secret with which second proofs are sealed; without,
// nobody can set one up.
func (s *Service) SealWith(secret []byte) (err error) {
	s.seal, err = newSeal(secret)
	return err
}

// Second is how an account stands with its second proof.
type Second struct {
	Since     db.Instant // when the telephone with the codes was set up; zero: there is none
	Required  bool       // a role of the account asks for it
	Beginning *otp.Key   // being set up: what the telephone has to read; nil otherwise
	Recovery  int64      // printed codes that are left
	Passkeys  []Passkey  // oldest first
}

// Enrolled tells whether the account has a telephone that shows codes.
func (s Second) Enrolled() bool { return !s.Since.IsZero() }

// Second tells the actor, logged in or half way, how their account stands.
func (s *Service) Second(ctx context.Context, actor Actor) (Second, error) {
	var second Second
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var account Account
		if err := findAccount(tx, actor.who(), &account); err != nil {
			return err
		}
		required, err := s.mustHaveSecond(tx, account)
		if err != nil {
			return err
		}
		second.Required = required
		var rows []SecondFactor
		if err := tx.DB.Where("account_id = ? AND removed_at IS NULL", account.ID).Order("created_at DESC, id DESC").Find(&rows).Error; err != nil {
			return err
		}
		for _, f := range rows {
			if f.ConfirmedAt != nil {
				second.Since, second.Beginning = *f.ConfirmedAt, nil
				break
			}
			if second.Beginning == nil {
				if second.Beginning, err = s.keyOf(f); err != nil {
					return err
				}
			}
		}
		if second.Passkeys, err = passkeysTx(tx, account.ID); err != nil {
			return err
		}
		return tx.DB.Model(&RecoveryCode{}).Where("account_id = ? AND used_at IS NULL AND ended_at IS NULL", account.ID).Count(&second.Recovery).Error
	})
	return second, err
}

// keyOf is what a telephone reads to make the codes.
func (s *Service) keyOf(f SecondFactor) (*otp.Key, error) {
	address, err := s.seal.open(f.Sealed, f.AccountID)
	if err != nil {
		return nil, err
	}
	return otp.NewKeyFromURL(address)
}

// mustHaveSecond tells whether a role of the account asks for a second proof.
func (s *Service) mustHaveSecond(tx *db.Tx, account Account) (bool, error) {
	if s.exempt(account.Username) {
		return false, nil
	}
	var n int64
	err := tx.DB.Model(&Grant{}).Where("account_id = ? AND revoked_at IS NULL AND role <> ?", account.ID, Official).Count(&n).Error
	return n > 0, err
}

// BeginSecond makes what a telephone has to read; nothing counts until its
// first code confirms it. Whoever is logged in shows their passphrase again.
func (s *Service) BeginSecond(ctx context.Context, actor Actor, present string) error {
	if actor.who() == "" {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if actor.LoggedIn() {
		if _, err := s.prove(ctx, actor, present); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var account Account
		if err := findAccount(tx, actor.who(), &account); err != nil {
			return err
		}
		have, err := confirmed(tx, account.ID)
		if err != nil {
			return err
		}
		if have != nil {
			return fault.New(fault.Conflict, "access.second.have")
		}
		key, err := newTOTP(s.issuer(), account.Username)
		if err != nil {
			return err
		}
		sealed, err := s.seal.close(key.URL(), account.ID)
		if err != nil {
			return err
		}
		return errors.Join(
			tx.DB.Model(&SecondFactor{}).Where("account_id = ? AND confirmed_at IS NULL AND removed_at IS NULL", account.ID).
				Updates(map[string]any{"removed_at": tx.Now, "removed_by": account.ID}).Error,
			tx.DB.Create(&SecondFactor{ID: tx.NewID(), AccountID: account.ID, Sealed: sealed, CreatedAt: tx.Now}).Error,
		)
	})
}

// ConfirmSecond takes the first code of the telephone that is being set up. It
// gives the recovery codes, which are shown this once, and the new token of
// this device, which is now logged in.
func (s *Service) ConfirmSecond(ctx context.Context, actor Actor, code string) (token string, recovery []string, err error) {
	err = s.withCode(ctx, actor, func(tx *db.Tx) (bool, error) {
		recovery = nil
		var begun []SecondFactor
		err := tx.DB.Where("account_id = ? AND confirmed_at IS NULL AND removed_at IS NULL", actor.who()).Order("created_at DESC, id DESC").Limit(1).Find(&begun).Error
		if err != nil {
			return false, err
		}
		if have, err := confirmed(tx, actor.who()); err != nil || have != nil || len(begun) == 0 {
			return false, errors.Join(err, fault.New(fault.Conflict, "access.second.begin_again"))
		}
		right, err := s.checkCode(tx, actor.who(), &begun[0], code)
		if err != nil || !right {
			return false, err
		}
		if err := tx.DB.Model(&SecondFactor{}).Where("id = ?", begun[0].ID).Update("confirmed_at", tx.Now).Error; err != nil {
			return false, err
		}
		if recovery, err = s.newRecovery(tx, actor.who()); err != nil {
			return false, err
		}
		if err := Record(tx, Actor{AccountID: actor.who()}, "access.second.set", "account", actor.who(), nil); err != nil {
			return false, err
		}
		// Whoever else is in with the passphrase alone has to show a code now.
		token, err = renewLogin(tx, actor)
		return true, err
	})
	return token, recovery, err
}

// GiveSecond takes the second proof of a device that has shown the passphrase,
// a code of the telephone or a printed one, and gives the new token with which
// it is logged in.
func (s *Service) GiveSecond(ctx context.Context, actor Actor, code string) (token string, err error) {
	if actor.Awaits != AwaitsCode {
		return "", fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	err = s.withFactor(ctx, actor, code, func(tx *db.Tx) error {
		if err := Record(tx, Actor{AccountID: actor.who()}, "access.second.give", "account", actor.who(), nil); err != nil {
			return err
		}
		token, err = renewLogin(tx, actor)
		return err
	})
	return token, err
}

// RenewRecovery makes new recovery codes, shown this once, in place of those left.
func (s *Service) RenewRecovery(ctx context.Context, actor Actor, code string) (recovery []string, err error) {
	if !actor.LoggedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	err = s.withFactor(ctx, actor, code, func(tx *db.Tx) error {
		if recovery, err = s.newRecovery(tx, actor.who()); err != nil {
			return err
		}
		return Record(tx, actor, "access.recovery.renew", "account", actor.AccountID, nil)
	})
	return recovery, err
}

// ReplaceSecond takes the actor's second proof off with one of its codes, to
// set up another telephone. Where a role asks for one, this device has to do
// that next; until then it is half way through the door. All others are logged out.
func (s *Service) ReplaceSecond(ctx context.Context, actor Actor, code string) error {
	if !actor.LoggedIn() {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return s.withFactor(ctx, actor, code, func(tx *db.Tx) error {
		if err := removeSecond(tx, actor.AccountID, actor.AccountID); err != nil {
			return err
		}
		err := errors.Join(
			endLogins(tx, actor.AccountID, hashToken(actor.token)),
			tx.DB.Model(&Login{}).Where("token_hash = ?", hashToken(actor.token)).Update("second_at", nil).Error,
		)
		if err != nil {
			return err
		}
		return Record(tx, actor, "access.second.remove", "account", actor.AccountID, nil)
	})
}

// ResetSecond takes the second proof off an account whose owner has lost
// telephone and codes, and ends its logins. Whoever does that has made sure
// who is asking.
func (s *Service) ResetSecond(ctx context.Context, actor Actor, accountID string) error {
	return s.manage(ctx, actor, accountID, "access.second.reset", nil, func(tx *db.Tx, account Account) error {
		return errors.Join(removePasskeys(tx, account.ID, actor.AccountID), removeSecond(tx, account.ID, actor.AccountID), endLogins(tx, account.ID, ""))
	})
}

// removeSecond takes the telephone off an account, and its printed codes unless passkeys stay for
// which they stand in.
func removeSecond(tx *db.Tx, accountID, by string) error {
	keys, err := passkeysTx(tx, accountID)
	if err != nil || len(keys) > 0 {
		return errors.Join(err, removeFactor(tx, accountID, by))
	}
	return errors.Join(removeFactor(tx, accountID, by), endRecovery(tx, accountID))
}

func removeFactor(tx *db.Tx, accountID, by string) error {
	return tx.DB.Model(&SecondFactor{}).Where("account_id = ? AND removed_at IS NULL", accountID).Updates(map[string]any{"removed_at": tx.Now, "removed_by": by}).Error
}

// withFactor does something if the code is one of the actor's second proof.
func (s *Service) withFactor(ctx context.Context, actor Actor, code string, do func(tx *db.Tx) error) error {
	return s.withCode(ctx, actor, func(tx *db.Tx) (bool, error) {
		factor, err := confirmed(tx, actor.who())
		if err != nil {
			return false, err
		}
		keys, err := passkeysTx(tx, actor.who())
		if err != nil {
			return false, err
		}
		if factor == nil && len(keys) == 0 {
			return false, fault.New(fault.Conflict, "access.second.begin_again")
		}
		right, err := s.checkCode(tx, actor.who(), factor, code)
		if err != nil || !right {
			return false, err
		}
		return true, do(tx)
	})
}

// withCode runs what checks a code and does something if it is right. That it
// was wrong is counted, and refuses the next for a while, as at the door.
func (s *Service) withCode(ctx context.Context, actor Actor, check func(tx *db.Tx) (right bool, err error)) error {
	id := actor.who()
	if id == "" {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	var right bool
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := takeTry(tx, factorKey(id), accountPatience); err != nil {
			return err
		}
		if right, err = check(tx); err != nil {
			return err
		}
		if right {
			return forgetTries(tx, factorKey(id))
		}
		return Record(tx, Actor{AccountID: VisitorID}, "access.second.refused", "account", id, nil)
	})
	if err == nil && !right {
		return wrongCode()
	}
	return err
}

// renewLogin gives the actor's device another token, with which the second
// proof was shown: the one that knew only the passphrase has ended.
func renewLogin(tx *db.Tx, actor Actor) (string, error) {
	token := tx.NewSecret() + tx.NewSecret()
	changed := tx.DB.Model(&Login{}).Where("token_hash = ? AND ended_at IS NULL", hashToken(actor.token)).
		Updates(map[string]any{"token_hash": hashToken(token), "second_at": tx.Now, "last_seen_at": tx.Now})
	if changed.Error == nil && changed.RowsAffected == 0 {
		return "", fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return token, changed.Error
}
