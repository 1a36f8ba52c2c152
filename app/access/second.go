package access

import (
	"crypto/subtle"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"relevo/app/db"
	"relevo/app/fault"
)

// Awaited is what a device that has shown a passphrase still has to show
// before it is logged in.
type Awaited string

// What may be awaited.
const (
	AwaitsNothing   Awaited = ""
	AwaitsCode      Awaited = "code"      // the second proof of the account
	AwaitsEnrolment Awaited = "enrolment" // to set one up: the account's role asks for it
)

// SeesOthers tells whether the role sees what belongs to others, by name or in
// figures: those who hold it show a second proof.
func (r Role) SeesOthers() bool { return r != Official }

// SecondFactor is a telephone that shows codes which change every half minute
// (TOTP, RFC 6238). It counts once it was confirmed with a first code.
type SecondFactor struct {
	ID          string
	AccountID   string
	Sealed      string // what makes the codes, see seal
	LastStep    int64  // the latest half minute whose code was taken, counted from 1970
	CreatedAt   db.Instant
	ConfirmedAt *db.Instant
	RemovedAt   *db.Instant
	RemovedBy   *string
}

// TableName names the table for GORM.
func (SecondFactor) TableName() string { return "second_factor" }

// RecoveryCode stands in once for a lost telephone.
type RecoveryCode struct {
	CodeHash  string `gorm:"primaryKey"`
	AccountID string
	CreatedAt db.Instant
	UsedAt    *db.Instant
	EndedAt   *db.Instant // newer ones took its place
}

// TableName names the table for GORM.
func (RecoveryCode) TableName() string { return "recovery_code" }

const (
	codeStep = 30 // seconds that a code is shown, as all apps have it
	// codeSkew is how many half minutes a telephone's clock may be off.
	codeSkew = 1
	// recoveryCodes is how many are printed at a time.
	recoveryCodes = 10
	// recoveryLength is how many of 32 letters and digits a code has: 80 bits.
	recoveryLength = 16
)

// newTOTP makes what a telephone and relevo will share.
func newTOTP(issuer, username string) (*otp.Key, error) {
	return totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: username, Period: codeStep, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}

// stepOf finds the half minute, around now and after the last, whose code was
// typed; ok is false when there is none.
func stepOf(key, code string, now time.Time, last int64) (step int64, ok bool) {
	options := totp.ValidateOpts{Period: codeStep, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
	at := now.Unix() / codeStep
	for try := at - codeSkew; try <= at+codeSkew; try++ {
		want, err := totp.GenerateCodeCustom(key, time.Unix(try*codeStep, 0), options)
		if err == nil && try > last && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = try, true
		}
	}
	return step, ok
}

// plainCode is a code as it was meant: however it was grouped, spaced or written large.
func plainCode(text string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\u00a0', '–':
			return -1
		}
		return r
	}, text))
}

// grouped writes a recovery code in fours, as it is printed.
func grouped(code string) string {
	var groups []string
	for i := 0; i < len(code); i += 4 {
		groups = append(groups, code[i:min(i+4, len(code))])
	}
	return strings.Join(groups, "-")
}

// confirmed gives the account's telephone; nil when it has none.
func confirmed(tx *db.Tx, accountID string) (*SecondFactor, error) {
	var found []SecondFactor
	err := tx.DB.Where("account_id = ? AND confirmed_at IS NOT NULL AND removed_at IS NULL", accountID).Limit(1).Find(&found).Error
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// checkCode tells whether a code is right, of the telephone or printed, and
// uses it up. Whoever has passkeys and no such telephone (factor nil) has printed ones alone.
func (s *Service) checkCode(tx *db.Tx, accountID string, factor *SecondFactor, text string) (bool, error) {
	code := plainCode(text)
	if len(code) == recoveryLength {
		return s.useRecovery(tx, accountID, code)
	}
	if factor == nil {
		return false, nil
	}
	key, err := s.keyOf(*factor)
	if err != nil {
		return false, err
	}
	step, ok := stepOf(key.Secret(), code, s.phoneTime(tx), factor.LastStep)
	if !ok {
		return false, nil
	}
	used := tx.DB.Model(&SecondFactor{}).Where("id = ? AND last_step < ?", factor.ID, step).Update("last_step", step)
	return used.RowsAffected == 1, used.Error // 0: another device has just used it
}

func (s *Service) useRecovery(tx *db.Tx, accountID, code string) (bool, error) {
	hash, err := s.seal.hash(code)
	if err != nil {
		return false, err
	}
	used := tx.DB.Model(&RecoveryCode{}).Where("code_hash = ? AND account_id = ? AND used_at IS NULL AND ended_at IS NULL", hash, accountID).Update("used_at", tx.Now)
	if used.Error != nil || used.RowsAffected == 0 {
		return false, used.Error
	}
	return true, Record(tx, Actor{AccountID: accountID}, "access.recovery.use", "account", accountID, nil)
}

// newRecovery makes new recovery codes in place of all that are left.
func (s *Service) newRecovery(tx *db.Tx, accountID string) ([]string, error) {
	if err := endRecovery(tx, accountID); err != nil {
		return nil, err
	}
	var codes []string
	var rows []RecoveryCode
	for range recoveryCodes {
		code := tx.NewSecret()[:recoveryLength]
		hash, err := s.seal.hash(code)
		if err != nil {
			return nil, err
		}
		codes = append(codes, grouped(code))
		rows = append(rows, RecoveryCode{CodeHash: hash, AccountID: accountID, CreatedAt: tx.Now})
	}
	return codes, tx.DB.Create(&rows).Error
}

func endRecovery(tx *db.Tx, accountID string) error {
	return tx.DB.Model(&RecoveryCode{}).Where("account_id = ? AND used_at IS NULL AND ended_at IS NULL", accountID).Update("ended_at", tx.Now).Error
}

// phoneTime is the time on people's telephones: a demonstration has a clock of its own.
func (s *Service) phoneTime(tx *db.Tx) time.Time {
	if s.PhoneClock != nil {
		return s.PhoneClock()
	}
	return tx.Now.Time()
}

// wrongCode is what a code that does not fit is answered with.
func wrongCode() error { return fault.OnField("code", "access.code_wrong") }
