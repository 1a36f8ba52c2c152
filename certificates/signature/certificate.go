package signature

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"math/big"
	"time"
)

// rsaBits is the length of a key for PDF: as strong as AES-128, which ETSI TS 119 312
// (8.4) accepts beyond 2030, and quick enough for a thousand papers.
const rsaBits = 3072

// selfSignedYears is how long a certificate is valid that nobody else signs.
const selfSignedYears = 5

// PDFKey is an institution's key for PDF files. Only the certificate is known
// of one that does not sign any more.
type PDFKey struct {
	Institution string // its code; empty for the programme itself
	Certificate *x509.Certificate
	Above       []*x509.Certificate // the authority's, from the nearest up
	private     *rsa.PrivateKey
	stem        string
}

// CanSign tells whether the private half and a certificate are here.
func (k PDFKey) CanSign() bool { return k.private != nil && k.Certificate != nil }

// ValidAt tells whether the certificate is valid at a moment.
func (k PDFKey) ValidAt(t time.Time) bool {
	return k.Certificate != nil && !t.Before(k.Certificate.NotBefore) && !t.After(k.Certificate.NotAfter)
}

// Fingerprint is the SHA-256 of the certificate, as openssl x509 -fingerprint
// has it, without colons.
func (k PDFKey) Fingerprint() string {
	sum := sha256.Sum256(k.Certificate.Raw)
	return hex.EncodeToString(sum[:])
}

// newPDFKey makes a key and a certificate that the key itself signs.
func newPDFKey(code, name string, now time.Time) (PDFKey, error) {
	private, err := rsa.GenerateKey(rand.Reader, rsaBits)
	if err != nil {
		return PDFKey{}, err
	}
	der, err := selfSign(private, name, now)
	if err != nil {
		return PDFKey{}, err
	}
	certificate, err := x509.ParseCertificate(der)
	return PDFKey{Institution: code, Certificate: certificate, private: private}, err
}

// selfSign makes a certificate for signing documents and nothing else: the key
// usages are digitalSignature and nonRepudiation (RFC 5280, 4.2.1.3). Its serial
// number is 127 random bits.
func selfSign(private *rsa.PrivateKey, name string, now time.Time) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	from := now.UTC().Truncate(24 * time.Hour)
	template := &x509.Certificate{
		SerialNumber: serial.Add(serial, big.NewInt(1)), Subject: subject(name),
		NotBefore: from, NotAfter: from.AddDate(selfSignedYears, 0, 0).Add(-time.Second),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		BasicConstraintsValid: true,
	}
	return x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
}

// oidKeyUsage is id-ce-keyUsage (RFC 5280, 4.2.1.3).
var oidKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 15}

// request asks an authority for a certificate with the same key usages.
func request(private *rsa.PrivateKey, name string) ([]byte, error) {
	usage, err := asn1.Marshal(asn1.BitString{Bytes: []byte{0xC0}, BitLength: 2})
	if err != nil {
		return nil, err
	}
	return x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject: subject(name), ExtraExtensions: []pkix.Extension{{Id: oidKeyUsage, Critical: true, Value: usage}},
	}, private)
}

func subject(name string) pkix.Name {
	return pkix.Name{Country: []string{"PE"}, Organization: []string{name}, CommonName: name}
}

// checkName refuses what a certificate cannot hold as a name (RFC 5280, ub-common-name).
func checkName(name string) error {
	if n := len([]rune(name)); n == 0 || n > 64 {
		return fmt.Errorf("the name on the certificate has %d characters: give one of 1 to 64 with --name", n)
	}
	return nil
}
