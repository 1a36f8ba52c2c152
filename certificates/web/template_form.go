package web

import (
	"strconv"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/certificates"
)

type templateForm struct {
	web.Page
	Action     string
	Form       parts.Filled
	Places     []parts.Option // of a new template
	Orientated []parts.Option
	Accents    []parts.Option
	Logos      []slot
	Signatures []slot
	Texts      []textGroup
	Preview    string // where what was typed is drawn
	Chosen     parts.Filled
	Locales    []parts.Option
	Kinds      []parts.Option
}

// slot is a place for an image: a logo or a signature.
type slot struct {
	Field  string
	Number string
	Image  string // where the one that is there is; empty for none
	Alt    string
}

// textGroup is the texts of one language.
type textGroup struct {
	Name, Lang string
	Open       bool
	Kinds      []textKind
}

type textKind struct {
	Legend string
	Fields []parts.Input
}

type templateInput struct {
	Institution string `form:"institution"`
	Name        string `form:"name"`
	Orientation string `form:"orientation"`
	Accent      string `form:"accent"`
}

// NewTemplate shows the form for a new template.
func (h *Handlers) NewTemplate(c *web.Ctx) error {
	all, err := h.Certificates.Templates(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, editTemplate(newTemplateForm(c.Page("templates.new.title"), all.Places, startingWith(), nil)))
}

// startingWith is what the form for a new template begins with.
func startingWith() certificates.TemplateInput {
	return certificates.TemplateInput{Design: certificates.Design{Orientation: certificates.Landscape, Accent: certificates.Teal}}
}

