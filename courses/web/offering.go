package web

import (
	"math"
	"slices"
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

type offeringsPage struct {
	web.Page
	Offerings parts.Grid
}

// OfferingList lists the offerings that concern the actor.
func (h *Handlers) OfferingList(c *web.Ctx) error {
	list, err := h.Courses.Offerings(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showOfferings(newOfferingsPage(c.Page("courses.offerings"), list, courses.Blind(c.Actor))))
}

// newOfferingsPage makes the list; whoever rates responses is told how many have handed in
// the last test, and not how many of them were scored.
func newOfferingsPage(page web.Page, list []courses.OfferingSummary, rates bool) offeringsPage {
	p := offeringsPage{Page: page}
	p.Lead = p.T("courses.offerings.lead")
	p.Actions = parts.LinkButton("/offerings/new", parts.Button{Label: p.T("courses.offering.any"), Icon: "plus"})
	done := p.T("courses.completed")
	if rates {
		done = p.T("courses.handed_in")
	}
	p.Offerings = parts.Grid{Caption: p.T("courses.offerings"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("courses.offering")}, {Label: p.T("courses.course")}, {Label: p.T("courses.days")},
		{Label: p.T("courses.institutions")}, {Label: p.T("courses.enrolled"), Numeric: true}, {Label: done, Numeric: true},
	}}
	for _, o := range list {
		n := o.Completed
		if rates {
			n = o.HandedIn
		}
		p.Offerings.Rows = append(p.Offerings.Rows, []parts.Cell{
			{Text: o.Code, Href: "/offerings/" + o.ID, Note: modeName(p.Printer, o.Mode)}, {Text: o.CourseTitle},
			{Text: days(p.Printer, o.Offering)}, {Text: strings.Join(o.Institutions, ", ")},
			{Text: p.Number(float64(o.Enrolled), 0)}, {Text: p.Number(float64(n), 0)},
		})
	}
	return p
}

type offeringInput struct {
	Course       string       `form:"course"`
	Code         string       `form:"code"`
	Mode         courses.Mode `form:"mode"`
	StartsOn     db.Date      `form:"starts_on"`
	EndsOn       db.Date      `form:"ends_on"`
	Place        string       `form:"place"`
	Institutions []string     `form:"institutions"`
	Trainers     []string     `form:"trainers"`
	FollowUps    []string     `form:"follow_ups"`
}

// followUpMonths are the months that were ticked; none when none was.
func (in offeringInput) followUpMonths() courses.Months {
	months := courses.Months{}
	for _, word := range in.FollowUps {
		n, _ := strconv.Atoi(word) // what is no number is refused as 0
		months = append(months, n)
	}
	return months
}

type newOfferingPage struct {
	web.Page
	Form         parts.Filled
	Versions     []parts.Option
	Modes        []parts.Option
	Institutions []parts.Option
	Trainers     []parts.Option
	FollowUps    []parts.Option
	Funders      []parts.Input // one share each
}

// shareField is the name of the field with a funder's share.
func shareField(funderID string) string { return "share_" + funderID }

func newOfferingForm(page web.Page, choices courses.OfferingChoices, form parts.Filled) newOfferingPage {
	p := newOfferingPage{Page: page, Form: form}
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings")
	for _, v := range choices.Versions {
		p.Versions = append(p.Versions, parts.Option{Value: v.ID, Label: v.Title})
	}
	for _, m := range courses.Modes {
		p.Modes = append(p.Modes, parts.Option{Value: string(m), Label: modeName(p.Printer, m), Help: p.T("courses.mode_help." + string(m))})
	}
	for _, months := range courses.FollowUpChoices() {
		p.FollowUps = append(p.FollowUps, parts.Option{Value: strconv.Itoa(months), Label: p.T("courses.months_after", "count", months)})
	}
	for n, name := range people.Outline(choices.Institutions) {
		p.Institutions = append(p.Institutions, parts.Option{Value: choices.Institutions[n].ID, Label: name})
	}
	for _, t := range choices.Trainers {
		p.Trainers = append(p.Trainers, parts.Option{Value: t.ID, Label: t.Name})
	}
	for _, f := range choices.Funders {
		p.Funders = append(p.Funders, parts.Input{Name: shareField(f.ID), Label: f.Name, Kind: parts.Number})
	}
	return p
}

