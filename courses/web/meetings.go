package web

import (
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

func meetingsPath(offering string) string         { return "/offerings/" + offering + "/meetings" }
func meetingPath(offering, meeting string) string { return meetingsPath(offering) + "/" + meeting }

// clock writes the time of the day at a moment.
func clock(at db.Instant) string { return at.Time().In(db.Lima).Format("15:04") }

// when says on which day and from when to when a meeting is.
func when(p *i18n.Printer, m courses.Meeting) string {
	return p.T("meetings.when", "day", m.HeldOn, "from", courses.Clock(m.FromMinute), "to", courses.Clock(m.ToMinute))
}

// people writes the lines of a list of names on one.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' }), ", ")
}

type meetingsPage struct {
	web.Page
	NewHref  string // empty for whoever runs but a part of the offering
	Find     parts.Filled
	FindPath string
	Meetings parts.Grid
	Facts    []parts.Fact
	Table    string // the attendance of all, as a PDF
}

// Meetings lists the meetings of an offering.
func (h *Handlers) Meetings(c *web.Ctx) error {
	var in struct {
		Sheet string `form:"sheet"`
	}
	err := c.Bind(&in)
	if err == nil && in.Sheet != "" {
		var sheet courses.MeetingSheet
		if sheet, err = h.Courses.SheetMeeting(c.Context(), c.Actor, c.Params("offering"), in.Sheet); err == nil {
			return c.See(sheetPath(c.Params("offering"), sheet))
		}
	}
	if err != nil && !fault.Is(err, fault.Invalid) {
		return err
	}
	status, form := 200, c.Fill(in, err)
	if err != nil {
		status = 422
	}
	page, err := h.Courses.Meetings(c.Context(), c.Actor, c.Params("offering"))
	if err != nil {
		return err
	}
	return c.Render(status, showMeetings(meetingsPageOf(c.Page("meetings.title"), page, form)))
}

func meetingsPageOf(page web.Page, o courses.MeetingsPage, form parts.Filled) meetingsPage {
	base := meetingsPath(o.ID)
	form.ID = "find"
	p := meetingsPage{Page: page, Find: form, FindPath: base, Table: "/offerings/" + o.ID + "/attendance.pdf"}
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", o.Code, "/offerings/"+o.ID)
	p.Lead = o.CourseTitle
	if o.Whole {
		p.NewHref = base + "/new"
		p.Actions = parts.LinkButton(p.NewHref, parts.Button{Label: p.T("meetings.new"), Icon: "plus"})
	}
	p.Facts = []parts.Fact{{Label: p.T("meetings.planned"), Text: p.T("meetings.planned_of", "planned", o.Planned(), "hours", o.Hours)}}
	p.Meetings = parts.Grid{Caption: p.T("meetings.title"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("meetings.meeting")}, {Label: p.T("meetings.when_head")}, {Label: p.T("courses.place")}, {Label: p.T("meetings.present"), Numeric: true}, {Label: p.T("meetings.minutes")},
	}}
	for _, m := range o.Meetings {
		minutes := p.T("meetings.minutes.open")
		if m.Locked {
			minutes = p.T("meetings.minutes.locked")
		}
		p.Meetings.Rows = append(p.Meetings.Rows, []parts.Cell{
			{Text: m.Title, Href: meetingPath(o.ID, m.ID)}, {Text: when(p.Printer, m.Meeting)}, {Text: m.Place}, {Text: p.Value(max(m.Present, m.Marked))}, {Text: minutes},
		})
	}
	return p
}

type meetingInput struct {
	HeldOn       db.Date `form:"held_on"`
	From         string  `form:"from"`
	To           string  `form:"to"`
	Title        string  `form:"title"`
	Place        string  `form:"place"`
	Facilitators string  `form:"facilitators"`
	Agenda       string  `form:"agenda"`
}

type meetingFormPage struct {
	web.Page
	Action, Back string
	Form         parts.Filled
}

func newMeetingForm(page web.Page, o courses.MeetingsPage, action string, form parts.Filled) meetingFormPage {
	p := meetingFormPage{Page: page, Action: action, Back: strings.TrimSuffix(action, "/edit"), Form: form}
	p.Back = strings.TrimSuffix(p.Back, "/new")
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", o.Code, "/offerings/"+o.ID, p.T("meetings.title"), meetingsPath(o.ID))
	return p
}

func (h *Handlers) showMeetingForm(c *web.Ctx, status int, form parts.Filled) error {
	o, err := h.Courses.Meetings(c.Context(), c.Actor, c.Params("offering"))
	if err != nil {
		return err
	}
	return c.Render(status, showMeetingForm(newMeetingForm(c.Page("meetings.new"), o, meetingsPath(o.ID)+"/new", form)))
}

