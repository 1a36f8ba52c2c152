package web

import (
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/notifications"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// Handlers answer for the pages of notifications.
type Handlers struct {
	Notifications *notifications.Service
}

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/notifications", Handle: h.List, Allow: web.LoggedIn, Name: "notifications"},
		{Method: "POST", Path: "/notifications/read", Handle: h.ReadAll, Allow: web.LoggedIn, Name: "notifications.read_all"},
		{Method: "GET", Path: "/notifications/settings", Handle: h.Settings, Allow: web.LoggedIn, Name: "notifications.settings"},
		{Method: "POST", Path: "/notifications/settings", Handle: h.Choose, Allow: web.LoggedIn, Name: "notifications.choose"},
		{Method: "POST", Path: "/notifications/:notification/read", Handle: h.Read, Allow: web.LoggedIn, Name: "notifications.read"},
		{Method: "GET", Path: "/notifications/off/:token", Handle: h.Ask, Allow: web.Anyone, Name: "notifications.ask"},
		{Method: "POST", Path: "/notifications/off/:token", Handle: h.Off, Allow: web.Anyone, Signed: true, Name: "notifications.off"},
	}
}

// listed is how many a page shows.
const listed = 30

type listPage struct {
	web.Page
	Rows    []row
	Unread  bool // some of them are
	Next    string
	Nothing parts.Nothing
}

// row is one notification.
type row struct {
	Says, When, Action, Icon string
	Unread                   bool
}

