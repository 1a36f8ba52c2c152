package web

import (
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/certificates"
)

var (
	apiHolders = []access.Permission{access.Learn, access.IssueCertificates}
	apiIssuers = []access.Permission{access.IssueCertificates}
)

type oneCertificate struct {
	ID string `path:"certificate"`
}

// paper is what stands on a certificate and whether it may be relied on.
type paper struct {
	Serial       string                    `json:"serial"`
	Kind         string                    `json:"kind" doc:"attendance, completion or competence."`
	PersonName   string                    `json:"person_name" doc:"As printed."`
	CourseTitle  string                    `json:"course_title"`
	Competencies []certificates.Competency `json:"competencies"`
	Hours        float64                   `json:"hours"`
	IssuedOn     db.Date                   `json:"issued_on"`
	ValidUntil   *db.Date                  `json:"valid_until" doc:"The last day; null when it does not end."`
	Institution  string                    `json:"institution" doc:"Where the person was in post that day; empty when nowhere."`
	State        string                    `json:"state" enum:"valid,expired,revoked"`
	RevokedOn    *db.Date                  `json:"revoked_on"`
	RevokeReason string                    `json:"revoke_reason"`
}

func paperOf(p certificates.Paper, state certificates.State, revokedOn *db.Date, reason string) paper {
	return paper{Serial: p.Serial, Kind: string(p.Kind), PersonName: p.PersonName, CourseTitle: p.CourseTitle, Competencies: append([]certificates.Competency{}, p.Competencies...),
		Hours: p.Hours, IssuedOn: p.IssuedOn, ValidUntil: p.ValidUntil, Institution: p.InstitutionName, State: string(state), RevokedOn: revokedOn, RevokeReason: reason}
}

// certificate is one as those see it whose it is or who issue for its institution.
type certificate struct {
	ID         string `json:"id"`
	PersonID   string `json:"person_id"`
	Holder     string `json:"holder" doc:"The person's name as of today, surnames first."`
	VerifyCode string `json:"verify_code" doc:"Whoever has it can verify the paper."`
	paper
}

func certificateOf(r certificates.Row) certificate {
	return certificate{ID: r.ID, PersonID: r.PersonID, Holder: r.Holder, VerifyCode: r.VerifyCode, paper: paperOf(r.Paper, r.State, r.RevokedOn(), r.RevokeReason)}
}

type certificatesQuery struct {
	Institution string `form:"institution" doc:"Of this institution and those below it; left out, of all for which the owner may issue."`
	After       string `form:"after" doc:"What next said of the part before. Empty: from the newest."`
}

type revokeRequest struct {
	ID   string `path:"certificate"`
	Body struct {
		Reason string `json:"reason" doc:"Shown to whoever verifies it: it names no third person."`
	}
}

type issueRequest struct {
	Body struct {
		EnrolmentID string `json:"enrolment_id"`
		Kind        string `json:"kind" doc:"attendance, completion or competence."`
	}
}

// API is what programs do with certificates.
func (h *Handlers) API() []web.Route {
	opened := func(c *web.Ctx, id string) (certificate, error) {
		one, err := h.Certificates.Open(c.Context(), c.Actor, id)
		return certificateOf(one.Row), err
	}
	return slices.Concat(h.batchesAPI(), h.rulesAPI(), h.templatesAPI(), h.transcriptAPI(), h.filesAPI(), []web.Route{ // what a certificate's identifier would else be taken for, first
		api.Op[certificatesQuery, api.Page[certificate]]{
			Method: "GET", Path: "/certificates", Name: "certificates", Summary: "Certificates of the institutions for which the owner may issue, newest first, 50 at a time", Needs: apiIssuers,
			Do: func(c *web.Ctx, in certificatesQuery) (api.Page[certificate], error) {
				list, err := h.Certificates.Issued(c.Context(), c.Actor, in.Institution, in.After)
				return api.Page[certificate]{Items: api.Each(list.Rows, certificateOf), Next: list.Next}, err
			},
		}.Route(),
		api.Op[struct{}, api.Page[certificate]]{
			Method: "GET", Path: "/me/certificates", Name: "certificates.mine", Summary: "The owner's own certificates, newest first", Needs: []access.Permission{access.Learn}, Stands: []string{"certificates"},
			Do: func(c *web.Ctx, _ struct{}) (api.Page[certificate], error) {
				list, err := h.Certificates.Mine(c.Context(), c.Actor)
				return api.Page[certificate]{Items: api.Each(list, certificateOf)}, err
			},
		}.Route(),
		api.Op[issueRequest, certificate]{
			Method: "POST", Path: "/certificates", Name: "certificates.issue", Summary: "Issue a certificate for an enrolment", Needs: apiIssuers, Status: 201, Stands: []string{"certificates.issue"},
			Do: func(c *web.Ctx, in issueRequest) (certificate, error) {
				issued, err := h.Certificates.IssueByHand(c.Context(), c.Actor, in.Body.EnrolmentID, certificates.Kind(in.Body.Kind))
				if err != nil {
					return certificate{}, err
				}
				return opened(c, issued.ID)
			},
		}.Route(),
		api.Op[oneCertificate, certificate]{
			Method: "GET", Path: "/certificates/:certificate", Name: "certificate", Summary: "One certificate", Needs: apiHolders, Stands: []string{"certificate"},
			Do: func(c *web.Ctx, in oneCertificate) (certificate, error) { return opened(c, in.ID) },
		}.Route(),
		api.Op[oneCertificate, api.File]{
			Method: "GET", Path: "/certificates/:certificate/pdf", Name: "certificate.pdf", Summary: "A certificate as the signed paper", Needs: apiHolders, Produces: []string{"application/pdf"}, Stands: []string{"certificate.pdf"},
			Do: func(c *web.Ctx, in oneCertificate) (api.File, error) {
				drawn, body, err := h.Certificates.Draw(c.Context(), c.Actor, in.ID)
				return api.File{Name: drawn.Serial + ".pdf", Media: "application/pdf", Data: body}, err
			},
		}.Route(),
		api.Op[revokeRequest, certificate]{
			Method: "POST", Path: "/certificates/:certificate/revoke", Name: "certificate.revoke", Summary: "Take a certificate's force away", Needs: apiIssuers, Stands: []string{"certificate.revoke"},
			Do: func(c *web.Ctx, in revokeRequest) (certificate, error) {
				if err := h.Certificates.Revoke(c.Context(), c.Actor, in.ID, in.Body.Reason); err != nil {
					return certificate{}, err
				}
				return opened(c, in.ID)
			},
		}.Route(),
		api.Op[struct {
			Code string `path:"code"`
		}, paper]{
			Method: "GET", Path: "/verify/:code", Name: "verify", Summary: "What the paper with this verification code or serial says, and whether it stands; no token is needed", Stands: []string{"verify", "verify.code"},
			Do: func(c *web.Ctx, in struct {
				Code string `path:"code"`
			}) (paper, error) {
				v, err := h.Certificates.Verify(c.Context(), c.IP(), in.Code)
				return paperOf(v.Paper, v.State, v.RevokedOn, v.RevokeReason), err
			},
		}.Route(),
	})
}