// NewMeeting shows the form for a meeting, with what the offering says already.
func (h *Handlers) NewMeeting(c *web.Ctx) error {
	o, err := h.Courses.Meetings(c.Context(), c.Actor, c.Params("offering"))
	if err == nil && !o.Whole {
		err = fault.New(fault.Denied, "courses.not_whole")
	}
	if err != nil {
		return err
	}
	names := make([]string, len(o.Trainers))
	for i, t := range o.Trainers {
		names[i] = t.Name
	}
	in := meetingInput{HeldOn: nextDay(o), From: "9:00", To: "13:00", Title: c.T("meetings.default_title", "number", len(o.Meetings)+1), Place: o.Place, Facilitators: strings.Join(names, "\n")}
	return c.Render(200, showMeetingForm(newMeetingForm(c.Page("meetings.new"), o, meetingsPath(o.ID)+"/new", c.Fill(in, nil))))
}

// nextDay is the day after the last meeting, within the offering.
func nextDay(o courses.MeetingsPage) db.Date {
	if len(o.Meetings) == 0 {
		return o.StartsOn
	}
	return min(o.Meetings[len(o.Meetings)-1].HeldOn+1, o.EndsOn)
}

func (in meetingInput) input() courses.MeetingInput {
	return courses.MeetingInput{HeldOn: in.HeldOn, From: in.From, To: in.To, Title: in.Title, Place: in.Place, Facilitators: in.Facilitators, Agenda: in.Agenda}
}

// AddMeeting plans a meeting.
func (h *Handlers) AddMeeting(c *web.Ctx) error {
	var in meetingInput
	var meeting courses.Meeting
	err := c.Bind(&in)
	if err == nil {
		meeting, err = h.Courses.SaveMeeting(c.Context(), c.Actor, c.Params("offering"), "", in.input())
	}
	if fault.Is(err, fault.Invalid) {
		return h.showMeetingForm(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "meetings.saved")
	return c.See(meetingPath(meeting.OfferingID, meeting.ID))
}

// EditMeeting shows the form for a meeting that is planned.
func (h *Handlers) EditMeeting(c *web.Ctx) error { return h.showEditMeeting(c, 200, nil) }

func (h *Handlers) showEditMeeting(c *web.Ctx, status int, form *parts.Filled) error {
	m, err := h.Courses.Meeting(c.Context(), c.Actor, c.Params("offering"), c.Params("meeting"))
	if err == nil && !m.Whole {
		err = fault.New(fault.Denied, "courses.not_whole")
	}
	if err != nil {
		return err
	}
	filled := c.Fill(meetingInput{HeldOn: m.HeldOn, From: courses.Clock(m.FromMinute), To: courses.Clock(m.ToMinute), Title: m.Title, Place: m.Place, Facilitators: m.Facilitators, Agenda: m.Agenda}, nil)
	if form != nil {
		filled = *form
	}
	o := courses.MeetingsPage{Offering: m.Offering}
	return c.Render(status, showMeetingForm(newMeetingForm(c.Page("meetings.edit"), o, meetingPath(m.OfferingID, m.ID)+"/edit", filled)))
}

// UpdateMeeting changes a meeting that is planned.
func (h *Handlers) UpdateMeeting(c *web.Ctx) error {
	var in meetingInput
	offering, id := c.Params("offering"), c.Params("meeting")
	err := c.Bind(&in)
	if err == nil {
		_, err = h.Courses.SaveMeeting(c.Context(), c.Actor, offering, id, in.input())
	}
	if fault.Is(err, fault.Invalid) {
		form := c.Fill(in, err)
		return h.showEditMeeting(c, 422, &form)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "meetings.saved")
	return c.See(meetingPath(offering, id))
}

// CancelMeeting calls a meeting off.
func (h *Handlers) CancelMeeting(c *web.Ctx) error {
	offering, id := c.Params("offering"), c.Params("meeting")
	err := h.Courses.CancelMeeting(c.Context(), c.Actor, offering, id)
	if fault.Is(err, fault.Conflict) {
		return sayAndSee(c, err, meetingPath(offering, id))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Info, "meetings.cancelled_done")
	return c.See(meetingsPath(offering))
}

type meetingPage struct {
	web.Page
	Path      string
	Facts     []parts.Fact
	Agenda    string // sanitised when saved
	People    parts.Grid
	Sheets    []sheetLine
	Minutes   []minutesView
	Form      parts.Filled // of the minutes
	Locked    bool
	Cancelled bool
	MayCancel bool
	Whole     bool // the reader runs the offering as a whole
	Over      bool // no code is shown any more
}

// sheetLine is a printed sheet with its ways.
type sheetLine struct {
	Code, About, Type, PDF string
}

// minutesView is a text of the minutes.
type minutesView struct {
	HTML  string // sanitised when saved
	Said  string // who wrote and locked it
	Title string // of a correction
}

// Meeting shows a meeting.
func (h *Handlers) Meeting(c *web.Ctx) error { return h.showMeeting(c, 200, parts.Filled{}) }

func (h *Handlers) showMeeting(c *web.Ctx, status int, form parts.Filled) error {
	m, err := h.Courses.Meeting(c.Context(), c.Actor, c.Params("offering"), c.Params("meeting"))
	if err != nil {
		return err
	}
	return c.Render(status, showMeeting(meetingPageOf(c.PageCalled(m.Title), m, form)))
}

func meetingPageOf(page web.Page, m courses.MeetingPage, form parts.Filled) meetingPage {
	path := meetingPath(m.OfferingID, m.ID)
	p := meetingPage{Page: page, Path: path, Agenda: m.AgendaHTML, Form: form, Locked: m.Locked(), Whole: m.Whole, Cancelled: m.CancelledAt != nil, Over: m.Over(m.Now)}
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", m.Offering.Code, "/offerings/"+m.OfferingID, p.T("meetings.title"), meetingsPath(m.OfferingID))
	p.Lead = m.CourseTitle
	p.Facts = []parts.Fact{{Label: p.T("meetings.when_head"), Text: when(p.Printer, m.Meeting)}, {Label: p.T("courses.place"), Text: m.Place}}
	if m.Facilitators != "" {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("meetings.facilitators"), Text: oneLine(m.Facilitators)})
	}
	p.Facts = append(p.Facts, parts.Fact{Label: p.T("meetings.present"), Text: p.T("courses.n_of_m", "n", m.Present(), "m", len(m.Rows))})
	if !p.Cancelled {
		p.Actions = meetingActions(p)
	}
	p.People = presenceGrid(page, m)
	p.MayCancel = m.Whole && !p.Cancelled && len(m.Minutes) == 0
	for _, r := range m.Rows {
		p.MayCancel = p.MayCancel && !r.Said
	}
	for _, s := range m.Sheets {
		to := sheetPath(m.OfferingID, s)
		p.Sheets = append(p.Sheets, sheetLine{Code: s.Printed(), About: p.T("meetings.sheet.about", "at", s.PrintedAt, "count", len(s.Enrolments)), Type: to, PDF: to + "/pdf"})
	}
	if draft := m.Draft(); draft != nil {
		p.Form = p.Form.With("source", draft.Source)
		p.Minutes = append(p.Minutes, minutesView{HTML: draft.HTML, Said: p.T("meetings.minutes.draft_by", "name", draft.Author, "at", draft.WrittenAt)})
		return p
	}
	for i, one := range m.Minutes {
		view := minutesView{HTML: one.HTML, Said: p.T("meetings.minutes.locked_by", "name", one.Locker, "at", *one.LockedAt)}
		if i > 0 {
			view.Title, view.Said = p.T("meetings.minutes.correction", "number", i), p.T("meetings.minutes.corrected_by", "name", one.Locker, "at", *one.LockedAt)
		}
		p.Minutes = append(p.Minutes, view)
	}
	return p
}

