package web

import (
	"io"

	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/selfcare"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type figuresPage struct {
	web.Page
	Table parts.Grid
}

// Figures shows the shares that were told.
func (h *Handlers) Figures(c *web.Ctx) error {
	figures, err := h.SelfCare.Figures(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showFigures(newFiguresPage(c.Page("selfcare.figures.title"), figures)))
}

func newFiguresPage(p web.Page, figures []selfcare.Figure) figuresPage {
	p.Crumbs = []parts.Link{{Label: p.T("selfcare.title"), Href: "/selfcare"}}
	p.Lead = p.T("selfcare.figures.lead")
	page := figuresPage{Page: p, Table: parts.Grid{Caption: p.T("selfcare.figures.title"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("selfcare.half_year")}, {Label: p.T("selfcare.region")}, {Label: p.T("selfcare.people"), Numeric: true}, {Label: p.T("selfcare.heavy"), Numeric: true},
	}}}
	for _, f := range figures {
		where, many, heavy := p.T("access.everywhere"), p.T("selfcare.untold"), "—"
		if f.Region != "" {
			where = people.RegionName(f.Region)
		}
		if f.People != nil && f.Heavy != nil {
			many, heavy = p.Number(float64(*f.People), 0), p.T("selfcare.share", "count", *f.Heavy, "percent", p.Number(100*float64(*f.Heavy)/float64(*f.People), 0))
		}
		last := f.HalfYear.AddMonths(6) - 1
		page.Table.Rows = append(page.Table.Rows, parts.Words(p.T("selfcare.from_to", "from", p.Date(f.HalfYear), "to", p.Date(last)), where, many, heavy))
	}
	return page
}

type managePage struct {
	web.Page
	Packs    []pack
	HelpForm parts.Filled
	PackForm parts.Filled
}

type pack struct{ ID, Title, Lang, Credit, Licence string }

// Manage shows what is offered, and whom people are told to turn to.
func (h *Handlers) Manage(c *web.Ctx) error {
	return h.showManage(c, 200, parts.Filled{}, parts.Filled{})
}

func (h *Handlers) showManage(c *web.Ctx, status int, help, load parts.Filled) error {
	m, err := h.SelfCare.Managed(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(status, showManage(newManagePage(c.Page("selfcare.manage.title"), m, help, load)))
}

func newManagePage(p web.Page, m selfcare.Managed, help, load parts.Filled) managePage {
	p.Crumbs = []parts.Link{{Label: p.T("selfcare.title"), Href: "/selfcare"}}
	page := managePage{Page: p, HelpForm: help.With("help", m.Help), PackForm: load}
	page.PackForm.ID = "pack"
	for _, o := range m.Offered {
		if o.Name != selfcare.OwnName {
			page.Packs = append(page.Packs, pack{ID: o.Name, Title: o.Title, Lang: o.Language, Credit: o.Credit, Licence: o.Licence})
		}
	}
	return page
}

// SetHelp writes whom people can turn to.
func (h *Handlers) SetHelp(c *web.Ctx) error {
	var in struct {
		Help string `form:"help"`
	}
	err := c.Bind(&in)
	if err == nil {
		err = h.SelfCare.SetHelp(c.Context(), c.Actor, in.Help)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showManage(c, 422, c.Fill(in, err), parts.Filled{})
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "selfcare.help.saved")
	return c.See("/selfcare/manage")
}

// LoadPack offers a questionnaire from a file.
func (h *Handlers) LoadPack(c *web.Ctx) error {
	var in struct {
		Read bool `form:"licence_read"`
	}
	err := c.Bind(&in)
	var content []byte
	if err == nil {
		content, err = sentPack(c)
	}
	if err == nil {
		_, err = h.SelfCare.LoadPack(c.Context(), c.Actor, content, in.Read)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showManage(c, 422, parts.Filled{}, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "selfcare.pack.loaded")
	return c.See("/selfcare/manage")
}

// sentPack reads the file that was sent, as far as a pack may reach.
func sentPack(c *web.Ctx) ([]byte, error) {
	header, err := c.FormFile("pack")
	if err != nil || header.Size == 0 {
		return nil, fault.OnField("pack", "fault.file_missing")
	}
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	return io.ReadAll(io.LimitReader(file, selfcare.PackLimit+1))
}

// EndPack offers a questionnaire no longer.
func (h *Handlers) EndPack(c *web.Ctx) error {
	if err := h.SelfCare.EndPack(c.Context(), c.Actor, c.Params("id")); err != nil {
		return err
	}
	c.Flash(parts.Good, "selfcare.pack.ended")
	return c.See("/selfcare/manage")
}
