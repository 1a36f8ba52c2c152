package web

import (
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
	"relevo/app/web"
	"relevo/app/web/api"
)

type staffLists struct {
	Drafts  []draft      `json:"drafts" doc:"Waiting here and below, the earliest list first."`
	Imports []listImport `json:"imports" doc:"Of this institution, undone ones too, the latest list first."`
}

type draft struct {
	ID            string     `json:"id"`
	InstitutionID string     `json:"institution_id"`
	AsOf          db.Date    `json:"as_of" doc:"The day the list speaks of."`
	FileName      string     `json:"file_name"`
	UploadedAt    db.Instant `json:"uploaded_at"`
}

func draftOf(d people.RosterDraft) draft {
	return draft{d.ID, d.InstitutionID, d.AsOf, d.FileName, d.CreatedAt}
}

type listImport struct {
	ID            string         `json:"id"`
	InstitutionID string         `json:"institution_id"`
	AsOf          db.Date        `json:"as_of"`
	FileName      string         `json:"file_name"`
	Rows          int            `json:"rows" doc:"Rows of people."`
	Counts        map[string]int `json:"counts" doc:"Decisions by kind."`
	ConfirmedAt   db.Instant     `json:"confirmed_at"`
	UndoneAt      *db.Instant    `json:"undone_at"`
}

func importOf(i people.RosterImport) listImport {
	return listImport{i.ID, i.InstitutionID, i.AsOf, i.FileName, i.ListRows, countsOf(i.Summary), i.ConfirmedAt, i.UndoneAt}
}

func countsOf(s people.Summary) map[string]int {
	counts := map[string]int{}
	for kind, n := range s {
		counts[string(kind)] = n
	}
	return counts
}

type uploadLists struct {
	ID   string `path:"institution"`
	Body struct {
		Files []listFile `json:"files" doc:"At most 40, each at most 10 MB."`
	}
}

type listFile struct {
	Name    string `json:"name" doc:"As it is called; a day in it is taken for the day of the list."`
	Content []byte `json:"content" doc:"The Excel or CSV file, in base64."`
}

type uploaded struct {
	Drafts  []draft       `json:"drafts" doc:"In the order in which they are best confirmed."`
	Refused []refusedFile `json:"refused" doc:"Files that could not be read."`
}

type refusedFile struct {
	Name    string   `json:"name"`
	Reasons []string `json:"reasons"`
}

type oneDraft struct {
	ID string `path:"draft"`
}

type draftPreview struct {
	Draft       draft          `json:"draft"`
	Missing     []string       `json:"missing" doc:"Columns that must be named (PUT) before the list can be read; then nothing else is filled."`
	Titles      []string       `json:"titles" doc:"The header's titles, by column."`
	Rows        int            `json:"rows"`
	InPost      int            `json:"in_post" doc:"People whom the list has in post on its day."`
	Changes     int            `json:"changes" doc:"Decisions that change what is believed."`
	Waiting     int            `json:"waiting" doc:"Doubtful rows nobody has chosen for: they change nothing."`
	Counts      map[string]int `json:"counts" doc:"Decisions by kind."`
	Decisions   []decision     `json:"decisions"`
	Obstacle    string         `json:"obstacle,omitempty" doc:"Why it cannot be confirmed as it is."`
	Fingerprint string         `json:"fingerprint" doc:"Of everything that would be applied: what confirm asks for."`
}

type decision struct {
	Key          string   `json:"key" doc:"What choices are made under."`
	Kind         string   `json:"kind"`
	Row          int      `json:"row" doc:"In the list; 0 where it has none."`
	PersonID     *string  `json:"person_id" doc:"null for somebody new, or whom the reader may not know."`
	Name         string   `json:"name"`
	Says         string   `json:"says" doc:"What would be done, in words."`
	Choice       string   `json:"choice" doc:"What was chosen: empty, refuse, or the number of an alternative."`
	Alternatives []string `json:"alternatives" doc:"Other readings, in words; the first is chosen by 0."`
}

