package badge

import (
	"crypto/ed25519"
	"encoding/base64"
	"math/big"
	"strings"
)

// Key is an issuer's public key.
type Key struct {
	ID     string // its thumbprint (RFC 7638)
	Public ed25519.PublicKey
}

// Signer is a key that signs.
type Signer struct {
	Key
	Sign func(message []byte) []byte // Ed25519 (RFC 8032)
}

// Issuer is who issues credentials.
type Issuer struct {
	Base string // where people reach relevo, "https://relevo.example.pe"
	Name string
	Keys []Key // all that ever signed
}

// ID is the issuer's address and name in every credential.
func (i Issuer) ID() string { return i.Base + "/issuer" }

// method is a key's name in Data Integrity proofs.
func (i Issuer) method(keyID string) string { return i.ID() + "#" + keyID }

// keyAddress is a key's name in JWTs. It leads to the key and nothing else (OB 3.0, 8.5).
func (i Issuer) keyAddress(keyID string) string { return i.ID() + "/keys/" + keyID }

// JWK is a public key for programs that speak JOSE (RFC 8037, 2).
type JWK struct {
	KeyType   string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	ID        string `json:"kid"`
	Algorithm string `json:"alg"`
	Use       string `json:"use"`
}

// JWK is the key as a kid leads to it.
func (i Issuer) JWK(key Key) JWK {
	return JWK{
		KeyType: "OKP", Curve: "Ed25519", X: base64.RawURLEncoding.EncodeToString(key.Public),
		ID: i.keyAddress(key.ID), Algorithm: "EdDSA", Use: "sig",
	}
}

// KeySet is all keys (RFC 7517, 5).
type KeySet struct {
	Keys []JWK `json:"keys"`
}

// KeySet gives all keys, so that what an older one signed is still checked.
func (i Issuer) KeySet() KeySet {
	set := KeySet{Keys: []JWK{}}
	for _, key := range i.Keys {
		set.Keys = append(set.Keys, i.JWK(key))
	}
	return set
}

// Profile is the issuer as a credential shows it (OB 3.0, data model, Profile).
type Profile struct {
	ID   string   `json:"id"`
	Type []string `json:"type"`
	Name string   `json:"name"`
	URL  string   `json:"url"`
}

// Profile describes the issuer.
func (i Issuer) Profile() Profile {
	return Profile{ID: i.ID(), Type: []string{"Profile"}, Name: i.Name, URL: i.Base}
}

// Method is a key as Data Integrity has it (Controlled Identifiers 1.0, 2.2.2).
type Method struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	Controller string `json:"controller"`
	Public     string `json:"publicKeyMultibase"`
}

// Document is what the issuer's address leads to: its profile, and the keys
// with which it asserts (Controlled Identifiers 1.0, 2).
type Document struct {
	Context []string `json:"@context"`
	Profile
	Methods   []Method `json:"verificationMethod"`
	Assertion []string `json:"assertionMethod"`
}

// Document gives the issuer's document.
func (i Issuer) Document() Document {
	d := Document{Context: []string{credentialsContext, badgesContext, "https://www.w3.org/ns/cid/v1"}, Profile: i.Profile(), Methods: []Method{}, Assertion: []string{}}
	for _, key := range i.Keys {
		id := i.method(key.ID)
		d.Methods = append(d.Methods, Method{ID: id, Type: "Multikey", Controller: i.ID(), Public: multikey(key.Public)})
		d.Assertion = append(d.Assertion, id)
	}
	return d
}

// multikey writes an Ed25519 key as a Multikey: the code 0xed01 and the key,
// in base 58 (Controlled Identifiers 1.0, 2.2.2).
func multikey(public ed25519.PublicKey) string {
	return multibase(append([]byte{0xed, 0x01}, public...))
}

// bitcoin is the alphabet of base 58 (Controlled Identifiers 1.0, 2.4).
const bitcoin = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// multibase writes bytes in base 58 after a "z", which says so.
func multibase(body []byte) string {
	var digits []byte
	base, rest, digit := big.NewInt(int64(len(bitcoin))), new(big.Int).SetBytes(body), new(big.Int)
	for rest.Sign() > 0 {
		rest.DivMod(rest, base, digit)
		digits = append([]byte{bitcoin[digit.Int64()]}, digits...)
	}
	zeros := 0
	for zeros < len(body) && body[zeros] == 0 {
		zeros++
	}
	return "z" + strings.Repeat("1", zeros) + string(digits)
}

// unbase reads what multibase writes; nil when it is something else.
func unbase(text string) []byte {
	text, ok := strings.CutPrefix(text, "z")
	if !ok || len(text) > 200 {
		return nil
	}
	value, base := new(big.Int), big.NewInt(int64(len(bitcoin)))
	for _, r := range text {
		at := strings.IndexRune(bitcoin, r)
		if at < 0 {
			return nil
		}
		value.Add(value.Mul(value, base), big.NewInt(int64(at)))
	}
	zeros := len(text) - len(strings.TrimLeft(text, "1"))
	return append(make([]byte, zeros), value.Bytes()...)
}
