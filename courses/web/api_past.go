package web

import (
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
	"relevo/courses"
)

// pastFile is a file with trainings that people completed before relevo.
type pastFile struct {
	ID          string         `json:"id"`
	FileName    string         `json:"file_name"`
	Counts      map[string]int `json:"counts" doc:"Rows by what becomes of them, once it is confirmed."`
	UploadedAt  db.Instant     `json:"uploaded_at"`
	ConfirmedAt *db.Instant    `json:"confirmed_at" doc:"null: nothing of it is believed yet."`
	UndoneAt    *db.Instant    `json:"undone_at"`
}

func pastFileOf(f people.FileImport) pastFile {
	return pastFile{f.ID, f.FileName, fileCounts(f.Summary), f.CreatedAt, f.ConfirmedAt, f.UndoneAt}
}

func fileCounts(c people.FileCounts) map[string]int {
	counts := map[string]int{}
	for state, n := range c {
		counts[string(state)] = n
	}
	return counts
}

type sendPast struct {
	Body struct {
		Name    string `json:"name" doc:"As the file is called."`
		Content []byte `json:"content" doc:"The Excel or CSV file in base64, at most 10 MB."`
	}
}

type onePastFile struct {
	ID string `path:"file"`
}

// pastPreview is what a file would bring in, or brought.
type pastPreview struct {
	File        pastFile       `json:"file"`
	Rows        []pastFileRow  `json:"rows" doc:"In the order of the file."`
	Counts      map[string]int `json:"counts" doc:"Rows by what becomes of them."`
	Changes     int            `json:"changes" doc:"Rows that would be brought in."`
	Waiting     int            `json:"waiting" doc:"Rows that nobody has chosen for: they change nothing."`
	Titles      []pastTitle    `json:"titles" doc:"That are no course of the catalogue; of a draft."`
	SameFile    *string        `json:"same_file" doc:"The very same file, brought in before and not undone."`
	Fingerprint string         `json:"fingerprint" doc:"Of everything that would be brought in: what confirm asks for."`
}

type pastFileRow struct {
	Key      string       `json:"key" doc:"What a choice is made under."`
	Line     int          `json:"line"`
	PersonID *string      `json:"person_id" doc:"null where nobody was recognised."`
	Name     string       `json:"name"`
	State    string       `json:"state" enum:"doubtful,refused,new,same"`
	Says     []string     `json:"says" doc:"What the row says, in words."`
	Notes    []string     `json:"notes" doc:"Why it is doubtful, refused or on record already, and what was repaired."`
	Choices  []pastChoice `json:"choices" doc:"Ways to settle it, besides refuse."`
	Choice   string       `json:"choice"`
}

type pastChoice struct {
	Value string `json:"value"`
	Says  string `json:"says"`
}

type pastTitle struct {
	Title        string   `json:"title"`
	Rows         int      `json:"rows"`
	CourseID     *string  `json:"course_id" doc:"The course that it was, as somebody said."`
	Competencies []string `json:"competencies" doc:"Codes of what it was about, as somebody said."`
}

func pastTitleOf(t courses.PastTitle) pastTitle {
	out := pastTitle{Title: t.Title, Rows: t.Rows, Competencies: []string{}}
	if id, is := strings.CutPrefix(t.Meant, courses.MeansCourse); is {
		out.CourseID = &id
	} else if t.Meant != "" {
		out.Competencies = strings.Split(t.Meant, ",")
	}
	return out
}

type setPastTitles struct {
	onePastFile
	Body struct {
		Titles []struct {
			Title        string   `json:"title"`
			CourseID     string   `json:"course_id,omitempty" doc:"The course that it was."`
			Competencies []string `json:"competencies,omitempty" doc:"Codes, where it was no course of the catalogue."`
		} `json:"titles"`
	}
}

type confirmPast struct {
	onePastFile
	Body struct {
		Fingerprint string            `json:"fingerprint" doc:"Of the preview that was looked at: 409 when the outcome would now be another."`
		Choices     map[string]string `json:"choices,omitempty" doc:"By the row's key: refuse, or the value of one of its choices."`
	}
}

// largestPast is how many bytes a file with earlier trainings may have, as at the page.
const largestPast = 10 << 20

