package roster_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/people/roster"
)

// memory is the smallest thing that can apply plans: what the service does
// with a database, done with slices.
type memory struct {
	people   map[string]roster.Person
	postings map[string][]roster.Known // by institution
	lists    map[string][]db.Date
	next     int
}

func newMemory() *memory {
	return &memory{people: map[string]roster.Person{}, postings: map[string][]roster.Known{}, lists: map[string][]db.Date{}}
}

func (m *memory) id(prefix string) string {
	m.next++
	return fmt.Sprintf("%s%05d", prefix, m.next)
}

func (m *memory) plan(institution string, asOf db.Date, rows []roster.Row) roster.Plan {
	in := roster.Input{AsOf: asOf, Rows: rows, Current: m.postings[institution], Lists: m.lists[institution]}
	for _, id := range slices.Sorted(maps.Keys(m.people)) {
		in.People = append(in.People, m.people[id])
	}
	for _, other := range slices.Sorted(maps.Keys(m.postings)) {
		if other != institution {
			in.Elsewhere = append(in.Elsewhere, m.postings[other]...)
		}
	}
	return roster.Make(in)
}

// apply applies what a plan proposes, as a person does who accepts all of it.
func (m *memory) apply(t errorer, institution string, plan roster.Plan) {
	t.Helper()
	created := map[string]string{}
	for _, d := range plan.Decisions {
		m.effect(t, institution, plan.AsOf, d.Effect, created)
	}
	if !slices.Contains(m.lists[institution], plan.AsOf) {
		m.lists[institution] = append(m.lists[institution], plan.AsOf)
	}
}

type errorer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func (m *memory) effect(t errorer, institution string, asOf db.Date, e roster.Effect, created map[string]string) {
	t.Helper()
	personID := e.PersonID
	if e.Create != nil {
		if personID = created[e.Create.Key]; personID == "" {
			personID = m.id("person")
			created[e.Create.Key] = personID
			m.people[personID] = roster.Person{ID: personID, Document: e.Create.Document, Names: e.Create.Names,
				Sex: e.Create.Sex, Email: e.Create.Email, Phone: e.Create.Phone}
		}
	}
	if e.Fill != nil {
		person := m.people[personID]
		if e.Fill.Document.Known() {
			person.Document = e.Fill.Document
		}
		person.Sex += e.Fill.Sex
		person.Email += e.Fill.Email
		person.Phone += e.Fill.Phone
		m.people[personID] = person
		for where := range m.postings {
			for i := range m.postings[where] {
				if m.postings[where][i].ID == personID {
					m.postings[where][i].Person = person
				}
			}
		}
	}
	if e.Correct != nil || e.Sight {
		k := m.posting(t, institution, e.PostingID)
		if e.Sight {
			k.LastSeen = &asOf
		}
		if c := e.Correct; c != nil {
			set(&k.Start, c.Start)
			set(&k.Cadre, c.Cadre)
			set(&k.Position, c.Position)
			set(&k.Contract, c.Contract)
		}
	}
	if e.End != nil {
		k := m.posting(t, institution, e.End.PostingID)
		k.End, k.EndsAfter, k.Reason = e.End.On, e.End.After, e.End.Reason
	}
	if a := e.Append; a != nil {
		m.postings[institution] = append(m.postings[institution], roster.Known{Person: m.people[personID], PostingID: m.id("posting"),
			Institution: institution, Cadre: a.Cadre, Position: a.Position, Contract: a.Contract, Start: a.Start, End: a.End,
			EndsAfter: a.EndsAfter, Reason: a.Reason, LastSeen: &asOf})
	}
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func (m *memory) posting(t errorer, institution, id string) *roster.Known {
	t.Helper()
	for i := range m.postings[institution] {
		if m.postings[institution][i].PostingID == id {
			return &m.postings[institution][i]
		}
	}
	t.Fatalf("an effect speaks of posting %q, which is not in %s", id, institution)
	return nil
}

// believed writes down what is believed of an institution, one line a posting,
// without identifiers: equal for equal beliefs.
func (m *memory) believed(institution string) string {
	var lines []string
	for _, k := range m.postings[institution] {
		lines = append(lines, fmt.Sprintf("%s %s %s %s %s..%s after %s seen %s", k.Document.Number, k.Search(), k.Cadre, k.Contract, k.Start,
			date(k.End), date(k.EndsAfter), date(k.LastSeen)))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func date(d *db.Date) string {
	if d == nil {
		return "-"
	}
	return d.String()
}

// overlap finds two postings of one person in one institution and cadre whose
// stays overlap, "" when there are none.
func (m *memory) overlap() string {
	for institution, postings := range m.postings {
		for i, a := range postings {
			for _, b := range postings[i+1:] {
				if a.ID == b.ID && a.Cadre == b.Cadre && (a.End == nil || b.Start < *a.End) && (b.End == nil || a.Start < *b.End) {
					return fmt.Sprintf("%s: %s %s is there %s..%s and %s..%s", institution, a.Document.Number, a.Cadre, a.Start, date(a.End), b.Start, date(b.End))
				}
			}
		}
	}
	return ""
}

func day(t testing.TB, s string) db.Date {
	t.Helper()
	d, err := db.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// rowsOf reads a list written as CSV in a test.
func rowsOf(t testing.TB, text string, asOf db.Date) []roster.Row {
	t.Helper()
	table, err := roster.Read("list.csv", []byte(text), roster.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	mapping, header, err := roster.Detect(table)
	if err != nil {
		t.Fatal(err)
	}
	return roster.Parse(table, header, mapping, asOf)
}
