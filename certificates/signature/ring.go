package signature

import (
	"cmp"
	"slices"
	"time"
)

// Ring is the keys there are. Its zero value, and nil, have none.
type Ring struct {
	issuers []IssuerKey // newest first
	pdf     []PDFKey    // newest first
}

// Memory makes a ring that is kept nowhere, for tests: an issuer's key and
// a key for PDF for each institution code, "" being the programme.
func Memory(now time.Time, codes ...string) (*Ring, error) {
	issuer, err := newIssuer()
	if err != nil {
		return nil, err
	}
	r := &Ring{issuers: []IssuerKey{issuer}}
	for _, code := range codes {
		key, err := newPDFKey(code, cmp.Or(code, "relevo"), now)
		if err != nil {
			return nil, err
		}
		r.pdf = append(r.pdf, key)
	}
	return r, nil
}

// Issuer gives the issuer's key to sign with: the newest. It is false when
// there is none.
func (r *Ring) Issuer() (IssuerKey, bool) {
	for _, key := range r.Issuers() {
		if key.CanSign() {
			return key, true
		}
	}
	return IssuerKey{}, false
}

// Issuers gives all issuer's keys, newest first, those included that only
// verify.
func (r *Ring) Issuers() []IssuerKey {
	if r == nil {
		return nil
	}
	return slices.Clone(r.issuers)
}

// IssuerByID gives the issuer's key with this thumbprint.
func (r *Ring) IssuerByID(id string) (IssuerKey, bool) {
	for _, key := range r.Issuers() {
		if key.ID == id {
			return key, true
		}
	}
	return IssuerKey{}, false
}

// PDFKey gives the key to sign PDF files with: the newest of the first
// institution that has one. Codes are those of the holder's institution, then of
// those above it; the last, "", is the programme.
func (r *Ring) PDFKey(codes ...string) (PDFKey, bool) {
	for _, code := range codes {
		for _, key := range r.PDFKeys() {
			if key.Institution == code && key.CanSign() {
				return key, true
			}
		}
	}
	return PDFKey{}, false
}

// PDFKeys gives all keys for PDF, newest first, those included that only
// verify or still wait for a certificate.
func (r *Ring) PDFKeys() []PDFKey {
	if r == nil {
		return nil
	}
	return slices.Clone(r.pdf)
}
