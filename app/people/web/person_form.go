package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type personInput struct {
	DocumentType   string           `form:"document_type"`
	DocumentNumber string           `form:"document_number"`
	FirstSurname   string           `form:"first_surname"`
	SecondSurname  string           `form:"second_surname"`
	GivenNames     string           `form:"given_names"`
	Sex            string           `form:"sex"`
	BirthYear      *int             `form:"birth_year"`
	Languages      people.Languages `form:"languages"`
	Email          string           `form:"email"`
	Phone          string           `form:"phone"`
}

type stayInput struct {
	InstitutionID string       `form:"institution_id"`
	Cadre         people.Cadre `form:"cadre"`
	Position      string       `form:"position"`
	Contract      string       `form:"contract"`
	StartsOn      db.Date      `form:"starts_on"`
	End           string       `form:"end"`
	EndsOn        *db.Date     `form:"ends_on"`
	EndReason     string       `form:"end_reason"`
}

type personFormPage struct {
	web.Page
	Form      parts.Filled
	Action    string
	Back      string
	Save      string
	Documents []parts.Option
	Languages []parts.Option
	Stay      *stayFields // with the first stay, for somebody new
}

// NewPerson shows the form for somebody who is on no list.
func (h *Handlers) NewPerson(c *web.Ctx) error {
	var in stayInput
	if err := c.Bind(&in); err != nil { // ?institution_id=… from an institution's page
		return err
	}
	in.End = people.StillInPost
	return h.showNewPerson(c, 200, c.Fill(in, nil).With("document_type", "dni").With("sex", ""))
}

// AddPerson brings in somebody who is on no list.
func (h *Handlers) AddPerson(c *web.Ctx) error {
	var in struct {
		personInput
		stayInput
	}
	err := c.Bind(&in.personInput)
	if stayErr := c.Bind(&in.stayInput); err == nil {
		err = stayErr
	}
	var made people.Person
	if err == nil {
		made, err = h.People.AddPerson(c.Context(), c.Actor, people.PersonInput(in.personInput), people.PostingInput(in.stayInput))
	}
	if fault.Is(err, fault.Invalid) {
		form := c.Fill(in.personInput, err)
		for name, values := range c.Fill(in.stayInput, nil).Values {
			form.Values[name] = values
		}
		return h.showNewPerson(c, 422, form)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "people.person.added", "name", made.FullName())
	return c.See(personPath(made.ID))
}

func (h *Handlers) showNewPerson(c *web.Ctx, status int, form parts.Filled) error {
	tree, err := h.People.InstitutionsInScope(c.Context(), c.Actor, access.ImportRoster)
	if err != nil {
		return err
	}
	page := personFormPageOf(c.Page("people.person.new"), people.Person{}, form)
	stay := stayFieldsOf(page.Page, form, nil)
	stay.Institutions = options(tree)
	page.Stay = &stay
	return c.Render(status, showPersonForm(page))
}

// EditPerson shows the form for correcting what is said of a person.
func (h *Handlers) EditPerson(c *web.Ctx) error {
	person, err := h.People.PersonToCorrect(c.Context(), c.Actor, c.Params("person"))
	if err != nil {
		return err
	}
	page := personFormPageOf(c.Page("people.person.edit", "name", person.FullName()), person, c.Fill(personInput(people.InputOf(person)), nil))
	return c.Render(200, showPersonForm(page))
}

// CorrectPerson corrects what is said of a person.
func (h *Handlers) CorrectPerson(c *web.Ctx) error {
	var in personInput
	id := c.Params("person")
	err := c.Bind(&in)
	if err == nil {
		_, err = h.People.CorrectPerson(c.Context(), c.Actor, "", id, people.PersonInput(in))
	}
	if fault.Is(err, fault.Invalid) {
		person, findErr := h.People.PersonToCorrect(c.Context(), c.Actor, id)
		if findErr != nil {
			return findErr
		}
		return c.Render(422, showPersonForm(personFormPageOf(c.Page("people.person.edit", "name", person.FullName()), person, c.Fill(in, err))))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "people.person.saved")
	return c.See(personPath(id))
}

// personFormPageOf makes the form; the zero person is a new one.
func personFormPageOf(p web.Page, person people.Person, form parts.Filled) personFormPage {
	page := personFormPage{Page: p, Form: form, Action: "/people", Back: "/people", Save: p.T("people.person.add")}
	page.Crumbs = []parts.Link{{Label: p.T("people.people.title"), Href: "/people"}}
	if person.ID != "" {
		page.Action, page.Back, page.Save = personPath(person.ID), personPath(person.ID), p.T("people.save")
		page.Crumbs = append(page.Crumbs, parts.Link{Label: person.FullName(), Href: personPath(person.ID)})
	}
	for _, kind := range people.DocumentTypes() {
		page.Documents = append(page.Documents, parts.Option{Value: kind, Label: p.T("people.document." + kind)})
	}
	for _, code := range people.KnownLanguages() {
		page.Languages = append(page.Languages, parts.Option{Value: code, Label: p.T(people.LanguageKey(code))})
	}
	return page
}
