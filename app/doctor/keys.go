package doctor

import (
	"time"

	"relevo/certificates/signature"
)

// endsSoon is how long before its end a key's certificate should be renewed.
const endsSoon = 60 * 24 * time.Hour

func (e *examination) keys() {
	const about = "keys"
	ring, err := signature.Open(e.Keys, e.KeysPassphrase)
	if err != nil {
		e.badf(about, "set RELEVO_KEYS_PASSPHRASE, do what is said here, or restore the folder from a backup", "the keys in %s cannot be opened: %v", e.Keys, err)
		return
	}
	if issuer, ok := ring.Issuer(); !ok || !issuer.CanSign() {
		e.warnf(about, "relevo keys generate", "no key signs badges and QR codes: certificates can be verified online alone")
	} else {
		e.goodf(about, "badges and QR codes are signed by %s", issuer.ID)
	}
	signing := 0
	for _, key := range ring.PDFKeys() {
		whose := key.Institution
		if whose == "" {
			whose = "the programme"
		}
		if newest, ok := ring.PDFKey(key.Institution); !ok || newest.Fingerprint() != key.Fingerprint() || !key.CanSign() {
			continue
		}
		signing++
		switch {
		case !key.ValidAt(e.Now):
			e.badf(about, "make a new one: relevo keys generate --pdf, or --institution CODE", "the certificate of the key of %s is valid from %s to %s", whose, key.Certificate.NotBefore.Format(time.DateOnly), key.Certificate.NotAfter.Format(time.DateOnly))
		case !key.ValidAt(e.Now.Add(endsSoon)):
			e.warnf(about, "make a new one: relevo keys generate --pdf, or --institution CODE", "the certificate of the key of %s ends on %s", whose, key.Certificate.NotAfter.Format(time.DateOnly))
		default:
			e.goodf(about, "PDF files of %s are signed until %s", whose, key.Certificate.NotAfter.Format(time.DateOnly))
		}
	}
	if signing == 0 {
		e.warnf(about, "relevo keys generate --pdf --name NAME", "no key signs certificates in PDF")
	}
	if e.KeysPassphrase == "" && len(ring.Issuers())+len(ring.PDFKeys()) > 0 {
		e.warnf(about, "set RELEVO_KEYS_PASSPHRASE and make new keys", "nothing encrypts the private keys: whoever copies the folder can sign")
	}
}
