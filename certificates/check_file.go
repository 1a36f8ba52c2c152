package certificates

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"time"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/certificates/badge"
	"relevo/certificates/signature"
)

// FileKind is what sort of file somebody has of a certificate.
type FileKind string

// The kinds of files.
const (
	PDFFile  FileKind = "pdf"
	PNGFile  FileKind = "png"  // a badge with its credential inside
	JSONFile FileKind = "json" // a credential with its proof
	JWTFile  FileKind = "jwt"
)

// ErrFile says that a file is none of these.
var ErrFile = errors.New("it is neither a PDF, nor a badge in PNG, nor a credential in JSON or as a JWT")

// FileClaims is what a file says of itself and how far that could be proved
// with keys alone, without a database.
type FileClaims struct {
	Kind      FileKind
	Signature error  // why its signature does not prove it; nil: every byte is as a key given signed it
	Signer    string // who signed it, as the key calls them
	Line      *Line  // what the signed line in a PDF says; nil without one
	LineError error  // why the line in it is not ours
	Serial    string // of the certificate it names; empty when it names none
	ID        string // the certificate's identifier, in a credential
	Name      string // the course, in a credential
	Until     *time.Time
}

// lineForm finds the signed line in a file.
var lineForm = regexp.MustCompile(lineMark + `[A-Z2-7]{100,1000}`)

// ReadFile reads a file that somebody has and checks what its signatures prove by
// the keys of a ring. Nothing else is asked: whether the certificate was revoked
// is known to a database alone.
func ReadFile(ring *signature.Ring, file []byte) (FileClaims, error) {
	switch trimmed := bytes.TrimSpace(file); {
	case bytes.HasPrefix(file, []byte("%PDF-")):
		return readPDF(ring, file), nil
	case bytes.HasPrefix(file, []byte("\x89PNG")):
		credential, err := badge.Extract(file)
		if err != nil {
			return FileClaims{}, err
		}
		claims, err := readCredential(ring, credential)
		claims.Kind = PNGFile
		return claims, err
	case bytes.HasPrefix(trimmed, []byte("{")), bytes.Count(trimmed, []byte(".")) == 2 && bytes.HasPrefix(trimmed, []byte("ey")):
		return readCredential(ring, trimmed)
	}
	return FileClaims{}, ErrFile
}

// The reasons why the signature of a PDF does not prove it.
var (
	errUnsigned = errors.New("the file has no signature")
	errNotOurs  = errors.New("none of the keys given signed the file")
	errChanged  = errors.New("the file was changed after it was signed")
	errExtended = errors.New("something was added to the file after it was signed")
)

func readPDF(ring *signature.Ring, file []byte) FileClaims {
	claims := FileClaims{Kind: PDFFile}
	finding, key := ring.CheckPDF(file)
	claims.Signature = map[signature.Finding]error{
		signature.Unsigned: errUnsigned, signature.NotOurs: errNotOurs, signature.Changed: errChanged, signature.Extended: errExtended,
	}[finding]
	if key.Certificate != nil && finding != signature.Changed {
		claims.Signer = key.Certificate.Subject.CommonName
	}
	plain := bytes.ReplaceAll(file, []byte{0}, nil)
	if match := serialForm.Find(plain); match != nil {
		claims.Serial = string(match)
	}
	if written := lineForm.Find(plain); written != nil {
		line, err := ReadLine(ring, string(written))
		if claims.LineError = err; err == nil {
			claims.Line = &line
		}
	}
	return claims
}

// readCredential reads a credential and checks it as its own issuer's, by the
// keys of the ring: it is they that are trusted, not the address it names.
func readCredential(ring *signature.Ring, body []byte) (FileClaims, error) {
	claims := FileClaims{Kind: JSONFile}
	plain := body
	if !bytes.HasPrefix(body, []byte("{")) {
		claims.Kind = JWTFile
		part := strings.Split(string(body), ".")[1]
		var err error
		if plain, err = base64.RawURLEncoding.DecodeString(part); err != nil {
			return claims, ErrFile
		}
	}
	var said struct {
		ID     string     `json:"id"`
		Name   string     `json:"name"`
		Until  *time.Time `json:"validUntil"`
		Issuer struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"issuer"`
	}
	if err := json.Unmarshal(plain, &said); err != nil {
		return claims, ErrFile
	}
	base, ok := strings.CutSuffix(said.Issuer.ID, "/issuer")
	_, id, named := strings.Cut(said.ID, base+"/certificates/")
	if !ok || !named {
		return claims, ErrFile
	}
	claims.ID, claims.Name, claims.Until = id, said.Name, said.Until
	issuer := badge.Issuer{Base: base, Name: said.Issuer.Name}
	for _, key := range ring.Issuers() {
		issuer.Keys = append(issuer.Keys, badge.Key{ID: key.ID, Public: key.Public})
	}
	if claims.Kind == JWTFile {
		claims.Signature = issuer.VerifyJWT(string(body))
	} else {
		claims.Signature = issuer.Verify(body)
	}
	if claims.Signature == nil {
		claims.Signer = said.Issuer.ID
	}
	return claims, nil
}

// Find gives what the database says today of the certificate that a file names;
// nil when it names none that is there.
func (f FileClaims) Find(ctx context.Context, d *db.DB) (*Verified, error) {
	column, value := "id", f.ID
	if f.Line != nil {
		column, value = "serial", f.Line.Serial
	} else if serial, ok := ParseSerial(f.Serial); ok {
		column, value = "serial", serial
	}
	var found *Verified
	err := d.Read(ctx, func(tx *db.Tx) error {
		c, err := takeBy(tx, column, value)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		verified := c.verified(tx.Today())
		found = &verified
		return err
	})
	return found, err
}
