package web

import (
	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// sittingPage is one person's place in an administration, for whoever runs it.
type sittingPage struct {
	web.Page
	Facts    []parts.Fact
	Action   string // beginning of the addresses that change something
	Open     bool   // can still be answered
	Limited  bool
	Time     parts.Filled
	Late     string // what came too late and does not count; empty when nothing did
	Aside    string // what waits to be decided on; empty when nothing does
	Observed []observedView
}

// observedView is a role play that the trainer rates while watching.
type observedView struct {
	Title    string
	Stem     htmlText
	Ratings  string
	Action   string
	Criteria []criterionView
	Form     parts.Filled
}

// Sitting shows one person's place in an administration.
func (h *Handlers) Sitting(c *web.Ctx) error { return h.showSitting(c, 200, "", nil, nil) }

// showSitting shows the page, with what was wrong with one of its forms: that of the time
// when version is empty, else that of the role play.
func (h *Handlers) showSitting(c *web.Ctx, status int, version string, points assessments.Points, reason error) error {
	detail, err := h.Assessments.Sitting(c.Context(), c.Actor, c.Params("administration"), c.Params("attempt"))
	if err != nil {
		return err
	}
	p := sittingPageOf(c.PageCalled(detail.PersonName), detail, c.Actor.Somewhere(access.ScoreResponses))
	if status != 200 && version == "" {
		p.Time = c.Fill(timeInput{}, reason).With("extra_minutes", c.FormValue("extra_minutes"))
	}
	for i, o := range detail.Observed {
		if status == 200 || o.Version.ID != version || i >= len(p.Observed) {
			continue
		}
		filled := c.Fill(rateInput{Comment: typed(c, "comment")}, reason)
		filled.ID = p.Observed[i].Form.ID
		p.Observed[i].show(points, filled)
	}
	return c.Render(status, showSitting(p))
}

func sittingPageOf(page web.Page, d assessments.SittingDetail, rates bool) sittingPage {
	p := sittingPage{Page: page, Action: sittingPath(d.AdministrationID, d.ID), Open: d.Answerable(), Limited: d.Assessment.MinutesAllowed != nil}
	p.Lead = occasionName(p.Printer, d.Administration)
	p.Crumbs = crumbs(p.Title, d.Administration.Title, administrationPath(d.AdministrationID))
	p.Facts = []parts.Fact{
		{Label: p.T("assessments.state"), Part: stateMark(p.Printer, d.State)},
		{Label: p.T("assessments.institution"), Text: orDash(d.InstitutionName)},
		{Label: p.T("assessments.form"), Text: d.FormLabel},
		{Label: p.T("assessments.attempt.answered"), Text: p.T("assessments.n_of", "n", d.Answered, "count", d.Questions)},
	}
	fact := func(there bool, key, text string) {
		if there {
			p.Facts = append(p.Facts, parts.Fact{Label: p.T(key), Text: text})
		}
	}
	if d.StartedAt != nil {
		fact(true, "assessments.started", p.Instant(*d.StartedAt))
	}
	if d.DeadlineAt != nil {
		fact(true, "assessments.deadline", p.Instant(*d.DeadlineAt))
	}
	fact(d.Overdue, "assessments.time", p.T("assessments.overdue"))
	fact(d.Devices > 1, "assessments.devices", p.Value(d.Devices))
	if d.SubmittedAt != nil {
		fact(true, "assessments.submitted", p.Instant(*d.SubmittedAt))
	}
	p.Time = parts.Filled{ID: "time", Values: web.ValuesOf(timeInput{Minutes: d.ExtraMinutes})}
	if d.Late > 0 && d.DeadlineAt != nil && d.LateAdmittedAt == nil {
		p.Late = p.T("assessments.late_n", "count", d.Late)
	}
	if d.Aside > 0 {
		p.Aside = p.T("assessments.aside_n", "count", d.Aside)
	}
	for _, o := range d.Observed {
		if !rates {
			break
		}
		v := observedView{Title: o.Version.Title, Stem: htmlIn(p.Printer, o.Version.ID, o.Version.Stem), Action: p.Action + "/observe/" + o.Version.ID,
			Ratings: p.T("assessments.observe.ratings", "count", o.Ratings), Criteria: criteriaOf(p.Printer, o.Rubric.Criteria)}
		form := parts.Filled{ID: "observe-" + o.Version.ID}
		var points assessments.Points
		if o.Own != nil {
			points, form = o.Own.Points, form.With("comment", o.Own.Comment)
		}
		v.show(points, form)
		p.Observed = append(p.Observed, v)
	}
	return p
}

// show puts what was given, or typed, into the form of the role play.
func (v *observedView) show(points assessments.Points, form parts.Filled) {
	v.Form = form
	choose(v.Criteria, points, form)
}

type timeInput struct {
	Minutes int `form:"extra_minutes"`
}

// GiveTime gives the person more time than the others.
func (h *Handlers) GiveTime(c *web.Ctx) error {
	var in timeInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Assessments.GiveTime(c.Context(), c.Actor, c.Params("administration"), c.Params("attempt"), in.Minutes)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showSitting(c, 422, "", nil, err)
	}
	return h.done(c, err, "assessments.time.given")
}

// AdmitLate makes what came after the deadline count.
func (h *Handlers) AdmitLate(c *web.Ctx) error {
	err := h.Assessments.AdmitLate(c.Context(), c.Actor, c.Params("administration"), c.Params("attempt"))
	return h.done(c, err, "assessments.late.admitted")
}

// DecideAside says whether what came when the attempt was over counts.
func (h *Handlers) DecideAside(c *web.Ctx) error {
	admit := typed(c, "do") == "admit"
	_, err := h.Assessments.DecideAside(c.Context(), c.Actor, c.Params("administration"), c.Params("attempt"), admit)
	if admit {
		return h.done(c, err, "assessments.aside.admitted")
	}
	return h.done(c, err, "assessments.aside.left")
}

// Withdraw closes the attempt of somebody who no longer takes part.
func (h *Handlers) Withdraw(c *web.Ctx) error {
	err := h.Assessments.Withdraw(c.Context(), c.Actor, c.Params("administration"), c.Params("attempt"))
	return h.done(c, err, "assessments.withdrawn")
}

// Observe keeps what a trainer saw somebody do.
func (h *Handlers) Observe(c *web.Ctx) error {
	var in rateInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	points := pointsGiven(c)
	version := c.Params("version")
	err := h.Assessments.Observe(c.Context(), c.Actor, c.Params("administration"), c.Params("attempt"), version, assessments.RatingInput{Points: points, Comment: in.Comment})
	if fault.Is(err, fault.Invalid) {
		return h.showSitting(c, 422, version, points, err)
	}
	return h.done(c, err, "assessments.observe.saved")
}

// done says what was done and shows the person's place again.
func (h *Handlers) done(c *web.Ctx, err error, said string) error {
	if err != nil {
		return err
	}
	c.Flash(parts.Good, said)
	return c.See(sittingPath(c.Params("administration"), c.Params("attempt")))
}
