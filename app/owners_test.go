package app

import (
	"fmt"
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
	"/courses/": "written for the whole programme, and reviewed before they are given", "/api/v1/courses/": "likewise", "/media/": "of courses",
	"/items/": "the programme's", "/pictures/": "of items", "/rubrics/": "the programme's", "/assessments/": "the programme's; their figures are veiled",
	"/competencies/": "the programme's", "/capacity/checklists/": "the programme's", "/certificates/templates/": "the programme's", "/certificates/rules/": "of a course",
	"/scoring/": "responses are rated by whoever may rate, wherever they come from, without whose they are",
	"/funders/": "the programme's", "/api/v1/funders/": "likewise", "/results/": "the programme's; its figures are veiled", "/api/v1/results/indicators/": "likewise",
	"/translations/": "the programme's", "/help/": "guides", "/gallery/": "samples, in a demonstration alone", "/issuer/": "published for those who verify", "/verify/": "published for those who verify", "/api/v1/verify/": "likewise",
	"/trainings/files/template/": "an empty table", "/follow-ups/": "a file of one's own scope", "/privacy/copy/": "one's own", "/privacy/consents/": "one's own",
	"/privacy/export/": "without names, for those who see the whole programme", "/selfcare/answer/": "one's own", "/selfcare/manage/": "the programme's",
	"/administrations/:administration/sheets/files/template/": "an empty table",
	"/api/v1/translations/":                                   "the programme's", "/api/v1/certificates/templates/": "the programme's", "/api/v1/certificates/rules/": "of a course",
	"/api/v1/items/": "the programme's", "/api/v1/pictures/": "of items", "/api/v1/rubrics/": "the programme's", "/api/v1/assessments/": "the programme's; their figures are veiled",
	"/api/v1/competencies/": "the programme's", "/api/v1/capacity/checklists/": "the programme's", "/api/v1/scoring/": "responses are rated without whose they are",
}

// keyed are the beginnings of addresses that hold a secret nobody guesses: whoever has it is whom it was given to.
var keyed = []string{"/passphrase/:token", "/meet/:code", "/enrol/:code", "/survey/:code", "/t/:token", "/refresher/:token", "/reports/off/", "/mail/off/", "/notifications/off/", "/sheets/:code"}

// toldFirst are routes that say what is wrong with a form before they look for the thing, which tells nothing of it, and the
// tests that send a good one.
var toldFirst = map[string]string{
	"courses.marks": "courses TestMarksFromADeviceAreNotedOnceAndTheLastCounts", "attempt.recordings": "assessments TestARecordingIsItsSpeakersAlone",
	"attempt.answers": "assessments TestNobodyElseKnowsOfAnAttempt", "api.attempt.recordings": "assessments TestARecordingIsItsSpeakersAlone", "api.lists.upload": "app/people/web TestAProgramBringsInAStaffListAndTakesItBack",
	"api.sheets.files.upload": "assessments/web TestAProgramBringsInTypedAnswers",
	"account.passkey.name":    "app/access/web TestPasskeysAreAddedByTheirOwnerAlone", "account.passkey.remove": "app/access/web TestPasskeysAreAddedByTheirOwnerAlone",
}

