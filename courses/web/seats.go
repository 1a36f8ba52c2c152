package web

import (
	"strings"

	"github.com/skip2/go-qrcode"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

func seatsPath(offering string) string { return "/offerings/" + offering + "/seats" }

type seatsPage struct {
	web.Page
	Path         string
	Whole        bool // the reader runs the offering as a whole
	Facts        []parts.Fact
	Form         parts.Filled // of the limit
	EntryForm    parts.Filled
	Line         parts.Grid
	Moved        string // how many have got a seat from the line; empty: nobody
	Code         string // in two groups; empty: nobody can enrol themselves
	Address      string // with the code
	Short        string // where the code is typed
	QR           parts.QR
	For          string // whom it is for, and until when
	Institutions []parts.Option
	Cadres       []parts.Option
}

type seatsInput struct {
	Seats *int `form:"seats"`
}

type entryInput struct {
	LastOn       db.Date        `form:"last_on"`
	Cadres       []people.Cadre `form:"cadres"`
	Institutions []string       `form:"institutions"`
}

// Seats shows how many fit into an offering, who waits and the code to enrol with.
func (h *Handlers) Seats(c *web.Ctx) error { return h.showSeats(c, 200, nil, nil) }

func (h *Handlers) showSeats(c *web.Ctx, status int, form, entry *parts.Filled) error {
	seats, err := h.Courses.Seats(c.Context(), c.Actor, c.Params("offering"))
	if err != nil {
		return err
	}
	filled := c.Fill(seatsInput{Seats: seats.Seats}, nil)
	if form != nil {
		filled = *form
	}
	opening := c.Fill(entryInput{LastOn: seats.EndsOn}, nil)
	if entry != nil {
		opening = *entry
	}
	page, err := seatsPageOf(c.Page("seats.title"), seats, filled, opening, h.base(c))
	if err != nil {
		return err
	}
	return c.Render(status, showSeats(page))
}

// base is where people reach relevo.
func (h *Handlers) base(c *web.Ctx) string {
	if h.Base != nil {
		return h.Base()
	}
	return c.BaseURL()
}

func seatsPageOf(page web.Page, s courses.SeatsPage, form, entry parts.Filled, base string) (seatsPage, error) {
	p := seatsPage{Page: page, Path: seatsPath(s.ID), Whole: s.Whole, Form: form, EntryForm: entry}
	p.EntryForm.ID = "entry"
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", s.Code, "/offerings/"+s.ID)
	p.Lead = s.CourseTitle
	p.Facts = []parts.Fact{{Label: p.T("courses.enrolled"), Text: enrolledOf(page, s)}, {Label: p.T("seats.waiting"), Text: p.Value(len(s.Line))}}
	p.Line = lineGrid(page, s)
	if s.Moved > 0 {
		p.Moved = p.T("seats.moved", "count", s.Moved, "at", *s.LastMoved)
	}
	for _, i := range s.Institutions {
		p.Institutions = append(p.Institutions, parts.Option{Value: i.ID, Label: i.Name})
	}
	for _, cadre := range people.Cadres() {
		p.Cadres = append(p.Cadres, parts.Option{Value: string(cadre), Label: p.T(cadre.Key())})
	}
	if s.Entry == nil {
		return p, nil
	}
	p.Code, p.Short, p.Address = grouped(s.Entry.Code), base+"/enrol", base+"/enrol/"+s.Entry.Code
	p.For = entryFor(page, s)
	code, err := qrcode.New(p.Address, qrcode.Medium)
	if err != nil {
		return p, err
	}
	p.QR = parts.QROf(code.Bitmap())
	return p, nil
}

// enrolledOf says how many seats are taken.
func enrolledOf(p web.Page, s courses.SeatsPage) string {
	if s.Seats == nil {
		return p.T("seats.no_limit", "enrolled", s.Enrolled)
	}
	return p.T("courses.n_of_m", "n", s.Enrolled, "m", *s.Seats)
}

// entryFor says whom the code is for, and until when.
func entryFor(p web.Page, s courses.SeatsPage) string {
	var places, cadres []string
	for _, i := range s.EntryPlaces {
		places = append(places, i.Name)
	}
	for _, cadre := range s.Entry.Cadres {
		cadres = append(cadres, p.T(cadre.Key()))
	}
	if len(places) == 0 {
		places = []string{p.T("seats.entry.all_places")}
	}
	if len(cadres) == 0 {
		cadres = []string{p.T("seats.entry.all_cadres")}
	}
	return p.T("seats.entry.for", "last", s.Entry.LastOn, "cadres", strings.Join(cadres, ", "), "places", strings.Join(places, ", "))
}

func lineGrid(p web.Page, s courses.SeatsPage) parts.Grid {
	g := parts.Grid{Caption: p.T("seats.line"), Hidden: true, Columns: []parts.Column{{Label: p.T("courses.person")}, {Label: p.T("seats.place"), Numeric: true}, {Label: p.T("courses.institution")}, {Label: p.T("seats.since")}, {Label: p.T("courses.more"), Act: true}}}
	for _, r := range s.Line {
		name, more := parts.Cell{Text: r.Name}, parts.Cell{Text: p.T("courses.nothing_to_do")}
		if r.Mine {
			more = parts.Cell{Part: parts.Do(seatsPath(s.ID)+"/line/"+r.ID, parts.Button{Label: p.T("seats.take_out"), Weight: parts.Quiet})}
		} else {
			name.Text = p.T("seats.elsewhere")
		}
		if !r.InPost {
			name.Note = p.T("courses.presence.left")
		}
		g.Rows = append(g.Rows, []parts.Cell{name, {Text: p.Value(r.Place)}, {Text: r.Institution}, {Text: p.Instant(r.AskedAt)}, more})
	}
	return g
}

// SetSeats says how many fit into an offering.
func (h *Handlers) SetSeats(c *web.Ctx) error {
	var in seatsInput
	err := c.Bind(&in)
	if err == nil {
		err = h.Courses.SetSeats(c.Context(), c.Actor, c.Params("offering"), in.Seats)
	}
	if fault.Is(err, fault.Invalid) {
		form := c.Fill(in, err)
		form.Values = map[string][]string{"seats": {c.FormValue("seats")}}
		return h.showSeats(c, 422, &form, nil)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "seats.saved")
	return c.See(seatsPath(c.Params("offering")))
}

// OpenEntry lets people enrol themselves with a code.
func (h *Handlers) OpenEntry(c *web.Ctx) error {
	var in entryInput
	err := c.Bind(&in)
	if err == nil {
		_, err = h.Courses.OpenEntry(c.Context(), c.Actor, c.Params("offering"), courses.EntryInput{LastOn: in.LastOn, Cadres: in.Cadres, InstitutionIDs: in.Institutions})
	}
	if fault.Is(err, fault.Invalid) {
		form := c.Fill(in, err)
		return h.showSeats(c, 422, nil, &form)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "seats.entry.opened")
	return c.See(seatsPath(c.Params("offering")) + "#entry")
}

// CloseEntry ends enrolling by code.
func (h *Handlers) CloseEntry(c *web.Ctx) error {
	if err := h.Courses.CloseEntry(c.Context(), c.Actor, c.Params("offering")); err != nil {
		return err
	}
	c.Flash(parts.Info, "seats.entry.closed")
	return c.See(seatsPath(c.Params("offering")) + "#entry")
}

// TakeOutOfLine takes somebody out of the line.
func (h *Handlers) TakeOutOfLine(c *web.Ctx) error {
	if err := h.Courses.TakeOutOfLine(c.Context(), c.Actor, c.Params("offering"), c.Params("place")); err != nil {
		return err
	}
	c.Flash(parts.Info, "seats.taken_out")
	return c.See(seatsPath(c.Params("offering")))
}

type entryPage struct {
	web.Page
	Action  string
	Form    parts.Filled // where the code is typed
	Facts   []parts.Fact
	Summary string
	Lang    string
	Full    string // that who enrols now waits; empty while there are seats
	Refused string
	Lacks   []string // courses to complete before
	Waiting string
	Leave   string // where they leave the line
	Course  string // their own; empty: not enrolled
	Then    string // where to go afterwards
}

// EntryCode asks for the code with which people enrol themselves.
func (h *Handlers) EntryCode(c *web.Ctx) error {
	var in roomCodeInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	if code, ok := courses.ParseRoomCode(in.Code); ok {
		return c.See("/enrol/" + code)
	}
	if in.Code == "" {
		return h.askEntry(c, 200, in, nil)
	}
	return h.askEntry(c, 422, in, fault.OnField("code", "survey.code.wrong"))
}

func (h *Handlers) askEntry(c *web.Ctx, status int, in roomCodeInput, err error) error {
	return c.Render(status, showEntry(askEntryPage(c.Page("seats.enter.title"), c.Fill(in, err))))
}

func askEntryPage(page web.Page, form parts.Filled) entryPage {
	p := entryPage{Page: page, Form: form}
	p.Crumbs = crumbs(p.Title, p.T("courses.learn.title"), "/learn")
	p.Lead = p.T("seats.enter.lead")
	return p
}

// Entry shows the offering whose code somebody has.
func (h *Handlers) Entry(c *web.Ctx) error {
	view, err := h.Courses.EntryByCode(c.Context(), c.Actor, c.Params("code"))
	if fault.Is(err, fault.Invalid) {
		return h.askEntry(c, 422, roomCodeInput{Code: c.Params("code")}, err)
	}
	if err != nil {
		return err
	}
	return c.Render(200, showEntry(entryPageOf(c.PageCalled(view.CourseTitle), view, c.Params("code"), c.Query("then"))))
}

func entryPageOf(page web.Page, v courses.EntryView, code, then string) entryPage {
	p := entryPage{Page: page, Action: "/enrol/" + code, Summary: v.Summary, Lang: v.Language, Then: then}
	p.Crumbs = crumbs(p.Title, p.T("courses.learn.title"), "/learn")
	p.Facts = []parts.Fact{{Label: p.T("courses.mode"), Text: modeName(p.Printer, v.Mode)}, {Label: p.T("courses.days"), Text: days(p.Printer, v.Offering)}, {Label: p.T("courses.hours"), Text: hours(p.Printer, v.Hours)}}
	if v.Place != "" {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("courses.place"), Text: v.Place})
	}
	switch {
	case v.EnrolmentID != "":
		p.Course = "/learn/" + v.EnrolmentID
	case v.Waiting > 0:
		p.Waiting, p.Leave = p.T("seats.wait", "place", v.Waiting), "/waiting/"+v.ID+"/leave"
	case v.Refused != "":
		p.Refused = p.T(v.Refused)
		for _, course := range v.Lacks {
			p.Lacks = append(p.Lacks, course.Title)
		}
	case v.Full:
		p.Full = p.T("seats.enter.full", "count", v.Line)
	}
	return p
}

