package web

import (
	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/certificates"
)

const templatesPath = "/certificates/templates"

// ownTemplate stands in an address for relevo's own look, which is no row.
const ownTemplate = "relevo"

type templatesPage struct {
	web.Page
	Grid   parts.Grid
	MayAdd bool
}

type templatePage struct {
	web.Page
	Gone      bool // a version that is no longer used
	MayEdit   bool
	Edit      string
	Retire    string
	Chosen    parts.Filled
	Here      string
	Locales   []parts.Option
	Kinds     []parts.Option
	InSpanish string // empty when everything is written in the language
	Preview   string
	Versions  parts.Grid
}

type previewQuery struct {
	Locale string `doc:"Left out: es."                                               form:"locale"`
	Kind   string `doc:"attendance, completion or competence; left out: competence." form:"kind"`
}

// Templates lists the templates.
func (h *Handlers) Templates(c *web.Ctx) error {
	all, err := h.Certificates.Templates(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showTemplates(newTemplatesPage(c.Page("templates.title"), all)))
}

func newTemplatesPage(p web.Page, all certificates.Templates) templatesPage {
	p.Lead = p.T("templates.lead")
	p.Crumbs = []parts.Link{{Label: p.T("certificates.list.title"), Href: "/certificates"}, {Label: p.Title, Current: true}}
	page := templatesPage{Page: p, MayAdd: len(all.Places) > 0, Grid: parts.Grid{Caption: p.Title, Hidden: true, Columns: []parts.Column{
		{Label: p.T("templates.for")}, {Label: p.T("templates.name")}, {Label: p.T("templates.version"), Numeric: true}, {Label: p.T("templates.since")},
	}}}
	for _, one := range all.List {
		page.Grid.Rows = append(page.Grid.Rows, []parts.Cell{
			{Text: placeName(p, one.Place), Href: templatesPath + "/" + one.ID}, {Text: one.Name}, {Text: p.Value(one.Version)}, {Text: p.Instant(one.CreatedAt)},
		})
	}
	page.Grid.Rows = append(page.Grid.Rows, []parts.Cell{
		{Text: p.T("templates.own"), Href: templatesPath + "/" + ownTemplate + "/preview.pdf", Note: p.T("templates.own_note")}, {Text: "relevo"}, {}, {},
	})
	return page
}

func placeName(p web.Page, name string) string {
	if name == "" {
		return p.T("templates.programme")
	}
	return name
}

// ShowTemplate shows a version of a template with a preview and the other
// versions.
func (h *Handlers) ShowTemplate(c *web.Ctx) error {
	var in previewQuery
	if err := c.Bind(&in); err != nil {
		return err
	}
	opened, err := h.Certificates.OpenTemplate(c.Context(), c.Actor, c.Params("template"))
	if err != nil {
		return err
	}
	return c.Render(200, showTemplate(newTemplatePage(c.PageCalled(opened.Name), opened, in)))
}

// chosen gives what a preview is to show; the usual where it was not said.
func (q previewQuery) chosen() (i18n.Locale, certificates.Kind) {
	if q.Locale == "" {
		q.Locale = string(i18n.Spanish)
	}
	if q.Kind == "" {
		q.Kind = string(certificates.Competence)
	}
	return i18n.Locale(q.Locale), certificates.Kind(q.Kind)
}

