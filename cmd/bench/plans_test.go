package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"relevo/app"
	"relevo/app/access"
	"relevo/app/analytics"
	analyticsweb "relevo/app/analytics/web"
	"relevo/app/db"
	"relevo/app/people"
	peopleweb "relevo/app/people/web"
	searchweb "relevo/app/search/web"
	"relevo/app/web"
	"relevo/app/web/webtest"
	assessmentsweb "relevo/assessments/web"
)

const (
	// plannedPeople is how many people the country of the plans has: few enough to be written in a second or two, and so many that its
	// figures are those that are kept.
	plannedPeople = 6_000
	// pageCost makes PostgreSQL see these tables as if they were those of a country a few hundred times as large: reading a table from end
	// to end costs so many times as much, and looking something up in an index does not. Nothing is forbidden to it; where
	// there is no index, or none that serves, it reads the table all the same.
	pageCost = 300
	// mostOfTable is the share of a large table above which a statement reads it whole, by whatever way.
	mostOfTable = 0.6
)

// large are the tables that grow with the country, of which a page reads what it shows and no more.
var large = []string{"person", "posting", "enrolment", "completion", "certificate", "certificate_competency", "attempt", "item_score", "result", "kept_series"}

// What is opened again and again must not become dearer because elsewhere in the country more is written down. So the
// pages are opened as a browser does, and of every statement that they send the database is asked how it
// would go about it, with the values that were sent: it must not read one of the large tables from end to end. The figures of
// the tables are those that it has collected itself, so that a plan is the one it would really follow.
func TestTheHotListReadsNoLargeTableFromEndToEnd(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			h := hotCountry(t, dialect)
			var all []statement
			for _, page := range h.pages(t) {
				h.watch.begin()
				page.open()
				sent := h.watch.end()
				if len(sent) == 0 {
					t.Errorf("%s sends no statement: it is not what it was", page.name)
				}
				for _, s := range sent {
					for _, table := range h.readWhole(t, s) {
						if table == page.but {
							continue
						}
						t.Errorf("%s reads the table %s from end to end:\n%.600s", page.name, table, s.sql)
					}
				}
				all = append(all, sent...)
			}
			h.missIndexes(t, all)
			h.namesApart(t, all)
		})
	}
}

// missIndexes makes sure that the test would notice: without any of the indexes that the hot list lives on, some statement reads a table
// from end to end.
func (h *hot) missIndexes(t *testing.T, sent []statement) {
	t.Helper()
	for _, one := range [][2]string{{"posting_institution", "posting"}, {"posting_person", "posting"}, {"completion_person", "completion"}, {"certificate_person", "certificate"}} {
		index, table := one[0], one[1]
		err := h.d.Write(t.Context(), func(tx *db.Tx) error { return tx.DB.Exec("DROP INDEX " + index).Error })
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(sent, func(s statement) bool { return slices.Contains(h.readWhole(t, s), table) }) {
			t.Errorf("without the index %s no statement would read %s from end to end", index, table)
		}
	}
}

// namesApart makes sure that PostgreSQL never looks for whole names in its index of parts of names, not even where there is no
// other: 500 of a staff list take it two seconds there.
func (h *hot) namesApart(t *testing.T, sent []statement) {
	t.Helper()
	if h.planner == nil {
		return
	}
	if err := h.d.Write(t.Context(), func(tx *db.Tx) error { return tx.DB.Exec("DROP INDEX person_search").Error }); err != nil {
		t.Fatal(err)
	}
	if _, err := h.planner.ExecContext(t.Context(), "SET enable_seqscan = off"); err != nil {
		t.Fatal(err)
	}
	asked := false
	for _, s := range sent {
		if !strings.Contains(s.sql, "search_name IN") {
			continue
		}
		asked = true
		var text string
		if err := h.planner.QueryRowContext(t.Context(), "EXPLAIN (FORMAT JSON) "+s.sql, s.values...).Scan(&text); err != nil { //nolint:unqueryvet // a statement of ours
			t.Fatal(err)
		}
		if strings.Contains(text, "person_search_parts") {
			t.Errorf("whole names are looked for in the index of parts:\n%.300s", s.sql)
		}
	}
	if !asked {
		t.Error("no page of the hot list looks for whole names")
	}
}

// hot is a country that is there to be looked at.
type hot struct {
	d       *db.DB
	country *country
	people  *people.Service
	site    *webtest.Site
	watch   *watch
	planner *sql.Conn        // PostgreSQL's, by which plans are asked for
	rows    map[string]int64 // of the large tables
	asked   int              // how many plans
}

type hotPage struct {
	name string
	open func()
	but  string // a table that it reads whole, and has to
}

