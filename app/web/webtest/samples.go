package webtest

import (
	"bytes"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"relevo/app/i18n"
	"relevo/app/web"
)

// never stands in no page: a sentence that is in no catalogue, what our content
// policy refuses, and what comes out when a number or a format is wrong.
var never = []string{"⟦", " style=", "onclick", "javascript:", "%!", "NaN"}

// CheckSamples renders every sample of a slice in Spanish and in English and holds each to what every page
// owes its readers: one heading, fields with labels, what is referred to is there,
// and links and forms lead to one of the slice's routes or to another slice.
// unescaped is what people typed in the samples, as it must not come out.
func CheckSamples(t *testing.T, samples func(i18n.Locale) []web.Sample, routes []web.Route, unescaped ...string) {
	t.Helper()
	for _, locale := range []i18n.Locale{i18n.Spanish, i18n.English} {
		t.Run(string(locale), func(t *testing.T) { checkSamples(t, samples(locale), routes, unescaped) })
	}
}

func checkSamples(t *testing.T, samples []web.Sample, routes []web.Route, unescaped []string) {
	t.Helper()
	names := map[string]bool{}
	for _, sample := range samples {
		if names[sample.Name] {
			t.Errorf("two samples are called %q", sample.Name)
		}
		names[sample.Name] = true
		t.Run(sample.Name, func(t *testing.T) {
			var html bytes.Buffer
			if err := sample.Component.Render(t.Context(), &html); err != nil {
				t.Fatal(err)
			}
			for _, bad := range append(unescaped, never...) {
				if at := strings.Index(html.String(), bad); at >= 0 {
					t.Errorf("the page holds %q: …%.120s…", bad, html.String()[at:])
				}
			}
			page, err := goquery.NewDocumentFromReader(&html)
			if err != nil {
				t.Fatal(err)
			}
			checkStructure(t, page)
			for _, dead := range Dead(page, routes) {
				if _, path, _ := strings.Cut(dead, " "); ours(routes, path) {
					t.Errorf("the page leads to %s, which is not there", dead)
				}
			}
		})
	}
}

func checkStructure(t *testing.T, page *goquery.Document) {
	t.Helper()
	if h, m := page.Find("h1").Length(), page.Find("main").Length(); h != 1 || m != 1 {
		t.Errorf("%d headings and %d mains, want one each", h, m)
	}
	ids := map[string]bool{}
	for _, s := range page.Find("[id]").EachIter() {
		id := s.AttrOr("id", "")
		if ids[id] {
			t.Errorf("the id %q is there twice", id)
		}
		ids[id] = true
	}
	for _, attribute := range []string{"for", "aria-describedby", "aria-labelledby"} {
		for _, s := range page.Find("[" + attribute + "]").EachIter() {
			for id := range strings.FieldsSeq(s.AttrOr(attribute, "")) {
				if !ids[id] {
					t.Errorf("%s is %q, which is not there", attribute, id)
				}
			}
		}
	}
	for _, s := range page.Find("input, select, textarea").EachIter() {
		_, hidden := s.Attr("hidden")
		if hidden || s.AttrOr("type", "") == "hidden" || s.ParentsFiltered("label").Length() > 0 {
			continue
		}
		if page.Find("label[for='"+s.AttrOr("id", "")+"']").Length() != 1 {
			t.Errorf("the field %q has no label", s.AttrOr("name", ""))
		}
	}
	for _, s := range page.Find("a, button").EachIter() {
		if strings.TrimSpace(s.Text()+s.AttrOr("aria-label", "")) == "" {
			t.Errorf("a link or button to %q has no words", s.AttrOr("href", ""))
		}
	}
	for _, s := range page.Find("a[href^='#']").EachIter() {
		if to := s.AttrOr("href", "#")[1:]; !ids[to] {
			t.Errorf("a link leads to #%s, which is not there", to)
		}
	}
}
