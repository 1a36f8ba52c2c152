package web

import (
	"time"

	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/chart"
	"relevo/app/web/parts"
)

type peoplePage struct {
	web.Page
	Search  parts.Filled
	Grid    parts.Grid
	More    bool
	Nothing parts.Nothing
}

// Persons finds people in the actor's scope.
func (h *Handlers) Persons(c *web.Ctx) error {
	var in struct {
		Text string `form:"q"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	found, err := h.People.SearchPeople(c.Context(), c.Actor, in.Text)
	if err != nil {
		return err
	}
	page := peoplePageOf(c.Page("people.people.title"), found, in.Text)
	page.Search = c.Fill(in, nil)
	return c.Render(200, showPeople(page))
}

func peoplePageOf(p web.Page, found people.SearchResult, query string) peoplePage {
	page := peoplePage{Page: p, More: found.More}
	page.Lead = p.T("people.people.lead")
	page.Nothing = parts.Nothing{Icon: "people", Title: p.T("people.people.none"), Text: p.T("people.people.none.text"), Href: "/institutions", Do: p.T("people.institutions.all")}
	if query != "" {
		page.Nothing = parts.Nothing{Icon: "search", Title: p.T("people.people.not_found"), Text: p.T("people.people.not_found.text"), Href: "/people", Do: p.T("people.people.all")}
	}
	page.Grid = parts.Grid{Caption: p.T("people.people.title"), Hidden: true, Columns: []parts.Column{{Label: p.T("people.person")}, {Label: p.T("people.now_at")}, {Label: p.T("people.since")}}}
	for _, f := range found.People {
		now := parts.Cell{Part: parts.State(parts.Neutral, p.T("people.not_in_post"))}
		since := parts.Cell{Text: "—"}
		if len(f.Now) > 0 {
			now = parts.Cell{Text: f.Now[0].Institution.Name, Href: institutionPath(f.Now[0].Institution.ID), Note: p.T(f.Now[0].Cadre.Key())}
			since = parts.Cell{Text: p.Date(f.Now[0].StartsOn)}
		}
		page.Grid.Rows = append(page.Grid.Rows, []parts.Cell{{Text: f.FullName(), Href: personPath(f.ID), Note: documentEnd(p, f.Person)}, now, since})
	}
	return page
}

// documentEnd shows enough of a document to tell two people of one name apart.
func documentEnd(p web.Page, person people.Person) string {
	if person.DocumentNumber == nil {
		return p.T("people.document.none")
	}
	return p.T("people.document.ends", "end", masked(*person.DocumentNumber))
}

type personPage struct {
	web.Page
	About   []parts.Fact
	Stays   parts.Grid
	Line    *chart.Gantt
	Facts   parts.Grid
	Hidden  int
	Known   parts.Filled
	Path    string
	AsOf    string // the moment the page speaks of; empty for the present
	Nothing parts.Nothing
}

// Person shows everything that is and was believed about where a person worked.
func (h *Handlers) Person(c *web.Ctx) error {
	var in struct {
		Known *db.Date `form:"known"`
	}
	problem := c.Bind(&in)
	var at *db.Instant
	if in.Known != nil { // what was known at the end of that day
		end := (*in.Known + 1).Start().Add(-time.Microsecond)
		at = &end
	}
	history, err := h.People.PersonHistory(c.Context(), c.Actor, c.Params("person"), at)
	if err != nil {
		return err
	}
	page := personPageOf(c.PageCalled(history.Person.FullName()), history, func(i people.Institution) bool { return c.Actor.May(access.ImportRoster, i.Path) })
	if c.Actor.May(access.ManageAccounts, "") {
		page.Actions = parts.LinkButton("/accounts/new?person="+history.Person.ID, parts.Button{Label: c.T("people.person.account"), Icon: "lock", Weight: parts.Second})
	}
	page.Known = c.Fill(in, problem)
	status := 200
	if problem != nil {
		status = 422
	}
	return c.Render(status, showPerson(page))
}

func personPageOf(p web.Page, h people.History, mayImport func(people.Institution) bool) personPage {
	page := personPage{Page: p, Hidden: h.Hidden, Path: personPath(h.Person.ID)}
	page.Crumbs = []parts.Link{{Label: p.T("people.people.title"), Href: "/people"}}
	if !h.Now {
		page.AsOf = p.Instant(h.AsOf)
	}
	page.About = aboutPerson(p, h.Person)
	page.Stays = parts.Grid{Caption: p.T("people.person.stays"), Columns: stayColumns(p.Printer, p.T("people.institution"))}
	var kinds []string
	kind := map[people.Cadre]int{}
	lane := map[string]int{}
	gantt := chart.Gantt{About: chart.About{ID: "line", Title: p.T("people.person.line"), Summary: p.T("people.person.line.summary", "count", len(h.Stays))}, To: h.AsOf.Date(), Today: h.AsOf.Date()}
	for _, s := range h.Stays {
		page.Stays.Rows = append(page.Stays.Rows, append([]parts.Cell{{Text: s.Institution.Name, Href: institutionPath(s.Institution.ID), Note: place(s.Institution)}}, stayCells(p.Printer, s.Posting)...))
		if _, seen := kind[s.Cadre]; !seen {
			kind[s.Cadre] = len(kinds)
			kinds = append(kinds, p.T(s.Cadre.Key()))
		}
		at, seen := lane[s.InstitutionID]
		if !seen {
			at = len(gantt.Lanes)
			lane[s.InstitutionID] = at
			gantt.Lanes = append(gantt.Lanes, chart.Lane{Label: s.Institution.Name})
		}
		gantt.Lanes[at].Spans = append(gantt.Lanes[at].Spans, chart.Span{From: s.StartsOn, To: s.EndsOn, EndsFrom: s.EndsAfter, Kind: kind[s.Cadre]})
		if gantt.From == 0 || s.StartsOn < gantt.From {
			gantt.From = s.StartsOn
		}
	}
	gantt.Kinds = kinds
	if len(h.Stays) > 0 {
		gantt.To = max(gantt.To, gantt.From+30)
		page.Line = &gantt
	}
	page.Nothing = parts.Nothing{Icon: "calendar", Title: p.T("people.person.no_stays"), Text: p.T("people.person.no_stays.text"), Href: page.Path, Do: p.T("people.person.now")}
	page.facts(h, mayImport)
	return page
}

func aboutPerson(p web.Page, person people.Person) []parts.Fact {
	facts := []parts.Fact{{Label: p.T("people.document"), Text: p.T("people.document.none")}}
	if person.DocumentNumber != nil {
		facts[0].Text = p.T("people.document."+person.DocumentType) + " " + *person.DocumentNumber
	}
	add := func(label, text string) {
		if text != "" {
			facts = append(facts, parts.Fact{Label: label, Text: text})
		}
	}
	add(p.T("people.email"), person.Email)
	add(p.T("people.phone"), person.Phone)
	return facts
}

// facts lists every fact, the newest first, with who recorded it and from
// which row of which list.
func (page *personPage) facts(h people.History, mayImport func(people.Institution) bool) {
	p := page.Page
	page.Facts = parts.Grid{Caption: p.T("people.person.facts"), Columns: []parts.Column{{Label: p.T("people.recorded")}, {Label: p.T("people.fact.says")},
		{Label: p.T("people.fact.source")}, {Label: p.T("people.fact.by")}, {Label: p.T("people.fact.state")}}}
	for _, f := range h.Facts {
		says := parts.Cell{Text: f.Institution.Name + ", " + p.T(f.Cadre.Key()), Note: p.T("people.fact.days", "from", f.StartsOn, "until", ended(p.Printer, f.Posting))}
		if f.Withdrawn {
			says.Note = p.T("people.fact.withdrawn")
		}
		if f.Confirmed > 0 {
			says.Note += ". " + p.T("people.fact.confirmed", "count", f.Confirmed)
		}
		source := parts.Cell{Text: p.T("people.fact.by_hand")}
		if f.Import != nil {
			source = parts.Cell{Text: f.Import.FileName, Note: p.T("people.list.day", "date", f.Import.AsOf)}
			if f.ImportRow != nil {
				source.Note = p.T("people.list.day_row", "date", f.Import.AsOf, "row", *f.ImportRow)
			}
			if mayImport(f.Institution) {
				source.Href = importPath(f.Import.ID)
			}
		}
		page.Facts.Rows = append(page.Facts.Rows, []parts.Cell{{Text: p.Instant(f.RecordedAt)}, says, source, {Text: author(p, f.Author)}, {Part: believedState(p, f)}})
	}
}

func author(p web.Page, name string) string {
	switch name {
	case access.SystemID:
		return p.T("people.author.system")
	case "":
		return p.T("people.author.unknown")
	default:
		return name
	}
}

func believedState(p web.Page, f people.Record) templ.Component {
	if f.ReplacedAt == nil {
		return parts.State(parts.Good, p.T("people.fact.believed"))
	}
	return parts.State(parts.Neutral, p.T("people.fact.until", "when", *f.ReplacedAt))
}
