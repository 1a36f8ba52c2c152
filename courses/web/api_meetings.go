package web

import (
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

type meetingRead struct {
	ID           string      `json:"id"`
	HeldOn       db.Date     `json:"held_on"`
	From         string      `json:"from" doc:"9:05"`
	To           string      `json:"to"`
	Hours        float64     `json:"hours"`
	Title        string      `json:"title"`
	Place        string      `json:"place"`
	Facilitators string      `json:"facilitators" doc:"One a line."`
	Agenda       string      `json:"agenda" doc:"Markdown."`
	CancelledAt  *db.Instant `json:"cancelled_at"`
}

func meetingReadOf(m courses.Meeting) meetingRead {
	return meetingRead{m.ID, m.HeldOn, courses.Clock(m.FromMinute), courses.Clock(m.ToMinute), m.Hours(), m.Title, m.Place, m.Facilitators, m.Agenda, m.CancelledAt}
}

// meetingPlan is a meeting that may be changed: its ETag is its version.
type meetingPlan struct {
	meetingRead
	version string
}

// Version is what If-Match is compared with.
func (m meetingPlan) Version() string { return m.version }

func meetingPlanOf(m courses.Meeting) meetingPlan { return meetingPlan{meetingReadOf(m), m.Version()} }

type meetingInList struct {
	meetingRead
	Present int  `json:"present" doc:"With hours that count."`
	Marked  int  `json:"marked" doc:"Whose presence was noted, in whatever way."`
	Locked  bool `json:"locked" doc:"The minutes are."`
}

type meetingBody struct {
	HeldOn       db.Date `json:"held_on"`
	From         string  `json:"from" doc:"9:00"`
	To           string  `json:"to"`
	Title        string  `json:"title"`
	Place        string  `json:"place"`
	Facilitators string  `json:"facilitators,omitempty" doc:"One a line."`
	Agenda       string  `json:"agenda,omitempty" doc:"Markdown."`
}

func (in meetingBody) service(seen string) courses.MeetingInput {
	return courses.MeetingInput{HeldOn: in.HeldOn, From: in.From, To: in.To, Title: in.Title, Place: in.Place, Facilitators: in.Facilitators, Agenda: in.Agenda, Seen: seen}
}

type planMeeting struct {
	oneOffering
	Body meetingBody
}

type oneMeeting struct {
	oneOffering
	MeetingID string `path:"meeting"`
}

type changeMeeting struct {
	oneMeeting
	Seen string `header:"If-Match" doc:"The ETag of the meeting that the change is written upon: 412 when it is no longer current."`
	Body meetingBody
}

type minutesRead struct {
	ID        string      `json:"id"`
	Source    string      `json:"source" doc:"Markdown."`
	WrittenAt db.Instant  `json:"written_at"`
	Author    string      `json:"author"`
	LockedAt  *db.Instant `json:"locked_at" doc:"null: a draft."`
}

type minutesOfMeeting struct {
	Minutes []minutesRead `json:"minutes" doc:"The first, then its corrections."`
}

type keepMinutes struct {
	oneMeeting
	Body struct {
		Source string `json:"source" doc:"Markdown."`
		Lock   bool   `json:"lock,omitempty" doc:"Nobody changes it from then on; what is written later is a correction below it."`
	}
}

// meetingsAPI is for planning meetings and keeping their minutes.
func (h *Handlers) meetingsAPI() []web.Route {
	return []web.Route{
		api.Op[oneOffering, api.Page[meetingInList]]{
			Method: "GET", Path: "/offerings/:offering/meetings", Name: "meetings", Summary: "Meetings of an offering, in their order", Needs: apiRunners, Stands: []string{"courses.meetings", "courses.new_meeting"},
			Do: func(c *web.Ctx, in oneOffering) (api.Page[meetingInList], error) {
				page, err := h.Courses.Meetings(c.Context(), c.Actor, in.ID)
				return api.Page[meetingInList]{Items: api.Each(page.Meetings, func(m courses.MeetingSummary) meetingInList {
					return meetingInList{meetingReadOf(m.Meeting), m.Present, m.Marked, m.Locked}
				})}, err
			},
		}.Route(),
		api.Op[planMeeting, meetingPlan]{
			Method: "POST", Path: "/offerings/:offering/meetings", Name: "meetings.plan", Summary: "Plan a meeting; it takes over the hours that were noted for its day as a whole", Needs: apiRunners, Status: 201,
			Stands: []string{"courses.add_meeting"},
			Do: func(c *web.Ctx, in planMeeting) (meetingPlan, error) {
				made, err := h.Courses.SaveMeeting(c.Context(), c.Actor, in.ID, "", in.Body.service(""))
				return meetingPlanOf(made), err
			},
		}.Route(),
		api.Op[oneMeeting, meetingPlan]{
			Method: "GET", Path: "/offerings/:offering/meetings/:meeting", Name: "meeting", Summary: "One meeting as it is planned", Needs: apiRunners, Stands: []string{"courses.edit_meeting"}, Do: h.apiMeeting,
		}.Route(),
		api.Op[changeMeeting, meetingPlan]{
			Method: "PUT", Path: "/offerings/:offering/meetings/:meeting", Name: "meeting.change", Summary: "Change a meeting; those who take part are told when it moves", Needs: apiRunners, Stands: []string{"courses.update_meeting"},
			Do: func(c *web.Ctx, in changeMeeting) (meetingPlan, error) {
				changed, err := h.Courses.SaveMeeting(c.Context(), c.Actor, in.ID, in.MeetingID, in.Body.service(in.Seen))
				return meetingPlanOf(changed), err
			},
		}.Route(),
		api.Op[oneMeeting, meetingPlan]{
			Method: "POST", Path: "/offerings/:offering/meetings/:meeting/cancel", Name: "meeting.cancel", Summary: "Call a meeting off at which nobody was present", Needs: apiRunners, Stands: []string{"courses.cancel_meeting"},
			Do: func(c *web.Ctx, in oneMeeting) (meetingPlan, error) {
				if err := h.Courses.CancelMeeting(c.Context(), c.Actor, in.ID, in.MeetingID); err != nil {
					return meetingPlan{}, err
				}
				return h.apiMeeting(c, in)
			},
		}.Route(),
		api.Op[oneMeeting, minutesOfMeeting]{
			Method: "GET", Path: "/offerings/:offering/meetings/:meeting/minutes", Name: "meeting.minutes", Summary: "Minutes of a meeting", Needs: apiRunners, Do: h.apiMinutes,
		}.Route(),
		api.Op[keepMinutes, minutesOfMeeting]{
			Method: "POST", Path: "/offerings/:offering/meetings/:meeting/minutes", Name: "meeting.minutes.keep", Summary: "Keep the draft of the minutes, lock them, or correct them once they are locked", Needs: apiRunners,
			Stands: []string{"courses.keep_minutes"},
			Do: func(c *web.Ctx, in keepMinutes) (minutesOfMeeting, error) {
				if err := h.Courses.KeepMinutes(c.Context(), c.Actor, in.ID, in.MeetingID, in.Body.Source, in.Body.Lock); err != nil {
					return minutesOfMeeting{}, err
				}
				return h.apiMinutes(c, in.oneMeeting)
			},
		}.Route(),
	}
}

func (h *Handlers) apiMeeting(c *web.Ctx, in oneMeeting) (meetingPlan, error) {
	page, err := h.Courses.Meeting(c.Context(), c.Actor, in.ID, in.MeetingID)
	return meetingPlanOf(page.Meeting), err
}

func (h *Handlers) apiMinutes(c *web.Ctx, in oneMeeting) (minutesOfMeeting, error) {
	page, err := h.Courses.Meeting(c.Context(), c.Actor, in.ID, in.MeetingID)
	return minutesOfMeeting{api.Each(page.Minutes, func(m courses.Minutes) minutesRead {
		return minutesRead{m.ID, m.Source, m.WrittenAt, m.Author, m.LockedAt}
	})}, err
}
