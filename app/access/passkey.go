package access

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"relevo/app/db"
	"relevo/app/fault"
)

// Passkey is a key pair that a telephone, a computer or a stick keeps for an account
// (WebAuthn). The device asks for its own lock (a finger, a number) before it signs, so that a passkey is
// two proofs in one: something one has and something one is or knows.
type Passkey struct {
	ID           string
	AccountID    string
	CredentialID string // as the device calls it, base64
	Credential   string // JSON: the public key, how often it signed, what the device said of itself
	Name         string // as its owner calls it
	CreatedAt    db.Instant
	LastUsedAt   *db.Instant
	RemovedAt    *db.Instant
	RemovedBy    *string
}

// TableName names the table for GORM.
func (Passkey) TableName() string { return "passkey" }

// passkeyCeremony is what a device was asked to sign.
type passkeyCeremony struct {
	ID        string
	Session   string
	ExpiresAt db.Instant
}

// TableName names the table for GORM.
func (passkeyCeremony) TableName() string { return "passkey_ceremony" }

const (
	// ceremonyLasts is how long a device may take to answer: people look for their stick.
	ceremonyLasts = 5 * time.Minute
	// mostPasskeys bounds how many an account has.
	mostPasskeys = 20
	// longestPasskeyName is in characters.
	longestPasskeyName = 100
)

// PasskeysAt lets people log in with passkeys that are bound to the host of this address. A host that
// is a number has none: the standard binds them to names.
func (s *Service) PasskeysAt(base string) (err error) {
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" || net.ParseIP(u.Hostname()) != nil {
		return err
	}
	s.passkeys, err = webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: s.issuer(), RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference:  protocol.PreferNoAttestation, // what make a device is, is nobody's business
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired},
	})
	return err
}

// HasPasskeys tells whether passkeys can be used here.
func (s *Service) HasPasskeys() bool { return s.passkeys != nil }

// holder is an account as the library asks for it.
type holder struct {
	account Account
	keys    []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.account.ID) }
func (h holder) WebAuthnName() string                       { return h.account.Username }
func (h holder) WebAuthnDisplayName() string                { return h.account.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func passkeysTx(tx *db.Tx, accountID string) (keys []Passkey, err error) {
	err = tx.DB.Where("account_id = ? AND removed_at IS NULL", accountID).Order("created_at, id").Find(&keys).Error
	return keys, err
}

func holderTx(tx *db.Tx, accountID string) (h holder, err error) {
	if err := findAccount(tx, accountID, &h.account); err != nil {
		return h, err
	}
	keys, err := passkeysTx(tx, accountID)
	if err != nil {
		return h, err
	}
	for _, k := range keys {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(k.Credential), &c); err != nil {
			return h, fmt.Errorf("the passkey %s: %w", k.ID, err)
		}
		h.keys = append(h.keys, c)
	}
	return h, nil
}

// Ceremony is what a device has to sign.
type Ceremony struct {
	ID      string `json:"id"`
	Options any    `json:"options"` // as the browser's parse…OptionsFromJSON reads them
}

func openCeremony(tx *db.Tx, session *webauthn.SessionData, options any) (Ceremony, error) {
	session.Expires = time.Time{} // ours counts, by the one clock there is
	body, err := json.Marshal(session)
	if err != nil {
		return Ceremony{}, fmt.Errorf("beginning with a passkey: %w", err)
	}
	c := passkeyCeremony{ID: tx.NewSecret(), Session: string(body), ExpiresAt: tx.Now.Add(ceremonyLasts)}
	return Ceremony{ID: c.ID, Options: options}, errors.Join(
		tx.DB.Where("expires_at < ?", tx.Now).Delete(&passkeyCeremony{}).Error,
		tx.DB.Create(&c).Error,
	)
}

// takeCeremony uses a ceremony up, whether what follows is right or not.
func takeCeremony(tx *db.Tx, id string) (session webauthn.SessionData, ok bool, err error) {
	var found []passkeyCeremony
	if err := tx.DB.Where("id = ? AND expires_at >= ?", id, tx.Now).Limit(1).Find(&found).Error; err != nil || len(found) == 0 {
		return session, false, err
	}
	taken := tx.DB.Where("id = ?", id).Delete(&passkeyCeremony{})
	if taken.Error != nil || taken.RowsAffected == 0 {
		return session, false, taken.Error
	}
	return session, true, json.Unmarshal([]byte(found[0].Session), &session)
}

// noPasskey is what is said when a passkey was not accepted. Why not is for the audit.
func noPasskey() error { return fault.OnField("credential", "access.passkey.refused") }

func (s *Service) needPasskeys() error {
	if s.passkeys == nil {
		return fault.Missing("noun.page")
	}
	return nil
}

