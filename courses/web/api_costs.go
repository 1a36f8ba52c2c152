package web

import (
	"strconv"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

type runCosts struct {
	Total         float64            `json:"total" doc:"Soles."`
	ByKind        map[string]float64 `json:"by_kind"`
	Trained       int                `json:"trained" doc:"Attended or read anything of it."`
	PerTrained    measure.Number     `json:"per_trained" doc:"null where nobody was trained."`
	PerCompletion measure.Number     `json:"per_completion" doc:"null where nobody completed."`
	Funders       []fundedPart       `json:"funders" doc:"The greatest share first."`
	Lines         []costNoted        `json:"lines" doc:"Those that count, then those that were corrected, the newest first."`
}

type fundedPart struct {
	payingFunder
	Paid float64 `json:"paid" doc:"Its part of the total."`
}

type costNoted struct {
	ID          string      `json:"id"`
	Kind        string      `json:"kind" enum:"instruction,participants,travel,other"`
	Amount      float64     `json:"amount" doc:"Soles."`
	Note        string      `json:"note"`
	RecordedAt  db.Instant  `json:"recorded_at"`
	Author      string      `json:"author"`
	CorrectedAt *db.Instant `json:"corrected_at" doc:"null: it counts."`
	CorrectsID  *string     `json:"corrects_id" doc:"In whose place it stands."`
}

func runCostsOf(p courses.CostPage) runCosts {
	s := p.Summary
	out := runCosts{Total: s.Total.Amount(), ByKind: map[string]float64{}, Trained: s.Trained, PerTrained: measure.Number(s.PerTrained()), PerCompletion: measure.Number(s.PerCompletion()),
		Funders: api.Each(p.Funders, func(f courses.FunderPart) fundedPart {
			return fundedPart{payingFunderOf(f), s.Total.Part(f.Share).Amount()}
		}),
		Lines: api.Each(p.Lines, func(l courses.CostLine) costNoted {
			return costNoted{l.Cost.ID, string(l.Kind), l.Centimos.Amount(), l.Note, l.RecordedAt, l.Author, l.SupersededAt, l.CorrectsID}
		}),
	}
	for _, kind := range courses.CostKinds() {
		out.ByKind[string(kind)] = s.ByKind[kind].Amount()
	}
	return out
}

type noteCost struct {
	oneOffering
	Body struct {
		Kind     courses.CostKind `json:"kind" enum:"instruction,participants,travel,other"`
		Amount   float64          `json:"amount" doc:"Soles, to the hundredth; 0 for what counts no more, with corrects."`
		Note     string           `json:"note" doc:"What it was spent on."`
		Corrects string           `json:"corrects,omitempty" doc:"The cost in whose place it stands."`
	}
}

type funderInList struct {
	namedFunder
	Offerings int `json:"offerings"`
}

type addFunder struct {
	Body struct {
		Code string `json:"code" doc:"Short and unique."`
		Name string `json:"name"`
	}
}

type funderPaid struct {
	namedFunder
	Trained       int            `json:"trained" doc:"Different people."`
	Shared        int            `json:"shared" doc:"Of these, people whose training another funder paid for too."`
	Completions   int            `json:"completions"`
	Paid          float64        `json:"paid" doc:"Soles."`
	PerTrained    measure.Number `json:"per_trained"`
	PerCompletion measure.Number `json:"per_completion"`
	Offerings     []fundedRun    `json:"offerings" doc:"That concern the owner, the newest first."`
}

type fundedRun struct {
	scheduledRun
	CourseTitle string         `json:"course_title"`
	Share       float64        `json:"share"`
	Others      []payingFunder `json:"others" doc:"Who pays the rest."`
	Trained     int            `json:"trained"`
	Completed   int            `json:"completed"`
	Cost        float64        `json:"cost" doc:"Of the offering, soles."`
	Paid        float64        `json:"paid" doc:"The funder's part of it."`
}

func funderPaidOf(p courses.FunderPage) funderPaid {
	t := p.Totals
	return funderPaid{namedFunderOf(p.Funder), t.Trained, t.Shared, t.Completions, t.Paid.Amount(), measure.Number(t.PerTrained()), measure.Number(t.PerCompletion()),
		api.Each(p.Lines, func(l courses.FunderLine) fundedRun {
			return fundedRun{scheduledRunOf(l.Offering), l.CourseTitle, l.Share, api.Each(l.Others, payingFunderOf), l.Trained, l.Completed, l.Cost.Amount(), l.Paid.Amount()}
		})}
}

type oneFunder struct {
	ID string `path:"funder"`
}

// costsAPI is for what offerings cost and who pays.
func (h *Handlers) costsAPI() []web.Route {
	return []web.Route{
		api.Op[oneOffering, runCosts]{
			Method: "GET", Path: "/offerings/:offering/costs", Name: "costs", Summary: "What an offering cost", Needs: apiRunners, Stands: []string{"courses.costs"}, Do: h.apiCosts,
		}.Route(),
		api.Op[noteCost, runCosts]{
			Method: "POST", Path: "/offerings/:offering/costs", Name: "costs.record", Summary: "Note what something cost, or correct what was noted", Needs: apiRunners, Stands: []string{"courses.record_cost"},
			Do: func(c *web.Ctx, in noteCost) (runCosts, error) {
				b := in.Body
				cost := courses.CostInput{Kind: b.Kind, Amount: strconv.FormatFloat(b.Amount, 'f', 2, 64), Note: b.Note, Corrects: b.Corrects}
				if err := h.Courses.RecordCost(c.Context(), c.Actor, in.ID, cost); err != nil {
					return runCosts{}, err
				}
				return h.apiCosts(c, in.oneOffering)
			},
		}.Route(),
		api.Op[api.Paging, api.Page[funderInList]]{
			Method: "GET", Path: "/funders", Name: "funders", Summary: "Who pays for offerings", Needs: apiRunners, Stands: []string{"courses.funders"},
			Do: func(c *web.Ctx, in api.Paging) (api.Page[funderInList], error) {
				list, err := h.Courses.Funders(c.Context(), c.Actor)
				if err != nil {
					return api.Page[funderInList]{}, err
				}
				return api.Cut(list, in, func(f courses.FunderSummary) string { return f.ID }, func(f courses.FunderSummary) funderInList {
					return funderInList{namedFunderOf(f.Funder), f.Offerings}
				})
			},
		}.Route(),
		api.Op[addFunder, namedFunder]{
			Method: "POST", Path: "/funders", Name: "funders.add", Summary: "Add a funder", Needs: apiRunners, Status: 201, Stands: []string{"courses.add_funder"},
			Do: func(c *web.Ctx, in addFunder) (namedFunder, error) {
				made, err := h.Courses.AddFunder(c.Context(), c.Actor, courses.NewFunder{Code: in.Body.Code, Name: in.Body.Name})
				return namedFunderOf(made), err
			},
		}.Route(),
		api.Op[oneFunder, funderPaid]{
			Method: "GET", Path: "/funders/:funder", Name: "funder", Summary: "What a funder has paid for among the offerings that concern the owner", Needs: apiRunners, Stands: []string{"courses.funder"},
			Do: func(c *web.Ctx, in oneFunder) (funderPaid, error) {
				page, err := h.Courses.FunderPage(c.Context(), c.Actor, in.ID)
				return funderPaidOf(page), err
			},
		}.Route(),
	}
}

func (h *Handlers) apiCosts(c *web.Ctx, in oneOffering) (runCosts, error) {
	page, err := h.Courses.Costs(c.Context(), c.Actor, in.ID)
	return runCostsOf(page), err
}
