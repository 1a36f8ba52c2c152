package web

import (
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type targetsOnDay struct {
	On db.Date `form:"on" doc:"What holds on this day; left out: today."`
}

type cadreTargets struct {
	On      db.Date       `json:"on"`
	Targets []cadreTarget `json:"targets" doc:"That hold on the day, by cadre and competency."`
	History []cadreTarget `json:"history" doc:"Everything ever set, the newest first."`
}

type cadreTarget struct {
	Cadre      string     `json:"cadre"`
	Competency string     `json:"competency"`
	Level      *int       `json:"level" doc:"That its people should reach, 1 the lowest; null: the target was taken back."`
	Share      *float64   `json:"share" doc:"Of its posts that should be verified, above 0 to 1."`
	ValidFrom  db.Date    `json:"valid_from"`
	RecordedAt db.Instant `json:"recorded_at"`
	Author     string     `json:"author"`
}

func cadreTargetOf(t assessments.TargetCell) cadreTarget {
	return cadreTarget{string(t.Cadre), t.CompetencyCode, t.Level, t.Share, t.ValidFrom, t.RecordedAt, t.Author}
}

type setCadreTarget struct {
	Body struct {
		Cadre      string  `json:"cadre"`
		Competency string  `json:"competency"`
		Level      int     `json:"level" doc:"0 takes the target back."`
		Share      float64 `json:"share,omitempty" doc:"Above 0 to 1."`
		ValidFrom  db.Date `json:"valid_from"`
	}
}

func (h *Handlers) targetsAPI() []web.Route {
	return []web.Route{
		api.Op[targetsOnDay, cadreTargets]{
			Method: "GET", Path: "/competencies/targets", Name: "competencies.targets", Summary: "What the programme wants of each cadre in each competency", Needs: []access.Permission{access.ViewFigures}, Stands: []string{"targets"},
			Do: func(c *web.Ctx, in targetsOnDay) (cadreTargets, error) {
				t, err := h.Assessments.Targets(c.Context(), c.Actor, in.On)
				out := cadreTargets{On: t.On, Targets: []cadreTarget{}, History: api.Each(t.History, cadreTargetOf)}
				for _, cells := range t.Cells {
					for _, cell := range cells {
						out.Targets = append(out.Targets, cadreTargetOf(cell))
					}
				}
				slices.SortFunc(out.Targets, func(a, b cadreTarget) int { return strings.Compare(a.Cadre+" "+a.Competency, b.Cadre+" "+b.Competency) })
				return out, err
			},
		}.Route(),
		api.Op[setCadreTarget, api.None]{
			Method: "POST", Path: "/competencies/targets", Name: "competencies.target", Summary: "Set a target from a day on, or take it back", Needs: apiAuthors, Stands: []string{"targets.set"},
			Do: func(c *web.Ctx, in setCadreTarget) (api.None, error) {
				return api.None{}, h.Assessments.SetTarget(c.Context(), c.Actor, assessments.TargetInput{Cadre: people.Cadre(in.Body.Cadre), Competency: in.Body.Competency,
					Level: in.Body.Level, Share: in.Body.Share, ValidFrom: in.Body.ValidFrom})
			},
		}.Route(),
	}
}
