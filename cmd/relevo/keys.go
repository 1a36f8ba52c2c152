package main

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"text/tabwriter"
	"time"

	"relevo/certificates/signature"
)

// keysCommand is "relevo keys …".
type keysCommand struct {
	Generate generateKeysCommand `cmd:"" help:"Make a key: relevo's own for badges and QR codes, or an institution's for PDF files."`
	List     listKeysCommand     `cmd:"" help:"List the keys: what for, whose, until when."`
}

// keyFolder says where the keys are. The passphrase comes from the environment
// alone in earnest: what stands on a command line, others can read.
type keyFolder struct {
	Data           string `default:"relevo-data"                                                                                           help:"Folder of the embedded database and the keys." placeholder:"DIR"`
	Keys           string `help:"Folder of the keys; without it, keys in the data folder. RELEVO_KEYS_PASSPHRASE encrypts and opens them." placeholder:"DIR"`
	KeysPassphrase string `hidden:""`
}

func (f keyFolder) dir() string { return cmp.Or(f.Keys, filepath.Join(f.Data, "keys")) }

// generateKeysCommand is "relevo keys generate".
type generateKeysCommand struct {
	keyFolder   `embed:""`
	PDF         bool   `help:"The programme's own key for PDF files, for institutions without one."`
	Institution string `help:"A key for the PDF files of the institution with this code and of those below it."                                    placeholder:"CODE"`
	Name        string `help:"The name on the certificate; needed for a key for PDF files."                                                        placeholder:"NAME"`
	CSR         bool   `help:"Write a request for the institution's own certificate authority instead of a certificate that the key signs itself."`
}

// Run makes one key.
func (g *generateKeysCommand) Run(c *console) error {
	now := time.Now()
	issuer := g.Institution == "" && !g.PDF
	switch {
	case issuer && (g.CSR || g.Name != ""):
		return errors.New("--csr and --name are for keys for PDF files: say whose with --institution CODE, or the programme's with --pdf")
	case issuer:
		key, err := signature.GenerateIssuer(g.dir(), g.KeysPassphrase, now)
		if err != nil {
			return err
		}
		return g.told(c, "The issuer's key is made; it signs badges, QR codes and the list of revoked certificates.\n  %s\n", key.ID)
	case g.CSR:
		request, answer, err := signature.GenerateRequest(g.dir(), g.KeysPassphrase, g.Institution, g.Name, now)
		if err != nil {
			return err
		}
		return g.told(c, "Send this request to the certificate authority:\n  %s\nand put its answer, in PEM, the holder's certificate first, here:\n  %s\nUntil it is there, the key signs nothing.\n", request, answer)
	default:
		key, err := signature.GeneratePDFKey(g.dir(), g.KeysPassphrase, g.Institution, g.Name, now)
		if err != nil {
			return err
		}
		return g.told(c, "The key for PDF files is made, with a certificate until %s.\n  %s\n", key.Certificate.NotAfter.Format(time.DateOnly), key.Fingerprint())
	}
}

// told says what was made, that it must be kept, and that it lies there in clear.
func (g *generateKeysCommand) told(c *console, format string, args ...any) error {
	if g.KeysPassphrase == "" {
		format += "Nothing encrypts it: set RELEVO_KEYS_PASSPHRASE, here and for relevo serve, to have that.\n"
	}
	format += "Keep a copy of the folder " + g.dir() + " in a safe place, apart from the database, and start relevo anew.\n"
	_, err := fmt.Fprintf(c.err, format, args...)
	return err
}

// listKeysCommand is "relevo keys list".
type listKeysCommand struct {
	keyFolder `embed:""`
}

// Run writes one line for each key, newest first.
func (l *listKeysCommand) Run(c *console) error {
	ring, err := signature.Open(l.dir(), l.KeysPassphrase)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(out, "FOR\tINSTITUTION\tALGORITHM\tVALID\tSTATE\tFINGERPRINT") // a tabwriter fails when it is flushed
	for _, key := range ring.Issuers() {
		state := "signs"
		if newest, _ := ring.Issuer(); newest.ID != key.ID {
			state = "verifies"
		}
		_, _ = fmt.Fprintf(out, "badges, QR\t\tEd25519\t\t%s\t%s\n", state, key.ID)
	}
	for _, key := range ring.PDFKeys() {
		_, _ = fmt.Fprintln(out, pdfKeyLine(ring, key, time.Now()))
	}
	return out.Flush()
}

func pdfKeyLine(ring *signature.Ring, key signature.PDFKey, now time.Time) string {
	institution := cmp.Or(key.Institution, "(programme)")
	if key.Certificate == nil {
		return fmt.Sprintf("PDF\t%s\tRSA 3072\t\twaits for its certificate\t", institution)
	}
	state := "verifies"
	if newest, ok := ring.PDFKey(key.Institution); ok && newest.Fingerprint() == key.Fingerprint() {
		state = "signs"
	}
	if !key.ValidAt(now) {
		state = "ended: make a new one"
	}
	return fmt.Sprintf("PDF\t%s\tRSA 3072\t%s to %s\t%s\t%s", institution, key.Certificate.NotBefore.Format(time.DateOnly), key.Certificate.NotAfter.Format(time.DateOnly), state, key.Fingerprint())
}