func (h *Handlers) showOfferingForm(c *web.Ctx, status int, form parts.Filled) error {
	choices, err := h.Courses.OfferingChoices(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	if c.Method() != "GET" {
		for _, f := range choices.Funders {
			form.Values[shareField(f.ID)] = []string{c.FormValue(shareField(f.ID))}
		}
	}
	return c.Render(status, showOfferingForm(newOfferingForm(c.Page("courses.offering.any"), choices, form)))
}

// NewOffering shows the form for an offering.
func (h *Handlers) NewOffering(c *web.Ctx) error {
	in := offeringInput{Course: c.Query("course"), Mode: courses.Virtual, FollowUps: []string{"3", "6"}}
	return h.showOfferingForm(c, 200, c.Fill(in, nil))
}

// CreateOffering schedules an offering.
func (h *Handlers) CreateOffering(c *web.Ctx) error {
	var in offeringInput
	var offering courses.Offering
	err := c.Bind(&in)
	if err == nil {
		offering, err = h.createOffering(c, in)
	}
	if fault.Is(err, fault.Invalid) {
		return h.showOfferingForm(c, 422, c.Fill(in, err))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "courses.offering.created")
	return c.See("/offerings/" + offering.ID + "/enrol")
}

func (h *Handlers) createOffering(c *web.Ctx, in offeringInput) (courses.Offering, error) {
	choices, err := h.Courses.OfferingChoices(c.Context(), c.Actor)
	if err != nil {
		return courses.Offering{}, err
	}
	out := courses.NewOffering{
		CourseVersionID: in.Course, Code: in.Code, Mode: in.Mode, StartsOn: in.StartsOn, EndsOn: in.EndsOn, Place: in.Place,
		InstitutionIDs: in.Institutions, TrainerIDs: in.Trainers, FollowUps: in.followUpMonths(),
	}
	for _, f := range choices.Funders {
		share, given, err := percent(c.FormValue(shareField(f.ID)))
		if err != nil {
			return courses.Offering{}, fault.OnField(shareField(f.ID), "fault.not_number")
		}
		if given {
			out.Funders = append(out.Funders, courses.FunderShare{FunderID: f.ID, Share: share})
		}
	}
	return h.Courses.CreateOffering(c.Context(), c.Actor, out)
}

// percent reads "60", "60 %" or "33,3" as a part of one; given is false when
// nothing or nought was written.
func percent(text string) (share float64, given bool, err error) {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	if text == "" {
		return 0, false, nil
	}
	x, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", "."), 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, false, fault.New(fault.Invalid, "fault.not_number")
	}
	return x / 100, x != 0, nil
}

type offeringPage struct {
	web.Page
	Facts     []parts.Fact
	Counts    []parts.Link // stages with how many
	Gone      string       // how many have left since; empty: none
	People    parts.Grid
	Sittings  []parts.Link
	EnrolURL  string
	SurveyURL string
	Newer     string // that there is a newer version of the course; empty: there is none
	MoveURL   string // where it is shown what going over to it would do

	Ways []parts.Link // to what else belongs to the offering
}

// Offering shows who is where.
func (h *Handlers) Offering(c *web.Ctx) error {
	offering, err := h.Courses.Offering(c.Context(), c.Actor, c.Params("offering"))
	if err != nil {
		return err
	}
	return c.Render(200, showOffering(offeringPageOf(c.PageCalled(offering.CourseTitle), offering, c.Actor)))
}

func offeringPageOf(page web.Page, o courses.OfferingPage, actor access.Actor) offeringPage {
	base := "/offerings/" + o.ID
	p := offeringPage{Page: page, EnrolURL: base + "/enrol", SurveyURL: base + "/survey", Ways: offeringWays(page, o.Offering)}
	p.Crumbs = crumbs(o.Code, p.T("courses.offerings"), "/offerings")
	attendance := ""
	if o.Mode != courses.Virtual {
		attendance = base + "/attendance"
	}
	p.Actions = offeringActions(p, attendance)
	p.Facts = offeringFacts(page, o)
	for _, stage := range o.Stages {
		if n := o.Counts[stage]; n > 0 {
			p.Counts = append(p.Counts, parts.Link{Label: p.T("courses.stage." + string(stage)), Count: p.Number(float64(n), 0)})
		}
	}
	if o.Gone > 0 {
		p.Gone = p.T("courses.gone", "count", o.Gone)
	}
	for _, s := range o.Sittings {
		label := p.T(s.Occasion.Key())
		if s.MonthsAfter > 0 {
			label = p.T("courses.sitting_after", "what", label, "count", s.MonthsAfter)
		}
		p.Sittings = append(p.Sittings, parts.Link{Label: label, Href: "/administrations/" + s.ID})
	}
	if len(o.Sittings) > 0 && len(o.Rows) > 0 && actor.Somewhere(access.ViewFigures) {
		p.Sittings = append(p.Sittings, parts.Link{Label: p.T("learning.of_cohort"), Href: "/figures/all/learning?offering=" + o.ID})
	}
	if o.Packages > 0 {
		p.Sittings = append(p.Sittings, parts.Link{Label: p.T("scorm.reported"), Href: base + "/packages"})
	}
	if o.Newer != nil {
		p.Newer = p.T("moving.newer", "n", o.Newer.Version, "now", o.Version)
		p.MoveURL = "/offerings/" + o.ID + "/version"
	}
	p.People = peopleGrid(page, o, actor.Somewhere(access.ViewStaff), slices.Contains(o.Stages, courses.Finished))
	return p
}

