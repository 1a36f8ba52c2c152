package access

import (
	"context"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"relevo/app/db"
	"relevo/app/fault"
)

// Service opens accounts, gives roles and lets people in.
type Service struct {
	db       *db.DB
	seal     seal
	passkeys *webauthn.WebAuthn // nil: none can be used here, see PasskeysAt

	// Issuer is how an app on a telephone calls us, "relevo.example.pe"; empty
	// for "relevo".
	Issuer string
	// Exempt tells whose account, by username, needs no second proof whatever
	// its roles: a demonstration's on the machine it runs on. Nil: nobody's.
	Exempt func(username string) bool
	// PhoneClock is the time on people's telephones, where the database's clock
	// is another: in a demonstration. Nil for the database's.
	PhoneClock func() time.Time
	// Post has a letter sent once the transaction is through, and tells whether it
	// will be; nil where no mail is sent. Mail lies above us.
	Post func(tx *db.Tx, letter Letter) (bool, error)
	// Later has a job done once the transaction is through. Jobs lie above us.
	Later func(tx *db.Tx, name string, payload any) error
}

func (s *Service) exempt(username string) bool { return s.Exempt != nil && s.Exempt(username) }

func (s *Service) issuer() string {
	if s.Issuer == "" {
		return "relevo"
	}
	return s.Issuer
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
		ID: tx.NewID(), Username: foldUsername(in.Username), Email: emailOf(in.Email), Name: in.Name, PasswordHash: in.Passphrase.hash,
		Locale: in.Locale, CreatedAt: tx.Now,
	}
	if account.Email == "" {
		account.Email = emailOf(in.Username)
	}
	if account.Email != "" {
		account.EmailProvenAt = &tx.Now
	}
	if in.Invite {
		account.PasswordHash = noPassphrase
	}
	if in.PersonID != "" {
		account.PersonID = &in.PersonID
		var have int64
		if err := tx.DB.Model(&Account{}).Where("person_id = ?", in.PersonID).Count(&have).Error; err != nil {
			return Account{}, err
		}
		if have > 0 {
			return Account{}, fault.OnField("person", "access.person_has_account")
		}
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

// OpenAccountWithRole opens an account and gives it its first role.
func (s *Service) OpenAccountWithRole(ctx context.Context, actor Actor, in NewAccount, role Role, institutionID string) (Account, error) {
	if err := mayGrant(actor, "", role); err != nil {
		return Account{}, err
	}
	if err := in.Validate(role); err != nil {
		return Account{}, err
	}
	var account Account
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if account, err = OpenAccountTx(tx, actor, in); err != nil {
			return err
		}
		return GrantRoleTx(tx, actor, account.ID, role, institutionID)
	})
	return account, err
}

// GrantRole gives an account a role in an institution and everything below
// it; an empty institutionID means the whole programme.
func (s *Service) GrantRole(ctx context.Context, actor Actor, accountID string, role Role, institutionID string) error {
	if err := mayGrant(actor, accountID, role); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return GrantRoleTx(tx, actor, accountID, role, institutionID)
	})
}

// mayGrant tells whether the actor may give an account, or one that is being opened (""), the role. Nobody gives themselves what they lack: another
// administrator does. A program makes no administrators, who could make others.
func mayGrant(actor Actor, accountID string, role Role) error {
	if err := actor.Need(ManageAccounts, ""); err != nil {
		return err
	}
	switch {
	case accountID == actor.AccountID:
		return fault.New(fault.Conflict, "access.grant_self")
	case actor.limited && role == Administrator:
		return fault.New(fault.Denied, "access.grant_program")
	}
	return nil
}

// GrantRoleTx is GrantRole within a transaction, for callers that have asked
// for permission. An empty institutionID means the whole programme.
func GrantRoleTx(tx *db.Tx, actor Actor, accountID string, role Role, institutionID string) error {
	if !slices.Contains(AllRoles, role) {
		return fault.OnField("role", "fault.required")
	}
	grant := Grant{ID: tx.NewID(), AccountID: accountID, Role: role, GrantedAt: tx.Now, GrantedBy: actor.AccountID}
	if institutionID != "" {
		grant.InstitutionID = &institutionID
	}
	if err := tx.DB.Create(&grant).Error; err != nil {
		if db.IsReference(err) {
			return fault.OnField("institution", "access.institution_unknown")
		}
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