// planted is what the demonstration has none of in Loreto: @official learns there, @account is hers.
var planted = []string{
	`INSERT INTO transcript_link (id, token_hash, person_id, purpose, created_at, created_by, expires_at) VALUES ('planted', 'x', @official, 'x', @now, 'x', @now)`,
	`INSERT INTO privacy_request (id, person_id, kind, wording, made_at, due_on) VALUES ('planted', @official, 'access', '', @now, '2026-06-01')`,
	`INSERT INTO incident (id, noticed_at, what, affected, recorded_at, recorded_by) VALUES ('planted', @now, 'x', 'x', @now, 'x')`,
	`INSERT INTO selfcare_checkin (id, person_id, questionnaire, answers, answered_at) VALUES ('planted', @official, 'own.1', '{}', @now)`,
	`INSERT INTO passkey (id, account_id, credential_id, credential, name, created_at) VALUES ('planted', @account, 'x', '{}', 'x', @now)`,
	`INSERT INTO notification (id, account_id, kind, phrase, key, about, counted, path, mail, created_at) VALUES ('planted', @account, 'scored', 'scored', 'planted', 'x', 1, '/learn', 'none', @now)`,
	`INSERT INTO webhook (id, account_id, address, events, secret, created_at, paused_why) VALUES ('planted', @account, 'https://a.example', 'posting.started', 'x', @now, '')`,
	`INSERT INTO webhook_delivery (id, webhook_id, message_id, event, place, body, state, tries, status, trouble, created_at) VALUES ('planted', 'planted', 'x', 'posting.started', '', '{}', 'delivered', 1, 204, '', @now)`,
	`INSERT INTO report_subscription (id, account_id, about, place_id, competency_code, cadre, every, formats, started_at) SELECT 'planted', @account, 'cascade', @centre, min(code), '', 'month', 'pdf', @now FROM competency`,
	`INSERT INTO paper_batch (id, administration_id, sheets, printed_at, printed_by) SELECT 'planted', min(administration_id), '[]', @now, @account FROM attempt WHERE person_id = @official`,
	`INSERT INTO certificate_batch (id, title, kind, institution_id, wanted, issued, skipped, state, created_at, created_by) VALUES ('planted', 'x', 'attendance', @centre, 1, 0, 0, 'waiting', @now, @account)`,
	`INSERT INTO merger (id, kind, kept_id, merged_id, moved, recorded_at, recorded_by) VALUES ('planted', 'person', @official, 'none', '{}', @now, 'x')`,
	`INSERT INTO merger (id, kind, kept_id, merged_id, moved, recorded_at, recorded_by) VALUES ('planted-place', 'institution', @centre, 'no place', '{}', @now, 'x')`,
	`INSERT INTO offering_message (id, offering_id, kind, subject, body, chosen, sent_at, sent_by) SELECT 'planted', min(offering_id), 'message', 'x', 'x', '{}', @now, 'x' FROM enrolment WHERE person_id = @official`,
	`INSERT INTO offering_message_person (message_id, person_id, mailed) VALUES ('planted', @official, FALSE)`,
	`INSERT INTO meeting_sheet (code, meeting_id, enrolments, printed_at, printed_by) SELECT 'PLANTED', min(m.id), '[]', @now, 'x' FROM meeting m
		JOIN offering_institution o ON o.offering_id = m.offering_id JOIN institution i ON i.id = o.institution_id WHERE substr(i.path, 1, length(@path)) = @path`,
}

const (
	inside    = `substr(i.path, 1, length(@path)) = @path`
	allWithin = `min(CASE WHEN ` + inside + ` THEN 1 ELSE 0 END) = 1`
	hers      = `SELECT p.person_id FROM posting p JOIN institution i ON i.id = p.institution_id GROUP BY p.person_id HAVING ` + allWithin
)

