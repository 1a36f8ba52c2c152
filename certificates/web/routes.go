package web

import (
	"relevo/app/access"
	"relevo/app/web"
)

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	holders := web.Can(access.Learn, access.IssueCertificates)
	issuers, rulers, learners := web.Can(access.IssueCertificates), web.Can(access.IssueCertificates, access.AuthorCourses), web.Can(access.Learn)
	return append(h.templateRoutes(), []web.Route{
		{Method: "GET", Path: "/certificates", Handle: h.List, Allow: holders, Name: "certificates"},
		{Method: "GET", Path: "/certificates/expiring", Handle: h.Expiring, Allow: issuers, Name: "certificates.expiring"},
		{Method: "POST", Path: "/certificates/issue", Handle: h.Issue, Allow: issuers, Name: "certificates.issue"},
		{Method: "GET", Path: "/certificates/batches", Handle: h.Batches, Allow: issuers, Name: "certificates.batches"},
		{Method: "POST", Path: "/certificates/batches", Handle: h.StartBatch, Allow: issuers, Name: "certificates.batches.start"},
		{Method: "GET", Path: "/certificates/batches/:batch", Handle: h.Batch, Allow: issuers, Name: "certificates.batch"},
		{Method: "POST", Path: "/certificates/batches/:batch/stop", Handle: h.StopBatch, Allow: issuers, Name: "certificates.batch.stop"},
		{Method: "POST", Path: "/certificates/batches/:batch/resume", Handle: h.ResumeBatch, Allow: issuers, Name: "certificates.batch.resume"},
		{Method: "GET", Path: "/certificates/rules", Handle: h.Rules, Allow: rulers, Name: "certificates.rules"},
		{Method: "GET", Path: "/certificates/rules/:course", Handle: h.Rule, Allow: rulers, Name: "certificates.rule"},
		{Method: "POST", Path: "/certificates/rules/:course", Handle: h.SetRule, Allow: rulers, Name: "certificates.rule.set"},
		{Method: "GET", Path: "/transcript", Handle: h.Transcript, Allow: learners, Name: "transcript"},
		{Method: "GET", Path: "/transcript/pdf", Handle: h.TranscriptPDF, Allow: learners, Name: "transcript.pdf"},
		{Method: "GET", Path: "/transcript/json", Handle: h.TranscriptJSON, Allow: learners, Name: "transcript.json", Program: true},
		{Method: "POST", Path: "/transcript/links", Handle: h.Share, Allow: learners, Name: "transcript.share"},
		{Method: "POST", Path: "/transcript/links/:link/end", Handle: h.EndLink, Allow: learners, Name: "transcript.end"},
		{Method: "GET", Path: "/t/:token", Handle: h.Shared, Allow: web.Anyone, Name: "shared"},
		{Method: "GET", Path: "/t/:token/pdf", Handle: h.SharedPDF, Allow: web.Anyone, Name: "shared.pdf"},
		{Method: "GET", Path: "/t/:token/json", Handle: h.SharedJSON, Allow: web.Anyone, Name: "shared.json"},
		{Method: "GET", Path: "/certificates/:certificate", Handle: h.Show, Allow: holders, Name: "certificate"},
		{Method: "GET", Path: "/certificates/:certificate/pdf", Handle: h.PDF, Allow: holders, Name: "certificate.pdf"},
		{Method: "GET", Path: "/certificates/:certificate/badge.json", Handle: h.BadgeJSON, Allow: holders, Name: "certificate.badge.json", Program: true},
		{Method: "GET", Path: "/certificates/:certificate/badge.jwt", Handle: h.BadgeJWT, Allow: holders, Name: "certificate.badge.jwt"},
		{Method: "GET", Path: "/certificates/:certificate/badge.png", Handle: h.BadgePNG, Allow: holders, Name: "certificate.badge.png"},
		{Method: "POST", Path: "/certificates/:certificate/revoke", Handle: h.Revoke, Allow: web.Can(access.IssueCertificates), Name: "certificate.revoke"},
		{Method: "GET", Path: "/verify", Handle: h.Ask, Allow: web.Anyone, Name: "verify"},
		{Method: "POST", Path: "/verify/file", Handle: h.CheckFile, Allow: web.Anyone, Name: "verify.file"},
		{Method: "GET", Path: "/verify/offline", Handle: h.Offline, Allow: web.Anyone, Name: "verify.offline"},
		{Method: "GET", Path: "/verify/revocations.json", Handle: h.Revocations, Allow: web.Anyone, Name: "verify.revocations"},
		{Method: "GET", Path: "/verify/:code", Handle: h.Verify, Allow: web.Anyone, Name: "verify.code"},
		{Method: "GET", Path: "/issuer", Handle: h.Issuer, Allow: web.Anyone, Name: "issuer"},
		{Method: "GET", Path: "/issuer/keys", Handle: h.IssuerKeys, Allow: web.Anyone, Name: "issuer.keys"},
		{Method: "GET", Path: "/issuer/keys/:key", Handle: h.IssuerKey, Allow: web.Anyone, Name: "issuer.key"},
		{Method: "GET", Path: "/issuer/status/:certificate", Handle: h.BadgeStatus, Allow: web.Anyone, Name: "issuer.status"},
		{Method: "GET", Path: "/issuer/badges/:certificate", Handle: h.BadgePicture, Allow: web.Anyone, Name: "issuer.badge"},
	}...)
}
