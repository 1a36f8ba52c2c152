package web

import (
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/certificates"
)

type paperTemplate struct {
	ID            string      `json:"id"             doc:"Of this version: a change makes the next one, with another."`
	Version       int         `json:"version"`
	InstitutionID *string     `json:"institution_id" doc:"null: the whole programme."`
	Institution   string      `json:"institution"    doc:"Its name; empty for the whole programme."`
	Name          string      `json:"name"`
	CreatedAt     db.Instant  `json:"created_at"`
	SupersededAt  *db.Instant `json:"superseded_at"  doc:"null: in use."`
	MayEdit       bool        `json:"may_edit"`
}

func templateOf(t certificates.Template) paperTemplate {
	return paperTemplate{t.ID, t.Version, t.InstitutionID, t.Place, t.Name, t.CreatedAt, t.SupersededAt, t.MayEdit}
}

type paperTemplates struct {
	Items  []paperTemplate `json:"items"  doc:"In use where the owner issues certificates, and above."`
	Places []templatePlace `json:"places" doc:"Without a template of their own, where the owner may make one; an empty id is the whole programme."`
}

type templatePlace struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type paperTemplateFull struct {
	paperTemplate

	Orientation string           `json:"orientation"`
	Accent      string           `json:"accent"`
	Logos       []templateLogo   `json:"logos"       doc:"From left to right; none: relevo's sign."`
	Signatures  []templateSigner `json:"signatures"  doc:"From left to right."`
	Texts       templateTexts    `json:"texts"`
	Versions    []paperTemplate  `json:"versions"    doc:"All versions, the newest first."`
}

type templateLogo struct {
	ImageID string `json:"image_id,omitempty" doc:"One that an earlier version shows."`
	Image   []byte `json:"image,omitempty"    doc:"Another, in base64: PNG or JPEG. Only sent, never answered."`
	Alt     string `json:"alt"                doc:"Whose logo it is, for those who do not see it."`
}

type templateSigner struct {
	ImageID  string `json:"image_id,omitempty" doc:"Empty, and no image: a line to sign on."`
	Image    []byte `json:"image,omitempty"    doc:"In base64. Only sent, never answered."`
	Name     string `json:"name"`
	Position string `json:"position,omitempty"`
}

// templateTexts is what papers say, by language and kind.
type templateTexts struct {
	Spanish templateKinds `json:"es,omitzero"`
	Chanka  templateKinds `json:"quy,omitzero"`
	Cusco   templateKinds `json:"quz,omitzero"`
	English templateKinds `json:"en,omitzero"`
}

type templateKinds struct {
	Attendance certificates.Words `json:"attendance,omitzero"`
	Completion certificates.Words `json:"completion,omitzero"`
	Competence certificates.Words `json:"competence,omitzero"`
}

func (k templateKinds) words() map[certificates.Kind]certificates.Words {
	return map[certificates.Kind]certificates.Words{certificates.Attendance: k.Attendance, certificates.Completion: k.Completion, certificates.Competence: k.Competence}
}

func kindsOf(words map[certificates.Kind]certificates.Words) templateKinds {
	return templateKinds{words[certificates.Attendance], words[certificates.Completion], words[certificates.Competence]}
}

func templateFullOf(t certificates.TemplateOpened) paperTemplateFull {
	return paperTemplateFull{paperTemplate: templateOf(t.Template), Orientation: string(t.Design.Orientation), Accent: string(t.Design.Accent),
		Logos: api.Each(t.Design.Logos, func(l certificates.Logo) templateLogo { return templateLogo{ImageID: l.ImageID, Alt: l.Alt} }),
		Signatures: api.Each(t.Design.Signatures, func(s certificates.Signature) templateSigner {
			return templateSigner{ImageID: s.ImageID, Name: s.Name, Position: s.Position}
		}),
		Texts: templateTexts{kindsOf(t.Design.Texts[i18n.Spanish]), kindsOf(t.Design.Texts[i18n.ChankaQuechua]), kindsOf(t.Design.Texts[i18n.CuscoQuechua]), kindsOf(t.Design.Texts[i18n.English])},
		Versions: api.Each(t.Versions, func(v certificates.TemplateVersion) paperTemplate {
			return templateOf(certificates.Template{TemplateVersion: v, Place: t.Place, MayEdit: t.MayEdit && v.ID == t.ID})
		}),
	}
}

