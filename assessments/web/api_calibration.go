package web

import (
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type calibrationStanding struct {
	ItemID     string             `json:"item_id"`
	Vignette   api.Text           `json:"vignette" doc:"Clean HTML."`
	Rubric     ratingRubric       `json:"rubric"`
	Rule       *calibrationRule   `json:"rule" doc:"null while there is none."`
	Within     int                `json:"within" doc:"Of those practised, how many were within the tolerance."`
	Percent    measure.Number     `json:"percent" doc:"Agreement with the consensus, 0 to 1."`
	Kappa      measure.Number     `json:"kappa"`
	Next       *calibrationNext   `json:"next" doc:"To practise on; null when none is left."`
	Practised  []calibrationDone  `json:"practised" doc:"The newest first."`
	Calibrated []calibrationGiven `json:"calibrated" doc:"The set with its consensus, for those who write items."`
}

type calibrationRule struct {
	Share      float64 `json:"share" doc:"The part of the responses that a second person rates too, 0 to 1."`
	Tolerance  int     `json:"tolerance" doc:"Points; when two differ by more, a third decides."`
	Calibrated int     `json:"calibrated" doc:"How many must be practised within the tolerance before real ones are given."`
}

type calibrationNext struct {
	ID       string       `json:"id"`
	Response string       `json:"response"`
	Rubric   ratingRubric `json:"rubric"`
}

type calibrationDone struct {
	ID         string         `json:"id"`
	Response   string         `json:"response"`
	Own        map[string]int `json:"own"`
	Consensus  map[string]int `json:"consensus"`
	Difference int            `json:"difference" doc:"Over all criteria; above 0, more generous."`
	Reason     string         `json:"reason"`
}

type calibrationGiven struct {
	ID       string         `json:"id"`
	Response string         `json:"response"`
	Points   map[string]int `json:"points"`
	Reason   string         `json:"reason"`
}

type setCalibrationRule struct {
	ID   string `path:"item"`
	Body calibrationRule
}

type addCalibration struct {
	ID   string `path:"item"`
	Body struct {
		Response string         `json:"response"`
		Points   map[string]int `json:"points" doc:"The consensus, by criterion."`
		Reason   string         `json:"reason"`
	}
}

type oneCalibration struct {
	ID       string `path:"item"`
	Response string `path:"response"`
}

type practiseOn struct {
	oneCalibration
	Body struct {
		Points map[string]int `json:"points" doc:"By criterion. The first time counts."`
	}
}

func (h *Handlers) calibrationAPI() []web.Route {
	const at = "/scoring/calibration/:item"
	return []web.Route{
		api.Op[oneItem, calibrationStanding]{
			Method: "GET", Path: at, Name: "scoring.calibration", Summary: "How the owner stands with the responses to a vignette whose right rating is known", Needs: apiMarkers, Stands: []string{"scoring.calibration"}, Do: h.apiCalibration,
		}.Route(),
		api.Op[practiseOn, calibrationStanding]{
			Method: "POST", Path: at + "/practise/:response", Name: "scoring.calibration.practise", Summary: "Rate a response of the set, and see the consensus", Needs: apiRaters, Stands: []string{"scoring.calibration.practise"},
			Do: func(c *web.Ctx, in practiseOn) (calibrationStanding, error) {
				return h.calibrationAfter(c, in.ID, h.Assessments.Practise(c.Context(), c.Actor, in.ID, in.Response, in.Body.Points))
			},
		}.Route(),
		api.Op[setCalibrationRule, calibrationStanding]{
			Method: "PUT", Path: at + "/rule", Name: "scoring.calibration.rule", Summary: "Set the rule by which the responses to a vignette are rated", Needs: apiAuthors, Stands: []string{"scoring.calibration.rule"},
			Do: func(c *web.Ctx, in setCalibrationRule) (calibrationStanding, error) {
				rule := assessments.RatingRuleInput{Share: in.Body.Share, Tolerance: in.Body.Tolerance, Calibrated: in.Body.Calibrated}
				return h.calibrationAfter(c, in.ID, h.Assessments.SetRatingRule(c.Context(), c.Actor, in.ID, rule))
			},
		}.Route(),
		api.Op[addCalibration, calibrationStanding]{
			Method: "POST", Path: at + "/responses", Name: "scoring.calibration.add", Summary: "Add a response with its consensus to the set", Needs: apiAuthors, Status: 201, Stands: []string{"scoring.calibration.add"},
			Do: func(c *web.Ctx, in addCalibration) (calibrationStanding, error) {
				_, err := h.Assessments.AddCalibration(c.Context(), c.Actor, in.ID, assessments.CalibrationInput{Response: in.Body.Response, Points: in.Body.Points, Reason: in.Body.Reason})
				return h.calibrationAfter(c, in.ID, err)
			},
		}.Route(),
		api.Op[oneCalibration, api.None]{
			Method: "DELETE", Path: at + "/responses/:response", Name: "scoring.calibration.withdraw", Summary: "Take a response out of the set", Needs: apiAuthors, Stands: []string{"scoring.calibration.withdraw"},
			Do: func(c *web.Ctx, in oneCalibration) (api.None, error) {
				return api.None{}, h.Assessments.WithdrawCalibration(c.Context(), c.Actor, in.ID, in.Response)
			},
		}.Route(),
	}
}

// calibrationAfter tells how the owner stands after something was done.
func (h *Handlers) calibrationAfter(c *web.Ctx, itemID string, err error) (calibrationStanding, error) {
	if err != nil {
		return calibrationStanding{}, err
	}
	return h.apiCalibration(c, oneItem{itemID})
}

func (h *Handlers) apiCalibration(c *web.Ctx, in oneItem) (calibrationStanding, error) {
	s, err := h.Assessments.Calibrating(c.Context(), c.Actor, in.ID)
	if err != nil {
		return calibrationStanding{}, err
	}
	out := calibrationStanding{ItemID: s.Item.ItemID, Vignette: api.TextOf(s.Item.Stem), Rubric: ratingRubric{api.TextOf(s.Rubric.Title), api.Each(s.Rubric.Criteria, rubricCriterionOf)},
		Within: s.Within, Percent: s.Agreement.PercentAgreement, Kappa: s.Agreement.KappaQuadratic,
		Practised: api.Each(s.Practised, func(p assessments.Practised) calibrationDone {
			return calibrationDone{p.ID, p.Response, p.Own, p.Consensus, p.Difference(), p.Reason}
		}),
		Calibrated: api.Each(s.Set, func(one assessments.Calibration) calibrationGiven {
			return calibrationGiven{one.ID, one.Response, one.Points, one.Reason}
		})}
	if s.Rule != nil {
		out.Rule = &calibrationRule{s.Rule.Share, s.Rule.Tolerance, s.Rule.Calibrated}
	}
	if s.Next != nil {
		out.Next = &calibrationNext{s.Next.ID, s.Next.Response, ratingRubricOf(s.Next.Rubric)}
	}
	return out, nil
}
