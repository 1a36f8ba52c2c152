package web

import (
	"relevo/app/access"
	"relevo/app/selfcare"
	"relevo/app/web"
)

// Handlers answer for the pages of self-care.
type Handlers struct {
	SelfCare *selfcare.Service
}

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	manages := web.Can(selfcare.Manages)
	return []web.Route{
		{Method: "GET", Path: "/selfcare", Handle: h.Overview, Allow: web.LoggedIn, Name: "selfcare"},
		{Method: "GET", Path: "/selfcare/answer/:name", Handle: h.Questions, Allow: web.LoggedIn, Name: "selfcare.questions"},
		{Method: "POST", Path: "/selfcare/answer/:name", Handle: h.Answer, Allow: web.LoggedIn, Name: "selfcare.answer"},
		{Method: "GET", Path: "/selfcare/kept/:id", Handle: h.Kept, Allow: web.LoggedIn, Name: "selfcare.kept"},
		{Method: "POST", Path: "/selfcare/kept/:id/remove", Handle: h.Remove, Allow: web.LoggedIn, Name: "selfcare.remove"},
		{Method: "GET", Path: "/selfcare/people/:id", Handle: h.Somebody, Allow: web.LoggedIn, Name: "selfcare.somebody"},
		{Method: "GET", Path: "/selfcare/figures", Handle: h.Figures, Allow: web.Can(access.ViewFigures), Name: "selfcare.figures"},
		{Method: "GET", Path: "/selfcare/manage", Handle: h.Manage, Allow: manages, Name: "selfcare.manage"},
		{Method: "POST", Path: "/selfcare/manage/help", Handle: h.SetHelp, Allow: manages, Name: "selfcare.help"},
		{Method: "POST", Path: "/selfcare/manage/packs", Handle: h.LoadPack, Allow: manages, Name: "selfcare.pack.load"},
		{Method: "POST", Path: "/selfcare/manage/packs/:id/end", Handle: h.EndPack, Allow: manages, Name: "selfcare.pack.end"},
	}
}
