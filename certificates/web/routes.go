package web

import (
	"relevo/app/access"
	"relevo/app/web"
)

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	holders := web.Can(access.Learn, access.IssueCertificates)
	return []web.Route{
		{Method: "GET", Path: "/certificates", Handle: h.List, Allow: holders, Name: "certificates"},
		{Method: "GET", Path: "/certificates/:certificate", Handle: h.Show, Allow: holders, Name: "certificate"},
		{Method: "GET", Path: "/certificates/:certificate/pdf", Handle: h.PDF, Allow: holders, Name: "certificate.pdf"},
		{Method: "POST", Path: "/certificates/:certificate/revoke", Handle: h.Revoke, Allow: web.Can(access.IssueCertificates), Name: "certificate.revoke"},
		{Method: "GET", Path: "/verify", Handle: h.Ask, Allow: web.Anyone, Name: "verify"},
		{Method: "GET", Path: "/verify/:code", Handle: h.Verify, Allow: web.Anyone, Name: "verify.code"},
	}
}
