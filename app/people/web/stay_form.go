package web

import (
	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// stayFields are what the form of a stay lets one choose from.
type stayFields struct {
	Institutions []parts.Option // empty where the institution stands
	Cadres       []parts.Option
	Contracts    []parts.Option
	Ends         []parts.Option
}

type stayFormPage struct {
	web.Page
	Form     parts.Filled
	Fields   stayFields
	Action   string
	Back     string
	Save     string
	Withdraw string // where to say that there was no such stay; empty for a new one
}

// NewStay shows the form for a stay that no list names.
func (h *Handlers) NewStay(c *web.Ctx) error {
	return h.showNewStay(c, 200, c.Fill(stayInput{End: people.StillInPost}, nil))
}

// AddStay records a stay that no list names.
func (h *Handlers) AddStay(c *web.Ctx) error {
	var in stayInput
	id := c.Params("person")
	err := c.Bind(&in)
	if err == nil {
		_, err = h.People.AddPosting(c.Context(), c.Actor, id, people.PostingInput(in))
	}
	if fault.Is(err, fault.Invalid) {
		return h.showNewStay(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "people.stay.saved")
	return c.See(personPath(id))
}

func (h *Handlers) showNewStay(c *web.Ctx, status int, form parts.Filled) error {
	person, err := h.People.PersonInScope(c.Context(), c.Actor, c.Params("person"))
	if err != nil {
		return err
	}
	tree, err := h.People.InstitutionsInScope(c.Context(), c.Actor, access.ImportRoster)
	if err != nil {
		return err
	}
	page := stayFormPageOf(c.Page("people.stay.new", "name", person.FullName()), person, nil, form)
	page.Fields.Institutions = options(tree)
	return c.Render(status, showStayForm(page))
}

// EditStay shows the form for correcting a stay.
func (h *Handlers) EditStay(c *web.Ctx) error {
	place, person, err := h.People.StayToCorrect(c.Context(), c.Actor, c.Params("posting"))
	if err != nil {
		return err
	}
	form := c.Fill(stayInput(people.PostingInputOf(place.Posting)), nil)
	return c.Render(200, showStayForm(stayFormPageOf(c.Page("people.stay.edit", "place", place.Institution.Name), person, &place, form)))
}

// CorrectStay corrects a stay.
func (h *Handlers) CorrectStay(c *web.Ctx) error {
	var in stayInput
	bound := c.Bind(&in)
	place, person, err := h.People.StayToCorrect(c.Context(), c.Actor, c.Params("posting"))
	if err != nil {
		return err
	}
	if err = bound; err == nil {
		_, err = h.People.CorrectPosting(c.Context(), c.Actor, place.Posting.ID, people.PostingInput(in))
	}
	if fault.Is(err, fault.Invalid) {
		return c.Render(422, showStayForm(stayFormPageOf(c.Page("people.stay.edit", "place", place.Institution.Name), person, &place, c.Fill(in, err))))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "people.stay.saved")
	return c.See(personPath(person.ID))
}

// WithdrawStay says that there was no such stay.
func (h *Handlers) WithdrawStay(c *web.Ctx) error {
	person, err := h.People.WithdrawPosting(c.Context(), c.Actor, c.Params("posting"))
	if err != nil {
		return err
	}
	c.Flash(parts.Info, "people.stay.withdrawn")
	return c.See(personPath(person))
}

// stayFormPageOf makes the form; without a place it is a new stay.
func stayFormPageOf(p web.Page, person people.Person, place *people.Place, form parts.Filled) stayFormPage {
	path := personPath(person.ID)
	page := stayFormPage{Page: p, Form: form, Action: path + "/stays", Back: path, Save: p.T("people.stay.add")}
	page.Crumbs = []parts.Link{{Label: p.T("people.people.title"), Href: "/people"}, {Label: person.FullName(), Href: path}}
	var stay *people.Posting
	if place != nil {
		page.Lead = p.T("people.stay.lead", "name", person.FullName())
		page.Action, page.Save, page.Withdraw = stayPath(place.Posting.ID), p.T("people.save"), stayPath(place.Posting.ID)+"/withdraw"
		stay = &place.Posting
	}
	page.Fields = stayFieldsOf(p, form, stay)
	return page
}

func stayFieldsOf(p web.Page, form parts.Filled, stay *people.Posting) stayFields {
	var f stayFields
	for _, cadre := range people.Cadres() {
		f.Cadres = append(f.Cadres, parts.Option{Value: string(cadre), Label: p.T(cadre.Key())})
	}
	f.Contracts = []parts.Option{{Value: "", Label: p.T("people.contract.none")}}
	for _, contract := range roster.Contracts() {
		f.Contracts = append(f.Contracts, parts.Option{Value: contract, Label: p.T(people.ContractKey(contract))})
	}
	f.Ends = []parts.Option{{Value: people.StillInPost, Label: p.T("people.stay.end.open")}, {Value: people.EndedOn, Label: p.T("people.stay.end.known")}}
	if stay != nil && stay.Uncertain() {
		f.Ends = append(f.Ends, parts.Option{Value: people.EndUncertain, Label: p.T("people.stay.end.uncertain", "after", *stay.EndsAfter, "by", *stay.EndsOn)})
	}
	return f
}
