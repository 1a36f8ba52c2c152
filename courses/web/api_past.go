package web

import (
	"slices"
	"strings"

	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
	"relevo/courses"
)

type sendPast struct {
	Body api.Table
}

type onePastFile struct {
	ID string `path:"file"`
}

// pastPreview is what a file would bring in, or brought.
type pastPreview struct {
	api.Preview

	Titles []pastTitle `json:"titles" doc:"That are no course of the catalogue; of a draft."`
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
	Body api.Confirmation
}

// pastAPI is for bringing in what people completed before relevo.
func (h *Handlers) pastAPI() []web.Route {
	return []web.Route{
		api.Op[api.Paging, api.Page[api.Upload]]{
			Method: "GET", Path: "/trainings/files", Name: "trainings.files", Summary: "Files with earlier trainings", Needs: apiPast, Stands: []string{"trainings.files"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[api.Upload], error) {
				list, err := h.Courses.PastTrainingFiles(c.Context(), c.Actor)
				if err != nil {
					return api.Page[api.Upload]{}, err
				}
				return api.Uploads(list, in)
			},
		}.Route(),
		api.Op[sendPast, pastPreview]{
			Method: "POST", Path: "/trainings/files", Name: "trainings.files.upload", Summary: "Upload a file with earlier trainings; nothing changes before it is confirmed", Needs: apiPast, Status: 201,
			Stands: []string{"trainings.files.upload"},
			Do: func(c *web.Ctx, in sendPast) (pastPreview, error) {
				file, err := in.Body.File()
				if err != nil {
					return pastPreview{}, err
				}
				f, err := h.Courses.UploadPastTrainings(c.Context(), c.Actor, file)
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
		api.Op[confirmPast, api.Upload]{
			Method: "POST", Path: "/trainings/files/:file/confirm", Name: "trainings.file.confirm", Summary: "Bring a file in", Needs: apiPast, Stands: []string{"trainings.files.confirm"},
			Do: func(c *web.Ctx, in confirmPast) (api.Upload, error) {
				f, err := h.Courses.ConfirmPastTrainings(c.Context(), c.Actor, in.ID, in.Body.Fingerprint, in.Body.Choices)
				return api.UploadOf(f), err
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
	return pastPreview{api.PreviewOf(c, preview), api.Each(titles, pastTitleOf)}, err
}