// Enter enrols whoever has the code, or puts them into the line.
func (h *Handlers) Enter(c *web.Ctx) error {
	code := c.Params("code")
	view, err := h.Courses.Enter(c.Context(), c.Actor, code)
	switch {
	case fault.Is(err, fault.Invalid):
		return h.askEntry(c, 422, roomCodeInput{Code: code}, err)
	case fault.Is(err, fault.Conflict):
		return c.See("/enrol/" + code)
	case err != nil:
		return err
	case view.EnrolmentID == "":
		c.Flash(parts.Info, "seats.wait", "place", view.Waiting)
		return c.See("/learn")
	}
	c.Flash(parts.Good, "seats.enter.done")
	if then := c.FormValue("then"); strings.HasPrefix(then, "/meet/") {
		return c.See(then)
	}
	return c.See("/learn/" + view.EnrolmentID)
}

// LeaveLine takes the reader out of a line.
func (h *Handlers) LeaveLine(c *web.Ctx) error {
	if err := h.Courses.LeaveLine(c.Context(), c.Actor, c.Params("offering")); err != nil {
		return err
	}
	c.Flash(parts.Info, "seats.wait.left")
	return c.See("/learn")
}

// ReadMessage notes that the reader has read a message.
func (h *Handlers) ReadMessage(c *web.Ctx) error {
	if err := h.Courses.ReadMessage(c.Context(), c.Actor, c.Params("message")); err != nil {
		return err
	}
	return c.See("/learn")
}