// AddTemplate makes a template.
func (h *Handlers) AddTemplate(c *web.Ctx) error {
	in, err := readTemplate(c)
	id := ""
	if err == nil {
		id, err = h.Certificates.AddTemplate(c.Context(), c.Actor, in)
	}
	if fault.Is(err, fault.Invalid) {
		return h.refuseTemplate(c, "", in, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "templates.saved")
	return c.See(templatesPath + "/" + id)
}

// EditTemplate shows the form by which a template is changed.
func (h *Handlers) EditTemplate(c *web.Ctx) error {
	opened, err := h.Certificates.OpenTemplate(c.Context(), c.Actor, c.Params("template"))
	if err != nil {
		return err
	}
	if !opened.MayEdit {
		return c.See(templatesPath + "/" + opened.ID)
	}
	in := certificates.TemplateInput{Name: opened.Name, Design: opened.Design}
	return c.Render(200, editTemplate(changeForm(c.PageCalled(opened.Name), opened, in, nil)))
}

// ChangeTemplate makes the next version of a template.
func (h *Handlers) ChangeTemplate(c *web.Ctx) error {
	in, err := readTemplate(c)
	id := ""
	if err == nil {
		id, err = h.Certificates.ChangeTemplate(c.Context(), c.Actor, c.Params("template"), in)
	}
	if fault.Is(err, fault.Invalid) {
		return h.refuseTemplate(c, c.Params("template"), in, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "templates.saved")
	return c.See(templatesPath + "/" + id)
}

// readTemplate reads the form. Its places and texts are as many as the design
// has, so their names are put together and not written into a struct.
func readTemplate(c *web.Ctx) (certificates.TemplateInput, error) {
	var typed templateInput
	err := c.Bind(&typed)
	in := certificates.TemplateInput{InstitutionID: typed.Institution, Name: typed.Name, Files: map[string][]byte{}, Design: certificates.Design{
		Orientation: certificates.Orientation(typed.Orientation), Accent: certificates.Accent(typed.Accent),
		Texts: map[i18n.Locale]map[certificates.Kind]certificates.Words{},
	}}
	for i := range certificates.MaxLogos {
		field := certificates.LogoField(i)
		one := certificates.Logo{ImageID: c.FormValue(field + "_image"), Alt: c.FormValue(field + "_alt")}
		if c.FormValue(field+"_remove") != "" {
			one = certificates.Logo{}
		}
		in.Design.Logos = append(in.Design.Logos, one)
	}
	for i := range certificates.MaxSignatures {
		field := certificates.SignatureField(i)
		one := certificates.Signature{ImageID: c.FormValue(field + "_image"), Name: c.FormValue(field + "_name"), Position: c.FormValue(field + "_position")}
		if c.FormValue(field+"_remove") != "" {
			one.ImageID = ""
		}
		in.Design.Signatures = append(in.Design.Signatures, one)
	}
	for _, locale := range i18n.Locales() {
		in.Design.Texts[locale] = map[certificates.Kind]certificates.Words{}
		for _, kind := range certificates.Kinds {
			value := func(what string) string { return c.FormValue(certificates.TextField(locale, kind, what)) }
			in.Design.Texts[locale][kind] = certificates.Words{
				Title: value("title"), GivenTo: value("given_to"), Because: value("because"), Footer: value("footer"),
			}
		}
	}
	if err != nil {
		return in, err
	}
	return in, readFiles(c, in.Files)
}

// readFiles reads the images that were sent.
func readFiles(c *web.Ctx, into map[string][]byte) error {
	var fields []string
	for i := range certificates.MaxLogos {
		fields = append(fields, certificates.LogoField(i))
	}
	for i := range certificates.MaxSignatures {
		fields = append(fields, certificates.SignatureField(i))
	}
	for _, field := range fields {
		if header, err := c.FormFile(field); err != nil || header.Size == 0 {
			continue // a place without a new image
		}
		upload, err := c.File(field, certificates.MaxImage)
		if err != nil {
			return err
		}
		into[field] = upload.Data
	}
	return nil
}

func changeForm(p web.Page, opened certificates.TemplateOpened, in certificates.TemplateInput, messages []parts.Message) templateForm {
	page := newTemplateForm(p, nil, in, messages)
	page.Lead = p.T("templates.edit.lead")
	page.Action = templatesPath + "/" + opened.ID
	page.Preview = page.Action + "/preview"
	page.Crumbs = crumbsTo(p, opened.Name)
	for _, slots := range [][]slot{page.Logos, page.Signatures} {
		for i, one := range slots {
			if id := page.Form.Value(one.Field + "_image"); opened.Pictures[id].ID != "" {
				slots[i].Image = page.Action + "/images/" + id
			}
		}
	}
	return page
}

func newTemplateForm(p web.Page, places []certificates.Place, in certificates.TemplateInput, messages []parts.Message) templateForm {
	p.Lead = p.T("templates.new.lead")
	p.Crumbs = crumbsTo(p, p.Title)
	page := templateForm{Page: p, Action: templatesPath, Form: parts.Filled{Values: valuesOf(in), Messages: messages}}
	page.Preview, page.Chosen = templatesPath+"/preview", parts.Filled{Values: map[string][]string{
		"preview_locale": {string(i18n.Spanish)}, "preview_kind": {string(certificates.Competence)},
	}}
	page.Locales, page.Kinds = previewChoices(p)
	for _, one := range places {
		page.Places = append(page.Places, parts.Option{Value: one.ID, Label: placeName(p, one.Name)})
	}
	for _, one := range certificates.Orientations {
		page.Orientated = append(page.Orientated, parts.Option{Value: string(one), Label: p.T("templates.orientation." + string(one))})
	}
	for _, one := range certificates.Accents {
		page.Accents = append(page.Accents, parts.Option{Value: string(one), Label: p.T("templates.accent." + string(one))})
	}
	for i := range certificates.MaxLogos {
		field := certificates.LogoField(i)
		page.Logos = append(page.Logos, slot{Field: field, Number: strconv.Itoa(i + 1), Alt: page.Form.Value(field + "_alt")})
	}
	for i := range certificates.MaxSignatures {
		field := certificates.SignatureField(i)
		page.Signatures = append(page.Signatures, slot{Field: field, Number: strconv.Itoa(i + 1), Alt: page.Form.Value(field + "_name")})
	}
	for _, locale := range i18n.Locales() {
		page.Texts = append(page.Texts, textsIn(p, locale, page.Form))
	}
	return page
}

// textsIn are the fields for what papers say in a language. Their group is
// open where something is to be corrected.
func textsIn(p web.Page, locale i18n.Locale, form parts.Filled) textGroup {
	group := textGroup{Name: locale.Name(), Lang: string(locale)}
	for _, kind := range certificates.Kinds {
		one := textKind{Legend: p.T("certificates.kind." + string(kind))}
		own := certificates.Design{}.Say(locale, kind)
		for _, field := range []struct{ what, own string }{{"title", own.Title}, {"given_to", own.GivenTo}, {"because", own.Because}, {"footer", ""}} {
			name := certificates.TextField(locale, kind, field.what)
			one.Fields = append(one.Fields, parts.Input{Name: name, Label: p.T("templates.text." + field.what), Help: field.own, Lang: string(locale)})
			group.Open = group.Open || form.Error(name) != ""
		}
		group.Kinds = append(group.Kinds, one)
	}
	return group
}

// valuesOf gives the fields of the form as they stand.
func valuesOf(in certificates.TemplateInput) map[string][]string {
	values := map[string][]string{
		"institution": {in.InstitutionID}, "name": {in.Name}, "orientation": {string(in.Design.Orientation)}, "accent": {string(in.Design.Accent)},
	}
	for i, one := range in.Design.Logos {
		field := certificates.LogoField(i)
		values[field+"_image"], values[field+"_alt"] = []string{one.ImageID}, []string{one.Alt}
	}
	for i, one := range in.Design.Signatures {
		field := certificates.SignatureField(i)
		values[field+"_image"], values[field+"_name"], values[field+"_position"] = []string{one.ImageID}, []string{one.Name}, []string{one.Position}
	}
	for locale, kinds := range in.Design.Texts {
		for kind, words := range kinds {
			for what, text := range map[string]string{"title": words.Title, "given_to": words.GivenTo, "because": words.Because, "footer": words.Footer} {
				values[certificates.TextField(locale, kind, what)] = []string{text}
			}
		}
	}
	return values
}
