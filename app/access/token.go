package access

import (
	"context"
	"slices"
	"strings"
	"time"

	"relevo/app/db"
	"relevo/app/fault"
)

// Token lets a program of its owner act in their name as far as its scopes allow,
// until it expires or is revoked. Only its hash is kept.
type Token struct {
	ID         string
	AccountID  string
	TokenHash  string
	Name       string // what the owner calls it: "monthly report"
	Scopes     string // permissions, separated by spaces
	CreatedAt  db.Instant
	ExpiresAt  db.Instant
	LastUsedAt *db.Instant
	RevokedAt  *db.Instant
	Writes     bool // it may change things; otherwise it reads only
}

// TableName names the table for GORM.
func (Token) TableName() string { return "api_token" }

// Permissions lists the token's scopes.
func (t Token) Permissions() []Permission {
	var list []Permission
	for word := range strings.FieldsSeq(t.Scopes) {
		list = append(list, Permission(word))
	}
	return list
}

// TokenScopes are the permissions that a token can carry, in the order they are offered: those
// that the addresses ask for which answer programs.
var TokenScopes = []Permission{
	Learn, ViewFigures, ViewNames, ViewStaff, ImportRoster, AuthorCourses, AuthorItems, RunOfferings, ScoreResponses,
	AssessCapacity, IssueCertificates, SetTargets, ManageInstitutions, ManageAccounts, ReadAudit,
}

// TokenDays are the lengths of life, in days, that a token may be given.
var TokenDays = []int{30, 90, 365}

const (
	// tokenMark begins every token, so that programs which look for secrets in
	// published files know one.
	tokenMark = "relevo_"
	// tokensEach is how many an account may have at a time.
	tokensEach = 20
)

// NewToken is what is needed to make a token.
type NewToken struct {
	Name    string
	Scopes  []Permission
	Days    int
	Writes  bool   // it may change things too
	Present string // the owner's passphrase, once more
}

func (in NewToken) validate(actor Actor) error {
	var check fault.Check
	check.That(strings.TrimSpace(in.Name) != "" && len([]rune(in.Name)) <= 80, "name", "fault.required")
	check.That(len(in.Scopes) > 0, "scopes", "access.token.scopes_none")
	for _, p := range in.Scopes {
		check.That(slices.Contains(TokenScopes, p) && actor.Somewhere(p), "scopes", "access.token.scopes_wrong")
	}
	check.That(slices.Contains(TokenDays, in.Days), "days", "fault.required")
	return check.Err()
}

// CreateToken makes a token for the actor's programs and gives it, this once.
// Nobody gives one what they lack.
func (s *Service) CreateToken(ctx context.Context, actor Actor, in NewToken) (token string, err error) {
	if !actor.LoggedIn() || actor.limited {
		return "", fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if err := in.validate(actor); err != nil {
		return "", err
	}
	if _, err := s.prove(ctx, actor, in.Present); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var have int64
		if err := tx.DB.Model(&Token{}).Where("account_id = ? AND revoked_at IS NULL AND expires_at > ?", actor.AccountID, tx.Now).Count(&have).Error; err != nil {
			return err
		}
		if have >= tokensEach {
			return fault.New(fault.Conflict, "access.token.many", "max", tokensEach)
		}
		scopes := make([]string, len(in.Scopes))
		for i, p := range in.Scopes {
			scopes[i] = string(p)
		}
		token = tokenMark + tx.NewSecret() + tx.NewSecret()
		row := Token{ID: tx.NewID(), AccountID: actor.AccountID, TokenHash: hashToken(token), Name: strings.TrimSpace(in.Name), Scopes: strings.Join(scopes, " "), Writes: in.Writes,
			CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(time.Duration(in.Days) * 24 * time.Hour)}
		if err := tx.DB.Create(&row).Error; err != nil {
			return err
		}
		return Record(tx, actor, "access.token.create", "api_token", row.ID, map[string]any{"scopes": scopes, "days": in.Days, "writes": in.Writes})
	})
	return token, err
}

// Tokens lists the actor's tokens that can still be used, newest first.
func (s *Service) Tokens(ctx context.Context, actor Actor) ([]Token, error) {
	if !actor.LoggedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	var tokens []Token
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Where("account_id = ? AND revoked_at IS NULL AND expires_at > ?", actor.AccountID, tx.Now).Order("id DESC").Find(&tokens).Error
	})
	return tokens, err
}

// RevokeToken ends one of the actor's tokens at once.
func (s *Service) RevokeToken(ctx context.Context, actor Actor, id string) error {
	if !actor.LoggedIn() {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		ended := tx.DB.Model(&Token{}).Where("id = ? AND account_id = ? AND revoked_at IS NULL", id, actor.AccountID).Update("revoked_at", tx.Now)
		switch {
		case ended.Error != nil:
			return ended.Error
		case ended.RowsAffected == 0:
			return fault.Missing("noun.token")
		}
		return Record(tx, actor, "access.token.revoke", "api_token", id, nil)
	})
}

//nolint:gosec // a statement, no credential
const authenticateTokenSQL = `
SELECT a.id AS account_id, a.person_id, a.username, a.name, a.locale, t.created_at AS last_seen_at, t.last_used_at, t.scopes, t.writes,
	(SELECT count(*) FROM second_factor f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL AND f.removed_at IS NULL) +
	(SELECT count(*) FROM passkey k WHERE k.account_id = a.id AND k.removed_at IS NULL) AS factors,
	g.role, g.institution_id, i.path
FROM api_token t
JOIN account a ON a.id = t.account_id AND a.disabled_at IS NULL
LEFT JOIN role_grant g ON g.account_id = a.id AND g.revoked_at IS NULL
LEFT JOIN institution i ON i.id = g.institution_id
WHERE t.token_hash = ? AND t.revoked_at IS NULL AND t.expires_at > ?
ORDER BY g.granted_at, g.id`

// AuthenticateToken gives the actor in whose name a program acts, limited to
// the token's scopes; Unauthenticated when the token is unknown or over, or when
// its owner has a role that asks for a second proof and has none.
func (s *Service) AuthenticateToken(ctx context.Context, token string) (Actor, error) {
	refused := fault.New(fault.Unauthenticated, "access.token.refused")
	var rows []authenticated
	var now db.Instant
	err := s.db.ReadOne(ctx, func(tx *db.Tx) error {
		now = tx.Now
		return tx.DB.Raw(authenticateTokenSQL, hashToken(token), tx.Now).Scan(&rows).Error
	})
	if err != nil {
		return Actor{}, err
	}
	if len(rows) == 0 {
		return Actor{}, refused
	}
	if rows[0].Factors > 0 {
		rows[0].SecondAt = &now // it was shown when the token was made
	}
	actor := s.actorOf(rows, "")
	if !actor.LoggedIn() {
		return Actor{}, refused
	}
	actor.limited, actor.limits, actor.reads = true, Token{Scopes: rows[0].Scopes}.Permissions(), !rows[0].Writes
	if used := rows[0].LastUsedAt; used == nil || now.Sub(*used) > seenEvery {
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			return tx.DB.Model(&Token{}).Where("token_hash = ?", hashToken(token)).Update("last_used_at", tx.Now).Error
		})
	}
	return actor, err
}
