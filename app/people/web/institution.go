package web

import (
	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

// mayDo is what the actor may do at an institution beyond looking.
type mayDo struct{ imports, manages, invites bool }

type institutionPage struct {
	web.Page
	Warnings  []warning
	Stats     []parts.Figure
	Explained []string // how the figures are calculated
	About     []parts.Fact
	HasStaff  bool       // somebody is or was here
	Due       parts.Grid // the most urgent
	DueAll    parts.Grid // everybody, where there are more
	Staff     parts.Grid
	Came      parts.Grid
	Left      parts.Grid
	Posts     parts.Grid
	Nothing   parts.Nothing
	OverTime  *chart.Line
	Stays     *chart.Gantt
	Below     parts.Grid
	Imports   parts.Grid
}

// warning is something to see to, with the way there.
type warning struct {
	Tone  parts.Tone
	Title string
	Text  string
	Href  string
	Do    string
}

// Institution shows who is in post, who came and left, and how fast staff change.
func (h *Handlers) Institution(c *web.Ctx) error {
	o, err := h.People.Overview(c.Context(), c.Actor, c.Params("institution"))
	if err != nil {
		return err
	}
	if o.Institution.ID != c.Params("institution") { // another record of the same institution
		return c.See(institutionPath(o.Institution.ID))
	}
	may := mayDo{imports: c.Actor.May(access.ImportRoster, o.Institution.Path), manages: c.Actor.May(access.ManageInstitutions, o.Institution.Path), invites: c.Actor.May(access.ManageAccounts, "")}
	return c.Render(200, showInstitution(institutionPageOf(c.PageCalled(o.Institution.Name), o, may)))
}

func institutionPageOf(p web.Page, o people.Overview, may mayDo) institutionPage {
	page := institutionPage{Page: p}
	at := o.Institution
	page.Lead = p.T(at.Kind.Key()) + " · " + at.Code
	if where := place(at); where != "" {
		page.Lead += " · " + where
	}
	page.Crumbs = []parts.Link{{Label: p.T("people.institutions.title"), Href: "/institutions"}}
	for _, above := range o.Above {
		page.Crumbs = append(page.Crumbs, parts.Link{Label: above.Name, Href: institutionPath(above.ID)})
	}
	page.Actions = institutionActions(at.ID, may)
	page.HasStaff = len(o.All) > 0
	page.About = aboutInstitution(p, o)
	page.warn(o, may)
	page.Stats = []parts.Figure{headcountFigure(p, o), turnoverFigure(p, o.Turnover)}
	if o.Latest != nil || len(o.Below) == 0 { // a network keeps no list of its own
		page.Stats = append(page.Stats, listFigure(p, o))
	}
	if o.Turnover.To < o.Today {
		page.Stats[1].Since = p.T("turnover.window.list", "from", o.Turnover.From, "to", o.Turnover.To)
	}
	if o.DueKnown {
		page.Stats = append(page.Stats, dueFigure(p, o))
		page.due(o)
	}
	page.Explained = []string{p.T("people.turnover.how"), p.T("people.turnover.how.hr", "hr", percent(p, o.Turnover)), p.T("people.in_post.how")}
	page.Explained = append(page.Explained, p.T("turnover.two_windows"))
	if o.DueKnown {
		page.Explained = append(page.Explained, p.T("turnover.due.how"))
	}
	page.tables(o)
	page.charts(o)
	page.Nothing = parts.Nothing{Icon: "people", Title: p.T("people.staff.none"), Text: p.T("people.staff.none.text")}
	if may.imports {
		page.Nothing.Href, page.Nothing.Do = institutionPath(at.ID)+"/roster", p.T("people.roster.upload")
	}
	return page
}

func (page *institutionPage) warn(o people.Overview, may mayDo) {
	p := page.Page
	if may.imports && len(o.Drafts) > 0 {
		page.Warnings = append(page.Warnings, warning{Tone: parts.Info, Title: p.T("people.drafts.waiting", "count", len(o.Drafts)),
			Text: p.T("people.drafts.waiting.text"), Href: draftPath(o.Drafts[0].ID), Do: p.T("people.drafts.see")})
	}
	open := o.Institution.Open(o.Today)
	if o.Latest != nil && o.ListAge > people.OldListDays && open {
		w := warning{Tone: parts.Notice, Title: p.T("people.last_list.old", "count", o.ListAge), Text: p.T("people.last_list.old.text", "date", o.Latest.AsOf)}
		if may.imports {
			w.Href, w.Do = institutionPath(o.Institution.ID)+"/roster", p.T("people.roster.upload")
		}
		page.Warnings = append(page.Warnings, w)
	}
	if !open {
		page.Warnings = append(page.Warnings, warning{Tone: parts.Notice, Title: p.T("people.institution.closed", "date", o.Institution.ClosedOn)})
	}
}

func headcountFigure(p web.Page, o people.Overview) parts.Figure {
	f := parts.Figure{Label: p.T("people.in_post"), Value: p.Number(float64(o.Turnover.InPost), 0), Unit: p.T("people.unit", "count", o.Turnover.InPost),
		Meaning: p.T("people.in_post.meaning"), Since: p.T("people.on_day", "date", o.Turnover.To), Strong: true}
	approved := 0
	for _, filled := range o.Posts {
		approved += filled.Posts
	}
	if approved > 0 {
		f.Meaning = p.T("people.in_post.of_posts", "count", approved)
	}
	if len(o.OverTime) > 1 {
		var trend []float64
		for _, n := range o.OverTime {
			trend = append(trend, float64(n.People))
		}
		f.Trend = &chart.Sparkline{Summary: p.T("people.in_post.trend", "first", o.OverTime[0].People, "last", o.OverTime[len(o.OverTime)-1].People), Values: trend}
	}
	return f
}

// turnoverFigure shows the rate with its interval and what it means in plain words.
func turnoverFigure(p web.Page, t people.Turnover) parts.Figure {
	f := parts.Figure{Label: p.T("people.turnover"), Value: "—", Since: p.T("people.turnover.window", "from", t.From, "to", t.To)}
	if !t.Rate.Rate.Defined() {
		f.Meaning = p.T("people.turnover.undefined")
		return f
	}
	f.Value, f.Unit = p.Number(t.Rate.Rate.Float(), 2), p.T("people.turnover.unit")
	f.Interval = p.T("people.turnover.interval", "low", p.Number(t.Rate.Lower.Float(), 2), "high", p.Number(t.Rate.Upper.Float(), 2))
	f.Meaning = p.T("people.turnover.meaning", "count", len(t.Separations), "mean", p.Number(t.MeanHeadcount, 1), "transfers", t.Transfers)
	if t.PersonYears < 5 {
		f.Warning = p.T("people.turnover.few", "years", p.Number(t.PersonYears, 1))
	}
	return f
}

func percent(p web.Page, t people.Turnover) string {
	if !t.HRPercent.Defined() {
		return "—"
	}
	return p.Percent(t.HRPercent.Float()/100, 0)
}

func listFigure(p web.Page, o people.Overview) parts.Figure {
	if o.Latest == nil {
		return parts.Figure{Label: p.T("people.last_list"), Value: "—", Meaning: p.T("people.last_list.none.text")}
	}
	f := parts.Figure{Label: p.T("people.last_list"), Value: p.Date(o.Latest.AsOf), Meaning: p.T("people.last_list.rows", "count", o.Latest.ListRows),
		Since: p.T("people.days_ago", "count", o.ListAge)}
	if o.ListAge > people.OldListDays {
		f.Warning = p.T("people.last_list.out_of_date")
	}
	return f
}

func (page *institutionPage) tables(o people.Overview) {
	p := page.Page
	members := func(caption string, list []people.Member) parts.Grid {
		g := parts.Grid{Caption: caption, Columns: stayColumns(p.Printer, p.T("people.person"))}
		for _, m := range list {
			g.Rows = append(g.Rows, append([]parts.Cell{{Text: m.Person.FullName(), Href: personPath(m.Person.ID)}}, stayCells(p.Printer, m.Posting)...))
		}
		return g
	}
	page.Staff = members(p.T("people.staff.now", "count", len(o.Staff)), o.Staff)
	page.Came = members(p.T("people.staff.came", "count", len(o.Came)), o.Came)
	page.Left = members(p.T("people.staff.left", "count", len(o.Left)), o.Left)
	page.Posts = parts.Grid{Caption: p.T("people.posts.filled"), Columns: []parts.Column{{Label: p.T("people.cadre")},
		{Label: p.T("people.posts"), Numeric: true}, {Label: p.T("people.in_post"), Numeric: true}, {Label: p.T("people.posts.state")}}}
	for _, f := range o.Posts {
		state := parts.State(parts.Good, p.T("people.posts.full"))
		switch {
		case f.People < f.Posts:
			state = parts.State(parts.Notice, p.T("people.posts.vacant", "count", f.Posts-f.People))
		case f.People > f.Posts:
			state = parts.State(parts.Info, p.T("people.posts.beyond", "count", f.People-f.Posts))
		}
		page.Posts.Rows = append(page.Posts.Rows, []parts.Cell{{Text: p.T(f.Cadre.Key())}, {Text: p.Number(float64(f.Posts), 0)}, {Text: p.Number(float64(f.People), 0)}, {Part: state}})
	}
	page.Below = parts.Grid{Caption: p.T("people.institution.below"), Columns: []parts.Column{{Label: p.T("people.institution")}, {Label: p.T("people.institution.kind")}}}
	for _, i := range o.Below {
		page.Below.Rows = append(page.Below.Rows, []parts.Cell{{Text: i.Name, Href: institutionPath(i.ID), Note: i.Code}, {Text: p.T(i.Kind.Key()), Note: place(i)}})
	}
	page.Imports = importsGrid(p, o.Imports)
	page.Imports.Hidden = true // the fold names it
}

func importsGrid(p web.Page, imports []people.RosterImport) parts.Grid {
	g := parts.Grid{Caption: p.T("people.lists.earlier"), Columns: []parts.Column{{Label: p.T("people.list.of")}, {Label: p.T("people.list.file")},
		{Label: p.T("people.list.rows"), Numeric: true}, {Label: p.T("people.list.confirmed")}, {Label: p.T("people.list.state")}}}
	for _, imp := range imports {
		state := parts.State(parts.Good, p.T("people.list.in_force"))
		if imp.UndoneAt != nil {
			state = parts.State(parts.Neutral, p.T("people.list.undone"))
		}
		g.Rows = append(g.Rows, []parts.Cell{{Text: p.Date(imp.AsOf), Href: importPath(imp.ID)}, {Text: imp.FileName},
			{Text: p.Number(float64(imp.ListRows), 0)}, {Text: p.Instant(imp.ConfirmedAt)}, {Part: state}})
	}
	return g
}

// lanesShown is how many people the chart of postings draws.
const lanesShown = 60

func (page *institutionPage) charts(o people.Overview) {
	p := page.Page
	if n := len(o.OverTime); n > 1 {
		line := chart.Line{About: chart.About{ID: "staff", Title: p.T("people.chart.staff"),
			Summary: p.T("people.chart.staff.summary", "first", o.OverTime[0].People, "last", o.OverTime[n-1].People, "from", o.OverTime[0].On, "to", o.OverTime[n-1].On)},
			X: chart.Axis{Dates: true, Label: p.T("people.chart.month_end")}}
		series := chart.Series{Name: p.T("people.in_post")}
		for _, count := range o.OverTime {
			series.Points = append(series.Points, chart.Exactly(chart.Day(count.On), float64(count.People)))
		}
		line.Series = []chart.Series{series}
		page.OverTime = &line
	}
	if len(o.All) == 0 {
		return
	}
	gantt := chart.Gantt{About: chart.About{ID: "stays", Title: p.T("people.chart.stays")}, From: o.From, To: o.To, Today: o.Today}
	gantt.Lanes, gantt.Kinds = lanesOf(p, o.All)
	gantt.Summary = p.T("people.chart.stays.summary", "count", len(gantt.Lanes), "from", o.From, "to", o.To)
	if len(gantt.Lanes) > lanesShown {
		gantt.Lanes = gantt.Lanes[len(gantt.Lanes)-lanesShown:] // the latest to come
	}
	page.Stays = &gantt
}

// lanesOf draws one lane a person, in the order they came, coloured by cadre.
func lanesOf(p web.Page, members []people.Member) ([]chart.Lane, []string) {
	var lanes []chart.Lane
	var kinds []string
	lane := map[string]int{}
	kind := map[people.Cadre]int{}
	for _, m := range members {
		if _, seen := kind[m.Cadre]; !seen {
			kind[m.Cadre] = len(kinds)
			kinds = append(kinds, p.T(m.Cadre.Key()))
		}
		at, seen := lane[m.PersonID]
		if !seen {
			at = len(lanes)
			lane[m.PersonID] = at
			lanes = append(lanes, chart.Lane{Label: m.Person.FullName()})
		}
		lanes[at].Spans = append(lanes[at].Spans, chart.Span{From: m.StartsOn, To: m.EndsOn, EndsFrom: m.EndsAfter, Kind: kind[m.Cadre]})
	}
	return lanes, kinds
}

func institutionActions(id string, may mayDo) templ.Component {
	return showInstitutionActions(institutionPath(id), "/figures/"+id, "/accounts/invite?institution="+id, may)
}
