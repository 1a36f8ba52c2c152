package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/app/webhooks"
)

type webhook struct {
	ID           string      `json:"id"`
	Address      string      `json:"address"`
	Events       []string    `json:"events"`
	CreatedAt    db.Instant  `json:"created_at"`
	FailingSince *db.Instant `json:"failing_since" doc:"The first failure since the last message that was delivered; null: all is well."`
	PausedAt     *db.Instant `json:"paused_at"`
	PausedWhy    string      `doc:"Empty: it is not paused."                                                                 enum:",owner,failing,gone"               json:"paused_why"`
	FormerUntil  *db.Instant `doc:"Until when the secret before signs too; null where there is none."                        json:"former_secret_until"`
}

func webhookOf(w webhooks.Webhook) webhook {
	out := webhook{ID: w.ID, Address: w.Address, Events: []string{}, CreatedAt: w.CreatedAt, FailingSince: w.FailingSince, PausedAt: w.PausedAt, PausedWhy: string(w.PausedWhy), FormerUntil: w.FormerUntil}
	for _, k := range w.Kinds() {
		out.Events = append(out.Events, string(k))
	}
	return out
}

// webhookWithSecret is one whose secret was made just now.
type webhookWithSecret struct {
	webhook
	Secret string `json:"secret" doc:"What messages are signed with (Standard Webhooks); shown this once."`
}

type webhookBody struct {
	Address string   `json:"address" doc:"https, and a public address."`
	Events  []string `json:"events" enum:"posting.started,posting.ended,posting.corrected,staff_list.confirmed,staff_list.undone,course.completed,certificate.issued,certificate.revoked,assessment.scored"`
}

func (in webhookBody) input() webhooks.Input {
	out := webhooks.Input{Address: in.Address}
	for _, k := range in.Events {
		out.Events = append(out.Events, webhooks.Kind(k))
	}
	return out
}

type createWebhook struct {
	Body webhookBody
}

type oneWebhook struct {
	ID string `path:"webhook"`
}

type changeWebhook struct {
	ID   string `path:"webhook"`
	Body webhookBody
}

type webhookDelivery struct {
	ID        string      `json:"id"`
	MessageID string      `json:"message_id" doc:"The webhook-id that the receiver sees: the same each time it is sent."`
	Event     string      `json:"event"`
	State     string      `json:"state" enum:"waiting,delivered,failed"`
	Tries     int         `json:"tries"`
	Status    int         `json:"status" doc:"Of the last answer; 0: there was none."`
	Trouble   string      `json:"trouble" enum:",status,redirect,timeout,inside,certificate,unreachable,paused,not_allowed"`
	CreatedAt db.Instant  `json:"created_at"`
	TriedAt   *db.Instant `json:"tried_at"`
}

func deliveryOf(d webhooks.Delivery) webhookDelivery {
	return webhookDelivery{d.ID, d.MessageID, string(d.Event), string(d.State), d.Tries, d.Status, string(d.Trouble), d.CreatedAt, d.TriedAt}
}

type deliveriesQuery struct {
	ID string `path:"webhook"`
	api.Paging
}

type oneDelivery struct {
	WebhookID string `path:"webhook"`
	ID        string `path:"delivery"`
}

