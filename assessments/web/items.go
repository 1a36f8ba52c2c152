package web

import (
	"net/url"
	"strconv"

	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// itemsOnPage is how many items a page of the bank shows.
const itemsOnPage = 50

type itemsFilter struct {
	Competency string           `form:"competency"`
	Kind       assessments.Kind `form:"kind"`
	Search     string           `form:"q"`
	Archived   bool             `form:"archived"`
	Page       int              `form:"page"`
}

func (f itemsFilter) filter() assessments.ItemFilter {
	return assessments.ItemFilter{Competency: f.Competency, Kind: f.Kind, Search: f.Search, Archived: f.Archived}
}

// query is the filter as it stands in an address.
func (f itemsFilter) query() url.Values {
	query := url.Values{}
	set := func(name, value string) {
		if value != "" {
			query.Set(name, value)
		}
	}
	set("competency", f.Competency)
	set("kind", string(f.Kind))
	set("q", f.Search)
	if f.Archived {
		set("archived", "true")
	}
	return query
}

// address gives the address of a page of the list as it is filtered.
func (f itemsFilter) address(number int) string {
	query := f.query()
	query.Set("page", strconv.Itoa(number))
	return "/items?" + query.Encode()
}

type itemsPage struct {
	web.Page
	Filter       parts.Filled
	Competencies []parts.Option
	Kinds        []parts.Option
	Items        parts.Grid
	Count        string
	Paging       parts.Paging
	Empty        parts.Nothing
	Exports      []parts.Link
}

// Items shows the item bank.
func (h *Handlers) Items(c *web.Ctx) error {
	var in itemsFilter
	if err := c.Bind(&in); err != nil {
		return err
	}
	list, err := h.Assessments.Items(c.Context(), c.Actor, in.filter())
	if err != nil {
		return err
	}
	competencies, err := h.Assessments.Competencies(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showItems(itemsPageOf(c.Page("assessments.items.title"), in, list, competencies)))
}

func itemsPageOf(page web.Page, in itemsFilter, list []assessments.ItemSummary, competencies []assessments.Competency) itemsPage {
	p := itemsPage{
		Page: page, Filter: parts.Filled{Values: web.ValuesOf(in)}, Competencies: competencyOptions(page.Printer, competencies, page.T("assessments.all_f")),
		Kinds: kindOptions(page.Printer, page.T("assessments.all_m")), Count: page.T("assessments.items.count", "count", len(list)),
	}
	p.Lead = p.T("assessments.items.lead")
	for _, format := range assessments.ExportFormats() {
		p.Exports = append(p.Exports, parts.Link{Label: p.T(assessments.FormatKey(format)), Href: "/items/export/" + format + "?" + in.query().Encode()})
	}
	p.Actions = actions([]action{
		{Href: "/items/new", Button: parts.Button{Label: p.T("assessments.item.new"), Icon: "plus"}},
		{Href: "/items/import", Button: parts.Button{Label: p.T("assessments.import.title"), Icon: "upload", Weight: parts.Second}},
	})
	from, to, paging := parts.PageOf(p.Printer, len(list), in.Page, itemsOnPage, in.address)
	p.Paging = paging
	p.Items = parts.Grid{Caption: p.T("assessments.items.title"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("assessments.item.question")}, {Label: p.T("assessments.competency")}, {Label: p.T("assessments.kind")}, {Label: p.T("assessments.item.uses")},
	}}
	names := competencyNames(p.Printer, competencies)
	for _, item := range list[from:to] {
		p.Items.Rows = append(p.Items.Rows, []parts.Cell{
			{Text: item.Code, Href: itemPath(item.ID), Note: excerpt(p.Printer, item.Version.Stem, 110)},
			{Text: names[item.Version.CompetencyCode]}, {Text: p.T(item.Version.Kind.Key())}, {Text: usesText(p.Printer, item.Uses)},
		})
	}
	p.Empty = parts.Nothing{Icon: "form", Title: p.T("assessments.items.none"), Text: p.T("assessments.items.none.text"), Href: "/items/import", Do: p.T("assessments.import.title")}
	if in.Competency+string(in.Kind)+in.Search != "" || in.Archived {
		p.Empty = parts.Nothing{Icon: "search", Title: p.T("assessments.items.no_match"), Text: p.T("assessments.items.no_match.text"), Href: "/items", Do: p.T("assessments.items.show_all")}
	}
	return p
}

// usesText says in how many forms an item stands.
func usesText(p *i18n.Printer, uses []assessments.FormUse) string {
	if len(uses) == 0 {
		return p.T("assessments.item.unused")
	}
	return p.T("assessments.item.in_forms", "count", len(uses))
}
