package web

import (
	"strconv"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

type enrolInput struct {
	Institution string         `form:"institution"`
	Cadres      []people.Cadre `form:"cadres"`
	People      []string       `form:"people"`
	Exception   string         `form:"exception"`
}

type enrolPage struct {
	web.Page
	Action       string
	Form         parts.Filled
	All          parts.Filled // of the form for a whole institution
	Requires     bool         // somebody lacks what the course requires
	Institutions []parts.Option
	Cadres       []parts.Option
	Groups       []enrolGroup
	Nobody       parts.Nothing // said where there is nobody to enrol
	RuleHref     string
}

// enrolGroup is the people of one institution.
type enrolGroup struct {
	Name   string
	People []parts.Option // who can be ticked
	In     string         // how many are enrolled already; empty: nobody
}

func (h *Handlers) showEnrol(c *web.Ctx, status int, form parts.Filled) error {
	offering, list, err := h.Courses.Candidates(c.Context(), c.Actor, c.Params("offering"))
	if err != nil {
		return err
	}
	return c.Render(status, showEnrol(newEnrolPage(c.Page("courses.enrol"), offering, list, form)))
}

func newEnrolPage(page web.Page, offering courses.Offering, list []courses.Candidate, form parts.Filled) enrolPage {
	base := "/offerings/" + offering.ID
	p := enrolPage{Page: page, Action: base + "/enrol", RuleHref: base + "/enrol/rule", Form: form, All: parts.Filled{ID: "all", Values: form.Values}}
	if form.Value("institution") != "" {
		p.All.Messages, p.Form.Messages = form.Messages, nil
	}
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", offering.Code, base)
	p.Nobody = parts.Nothing{Icon: "people", Title: p.T("courses.enrol.nobody"), Text: p.T("courses.enrol.nobody.wait")}
	if p.Actor.Somewhere(access.ImportRoster) {
		p.Nobody.Text, p.Nobody.Href, p.Nobody.Do = p.T("courses.enrol.nobody.text"), "/institutions", p.T("courses.enrol.lists")
	}
	seen, inside := map[people.Cadre]bool{}, 0
	for _, person := range list {
		if last := len(p.Groups) - 1; last < 0 || p.Institutions[last].Value != person.InstitutionID {
			p.Institutions = append(p.Institutions, parts.Option{Value: person.InstitutionID, Label: person.InstitutionName})
			p.Groups = append(p.Groups, enrolGroup{Name: person.InstitutionName})
			inside = 0
		}
		group := &p.Groups[len(p.Groups)-1]
		seen[person.Cadre] = true
		if person.Enrolled {
			inside++
			group.In = p.T("courses.enrol.already", "count", inside)
			continue
		}
		option := parts.Option{Value: person.PersonID, Label: person.Name, Help: p.T("courses.enrol.since", "cadre", p.T(person.Cadre.Key()), "since", person.Since)}
		if len(person.Lacks) > 0 {
			p.Requires = true
			option.Help = p.T("prerequisite.lacks", "about", option.Help, "courses", requirementNames(person.Lacks))
		}
		group.People = append(group.People, option)
	}
	for _, cadre := range people.Cadres() {
		if seen[cadre] {
			p.Cadres = append(p.Cadres, parts.Option{Value: string(cadre), Label: p.T(cadre.Key())})
		}
	}
	return p
}

// EnrolForm shows whom one can enrol.
func (h *Handlers) EnrolForm(c *web.Ctx) error { return h.showEnrol(c, 200, parts.Filled{}) }

// Enrol enrols people.
func (h *Handlers) Enrol(c *web.Ctx) error {
	var in enrolInput
	var done courses.Enrolled
	id := c.Params("offering")
	err := c.Bind(&in)
	if err == nil {
		done, err = h.Courses.Enrol(c.Context(), c.Actor, courses.EnrolInput{
			OfferingID: id, InstitutionID: in.Institution, Cadres: in.Cadres, PersonIDs: in.People, Exception: in.Exception,
		})
	}
	if fault.Is(err, fault.Invalid) {
		return h.showEnrol(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	flashEnrolled(c, done)
	return c.See("/offerings/" + id)
}

type withdrawPage struct {
	web.Page
	Action string
	Back   string
	Form   parts.Filled
}

func (h *Handlers) showWithdraw(c *web.Ctx, status int, form parts.Filled) error {
	offering, err := h.Courses.Offering(c.Context(), c.Actor, c.Params("offering"))
	if err != nil {
		return err
	}
	for _, r := range offering.Rows {
		if r.EnrolmentID == c.Params("enrolment") {
			p := withdrawPage{Page: c.Page("courses.withdraw.title", "name", r.Name), Action: c.Path(), Back: "/offerings/" + offering.ID, Form: form}
			p.Crumbs = crumbs(r.Name, c.T("courses.offerings"), "/offerings", offering.Code, p.Back)
			return c.Render(status, showWithdraw(p))
		}
	}
	return fault.Missing("noun.enrolment")
}

// WithdrawForm asks why somebody leaves an offering.
func (h *Handlers) WithdrawForm(c *web.Ctx) error { return h.showWithdraw(c, 200, parts.Filled{}) }

// Withdraw ends somebody's part in an offering.
func (h *Handlers) Withdraw(c *web.Ctx) error {
	var in struct {
		Reason string `form:"reason"`
	}
	id := c.Params("offering")
	err := c.Bind(&in)
	if err == nil {
		err = h.Courses.Withdraw(c.Context(), c.Actor, id, c.Params("enrolment"), in.Reason)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showWithdraw(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "courses.withdraw.done")
	return c.See("/offerings/" + id)
}

type attendancePage struct {
	web.Page
	Action string
	Form   parts.Filled
	Days   []parts.Link
	Day    string        // as the hidden field sends it
	Rows   []parts.Input // one person's hours each
	Base   string

	Meetings []parts.Link // of the day: presence is noted there
	Totals   parts.Grid   // then the hours are shown alone
}

func hoursField(enrolmentID string) string { return "hours_" + enrolmentID }

func newAttendancePage(page web.Page, sheet courses.AttendanceSheet, form parts.Filled) attendancePage {
	base := "/offerings/" + sheet.Offering.ID
	p := attendancePage{Page: page, Action: base + "/attendance", Form: form, Day: sheet.Day.String(), Base: base}
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", sheet.Offering.Code, base)
	p.Lead = p.T("courses.attendance.lead", "needed", hours(p.Printer, sheet.Needed))
	for _, day := range sheet.Days {
		p.Days = append(p.Days, parts.Link{Label: p.Date(day), Href: p.Action + "?day=" + day.String(), Current: day == sheet.Day})
	}
	for _, m := range sheet.Meetings {
		p.Meetings = append(p.Meetings, parts.Link{Label: p.T("meetings.named", "title", m.Title, "when", when(p.Printer, m)), Href: meetingPath(m.OfferingID, m.ID)})
	}
	p.Totals = parts.Grid{Caption: p.T("courses.attendance"), Hidden: true, Columns: []parts.Column{{Label: p.T("courses.person")}, {Label: p.T("courses.institution")}, {Label: p.T("courses.attendance.day"), Numeric: true}, {Label: p.T("meetings.table.total"), Numeric: true}}}
	for _, r := range sheet.Rows {
		p.Totals.Rows = append(p.Totals.Rows, parts.Words(r.Name, r.Institution, hours(p.Printer, r.Hours), hours(p.Printer, r.Total)))
		name := hoursField(r.EnrolmentID)
		if r.Hours > 0 {
			p.Form = p.Form.With(name, strconv.FormatFloat(r.Hours, 'f', -1, 64))
		}
		p.Rows = append(p.Rows, parts.Input{
			Name: name, Label: p.T("courses.attendance.hours_of", "name", r.Name), Kind: parts.Number, Required: true,
			Help: p.T("courses.attendance.total", "institution", r.Institution, "total", hours(p.Printer, r.Total)),
		})
	}
	return p
}

type dayInput struct {
	Day db.Date `form:"day"`
}

// Attendance shows a day's hours.
func (h *Handlers) Attendance(c *web.Ctx) error {
	var in dayInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	sheet, err := h.Courses.Attendance(c.Context(), c.Actor, c.Params("offering"), in.Day)
	if err != nil {
		return err
	}
	return c.Render(200, showAttendance(newAttendancePage(c.Page("courses.attendance"), sheet, parts.Filled{})))
}

// RecordAttendance saves a day's hours.
func (h *Handlers) RecordAttendance(c *web.Ctx) error {
	var in struct {
		HeldOn db.Date `form:"held_on"`
	}
	id := c.Params("offering")
	if err := c.Bind(&in); err != nil {
		return err
	}
	sheet, err := h.Courses.Attendance(c.Context(), c.Actor, id, in.HeldOn)
	if err != nil {
		return err
	}
	typed := map[string][]string{"held_on": {in.HeldOn.String()}}
	noted := courses.AttendanceInput{OfferingID: id, HeldOn: in.HeldOn, Hours: map[string]float64{}}
	var check fault.Check
	for _, r := range sheet.Rows {
		name := hoursField(r.EnrolmentID)
		text := strings.TrimSpace(c.FormValue(name))
		typed[name] = []string{text}
		amount, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", "."), 64)
		check.That(err == nil || text == "", name, "fault.not_number")
		noted.Hours[r.EnrolmentID] = amount
	}
	err = check.Err()
	if err == nil {
		err = h.Courses.RecordAttendance(c.Context(), c.Actor, noted)
	}
	if fault.Is(err, fault.Invalid) {
		form := parts.Filled{Values: typed, Messages: c.Fill(in, err).Messages}
		return c.Render(422, showAttendance(newAttendancePage(c.Page("courses.attendance"), sheet, form)))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "courses.attendance.saved", "day", in.HeldOn)
	return c.See("/offerings/" + id + "/attendance?day=" + in.HeldOn.String())
}

type funderInput struct {
	Code string `form:"code"`
	Name string `form:"name"`
}

type fundersPage struct {
	web.Page
	Funders parts.Grid
	MayAdd  bool
	Form    parts.Filled
}

func (h *Handlers) showFunders(c *web.Ctx, status int, form parts.Filled) error {
	list, err := h.Courses.Funders(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(status, showFunders(newFundersPage(c.Page("courses.funders"), list, form, c.Actor.May(access.RunOfferings, ""))))
}

func newFundersPage(page web.Page, list []courses.FunderSummary, form parts.Filled, mayAdd bool) fundersPage {
	p := fundersPage{Page: page, Form: form, MayAdd: mayAdd}
	p.Lead = p.T("courses.funders.lead")
	p.Funders = parts.Grid{Caption: p.T("courses.funders"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("courses.funder.name")}, {Label: p.T("courses.code")}, {Label: p.T("courses.offerings"), Numeric: true},
	}}
	for _, f := range list {
		p.Funders.Rows = append(p.Funders.Rows, []parts.Cell{{Text: f.Name, Href: "/funders/" + f.ID}, {Text: f.Code}, {Text: p.Number(float64(f.Offerings), 0)}})
	}
	return p
}

// Funders lists who pays for offerings.
func (h *Handlers) Funders(c *web.Ctx) error { return h.showFunders(c, 200, parts.Filled{}) }

// AddFunder adds a funder.
func (h *Handlers) AddFunder(c *web.Ctx) error {
	var in funderInput
	err := c.Bind(&in)
	if err == nil {
		_, err = h.Courses.AddFunder(c.Context(), c.Actor, courses.NewFunder{Code: in.Code, Name: in.Name})
	}
	if fault.Is(err, fault.Invalid) {
		return h.showFunders(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "courses.funder.added")
	return c.See("/funders")
}
