package web

import (
	"strings"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// Handlers are the pages.
type Handlers struct {
	People *people.Service
	Aside  web.Aside // above the list of institutions
}

// The addresses of this slice.
func institutionPath(id string) string { return "/institutions/" + id }
func personPath(id string) string      { return "/people/" + id }
func draftPath(id string) string       { return "/rosters/" + id }
func importPath(id string) string      { return "/imports/" + id }
func stayPath(id string) string        { return "/stays/" + id }

// say puts a sentence of the roster package into words. Codes become names,
// and of a document only the end is shown: enough to compare, not to copy.
func say(p *i18n.Printer, m roster.Message) string {
	pairs := append([]any(nil), m.Pairs...)
	for i := 0; i+1 < len(pairs); i += 2 {
		switch name, _ := pairs[i].(string); name {
		case "document":
			pairs[i+1] = masked(p.Value(pairs[i+1]))
		case "fields":
			pairs[i+1] = fieldNames(p, pairs[i+1])
		case "row", "rows", "days":
		case "was", "now":
			if code, ok := pairs[i+1].(string); ok && m.Key == roster.WhyContract {
				pairs[i+1] = i18n.Key(people.ContractKey(code))
			} else if ok && code == "" {
				pairs[i+1] = i18n.Key("people.not_given")
			}
		}
	}
	return p.T(m.Key, pairs...)
}

func fieldNames(p *i18n.Printer, value any) string {
	fields, _ := value.([]roster.Field)
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = p.T(f.Key())
	}
	return strings.Join(names, ", ")
}

// masked keeps the last three characters of a document's number.
func masked(number string) string {
	r := []rune(number)
	if len(r) <= 3 {
		return number
	}
	return "…" + string(r[len(r)-3:])
}

// ended writes the end of a stay: a day, an interval, or "continues".
func ended(p *i18n.Printer, s people.Posting) string {
	switch {
	case s.EndsOn == nil:
		return p.T("people.posting.continues")
	case s.Uncertain():
		return p.T("people.posting.between", "after", *s.EndsAfter, "by", *s.EndsOn)
	default:
		return p.Date(*s.EndsOn)
	}
}

// options makes choices of institutions, indented as the tree is.
func options(list []people.Institution) []parts.Option {
	out := make([]parts.Option, len(list))
	for n, name := range people.Outline(list) {
		out[n] = parts.Option{Value: list[n].ID, Label: name}
	}
	return out
}

// stayCells are the columns that every table of stays has: position, contract,
// start, end.
func stayCells(p *i18n.Printer, s people.Posting) []parts.Cell {
	return []parts.Cell{
		{Text: p.T(s.Cadre.Key()), Note: s.Position},
		{Text: p.T(people.ContractKey(s.Contract))},
		{Text: p.Date(s.StartsOn)},
		{Text: ended(p, s), Note: s.EndReason},
	}
}

func stayColumns(p *i18n.Printer, first string) []parts.Column {
	return []parts.Column{{Label: first}, {Label: p.T("people.cadre")}, {Label: p.T("people.contract")}, {Label: p.T("people.since")}, {Label: p.T("people.until")}}
}

// place says where an institution is, in words; empty when not known.
func place(i people.Institution) string { return people.RegionName(i.Region()) }

// dateValue fills a date field.
func dateValue(d db.Date) []string { return []string{d.String()} }
