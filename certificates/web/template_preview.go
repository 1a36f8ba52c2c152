package web

import (
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/certificates"
)

type unsavedQuery struct {
	Locale string `form:"preview_locale"`
	Kind   string `form:"preview_kind"`
}

// PreviewNew draws a template as it was typed, before it is saved.
func (h *Handlers) PreviewNew(c *web.Ctx) error { return h.previewUnsaved(c, "") }

// PreviewChange draws a template as it was changed, before that is saved.
func (h *Handlers) PreviewChange(c *web.Ctx) error { return h.previewUnsaved(c, c.Params("template")) }

// previewUnsaved sends a sample certificate as a PDF, in a window of its own so that
// the form, with the images chosen in it, stays as it is.
func (h *Handlers) previewUnsaved(c *web.Ctx, id string) error {
	var query unsavedQuery
	if err := c.Bind(&query); err != nil {
		return err
	}
	in, err := readTemplate(c)
	var body []byte
	if err == nil {
		locale, kind := previewQuery(query).chosen()
		body, err = h.Certificates.PreviewInput(c.Context(), c.Actor, id, in, kind, locale)
	}
	if fault.Is(err, fault.Invalid) {
		return h.refuseTemplate(c, id, in, err)
	}
	if err != nil {
		return err
	}
	return sendPreview(c, body)
}

// refuseTemplate shows the form again as it was filled in, with what is wrong.
func (h *Handlers) refuseTemplate(c *web.Ctx, id string, in certificates.TemplateInput, wrong error) error {
	messages := c.Fill(struct{}{}, wrong).Messages
	if id == "" {
		all, err := h.Certificates.Templates(c.Context(), c.Actor)
		if err != nil {
			return err
		}
		return c.Render(422, editTemplate(newTemplateForm(c.Page("templates.new.title"), all.Places, in, messages)))
	}
	opened, err := h.Certificates.OpenTemplate(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.Render(422, editTemplate(changeForm(c.PageCalled(opened.Name), opened, in, messages)))
}

// cannotPrint says which characters of a text a paper cannot show; empty when
// it shows all.
func cannotPrint(p web.Page, list []rune) string {
	if len(list) == 0 {
		return ""
	}
	return p.T("printable.missing", "characters", certificates.Characters(list))
}
