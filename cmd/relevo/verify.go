package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"relevo/app/db"
	"relevo/certificates"
	"relevo/certificates/signature"
)

// verifyCommand is "relevo verify".
type verifyCommand struct {
	File        string   `arg:""                                                                                   help:"A certificate in PDF, a badge in PNG, or a credential in JSON or as a JWT." type:"existingfile"`
	Keys        string   `help:"Folder of keys, as relevo keys generate makes it; without it, keys in --data."     placeholder:"DIR"`
	Key         []string `help:"A public key: a certificate or an Ed25519 key in PEM, or what /issuer/keys gives." placeholder:"FILE"                                                                type:"existingfile"`
	Data        string   `help:"Folder of the embedded database, to ask whether the certificate stands."           placeholder:"DIR"`
	DatabaseURL string   `help:"A PostgreSQL database to ask instead."                                             placeholder:"postgres://…"`
	JSON        bool     `help:"Write the result as JSON."`
	// In the environment for relevo serve; here it opens nothing that is needed.
	KeysPassphrase string `hidden:""`
}

// verdict is what came out. Valid is the answer: the file is proved to be ours
// and, as far as that was asked, the certificate stands.
type verdict struct {
	Valid      bool     `json:"valid"`
	File       string   `json:"file"` // pdf, png, json or jwt
	Signature  string   `json:"signature"`
	Signer     string   `json:"signer,omitempty"`
	Line       string   `json:"line,omitempty"` // the signed line of the QR code, in a PDF
	Serial     string   `json:"serial,omitempty"`
	Person     string   `json:"person,omitempty"`
	Course     string   `json:"course,omitempty"`
	IssuedOn   string   `json:"issued_on,omitempty"`
	ValidUntil string   `json:"valid_until,omitempty"`
	State      string   `json:"state"` // valid, expired, revoked, unknown or not_checked
	RevokedOn  string   `json:"revoked_on,omitempty"`
	Reason     string   `json:"reason,omitempty"`
	Unchecked  []string `json:"not_checked,omitempty"`
}

// notAsked is the state of a certificate that no database was asked about.
const notAsked = "not_checked"

// errInvalid ends the program with 1 when all has been said.
type errInvalid struct{}

func (errInvalid) Error() string { return "the file is not a valid certificate" }

// Run checks one file.
func (v *verifyCommand) Run(c *console) error {
	file, err := os.ReadFile(v.File)
	if err != nil {
		return err
	}
	ring, err := v.ring()
	if err != nil {
		return err
	}
	claims, err := certificates.ReadFile(ring, file)
	if err != nil {
		return fmt.Errorf("%s: %w", v.File, err)
	}
	result := newVerdict(claims, time.Now())
	if v.Data != "" || v.DatabaseURL != "" {
		if err := v.there(); err != nil {
			return err
		}
		err = storage{Data: v.Data, DatabaseURL: v.DatabaseURL}.with(c, func(d *db.DB) error { return result.ask(c, d, claims) })
		if err != nil {
			return err
		}
	}
	if err := v.write(c, result); err != nil {
		return err
	}
	if !result.Valid {
		return errInvalid{}
	}
	return nil
}

// there refuses to make a database where there is none to ask.
func (v *verifyCommand) there() error {
	if v.DatabaseURL != "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(v.Data, "relevo.sqlite")); err != nil {
		return fmt.Errorf("there is no database in %s: %w", v.Data, err)
	}
	return nil
}

// ring is all keys that were given; none is an answer too.
func (v *verifyCommand) ring() (*signature.Ring, error) {
	ring := &signature.Ring{}
	if v.Keys != "" || v.Data != "" {
		var err error
		if ring, err = signature.Open(keyFolder{Data: v.Data, Keys: v.Keys}.dir(), v.KeysPassphrase); err != nil {
			return nil, err
		}
	}
	for _, path := range v.Key {
		text, err := os.ReadFile(path) //nolint:gosec // the file is who asks' choice
		if err != nil {
			return nil, err
		}
		more, err := signature.Public(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		ring = ring.With(more)
	}
	return ring, nil
}

// newVerdict says what the file proves by itself.
func newVerdict(claims certificates.FileClaims, now time.Time) *verdict {
	r := &verdict{Valid: claims.Signature == nil, File: string(claims.Kind), Signature: "valid", Signer: claims.Signer, Serial: claims.Serial, Course: claims.Name, State: notAsked}
	if claims.Signature != nil {
		r.Signature = claims.Signature.Error()
	}
	if claims.Until != nil {
		r.ValidUntil = claims.Until.In(db.Lima).Format(time.DateOnly)
		r.expire(now.After(*claims.Until))
	}
	switch {
	case claims.LineError != nil:
		r.Line = claims.LineError.Error()
	case claims.Line != nil:
		l := claims.Line
		r.Line, r.Serial, r.Person, r.Course, r.IssuedOn = "valid", l.Serial, l.PersonName, l.CourseTitle, l.IssuedOn.String()
		if l.ValidUntil != nil {
			r.ValidUntil = l.ValidUntil.String()
			r.expire(db.At(now).Date() > *l.ValidUntil)
		}
	case claims.Kind == certificates.PDFFile:
		r.Unchecked = append(r.Unchecked, "the signed line of the QR code: the file carries none")
	}
	r.Unchecked = append(r.Unchecked, "whether the certificate was revoked: give --data or --database-url, or look at the address on the paper")
	return r
}

func (r *verdict) expire(over bool) {
	if over {
		r.Valid, r.State = false, string(certificates.Expired)
	}
}

// ask asks the database whether the certificate stands, and says what its paper says.
func (r *verdict) ask(c *console, d *db.DB, claims certificates.FileClaims) error {
	found, err := claims.Find(c.ctx, d)
	if err != nil {
		return err
	}
	r.Unchecked = r.Unchecked[:len(r.Unchecked)-1]
	if found == nil {
		r.Valid, r.State = false, "unknown"
		return nil
	}
	r.State = string(found.State)
	r.Valid = r.Valid && found.State == certificates.Valid
	r.Serial, r.Person, r.Course, r.IssuedOn, r.ValidUntil = found.Serial, found.PersonName, found.CourseTitle, found.IssuedOn.String(), ""
	if found.ValidUntil != nil {
		r.ValidUntil = found.ValidUntil.String()
	}
	if found.RevokedOn != nil {
		r.RevokedOn, r.Reason = found.RevokedOn.String(), found.RevokeReason
	}
	return nil
}

func (v *verifyCommand) write(c *console, r *verdict) error {
	if v.JSON {
		encoder := json.NewEncoder(c.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(r)
	}
	answer := "NOT VALID"
	switch {
	case r.Valid && r.State == notAsked:
		answer = "AUTHENTIC, as far as it could be checked"
	case r.Valid:
		answer = "VALID"
	}
	lines := []string{answer}
	for _, fact := range [][2]string{
		{"file", r.File}, {"signature", r.Signature}, {"signed by", r.Signer}, {"QR line", r.Line}, {"serial", r.Serial}, {"person", r.Person}, {"course", r.Course},
		{"issued on", r.IssuedOn}, {"valid until", r.ValidUntil}, {"state", strings.ReplaceAll(r.State, "_", " ")}, {"revoked on", r.RevokedOn}, {"reason", r.Reason},
	} {
		if fact[1] != "" {
			lines = append(lines, fmt.Sprintf("  %-12s %s", fact[0], fact[1]))
		}
	}
	for _, what := range r.Unchecked {
		lines = append(lines, "not checked: "+what)
	}
	_, err := fmt.Fprintln(c.out, strings.Join(lines, "\n"))
	return err
}