// List shows what the reader was told.
func (h *Handlers) List(c *web.Ctx) error {
	var in struct {
		After string `form:"after"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	list, err := h.Notifications.List(c.Context(), c.Actor, notifications.ListInput{After: in.After, Most: listed})
	if err != nil {
		return err
	}
	return c.Render(200, showList(listPageOf(c.Page("notifications.title"), list)))
}

func listPageOf(p web.Page, list []notifications.Notification) listPage {
	p.Actions = parts.LinkButton("/notifications/settings", parts.Button{Label: p.T("notifications.settings"), Icon: "settings", Weight: parts.Second})
	page := listPage{Page: p, Nothing: parts.Nothing{Icon: "bell", Title: p.T("notifications.none"), Text: p.T("notifications.none.text")}}
	if len(list) > listed {
		list = list[:listed]
		page.Next = "/notifications?after=" + list[listed-1].ID
	}
	for _, n := range list {
		page.Unread = page.Unread || n.ReadAt == nil
		page.Rows = append(page.Rows, row{Says: n.Says(p.Printer), When: p.Instant(n.CreatedAt), Action: "/notifications/" + n.ID + "/read", Icon: icons[n.Kind], Unread: n.ReadAt == nil})
	}
	return page
}

// icons are the signs of the kinds; they stand beside the words.
var icons = map[notifications.Kind]string{
	notifications.FollowUp: "form", notifications.Seat: "calendar", notifications.Meeting: "calendar", notifications.Message: "conversation", notifications.Scored: "check",
	notifications.Certificate: "certificate", notifications.Renewal: "certificate", notifications.Refresher: "book", notifications.Scoring: "edit", notifications.Review: "book", notifications.ListOverdue: "upload", notifications.Unanswered: "clock",
	notifications.Request: "lock", notifications.Webhook: "warning", notifications.Digest: "people",
}

// ReadAll notes that the reader has read all of it.
func (h *Handlers) ReadAll(c *web.Ctx) error {
	if err := h.Notifications.ReadAll(c.Context(), c.Actor); err != nil {
		return err
	}
	return c.See("/notifications")
}

// Read notes that the reader has read one, and leads to what it is about where they want to see that.
func (h *Handlers) Read(c *web.Ctx) error {
	var in struct {
		Open bool `form:"open"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	one, err := h.Notifications.Read(c.Context(), c.Actor, c.Params("notification"))
	if err != nil {
		return err
	}
	if in.Open {
		return c.See(one.Path)
	}
	return c.See("/notifications")
}

type settingsPage struct {
	web.Page
	Form    parts.Filled
	Fields  []parts.Input
	Tone    parts.Tone
	State   string // where letters go
	Text    string
	Change  string // where to change that; empty: nowhere
	Changes string // what that is called
}

// Settings shows how the reader is told of each kind.
func (h *Handlers) Settings(c *web.Ctx) error { return h.showSettings(c, 200, nil) }

func (h *Handlers) showSettings(c *web.Ctx, status int, reason error) error {
	settings, err := h.Notifications.Settings(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	page := settingsPageOf(c.Page("notifications.settings"), settings, c.Actor.PersonID != "")
	if reason != nil {
		page.Form = c.Fill(struct{}{}, reason)
	}
	return c.Render(status, showSettings(page))
}

func settingsPageOf(p web.Page, settings notifications.Settings, person bool) settingsPage {
	p.Crumbs = []parts.Link{{Label: p.T("notifications.title"), Href: "/notifications"}, {Label: p.T("notifications.settings"), Current: true}}
	p.Lead = p.T("notifications.settings.lead")
	page := settingsPage{Page: p, Tone: parts.Info}
	switch {
	case !settings.Configured:
		page.State, page.Text = p.T("mail.none"), p.T("notifications.mail.none")
	case settings.Address == "":
		page.Tone, page.State, page.Text = parts.Notice, p.T("mail.no_address"), p.T("notifications.mail.no_address")
		page.Change, page.Changes = "/account", p.T("web.account")
	case !settings.Wanted:
		page.Tone, page.State, page.Text = parts.Notice, p.T("mail.off"), p.T("notifications.mail.off")
		page.Change, page.Changes = "/mail", p.T("mail.title")
	default:
		page.State, page.Text = p.T("notifications.mail.on"), p.T("mail.on_text", "address", settings.Address)
		if person {
			page.Change, page.Changes = "/mail", p.T("mail.title")
		}
	}
	for _, one := range settings.List {
		field := parts.Input{Name: string(one.Kind), Label: p.T("notifications.kind." + string(one.Kind)), Kind: parts.Select, Required: true}
		for _, way := range one.Ways() {
			field.Options = append(field.Options, parts.Option{Value: string(way), Label: p.T("notifications.way." + string(way))})
		}
		page.Form = page.Form.With(string(one.Kind), string(one.Way))
		page.Fields = append(page.Fields, field)
	}
	return page
}

// Choose notes how the reader wants to be told.
func (h *Handlers) Choose(c *web.Ctx) error {
	var list []notifications.Setting
	for _, k := range notifications.KindsFor(c.Actor) {
		if way := c.FormValue(string(k)); way != "" {
			list = append(list, notifications.Setting{Kind: k, Way: notifications.Way(way)})
		}
	}
	err := h.Notifications.Choose(c.Context(), c.Actor, list)
	if fault.Is(err, fault.Invalid) {
		return h.showSettings(c, 422, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "notifications.chosen")
	return c.See("/notifications/settings")
}

type offPage struct {
	web.Page
	Action string // empty once it is done
}

// Ask asks whoever follows the link of a letter whether they mean it: programs follow links too.
func (h *Handlers) Ask(c *web.Ctx) error {
	c.Set("X-Robots-Tag", "noindex, nofollow")
	c.Set("Referrer-Policy", "no-referrer") // the address is a key
	_, what, err := h.Notifications.ByLetter(c.Params("token"))
	if err != nil {
		return err
	}
	return c.Render(200, showOff(offPageOf(c.Page("notifications.off"), what, "/notifications/off/"+c.Params("token"))))
}

func offPageOf(p web.Page, what, action string) offPage {
	p.Lead = p.T("notifications.off.all")
	if what != string(notifications.Daily) {
		p.Lead = p.T("notifications.kind." + what)
	}
	return offPage{Page: p, Action: action}
}

// Off has the account of a letter told in relevo alone.
func (h *Handlers) Off(c *web.Ctx) error {
	c.Set("Referrer-Policy", "no-referrer")
	if err := h.Notifications.StopByLetter(c.Context(), c.Params("token")); err != nil {
		return err
	}
	return c.Render(200, showOff(offPage{Page: c.Page("notifications.off")}))
}

// Samples shows the pages in their states.
func Samples(locale i18n.Locale) []web.Sample {
	page := web.SamplePage(locale, "")
	titled := func(key string) web.Page { p := page; p.Title = p.T(key); return p }
	at := db.NewDate(2026, 5, 14).Start().Add(9*3600e9 + 20*60e9)
	var list []notifications.Notification
	for _, one := range []notifications.Notification{
		{Kind: notifications.FollowUp, About: "Preguntar en vez de interrogar: la primera entrevista"}, {Kind: notifications.Meeting, About: "La primera hora"},
		{Kind: notifications.Meeting, Phrase: "meeting_off", About: "La primera hora"}, {Kind: notifications.Certificate, About: "La primera hora", ReadAt: &at},
		{Kind: notifications.Scoring}, {Kind: notifications.Review, Phrase: "review_handed_in", About: "Leyes <b>nuevas</b>"},
		{Kind: notifications.ListOverdue, About: "CAR La Ceiba de la Ribera del Itaya"}, {Kind: notifications.ListOverdue, Counted: 14, ReadAt: &at}, {Kind: notifications.Unanswered, Counted: 3, ReadAt: &at},
		{Kind: notifications.Request, ReadAt: &at}, {Kind: notifications.Webhook, About: "planillas.example.pe", ReadAt: &at},
	} {
		one.ID, one.CreatedAt = string(one.Kind)+one.Phrase, at
		if one.Phrase == "" {
			one.Phrase = string(one.Kind)
		}
		one.Counted = max(one.Counted, 1)
		list = append(list, one)
	}
	settings := notifications.Settings{Configured: true, Wanted: true, Address: "maria.de.los.angeles.fernandez-baca.naupari@casadelrio.example.pe"}
	for _, k := range notifications.Kinds() {
		settings.List = append(settings.List, notifications.Setting{Kind: k, Way: k.Usual()})
	}
	none, off := settings, settings
	none.Configured, off.Wanted = false, false
	return []web.Sample{
		{Name: "notifications", Whole: true, Component: showList(listPageOf(titled("notifications.title"), list))},
		{Name: "notifications-none", Whole: true, Component: showList(listPageOf(titled("notifications.title"), nil))},
		{Name: "notifications-settings", Whole: true, Component: showSettings(settingsPageOf(titled("notifications.settings"), settings, true))},
		{Name: "notifications-settings-none", Whole: true, Component: showSettings(settingsPageOf(titled("notifications.settings"), none, true))},
		{Name: "notifications-settings-off", Whole: true, Component: showSettings(settingsPageOf(titled("notifications.settings"), off, true))},
		{Name: "notifications-off", Whole: true, Component: showOff(offPageOf(titled("notifications.off"), "certificate", "/notifications/off/muestra"))},
		{Name: "notifications-off-done", Whole: true, Component: showOff(offPage{Page: titled("notifications.off")})},
	}
}
