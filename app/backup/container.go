package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"filippo.io/age"
)

// Keys open and close a backup. The zero value leaves it in clear.
type Keys struct {
	// Passphrase encrypts and opens.
	Passphrase string
	// Recipients encrypt: public keys, age1…, so that the machine that makes
	// backups cannot read them.
	Recipients []string
	// Identities open what was encrypted for recipients: the text of an age key file.
	Identities string
	// workFactor is log2 of what a passphrase costs to try; age's own when 0. Tests lower it.
	workFactor int
}

// trailerLength is how many bytes the last line of the file has.
const trailerLength = len("\nsha256:") + 2*sha256.Size + 1

func trailer(sum []byte) []byte { return fmt.Appendf(nil, "\nsha256:%s\n", hex.EncodeToString(sum)) }

// File is a backup that is read: an [os.File], or one in memory.
type File interface {
	io.ReadSeeker
	io.ReaderAt
}

// errDamaged is said of a file that is not, or no longer, a whole backup.
var errDamaged = errors.New("the backup is damaged or incomplete; use another copy")

// sealed writes a backup from the inside out: tar, gzip, age, checksum.
type sealed struct {
	*tar.Writer
	sum    hash.Hash
	out    io.Writer
	layers []io.Closer // innermost first
}

func seal(out io.Writer, keys Keys) (*sealed, error) {
	s := &sealed{sum: sha256.New(), out: out}
	body := io.MultiWriter(out, s.sum)
	recipients, err := keys.recipients()
	if err != nil {
		return nil, err
	}
	if len(recipients) > 0 {
		locked, err := age.Encrypt(body, recipients...)
		if err != nil {
			return nil, fmt.Errorf("encrypting the backup: %w", err)
		}
		s.layers, body = append(s.layers, locked), locked
	}
	packed := gzip.NewWriter(body)
	s.Writer = tar.NewWriter(packed)
	s.layers = append([]io.Closer{s.Writer, packed}, s.layers...)
	return s, nil
}

// finish closes all layers and writes the last line.
func (s *sealed) finish() error {
	for _, layer := range s.layers {
		if err := layer.Close(); err != nil {
			return err
		}
	}
	_, err := s.out.Write(trailer(s.sum.Sum(nil)))
	return err
}

func (k Keys) recipients() ([]age.Recipient, error) {
	if k.Passphrase != "" && len(k.Recipients) > 0 {
		return nil, errors.New("a backup is encrypted by a passphrase or for recipients, not both")
	}
	var recipients []age.Recipient
	if k.Passphrase != "" {
		r, err := age.NewScryptRecipient(k.Passphrase)
		if err != nil {
			return nil, fmt.Errorf("the passphrase cannot be used: %w", err)
		}
		if k.workFactor > 0 {
			r.SetWorkFactor(k.workFactor)
		}
		recipients = append(recipients, r)
	}
	for _, text := range k.Recipients {
		r, err := age.ParseX25519Recipient(text)
		if err != nil {
			return nil, fmt.Errorf("%q is not the public key of an age key file (age1…): %w", text, err)
		}
		recipients = append(recipients, r)
	}
	return recipients, nil
}

func (k Keys) identities() (ids []age.Identity, err error) {
	if k.Passphrase != "" {
		id, err := age.NewScryptIdentity(k.Passphrase)
		if err != nil {
			return nil, fmt.Errorf("the passphrase cannot be used: %w", err)
		}
		ids = append(ids, id)
	}
	if k.Identities != "" {
		more, err := age.ParseIdentities(bytes.NewBufferString(k.Identities))
		if err != nil {
			return nil, fmt.Errorf("the key file cannot be read: %w", err)
		}
		ids = append(ids, more...)
	}
	return ids, nil
}

// encrypted tells whether a file is an encrypted backup, by how it begins.
func encrypted(head []byte) bool { return bytes.HasPrefix(head, []byte("age-encryption.org/")) }

// open checks the whole file against its last line and gives the archive in it.
func open(file File, keys Keys) (*tar.Reader, error) {
	length, err := checkSum(file)
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	body := bufio.NewReaderSize(io.LimitReader(file, length), 1<<16)
	head, err := body.Peek(32)
	if err != nil {
		return nil, errors.Join(errDamaged, err)
	}
	var plain io.Reader = body
	if encrypted(head) {
		ids, err := keys.identities()
		if err != nil {
			return nil, err
		}
		if len(ids) == 0 {
			return nil, errors.New("the backup is encrypted: give its passphrase in RELEVO_BACKUP_PASSPHRASE, or a key file with --identity")
		}
		if plain, err = age.Decrypt(body, ids...); err != nil {
			return nil, fmt.Errorf("the backup cannot be opened with this passphrase or key: %w", err)
		}
	}
	unpacked, err := gzip.NewReader(plain)
	if err != nil {
		return nil, errors.Join(errDamaged, err)
	}
	return tar.NewReader(unpacked), nil
}

// checkSum compares the file with its last line and gives the length of what
// precedes that.
func checkSum(file File) (length int64, err error) {
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	if length = size - int64(trailerLength); length <= 0 {
		return 0, errDamaged
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	sum := sha256.New()
	if _, err := io.CopyN(sum, file, length); err != nil {
		return 0, fmt.Errorf("reading the backup: %w", err)
	}
	said := make([]byte, trailerLength)
	if _, err := io.ReadFull(file, said); err != nil {
		return 0, fmt.Errorf("reading the backup: %w", err)
	}
	if !bytes.Equal(said, trailer(sum.Sum(nil))) {
		return 0, errDamaged
	}
	return length, nil
}

// Encrypted tells whether a file is an encrypted backup.
func Encrypted(file File) (bool, error) {
	head := make([]byte, 32)
	if _, err := file.ReadAt(head, 0); err != nil {
		return false, errors.Join(errDamaged, err)
	}
	return encrypted(head), nil
}

// CheckSum compares a file with its last line, which takes no passphrase.
func CheckSum(file File) error {
	_, err := checkSum(file)
	return err
}
