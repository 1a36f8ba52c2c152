package app

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/demo"
	"relevo/app/web"
	"relevo/app/web/webtest"
)

// town is the demonstration, with people who look at it from Cusco.
type town struct {
	t    *testing.T
	app  *App
	site *webtest.Site
	afar []resident // one with each role
}

type resident struct {
	*webtest.Visitor
	role    access.Role
	actor   access.Actor
	token   string // of forms
	program *webtest.Program
}

func newTown(t *testing.T, dialect db.Dialect) *town {
	t.Helper()
	c := Config{Addr: "localhost:0", Data: t.TempDir(), Guests: demo.Guests()}
	if dialect == db.Postgres {
		c.DatabaseURL = dbtest.Address(t, dialect)
	}
	clock, err := demo.Clock(c.Data)
	if err != nil {
		t.Fatal(err)
	}
	c.Clock = clock
	a, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Abandon(nil); err != nil {
			t.Error(err)
		}
	})
	if _, err := a.LoadDemonstration(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, app: a, site: webtest.New(t, a.db, a.routes())}
	official := demo.Guests()[0] // has a device and a program of her own, too
	login, err := a.access.LogIn(t.Context(), access.Credentials{Username: official.Username, Passphrase: official.Passphrase})
	if err != nil {
		t.Fatal(err)
	}
	rosaura, err := a.access.Authenticate(t.Context(), login)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.access.CreateToken(t.Context(), rosaura, access.NewToken{Name: "x", Scopes: []access.Permission{access.Learn}, Days: 30, Present: official.Passphrase}); err != nil {
		t.Fatal(err)
	}
	network := w.one(`SELECT id FROM institution WHERE code = 'ACOGE-CUS'`)
	colleague := w.one(`SELECT p.person_id FROM posting p JOIN institution i ON i.id = p.institution_id WHERE i.parent_id = ? ORDER BY p.id LIMIT 1`, network)
	for _, role := range access.AllRoles {
		who := webtest.Who{Role: role, InstitutionID: network}
		if role == access.Official {
			who = webtest.Who{Role: role, PersonID: colleague}
		}
		one := resident{Visitor: w.site.As(who), role: role, actor: access.Actor{AccountID: "x", Roles: []access.Held{{Role: role}}}}
		one.token = one.Get("/none").FormToken()
		scopes := slices.DeleteFunc(slices.Clone(access.TokenScopes), func(p access.Permission) bool { return !role.Allows(p) })
		one.program = one.Program(true, scopes...)
		w.afar = append(w.afar, one)
	}
	return w
}

func (w *town) one(query string, args ...any) (value string) {
	w.t.Helper()
	err := w.app.db.Read(w.t.Context(), func(tx *db.Tx) error { return tx.DB.Raw(query, args...).Scan(&value).Error })
	if err != nil || value == "" {
		w.t.Fatalf("%s: %q, %v", query, value, err)
	}
	return value
}

// everybodys are the beginnings of routes whose thing is not one region's, and why: whom the door lets in sees it.
var everybodys = map[string]string{
	"/courses/": "written for the whole programme, and reviewed before they are given", "/media/": "of courses",
	"/items/": "the programme's", "/pictures/": "of items", "/rubrics/": "the programme's", "/assessments/": "the programme's; their figures are veiled",
	"/competencies/": "the programme's", "/capacity/checklists/": "the programme's", "/certificates/templates/": "the programme's", "/certificates/rules/": "of a course",
	"/scoring/": "responses are rated by whoever may rate, wherever they come from, without whose they are",
	"/funders/": "the programme's", "/results/": "the programme's; its figures are veiled", "/api/v1/results": "likewise",
	"/help/": "guides", "/gallery/": "samples, in a demonstration alone", "/issuer/": "published for those who verify", "/verify/": "published for those who verify",
	"/trainings/files/template/": "an empty table", "/follow-ups/": "a file of one's own scope", "/privacy/copy/": "one's own", "/privacy/consents/": "one's own",
	"/privacy/export/": "without names, for those who see the whole programme", "/selfcare/answer/": "one's own", "/selfcare/manage/": "the programme's",
	"/transcript/": "one's own", "/administrations/:administration/sheets/files/template/": "an empty table",
}

// keyed are the beginnings of addresses that hold a secret nobody guesses: whoever has it is whom it was given to.
var keyed = []string{"/passphrase/:token", "/meet/:code", "/enrol/:code", "/survey/:code", "/t/:token", "/refresher/:token", "/reports/off/", "/mail/off/", "/sheets/:code"}

