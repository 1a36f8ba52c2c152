// Package web holds the pages of certificates: one's own and, for managers,
// those of their institutions; and the public page where anybody who holds a
// paper can see whether it stands.
//
//	GET  /certificates                       List    Learn or IssueCertificates: mine, and those in my scope (?institution=&before=)
//	GET  /certificates/:certificate          Show    its holder, or IssueCertificates at its institution; otherwise 404
//	GET  /certificates/:certificate/pdf      PDF     the same; 409 once revoked
//	POST /certificates/:certificate/revoke   Revoke  IssueCertificates at its institution, with a reason
//	GET  /verify                             Ask     anyone: enter a code or a serial (?code=)
//	GET  /verify/:code                       Verify  anyone: what the paper says and whether it stands; limited per address
package web

//go:generate go tool templ generate -path .
