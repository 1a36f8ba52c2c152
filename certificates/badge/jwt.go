package badge

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// header is a JOSE header with the members that OB 3.0 (8.2.3) allows.
type header struct {
	Algorithm string `json:"alg"`
	Key       string `json:"kid"`
	Type      string `json:"typ"`
}

// claims is a credential as a JWT carries it: its own members beside those of
// RFC 7519 (4.1) that must agree with them (OB 3.0, 8.2.4).
type claims struct {
	Credential
	IssuedBy  string `json:"iss"`
	JWTID     string `json:"jti"`
	Of        string `json:"sub"`
	NotBefore int64  `json:"nbf"`
	Expires   int64  `json:"exp,omitempty"`
}

// SignJWT gives a credential as a compact JWS (RFC 7515, 7.1).
func (i Issuer) SignJWT(signer Signer, c Credential) (string, error) {
	payload := claims{Credential: c, IssuedBy: c.Issuer.ID, JWTID: c.ID, Of: c.Subject.ID}
	var err error
	if payload.NotBefore, err = seconds(c.ValidFrom); err != nil {
		return "", err
	}
	if c.ValidUntil != "" {
		if payload.Expires, err = seconds(c.ValidUntil); err != nil {
			return "", err
		}
	}
	head, err := Marshal(header{Algorithm: "EdDSA", Key: i.keyAddress(signer.ID), Type: "JWT"})
	if err != nil {
		return "", err
	}
	body, err := Marshal(payload)
	if err != nil {
		return "", err
	}
	plain := encoded(head) + "." + encoded(body)
	return plain + "." + encoded(signer.Sign([]byte(plain))), nil
}

// VerifyJWT tells why a compact JWS is not this issuer's credential; nil when
// it is. Whether it still stands is not asked.
func (i Issuer) VerifyJWT(token string) error {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return fmt.Errorf("a compact JWS has three parts with dots between them, and this has %d: it may be a credential in JSON, which Verify checks", len(parts))
	}
	var decoded [3][]byte
	for n, part := range parts {
		var err error
		if decoded[n], err = base64.RawURLEncoding.DecodeString(part); err != nil {
			return fmt.Errorf("part %d of the JWT is not base64url: %w", n+1, err)
		}
	}
	var head header
	if err := json.Unmarshal(decoded[0], &head); err != nil {
		return fmt.Errorf("the header of the JWT is not JSON: %w", err)
	}
	if head.Algorithm != "EdDSA" {
		return fmt.Errorf("the JWT is signed with %q: this issuer signs with EdDSA alone", head.Algorithm)
	}
	for _, key := range i.Keys {
		if head.Key == i.keyAddress(key.ID) {
			if !ed25519.Verify(key.Public, []byte(parts[0]+"."+parts[1]), decoded[2]) {
				return errBroken
			}
			return i.agrees(decoded[1])
		}
	}
	return fmt.Errorf("the JWT is signed by %s, which is no key of %s", head.Key, i.ID())
}

// agrees refuses a token whose registered claims say something else than its
// credential (OB 3.0, 8.2.6.1).
func (i Issuer) agrees(payload []byte) error {
	var c claims
	if err := json.Unmarshal(payload, &c); err != nil {
		return fmt.Errorf("the JWT holds no credential: %w", err)
	}
	from, err := seconds(c.ValidFrom)
	if err != nil {
		return err
	}
	if c.IssuedBy != i.ID() || c.Issuer.ID != i.ID() || c.JWTID != c.ID || c.Of != c.Subject.ID || c.NotBefore != from {
		return errors.New("iss, jti, sub or nbf of the JWT say something else than its credential")
	}
	return nil
}

func encoded(body []byte) string { return base64.RawURLEncoding.EncodeToString(body) }

// seconds is a moment as a NumericDate (RFC 7519, 2).
func seconds(moment string) (int64, error) {
	t, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		return 0, fmt.Errorf("%q in the credential is no moment: %w", moment, err)
	}
	return t.Unix(), nil
}
