package web

import (
	"strconv"

	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/web"
	"relevo/app/web/parts"
)

type importPage struct {
	web.Page
	Path     string
	About    []parts.Fact
	Changes  parts.Grid
	Pages    parts.Paging
	Seen     string // how many were only named again
	Undone   string // when and by whom; empty while it stands
	MayUndo  bool
	Blockers []string // what has to be undone first
	Next     *parts.Button
	NextPath string
}

// Import shows what a list did.
func (h *Handlers) Import(c *web.Ctx) error { return h.showImport(c, 200, nil) }

// Undo takes a whole list back.
func (h *Handlers) Undo(c *web.Ctx) error {
	imp, err := h.People.Undo(c.Context(), c.Actor, c.Params("import"))
	if fault.Is(err, fault.Conflict) {
		return h.showImport(c, 409, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "people.import.undone_now", "date", imp.AsOf)
	return c.See(importPath(imp.ID))
}

func (h *Handlers) showImport(c *web.Ctx, status int, problem error) error {
	report, err := h.People.Import(c.Context(), c.Actor, c.Params("import"))
	if err != nil {
		return err
	}
	page := importViewOf(c.Page("people.import.title", "date", report.Import.AsOf), report, max(c.QueryInt("page", 1), 1))
	if problem != nil {
		page.Message = &web.Message{Tone: parts.Bad, Text: c.Fault(problem).Sentence}
	}
	return c.Render(status, showImport(page))
}

// importPageOf is the first page of a report.
func importPageOf(p web.Page, r people.ImportReport) importPage { return importViewOf(p, r, 1) }

func importViewOf(p web.Page, r people.ImportReport, number int) importPage {
	imp := r.Import
	page := importPage{Page: p, Path: importPath(imp.ID), MayUndo: r.MayUndo}
	page.Lead = r.Institution.Name
	page.Crumbs = []parts.Link{{Label: p.T("people.institutions.title"), Href: "/institutions"}, {Label: r.Institution.Name, Href: institutionPath(r.Institution.ID)},
		{Label: p.T("people.lists"), Href: institutionPath(r.Institution.ID) + "/roster"}}
	page.About = []parts.Fact{{Label: p.T("people.list.file"), Text: imp.FileName}, {Label: p.T("people.list.rows"), Text: p.Number(float64(imp.ListRows), 0)},
		{Label: p.T("people.list.confirmed"), Text: p.T("people.import.by", "when", imp.ConfirmedAt, "name", author(p, r.ConfirmedBy))}}
	for _, kind := range roster.Kinds() {
		if n := imp.Summary[kind]; n > 0 && kind != roster.Skipped {
			page.About = append(page.About, parts.Fact{Label: p.T(kind.Key()), Text: p.Number(float64(n), 0)})
		}
	}
	if imp.UndoneAt != nil {
		page.Undone = p.T("people.import.undone", "when", *imp.UndoneAt, "name", author(p, r.UndoneBy))
	}
	for _, b := range r.Blockers {
		if b.Import != nil {
			page.Blockers = append(page.Blockers, p.T("people.roster.undo_later_list", "file", b.Import.FileName, "date", b.Import.AsOf))
		} else {
			page.Blockers = append(page.Blockers, p.T("people.roster.undo_later_fact", "name", b.Person.FullName()))
		}
	}
	if r.Next != nil {
		page.Next, page.NextPath = &parts.Button{Label: p.T("people.import.next", "date", r.Next.AsOf), Icon: "forward"}, draftPath(r.Next.ID)
	}
	page.changes(r, number)
	return page
}

// changes shows a page of what the list changed; what it only saw again is
// counted.
func (page *importPage) changes(r people.ImportReport, number int) {
	p := page.Page
	page.Changes = parts.Grid{Caption: p.T("people.import.changes"), Columns: append(stayColumns(p.Printer, p.T("people.person")), parts.Column{Label: p.T("people.import.before")})}
	changed := make([]people.ImportedFact, 0, len(r.Facts))
	for _, f := range r.Facts {
		if !f.Sighted() {
			changed = append(changed, f)
		}
	}
	if seen := len(r.Facts) - len(changed); seen > 0 {
		page.Seen = p.T("people.import.seen", "count", seen)
	}
	from, to, paging := pageOf(p, page.Path, view{Page: number}, len(changed), rowsAPage)
	if len(changed) > rowsAPage {
		page.Pages = paging
	}
	for _, f := range changed[from:to] {
		before := parts.Cell{Text: p.T("people.import.unknown_before")}
		if f.Before != nil {
			before = parts.Cell{Text: p.T(f.Before.Cadre.Key()) + ", " + p.T(people.ContractKey(f.Before.Contract)),
				Note: p.T("people.fact.days", "from", f.Before.StartsOn, "until", ended(p.Printer, *f.Before))}
		}
		who := parts.Cell{Text: f.Person.FullName()}
		if f.Opens {
			who.Href = personPath(f.Person.ID)
		}
		if f.ImportRow != nil {
			who.Note = p.T("people.import.row", "row", strconv.Itoa(*f.ImportRow))
		}
		page.Changes.Rows = append(page.Changes.Rows, append(append([]parts.Cell{who}, stayCells(p.Printer, f.Posting)...), before))
	}
}
