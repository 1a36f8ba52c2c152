package web

import (
	"fmt"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/certificates"
	"relevo/certificates/badge"
)

// badgeLinks lead to a certificate's badge in its three forms; none when it gives none.
func (h *Handlers) badgeLinks(p web.Page, o certificates.Opened) []parts.Link {
	if o.State == certificates.Revoked || !h.Certificates.SignsBadges() {
		return nil
	}
	return newBadgeLinks(p, o.ID)
}

func newBadgeLinks(p web.Page, id string) []parts.Link {
	here := "/certificates/" + id + "/badge."
	return []parts.Link{
		{Label: p.T("badges.png"), Href: here + "png"},
		{Label: p.T("badges.json"), Href: here + "json"},
		{Label: p.T("badges.jwt"), Href: here + "jwt"},
	}
}

// BadgeJSON sends the badge with an embedded proof (OB 3.0, 5.1).
func (h *Handlers) BadgeJSON(c *web.Ctx) error {
	return h.sendBadge(c, "json", "application/json", func(b certificates.Badge) []byte { return b.JSON })
}

// BadgeJWT sends the badge as a compact JWS (OB 3.0, 5.1).
func (h *Handlers) BadgeJWT(c *web.Ctx) error {
	return h.sendBadge(c, "jwt", "text/plain", func(b certificates.Badge) []byte { return []byte(b.JWT) })
}

// BadgePNG sends the badge baked into a picture (OB 3.0, 5.3.1).
func (h *Handlers) BadgePNG(c *web.Ctx) error {
	return h.sendBadge(c, "png", "image/png", func(b certificates.Badge) []byte { return b.PNG })
}

func (h *Handlers) sendBadge(c *web.Ctx, ending, mediaType string, form func(certificates.Badge) []byte) error {
	certificate, made, err := h.Certificates.Badge(c.Context(), c.Actor, c.Params("certificate"))
	if err != nil {
		return err
	}
	c.Set("Content-Type", mediaType)
	c.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, certificate.Serial, ending))
	c.Set("Cache-Control", "private, no-store")
	return c.Send(form(made))
}

// Issuer gives the issuer's profile and keys for Data Integrity proofs.
func (h *Handlers) Issuer(c *web.Ctx) error {
	return publish(c, h.Certificates.BadgeIssuer().Document())
}

// IssuerKeys gives all the issuer's keys for JWTs (RFC 7517, 5).
func (h *Handlers) IssuerKeys(c *web.Ctx) error {
	return publish(c, h.Certificates.BadgeIssuer().KeySet())
}

// IssuerKey gives one key, to which the kid of a JWT leads (OB 3.0, 8.5).
func (h *Handlers) IssuerKey(c *web.Ctx) error {
	issuer := h.Certificates.BadgeIssuer()
	for _, key := range issuer.Keys {
		if key.ID == c.Params("key") {
			return publish(c, issuer.JWK(key))
		}
	}
	return fault.New(fault.NotFound, "fault.not_here")
}

// BadgeStatus gives the signed word on whether a certificate still stands.
func (h *Handlers) BadgeStatus(c *web.Ctx) error {
	body, err := h.Certificates.BadgeStatus(c.Context(), c.Params("certificate"))
	if err != nil {
		return err
	}
	return send(c, "application/json", 5, body)
}

// BadgePicture gives the picture of a badge, in which nobody is named.
func (h *Handlers) BadgePicture(c *web.Ctx) error {
	body, err := h.Certificates.BadgePicture(c.Context(), c.Params("certificate"))
	if err != nil {
		return err
	}
	return send(c, "image/png", 24*60, body)
}

func publish(c *web.Ctx, document any) error {
	body, err := badge.Marshal(document)
	if err != nil {
		return err
	}
	return send(c, "application/json", 5, body)
}

// send sends what verifiers read, in a browser on whatever page they run, and may keep some minutes.
func send(c *web.Ctx, mediaType string, minutes int, body []byte) error {
	c.Set("Content-Type", mediaType)
	c.Set("Cache-Control", fmt.Sprintf("public, max-age=%d", minutes*60))
	c.Set("Access-Control-Allow-Origin", "*")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.Set("X-Robots-Tag", "noindex, nofollow")
	return c.Send(body)
}
