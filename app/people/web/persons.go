package web

import (
	"slices"
	"strconv"
	"strings"
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
	if c.Actor.NeedSomewhere(access.ImportRoster) == nil {
		page.Actions = showPeopleActions()
	}
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
	page.Grid = foundGrid(p, found, personPath, "")
	return page
}

// foundGrid lists the people that a search found, but the one left out, each
// leading somewhere.
func foundGrid(p web.Page, found people.SearchResult, lead func(id string) string, without string) parts.Grid {
	g := parts.Grid{Caption: p.T("people.people.title"), Hidden: true, Columns: []parts.Column{{Label: p.T("people.person")}, {Label: p.T("people.now_at")}, {Label: p.T("people.since")}}}
	for _, f := range found.People {
		if f.ID == without {
			continue
		}
		now := parts.Cell{Part: parts.State(parts.Neutral, p.T("people.not_in_post"))}
		since := parts.Cell{Text: "—"}
		if len(f.Now) > 0 {
			now = parts.Cell{Text: f.Now[0].Institution.Name, Href: institutionPath(f.Now[0].Institution.ID), Note: p.T(f.Now[0].Cadre.Key())}
			since = parts.Cell{Text: p.Date(f.Now[0].StartsOn)}
		}
		g.Rows = append(g.Rows, []parts.Cell{{Text: f.FullName(), Href: lead(f.ID), Note: documentEnd(p, f.Person)}, now, since})
	}
	return g
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

	MayCorrect bool
	Joined     []joinedRecord
	Past       parts.Grid
	Before     parts.Grid
}

// joinedRecord is another record that became part of this one.
type joinedRecord struct {
	Text string
	Undo string // where to take them apart; empty for those who may not
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
	if history.Person.ID != c.Params("person") { // another record of the same person
		return c.See(personPath(history.Person.ID))
	}
	mayImport := func(i people.Institution) bool { return c.Actor.May(access.ImportRoster, i.Path) }
	page := personPageOf(c.PageCalled(history.Person.FullName()), history, mayImport)
	page.Actions = showPersonActions(page.Path, history.Person.ID, page.MayCorrect, history.Hidden == 0, c.Actor.May(access.ManageAccounts, ""))
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
	page.MayCorrect = slices.ContainsFunc(h.Stays, func(s people.Place) bool { return mayImport(s.Institution) })
	page.records(h)
	page.Stays = parts.Grid{Caption: p.T("people.person.stays"), Columns: stayColumns(p.Printer, p.T("people.institution"))}
	correctable := page.MayCorrect && h.Now
	if correctable {
		page.Stays.Columns = append(page.Stays.Columns, parts.Column{Label: p.T("people.stay.correct"), Act: true})
	}
	var kinds []string
	kind := map[people.Cadre]int{}
	lane := map[string]int{}
	gantt := chart.Gantt{About: chart.About{ID: "line", Title: p.T("people.person.line"), Summary: p.T("people.person.line.summary", "count", len(h.Stays))}, To: h.AsOf.Date(), Today: h.AsOf.Date()}
	for _, s := range h.Stays {
		cells := append([]parts.Cell{{Text: s.Institution.Name, Href: institutionPath(s.Institution.ID), Note: place(s.Institution)}}, stayCells(p.Printer, s.Posting)...)
		if correctable {
			cells = append(cells, correctCell(p, s, mayImport))
		}
		page.Stays.Rows = append(page.Stays.Rows, cells)
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
	page.Past = pastGrid(p, h.Past)
	return page
}

// correctCell leads to correcting a stay where that is allowed.
func correctCell(p web.Page, s people.Place, mayImport func(people.Institution) bool) parts.Cell {
	if !mayImport(s.Institution) {
		return parts.Cell{}
	}
	return parts.Cell{Text: p.T("people.stay.correct"), Href: stayPath(s.Posting.ID)}
}

// records says which other records became part of this one, and what was said
// of the person before.
func (page *personPage) records(h people.History) {
	p := page.Page
	for _, j := range h.Joined {
		record := joinedRecord{Text: p.T("people.merger.joined", "name", j.Person.FullName(), "document", documentOf(p, j.Person), "when", j.RecordedAt, "author", author(p, j.Author))}
		if page.MayCorrect {
			record.Undo = "/mergers/" + j.ID + "/undo"
		}
		page.Joined = append(page.Joined, record)
	}
	page.Before = parts.Grid{Caption: p.T("people.person.before"), Columns: []parts.Column{{Label: p.T("people.fact.until_when")}, {Label: p.T("people.person")}, {Label: p.T("people.document")}, {Label: p.T("people.fact.by")}}}
	for _, c := range h.Before {
		was := people.PersonInput(c.Was)
		before := people.Person{FirstSurname: was.FirstSurname, SecondSurname: was.SecondSurname, GivenNames: was.GivenNames, DocumentType: was.DocumentType}
		if was.DocumentNumber != "" {
			before.DocumentNumber = &was.DocumentNumber
		}
		page.Before.Rows = append(page.Before.Rows, []parts.Cell{{Text: p.Instant(c.RecordedAt)}, {Text: before.FullName()}, {Text: documentOf(p, before)}, {Text: author(p, c.Author)}})
	}
}

// documentOf writes a document whole, for those who may see the person.
func documentOf(p web.Page, person people.Person) string {
	if person.DocumentNumber == nil {
		return p.T("people.document.none")
	}
	return p.T("people.document."+person.DocumentType) + " " + *person.DocumentNumber
}

func sexOf(p web.Page, person people.Person) string {
	if person.Sex == "" {
		return ""
	}
	return p.T("people.sex." + strings.ToLower(person.Sex))
}

func yearOf(person people.Person) string {
	if person.BirthYear == nil {
		return ""
	}
	return strconv.Itoa(*person.BirthYear)
}

func aboutPerson(p web.Page, person people.Person) []parts.Fact {
	facts := []parts.Fact{{Label: p.T("people.document"), Text: documentOf(p, person)}}
	add := func(label, text string) {
		if text != "" {
			facts = append(facts, parts.Fact{Label: label, Text: text})
		}
	}
	add(p.T("people.sex"), sexOf(p, person))
	add(p.T("people.birth_year"), yearOf(person))
	add(p.T("people.languages"), languageNames(p, person.Languages))
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
