package web

import (
	"cmp"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/analytics/subscription"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/mail"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/assessments"
)

// Handlers answer for the pages of reports by mail.
type Handlers struct {
	Reports *subscription.Service
}

// Routes are the addresses of this slice.
func (h *Handlers) Routes() []web.Route {
	figures := web.Can(access.ViewFigures)
	return []web.Route{
		{Method: "GET", Path: "/reports", Handle: h.Mine, Allow: figures, Name: "reports"},
		{Method: "GET", Path: "/reports/new", Handle: h.New, Allow: figures, Name: "reports.new"},
		{Method: "POST", Path: "/reports", Handle: h.Subscribe, Allow: figures, Name: "reports.subscribe"},
		{Method: "POST", Path: "/reports/:id/stop", Handle: h.Stop, Allow: figures, Name: "reports.stop"},
		{Method: "GET", Path: "/reports/off/:token", Handle: h.Ask, Allow: web.Anyone, Name: "reports.ask"},
		{Method: "POST", Path: "/reports/off/:token", Handle: h.Off, Allow: web.Anyone, Signed: true, Name: "reports.off"},
	}
}

type wishInput struct {
	About      subscription.About `form:"about"`
	Place      string             `form:"place"`
	Competency string             `form:"competency"`
	Cadre      people.Cadre       `form:"cadre"`
	Region     string             `form:"region"`
	Funder     string             `form:"funder"`
	Every      subscription.Every `form:"every"`
	Formats    []string           `form:"formats"`
}

func (in wishInput) wish() subscription.Wish {
	return subscription.Wish{About: cmp.Or(in.About, subscription.Cascade), PlaceID: cmp.Or(in.Place, analytics.Everything), Competency: in.Competency, Cadre: in.Cadre, Region: in.Region, Funder: in.Funder, Every: in.Every, Formats: in.Formats}
}

type newPage struct {
	web.Page
	Form           parts.Filled
	Cannot         string // why nothing can be sent
	Why            string // and what can be done
	Off            bool   // the reader has turned off all mail
	How            string // how it will reach them
	Every, Formats []parts.Option
}

// New shows how some figures could be sent.
func (h *Handlers) New(c *web.Ctx) error {
	var in wishInput
	if err := c.Bind(&in); err != nil {
		return err
	}
	return h.showNew(c, 200, in, nil)
}

func (h *Handlers) showNew(c *web.Ctx, status int, in wishInput, reason error) error {
	offer, err := h.Reports.Offer(c.Context(), c.Actor, in.wish())
	if err != nil {
		return err
	}
	page := newPageOf(c.Page("subscription.new"), in.wish(), offer)
	in.Competency = offer.Subject.Competency.Code
	page.Form = c.Fill(in, reason)
	if in.Every == "" && reason == nil {
		page.Form.Values["every"], page.Form.Values["formats"] = []string{string(subscription.Month)}, []string{"pdf"}
	}
	return c.Render(status, showNew(page))
}

func newPageOf(p web.Page, w subscription.Wish, offer subscription.Offer) newPage {
	page := newPage{Page: p, Off: !offer.Wanted}
	page.Crumbs = []parts.Link{{Label: p.T("subscription.title"), Href: "/reports"}, {Label: p.T("subscription.new"), Current: true}}
	page.Lead = aboutText(p.Printer, w.About, report.PlaceName(p.Printer, offer.Subject.Place), offer.Subject.Competency, w.Cadre) + subscription.Filtered(offer.Subject)
	switch {
	case !offer.Configured:
		page.Cannot, page.Why = p.T("mail.none"), p.T("subscription.no_mail")
		return page
	case offer.Address == "":
		page.Cannot, page.Why = p.T("mail.no_address"), p.T("subscription.no_address")
		return page
	}
	how := "subscription.how.linked"
	if offer.Attached {
		how = "subscription.how.attached"
	}
	page.How = p.T("subscription.how.address", "address", offer.Address) + " " + p.T(how)
	page.Every = []parts.Option{{Value: string(subscription.Month), Label: p.T("subscription.every.month"), Help: p.T("subscription.every.month.help")}}
	if offer.Weekly {
		page.Every = append(page.Every, parts.Option{Value: string(subscription.Week), Label: p.T("subscription.every.week"), Help: p.T("subscription.every.week.help")})
	}
	for _, f := range subscription.Formats() {
		page.Formats = append(page.Formats, parts.Option{Value: f, Label: p.T("analytics.file." + f)})
	}
	return page
}

