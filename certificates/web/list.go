package web

import (
	"net/url"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/certificates"
)

// Handlers serve the pages.
type Handlers struct {
	Certificates *certificates.Service
}

type listPage struct {
	web.Page
	ShowMine   bool
	Endings    []web.Notice
	Mine       []card
	Learns     bool // the reader has a transcript
	ShowIssued bool
	Filter     parts.Filled
	Places     []parts.Option
	Issued     parts.Grid
	NoneIssued parts.Nothing
	Paging     parts.Paging
}

// card is a certificate as its holder sees it in the list.
type card struct {
	Title string // the course
	Kind  string
	Dates string
	Tone  parts.Tone
	State string
	Href  string
	PDF   string // empty once revoked
}

type listQuery struct {
	Institution string `form:"institution"`
	Before      string `form:"before"`
}

// List shows the actor's own certificates and, to those who issue them, the
// certificates of their institutions.
func (h *Handlers) List(c *web.Ctx) error {
	var in listQuery
	if err := c.Bind(&in); err != nil {
		return err
	}
	mine, err := h.Certificates.Mine(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	endings, err := h.endings(c)
	if err != nil {
		return err
	}
	var issued certificates.List
	issues := c.Actor.Somewhere(access.IssueCertificates)
	if issues {
		if issued, err = h.Certificates.Issued(c.Context(), c.Actor, in.Institution, in.Before); err != nil {
			return err
		}
	}
	page := newListPage(c.Page("certificates.list.title"), mine, issues, issued, in)
	page.Endings = notices(c.Page("certificates.list.title"), endings)
	return c.Render(200, showList(page))
}

func newListPage(p web.Page, mine []certificates.Row, issues bool, issued certificates.List, in listQuery) listPage {
	page := listPage{Page: p, ShowIssued: issues, ShowMine: !issues || len(mine) > 0, Learns: p.Actor.PersonID != "" && p.Actor.Somewhere(access.Learn)}
	page.Lead = p.T("certificates.list.lead")
	for _, row := range mine {
		page.Mine = append(page.Mine, newCard(p, row))
	}
	if !issues {
		return page
	}
	page.Filter = parts.Filled{Values: web.ValuesOf(in)}
	page.Places = []parts.Option{{Label: p.T("certificates.list.everywhere")}}
	for _, place := range issued.Institutions {
		page.Places = append(page.Places, parts.Option{Value: place.ID, Label: place.Name})
	}
	page.Issued = parts.Grid{Caption: p.T("certificates.list.issued"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("certificates.holder")}, {Label: p.T("certificates.course")}, {Label: p.T("certificates.kind")},
		{Label: p.T("certificates.issued_on")}, {Label: p.T("certificates.institution")}, {Label: p.T("certificates.state")},
	}}
	page.NoneIssued = parts.Nothing{Icon: "certificate", Title: p.T("certificates.list.none_issued"), Text: p.T("certificates.list.none_issued_text")}
	if p.Actor.Somewhere(access.RunOfferings) {
		page.NoneIssued.Href, page.NoneIssued.Do = "/offerings", p.T("certificates.list.none_issued_do")
	}
	for _, row := range issued.Rows {
		page.Issued.Rows = append(page.Issued.Rows, []parts.Cell{
			{Text: row.Holder, Href: "/certificates/" + row.ID},
			{Text: row.CourseTitle, Note: row.Serial},
			{Text: p.T("certificates.kind." + string(row.Kind))},
			{Text: p.Date(row.IssuedOn)},
			{Text: row.InstitutionName},
			{Part: parts.State(tone(row.State), p.T("certificates.state."+string(row.State)))},
		})
	}
	if issued.Next != "" {
		page.Paging.Next = "/certificates?" + url.Values{"institution": {in.Institution}, "before": {issued.Next}}.Encode()
	}
	if in.Before != "" {
		page.Paging.Previous = "/certificates?" + url.Values{"institution": {in.Institution}}.Encode()
	}
	return page
}

