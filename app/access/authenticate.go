package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"relevo/app/db"
	"relevo/app/fault"
)

const (
	// LoginLasts is the longest a device stays logged in without logging in again.
	LoginLasts = 30 * 24 * time.Hour
	// loginIdle is how long a device may stay away before it must log in again.
	loginIdle = 7 * 24 * time.Hour
	// seenEvery bounds how often coming back is written down.
	seenEvery = 10 * time.Minute
)

// Credentials are what somebody shows at the door.
type Credentials struct {
	Username, Passphrase string
	Device               string // what the device calls itself, for the person's own list of devices
	Address              string // where the request comes from; empty when that is not known
}

// LogIn lets somebody in and gives the token that their device keeps: always a
// new one, so that nobody can have put theirs there before. After too many
// mistakes it answers TooMany with the moment from which to try again,
// whether or not there is such an account.
func (s *Service) LogIn(ctx context.Context, in Credentials) (token string, err error) {
	// The place is taken first: of hundreds who come at once, no more than have a place are past the count of an
	// address when its last free mistake is made.
	leave, err := takeSlot(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	var account Account
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		account = Account{}
		if err := mayTry(tx, AddressKey(in.Address)); err != nil {
			return err
		}
		if err := takeTry(tx, accountKey(in.Username), accountPatience); err != nil {
			return err
		}
		return tx.DB.Where("username = ?", foldUsername(in.Username)).Limit(1).Find(&account).Error
	})
	if err != nil {
		return "", err
	}
	// Unknown, wrong and disabled read the same from outside, and cost the same.
	right := checkPassphrase(account.PasswordHash, in.Passphrase)
	if !right || account.DisabledAt != nil {
		if err := s.refuse(ctx, account, right, in.Address); err != nil {
			return "", err
		}
		return "", fault.OnField("passphrase", "access.login_refused")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		// It may have been closed, or its passphrase changed, while this one was being checked.
		var now Account
		if err := findAccount(tx, account.ID, &now); err != nil {
			return err
		}
		if now.DisabledAt != nil || now.PasswordHash != account.PasswordHash {
			return fault.OnField("passphrase", "access.login_refused")
		}
		if err := forgetTries(tx, accountKey(in.Username)); err != nil {
			return err
		}
		token, err = openLogin(tx, account.ID, in.Device)
		return err
	})
	return token, err
}

// openLogin makes a login and gives its token.
func openLogin(tx *db.Tx, accountID, device string) (token string, err error) {
	token = tx.NewSecret() + tx.NewSecret()
	login := Login{
		TokenHash: hashToken(token), ID: tx.NewID(), AccountID: accountID, Device: device,
		CreatedAt: tx.Now, LastSeenAt: tx.Now, ExpiresAt: tx.Now.Add(LoginLasts),
	}
	if err := tx.DB.Create(&login).Error; err != nil {
		return "", err
	}
	return token, Record(tx, Actor{AccountID: accountID}, "access.login", "account", accountID, nil)
}

// refuse notes that somebody was not let in: against the address, and in the
// audit, without what was typed, which may be a passphrase in the wrong field.
func (s *Service) refuse(ctx context.Context, account Account, right bool, address string) error {
	reason := "passphrase"
	switch {
	case account.ID == "":
		reason = "unknown"
	case right:
		reason = "disabled"
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := Record(tx, Actor{AccountID: VisitorID}, "access.login.refused", "account", account.ID, map[string]string{"reason": reason}); err != nil {
			return err
		}
		return takeTry(tx, AddressKey(address), addressPatience)
	})
	if fault.Is(err, fault.TooMany) {
		return nil // others from there have used it up meanwhile; this one is told that it was wrong
	}
	return err
}

// LogOut ends the login of this device.
func (s *Service) LogOut(ctx context.Context, actor Actor) error {
	if actor.token == "" {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.DB.Model(&Login{}).Where("token_hash = ? AND ended_at IS NULL", hashToken(actor.token)).Update("ended_at", tx.Now).Error; err != nil {
			return err
		}
		return Record(tx, Actor{AccountID: actor.who()}, "access.logout", "account", actor.who(), nil)
	})
}

// MostUnread is as far as unread notifications are counted.
const MostUnread = 100