// none are parameters of which the demonstration has nothing, and the tests that ask for another's.
var none = map[string]string{
	"passkey": "app/access/web TestPasskeysAreAddedByTheirOwnerAlone", "merger": "app/people TestAMergerAsksForAllThatItConcerns",
	"picture": "courses/web TestAnAnswerToACheckIsOnesOwn", "link": "certificates/web TestATranscriptIsSharedByALinkThatEnds", "batch": "certificates/web TestABatch",
	"id":    "app/privacy/web TestNobodyAnswersTheirOwnRequest, app/selfcare/web TestNobodyReadsAnothersAnswers, app/analytics/subscription TestASubscriptionIsItsOwners",
	"sheet": "courses TestASheetIsPrintedAndFoundByItsCode", "message": "courses TestAMessageReachesTheGroupAndIsKept",
}

// toldFirst are routes that say what is wrong with a form before they look for the thing, and tell nothing of it; with the tests
// that send a good one.
var toldFirst = map[string]string{
	"courses.marks": "courses", "attempt.recordings": "assessments", "attempt.answers": "assessments TestNobodyElseKnowsOfAnAttempt", "api.lists.upload": "app/people/web",
}

// within are the values of addresses' parameters that lead to things of Loreto: @path is that of its network of
// centres, @official who learns there.
var within = map[string]string{
	"institution": `SELECT id FROM institution WHERE substr(path, 1, length(@path)) = @path ORDER BY path`,
	"place":       `SELECT id FROM institution WHERE substr(path, 1, length(@path)) = @path ORDER BY path DESC`,
	"person":      `SELECT p.person_id FROM posting p JOIN institution i ON i.id = p.institution_id GROUP BY p.person_id HAVING ` + allWithin + ` ORDER BY p.person_id`,
	"other":       `SELECT p.person_id FROM posting p JOIN institution i ON i.id = p.institution_id GROUP BY p.person_id HAVING ` + allWithin + ` ORDER BY p.person_id DESC`,
	"posting":     `SELECT p.id FROM posting p JOIN institution i ON i.id = p.institution_id WHERE substr(i.path, 1, length(@path)) = @path AND p.superseded_at IS NULL ORDER BY p.id`,
	"import":      `SELECT r.id FROM roster_import r JOIN institution i ON i.id = r.institution_id WHERE substr(i.path, 1, length(@path)) = @path ORDER BY r.id`,
	"draft":       `SELECT r.id FROM roster_draft r JOIN institution i ON i.id = r.institution_id WHERE substr(i.path, 1, length(@path)) = @path ORDER BY r.id`,
	"offering":    `SELECT o.offering_id FROM offering_institution o JOIN institution i ON i.id = o.institution_id GROUP BY o.offering_id HAVING ` + allWithin + ` ORDER BY o.offering_id`,
	"meeting": `SELECT m.id FROM meeting m JOIN offering_institution o ON o.offering_id = m.offering_id JOIN institution i ON i.id = o.institution_id
		GROUP BY m.id HAVING ` + allWithin + ` ORDER BY m.id`,
	"sheet":          `SELECT code FROM meeting_sheet ORDER BY code`,
	"enrolment":      `SELECT id FROM enrolment WHERE person_id = @official ORDER BY id DESC`,
	"lesson":         `SELECT l.id FROM lesson l ORDER BY l.id`,
	"item":           `SELECT id FROM item ORDER BY id`,
	"message":        `SELECT message_id FROM offering_message_person ORDER BY message_id`,
	"administration": `SELECT t.administration_id FROM attempt t JOIN institution i ON i.id = t.institution_id GROUP BY t.administration_id HAVING ` + allWithin + ` ORDER BY t.administration_id`,
	"attempt":        `SELECT id FROM attempt WHERE person_id = @official ORDER BY id`,
	"version":        `SELECT a.item_version_id FROM answer a JOIN attempt t ON t.id = a.attempt_id JOIN institution i ON i.id = t.institution_id WHERE substr(i.path, 1, length(@path)) = @path ORDER BY a.item_version_id`,
	"task":           `SELECT s.id FROM scoring_task s JOIN attempt t ON t.id = s.attempt_id JOIN institution i ON i.id = t.institution_id WHERE substr(i.path, 1, length(@path)) = @path ORDER BY s.id`,
	"file":           `SELECT id FROM file_import ORDER BY id`,
	"round":          `SELECT r.id FROM capacity_round r JOIN institution i ON i.id = r.institution_id WHERE substr(i.path, 1, length(@path)) = @path ORDER BY r.id`,
	"certificate": `SELECT c.id FROM certificate c WHERE c.person_id IN (SELECT p.person_id FROM posting p JOIN institution i ON i.id = p.institution_id GROUP BY p.person_id HAVING ` +
		allWithin + `) ORDER BY c.id`,
	"account": `SELECT id FROM account WHERE person_id IS NOT NULL ORDER BY id`,
	"grant":   `SELECT id FROM role_grant ORDER BY id`,
	"login":   `SELECT l.id FROM login l JOIN account a ON a.id = l.account_id WHERE a.person_id = @official ORDER BY l.id`,
	"token":   `SELECT t.id FROM api_token t JOIN account a ON a.id = t.account_id WHERE a.person_id = @official ORDER BY t.id`,
	"batch":   `SELECT id FROM paper_batch ORDER BY id`,
}

