package web

import (
	"slices"
	"strconv"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type previewPage struct {
	web.Page
	Path        string
	Notices     []warning
	Summary     string // what confirming would change, in one sentence
	Kinds       []parts.Link
	Doubts      []doubt
	Sections    []section
	Fingerprint string
	CanConfirm  bool
	Settings    parts.Filled
	AskColumns  bool           // the columns were not all found: nothing can be shown before
	Headers     []parts.Option // rows that may have the titles
	Columns     []parts.Input
	Choosable   []parts.Option
	Choices     parts.Filled
}

// doubt is a row that a person should decide about.
type doubt struct {
	Title   string
	Explain string
	Notes   []string
	Input   parts.Input
}

// section is the decisions of one kind.
type section struct {
	ID   string
	Grid parts.Grid
	Open bool
}

// Preview shows what a list would change.
func (h *Handlers) Preview(c *web.Ctx) error { return h.showPreview(c, 200, nil) }

type draftInput struct {
	InstitutionID string  `form:"institution_id"`
	AsOf          db.Date `form:"as_of"`
	Header        *int    `form:"header"`
}

// SetDraft says whose list it is, of which day, and which column is which.
func (h *Handlers) SetDraft(c *web.Ctx) error {
	var in draftInput
	err := c.Bind(&in)
	if err == nil {
		err = h.People.SetDraft(c.Context(), c.Actor, c.Params("draft"), people.DraftInput{InstitutionID: in.InstitutionID, AsOf: in.AsOf, Columns: columnsSent(c), Header: in.Header})
	}
	if fault.Is(err, fault.Invalid) {
		return h.showPreview(c, 422, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "people.draft.saved")
	return c.See(draftPath(c.Params("draft")))
}

// columnsSent reads which column holds which field.
func columnsSent(c *web.Ctx) roster.Mapping {
	columns := roster.Mapping{}
	for _, field := range roster.Fields() {
		if n, err := strconv.Atoi(c.FormValue("column_" + string(field))); err == nil && n >= 0 {
			columns[field] = n
		}
	}
	return columns
}

// Choose notes what was chosen for doubtful rows.
func (h *Handlers) Choose(c *web.Ctx) error {
	choices := map[string]string{}
	c.Request().PostArgs().VisitAll(func(name, value []byte) {
		if key, is := strings.CutPrefix(string(name), "choice_"); is && len(choices) < 5000 {
			choices[key] = string(value)
		}
	})
	if err := h.People.Choose(c.Context(), c.Actor, c.Params("draft"), choices); err != nil {
		return err
	}
	c.Flash(parts.Good, "people.draft.chosen")
	return c.See(draftPath(c.Params("draft")))
}

// Confirm applies the list as it was looked at.
func (h *Handlers) Confirm(c *web.Ctx) error {
	imp, err := h.People.Confirm(c.Context(), c.Actor, c.Params("draft"), c.FormValue("fingerprint"))
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return h.showPreview(c, fault.KindOf(err).Status(), err)
	case err != nil:
		return err
	}
	c.Flash(parts.Good, "people.import.confirmed", "date", imp.AsOf)
	return c.See(importPath(imp.ID))
}

// Discard throws a draft away.
func (h *Handlers) Discard(c *web.Ctx) error {
	institution, err := h.People.DiscardDraft(c.Context(), c.Actor, c.Params("draft"))
	if err != nil {
		return err
	}
	c.Flash(parts.Info, "people.draft.discarded")
	return c.See(institutionPath(institution) + "/roster")
}

func (h *Handlers) showPreview(c *web.Ctx, status int, problem error) error {
	preview, err := h.People.Preview(c.Context(), c.Actor, c.Params("draft"))
	if err != nil {
		if problem != nil {
			return problem // a draft that is no longer there: what happened says more
		}
		return err
	}
	page := previewPageOf(c.Page("people.draft.title", "file", preview.Draft.FileName), preview)
	if problem != nil {
		told := c.Fault(problem)
		page.Notices = append([]warning{{Tone: parts.Bad, Title: told.Sentence}}, page.Notices...)
		for _, m := range told.Fields {
			page.Settings.Messages = append(page.Settings.Messages, parts.Message{Field: m.Field, Text: m.Text})
		}
		page.keepTyped(c)
	}
	return c.Render(status, showPreview(page))
}

// keepTyped leaves in the settings what was just sent, right or wrong.
func (page *previewPage) keepTyped(c *web.Ctx) {
	if c.FormValue("as_of") == "" {
		return // it was another form
	}
	for _, name := range append([]string{"as_of", "institution_id", "header"}, columnFields()...) {
		page.Settings.Values[name] = []string{c.FormValue(name)}
	}
}

func columnFields() []string {
	var names []string
	for _, field := range roster.Fields() {
		names = append(names, "column_"+string(field))
	}
	return names
}

func previewPageOf(p web.Page, v people.Preview) previewPage {
	page := previewPage{Page: p, Path: draftPath(v.Draft.ID), Fingerprint: v.Fingerprint, AskColumns: len(v.Missing) > 0, Choosable: options(v.Choosable)}
	page.Lead = p.T("people.draft.lead", "name", v.Institution.Name, "date", v.Draft.AsOf)
	page.Crumbs = []parts.Link{{Label: p.T("people.institutions.title"), Href: "/institutions"}, {Label: v.Institution.Name, Href: institutionPath(v.Institution.ID)},
		{Label: p.T("people.lists"), Href: institutionPath(v.Institution.ID) + "/roster"}}
	page.CanConfirm = !page.AskColumns
	page.Settings = parts.Filled{ID: "set", Values: map[string][]string{"as_of": dateValue(v.Draft.AsOf), "institution_id": {v.Draft.InstitutionID}}}
	page.columns(v)
	page.notices(v)
	if !page.AskColumns {
		page.decisions(v)
	}
	return page
}

// columns makes one choice for each field.
func (page *previewPage) columns(v people.Preview) {
	p := page.Page
	choices := []parts.Option{{Value: "", Label: p.T("people.column.none")}}
	for i, title := range v.Titles {
		label := title
		if label == "" {
			label = p.T("people.column.untitled", "number", i+1)
		}
		if v.Sample[i] != "" {
			label += " (" + v.Sample[i] + ")"
		}
		choices = append(choices, parts.Option{Value: strconv.Itoa(i), Label: label})
	}
	for i, text := range v.Tops {
		r := []rune(text)
		page.Headers = append(page.Headers, parts.Option{Value: strconv.Itoa(i), Label: string(r[:min(len(r), 90)])})
	}
	page.Settings.Values["header"] = []string{strconv.Itoa(v.Draft.Mapping.Header)}
	for _, field := range roster.Fields() {
		name := "column_" + string(field)
		page.Columns = append(page.Columns, parts.Input{Name: name, Label: p.T(field.Key()), Kind: parts.Select, Options: choices, Required: slices.Contains(v.Missing, field)})
		if column, has := v.Draft.Mapping.Columns[field]; has {
			page.Settings.Values[name] = []string{strconv.Itoa(column)}
		}
	}
}

func (page *previewPage) notices(v people.Preview) {
	p := page.Page
	note := func(tone parts.Tone, title, text string) {
		page.Notices = append(page.Notices, warning{Tone: tone, Title: title, Text: text})
	}
	if page.AskColumns {
		names := make([]string, len(v.Missing))
		for i, f := range v.Missing {
			names[i] = p.T(f.Key())
		}
		note(parts.Notice, p.T("people.draft.columns_missing", "fields", strings.Join(names, ", ")), p.T("people.draft.columns_missing.text"))
	}
	if v.Same != nil {
		note(parts.Info, p.T("people.draft.same"), p.T("people.draft.same.text", "when", v.Same.ConfirmedAt))
	}
	if v.NamesOther {
		note(parts.Notice, p.T("people.draft.names_other", "named", v.Draft.Mapping.Named, "name", v.Institution.Name), p.T("people.draft.names_other.text"))
	}
	if !v.Draft.Mapping.Dated {
		note(parts.Notice, p.T("people.draft.undated"), p.T("people.draft.undated.text"))
	}
	if v.Newer != nil {
		note(parts.Info, p.T("people.draft.older", "date", v.Newer.AsOf), p.T("people.draft.older.text"))
	}
	if v.Waiting > 0 {
		note(parts.Notice, p.T("people.draft.undecided", "count", v.Waiting), p.T("people.draft.undecided.text"))
	}
}

func (page *previewPage) decisions(v people.Preview) {
	p := page.Page
	page.Summary = p.T("people.draft.changes", "count", v.Changes)
	if v.Changes == 0 {
		page.Summary = p.T("people.draft.no_changes", "date", v.Draft.AsOf)
	}
	page.Choices = parts.Filled{ID: "choose", Values: map[string][]string{}}
	for _, kind := range roster.Kinds() {
		if v.Counts[kind] == 0 {
			continue
		}
		id := "kind-" + string(kind)
		page.Kinds = append(page.Kinds, parts.Link{Label: p.T(kind.Key()), Href: "#" + id, Count: p.Number(float64(v.Counts[kind]), 0)})
		s := section{ID: id, Open: kind != roster.Unchanged && kind != roster.Skipped, Grid: parts.Grid{Caption: p.T(kind.Key()), Hidden: true, Columns: []parts.Column{
			{Label: p.T("people.person")}, {Label: p.T("people.draft.row")}, {Label: p.T("people.cadre")}, {Label: p.T("people.since")}, {Label: p.T("people.draft.means")}}}}
		for _, d := range v.Decisions {
			if d.Kind == kind {
				s.Grid.Rows = append(s.Grid.Rows, decisionCells(p, d))
			}
		}
		page.Sections = append(page.Sections, s)
	}
	for _, d := range v.Decisions {
		if d.Open() {
			page.Doubts = append(page.Doubts, doubtOf(p, d))
			page.Choices.Values["choice_"+d.Key] = []string{d.Choice}
		}
	}
}

// nameOf says who a decision is about.
func nameOf(p web.Page, d people.Decision) string {
	switch {
	case d.Listed != nil && d.Listed.Kind == roster.PersonRow && d.Listed.Names.String() != "":
		return d.Listed.Names.String()
	case d.Person != nil:
		return d.Person.FullName()
	default:
		return p.T("people.draft.nobody")
	}
}

func decisionCells(p web.Page, d people.Decision) []parts.Cell {
	who := parts.Cell{Text: nameOf(p, d)}
	if d.Person != nil {
		who.Href = personPath(d.Person.ID)
	}
	row, cadre, since := parts.Cell{Text: p.T("people.draft.no_row")}, parts.Cell{Text: "—"}, parts.Cell{Text: "—"}
	if d.Row > 0 {
		row.Text = strconv.Itoa(d.Row)
	}
	if d.Stay != nil {
		cadre, since.Text = parts.Cell{Text: p.T(d.Stay.Cadre.Key()), Note: d.Stay.Position}, p.Date(d.Stay.StartsOn)
	}
	if r := d.Listed; r != nil && r.Kind == roster.PersonRow {
		cadre = parts.Cell{Text: p.T(people.Cadre(r.Cadre).Key()), Note: r.Position}
		if r.Start != nil {
			since.Text = p.Date(*r.Start)
		}
	}
	return []parts.Cell{who, row, cadre, since, {Text: say(p.Printer, d.Explain), Note: strings.Join(notesOf(p, d), " ")}}
}

// notesOf lists what was repaired and noticed, and what is wrong with the row.
func notesOf(p web.Page, d people.Decision) []string {
	var notes []string
	add := func(m roster.Message) {
		if text := say(p.Printer, m); !slices.Contains(notes, text) {
			notes = append(notes, text)
		}
	}
	for _, n := range d.Notes {
		add(n)
	}
	if d.Listed != nil {
		for _, problem := range d.Listed.Problems {
			add(problem.Message)
		}
		for _, n := range d.Listed.Notes {
			add(n)
		}
	}
	return notes
}

// doubtOf asks a person what a doubtful row means.
func doubtOf(p web.Page, d people.Decision) doubt {
	about := doubt{Title: nameOf(p, d), Explain: say(p.Printer, d.Explain), Notes: notesOf(p, d)}
	if d.Row > 0 {
		about.Title = p.T("people.draft.row_of", "row", strconv.Itoa(d.Row), "name", about.Title)
	}
	proposed := parts.Option{Value: "", Label: p.T("people.choice.wait")}
	if d.Effect.Changes() || d.Effect.Sight {
		proposed.Label = p.T("people.choice.proposed", "kind", p.T(d.Proposed.Key()))
	}
	choices := []parts.Option{proposed}
	nothing := false
	for i, a := range d.Alternatives {
		choices = append(choices, parts.Option{Value: strconv.Itoa(i), Label: say(p.Printer, a.Explain)})
		nothing = nothing || a.Explain.Key == roster.ChooseNothing
	}
	if !nothing {
		choices = append(choices, parts.Option{Value: people.Refuse, Label: p.T("people.choice.refuse")})
	}
	about.Input = parts.Input{Name: "choice_" + d.Key, Label: p.T("people.choice"), Kind: parts.Radio, Required: true, Options: choices}
	return about
}
