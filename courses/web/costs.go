package web

import (
	"cmp"
	"math"
	"strings"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

func costsPath(offering string) string { return "/offerings/" + offering + "/costs" }

// soles writes an amount of money; a dash where there is none to speak of.
func soles(p *i18n.Printer, amount float64) string {
	if math.IsNaN(amount) {
		return "—"
	}
	return p.T("seats.soles", "amount", p.Number(amount, 2))
}

// money is a figure in whole soles; the tables have the hundredths.
func money(p *i18n.Printer, key string, amount float64, meaning string) parts.Figure {
	figure := parts.Figure{Label: p.T(key), Value: "—", Meaning: meaning, Since: p.T("seats.cost.since")}
	if !math.IsNaN(amount) {
		figure.Value, figure.Unit = p.Number(amount, 0), p.T("seats.soles_unit")
	}
	return figure
}

type costsPage struct {
	web.Page
	Path    string
	Figures []parts.Figure
	ByKind  parts.Grid
	Funders parts.Grid
	Lines   parts.Grid
	Form    parts.Filled
	Kinds   []parts.Option
	May     bool
	Correct string // what is corrected, in words; empty for a new cost
	Fixes   string // the fact in whose place it stands
}

type costInput struct {
	Kind     courses.CostKind `form:"kind"`
	Amount   string           `form:"amount"`
	Note     string           `form:"note"`
	Corrects string           `form:"corrects"`
}

// Costs shows what an offering cost.
func (h *Handlers) Costs(c *web.Ctx) error {
	return h.showCosts(c, 200, costInput{Corrects: c.Query("corrects")}, nil)
}

func (h *Handlers) showCosts(c *web.Ctx, status int, in costInput, wrong error) error {
	costs, err := h.Courses.Costs(c.Context(), c.Actor, c.Params("offering"))
	if err != nil {
		return err
	}
	return c.Render(status, showCosts(costsPageOf(c.Page("seats.costs"), costs, in, c.Fill(in, wrong))))
}

func kindName(p *i18n.Printer, k courses.CostKind) string { return p.T("seats.cost." + string(k)) }

func costsPageOf(page web.Page, o courses.CostPage, in costInput, form parts.Filled) costsPage {
	p := costsPage{Page: page, Path: costsPath(o.ID), Form: form, May: o.MayRecord}
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", o.Code, "/offerings/"+o.ID)
	p.Lead = o.CourseTitle
	s := o.Summary
	p.Figures = []parts.Figure{
		money(p.Printer, "seats.cost.total", s.Total.Amount(), p.T("seats.cost.total.means")),
		money(p.Printer, "seats.cost.per_trained", s.PerTrained(), p.T("seats.cost.per_trained.means", "count", s.Trained)),
		money(p.Printer, "seats.cost.per_completion", s.PerCompletion(), p.T("seats.cost.per_completion.means", "count", s.Completed)),
	}
	p.ByKind = parts.Grid{Caption: p.T("seats.cost.by_kind"), Columns: []parts.Column{{Label: p.T("seats.cost.kind")}, {Label: p.T("seats.cost.amount"), Numeric: true}}}
	for _, kind := range courses.CostKinds() {
		p.Kinds = append(p.Kinds, parts.Option{Value: string(kind), Label: kindName(p.Printer, kind), Help: p.T("seats.cost.help." + string(kind))})
		p.ByKind.Rows = append(p.ByKind.Rows, parts.Words(kindName(p.Printer, kind), soles(p.Printer, s.ByKind[kind].Amount())))
	}
	p.Funders = parts.Grid{Caption: p.T("seats.cost.by_funder"), Columns: []parts.Column{{Label: p.T("courses.funder.name")}, {Label: p.T("seats.share"), Numeric: true}, {Label: p.T("seats.cost.amount"), Numeric: true}, {Label: p.T("seats.cost.per_trained"), Numeric: true}}}
	for _, f := range o.Funders {
		part := s.Total.Part(f.Share)
		each := math.NaN()
		if s.Trained > 0 {
			each = part.Amount() / float64(s.Trained)
		}
		p.Funders.Rows = append(p.Funders.Rows, []parts.Cell{{Text: f.Name, Href: "/funders/" + f.ID}, {Text: p.Percent(f.Share, 0)}, {Text: soles(p.Printer, part.Amount())}, {Text: soles(p.Printer, each)}})
	}
	p.lines(o, in)
	return p
}

// lines lists what was noted, and finds what is to be corrected.
func (p *costsPage) lines(o courses.CostPage, in costInput) {
	p.Lines = parts.Grid{Caption: p.T("seats.cost.lines"), Columns: []parts.Column{{Label: p.T("seats.cost.note")}, {Label: p.T("seats.cost.kind")}, {Label: p.T("seats.cost.amount"), Numeric: true}, {Label: p.T("seats.cost.recorded")}, {Label: p.T("courses.more"), Act: true}}}
	for _, l := range o.Lines {
		more := parts.Cell{Text: p.T("courses.nothing_to_do")}
		note := parts.Cell{Text: l.Note}
		switch {
		case l.SupersededAt != nil:
			more.Text, note.Note = p.T("seats.cost.corrected"), p.T("seats.cost.corrected_at", "at", *l.SupersededAt)
		case o.MayRecord:
			more = parts.Cell{Text: p.T("seats.cost.correct"), Href: p.Path + "?corrects=" + l.Cost.ID + "#cost"}
		}
		p.Lines.Rows = append(p.Lines.Rows, []parts.Cell{note, {Text: kindName(p.Printer, l.Kind)}, {Text: soles(p.Printer, l.Centimos.Amount())}, {Text: p.Instant(l.RecordedAt), Note: l.Author}, more})
		if l.Cost.ID == in.Corrects && l.SupersededAt == nil {
			p.Fixes, p.Correct = l.Cost.ID, p.T("seats.cost.correcting", "note", l.Note, "amount", soles(p.Printer, l.Centimos.Amount()))
			if strings.TrimSpace(in.Amount) == "" && len(p.Form.Messages) == 0 {
				p.Form.Values = map[string][]string{"kind": {string(l.Kind)}, "amount": {p.Number(l.Centimos.Amount(), 2)}, "note": {l.Note}}
			}
		}
	}
}

// RecordCost notes a cost, or corrects one.
func (h *Handlers) RecordCost(c *web.Ctx) error {
	var in costInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Courses.RecordCost(c.Context(), c.Actor, c.Params("offering"), courses.CostInput{Kind: in.Kind, Amount: in.Amount, Note: in.Note, Corrects: in.Corrects})
	}
	switch {
	case fault.Is(err, fault.Invalid):
		return h.showCosts(c, 422, in, err)
	case fault.Is(err, fault.Conflict):
		return sayAndSee(c, err, costsPath(c.Params("offering")))
	case err != nil:
		return err
	}
	c.Flash(parts.Good, "seats.cost.saved")
	return c.See(costsPath(c.Params("offering")))
}