func presenceGrid(p web.Page, m courses.MeetingPage) parts.Grid {
	g := parts.Grid{Caption: p.T("meetings.presence"), Hidden: true, Columns: []parts.Column{{Label: p.T("courses.person")}, {Label: p.T("courses.institution")}, {Label: p.T("meetings.signed")}, {Label: p.T("courses.hours"), Numeric: true}}}
	over := !m.Now.Before(m.End())
	for _, r := range m.Rows {
		signed, hour := p.T("meetings.signed.not"), parts.Cell{Text: p.T("meetings.nothing_said")}
		if r.SignedAt != nil {
			signed = clock(*r.SignedAt)
		}
		if r.Said {
			hour.Text = hours(p.Printer, r.Hours)
			if !over && r.Hours > 0 {
				hour.Note = p.T("meetings.counts_at", "at", courses.Clock(m.ToMinute))
			}
		}
		g.Rows = append(g.Rows, []parts.Cell{{Text: r.Name}, {Text: r.Institution}, {Text: signed}, hour})
	}
	return g
}

// KeepMinutes keeps the minutes, locks them or adds a correction.
func (h *Handlers) KeepMinutes(c *web.Ctx) error {
	var in struct {
		Source string `form:"source"`
		Do     string `form:"do"`
	}
	offering, id := c.Params("offering"), c.Params("meeting")
	err := c.Bind(&in)
	if err == nil {
		err = h.Courses.KeepMinutes(c.Context(), c.Actor, offering, id, in.Source, in.Do == "lock")
	}
	if fault.Is(err, fault.Invalid) {
		return h.showMeeting(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "meetings.minutes.saved")
	return c.See(meetingPath(offering, id) + "#minutes")
}
