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
	ParentID         string           `form:"parent_id"`
	Code             string           `form:"code"`
	Name             string           `form:"name"`
	Rename           string           `form:"rename"` // renamed, or anything else for a correction
	RenamedOn        *db.Date         `form:"renamed_on"`
	Kind             people.Kind      `form:"kind"`
	Sector           string           `form:"sector"`
	Ubigeo           string           `form:"ubigeo"`
	Setting          string           `form:"setting"`
	JudicialDistrict string           `form:"judicial_district"`
	Languages        people.Languages `form:"languages"`
	Reopen           bool             `form:"reopen"`
}

// renamed is the answer that a changed name is a new one.
const renamed = "new"

func (in institutionInput) service() people.InstitutionInput {
	out := people.InstitutionInput{ParentID: in.ParentID, Code: in.Code, Name: in.Name, Kind: in.Kind, Sector: in.Sector, Ubigeo: in.Ubigeo,
		Setting: in.Setting, JudicialDistrict: in.JudicialDistrict, Languages: in.Languages, Reopen: in.Reopen}
	if in.Rename == renamed {
		out.RenamedOn = in.RenamedOn
	}
	return out
}

// validate refuses a new name without its day.
func (in institutionInput) validate() error {
	var check fault.Check
	check.That(in.Rename != renamed || in.RenamedOn != nil, "renamed_on", "fault.required")
	return check.Err()
}

type institutionFormPage struct {
	web.Page
	Form      parts.Filled
	Action    string
	Back      string
	Save      string
	Existing  bool
	Close     string // where an open institution is closed
	Closed    string // since when it is, for a closed one
	Parents   []parts.Option
	Kinds     []parts.Option
	Languages []parts.Option
	Courts    []string // suggestions for the judicial district
	PlaceHelp string
	Regions   string // how the codes of the departments begin, for the help
}

// Renaming tells whether the question about a changed name stands open.
func (page *institutionFormPage) Renaming() bool {
	return page.Form.Has("rename", renamed) || page.Form.Error("renamed_on") != ""
}

// NewInstitution shows the form for a new institution.
func (h *Handlers) NewInstitution(c *web.Ctx) error {
	var in institutionInput
	if err := c.Bind(&in); err != nil { // ?parent_id=… from an institution's page
		return err
	}
	in.Sector = "public"
	return h.showInstitutionForm(c, 200, "", c.Fill(in, nil))
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
		return h.showInstitutionForm(c, 422, "", c.Fill(in, err))
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
	in := institutionInput{Code: at.Code, Name: at.Name, Rename: "correction", Kind: at.Kind, Sector: at.Sector, Ubigeo: at.Ubigeo, Setting: at.Setting,
		JudicialDistrict: at.JudicialDistrict, Languages: at.Languages}
	if at.ParentID != nil {
		in.ParentID = *at.ParentID
	}
	return h.showInstitutionForm(c, 200, at.ID, c.Fill(in, nil))
}

// UpdateInstitution changes an institution.
func (h *Handlers) UpdateInstitution(c *web.Ctx) error {
	id := c.Params("institution")
	var in institutionInput
	err := c.Bind(&in)
	if err == nil {
		err = in.validate()
	}
	if err == nil {
		_, err = h.People.UpdateInstitution(c.Context(), c.Actor, id, in.service())
	}
	if fault.Is(err, fault.Invalid) {
		return h.showInstitutionForm(c, 422, id, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "people.institution.saved", "name", in.Name)
	return c.See(institutionPath(id))
}

// showInstitutionForm shows the form of an institution, or of a new one when the
// identifier is empty.
func (h *Handlers) showInstitutionForm(c *web.Ctx, status int, id string, form parts.Filled) error {
	needs, err := h.People.InstitutionForm(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	page := institutionFormPageOf(c.Page("people.institution.new.title"), needs, c.Actor.May(access.ManageInstitutions, ""))
	page.Form = form
	if status == 200 {
		page.Form = form.With("parent_id", only(needs.Tree))
	}
	return c.Render(status, showInstitutionForm(page))
}

// only is the one institution above all others: a new one is hardly ever to stand beside it, where no figure of the whole would count it.
// Empty where there are several, or none.
func only(tree []people.Institution) string {
	top := ""
	for _, i := range tree {
		switch {
		case i.Depth() > 0:
		case top != "":
			return ""
		default:
			top = i.ID
		}
	}
	return top
}

func institutionFormPageOf(p web.Page, needs people.InstitutionForm, everywhere bool) institutionFormPage {
	at := needs.Institution
	page := institutionFormPage{Page: p, Action: "/institutions", Back: "/institutions", Save: p.T("people.institution.create"),
		Courts: needs.JudicialDistricts, PlaceHelp: p.T("people.institution.ubigeo.help")}
	page.Crumbs = []parts.Link{{Label: p.T("people.institutions.title"), Href: "/institutions"}}
	if at.ID != "" {
		page.existing(needs)
	}
	page.parents(at, needs.Tree, everywhere)
	for _, k := range people.Kinds() {
		page.Kinds = append(page.Kinds, parts.Option{Value: string(k), Label: p.T(k.Key())})
	}
	for _, code := range people.KnownLanguages() {
		page.Languages = append(page.Languages, parts.Option{Value: code, Label: p.T(people.LanguageKey(code))})
	}
	var regions []string
	for _, d := range people.Departments() {
		regions = append(regions, d.Code+" "+d.Name)
	}
	page.Regions = strings.Join(regions, ", ")
	return page
}

// existing is what the form says of an institution that there is.
func (page *institutionFormPage) existing(needs people.InstitutionForm) {
	p, at := page.Page, needs.Institution
	page.Title = p.T("people.institution.edit.title", "name", at.Name)
	page.Action, page.Back, page.Save, page.Existing = institutionPath(at.ID), institutionPath(at.ID), p.T("people.save"), true
	page.Crumbs = append(page.Crumbs, parts.Link{Label: at.Name, Href: institutionPath(at.ID)})
	if at.ClosedOn == nil {
		page.Close = closePath(at.ID)
	} else {
		page.Closed = p.T("people.institution.reopen.help", "date", *at.ClosedOn)
	}
	if len(needs.Where) > 0 {
		page.PlaceHelp = p.T("people.institution.ubigeo.now", "where", inWords(needs.Where)) + " " + page.PlaceHelp
	}
}

// parents lists what the institution may depend on.
func (page *institutionFormPage) parents(at people.Institution, tree []people.Institution, everywhere bool) {
	if everywhere || (at.ID != "" && at.ParentID == nil) {
		page.Parents = []parts.Option{{Value: "", Label: page.T("people.institution.top")}}
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
		page.Parents = append(page.Parents, parts.Option{Value: *at.ParentID, Label: page.T("people.institution.parent_kept")})
	}
}
