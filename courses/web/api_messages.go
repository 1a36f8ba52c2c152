package web

import (
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

type sentToGroup struct {
	ID      string     `json:"id"`
	Subject string     `json:"subject"`
	Body    string     `json:"body"`
	SentAt  db.Instant `json:"sent_at"`
	Author  string     `json:"author"`
	To      groupBody  `json:"to"`
	People  int        `json:"people"`
	Mailed  int        `json:"mailed"`
	Read    int        `json:"read" doc:"How many have."`
}

type groupBody struct {
	Stage       courses.Stage `json:"stage,omitempty" doc:"Only who has come this far."`
	Institution string        `json:"institution,omitempty" doc:"Only who was enrolled from there."`
	Show        string        `json:"show,omitempty" enum:"stuck,left" doc:"Only who is stuck, or who has left their post."`
	Days        int           `json:"days,omitempty" doc:"After how many without a step somebody counts as stuck: 3, 7, 14 or 30; 7 when left out."`
}

func groupBodyOf(g courses.Group) groupBody {
	out := groupBody{Stage: g.Stage, Institution: g.InstitutionID, Days: g.Days}
	switch {
	case g.Stuck:
		out.Show = "stuck"
	case g.Left:
		out.Show = "left"
	}
	return out
}

type tellGroup struct {
	oneOffering
	Body struct {
		To          groupBody `json:"to" doc:"{} for everybody."`
		Subject     string    `json:"subject"`
		Body        string    `json:"body"`
		IncludeLeft bool      `json:"include_left,omitempty" doc:"Those too who are not in their post any more."`
		Look        bool      `json:"look,omitempty" doc:"Only say whom it would reach; nobody is told."`
	}
}

type toldGroup struct {
	Told   int      `json:"told" doc:"How many are told, or would be."`
	Mailed int      `json:"mailed" doc:"By mail too."`
	Names  []string `json:"names" doc:"When only looked at: of those whom it would reach."`
}

type ownMessage struct {
	ID          string     `json:"id"`
	Kind        string     `json:"kind" doc:"message: in a trainer's words. seat: a seat became free."`
	OfferingID  string     `json:"offering_id"`
	CourseTitle string     `json:"course_title"`
	Subject     string     `json:"subject"`
	Body        string     `json:"body"`
	Author      string     `json:"author"`
	SentAt      db.Instant `json:"sent_at"`
}

type oneMessage struct {
	ID string `path:"message"`
}

// messagesAPI is for telling people of an offering something, and reading what one was told.
func (h *Handlers) messagesAPI() []web.Route {
	return []web.Route{
		api.Op[oneOffering, api.Page[sentToGroup]]{
			Method: "GET", Path: "/offerings/:offering/messages", Name: "messages", Summary: "What people of an offering were told, the newest first", Needs: apiRunners,
			Do: func(c *web.Ctx, in oneOffering) (api.Page[sentToGroup], error) {
				list, err := h.Courses.Follow(c.Context(), c.Actor, in.ID, courses.Group{}, "name")
				return api.Page[sentToGroup]{Items: api.Each(list.Messages, func(m courses.SentMessage) sentToGroup {
					return sentToGroup{m.ID, m.Subject, m.Body, m.SentAt, m.Author, groupBodyOf(m.Group), m.People, m.Mail, m.Read}
				})}, err
			},
		}.Route(),
		api.Op[tellGroup, toldGroup]{
			Method: "POST", Path: "/offerings/:offering/messages", Name: "messages.send", Summary: "Tell some of an offering something, here and by mail", Needs: apiRunners, Stands: []string{"courses.message"}, Do: h.apiTell,
		}.Route(),
		api.Op[api.None, api.Page[ownMessage]]{
			Method: "GET", Path: "/me/messages", Name: "messages.mine", Summary: "What the owner was told and has not read, the newest first", Needs: apiLearners,
			Do: func(c *web.Ctx, _ api.None) (api.Page[ownMessage], error) {
				list, err := h.Courses.MyMessages(c.Context(), c.Actor)
				return api.Page[ownMessage]{Items: api.Each(list, func(m courses.MyMessage) ownMessage {
					return ownMessage{m.ID, string(m.Kind), m.OfferingID, m.CourseTitle, m.Subject, m.Body, m.Author, m.SentAt}
				})}, err
			},
		}.Route(),
		api.Op[oneMessage, api.None]{
			Method: "POST", Path: "/me/messages/:message/read", Name: "message.read", Summary: "Note that the owner has read a message", Needs: apiLearners, Stands: []string{"courses.read_message"},
			Do: func(c *web.Ctx, in oneMessage) (api.None, error) {
				return api.None{}, h.Courses.ReadMessage(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
	}
}

func (h *Handlers) apiTell(c *web.Ctx, in tellGroup) (toldGroup, error) {
	to := in.Body.To
	group, wrong := groupQuery(to).group(c)
	message := courses.MessageInput{Group: group, Subject: in.Body.Subject, Body: in.Body.Body, IncludeLeft: in.Body.IncludeLeft}
	out := toldGroup{Names: []string{}}
	if in.Body.Look || wrong != nil {
		list, err := h.Courses.PreviewMessage(c.Context(), c.Actor, in.ID, message)
		if err == nil {
			err = wrong
		}
		for _, f := range list {
			out.Names = append(out.Names, f.Name)
		}
		out.Told = len(list)
		return out, err
	}
	var err error
	out.Told, out.Mailed, err = h.Courses.SendMessage(c.Context(), c.Actor, in.ID, message)
	return out, err
}