// within gives what is to be found in Loreto, by how an address begins, whatever parameters it has, or by a parameter alone: @path is that of
// its network of centres.
var within = map[string]string{
	":institution":                        `SELECT i.id FROM institution i WHERE ` + inside + ` ORDER BY i.path`,
	":place":                              `SELECT i.id FROM institution i WHERE ` + inside + ` ORDER BY i.path DESC`,
	":person":                             hers + ` ORDER BY p.person_id`,
	":other":                              hers + ` ORDER BY p.person_id DESC`,
	":posting":                            `SELECT p.id FROM posting p JOIN institution i ON i.id = p.institution_id WHERE ` + inside + ` AND p.superseded_at IS NULL ORDER BY p.id`,
	":stay":                               `SELECT p.id FROM posting p JOIN institution i ON i.id = p.institution_id WHERE ` + inside + ` AND p.superseded_at IS NULL ORDER BY p.id`, // as the API calls it
	":import":                             `SELECT r.id FROM roster_import r JOIN institution i ON i.id = r.institution_id WHERE ` + inside + ` ORDER BY r.id`,
	":draft":                              `SELECT r.id FROM roster_draft r JOIN institution i ON i.id = r.institution_id WHERE ` + inside + ` ORDER BY r.id`,
	":merger":                             `SELECT id FROM merger WHERE id = 'planted'`,
	"/institution-mergers/:merger":        `SELECT id FROM merger WHERE id = 'planted-place'`,
	"/api/v1/institution-mergers/:merger": `SELECT id FROM merger WHERE id = 'planted-place'`,
	":offering":                           `SELECT o.offering_id FROM offering_institution o JOIN institution i ON i.id = o.institution_id GROUP BY o.offering_id HAVING ` + allWithin + ` ORDER BY o.offering_id`,
	"/offerings/:offering/meetings/:meeting": `SELECT m.offering_id || ' ' || m.id FROM meeting m JOIN offering_institution o ON o.offering_id = m.offering_id JOIN institution i ON i.id = o.institution_id
		GROUP BY m.offering_id, m.id HAVING ` + allWithin + ` ORDER BY m.id`,
	"/offerings/:offering/meetings/:meeting/sheets/:sheet": `SELECT m.offering_id || ' ' || m.id || ' ' || s.code FROM meeting_sheet s JOIN meeting m ON m.id = s.meeting_id`,
	"/offerings/:offering/enrolments/:enrolment":           `SELECT e.offering_id || ' ' || e.id FROM enrolment e WHERE e.person_id IN (` + hers + `) ORDER BY e.id`,
	":enrolment": `SELECT id FROM enrolment WHERE person_id = @official ORDER BY id DESC`,
	"/learn/:enrolment/lessons/:lesson": `SELECT e.id || ' ' || l.id FROM enrolment e JOIN offering o ON o.id = e.offering_id JOIN module m ON m.course_version_id = o.course_version_id
		JOIN lesson l ON l.module_id = m.id WHERE e.person_id = @official ORDER BY l.id`,
	":item":           `SELECT id FROM item ORDER BY id`,
	":picture":        `SELECT 'a.png'`,
	":message":        `SELECT message_id FROM offering_message_person WHERE person_id = @official`,
	":administration": `SELECT t.administration_id FROM attempt t JOIN institution i ON i.id = t.institution_id GROUP BY t.administration_id HAVING ` + allWithin + ` ORDER BY t.administration_id`,
	"/administrations/:administration/attempts/:attempt":        `SELECT t.administration_id || ' ' || t.id FROM attempt t WHERE t.person_id IN (` + hers + `) ORDER BY t.id`,
	"/api/v1/administrations/:administration/attempts/:attempt": `SELECT t.administration_id || ' ' || t.id FROM attempt t WHERE t.person_id IN (` + hers + `) ORDER BY t.id`,
	"/administrations/:administration/sheets/:batch":            `SELECT administration_id || ' ' || id FROM paper_batch`,
	":attempt":                     `SELECT id FROM attempt WHERE person_id = @official ORDER BY id`,
	":version":                     `SELECT a.item_version_id FROM answer a JOIN attempt t ON t.id = a.attempt_id JOIN institution i ON i.id = t.institution_id WHERE ` + inside + ` ORDER BY a.item_version_id`,
	":file":                        `SELECT id FROM file_import ORDER BY id`,
	":round":                       `SELECT r.id FROM capacity_round r JOIN institution i ON i.id = r.institution_id WHERE ` + inside + ` ORDER BY r.id`,
	":certificate":                 `SELECT id FROM certificate WHERE person_id IN (` + hers + `) ORDER BY id`,
	"/certificates/batches/:batch": `SELECT id FROM certificate_batch`,
	":link":                        `SELECT id FROM transcript_link`,
	":account":                     `SELECT id FROM account WHERE person_id IS NOT NULL ORDER BY id`,
	":grant":                       `SELECT id FROM role_grant ORDER BY id`,
	":login":                       `SELECT id FROM login WHERE account_id = @account`,
	":token":                       `SELECT id FROM api_token WHERE account_id = @account`,
	":passkey":                     `SELECT id FROM passkey`,
	"/privacy/requests/:id":        `SELECT id FROM privacy_request`,
	":request":                     `SELECT id FROM privacy_request`,
	":incident":                    `SELECT id FROM incident`,
	"/privacy/incidents/:id":       `SELECT id FROM incident`,
	"/selfcare/kept/:id":           `SELECT id FROM selfcare_checkin WHERE person_id = @official`,
	"/selfcare/people/:id":         `SELECT person_id FROM selfcare_checkin WHERE person_id = @official`,
	"/reports/:id":                 `SELECT id FROM report_subscription`,
	":webhook":                     `SELECT id FROM webhook`,
	":delivery":                    `SELECT id FROM webhook_delivery`,
	":notification":                `SELECT id FROM notification WHERE account_id = @account`,
	":criterion":                   `SELECT 'x'`,
	":cause":                       `SELECT 'left'`, ":n": `SELECT '1'`, ":kind": `SELECT 'csv'`, ":format": `SELECT 'csv'`,
}

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
		if len(paths) == 0 {
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
	if t.Logf("%d questions", asked); asked < 700 {
		t.Errorf("only %d questions were asked", asked)
	}
	for route, named := range toldFirst {
		folder, test, _ := strings.Cut(named, " ")
		if !testsOf(t, folder)[test] {
			t.Errorf("%s is asked for another's by %s in %s, which is not there", route, test, folder)
		}
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

// things gives what is to be found in Loreto, at most two of each.
func (w *town) things() map[string][]string {
	w.t.Helper()
	who := map[string]any{"path": w.one(`SELECT path FROM institution WHERE code = 'ACOGE-LOR'`), "centre": w.one(`SELECT id FROM institution WHERE code = 'CAR-LOR-3'`),
		"official": w.one(`SELECT person_id FROM account WHERE username = ?`, demo.Guests()[0].Username), "account": w.one(`SELECT id FROM account WHERE username = ?`, demo.Guests()[0].Username)}
	err := w.app.db.Write(w.t.Context(), func(tx *db.Tx) error {
		who["now"] = tx.Now
		for _, statement := range planted {
			if err := tx.DB.Exec(statement, who).Error; err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	found := map[string][]string{}
	for name, query := range within {
		var values []string
		var args []any
		if strings.Contains(query, "@") {
			args = append(args, who)
		}
		if err := w.app.db.Read(w.t.Context(), func(tx *db.Tx) error { return tx.DB.Raw(query, args...).Scan(&values).Error }); err != nil {
			w.t.Fatalf("%s: %v", name, err)
		}
		if len(values) > 0 {
			found[name] = slices.Compact([]string{values[0], values[len(values)-1]})
		}
	}
	return found
}

// addresses are those to ask a route at: what belongs together as far as its path begins as something that is known, the rest by
// the parameters; none when nothing of one of them is known. An address of the API begins as the page's does, too.
func addresses(things map[string][]string, path string) (all []string) {
	known, page := "", strings.TrimPrefix(path, strings.TrimSuffix(web.APIPath, "/"))
	for begins := range things {
		if (strings.HasPrefix(path+"/", begins+"/") || strings.HasPrefix(page+"/", begins+"/")) && len(begins) > len(known) {
			known = begins
		}
	}
	for i := range 2 {
		values := map[string][]string{}
		if known != "" {
			for n, value := range strings.Fields(things[known][min(i, len(things[known])-1)]) {
				values[parameters(known)[n]] = []string{value}
			}
		}
		written := path
		for _, name := range parameters(path) {
			of := values[name]
			if of == nil {
				of = things[":"+name]
			}
			if len(of) == 0 {
				return nil
			}
			written = strings.Replace(written, ":"+name, of[min(i, len(of)-1)], 1)
		}
		all = append(all, written)
	}
	return slices.Compact(all)
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
