package e2e

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/page"
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

// gallerySamples finds the addresses of all whole pages in the gallery.
const gallerySamples = `Array.from(new Set(Array.from(document.querySelectorAll("main a[href^='/gallery/']")).map(a => a.getAttribute("href"))))`

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
			samples := evaluate[[]string](who, gallerySamples)
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

// narrow puts the sample at each address into the page, as it came and with its own stylesheets, and tells those that
// are wider than the window or break a text into letters, a few to a line. It loads no page anew: there are hundreds of them.
const narrow = `(async addresses => {
	const wrong = [], root = document.documentElement, range = document.createRange();
	const sheets = d => Array.from(d.querySelectorAll("link[rel=stylesheet]"));
	for (const address of addresses) {
		const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
		const wanted = sheets(page).map(l => l.getAttribute("href"));
		page.querySelectorAll("body link[rel=stylesheet]").forEach(l => l.remove());
		for (const href of wanted.filter(h => !sheets(document).some(l => l.getAttribute("href") === h))) {
			const link = Object.assign(document.createElement("link"), {rel: "stylesheet", href});
			await new Promise((loaded, failed) => { link.onload = loaded; link.onerror = failed; document.head.append(link) });
		}
		for (const link of sheets(document)) link.disabled = !wanted.includes(link.getAttribute("href"));
		document.body.replaceWith(document.adoptNode(page.body));
		if (root.scrollWidth > root.clientWidth) wrong.push(address + ": " + root.scrollWidth + " pixels wide");
		for (const text of texts()) {
			range.selectNodeContents(text);
			const lines = new Set(Array.from(range.getClientRects()).filter(r => r.width > 0).map(r => Math.round(r.top))).size;
			if (lines > 3 && text.data.trim().length / lines < 3) wrong.push(address + ": " + lines + " lines of " + text.data.trim().slice(0, 40));
		}
	}
	return wrong;
	function texts() {
		const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (walk.nextNode()) {
			if (walk.currentNode.data.trim().length > 5 && !walk.currentNode.parentElement.closest("svg, script, style, select, .hidden, .sheet-unseen, .stack thead, .scroll")) found.push(walk.currentNode);
		}
		return found;
	}
})`

// TestLargeLettersFitANarrowPhone makes the letters twice as large, as somebody does who sees little, on a phone of 320 pixels
// of which a scroll bar takes its part, and looks at every page there is: in the shorter run in Spanish.
func TestLargeLettersFitANarrowPhone(t *testing.T) {
	t.Parallel()
	p := demonstrate(t, db.SQLite)
	for _, locale := range i18n.Locales() {
		if testing.Short() && locale != i18n.Spanish {
			continue
		}
		t.Run(string(locale), func(t *testing.T) {
			t.Parallel()
			who := visit(t, p, "somebody with large letters")
			who.do(chromedp.EmulateViewport(305, 640))
			who.largeLetters()
			who.goTo("/gallery")
			who.press("form[action='/language'] button[value=" + string(locale) + "]")
			if size := evaluate[string](who, `getComputedStyle(document.querySelector(".brand")).fontSize`); size != "39.1px" {
				t.Fatalf("the letters of the name are %s", size)
			}
			who.fits()
			samples := evaluate[[]string](who, gallerySamples)
			who.allFit(samples)
		})
	}
}

// TestTheDemonstrationFitsWithLargeLetters looks so at every kind of page that each role's menu leads to, and that these lead to,
// with the demonstration's own names and numbers.
func TestTheDemonstrationFitsWithLargeLetters(t *testing.T) {
	if testing.Short() {
		t.Skip("the samples of these pages are looked at; make torture has them with their data")
	}
	t.Parallel()
	p := demonstrate(t, db.SQLite)
	for _, guest := range demo.Guests() {
		t.Run(guest.Username, func(t *testing.T) {
			who := visit(t, p, guest.Name)
			who.do(chromedp.EmulateViewport(305, 640))
			who.largeLetters()
			who.logIn(guest.Username, guest.Passphrase)
			pages := evaluate[[]string](who, kindsOfPages)
			if len(pages) < 15 {
				t.Fatalf("only %d pages", len(pages))
			}
			who.allFit(pages)
			t.Logf("%d pages", len(pages))
		})
	}
}

// allFit fails for each of the pages that is wider than the window or breaks words into letters.
func (p *person) allFit(pages []string) {
	p.t.Helper()
	for part := range slices.Chunk(pages, 20) {
		list, err := json.Marshal(part)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, wrong := range evaluate[[]string](p, narrow+"("+string(list)+")") {
			p.t.Error(wrong)
		}
	}
}

// kindsOfPages finds one page of every kind that the menu leads to, and that those pages lead to.
const kindsOfPages = `(async () => {
	const kinds = new Map();
	const add = page => page.querySelectorAll(".site-head nav a[href^='/'], .foot-links a[href^='/'], main a[href^='/']").forEach(a => {
		const href = a.getAttribute("href").replace(/#.*/, "");
		const kind = href.replace(/[0-9a-z]{26}|[A-Z0-9]{4,}(-[A-Z0-9]+)*|[0-9]+/g, "*").replace(/=[^&]*/g, "=");
		if (!/^\/(gallery|logout|assets)/.test(href) && !kinds.has(kind)) kinds.set(kind, href);
	});
	add(document);
	for (const href of Array.from(kinds.values())) {
		const answer = await fetch(href);
		if (/html/.test(answer.headers.get("Content-Type"))) add(new DOMParser().parseFromString(await answer.text(), "text/html"));
	}
	const pages = [];
	for (const href of kinds.values()) {
		const answer = await fetch(href);
		if (answer.ok && /html/.test(answer.headers.get("Content-Type")) && !answer.headers.get("Content-Disposition")) pages.push(href);
	}
	return pages;
})()`

// largeLetters sets the letters of the browser twice as large as it comes.
func (p *person) largeLetters() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: 32, Fixed: 26}}); err != nil {
		p.t.Fatal(err)
	}
}

// TestTheDemonstrationIsAccessible runs the rules on every kind of page that each role's menu leads to, and that these lead to.
func TestTheDemonstrationIsAccessible(t *testing.T) {
	if testing.Short() {
		t.Skip("the samples of these pages are checked; make torture has them with their data")
	}
	p, axe := demonstrate(t, db.SQLite), rules(t)
	for _, guest := range demo.Guests() {
		who := visit(t, p, guest.Name)
		who.logIn(guest.Username, guest.Passphrase)
		for _, page := range evaluate[[]string](who, kindsOfPages) {
			who.goTo(page)
			who.accessible(axe)
		}
	}
}
