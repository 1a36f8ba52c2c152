package signature

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/youmark/pkcs8"
)

// GenerateIssuer makes an issuer's key and keeps it in a folder, encrypted
// when a passphrase is given.
func GenerateIssuer(dir, passphrase string, now time.Time) (IssuerKey, error) {
	key, err := newIssuer()
	if err != nil {
		return IssuerKey{}, err
	}
	key.stem = issuerStem + now.UTC().Format(stampLayout)
	f := folder{dir, passphrase}
	if err := f.keepPrivate(key.stem, key.private); err != nil {
		return IssuerKey{}, err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public)
	if err != nil {
		return IssuerKey{}, err
	}
	return key, f.keep(key.stem, publicEnding, &pem.Block{Type: "PUBLIC KEY", Bytes: public})
}

// GeneratePDFKey makes a key for an institution, the programme when the code
// is empty, with a certificate that it signs itself.
func GeneratePDFKey(dir, passphrase, code, name string, now time.Time) (PDFKey, error) {
	stem, err := stemOf(code, name, now)
	if err != nil {
		return PDFKey{}, err
	}
	key, err := newPDFKey(code, name, now)
	if err != nil {
		return PDFKey{}, err
	}
	key.stem = stem
	f := folder{dir, passphrase}
	if err := f.keepPrivate(stem, key.private); err != nil {
		return PDFKey{}, err
	}
	return key, f.keep(stem, certificateEnding, &pem.Block{Type: "CERTIFICATE", Bytes: key.Certificate.Raw})
}

// GenerateRequest makes a key for an institution and a request for a
// certificate. It gives the path of the request and the one at which the
// authority's answer, in PEM, is to be put: until it is there, the key does not sign.
func GenerateRequest(dir, passphrase, code, name string, now time.Time) (requestAt, answerAt string, err error) {
	stem, err := stemOf(code, name, now)
	if err != nil {
		return "", "", err
	}
	private, err := rsa.GenerateKey(rand.Reader, rsaBits)
	if err != nil {
		return "", "", err
	}
	der, err := request(private, name)
	if err != nil {
		return "", "", err
	}
	f := folder{dir, passphrase}
	if err := f.keepPrivate(stem, private); err != nil {
		return "", "", err
	}
	return f.path(stem, requestEnding), f.path(stem, certificateEnding), f.keep(stem, requestEnding, &pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})
}

// codeForm is the form of an institution's code, which is part of a file's name here.
var codeForm = regexp.MustCompile(`^([A-Z0-9][A-Z0-9-]{0,19})?$`)

// stemOf names the files of a key for PDF.
func stemOf(code, name string, now time.Time) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	if !codeForm.MatchString(code) {
		return "", fmt.Errorf("%q is no institution's code: give it in capitals as relevo shows it, or none for the programme's own key", code)
	}
	return strings.TrimSuffix(pdfStem+code, "-") + "-" + now.UTC().Format(stampLayout), nil
}

// encryption is how a private key is encrypted: scrypt with N = 2^14 and 16 MB
// (RFC 7914, 2), the most that openssl opens unasked.
var encryption = &pkcs8.Opts{
	Cipher:  pkcs8.AES256CBC,
	KDFOpts: pkcs8.ScryptOpts{SaltSize: 16, CostParameter: 1 << 14, BlockSize: 8, ParallelizationParameter: 1},
}

func (f folder) keepPrivate(stem string, key any) error {
	if f.passphrase == "" {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return err
		}
		return f.keep(stem, keyEnding, &pem.Block{Type: plainBlock, Bytes: der})
	}
	der, err := pkcs8.MarshalPrivateKey(key, []byte(f.passphrase), encryption)
	if err != nil {
		return err
	}
	return f.keep(stem, keyEnding, &pem.Block{Type: encryptedBlock, Bytes: der})
}

// keep writes a new file that only its owner may read; one that is there is
// never written over.
func (f folder) keep(stem, ending string, block *pem.Block) error {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return fmt.Errorf("the folder of keys cannot be made: %w", err)
	}
	file, err := os.OpenFile(f.path(stem, ending), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("a key cannot be kept: %w", err)
	}
	err = pem.Encode(file, block)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("a key cannot be kept: %w", err)
	}
	return nil
}
