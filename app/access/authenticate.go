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
	// loginLasts is the longest a device stays logged in without logging in again.
	loginLasts = 30 * 24 * time.Hour
	// loginIdle is how long a device may stay away before it must log in again.
	loginIdle = 7 * 24 * time.Hour
	// seenEvery bounds how often coming back is written down.
	seenEvery = 10 * time.Minute
)

// LogIn lets somebody in and gives the token that their device keeps. device
// is what the device calls itself, for the person's own list of devices.
func (s *Service) LogIn(ctx context.Context, username, passphrase, device string) (token string, err error) {
	var account Account
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Where("username = ?", foldUsername(username)).Take(&account).Error
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return "", err
	}
	// Unknown, wrong and disabled read the same from outside.
	if !checkPassphrase(account.PasswordHash, passphrase) || account.DisabledAt != nil {
		return "", fault.OnField("passphrase", "access.login_refused")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		token = tx.NewSecret() + tx.NewSecret()
		login := Login{
			TokenHash: hashToken(token), AccountID: account.ID, Device: device,
			CreatedAt: tx.Now, LastSeenAt: tx.Now, ExpiresAt: tx.Now.Add(loginLasts),
		}
		if err := tx.DB.Create(&login).Error; err != nil {
			return err
		}
		return Record(tx, Actor{AccountID: account.ID}, "access.login", "account", account.ID, nil)
	})
	return token, err
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
		return Record(tx, actor, "access.logout", "account", actor.AccountID, nil)
	})
}

// authenticated is a row of the one statement that each request costs: the
// login, its account and one role per row, with the path it is held in.
type authenticated struct {
	AccountID     string
	PersonID      *string
	Name          string
	Locale        string
	LastSeenAt    db.Instant
	Role          *Role
	InstitutionID *string
	Path          *string
}

const authenticateSQL = `
SELECT a.id AS account_id, a.person_id, a.name, a.locale, l.last_seen_at, g.role, g.institution_id, i.path
FROM login l
JOIN account a ON a.id = l.account_id AND a.disabled_at IS NULL
LEFT JOIN role_grant g ON g.account_id = a.id AND g.revoked_at IS NULL
LEFT JOIN institution i ON i.id = g.institution_id
WHERE l.token_hash = ? AND l.ended_at IS NULL AND l.expires_at > ? AND l.last_seen_at > ?
ORDER BY g.granted_at, g.id`

// Authenticate gives the actor whose device shows the token; Unauthenticated
// when the token is unknown, ended or too old.
func (s *Service) Authenticate(ctx context.Context, token string) (Actor, error) {
	var rows []authenticated
	var now db.Instant
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		now = tx.Now
		return tx.DB.Raw(authenticateSQL, hashToken(token), tx.Now, tx.Now.Add(-loginIdle)).Scan(&rows).Error
	})
	if err != nil {
		return Actor{}, err
	}
	if len(rows) == 0 {
		return Actor{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	actor := Actor{AccountID: rows[0].AccountID, Name: rows[0].Name, Locale: rows[0].Locale, token: token}
	if rows[0].PersonID != nil {
		actor.PersonID = *rows[0].PersonID
	}
	for _, r := range rows {
		if r.Role == nil {
			continue
		}
		held := Held{Role: *r.Role}
		if r.InstitutionID != nil {
			held.InstitutionID, held.Path = *r.InstitutionID, *r.Path
		}
		actor.Roles = append(actor.Roles, held)
	}
	if now.Sub(rows[0].LastSeenAt) > seenEvery {
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			return tx.DB.Model(&Login{}).Where("token_hash = ?", hashToken(token)).Update("last_seen_at", tx.Now).Error
		})
	}
	return actor, err
}

// hashToken is what is stored of a token: a token has 256 random bits, so a
// fast hash is enough.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