const allWithin = `min(CASE WHEN substr(i.path, 1, length(@path)) = @path THEN 1 ELSE 0 END) = 1`

// Each route that stands for one thing, with things of Loreto in it, and each role in Cusco that its door lets in: it is
// not there, in HTML and in JSON, to read and to change. A route that is new is asked too, and one that cannot be asked fails.
func TestNobodyReachesAnotherRegionsThings(t *testing.T) {
	w := newTown(t, db.SQLite)
	things, asked := w.things(), 0
	for _, route := range w.app.routes() {
		if !strings.Contains(route.Path, ":") || belongsToAll(route) {
			continue
		}
		paths := addresses(things, route.Path)
		if len(paths) == 0 && missing(things, route.Path) == "" {
			t.Errorf("%s %s (%s): nothing of Loreto is known to ask it for", route.Method, route.Path, route.Name)
		}
		for _, who := range w.afar {
			if !route.Allow.Permits(who.actor) {
				continue // TestEveryDoorIsListedWithThoseItOpensFor
			}
			for _, path := range paths {
				asked++
				for _, status := range who.ask(route, path) {
					if status != http.StatusNotFound && (status != http.StatusUnprocessableEntity || toldFirst[route.Name] == "") {
						t.Errorf("%s %s (%s): %s in Cusco gets %d for %s", route.Method, route.Path, route.Name, who.role, status, path)
					}
				}
			}
		}
	}
	if t.Logf("%d questions", asked); asked < 300 {
		t.Errorf("only %d questions were asked", asked)
	}
}

// belongsToAll tells whether the route's thing has no owner that could be another.
func belongsToAll(route web.Route) bool {
	begins := func(prefix string) bool { return strings.HasPrefix(route.Path, prefix) }
	if route.API == nil && slices.ContainsFunc(keyed, begins) {
		return true
	}
	for prefix := range everybodys {
		if begins(prefix) {
			return true
		}
	}
	return false
}

// things gives, for each parameter, what is to be found in Loreto.
func (w *town) things() map[string][]string {
	w.t.Helper()
	who := map[string]any{"path": w.one(`SELECT path FROM institution WHERE code = 'ACOGE-LOR'`), "official": w.one(`SELECT person_id FROM account WHERE username = ?`, demo.Guests()[0].Username)}
	values := map[string][]string{"cause": {"left"}, "n": {"1"}, "kind": {"csv"}, "format": {"csv"}}
	for name, query := range within {
		var found []string
		var args []any
		if strings.Contains(query, "@") {
			args = append(args, who)
		}
		if err := w.app.db.Read(w.t.Context(), func(tx *db.Tx) error { return tx.DB.Raw(query, args...).Scan(&found).Error }); err != nil {
			w.t.Fatalf("%s: %v", name, err)
		}
		values[name] = found[:min(len(found), 2)]
	}
	values["stay"] = values["posting"] // as the API calls it
	return values
}

// parameters are the names in a route's path.
func parameters(path string) (names []string) {
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			names = append(names, name)
		}
	}
	return names
}

// missing is the test that asks a route which has a parameter that nothing is known of.
func missing(things map[string][]string, path string) string {
	for _, name := range parameters(path) {
		if len(things[name]) == 0 && none[name] != "" {
			return none[name]
		}
	}
	return ""
}

