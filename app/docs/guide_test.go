package docs

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"relevo/app/i18n"
	"relevo/app/measure"
)

// everywhere calls f with each guide as it is written, by its file's name.
func everywhere(t *testing.T, f func(t *testing.T, locale i18n.Locale, name, source string)) {
	for _, locale := range []i18n.Locale{i18n.Spanish, i18n.English} {
		for _, name := range Names {
			source, err := files.ReadFile("guides/" + string(locale) + "/" + name + ".md")
			if err != nil {
				if name == "developers" && locale == i18n.Spanish {
					continue // the code's own language is English
				}
				t.Fatal(err)
			}
			t.Run(string(locale)+"/"+name, func(t *testing.T) { f(t, locale, name, string(source)) })
		}
	}
}

func TestTheGuidesHaveTheSamePartsInBothLanguages(t *testing.T) {
	ids := func(g Guide) (list []string) {
		for _, p := range g.Parts {
			list = append(list, p.ID)
		}
		return list
	}
	everywhere(t, func(t *testing.T, locale i18n.Locale, name, source string) {
		g, err := read(name, source)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(source, "\n## ") != len(g.Parts) {
			t.Errorf("%d headings, %d parts: one lacks its {#id}", strings.Count(source, "\n## "), len(g.Parts))
		}
		other, _ := Find(name, i18n.English)
		if !slices.Equal(ids(g), ids(other)) {
			t.Errorf("parts %v, in English %v", ids(g), ids(other))
		}
		for _, p := range g.Parts {
			if strings.TrimSpace(p.plain) == "" {
				t.Errorf("part %s says nothing", p.ID)
			}
		}
	})
}

// TestLinksBetweenGuidesLead: a link to a part that was renamed would lead to the top of the page.
func TestLinksBetweenGuidesLead(t *testing.T) {
	link := regexp.MustCompile(`\]\(([a-z]+)\.md#([a-z0-9-]+)\)`)
	everywhere(t, func(t *testing.T, locale i18n.Locale, _, source string) {
		for _, m := range link.FindAllStringSubmatch(source, -1) {
			g, ok := Find(m[1], locale)
			if !ok || !slices.ContainsFunc(g.Parts, func(p Part) bool { return p.ID == m[2] }) {
				t.Errorf("%s leads nowhere", m[0])
			}
		}
	})
}

// TestPagesLeadToPartsThatAreThere: definitions on pages lead into the guide to the figures.
func TestPagesLeadToPartsThatAreThere(t *testing.T) {
	guide, _ := Find("evaluators", i18n.Spanish)
	led := regexp.MustCompile(`parts\.Guide\("([^"]*)"\)`)
	seen := 0
	for _, folder := range []string{"../*/web", "../../*/web"} {
		pages, err := filepath.Glob(folder + "/*.templ")
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			body, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range led.FindAllStringSubmatch(string(body), -1) {
				seen++
				if !slices.ContainsFunc(guide.Parts, func(p Part) bool { return p.ID == m[1] }) {
					t.Errorf("%s leads to %q, which the guide lacks", page, m[1])
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no page leads into the guide")
	}
}

// TestGuidesNameTheScreenAsItIs: what stands in italics is the name of something on the
// screen, and must be there in that language.
func TestGuidesNameTheScreenAsItIs(t *testing.T) {
	italics := regexp.MustCompile(`(?:^|[^*])\*([^*\n]+)\*(?:[^*]|$)`)
	everywhere(t, func(t *testing.T, locale i18n.Locale, name, source string) {
		if name == "developers" {
			return
		}
		said := sentences(t, locale)
		for _, m := range italics.FindAllStringSubmatch(source, -1) {
			if !said[strings.ToLower(m[1])] {
				t.Errorf("the screens have no %q", m[1])
			}
		}
	})
}

// sentences gives all that the screens say in a language, in small letters and without the
// name of what a page is about, "Aprendizaje: {place}".
func sentences(t *testing.T, locale i18n.Locale) map[string]bool {
	t.Helper()
	names, err := filepath.Glob("../i18n/locales/" + string(locale) + "/*.json")
	if err != nil || len(names) == 0 {
		t.Fatal("no catalogue: ", err)
	}
	said := map[string]bool{}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var all map[string]any
		if err := json.Unmarshal(body, &all); err != nil {
			t.Fatal(err)
		}
		for _, text := range all {
			if text, ok := text.(string); ok {
				text, _, _ = strings.Cut(text, ": {")
				said[strings.ToLower(strings.Trim(text, ". "))] = true
			}
		}
	}
	return said
}

// compute runs a measure as the command line does.
func compute(name, input string) (result map[string]any, err error) {
	var out bytes.Buffer
	if err := measure.Run(name, strings.NewReader(input), &out); err != nil {
		return nil, err
	}
	return result, json.Unmarshal(out.Bytes(), &result)
}

// TestExamplesOfTheGuideAreTrue computes each example and compares it with the answer beside it.
func TestExamplesOfTheGuideAreTrue(t *testing.T) {
	example := regexp.MustCompile("(?s)```measure ([a-z]+)\n(.*?)\n```.*?```answer\n(.*?)\n```")
	for _, locale := range []i18n.Locale{i18n.Spanish, i18n.English} {
		source, err := files.ReadFile("guides/" + string(locale) + "/evaluators.md")
		if err != nil {
			t.Fatal(err)
		}
		all := example.FindAllStringSubmatch(string(source), -1)
		if len(all) < 4 {
			t.Fatalf("%s: %d examples", locale, len(all))
		}
		for _, m := range all {
			got, err := compute(m[1], m[2])
			if err != nil {
				t.Fatalf("%s: %v", m[1], err)
			}
			var want map[string]float64
			if err := json.Unmarshal([]byte(m[3]), &want); err != nil {
				t.Fatalf("%s: %v", m[1], err)
			}
			for key, value := range want {
				if n, ok := got[key].(float64); !ok || math.Abs(n-value) > 1e-9*math.Max(1, math.Abs(value)) {
					t.Errorf("%s: %s of %s is %v, the guide says %v", locale, key, m[1], got[key], value)
				}
			}
		}
	}
}

func TestSearchFindsAPartByItsWords(t *testing.T) {
	hits := Search(i18n.Spanish, "conexion mala", 5)
	if len(hits) == 0 || hits[0].Guide.Name != "officials" || hits[0].Part.ID != "offline" {
		t.Fatalf("found %v", hits)
	}
	if hits := Search(i18n.English, "half-life prior", 5); len(hits) != 0 {
		t.Errorf("found %d parts of which none has all words", len(hits))
	}
	for _, h := range Search(i18n.Spanish, "certificado", 20) {
		if n := len([]rune(h.Excerpt)); n > 2*around+40 {
			t.Errorf("an excerpt of %d characters", n)
		}
	}
	if Search(i18n.Spanish, " ", 5) != nil {
		t.Error("no words found something")
	}
}