func hotCountry(t *testing.T, dialect db.Dialect) *hot {
	t.Helper()
	ctx := t.Context()
	config := app.Config{Data: t.TempDir()}
	if dialect == db.Postgres {
		g := growthCommand{DatabaseURL: os.Getenv("RELEVO_TEST_POSTGRES"), Keep: true}
		made, used, drop, err := g.database(ctx, plannedPeople)
		if err != nil || used {
			t.Fatalf("the database of the country (there already: %v): %v", used, err)
		}
		t.Cleanup(func() {
			if err := drop(context.WithoutCancel(ctx)); err != nil {
				t.Error(err)
			}
		})
		config.DatabaseURL = made.DatabaseURL
	}
	d, _, err := app.Open(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() }) // the test is over
	c := newCountry(plannedPeople, 1, d.Now().Date())
	if err := c.load(ctx, d, config.DatabaseURL, func(string, ...any) {}); err != nil {
		t.Fatal(err)
	}
	figures := analytics.NewService(d)
	if _, err := figures.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	s, err := newServices(d)
	if err != nil {
		t.Fatal(err)
	}
	h := &hot{d: d, country: c, people: s.people, rows: map[string]int64{}}
	h.analyse(t)
	h.site = webtest.New(t, d, slices.Concat(
		(&peopleweb.Handlers{People: s.people}).Routes(), (&analyticsweb.Handlers{Analytics: figures}).Routes(),
		(&assessmentsweb.Handlers{Assessments: s.assessments}).Routes(), (&searchweb.Handlers{People: s.people, Courses: s.courses}).Routes(),
		[]web.Route{{Method: "GET", Path: "/", Handle: func(c *web.Ctx) error { return c.See("/figures") }, Allow: web.LoggedIn, Name: "start"}},
	))
	h.watch = watching(t, d)
	return h
}

// pages is the hot list.
func (h *hot) pages(t *testing.T) []hotPage {
	t.Helper()
	c := h.country
	network := rowID("i", c.networkNo(0))
	country := h.site.As(webtest.Who{Role: access.Manager})
	manager := h.site.As(webtest.Who{Role: access.Manager, InstitutionID: network})
	evaluator := h.site.As(webtest.Who{Role: access.Evaluator})
	trainer := h.site.As(webtest.Who{Role: access.Trainer})
	first, second, _ := nameOf(7)
	get := func(name string, who *webtest.Visitor, path string) hotPage {
		return hotPage{name: name, open: func() { who.Get(path).WantStatus(200) }}
	}
	unnamed := get("the heat map of the country, seen without names", evaluator, "/dashboard/"+rootID+"?competency=competency-1")
	unnamed.but = "kept_series" // what is shown of one place depends on what is shown of all
	return []hotPage{
		get("the page of an institution", manager, "/institutions/"+c.centreID(0)),
		get("the figures of an institution", manager, "/figures/"+c.centreID(0)+"?competency=competency-1"),
		get("the series of the country", country, "/figures/"+rootID+"?competency=competency-1"),
		get("the heat map of the country", country, "/dashboard/"+rootID+"?competency=competency-1"),
		unnamed,
		get("a search for people in the country", country, "/people?q="+first+"+"+second),
		get("a search for people nobody is called", country, "/people?q=xerxes"),
		get("a search for people by the number of their document", country, "/people?q=1000777"),
		get("a search for people in a network", manager, "/people?q="+first+"+"+second),
		get("the search at the top of every page", country, "/search?q="+first),
		get("the list of scores", trainer, "/administrations/"+sittingID(0, 0)),
		{name: "a list of 1,000 people", open: func() {
			centre, err := c.empty(t.Context(), services{people: h.people}, 1)
			if err != nil {
				t.Fatal(err)
			}
			p := programme{d: h.d, services: services{people: h.people}}
			if err := p.importStaff(t.Context(), centre, 50_000_000, enrolledAtOnce); err != nil {
				t.Fatal(err)
			}
		}},
	}
}

// analyse has the database look at its tables, and makes sure that they are as large as the test thinks.
func (h *hot) analyse(t *testing.T) {
	t.Helper()
	err := h.d.Write(t.Context(), func(tx *db.Tx) error { return tx.DB.Exec("ANALYZE").Error })
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range large {
		var rows int64
		err := h.d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Raw("SELECT COUNT(*) FROM " + table).Scan(&rows).Error })
		if err != nil || rows < 200 {
			t.Fatalf("%s has %d rows: too few for a plan to say anything (%v)", table, rows, err)
		}
		h.rows[table] = rows
	}
	pool, err := h.d.Pool()
	if err != nil || h.d.Dialect == db.SQLite {
		return
	}
	if h.planner, err = pool.Conn(t.Context()); err == nil {
		_, err = h.planner.ExecContext(t.Context(), fmt.Sprintf("SET seq_page_cost = %d", pageCost))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.planner.Close() }) // the test is over
}

// watch keeps the statements that a database is sent.
type watch struct {
	mu   sync.Mutex
	on   bool
	seen map[string]bool
	sent []statement
}

type statement struct {
	sql    string
	values []any
}