type setDraft struct {
	ID   string `path:"draft"`
	Body struct {
		InstitutionID string         `json:"institution_id"`
		AsOf          db.Date        `json:"as_of"`
		Columns       map[string]int `json:"columns,omitempty" doc:"Which column, from 0, has what; left out: as they are."`
		Header        *int           `json:"header,omitempty" doc:"Which of the first rows has the titles, from 0; left out: as it is."`
	}
}

type chooseBody struct {
	ID   string `path:"draft"`
	Body struct {
		Choices map[string]string `json:"choices" doc:"By the decision's key: empty, refuse, or the number of an alternative."`
	}
}

type confirmBody struct {
	ID   string `path:"draft"`
	Body struct {
		Fingerprint string            `json:"fingerprint" doc:"Of the preview that was looked at: 409 when the outcome would now be another."`
		Choices     map[string]string `json:"choices,omitempty"`
	}
}

type oneImport struct {
	ID string `path:"import"`
}

type importReport struct {
	listImport
	MayUndo bool `json:"may_undo" doc:"It is not undone and nothing builds on it."`
	Facts   int  `json:"facts" doc:"Stays that it changed."`
}

// listsAPI is for staff lists.
func (h *Handlers) listsAPI() []web.Route {
	return []web.Route{
		api.Op[oneInstitution, staffLists]{
			Method: "GET", Path: "/institutions/:institution/lists", Name: "lists", Summary: "Staff lists: those that wait, and those that were confirmed", Needs: apiLists, Stands: []string{"roster"},
			Do: func(c *web.Ctx, in oneInstitution) (staffLists, error) {
				l, err := h.People.Lists(c.Context(), c.Actor, in.ID)
				return staffLists{api.Each(l.Drafts, draftOf), api.Each(l.Imports, importOf)}, err
			},
		}.Route(),
		api.Op[uploadLists, uploaded]{
			Method: "POST", Path: "/institutions/:institution/lists", Name: "lists.upload", Summary: "Upload staff lists; nothing changes before they are confirmed", Needs: apiLists, Status: 201,
			Stands: []string{"roster.upload"}, Do: h.apiUpload,
		}.Route(),
		api.Op[oneDraft, draftPreview]{
			Method: "GET", Path: "/lists/:draft", Name: "list", Summary: "What a list would do if it were confirmed now", Needs: apiLists, Stands: []string{"draft"}, Do: h.apiPreview,
		}.Route(),
		api.Op[setDraft, draftPreview]{
			Method: "PUT", Path: "/lists/:draft", Name: "list.set", Summary: "Say whose list it is, of which day, and which column is what", Needs: apiLists, Stands: []string{"draft.set"},
			Do: func(c *web.Ctx, in setDraft) (draftPreview, error) {
				set := people.DraftInput{InstitutionID: in.Body.InstitutionID, AsOf: in.Body.AsOf, Header: in.Body.Header}
				if in.Body.Columns != nil {
					set.Columns = roster.Mapping{}
					for field, column := range in.Body.Columns {
						set.Columns[roster.Field(field)] = column
					}
				}
				if err := h.People.SetDraft(c.Context(), c.Actor, in.ID, set); err != nil {
					return draftPreview{}, err
				}
				return h.apiPreview(c, oneDraft{in.ID})
			},
		}.Route(),
		api.Op[chooseBody, draftPreview]{
			Method: "POST", Path: "/lists/:draft/choices", Name: "list.choose", Summary: "Choose what doubtful rows mean", Needs: apiLists, Stands: []string{"draft.choose"},
			Do: func(c *web.Ctx, in chooseBody) (draftPreview, error) {
				if err := h.People.Choose(c.Context(), c.Actor, in.ID, in.Body.Choices); err != nil {
					return draftPreview{}, err
				}
				return h.apiPreview(c, oneDraft{in.ID})
			},
		}.Route(),
		api.Op[confirmBody, listImport]{
			Method: "POST", Path: "/lists/:draft/confirm", Name: "list.confirm", Summary: "Apply a list", Needs: apiLists, Stands: []string{"draft.confirm"},
			Do: func(c *web.Ctx, in confirmBody) (listImport, error) {
				done, err := h.People.Confirm(c.Context(), c.Actor, in.ID, in.Body.Fingerprint, in.Body.Choices)
				return importOf(done), err
			},
		}.Route(),
		api.Op[oneDraft, api.None]{
			Method: "DELETE", Path: "/lists/:draft", Name: "list.discard", Summary: "Throw a list away that was not confirmed", Needs: apiLists, Stands: []string{"draft.discard"},
			Do: func(c *web.Ctx, in oneDraft) (api.None, error) {
				_, err := h.People.DiscardDraft(c.Context(), c.Actor, in.ID)
				return api.None{}, err
			},
		}.Route(),
		api.Op[oneImport, importReport]{
			Method: "GET", Path: "/imports/:import", Name: "import", Summary: "What a confirmed list did", Needs: apiLists, Stands: []string{"import"},
			Do: func(c *web.Ctx, in oneImport) (importReport, error) {
				r, err := h.People.Import(c.Context(), c.Actor, in.ID)
				return importReport{importOf(r.Import), r.MayUndo, len(r.Facts)}, err
			},
		}.Route(),
		api.Op[oneImport, listImport]{
			Method: "POST", Path: "/imports/:import/undo", Name: "import.undo", Summary: "Take a whole list back; 409 where something builds on it", Needs: apiLists, Stands: []string{"import.undo"},
			Do: func(c *web.Ctx, in oneImport) (listImport, error) {
				undone, err := h.People.Undo(c.Context(), c.Actor, in.ID)
				return importOf(undone), err
			},
		}.Route(),
	}
}

