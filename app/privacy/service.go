package privacy

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Service answers for what is held on people.
type Service struct {
	db     *db.DB
	parts  []Part
	secret []byte
	ledger Ledger

	// Name gives how a person is called; composed in app.
	Name func(tx *db.Tx, personID string) (string, error)
	// Results gives the results in force; composed in app.
	Results func(tx *db.Tx) ([]Result, error)
	// Asked tells those who answer requests that there is one; nil tells nobody. Composed in app.
	Asked func(tx *db.Tx, request Request) error
}

// NewService makes the service of the packages' parts. The secret makes pseudonyms.
func NewService(d *db.DB, secret []byte, ledger Ledger, parts ...Part) *Service {
	return &Service{db: d, parts: append([]Part{OwnPart()}, parts...), secret: secret, ledger: ledger}
}

// OwnPart is what this package and the one below it, access, hold.
func OwnPart() Part {
	return Part{
		Held: []Held{
			{Table: "account", Query: `SELECT username, email, name, locale, created_at, disabled_at, username AS what, created_at AS at FROM account WHERE id = @account`},
			{Table: "role_grant", Query: `SELECT g.*, g.role AS what, coalesce(i.name, '') AS place, g.granted_at AS at FROM role_grant g LEFT JOIN institution i ON i.id = g.institution_id WHERE g.account_id = @account ORDER BY g.granted_at, g.id`},
			{Table: "login", Query: `SELECT device, created_at, last_seen_at, expires_at, ended_at, device AS what, created_at AS at FROM login WHERE account_id = @account ORDER BY created_at`},
			{Table: "second_factor", Query: `SELECT created_at, confirmed_at, removed_at, created_at AS at FROM second_factor WHERE account_id = @account ORDER BY created_at`},
			{Table: "passkey", Query: `SELECT name, created_at, last_used_at, removed_at, name AS what, created_at AS at FROM passkey WHERE account_id = @account ORDER BY created_at, id`},
			{Table: "recovery_code", Query: `SELECT created_at, used_at, ended_at, created_at AS at FROM recovery_code WHERE account_id = @account ORDER BY created_at, code_hash`},
			{Table: "account_link", Query: `SELECT kind, created_at, expires_at, used_at, ended_at, kind AS what, created_at AS at FROM account_link WHERE account_id = @account ORDER BY created_at, token_hash`},
			{Table: "api_token", Query: `SELECT name, scopes, created_at, expires_at, last_used_at, revoked_at, name AS what, created_at AS at FROM api_token WHERE account_id = @account ORDER BY created_at, id`},
			{Table: "account_identity", Query: `SELECT issuer, subject, created_at, issuer AS what, created_at AS at FROM account_identity WHERE account_id = @account ORDER BY created_at`},
			{Table: "audit_entry", Query: `SELECT id, happened_at, action, object_kind, object_id, detail AS details, action AS what, happened_at AS at FROM audit_entry WHERE account_id = @account ORDER BY id`},
			{Table: "privacy_request", Query: `SELECT r.*, e.due_on AS extended_to, e.reason AS extended_because, a.outcome, a.reason, a.answered_at, r.kind AS what, r.made_at AS at, r.wording AS detail FROM privacy_request r LEFT JOIN privacy_extension e ON e.request_id = r.id LEFT JOIN privacy_answer a ON a.request_id = r.id WHERE r.person_id = @person ORDER BY r.made_at`},
			{Table: "consent", Query: `SELECT c.*, c.purpose AS what, c.recorded_at AS at FROM consent c WHERE c.person_id = @person ORDER BY c.recorded_at, c.id`},
		},
		Forget: []string{
			`UPDATE account SET username = @blank, name = '—', password_hash = '', disabled_at = coalesce(disabled_at, @now) WHERE id = @account`,
			`UPDATE account SET email = '' WHERE id = @account`,
			`DELETE FROM account_identity WHERE account_id = @account`,
			`DELETE FROM idempotency_key WHERE account_id = @account`,
			`UPDATE api_token SET name = '', revoked_at = coalesce(revoked_at, @now) WHERE account_id = @account`,
			`UPDATE second_factor SET sealed = '', removed_at = coalesce(removed_at, @now) WHERE account_id = @account`,
			`UPDATE passkey SET credential = '', name = '', removed_at = coalesce(removed_at, @now) WHERE account_id = @account`,
			`UPDATE login SET device = '', ended_at = coalesce(ended_at, @now) WHERE account_id = @account`,
			`UPDATE privacy_request SET wording = '' WHERE person_id = @person`,
			`UPDATE privacy_extension SET reason = '' WHERE request_id IN (SELECT id FROM privacy_request WHERE person_id = @person)`,
		},
		Rules: []Rule{
			{"logins", 12, []string{`DELETE FROM login WHERE coalesce(ended_at, expires_at) < @before`}},
			{"requests", 60, []string{`UPDATE privacy_request SET wording = '' WHERE wording <> '' AND id IN (SELECT request_id FROM privacy_answer WHERE answered_at < @before)`}},
			{"audit", 120, []string{`DELETE FROM audit_entry WHERE happened_at < @before`}},
		},
	}
}

// Manages is the permission to handle requests, incidents and rules: those who manage
// accounts in the whole programme.
const Manages = access.ManageAccounts

func needManager(actor access.Actor) error { return actor.Need(Manages, "") }

// needPerson refuses accounts without a staff record, of whom only the account is held.
func needPerson(actor access.Actor) error {
	switch {
	case !actor.LoggedIn():
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	case actor.PersonID == "":
		return fault.New(fault.Conflict, "privacy.no_record")
	}
	return nil
}

// accountTx is the account of a person; empty when there is none.
func accountTx(tx *db.Tx, personID string) (id string, err error) {
	err = tx.DB.Raw(`SELECT coalesce((SELECT id FROM account WHERE person_id = ?), '')`, personID).Scan(&id).Error
	return id, err
}

// record notes what was done, without saying whose data it was about but by identifier.
func record(tx *db.Tx, actor access.Actor, action, kind, id string, detail any) error {
	return access.Record(tx, actor, "privacy."+action, kind, id, detail)
}

// manage is one transaction of a manager.
func (s *Service) manage(ctx context.Context, actor access.Actor, fn func(tx *db.Tx) error) error {
	if err := needManager(actor); err != nil {
		return err
	}
	return s.db.Write(ctx, fn)
}

// Now is the time by relevo's clock.
func (s *Service) Now() db.Instant { return s.db.Now() }
