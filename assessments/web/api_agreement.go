package web

import (
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type raterAgreement struct {
	Overall   vignetteAgreement   `json:"overall"`
	Vignettes []vignetteAgreement `json:"vignettes" doc:"By title."`
	Raters    []raterSeverity     `json:"raters" doc:"The strictest first; for who does not write items their own alone."`
}

type vignetteAgreement struct {
	VersionID   string         `json:"version_id" doc:"Empty for all together."`
	Title       string         `json:"title"`
	Responses   int            `json:"responses" doc:"Rated independently by two or more."`
	Adjudicated int            `json:"adjudicated" doc:"Of those, how many a third decided."`
	Few         bool           `json:"few" doc:"Too few to lean on the figures."`
	Percent     measure.Number `json:"percent" doc:"0 to 1."`
	Kappa       measure.Number `json:"kappa" doc:"Quadratically weighted."`
	ICC1        measure.Number `json:"icc_1"`
	ICC1Lower   measure.Number `json:"icc_1_lower"`
	ICC1Upper   measure.Number `json:"icc_1_upper"`
	Alpha       measure.Number `json:"alpha" doc:"Krippendorff's, of interval data."`
}

func vignetteAgreementOf(r assessments.AgreementRow) vignetteAgreement {
	return vignetteAgreement{r.ItemVersionID, r.Title, r.Responses, r.Adjudicated, r.Few(), r.Percent, r.Kappa.KappaQuadratic, r.ICC.ICC1.Value, r.ICC.ICC1.Lower, r.ICC.ICC1.Upper, r.Alpha.Interval}
}

type raterSeverity struct {
	Name      string         `json:"name"`
	Own       bool           `json:"own"`
	Responses int            `json:"responses"`
	Severity  measure.Number `json:"severity" doc:"Mean difference from the others who rated the same, in percent of the points; above 0, more generous."`
	Pooled    measure.Number `json:"pooled" doc:"Drawn towards the mean of all, the more the less there is."`
	Lower     measure.Number `json:"lower"`
	Upper     measure.Number `json:"upper"`
}

type oneVersion struct {
	ID string `path:"version"`
}

type ratingTrails struct {
	VersionID string        `json:"version_id"`
	Trails    []ratingTrail `json:"trails" doc:"That the owner has opened."`
	Closed    int           `json:"closed" doc:"How many more could be opened."`
}

type ratingTrail struct {
	TaskID   string         `json:"task_id"`
	Response string         `json:"response"`
	Spoken   bool           `json:"spoken"`
	Most     int            `json:"most" doc:"Points that it can earn."`
	Share    float64        `json:"share" doc:"What counts, 0 to 1."`
	Decided  bool           `json:"decided" doc:"A third decided."`
	Ratings  []trailPointed `json:"ratings" doc:"In the order in which people rated, superseded ones too."`
}

type trailPointed struct {
	Rater      string     `json:"rater"`
	RecordedAt db.Instant `json:"recorded_at"`
	Points     int        `json:"points"`
	Counts     bool       `json:"counts"`
	Superseded bool       `json:"superseded"`
}

func ratingTrailOf(t assessments.Trail) ratingTrail {
	return ratingTrail{t.TaskID, t.Response, t.Spoken, t.Most, t.Verdict.Share(t.Most), t.Verdict.Rule == assessments.RuleAdjudicated, api.Each(t.Ratings, func(r assessments.TrailRating) trailPointed {
		return trailPointed{r.RaterName, r.RecordedAt, r.Points.Sum(), r.Counts, r.SupersededAt != nil}
	})}
}

// agreementAPI is for how alike responses are rated.
func (h *Handlers) agreementAPI() []web.Route {
	return []web.Route{
		api.Op[struct{}, raterAgreement]{
			Method: "GET", Path: "/scoring/agreement", Name: "scoring.agreement", Summary: "How far independent ratings agree, and how strict raters are", Needs: apiMarkers, Stands: []string{"scoring.agreement"},
			Do: func(c *web.Ctx, _ struct{}) (raterAgreement, error) {
				a, err := h.Assessments.Agreement(c.Context(), c.Actor)
				return raterAgreement{vignetteAgreementOf(a.Overall), api.Each(a.Vignettes, vignetteAgreementOf), api.Each(a.Raters, func(r assessments.RaterRow) raterSeverity {
					return raterSeverity{r.Name, r.Own, r.Responses, r.Severity, r.Shrunk, r.Lower, r.Upper}
				})}, err
			},
		}.Route(),
		api.Op[oneVersion, ratingTrails]{
			Method: "GET", Path: "/scoring/trails/:version", Name: "scoring.trails", Summary: "Who gave what to responses that more than one person rated, as far as the owner has opened it", Needs: apiAuthors, Stands: []string{"scoring.trails"}, Do: h.apiTrails,
		}.Route(),
		api.Op[oneVersion, ratingTrails]{
			Method: "POST", Path: "/scoring/trails/:version", Name: "scoring.trails.open", Summary: "Open who gave what; those responses are closed to the owner from then on", Needs: apiAuthors, Stands: []string{"scoring.trails.open"},
			Do: func(c *web.Ctx, in oneVersion) (ratingTrails, error) {
				if err := h.Assessments.OpenTrails(c.Context(), c.Actor, in.ID); err != nil {
					return ratingTrails{}, err
				}
				return h.apiTrails(c, in)
			},
		}.Route(),
	}
}

func (h *Handlers) apiTrails(c *web.Ctx, in oneVersion) (ratingTrails, error) {
	t, err := h.Assessments.Trails(c.Context(), c.Actor, in.ID)
	return ratingTrails{t.Version.ID, api.Each(t.List, ratingTrailOf), t.Closed}, err
}
