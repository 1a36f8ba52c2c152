package web

import (
	"relevo/app/analytics"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/api"
)

// interval is an estimate with its 95 % interval; what is hidden or undefined is null.
type interval struct {
	Value measure.Number `json:"value"`
	Lower measure.Number `json:"lower"`
	Upper measure.Number `json:"upper"`
}

func intervalOf(e measure.Estimate) interval { return interval{e.Value, e.Lower, e.Upper} }

// besideAPI is for the figures beside the cascade. Who may not see names sees small groups as null, as at the pages.
func (h *Handlers) besideAPI() []web.Route {
	return []web.Route{
		api.Op[fadingQuery, fadingAnswer]{
			Method: "GET", Path: "/figures/:place/fading", Name: "figures.fading", Summary: "How a competency fades, and who is due for a refresher", Needs: apiFigures, Stands: []string{"figures.fading"},
			Do: func(c *web.Ctx, in fadingQuery) (fadingAnswer, error) {
				f, err := h.Analytics.Fading(c.Context(), c.Actor, analytics.Query{PlaceID: in.Place, Competency: in.Competency, Cadre: in.Cadre, On: in.On})
				if err != nil {
					return fadingAnswer{}, err
				}
				return fadingOf(f), nil
			},
		}.Route(),
		api.Op[planQuery, planAnswer]{
			Method: "GET", Path: "/figures/:place/planner", Name: "figures.planner", Summary: "How many must be trained, how often and how soon after hiring, to hold a target", Needs: apiFigures, Stands: []string{"figures.planner"},
			Do: func(c *web.Ctx, in planQuery) (planAnswer, error) {
				p, err := h.Analytics.Planner(c.Context(), c.Actor, analytics.Query{PlaceID: in.Place, Competency: in.Competency, Cadre: in.Cadre}, in.whatIf())
				if err != nil {
					return planAnswer{}, err
				}
				return planAnswer{subjectOf(p.Subject, p.Hidden()), planNumbers(p.Known), planNumbers(p.Used), coveredPlanOf(p.Plan)}, nil
			},
		}.Route(),
		api.Op[learningQuery, learningAnswer]{
			Method: "GET", Path: "/figures/:place/learning", Name: "figures.learning", Summary: "What people learnt and what of it lasted: who answered when, and how much changed", Needs: apiFigures, Stands: []string{"figures.learning"},
			Do: func(c *web.Ctx, in learningQuery) (learningAnswer, error) {
				l, err := h.Analytics.Learning(c.Context(), c.Actor, in.service())
				if err != nil {
					return learningAnswer{}, err
				}
				return learningOf(l), nil
			},
		}.Route(),
		api.Op[stayingQuery, stayingAnswer]{
			Method: "GET", Path: "/figures/:place/stay", Name: "figures.stay", Summary: "How long a training stays in a place, where trained people go, and what it costs", Needs: apiFigures, Stands: []string{"figures.stay"},
			Do: func(c *web.Ctx, in stayingQuery) (stayingAnswer, error) {
				s, err := h.Analytics.Staying(c.Context(), c.Actor, analytics.Query{PlaceID: in.Place, Competency: in.Competency, On: in.On})
				if err != nil {
					return stayingAnswer{}, err
				}
				return stayingOf(s), nil
			},
		}.Route(),
		api.Op[comparisonQuery, comparisonAnswer]{
			Method: "GET", Path: "/results/comparison", Name: "results.comparison", Summary: "Centres trained early beside those not trained yet", Needs: apiFigures, Stands: []string{"results.comparison"},
			Do: func(c *web.Ctx, in comparisonQuery) (comparisonAnswer, error) {
				compared, err := h.Analytics.Comparing(c.Context(), c.Actor, analytics.ComparingQuery{Competency: in.Competency, On: in.On, Share: analytics.ComparedShare(in.Share), Quarters: in.Quarters})
				if err != nil {
					return comparisonAnswer{}, err
				}
				return comparisonOf(compared), nil
			},
		}.Route(),
	}
}
