package web

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

type rollPage struct {
	web.Page
	Meeting string
	Path    string
	Back    string
	Form    parts.Filled
	Key     string // of this form: sent twice it notes nothing twice
	Now     string // the server's clock, in milliseconds
	Closed  string // why nothing can be noted yet; empty when it can
	Rows    []rollRow
}

// rollRow is a person on the list.
type rollRow struct {
	ID, Name, About string
	Here            bool
	Part            string // how long, when it was not all of it
	Was             string // what stood there when the page was made
	Field, Error    string
}

func partField(enrolmentID string) string { return "q_" + enrolmentID }

// rollState writes what stands in a row, to see whether somebody changed it.
func rollState(here bool, part string) string {
	return strconv.FormatBool(here) + " " + strings.TrimSpace(part)
}

// Roll shows the list of a meeting, to be ticked in the room.
func (h *Handlers) Roll(c *web.Ctx) error {
	m, err := h.Courses.Meeting(c.Context(), c.Actor, c.Params("offering"), c.Params("meeting"))
	if err != nil {
		return err
	}
	return c.Render(200, showRoll(rollPageOf(c.Page("meetings.roll"), m, parts.Filled{}, nil)))
}

func rollPageOf(page web.Page, m courses.MeetingPage, form parts.Filled, here map[string]bool) rollPage {
	path := meetingPath(m.OfferingID, m.ID)
	p := rollPage{Page: page, Meeting: m.ID, Path: path, Back: path, Form: form, Key: db.NewSecret(), Now: strconv.FormatInt(m.Now.Time().UnixMilli(), 10)}
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", m.Offering.Code, "/offerings/"+m.OfferingID, p.T("meetings.title"), meetingsPath(m.OfferingID), m.Title, path)
	p.Lead = p.T("meetings.roll.lead", "title", m.Title, "when", when(p.Printer, m.Meeting))
	if !m.Takes(m.Now) {
		p.Closed = p.T("meetings.not_yet", "on", m.HeldOn, "at", courses.Clock(m.FromMinute))
	}
	for _, r := range m.Rows {
		row := rollRow{ID: r.EnrolmentID, Name: r.Name, About: r.Institution, Here: r.Hours > 0, Field: partField(r.EnrolmentID)}
		if r.Hours > 0 && r.Hours < m.Hours() {
			row.Part = strconv.FormatFloat(r.Hours, 'f', -1, 64)
		}
		if r.SignedAt != nil {
			row.About = p.T("meetings.roll.signed", "institution", r.Institution, "at", clock(*r.SignedAt))
		}
		row.Was = rollState(row.Here, row.Part)
		if here != nil {
			row.Here, row.Part = here[r.EnrolmentID], form.Value(row.Field)
		}
		row.Error = form.Error(row.Field)
		p.Rows = append(p.Rows, row)
	}
	return p
}

// KeepRoll notes what was changed on the list, for those without scripts.
func (h *Handlers) KeepRoll(c *web.Ctx) error {
	var in struct {
		Key  string   `form:"key"`
		Here []string `form:"here"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	m, err := h.Courses.Meeting(c.Context(), c.Actor, c.Params("offering"), c.Params("meeting"))
	if err != nil {
		return err
	}
	here, typed := map[string]bool{}, map[string][]string{}
	for _, id := range in.Here {
		here[id] = true
	}
	var marks []courses.Mark
	var check fault.Check
	for _, r := range m.Rows {
		part := strings.TrimSpace(c.FormValue(partField(r.EnrolmentID)))
		typed[partField(r.EnrolmentID)] = []string{part}
		if rollState(here[r.EnrolmentID], part) == c.FormValue("was_"+r.EnrolmentID) {
			continue
		}
		hours, err := presence(m.Meeting, here[r.EnrolmentID], part)
		check.That(err == nil, partField(r.EnrolmentID), keyOf(err), pairsOf(err)...)
		marks = append(marks, courses.Mark{Key: in.Key + ":" + r.EnrolmentID, EnrolmentID: r.EnrolmentID, Hours: hours})
	}
	err = check.Err()
	if err == nil {
		_, err = h.Courses.MarkMeeting(c.Context(), c.Actor, m.OfferingID, m.ID, courses.ByRoll, marks)
	}
	if fault.Is(err, fault.Invalid) {
		form := parts.Filled{Values: typed, Messages: c.Fill(struct{}{}, err).Messages}
		return c.Render(422, showRoll(rollPageOf(c.Page("meetings.roll"), m, form, here)))
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "meetings.roll.saved", "count", len(marks))
	return c.See(meetingPath(m.OfferingID, m.ID))
}

// presence reads how long somebody was there: all of it, unless it says how long.
func presence(m courses.Meeting, here bool, part string) (float64, error) {
	if !here {
		return 0, nil
	}
	hours, said, err := m.ParsePresence(part)
	if err == nil && !said {
		hours = m.Hours()
	}
	return hours, err
}

func keyOf(err error) string {
	var e *fault.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return "fault.invalid"
}

func pairsOf(err error) []any {
	var e *fault.Error
	if errors.As(err, &e) {
		return e.Pairs
	}
	return nil
}

// sentMarks is what the list's script sends.
type sentMarks struct {
	Marks []struct {
		Key       string `json:"key"`
		Enrolment string `json:"enrolment"`
		Here      bool   `json:"here"`
		Part      string `json:"part"`
		At        int64  `json:"at"` // milliseconds, by the server's clock
	} `json:"marks"`
}

// keptMarks is what it is told, only once the marks are stored.
type keptMarks struct {
	Saved   []string          `json:"saved"`   // keys
	Refused map[string]string `json:"refused"` // keys, and why
	Text    string            `json:"text"`
}

// Marks keeps marks that a script sends, when there is a connection.
func (h *Handlers) Marks(c *web.Ctx) error {
	var in sentMarks
	if err := json.Unmarshal(c.Body(), &in); err != nil {
		return fault.Because(err, fault.Invalid, "fault.bad_request")
	}
	m, err := h.Courses.Meeting(c.Context(), c.Actor, c.Params("offering"), c.Params("meeting"))
	if err != nil {
		return err
	}
	out := keptMarks{Saved: []string{}, Refused: map[string]string{}}
	var marks []courses.Mark
	for _, one := range in.Marks {
		hours, err := presence(m.Meeting, one.Here, one.Part)
		if err != nil {
			out.Refused[one.Key] = c.T(keyOf(err), pairsOf(err)...)
			continue
		}
		marks = append(marks, courses.Mark{Key: one.Key, EnrolmentID: one.Enrolment, Hours: hours, At: db.At(time.UnixMilli(one.At))})
	}
	marked, err := h.Courses.MarkMeeting(c.Context(), c.Actor, m.OfferingID, m.ID, courses.ByRoll, marks)
	if err != nil {
		return err
	}
	out.Saved = append(out.Saved, marked.Saved...)
	for _, key := range marked.Refused {
		out.Refused[key] = c.T("meetings.roll.not_enrolled")
	}
	out.Text = c.T("meetings.roll.kept", "at", clock(marked.At))
	c.Set("Cache-Control", "no-store")
	return c.JSON(out)
}
