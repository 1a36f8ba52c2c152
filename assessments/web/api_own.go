package web

import (
	"relevo/app/fault"
	"relevo/app/files"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

// recordingTypes are the kinds in which a voice is kept.
var recordingTypes = []string{"audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm"}

type keepRecording struct {
	ID   string `path:"attempt"`
	Body struct {
		Item      string `json:"item" doc:"Of a question that may be answered by voice."`
		Recording []byte `json:"recording" doc:"MP3, MP4, Ogg, WAV or WebM, in base64, at most 10 MB. What was written beside the sound is left out."`
	}
}

type keptRecording struct {
	Audio string `json:"audio" doc:"What the answer then refers to."`
}

type ownRecording struct {
	ID   string `path:"attempt"`
	File string `path:"file"`
}

type ownResults struct {
	State   string      `json:"state" enum:"submitted,scored"`
	Results []ownResult `json:"results" doc:"By competency; none until it is scored, and none after a pre-test, since the same is asked again."`
}

type ownResult struct {
	Competency string   `json:"competency"`
	Name       api.Text `json:"name"`
	Score      float64  `json:"score" doc:"0 to 100."`
	CutScore   float64  `json:"cut_score"`
	Mastered   bool     `json:"mastered"`
}

type ownLevels struct {
	Competencies []ownLevel `json:"competencies"`
}

type ownLevel struct {
	Competency frameworkCompetency `json:"competency"`
	Before     *int                `json:"before" doc:"The level, 1 the lowest; null while nothing is said."`
	Now        *int                `json:"now"`
}

type sayLevels struct {
	ID   string `path:"attempt"`
	Body struct {
		Levels map[string]saidLevels `json:"levels" doc:"By competency; of those left out nothing changes."`
	}
}

type saidLevels struct {
	Before int `json:"before" doc:"The level one had before the course, 1 the lowest."`
	Now    int `json:"now"`
}

// ownAPI is for what else belongs to one's own attempt.
func (h *Handlers) ownAPI() []web.Route {
	return []web.Route{
		api.Op[keepRecording, keptRecording]{
			Method: "POST", Path: "/attempts/:attempt/recordings", Name: "attempt.recordings", Summary: "Keep a spoken answer, before the answer that refers to it", Needs: apiLearners, Status: 201, Stands: []string{"attempt.recordings"},
			Do: func(c *web.Ctx, in keepRecording) (keptRecording, error) {
				name, err := h.Assessments.KeepRecording(c.Context(), c.Actor, in.ID, in.Body.Item, files.WithoutTags(in.Body.Recording))
				return keptRecording{name}, err
			},
		}.Route(),
		api.Op[ownRecording, api.File]{
			Method: "GET", Path: "/attempts/:attempt/recordings/:file", Name: "attempt.recording", Summary: "An own spoken answer", Needs: apiLearners, Stands: []string{"attempt.recording"}, Produces: recordingTypes,
			Do: func(c *web.Ctx, in ownRecording) (api.File, error) {
				content, err := h.Assessments.OwnRecording(c.Context(), c.Actor, in.ID, in.File, files.Whole)
				return api.File{Name: in.File, Media: content.MediaType, Data: content.Data}, err
			},
		}.Route(),
		api.Op[oneAttempt, ownResults]{
			Method: "GET", Path: "/attempts/:attempt/result", Name: "attempt.result", Summary: "What an own attempt that was handed in showed", Needs: apiLearners, Stands: []string{"attempt.result"},
			Do: func(c *web.Ctx, in oneAttempt) (ownResults, error) {
				out, err := h.Assessments.Outcome(c.Context(), c.Actor, in.ID)
				if err == nil && !out.Done() {
					err = fault.New(fault.Conflict, "assessments.not_submitted")
				}
				return ownResults{string(out.State), api.Each(out.Results, func(r assessments.OwnResult) ownResult {
					return ownResult{r.Competency.Code, api.TextOf(r.Competency.Name), r.Score, r.CutScore, r.Mastered}
				})}, err
			},
		}.Route(),
		api.Op[oneAttempt, ownLevels]{
			Method: "GET", Path: "/attempts/:attempt/self", Name: "attempt.self", Summary: "How one sees oneself, after a post-test", Needs: apiLearners, Stands: []string{"attempt.self"}, Do: h.apiOwnLevels,
		}.Route(),
		api.Op[sayLevels, ownLevels]{
			Method: "POST", Path: "/attempts/:attempt/self", Name: "attempt.self.say", Summary: "Say how one sees oneself", Needs: apiLearners, Stands: []string{"attempt.self.say"},
			Do: func(c *web.Ctx, in sayLevels) (ownLevels, error) {
				levels := map[string]assessments.Levels{}
				for code, said := range in.Body.Levels {
					levels[code] = assessments.Levels{Before: said.Before, Now: said.Now}
				}
				if err := h.Assessments.SayLevels(c.Context(), c.Actor, in.ID, levels); err != nil {
					return ownLevels{}, err
				}
				return h.apiOwnLevels(c, oneAttempt{in.ID})
			},
		}.Route(),
	}
}

func (h *Handlers) apiOwnLevels(c *web.Ctx, in oneAttempt) (ownLevels, error) {
	own, err := h.Assessments.OwnLevels(c.Context(), c.Actor, in.ID)
	return ownLevels{api.Each(own.Competencies, func(competency assessments.Competency) ownLevel {
		out := ownLevel{Competency: frameworkCompetencyOf(competency)}
		if said, is := own.Said[competency.Code]; is {
			out.Before, out.Now = &said.BeforeLevel, &said.NowLevel
		}
		return out
	})}, err
}
