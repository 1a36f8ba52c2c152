package signature

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"slices"
)

// Public makes a ring of public keys alone, for who checks and does not sign.
// text is what one publishes: certificates for PDF and issuer's keys in PEM, or
// the issuer's keys as a JWKS (RFC 7517, 5), as /issuer/keys gives them.
func Public(text []byte) (*Ring, error) {
	if r, ok := fromJWKS(text); ok {
		return r, nil
	}
	r := &Ring{}
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			break
		}
		text = rest
		switch block.Type {
		case "PUBLIC KEY":
			public, err := x509.ParsePKIXPublicKey(block.Bytes)
			if err != nil {
				return nil, err
			}
			if key, ok := public.(ed25519.PublicKey); ok {
				r.issuers = append(r.issuers, publicIssuer(key))
			}
		case "CERTIFICATE":
			certificate, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, err
			}
			r.pdf = append(r.pdf, PDFKey{Certificate: certificate})
		}
	}
	if len(r.issuers)+len(r.pdf) == 0 {
		return nil, errors.New("it holds no public key: give a certificate or an Ed25519 key in PEM, or what /issuer/keys gives")
	}
	return r, nil
}

func fromJWKS(text []byte) (*Ring, bool) {
	var set struct {
		Keys []struct {
			Curve string `json:"crv"`
			X     string `json:"x"`
		} `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, false
	}
	r := &Ring{}
	for _, key := range set.Keys {
		if x, err := base64.RawURLEncoding.DecodeString(key.X); err == nil && key.Curve == "Ed25519" && len(x) == ed25519.PublicKeySize {
			r.issuers = append(r.issuers, publicIssuer(x))
		}
	}
	return r, len(r.issuers) > 0
}

func publicIssuer(public ed25519.PublicKey) IssuerKey {
	return IssuerKey{ID: thumbprint(public), Public: public}
}

// With gives a ring that has the keys of another too.
func (r *Ring) With(other *Ring) *Ring {
	return &Ring{issuers: slices.Concat(r.Issuers(), other.Issuers()), pdf: slices.Concat(r.PDFKeys(), other.PDFKeys())}
}
