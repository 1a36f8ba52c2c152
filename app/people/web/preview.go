package web

import (
	"maps"
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
	Counted     string // rows and people, where they are not as many
	Kinds       []parts.Link
	Doubts      []doubt
	DoubtsPages parts.Paging
	Choosing    string      // where the choices of this page go
	All         *parts.Link // back to everything, from the page of one kind
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

// How many decisions a page shows. A list of five thousand would weigh
// megabytes: the first view shows the first of each kind, and a page of one kind
// as many as one can read.
const (
	firstRows   = 20
	rowsAPage   = 50
	firstDoubts = 10
	doubtsAPage = 25
)

// openKind is the view of all decisions that leave something to choose, beside
// the kinds of roster.
const openKind = "open"

// view is which part of a long preview is shown.
type view struct {
	Kind string // a kind of roster, openKind, or "" for the first of everything
	Page int    // from 1
}

// viewOf reads the view from the address; what makes no sense is the first view.
func viewOf(c *web.Ctx) view {
	v := view{Kind: c.Query("kind"), Page: max(c.QueryInt("page", 1), 1)}
	if v.Kind != openKind && !slices.Contains(roster.Kinds(), roster.Kind(v.Kind)) {
		return view{Page: 1}
	}
	return v
}

// query is the view as it stands in an address; empty for the first view.
func (v view) query() string {
	switch {
	case v.Kind != "":
		return "?kind=" + v.Kind + "&page=" + strconv.Itoa(v.Page)
	case v.Page > 1:
		return "?page=" + strconv.Itoa(v.Page)
	}
	return ""
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
		return h.orImport(c, err)
	}
	c.Flash(parts.Good, "people.draft.saved")
	return c.See(draftPath(c.Params("draft")))
}

// orImport leads from a draft that is gone because it was confirmed to the
// import that was made of it; any other error stays as it is.
func (h *Handlers) orImport(c *web.Ctx, err error) error {
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	imp, none := h.People.ConfirmedFrom(c.Context(), c.Actor, c.Params("draft"))
	if none != nil {
		return err
	}
	c.Flash(parts.Info, "people.import.confirmed_already", "date", imp.AsOf)
	return c.See(importPath(imp.ID))
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

// choicesSent reads what was chosen for doubtful rows, by the key of the decision.
func choicesSent(c *web.Ctx) map[string]string {
	choices := map[string]string{}
	c.Request().PostArgs().VisitAll(func(name, value []byte) {
		if key, is := strings.CutPrefix(string(name), "choice_"); is && len(choices) < 5000 {
			choices[key] = string(value)
		}
	})
	return choices
}

// Choose notes what was chosen for doubtful rows, and confirms the list with it
// where that was asked for.
func (h *Handlers) Choose(c *web.Ctx) error {
	if c.FormValue("do") == "confirm" {
		return h.Confirm(c)
	}
	if err := h.People.Choose(c.Context(), c.Actor, c.Params("draft"), choicesSent(c)); err != nil {
		return h.orImport(c, err)
	}
	c.Flash(parts.Good, "people.draft.chosen")
	return c.See(draftPath(c.Params("draft")) + viewOf(c).query())
}

// Confirm applies the list as it was looked at, with what was chosen there.
func (h *Handlers) Confirm(c *web.Ctx) error {
	id, choices := c.Params("draft"), choicesSent(c)
	imp, err := h.People.Confirm(c.Context(), c.Actor, id, c.FormValue("fingerprint"), choices)
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		maps.DeleteFunc(choices, func(_, choice string) bool { return choice == "" }) // left as it was
		if keepErr := h.People.Choose(c.Context(), c.Actor, id, choices); keepErr != nil {
			return h.orImport(c, keepErr)
		}
		return h.showPreview(c, fault.KindOf(err).Status(), err)
	case err != nil:
		return h.orImport(c, err)
	}
	c.Flash(parts.Good, "people.import.confirmed", "date", imp.AsOf)
	return c.See(importPath(imp.ID))
}

// Discard throws a draft away.
func (h *Handlers) Discard(c *web.Ctx) error {
	institution, err := h.People.DiscardDraft(c.Context(), c.Actor, c.Params("draft"))
	if err != nil {
		return h.orImport(c, err)
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
		return h.orImport(c, err)
	}
	page := previewViewOf(c.Page("people.draft.title", "file", preview.Draft.FileName), preview, viewOf(c))
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

// previewPageOf is the first view of a preview.
func previewPageOf(p web.Page, v people.Preview) previewPage {
	return previewViewOf(p, v, view{Page: 1})
}

func previewViewOf(p web.Page, v people.Preview, shown view) previewPage {
	page := previewPage{Page: p, Path: draftPath(v.Draft.ID), Fingerprint: v.Fingerprint, AskColumns: len(v.Missing) > 0, Choosable: options(v.Choosable)}
	page.Lead = p.T("people.draft.lead", "name", v.Institution.Name, "date", v.Draft.AsOf)
	page.Crumbs = []parts.Link{{Label: p.T("people.institutions.title"), Href: "/institutions"}, {Label: v.Institution.Name, Href: institutionPath(v.Institution.ID)},
		{Label: p.T("people.lists"), Href: institutionPath(v.Institution.ID) + "/roster"}}
	page.CanConfirm = !page.AskColumns && v.Obstacle == nil
	page.Settings = parts.Filled{ID: "set", Values: map[string][]string{"as_of": dateValue(v.Draft.AsOf), "institution_id": {v.Draft.InstitutionID}}}
	page.columns(v)
	page.notices(v)
	if !page.AskColumns {
		page.decisions(v, shown)
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
	for _, field := range fault.FieldsOf(v.Obstacle) {
		note(parts.Bad, p.T(field.Key, field.Pairs...), p.T("people.draft.obstacle.text"))
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