type templateBody struct {
	InstitutionID string           `json:"institution_id,omitempty" doc:"Of a new one; left out: the whole programme. Of a change it is not read."`
	Name          string           `json:"name"`
	Orientation   string           `json:"orientation"              enum:"landscape,portrait"`
	Accent        string           `json:"accent"                   doc:"The colour, by its name."`
	Logos         []templateLogo   `json:"logos,omitempty"          doc:"At most 4. An error names them logo1, logo2 …"`
	Signatures    []templateSigner `json:"signatures,omitempty"     doc:"At most 3. An error names them signature1, signature2 …"`
	Texts         templateTexts    `json:"texts,omitzero"           doc:"What is left out is relevo's own."`
}

func (b templateBody) input() certificates.TemplateInput {
	in := certificates.TemplateInput{InstitutionID: b.InstitutionID, Name: b.Name, Files: map[string][]byte{}, Design: certificates.Design{
		Orientation: certificates.Orientation(b.Orientation), Accent: certificates.Accent(b.Accent),
		Texts: map[i18n.Locale]map[certificates.Kind]certificates.Words{
			i18n.Spanish: b.Texts.Spanish.words(), i18n.ChankaQuechua: b.Texts.Chanka.words(), i18n.CuscoQuechua: b.Texts.Cusco.words(), i18n.English: b.Texts.English.words(),
		},
	}}
	for i, one := range b.Logos {
		in.Design.Logos = append(in.Design.Logos, certificates.Logo{ImageID: one.ImageID, Alt: one.Alt})
		if len(one.Image) > 0 {
			in.Files[certificates.LogoField(i)] = one.Image
		}
	}
	for i, one := range b.Signatures {
		in.Design.Signatures = append(in.Design.Signatures, certificates.Signature{ImageID: one.ImageID, Name: one.Name, Position: one.Position})
		if len(one.Image) > 0 {
			in.Files[certificates.SignatureField(i)] = one.Image
		}
	}
	return in
}

type addTemplate struct {
	Body templateBody
}

type oneTemplate struct {
	ID string `path:"template"`
}

type changeTemplate struct {
	ID   string `path:"template"`
	Body templateBody
}

type templateImage struct {
	ID    string `path:"template"`
	Image string `path:"image"`
}

type templatePreview struct {
	ID string `path:"template" doc:"A version's identifier, or relevo: relevo's own look."`
	previewQuery
}

type drawTemplate struct {
	Body struct {
		Template templateBody `json:"template"`
		ID       string       `json:"template_id,omitempty" doc:"The version that is being changed; left out: a new one."`
		Locale   string       `json:"locale,omitempty"`
		Kind     string       `json:"kind,omitempty"`
	}
}

