package web

import (
	"slices"
	"strconv"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
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

// doubt is a row that a person should decide about.
type doubt struct {
	Title   string
	Explain string
	Notes   []string
	Input   parts.Input
}

// section is the decisions of one kind, or the first of them.
type section struct {
	ID    string
	Grid  parts.Grid
	Open  bool
	More  *parts.Link // to all of them, where these are the first
	Pages parts.Paging
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

// Choose notes what was chosen for doubtful rows.
func (h *Handlers) Choose(c *web.Ctx) error {
	choices := map[string]string{}
	c.Request().PostArgs().VisitAll(func(name, value []byte) {
		if key, is := strings.CutPrefix(string(name), "choice_"); is && len(choices) < 5000 {
			choices[key] = string(value)
		}
	})
	if err := h.People.Choose(c.Context(), c.Actor, c.Params("draft"), choices); err != nil {
		return h.orImport(c, err)
	}
	c.Flash(parts.Good, "people.draft.chosen")
	return c.See(draftPath(c.Params("draft")) + viewOf(c).query())
}

// Confirm applies the list as it was looked at.
func (h *Handlers) Confirm(c *web.Ctx) error {
	imp, err := h.People.Confirm(c.Context(), c.Actor, c.Params("draft"), c.FormValue("fingerprint"))
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
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

func (page *previewPage) decisions(v people.Preview, shown view) {
	p := page.Page
	page.Summary = p.T("people.draft.changes", "count", v.Changes)
	if v.Changes == 0 {
		page.Summary = p.T("people.draft.no_changes", "date", v.Draft.AsOf)
	}
	if v.InPost != v.Rows {
		page.Counted = p.T("people.draft.people", "rows", v.Rows, "people", v.People, "there", v.InPost)
	}
	if v.Counts[roster.Kind(shown.Kind)] == 0 && shown.Kind != openKind {
		shown = view{Page: 1} // a kind of which there is nothing, any more
	}
	if shown.Kind != "" {
		page.All = &parts.Link{Label: p.T("people.draft.all"), Href: page.Path}
	}
	byKind := map[roster.Kind][]people.Decision{}
	var open []people.Decision
	for _, d := range v.Decisions {
		byKind[d.Kind] = append(byKind[d.Kind], d)
		if d.Open() {
			open = append(open, d)
		}
	}
	for _, kind := range roster.Kinds() {
		if len(byKind[kind]) == 0 {
			continue
		}
		page.Kinds = append(page.Kinds, page.tab(kind, len(byKind[kind]), shown))
		if shown.Kind == "" || shown.Kind == string(kind) {
			page.Sections = append(page.Sections, page.section(kind, byKind[kind], shown))
		}
	}
	page.doubts(open, shown)
}

// tab leads to a kind: further down where all of it stands on this page, else to
// its own page.
func (page *previewPage) tab(kind roster.Kind, count int, shown view) parts.Link {
	link := parts.Link{Label: page.T(kind.Key()), Href: "#" + sectionID(kind), Count: page.Number(float64(count), 0), Current: shown.Kind == string(kind)}
	if count > firstRows || shown.Kind != "" {
		link.Href = page.Path + view{Kind: string(kind), Page: 1}.query()
	}
	return link
}

func sectionID(kind roster.Kind) string { return "kind-" + string(kind) }

// section shows the first decisions of a kind or, on the kind's own page, those
// of that page.
func (page *previewPage) section(kind roster.Kind, decisions []people.Decision, shown view) section {
	p := page.Page
	own := shown.Kind == string(kind)
	s := section{ID: sectionID(kind), Open: own || kind != roster.Unchanged && kind != roster.Skipped, Grid: parts.Grid{Caption: p.T(kind.Key()), Hidden: true, Columns: []parts.Column{
		{Label: p.T("people.person")}, {Label: p.T("people.draft.row")}, {Label: p.T("people.cadre")}, {Label: p.T("people.since")}, {Label: p.T("people.draft.means")}}}}
	from, to := 0, min(len(decisions), firstRows)
	if own {
		from, to, s.Pages = pageOf(p, page.Path, shown, len(decisions), rowsAPage)
	} else if to < len(decisions) {
		s.More = &parts.Link{Label: p.T("people.draft.see_all", "count", len(decisions)), Href: page.Path + view{Kind: string(kind), Page: 1}.query()}
	}
	for _, d := range decisions[from:to] {
		s.Grid.Rows = append(s.Grid.Rows, decisionCells(p, d))
	}
	return s
}

// doubts asks about the decisions that leave something to choose, on the first
// view and on a page of their own.
func (page *previewPage) doubts(open []people.Decision, shown view) {
	if len(open) == 0 || shown.Kind != "" && shown.Kind != openKind {
		return
	}
	p := page.Page
	page.Choosing = page.Path + "/choices" + shown.query()
	page.Choices = parts.Filled{ID: "choose", Values: map[string][]string{}}
	from, to := 0, min(len(open), firstDoubts)
	if shown.Kind == openKind {
		from, to, page.DoubtsPages = pageOf(p, page.Path, shown, len(open), doubtsAPage)
	} else if to < len(open) {
		page.DoubtsPages = parts.Paging{Next: page.Path + view{Kind: openKind, Page: 1}.query(), Label: p.T("people.pages.of", "from", 1, "to", to, "count", len(open))}
	}
	for _, d := range open[from:to] {
		page.Doubts = append(page.Doubts, doubtOf(p, d))
		page.Choices.Values["choice_"+d.Key] = []string{d.Choice}
	}
}

// pageOf is which of count things stand on the page, and the way to the pages
// beside it. A page beyond the last is the last.
func pageOf(p web.Page, path string, shown view, count, each int) (from, to int, paging parts.Paging) {
	last := max((count+each-1)/each, 1)
	shown.Page = min(shown.Page, last)
	from, to = (shown.Page-1)*each, min(shown.Page*each, count)
	paging.Label = p.T("people.pages.of", "from", from+1, "to", to, "count", count)
	beside := func(n int) string {
		if n < 1 || n > last {
			return ""
		}
		return path + view{Kind: shown.Kind, Page: n}.query()
	}
	paging.Previous, paging.Next = beside(shown.Page-1), beside(shown.Page+1)
	return from, to, paging
}

// tell is say for a plan, which may speak of somebody without naming them.
func tell(p *i18n.Printer, m roster.Message) string {
	m.Pairs = slices.Clone(m.Pairs)
	for i, value := range m.Pairs {
		if _, is := value.(roster.Outsider); is {
			m.Pairs[i] = i18n.Key("people.outsider")
		}
	}
	return say(p, m)
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
	if d.Opens {
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
	return []parts.Cell{who, row, cadre, since, {Text: tell(p.Printer, d.Explain), Note: strings.Join(notesOf(p, d), " ")}}
}

// notesOf lists what was repaired and noticed, and what is wrong with the row.
func notesOf(p web.Page, d people.Decision) []string {
	var notes []string
	add := func(m roster.Message) {
		if text := tell(p.Printer, m); !slices.Contains(notes, text) {
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
	about := doubt{Title: nameOf(p, d), Explain: tell(p.Printer, d.Explain), Notes: notesOf(p, d)}
	if d.Row > 0 {
		about.Title = p.T("people.draft.row_of", "row", strconv.Itoa(d.Row), "name", about.Title)
	}
	proposed := parts.Option{Value: "", Label: p.T("people.choice.wait")}
	if d.Proposed != "" {
		proposed.Label = p.T("people.choice.proposed", "kind", p.T(d.Proposed.Key()))
	}
	choices := []parts.Option{proposed}
	nothing, closed := false, false
	for i, a := range d.Alternatives {
		if a.Closed {
			closed = true
			continue
		}
		choices = append(choices, parts.Option{Value: strconv.Itoa(i), Label: tell(p.Printer, a.Explain)})
		nothing = nothing || a.Explain.Key == roster.ChooseNothing
	}
	if !nothing {
		choices = append(choices, parts.Option{Value: people.Refuse, Label: p.T("people.choice.refuse")})
	}
	if closed {
		about.Notes = append(about.Notes, p.T("people.choice.closed"))
	}
	about.Input = parts.Input{Name: "choice_" + d.Key, Label: p.T("people.choice"), Kind: parts.Radio, Required: true, Options: choices}
	return about
}
