package certificates

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/certificates/signature"
)

// Line is what a QR code says of a certificate, signed, for who checks it
// without a connection. How it is written is told in doc.go.
type Line struct {
	Handle      string // under which the list of revoked certificates knows it
	Serial      string
	Kind        Kind
	IssuedOn    db.Date
	ValidUntil  *db.Date
	PersonName  string // the three texts may be shortened
	CourseTitle string
	Institution string
}

// How a line is written.
const (
	lineVersion = 1
	lineContext = "relevo line 1\n" // signed before the line, so that nothing else that the key signs can be taken for one
	kidBytes    = 8
	handleBytes = 8
	lineHead    = 1 + kidBytes + handleBytes
	lineMark    = "#p=" // before the line in an address
	dayLayout   = "20060102"
)

// The most bytes that the texts may take, so that the code can be scanned from
// 25 millimetres of paper.
const (
	mostName   = 56
	mostCourse = 72
	mostPlace  = 40
)

// kindLetters are the kinds in a line.
var kindLetters = map[Kind]string{Attendance: "A", Completion: "C", Competence: "M"}

// lineAlphabet is base 32 (RFC 4648, 6) without padding: a QR code stores
// capitals and digits in little room (ISO/IEC 18004, 7.4.4), and an address takes them as
// they are.
var lineAlphabet = base32.StdEncoding.WithPadding(base32.NoPadding)

// scanned is what the QR code of a paper holds: where it is verified and, when
// there is a key, what it says.
func (s *Service) scanned(p Paper) string {
	address := s.Address(p.VerifyCode)
	if key, ok := s.ring.Issuer(); ok {
		address += lineMark + WriteLine(p, key)
	}
	return address
}

// WriteLine writes what a paper says as a signed line. The same paper and key
// give the same line.
func WriteLine(p Paper, key signature.IssuerKey) string {
	until := ""
	if p.ValidUntil != nil {
		until = writeDay(*p.ValidUntil)
	}
	var body bytes.Buffer
	body.WriteByte(lineVersion)
	body.Write(shortKid(key))
	body.Write(handleOf(p.VerifyCode))
	body.WriteString(strings.Join([]string{
		kindLetters[p.Kind], strings.ReplaceAll(p.Serial, "-", ""), writeDay(p.IssuedOn), until,
		shorten(p.PersonName, mostName), shorten(p.CourseTitle, mostCourse), shorten(p.InstitutionName, mostPlace),
	}, "\n"))
	return lineAlphabet.EncodeToString(append(body.Bytes(), key.Sign(append([]byte(lineContext), body.Bytes()...))...))
}

// ErrLine says that a line is not one that a key of ours signed.
var ErrLine = errors.New("it is not what a key of this programme signed: a character may be missing, or it is forged")

// ReadLine reads a scanned address, or the line alone, and checks its signature.
func ReadLine(ring *signature.Ring, scanned string) (Line, error) {
	if _, line, found := strings.Cut(scanned, lineMark); found {
		scanned = line
	}
	plain := strings.ToUpper(strings.Join(strings.Fields(scanned), ""))
	all, err := lineAlphabet.DecodeString(plain)
	if err != nil || len(all) < lineHead+64 || all[0] != lineVersion || lineAlphabet.EncodeToString(all) != plain {
		return Line{}, ErrLine
	}
	body, proof := all[:len(all)-64], all[len(all)-64:]
	for _, key := range ring.Issuers() {
		if bytes.Equal(shortKid(key), body[1:1+kidBytes]) && key.Verify(append([]byte(lineContext), body...), proof) {
			return parseLine(body)
		}
	}
	return Line{}, ErrLine
}

func parseLine(body []byte) (Line, error) {
	fields := strings.Split(string(body[lineHead:]), "\n")
	if len(fields) != 7 {
		return Line{}, ErrLine
	}
	line := Line{
		Handle:     base64.RawURLEncoding.EncodeToString(body[1+kidBytes : lineHead]),
		PersonName: fields[4], CourseTitle: fields[5], Institution: fields[6],
	}
	for kind, letter := range kindLetters {
		if letter == fields[0] {
			line.Kind = kind
		}
	}
	serial, ok := ParseSerial(fields[1])
	issued, err := time.Parse(dayLayout, fields[2])
	if !ok || err != nil || line.Kind == "" {
		return Line{}, ErrLine
	}
	line.Serial, line.IssuedOn = serial, db.NewDate(issued.Date())
	if fields[3] != "" {
		last, err := time.Parse(dayLayout, fields[3])
		if err != nil {
			return Line{}, ErrLine
		}
		until := db.NewDate(last.Date())
		line.ValidUntil = &until
	}
	return line, nil
}

