package web

import (
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type rubricEntry struct {
	ID         string            `json:"id"`
	Code       string            `json:"code"`
	Version    int               `json:"version"`
	Title      api.Text          `json:"title"`
	Criteria   []rubricCriterion `json:"criteria"`
	Max        int               `json:"max" doc:"The most points that a response can earn."`
	RecordedAt db.Instant        `json:"recorded_at"`
}

func rubricEntryOf(r assessments.Rubric) rubricEntry {
	return rubricEntry{r.ID, r.Code, r.Version, api.TextOf(r.Title), api.Each(r.Criteria, rubricCriterionOf), r.Criteria.Max(), r.RecordedAt}
}

type rubricCriterion struct {
	Code   string        `json:"code" doc:"What ratings are kept under."`
	Name   api.Text      `json:"name"`
	Levels []rubricLevel `json:"levels" doc:"At least two, points rising."`
}

func rubricCriterionOf(c assessments.Criterion) rubricCriterion {
	return rubricCriterion{c.Code, api.TextOf(c.Name), api.Each(c.Levels, func(l assessments.Level) rubricLevel {
		return rubricLevel{l.Points, api.TextOf(l.Label), api.TextOf(l.Descriptor)}
	})}
}

func (c rubricCriterion) authored() assessments.Criterion {
	return assessments.Criterion{Code: c.Code, Name: c.Name.Authored(), Levels: api.Each(c.Levels, func(l rubricLevel) assessments.Level {
		return assessments.Level{Points: l.Points, Label: l.Label.Authored(), Descriptor: l.Descriptor.Authored()}
	})}
}

type rubricLevel struct {
	Points     int      `json:"points"`
	Label      api.Text `json:"label,omitempty"`
	Descriptor api.Text `json:"descriptor" doc:"What one reads in a response that earns the points."`
}

type rubricDetail struct {
	rubricEntry
	Effect rubricEffect `json:"effect" doc:"What applying it in place of the other versions with its code would do."`
}

type rubricEffect struct {
	Waiting  int `json:"waiting" doc:"Responses that wait and would be rated by it."`
	Kept     int `json:"kept" doc:"Rated ones whose ratings still fit."`
	Reopened int `json:"reopened" doc:"Rated ones that would have to be rated again."`
}

func rubricEffectOf(e assessments.RubricEffect) rubricEffect {
	return rubricEffect{e.Waiting, e.Kept, e.Reopened}
}

type newRubric struct {
	Body struct {
		Code     string            `json:"code" doc:"Of a rubric that is there: its next version."`
		Title    api.Text          `json:"title"`
		Criteria []rubricCriterion `json:"criteria"`
	}
}

type oneRubric struct {
	ID string `path:"rubric"`
}

func (h *Handlers) rubricsAPI() []web.Route {
	return []web.Route{
		api.Op[api.Paging, api.Page[rubricEntry]]{
			Method: "GET", Path: "/rubrics", Name: "rubrics", Summary: "The newest version of each rubric, by code", Needs: apiAuthors, Stands: []string{"rubrics"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[rubricEntry], error) {
				list, err := h.Assessments.Rubrics(c.Context(), c.Actor)
				if err != nil {
					return api.Page[rubricEntry]{}, err
				}
				return api.Cut(list, in, func(r assessments.Rubric) string { return r.Code }, rubricEntryOf)
			},
		}.Route(),
		api.Op[newRubric, rubricEntry]{
			Method: "POST", Path: "/rubrics", Name: "rubrics.create", Summary: "Make a rubric, or the next version of the one with the same code", Needs: apiAuthors, Status: 201, Stands: []string{"rubrics.create", "rubrics.new"},
			Do: func(c *web.Ctx, in newRubric) (rubricEntry, error) {
				made, err := h.Assessments.CreateRubric(c.Context(), c.Actor, assessments.RubricInput{Code: in.Body.Code, Title: in.Body.Title.Authored(), Criteria: api.Each(in.Body.Criteria, rubricCriterion.authored)})
				return rubricEntryOf(made), err
			},
		}.Route(),
		api.Op[oneRubric, rubricDetail]{
			Method: "GET", Path: "/rubrics/:rubric", Name: "rubric", Summary: "One version of a rubric, and what applying it would do", Needs: apiAuthors, Stands: []string{"rubric"},
			Do: func(c *web.Ctx, in oneRubric) (rubricDetail, error) {
				rubric, err := h.Assessments.Rubric(c.Context(), c.Actor, in.ID)
				if err != nil {
					return rubricDetail{}, err
				}
				effect, err := h.Assessments.RubricEffect(c.Context(), c.Actor, in.ID)
				return rubricDetail{rubricEntryOf(rubric), rubricEffectOf(effect)}, err
			},
		}.Route(),
		api.Op[oneRubric, rubricEffect]{
			Method: "POST", Path: "/rubrics/:rubric/apply", Name: "rubric.apply", Summary: "Let the version take the place of the others with its code, for what was rated too", Needs: apiAuthors, Stands: []string{"rubric.apply"},
			Do: func(c *web.Ctx, in oneRubric) (rubricEffect, error) {
				effect, err := h.Assessments.ApplyRubric(c.Context(), c.Actor, in.ID)
				return rubricEffectOf(effect), err
			},
		}.Route(),
	}
}
