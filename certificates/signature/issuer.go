package signature

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// IssuerKey is a key for what programs read. Only the public half is known of
// one that does not sign any more.
type IssuerKey struct {
	ID      string // the thumbprint of RFC 7638 with SHA-256
	Public  ed25519.PublicKey
	private ed25519.PrivateKey
	stem    string // its files without their ending
}

// CanSign tells whether the private half is here.
func (k IssuerKey) CanSign() bool { return k.private != nil }

// Sign signs a message (RFC 8032, Ed25519): always with the same 64 bytes. The key
// must be one that can.
func (k IssuerKey) Sign(message []byte) []byte { return ed25519.Sign(k.private, message) }

// Verify tells whether this key signed the message.
func (k IssuerKey) Verify(message, signature []byte) bool {
	return ed25519.Verify(k.Public, message, signature)
}

func newIssuer() (IssuerKey, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	return IssuerKey{ID: thumbprint(public), Public: public, private: private}, err
}

// thumbprint names a public key (RFC 7638, 3; RFC 8037, 2).
func thumbprint(public ed25519.PublicKey) string {
	x := base64.RawURLEncoding.EncodeToString(public)
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + x + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