// templatesAPI is for how certificates look.
func (h *Handlers) templatesAPI() []web.Route {
	again := func(c *web.Ctx, id string, err error) (paperTemplateFull, error) {
		if err != nil {
			return paperTemplateFull{}, err
		}
		t, err := h.Certificates.OpenTemplate(c.Context(), c.Actor, id)
		return templateFullOf(t), err
	}
	sample := func(body []byte, err error) (api.File, error) {
		return api.File{Name: "relevo.pdf", Media: "application/pdf", Data: body}, err
	}
	return []web.Route{
		api.Op[struct{}, paperTemplates]{
			Method: "GET", Path: templatesPath, Name: "templates", Summary: "How certificates look: the templates in use", Needs: apiIssuers, Stands: []string{"templates"},
			Do: func(c *web.Ctx, _ struct{}) (paperTemplates, error) {
				all, err := h.Certificates.Templates(c.Context(), c.Actor)
				return paperTemplates{api.Each(all.List, templateOf), api.Each(all.Places, func(p certificates.Place) templatePlace { return templatePlace{p.ID, p.Name} })}, err
			},
		}.Route(),
		api.Op[addTemplate, paperTemplateFull]{
			Method: "POST", Path: templatesPath, Name: "template.add", Summary: "Make a template, for what is issued from now on", Needs: apiIssuers, Status: 201, Stands: []string{"template.add", "template.new"},
			Do: func(c *web.Ctx, in addTemplate) (paperTemplateFull, error) {
				id, err := h.Certificates.AddTemplate(c.Context(), c.Actor, in.Body.input())
				return again(c, id, err)
			},
		}.Route(),
		api.Op[drawTemplate, api.File]{
			Method: "POST", Path: templatesPath + "/preview", Name: "template.draw", Summary: "A sample certificate, as pdf, of what is not saved", Needs: apiIssuers, Produces: []string{"application/pdf"},
			Stands: []string{"template.preview.new", "template.preview.change"},
			Do: func(c *web.Ctx, in drawTemplate) (api.File, error) {
				locale, kind := previewQuery{in.Body.Locale, in.Body.Kind}.chosen()
				return sample(h.Certificates.PreviewInput(c.Context(), c.Actor, in.Body.ID, in.Body.Template.input(), kind, locale))
			},
		}.Route(),
		api.Op[oneTemplate, paperTemplateFull]{
			Method: "GET", Path: templatesPath + "/:template", Name: "template", Summary: "One version of a template", Needs: apiIssuers, Stands: []string{"template", "template.edit"},
			Do: func(c *web.Ctx, in oneTemplate) (paperTemplateFull, error) { return again(c, in.ID, nil) },
		}.Route(),
		api.Op[changeTemplate, paperTemplateFull]{
			Method: "PUT", Path: templatesPath + "/:template", Name: "template.change", Summary: "Make the next version of a template, upon the one in use: 409 when there is a newer one", Needs: apiIssuers, Stands: []string{"template.change"},
			Do: func(c *web.Ctx, in changeTemplate) (paperTemplateFull, error) {
				id, err := h.Certificates.ChangeTemplate(c.Context(), c.Actor, in.ID, in.Body.input())
				return again(c, id, err)
			},
		}.Route(),
		api.Op[oneTemplate, api.None]{
			Method: "POST", Path: templatesPath + "/:template/retire", Name: "template.retire", Summary: "End the use of a template: what is issued from now on looks as the next one above says", Needs: apiIssuers, Stands: []string{"template.retire"},
			Do: func(c *web.Ctx, in oneTemplate) (api.None, error) {
				return api.None{}, h.Certificates.RetireTemplate(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
		api.Op[templatePreview, api.File]{
			Method: "GET", Path: templatesPath + "/:template/preview", Name: "template.preview", Summary: "A sample certificate as pdf", Needs: apiIssuers, Produces: []string{"application/pdf"}, Stands: []string{"template.preview"},
			Do: func(c *web.Ctx, in templatePreview) (api.File, error) {
				if in.ID == ownTemplate {
					in.ID = ""
				}
				locale, kind := in.chosen()
				return sample(h.Certificates.PreviewTemplate(c.Context(), c.Actor, in.ID, kind, locale))
			},
		}.Route(),
		api.Op[templateImage, api.File]{
			Method: "GET", Path: templatesPath + "/:template/images/:image", Name: "template.image", Summary: "One of the images of a template", Needs: apiIssuers, Produces: []string{"image/png", "image/jpeg"}, Stands: []string{"template.image"},
			Do: func(c *web.Ctx, in templateImage) (api.File, error) {
				picture, err := h.Certificates.TemplateImage(c.Context(), c.Actor, in.ID, in.Image)
				if err != nil {
					return api.File{}, err
				}
				ending, ok := map[string]string{"image/png": ".png", "image/jpeg": ".jpg"}[picture.MediaType]
				if !ok {
					return api.File{}, fault.Missing("noun.page")
				}
				return api.File{Name: picture.ID + ending, Media: picture.MediaType, Data: picture.Content}, nil
			},
		}.Route(),
	}
}
