package signature

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Signing is what a signature in a PDF says beside who signs.
type Signing struct {
	At     time.Time // the moment it claims, entry M
	Reason string    // ASCII; for a paper its serial
}

// contentsBytes is the room for a SignedData: one certificate takes 2 kB, those
// above it as much again each.
const contentsBytes = 12 << 10

// byteRangeWidth is the room for the entry ByteRange, whose numbers are known last.
const byteRangeWidth = 48

// SignPDF appends a signature to a PDF as an incremental update (ISO 32000-1, 7.5.6):
// what was there stays as it is, byte for byte. The signature dictionary is that of
// PAdES baseline B-B (ETSI EN 319 142-1, 6.3) in an invisible field (ISO 32000-1, 12.7.4.5).
// The same PDF, key and words give the same bytes. It reads the tables of the files
// that relevo draws, with one cross-reference table, and no others.
func (k PDFKey) SignPDF(pdf []byte, s Signing) ([]byte, error) {
	if !k.CanSign() {
		return nil, errors.New("the key has no private half or no certificate and cannot sign")
	}
	doc, err := readTables(pdf)
	if err != nil {
		return nil, err
	}
	u := update{body: bytes.NewBuffer(bytes.Clone(pdf)), at: map[int]int{}}
	if !bytes.HasSuffix(pdf, []byte("\n")) {
		u.body.WriteByte('\n')
	}
	field, signature := doc.size, doc.size+1
	form := fmt.Sprintf("/AcroForm <</Fields [%d 0 R] /SigFlags 3>>", field)
	u.object(doc.root, withEntry(doc.catalog, form))
	u.object(doc.page, withAnnotation(doc.pageBody, field))
	u.object(field, fmt.Sprintf("<</Type /Annot /Subtype /Widget /FT /Sig /T (Firma) /F 132 /Rect [0 0 0 0] /P %d 0 R /V %d 0 R>>", doc.page, signature))
	u.object(signature, fmt.Sprintf("<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:%s) /Reason (%s) %s%*s /Contents <%s>>>",
		s.At.UTC().Format("20060102150405Z"), literal.Replace(s.Reason), byteRangeEntry, byteRangeWidth, "", strings.Repeat("0", 2*contentsBytes)))
	u.close(doc, signature+1)
	return k.fill(u.body.Bytes(), len(pdf))
}

// byteRangeEntry begins the entry that says what is signed.
const byteRangeEntry = "/ByteRange ["

// literal escapes a text for a literal string (ISO 32000-1, 7.3.4.2).
var literal = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\n", " ", "\r", " ")

// fill writes what is signed, and the signature, into the room left for them
// after the bytes that were there before.
func (k PDFKey) fill(pdf []byte, before int) ([]byte, error) {
	contents := before + bytes.Index(pdf[before:], []byte("/Contents <")) + len("/Contents ")
	after := contents + 2*contentsBytes + 2
	room := before + bytes.Index(pdf[before:], []byte(byteRangeEntry)) + len(byteRangeEntry)
	numbers := fmt.Sprintf("0 %d %d %d]", contents, after, len(pdf)-after)
	if len(numbers) > byteRangeWidth {
		return nil, errors.New("the PDF is too long to be signed")
	}
	copy(pdf[room:], numbers)
	der, err := k.signDetached(digestOf(pdf[:contents], pdf[after:]))
	if err != nil {
		return nil, err
	}
	if len(der) > contentsBytes {
		return nil, fmt.Errorf("the signature has %d bytes and room for %d: leave the topmost certificates out of the .crt.pem file", len(der), contentsBytes)
	}
	hex.Encode(pdf[contents+1:], der)
	return pdf, nil
}

func digestOf(parts ...[]byte) (digest [sha256.Size]byte) {
	hash := sha256.New()
	for _, part := range parts {
		_, _ = hash.Write(part) // a hash never fails
	}
	hash.Sum(digest[:0])
	return digest
}

// tables are the objects of a PDF that a signature adds to.
type tables struct {
	start, size, root, info int
	catalog                 string
	page                    int // the first page
	pageBody                string
}

