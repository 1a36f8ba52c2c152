package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

// oneSitting is one person's place in an administration.
type oneSitting struct {
	AdministrationID string `path:"administration"`
	AttemptID        string `path:"attempt"`
}

type sittingDetail struct {
	sitter
	Questions      int              `json:"questions"`
	Answered       int              `json:"answered"`
	StartedAt      *db.Instant      `json:"started_at"`
	DeadlineAt     *db.Instant      `json:"deadline_at" doc:"null: no limit, or not begun."`
	ExtraMinutes   int              `json:"extra_minutes"`
	Late           int              `json:"late" doc:"Answers that came after the deadline or the day."`
	LateAdmittedAt *db.Instant      `json:"late_admitted_at" doc:"Since when those count that came after the deadline."`
	Devices        int              `json:"devices" doc:"That answers came from."`
	Observed       []observedActing `json:"observed" doc:"The role plays of the form, for whoever rates."`
}

type observedActing struct {
	VersionID string       `json:"version_id"`
	Title     string       `json:"title"`
	Stem      api.Text     `json:"stem" doc:"Clean HTML."`
	Rubric    ratingRubric `json:"rubric"`
	Ratings   int          `json:"ratings" doc:"By whomever."`
	Own       *givenRating `json:"own"`
}

type giveTime struct {
	oneSitting
	Body struct {
		ExtraMinutes int `json:"extra_minutes" doc:"Beyond what the assessment allows, in place of what they had; 0 to 600."`
	}
}

type decideAside struct {
	oneSitting
	Body struct {
		Admit bool `json:"admit" doc:"They count; false: they do not. They are kept either way."`
	}
}

type decidedAside struct {
	Decided int `json:"decided" doc:"Answers."`
}

type observeRequest struct {
	oneSitting
	Version string `path:"version"`
	Body    ratingBody
}

func (h *Handlers) sittingAPI() []web.Route {
	const at = "/administrations/:administration/attempts/:attempt"
	return []web.Route{
		api.Op[oneSitting, sittingDetail]{
			Method: "GET", Path: at, Name: "sitting", Summary: "One person's place in a sitting", Needs: apiRunners, Stands: []string{"sitting"}, Do: h.apiSitting,
		}.Route(),
		api.Op[giveTime, sittingDetail]{
			Method: "POST", Path: at + "/time", Name: "sitting.time", Summary: "Give one person more time than the others; under way, their deadline moves", Needs: apiRunners, Stands: []string{"sitting.time"},
			Do: func(c *web.Ctx, in giveTime) (sittingDetail, error) {
				err := h.Assessments.GiveTime(c.Context(), c.Actor, in.AdministrationID, in.AttemptID, in.Body.ExtraMinutes)
				return h.sittingAfter(c, in.oneSitting, err)
			},
		}.Route(),
		api.Op[oneSitting, sittingDetail]{
			Method: "POST", Path: at + "/late", Name: "sitting.late", Summary: "Let count what came after the deadline", Needs: apiRunners, Stands: []string{"sitting.late"},
			Do: func(c *web.Ctx, in oneSitting) (sittingDetail, error) {
				return h.sittingAfter(c, in, h.Assessments.AdmitLate(c.Context(), c.Actor, in.AdministrationID, in.AttemptID))
			},
		}.Route(),
		api.Op[decideAside, decidedAside]{
			Method: "POST", Path: at + "/aside", Name: "sitting.aside", Summary: "Say whether answers that came when all was over count", Needs: apiRunners, Stands: []string{"sitting.aside"},
			Do: func(c *web.Ctx, in decideAside) (decidedAside, error) {
				decided, err := h.Assessments.DecideAside(c.Context(), c.Actor, in.AdministrationID, in.AttemptID, in.Body.Admit)
				return decidedAside{decided}, err
			},
		}.Route(),
		api.Op[oneSitting, sittingDetail]{
			Method: "POST", Path: at + "/withdraw", Name: "sitting.withdraw", Summary: "Close the attempt of somebody who no longer takes part", Needs: apiRunners, Stands: []string{"sitting.withdraw"},
			Do: func(c *web.Ctx, in oneSitting) (sittingDetail, error) {
				return h.sittingAfter(c, in, h.Assessments.Withdraw(c.Context(), c.Actor, in.AdministrationID, in.AttemptID))
			},
		}.Route(),
		api.Op[observeRequest, api.None]{
			Method: "POST", Path: at + "/observe/:version", Name: "sitting.observe", Summary: "Rate a role play that was watched; it takes the permission to run the sitting too", Needs: apiRaters, Stands: []string{"sitting.observe"},
			Do: func(c *web.Ctx, in observeRequest) (api.None, error) {
				return api.None{}, h.Assessments.Observe(c.Context(), c.Actor, in.AdministrationID, in.AttemptID, in.Version, in.Body.input())
			},
		}.Route(),
	}
}

// sittingAfter tells where the person stands after something was done for them.
func (h *Handlers) sittingAfter(c *web.Ctx, in oneSitting, err error) (sittingDetail, error) {
	if err != nil {
		return sittingDetail{}, err
	}
	return h.apiSitting(c, in)
}

func (h *Handlers) apiSitting(c *web.Ctx, in oneSitting) (sittingDetail, error) {
	d, err := h.Assessments.Sitting(c.Context(), c.Actor, in.AdministrationID, in.AttemptID)
	if err != nil {
		return sittingDetail{}, err
	}
	out := sittingDetail{sitter: sitterOf(d.Sitting), Questions: d.Questions, Answered: d.Answered, StartedAt: d.StartedAt, DeadlineAt: d.DeadlineAt, ExtraMinutes: d.ExtraMinutes,
		Late: d.Late, LateAdmittedAt: d.LateAdmittedAt, Devices: d.Devices, Observed: []observedActing{}}
	if c.Actor.Somewhere(access.ScoreResponses) {
		out.Observed = api.Each(d.Observed, func(o assessments.Observation) observedActing {
			return observedActing{o.Version.ID, o.Version.Title, api.TextOf(o.Version.Stem), ratingRubric{api.TextOf(o.Rubric.Title), api.Each(o.Rubric.Criteria, rubricCriterionOf)}, o.Ratings, givenRatingOf(o.Own)}
		})
	}
	return out, nil
}
