package web

import (
	"slices"
	"strconv"
	"strings"

	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/web"
	"relevo/app/web/parts"
)

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
		page.DoubtsPages = parts.Paging{Next: page.Path + view{Kind: openKind, Page: 1}.query(), Label: p.T("web.page_of", "from", 1, "to", to, "count", len(open))}
	}
	for _, d := range open[from:to] {
		page.Doubts = append(page.Doubts, doubtOf(p, d))
		page.Choices.Values["choice_"+d.Key] = []string{d.Choice}
	}
}

// pageOf is which of count things stand on the page, and the way to the pages beside it.
func pageOf(p web.Page, path string, shown view, count, each int) (from, to int, paging parts.Paging) {
	return parts.PageOf(p.Printer, count, shown.Page, each, func(n int) string { return path + view{Kind: shown.Kind, Page: n}.query() })
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
