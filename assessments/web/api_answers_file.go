package web

import (
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type sendAnswersFile struct {
	Body struct {
		Content []byte `json:"content" doc:"The file that a telephone saved, in base64; it is sealed."`
	}
}

type filedAnswers struct {
	Sittings []filedSitting `json:"sittings" doc:"Those that the owner runs."`
	Others   int            `json:"others"   doc:"Answers to what the owner does not run, which are left alone."`
	New      int            `json:"new"      doc:"Answers that were not saved yet."`
}

type filedSitting struct {
	AdministrationID string         `json:"administration_id"`
	AttemptID        string         `json:"attempt_id"`
	PersonName       string         `json:"person_name"`
	Answers          int            `json:"answers"           doc:"In the file."`
	New              int            `json:"new"`
	Late             bool           `json:"late"`
	Aside            bool           `json:"aside"             doc:"The attempt is over: what is new waits for somebody to decide."`
	Refused          []filedRefusal `json:"refused"           doc:"Answers that are not saved."`
}

type filedRefusal struct {
	Number int    `json:"number" doc:"Of the question; 0 when the attempt does not ask it."`
	Why    string `json:"why"`
}

func filedAnswersOf(c *web.Ctx, f assessments.FiledAnswers) filedAnswers {
	return filedAnswers{Others: f.Others, New: f.New, Sittings: api.Each(f.Sittings, func(s assessments.FiledSitting) filedSitting {
		return filedSitting{s.AdministrationID, s.ID, s.PersonName, s.Answers, s.New, s.Late, s.Aside, api.Each(s.Refused, func(r assessments.RefusedAnswer) filedRefusal {
			told := c.Fault(r.Reason)
			why := told.Sentence
			for _, m := range told.Fields {
				why = m.Text
			}
			return filedRefusal{r.Number, why}
		})}
	})}
}

type paperFilesQuery struct {
	AdministrationID string `path:"administration"`
	api.Paging
}

type sendPaper struct {
	AdministrationID string `path:"administration"`
	Body             struct {
		api.Table

		Day     *db.Date `json:"sat_on,omitempty"  doc:"For rows that do not say when."`
		Consent bool     `json:"consent,omitempty" doc:"Everybody consented of whom the row does not say."`
	}
}

type onePaperFile struct {
	AdministrationID string `path:"administration"`
	ID               string `path:"file"`
}

type confirmPaper struct {
	onePaperFile

	Body api.Confirmation
}

// paperAPI is for what a telephone could not send, and for tables of answers that were given on paper.
func (h *Handlers) paperAPI() []web.Route {
	const at = "/administrations/:administration/sheets/files"
	opened := func(in sendAnswersFile) (assessments.AnswersFile, error) {
		if len(in.Body.Content) > assessments.MaxAnswersFile {
			return assessments.AnswersFile{}, fault.OnField("content", "fault.file_large", "limit", assessments.MaxAnswersFile>>20)
		}
		return assessments.ReadAnswersFile(in.Body.Content, h.KeyOf)
	}
	look := func(c *web.Ctx, in onePaperFile) (api.Preview, error) {
		preview, err := h.Assessments.PaperFile(c.Context(), c.Actor, in.AdministrationID, in.ID)
		if err != nil {
			return api.Preview{}, err
		}
		return api.PreviewOf(c, preview), nil
	}
	return []web.Route{
		api.Op[sendAnswersFile, filedAnswers]{
			Method: "POST", Path: "/answers/preview", Name: "answers.preview", Summary: "What the file of a telephone that finds no network any more would save", Needs: apiRunners, Stands: []string{"answers"},
			Do: func(c *web.Ctx, in sendAnswersFile) (filedAnswers, error) {
				file, err := opened(in)
				if err != nil {
					return filedAnswers{}, err
				}
				filed, err := h.Assessments.PreviewAnswers(c.Context(), c.Actor, file)
				return filedAnswersOf(c, filed), err
			},
		}.Route(),
		api.Op[sendAnswersFile, filedAnswers]{
			Method: "POST", Path: "/answers", Name: "answers.import", Summary: "Save what such a file holds, each answer once however often it is sent", Needs: apiRunners, Stands: []string{"answers.read"},
			Do: func(c *web.Ctx, in sendAnswersFile) (filedAnswers, error) {
				file, err := opened(in)
				if err != nil {
					return filedAnswers{}, err
				}
				filed, err := h.Assessments.ImportAnswers(c.Context(), c.Actor, file)
				return filedAnswersOf(c, filed), err
			},
		}.Route(),
		api.Op[paperFilesQuery, api.Page[api.Upload]]{
			Method: "GET", Path: at, Name: "sheets.files", Summary: "Files with what a group answered on paper", Needs: apiRunners, Stands: []string{"sheets.files"},
			Do: func(c *web.Ctx, in paperFilesQuery) (api.Page[api.Upload], error) {
				_, list, err := h.Assessments.PaperFiles(c.Context(), c.Actor, in.AdministrationID)
				if err != nil {
					return api.Page[api.Upload]{}, err
				}
				return api.Uploads(list, in.Paging)
			},
		}.Route(),
		api.Op[sendPaper, api.Preview]{
			Method: "POST", Path: at, Name: "sheets.files.upload", Summary: "Upload a file with what a group answered on paper, a code of a sheet in each row and then its answers; nothing changes before it is confirmed", Needs: apiRunners, Status: 201, Stands: []string{"sheets.files.upload"},
			Do: func(c *web.Ctx, in sendPaper) (api.Preview, error) {
				file, err := in.Body.File()
				if err != nil {
					return api.Preview{}, err
				}
				settings := people.Choices{}
				if in.Body.Day != nil {
					settings[assessments.SettingDay] = in.Body.Day.String()
				}
				if in.Body.Consent {
					settings[assessments.SettingConsent] = "yes"
				}
				f, err := h.Assessments.UploadPaper(c.Context(), c.Actor, in.AdministrationID, file, settings)
				if err != nil {
					return api.Preview{}, err
				}
				return look(c, onePaperFile{in.AdministrationID, f.ID})
			},
		}.Route(),
		api.Op[onePaperFile, api.Preview]{
			Method: "GET", Path: at + "/:file", Name: "sheets.file", Summary: "What such a file would bring in, or brought", Needs: apiRunners, Stands: []string{"sheets.file"}, Do: look,
		}.Route(),
		api.Op[confirmPaper, api.Upload]{
			Method: "POST", Path: at + "/:file/confirm", Name: "sheets.file.confirm", Summary: "Bring such a file in", Needs: apiRunners, Stands: []string{"sheets.file.confirm"},
			Do: func(c *web.Ctx, in confirmPaper) (api.Upload, error) {
				f, err := h.Assessments.ConfirmPaper(c.Context(), c.Actor, in.AdministrationID, in.ID, in.Body.Fingerprint, in.Body.Choices)
				return api.UploadOf(f), err
			},
		}.Route(),
		api.Op[onePaperFile, api.None]{
			Method: "POST", Path: at + "/:file/undo", Name: "sheets.file.undo", Summary: "Take a whole such file back", Needs: apiRunners, Stands: []string{"sheets.file.undo"},
			Do: func(c *web.Ctx, in onePaperFile) (api.None, error) {
				return api.None{}, h.Assessments.UndoPaper(c.Context(), c.Actor, in.AdministrationID, in.ID)
			},
		}.Route(),
		api.Op[onePaperFile, api.None]{
			Method: "DELETE", Path: at + "/:file", Name: "sheets.file.discard", Summary: "Throw such a file away that was not confirmed", Needs: apiRunners, Stands: []string{"sheets.file.discard"},
			Do: func(c *web.Ctx, in onePaperFile) (api.None, error) {
				return api.None{}, h.Assessments.DiscardPaper(c.Context(), c.Actor, in.AdministrationID, in.ID)
			},
		}.Route(),
	}
}
