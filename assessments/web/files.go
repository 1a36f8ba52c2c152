package web

import (
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/assessments/formats/csvitems"
)

// Template gives the table in which questions are written, with an example of each kind.
func (h *Handlers) Template(c *web.Ctx) error {
	write := csvitems.TemplateCSV
	switch c.Params("kind") {
	case "csv":
	case "xlsx":
		write = csvitems.TemplateXLSX
	default:
		return fault.Missing("noun.item_import")
	}
	data, err := write()
	if err != nil {
		return err
	}
	return c.Give(c.Params("kind"), "preguntas", data)
}

// Export gives the items of the list as a file for other systems.
func (h *Handlers) Export(c *web.Ctx) error {
	var in itemsFilter
	if err := c.Bind(&in); err != nil {
		return err
	}
	file, err := h.Assessments.ExportItems(c.Context(), c.Actor, c.Params("format"), in.filter(), c.Printer)
	if fault.Is(err, fault.Invalid) {
		return fault.Missing("noun.item_import")
	}
	if err != nil {
		return err
	}
	c.Set("Content-Type", file.Type)
	c.Set("Content-Disposition", `attachment; filename="`+file.Name+`"`)
	c.Set("Cache-Control", "no-store")
	return c.Send(file.Data)
}
