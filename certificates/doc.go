// Package certificates issues what people carry away from a course: a paper
// with their name that anybody can verify.
//
// # Issuing
//
// "courses.completed" is heard by [Service.HearCompleted]. It issues a certificate of
// completion and, when every competency of the course was mastered in the
// post-test, one of competence, which is valid for six months: what is not
// used fades, and the next test may say otherwise. Issuing twice issues once.
//
// A [Certificate] keeps what its [Paper] said on the day: the name, the title,
// the competencies, who paid, the institution. Later changes elsewhere do not
// change it. It is never taken away either: a revoked one stays, with when, by
// whom and why.
//
// # The paper
//
// [PDF] draws a paper; the same paper gives the same bytes, so it is drawn
// whenever somebody asks and kept nowhere. pdf.go is the one file that knows
// the library.
//
// # Verifying
//
// A paper carries a serial, to be named on the telephone (serial.go), and a
// code of 100 random bits, which is also in its QR code. Whoever has either
// sees at /verify what the paper says and whether it still stands, and nothing
// else ([Service.Verify]). Asking very often is refused for a while.
//
// # What others read
//
// [CertificatesForTx] serves analytics inside its transaction.
package certificates