// waitLine is a place in a line on the page of one's courses.
type waitLine struct{ Title, Lang, Said, Leave string }

// messageView is a message on the page of one's courses.
type messageView struct {
	Title, Said string
	Texts       []string
	Read        string
}

// told gives what the page of one's courses says of lines and messages.
func (h *Handlers) told(c *web.Ctx) (waits []waitLine, messages []messageView, err error) {
	lines, err := h.Courses.MyWaits(c.Context(), c.Actor)
	if err != nil {
		return nil, nil, err
	}
	list, err := h.Courses.MyMessages(c.Context(), c.Actor)
	return waitLines(c.Page("courses.learn.title"), lines), messageViews(c.Page("courses.learn.title"), list), err
}

func waitLines(p web.Page, list []courses.MyWait) []waitLine {
	var out []waitLine
	for _, w := range list {
		out = append(out, waitLine{Title: w.CourseTitle, Lang: w.Language, Said: p.T("seats.wait", "place", w.Place), Leave: "/waiting/" + w.OfferingID + "/leave"})
	}
	return out
}

func messageViews(p web.Page, list []courses.MyMessage) []messageView {
	var out []messageView
	for _, m := range list {
		view := messageView{Title: m.Subject, Said: p.T("following.from", "name", m.Author, "at", m.SentAt, "course", m.CourseTitle), Texts: m.Paragraphs(), Read: "/messages/" + m.ID + "/read"}
		if m.Kind == courses.SeatFree {
			view.Title, view.Said, view.Texts = p.T("seats.notice", "course", m.CourseTitle), p.Instant(m.SentAt), []string{p.T("seats.notice.text", "from", m.StartsOn, "to", m.EndsOn)}
		}
		out = append(out, view)
	}
	return out
}

// foldTitle is what opening a code, or another one, is called.
func (p seatsPage) foldTitle() string {
	if p.Code == "" {
		return p.T("seats.entry.open")
	}
	return p.T("seats.entry.again")
}
