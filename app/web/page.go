package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/web/parts"
)

// MenuItem is a place in the menu or the footer, shown to those it is for.
type MenuItem struct {
	Key   string // catalogue key of its name
	Path  string
	Icon  string // see parts.Icon
	Allow Allow
}

// NavItem is a place in the menu as a page shows it.
type NavItem struct {
	Label, Path, Icon string
	Current           bool
}

// Page is what every page has; page structs embed it. The printer says the
// page's words: p.T("…").
type Page struct {
	*i18n.Printer
	Title      string       // the heading and, with "relevo", the window's title
	TitleLang  string       // the language of the heading where it is not the page's
	Lead       string       // a sentence under the heading; empty for none
	AsOf       *db.Instant  // what was recorded up to this moment is in it, where a replica was read; nil: everything
	Crumbs     []parts.Link // the way here; empty for none
	Actions    templ.Component
	OwnHeading bool // the page writes its <h1> itself
	Plain      bool // no menu: a page that is looked at by outsiders or printed
	Actor      access.Actor
	Nav        []NavItem
	Footer     []NavItem
	Message    *Message
	Token      string // the proof that a form is ours, for scripts; forms get it by themselves
	Mark       string // of the account, see Ctx.AccountMark
	Path       string
	Demo       bool
	DemoExempt bool // the demonstration's accounts need no second proof
}

// Page begins a page with the title of a key.
func (c *Ctx) Page(titleKey string, pairs ...any) Page { return c.page(c.T(titleKey, pairs...)) }

// PageCalled begins a page whose title is not in the catalogue: a person's
// name, a course's title.
func (c *Ctx) PageCalled(title string) Page { return c.page(title) }

func (c *Ctx) page(title string) Page {
	s := c.server
	return Page{
		Printer: c.Printer, Title: title, Actor: c.Actor,
		Nav: c.items(s.config.Menu), Footer: c.items(s.config.Footer),
		Message: c.message(), Token: s.token(c), Mark: c.AccountMark(), Path: c.address(), Demo: s.config.Demo, DemoExempt: s.config.DemoExempt,
	}
}

// Learner tells whether this is a page of somebody who learns: their device keeps things for when there is no
// network.
func (p Page) Learner() bool { return p.Actor.LoggedIn() && p.Actor.Somewhere(access.Learn) }

// address is the path and query of the request, whatever form a proxy gave it.
func (c *Ctx) address() string { return string(c.Request().URI().RequestURI()) }

// items gives the places the actor may see. The current one is that whose
// path is the longest beginning of the page's.
func (c *Ctx) items(menu []MenuItem) []NavItem {
	var items []NavItem
	current, longest := -1, 0
	for _, m := range menu {
		if !m.Allow.Permits(c.Actor) {
			continue
		}
		at := c.Path()
		under := at == m.Path || (m.Path != "/" && strings.HasPrefix(at, strings.TrimSuffix(m.Path, "/")+"/"))
		if under && len(m.Path) > longest {
			current, longest = len(items), len(m.Path)
		}
		items = append(items, NavItem{Label: c.T(m.Key), Path: m.Path, Icon: m.Icon})
	}
	if current >= 0 {
		items[current].Current = true
	}
	return items
}

// SamplePage is a page outside of any request, for [Sample]s and tests.
func SamplePage(locale i18n.Locale, title string) Page {
	return Page{Printer: i18n.For(locale), Title: title, Path: "/gallery", Demo: true, Token: "sample"}
}

// WindowTitle is the title in the browser's tab.
func (p Page) WindowTitle() string {
	if p.Title == "" {
		return "relevo"
	}
	return p.Title + " · relevo"
}

// Initial is the first letter of the actor's name, for the account sign.
func (p Page) Initial() string {
	for _, r := range p.Actor.Name {
		return strings.ToUpper(string(r))
	}
	return "·"
}

// UnreadSign is how many notifications wait, as it fits on a sign.
func (p Page) UnreadSign() string {
	if p.Actor.Unread > 9 {
		return "9+"
	}
	return strconv.Itoa(p.Actor.Unread)
}

// BellLabel is what the sign of a bell says to those who do not see it.
func (p Page) BellLabel() string {
	if p.Actor.Unread == 0 {
		return p.T("notifications.title")
	}
	return p.T("notifications.bell", "count", p.Actor.Unread)
}

// Choice is a language as the switch offers it.
type Choice struct {
	Locale  i18n.Locale
	Name    string
	Current bool
}

// Languages lists the languages to choose from.
func (p Page) Languages() []Choice {
	var all []Choice
	for _, l := range i18n.Locales() {
		all = append(all, Choice{Locale: l, Name: l.Name(), Current: l == p.Locale()})
	}
	return all
}