func (h *Handlers) apiUpload(c *web.Ctx, in uploadLists) (uploaded, error) {
	var files []people.RosterFile
	for _, f := range in.Body.Files {
		if len(f.Content) > fileLimit {
			return uploaded{}, fault.OnField("files", "fault.file_large", "limit", fileLimit>>20)
		}
		name := []rune(f.Name)
		files = append(files, people.RosterFile{Name: string(name[:min(len(name), 200)]), Data: f.Content})
	}
	up, err := h.People.UploadRosters(c.Context(), c.Actor, in.ID, files)
	if err != nil {
		return uploaded{}, err
	}
	return uploaded{api.Each(up.Drafts, draftOf), api.Each(up.Refused, func(r people.Refusal) refusedFile {
		out := refusedFile{Name: r.File, Reasons: []string{}}
		for _, m := range c.Fault(r.Err).Fields {
			out.Reasons = append(out.Reasons, m.Text)
		}
		return out
	})}, nil
}

func (h *Handlers) apiPreview(c *web.Ctx, in oneDraft) (draftPreview, error) {
	v, err := h.People.Preview(c.Context(), c.Actor, in.ID)
	if err != nil {
		return draftPreview{}, err
	}
	out := draftPreview{
		Draft: draftOf(v.Draft), Missing: api.Each(v.Missing, func(f roster.Field) string { return string(f) }), Titles: append([]string{}, v.Titles...), Rows: v.Rows,
		InPost: v.InPost, Changes: v.Changes, Waiting: v.Waiting, Counts: countsOf(v.Counts), Fingerprint: v.Fingerprint, Decisions: []decision{},
	}
	if v.Obstacle != nil {
		out.Obstacle = c.Fault(v.Obstacle).Sentence
	}
	for _, d := range v.Decisions {
		one := decision{Key: d.Key, Kind: string(d.Kind), Row: d.Row, Name: nameOf(c.Page("people.roster.title"), d), Says: tell(c.Printer, d.Explain), Choice: d.Choice, Alternatives: []string{}}
		if d.Opens {
			one.PersonID = &d.Person.ID
		}
		for _, a := range d.Alternatives {
			one.Alternatives = append(one.Alternatives, tell(c.Printer, a.Explain))
		}
		out.Decisions = append(out.Decisions, one)
	}
	return out, nil
}
