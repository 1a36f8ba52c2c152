package e2e

import (
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	accessweb "relevo/app/access/web"
	"relevo/app/db"
	"relevo/app/demo"
)

// TestEveryLinkOfTheDemonstrationLeadsSomewhere follows every link there is, as
// a newcomer does first, in each role.
func TestEveryLinkOfTheDemonstrationLeadsSomewhere(t *testing.T) {
	t.Parallel() // with the other of these two: one waits for the browser, one for the pages
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		p := demonstrate(t, dialect)
		for _, guest := range demo.Guests() {
			t.Run(string(guest.Role), func(t *testing.T) {
				t.Parallel()
				w := walker{t: t, base: p.base, client: enter(t, p, guest), seen: map[string]bool{}, visits: map[string]int{}}
				w.walk("/")
				if len(w.visits) < 6 {
					t.Errorf("found only %d kinds of pages: %v", len(w.visits), w.visits)
				}
				t.Logf("%d pages of %d kinds", len(w.seen), len(w.visits))
			})
		}
	})
}

// enter logs a guest in, without a browser.
func enter(t *testing.T, p program, guest accessweb.Guest) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	page, _ := fetch(t, client, p.base+"/login")
	token := page.Find("main form input[name=_token]").First().AttrOr("value", "")
	body := url.Values{"_token": {token}, "username": {guest.Username}, "passphrase": {guest.Passphrase}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.base+"/login", strings.NewReader(body.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", p.base)
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK || res.Request.URL.Path == "/login" {
		t.Fatalf("logging in: %d at %s, %v", res.StatusCode, res.Request.URL.Path, err)
	}
	return client
}

// fetch gives a page, nil when what came is none, and the status.
func fetch(t *testing.T, client *http.Client, address string) (*goquery.Document, int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }() // it has been read
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		_, err := io.Copy(io.Discard, res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return nil, res.StatusCode
	}
	page, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page, res.StatusCode
}

// walker follows links. Of a kind of page, such as a person's, it visits a few.
type walker struct {
	t      *testing.T
	base   string
	client *http.Client
	seen   map[string]bool
	visits map[string]int // by kind
}

// visitsOfAKind is how many pages of a kind are visited, fewer in the shorter run.
func visitsOfAKind() int {
	if testing.Short() {
		return 2
	}
	return 5
}

// identifier is what tells two pages of a kind apart.
var identifier = regexp.MustCompile(`/([0-9a-z]{26}|[A-Z0-9]{4,}(-[A-Z0-9]+)*|\d+)(/|$)`)

// indicator is the page of one of the results chain, told apart by a code.
var indicator = regexp.MustCompile(`^(/results/indicators/)[a-z_]+`)

func kindOf(link *url.URL) string {
	path := indicator.ReplaceAllString(link.Path, "$1:code")
	kind := identifier.ReplaceAllString(identifier.ReplaceAllString(path, "/:id$3"), "/:id$3")
	for _, name := range slices.Sorted(maps.Keys(link.Query())) {
		kind += " ?" + name
	}
	return kind
}

func (w *walker) walk(first string) {
	w.t.Helper()
	queue := []string{first}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		page, status := fetch(w.t, w.client, w.base+path)
		if status != http.StatusOK {
			w.t.Errorf("%s: status %d", path, status)
			continue
		}
		if page == nil {
			continue // a file
		}
		if text := page.Find("body").Text(); strings.Contains(text, "⟦") || strings.Contains(text, "%!") {
			w.t.Errorf("%s says something that the catalogue does not have", path)
		}
		if page.Find("h1").Length() != 1 {
			w.t.Errorf("%s has %d main headings", path, page.Find("h1").Length())
		}
		page.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			if next := w.next(path, a.AttrOr("href", "")); next != "" {
				queue = append(queue, next)
			}
		})
	}
}

// next is where a link leads, empty when there is no need to go there.
func (w *walker) next(from, href string) string {
	here, err := url.Parse(w.base + from)
	if err != nil {
		w.t.Fatal(err)
	}
	link, err := here.Parse(href)
	if err != nil || link.Host == "" || w.base != link.Scheme+"://"+link.Host {
		w.t.Errorf("%s: the link %q leads out of here", from, href)
		return ""
	}
	link.Fragment = ""
	path := link.RequestURI()
	if w.seen[path] || w.visits[kindOf(link)] >= visitsOfAKind() || strings.HasPrefix(path, "/gallery") {
		return ""
	}
	w.seen[path] = true
	w.visits[kindOf(link)]++
	return path
}
