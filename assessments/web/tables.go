package web

import (
	"relevo/app/fault"
	"relevo/app/people/roster"
	"relevo/app/web"
)

// sendTable lets the browser keep a table as CSV or XLSX.
func sendTable(c *web.Ctx, kind, name string, rows [][]string) error {
	switch kind {
	case "csv":
		data, err := roster.WriteCSV(rows)
		if err != nil {
			return err
		}
		return sendFile(c, name+".csv", "text/csv; charset=utf-8", data)
	case "xlsx":
		data, err := roster.WriteXLSX(rows)
		if err != nil {
			return err
		}
		return sendFile(c, name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", data)
	}
	return fault.Missing("noun.file_import")
}
