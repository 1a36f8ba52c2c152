package certificates

import (
	"bytes"
	"context"
	"regexp"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/certificates/signature"
)

// Verify gives what the paper with this verification code or serial says and
// whether it stands. from is the address of who asks: one that asks very
// often is told to wait.
func (s *Service) Verify(ctx context.Context, from, typed string) (Verified, error) {
	if !s.limiter.allow(from, s.db.Now()) {
		return Verified{}, fault.New(fault.TooMany, "certificates.verify.too_many")
	}
	column, value := "verify_code", ""
	if code, ok := ParseCode(typed); ok {
		value = code
	} else if serial, ok := ParseSerial(typed); ok {
		column, value = "serial", serial
	} else {
		return Verified{}, fault.Missing("noun.certificate")
	}
	var out Verified
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := takeBy(tx, column, value)
		if err != nil {
			return err
		}
		out = c.verified(tx.Today())
		return nil
	})
	return out, err
}

// verified is what anybody who has the paper may see of a certificate.
func (c Certificate) verified(today db.Date) Verified {
	return Verified{Paper: c.Paper, State: c.State(today), RevokedOn: c.RevokedOn(), RevokeReason: c.RevokeReason}
}

// FileFinding is what became of a paper as a file.
type FileFinding string

// The findings.
const (
	SameFile     FileFinding = "same"     // the very bytes that relevo draws
	SignedFile   FileFinding = "signed"   // every byte as one of our keys signed it
	ExtendedFile FileFinding = "extended" // one of our keys signed it, and something was added since
	ChangedFile  FileFinding = "changed"  // it names a certificate of ours and is not the file we gave
	UnknownFile  FileFinding = "unknown"  // nothing in it is ours
)

// CheckedFile is what a file turned out to be.
type CheckedFile struct {
	Finding  FileFinding
	Signer   string    // the name on the certificate that signed it; empty when none of ours did
	Verified *Verified // what the paper it names says; nil when it names none
}

// CheckFile tells whether a PDF is a paper of ours, byte for byte. The file is
// kept nowhere. It counts as verifying does.
func (s *Service) CheckFile(ctx context.Context, from string, pdf []byte) (CheckedFile, error) {
	if !s.limiter.allow(from, s.db.Now()) {
		return CheckedFile{}, fault.New(fault.TooMany, "certificates.verify.too_many")
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return CheckedFile{}, fault.OnField("file", "verify.file.not_pdf")
	}
	finding, key := s.ring.CheckPDF(pdf)
	out := CheckedFile{Finding: UnknownFile}
	if key.Certificate != nil && finding != signature.Changed {
		out.Signer = key.Certificate.Subject.CommonName
	}
	c, found, err := s.named(ctx, pdf)
	if err != nil {
		return CheckedFile{}, err
	}
	if found {
		v := c.verified(s.db.Now().Date())
		out.Verified = &v
		body, err := s.drawn(ctx, c)
		if err != nil {
			return CheckedFile{}, err
		}
		if bytes.Equal(body, pdf) {
			out.Finding = SameFile
			return out, nil
		}
		out.Finding = ChangedFile
	}
	switch finding {
	case signature.Intact:
		out.Finding = SignedFile
	case signature.Extended:
		out.Finding = ExtendedFile
	case signature.Changed:
		out.Finding = ChangedFile
	}
	return out, nil
}

// serialForm finds serials in a file.
var serialForm = regexp.MustCompile(serialPrefix + `-\d{4}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]`)

// mostSerials bounds how many serials of a file are looked up.
const mostSerials = 5

// named gives the certificate whose serial stands in a file: its signature
// says it, and its title, there in two bytes a character.
func (s *Service) named(ctx context.Context, pdf []byte) (c Certificate, found bool, err error) {
	tried := map[string]bool{}
	for _, match := range serialForm.FindAll(bytes.ReplaceAll(pdf, []byte{0}, nil), -1) {
		serial, ok := ParseSerial(string(match))
		if !ok || tried[serial] {
			continue
		}
		if tried[serial] = true; len(tried) > mostSerials {
			break
		}
		err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			c, err = takeBy(tx, "serial", serial)
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			return c, err == nil, err
		}
	}
	return Certificate{}, false, nil
}
