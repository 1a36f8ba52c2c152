package access

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
)

// Box keeps what must be read again, such as what makes the codes on a telephone, from whoever has the database and not the
// secret beside it. The zero value keeps nothing and says so.
type Box struct{ aead cipher.AEAD }

var errNoSecret = errors.New("there is no secret to seal with")

// errSealed says that what was sealed does not open with the secret there is.
var errSealed = errors.New("it was sealed with another secret, or for something else")

// NewBox derives the key of a box from the server's secret (HKDF, RFC 5869): one purpose's does not open another's.
func NewBox(secret []byte, purpose string) (Box, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, purpose, 32)
	if err != nil {
		return Box{}, fmt.Errorf("deriving a key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return Box{}, err
	}
	aead, err := cipher.NewGCM(block)
	return Box{aead}, err
}

// Close seals a text for one owner: moved to another's row it does not open.
func (b Box) Close(text, owner string) (string, error) {
	if b.aead == nil {
		return "", errNoSecret
	}
	nonce := make([]byte, b.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", fmt.Errorf("making a nonce: %w", err)
	}
	return base64.RawStdEncoding.EncodeToString(b.aead.Seal(nonce, nonce, []byte(text), []byte(owner))), nil
}

// Open gives the text that was sealed for the owner.
func (b Box) Open(sealed, owner string) (string, error) {
	if b.aead == nil {
		return "", errNoSecret
	}
	data, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(data) < b.aead.NonceSize() {
		return "", errors.New("what was sealed is damaged")
	}
	text, err := b.aead.Open(nil, data[:b.aead.NonceSize()], data[b.aead.NonceSize():], []byte(owner))
	if err != nil {
		return "", errors.Join(errSealed, err)
	}
	return string(text), nil
}
