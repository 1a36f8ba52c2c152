package signature

import (
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/youmark/pkcs8"
)

// Open reads the keys of a folder. A folder that is not there has none. The
// passphrase may be empty when no private key is encrypted.
func Open(dir, passphrase string) (*Ring, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return &Ring{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the folder of keys cannot be read: %w", err)
	}
	var stems []string
	for _, entry := range entries {
		for _, ending := range []string{keyEnding, publicEnding, certificateEnding} {
			if stem, ok := strings.CutSuffix(entry.Name(), ending); ok {
				stems = append(stems, stem)
			}
		}
	}
	slices.SortFunc(stems, func(a, b string) int { return strings.Compare(madeAt(b), madeAt(a)) })
	r, f := &Ring{}, folder{dir, passphrase}
	for _, stem := range slices.Compact(stems) {
		if err := r.read(f, stem); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// The endings of the files of a key.
const (
	keyEnding         = ".key.pem"
	publicEnding      = ".pub.pem"
	certificateEnding = ".crt.pem"
	requestEnding     = ".csr.pem"
)

// The beginnings of the files of a key.
const (
	issuerStem = "issuer-"
	pdfStem    = "pdf-"
)

// stampLayout is when a key was made, in the name of its files.
const stampLayout = "20060102T150405Z"

// madeAt orders keys: the moment in the name, then the name.
func madeAt(stem string) string { return stem[max(len(stem)-len(stampLayout), 0):] + stem }

// folder is where the keys are and what opens them.
type folder struct{ dir, passphrase string }

func (r *Ring) read(f folder, stem string) error {
	switch {
	case strings.HasPrefix(stem, issuerStem):
		key, err := f.issuer(stem)
		r.issuers = append(r.issuers, key)
		return err
	case strings.HasPrefix(stem, pdfStem):
		key, err := f.pdf(stem)
		r.pdf = append(r.pdf, key)
		return err
	}
	return fmt.Errorf("%s in the folder of keys is named neither %s… nor %s…: name it so, or take it out", stem, issuerStem, pdfStem)
}

func (f folder) issuer(stem string) (IssuerKey, error) {
	key := IssuerKey{stem: stem}
	private, err := f.private(stem)
	if err != nil {
		return key, err
	}
	if private != nil {
		var ok bool
		if key.private, ok = private.(ed25519.PrivateKey); !ok {
			return key, fmt.Errorf("%s is not an Ed25519 key, which an issuer's must be: make one with relevo keys generate", f.path(stem, keyEnding))
		}
		key.Public = ed25519.PublicKey(key.private[ed25519.SeedSize:])
		key.ID = thumbprint(key.Public)
		return key, nil
	}
	block, err := f.blocks(stem, publicEnding)
	if err != nil || len(block) == 0 {
		return key, errors.Join(err, fmt.Errorf("%s holds no public key: restore it from a backup", f.path(stem, publicEnding)))
	}
	public, err := x509.ParsePKIXPublicKey(block[0].Bytes)
	if err != nil {
		return key, fmt.Errorf("%s cannot be read: %w", f.path(stem, publicEnding), err)
	}
	var ok bool
	if key.Public, ok = public.(ed25519.PublicKey); !ok {
		return key, fmt.Errorf("%s is not an Ed25519 key, which an issuer's must be", f.path(stem, publicEnding))
	}
	key.ID = thumbprint(key.Public)
	return key, nil
}

func (f folder) pdf(stem string) (PDFKey, error) {
	key := PDFKey{stem: stem, Institution: codeOf(stem)}
	private, err := f.private(stem)
	if err != nil {
		return key, err
	}
	if private != nil {
		var ok bool
		if key.private, ok = private.(*rsa.PrivateKey); !ok {
			return key, fmt.Errorf("%s is not an RSA key, which one for PDF must be: make one with relevo keys generate --institution", f.path(stem, keyEnding))
		}
	}
	blocks, err := f.blocks(stem, certificateEnding)
	if err != nil {
		return key, err
	}
	for i, block := range blocks {
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return key, fmt.Errorf("%s cannot be read: %w", f.path(stem, certificateEnding), err)
		}
		if i == 0 {
			key.Certificate = certificate
		} else {
			key.Above = append(key.Above, certificate)
		}
	}
	if key.Certificate != nil {
		public, ok := key.Certificate.PublicKey.(*rsa.PublicKey)
		if !ok || (key.private != nil && !key.private.PublicKey.Equal(public)) {
			return key, fmt.Errorf("the certificate in %s is of another key than the one beside it: put the one there that answers its request, the holder's first", f.path(stem, certificateEnding))
		}
	}
	return key, nil
}

// codeOf is the institution's code in the name of a file: pdf-CODE-20260504T130000Z.
func codeOf(stem string) string {
	rest := strings.TrimPrefix(stem, pdfStem)
	return strings.TrimSuffix(rest[:max(len(rest)-len(stampLayout), 0)], "-")
}

// private reads a private key, nil when its file is not there.
func (f folder) private(stem string) (any, error) {
	path := f.path(stem, keyEnding)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("a private key cannot be read: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("others than its owner may read the private key %s: run chmod 600 on it", path)
	}
	blocks, err := f.blocks(stem, keyEnding)
	if err != nil {
		return nil, err
	}
	if len(blocks) != 1 {
		return nil, fmt.Errorf("%s should hold one private key and holds %d: restore it from a backup", path, len(blocks))
	}
	key, err := f.decode(blocks[0])
	if err != nil {
		return nil, fmt.Errorf("the private key %s cannot be read: %w", path, err)
	}
	return key, nil
}

// The names of PEM blocks (RFC 7468, 10 and 11).
const (
	plainBlock     = "PRIVATE KEY"
	encryptedBlock = "ENCRYPTED PRIVATE KEY"
)

func (f folder) decode(block *pem.Block) (any, error) {
	switch {
	case block.Type == plainBlock:
		return x509.ParsePKCS8PrivateKey(block.Bytes)
	case block.Type != encryptedBlock:
		return nil, fmt.Errorf("it holds %q and not a key in PKCS #8: convert it with openssl pkcs8 -topk8", block.Type)
	case f.passphrase == "":
		return nil, errors.New("it is encrypted: set RELEVO_KEYS_PASSPHRASE")
	}
	key, err := pkcs8.ParsePKCS8PrivateKey(block.Bytes, []byte(f.passphrase))
	if err != nil {
		return nil, fmt.Errorf("is RELEVO_KEYS_PASSPHRASE the passphrase it was made with? (%w)", err)
	}
	return key, nil
}

// blocks reads the PEM blocks of a file, none when it is not there.
func (f folder) blocks(stem, ending string) ([]*pem.Block, error) {
	body, err := os.ReadFile(f.path(stem, ending))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("a file of a key cannot be read: %w", err)
	}
	var blocks []*pem.Block
	for {
		block, rest := pem.Decode(body)
		if block == nil {
			return blocks, nil
		}
		blocks, body = append(blocks, block), rest
	}
}

func (f folder) path(stem, ending string) string { return filepath.Join(f.dir, stem+ending) }
