package web

import (
	"strconv"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

func followingPath(offering string) string { return "/offerings/" + offering + "/following" }

type groupInput struct {
	Stage       courses.Stage `form:"stage"`
	Institution string        `form:"institution"`
	Show        string        `form:"show"` // "", "stuck" or "left"
	Days        int           `form:"days"`
	Order       string        `form:"order"`
}

func (in groupInput) group() courses.Group {
	return courses.Group{Stage: in.Stage, InstitutionID: in.Institution, Stuck: in.Show == "stuck", Left: in.Show == "left", Days: in.Days}
}

// hidden gives the group as the fields that send it on.
func (in groupInput) hidden() []parts.Option {
	return []parts.Option{{Value: string(in.Stage), Label: "stage"}, {Value: in.Institution, Label: "institution"}, {Value: in.Show, Label: "show"}, {Value: strconv.Itoa(in.Days), Label: "days"}}
}

type messageInput struct {
	groupInput
	Subject     string `form:"subject"`
	Body        string `form:"body"`
	IncludeLeft bool   `form:"include_left"`
	Do          string `form:"do"`
}

func (in messageInput) message() courses.MessageInput {
	return courses.MessageInput{Group: in.group(), Subject: in.Subject, Body: in.Body, IncludeLeft: in.IncludeLeft}
}

type followingPage struct {
	web.Page
	Path         string
	Counts       []parts.Link
	Filter       parts.Filled
	Stages       []parts.Option
	Institutions []parts.Option
	Days         []parts.Option
	Orders       []parts.Option
	People       parts.Grid
	Said         string // how many are shown
	Hidden       []parts.Option
	Form         parts.Filled // of the message
	AskLeft      bool         // some of the group have left
	Preview      *messagePreview
	Sent         parts.Grid
	Explained    []string
}

// messagePreview is a message and whom it would reach.
type messagePreview struct {
	Subject string
	Texts   []string
	To      string
	Names   []string
}

// Following shows who is where in an offering, who is stuck and who has left.
func (h *Handlers) Following(c *web.Ctx) error {
	var in groupInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	return h.showFollowing(c, 200, messageInput{groupInput: in}, parts.Filled{}, nil)
}

func (h *Handlers) showFollowing(c *web.Ctx, status int, in messageInput, form parts.Filled, preview *messagePreview) error {
	f, err := h.Courses.Follow(c.Context(), c.Actor, c.Params("offering"), in.group(), in.Order)
	if err != nil {
		return err
	}
	page := followingPageOf(c.Page("following.title"), f, in, form, c.Actor.Somewhere(access.ViewStaff))
	page.Preview = preview
	return c.Render(status, showFollowing(page))
}

func followingPageOf(page web.Page, f courses.Following, in messageInput, form parts.Filled, linkPeople bool) followingPage {
	in.Days = f.Group.Days
	p := followingPage{Page: page, Path: followingPath(f.ID), Form: form, Hidden: in.hidden()}
	p.Form.ID = "message"
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", f.Code, "/offerings/"+f.ID)
	p.Lead = f.CourseTitle
	p.Counts = followCounts(page, f)
	p.choices(f, in.groupInput)
	p.Said = p.T("following.shown", "count", len(f.Rows), "all", f.All)
	p.People = followGrid(page, f, linkPeople)
	for _, one := range f.Rows {
		p.AskLeft = p.AskLeft || one.Gone() && one.Stage != courses.Withdrawn
	}
	p.AskLeft = p.AskLeft && !f.Group.Left
	p.Sent = sentGrid(page, f)
	p.Explained = []string{p.T("following.explained.stuck", "days", f.Group.Days), p.T("following.explained.left"), p.T("following.explained.message")}
	return p
}

// followCounts are ways to the groups that a trainer asks for most.
func followCounts(p web.Page, f courses.Following) []parts.Link {
	base := followingPath(f.ID)
	all := !f.Group.Stuck && !f.Group.Left
	return []parts.Link{{Label: p.T("following.all"), Href: base, Count: p.Value(f.All), Current: all},
		{Label: p.T("following.stuck"), Href: base + "?show=stuck&order=stuck", Count: p.Value(f.Stuck), Current: f.Group.Stuck},
		{Label: p.T("following.left"), Href: base + "?show=left", Count: p.Value(f.Left), Current: f.Group.Left}}
}

func (p *followingPage) choices(f courses.Following, in groupInput) {
	p.Filter = parts.Filled{ID: "filter", Values: map[string][]string{"stage": {string(in.Stage)}, "institution": {in.Institution}, "show": {in.Show}, "days": {strconv.Itoa(in.Days)}, "order": {in.Order}}}
	p.Stages = []parts.Option{{Label: p.T("following.any")}}
	for _, stage := range f.Told {
		p.Stages = append(p.Stages, parts.Option{Value: string(stage), Label: p.T("following.stage_count", "stage", p.T("courses.stage."+string(stage)), "n", f.Stages[stage])})
	}
	p.Institutions = []parts.Option{{Label: p.T("following.any")}}
	for _, i := range f.Institutions {
		p.Institutions = append(p.Institutions, parts.Option{Value: i.ID, Label: i.Name})
	}
	for _, n := range courses.StuckDayChoices() {
		p.Days = append(p.Days, parts.Option{Value: strconv.Itoa(n), Label: p.T("following.days", "count", n)})
	}
	for _, order := range courses.Orders() {
		value := order
		if order == "name" {
			value = ""
		}
		p.Orders = append(p.Orders, parts.Option{Value: value, Label: p.T("following.order." + order)})
	}
}

func followGrid(p web.Page, f courses.Following, linkPeople bool) parts.Grid {
	g := parts.Grid{Caption: p.T("courses.people"), Hidden: true, Columns: []parts.Column{{Label: p.T("courses.person")}, {Label: p.T("courses.stage")}, {Label: p.T("following.last")}, {Label: p.T("following.next")}, {Label: p.T("following.notice")}}}
	for _, r := range f.Rows {
		name := parts.Cell{Text: r.Name, Note: r.Institution}
		if linkPeople {
			name.Href = "/people/" + r.PersonID
		}
		last := p.T("following.never")
		if r.LastOn > 0 {
			last = p.Date(r.LastOn)
		}
		amount := p.T("following.lessons", "n", r.Read, "m", r.Lessons)
		if f.Mode == courses.FaceToFace {
			amount = p.T("following.attended", "hours", r.Attended)
		}
		g.Rows = append(g.Rows, []parts.Cell{name, {Part: stageState(p.Printer, r.Stage), Note: amount}, {Text: last}, {Text: followStep(p, r)}, followNotice(p, r)})
	}
	return g
}

// followStep says what comes next for somebody.
func followStep(p web.Page, r courses.Follow) string {
	switch {
	case r.Stage == courses.Withdrawn:
		return withdrawnNote(p, r.RollRow)
	case r.Step.Kind == courses.StepLesson:
		return p.T("following.step.lesson", "title", r.Step.Title)
	case r.Step.Kind == courses.StepNotOpen:
		return p.T("following.step.not_open", "on", r.Step.On)
	default:
		return p.T("following.step." + string(r.Step.Kind))
	}
}

// followNotice says that somebody is stuck, or has left the post.
func followNotice(p web.Page, r courses.Follow) parts.Cell {
	switch {
	case r.Gone() && r.Presence == courses.Moved:
		return parts.Cell{Part: parts.State(parts.Neutral, p.T("courses.presence.moved", "to", r.Now)), Note: sinceLeft(p, r.LeftOn)}
	case r.Gone():
		return parts.Cell{Part: parts.State(parts.Neutral, p.T("courses.presence.left")), Note: sinceLeft(p, r.LeftOn)}
	case r.Stuck != "":
		return parts.Cell{Part: parts.State(parts.Notice, p.T("following.why."+string(r.Stuck))), Note: p.T("following.since", "on", r.Since)}
	default:
		return parts.Cell{Text: p.T("courses.nothing_to_do")}
	}
}

func sinceLeft(p web.Page, on db.Date) string {
	if on == 0 {
		return p.T("following.left_unknown")
	}
	return p.T("following.left_since", "on", on)
}

func sentGrid(p web.Page, f courses.Following) parts.Grid {
	g := parts.Grid{Caption: p.T("following.sent"), Columns: []parts.Column{{Label: p.T("following.subject")}, {Label: p.T("following.to")}, {Label: p.T("following.sent_at")}, {Label: p.T("following.people"), Numeric: true}, {Label: p.T("following.mailed"), Numeric: true}, {Label: p.T("following.have_read"), Numeric: true}}}
	for _, m := range f.Messages {
		g.Rows = append(g.Rows, []parts.Cell{{Text: m.Subject, Note: m.Body}, {Text: groupWords(p, m.Group, f)}, {Text: p.Instant(m.SentAt), Note: m.Author}, {Text: p.Value(m.People)}, {Text: p.Value(m.Mail)}, {Text: p.Value(m.Read)}})
	}
	return g
}

// groupWords says a group in words.
func groupWords(p web.Page, g courses.Group, f courses.Following) string {
	words := p.T("following.all")
	switch {
	case g.Stuck:
		words = p.T("following.group.stuck", "days", g.Days)
	case g.Left:
		words = p.T("following.left")
	}
	if g.Stage != "" {
		words += " · " + p.T("courses.stage."+string(g.Stage))
	}
	for _, i := range f.Institutions {
		if i.ID == g.InstitutionID {
			words += " · " + i.Name
		}
	}
	return words
}

// Message shows whom a message would reach and, when that was seen, sends it.
func (h *Handlers) Message(c *web.Ctx) error {
	var in messageInput
	err := c.Bind(&in)
	if err == nil && in.Do == "send" {
		return h.sendMessage(c, in)
	}
	var preview *messagePreview
	if err == nil && in.Do != "change" {
		var list []courses.Follow
		if list, err = h.Courses.PreviewMessage(c.Context(), c.Actor, c.Params("offering"), in.message()); err == nil {
			preview = previewOf(c.Page("following.title"), in, list)
		}
	}
	if fault.Is(err, fault.Invalid) {
		return h.showFollowing(c, 422, in, c.Fill(in, err), nil)
	}
	if err != nil {
		return err
	}
	return h.showFollowing(c, 200, in, c.Fill(in, nil), preview)
}

func (h *Handlers) sendMessage(c *web.Ctx, in messageInput) error {
	back := followingPath(c.Params("offering"))
	told, mailed, err := h.Courses.SendMessage(c.Context(), c.Actor, c.Params("offering"), in.message())
	switch {
	case fault.Is(err, fault.Invalid):
		return h.showFollowing(c, 422, in, c.Fill(in, err), nil)
	case fault.Is(err, fault.Conflict):
		return sayAndSee(c, err, back)
	case err != nil:
		return err
	}
	c.Flash(parts.Good, "following.done", "count", told, "mail", mailed)
	return c.See(back)
}

func previewOf(p web.Page, in messageInput, list []courses.Follow) *messagePreview {
	v := &messagePreview{Subject: in.Subject, Texts: courses.Message{Body: in.Body}.Paragraphs(), To: p.T("following.preview.to", "count", len(list))}
	for _, f := range list {
		v.Names = append(v.Names, f.Name)
	}
	return v
}
