package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/i18n"
	"relevo/app/web/parts"
)

func readFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// gallery renders every part inside the layout.
func gallery(t *testing.T, locale i18n.Locale, name string) (string, *goquery.Document) {
	t.Helper()
	page := SamplePage(locale, "Galería de "+name)
	page.Lead = name
	page.Crumbs = []parts.Link{{Label: name, Href: "/"}}
	page.Message = &Message{parts.Good, name}
	page.Actor = access.Actor{AccountID: "1", Name: name}
	page.Nav = []NavItem{{Label: name, Path: "/", Icon: "home", Current: true}}
	page.Footer = []NavItem{{Label: name, Path: "/help"}}
	var b bytes.Buffer
	if err := Gallery(page, PartSamples(name)).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String(), document(t, b.String())
}

func TestWhatPeopleTypeComesOutEscaped(t *testing.T) {
	html, d := gallery(t, i18n.Spanish, `<script>alert("1")</script>`)
	d.Find("script").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("src", "") == "" {
			t.Errorf("a script came through: %s", s.Text())
		}
	})
	if got := strings.Count(html, "&lt;script&gt;"); got < 40 {
		t.Errorf("the name is shown in %d places, want it in every part", got)
	}
}

func TestPagesKeepTheContentSecurityPolicy(t *testing.T) {
	_, d := gallery(t, i18n.Spanish, "CAR Los Ceibos")
	d.Find("*").Each(func(_ int, s *goquery.Selection) {
		node := s.Get(0)
		for _, a := range node.Attr {
			value := strings.ToLower(a.Val)
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") {
				t.Errorf("<%s %s=%q> is refused by our policy", node.Data, a.Key, a.Val)
			}
		}
		if node.Data == "style" {
			t.Error("a style element is refused by our policy")
		}
	})
	for _, name := range []string{"relevo.css", "parts.css", "charts.css"} {
		if css := readFile(t, "assets/"+name); strings.Contains(css, "url(\"data:") || strings.Contains(css, "//") && strings.Contains(css, "http") {
			t.Errorf("%s refers to what our policy refuses", name)
		}
	}
}

func TestPagesCanBeUsedByEverybody(t *testing.T) {
	for _, locale := range i18n.Locales() {
		_, d := gallery(t, locale, "CAR Los Ceibos")
		if d.Find("html[lang]").Length() != 1 || d.Find("title").Length() == 0 || d.Find("main#main").Length() != 1 || d.Find("main h1").Length() != 1 {
			t.Errorf("%s: the page lacks its language, title, main part or heading", locale)
		}
		if first := d.Find("body a").First(); first.AttrOr("href", "") != "#main" {
			t.Errorf("%s: the first link does not skip to the content", locale)
		}
		if strings.Contains(d.Text(), "⟦") {
			t.Errorf("%s: a sentence is missing", locale)
		}
	}
	_, d := gallery(t, i18n.Spanish, "CAR Los Ceibos")
	ids := map[string]bool{}
	d.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		if ids[id] {
			t.Errorf("id %q is there twice", id)
		}
		ids[id] = true
	})
	d.Find("[aria-describedby], [aria-labelledby]").Each(func(_ int, s *goquery.Selection) {
		for _, id := range strings.Fields(s.AttrOr("aria-describedby", "") + " " + s.AttrOr("aria-labelledby", "")) {
			if !ids[id] {
				t.Errorf("%q is referred to and not there", id)
			}
		}
	})
	d.Find("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("type", "") == "hidden" || s.ParentsFiltered("label").Length() > 0 {
			return
		}
		if d.Find("label[for='"+s.AttrOr("id", "")+"']").Length() != 1 {
			t.Errorf("the field %q has no label", s.AttrOr("name", ""))
		}
	})
	d.Find("a, button").Each(func(_ int, s *goquery.Selection) {
		if strings.TrimSpace(s.Text()+s.AttrOr("aria-label", "")) == "" {
			html, _ := goquery.OuterHtml(s)
			t.Errorf("a link or button without words: %s", html)
		}
	})
	d.Find("form[method=post]").Each(func(_ int, s *goquery.Selection) {
		if s.Find("input[name="+parts.TokenField+"]").AttrOr("value", "") != "sample" {
			t.Error("a form has no token")
		}
	})
	d.Find("figure.chart").Each(func(_ int, s *goquery.Selection) {
		if s.Find("svg[role=img] title").Length() != 2 || s.Find("svg desc").Length() != 2 || s.Find("table tbody tr").Length() == 0 {
			t.Errorf("the chart %s lacks its words or its numbers", s.AttrOr("id", ""))
		}
	})
}

func TestAPageInQuechuaSaysThatItIsPartlyInSpanish(t *testing.T) {
	_, d := gallery(t, i18n.ChankaQuechua, "x")
	if d.Find("html").AttrOr("lang", "") != "es" || !strings.Contains(d.Find("main .alert").First().Text(), "Runasimi (Chanka)") {
		t.Errorf("lang %q, notice %q", d.Find("html").AttrOr("lang", ""), d.Find("main .alert").First().Text())
	}
}

func TestAHalfPageIsNeverSent(t *testing.T) {
	s := newSite(t, route("GET", "/broken", Anyone, func(c *Ctx) error {
		return c.Render(200, broken{})
	}))
	got := s.get("/broken")
	if got.StatusCode != http.StatusInternalServerError || strings.Contains(got.body, "half") {
		t.Errorf("%d %q", got.StatusCode, got.body)
	}
}

// What one request renders must not be written over by the next, which may get the
// same buffer before the first has been sent.
func TestAPageBelongsToItsRequestAlone(t *testing.T) {
	s := newSite(t, route("GET", "/mine", Anyone, func(c *Ctx) error {
		err := c.Render(200, templ.Raw("<p>Rosa</p>"))
		next := templ.GetBuffer()
		next.WriteString("<p>Inés</p>")
		templ.ReleaseBuffer(next)
		return err
	}))
	for range 20 { // the pool does not always give the same buffer again
		if got := s.get("/mine"); got.body != "<p>Rosa</p>" {
			t.Fatalf("somebody else's page is sent: %q", got.body)
		}
	}
}

// broken is a component that fails in the middle.
type broken struct{}

func (broken) Render(_ context.Context, w io.Writer) error {
	if _, err := io.WriteString(w, "half a page"); err != nil {
		return err
	}
	return errors.New("the second half failed")
}