// BeginPasskey asks the actor's device, logged in or half way and without a second proof, for a new
// passkey. Whoever is logged in shows their passphrase again.
func (s *Service) BeginPasskey(ctx context.Context, actor Actor, present string) (c Ceremony, err error) {
	if err := s.mayAdd(actor); err != nil {
		return Ceremony{}, err
	}
	if actor.LoggedIn() {
		if _, err := s.prove(ctx, actor, present); err != nil {
			return Ceremony{}, err
		}
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		h, err := holderTx(tx, actor.who())
		if err != nil {
			return err
		}
		if len(h.keys) >= mostPasskeys {
			return fault.New(fault.Conflict, "access.passkey.many", "max", mostPasskeys)
		}
		options, session, err := s.passkeys.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
		if err != nil {
			return fmt.Errorf("asking for a passkey: %w", err)
		}
		c, err = openCeremony(tx, session, options.Response)
		return err
	})
	return c, err
}

// mayAdd is nil for whoever is logged in, and for whoever still has to set up a second proof: with
// a passphrase alone nobody adds one to an account that has one.
func (s *Service) mayAdd(actor Actor) error {
	if !actor.LoggedIn() && actor.Awaits != AwaitsEnrolment {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return s.needPasskeys()
}

// AddPasskey takes the passkey that a device made. Somebody half way through the door is
// through with it: token is then the new one of this device. With an account's first second proof
// come recovery codes, shown this once.
func (s *Service) AddPasskey(ctx context.Context, actor Actor, ceremony, credential, name string) (token string, recovery []string, err error) {
	if err := s.mayAdd(actor); err != nil {
		return "", nil, err
	}
	name = strings.TrimSpace(name)
	if name == "" || len([]rune(name)) > longestPasskeyName {
		return "", nil, fault.OnField("name", "access.passkey.name_form", "max", longestPasskeyName)
	}
	parsed, parseErr := protocol.ParseCredentialCreationResponseBytes([]byte(credential))
	refused := false
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		token, recovery, refused = "", nil, true
		session, ok, err := takeCeremony(tx, ceremony)
		if err != nil || !ok || parseErr != nil || !bytes.Equal(session.UserID, []byte(actor.who())) {
			return err
		}
		h, err := holderTx(tx, actor.who())
		if err != nil {
			return err
		}
		made, err := s.passkeys.CreateCredential(h, session, parsed)
		if err != nil {
			return nil //nolint:nilerr // a device that answers wrongly is refused below, with the ceremony used up
		}
		if refused, err = s.keepPasskey(tx, actor, made, name); err != nil || refused {
			return err
		}
		var left int64
		if err := tx.DB.Model(&RecoveryCode{}).Where("account_id = ? AND used_at IS NULL AND ended_at IS NULL", actor.who()).Count(&left).Error; err != nil {
			return err
		}
		if left == 0 {
			if recovery, err = s.newRecovery(tx, actor.who()); err != nil {
				return err
			}
		}
		token, err = renewLogin(tx, actor)
		return err
	})
	if err == nil && refused {
		err = noPasskey()
	}
	return token, recovery, err
}

// keepPasskey keeps a passkey that is in no account yet.
func (s *Service) keepPasskey(tx *db.Tx, actor Actor, made *webauthn.Credential, name string) (refused bool, err error) {
	body, err := json.Marshal(made)
	if err != nil {
		return false, fmt.Errorf("keeping a passkey: %w", err)
	}
	key := Passkey{ID: tx.NewID(), AccountID: actor.who(), CredentialID: base64.RawURLEncoding.EncodeToString(made.ID), Credential: string(body), Name: name, CreatedAt: tx.Now}
	var there int64
	if err := tx.DB.Model(&Passkey{}).Where("credential_id = ?", key.CredentialID).Count(&there).Error; err != nil || there > 0 {
		return there > 0, err
	}
	return false, errors.Join(tx.DB.Create(&key).Error, Record(tx, Actor{AccountID: actor.who()}, "access.passkey.add", "account", actor.who(), map[string]string{"passkey": key.ID}))
}

// BeginPasskeyLogin asks a device for any passkey that it has for us: who they are, the passkey says.
func (s *Service) BeginPasskeyLogin(ctx context.Context, address string) (c Ceremony, err error) {
	if err := s.needPasskeys(); err != nil {
		return Ceremony{}, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := mayTry(tx, AddressKey(address)); err != nil {
			return err
		}
		options, session, err := s.passkeys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
		if err != nil {
			return fmt.Errorf("asking for a passkey: %w", err)
		}
		c, err = openCeremony(tx, session, options.Response)
		return err
	})
	return c, err
}