// authenticated is a row of the one statement that each request costs: the
// login or token, its account and one role per row, with the path it is held in.
type authenticated struct {
	AccountID     string
	PersonID      *string
	Username      string
	Name          string
	Locale        string
	LastSeenAt    db.Instant
	SecondAt      *db.Instant // of a login
	LastUsedAt    *db.Instant // of a token
	Scopes        string      // of a token
	Writes        bool        // of a token
	Factors       int64
	Unread        int
	Role          *Role
	InstitutionID *string
	Path          *string
}

const authenticateSQL = `
SELECT a.id AS account_id, a.person_id, a.username, a.name, a.locale, l.last_seen_at, l.second_at,
	(SELECT count(*) FROM second_factor f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL AND f.removed_at IS NULL) +
	(SELECT count(*) FROM passkey k WHERE k.account_id = a.id AND k.removed_at IS NULL) AS factors,
	(SELECT count(*) FROM (SELECT 1 FROM notification n WHERE n.account_id = a.id AND n.read_at IS NULL LIMIT ?) AS unread) AS unread,
	g.role, g.institution_id, i.path
FROM login l
JOIN account a ON a.id = l.account_id AND a.disabled_at IS NULL
LEFT JOIN role_grant g ON g.account_id = a.id AND g.revoked_at IS NULL
LEFT JOIN institution i ON i.id = g.institution_id
WHERE l.token_hash = ? AND l.ended_at IS NULL AND l.expires_at > ? AND l.last_seen_at > ?
ORDER BY g.granted_at, g.id`

// Authenticate gives the actor whose device shows the token; Unauthenticated
// when the token is unknown, ended or too old. Who still has to show a second
// proof is nobody yet, and [Actor.Awaits] says so.
func (s *Service) Authenticate(ctx context.Context, token string) (Actor, error) {
	var rows []authenticated
	var now db.Instant
	err := s.db.ReadOne(ctx, func(tx *db.Tx) error {
		now = tx.Now
		return tx.DB.Raw(authenticateSQL, MostUnread, hashToken(token), tx.Now, tx.Now.Add(-loginIdle)).Scan(&rows).Error
	})
	if err != nil {
		return Actor{}, err
	}
	if len(rows) == 0 {
		return Actor{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	actor := s.actorOf(rows, token)
	if now.Sub(rows[0].LastSeenAt) > seenEvery {
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			return tx.DB.Model(&Login{}).Where("token_hash = ?", hashToken(token)).Update("last_seen_at", tx.Now).Error
		})
	}
	return actor, err
}

// Ended gives the account of a login that has ended; empty when there is no such login, or the account is disabled. It
// says whose form it was that came too late, and lets nobody in.
func (s *Service) Ended(ctx context.Context, token string) (accountID string, err error) {
	err = s.db.ReadOne(ctx, func(tx *db.Tx) error {
		return tx.DB.Raw("SELECT l.account_id FROM login l JOIN account a ON a.id = l.account_id AND a.disabled_at IS NULL WHERE l.token_hash = ?", hashToken(token)).Scan(&accountID).Error
	})
	return accountID, err
}

// actorOf makes the actor of the rows of one login.
func (s *Service) actorOf(rows []authenticated, token string) Actor {
	first := rows[0]
	actor := Actor{AccountID: first.AccountID, Name: first.Name, Locale: first.Locale, Unread: first.Unread, token: token}
	if first.PersonID != nil {
		actor.PersonID = *first.PersonID
	}
	seesOthers := false
	for _, r := range rows {
		if r.Role == nil {
			continue
		}
		held := Held{Role: *r.Role}
		if r.InstitutionID != nil {
			held.InstitutionID, held.Path = *r.InstitutionID, *r.Path
		}
		actor.Roles = append(actor.Roles, held)
		seesOthers = seesOthers || held.Role.SeesOthers()
	}
	awaits := AwaitsNothing
	switch {
	case first.SecondAt != nil:
	case first.Factors > 0:
		awaits = AwaitsCode
	case seesOthers && !s.exempt(first.Username):
		awaits = AwaitsEnrolment
	}
	if awaits != AwaitsNothing {
		return Actor{Awaits: awaits, halfway: first.AccountID, Locale: first.Locale, token: token}
	}
	return actor
}

// hashToken is what is stored of a token: a token has 256 random bits, so a
// fast hash is enough.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
