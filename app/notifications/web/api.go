package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/notifications"
	"relevo/app/web"
	"relevo/app/web/api"
)

// told are the permissions with which a program may read what its owner is told; of each kind it takes the kind's own.
var told = []access.Permission{access.Learn, access.ScoreResponses, access.ImportRoster, access.ViewNames, access.ManageAccounts}

type notification struct {
	ID        string      `json:"id"`
	Kind      string      `json:"kind"`
	Says      string      `json:"says" doc:"In the language of Accept-Language."`
	Path      string      `json:"path" doc:"Of the page where to see to it."`
	CreatedAt db.Instant  `json:"created_at"`
	ReadAt    *db.Instant `json:"read_at"`
}

type notificationsQuery struct {
	Unread bool `form:"unread" doc:"Those alone that were not read."`
	api.Paging
}

type oneNotification struct {
	ID string `path:"notification"`
}

type setting struct {
	Kind string   `json:"kind"`
	Way  string   `json:"way" enum:"app,mail,daily,weekly,off"`
	Ways []string `json:"ways,omitempty" doc:"What may be chosen; left out in a request."`
}

type settings struct {
	Settings   []setting `json:"settings" doc:"Of the kinds that concern the owner and the token."`
	Configured bool      `json:"mail" doc:"Mail is sent from here."`
}

type settingsBody struct {
	Body struct {
		Settings []setting `json:"settings" doc:"Those to change."`
	}
}

// API is what programs do with this slice.
func (h *Handlers) API() []web.Route {
	return []web.Route{
		api.Op[notificationsQuery, api.Page[notification]]{
			Method: "GET", Path: "/notifications", Name: "notifications", Summary: "What the owner is told, the newest first", Needs: told, Stands: []string{"notifications"},
			Do: func(c *web.Ctx, in notificationsQuery) (api.Page[notification], error) {
				most, err := in.Most()
				if err != nil {
					return api.Page[notification]{}, err
				}
				list, err := h.Notifications.List(c.Context(), c.Actor, notifications.ListInput{After: in.After, Most: most, Unread: in.Unread})
				return api.First(list, most, func(n notifications.Notification) string { return n.ID }, func(n notifications.Notification) notification { return notificationOf(c, n) }), err
			},
		}.Route(),
		api.Op[oneNotification, notification]{
			Method: "POST", Path: "/notifications/:notification/read", Name: "notifications.read", Summary: "Mark one as read", Needs: told, Stands: []string{"notifications.read"},
			Do: func(c *web.Ctx, in oneNotification) (notification, error) {
				one, err := h.Notifications.Read(c.Context(), c.Actor, in.ID)
				if err != nil {
					return notification{}, err
				}
				return notificationOf(c, one), nil
			},
		}.Route(),
		api.Op[struct{}, api.None]{
			Method: "POST", Path: "/notifications/read", Name: "notifications.read_all", Summary: "Mark all as read", Needs: told, Stands: []string{"notifications.read_all"},
			Do: func(c *web.Ctx, _ struct{}) (api.None, error) {
				return api.None{}, h.Notifications.ReadAll(c.Context(), c.Actor)
			},
		}.Route(),
		api.Op[struct{}, settings]{
			Method: "GET", Path: "/notification-settings", Name: "notifications.settings", Summary: "How the owner is told of each kind", Needs: told, Stands: []string{"notifications.settings"},
			Do: func(c *web.Ctx, _ struct{}) (settings, error) { return h.settings(c) },
		}.Route(),
		api.Op[settingsBody, settings]{
			Method: "PUT", Path: "/notification-settings", Name: "notifications.choose", Summary: "Choose how to be told of kinds", Needs: told, Stands: []string{"notifications.choose"},
			Do: func(c *web.Ctx, in settingsBody) (settings, error) {
				var list []notifications.Setting
				for _, one := range in.Body.Settings {
					list = append(list, notifications.Setting{Kind: notifications.Kind(one.Kind), Way: notifications.Way(one.Way)})
				}
				if err := h.Notifications.Choose(c.Context(), c.Actor, list); err != nil {
					return settings{}, err
				}
				return h.settings(c)
			},
		}.Route(),
	}
}

func notificationOf(c *web.Ctx, n notifications.Notification) notification {
	return notification{n.ID, string(n.Kind), n.Says(c.Printer), n.Path, n.CreatedAt, n.ReadAt}
}

func (h *Handlers) settings(c *web.Ctx) (settings, error) {
	found, err := h.Notifications.Settings(c.Context(), c.Actor)
	out := settings{Settings: []setting{}, Configured: found.Configured}
	for _, one := range found.List {
		s := setting{Kind: string(one.Kind), Way: string(one.Way)}
		for _, way := range one.Ways() {
			s.Ways = append(s.Ways, string(way))
		}
		out.Settings = append(out.Settings, s)
	}
	return out, err
}
