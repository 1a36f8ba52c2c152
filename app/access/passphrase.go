package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"

	"relevo/app/fault"
)

// The cost of a hash: argon2id with 19 MiB, two passes, one lane (OWASP
// Password Storage, 2023, the least of its equivalent settings).
const (
	hashMemory = 19 * 1024
	hashPasses = 2
	hashLanes  = 1
	hashLength = 32
	saltLength = 16
)

// hashing bounds how many hashes are computed at once: forty took 780 MiB.
var hashing = make(chan struct{}, max(2, runtime.NumCPU()))

// Those who wait for a place: how many at most, half a minute's work of a core, and how long.
const (
	mostWaiting = 1000
	longestWait = 20 * time.Second
)

var waiting atomic.Int64

// minPassphrase is the least length, in characters, of a passphrase: NIST SP
// 800-63B (2024) asks for 15 where it is the only proof.
const minPassphrase = 15

// maxPassphrase bounds what is hashed.
const maxPassphrase = 200

// Passphrase is a passphrase that was accepted, as it will be stored. Making
// one takes some 30 ms of a core on purpose, so it is made before a
// transaction begins; the zero value is none.
type Passphrase struct{ hash string }

// NewPassphrase accepts and hashes a passphrase of 15 to 200 characters that
// is not made of words found in breaches, nor of what is known about its owner:
// username and name. What kinds of characters it has is nobody's business.
func NewPassphrase(text string, about ...string) (Passphrase, error) {
	switch n := len([]rune(text)); {
	case n < minPassphrase:
		return Passphrase{}, fault.OnField("passphrase", "access.passphrase_short", "min", minPassphrase)
	case n > maxPassphrase:
		return Passphrase{}, fault.OnField("passphrase", "access.passphrase_long", "max", maxPassphrase)
	case isBreached(text, about...):
		return Passphrase{}, fault.OnField("passphrase", "access.passphrase_breached")
	}
	salt := make([]byte, saltLength)
	if _, err := rand.Read(salt); err != nil {
		return Passphrase{}, fmt.Errorf("making a salt: %w", err)
	}
	leave, err := takeSlot(context.Background())
	if err != nil {
		return Passphrase{}, err
	}
	defer leave()
	b64 := base64.RawStdEncoding
	return Passphrase{fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		b64.EncodeToString(salt), b64.EncodeToString(derive(text, salt)))}, nil
}

// checkPassphrase tells whether the passphrase is the one that was hashed. It
// takes as long for an account that does not exist (an empty stored text), so
// that the time tells nobody which accounts there are. The caller has a place ([takeSlot]).
func checkPassphrase(stored, passphrase string) bool {
	parts := strings.Split(stored, "$")
	salt, want := make([]byte, saltLength), make([]byte, hashLength)
	known := len(parts) == 6 && parts[1] == "argon2id"
	if known {
		var errSalt, errHash error
		salt, errSalt = base64.RawStdEncoding.DecodeString(parts[4])
		want, errHash = base64.RawStdEncoding.DecodeString(parts[5])
		known = errSalt == nil && errHash == nil && len(want) == hashLength
	}
	same := subtle.ConstantTimeCompare(derive(passphrase, salt), want) == 1
	return same && known
}

// takeSlot waits for a place among those whose passphrases are being hashed. Whoever comes when many wait, or has waited
// too long, is told that it is Busy: the answer would come after they have given up.
func takeSlot(ctx context.Context) (leave func(), err error) {
	busy := fault.New(fault.Busy, "access.busy")
	defer waiting.Add(-1)
	if waiting.Add(1) > mostWaiting {
		return nil, busy
	}
	ctx, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	select {
	case hashing <- struct{}{}:
		return func() { <-hashing }, nil
	case <-ctx.Done():
		return nil, busy
	}
}

// derive is for those who have a place.
func derive(passphrase string, salt []byte) []byte {
	return argon2.IDKey([]byte(passphrase), salt, hashPasses, hashMemory, hashLanes, hashLength)
}