// aboutText says in one line which figures are meant.
func aboutText(p *i18n.Printer, about subscription.About, place string, competency assessments.Competency, cadre people.Cadre) string {
	text := p.T("subscription.about."+string(about), "place", cmp.Or(place, p.T("analytics.everything")), "competency", competency.Name.In(p.Locale()))
	if cadre != "" {
		text += " · " + p.T(cadre.Key())
	}
	return text
}

// Subscribe has them sent from now on.
func (h *Handlers) Subscribe(c *web.Ctx) error {
	var in wishInput
	err := c.Bind(&in)
	if err == nil {
		_, err = h.Reports.Subscribe(c.Context(), c.Actor, in.wish())
	}
	if fault.Is(err, fault.Invalid) {
		return h.showNew(c, 422, in, err)
	}
	if err != nil {
		return err
	}
	c.Flash(parts.Good, "subscription.made")
	return c.See("/reports")
}

type minePage struct {
	web.Page
	Open    []ownCard
	Ended   parts.Grid
	Nothing *parts.Nothing
}

// ownCard is one report that the reader gets.
type ownCard struct {
	Title, Stop string
	Says        []string
}

// Mine shows what the reader gets.
func (h *Handlers) Mine(c *web.Ctx) error {
	list, err := h.Reports.Mine(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Render(200, showMine(minePageOf(c.Page("subscription.title"), list)))
}

func minePageOf(p web.Page, list []subscription.Own) minePage {
	page := minePage{Page: p}
	page.Lead = p.T("subscription.lead")
	page.Ended = parts.Grid{Caption: p.T("subscription.ended"), Columns: []parts.Column{{Label: p.T("subscription.report")}, {Label: p.T("subscription.ended_on")}, {Label: p.T("subscription.why")}}}
	for _, one := range list {
		title := aboutText(p.Printer, one.About, one.Place, one.Competency, one.Cadre) + subscription.FilteredBy(one.Region, one.FunderName)
		if one.EndedAt != nil {
			page.Ended.Rows = append(page.Ended.Rows, parts.Words(title, p.Date(one.EndedAt.Date()), p.T("subscription.why."+string(*one.EndedWhy))))
			continue
		}
		page.Open = append(page.Open, ownCard{Title: title, Stop: "/reports/" + one.ID + "/stop", Says: saysOf(p.Printer, one)})
	}
	if len(list) == 0 {
		page.Nothing = &parts.Nothing{Icon: "chart", Title: p.T("subscription.none"), Text: p.T("subscription.none.text"), Href: "/figures", Do: p.T("subscription.none.do")}
	}
	return page
}

// saysOf says how often, as what, and what became of the last letter.
func saysOf(p *i18n.Printer, one subscription.Own) []string {
	var formats []string
	for f := range strings.FieldsSeq(one.Formats) {
		formats = append(formats, strings.ToUpper(f))
	}
	says := []string{p.T("subscription.every."+string(one.Every)) + " · " + strings.Join(formats, ", "), p.T("subscription.next", "date", one.Next)}
	if one.Last != 0 {
		state := one.State
		if !slices.Contains([]mail.State{mail.Sent, mail.Failed}, state) {
			state = mail.Waiting
		}
		says = append(says, p.T("subscription.last."+string(state), "date", one.Last))
	}
	return says
}

// Stop ends one of the reader's reports.
func (h *Handlers) Stop(c *web.Ctx) error {
	if err := h.Reports.Stop(c.Context(), c.Actor, c.Params("id")); err != nil {
		return err
	}
	c.Flash(parts.Good, "subscription.stopped")
	return c.See("/reports")
}

type offPage struct {
	web.Page
	Action string // empty once it is done
}

// Ask asks whoever follows the link of a letter whether they mean it: programs follow links too.
func (h *Handlers) Ask(c *web.Ctx) error {
	c.Set("X-Robots-Tag", "noindex, nofollow")
	c.Set("Referrer-Policy", "no-referrer") // the address is a key
	own, err := h.Reports.ByLetter(c.Context(), c.Params("token"))
	if err != nil {
		return err
	}
	page := offPage{Page: c.Page("subscription.off"), Action: "/reports/off/" + c.Params("token")}
	if own.EndedAt != nil {
		page.Action = ""
	}
	page.Lead = aboutText(c.Printer, own.About, own.Place, own.Competency, own.Cadre) + subscription.FilteredBy(own.Region, own.FunderName)
	return c.Render(200, showOff(page))
}

// Off ends the report of a letter.
func (h *Handlers) Off(c *web.Ctx) error {
	c.Set("Referrer-Policy", "no-referrer")
	if err := h.Reports.StopByLetter(c.Context(), c.Params("token")); err != nil {
		return err
	}
	return c.Render(200, showOff(offPage{Page: c.Page("subscription.title")}))
}

// Samples shows the pages in their states.
func Samples(locale i18n.Locale) []web.Sample {
	page := web.SamplePage(locale, "")
	page.Title = page.T("subscription.new")
	asking := assessments.Competency{Code: "asking", Name: i18n.Says("Preguntar en vez de interrogar")}
	wish := subscription.Wish{About: subscription.Cascade, PlaceID: "x", Cadre: people.CARMentor}
	offer := subscription.Offer{Configured: true, Wanted: true, Weekly: true, Address: "maria.de.los.angeles.fernandez-baca.naupari@casadelrio.example.pe",
		Subject: analytics.Subject{Place: analytics.Place{ID: "x", Institution: people.Institution{ID: "x", Name: "CAR La Ceiba de la Ribera del Itaya"}}, Competency: asking}}
	filled := func(p newPage) newPage {
		p.Form = parts.Filled{}.With("every", "month").With("formats", "pdf")
		return p
	}
	veiled := offer
	veiled.Attached, veiled.Weekly, veiled.Wanted = true, false, false
	none := offer
	none.Configured = false
	mine := page
	mine.Title = page.T("subscription.title")
	why, at := subscription.ByLetter, db.NewDate(2026, 4, 3).Start()
	list := []subscription.Own{
		{Subscription: subscription.Subscription{ID: "1", About: subscription.Cascade, Every: subscription.Week, Formats: "pdf xlsx"}, Place: "CAR La Ceiba", Competency: asking, Last: db.NewDate(2026, 4, 26), State: mail.Sent, Next: db.NewDate(2026, 5, 3)},
		{Subscription: subscription.Subscription{ID: "2", About: subscription.Chain, Every: subscription.Month, Formats: "pdf"}, Competency: asking, Next: db.NewDate(2026, 5, 31)},
		{Subscription: subscription.Subscription{ID: "4", About: subscription.Cascade, Region: "16", Funder: "ALIANZA", Every: subscription.Month, Formats: "pdf"}, Competency: asking, FunderName: "Alianza por la Niñez de la Amazonía", Next: db.NewDate(2026, 5, 31)},
		{Subscription: subscription.Subscription{ID: "3", About: subscription.Cascade, Every: subscription.Month, Formats: "csv", EndedAt: &at, EndedWhy: &why}, Place: "CAR La Lupuna", Competency: asking},
	}
	off := page
	off.Title, off.Lead = page.T("subscription.off"), aboutText(page.Printer, subscription.Cascade, "CAR La Ceiba", asking, "")
	return []web.Sample{
		{Name: "reports-new", Whole: true, Component: showNew(filled(newPageOf(page, wish, offer)))},
		{Name: "reports-new-veiled", Whole: true, Component: showNew(filled(newPageOf(page, wish, veiled)))},
		{Name: "reports-new-none", Whole: true, Component: showNew(newPageOf(page, wish, none))},
		{Name: "reports", Whole: true, Component: showMine(minePageOf(mine, list))},
		{Name: "reports-empty", Whole: true, Component: showMine(minePageOf(mine, nil))},
		{Name: "reports-off", Whole: true, Component: showOff(offPage{Page: off, Action: "/reports/off/muestra"})},
		{Name: "reports-off-done", Whole: true, Component: showOff(offPage{Page: mine})},
	}
}
