package web

import (
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// PaperFiles asks for a file with what a whole group answered.
func (h *Handlers) PaperFiles(c *web.Ctx) error { return h.showPaperFiles(c, 200, parts.Filled{}) }

func (h *Handlers) showPaperFiles(c *web.Ctx, status int, form parts.Filled) error {
	administration, files, err := h.Assessments.PaperFiles(c.Context(), c.Actor, c.Params("administration"))
	if err != nil {
		return err
	}
	return c.Render(status, web.ShowFiles(paperFilesPageOf(c.Page("sheets.file.title"), administration, files, form)))
}

func paperFilesPageOf(page web.Page, a assessments.Administration, files []people.FileImport, form parts.Filled) web.FilesPage {
	path := sheetsPath(a.ID) + "/files"
	p := web.FilesPage{Page: page, Path: path, Form: form, Help: page.T("sheets.file.help"), Files: web.FilesGrid(page, path, files)}
	p.Lead = p.T("sheets.file.lead")
	p.Crumbs = crumbs(p.Title, a.Title, administrationPath(a.ID), p.T("sheets.title"), sheetsPath(a.ID))
	p.Fields = []parts.Input{
		{Name: assessments.SettingDay, Label: p.T("sheets.sat_on"), Help: p.T("sheets.file.day.help"), Kind: parts.Date},
		{Name: assessments.SettingConsent, Label: p.T("sheets.file.consent"), Kind: parts.Checkbox},
	}
	for _, column := range []string{"code", "questions", "day", "consent"} {
		p.Columns = append(p.Columns, parts.Fact{Label: p.T("sheets.file.column_" + column), Text: p.T("sheets.file.column_" + column + ".help")})
	}
	return p
}

// UploadPaper keeps the file and leads to what it would bring in.
func (h *Handlers) UploadPaper(c *web.Ctx) error {
	var in struct {
		Day     *db.Date `form:"sat_on"`
		Consent bool     `form:"consent"`
	}
	err := c.Bind(&in)
	var file people.RosterFile
	if err == nil {
		file, err = c.FactsFile()
	}
	var f people.FileImport
	if err == nil {
		settings := people.Choices{}
		if in.Day != nil {
			settings[assessments.SettingDay] = in.Day.String()
		}
		if in.Consent {
			settings[assessments.SettingConsent] = "yes"
		}
		f, err = h.Assessments.UploadPaper(c.Context(), c.Actor, c.Params("administration"), file, settings)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showPaperFiles(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	return c.See(sheetsPath(f.SubjectID) + "/files/" + f.ID)
}

// PaperFile shows what a file would bring in, or brought.
func (h *Handlers) PaperFile(c *web.Ctx) error { return h.showPaperFile(c, 200, parts.Filled{}) }

func (h *Handlers) showPaperFile(c *web.Ctx, status int, form parts.Filled) error {
	id := c.Params("administration")
	preview, err := h.Assessments.PaperFile(c.Context(), c.Actor, id, c.Params("file"))
	if err != nil {
		return err
	}
	source, err := h.Assessments.FileSource(c.Context(), preview.File)
	if err != nil {
		return err
	}
	page := web.NewFilePage(c.PageCalled(preview.File.FileName), sheetsPath(id)+"/files", preview, form, source)
	page.Crumbs = crumbs(page.Title, c.T("sheets.title"), sheetsPath(id), c.T("sheets.file.title"), sheetsPath(id)+"/files")
	return c.Render(status, web.ShowFile(page))
}

// ConfirmPaper brings in what can be used.
func (h *Handlers) ConfirmPaper(c *web.Ctx) error {
	id, file := c.Params("administration"), c.Params("file")
	preview, err := h.Assessments.PaperFile(c.Context(), c.Actor, id, file)
	if err != nil {
		return err
	}
	choices := c.FileChoices(preview)
	f, err := h.Assessments.ConfirmPaper(c.Context(), c.Actor, id, file, typed(c, "fingerprint"), choices)
	if form, refused := c.FileRefused(err, choices); refused {
		return h.showPaperFile(c, fault.KindOf(err).Status(), form)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "files.done", "count", f.Summary[people.FileNew])
	return c.See(sheetsPath(id) + "/files/" + f.ID)
}

// UndoPaper takes a file back.
func (h *Handlers) UndoPaper(c *web.Ctx) error {
	id, file := c.Params("administration"), c.Params("file")
	if err := h.Assessments.UndoPaper(c.Context(), c.Actor, id, file); err != nil {
		return err
	}
	c.Flash(parts.Good, "files.done_undone")
	return c.See(sheetsPath(id) + "/files/" + file)
}

// DiscardPaper throws a draft away.
func (h *Handlers) DiscardPaper(c *web.Ctx) error {
	id := c.Params("administration")
	if err := h.Assessments.DiscardPaper(c.Context(), c.Actor, id, c.Params("file")); err != nil {
		return err
	}
	c.Flash(parts.Info, "files.done_discarded")
	return c.See(sheetsPath(id) + "/files")
}

// PaperTemplate gives the table into which the answers of a group are written, with the
// codes of the sheets that are not typed yet.
func (h *Handlers) PaperTemplate(c *web.Ctx) error {
	table, err := h.Assessments.PaperTable(c.Context(), c.Actor, c.Params("administration"))
	if err != nil {
		return err
	}
	return c.SendTable(c.Params("kind"), "respuestas", table)
}
