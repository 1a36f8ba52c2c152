package app

import (
	"maps"
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

// town is the demonstration with people who look at it from two regions.
type town struct {
	t          *testing.T
	app        *App
	site       *webtest.Site
	here, afar []resident // who has each role in Loreto, and in Cusco
	everywhere []resident // who has each role for the whole programme
	routes     []web.Route
	both       []string // people who have worked in either region
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
	w := &town{t: t, app: a, site: webtest.New(t, a.db, a.routes()), routes: a.routes()}
	for _, place := range []struct {
		code string
		whom *[]resident
	}{{"ACOGE-LOR", &w.here}, {"ACOGE-CUS", &w.afar}, {"", &w.everywhere}} {
		network := ""
		if place.code != "" {
			network = w.one(`SELECT id FROM institution WHERE code = ?`, place.code)
		}
		for _, role := range access.AllRoles {
			who := webtest.Who{Role: role, InstitutionID: network}
			if role == access.Official && network == "" {
				continue
			}
			if role == access.Official {
				who = webtest.Who{Role: role, PersonID: w.one(`SELECT p.person_id FROM posting p JOIN institution i ON i.id = p.institution_id
					WHERE i.parent_id = ? AND NOT p.withdrawn AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.person_id)
					ORDER BY (SELECT count(*) FROM certificate c WHERE c.person_id = p.person_id) DESC, p.id LIMIT 1`, network)}
			}
			visitor := w.site.As(who)
			one := resident{Visitor: visitor, role: role, actor: access.Actor{AccountID: "x", Roles: []access.Held{{Role: role}}}, token: visitor.Get("/none").FormToken()}
			var scopes []access.Permission
			for _, p := range access.TokenScopes {
				if role.Allows(p) {
					scopes = append(scopes, p)
				}
			}
			one.program = visitor.Program(true, scopes...)
			*place.whom = append(*place.whom, one)
		}
	}
	err = a.db.Read(t.Context(), func(tx *db.Tx) error {
		return tx.DB.Raw(`SELECT DISTINCT p.person_id FROM posting p JOIN institution i ON i.id = p.institution_id JOIN institution n ON n.code = 'ACOGE-CUS' AND i.path LIKE n.path || '%'`).Scan(&w.both).Error
	})
	if err != nil {
		t.Fatal(err)
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

// everybodys are the routes whose object is the whole programme's, and what makes it so: who is let in sees each.
var everybodys = map[string]string{}

// keyed are the routes that are opened by knowing a secret or a public code, which nobody guesses: no owner is asked for.
var keyed = map[string]string{}

// Each route that stands for one thing, with things of Loreto in it, and each role in Cusco: it is not there, in HTML and
// in JSON, read and changed, unless the thing is the whole programme's. The things are found by following all
// links and forms as people in Loreto; a route that leads to nothing there is asked with what the others found. So a route that is
// new is asked too, and one that cannot be asked fails.
func TestNobodyReachesAnotherRegionsThings(t *testing.T) {
	w := newTown(t, db.SQLite)
	if testing.Verbose() {
		t.Log(len(w.routes))
	}
	things := w.things()
	for _, route := range w.routes {
		key := route.Method + " " + route.Path
		if !strings.Contains(route.Path, ":") || keyed[key] != "" {
			continue
		}
		asked := things.of(route)
		if len(asked) == 0 {
			t.Errorf("%s: nothing of Loreto is known to ask it for", key)
		}
		for _, who := range w.afar {
			for _, one := range asked {
				for _, status := range who.ask(route, one) {
					closed := status == http.StatusForbidden && !route.Allow.Permits(who.actor)
					if !closed && status != http.StatusNotFound && everybodys[key] == "" {
						t.Errorf("%s: %s in Cusco gets %d for %s", key, who.role, status, one.Path)
					}
				}
			}
		}
	}
}

// things are what is to be found in Loreto.
type things struct {
	byRoute map[string][]webtest.Found
	byName  map[string][]string // values of parameters
}

// enough is how many things of a route are asked for.
const enough = 2

// things follows all links: as each role in Loreto, and then as those who see the whole programme, of whose things
// those that people in Cusco find as well are left out.
func (w *town) things() *things {
	w.t.Helper()
	login, err := w.app.access.LogIn(w.t.Context(), access.Credentials{Username: demo.Guests()[0].Username, Passphrase: demo.Guests()[0].Passphrase})
	if err != nil {
		w.t.Fatal(err)
	}
	official := w.site.As(webtest.Who{})
	official.Plant(login)
	for _, one := range official.Find(2, nil, "/") { // she begins her test
		if one.Route.Path == "/attempts/:attempt/start" {
			one.Sends.Set("consent", "true")
			official.Post(one.Path, one.Sends).WantStatus(http.StatusOK)
		}
	}
	var doors []string // all pages that stand for no one thing
	for _, route := range w.routes {
		if route.Method == http.MethodGet && !strings.Contains(route.Path, ":") && !strings.HasPrefix(route.Path, "/api") {
			doors = append(doors, route.Path)
		}
	}
	theirs := map[string]bool{}
	for _, who := range w.afar {
		for _, one := range who.Find(4, nil, doors...) {
			theirs[one.Path] = true
		}
	}
	t := &things{map[string][]webtest.Found{}, map[string][]string{}}
	add := func(all []webtest.Found, but map[string]bool) {
		for _, one := range all {
			if w.shared(one) {
				continue
			}
			key := one.Route.Method + " " + one.Route.Path
			if len(t.byRoute[key]) < enough && !but[one.Path] {
				t.byRoute[key] = append(t.byRoute[key], one)
			}
			want, got := strings.Split(one.Route.Path, "/"), strings.Split(strings.SplitN(one.Path, "?", 2)[0], "/")
			for i, part := range want {
				if name, ok := strings.CutPrefix(part, ":"); ok && !but[one.Path] && got[i] != "all" && len(t.byName[name]) < enough && !slices.Contains(t.byName[name], got[i]) {
					t.byName[name] = append(t.byName[name], got[i])
				}
			}
		}
	}
	for _, who := range w.here {
		add(who.Find(4, nil, doors...), nil)
	}
	add(official.Find(4, nil, doors...), nil)
	for _, who := range w.everywhere {
		add(who.Find(4, nil, doors...), theirs)
	}
	t.byName["stay"] = t.byName["posting"] // as the API calls it
	return t
}

// shared tells whether the thing is somebody who worked in Cusco too, or all that whoever asks may see.
func (w *town) shared(one webtest.Found) bool {
	parts := strings.FieldsFunc(one.Path, func(r rune) bool { return r == '/' || r == '?' })
	return len(parts) > 1 && (parts[1] == "all" || slices.Contains(w.both, parts[1]))
}

// of gives what to ask a route for.
func (t *things) of(route web.Route) []webtest.Found {
	if found := t.byRoute[route.Method+" "+route.Path]; len(found) > 0 {
		return found
	}
	var asked []webtest.Found
	for i := range enough {
		parts := strings.Split(route.Path, "/")
		for at, part := range parts {
			if name, ok := strings.CutPrefix(part, ":"); ok {
				if len(t.byName[name]) == 0 {
					return nil
				}
				parts[at] = t.byName[name][i%len(t.byName[name])]
			}
		}
		asked = append(asked, webtest.Found{Route: route, Path: strings.Join(parts, "/"), Sends: url.Values{}})
	}
	return asked
}

// ask gives the statuses of the answers to a request: as a page and as JSON.
func (r *resident) ask(route web.Route, thing webtest.Found) []int {
	switch {
	case route.API != nil && route.Method == http.MethodGet:
		return []int{r.program.Do(route.Method, thing.Path, nil).Status}
	case route.API != nil:
		return []int{r.program.Do(route.Method, thing.Path, []byte("{}")).Status}
	case route.Method == http.MethodGet:
		return []int{r.Get(thing.Path).Status, r.GetWith(thing.Path, "Accept", "application/json").Status}
	}
	sends := maps.Clone(thing.Sends)
	if sends == nil {
		sends = url.Values{}
	}
	sends.Set("_token", r.token)
	return []int{r.Post(thing.Path, sends).Status}
}
