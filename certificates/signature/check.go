package signature

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"regexp"
	"strconv"
)

// Finding is what the signatures of a PDF tell.
type Finding string

// The findings, from the worst known to the best.
const (
	Unsigned Finding = "unsigned" // it has no signature
	NotOurs  Finding = "not_ours" // nobody of this ring signed it
	Changed  Finding = "changed"  // one of this ring signed something, and not these bytes
	Extended Finding = "extended" // one of this ring signed it, and something was appended since
	Intact   Finding = "intact"   // one of this ring signed all of it
)

// worth orders the findings.
var worth = map[Finding]int{Unsigned: 0, NotOurs: 1, Changed: 2, Extended: 3, Intact: 4}

// byteRangeForm finds what a signature says that it covers.
var byteRangeForm = regexp.MustCompile(`/ByteRange\s*\[\s*0\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\]`)

// manySignatures bounds the work that a file made for it could cause.
const manySignatures = 20

// CheckPDF tells whether a key of the ring signed a PDF, and which. Of several
// signatures the best finding counts: another's, added afterwards, makes ours Extended.
// It asks neither whether the certificate is still valid nor who stands above it:
// the ring is what is trusted.
func (r *Ring) CheckPDF(pdf []byte) (Finding, PDFKey) {
	best, by := Unsigned, PDFKey{}
	for _, match := range byteRangeForm.FindAllSubmatch(pdf, manySignatures) {
		if finding, key := r.checkOne(pdf, atoi(match[1]), atoi(match[2]), atoi(match[3])); worth[finding] > worth[best] {
			best, by = finding, key
		}
	}
	return best, by
}

// atoi reads at most nine digits.
func atoi(digits []byte) int {
	n, err := strconv.Atoi(string(digits))
	if err != nil {
		return 0 // the pattern lets only digits through
	}
	return n
}

// checkOne checks the signature that covers the bytes up to contents and the rest
// from after on. Between them is the signature in hexadecimal and nothing else, for
// what stands there is not signed.
func (r *Ring) checkOne(pdf []byte, contents, after, rest int) (Finding, PDFKey) {
	if contents+2 > after || after > len(pdf) || rest > len(pdf)-after {
		return NotOurs, PDFKey{}
	}
	der, exact := signatureIn(pdf[contents:after])
	signer, err := readDetached(der)
	if err != nil {
		return NotOurs, PDFKey{}
	}
	digest := digestOf(pdf[:contents], pdf[after:after+rest])
	for _, key := range r.PDFKeys() {
		switch {
		case !key.isOf(signer):
			continue
		case !exact || !key.signed(der, signer.Signature, digest):
			return Changed, key
		case after+rest < len(pdf):
			return Extended, key
		}
		return Intact, key
	}
	return NotOurs, PDFKey{}
}

// signatureIn reads a signature from between < and >, and tells whether it stands there
// exactly as it is written here: in small letters, followed by zeros.
func signatureIn(between []byte) (der []byte, exact bool) {
	inner := between[1 : len(between)-1]
	padded := make([]byte, hex.DecodedLen(len(inner)))
	if _, err := hex.Decode(padded, inner); err != nil {
		return nil, false
	}
	var whole asn1.RawValue
	padding, err := asn1.Unmarshal(padded, &whole)
	if err != nil {
		return nil, false
	}
	exact = between[0] == '<' && between[len(between)-1] == '>' && len(bytes.Trim(padding, "\x00")) == 0 &&
		bytes.Equal(inner, []byte(hex.EncodeToString(padded)))
	return whole.FullBytes, exact
}
