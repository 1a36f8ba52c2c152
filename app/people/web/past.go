package web

import (
	"strings"

	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// pastGrid lists what files brought in of a person, each with where from.
func pastGrid(p web.Page, facts []people.PastFact) parts.Grid {
	g := parts.Grid{Caption: p.T("files.past"), Columns: []parts.Column{{Label: p.T("files.past_what")}, {Label: p.T("files.past_day")}, {Label: p.T("files.brought")}}}
	for _, f := range facts {
		says := make([]string, len(f.Says))
		for i, m := range f.Says {
			says[i] = web.Sentence(p.Printer, m)
		}
		g.Rows = append(g.Rows, []parts.Cell{{Text: strings.Join(says, " · ")}, {Text: p.Date(f.On)}, {Text: web.SourceText(p.Printer, f.Source)}})
	}
	return g
}
