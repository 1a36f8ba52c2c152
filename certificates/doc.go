// Package certificates issues what people carry away from a course: a paper
// with their name that anybody can verify.
//
// # Issuing
//
// "courses.completed" is heard by [Service.HearCompleted]. It issues a certificate of
// completion and, when every competency of the course was mastered in the
// post-test, one of competence. Issuing twice issues once.
//
// One of attendance says how many hours somebody was there. It is issued by
// hand ([Service.IssueByHand]) or, as any kind, to many at once: a [Batch] is
// worked off in the background in parts of one transaction each, and can be
// stopped and taken up again between any two; one whose every try failed says so.
// Whoever attended an offering without completing the course is certified for
// attendance once the offering is over.
//
// # Validity
//
// What is not used fades, and the next test may say otherwise: one of competence
// is valid as the [Rule] of its course says on the day of issue (cycle.go: six
// months from the completion where there is none). Rules are appended, and a
// certificate keeps which was applied. Its holder is reminded of the end in
// relevo ([Service.Endings]) and, where there is mail, by one letter
// ([Service.HearRemind]), and those who issue see whose ends when
// ([Service.Expiring]).
//
// # Transcripts
//
// A [Transcript] is everything that a person has completed, wherever they
// worked. It is theirs: others see it through a [Link] that they made, as they
// chose to show it, until it ends.
//
// A [Certificate] keeps what its [Paper] said on the day: the name, the title,
// the competencies, who paid, the institution. Later changes elsewhere do not
// change it. It is never taken away either: a revoked one stays, with when, by
// whom and why.
//
// # The paper
//
// [PDF] draws a paper; the same paper gives the same bytes, so it is drawn
// whenever somebody asks and kept nowhere. [PDFIn] draws it in the [Look] of a
// template, and may be told what else its QR code is to say.
//
// They are drawn on a canvas of package pdf, with the images of the template
// beside it (pdf.go). Every text goes through clean. sheet.go
// sets texts on it (fit, block, at, atRight, label, qr), layout.go a certificate.
//
// # Templates
//
// A template (template.go, design.go) says how the papers of an institution and
// of those below it look; the nearest upwards applies when a certificate is issued,
// else the whole programme's, else relevo's own. Whoever may issue certificates at an
// institution makes its template, for papers are what they issue. Versions never change: a
// certificate keeps the one of its day. Images come in through readImage
// (images.go), which writes every file anew.
//
// # Verifying
//
// A paper carries a serial, to be named on the telephone (serial.go), and a
// code of 100 random bits, which is also in its QR code. Whoever has either
// sees at /verify what the paper says and whether it still stands, and nothing
// else ([Service.Verify]). Asking very often is refused for a while.
//
// With a key ([Service.SignWith]), a paper is signed too, and whoever was sent
// it as a file may send it on: [Service.CheckFile] tells whether its bytes are those
// that are drawn here, or at least signed here.
// [ReadFile] tells what a file proves with public keys alone; a PDF says what its QR
// code says among its keywords too.
//
// # Verifying without a connection
//
// With an issuer's key, the QR code holds the address of verification followed
// by "#p=" and a signed line. A browser keeps to itself what follows #, so a telephone
// opens the page as ever. The line is base 32 (RFC 4648, 6) without padding, of
//
//	1 byte    the version, 1
//	8 bytes   the beginning of the key's thumbprint (RFC 7638, SHA-256)
//	8 bytes   the handle: the beginning of the SHA-256 of the verification code
//	text      UTF-8 (NFC), seven lines with \n between them: the kind (A attendance,
//	          C completion, M competence), the serial without hyphens, the day of
//	          issue and the last day of validity (20260504, or empty), the name, the course,
//	          the institution
//	64 bytes  the signature (Ed25519, RFC 8032) of "relevo line 1\n" and all before it
//
// A text of more than 56, 72 or 40 bytes ends in "…" and 8 characters of base64url
// of its SHA-256. The same paper and key give the same line ([WriteLine], [ReadLine]).
//
// [Service.Revocations] is the list of revoked certificates, signed as a JWS (RFC
// 7515, EdDSA of RFC 8037): for each the handle in base64url, the day, and the reason
// as a CRLReason of RFC 5280. It has neither names nor serials. The page at
// /verify/offline carries the keys and that list, and needs nothing else.
//
// # What others read
//
// [CertificatesForTx] serves analytics inside its transaction.
package certificates
