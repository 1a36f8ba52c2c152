package web

import (
	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/api"
)

type resultsQuery struct {
	Competency string  `form:"competency"`
	On         db.Date `form:"on" doc:"Left out: today."`
}

type resultsChain struct {
	Subject    subject     `json:"subject"`
	Indicators []indicator `json:"indicators"`
}

type indicator struct {
	Code     string         `json:"code"`
	Name     string         `json:"name" doc:"In the language that was asked for."`
	Box      string         `json:"box" doc:"inputs, activities, outputs, outcomes, impact; empty where it stands in none."`
	Unit     string         `json:"unit"`
	Actual   observed       `json:"actual"`
	Baseline *observed      `json:"baseline"`
	Target   *target        `json:"target"`
	Progress measure.Number `json:"progress" doc:"The share of the way from the baseline to the target, where it is under way; of a cost, of what was planned. Null elsewhere: see way."`
	Way      string         `json:"way" doc:"Where it stands between its baseline and its target: under_way, reached, still_met, no_more_met, unmoved, unclear, further_off, not_reached (without a baseline), planned (of a cost), hidden or unknown; empty without a target."`
}

type observed struct {
	From    db.Date        `json:"from" doc:"Events after this day and up to the next count."`
	To      db.Date        `json:"to"`
	Value   measure.Number `json:"value"`
	Lower   measure.Number `json:"lower"`
	Upper   measure.Number `json:"upper"`
	N       measure.Number `json:"n" doc:"People, offerings, answers, institutions or cases behind it."`
	Missing measure.Number `json:"missing" doc:"The share of those of whom it should be known and is not."`
	Hidden  bool           `json:"hidden"`
}

func observedOf(o analytics.Observed) observed {
	return observed{o.From, o.To, o.Value, o.Lower, o.Upper, o.N, o.Missing, o.Hidden}
}

type target struct {
	Value *float64 `json:"value"`
	DueOn *db.Date `json:"due_on"`
	Note  string   `json:"note"`
}

func indicatorOf(c *web.Ctx) func(analytics.IndicatorState) indicator {
	return func(i analytics.IndicatorState) indicator {
		way, share := i.Progress()
		out := indicator{Code: i.Code, Name: c.T(i.Key()), Box: string(i.At), Unit: string(i.Unit), Actual: observedOf(i.Actual), Progress: share, Way: string(way)}
		if i.Baseline != nil {
			baseline := observedOf(*i.Baseline)
			out.Baseline = &baseline
		}
		if i.Target != nil {
			out.Target = &target{i.Target.Value, i.Target.DueOn, i.Target.Note}
		}
		return out
	}
}

type setTarget struct {
	Code string `path:"code"`
	Body struct {
		Competency string   `json:"competency,omitempty"`
		Value      *float64 `json:"value,omitempty" doc:"In the indicator's unit; left out: no target any more."`
		DueOn      *db.Date `json:"due_on,omitempty"`
		BaselineOn *db.Date `json:"baseline_on,omitempty" doc:"End of the year it is compared with."`
		Note       string   `json:"note,omitempty"`
	}
}

type placeBox struct {
	Code string `path:"code"`
	Body struct {
		Box string `json:"box" doc:"inputs, activities, outputs, outcomes or impact; empty: none."`
	}
}

func (h *Handlers) resultsAPI() []web.Route {
	sets := []access.Permission{access.SetTargets}
	return []web.Route{
		api.Op[resultsQuery, resultsChain]{
			Method: "GET", Path: "/results", Name: "results", Summary: "The results chain: every indicator with its baseline, actual and target", Needs: apiFigures, Stands: []string{"results", "results.indicator"},
			Do: func(c *web.Ctx, in resultsQuery) (resultsChain, error) {
				r, err := h.Analytics.Results(c.Context(), c.Actor, analytics.Query{Competency: in.Competency, On: in.On}, analytics.Shown{})
				return resultsChain{subjectOf(r.Subject, r.Hidden), api.Each(r.Indicators, indicatorOf(c))}, err
			},
		}.Route(),
		api.Op[setTarget, api.None]{
			Method: "POST", Path: "/results/indicators/:code/target", Name: "results.target", Summary: "Say what is wanted of an indicator; what was wanted before stays on record", Needs: sets, Stands: []string{"results.target"},
			Do: func(c *web.Ctx, in setTarget) (api.None, error) {
				b := in.Body
				return api.None{}, h.Analytics.SetResultsTarget(c.Context(), c.Actor, analytics.TargetIn{Competency: b.Competency, Indicator: in.Code, Value: b.Value, DueOn: b.DueOn, BaselineOn: b.BaselineOn, Note: b.Note})
			},
		}.Route(),
		api.Op[placeBox, api.None]{
			Method: "POST", Path: "/results/indicators/:code/box", Name: "results.box", Summary: "Say where in the chain an indicator stands", Needs: sets, Stands: []string{"results.box"},
			Do: func(c *web.Ctx, in placeBox) (api.None, error) {
				return api.None{}, h.Analytics.PlaceIndicator(c.Context(), c.Actor, in.Code, analytics.Box(in.Body.Box))
			},
		}.Route(),
	}
}
