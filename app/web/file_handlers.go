package web

import (
	"slices"

	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/tables"
	"relevo/app/web/parts"
)

// FileHandlers are the pages on which a file of facts about people is uploaded, looked
// at, confirmed and undone. The slice whose facts they become says how.
type FileHandlers struct {
	Path     string                                                      // "/results/files"
	Name     string                                                      // of its routes: "results.files"
	FileName string                                                      // of the templates, without ending
	Template func() [][]string                                           // the table to fill in
	Page     func(c *Ctx) FilesPage                                      // the page that asks for a file, without its list
	Settings func(c *Ctx) (people.Choices, error)                        // what is said of the file with it
	Extra    func(c *Ctx, p people.FilePreview) (templ.Component, error) // what is said of a draft as a whole; may give nil

	Upload  func(c *Ctx, file people.RosterFile, settings people.Choices) (people.FileImport, error)
	List    func(c *Ctx) ([]people.FileImport, error)
	Look    func(c *Ctx, id string) (people.FilePreview, people.Source, error)
	Confirm func(c *Ctx, id, fingerprint string, choices map[string]string) (people.FileImport, error)
	Undo    func(c *Ctx, id string) error
	Discard func(c *Ctx, id string) error
}

// Routes are the addresses of these pages.
func (h FileHandlers) Routes() []Route {
	allow := Can(access.ImportRoster)
	return []Route{
		{Method: "GET", Path: h.Path, Handle: h.files, Allow: allow, Name: h.Name},
		{Method: "POST", Path: h.Path, Handle: h.upload, Allow: allow, Name: h.Name + ".upload"},
		{Method: "GET", Path: h.Path + "/template/:kind", Handle: h.template, Allow: allow, Name: h.Name + ".template"},
		{Method: "GET", Path: h.Path + "/:file", Handle: h.file, Allow: allow, Name: h.Name + ".file"},
		{Method: "POST", Path: h.Path + "/:file/confirm", Handle: h.confirm, Allow: allow, Name: h.Name + ".confirm"},
		{Method: "POST", Path: h.Path + "/:file/undo", Handle: h.undo, Allow: allow, Name: h.Name + ".undo"},
		{Method: "POST", Path: h.Path + "/:file/discard", Handle: h.discard, Allow: allow, Name: h.Name + ".discard"},
	}
}

func (h FileHandlers) files(c *Ctx) error { return h.showFiles(c, 200, parts.Filled{}) }

func (h FileHandlers) showFiles(c *Ctx, status int, form parts.Filled) error {
	list, err := h.List(c)
	if err != nil {
		return err
	}
	page := h.Page(c)
	page.Form, page.Files = form, FilesGrid(page.Page, h.Path, list)
	return c.Render(status, ShowFiles(page))
}

func (h FileHandlers) upload(c *Ctx) error {
	settings, err := h.Settings(c)
	var file people.RosterFile
	if err == nil {
		file, err = c.FactsFile()
	}
	var f people.FileImport
	if err == nil {
		f, err = h.Upload(c, file, settings)
	}
	if fault.Is(err, fault.Invalid) {
		form := c.Fill(struct{}{}, err)
		for name, value := range settings {
			form.Values[name] = []string{value}
		}
		return h.showFiles(c, 422, form)
	}
	if err != nil {
		return err
	}
	return c.See(h.Path + "/" + f.ID)
}

func (h FileHandlers) file(c *Ctx) error { return h.showFile(c, 200, parts.Filled{}) }

func (h FileHandlers) showFile(c *Ctx, status int, form parts.Filled) error {
	preview, source, err := h.Look(c, c.Params("file"))
	if err != nil {
		return err
	}
	page := NewFilePage(c.PageCalled(preview.File.FileName), h.Path, preview, form, source)
	above := h.Page(c)
	page.Crumbs = slices.Concat(above.Crumbs, []parts.Link{{Label: page.Title, Current: true}})
	if n := len(page.Crumbs); n > 1 {
		page.Crumbs[n-2].Href, page.Crumbs[n-2].Current = h.Path, false
	}
	if page.Draft && h.Extra != nil {
		if page.Settings, err = h.Extra(c, preview); err != nil {
			return err
		}
	}
	return c.Render(status, ShowFile(page))
}

func (h FileHandlers) confirm(c *Ctx) error {
	id := c.Params("file")
	preview, _, err := h.Look(c, id)
	if err != nil {
		return err
	}
	choices := c.FileChoices(preview)
	f, err := h.Confirm(c, id, c.FormValue("fingerprint"), choices)
	if form, refused := c.FileRefused(err, choices); refused {
		return h.showFile(c, fault.KindOf(err).Status(), form)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "files.done", "count", f.Summary[people.FileNew])
	return c.See(h.Path + "/" + f.ID)
}

func (h FileHandlers) undo(c *Ctx) error {
	id := c.Params("file")
	if err := h.Undo(c, id); err != nil {
		return err
	}
	c.Flash(parts.Good, "files.done_undone")
	return c.See(h.Path + "/" + id)
}

func (h FileHandlers) discard(c *Ctx) error {
	if err := h.Discard(c, c.Params("file")); err != nil {
		return err
	}
	c.Flash(parts.Info, "files.done_discarded")
	return c.See(h.Path)
}

func (h FileHandlers) template(c *Ctx) error {
	return c.SendTable(c.Params("kind"), h.FileName, h.Template())
}

// SendTable lets the browser keep a table as "csv" or "xlsx".
func (c *Ctx) SendTable(kind, name string, rows [][]string) error {
	var data []byte
	var err error
	switch kind {
	case "csv":
		data, err = tables.ForExcel(rows)
	case "xlsx":
		data, err = tables.Workbook(tables.Texts("relevo", rows))
	default:
		return fault.Missing("noun.file_import")
	}
	if err != nil {
		return err
	}
	return c.Give(kind, name, data)
}
