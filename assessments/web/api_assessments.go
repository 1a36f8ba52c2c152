package web

import (
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type assessmentEntry struct {
	ID              string         `json:"id"`
	Code            string         `json:"code"`
	Title           api.Text       `json:"title"`
	CutScore        float64        `json:"cut_score" doc:"0 to 100."`
	Frozen          bool           `json:"frozen" doc:"Somebody was assigned a form: the forms stay as they are."`
	Items           map[string]int `json:"items" doc:"How many stand in each form, by its label."`
	Administrations int            `json:"administrations"`
}

type assessmentDetail struct {
	ID              string            `json:"id"`
	Frozen          bool              `json:"frozen"`
	Elsewhere       bool              `json:"elsewhere" doc:"Given outside relevo: it has no forms."`
	Ready           bool              `json:"ready" doc:"Nothing keeps its forms from being given."`
	Details         assessmentContent `json:"details" doc:"What PUT takes."`
	Forms           []assessmentForm  `json:"forms"`
	Checks          []formCheck       `json:"checks"`
	Administrations []sittingPlan     `json:"administrations" doc:"Those in which somebody of the reader's scope takes part, the newest first."`
}

type assessmentContent struct {
	Code           string   `json:"code"`
	Title          api.Text `json:"title"`
	Instructions   api.Text `json:"instructions,omitempty" doc:"Plain text, shown before the first question."`
	CutScore       float64  `json:"cut_score" doc:"0 to 100. Results keep that of their day."`
	MinutesAllowed int      `json:"minutes_allowed,omitempty" doc:"0 or left out: as long as one likes."`
	Shuffled       bool     `json:"shuffled,omitempty" doc:"Each person gets the questions of a section in an order of their own."`
	OnlineOnly     bool     `json:"online_only,omitempty" doc:"The questions are neither kept on telephones nor given to programs."`
}

func assessmentContentOf(a assessments.Assessment) assessmentContent {
	out := assessmentContent{Code: a.Code, Title: api.TextOf(a.Title), Instructions: api.TextOf(a.Instructions), CutScore: a.CutScore, Shuffled: a.Shuffled, OnlineOnly: a.OnlineOnly}
	if a.MinutesAllowed != nil {
		out.MinutesAllowed = *a.MinutesAllowed
	}
	return out
}

func (in assessmentContent) input() assessments.AssessmentInput {
	return assessments.AssessmentInput{Code: in.Code, Title: in.Title.Authored(), Instructions: in.Instructions.Authored(), CutScore: in.CutScore,
		MinutesAllowed: in.MinutesAllowed, Shuffled: in.Shuffled, OnlineOnly: in.OnlineOnly}
}

type formCheck struct {
	Says     string `json:"says"`
	Blocking bool   `json:"blocking" doc:"The forms cannot be given before this is mended."`
}

type assessmentForm struct {
	Label    string             `json:"label" enum:"A,B,C"`
	FrozenAt *db.Instant        `json:"frozen_at"`
	Points   map[string]float64 `json:"points" doc:"By competency."`
	Items    []formPlace        `json:"items"`
}

type formPlace struct {
	VersionID  string    `json:"version_id" doc:"Of an item."`
	ItemID     string    `json:"item_id"`
	Code       string    `json:"code"`
	Kind       string    `json:"kind"`
	Competency string    `json:"competency"`
	Points     float64   `json:"points"`
	Anchor     bool      `json:"anchor" doc:"It stands in all forms and ties their scales together."`
	Section    *api.Text `json:"section" doc:"The heading it stands under; null for most."`
}

func formPlaceOf(p assessments.PlacedItem) formPlace {
	return formPlace{p.ItemVersionID, p.Version.ItemID, p.Code, string(p.Version.Kind), p.Version.CompetencyCode, p.Points, p.Anchor, sectionOf(p.Section)}
}

type sittingPlan struct {
	ID           string      `json:"id"`
	AssessmentID string      `json:"assessment_id"`
	Title        string      `json:"title"`
	Occasion     string      `json:"occasion" enum:"pre,post,follow_up"`
	MonthsAfter  int         `json:"months_after" doc:"Of a follow-up."`
	OpensAt      db.Instant  `json:"opens_at"`
	ClosesAt     *db.Instant `json:"closes_at" doc:"null: never."`
}

func sittingPlanOf(a assessments.Administration) sittingPlan {
	return sittingPlan{a.ID, a.AssessmentID, a.Title, string(a.Occasion), a.MonthsAfter, a.OpensAt, a.ClosesAt}
}

type oneAssessment struct {
	ID string `path:"assessment"`
}

type newAssessment struct {
	Body assessmentContent
}

type updateAssessment struct {
	ID   string `path:"assessment"`
	Body assessmentContent
}

type setForm struct {
	ID    string `path:"assessment"`
	Label string `path:"label"`
	Body  struct {
		Items []placedItem `json:"items" doc:"In the order of the form: all that is to stand in it."`
	}
}

type placedItem struct {
	VersionID string   `json:"version_id"`
	Points    float64  `json:"points" doc:"Above 0."`
	Anchor    bool     `json:"anchor,omitempty"`
	Section   api.Text `json:"section,omitempty"`
}

func (h *Handlers) assessmentsAPI() []web.Route {
	return []web.Route{
		api.Op[api.Paging, api.Page[assessmentEntry]]{
			Method: "GET", Path: "/assessments", Name: "assessments", Summary: "The assessments", Needs: apiReaders, Stands: []string{"assessments"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[assessmentEntry], error) {
				list, err := h.Assessments.Assessments(c.Context(), c.Actor)
				if err != nil {
					return api.Page[assessmentEntry]{}, err
				}
				return api.Cut(list, in, func(a assessments.AssessmentSummary) string { return a.ID }, func(a assessments.AssessmentSummary) assessmentEntry {
					return assessmentEntry{a.ID, a.Code, api.TextOf(a.Title), a.CutScore, a.Frozen, a.Items, a.Administrations}
				})
			},
		}.Route(),
		api.Op[newAssessment, assessmentDetail]{
			Method: "POST", Path: "/assessments", Name: "assessments.create", Summary: "Make an assessment with two empty forms", Needs: apiAuthors, Status: 201, Stands: []string{"assessments.create", "assessments.new"},
			Do: func(c *web.Ctx, in newAssessment) (assessmentDetail, error) {
				made, err := h.Assessments.CreateAssessment(c.Context(), c.Actor, in.Body.input())
				if err != nil {
					return assessmentDetail{}, err
				}
				return h.apiAssessment(c, oneAssessment{made.ID})
			},
		}.Route(),
		api.Op[oneAssessment, assessmentDetail]{
			Method: "GET", Path: "/assessments/:assessment", Name: "assessment", Summary: "An assessment with its forms, what is to be mended in them, and its sittings", Needs: apiReaders, Stands: []string{"assessment"}, Do: h.apiAssessment,
		}.Route(),
		api.Op[updateAssessment, assessmentDetail]{
			Method: "PUT", Path: "/assessments/:assessment", Name: "assessment.update", Summary: "Change what an assessment is called, what it tells first and its cut score", Needs: apiAuthors, Stands: []string{"assessment.update"},
			Do: func(c *web.Ctx, in updateAssessment) (assessmentDetail, error) {
				if _, err := h.Assessments.UpdateAssessment(c.Context(), c.Actor, in.ID, in.Body.input()); err != nil {
					return assessmentDetail{}, err
				}
				return h.apiAssessment(c, oneAssessment{in.ID})
			},
		}.Route(),
		api.Op[setForm, assessmentDetail]{
			Method: "PUT", Path: "/assessments/:assessment/forms/:label", Name: "assessment.form", Summary: "Say what stands in a form that nobody was assigned yet", Needs: apiAuthors, Stands: []string{"assessment.form"},
			Do: func(c *web.Ctx, in setForm) (assessmentDetail, error) {
				items := api.Each(in.Body.Items, func(p placedItem) assessments.FormItemInput {
					return assessments.FormItemInput{ItemVersionID: p.VersionID, Points: p.Points, Anchor: p.Anchor, Section: p.Section.Authored()}
				})
				if err := h.Assessments.SetForm(c.Context(), c.Actor, in.ID, in.Label, items); err != nil {
					return assessmentDetail{}, err
				}
				return h.apiAssessment(c, oneAssessment{in.ID})
			},
		}.Route(),
		api.Op[oneAssessment, api.None]{
			Method: "POST", Path: "/assessments/:assessment/third-form", Name: "assessment.third_form", Summary: "Add form C, empty", Needs: apiAuthors, Stands: []string{"assessment.third_form"},
			Do: func(c *web.Ctx, in oneAssessment) (api.None, error) {
				return api.None{}, h.Assessments.AddForm(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
		api.Op[oneAssessment, api.None]{
			Method: "DELETE", Path: "/assessments/:assessment/third-form", Name: "assessment.third_form.drop", Summary: "Take form C away again, until somebody is assigned it", Needs: apiAuthors, Stands: []string{"assessment.third_form.drop"},
			Do: func(c *web.Ctx, in oneAssessment) (api.None, error) {
				return api.None{}, h.Assessments.DropForm(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
	}
}

func (h *Handlers) apiAssessment(c *web.Ctx, in oneAssessment) (assessmentDetail, error) {
	d, err := h.Assessments.Assessment(c.Context(), c.Actor, in.ID)
	if err != nil {
		return assessmentDetail{}, err
	}
	return assessmentDetail{ID: d.ID, Frozen: d.Frozen(), Elsewhere: d.Elsewhere, Ready: d.Ready(), Details: assessmentContentOf(d.Assessment),
		Forms: api.Each(d.Forms, func(f assessments.FormDetail) assessmentForm {
			return assessmentForm{f.Label, f.FrozenAt, f.Points, api.Each(f.Items, formPlaceOf)}
		}),
		Checks:          api.Each(d.Checks, func(f assessments.Finding) formCheck { return formCheck{c.T(f.Key, f.Pairs...), f.Blocking} }),
		Administrations: api.Each(d.Administrations, sittingPlanOf),
	}, nil
}
