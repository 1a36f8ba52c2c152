// Package signature keeps the keys that relevo signs with, and signs.
//
// # The keys
//
// A [Ring] is a folder of PEM files, never a table of the database. It has two
// kinds of keys, because two kinds of readers check them:
//
//   - An issuer's key, Ed25519 (RFC 8032), for what other programs read: badges,
//     the line in a QR code, the list of revoked certificates. Its ID is the
//     thumbprint of RFC 7638, so that no two parties need agree on names.
//   - An institution's key for PDF files: RSA of 3072 bits with an X.509
//     certificate (RFC 5280). RSA and not an elliptic curve because every reader of
//     PDF checks it, and with PKCS #1 v1.5 (RFC 8017, 8.2) the same document always
//     gets the same signature, so that a paper drawn twice has the same bytes.
//
// The folder's files, none of which another program may read (0600):
//
//	issuer-20260504T130000Z.key.pem        an issuer's private key, PKCS #8 (RFC 5958)
//	issuer-20260504T130000Z.pub.pem        its public half
//	pdf-CASA-20260504T130000Z.key.pem      an institution's private key
//	pdf-CASA-20260504T130000Z.crt.pem      its certificate, then those above it
//	pdf-CASA-20260504T130000Z.csr.pem      a request (RFC 2986) for the institution's own authority to answer
//	pdf-20260504T130000Z.key.pem …         the programme's own, for institutions without a key
//
// With a passphrase, private keys are encrypted with AES-256 and scrypt (PBES2 of
// RFC 8018, RFC 7914), which openssl pkey opens too.
//
// # Rotation
//
// The newest key signs. Old ones are kept, for what they signed is still
// checked with them: of a key that must not sign any more the private file may be
// removed, the public half and the certificate stay, with those above it.
//
// # PDF
//
// [PDFKey.SignPDF] appends a signature to a PDF as PAdES baseline B-B has it (ETSI EN
// 319 142-1, clause 6); [CheckPDF] reads one. Both know nothing of certificates
// on paper.
package signature