var (
	startForm = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)
	sizeForm  = regexp.MustCompile(`/Size (\d+)`)
	rootForm  = regexp.MustCompile(`/Root (\d+) 0 R`)
	infoForm  = regexp.MustCompile(`/Info (\d+) 0 R`)
	pagesForm = regexp.MustCompile(`/Pages (\d+) 0 R`)
	kidsForm  = regexp.MustCompile(`/Kids \[\s*(\d+) 0 R`)
)

// errUnreadable says that a PDF was not written by the library that draws papers.
var errUnreadable = errors.New("the PDF has no cross-reference table of the form that relevo writes")

func readTables(pdf []byte) (t tables, err error) {
	var ok bool
	if t.start, ok = number(startForm, pdf); !ok || t.start >= len(pdf) {
		return t, errUnreadable
	}
	trailer := pdf[t.start:]
	if i := bytes.Index(trailer, []byte("trailer")); i > 0 {
		trailer = trailer[i:]
	}
	var sizeKnown, rootKnown, infoKnown bool
	t.size, sizeKnown = number(sizeForm, trailer)
	t.root, rootKnown = number(rootForm, trailer)
	t.info, infoKnown = number(infoForm, trailer)
	if !sizeKnown || !rootKnown || !infoKnown {
		return t, errUnreadable
	}
	if t.catalog, err = t.body(pdf, t.root); err != nil {
		return t, err
	}
	pages, ok := number(pagesForm, []byte(t.catalog))
	if !ok {
		return t, errUnreadable
	}
	tree, err := t.body(pdf, pages)
	if err != nil {
		return t, err
	}
	if t.page, ok = number(kidsForm, []byte(tree)); !ok {
		return t, errUnreadable
	}
	t.pageBody, err = t.body(pdf, t.page)
	return t, err
}

// number gives the number that a pattern finds.
func number(form *regexp.Regexp, in []byte) (int, bool) {
	match := form.FindSubmatch(in)
	if match == nil {
		return 0, false
	}
	n, err := strconv.Atoi(string(match[1]))
	return n, err == nil
}

// body gives an object's dictionary, found by the cross-reference table, whose
// lines have 20 bytes each (ISO 32000-1, 7.5.4).
func (t tables) body(pdf []byte, object int) (string, error) {
	head := fmt.Sprintf("xref\n0 %d\n", t.size)
	line := t.start + len(head) + 20*object
	if !bytes.HasPrefix(pdf[t.start:], []byte(head)) || line+20 > len(pdf) {
		return "", errUnreadable
	}
	at, err := strconv.Atoi(string(pdf[line : line+10]))
	if err != nil || at > len(pdf) {
		return "", errUnreadable
	}
	body, found := bytes.CutPrefix(pdf[at:], fmt.Appendf(nil, "%d 0 obj\n", object))
	end := bytes.Index(body, []byte("endobj"))
	if !found || end < 0 {
		return "", errUnreadable
	}
	return strings.TrimSpace(string(body[:end])), nil
}

// withEntry adds an entry to a dictionary.
func withEntry(dictionary, entry string) string {
	return strings.TrimSuffix(strings.TrimSpace(dictionary), ">>") + "\n" + entry + "\n>>"
}

// withAnnotation adds a field to a page's annotations.
func withAnnotation(page string, field int) string {
	if before, after, found := strings.Cut(page, "/Annots ["); found {
		return fmt.Sprintf("%s/Annots [%d 0 R %s", before, field, after)
	}
	return withEntry(page, fmt.Sprintf("/Annots [%d 0 R]", field))
}

// update is the objects being appended, and where each begins.
type update struct {
	body *bytes.Buffer
	list []int
	at   map[int]int
}

func (u *update) object(number int, body string) {
	u.list, u.at[number] = append(u.list, number), u.body.Len()
	fmt.Fprintf(u.body, "%d 0 obj\n%s\nendobj\n", number, body)
}

// close writes the cross-reference section and the trailer of the update.
func (u *update) close(t tables, size int) {
	start := u.body.Len()
	u.body.WriteString("xref\n")
	for _, number := range u.list {
		fmt.Fprintf(u.body, "%d 1\n%010d 00000 n \n", number, u.at[number])
	}
	fmt.Fprintf(u.body, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n", size, t.root, t.info, t.start, start)
}
