package web

import (
	"slices"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type planSitting struct {
	Body struct {
		Assessment  string      `json:"assessment" doc:"Its identifier."`
		Occasion    string      `json:"occasion" enum:"pre,post,follow_up"`
		MonthsAfter int         `json:"months_after,omitempty" doc:"Of a follow-up."`
		Title       string      `json:"title"`
		OpensAt     *db.Instant `json:"opens_at,omitempty" doc:"Left out: now."`
		ClosesAt    *db.Instant `json:"closes_at,omitempty" doc:"Left out: never."`
		peopleAssigned
	}
}

type peopleAssigned struct {
	PersonIDs []string `json:"person_ids" doc:"People of the owner's scope, 1 to 1000."`
	DueOn     *db.Date `json:"due_on,omitempty" doc:"The last day for them."`
}

type assignPeople struct {
	ID   string `path:"administration"`
	Body peopleAssigned
}

type oneAdministration struct {
	ID string `path:"administration"`
}

type sittingsQuery struct {
	ID    string            `path:"administration"`
	State assessments.State `form:"state" enum:"not_started,in_progress,submitted,scored,closed"`
	api.Paging
}

type administrationDetail struct {
	sittingPlan
	CutScore  float64        `json:"cut_score"`
	Counts    map[string]int `json:"counts" doc:"Of the people in the reader's scope, by state. For whoever rates responses what is scored counts as submitted."`
	SelfViews []selfViewed   `json:"self_views" doc:"After a post-test, where at least five said so."`
}

type selfViewed struct {
	Competency string  `json:"competency"`
	People     int     `json:"people"`
	Before     float64 `json:"before" doc:"Mean level, 1 the lowest."`
	Now        float64 `json:"now"`
	Higher     int     `json:"higher" doc:"How many see themselves higher than before."`
}

type sitter struct {
	AttemptID     string      `json:"attempt_id"`
	PersonID      string      `json:"person_id"`
	PersonName    string      `json:"person_name"`
	InstitutionID *string     `json:"institution_id" doc:"Of the day they were assigned."`
	Form          string      `json:"form"`
	State         string      `json:"state" enum:"not_started,in_progress,submitted,scored,closed" doc:"For whoever rates responses what is scored is still submitted."`
	CloseReason   string      `json:"close_reason" doc:"left, withdrawn, or empty."`
	DueOn         *db.Date    `json:"due_on"`
	SubmittedAt   *db.Instant `json:"submitted_at"`
	Overdue       bool        `json:"overdue" doc:"Under way although its time is over."`
	Aside         int         `json:"aside" doc:"Answers that came when all was over and wait for somebody to decide."`
}

func sitterOf(s assessments.Sitting) sitter {
	return sitter{AttemptID: s.ID, PersonID: s.PersonID, PersonName: s.PersonName, InstitutionID: s.InstitutionID, Form: s.FormLabel, State: string(s.State), CloseReason: s.CloseReason,
		DueOn: s.DueOn, SubmittedAt: s.SubmittedAt, Overdue: s.Overdue, Aside: s.Aside}
}

type closedAttempts struct {
	Closed int `json:"closed"`
}

func (h *Handlers) administrationsAPI() []web.Route {
	return []web.Route{
		api.Op[planSitting, sittingPlan]{
			Method: "POST", Path: "/administrations", Name: "administrations.plan", Summary: "Plan a sitting of an assessment and give people their place in it; the forms stay as they are from then on", Needs: apiRunners, Status: 201,
			Do: func(c *web.Ctx, in planSitting) (sittingPlan, error) {
				plan := assessments.NewAdministration{AssessmentID: in.Body.Assessment, Occasion: assessments.Occasion(in.Body.Occasion), MonthsAfter: in.Body.MonthsAfter, Title: in.Body.Title, ClosesAt: in.Body.ClosesAt}
				if in.Body.OpensAt != nil {
					plan.OpensAt = *in.Body.OpensAt
				}
				made, err := h.Assessments.Plan(c.Context(), c.Actor, plan, in.Body.PersonIDs, in.Body.DueOn)
				return sittingPlanOf(made), err
			},
		}.Route(),
		api.Op[oneAdministration, administrationDetail]{
			Method: "GET", Path: "/administrations/:administration", Name: "administration", Summary: "A sitting and where its people stand", Needs: apiRunners, Stands: []string{"administration"},
			Do: func(c *web.Ctx, in oneAdministration) (administrationDetail, error) {
				d, err := h.Assessments.Administration(c.Context(), c.Actor, in.ID, assessments.SittingsPart{Size: 1}) // its people have an operation of their own
				if err != nil {
					return administrationDetail{}, err
				}
				out := administrationDetail{sittingPlan: sittingPlanOf(d.Administration), CutScore: d.Assessment.CutScore, Counts: map[string]int{},
					SelfViews: api.Each(d.SelfViews, func(v assessments.SelfView) selfViewed {
						return selfViewed{v.Competency.Code, v.People, v.Before, v.Now, v.Higher}
					})}
				for state, n := range d.Counts {
					out.Counts[string(state)] = n
				}
				return out, nil
			},
		}.Route(),
		api.Op[oneAdministration, closedAttempts]{
			Method: "POST", Path: "/administrations/:administration/close-leavers", Name: "administration.close", Needs: apiRunners, Stands: []string{"administration.close"},
			Summary: "Close what people who are in no post any more have not submitted; for who runs sittings in the whole programme",
			Do: func(c *web.Ctx, in oneAdministration) (closedAttempts, error) {
				closed, err := h.Assessments.CloseLeavers(c.Context(), c.Actor, in.ID)
				return closedAttempts{closed}, err
			},
		}.Route(),
		api.Op[sittingsQuery, api.Page[sitter]]{
			Method: "GET", Path: "/administrations/:administration/attempts", Name: "administration.attempts", Summary: "Who sits, and where they stand", Needs: apiRunners,
			Do: func(c *web.Ctx, in sittingsQuery) (api.Page[sitter], error) {
				if in.State != "" && !slices.Contains(assessments.States(), in.State) {
					return api.Page[sitter]{}, fault.OnField("state", "fault.required")
				}
				d, err := h.Assessments.Administration(c.Context(), c.Actor, in.ID, assessments.SittingsPart{State: in.State})
				if err != nil {
					return api.Page[sitter]{}, err
				}
				return api.Cut(d.Rows, in.Paging, func(s assessments.Sitting) string { return s.ID }, sitterOf)
			},
		}.Route(),
		api.Op[assignPeople, api.None]{
			Method: "POST", Path: "/administrations/:administration/attempts", Name: "administration.assign", Summary: "Give more people their place; whoever has one keeps it", Needs: apiRunners,
			Do: func(c *web.Ctx, in assignPeople) (api.None, error) {
				return api.None{}, h.Assessments.Assign(c.Context(), c.Actor, in.ID, in.Body.PersonIDs, in.Body.DueOn)
			},
		}.Route(),
	}
}