func writeDay(d db.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// shortKid is the beginning of a key's thumbprint: enough to find the key, the signature
// does the rest.
func shortKid(key signature.IssuerKey) []byte {
	thumbprint, err := base64.RawURLEncoding.DecodeString(key.ID)
	if err != nil {
		return make([]byte, kidBytes) // a thumbprint is always of this form
	}
	return thumbprint[:kidBytes]
}

// handleOf is under what a certificate stands in the list of revoked ones: the
// beginning of the SHA-256 of its verification code. Of the serial it would tell
// too much: its 50 random bits can be found by trying every one, and whoever has a
// serial is shown the holder's name.
func handleOf(code string) []byte {
	sum := sha256.Sum256([]byte(code))
	return sum[:handleBytes]
}

// shorten gives a text in one line and at most so many bytes: what is longer ends in
// "…" and eight characters of the SHA-256 of the whole, by which somebody who has
// the whole text can check it.
func shorten(text string, most int) string {
	text = norm.NFC.String(strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " "))
	if len(text) <= most {
		return text
	}
	sum := sha256.Sum256([]byte(text))
	end := "…" + base64.RawURLEncoding.EncodeToString(sum[:6])
	cut := most - len(end)
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + end
}

// Revocation is one certificate in the list of revoked ones: no name, no serial.
type Revocation struct {
	ID     string `json:"id"`     // the handle, base64url
	On     string `json:"on"`     // the day, 2026-05-04
	Reason string `json:"reason"` // a CRLReason of RFC 5280, 5.3.1, by its name
}

// RevocationList is which certificates were revoked up to a moment.
type RevocationList struct {
	Issuer  string       `json:"iss"`
	At      int64        `json:"iat"` // the hour in which it was made, in seconds since 1970 (RFC 7519, 4.1.6)
	Revoked []Revocation `json:"revoked"`
}

// revocationType is the type of the signed list.
const revocationType = "relevo-revocations+jwt"

// unspecified is the reason of all: the true one is written for people, and may
// name what is nobody else's business.
const unspecified = "unspecified"

// Revocations gives the signed list of revoked certificates to whoever asks
// from an address.
func (s *Service) Revocations(ctx context.Context, from string) (signature.JWS, error) {
	key, ok := s.ring.Issuer()
	if !ok {
		return signature.JWS{}, fault.New(fault.NotFound, "verify.offline.no_key")
	}
	if !s.limiter.allow(from, s.db.Now()) {
		return signature.JWS{}, fault.New(fault.TooMany, "certificates.verify.too_many")
	}
	list := RevocationList{Issuer: s.base, At: s.db.Now().Time().Truncate(time.Hour).Unix(), Revoked: []Revocation{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		revoked, err := allRevoked(tx)
		for _, c := range revoked {
			handle := base64.RawURLEncoding.EncodeToString(handleOf(c.VerifyCode))
			list.Revoked = append(list.Revoked, Revocation{handle, c.RevokedAt.Date().String(), unspecified})
		}
		return err
	})
	if err != nil {
		return signature.JWS{}, err
	}
	slices.SortFunc(list.Revoked, func(a, b Revocation) int { return strings.Compare(a.ID, b.ID) })
	payload, err := json.Marshal(list)
	if err != nil {
		return signature.JWS{}, err
	}
	return key.JWS(revocationType, payload)
}

// allRevoked gives the codes and moments of all revoked certificates.
func allRevoked(tx *db.Tx) ([]Certificate, error) {
	var list []Certificate
	err := tx.DB.Select("verify_code", "revoked_at").Where("revoked_at IS NOT NULL").Find(&list).Error
	return list, err
}

// OfflineKey is a public key as the offline page has it.
type OfflineKey struct {
	Kid string `json:"kid"` // the whole thumbprint
	X   string `json:"x"`   // base64url, as a JWK has it (RFC 8037, 2)
}

// OfflineKit is what the offline page carries: the keys and the list of the hour.
type OfflineKit struct {
	Base        string        `json:"base"`
	Keys        []OfflineKey  `json:"keys"`
	Revocations signature.JWS `json:"revocations"`
}

// Offline gives what is needed to check a line without a connection.
func (s *Service) Offline(ctx context.Context, from string) (OfflineKit, error) {
	list, err := s.Revocations(ctx, from)
	if err != nil {
		return OfflineKit{}, err
	}
	kit := OfflineKit{Base: s.base, Revocations: list}
	for _, key := range s.ring.Issuers() {
		kit.Keys = append(kit.Keys, OfflineKey{key.ID, base64.RawURLEncoding.EncodeToString(key.Public)})
	}
	return kit, nil
}

// WorksOffline tells whether papers carry a signed line.
func (s *Service) WorksOffline() bool {
	_, ok := s.ring.Issuer()
	return ok
}