func newCard(p web.Page, row certificates.Row) card {
	one := card{
		Title: row.CourseTitle, Kind: p.T("certificates.kind." + string(row.Kind)),
		Dates: p.T("certificates.card.issued", "date", row.IssuedOn),
		Tone:  tone(row.State), State: p.T("certificates.state." + string(row.State)), Href: "/certificates/" + row.ID,
	}
	if row.ValidUntil != nil {
		one.Dates = p.T("certificates.card.issued_until", "date", row.IssuedOn, "until", *row.ValidUntil)
	}
	if row.State != certificates.Revoked {
		one.PDF = one.Href + "/pdf"
	}
	return one
}

// tone is how a state is shown.
func tone(s certificates.State) parts.Tone {
	switch s {
	case certificates.Valid:
		return parts.Good
	case certificates.Expired:
		return parts.Notice
	default:
		return parts.Bad
	}
}

type expiringPage struct {
	web.Page
	Filter parts.Filled
	Places []parts.Option
	Month  string // chosen, for the form
	Months []parts.Link
	Grid   parts.Grid
	None   parts.Nothing
	More   string
	Define string // what the last column means
}

type expiringQuery struct {
	Institution string `form:"institution"`
	Month       string `form:"month"` // "2026-12"; empty: this one
}

// month is the first day of the month; nil when none was given.
func (q expiringQuery) month() (*db.Date, error) {
	if q.Month == "" {
		return nil, nil
	}
	first, err := db.ParseDate(q.Month + "-01")
	if err != nil {
		return nil, fault.OnField("month", "expiring.month_form")
	}
	return &first, nil
}

// Expiring shows whose certificates of competence end, month by month.
func (h *Handlers) Expiring(c *web.Ctx) error {
	var in expiringQuery
	if err := c.Bind(&in); err != nil {
		return err
	}
	month, err := in.month()
	if err != nil {
		return err
	}
	list, err := h.Certificates.Expiring(c.Context(), c.Actor, in.Institution, month)
	if err != nil {
		return err
	}
	return c.Render(200, showExpiring(newExpiringPage(c.Page("expiring.title"), list)))
}

func newExpiringPage(p web.Page, list certificates.Expiring) expiringPage {
	month := list.Month.String()[:len("2006-01")]
	page := expiringPage{
		Page: p, Month: month, Places: places(p.T("certificates.list.everywhere"), list.Institutions),
		Filter: parts.Filled{Values: web.ValuesOf(expiringQuery{list.InstitutionID, month})},
		None:   parts.Nothing{Icon: "calendar", Title: p.T("expiring.none"), Text: p.T("expiring.none_text")},
	}
	page.Lead = p.T("expiring.lead")
	page.Define = p.T("expiring.define_reminded") + " " + p.T("reminders.define_no_mail")
	if list.ByMail {
		page.Define = p.T("expiring.define_reminded") + " " + p.T("reminders.define_mail")
	}
	page.Crumbs = []parts.Link{{Label: p.T("certificates.list.title"), Href: "/certificates"}, {Label: p.Title, Current: true}}
	for _, m := range list.Months {
		query := url.Values{"institution": {list.InstitutionID}, "month": {m.Month.String()[:len("2006-01")]}}
		page.Months = append(page.Months, parts.Link{
			Label: p.ShortMonth(m.Month), Href: "/certificates/expiring?" + query.Encode(), Count: p.Number(float64(m.Count), 0), Current: m.Month == list.Month,
		})
	}
	page.Grid = parts.Grid{Caption: p.T("expiring.in_month", "month", p.Month(list.Month)), Columns: []parts.Column{
		{Label: p.T("certificates.holder")}, {Label: p.T("certificates.course")}, {Label: p.T("certificates.valid_until")},
		{Label: p.T("certificates.institution")}, {Label: p.T("expiring.reminded")},
	}}
	for _, row := range list.Rows {
		page.Grid.Rows = append(page.Grid.Rows, []parts.Cell{
			{Text: row.Holder, Href: "/certificates/" + row.ID}, {Text: row.CourseTitle}, {Text: p.Date(*row.ValidUntil)},
			{Text: row.InstitutionName}, reminded(p, row),
		})
	}
	if list.More {
		page.More = p.T("expiring.more")
	}
	return page
}
