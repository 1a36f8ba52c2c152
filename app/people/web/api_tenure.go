package web

import (
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
)

type tenureQuery struct {
	ID       string  `path:"institution"`
	From     db.Date `form:"from"     doc:"Ends after this day and up to the other count; left out: the two years up to the latest list."`
	To       db.Date `form:"to"`
	Cadre    string  `form:"cadre"    doc:"Left out: all."`
	Contract string  `form:"contract" doc:"none: those not known. Left out: all."`
	Region   string  `form:"region"   doc:"Code of a department."`
	Setting  string  `form:"setting"  doc:"urban or rural."`
	By       string  `form:"by"       doc:"What groups are made by; left out: cadre."              enum:"cadre,contract,region,institution,quarter,sex"`
}

type tenureAnswer struct {
	From    db.Date        `json:"from"`
	To      db.Date        `json:"to"`
	By      string         `json:"by"`
	All     tenureGroup    `json:"all"`
	Groups  []tenureGroup  `json:"groups"  doc:"Those without anybody are left out."`
	Reasons []tenureReason `json:"reasons" doc:"Why people left, the most frequent first."`
}

type tenureGroup struct {
	Key       string         `json:"key"           doc:"Code of the cadre, contract or region, identifier of the institution, 2026-1 for a quarter, F for a sex; empty when not known, and for all."`
	InPost    int            `json:"in_post"       doc:"At the end."`
	Posts     int            `json:"posts"         doc:"Approved; 0 where none are recorded, or where posts cannot be told apart so."`
	Vacant    int            `json:"vacant"`
	Joiners   int            `json:"joiners"`
	Left      int            `json:"separations"`
	Transfers int            `json:"transfers"`
	Years     float64        `json:"person_years"`
	Rate      measure.Number `json:"rate"          doc:"Separations per person-year."`
	Lower     measure.Number `json:"lower"         doc:"95 % interval of the rate."`
	Upper     measure.Number `json:"upper"`
	HRPercent measure.Number `json:"hr_percent"    doc:"As offices of human resources count it."`
	Few       bool           `json:"few"           doc:"Too few to say much."`
	Curve     tenureCurve    `json:"curve"         doc:"How long people stay, in months."`
	Training  *tenureWait    `json:"training"      doc:"From hiring to the first training; null where courses are not known."`
}

type tenureCurve struct {
	N           int              `json:"n"`
	Median      measure.Number   `json:"median"        doc:"null while more than half are there still."`
	MedianLower measure.Number   `json:"median_lower"`
	MedianUpper measure.Number   `json:"median_upper"`
	Start       measure.Number   `json:"start"         doc:"It holds for those who stayed beyond this; null: for all."`
	Time        []float64        `json:"time"          doc:"When somebody left; the lists that follow have a value for each."`
	AtRisk      []int            `json:"at_risk"`
	Events      []int            `json:"events"`
	Survival    []measure.Number `json:"survival"`
	Lower       []measure.Number `json:"survival_lower"`
	Upper       []measure.Number `json:"survival_upper"`
}

func tenureCurveOf(c measure.Curve) tenureCurve {
	return tenureCurve{c.N, c.Median, c.MedianLower, c.MedianUpper, c.Start, append([]float64{}, c.Time...), append([]int{}, c.AtRisk...), append([]int{}, c.EventCounts...),
		append([]measure.Number{}, c.Survival...), append([]measure.Number{}, c.Lower...), append([]measure.Number{}, c.Upper...)}
}

type tenureWait struct {
	Joiners int            `json:"joiners"`
	Trained int            `json:"trained"`
	Before  int            `json:"before"  doc:"Trained before they came: they wait 0 days."`
	In30    measure.Number `json:"in_30"   doc:"Share trained within 30 days."`
	In90    measure.Number `json:"in_90"`
	Curve   tenureCurve    `json:"curve"   doc:"Share still waiting, by days since they came."`
}

type tenureReason struct {
	Reason string `json:"reason"`
	People int    `json:"people"`
}

func tenureGroupOf(g people.Group) tenureGroup {
	t := g.Turnover
	out := tenureGroup{Key: g.Key, InPost: t.InPost, Posts: g.Posts, Vacant: g.Vacant, Joiners: g.Joiners, Left: len(t.Separations), Transfers: t.Transfers, Years: t.PersonYears,
		Rate: t.Rate.Rate, Lower: t.Rate.Lower, Upper: t.Rate.Upper, HRPercent: t.HRPercent, Few: g.Few(), Curve: tenureCurveOf(g.Curve)}
	if w := g.Training; w != nil {
		out.Training = &tenureWait{w.Joiners, w.Trained, w.Before, w.In30.Value, w.In90.Value, tenureCurveOf(w.Curve)}
	}
	return out
}

func (h *Handlers) tenureAPI() []web.Route {
	return []web.Route{
		api.Op[tenureQuery, tenureAnswer]{
			Method: "GET", Path: "/institutions/:institution/tenure", Name: "institution.tenure", Summary: "How staff come, stay and go, there and below: together and in groups", Needs: apiStaff, Stands: []string{"tenure", "tenure.csv"},
			Do: func(c *web.Ctx, in tenureQuery) (tenureAnswer, error) {
				t, err := h.People.Tenures(c.Context(), c.Actor, in.ID, people.TenureQuery{From: in.From, To: in.To, Cadre: people.Cadre(in.Cadre), Contract: in.Contract, Region: in.Region, Setting: in.Setting, By: people.By(in.By)})
				if err != nil {
					return tenureAnswer{}, err
				}
				return tenureAnswer{t.From, t.To, string(t.By), tenureGroupOf(t.All), api.Each(t.Groups, tenureGroupOf), api.Each(t.Reasons.List, func(l people.LeavingFor) tenureReason {
					return tenureReason{l.Reason, l.People}
				})}, nil
			},
		}.Route(),
	}
}
