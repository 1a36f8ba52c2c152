package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

// resultsFile is a file with scores of assessments that were taken before relevo, or with typed answers from paper.
type resultsFile struct {
	ID          string         `json:"id"`
	FileName    string         `json:"file_name"`
	Counts      map[string]int `json:"counts"       doc:"Rows by what becomes of them, once it is confirmed."`
	UploadedAt  db.Instant     `json:"uploaded_at"`
	ConfirmedAt *db.Instant    `json:"confirmed_at" doc:"null: nothing of it is believed yet."`
	UndoneAt    *db.Instant    `json:"undone_at"`
}

func resultsFileOf(f people.FileImport) resultsFile {
	return resultsFile{f.ID, f.FileName, resultsCounts(f.Summary), f.CreatedAt, f.ConfirmedAt, f.UndoneAt}
}

func resultsCounts(c people.FileCounts) map[string]int {
	counts := map[string]int{}
	for state, n := range c {
		counts[string(state)] = n
	}
	return counts
}

// resultsPreview is what a file would bring in, or brought.
type resultsPreview struct {
	File        resultsFile      `json:"file"`
	Rows        []resultsFileRow `json:"rows"        doc:"In the order of the file."`
	Counts      map[string]int   `json:"counts"      doc:"Rows by what becomes of them."`
	Changes     int              `json:"changes"     doc:"Rows that would be brought in."`
	Waiting     int              `json:"waiting"     doc:"Rows that nobody has chosen for: they change nothing."`
	SameFile    *string          `json:"same_file"   doc:"The very same file, brought in before and not undone."`
	Fingerprint string           `json:"fingerprint" doc:"Of everything that would be brought in: what confirm asks for."`
}

type resultsFileRow struct {
	Key      string          `json:"key"       doc:"What a choice is made under."`
	Line     int             `json:"line"`
	PersonID *string         `json:"person_id" doc:"null where nobody was recognised."`
	Name     string          `json:"name"`
	State    string          `json:"state"     enum:"doubtful,refused,new,same"`
	Says     []string        `json:"says"      doc:"What the row says, in words."`
	Notes    []string        `json:"notes"     doc:"Why it is doubtful, refused or on record already, and what was repaired."`
	Choices  []resultsChoice `json:"choices"   doc:"Ways to settle it, besides refuse."`
	Choice   string          `json:"choice"`
}

type resultsChoice struct {
	Value string `json:"value"`
	Says  string `json:"says"`
}

func resultsPreviewOf(c *web.Ctx, p people.FilePreview) resultsPreview {
	out := resultsPreview{File: resultsFileOf(p.File), Rows: api.Each(p.Rows, func(r people.FileRow) resultsFileRow { return resultsFileRowOf(c, r) }),
		Counts: resultsCounts(p.Counts), Changes: p.Changes, Waiting: p.Waiting, Fingerprint: p.Fingerprint}
	if p.Same != nil {
		out.SameFile = &p.Same.ID
	}
	return out
}

func resultsFileRowOf(c *web.Ctx, r people.FileRow) resultsFileRow {
	out := resultsFileRow{Key: r.Key(), Line: r.Line, Name: r.Listed, State: string(r.State), Says: []string{}, Notes: []string{}, Choice: r.Choice,
		Choices: api.Each(r.Choices, func(o people.FileChoice) resultsChoice {
			return resultsChoice{o.Value, web.Sentence(c.Printer, o.Explain)}
		})}
	if r.Person != nil {
		out.PersonID, out.Name = &r.Person.ID, r.Person.FullName()
	}
	for _, m := range r.Says {
		out.Says = append(out.Says, web.Sentence(c.Printer, m))
	}
	if r.Why.Key != "" {
		out.Notes = append(out.Notes, web.Sentence(c.Printer, r.Why))
	}
	for _, m := range r.Notes {
		out.Notes = append(out.Notes, web.Sentence(c.Printer, m))
	}
	return out
}

type sendResults struct {
	Body struct {
		Name       string   `json:"name"                 doc:"As the file is called."`
		Content    []byte   `json:"content"              doc:"The Excel or CSV file in base64, at most 10 MB."`
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
	Body confirmRows
}

type confirmRows struct {
	Fingerprint string            `json:"fingerprint"       doc:"Of the preview that was looked at: 409 when the outcome would now be another."`
	Choices     map[string]string `json:"choices,omitempty" doc:"By the row's key: refuse, or the value of one of its choices."`
}

// largestTable is how many bytes a file with scores or answers may have, as at the page.
const largestTable = 10 << 20

// pastAPI is for bringing in scores of earlier assessments.
func (h *Handlers) pastAPI() []web.Route {
	imports := []access.Permission{access.ImportRoster}
	look := func(c *web.Ctx, in oneResultsFile) (resultsPreview, error) {
		preview, _, err := h.Assessments.LookAtPastResults(c.Context(), c.Actor, in.ID)
		if err != nil {
			return resultsPreview{}, err
		}
		return resultsPreviewOf(c, preview), nil
	}
	return []web.Route{
		api.Op[api.Paging, api.Page[resultsFile]]{
			Method: "GET", Path: "/results/files", Name: "results.files", Summary: "Files with scores of earlier assessments", Needs: imports, Stands: []string{"results.files"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[resultsFile], error) {
				list, err := h.Assessments.PastResultFiles(c.Context(), c.Actor)
				if err != nil {
					return api.Page[resultsFile]{}, err
				}
				return api.Cut(list, in, func(f people.FileImport) string { return f.ID }, resultsFileOf)
			},
		}.Route(),
		api.Op[sendResults, resultsPreview]{
			Method: "POST", Path: "/results/files", Name: "results.files.upload", Summary: "Upload a file with scores of earlier assessments; nothing changes before it is confirmed", Needs: imports, Status: 201, Stands: []string{"results.files.upload"},
			Do: func(c *web.Ctx, in sendResults) (resultsPreview, error) {
				b := in.Body
				settings, err := settingsOf(b.Assessment, b.Maximum, b.Cut)
				if err == nil && len(b.Content) > largestTable {
					err = fault.OnField("content", "fault.file_large", "limit", largestTable>>20)
				}
				if err != nil {
					return resultsPreview{}, err
				}
				f, err := h.Assessments.UploadPastResults(c.Context(), c.Actor, people.RosterFile{Name: b.Name, Data: b.Content}, settings)
				if err != nil {
					return resultsPreview{}, err
				}
				return look(c, oneResultsFile{f.ID})
			},
		}.Route(),
		api.Op[oneResultsFile, resultsPreview]{
			Method: "GET", Path: "/results/files/:file", Name: "results.file", Summary: "What a file would bring in, or brought", Needs: imports, Stands: []string{"results.files.file"}, Do: look,
		}.Route(),
		api.Op[confirmResults, resultsFile]{
			Method: "POST", Path: "/results/files/:file/confirm", Name: "results.file.confirm", Summary: "Bring a file in", Needs: imports, Stands: []string{"results.files.confirm"},
			Do: func(c *web.Ctx, in confirmResults) (resultsFile, error) {
				f, err := h.Assessments.ConfirmPastResults(c.Context(), c.Actor, in.ID, in.Body.Fingerprint, in.Body.Choices)
				return resultsFileOf(f), err
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
