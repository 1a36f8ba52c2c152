package docs

import (
	"embed"
	"fmt"
	entities "html"
	"regexp"
	"strings"
	"sync"

	"relevo/app/i18n"
	"relevo/app/people/roster"
	"relevo/courses"
)

//go:embed guides
var files embed.FS

// Names lists the guides in the order they are offered.
var Names = []string{"officials", "trainers", "managers", "evaluators", "administrators", "developers"}

// Guide is one guide in one language.
type Guide struct {
	Name     string      // "managers", as in its address
	Language i18n.Locale // what it is written in
	Title    string
	Lead     string // whom it is for, one sentence
	Parts    []Part
}

// Part is what stands under one heading of a guide.
type Part struct {
	ID      string // the same in all languages
	Heading string
	HTML    string // sanitised
	words   string // folded, with a space before each word, for the search
	plain   string // without marks, for an excerpt
}

// Find gives a guide in the language, or in Spanish, or in the one it is
// written in, and whether there is one of that name.
func Find(name string, locale i18n.Locale) (Guide, bool) {
	all := guides()
	for _, l := range []i18n.Locale{locale, i18n.Spanish, i18n.English} {
		if g, ok := all[l][name]; ok {
			return g, true
		}
	}
	return Guide{}, false
}

// All gives the guides that somebody who reads the language can read, in it or in Spanish, in the order of [Names]. The one
// for developers, in English alone, is offered to others by a link in the guide for administrators.
func All(locale i18n.Locale) []Guide {
	var list []Guide
	for _, name := range Names {
		if g, ok := Find(name, locale); ok && (g.Language == locale || g.Language == i18n.Spanish) {
			list = append(list, g)
		}
	}
	return list
}

// guides reads all files once. They are part of the program: one that can't
// be read is a mistake of ours, which a test finds.
var guides = sync.OnceValue(func() map[i18n.Locale]map[string]Guide {
	all := map[i18n.Locale]map[string]Guide{}
	for _, locale := range i18n.Locales() {
		for _, name := range Names {
			source, err := files.ReadFile("guides/" + string(locale) + "/" + name + ".md")
			if err != nil {
				continue // not written in this language
			}
			g, err := read(name, string(source))
			if err != nil {
				continue // a test reads every file
			}
			g.Language = locale
			if all[locale] == nil {
				all[locale] = map[string]Guide{}
			}
			all[locale][name] = g
		}
	}
	return all
})

var (
	heading   = regexp.MustCompile(`(?m)^## (.+?) \{#([a-z][a-z0-9-]*)\}[ \t]*$`)
	toSibling = regexp.MustCompile(`\]\(([a-z]+)\.md(#[a-z0-9-]+)?\)`)
	marks     = regexp.MustCompile("<[^>]*>")
	spaces    = regexp.MustCompile(`\s+`)
)

// read takes a guide's file apart.
func read(name, source string) (Guide, error) {
	at := heading.FindAllStringSubmatchIndex(source, -1)
	if len(at) == 0 {
		return Guide{}, fmt.Errorf("guide %s has no part: begin one with \"## Heading {#id}\"", name)
	}
	title, lead, ok := strings.Cut(strings.TrimSpace(source[:at[0][0]]), "\n")
	if !ok || !strings.HasPrefix(title, "# ") {
		return Guide{}, fmt.Errorf("guide %s must begin with \"# Title\" and a sentence that says whom it is for", name)
	}
	g := Guide{Name: name, Title: strings.TrimPrefix(title, "# "), Lead: spaces.ReplaceAllString(strings.TrimSpace(lead), " ")}
	for i, m := range at {
		end := len(source)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		html, err := courses.Render(toSibling.ReplaceAllString(source[m[1]:end], "](/help/$1$2)"))
		if err != nil {
			return Guide{}, fmt.Errorf("guide %s: %w", name, err)
		}
		p := Part{ID: source[m[4]:m[5]], Heading: source[m[2]:m[3]], HTML: html}
		p.plain = strings.TrimSpace(spaces.ReplaceAllString(entities.UnescapeString(marks.ReplaceAllString(html, " ")), " "))
		p.words = " " + roster.Fold(p.Heading+" "+p.plain)
		g.Parts = append(g.Parts, p)
	}
	return g, nil
}
