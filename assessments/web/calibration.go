package web

import (
	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

type calibrationPage struct {
	web.Page
	Vignette htmlText
	Standing string         // how the reader does, in a sentence
	Needed   string         // what is missing before real responses are given; empty when nothing is
	Next     *practiceView  // to be rated now
	Done     []practiceView // rated, newest first
	Authors  *calibrationSet
}

// practiceView is a response of the set, to be rated or rated.
type practiceView struct {
	Response, Action   string
	Criteria           []criterionView
	Form               parts.Filled
	Difference, Reason string
	Levels             parts.Grid
}

// calibrationSet is what those who write items see beside it: the rule and the set.
type calibrationSet struct {
	RuleAction, AddAction string
	Rule, Add             parts.Filled
	Criteria              []criterionView
	Set                   []calibratedView
}

type calibratedView struct{ Response, Reason, Points, Withdraw string }

// canAuthor tells whether the reader writes items.
func canAuthor(c *web.Ctx) bool { return c.Actor.Somewhere(access.AuthorItems) }

// Calibration lets raters try themselves on responses whose right rating is known, and
// authors keep those and the rule by which responses are rated.
func (h *Handlers) Calibration(c *web.Ctx) error {
	return h.showCalibration(c, 200, func(*calibrationPage) {})
}

// showCalibration shows the page; change puts what was wrong with a form into it.
func (h *Handlers) showCalibration(c *web.Ctx, status int, change func(*calibrationPage)) error {
	standing, err := h.Assessments.Calibrating(c.Context(), c.Actor, c.Params("item"))
	if err != nil {
		return err
	}
	p := calibrationPageOf(c.PageCalled(titleOf(c.Printer, standing.Item.Title, standing.Item.Stem)), standing, canAuthor(c))
	change(&p)
	return c.Render(status, showCalibration(p))
}

func calibrationPath(itemID string) string { return "/scoring/calibration/" + itemID }

func calibrationPageOf(page web.Page, s assessments.Calibrating, author bool) calibrationPage {
	at := calibrationPath(s.Item.ItemID)
	p := calibrationPage{Page: page, Vignette: htmlIn(page.Printer, s.Item.ID, s.Item.Stem)}
	p.Lead = p.T("assessments.calibration.lead")
	p.Crumbs = crumbs(p.Title, p.T("assessments.scoring.title"), "/scoring")
	if n := len(s.Practised); n > 0 {
		p.Standing = p.T("assessments.calibration.standing", "within", s.Within, "count", n, "percent", percentOf(p.Printer, s.Agreement.PercentAgreement), "kappa", figure(p.Printer, s.Agreement.KappaQuadratic))
	}
	if s.Rule != nil && s.Within < s.Rule.Calibrated {
		p.Needed = p.T("assessments.calibration.needed", "count", s.Rule.Calibrated-s.Within)
	}
	if s.Next != nil {
		p.Next = &practiceView{Response: s.Next.Response, Action: at + "/practise/" + s.Next.ID, Criteria: criteriaOf(p.Printer, s.Next.Rubric.Criteria)}
	}
	for _, done := range s.Practised {
		v := practiceView{Response: done.Response, Reason: done.Reason, Difference: p.T("assessments.calibration.difference", "points", p.Signed(float64(done.Difference()), 0))}
		v.Levels = parts.Grid{Caption: p.T("assessments.rubric"), Hidden: true, Columns: []parts.Column{
			{Label: p.T("assessments.rubrics.criterion")}, {Label: p.T("assessments.calibration.yours"), Numeric: true}, {Label: p.T("assessments.calibration.consensus"), Numeric: true}}}
		for _, criterion := range done.Rubric.Criteria {
			v.Levels.Rows = append(v.Levels.Rows, parts.Words(name(p.Printer, criterion.Name), p.Value(done.Own[criterion.Code]), p.Value(done.Consensus[criterion.Code])))
		}
		p.Done = append(p.Done, v)
	}
	if author {
		p.Authors = calibrationSetOf(p, s, at)
	}
	return p
}

func calibrationSetOf(p calibrationPage, s assessments.Calibrating, at string) *calibrationSet {
	set := &calibrationSet{RuleAction: at + "/rule", AddAction: at + "/responses", Criteria: criteriaOf(p.Printer, s.Rubric.Criteria), Add: parts.Filled{ID: "add"}}
	rule := ruleInput{Share: 0, Tolerance: 1}
	if s.Rule != nil {
		rule = ruleInput{Share: 100 * s.Rule.Share, Tolerance: s.Rule.Tolerance, Calibrated: s.Rule.Calibrated}
	}
	set.Rule = parts.Filled{ID: "rule", Values: web.ValuesOf(rule)}
	for _, one := range s.Set {
		set.Set = append(set.Set, calibratedView{Response: one.Response, Reason: one.Reason, Withdraw: at + "/responses/" + one.ID + "/withdraw",
			Points: p.T("assessments.n_of", "n", one.Points.Sum(), "count", s.Rubric.Criteria.Max())})
	}
	return set
}

type ruleInput struct {
	Share      float64 `form:"share"` // percent
	Tolerance  int     `form:"tolerance"`
	Calibrated int     `form:"calibrated"`
}

// SetRatingRule keeps the rule by which the responses to a vignette are rated.
func (h *Handlers) SetRatingRule(c *web.Ctx) error {
	var in ruleInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Assessments.SetRatingRule(c.Context(), c.Actor, c.Params("item"), assessments.RatingRuleInput{Share: in.Share / 100, Tolerance: in.Tolerance, Calibrated: in.Calibrated})
	}
	if fault.Is(err, fault.Invalid) {
		filled := c.Fill(in, err)
		filled.ID = "rule"
		return h.showCalibration(c, 422, func(p *calibrationPage) { p.Authors.Rule = filled })
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.calibration.rule.saved")
	return c.See(calibrationPath(c.Params("item")))
}

type responseInput struct {
	Response string `form:"response"`
	Reason   string `form:"reason"`
}

// AddCalibration adds a response with its consensus to the set.
func (h *Handlers) AddCalibration(c *web.Ctx) error {
	var in responseInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	points := pointsGiven(c)
	_, err := h.Assessments.AddCalibration(c.Context(), c.Actor, c.Params("item"), assessments.CalibrationInput{Response: in.Response, Reason: in.Reason, Points: points})
	if fault.Is(err, fault.Invalid) {
		filled := c.Fill(in, err)
		filled.ID = "add"
		return h.showCalibration(c, 422, func(p *calibrationPage) {
			p.Authors.Add = filled
			choose(p.Authors.Criteria, points, filled)
		})
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.calibration.added")
	return c.See(calibrationPath(c.Params("item")))
}

// WithdrawCalibration takes a response out of the set.
func (h *Handlers) WithdrawCalibration(c *web.Ctx) error {
	if err := h.Assessments.WithdrawCalibration(c.Context(), c.Actor, c.Params("item"), c.Params("response")); err != nil {
		return err
	}
	c.Flash(parts.Good, "assessments.calibration.withdrawn")
	return c.See(calibrationPath(c.Params("item")))
}

// Practise keeps what a rater gives to a response of the set, and shows the consensus.
func (h *Handlers) Practise(c *web.Ctx) error {
	points := pointsGiven(c)
	err := h.Assessments.Practise(c.Context(), c.Actor, c.Params("item"), c.Params("response"), points)
	if fault.Is(err, fault.Invalid) {
		filled := c.Fill(struct{}{}, err)
		return h.showCalibration(c, 422, func(p *calibrationPage) {
			if p.Next != nil {
				p.Next.Form = filled
				choose(p.Next.Criteria, points, filled)
			}
		})
	}
	if err != nil {
		return err
	}
	return c.See(calibrationPath(c.Params("item")))
}
