package web

import (
	"cmp"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
	"relevo/assessments/formats/csvitems"
)

// questionsFile is a file of questions and what is to become of them.
type questionsFile struct {
	sentFile
	Format       string         `json:"format,omitempty" enum:"gift,aiken,moodle-xml,csv" doc:"csv for the table in Excel too. Left out: the file tells."`
	Competency   string         `json:"competency,omitempty" doc:"For the questions of which the file names none."`
	Competencies map[int]string `json:"competencies,omitempty" doc:"For single questions, by line."`
}

func (f questionsFile) options() assessments.ImportOptions {
	return assessments.ImportOptions{Competency: f.Competency, Competencies: f.Competencies}
}

type previewItems struct {
	Body questionsFile
}

type importItems struct {
	Body struct {
		questionsFile
		Fingerprint string `json:"fingerprint" doc:"Of the preview that was looked at, with the same file and competencies: 409 when the outcome would now be another."`
	}
}

type itemsPreview struct {
	itemsOutcome
	Fingerprint string `json:"fingerprint" doc:"What importing asks for."`
	Needed      []int  `json:"competency_needed" doc:"Lines of questions for which a competency must be named first."`
}

type itemsImport struct {
	ID         string     `json:"id"`
	FileName   string     `json:"file_name"`
	ImportedAt db.Instant `json:"imported_at"`
	itemsOutcome
}

type itemsOutcome struct {
	Format    string             `json:"format"`
	Encoding  string             `json:"encoding"`
	Imported  int                `json:"imported"`
	Adapted   int                `json:"adapted" doc:"With changes that the notes name."`
	Skipped   int                `json:"skipped"`
	Questions []importedQuestion `json:"questions"`
}

type importedQuestion struct {
	Line       int      `json:"line"`
	Question   string   `json:"question" doc:"Its title, or how it begins."`
	Code       string   `json:"code"`
	Kind       string   `json:"kind"`
	Competency string   `json:"competency"`
	Form       string   `json:"form" doc:"A, B, AB for both, or empty, as a comment in the file says."`
	Outcome    string   `json:"outcome" enum:"imported,adapted,skipped"`
	Action     string   `json:"action" enum:"new,revised,unchanged,none"`
	Notes      []string `json:"notes"`
	ItemID     *string  `json:"item_id" doc:"null before it is there."`
	VersionID  *string  `json:"version_id"`
}

// outcomeOf gives a report; the identifiers of a preview are of nothing that is there, but for what stays as it is.
func outcomeOf(c *web.Ctx, r assessments.ImportReport) itemsOutcome {
	return itemsOutcome{Format: r.Format, Encoding: r.Encoding, Imported: r.Imported, Adapted: r.Adapted, Skipped: r.Skipped,
		Questions: api.Each(r.Entries, func(e assessments.ImportEntry) importedQuestion {
			q := importedQuestion{Line: e.Line, Question: e.Question, Code: e.Code, Kind: string(e.Kind), Competency: e.Competency, Form: e.Form, Outcome: e.Outcome, Action: e.Action, Notes: sentences(c, e.Notes)}
			if e.ItemID != "" && (r.ImportID != "" || e.Action == assessments.ActionUnchanged) {
				q.ItemID, q.VersionID = &e.ItemID, &e.ItemVersionID
			}
			return q
		})}
}

func importOf(c *web.Ctx, r assessments.ImportReport) itemsImport {
	return itemsImport{r.ImportID, r.FileName, r.ImportedAt, outcomeOf(c, r)}
}

type oneItemsImport struct {
	ID string `path:"import"`
}

type exportQuery struct {
	Format string `path:"format"`
	bankQuery
}

type oneTemplate struct {
	Kind string `path:"kind"`
}

type onePicture struct {
	Version string `path:"version"`
	Picture string `path:"picture"`
}