// pastAPI is for bringing in what people completed before relevo.
func (h *Handlers) pastAPI() []web.Route {
	return []web.Route{
		api.Op[api.Paging, api.Page[pastFile]]{
			Method: "GET", Path: "/trainings/files", Name: "trainings.files", Summary: "Files with earlier trainings", Needs: apiPast, Stands: []string{"trainings.files"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[pastFile], error) {
				list, err := h.Courses.PastTrainingFiles(c.Context(), c.Actor)
				if err != nil {
					return api.Page[pastFile]{}, err
				}
				return api.Cut(list, in, func(f people.FileImport) string { return f.ID }, pastFileOf)
			},
		}.Route(),
		api.Op[sendPast, pastPreview]{
			Method: "POST", Path: "/trainings/files", Name: "trainings.files.upload", Summary: "Upload a file with earlier trainings; nothing changes before it is confirmed", Needs: apiPast, Status: 201,
			Stands: []string{"trainings.files.upload"},
			Do: func(c *web.Ctx, in sendPast) (pastPreview, error) {
				if len(in.Body.Content) > largestPast {
					return pastPreview{}, fault.OnField("content", "fault.file_large", "limit", largestPast>>20)
				}
				f, err := h.Courses.UploadPastTrainings(c.Context(), c.Actor, people.RosterFile{Name: in.Body.Name, Data: in.Body.Content})
				if err != nil {
					return pastPreview{}, err
				}
				return h.apiPastFile(c, onePastFile{f.ID})
			},
		}.Route(),
		api.Op[onePastFile, pastPreview]{
			Method: "GET", Path: "/trainings/files/:file", Name: "trainings.file", Summary: "What a file would bring in, or brought", Needs: apiPast, Stands: []string{"trainings.files.file"}, Do: h.apiPastFile,
		}.Route(),
		api.Op[setPastTitles, pastPreview]{
			Method: "PUT", Path: "/trainings/files/:file/titles", Name: "trainings.file.titles", Summary: "Say what titles were that are no course of the catalogue", Needs: apiPast, Stands: []string{"trainings.files.titles"},
			Do: func(c *web.Ctx, in setPastTitles) (pastPreview, error) {
				meant, err := h.meantTitles(c, in)
				if err == nil {
					err = h.Courses.SetPastTitles(c.Context(), c.Actor, in.ID, meant)
				}
				if err != nil {
					return pastPreview{}, err
				}
				return h.apiPastFile(c, in.onePastFile)
			},
		}.Route(),
		api.Op[confirmPast, pastFile]{
			Method: "POST", Path: "/trainings/files/:file/confirm", Name: "trainings.file.confirm", Summary: "Bring a file in", Needs: apiPast, Stands: []string{"trainings.files.confirm"},
			Do: func(c *web.Ctx, in confirmPast) (pastFile, error) {
				f, err := h.Courses.ConfirmPastTrainings(c.Context(), c.Actor, in.ID, in.Body.Fingerprint, in.Body.Choices)
				return pastFileOf(f), err
			},
		}.Route(),
		api.Op[onePastFile, api.None]{
			Method: "POST", Path: "/trainings/files/:file/undo", Name: "trainings.file.undo", Summary: "Take a whole file back", Needs: apiPast, Stands: []string{"trainings.files.undo"},
			Do: func(c *web.Ctx, in onePastFile) (api.None, error) {
				return api.None{}, h.Courses.UndoPastTrainings(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
		api.Op[onePastFile, api.None]{
			Method: "DELETE", Path: "/trainings/files/:file", Name: "trainings.file.discard", Summary: "Throw a file away that was not confirmed", Needs: apiPast, Stands: []string{"trainings.files.discard"},
			Do: func(c *web.Ctx, in onePastFile) (api.None, error) {
				return api.None{}, h.Courses.DiscardPastTrainings(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
	}
}

// meantTitles gives what is said of a file's titles; what is none of them, no course or no competency is refused, since it
// would mean nothing.
func (h *Handlers) meantTitles(c *web.Ctx, in setPastTitles) (map[string]string, error) {
	titles, catalogue, framework, err := h.Courses.PastTitles(c.Context(), c.Actor, in.ID)
	if err != nil {
		return nil, err
	}
	var check fault.Check
	meant := map[string]string{}
	for _, t := range in.Body.Titles {
		key := courses.TitleKey(t.Title)
		check.That(slices.ContainsFunc(titles, func(known courses.PastTitle) bool { return courses.TitleKey(known.Title) == key }), "title", "courses.choose_one")
		check.That(t.CourseID == "" || slices.ContainsFunc(catalogue, func(known courses.CourseTitle) bool { return known.ID == t.CourseID }), "course_id", "courses.choose_one")
		for _, code := range t.Competencies {
			check.That(slices.ContainsFunc(framework, func(known assessments.Competency) bool { return known.Code == code }), "competencies", "courses.choose_one")
		}
		if meant[key] = strings.Join(t.Competencies, ","); t.CourseID != "" {
			meant[key] = courses.MeansCourse + t.CourseID
		}
	}
	return meant, check.Err()
}

func (h *Handlers) apiPastFile(c *web.Ctx, in onePastFile) (pastPreview, error) {
	preview, _, err := h.Courses.LookAtPastTrainings(c.Context(), c.Actor, in.ID)
	if err != nil {
		return pastPreview{}, err
	}
	titles, _, _, err := h.Courses.PastTitles(c.Context(), c.Actor, in.ID)
	out := pastPreview{File: pastFileOf(preview.File), Rows: api.Each(preview.Rows, func(r people.FileRow) pastFileRow { return pastFileRowOf(c, r) }), Counts: fileCounts(preview.Counts),
		Changes: preview.Changes, Waiting: preview.Waiting, Titles: api.Each(titles, pastTitleOf), Fingerprint: preview.Fingerprint}
	if preview.Same != nil {
		out.SameFile = &preview.Same.ID
	}
	return out, err
}

func pastFileRowOf(c *web.Ctx, r people.FileRow) pastFileRow {
	out := pastFileRow{Key: r.Key(), Line: r.Line, Name: r.Listed, State: string(r.State), Says: []string{}, Notes: []string{}, Choice: r.Choice, Choices: api.Each(r.Choices, func(o people.FileChoice) pastChoice {
		return pastChoice{o.Value, web.Sentence(c.Printer, o.Explain)}
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
