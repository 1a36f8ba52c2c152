package access

import (
	"net/netip"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"relevo/app/db"
	"relevo/app/fault"
)

// Throttle is how often something was got wrong lately: by one account's name,
// whether or not there is such an account, or from one address. It lives in
// the database, so that all processes count together.
type Throttle struct {
	KeyHash   string `gorm:"primaryKey"`
	Failures  int64
	FailedAt  db.Instant
	WaitUntil db.Instant // before this moment nothing is tried at all
}

// TableName names the table for GORM.
func (Throttle) TableName() string { return "login_throttle" }

// patience is how many mistakes are free, and how long one waits then: first
// after the last free one, twice as long after each further one, at most most.
type patience struct {
	free        int64
	first, most time.Duration
}

var (
	// accountPatience bounds guessing one passphrase to some hundred tries a
	// day (NIST SP 800-63B asks for at most 100 in a row).
	accountPatience = patience{free: 5, first: time.Minute, most: 15 * time.Minute}
	// addressPatience bounds trying many accounts from one place. A whole care
	// centre, or a class, comes from one address: it is the wider one.
	addressPatience = patience{free: 100, first: time.Minute, most: 15 * time.Minute}
	// mailPatience bounds asking for letters to one account.
	mailPatience = patience{free: 3, first: 10 * time.Minute, most: 2 * time.Hour}
)

// failuresCount is how long a mistake counts after the last one.
const failuresCount = 24 * time.Hour

func (p patience) wait(failures int64) time.Duration {
	if failures < p.free {
		return 0
	}
	wait := p.first
	for range failures - p.free {
		if wait *= 2; wait >= p.most {
			return p.most
		}
	}
	return wait
}

// Wait is what lies beneath a TooMany error of this package: how long to wait.
type Wait time.Duration

// Error describes it for a log.
func (w Wait) Error() string { return "wait " + time.Duration(w).String() }

func tooMany(now, until db.Instant) error {
	minutes := int((until.Sub(now) + time.Minute - 1) / time.Minute)
	return fault.Because(Wait(until.Sub(now)), fault.TooMany, "access.too_many", "count", minutes, "until", until.Add(time.Minute-time.Microsecond))
}

func accountKey(username string) string { return hashToken("account\x00" + foldUsername(username)) }
func factorKey(accountID string) string { return hashToken("factor\x00" + accountID) }
func mailKey(username string) string    { return hashToken("mail\x00" + foldUsername(username)) }

// AddressKey is the key of mistakes from one IPv4 address, or the network of an IPv6 one: whoever has
// one of those has 2^64. Empty where the address is unknown.
func AddressKey(address string) string { return fromKey("address", address) }

func mailFromKey(address string) string { return fromKey("mail from", address) }

func fromKey(what, address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	bits := 64
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		bits = 32
	}
	network, err := ip.Prefix(bits)
	if err != nil {
		return ""
	}
	return hashToken(what + "\x00" + network.String())
}

// mayTry refuses while a key has to wait.
func mayTry(tx *db.Tx, key string) error {
	var row Throttle
	err := tx.DB.Where("key_hash = ?", key).Limit(1).Find(&row).Error
	if err == nil && row.WaitUntil.After(tx.Now) {
		return tooMany(tx.Now, row.WaitUntil)
	}
	return err
}

// takeTry counts a try as a mistake before it is known to be one, so that a
// hundred at once do not all find the door open; forgetTries takes it back. It
// refuses while the key has to wait, and then counts nothing.
func takeTry(tx *db.Tx, key string, p patience) error {
	if key == "" {
		return nil
	}
	counted := map[string]any{
		"failures":  gorm.Expr("CASE WHEN login_throttle.failed_at < ? THEN 1 ELSE login_throttle.failures + 1 END", tx.Now.Add(-failuresCount)),
		"failed_at": tx.Now,
	}
	// The row is locked from here to the end of the transaction, on both databases.
	err := tx.DB.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "key_hash"}}, DoUpdates: clause.Assignments(counted)}).
		Create(&Throttle{KeyHash: key, Failures: 1, FailedAt: tx.Now, WaitUntil: tx.Now}).Error
	if err != nil {
		return err
	}
	var row Throttle
	if err := tx.DB.Where("key_hash = ?", key).Take(&row).Error; err != nil {
		return err
	}
	if row.WaitUntil.After(tx.Now) {
		return tooMany(tx.Now, row.WaitUntil) // rolls the counting back
	}
	return tx.DB.Model(&Throttle{}).Where("key_hash = ?", key).Update("wait_until", tx.Now.Add(p.wait(row.Failures))).Error
}

// forgetTries forgets the mistakes of a key, and all that no longer count.
func forgetTries(tx *db.Tx, key string) error {
	return tx.DB.Where("key_hash = ? OR failed_at < ?", key, tx.Now.Add(-failuresCount)).Delete(&Throttle{}).Error
}
