package web

import (
	"encoding/json"

	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
)

func reportPath(placeID, file string) string { return placePath(placeID) + "/report/" + file }

// files are the ways to take the figures of the page along.
func (page *figuresPage) files(f analytics.Figures) {
	values := valuesAbout(f.Subject)
	values.Set("on", f.On.String())
	input := func(name string) {
		page.Inputs = append(page.Inputs, parts.Link{Label: "relevo measure " + name, Href: address(reportPath(f.Place.ID, name), values)})
	}
	if f.Place.MayNames {
		input("tats")
	}
	if f.Turnover.Separations.Defined() && f.Turnover.MeanHeadcount.Defined() {
		input("rate")
	}
	values.Set("since", f.Recent.From.String())
	for _, format := range []string{"pdf", "xlsx", "csv", "json"} {
		page.Files = append(page.Files, parts.Link{Label: page.T("analytics.file." + format), Href: address(reportPath(f.Place.ID, format), values)})
	}
}

// ReportFile gives the figures of a place as pdf, xlsx, csv or json, or the input from which `relevo measure` recomputes one.
func (h *Handlers) ReportFile(c *web.Ctx) error {
	var in struct {
		figuresInput
		Since db.Date `form:"since"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	q := in.query(c.Params("place"))
	file := c.Params("file")
	if file == "tats" {
		input, err := h.Analytics.TATSInput(c.Context(), c.Actor, q)
		if err != nil {
			return err
		}
		return giveInput(c, file, input)
	}
	r, err := h.Analytics.Report(c.Context(), c.Actor, q, in.Since)
	if err != nil {
		return err
	}
	if file == "rate" {
		t := r.Turnover
		if !t.Separations.Defined() || !t.MeanHeadcount.Defined() {
			return fault.Missing("noun.page")
		}
		return giveInput(c, file, map[string]float64{"events": t.Separations.Float(), "person_time": t.PersonYears()})
	}
	data, err := report.File(c.Printer, r, file)
	if err != nil {
		return err
	}
	return c.Give(file, report.FileName(r), data)
}

// giveInput lets the browser keep the input of `relevo measure`.
func giveInput(c *web.Ctx, name string, input any) error {
	text, err := json.Marshal(input)
	if err != nil {
		return err
	}
	return c.Give("json", name, text)
}
