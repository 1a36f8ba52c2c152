package access

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"relevo/app/db"
	"relevo/app/fault"
)

// Account is what somebody logs in with.
type Account struct {
	ID       string
	PersonID *string // the staff record it belongs to, if any
	Username string  // an e-mail address or a DNI, folded
	Email    string  // where links to choose a passphrase go; empty: nowhere
	// EmailProvenAt is when the address was known to be its owner's: an administrator wrote it, or a link that
	// was sent there was used. Nil for what somebody wrote of themselves.
	EmailProvenAt *db.Instant
	Name          string // how relevo addresses them
	PasswordHash  string
	Locale        string
	CreatedAt     db.Instant
	DisabledAt    *db.Instant
}

// TableName names the table for GORM.
func (Account) TableName() string { return "account" }

// Grant is a role given to an account, within an institution and everything
// below it, or (InstitutionID nil) in the whole programme. Grants are facts:
// taking one back notes when and by whom.
type Grant struct {
	ID            string
	AccountID     string
	Role          Role
	InstitutionID *string
	GrantedAt     db.Instant
	GrantedBy     string
	RevokedAt     *db.Instant
	RevokedBy     *string
}

// TableName names the table for GORM.
func (Grant) TableName() string { return "role_grant" }

// Login is a device that is logged in. Only the hash of its token is kept.
type Login struct {
	TokenHash  string `gorm:"primaryKey"`
	ID         string // names it to its owner; opens nothing
	AccountID  string
	Device     string
	CreatedAt  db.Instant
	LastSeenAt db.Instant
	ExpiresAt  db.Instant
	EndedAt    *db.Instant
	SecondAt   *db.Instant // when a second proof was given; nil: only a passphrase
}

// TableName names the table for GORM.
func (Login) TableName() string { return "login" }

// NewAccount is what is needed to open an account.
type NewAccount struct {
	PersonID   string
	Username   string
	Email      string // where links go; the username where it is an address and this is empty
	Name       string
	Passphrase Passphrase
	Invite     bool // no passphrase yet: its owner will choose one by a link
	Locale     string
}

func (in NewAccount) validate() error {
	check := in.check()
	return check.Err()
}

// Validate says all at once what is wrong with an account that is opened with its first role.
func (in NewAccount) Validate(role Role) error {
	check := in.check()
	check.That(slices.Contains(AllRoles, role), "role", "fault.required")
	return check.Err()
}

func (in NewAccount) check() (check fault.Check) {
	check.That(foldUsername(in.Username) != "", "username", "fault.required")
	check.That(!strings.ContainsFunc(foldUsername(in.Username), unicode.IsSpace), "username", "access.username_space")
	check.That(strings.TrimSpace(in.Name) != "", "name", "fault.required")
	check.That(in.Email == "" || emailOf(in.Email) != "", "email", "access.email_form")
	check.That(!in.Invite || emailOf(in.Email) != "" || emailOf(in.Username) != "", "email", "access.email_form")
	check.That(in.Invite || in.Passphrase.hash != "", "passphrase", "access.passphrase_short", "min", minPassphrase)
	return check
}

// foldUsername makes a username comparable: no space around it, no capitals,
// one Unicode form.
func foldUsername(s string) string {
	return cases.Fold().String(norm.NFKC.String(strings.TrimSpace(s)))
}

// AccountNamesTx gives the names of accounts by their identifier; the unknown are left out.
func AccountNamesTx(tx *db.Tx, ids []string) (map[string]string, error) {
	names := map[string]string{}
	distinct := slices.Clone(ids)
	slices.Sort(distinct)
	for part := range slices.Chunk(slices.Compact(distinct), 500) { // both databases bound a list
		var accounts []Account
		if err := tx.DB.Select("id", "name").Where("id IN ?", part).Find(&accounts).Error; err != nil {
			return nil, err
		}
		for _, a := range accounts {
			names[a.ID] = a.Name
		}
	}
	return names, nil
}