func newTemplatePage(p web.Page, opened certificates.TemplateOpened, in previewQuery) templatePage {
	locale, kind := in.chosen()
	here := templatesPath + "/" + opened.ID
	p.Lead = placeName(p, opened.Place)
	p.Crumbs = crumbsTo(p, opened.Name)
	page := templatePage{
		Page: p, Gone: opened.SupersededAt != nil, MayEdit: opened.MayEdit, Here: here, Edit: here + "/edit", Retire: here + "/retire",
		Preview: here + "/preview.pdf?locale=" + string(locale) + "&kind=" + string(kind),
		Chosen:  parts.Filled{ID: "preview", Values: map[string][]string{"locale": {string(locale)}, "kind": {string(kind)}}},
	}
	page.Locales, page.Kinds = previewChoices(p)
	if opened.Design.SaidInSpanish(locale, kind) {
		page.InSpanish = p.T("templates.in_spanish", "language", locale.Name())
	}
	page.Versions = parts.Grid{Caption: p.T("templates.versions"), Columns: []parts.Column{
		{Label: p.T("templates.version")}, {Label: p.T("templates.since")}, {Label: p.T("templates.name")}, {Label: p.T("templates.state")},
	}}
	for _, one := range opened.Versions {
		state := parts.State(parts.Neutral, p.T("templates.before"))
		if one.SupersededAt == nil {
			state = parts.State(parts.Good, p.T("templates.current"))
		}
		page.Versions.Rows = append(page.Versions.Rows, []parts.Cell{
			{Text: p.Value(one.Version), Href: templatesPath + "/" + one.ID}, {Text: p.Instant(one.CreatedAt)}, {Text: one.Name}, {Part: state},
		})
	}
	return page
}

// previewChoices are the languages and kinds in which a template can be looked at.
func previewChoices(p web.Page) (locales, kinds []parts.Option) {
	for _, one := range i18n.Locales() {
		locales = append(locales, parts.Option{Value: string(one), Label: one.Name()})
	}
	for _, one := range certificates.Kinds {
		kinds = append(kinds, parts.Option{Value: string(one), Label: p.T("certificates.kind." + string(one))})
	}
	return locales, kinds
}

func crumbsTo(p web.Page, name string) []parts.Link {
	return []parts.Link{
		{Label: p.T("certificates.list.title"), Href: "/certificates"}, {Label: p.T("templates.title"), Href: templatesPath}, {Label: name, Current: true},
	}
}

// PreviewTemplate sends a sample certificate as a PDF.
func (h *Handlers) PreviewTemplate(c *web.Ctx) error {
	var in previewQuery
	if err := c.Bind(&in); err != nil {
		return err
	}
	id := c.Params("template")
	if id == ownTemplate {
		id = ""
	}
	locale, kind := in.chosen()
	body, err := h.Certificates.PreviewTemplate(c.Context(), c.Actor, id, kind, locale)
	if err != nil {
		return err
	}
	return sendPreview(c, body)
}

// sendPreview sends a sample certificate. It is the one page of ours that a page
// of ours may frame; readers of PDFs in browsers are objects with a style of
// their own.
func sendPreview(c *web.Ctx, body []byte) error {
	c.Set("Content-Type", "application/pdf")
	c.Set("Content-Disposition", `inline; filename="relevo.pdf"`)
	c.Set("Content-Security-Policy", "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'")
	c.Set("X-Frame-Options", "SAMEORIGIN")
	c.Set("Cache-Control", "private, no-store")
	return c.Send(body)
}

// TemplateImage sends one of the images of a template.
func (h *Handlers) TemplateImage(c *web.Ctx) error {
	picture, err := h.Certificates.TemplateImage(c.Context(), c.Actor, c.Params("template"), c.Params("image"))
	if err != nil {
		return err
	}
	c.Set("Content-Type", picture.MediaType)
	c.Set("Cache-Control", "private, max-age=3600")
	return c.Send(picture.Content)
}

// RetireTemplate ends the use of a template.
func (h *Handlers) RetireTemplate(c *web.Ctx) error {
	if err := h.Certificates.RetireTemplate(c.Context(), c.Actor, c.Params("template")); err != nil {
		return err
	}
	c.Flash(parts.Good, "templates.retired")
	return c.See(templatesPath)
}

