// Package web holds the pages of certificates: one's own and, for managers,
// those of their institutions; and the public page where anybody who holds a
// paper can see whether it stands.
//
//	GET  /certificates                       List    Learn or IssueCertificates: mine, and those in my scope (?institution=&before=)
//	GET  /certificates/expiring              Expiring  IssueCertificates: whose end, by month (?institution=&month=2026-12)
//	POST /certificates/issue                 Issue   IssueCertificates: one kind for one completion
//	GET  /certificates/batches               Batches IssueCertificates: what a choice would do (?offering=|institution=&kind=), and batches before
//	POST /certificates/batches               StartBatch  the same: issue to all who are entitled, in the background
//	GET  /certificates/batches/:batch        Batch   who started it, or IssueCertificates there: how far it is
//	POST /certificates/batches/:batch/stop   StopBatch, and /resume ResumeBatch: the same
//	GET  /certificates/rules                 Rules   IssueCertificates or AuthorCourses: validity, course by course
//	GET  /certificates/rules/:course         Rule    AuthorCourses, or IssueCertificates everywhere; POST sets it
//	GET  /certificates/:certificate          Show    its holder, or IssueCertificates at its institution; otherwise 404
//	GET  /certificates/:certificate/pdf      PDF     the same; 409 once revoked
//	GET  /certificates/:certificate/badge.json  BadgeJSON, and badge.jwt BadgeJWT, badge.png BadgePNG: the same (Open Badges 3.0)
//	POST /certificates/:certificate/revoke   Revoke  IssueCertificates at its institution, with a reason
//	GET  /certificates/templates             Templates       IssueCertificates: what papers look like, of one's institutions and those above
//	GET  /certificates/templates/new         NewTemplate     IssueCertificates
//	POST /certificates/templates             AddTemplate     IssueCertificates at its institution, or everywhere for the programme's
//	GET  /certificates/templates/:template   ShowTemplate    IssueCertificates there or below: preview (?locale=&kind=) and versions
//	GET  …/preview.pdf                       PreviewTemplate the same; "relevo" as :template is relevo's own look
//	GET  …/images/:image                     TemplateImage   the same
//	GET  …/edit                              EditTemplate    IssueCertificates at its institution
//	POST /certificates/templates/:template   ChangeTemplate  the same: makes the next version; 409 if it is no longer in use
//	POST …/preview, and templates/preview    PreviewChange, PreviewNew  the same: what was typed, drawn and not saved
//	POST …/retire                            RetireTemplate  the same
//	GET  /verify                             Ask     anyone: enter a code or a serial (?code=)
//	POST /verify/file                        CheckFile anyone: whether a PDF is ours, byte for byte; limited per address
//	GET  /verify/offline                     Offline anyone: one file with which codes are checked without a connection; limited
//	GET  /verify/revocations.json            Revocations anyone: the signed list of revoked certificates (JWS); limited, to be kept for an hour
//	GET  /verify/:code                       Verify  anyone: what the paper says and whether it stands; limited per address
//	GET  /issuer                             Issuer  anyone: who issues badges, and with which keys
//	GET  /issuer/keys                        IssuerKeys    anyone: the keys as JWKS
//	GET  /issuer/keys/:key                   IssuerKey     anyone: one key as JWK
//	GET  /issuer/status/:certificate         BadgeStatus   anyone: the signed word on whether it stands, no name
//	GET  /issuer/badges/:certificate         BadgePicture  anyone: the picture, no name
//	GET  /transcript                         Transcript  Learn: one's own and its links; /pdf and /json the same as a file
//	POST /transcript/links                   Share   the same: makes a link and shows it, once; /:link/end ends it
//	GET  /t/:token                           Shared  anyone with the link, until it ends; /pdf and /json the same; audited
package web

//go:generate go tool templ generate -path .
