package web

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

type meetingRoomPage struct {
	web.Page
	Back    string
	When    string
	Closed  string // why no code is shown; empty when one is
	Code    string // in two groups
	QR      parts.QR
	Address string // where the code is typed
	Signed  string
	Codes   string // all to come, for the script
	Bits    string // their QR codes
	Side    string // squares along a side of them
	From    string // when the first is shown, in milliseconds
	Now     string // the server's clock
}

// MeetingRoom shows the code to those in the room, full screen. The page has all codes of the
// meeting, so that it goes on without a connection.
func (h *Handlers) MeetingRoom(c *web.Ctx) error {
	room, err := h.Courses.RoomCodes(c.Context(), c.Actor, c.Params("offering"), c.Params("meeting"))
	if err != nil {
		return err
	}
	base := c.BaseURL()
	if h.Base != nil {
		base = h.Base()
	}
	page, err := meetingRoomPageOf(c.PageCalled(room.Title), room, base)
	if err != nil {
		return err
	}
	return c.Render(200, showMeetingRoom(page))
}

func meetingRoomPageOf(page web.Page, room courses.RoomCodes, base string) (meetingRoomPage, error) {
	p := meetingRoomPage{Page: page, Back: meetingPath(room.OfferingID, room.ID), When: when(page.Printer, room.Meeting), Address: base + "/meet"}
	p.Plain, p.OwnHeading = true, true
	p.Lead = room.CourseTitle
	if len(room.Codes) == 0 {
		p.Closed = p.T("meetings.room.closed", "on", room.HeldOn, "at", courses.Clock(room.FromMinute))
		return p, nil
	}
	p.Signed = p.T("meetings.room.signed", "n", room.Signed, "m", room.Enrolled)
	p.Code = grouped(room.Codes[0])
	p.From, p.Now = strconv.FormatInt(room.From.Time().UnixMilli(), 10), strconv.FormatInt(room.Now.Time().UnixMilli(), 10)
	bits := make([]string, len(room.Codes))
	for i, code := range room.Codes {
		drawn, err := qrcode.New(base+"/meet/"+code, qrcode.Medium)
		if err != nil {
			return p, err
		}
		square := drawn.Bitmap() // once: the library adds to what it encodes each time
		if i == 0 {
			p.QR = parts.QROf(square)
		}
		bits[i], p.Side = packed(square), strconv.Itoa(len(square))
	}
	p.Codes, p.Bits = strings.Join(room.Codes, " "), strings.Join(bits, " ")
	return p, nil
}

// grouped writes a code in two groups.
func grouped(code string) string {
	return strings.ToUpper(code[:len(code)/2] + " " + code[len(code)/2:])
}

// packed writes the squares of a QR code with the white around it, row after row, eight a byte.
func packed(square [][]bool) string {
	out := make([]byte, (len(square)*len(square)+7)/8)
	for y, row := range square {
		for x, dark := range row {
			if at := y*len(square) + x; dark {
				out[at/8] |= 1 << (7 - at%8)
			}
		}
	}
	return base64.StdEncoding.EncodeToString(out)
}

type signPage struct {
	web.Page
	Action  string
	Form    parts.Filled // without a code that works: where it is typed
	Facts   []parts.Fact
	Agenda  string // sanitised when saved
	Lang    string
	Signed  string // when they have; empty: not yet
	Course  string // the person's own; empty: not enrolled
	Refused string // why they cannot sign
	Enrol   string // where they may enrol themselves; empty: nowhere
}

// SignCode asks for the code that is shown in the room.
func (h *Handlers) SignCode(c *web.Ctx) error {
	var in roomCodeInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	if code, ok := courses.ParseMeetingCode(in.Code); ok {
		return c.See("/meet/" + code)
	}
	if in.Code == "" {
		return h.askCode(c, 200, in, nil)
	}
	return h.askCode(c, 422, in, fault.OnField("code", "meetings.code_shape"))
}

func (h *Handlers) askCode(c *web.Ctx, status int, in roomCodeInput, err error) error {
	return c.Render(status, showSign(askCodePage(c.Page("meetings.sign"), c.Fill(in, err))))
}

func askCodePage(page web.Page, form parts.Filled) signPage {
	p := signPage{Page: page, Form: form}
	p.Lead = p.T("meetings.sign.lead")
	return p
}

// Sign shows the meeting whose code was scanned or typed.
func (h *Handlers) Sign(c *web.Ctx) error {
	view, err := h.Courses.MeetingByCode(c.Context(), c.Actor, c.Params("code"))
	if fault.Is(err, fault.Invalid) {
		return h.askCode(c, 422, roomCodeInput{Code: c.Params("code")}, err)
	}
	if err != nil {
		return err
	}
	return c.Render(200, showSign(signPageOf(c.PageCalled(view.Title), view, c.Params("code"))))
}

func signPageOf(page web.Page, v courses.SignInView, code string) signPage {
	p := signPage{Page: page, Action: "/meet/" + code, Agenda: v.AgendaHTML, Lang: v.Language}
	p.Lead = v.CourseTitle
	p.Facts = []parts.Fact{{Label: p.T("meetings.when_head"), Text: when(p.Printer, v.Meeting)}, {Label: p.T("courses.place"), Text: v.Place}}
	if v.Facilitators != "" {
		p.Facts = append(p.Facts, parts.Fact{Label: p.T("meetings.facilitators"), Text: oneLine(v.Facilitators)})
	}
	switch {
	case v.EnrolmentID == "":
		p.Refused = p.T("meetings.not_enrolled", "course", v.CourseTitle)
		if v.EnrolCode != "" {
			p.Enrol = "/enrol/" + v.EnrolCode + "?then=" + p.Action
		}
	case v.SignedAt != nil:
		p.Signed, p.Course = p.T("meetings.sign.done", "at", clock(*v.SignedAt)), "/learn/"+v.EnrolmentID
	default:
		p.Course = "/learn/" + v.EnrolmentID
	}
	return p
}

// SignIn notes that somebody is at the meeting.
func (h *Handlers) SignIn(c *web.Ctx) error {
	code := c.Params("code")
	view, err := h.Courses.SignIn(c.Context(), c.Actor, code)
	switch {
	case fault.Is(err, fault.Invalid):
		return h.askCode(c, 422, roomCodeInput{Code: code}, err)
	case fault.Is(err, fault.Conflict):
		return c.See("/meet/" + code)
	case err != nil:
		return err
	}
	c.Flash(parts.Good, "meetings.sign.done", "at", clock(*view.SignedAt))
	return c.See("/learn/" + view.EnrolmentID)
}

// meetingLine is a meeting as those who take part see it.
type meetingLine struct {
	Title, When, Place string
	Agenda             string // sanitised when saved
}

// myMeetings gives the meetings of one of the actor's own courses; a virtual one has none.
func (h *Handlers) myMeetings(c *web.Ctx, course courses.LearnCourse) ([]meetingLine, error) {
	if course.Mode == courses.Virtual {
		return nil, nil
	}
	list, err := h.Courses.MyMeetings(c.Context(), c.Actor, course.EnrolmentID)
	return meetingLines(c.Printer, list), err
}

func meetingLines(p *i18n.Printer, list []courses.Meeting) []meetingLine {
	lines := make([]meetingLine, len(list))
	for i, m := range list {
		lines[i] = meetingLine{Title: m.Title, When: when(p, m), Place: m.Place, Agenda: m.AgendaHTML}
	}
	return lines
}
