package web

import (
	"relevo/app/analytics"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web/api"
)

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
	Known   planNumbers  `json:"known"   doc:"What is known of the place, as its figures show it to the owner; null: nothing, or hidden."`
	Used    planNumbers  `json:"used"    doc:"What the plan is made of."`
	Plan    *coveredPlan `json:"plan"    doc:"null where something that it needs is neither known nor given."`
}

// planNumbers is what a plan is made of, as [analytics.WhatIf] has it.
type planNumbers struct {
	Target   *float64 `json:"target"`
	Posts    *float64 `json:"posts"`
	Turnover *float64 `json:"turnover"`
	HalfLife *float64 `json:"half_life"`
	Months   *float64 `json:"months"`
	Delay    *float64 `json:"delay"`
	Cost     *float64 `json:"cost"`
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
