package web

import (
	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/web/api"
)

type stayingQuery struct {
	Place      string  `path:"place"      doc:"An institution, or all: everything that may be seen."`
	Competency string  `form:"competency" doc:"A code; left out: the one with the most results."`
	On         db.Date `form:"on"         doc:"The day; left out: today."`
}

type stayingAnswer struct {
	Subject  subject         `json:"subject"`
	Curves   []stayingCurve  `json:"curves"   doc:"In the place; then, where it has several institutions, in one institution."`
	Cadres   []stayingCurve  `json:"cadres"   doc:"By cadre, in the place, without points."`
	From     db.Date         `json:"from"     doc:"Of leavings and arrivals, a year up to the day."`
	To       db.Date         `json:"to"`
	Leavers  stayingLeavers  `json:"leavers"`
	Arrivals stayingArrivals `json:"arrivals"`
	Routes   []stayingRoute  `json:"routes"   doc:"Institution by institution; none where names may not be seen."`
	Total    stayingTime     `json:"total"    doc:"Trained person-months, each once."`
	Courses  []stayingTime   `json:"courses"  doc:"By course, then what was brought along: with an empty id."`
	Funders  []stayingTime   `json:"funders"  doc:"By funder, then what none is known of: with an empty id."`
}

type stayingCurve struct {
	Where  string         `json:"where"  enum:"place,institution"`
	Cadre  string         `json:"cadre"  doc:"Empty for all."`
	N      measure.Number `json:"n"      doc:"People trained."`
	Left   measure.Number `json:"left"`
	Median interval       `json:"median" doc:"Months; null while more than half are in post."`
	Points []stayingPoint `json:"points"`
}

type stayingPoint struct {
	Months float64        `json:"months"  doc:"After the training."`
	AtRisk measure.Number `json:"at_risk"`
	Share  interval       `json:"share"   doc:"Still in post."`
}

type stayingLeavers struct {
	Total       measure.Number `json:"total"`
	Transferred measure.Number `json:"transferred"`
	Out         measure.Number `json:"out"         doc:"Left the system."`
	MonthsLost  measure.Number `json:"months_lost" doc:"Trained person-months that these would have been expected to stay still."`
	Each        measure.Number `json:"each"        doc:"Of these, for one of them, mean."`
	Newly       measure.Number `json:"newly"       doc:"What somebody takes along who leaves at once after the training."`
	Horizon     float64        `json:"horizon"     doc:"Months after the training within which this is counted."`
}

type stayingArrivals struct {
	Total       measure.Number `json:"total"        doc:"Who came trained."`
	FromSystem  measure.Number `json:"from_system"`
	FromOutside measure.Number `json:"from_outside"`
}

type stayingRoute struct {
	From    string `json:"from"     doc:"A name; empty for elsewhere in the system, or outside."`
	FromOut bool   `json:"from_out" doc:"Outside the system."`
	To      string `json:"to"`
	ToOut   bool   `json:"to_out"`
	People  int    `json:"people"`
}

type stayingTime struct {
	ID     string         `json:"id"`
	Name   string         `json:"name"`
	People measure.Number `json:"people"`
	Months measure.Number `json:"months" doc:"In post after the training."`
	Part   measure.Number `json:"part"   doc:"Of the months that count once."`
	Cost   measure.Number `json:"cost"   doc:"Soles."`
	Per    measure.Number `json:"per"    doc:"Soles a person-month."`
}

func stayingOf(s analytics.Staying) stayingAnswer {
	curve := func(c analytics.StayCurve) stayingCurve {
		out := stayingCurve{"place", string(c.Cadre), c.N, c.Left, intervalOf(c.Median), api.Each(c.Points, func(p analytics.StayPoint) stayingPoint {
			return stayingPoint{p.Months, p.AtRisk, intervalOf(p.Share)}
		})}
		if c.Apart {
			out.Where = "institution"
		}
		return out
	}
	bare := func(c analytics.StayCurve) stayingCurve {
		c.Points = nil
		return curve(c)
	}
	line := func(l analytics.TimeLine) stayingTime {
		return stayingTime{l.ID, l.Name, l.People, l.Months, l.Part, l.Cost, l.Per()}
	}
	t, l, a := s.Time, s.Leavers, s.Arrivals
	return stayingAnswer{Subject: subjectOf(s.Subject, s.Hidden), Curves: api.Each(s.Curves, curve), Cadres: api.Each(s.Cadres, bare), From: s.Window.From, To: s.Window.To,
		Leavers: stayingLeavers{l.Total, l.Transferred, l.Out, l.MonthsLost, l.Each, l.Newly, l.Horizon}, Arrivals: stayingArrivals{a.Total, a.FromSystem, a.FromOutside},
		Routes:  api.Each(s.Routes, func(r analytics.Route) stayingRoute { return stayingRoute{r.From, r.FromOut, r.To, r.ToOut, r.People} }),
		Total:   stayingTime{"", "", t.People, t.Months, t.Months, t.Cost, t.Per()},
		Courses: api.Each(t.Course, line), Funders: api.Each(t.Funder, line)}
}