func offeringFacts(p web.Page, o courses.OfferingPage) []parts.Fact {
	var institutions, trainers, funders []string
	for _, i := range o.Institutions {
		institutions = append(institutions, i.Name)
	}
	for _, t := range o.Trainers {
		trainers = append(trainers, t.Name)
	}
	for _, f := range o.Funders {
		funders = append(funders, p.T("courses.funder_share", "name", f.Name, "share", p.Percent(f.Share, 0)))
	}
	facts := []parts.Fact{
		{Label: p.T("courses.code"), Text: o.Code}, {Label: p.T("courses.mode"), Text: modeName(p.Printer, o.Mode)},
		{Label: p.T("courses.days"), Text: days(p.Printer, o.Offering)}, {Label: p.T("courses.hours"), Text: hours(p.Printer, o.Hours)},
		{Label: p.T("courses.institutions"), Text: strings.Join(institutions, ", ")},
		{Label: p.T("courses.trainers"), Text: orNotYet(p, strings.Join(trainers, ", "))},
		{Label: p.T("courses.funders"), Text: orNotYet(p, strings.Join(funders, ", "))},
	}
	if o.Place != "" {
		facts = append(facts, parts.Fact{Label: p.T("courses.place"), Text: o.Place})
	}
	version := parts.Fact{Label: p.T("moving.version"), Text: p.Number(float64(o.Version), 0)}
	if n := len(o.Moves); n > 0 {
		version.Text = p.T("moving.since", "n", o.Version, "on", o.Moves[n-1].RecordedAt.Date())
	}
	facts = append(facts, version)
	if o.Seats != nil {
		facts = append(facts, parts.Fact{Label: p.T("seats.limit"), Text: p.T("seats.taken", "taken", o.Seated, "seats", *o.Seats, "waiting", o.Waiting)})
	}
	if o.Cost.Total > 0 {
		facts = append(facts, parts.Fact{Label: p.T("seats.costs"), Text: p.T("seats.cost.short", "total", soles(p.Printer, o.Cost.Total.Amount()), "trained", soles(p.Printer, o.Cost.PerTrained()), "completed", soles(p.Printer, o.Cost.PerCompletion()))})
	}
	return facts
}

// peopleGrid lists who takes part; completed asks for the day on which each completed, which
// whoever rates responses is not told.
func peopleGrid(p web.Page, o courses.OfferingPage, linkPeople, completed bool) parts.Grid {
	progress := p.T("courses.lessons_read")
	if o.Mode == courses.FaceToFace {
		progress = p.T("courses.attended")
	}
	g := parts.Grid{Caption: p.T("courses.people"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("courses.person")}, {Label: p.T("courses.institution")}, {Label: p.T("courses.stage")},
		{Label: progress, Numeric: true}, {Label: p.T("courses.way.pre")}, {Label: p.T("courses.way.post")},
	}}
	if completed {
		g.Columns = append(g.Columns, parts.Column{Label: p.T("courses.completed_on")})
	}
	g.Columns = append(g.Columns, parts.Column{Label: p.T("courses.more"), Act: true})
	for _, r := range o.Rows {
		name := parts.Cell{Text: r.Name}
		if linkPeople {
			name.Href = "/people/" + r.PersonID
		}
		amount := p.T("courses.n_of_m", "n", r.Read, "m", r.Lessons)
		if o.Mode == courses.FaceToFace {
			amount = hours(p.Printer, r.Attended)
		}
		row := []parts.Cell{
			name, {Text: r.Institution, Note: presenceNote(p, r)}, {Part: stageState(p.Printer, r.Stage), Note: withdrawnNote(p, r)},
			{Text: amount}, {Text: p.Value(r.PreOn)}, {Text: p.Value(r.PostOn)},
		}
		if completed {
			row = append(row, parts.Cell{Text: p.Value(r.CompletedOn)})
		}
		g.Rows = append(g.Rows, append(row, moreCell(p, o.ID, r)))
	}
	return g
}

// moreCell leads to what can be done about a person's place.
func moreCell(p web.Page, offeringID string, r courses.RollRow) parts.Cell {
	if r.Stage == courses.Withdrawn || r.Stage == courses.Finished || r.Stage == courses.PostHandedIn {
		return parts.Cell{Text: p.T("courses.nothing_to_do")}
	}
	return parts.Cell{Text: p.T("courses.withdraw"), Href: "/offerings/" + offeringID + "/enrolments/" + r.EnrolmentID}
}

func withdrawnNote(p web.Page, r courses.RollRow) string {
	if r.WithdrawnOn == nil {
		return ""
	}
	return p.T("courses.withdrawn_note", "on", *r.WithdrawnOn, "reason", r.WithdrawReason)
}

func presenceNote(p web.Page, r courses.RollRow) string {
	switch r.Presence {
	case courses.Left:
		return p.T("courses.presence.left")
	case courses.Moved:
		return p.T("courses.presence.moved", "to", r.Now)
	default:
		return ""
	}
}
