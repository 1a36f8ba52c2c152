package web

import (
	"relevo/app/files"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type queuedVignette struct {
	VersionID string   `json:"version_id" doc:"Of the item: what the next response is asked by."`
	ItemID    string   `json:"item_id"`
	Title     string   `json:"title"`
	Vignette  api.Text `json:"vignette" doc:"Clean HTML."`
	Waiting   int      `json:"waiting" doc:"Responses that can be had now."`
	Claimed   int      `json:"claimed" doc:"That somebody else has at this moment."`
	Done      int      `json:"done" doc:"That the owner has rated."`
	Calibrate int      `json:"calibrate" doc:"Calibration responses to rate before any are given."`
}

// blindTask is a response to rate, without a word of whose it is.
type blindTask struct {
	ID        string       `json:"id"`
	VersionID string       `json:"version_id"`
	Vignette  api.Text     `json:"vignette" doc:"Clean HTML."`
	Response  string       `json:"response" doc:"Plain text; may be empty when it was spoken."`
	Spoken    bool         `json:"spoken" doc:"There is a recording."`
	Rubric    ratingRubric `json:"rubric"`
	Own       *givenRating `json:"own" doc:"The owner's own rating; null while there is none."`
	Waiting   int          `json:"waiting" doc:"Responses to this vignette that the owner can still rate, this one included."`
}

type ratingRubric struct {
	Title    api.Text          `json:"title"`
	Criteria []rubricCriterion `json:"criteria"`
}

func ratingRubricOf(r assessments.BlindRubric) ratingRubric {
	return ratingRubric{api.TextOf(r.Title), api.Each(r.Criteria, rubricCriterionOf)}
}

type givenRating struct {
	Points  map[string]int `json:"points" doc:"By criterion."`
	Comment string         `json:"comment"`
	Settled bool           `json:"settled" doc:"The response is done: only taking the rating back changes it."`
}

func givenRatingOf(own *assessments.OwnRating) *givenRating {
	if own == nil {
		return nil
	}
	return &givenRating{own.Points, own.Comment, own.Settled}
}

func blindTaskOf(t assessments.BlindTask) blindTask {
	return blindTask{t.ID, t.ItemVersionID, api.TextOf(t.Vignette), t.Response, t.Spoken, ratingRubricOf(t.Rubric), givenRatingOf(t.Own), t.Waiting}
}

type ratingBody struct {
	Points  map[string]int `json:"points" doc:"By the criterion's code: the points of one of its levels, for every criterion."`
	Comment string         `json:"comment,omitempty" doc:"For those who rate only."`
}

func (b ratingBody) input() assessments.RatingInput {
	return assessments.RatingInput{Points: b.Points, Comment: b.Comment}
}

type nextResponse struct {
	Body struct {
		VersionID string `json:"version_id,omitempty" doc:"Only responses to this vignette."`
		After     string `json:"after,omitempty" doc:"The response after this task, which is given back when it was not rated."`
	}
}

type nextGiven struct {
	Task *blindTask `json:"task" doc:"null when there is none."`
}

type oneTask struct {
	ID string `path:"task"`
}

type rateResponse struct {
	ID   string `path:"task"`
	Body ratingBody
}

type ratingUndone struct {
	TaskID string `json:"task_id" doc:"The owner has it again."`
}

// scoringAPI is for those who rate: what they are given has nothing that tells whose it is.
func (h *Handlers) scoringAPI() []web.Route {
	return []web.Route{
		api.Op[struct{}, api.Page[queuedVignette]]{
			Method: "GET", Path: "/scoring", Name: "scoring", Summary: "How many responses wait to be rated, by vignette", Needs: apiRaters, Stands: []string{"scoring"},
			Do: func(c *web.Ctx, _ struct{}) (api.Page[queuedVignette], error) {
				rows, err := h.Assessments.Queue(c.Context(), c.Actor)
				return api.Page[queuedVignette]{Items: api.Each(rows, func(r assessments.QueueRow) queuedVignette {
					return queuedVignette{r.ItemVersionID, r.ItemID, r.Title, api.TextOf(r.Vignette), r.Waiting, r.Claimed, r.Done, r.Calibrate}
				})}, err
			},
		}.Route(),
		api.Op[nextResponse, nextGiven]{
			Method: "POST", Path: "/scoring/next", Name: "scoring.next", Summary: "Be given a response to rate, kept from others for half an hour", Needs: apiRaters, Stands: []string{"scoring.next"},
			Do: func(c *web.Ctx, in nextResponse) (nextGiven, error) {
				task, err := h.Assessments.NextTask(c.Context(), c.Actor, in.Body.VersionID, in.Body.After)
				if err != nil || task.ID == "" {
					return nextGiven{}, err
				}
				given := blindTaskOf(task)
				return nextGiven{&given}, nil
			},
		}.Route(),
		api.Op[struct{}, ratingUndone]{
			Method: "POST", Path: "/scoring/undo", Name: "scoring.undo", Summary: "Take the owner's newest rating back, within half an hour", Needs: apiRaters, Stands: []string{"scoring.undo"},
			Do: func(c *web.Ctx, _ struct{}) (ratingUndone, error) {
				id, err := h.Assessments.UndoRating(c.Context(), c.Actor)
				return ratingUndone{id}, err
			},
		}.Route(),
	}
}

// taskAPI stands behind everything else below /scoring in the table of routes: a task may be called anything.
func (h *Handlers) taskAPI() []web.Route {
	return []web.Route{
		api.Op[oneTask, blindTask]{
			Method: "GET", Path: "/scoring/:task", Name: "scoring.task", Summary: "A response that the owner has to rate, or has rated", Needs: apiRaters, Stands: []string{"scoring.task"},
			Do: func(c *web.Ctx, in oneTask) (blindTask, error) {
				task, err := h.Assessments.Task(c.Context(), c.Actor, in.ID)
				return blindTaskOf(task), err
			},
		}.Route(),
		api.Op[rateResponse, api.None]{
			Method: "POST", Path: "/scoring/:task", Name: "scoring.rate", Summary: "Rate a response by its rubric", Needs: apiRaters, Stands: []string{"scoring.rate"},
			Do: func(c *web.Ctx, in rateResponse) (api.None, error) {
				return api.None{}, h.Assessments.Rate(c.Context(), c.Actor, in.ID, in.Body.input())
			},
		}.Route(),
		api.Op[oneTask, api.File]{
			Method: "GET", Path: "/scoring/:task/recording", Name: "scoring.recording", Summary: "What was said in a response", Needs: apiMarkers, Stands: []string{"scoring.recording"}, Produces: recordingTypes,
			Do: func(c *web.Ctx, in oneTask) (api.File, error) {
				content, err := h.Assessments.TaskRecording(c.Context(), c.Actor, in.ID, files.Whole)
				return api.File{Name: in.ID, Media: content.MediaType, Data: content.Data}, err
			},
		}.Route(),
	}
}