// templateSamples shows the pages of templates in their states.
func templateSamples(locale i18n.Locale) []web.Sample {
	page := func(key string) web.Page {
		p := web.SamplePage(locale, "")
		p.Title = p.T(key)
		return p
	}
	until := db.Instant{}
	version := certificates.TemplateVersion{ID: "01jx0000000000000000000001", Code: "relevo", Version: 2, Name: "Programa <2026>", Design: certificates.Design{
		Orientation: certificates.Portrait, Accent: certificates.Blue, Logos: []certificates.Logo{{ImageID: "logo", Alt: "Fondo Río Claro"}},
		Signatures: []certificates.Signature{{Name: "Rosa Ñahui", Position: "Directora"}},
	}}
	earlier := version
	earlier.ID, earlier.Version, earlier.SupersededAt = "01jx0000000000000000000000", 1, &until
	opened := certificates.TemplateOpened{
		Template: certificates.Template{TemplateVersion: version, MayEdit: true}, Versions: []certificates.TemplateVersion{version, earlier},
		Pictures: map[string]certificates.PaperImage{"logo": {ID: "logo", MediaType: "image/png", Width: 100, Height: 100}},
	}
	old := opened
	old.TemplateVersion, old.MayEdit, old.Place = earlier, false, "CAR Casa del Río"
	wrong := []parts.Message{
		{Field: "name", Text: page("templates.title").T("fault.required")}, {Field: "logo1", Text: page("templates.title").T("templates.image.svg")},
		{Field: "text_quy_completion_title", Text: page("templates.title").T("templates.too_long", "max", 60)},
	}
	input := certificates.TemplateInput{Name: version.Name, Design: version.Design}
	places := []certificates.Place{{}, {ID: "casa", Name: "CAR Casa del Río"}}
	sample := func(name string, c templ.Component) web.Sample {
		return web.Sample{Name: name, Whole: true, Component: c}
	}
	return []web.Sample{
		sample("templates", showTemplates(newTemplatesPage(page("templates.title"), certificates.Templates{List: []certificates.Template{opened.Template}, Places: places}))),
		sample("templates-none", showTemplates(newTemplatesPage(page("templates.title"), certificates.Templates{}))),
		sample("template", showTemplate(newTemplatePage(web.SamplePage(locale, version.Name), opened, previewQuery{Locale: "quz"}))),
		sample("template-earlier", showTemplate(newTemplatePage(web.SamplePage(locale, version.Name), old, previewQuery{}))),
		sample("template-new", editTemplate(newTemplateForm(page("templates.new.title"), places, startingWith(), nil))),
		sample("template-edit-refilled", editTemplate(changeForm(web.SamplePage(locale, version.Name), opened, input, wrong))),
	}
}

// templateRoutes are the addresses of templates. They stand before those of
// certificates, whose ids they would else be taken for.
func (h *Handlers) templateRoutes() []web.Route {
	issuers := web.Can(access.IssueCertificates)
	one := templatesPath + "/:template"
	return []web.Route{
		{Method: "GET", Path: templatesPath, Handle: h.Templates, Allow: issuers, Name: "templates"},
		{Method: "GET", Path: templatesPath + "/new", Handle: h.NewTemplate, Allow: issuers, Name: "template.new"},
		{Method: "POST", Path: templatesPath + "/preview", Handle: h.PreviewNew, Allow: issuers, Name: "template.preview.new"},
		{Method: "POST", Path: one + "/preview", Handle: h.PreviewChange, Allow: issuers, Name: "template.preview.change"},
		{Method: "POST", Path: templatesPath, Handle: h.AddTemplate, Allow: issuers, Name: "template.add"},
		{Method: "GET", Path: one, Handle: h.ShowTemplate, Allow: issuers, Name: "template"},
		{Method: "GET", Path: one + "/preview.pdf", Handle: h.PreviewTemplate, Allow: issuers, Name: "template.preview"},
		{Method: "GET", Path: one + "/images/:image", Handle: h.TemplateImage, Allow: issuers, Name: "template.image"},
		{Method: "GET", Path: one + "/edit", Handle: h.EditTemplate, Allow: issuers, Name: "template.edit"},
		{Method: "POST", Path: one, Handle: h.ChangeTemplate, Allow: issuers, Name: "template.change"},
		{Method: "POST", Path: one + "/retire", Handle: h.RetireTemplate, Allow: issuers, Name: "template.retire"},
	}
}
