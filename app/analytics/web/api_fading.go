package web

import (
	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
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

type halfLife struct {
	Months measure.Number `json:"months" doc:"After which half of what was gained is gone; null where no fading was found."`
	Lower  measure.Number `json:"lower"  doc:"95 % interval."`
	Upper  measure.Number `json:"upper"  doc:"null where the data allow that nothing fades."`
	Source string         `json:"source" doc:"Whether it was measured here or assumed."`
}

func halfLifeOf(h measure.HalfLife) halfLife {
	return halfLife{h.Months, h.Lower, h.Upper, string(h.Source)}
}

type fadingPoint struct {
	Months float64        `json:"months" doc:"From the test after the course to a follow-up, their mean."`
	Kept   measure.Number `json:"kept"   doc:"Of the gain, 1 for all of it."`
	Lower  measure.Number `json:"lower"`
	Upper  measure.Number `json:"upper"`
}

func fadingPointOf(p measure.FadingPoint) fadingPoint {
	return fadingPoint{p.Months, p.Kept, p.Lower, p.Upper}
}

type fadingAnswer struct {
	Subject  subject        `json:"subject"`
	HalfLife halfLife       `json:"half_life"   doc:"Of the competency, in the whole programme."`
	Points   []fadingPoint  `json:"points"      doc:"What was observed."`
	Cadres   []fadingCadre  `json:"cadres"      doc:"Those with a half-life of their own."`
	Until    db.Date        `json:"until"       doc:"The end of the quarter looked ahead to."`
	InPost   measure.Number `json:"in_post"`
	Due      measure.Number `json:"due"         doc:"People in post who are expected to lose ten points of probability or more by then."`
	Loss     measure.Number `json:"loss"        doc:"Expected of all in post, people."`
	Ranked   []fadingPerson `json:"ranked"      doc:"Who loses most, the largest loss first; none where names may not be seen."`
	Unlisted int            `json:"unlisted"    doc:"How many more would follow."`
}

type fadingCadre struct {
	Cadre string         `json:"cadre"`
	Pairs measure.Number `json:"pairs"`
	halfLife

	Points []fadingPoint `json:"points"`
}

type fadingPerson struct {
	PersonID      string  `json:"person_id"`
	Name          string  `json:"name"`
	InstitutionID string  `json:"institution_id"`
	Cadre         string  `json:"cadre"`
	AssessedOn    db.Date `json:"assessed_on"`
	Score         float64 `json:"score"          doc:"The last, 0 to 100."`
	Now           float64 `json:"now"            doc:"Probability of still being able to."`
	Later         float64 `json:"later"          doc:"The same at the end of the quarter."`
}

func fadingOf(f analytics.Fading) fadingAnswer {
	return fadingAnswer{Subject: subjectOf(f.Subject, f.Hidden), HalfLife: halfLifeOf(f.Model.HalfLives.Pooled), Points: api.Each(f.Points, fadingPointOf),
		Cadres: api.Each(f.Cadres, func(c analytics.CadreFading) fadingCadre {
			return fadingCadre{string(c.Cadre), c.Pairs, halfLifeOf(c.HalfLife), api.Each(c.Points, fadingPointOf)}
		}),
		Until: f.Until, InPost: f.InPost, Due: f.Due, Loss: f.Loss, Unlisted: f.Unlisted,
		Ranked: api.Each(f.Ranked, func(r analytics.Refresher) fadingPerson {
			return fadingPerson{r.Person.ID, r.Person.FullName(), r.Institution.ID, string(r.Cadre), r.AssessedOn, r.LastScore, r.Now, r.Later}
		})}
}

type fadingQuery struct {
	Place      string       `path:"place"      doc:"An institution, or all: everything that may be seen."`
	Competency string       `form:"competency" doc:"A code; left out: the one with the most results."`
	Cadre      people.Cadre `form:"cadre"      doc:"Left out: all cadres."`
	On         db.Date      `form:"on"         doc:"The day; left out: today."`
}

type planQuery struct {
	Place      string       `path:"place"      doc:"An institution, or all: everything that may be seen."`
	Competency string       `form:"competency" doc:"A code; left out: the one with the most results."`
	Cadre      people.Cadre `form:"cadre"      doc:"Left out: all cadres."`
	Target     *float64     `form:"target"     doc:"Percent of the posts to be covered, 1 to 99. What is left out of these is taken from what is known of the place."`
	Posts      *float64     `form:"posts"      doc:"Always filled."`
	Turnover   *float64     `form:"turnover"   doc:"Separations per person-year."`
	HalfLife   *float64     `form:"half_life"  doc:"Of the skill, months."`
	Months     *float64     `form:"months"     doc:"Between the trainings of everybody."`
	Delay      *float64     `form:"delay"      doc:"Days from hiring to a newcomer's own training."`
	Cost       *float64     `form:"cost"       doc:"Of training one person once, soles."`
}

func (q planQuery) whatIf() analytics.WhatIf {
	return analytics.WhatIf{Target: q.Target, Posts: q.Posts, Turnover: q.Turnover, HalfLife: q.HalfLife, Months: q.Months, Delay: q.Delay, Cost: q.Cost}
}

type planAnswer struct {
	Subject subject      `json:"subject"`
	Known   planOfWhat   `json:"known"   doc:"What is known of the place, as its figures show it to the owner; null: nothing, or hidden."`
	Used    planOfWhat   `json:"used"    doc:"What the plan is made of."`
	Plan    *coveredPlan `json:"plan"    doc:"null where something that it needs is neither known nor given."`
}

type planOfWhat struct {
	Target   *float64 `json:"target"`
	Posts    *float64 `json:"posts"`
	Turnover *float64 `json:"turnover"`
	HalfLife *float64 `json:"half_life"`
	Months   *float64 `json:"months"`
	Delay    *float64 `json:"delay"`
	Cost     *float64 `json:"cost"`
}

func planOfWhatOf(w analytics.WhatIf) planOfWhat {
	return planOfWhat{w.Target, w.Posts, w.Turnover, w.HalfLife, w.Months, w.Delay, w.Cost}
}

type coveredPlan struct {
	Posts        int            `json:"posts"`
	Reached      float64        `json:"reached"       doc:"Mean share covered, 0 to 1."`
	EveryYears   float64        `json:"every_years"   doc:"Between the trainings of everybody."`
	DelayYears   measure.Number `json:"delay_years"   doc:"From hiring to a newcomer's own training; null: newcomers wait for the next training of everybody."`
	LongestDelay measure.Number `json:"longest_delay" doc:"Years with which the target is held still; null where it cannot be held so, or nobody leaves."`
	Newcomers    float64        `json:"newcomers"     doc:"Trained from one training of everybody to the next."`
	Again        float64        `json:"again"         doc:"The others trained in that time."`
	Simulated    bool           `json:"simulated"     doc:"false for more posts than are worth simulating."`
	Months       []plannedMonth `json:"months"`
}

type plannedMonth struct {
	Month    int     `json:"month"`
	Expected float64 `json:"expected" doc:"Share covered by the formula."`
	Mean     float64 `json:"mean"     doc:"Of the simulated runs."`
	Median   float64 `json:"median"`
	Low      float64 `json:"low"      doc:"80 % of the runs lie between low and high."`
	High     float64 `json:"high"`
}

func coveredPlanOf(p *analytics.Plan) *coveredPlan {
	if p == nil {
		return nil
	}
	return &coveredPlan{Posts: p.Posts, Reached: p.Reached, EveryYears: p.Every, DelayYears: p.Delay, LongestDelay: p.LongestDelay, Newcomers: p.Newcomers, Again: p.Again, Simulated: p.Simulated,
		Months: api.Each(p.Course, func(m analytics.PlanMonth) plannedMonth {
			return plannedMonth{m.Month, m.Expected, m.Mean, m.Median, m.Low, m.High}
		})}
}

type comparisonQuery struct {
	Competency string  `form:"competency" doc:"A code; left out: the one with the most results."`
	Share      string  `form:"share"      enum:"verified,mastered,skilled" doc:"Of the people in post; left out: verified."`
	Quarters   int     `form:"quarters"   doc:"Of the window, 1 to 6; left out: two."`
	On         db.Date `form:"on"         doc:"The day; left out: today."`
}

type comparisonAnswer struct {
	Subject    subject           `json:"subject"`
	Share      string            `json:"share"`
	Quarters   int               `json:"quarters"`
	Centres    measure.Number    `json:"centres"    doc:"In the comparison."`
	Never      measure.Number    `json:"never"      doc:"Centres where nobody has completed a course."`
	Difference interval          `json:"difference" doc:"Between centres trained early and those not trained yet, of the share, -1 to 1."`
	P          measure.Number    `json:"p"`
	Before     measure.Number    `json:"before"     doc:"Difference over the quarter before."`
	Warnings   []string          `json:"warnings"   doc:"Codes of what to be careful about."`
	Groups     []comparisonGroup `json:"groups"     doc:"The centres that began in one quarter."`
}

type comparisonGroup struct {
	From             db.Date        `json:"from"`
	To               db.Date        `json:"to"`
	Centres          measure.Number `json:"centres"`
	Comparison       measure.Number `json:"comparison"        doc:"Centres they are set beside."`
	Change           measure.Number `json:"change"`
	ComparisonChange measure.Number `json:"comparison_change"`
	Difference       measure.Number `json:"difference"`
}

func comparisonOf(c analytics.Comparing) comparisonAnswer {
	return comparisonAnswer{Subject: subjectOf(c.Subject, c.Hidden), Share: string(c.Share), Quarters: c.Quarters, Centres: c.Centres, Never: c.Never, Difference: intervalOf(c.Result), P: c.P, Before: c.Before,
		Warnings: api.Each(c.Warnings, func(w measure.Warning) string { return w.Code }),
		Groups: api.Each(c.Groups, func(g analytics.ComparedGroup) comparisonGroup {
			return comparisonGroup{g.From, g.To, g.Centres, g.Comparison, g.Change, g.ComparisonChange, g.Difference}
		})}
}

// besideAPI is for the figures beside the cascade. Who may not see names sees small groups as null, as at the pages.
func (h *Handlers) besideAPI() []web.Route {
	figures := []access.Permission{access.ViewFigures}
	return []web.Route{
		api.Op[fadingQuery, fadingAnswer]{
			Method: "GET", Path: "/figures/:place/fading", Name: "figures.fading", Summary: "How a competency fades, and who is due for a refresher", Needs: figures, Stands: []string{"figures.fading"},
			Do: func(c *web.Ctx, in fadingQuery) (fadingAnswer, error) {
				f, err := h.Analytics.Fading(c.Context(), c.Actor, analytics.Query{PlaceID: in.Place, Competency: in.Competency, Cadre: in.Cadre, On: in.On})
				if err != nil {
					return fadingAnswer{}, err
				}
				return fadingOf(f), nil
			},
		}.Route(),
		api.Op[planQuery, planAnswer]{
			Method: "GET", Path: "/figures/:place/planner", Name: "figures.planner", Summary: "How many must be trained, how often and how soon after hiring, to hold a target", Needs: figures, Stands: []string{"figures.planner"},
			Do: func(c *web.Ctx, in planQuery) (planAnswer, error) {
				p, err := h.Analytics.Planner(c.Context(), c.Actor, analytics.Query{PlaceID: in.Place, Competency: in.Competency, Cadre: in.Cadre}, in.whatIf())
				if err != nil {
					return planAnswer{}, err
				}
				return planAnswer{subjectOf(p.Subject, p.Hidden()), planOfWhatOf(p.Known), planOfWhatOf(p.Used), coveredPlanOf(p.Plan)}, nil
			},
		}.Route(),
		api.Op[learningQuery, learningAnswer]{
			Method: "GET", Path: "/figures/:place/learning", Name: "figures.learning", Summary: "What people learnt and what of it lasted: who answered when, and how much changed", Needs: figures, Stands: []string{"figures.learning"},
			Do: func(c *web.Ctx, in learningQuery) (learningAnswer, error) {
				l, err := h.Analytics.Learning(c.Context(), c.Actor, in.service())
				if err != nil {
					return learningAnswer{}, err
				}
				return learningOf(l), nil
			},
		}.Route(),
		api.Op[stayingQuery, stayingAnswer]{
			Method: "GET", Path: "/figures/:place/stay", Name: "figures.stay", Summary: "How long a training stays in a place, where trained people go, and what it costs", Needs: figures, Stands: []string{"figures.stay"},
			Do: func(c *web.Ctx, in stayingQuery) (stayingAnswer, error) {
				s, err := h.Analytics.Staying(c.Context(), c.Actor, analytics.Query{PlaceID: in.Place, Competency: in.Competency, On: in.On})
				if err != nil {
					return stayingAnswer{}, err
				}
				return stayingOf(s), nil
			},
		}.Route(),
		api.Op[comparisonQuery, comparisonAnswer]{
			Method: "GET", Path: "/results/comparison", Name: "results.comparison", Summary: "Centres trained early beside those not trained yet", Needs: figures, Stands: []string{"results.comparison"},
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