// API is what programs do with webhooks.
func (h *Handlers) API() []web.Route {
	manages := []access.Permission{webhooks.Manages}
	one := func(w webhooks.Webhook, err error) (webhook, error) { return webhookOf(w), err }
	secret := func(w webhooks.Webhook, secret string, err error) (webhookWithSecret, error) {
		return webhookWithSecret{webhookOf(w), secret}, err
	}
	return []web.Route{
		api.Op[struct{}, api.Page[webhook]]{
			Method: "GET", Path: "/webhooks", Name: "webhooks", Summary: "The owner's webhooks", Needs: manages, Stands: []string{"webhooks"},
			Do: func(c *web.Ctx, _ struct{}) (api.Page[webhook], error) {
				list, err := h.Webhooks.List(c.Context(), c.Actor)
				return api.Page[webhook]{Items: api.Each(list, webhookOf)}, err
			},
		}.Route(),
		api.Op[createWebhook, webhookWithSecret]{
			Method: "POST", Path: "/webhooks", Name: "webhooks.create", Summary: "Have an address told of events; the secret is shown this once", Needs: manages, Status: 201, Secret: true, Stands: []string{"webhooks.create"},
			Do: func(c *web.Ctx, in createWebhook) (webhookWithSecret, error) {
				return secret(h.Webhooks.Create(c.Context(), c.Actor, in.Body.input()))
			},
		}.Route(),
		api.Op[oneWebhook, webhook]{
			Method: "GET", Path: "/webhooks/:webhook", Name: "webhook", Summary: "One webhook", Needs: manages, Stands: []string{"webhook"},
			Do: func(c *web.Ctx, in oneWebhook) (webhook, error) {
				return one(h.Webhooks.One(c.Context(), c.Actor, in.ID))
			},
		}.Route(),
		api.Op[changeWebhook, webhook]{
			Method: "PUT", Path: "/webhooks/:webhook", Name: "webhook.change", Summary: "Change a webhook's address and events", Needs: manages, Stands: []string{"webhook.change"},
			Do: func(c *web.Ctx, in changeWebhook) (webhook, error) {
				return one(h.Webhooks.Change(c.Context(), c.Actor, in.ID, in.Body.input()))
			},
		}.Route(),
		api.Op[oneWebhook, api.None]{
			Method: "DELETE", Path: "/webhooks/:webhook", Name: "webhook.remove", Summary: "End a webhook", Needs: manages, Stands: []string{"webhook.remove"},
			Do: func(c *web.Ctx, in oneWebhook) (api.None, error) {
				return api.None{}, h.Webhooks.Remove(c.Context(), c.Actor, in.ID)
			},
		}.Route(),
		api.Op[oneWebhook, webhookWithSecret]{
			Method: "POST", Path: "/webhooks/:webhook/secret", Name: "webhook.rotate", Summary: "Give a webhook a new secret, shown this once; the one before signs too, for a day", Needs: manages, Secret: true, Stands: []string{"webhook.rotate"},
			Do: func(c *web.Ctx, in oneWebhook) (webhookWithSecret, error) {
				return secret(h.Webhooks.Rotate(c.Context(), c.Actor, in.ID))
			},
		}.Route(),
		api.Op[oneWebhook, webhook]{
			Method: "POST", Path: "/webhooks/:webhook/pause", Name: "webhook.pause", Summary: "Have nothing sent until it is resumed; what happens meanwhile is not sent later", Needs: manages, Stands: []string{"webhook.pause"},
			Do: func(c *web.Ctx, in oneWebhook) (webhook, error) {
				return one(h.Webhooks.Pause(c.Context(), c.Actor, in.ID))
			},
		}.Route(),
		api.Op[oneWebhook, webhook]{
			Method: "POST", Path: "/webhooks/:webhook/resume", Name: "webhook.resume", Summary: "Have a webhook told again of what happens from now on", Needs: manages, Stands: []string{"webhook.resume"},
			Do: func(c *web.Ctx, in oneWebhook) (webhook, error) {
				return one(h.Webhooks.Resume(c.Context(), c.Actor, in.ID))
			},
		}.Route(),
		api.Op[oneWebhook, webhookDelivery]{
			Method: "POST", Path: "/webhooks/:webhook/test", Name: "webhook.test", Summary: "Have a message sent that tells of nothing", Needs: manages, Status: 201, Stands: []string{"webhook.test"},
			Do: func(c *web.Ctx, in oneWebhook) (webhookDelivery, error) {
				d, err := h.Webhooks.Test(c.Context(), c.Actor, in.ID)
				return deliveryOf(d), err
			},
		}.Route(),
		api.Op[deliveriesQuery, api.Page[webhookDelivery]]{
			Method: "GET", Path: "/webhooks/:webhook/deliveries", Name: "webhook.deliveries", Summary: "What was sent in the last thirty days, the newest first", Needs: manages,
			Do: func(c *web.Ctx, in deliveriesQuery) (api.Page[webhookDelivery], error) {
				most, err := in.Most()
				if err != nil {
					return api.Page[webhookDelivery]{}, err
				}
				list, err := h.Webhooks.Deliveries(c.Context(), c.Actor, in.ID, in.After, most)
				return api.First(list, most, func(d webhooks.Delivery) string { return d.ID }, deliveryOf), err
			},
		}.Route(),
		api.Op[oneDelivery, webhookDelivery]{
			Method: "POST", Path: "/webhooks/:webhook/deliveries/:delivery/redeliver", Name: "webhook.redeliver", Summary: "Send a message again that was delivered or given up", Needs: manages, Stands: []string{"webhook.redeliver"},
			Do: func(c *web.Ctx, in oneDelivery) (webhookDelivery, error) {
				d, err := h.Webhooks.Redeliver(c.Context(), c.Actor, in.WebhookID, in.ID)
				return deliveryOf(d), err
			},
		}.Route(),
	}
}