// addresses are those to ask a route at; none when nothing of one of its parameters is known.
func addresses(things map[string][]string, path string) []string {
	first, second := path, path
	for _, name := range parameters(path) {
		known := things[name]
		if len(known) == 0 {
			return nil
		}
		first, second = strings.Replace(first, ":"+name, known[0], 1), strings.Replace(second, ":"+name, known[len(known)-1], 1)
	}
	return slices.Compact([]string{first, second})
}

// ask gives the statuses of the answers to a request: as a page and as JSON.
func (r *resident) ask(route web.Route, path string) []int {
	switch {
	case route.API != nil && route.Method == http.MethodGet:
		return []int{r.program.Do(route.Method, path, nil).Status}
	case route.API != nil:
		return []int{r.program.Do(route.Method, path, []byte("{}")).Status}
	case route.Method == http.MethodGet:
		return []int{r.Get(path).Status, r.GetWith(path, "Accept", "application/json").Status}
	}
	return []int{r.Post(path, url.Values{"_token": {r.token}}).Status}
}

// Every page is asked for things that cannot be, and with questions that would break a statement, a page or a path that was put
// together from texts: nothing breaks. No page that is only looked at changes anything, but for what is noted of
// that it was looked at. And whatever is no page has a name of ours under which it is kept.
func TestNoAddressBreaksNothingIsChangedByLookingAndFilesHaveNames(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			if testing.Short() && dialect == db.Postgres {
				t.Skip("make torture has both")
			}
			w := newTown(t, dialect)
			things, who := w.things(), map[access.Role]*webtest.Visitor{}
			for _, role := range access.AllRoles[1:] {
				who[role] = w.site.As(webtest.Who{Role: role})
				who[role].Get("/account") // notes that the login was seen
			}
			for _, route := range w.app.routes() {
				if route.Method != http.MethodGet || route.API != nil {
					continue
				}
				at := slices.IndexFunc(access.AllRoles[1:], func(role access.Role) bool {
					return route.Allow.Permits(access.Actor{AccountID: "x", Roles: []access.Held{{Role: role}}})
				})
				if at < 0 {
					continue // an official's own, of whom this has none
				}
				for _, path := range append(addresses(things, route.Path), hostile(route.Path)...) {
					before := w.app.db.Writes()
					page := who[access.AllRoles[1+at]].GetWithout(path)
					if wrote := w.app.db.Writes() - before; wrote > 0 && notes[route.Name] == "" {
						t.Errorf("%s (%s): looking at it writes", path, route.Name)
					}
					if page.Status >= http.StatusInternalServerError {
						t.Errorf("%s (%s): %d", path, route.Name, page.Status)
					}
					if page.Status == http.StatusOK && isFile(page) && !strings.Contains(page.Header.Get("Content-Disposition"), "filename=") {
						t.Errorf("%s (%s): a file (%s) without a name", path, route.Name, page.Header.Get("Content-Type"))
					}
				}
			}
		})
	}
}

// isFile tells whether what came is neither a page nor a part of one.
func isFile(page *webtest.Page) bool {
	kind := page.Header.Get("Content-Type")
	return !slices.ContainsFunc([]string{"text/html", "application/json", "image/", "audio/", "video/", "text/javascript", "application/manifest+json", "application/jose+json"}, func(part string) bool { return strings.HasPrefix(kind, part) })
}

// notes are the pages that note something when they are looked at, and what.
var notes = map[string]string{
	"person": "that it was looked at, for the person to see", "person.edit": "likewise", "privacy.copy": "that a copy was taken", "privacy.copy_of": "likewise",
	"selfcare.somebody": "that somebody asked for another's", "selfcare.kept": "likewise",
}

// hostile are addresses that a route answers to, of things that are not there, and questions that mean mischief.
func hostile(path string) (all []string) {
	for _, text := range []string{`1' OR '1'='1' --";<script>{{7*7}}%`, "../../etc/passwd\x00\xff" + strings.Repeat("9", 40)} {
		written := path
		for _, name := range parameters(path) {
			written = strings.Replace(written, ":"+name, url.PathEscape(text), 1)
		}
		query := url.Values{}
		for _, name := range []string{"q", "on", "since", "page", "after", "institution", "competency", "cadre", "region", "state", "sort", "kind", "version", "language", "next", "quarters"} {
			query.Set(name, text)
		}
		all = append(all, written+"?"+query.Encode())
	}
	return all
}
