package web

import (
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type duplicatesPage struct {
	web.Page
	Pairs   []pairCard
	Nothing parts.Nothing
}

// pairCard is two records that may be of one person.
type pairCard struct {
	Title   string
	Level   parts.Fact
	Reasons []string
	People  []parts.Fact
	Compare string
}

// Duplicates lists records that may be of one person.
func (h *Handlers) Duplicates(c *web.Ctx) error {
	list, err := h.People.Duplicates(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showDuplicates(duplicatesPageOf(c.Page("people.duplicates.title"), list)))
}

func duplicatesPageOf(p web.Page, list []people.Twins) duplicatesPage {
	page := duplicatesPage{Page: p}
	page.Lead = p.T("people.duplicates.lead")
	page.Crumbs = []parts.Link{{Label: p.T("people.people.title"), Href: "/people"}}
	page.Nothing = parts.Nothing{Icon: "check", Title: p.T("people.duplicates.none"), Text: p.T("people.duplicates.none.text"), Href: "/people", Do: p.T("people.people.all")}
	for _, twins := range list {
		kept, merged := people.SuggestKept(twins.People[0].Person, twins.People[1].Person)
		card := pairCard{Title: kept.FullName(), Compare: personPath(kept.ID) + "/merge?with=" + merged.ID}
		for _, reason := range twins.Reasons {
			card.Reasons = append(card.Reasons, say(p.Printer, reason))
		}
		for _, found := range twins.People {
			where := p.T("people.not_in_post")
			if len(found.Now) > 0 {
				where = found.Now[0].Institution.Name + ", " + p.T(found.Now[0].Cadre.Key())
			}
			card.People = append(card.People, parts.Fact{Label: found.FullName(), Text: documentEnd(p, found.Person) + " · " + where})
		}
		page.Pairs = append(page.Pairs, card)
	}
	return page
}

type mergePage struct {
	web.Page
	Path     string
	Search   parts.Filled
	Found    parts.Grid
	Searched bool
	Kept     parts.Grid // details side by side
	Stays    [2]parts.Grid
	With     string // the other record; empty while it is looked for
	Swap     string // the same with the other record kept
	Blocked  bool
	Effects  []string
	Nothing  parts.Nothing
}

// ComparePeople compares two records before they are joined, or finds the other.
func (h *Handlers) ComparePeople(c *web.Ctx) error {
	var in struct {
		With string `form:"with"`
		Text string `form:"q"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	id := c.Params("person")
	if in.With == "" {
		return h.findOther(c, id, in.Text)
	}
	joint, err := h.People.Joint(c.Context(), c.Actor, id, in.With)
	if err != nil {
		return err
	}
	return c.Render(200, showMerge(mergePageOf(c.Page("people.merge.title"), joint)))
}

// findOther lets one look for the other record of a person.
func (h *Handlers) findOther(c *web.Ctx, id, text string) error {
	person, err := h.People.PersonInScope(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	page := mergePage{Page: c.Page("people.merge.find", "name", person.FullName()), Path: personPath(id) + "/merge", Searched: text != ""}
	page.Crumbs = personCrumbs(page.Page, person)
	page.Search = parts.Filled{Values: map[string][]string{"q": {text}}}
	page.Nothing = parts.Nothing{Icon: "search", Title: page.T("people.people.not_found"), Text: page.T("people.people.not_found.text"), Href: page.Path, Do: page.T("people.merge.search_again")}
	if text != "" {
		found, err := h.People.SearchPeople(c.Context(), c.Actor, text)
		if err != nil {
			return err
		}
		page.Found = foundGrid(page.Page, found, func(other string) string { return page.Path + "?with=" + other }, id)
	}
	return c.Render(200, showMergeSearch(page))
}

func personCrumbs(p web.Page, person people.Person) []parts.Link {
	return []parts.Link{{Label: p.T("people.people.title"), Href: "/people"}, {Label: person.FullName(), Href: personPath(person.ID)}}
}

func mergePageOf(p web.Page, j people.Joint) mergePage {
	kept, merged := j.People[0], j.People[1]
	page := mergePage{Page: p, Path: personPath(kept.ID), With: merged.ID, Swap: personPath(merged.ID) + "/merge?with=" + kept.ID, Blocked: j.Blocked}
	page.Lead = p.T("people.merge.lead")
	page.Crumbs = personCrumbs(p, kept)
	page.Kept = parts.Grid{Caption: p.T("people.merge.details"), Columns: []parts.Column{{Label: p.T("people.merge.detail")}, {Label: p.T("people.merge.stays")}, {Label: p.T("people.merge.goes")}}}
	row := func(label, a, b string) {
		if a != "" || b != "" {
			page.Kept.Rows = append(page.Kept.Rows, []parts.Cell{{Text: label}, {Text: orDash(a)}, {Text: orDash(b)}})
		}
	}
	row(p.T("people.person"), kept.FullName(), merged.FullName())
	row(p.T("people.document"), documentOf(p, kept), documentOf(p, merged))
	row(p.T("people.sex"), sexOf(p, kept), sexOf(p, merged))
	row(p.T("people.birth_year"), yearOf(kept), yearOf(merged))
	row(p.T("people.email"), kept.Email, merged.Email)
	row(p.T("people.phone"), kept.Phone, merged.Phone)
	for i, stays := range j.Stays {
		page.Stays[i] = parts.Grid{Caption: p.T("people.merge.stays_of", "name", j.People[i].FullName()), Columns: stayColumns(p.Printer, p.T("people.institution"))}
		for _, s := range stays {
			page.Stays[i].Rows = append(page.Stays[i].Rows, append([]parts.Cell{{Text: s.Institution.Name}}, stayCells(p.Printer, s.Posting)...))
		}
	}
	page.Effects = mergeEffects(p, j)
	return page
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}

// mergeEffects says what would go over.
func mergeEffects(p web.Page, j people.Joint) []string {
	effects := []string{p.T("people.merge.effect.stays", "count", len(j.Stays[1]))}
	if n := j.Rows["completion"]; n > 0 {
		effects = append(effects, p.T("people.merge.effect.completions", "count", n))
	}
	if n := j.Rows["result"]; n > 0 {
		effects = append(effects, p.T("people.merge.effect.results", "count", n))
	}
	if n := j.Rows["certificate"]; n > 0 {
		effects = append(effects, p.T("people.merge.effect.certificates", "count", n))
	}
	if n := j.Rows["past_training"]; n > 0 {
		effects = append(effects, p.T("files.merge_effect", "count", n))
	}
	switch {
	case j.Account[0] && j.Account[1]:
		effects = append(effects, p.T("people.merge.effect.account_closed"))
	case j.Account[1]:
		effects = append(effects, p.T("people.merge.effect.account"))
	}
	return append(effects, p.T("people.merge.effect.undo"))
}

// MergePeople makes one person of two records.
func (h *Handlers) MergePeople(c *web.Ctx) error {
	kept := c.Params("person")
	if _, err := h.People.MergePeople(c.Context(), c.Actor, kept, c.FormValue("with")); err != nil {
		return err
	}
	c.Flash(parts.Good, "people.merge.done")
	return c.See(personPath(kept))
}

// KeepApart notes that two records are of two people.
func (h *Handlers) KeepApart(c *web.Ctx) error {
	if err := h.People.KeepApart(c.Context(), c.Actor, c.Params("person"), c.FormValue("with")); err != nil {
		return err
	}
	c.Flash(parts.Info, "people.merge.apart")
	return c.See("/people/duplicates")
}

// UndoMerger takes two records apart again.
func (h *Handlers) UndoMerger(c *web.Ctx) error {
	m, err := h.People.UndoMerger(c.Context(), c.Actor, c.Params("merger"))
	if err != nil {
		return err
	}
	c.Flash(parts.Info, "people.merger.undone")
	return c.See(personPath(m.KeptID))
}

type mergeInstitutionPage struct {
	web.Page
	Form    parts.Filled
	Path    string
	Others  []parts.Option
	Joined  []joinedRecord
	Nothing parts.Nothing
}

type mergeInstitutionInput struct {
	With  string `form:"with"`
	Right bool   `form:"right"`
}

// CompareInstitutions asks which other record is of the same institution.
func (h *Handlers) CompareInstitutions(c *web.Ctx) error {
	return h.showMergeInstitution(c, 200, parts.Filled{})
}

func (h *Handlers) showMergeInstitution(c *web.Ctx, status int, form parts.Filled) error {
	at, joined, others, err := h.People.InstitutionRecords(c.Context(), c.Actor, c.Params("institution"))
	if err != nil {
		return err
	}
	return c.Render(status, showMergeInstitution(mergeInstitutionPageOf(c.Page("people.merge_institution.title", "name", at.Name), at, joined, others, form)))
}

func mergeInstitutionPageOf(p web.Page, at people.Institution, joined []people.JoinedInstitution, others []people.Institution, form parts.Filled) mergeInstitutionPage {
	page := mergeInstitutionPage{Page: p, Form: form, Path: institutionPath(at.ID)}
	page.Lead = p.T("people.merge_institution.lead", "name", at.Name)
	page.Crumbs = []parts.Link{{Label: p.T("people.institutions.title"), Href: "/institutions"}, {Label: at.Name, Href: page.Path}}
	page.Nothing = parts.Nothing{Icon: "institution", Title: p.T("people.merge_institution.none"), Text: p.T("people.merge_institution.none.text"), Href: page.Path, Do: at.Name}
	for _, i := range others {
		page.Others = append(page.Others, parts.Option{Value: i.ID, Label: i.Name + " (" + i.Code + ")"})
	}
	for _, j := range joined {
		page.Joined = append(page.Joined, joinedRecord{Undo: "/institution-mergers/" + j.ID + "/undo",
			Text: p.T("people.merger.joined", "name", j.Institution.Name, "document", j.Institution.Code, "when", j.RecordedAt, "author", author(p, j.Author))})
	}
	return page
}

// MergeInstitutions makes one institution of two records.
func (h *Handlers) MergeInstitutions(c *web.Ctx) error {
	var in mergeInstitutionInput
	err := c.Bind(&in)
	if err == nil && !in.Right {
		err = fault.OnField("right", "people.merge_institution.sure")
	}
	kept := c.Params("institution")
	if err == nil {
		_, err = h.People.MergeInstitutions(c.Context(), c.Actor, kept, in.With)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showMergeInstitution(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "people.merge_institution.done")
	return c.See(institutionPath(kept))
}

// UndoInstitutionMerger takes two records of institutions apart again.
func (h *Handlers) UndoInstitutionMerger(c *web.Ctx) error {
	m, err := h.People.UndoInstitutionMerger(c.Context(), c.Actor, c.Params("merger"))
	if err != nil {
		return err
	}
	c.Flash(parts.Info, "people.merger.undone")
	return c.See(institutionPath(m.KeptID))
}
