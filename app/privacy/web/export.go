package web

import (
	"relevo/app/privacy"
	"relevo/app/tables"
	"relevo/app/web"
)

type exportPage struct {
	web.Page
}

// Export offers results without names.
func (h *Handlers) Export(c *web.Ctx) error {
	if err := privacy.NeedExport(c.Actor); err != nil {
		return err
	}
	page := exportPage{Page: c.Page("privacy.export.title")}
	page.Lead = c.T("privacy.export.lead")
	return c.Render(200, showExport(page))
}

// SendExport sends them as a table.
func (h *Handlers) SendExport(c *web.Ctx) error {
	export, err := h.Privacy.Export(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	sheet := tables.Sheet{Name: "relevo", Head: []string{"pseudonym", "cadre", "region", "sex", "born", "competency", "occasion", "month", "months_after", "score", "cut_score"}}
	for _, l := range export.Lines {
		var months any
		if l.Months != nil {
			months = *l.Months
		}
		sheet.Rows = append(sheet.Rows, []any{l.Pseudonym, l.Cadre, l.Region, l.Sex, l.Born, l.Competency, l.Occasion, l.Month, months, l.Score, l.Cut})
	}
	return c.SendSheets(c.Params("kind"), "relevo-sin-nombres", []tables.Sheet{sheet}, 0)
}
