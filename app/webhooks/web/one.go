package web

import (
	"strconv"

	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/app/webhooks"
)

// listed is how many deliveries a page shows.
const listed = 30

type onePage struct {
	web.Page
	Facts   []parts.Fact
	Address string // of this page
	Secret  string // a moment ago; shown this once
	Paused  string // why; empty: it is not
	Form    parts.Filled
	Events  []parts.Option
	Sent    parts.Grid
	Next    string
	Nothing parts.Nothing
}

func (h *Handlers) showOne(c *web.Ctx, status int, w webhooks.Webhook, secret string, typed any, wrong error) error {
	var in struct {
		After string `form:"after"`
	}
	if c.Method() == "GET" {
		if err := c.Bind(&in); err != nil {
			return err
		}
	}
	list, err := h.Webhooks.Deliveries(c.Context(), c.Actor, w.ID, in.After, listed)
	if err != nil {
		return err
	}
	page := onePageOf(c.PageCalled(w.Host()), c.Actor, w, list)
	page.Secret = secret
	if wrong != nil {
		page.Form = c.Fill(typed, wrong)
	}
	return c.Render(status, showOne(page))
}

func onePageOf(p web.Page, actor access.Actor, w webhooks.Webhook, list []webhooks.Delivery) onePage {
	p.Crumbs = []parts.Link{{Label: p.T("webhooks.title"), Href: "/webhooks"}, {Label: w.Host(), Current: true}}
	page := onePage{Page: p, Address: "/webhooks/" + w.ID, Events: eventOptions(p, actor), Nothing: parts.Nothing{Icon: "link", Title: p.T("webhooks.sent.none"), Text: p.T("webhooks.sent.none.text")}}
	page.Facts = []parts.Fact{{Label: p.T("webhooks.address"), Text: w.Address}, {Label: p.T("webhooks.state"), Part: stateOf(p, w)}, {Label: p.T("webhooks.since"), Text: p.Date(w.CreatedAt.Date())}}
	if w.FormerUntil != nil {
		page.Facts = append(page.Facts, parts.Fact{Label: p.T("webhooks.former"), Text: p.Instant(*w.FormerUntil)})
	}
	if w.PausedAt != nil {
		page.Paused = p.T("webhooks.paused." + string(w.PausedWhy))
	}
	var kinds []string
	for _, k := range w.Kinds() {
		kinds = append(kinds, string(k))
	}
	page.Form = page.Form.With("address", w.Address).With("events", kinds...)
	if len(list) > listed {
		list = list[:listed]
		page.Next = page.Address + "?after=" + list[listed-1].ID
	}
	page.Sent = parts.Grid{Caption: p.T("webhooks.sent"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("webhooks.sent.at")}, {Label: p.T("webhooks.sent.event")}, {Label: p.T("webhooks.state")}, {Label: p.T("webhooks.sent.tries"), Numeric: true}, {Label: p.T("webhooks.sent.again"), Act: true},
	}}
	for _, d := range list {
		page.Sent.Rows = append(page.Sent.Rows, sentRow(p, w, d))
	}
	return page
}

func sentRow(p web.Page, w webhooks.Webhook, d webhooks.Delivery) []parts.Cell {
	again := parts.Cell{Text: "—"}
	if d.State != webhooks.Waiting && (w.PausedAt == nil || d.Event == webhooks.Tested) {
		again = parts.Cell{Part: parts.Do("/webhooks/"+w.ID+"/deliveries/"+d.ID+"/redeliver", parts.Button{Label: p.T("webhooks.redeliver"), Weight: parts.Second})}
	}
	state := parts.Cell{Part: sentState(p, d)}
	if d.Trouble != webhooks.NoTrouble {
		state.Note = p.T("webhooks.trouble."+string(d.Trouble), "status", strconv.Itoa(d.Status))
	}
	return []parts.Cell{{Text: p.Instant(d.CreatedAt)}, {Text: p.T("webhooks.event." + string(d.Event)), Note: d.MessageID}, state, {Text: strconv.Itoa(d.Tries)}, again}
}

func sentState(p web.Page, d webhooks.Delivery) templ.Component {
	tone := map[webhooks.State]parts.Tone{webhooks.Waiting: parts.Notice, webhooks.Delivered: parts.Good, webhooks.Failed: parts.Bad}[d.State]
	return parts.State(tone, p.T("webhooks.delivery."+string(d.State)))
}

// stateOf says how a webhook stands.
func stateOf(p web.Page, w webhooks.Webhook) templ.Component {
	switch {
	case w.PausedAt != nil:
		return parts.State(parts.Notice, p.T("webhooks.state.paused"))
	case w.FailingSince != nil:
		return parts.State(parts.Bad, p.T("webhooks.state.failing", "since", p.Instant(*w.FailingSince)))
	}
	return parts.State(parts.Good, p.T("webhooks.state.works"))
}
