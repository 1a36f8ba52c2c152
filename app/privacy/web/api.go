package web

import (
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/privacy"
	"relevo/app/web"
	"relevo/app/web/api"
)

var apiManages = []access.Permission{privacy.Manages}

// API is what programs do with people's data. What somebody asks and allows of their own they do at a screen.
func (h *Handlers) API() []web.Route {
	return slices.Concat(h.requestsAPI(), h.incidentsAPI(), h.dutiesAPI())
}

type privacyRequest struct {
	ID        string            `json:"id"`
	Kind      string            `json:"kind"      enum:"access,rectification,cancellation,opposition"`
	Name      string            `json:"name"      doc:"Whose data it is about."`
	Wording   string            `json:"wording"   doc:"What they asked, in their words."`
	MadeAt    db.Instant        `json:"made_at"`
	DueOn     db.Date           `json:"due_on"    doc:"The last day on which it is answered in time, with the extension."`
	Overdue   bool              `json:"overdue"   doc:"It should have been answered by now."`
	Extension *privacyExtension `json:"extension" doc:"null: no more time was taken."`
	Answer    *privacyAnswer    `json:"answer"    doc:"null: it is open."`
}

type privacyExtension struct {
	Reason     string     `json:"reason"`
	ExtendedAt db.Instant `json:"extended_at"`
}

type privacyAnswer struct {
	Outcome    string     `json:"outcome"     enum:"granted,refused"`
	Reason     string     `json:"reason"`
	AnsweredAt db.Instant `json:"answered_at"`
}

func requestOf(c privacy.Case) privacyRequest {
	out := privacyRequest{ID: c.ID, Kind: string(c.Kind), Name: c.Name, Wording: c.Wording, MadeAt: c.MadeAt, DueOn: c.Due(), Overdue: c.Overdue()}
	if c.Extension != nil {
		out.Extension = &privacyExtension{c.Extension.Reason, c.Extension.ExtendedAt}
	}
	if c.Answer != nil {
		out.Answer = &privacyAnswer{string(c.Answer.Outcome), c.Answer.Reason, c.Answer.AnsweredAt}
	}
	return out
}

type requestsQuery struct {
	Open bool `form:"open" doc:"true: those without an answer only."`
	api.Paging
}

type oneRequest struct {
	ID string `path:"request"`
}

type answerRequest struct {
	ID   string `path:"request"`
	Body struct {
		Outcome string `json:"outcome" enum:"granted,refused"`
		Reason  string `json:"reason"  doc:"The person reads it."`
	}
}

type extendRequest struct {
	ID   string `path:"request"`
	Body struct {
		Extend string `json:"extend" doc:"Why more time is needed; the person reads it."`
	}
}

type requestCopy struct {
	ID   string `path:"request"`
	Kind string `path:"kind"    enum:"json,pdf"`
}

func (h *Handlers) requestsAPI() []web.Route {
	again := func(c *web.Ctx, id string, err error) (privacyRequest, error) {
		if err != nil {
			return privacyRequest{}, err
		}
		one, err := h.Privacy.Case(c.Context(), c.Actor, id)
		return requestOf(one), err
	}
	return []web.Route{
		api.Op[requestsQuery, api.Page[privacyRequest]]{
			Method: "GET", Path: "/privacy/requests", Name: "privacy.requests", Summary: "What people asked about their own data, the newest first", Needs: apiManages, Stands: []string{"privacy.requests"},
			Do: func(c *web.Ctx, in requestsQuery) (api.Page[privacyRequest], error) {
				most, err := in.Most()
				if err != nil {
					return api.Page[privacyRequest]{}, err
				}
				list, err := h.Privacy.CasesAfter(c.Context(), c.Actor, in.Open, in.After, most+1)
				return api.First(list, most, func(one privacy.Case) string { return one.ID }, requestOf), err
			},
		}.Route(),
		api.Op[oneRequest, privacyRequest]{
			Method: "GET", Path: "/privacy/requests/:request", Name: "privacy.request", Summary: "One request", Needs: apiManages, Stands: []string{"privacy.request"},
			Do: func(c *web.Ctx, in oneRequest) (privacyRequest, error) { return again(c, in.ID, nil) },
		}.Route(),
		api.Op[answerRequest, privacyRequest]{
			Method: "POST", Path: "/privacy/requests/:request/answer", Name: "privacy.answer", Needs: apiManages, Stands: []string{"privacy.answer"},
			Summary: "Decide a request, once. Granting a cancellation erases the person at once, and granting an opposition withdraws every consent",
			Do: func(c *web.Ctx, in answerRequest) (privacyRequest, error) {
				return again(c, in.ID, h.Privacy.Answer(c.Context(), c.Actor, in.ID, privacy.AnswerInput{Outcome: privacy.Outcome(in.Body.Outcome), Reason: in.Body.Reason}))
			},
		}.Route(),
		api.Op[extendRequest, privacyRequest]{
			Method: "POST", Path: "/privacy/requests/:request/extension", Name: "privacy.extend", Summary: "Take as much time again for the answer, once, before the first is over", Needs: apiManages, Stands: []string{"privacy.extend"},
			Do: func(c *web.Ctx, in extendRequest) (privacyRequest, error) {
				return again(c, in.ID, h.Privacy.Extend(c.Context(), c.Actor, in.ID, in.Body.Extend))
			},
		}.Route(),
		api.Op[requestCopy, api.File]{
			Method: "GET", Path: "/privacy/requests/:request/copy/:kind", Name: "privacy.copy_of", Summary: "All that is held on somebody who asked, as json or pdf; that it was taken is noted", Needs: apiManages,
			Stands: []string{"privacy.copy_of"}, Produces: []string{"application/json", "application/pdf"},
			Do: func(c *web.Ctx, in requestCopy) (api.File, error) {
				if in.Kind != "json" && in.Kind != "pdf" {
					return api.File{}, fault.Missing("noun.page")
				}
				copied, err := h.Privacy.CopyOf(c.Context(), c.Actor, in.ID)
				if err != nil {
					return api.File{}, err
				}
				body, media, err := written(c, copied, in.Kind)
				return api.File{Name: "relevo-" + copied.MadeAt.Date().String() + "." + in.Kind, Media: media, Data: body}, err
			},
		}.Route(),
	}
}