// LogInWithPasskey lets somebody in with what their device signed, and gives the new token
// that it keeps. It is a second proof too.
func (s *Service) LogInWithPasskey(ctx context.Context, ceremony, credential, device, address string) (token string, err error) {
	if err := s.needPasskeys(); err != nil {
		return "", err
	}
	parsed, parseErr := protocol.ParseCredentialRequestResponseBytes([]byte(credential))
	reason := ""
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		token, reason = "", ""
		if err := mayTry(tx, AddressKey(address)); err != nil {
			return err
		}
		session, ok, err := takeCeremony(tx, ceremony)
		if err != nil {
			return err
		}
		if !ok || parseErr != nil {
			reason = "ceremony"
			return nil //nolint:nilerr // what cannot be read is refused below, and counted
		}
		accountID, why, err := s.checkPasskey(tx, session, parsed)
		if err != nil || why != "" {
			reason = why
			return err
		}
		if token, err = openLogin(tx, accountID, device); err != nil {
			return err
		}
		return tx.DB.Model(&Login{}).Where("token_hash = ?", hashToken(token)).Update("second_at", tx.Now).Error
	})
	if err != nil || reason == "" {
		return token, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		return errors.Join(Record(tx, Actor{AccountID: VisitorID}, "access.passkey.refused", "account", "", map[string]string{"reason": reason}),
			takeTry(tx, AddressKey(address), addressPatience))
	})
	if err != nil && !fault.Is(err, fault.TooMany) {
		return "", err
	}
	return "", noPasskey()
}

// checkPasskey tells whose passkey signed, and counts that it did. refused says in a word why it
// is not accepted: a signature that does not fit, an account that is closed, or a count of signatures
// that went back, as it does when a key was copied.
func (s *Service) checkPasskey(tx *db.Tx, session webauthn.SessionData, parsed *protocol.ParsedCredentialAssertionData) (accountID, refused string, err error) {
	var broken error
	user, used, err := s.passkeys.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		h, err := holderTx(tx, string(handle))
		if err != nil && !fault.Is(err, fault.NotFound) {
			broken = err
		}
		return h, err
	}, session, parsed)
	if broken != nil {
		return "", "", broken
	}
	if err != nil {
		return "", "signature", nil //nolint:nilerr // whoever shows a wrong one is refused, which is no failure of ours
	}
	var account Account
	if err := findAccount(tx, string(user.WebAuthnID()), &account); err != nil {
		return "", "", err
	}
	switch {
	case account.DisabledAt != nil:
		return "", "disabled", nil
	case used.Authenticator.CloneWarning:
		return "", "copied", nil
	}
	body, err := json.Marshal(used)
	if err != nil {
		return "", "", fmt.Errorf("counting a passkey's signature: %w", err)
	}
	err = tx.DB.Model(&Passkey{}).Where("credential_id = ? AND account_id = ? AND removed_at IS NULL", base64.RawURLEncoding.EncodeToString(used.ID), account.ID).
		Updates(map[string]any{"credential": string(body), "last_used_at": tx.Now}).Error
	return account.ID, "", err
}

// NamePasskey calls one of the actor's passkeys something else.
func (s *Service) NamePasskey(ctx context.Context, actor Actor, id, name string) error {
	name = strings.TrimSpace(name)
	if name == "" || len([]rune(name)) > longestPasskeyName {
		return fault.OnField("name", "access.passkey.name_form", "max", longestPasskeyName)
	}
	return s.changePasskey(ctx, actor, id, "access.passkey.name", func(*db.Tx) map[string]any { return map[string]any{"name": name} })
}

// RemovePasskey takes one of the actor's passkeys away, after they have shown their passphrase. Where
// a role asks for a second proof and this was the last, they set one up when they next log in.
func (s *Service) RemovePasskey(ctx context.Context, actor Actor, id, present string) error {
	if !actor.LoggedIn() {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if _, err := s.prove(ctx, actor, present); err != nil {
		return err
	}
	return s.changePasskey(ctx, actor, id, "access.passkey.remove", func(tx *db.Tx) map[string]any {
		return map[string]any{"removed_at": tx.Now, "removed_by": actor.AccountID}
	})
}

func (s *Service) changePasskey(ctx context.Context, actor Actor, id, action string, changes func(tx *db.Tx) map[string]any) error {
	if !actor.LoggedIn() {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		changed := tx.DB.Model(&Passkey{}).Where("id = ? AND account_id = ? AND removed_at IS NULL", id, actor.AccountID).Updates(changes(tx))
		if changed.Error == nil && changed.RowsAffected == 0 {
			return fault.Missing("noun.passkey")
		}
		if changed.Error != nil {
			return changed.Error
		}
		return Record(tx, actor, action, "account", actor.AccountID, map[string]string{"passkey": id})
	})
}

// removePasskeys takes all passkeys off an account.
func removePasskeys(tx *db.Tx, accountID, by string) error {
	return tx.DB.Model(&Passkey{}).Where("account_id = ? AND removed_at IS NULL", accountID).Updates(map[string]any{"removed_at": tx.Now, "removed_by": by}).Error
}
