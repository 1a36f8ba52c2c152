package web

import (
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/assessments/formats/csvitems"
)

// Template gives the table in which questions are written, with an example of each kind.
func (h *Handlers) Template(c *web.Ctx) error {
	write, kind := csvitems.TemplateCSV, "text/csv; charset=utf-8"
	switch c.Params("kind") {
	case "csv":
	case "xlsx":
		write, kind = csvitems.TemplateXLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	default:
		return fault.Missing("noun.item_import")
	}
	data, err := write()
	if err != nil {
		return err
	}
	return sendFile(c, "preguntas."+c.Params("kind"), kind, data)
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
	return sendFile(c, file.Name, file.Type, file.Data)
}

// sendFile lets the browser keep a file under a name of ours.
func sendFile(c *web.Ctx, name, kind string, data []byte) error {
	c.Set("Content-Type", kind)
	c.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	c.Set("Cache-Control", "no-store")
	return c.Send(data)
}
