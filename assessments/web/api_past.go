package web

import (
	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type sendResults struct {
	Body struct {
		api.Table

		Assessment string   `json:"assessment,omitempty" doc:"What was answered, for rows that do not say."`
		Maximum    *float64 `json:"maximum,omitempty"    doc:"Of the scores; left out: 100."`
		Cut        *float64 `json:"cut,omitempty"        doc:"The cut score, 0 to 100, for rows that do not say."`
	}
}

type oneResultsFile struct {
	ID string `path:"file"`
}

type confirmResults struct {
	oneResultsFile
	Body api.Confirmation
}

// pastAPI is for bringing in scores of earlier assessments.
func (h *Handlers) pastAPI() []web.Route {
	imports := []access.Permission{access.ImportRoster}
	look := func(c *web.Ctx, in oneResultsFile) (api.Preview, error) {
		preview, _, err := h.Assessments.LookAtPastResults(c.Context(), c.Actor, in.ID)
		if err != nil {
			return api.Preview{}, err
		}
		return api.PreviewOf(c, preview), nil
	}
	return []web.Route{
		api.Op[api.Paging, api.Page[api.Upload]]{
			Method: "GET", Path: "/results/files", Name: "results.files", Summary: "Files with scores of earlier assessments", Needs: imports, Stands: []string{"results.files"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[api.Upload], error) {
				list, err := h.Assessments.PastResultFiles(c.Context(), c.Actor)
				if err != nil {
					return api.Page[api.Upload]{}, err
				}
				return api.Uploads(list, in)
			},
		}.Route(),
		api.Op[sendResults, api.Preview]{
			Method: "POST", Path: "/results/files", Name: "results.files.upload", Summary: "Upload a file with scores of earlier assessments; nothing changes before it is confirmed", Needs: imports, Status: 201, Stands: []string{"results.files.upload"},
			Do: func(c *web.Ctx, in sendResults) (api.Preview, error) {
				b := in.Body
				settings, err := settingsOf(b.Assessment, b.Maximum, b.Cut)
				if err != nil {
					return api.Preview{}, err
				}
				file, err := b.File()
				if err != nil {
					return api.Preview{}, err
				}
				f, err := h.Assessments.UploadPastResults(c.Context(), c.Actor, file, settings)
				if err != nil {
					return api.Preview{}, err
				}
				return look(c, oneResultsFile{f.ID})
			},
		}.Route(),
		api.Op[oneResultsFile, api.Preview]{
			Method: "GET", Path: "/results/files/:file", Name: "results.file", Summary: "What a file would bring in, or brought", Needs: imports, Stands: []string{"results.files.file"}, Do: look,
		}.Route(),
		api.Op[confirmResults, api.Upload]{
			Method: "POST", Path: "/results/files/:file/confirm", Name: "results.file.confirm", Summary: "Bring a file in", Needs: imports, Stands: []string{"results.files.confirm"},
			Do: func(c *web.Ctx, in confirmResults) (api.Upload, error) {
				f, err := h.Assessments.ConfirmPastResults(c.Context(), c.Actor, in.ID, in.Body.Fingerprint, in.Body.Choices)
				return api.UploadOf(f), err
			},
		}.Route(),
		api.Op[oneResultsFile, api.None]{
			Method: "POST", Path: "/results/files/:file/undo", Name: "results.file.undo", Summary: "Take a whole file back", Needs: imports, Stands: []string{"results.files.undo"},
			Do: func(c *web.Ctx, in oneResultsFile) (api.None, error) {
				return api.None{}, h.Assessments.UndoPastResults(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
		api.Op[oneResultsFile, api.None]{
			Method: "DELETE", Path: "/results/files/:file", Name: "results.file.discard", Summary: "Throw a file away that was not confirmed", Needs: imports, Stands: []string{"results.files.discard"},
			Do: func(c *web.Ctx, in oneResultsFile) (api.None, error) {
				return api.None{}, h.Assessments.DiscardPastResults(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
	}
}

// settingsOf is what is said of a whole file with earlier scores.
func settingsOf(assessment string, maximum, cut *float64) (people.Choices, error) {
	settings := people.Choices{}
	var check fault.Check
	check.That(maximum == nil || *maximum > 0, "maximum", "past.maximum_wrong")
	check.That(cut == nil || *cut >= 0 && *cut <= 100, "cut", "assessments.cut_range")
	if assessment != "" {
		settings[assessments.SettingAssessment] = assessment
	}
	if maximum != nil {
		settings[assessments.SettingMaximum] = number(*maximum)
	}
	if cut != nil {
		settings[assessments.SettingCut] = number(*cut)
	}
	return settings, check.Err()
}
