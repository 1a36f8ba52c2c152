package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"relevo/app/db"
	"relevo/app/demo"
	"relevo/app/i18n"
	"relevo/app/web/npmtest"
)

// axeRun runs the rules of WCAG 2.2, A and AA, on the page and gives what is violated, one
// line each. Pages of packages and of the gallery's parts are others' or no pages.
const axeRun = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"], iframes: false})
	.then(r => r.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.any.concat(n.all, n.none).map(c => c.message).slice(0, 1)).join(" | ")))`

// rules gives axe-core, a library of accessibility rules by others.
func rules(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(filepath.Join(npmtest.Install(t, "axe"), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

func (p *person) violations(rules string) []string {
	p.t.Helper()
	return evaluate[[]string](p, rules+";"+axeRun)
}

// accessible fails when the page violates a rule.
func (p *person) accessible(rules string) {
	p.t.Helper()
	for _, violated := range p.violations(rules) {
		p.t.Errorf("%s at %s: %s", p.name, p.where(), violated)
	}
}

// TestEveryPageIsAccessible runs the rules on the samples of every page there is, in each
// language, on a narrow phone, and on the parts of which pages are made; no page is wider than the phone. In the shorter run it takes every twelfth page, in Spanish.
func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel() // with the other of these two: one waits for the browser, one for the pages
	p, axe := demonstrate(t, db.SQLite), rules(t)
	for _, locale := range i18n.Locales() {
		if testing.Short() && locale != i18n.Spanish {
			continue
		}
		t.Run(string(locale), func(t *testing.T) {
			t.Parallel()
			who := visit(t, p, "somebody")
			who.do(chromedp.EmulateViewport(320, 640))
			who.goTo("/gallery")
			who.press("form[action='/language'] button[value=" + string(locale) + "]")
			who.accessible(axe)
			samples := evaluate[[]string](who, `Array.from(new Set(Array.from(document.querySelectorAll("main a[href^='/gallery/']")).map(a => a.getAttribute("href"))))`)
			if len(samples) < 300 {
				t.Fatalf("the gallery shows only %d pages", len(samples))
			}
			who.change(`document.documentElement.removeAttribute("lang"); document.querySelector("main").append(document.createElement("button"))`)
			if found := who.violations(axe); len(found) != 2 {
				t.Fatalf("of two violations the rules find %q", found)
			}
			for i, sample := range samples {
				if testing.Short() && i%12 != 0 {
					continue
				}
				who.goTo(sample)
				who.accessible(axe)
				who.fits()
			}
			t.Logf("%d pages", len(samples))
		})
	}
}

// TestTheDemonstrationIsAccessible runs the rules on every place of the menu in each role.
func TestTheDemonstrationIsAccessible(t *testing.T) {
	if testing.Short() {
		t.Skip("the samples of these pages are checked; make torture has them with their data")
	}
	p, axe := demonstrate(t, db.SQLite), rules(t)
	for _, guest := range demo.Guests() {
		who := visit(t, p, guest.Name)
		who.logIn(guest.Username, guest.Passphrase)
		for _, place := range evaluate[[]string](who, `Array.from(new Set(Array.from(document.querySelectorAll('.site-head nav a, .foot-links a')).map(a => a.getAttribute('href'))))`) {
			who.goTo(place)
			if !strings.HasPrefix(who.where(), "/gallery") {
				who.accessible(axe)
			}
		}
	}
}
