package access

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// seal keeps what belongs to the door: second proofs in its box, and hashes with a key. The
// zero value seals nothing and says so.
type seal struct {
	box     Box
	key     []byte // of keyed hashes
	devices []byte // of the keys of devices, see device.go
}

// newSeal derives its keys from the server's secret (HKDF, RFC 5869), one for
// each use.
func newSeal(secret []byte) (seal, error) {
	box, err := NewBox(secret, "relevo access seal")
	if err != nil {
		return seal{}, err
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "relevo access recovery", 32)
	if err != nil {
		return seal{}, fmt.Errorf("deriving a key: %w", err)
	}
	devices, err := hkdf.Key(sha256.New, secret, nil, "relevo access devices", 32)
	if err != nil {
		return seal{}, fmt.Errorf("deriving a key: %w", err)
	}
	return seal{box, key, devices}, nil
}

// close seals a text for one account: moved to another's row it does not open.
func (s seal) close(text, accountID string) (string, error) { return s.box.Close(text, accountID) }

func (s seal) open(sealed, accountID string) (string, error) {
	text, err := s.box.Open(sealed, accountID)
	if errors.Is(err, errSealed) {
		return "", fmt.Errorf("the second proof was sealed with another secret: restore the file “secret” from a backup, or have the accounts' second proof taken off: %w", err)
	}
	return text, err
}

// hash is what is kept of a recovery code, which is short enough to be typed
// and therefore hashed with a key.
func (s seal) hash(code string) (string, error) {
	if s.key == nil {
		return "", errNoSecret
	}
	mac := hmac.New(sha256.New, s.key)
	_, _ = mac.Write([]byte(code)) // a hash never fails to be written to
	return hex.EncodeToString(mac.Sum(nil)), nil
}