type funderPage struct {
	web.Page
	Figures []parts.Figure
	Said    []string
	Lines   parts.Grid
}

// Funder shows what a funder has paid for.
func (h *Handlers) Funder(c *web.Ctx) error {
	funder, err := h.Courses.FunderPage(c.Context(), c.Actor, c.Params("funder"))
	if err != nil {
		return err
	}
	return c.Render(200, showFunder(funderPageOf(c.PageCalled(funder.Name), funder)))
}

func funderPageOf(page web.Page, f courses.FunderPage) funderPage {
	p := funderPage{Page: page}
	p.Crumbs = crumbs(f.Name, p.T("courses.funders"), "/funders")
	p.Lead = p.T("seats.funder.lead")
	t := f.Totals
	p.Figures = []parts.Figure{
		{Label: p.T("seats.funder.trained"), Value: p.Value(t.Trained), Since: p.T("seats.funder.since"), Meaning: p.T("seats.funder.trained.means", "count", t.Shared)},
		{Label: p.T("courses.completed"), Value: p.Value(t.Completions), Since: p.T("seats.funder.since"), Meaning: p.T("seats.funder.completions.means", "count", t.Offerings)},
		money(p.Printer, "seats.funder.paid", t.Paid.Amount(), p.T("seats.funder.paid.means")),
		money(p.Printer, "seats.cost.per_trained", t.PerTrained(), p.T("seats.funder.per_trained.means")),
		money(p.Printer, "seats.cost.per_completion", t.PerCompletion(), p.T("seats.funder.per_completion.means")),
	}
	p.Said = []string{p.T("seats.funder.all", "trained", f.All.Trained, "sum", f.Sum, "shared", f.All.Shared), p.T("seats.funder.rule")}
	p.Lines = parts.Grid{Caption: p.T("courses.offerings"), Columns: []parts.Column{{Label: p.T("courses.offering")}, {Label: p.T("courses.days")}, {Label: p.T("seats.share"), Numeric: true}, {Label: p.T("seats.funder.trained"), Numeric: true}, {Label: p.T("courses.completed"), Numeric: true}, {Label: p.T("seats.funder.paid"), Numeric: true}, {Label: p.T("seats.funder.others")}}}
	for _, l := range f.Lines {
		var others []string
		for _, o := range l.Others {
			others = append(others, p.T("courses.funder_share", "name", o.Name, "share", p.Percent(o.Share, 0)))
		}
		p.Lines.Rows = append(p.Lines.Rows, []parts.Cell{{Text: l.Code, Href: "/offerings/" + l.ID, Note: l.CourseTitle}, {Text: days(p.Printer, l.Offering)}, {Text: p.Percent(l.Share, 0)}, {Text: p.Value(l.Trained)}, {Text: p.Value(l.Completed)}, {Text: soles(p.Printer, l.Paid.Amount())}, {Text: cmp.Or(strings.Join(others, ", "), p.T("seats.funder.alone"))}})
	}
	return p
}