// watching begins to see what every connection of a database is sent.
func watching(t *testing.T, d *db.DB) *watch {
	t.Helper()
	w := &watch{}
	known := map[any]bool{}
	listen := func(tx *db.Tx) error {
		to := tx.DB.Callback()
		if known[to] {
			return nil
		}
		known[to] = true
		return errors.Join(
			to.Query().After("gorm:query").Register("test:watch", w.note), to.Row().After("gorm:row").Register("test:watch", w.note),
			to.Raw().After("gorm:raw").Register("test:watch", w.note), to.Create().After("gorm:create").Register("test:watch", w.note),
			to.Update().After("gorm:update").Register("test:watch", w.note), to.Delete().After("gorm:delete").Register("test:watch", w.note),
		)
	}
	err := d.Write(t.Context(), listen)
	for range 64 { // SQLite's readers take turns
		err = errors.Join(err, d.Read(t.Context(), listen))
	}
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *watch) note(g *gorm.DB) {
	w.mu.Lock()
	defer w.mu.Unlock()
	sql := g.Statement.SQL.String()
	if w.on && sql != "" && !w.seen[sql] {
		w.seen[sql] = true
		w.sent = append(w.sent, statement{sql, slices.Clone(g.Statement.Vars)})
	}
}

func (w *watch) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.on, w.seen, w.sent = true, map[string]bool{}, nil
}

func (w *watch) end() []statement {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.on = false
	return w.sent
}

var asksOrChanges = regexp.MustCompile(`(?i)^\s*(SELECT|WITH|UPDATE|DELETE)\b`)

// readWhole asks the database which of the large tables it would read from end to end for a statement. What it looks
// up for the references of a row that is added is not in question.
func (h *hot) readWhole(t *testing.T, s statement) (tables []string) {
	t.Helper()
	if !asksOrChanges.MatchString(s.sql) {
		return nil
	}
	if h.planner != nil {
		var text []byte
		var plans []struct{ Plan plan }
		err := h.planner.QueryRowContext(t.Context(), "EXPLAIN (FORMAT JSON) "+s.sql, s.values...).Scan(&text) //nolint:unqueryvet // a statement of ours
		if err := errors.Join(err, json.Unmarshal(text, &plans)); err != nil || len(plans) != 1 {
			t.Fatalf("no plan: %v\n%.600s", err, s.sql)
		}
		return plans[0].Plan.whole(h.rows)
	}
	pool, err := h.d.Pool() // and not the readers, who keep plans that they made before
	if err != nil {
		t.Fatal(err)
	}
	h.asked++                                                                                                               // in other words each time: a plan that was told once is told again by a kept statement, whatever became of the index
	rows, err := pool.QueryContext(t.Context(), fmt.Sprintf("EXPLAIN QUERY PLAN %s /* %d */", s.sql, h.asked), s.values...) //nolint:unqueryvet // a statement of ours
	if err != nil {
		t.Fatalf("no plan: %v\n%.600s", err, s.sql)
	}
	defer func() { _ = rows.Close() }() // it was only read
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		if table := scanned(detail, s.sql); slices.Contains(large, table) {
			tables = append(tables, table)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return tables
}

// plan is a step of PostgreSQL's with those below it.
type plan struct {
	Type  string  `json:"Node Type"`
	Table string  `json:"Relation Name"`
	Rows  float64 `json:"Plan Rows"`
	Plans []plan
}

// whole lists the large tables that are read from end to end: as they lie, or most of their rows by an index. What ends as soon as there is
// enough, below a limit, reads as little as that.
func (p plan) whole(sizes map[string]int64) (tables []string) {
	size, large := sizes[p.Table]
	if large && (strings.HasSuffix(p.Type, "Seq Scan") || p.Rows > mostOfTable*float64(size)) {
		tables = append(tables, p.Table)
	}
	for _, below := range p.Plans {
		if p.Type == "Limit" && below.Type != "Sort" && !strings.HasSuffix(below.Type, "Seq Scan") {
			below.Rows = p.Rows
		}
		tables = append(tables, below.whole(sizes)...)
	}
	return tables
}

// scanned is the table that a step of SQLite's reads from end to end, to find something or to make an index for this once, and not in the order of an index, which ends as soon as there are enough. SQLite names it as the statement calls it.
func scanned(detail, sql string) string {
	step := regexp.MustCompile(`^(?:SCAN|SEARCH) (\w+)`).FindStringSubmatch(detail)
	switch {
	case step == nil:
		return ""
	case strings.Contains(detail, " USING AUTOMATIC "), strings.Contains(detail, "(ANY("): // the latter jumps from person to person through all of an index
	case strings.HasPrefix(detail, "SEARCH"), strings.Contains(detail, " USING ") && strings.Contains(sql, " LIMIT "):
		return ""
	}
	alias := regexp.MustCompile("(?i)\\b(?:FROM|JOIN)\\s+[`\"]?(\\w+)[`\"]?\\s+(?:AS\\s+)?" + step[1] + "\\b").FindStringSubmatch(sql)
	if alias != nil {
		return alias[1]
	}
	return step[1]
}
