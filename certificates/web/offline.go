package web

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the offline page's script
	"encoding/base64"
	"encoding/json"

	"github.com/a-h/templ"

	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
)

//go:embed offline.js
var offlineScript string

// offlineStyle is short: the page is opened far from relevo's style sheets.
const offlineStyle = `
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif }
body { margin: 0 }
main { max-width: 40rem; margin: auto; padding: 1rem }
h1, h2 { line-height: 1.2 }
label { display: block; font-weight: 600 }
textarea, video { width: 100%; box-sizing: border-box; font: inherit }
button { font: inherit; padding: .5rem 1rem; margin: .5rem .5rem .5rem 0 }
#answer:not(:empty) { padding: .5rem 1rem; margin: 1rem 0; border-left: .5rem solid #777 }
#answer.good { border-color: #1a7f37 }
#answer.notice { border-color: #b25432 }
#answer.bad { border-color: #b3261e }
dt { font-weight: 600 }
dd { margin: 0 0 .5rem; overflow-wrap: anywhere }
`

// inline writes a style or a script of ours into the page.
func inline(element, content string) templ.Component {
	return templ.Raw("<" + element + ">" + content + "</" + element + ">")
}

// offlineTexts are the sentences that the script says.
func offlineTexts(p web.Page) map[string]any {
	texts := map[string]any{
		"lang": string(p.Locale()),
		"kinds": map[string]string{
			"A": p.T("certificates.kind.attendance"), "C": p.T("certificates.kind.completion"), "M": p.T("certificates.kind.competence"),
		},
	}
	for name, key := range map[string]string{
		"holder": "certificates.holder", "kind": "certificates.kind", "course": "certificates.course", "institution": "certificates.institution",
		"issued": "certificates.issued_on", "until": "certificates.valid_until", "serial": "certificates.serial",
		"genuine": "verify.offline.genuine", "expired": "certificates.verified.expired", "revoked": "certificates.verified.revoked",
		"compare": "certificates.verify.compare", "shortened": "verify.offline.shortened",
		"notRevoked": "verify.offline.not_revoked", "notRevokedText": "verify.offline.not_revoked_text",
		"unknown": "verify.offline.unknown", "unknownText": "verify.offline.unknown_text",
		"broken": "verify.offline.broken", "brokenText": "verify.offline.broken_text",
		"incapable": "verify.offline.incapable", "noCamera": "verify.offline.no_camera",
	} {
		texts[name] = p.T(key)
	}
	// The script fills these in.
	texts["asOf"] = p.T("verify.offline.as_of", "moment", "{moment}")
	texts["revokedText"] = p.T("verify.offline.revoked_text", "date", "{date}")
	texts["incapableText"] = p.T("verify.offline.incapable_text", "address", "{address}")
	return texts
}

// Offline sends the page with which certificates are checked without a
// connection: one file, which is kept and opened from there. It is a download, so
// that its script never runs as one of our pages.
func (h *Handlers) Offline(c *web.Ctx) error {
	kit, err := h.Certificates.Offline(c.Context(), c.IP())
	if err != nil {
		return err
	}
	var body bytes.Buffer
	page := c.Page("verify.offline.title")
	if err := showOffline(page, kit).Render(i18n.Into(c.Context(), c.Printer), &body); err != nil {
		return err
	}
	c.Set("Content-Type", "text/html; charset=utf-8")
	c.Set("Content-Disposition", `attachment; filename="`+c.T("verify.offline.file_name")+`"`)
	c.Set("Cache-Control", "no-cache")
	return c.Send(body.Bytes())
}

// Revocations sends the signed list of revoked certificates. Anybody may keep
// it for an hour, and pages elsewhere may read it.
func (h *Handlers) Revocations(c *web.Ctx) error {
	list, err := h.Certificates.Revocations(c.Context(), c.IP())
	if err != nil {
		return err
	}
	body, err := json.Marshal(list)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	c.Set("ETag", tag)
	c.Set("Cache-Control", "public, max-age=3600")
	c.Set("Access-Control-Allow-Origin", "*")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if c.Get("If-None-Match") == tag {
		return c.SendStatus(304)
	}
	c.Set("Content-Type", "application/jose+json")
	return c.Send(body)
}

// offlineButton leads to the offline page's file.
func offlineButton(p web.Page) parts.Button {
	return parts.Button{Label: p.T("verify.offline.download"), Icon: "download", Weight: parts.Second}
}
