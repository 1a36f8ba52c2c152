package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/certificates"
	"relevo/certificates/signature"
)

type transcriptLink struct {
	ID        string      `json:"id"`
	Purpose   string      `json:"purpose"`
	Scores    bool        `json:"scores"     doc:"It shows results too."`
	CreatedAt db.Instant  `json:"created_at"`
	ExpiresAt db.Instant  `json:"expires_at"`
	RevokedAt *db.Instant `json:"revoked_at"`
	Works     bool        `json:"works"`
}

func linkOf(l certificates.OwnLink) transcriptLink {
	return transcriptLink{l.ID, l.Purpose.Text, l.Purpose.Scores, l.CreatedAt, l.ExpiresAt, l.RevokedAt, l.Open}
}

type shareTranscript struct {
	Body struct {
		Purpose string `json:"purpose"          doc:"For whom and what."`
		Days    int    `json:"days"             doc:"For which it works, 1 to 90."`
		Scores  bool   `json:"scores,omitempty" doc:"It shows results too."`
	}
}

type sharedAddress struct {
	Address string `json:"address" doc:"Whoever has it sees the transcript; shown this once. With /json or /pdf after it, as a file."`
}

type oneLink struct {
	ID string `path:"link"`
}

// transcriptAPI is for the owner's own transcript.
func (h *Handlers) transcriptAPI() []web.Route {
	learns := []access.Permission{access.Learn}
	return []web.Route{
		api.Op[struct{}, certificates.Transcript]{
			Method: "GET", Path: "/me/transcript", Name: "transcript", Summary: "What the owner has learned, wherever they worked", Needs: learns, Stands: []string{"transcript"},
			Do: func(c *web.Ctx, _ struct{}) (certificates.Transcript, error) {
				return h.Certificates.Transcript(c.Context(), c.Actor, c.Locale())
			},
		}.Route(),
		api.Op[struct{}, api.File]{
			Method: "GET", Path: "/me/transcript/pdf", Name: "transcript.pdf", Summary: "The same as a paper", Needs: learns, Produces: []string{"application/pdf"}, Stands: []string{"transcript.pdf"},
			Do: func(c *web.Ctx, _ struct{}) (api.File, error) {
				t, err := h.Certificates.Transcript(c.Context(), c.Actor, c.Locale())
				if err != nil {
					return api.File{}, err
				}
				body, err := certificates.TranscriptPDF(t, c.Printer)
				return api.File{Name: "relevo-" + t.AsOf.String() + ".pdf", Media: "application/pdf", Data: body}, err
			},
		}.Route(),
		api.Op[struct{}, api.Page[transcriptLink]]{
			Method: "GET", Path: "/me/transcript/links", Name: "transcript.links", Summary: "The owner's links by which others see the transcript, the newest 100", Needs: learns,
			Do: func(c *web.Ctx, _ struct{}) (api.Page[transcriptLink], error) {
				list, err := h.Certificates.Links(c.Context(), c.Actor)
				return api.Page[transcriptLink]{Items: api.Each(list, linkOf)}, err
			},
		}.Route(),
		api.Op[shareTranscript, sharedAddress]{
			Method: "POST", Path: "/me/transcript/links", Name: "transcript.share", Summary: "Make a link by which others see the transcript; its address is shown this once", Needs: learns, Status: 201, Secret: true, Stands: []string{"transcript.share"},
			Do: func(c *web.Ctx, in shareTranscript) (sharedAddress, error) {
				address, err := h.Certificates.Share(c.Context(), c.Actor, certificates.NewLink{Purpose: in.Body.Purpose, Days: in.Body.Days, Scores: in.Body.Scores})
				return sharedAddress{address}, err
			},
		}.Route(),
		api.Op[oneLink, api.None]{
			Method: "DELETE", Path: "/me/transcript/links/:link", Name: "transcript.end", Summary: "Make a link stop working", Needs: learns, Stands: []string{"transcript.end"},
			Do: func(c *web.Ctx, in oneLink) (api.None, error) {
				return api.None{}, h.Certificates.EndLink(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
	}
}

type checkFile struct {
	Body struct {
		File []byte `json:"file" doc:"A PDF, in base64, at most 5 MB; it is kept nowhere."`
	}
}

type checkedFile struct {
	Finding string `json:"finding" doc:"same: the very bytes that relevo draws. signed: every byte as one of its keys signed it. extended: something was added since. changed: it names a certificate and is not the file that was given. unknown: nothing in it is relevo's." enum:"same,signed,extended,changed,unknown"`
	Signer  string `json:"signer"  doc:"Who signed it, as the key says; empty: none of relevo's keys did."`
	Paper   *paper `json:"paper"   doc:"The certificate it names as it stands; null when it names none."`
}

type offlineKit struct {
	Base        string        `json:"base"`
	Keys        []offlineKey  `json:"keys"        doc:"Public, Ed25519."`
	Revocations signature.JWS `json:"revocations" doc:"The signed list of revoked certificates."`
}

type offlineKey struct {
	ID     string `json:"id"`
	Public string `json:"public" doc:"base64url without padding."`
}

// filesAPI is for papers that somebody has as a file, or checks far from here.
func (h *Handlers) filesAPI() []web.Route {
	return []web.Route{
		api.Op[checkFile, checkedFile]{
			Method: "POST", Path: "/verify/file", Name: "verify.file", Summary: "Whether a file is a certificate of relevo's, and whether it stands; no token is needed", Stands: []string{"verify.file"},
			Do: func(c *web.Ctx, in checkFile) (checkedFile, error) {
				if len(in.Body.File) > maxFile {
					return checkedFile{}, fault.OnField("file", "fault.file_large", "limit", maxFile>>20)
				}
				f, err := h.Certificates.CheckFile(c.Context(), c.IP(), in.Body.File)
				if err != nil {
					return checkedFile{}, err
				}
				out := checkedFile{Finding: string(f.Finding), Signer: f.Signer}
				if v := f.Verified; v != nil {
					told := paperOf(v.Paper, v.State, v.RevokedOn, v.RevokeReason)
					out.Paper = &told
				}
				return out, nil
			},
		}.Route(),
		api.Op[struct{}, offlineKit]{
			Method: "GET", Path: "/verify/offline", Name: "verify.offline", Summary: "What is needed to check the signed line of a certificate without a connection; no token is needed", Stands: []string{"verify.offline"},
			Do: func(c *web.Ctx, _ struct{}) (offlineKit, error) {
				kit, err := h.Certificates.Offline(c.Context(), c.IP())
				return offlineKit{kit.Base, api.Each(kit.Keys, func(k certificates.OfflineKey) offlineKey { return offlineKey{k.Kid, k.X} }), kit.Revocations}, err
			},
		}.Route(),
	}
}
