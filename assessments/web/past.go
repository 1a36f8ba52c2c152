package web

import (
	"strings"

	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// pastResults are the pages on which scores of earlier assessments are brought in.
func (h *Handlers) pastResults() web.FileHandlers {
	s := h.Assessments
	return web.FileHandlers{
		Path: "/results/files", Name: "results.files", FileName: "puntajes", Template: assessments.PastTemplate,
		Page: func(c *web.Ctx) web.FilesPage { return pastPageOf(c.Page("past.title")) }, Settings: pastSettings,
		Upload: func(c *web.Ctx, file people.RosterFile, settings people.Choices) (people.FileImport, error) {
			return s.UploadPastResults(c.Context(), c.Actor, file, settings)
		},
		List: func(c *web.Ctx) ([]people.FileImport, error) { return s.PastResultFiles(c.Context(), c.Actor) },
		Look: func(c *web.Ctx, id string) (people.FilePreview, people.Source, error) {
			return s.LookAtPastResults(c.Context(), c.Actor, id)
		},
		Confirm: func(c *web.Ctx, id, fingerprint string, choices map[string]string) (people.FileImport, error) {
			return s.ConfirmPastResults(c.Context(), c.Actor, id, fingerprint, choices)
		},
		Undo:    func(c *web.Ctx, id string) error { return s.UndoPastResults(c.Context(), c.Actor, id) },
		Discard: func(c *web.Ctx, id string) error { return s.DiscardPastResults(c.Context(), c.Actor, id) },
	}
}

func pastPageOf(page web.Page) web.FilesPage {
	p := web.FilesPage{Page: page, Path: "/results/files", Help: page.T("files.help")}
	p.Lead = p.T("past.lead")
	p.Crumbs = crumbs(p.Title, p.T("people.people.title"), "/people")
	p.Fields = []parts.Input{
		{Name: assessments.SettingAssessment, Label: p.T("past.assessment"), Help: p.T("past.assessment.help"), MaxLength: 120},
		{Name: assessments.SettingMaximum, Label: p.T("past.maximum"), Help: p.T("past.maximum.help"), Kind: parts.Number, MaxLength: 8},
		{Name: assessments.SettingCut, Label: p.T("past.cut"), Help: p.T("past.cut.help"), Kind: parts.Number, MaxLength: 8},
	}
	for _, column := range []string{"who", "competency", "occasion", "day", "score", "cut", "assessment"} {
		p.Columns = append(p.Columns, parts.Fact{Label: p.T("past.column_" + column), Text: p.T("past.column_" + column + ".help")})
	}
	return p
}

// pastSettings reads what is said of the whole file.
func pastSettings(c *web.Ctx) (people.Choices, error) {
	var in struct {
		Assessment string   `form:"assessment"`
		Maximum    *float64 `form:"maximum"`
		Cut        *float64 `form:"cut"`
	}
	if err := c.Bind(&in); err != nil {
		return people.Choices{}, err
	}
	return settingsOf(strings.TrimSpace(in.Assessment), in.Maximum, in.Cut)
}