// itemFilesAPI stands before one item in the table of routes: /items/imports is no item.
func (h *Handlers) itemFilesAPI() []web.Route {
	return []web.Route{
		api.Op[previewItems, itemsPreview]{
			Method: "POST", Path: "/items/imports/preview", Name: "items.preview", Summary: "What would become of each question of a file; nothing is kept", Needs: apiAuthors, Stands: []string{"items.import"},
			Do: func(c *web.Ctx, in previewItems) (itemsPreview, error) {
				report, err := h.apiImport(c, in.Body, in.Body.options())
				if err == nil && len(report.Entries) == 0 {
					err = fault.OnField("content", "assessments.import_empty")
				}
				return itemsPreview{outcomeOf(c, report), report.Fingerprint, append([]int{}, report.Untagged...)}, err
			},
		}.Route(),
		api.Op[importItems, itemsImport]{
			Method: "POST", Path: "/items/imports", Name: "items.import", Summary: "Bring the questions of a file into the bank, as the preview said", Needs: apiAuthors, Status: 201, Stands: []string{"items.import.do"},
			Do: func(c *web.Ctx, in importItems) (itemsImport, error) {
				if in.Body.Fingerprint == "" {
					return itemsImport{}, fault.OnField("fingerprint", "fault.required")
				}
				options := in.Body.options()
				options.Confirm, options.Seen = true, in.Body.Fingerprint
				report, err := h.apiImport(c, in.Body.questionsFile, options)
				return importOf(c, report), err
			},
		}.Route(),
		api.Op[oneItemsImport, itemsImport]{
			Method: "GET", Path: "/items/imports/:import", Name: "items.imported", Summary: "What an import did", Needs: apiAuthors, Stands: []string{"items.imported"},
			Do: func(c *web.Ctx, in oneItemsImport) (itemsImport, error) {
				report, err := h.Assessments.Import(c.Context(), c.Actor, in.ID)
				return importOf(c, report), err
			},
		}.Route(),
		api.Op[exportQuery, api.File]{
			Method: "GET", Path: "/items/export/:format", Name: "items.export", Summary: "The items of the bank that the filter lets through, for other systems: gift or moodle-xml", Needs: apiAuthors, Stands: []string{"items.export"},
			Produces: []string{"text/plain", "application/xml"},
			Do: func(c *web.Ctx, in exportQuery) (api.File, error) {
				file, err := h.Assessments.ExportItems(c.Context(), c.Actor, in.Format, in.filter(), c.Printer)
				if fault.Is(err, fault.Invalid) {
					err = fault.Missing("noun.item_import")
				}
				return api.File{Name: file.Name, Media: file.Type, Data: file.Data}, err
			},
		}.Route(),
		api.Op[oneTemplate, api.File]{
			Method: "GET", Path: "/items/template/:kind", Name: "items.template", Summary: "The table in which questions are written, with an example of each kind: csv or xlsx", Needs: apiAuthors, Stands: []string{"items.template"},
			Produces: []string{csvType, xlsxType},
			Do: func(_ *web.Ctx, in oneTemplate) (api.File, error) {
				write := map[string]func() ([]byte, error){"csv": csvitems.TemplateCSV, "xlsx": csvitems.TemplateXLSX}[in.Kind]
				if write == nil {
					return api.File{}, fault.Missing("noun.item_import")
				}
				data, err := write()
				return api.File{Name: "preguntas." + in.Kind, Media: tableType(in.Kind), Data: data}, err
			},
		}.Route(),
		api.Op[oneItem, itemDetail]{
			Method: "GET", Path: "/items/:item", Name: "item", Summary: "An item with its key, its versions and the forms it stands in", Needs: apiAuthors, Stands: []string{"item", "item.edit"}, Do: h.apiItem,
		}.Route(),
		api.Op[reviseItem, itemDetail]{
			Method: "PUT", Path: "/items/:item", Name: "item.revise", Summary: "Make a new version of an item; forms keep the version that stands in them", Needs: apiAuthors, Stands: []string{"item.update"}, Do: h.apiReviseItem,
		}.Route(),
		api.Op[archiveItem, api.None]{
			Method: "POST", Path: "/items/:item/archive", Name: "item.archive", Summary: "Take an item out of what is offered for new forms, or put it back", Needs: apiAuthors, Stands: []string{"item.archive"}, Do: h.apiArchiveItem,
		}.Route(),
		api.Op[onePicture, api.File]{
			Method: "GET", Path: "/pictures/:version/:picture", Name: "picture", Summary: "A picture that a version of an item shows", Needs: apiAskers, Stands: []string{"picture"},
			Produces: []string{"image/png", "image/jpeg", "image/gif", "image/webp"},
			Do: func(c *web.Ctx, in onePicture) (api.File, error) {
				picture, err := h.Assessments.Picture(c.Context(), c.Actor, in.Version, in.Picture)
				return api.File{Name: picture.Name, Media: picture.Type, Data: picture.Data}, err
			},
		}.Route(),
	}
}

// apiImport looks at a file of questions or, where the options confirm, brings it in.
func (h *Handlers) apiImport(c *web.Ctx, in questionsFile, options assessments.ImportOptions) (assessments.ImportReport, error) {
	name, data, err := in.take()
	if err != nil {
		return assessments.ImportReport{}, err
	}
	return h.Assessments.ImportItems(c.Context(), c.Actor, cmp.Or(in.Format, assessments.FormatOf(name, data)), name, data, options)
}
