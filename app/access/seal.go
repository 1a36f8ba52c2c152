package access

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
)

// seal keeps what must be read again, such as what makes the codes on a
// telephone, from whoever has the database and not the secret beside it. The
// zero value seals nothing and says so.
type seal struct {
	aead    cipher.AEAD
	key     []byte // of keyed hashes
	devices []byte // of the keys of devices, see device.go
}

var errNoSecret = errors.New("access was given no secret to seal with")

// newSeal derives its keys from the server's secret (HKDF, RFC 5869), one for
// each use.
func newSeal(secret []byte) (seal, error) {
	box, err := hkdf.Key(sha256.New, secret, nil, "relevo access seal", 32)
	if err != nil {
		return seal{}, fmt.Errorf("deriving a key: %w", err)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "relevo access recovery", 32)
	if err != nil {
		return seal{}, fmt.Errorf("deriving a key: %w", err)
	}
	devices, err := hkdf.Key(sha256.New, secret, nil, "relevo access devices", 32)
	if err != nil {
		return seal{}, fmt.Errorf("deriving a key: %w", err)
	}
	block, err := aes.NewCipher(box)
	if err != nil {
		return seal{}, err
	}
	aead, err := cipher.NewGCM(block)
	return seal{aead, key, devices}, err
}

// close seals a text for one account: moved to another's row it does not open.
func (s seal) close(text, accountID string) (string, error) {
	if s.aead == nil {
		return "", errNoSecret
	}
	nonce := make([]byte, s.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", fmt.Errorf("making a nonce: %w", err)
	}
	return base64.RawStdEncoding.EncodeToString(s.aead.Seal(nonce, nonce, []byte(text), []byte(accountID))), nil
}

func (s seal) open(sealed, accountID string) (string, error) {
	if s.aead == nil {
		return "", errNoSecret
	}
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(b) < s.aead.NonceSize() {
		return "", errors.New("what was sealed is damaged")
	}
	text, err := s.aead.Open(nil, b[:s.aead.NonceSize()], b[s.aead.NonceSize():], []byte(accountID))
	if err != nil {
		return "", fmt.Errorf("the second proof was sealed with another secret: restore the file “secret” from a backup, or have the accounts' second proof taken off: %w", err)
	}
	return string(text), nil
}

// hash is what is kept of a recovery code, which is short enough to be typed
// and therefore hashed with a key.
func (s seal) hash(code string) (string, error) {
	if s.aead == nil {
		return "", errNoSecret
	}
	mac := hmac.New(sha256.New, s.key)
	_, _ = mac.Write([]byte(code)) // a hash never fails to be written to
	return hex.EncodeToString(mac.Sum(nil)), nil
}
