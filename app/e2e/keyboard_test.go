package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"relevo/app/access"
	accessweb "relevo/app/access/web"
	"relevo/app/db"
	"relevo/app/demo"
)

// Without a mouse, with nothing but Tab, the space bar, Enter and letters: an official logs in, takes the test that waits to its
// receipt and reads a lesson; a trainer grades a response; a manager comes from the home page to the people behind a
// figure. Wherever they stop on the way it can be seen, and they never get stuck.
func TestJourneysByKeyboardAlone(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		p := demonstrate(t, dialect)
		for role, journey := range map[access.Role]func(*person){
			access.Official: learnsByKeyboard, access.Trainer: gradesByKeyboard, access.Manager: asksByKeyboard,
		} {
			t.Run(string(role), func(t *testing.T) {
				t.Parallel()
				for _, guest := range demo.Guests() {
					if guest.Role == role {
						entersByKeyboard(t, p, guest, journey)
					}
				}
			})
		}
	})
}

func entersByKeyboard(t *testing.T, p program, guest accessweb.Guest, journey func(*person)) {
	t.Helper()
	who := visit(t, p, guest.Name)
	who.goTo("/login") // typed into the address bar
	who.tabTo("main form[action='/login'] [name=username]")
	who.do(chromedp.KeyEvent(guest.Username))
	who.tabTo("main form[action='/login'] [name=passphrase]")
	who.do(chromedp.KeyEvent(guest.Passphrase))
	who.leaveByKey("\r")
	journey(who)
	who.calm()
}

func learnsByKeyboard(w *person) {
	w.follow(".continue-card a.button")
	w.skip()
	w.tabTo("[name=consent]")
	w.keys(" ")
	w.tabTo("form[action$='/start'] button")
	w.leaveByKey("\r")
	questions := 0
	for strings.Contains(w.where(), "/questions/") {
		questions++
		w.skip()
		w.tabTo("form.answer-form :is(input:not([type=hidden]), select, textarea)")
		switch evaluate[string](w, `document.activeElement.type`) {
		case "radio", "checkbox":
			w.keys(" ")
		case "select-one":
			w.keys(evaluate[string](w, `Array.from(document.activeElement.options).find(o => o.value).text.trim()[0]`))
		case "textarea":
			w.keys("La saludo por su nombre.")
		default:
			w.keys("3")
		}
		w.tabTo("form.answer-form [name=go]:is([value=next], [value=review])")
		w.leaveByKey("\r")
	}
	if questions < 10 {
		w.t.Errorf("the test has only %d questions", questions)
	}
	w.follow("form[action$='/submit'] button")
	w.sees("h1", "Constancia")
	w.goTo("/learn")
	w.follow(".continue-card a.button")
	w.sees(".prose", "")
	lesson := w.where()
	w.follow(".lesson-end form button")
	if w.where() == lesson || !strings.Contains(lesson, "/lessons/") {
		w.t.Errorf("a lesson at %s leads to %s", lesson, w.where())
	}
}

func gradesByKeyboard(w *person) {
	w.tabTo(".site-head nav a[href='/scoring']")
	w.leaveByKey("\r")
	w.follow("form[action='/scoring/next'] button")
	task := w.where()
	w.skip()
	for n := range evaluate[int](w, `document.querySelectorAll(".workbench form fieldset").length`) {
		w.tabTo(`.workbench form fieldset:nth-of-type(` + string(rune('1'+n)) + `) input[type=radio]`)
		w.keys(" ")
	}
	w.tabTo(".workbench form button:not([type=button])")
	w.leaveByKey("\r")
	if w.where() == task {
		w.t.Errorf("after grading it is still %s: %s", task, w.text("main"))
	}
}

func asksByKeyboard(w *person) {
	w.sees("h1", "Tablero")
	w.follow("main a[href*='/change']")
	w.follow("main a[href*='/change/']")
	w.sees("main table", "")
	if !evaluate[bool](w, `document.querySelectorAll("main tbody a[href^='/people/']").length > 0`) {
		w.t.Errorf("nobody stands behind the figure at %s", w.where())
	}
}

// follow passes over the head of the page, goes to something in it with the keys, and presses Enter.
func (p *person) follow(selector string) {
	p.t.Helper()
	p.skip()
	p.tabTo(selector)
	p.leaveByKey("\r")
}

// skip takes the link that the first Tab leads to, past the head of the page.
func (p *person) skip() {
	p.t.Helper()
	p.tabTo(".skip")
	p.keys("\r")
}

// keysAt tells where the keys are: whether at what was looked for, what it is, and whether it can be seen that they are there.
const keysAt = `(() => { const e = document.activeElement;
	if (!e || e === document.body) return {Name: "body", Seen: true}; // none while one page takes the place of another
	const r = e.getBoundingClientRect();
	const marked = x => { const s = getComputedStyle(x); return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none" };
	e.dataset.stops = Number(e.dataset.stops || 0) + 1;
	return {There: e.matches(SELECTOR), Name: e.tagName + "." + e.className + " " + (e.name || e.innerText || "").slice(0, 30), Again: Number(e.dataset.stops) > 4, // a date has three parts and a calendar
		Seen: r.width > 0 && r.bottom > 0 && r.top < innerHeight && (marked(e) || marked(e.closest("label") || e))} })()`

// tabTo presses Tab until it is at what the selector finds.
func (p *person) tabTo(selector string) {
	p.t.Helper()
	for range 150 {
		p.keys("\t")
		at := evaluate[struct {
			Name               string
			There, Seen, Again bool
		}](p, strings.Replace(keysAt, "SELECTOR", quoted(selector), 1))
		switch {
		case !at.Seen:
			p.t.Errorf("%s at %s: nothing shows that the keys are at %s", p.name, p.where(), at.Name)
		case at.Again:
			p.t.Fatalf("%s at %s: the keys come to %s again and again and not to %s", p.name, p.where(), at.Name, selector)
		}
		if at.There {
			return
		}
	}
	p.t.Fatalf("%s at %s: Tab does not lead to %s", p.name, p.where(), selector)
}
