package web

import (
	"cmp"
	"fmt"
	"strings"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// maxFile is the greatest file of questions that is accepted, in bytes.
const maxFile = 5 << 20

type importInput struct {
	Format     string `form:"format"` // empty: the file tells
	Text       string `form:"text"`
	FileName   string `form:"file_name"` // of a preview that is confirmed
	Competency string `form:"competency"`
	Do         string `form:"do"` // "confirm": bring them in
}

type importFormPage struct {
	web.Page
	Form         parts.Filled
	Formats      []parts.Option
	Competencies []parts.Option
}

// ImportForm asks for a file of questions.
func (h *Handlers) ImportForm(c *web.Ctx) error { return h.showImportForm(c, 200, parts.Filled{}) }

func (h *Handlers) showImportForm(c *web.Ctx, status int, form parts.Filled) error {
	competencies, err := h.Assessments.Competencies(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(status, showImportForm(importFormPageOf(c.Page("assessments.import.title"), form, competencies)))
}

func importFormPageOf(page web.Page, form parts.Filled, competencies []assessments.Competency) importFormPage {
	p := importFormPage{Page: page, Form: form, Competencies: competencyOptions(page.Printer, competencies, page.T("assessments.import.competency.none"))}
	p.Formats = []parts.Option{{Label: p.T("assessments.import.format.guess")}}
	for _, f := range assessments.Formats() {
		p.Formats = append(p.Formats, parts.Option{Value: f, Label: p.T(assessments.FormatKey(f))})
	}
	p.Lead = p.T("assessments.import.lead")
	p.Crumbs = crumbs(p.Title, p.T("assessments.items.title"), "/items")
	return p
}

// Import shows what would become of each question of a file and, when confirmed,
// brings them in. Nothing is kept in between: the preview carries the file's text.
func (h *Handlers) Import(c *web.Ctx) error {
	var in importInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	data, err := importData(c, &in)
	if fault.Is(err, fault.Invalid) {
		return h.showImportForm(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	in.Format = cmp.Or(in.Format, assessments.FormatOf(in.FileName, data))
	options := assessments.ImportOptions{Competency: in.Competency}
	report, err := h.Assessments.ImportItems(c.Context(), c.Actor, in.Format, in.FileName, data, options)
	if fault.Is(err, fault.Invalid) {
		return h.showImportForm(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	if in.Do != "confirm" {
		if len(report.Entries) == 0 {
			return h.showImportForm(c, 422, c.Fill(in, fault.OnField("text", "assessments.import_empty")))
		}
		return h.showPreview(c, 200, in, report, nil)
	}
	options.Confirm, options.Competencies = true, map[int]string{}
	for _, e := range report.Entries {
		if code := typed(c, lineField(e.Line)); code != "" {
			options.Competencies[e.Line] = code
		}
	}
	done, err := h.Assessments.ImportItems(c.Context(), c.Actor, in.Format, in.FileName, data, options)
	if fault.Is(err, fault.Invalid) {
		return h.showPreview(c, 422, in, report, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.import.done", "count", done.Imported+done.Adapted)
	return c.See("/items/imports/" + done.ImportID)
}

// importData gives what was uploaded or else pasted.
func importData(c *web.Ctx, in *importInput) ([]byte, error) {
	file, err := c.File("file", maxFile)
	if err == nil {
		in.FileName = file.Name
		return file.Data, nil
	}
	fields := fault.FieldsOf(err)
	if len(fields) != 1 || fields[0].Key != "fault.file_missing" {
		return nil, err
	}
	if in.Text == "" {
		return nil, fault.OnField("file", "assessments.import.nothing")
	}
	// As it was sent and not as Bind tidied it: the lines keep their numbers.
	return []byte(strings.ReplaceAll(c.FormValue("text"), "\r\n", "\n")), nil
}

// lineField is the field that chooses the competency of the question on a line.
func lineField(line int) string { return fmt.Sprintf("competency_%d", line) }

type previewPage struct {
	web.Page
	Form     parts.Filled
	Text     string
	FileName string
	Counts   []parts.Fact
	Skipped  []entryView
	Entries  []entryView
	Can      bool // there is something to bring in
}

// entryView is one question of a file.
type entryView struct {
	Heading string // "Line 12: the title"
	Tone    parts.Tone
	Outcome string
	Action  string
	Facts   string
	Notes   []string
	Href    string      // where it is now, once confirmed
	Ask     parts.Input // its competency, if it must be chosen; no Name: it has one
}

func (h *Handlers) showPreview(c *web.Ctx, status int, in importInput, report assessments.ImportReport, reason error) error {
	competencies, err := h.Assessments.Competencies(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	form := c.Fill(in, reason)
	for _, line := range report.Untagged {
		form.Values[lineField(line)] = []string{typed(c, lineField(line))}
	}
	return c.Render(status, showImportPreview(previewPageOf(c.Page("assessments.import.preview"), in.FileName, form, report, competencies)))
}

func previewPageOf(page web.Page, fileName string, form parts.Filled, report assessments.ImportReport, competencies []assessments.Competency) previewPage {
	p := previewPage{Page: page, Form: form, Text: report.Text, FileName: fileName, Can: report.Imported+report.Adapted > 0}
	p.Lead = p.T("assessments.import.preview.lead", "file", cmp.Or(fileName, p.T("assessments.import.pasted")))
	p.Crumbs = crumbs(p.Title, p.T("assessments.items.title"), "/items", p.T("assessments.import.title"), "/items/import")
	p.Counts = importCounts(p.Printer, report)
	options := competencyOptions(p.Printer, competencies, p.T("assessments.choose"))
	untagged := map[int]bool{}
	for _, line := range report.Untagged {
		untagged[line] = true
	}
	names := competencyNames(p.Printer, competencies)
	for _, e := range report.Entries {
		v := entryViewOf(p.Printer, e, names)
		if untagged[e.Line] {
			v.Ask = parts.Input{Name: lineField(e.Line), Label: p.T("assessments.competency"), Kind: parts.Select, Options: options, Required: true}
		}
		if e.Outcome == assessments.OutcomeSkipped {
			p.Skipped = append(p.Skipped, v)
		} else {
			p.Entries = append(p.Entries, v)
		}
	}
	return p
}

func importCounts(p *i18n.Printer, report assessments.ImportReport) []parts.Fact {
	return []parts.Fact{
		{Label: p.T("assessments.outcome.imported"), Text: p.Value(report.Imported)},
		{Label: p.T("assessments.outcome.adapted"), Text: p.Value(report.Adapted)},
		{Label: p.T("assessments.outcome.skipped"), Text: p.Value(report.Skipped)},
		{Label: p.T("assessments.import.format"), Text: p.T(assessments.FormatKey(report.Format))},
		{Label: p.T("assessments.import.encoding"), Text: report.Encoding},
	}
}

func entryViewOf(p *i18n.Printer, e assessments.ImportEntry, names map[string]string) entryView {
	tones := map[string]parts.Tone{assessments.OutcomeImported: parts.Good, assessments.OutcomeAdapted: parts.Notice, assessments.OutcomeSkipped: parts.Bad}
	v := entryView{
		Heading: p.T("assessments.import.line", "line", e.Line, "question", e.Question), Tone: tones[e.Outcome],
		Outcome: p.T("assessments.outcome." + e.Outcome),
	}
	if e.Action != assessments.ActionNone {
		v.Action = p.T("assessments.action." + e.Action)
	}
	for _, fact := range []string{names[e.Competency], kindName(p, e.Kind), e.Code} {
		if fact != "" && v.Facts != "" {
			v.Facts += " · "
		}
		v.Facts += fact
	}
	for _, n := range e.Notes {
		v.Notes = append(v.Notes, n.In(p))
	}
	if e.ItemID != "" {
		v.Href = itemPath(e.ItemID)
	}
	return v
}

func kindName(p *i18n.Printer, k assessments.Kind) string {
	if k == "" {
		return ""
	}
	return p.T(k.Key())
}

type importedPage struct {
	web.Page
	Counts  []parts.Fact
	Entries []entryView
}

// Imported shows what an import did.
func (h *Handlers) Imported(c *web.Ctx) error {
	report, err := h.Assessments.Import(c.Context(), c.Actor, c.Params("import"))
	if err != nil {
		return err
	}
	competencies, err := h.Assessments.Competencies(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showImported(importedPageOf(c.Page("assessments.import.report"), report, competencies)))
}

func importedPageOf(page web.Page, report assessments.ImportReport, competencies []assessments.Competency) importedPage {
	p := importedPage{Page: page, Counts: importCounts(page.Printer, report)}
	p.Lead = p.T("assessments.import.report.lead", "file", cmp.Or(report.FileName, p.T("assessments.import.pasted")), "at", report.ImportedAt)
	p.Crumbs = crumbs(p.Title, p.T("assessments.items.title"), "/items", p.T("assessments.import.title"), "/items/import")
	names := competencyNames(p.Printer, competencies)
	for _, e := range report.Entries {
		p.Entries = append(p.Entries, entryViewOf(p.Printer, e, names))
	}
	return p
}
