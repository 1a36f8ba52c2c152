package web

import (
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type openRound struct {
	Body struct {
		Institution string  `json:"institution" doc:"Its identifier."`
		Occasion    string  `json:"occasion" enum:"baseline,follow_up"`
		HeldOn      db.Date `json:"held_on" doc:"The day the institution is looked at."`
	}
}

type oneRound struct {
	ID string `path:"round"`
}

type roundDetail struct {
	capacityLook
	InstitutionID string           `json:"institution_id"`
	VoidReason    string           `json:"void_reason"`
	Checklist     string           `json:"checklist" doc:"Its code."`
	Version       int              `json:"version" doc:"Of the checklist."`
	Assessors     []roundAssessor  `json:"assessors"`
	Free          bool             `json:"free" doc:"There is a seat for the owner, which the first rating takes."`
	Both          bool             `json:"both" doc:"Both have submitted; before, nobody is told what another found."`
	Criteria      []roundCriterion `json:"criteria"`
	Results       []capacityScore  `json:"results" doc:"Once it is settled."`
	Agreement     measure.Number   `json:"agreement" doc:"Of the criteria to which both gave a level, the share with the very same; null before."`
	Kappa         measure.Number   `json:"kappa" doc:"With quadratic weights."`
}

type roundAssessor struct {
	Seat        int         `json:"seat"`
	Name        string      `json:"name"`
	Own         bool        `json:"own"`
	SubmittedAt *db.Instant `json:"submitted_at"`
}

type roundCriterion struct {
	checkedCriterion
	Own    *roundFinding   `json:"own" doc:"What the owner found."`
	Found  []roundFinding  `json:"found" doc:"What both found, by seat; empty before both have submitted."`
	Agreed *roundAgreement `json:"agreed" doc:"What was agreed on where they differed."`
	Final  string          `json:"final" doc:"The one finding; empty while there is none."`
}

type roundFinding struct {
	Finding  string `json:"finding" enum:"0,1,2,3,not_applicable,not_seen"`
	Evidence string `json:"evidence" doc:"What was seen; where there is no level, why not."`
}

type roundAgreement struct {
	Finding string `json:"finding"`
	Reason  string `json:"reason"`
	By      string `json:"by"`
}

type rateCriterion struct {
	ID        string `path:"round"`
	Criterion string `path:"criterion"`
	Body      roundFinding
}

type agreeCriterion struct {
	ID   string `path:"round"`
	Body struct {
		Criterion string `json:"criterion"`
		Finding   string `json:"finding"`
		Reason    string `json:"reason"`
	}
}

type voidRound struct {
	ID   string `path:"round"`
	Body struct {
		Reason string `json:"reason"`
	}
}

func (h *Handlers) roundsAPI() []web.Route {
	return []web.Route{
		api.Op[openRound, roundDetail]{
			Method: "POST", Path: "/capacity/rounds", Name: "capacity.round.open", Summary: "Open a round in an institution, with the newest checklist for its kind", Needs: apiAssess, Status: 201, Stands: []string{"round.open", "capacity.new"},
			Do: func(c *web.Ctx, in openRound) (roundDetail, error) {
				opened, err := h.Assessments.OpenRound(c.Context(), c.Actor, assessments.RoundInput{InstitutionID: in.Body.Institution, Occasion: assessments.CapacityOccasion(in.Body.Occasion), HeldOn: in.Body.HeldOn})
				return h.roundAfter(c, opened.ID, err)
			},
		}.Route(),
		api.Op[oneRound, roundDetail]{
			Method: "GET", Path: "/capacity/rounds/:round", Name: "capacity.round", Summary: "A round, as far as the owner may see it", Needs: apiCapacity, Stands: []string{"round", "round.criterion"},
			Do: func(c *web.Ctx, in oneRound) (roundDetail, error) { return h.roundAfter(c, in.ID, nil) },
		}.Route(),
		api.Op[rateCriterion, api.None]{
			Method: "PUT", Path: "/capacity/rounds/:round/criteria/:criterion", Name: "capacity.round.rate", Summary: "Say what the owner found on a criterion, until they submit", Needs: apiAssess, Stands: []string{"round.rate"},
			Do: func(c *web.Ctx, in rateCriterion) (api.None, error) {
				return api.None{}, h.Assessments.RateCriterion(c.Context(), c.Actor, in.ID, assessments.RatingOf{Criterion: in.Criterion, Finding: assessments.CapacityFinding(in.Body.Finding), Evidence: in.Body.Evidence})
			},
		}.Route(),
		api.Op[oneRound, roundDetail]{
			Method: "POST", Path: "/capacity/rounds/:round/submit", Name: "capacity.round.submit", Summary: "Hand in what the owner found; nothing in it changes after", Needs: apiAssess, Stands: []string{"round.submit"},
			Do: func(c *web.Ctx, in oneRound) (roundDetail, error) {
				return h.roundAfter(c, in.ID, h.Assessments.SubmitRound(c.Context(), c.Actor, in.ID))
			},
		}.Route(),
		api.Op[agreeCriterion, roundDetail]{
			Method: "POST", Path: "/capacity/rounds/:round/consensus", Name: "capacity.round.agree", Summary: "Record the one finding on a criterion, once both have submitted", Needs: apiAssess, Stands: []string{"round.agree"},
			Do: func(c *web.Ctx, in agreeCriterion) (roundDetail, error) {
				agreed := assessments.ConsensusInput{Criterion: in.Body.Criterion, Finding: assessments.CapacityFinding(in.Body.Finding), Reason: in.Body.Reason}
				return h.roundAfter(c, in.ID, h.Assessments.AgreeOn(c.Context(), c.Actor, in.ID, agreed))
			},
		}.Route(),
		api.Op[voidRound, roundDetail]{
			Method: "POST", Path: "/capacity/rounds/:round/void", Name: "capacity.round.void", Summary: "Take a round back that should not have been; it stays on record and counts nowhere", Needs: apiAssess, Stands: []string{"round.void"},
			Do: func(c *web.Ctx, in voidRound) (roundDetail, error) {
				return h.roundAfter(c, in.ID, h.Assessments.VoidRound(c.Context(), c.Actor, in.ID, in.Body.Reason))
			},
		}.Route(),
	}
}

// roundAfter tells of a round after something was done in it.
func (h *Handlers) roundAfter(c *web.Ctx, id string, err error) (roundDetail, error) {
	if err != nil {
		return roundDetail{}, err
	}
	r, err := h.Assessments.Round(c.Context(), c.Actor, id)
	if err != nil {
		return roundDetail{}, err
	}
	out := roundDetail{capacityLook: capacityLookOf(r.CapacityRound), InstitutionID: r.InstitutionID, VoidReason: r.VoidReason, Checklist: r.Checklist.Code, Version: r.Checklist.Version, Free: r.Free, Both: r.Both,
		Assessors: api.Each(r.Assessors, func(a assessments.Assessor) roundAssessor {
			return roundAssessor{a.Seat, a.Name, a.Self, a.Submitted}
		}),
		Criteria: api.Each(r.Criteria, roundCriterionOf), Results: api.Each(r.Results, capacityScoreOf), Agreement: measure.Undefined(), Kappa: measure.Undefined()}
	if r.Both {
		out.Agreement, out.Kappa = r.Agreement.Percent, r.Agreement.Quadratic
	}
	return out, nil
}

func roundCriterionOf(c assessments.CriterionFound) roundCriterion {
	out := roundCriterion{checkedCriterion: checkedCriterionOf(c.CapacityCriterion), Found: []roundFinding{}, Final: string(c.Final)}
	if c.Own != nil {
		out.Own = &roundFinding{string(c.Own.Finding), c.Own.Evidence}
	}
	for _, found := range c.Both {
		if found != nil {
			out.Found = append(out.Found, roundFinding{string(found.Finding), found.Evidence})
		}
	}
	if c.Agreed != nil {
		out.Agreed = &roundAgreement{string(c.Agreed.Finding), c.Agreed.Reason, c.AgreedBy}
	}
	return out
}
