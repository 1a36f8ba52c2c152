package web

import (
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type institutionInput struct {
	ParentID string      `form:"parent_id"`
	Code     string      `form:"code"`
	Name     string      `form:"name"`
	Kind     people.Kind `form:"kind"`
	Sector   string      `form:"sector"`
	Ubigeo   string      `form:"ubigeo"`
	Setting  string      `form:"setting"`
	ClosedOn *db.Date    `form:"closed_on"`
}

func (in institutionInput) service() people.InstitutionInput { return people.InstitutionInput(in) }

type institutionFormPage struct {
	web.Page
	Form     parts.Filled
	Action   string
	Back     string
	Save     string
	Existing bool
	Parents  []parts.Option
	Kinds    []parts.Option
	Regions  string // how the codes of the departments begin, for the help
}

// NewInstitution shows the form for a new institution.
func (h *Handlers) NewInstitution(c *web.Ctx) error {
	var in institutionInput
	if err := c.Bind(&in); err != nil { // ?parent_id=… from an institution's page
		return err
	}
	in.Sector = "public"
	return h.showInstitutionForm(c, 200, people.Institution{}, c.Fill(in, nil))
}

// CreateInstitution makes an institution.
func (h *Handlers) CreateInstitution(c *web.Ctx) error {
	var in institutionInput
	err := c.Bind(&in)
	var made people.Institution
	if err == nil {
		made, err = h.People.CreateInstitution(c.Context(), c.Actor, in.service())
	}
	if fault.Is(err, fault.Invalid) {
		return h.showInstitutionForm(c, 422, people.Institution{}, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "people.institution.created", "name", made.Name)
	return c.See(institutionPath(made.ID))
}

// EditInstitution shows the form for changing an institution.
func (h *Handlers) EditInstitution(c *web.Ctx) error {
	at, err := h.People.Institution(c.Context(), c.Actor, access.ManageInstitutions, c.Params("institution"))
	if err != nil {
		return err
	}
	in := institutionInput{Code: at.Code, Name: at.Name, Kind: at.Kind, Sector: at.Sector, Ubigeo: at.Ubigeo, Setting: at.Setting, ClosedOn: at.ClosedOn}
	if at.ParentID != nil {
		in.ParentID = *at.ParentID
	}
	return h.showInstitutionForm(c, 200, at, c.Fill(in, nil))
}

// UpdateInstitution changes an institution.
func (h *Handlers) UpdateInstitution(c *web.Ctx) error {
	id := c.Params("institution")
	var in institutionInput
	err := c.Bind(&in)
	if err == nil {
		_, err = h.People.UpdateInstitution(c.Context(), c.Actor, id, in.service())
	}
	if fault.Is(err, fault.Invalid) {
		at, findErr := h.People.Institution(c.Context(), c.Actor, access.ManageInstitutions, id)
		if findErr != nil {
			return findErr
		}
		return h.showInstitutionForm(c, 422, at, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "people.institution.saved", "name", in.Name)
	return c.See(institutionPath(id))
}

func (h *Handlers) showInstitutionForm(c *web.Ctx, status int, at people.Institution, form parts.Filled) error {
	tree, err := h.People.InstitutionsInScope(c.Context(), c.Actor, access.ManageInstitutions)
	if err != nil {
		return err
	}
	page := institutionFormPageOf(c.Page("people.institution.new.title"), at, tree, c.Actor.May(access.ManageInstitutions, ""))
	page.Form = form
	return c.Render(status, showInstitutionForm(page))
}

// institutionFormPageOf makes the form; the zero institution is a new one.
func institutionFormPageOf(p web.Page, at people.Institution, tree []people.Institution, everywhere bool) institutionFormPage {
	page := institutionFormPage{Page: p, Action: "/institutions", Back: "/institutions", Save: p.T("people.institution.create")}
	page.Crumbs = []parts.Link{{Label: p.T("people.institutions.title"), Href: "/institutions"}}
	if at.ID != "" {
		page.Title = p.T("people.institution.edit.title", "name", at.Name)
		page.Action, page.Back, page.Save, page.Existing = institutionPath(at.ID), institutionPath(at.ID), p.T("people.save"), true
		page.Crumbs = append(page.Crumbs, parts.Link{Label: at.Name, Href: institutionPath(at.ID)})
	}
	if everywhere || (at.ID != "" && at.ParentID == nil) {
		page.Parents = []parts.Option{{Value: "", Label: p.T("people.institution.top")}}
	}
	var above []people.Institution
	known := at.ParentID == nil
	for _, i := range tree {
		if at.ID == "" || !strings.HasPrefix(i.Path, at.Path) { // not itself nor anything below it
			above = append(above, i)
			known = known || i.ID == *at.ParentID
		}
	}
	page.Parents = append(page.Parents, options(above)...)
	if !known { // above it stands one that the actor does not manage: it stays there
		page.Parents = append(page.Parents, parts.Option{Value: *at.ParentID, Label: p.T("people.institution.parent_kept")})
	}
	for _, k := range people.Kinds() {
		page.Kinds = append(page.Kinds, parts.Option{Value: string(k), Label: p.T(k.Key())})
	}
	var regions []string
	for _, d := range people.Departments() {
		regions = append(regions, d.Code+" "+d.Name)
	}
	page.Regions = strings.Join(regions, ", ")
	return page
}
