package e2e

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"
)

// patience is how long a person waits for one thing to happen.
const patience = 15 * time.Second

// browser is one Chromium for all journeys of the process.
var browser = sync.OnceValues(func() (context.Context, error) {
	options := []chromedp.ExecAllocatorOption{chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true), // a microphone that hears beeps
		chromedp.Flag("lang", "es-PE"), chromedp.Env("TZ=America/Lima"), chromedp.WSURLReadTimeout(time.Minute)}
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to be root within its sandbox
	}
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator)
	return ctx, chromedp.Do(ctx)
})

func TestMain(m *testing.M) {
	code := m.Run()
	if ctx, err := browser(); err == nil {
		_ = chromedp.Cancel(ctx) // the process ends in any case
	}
	os.Exit(code)
}

// person is somebody with a browser of their own: cookies and all.
type person struct {
	t       *testing.T
	name    string
	base    string
	clock   func() time.Time // of the program, and of the person's telephone
	profile context.Context  //nolint:containedctx // chromedp's contexts are its windows; this one holds the cookies
	window  context.Context  //nolint:containedctx // likewise
	off     time.Duration    // by how much the clock of the person's telephone is wrong
	mu      sync.Mutex
	wrong   []string // what the browser complained of
}

// visit gives somebody a browser window as wide as a phone or a desk.
func visit(t *testing.T, p program, name string) *person {
	t.Helper()
	ctx, err := browser()
	if err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	who := &person{t: t, name: name, base: p.base, clock: p.clock}
	if who.clock == nil {
		who.clock = time.Now
	}
	who.open(ctx, chromedp.WithNewBrowserContext())
	who.profile = who.window
	who.desk()
	return who
}

// open opens a window. Its first step must not have a deadline: the window
// would end with it.
func (p *person) open(in context.Context, options ...chromedp.ContextOption) {
	p.t.Helper()
	window, cancel := chromedp.NewContext(in, append(options, chromedp.WithListener(p.hear))...)
	p.t.Cleanup(cancel)
	p.window = window
	if err := chromedp.Do(window); err != nil {
		p.t.Fatalf("%s: a window does not open: %v", p.name, err)
	}
	if p.off != 0 {
		p.misset(p.off)
	}
}

// hear notes what goes wrong inside the pages.
func (p *person) hear(event any) {
	text := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text = e.ExceptionDetails.Text
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "422") { // 422 is a form that came back, as it should
			text = e.Entry.Text
		}
	}
	if text != "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.wrong = append(p.wrong, text)
	}
}

// calm fails when the browser complained of anything: a script's error, a
// file not found, something our content policy refuses.
func (p *person) calm() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, text := range p.wrong {
		p.t.Errorf("%s: the browser says: %s", p.name, text)
	}
	p.wrong = nil
}

// forgive forgets what the browser complained of, where there was reason to.
func (p *person) forgive() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wrong = nil
}

func (p *person) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s at %s: %v\n%s", p.name, p.where(), err, p.text("main"))
	}
}

// evaluate runs a script in the page.
func evaluate[T any](p *person, script string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s at %s: %v\n%s\n%s", p.name, p.where(), err, script, p.text("main"))
	}
	return value
}

// quoted writes a text into a script.
func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string always marshals
	}
	return string(b)
}

func (p *person) phone() { p.do(chromedp.EmulateViewport(360, 740)) }
func (p *person) desk()  { p.do(chromedp.EmulateViewport(1280, 900)) }

// goTo opens an address of ours.
func (p *person) goTo(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.base + path))
}

// where is the path of the page.
func (p *person) where() string {
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	address, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return "?"
	}
	return strings.TrimPrefix(address, p.base)
}

// text is what stands in the first element found; empty when there is none.
func (p *person) text(selector string) string {
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		"(document.querySelector("+quoted(selector)+")||{innerText:''}).innerText"))
	if err != nil {
		return err.Error()
	}
	return strings.Join(strings.Fields(text), " ")
}

// sees waits until the first element found contains a text, in any case of letters.
func (p *person) sees(selector, text string) {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		if strings.Contains(strings.ToLower(p.text(selector)), strings.ToLower(text)) {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s at %s: %s does not say %q\n%s", p.name, p.where(), selector, text, p.text("main"))
		}
		p.do(chromedp.Sleep(50 * time.Millisecond)) // a poll: the page changes by itself after saving
	}
}

// waitFor waits until something has happened on the server.
func (p *person) waitFor(done func() bool) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); !done(); {
		if time.Now().After(deadline) {
			p.t.Fatalf("%s waits in vain", p.name)
		}
		p.do(chromedp.Sleep(50 * time.Millisecond)) // a poll: the jobs work beside
	}
}

// press clicks what the selector finds and waits for the page that follows.
func (p *person) press(selector string) {
	p.t.Helper()
	p.leave("(" + find(selector) + ").click()")
}

// pressNamed clicks the first link or button with a text on it.
func (p *person) pressNamed(text string) {
	p.t.Helper()
	p.leave(`(Array.from(document.querySelectorAll('main a, main button, .site-head a')).find(e => e.innerText.trim().includes(` + quoted(text) + `)) || fail).click()`)
}

// find is a script that finds an element or fails with its selector.
func find(selector string) string {
	return "document.querySelector(" + quoted(selector) + ") || (() => { throw 'nothing matches ' + " + quoted(selector) + " })()"
}

// change runs a script that changes something in the page.
func (p *person) change(script string) {
	p.t.Helper()
	evaluate[bool](p, "(() => { "+script+"; return true })()")
}

// leave runs a script that leads to another page and waits until that has loaded.
func (p *person) leave(script string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	step := chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Evaluate[any](script+";0")(ctx, t)
		return err
	})
	if _, err := chromedp.RunResponse(ctx, step); err != nil {
		p.t.Fatalf("%s at %s: %s: %v\n%s", p.name, p.where(), script, err, p.text("main"))
	}
}

// fill writes into a field as if typed: text, a choice, a day, a tick.
func (p *person) fill(selector, value string) {
	p.t.Helper()
	evaluate[bool](p, `(() => { const e = `+find(selector)+`;
		if (e.type === 'checkbox' || e.type === 'radio') { e.checked = `+quoted(value)+` !== ''; }
		else { e.value = `+quoted(value)+`; if (e.value.replace(/\r/g,'') !== `+quoted(value)+`.replace(/\r/g,'')) throw e.name + ' does not take ' + `+quoted(value)+`; }
		e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true}));
		return true })()`)
}

// fillForm fills the fields of a form by name and sends it.
func (p *person) fillForm(form string, pairs ...string) {
	p.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		p.fill(form+` [name="`+pairs[i]+`"]`, pairs[i+1])
	}
	p.leave("(() => { const f = " + find(form) + "; f.requestSubmit(f.querySelector('button:not([type=button])')) })()")
}

// attach puts files into a file field.
func (p *person) attach(selector string, files ...string) {
	p.t.Helper()
	p.do(chromedp.SetUploadFiles(selector, files))
}

// comeBack closes nothing and asks nothing: it opens another window with the same
// cookies, as somebody does who was called away and whose telephone forgot the page.
func (p *person) comeBack() {
	p.t.Helper()
	p.do(chromedp.Navigate("about:blank"))
	p.open(p.profile)
}

// closeWindow closes the window, as somebody does who has had enough of it.
func (p *person) closeWindow() {
	p.t.Helper()
	if err := chromedp.Cancel(p.window); err != nil {
		p.t.Errorf("%s: closing the window: %v", p.name, err)
	}
}

// logIn logs in with the form, and with the second step where it is asked for.
func (p *person) logIn(username, passphrase string) {
	p.t.Helper()
	p.goTo("/login")
	p.fillForm("main form[action='/login']", "username", username, "passphrase", passphrase)
	if strings.HasPrefix(p.where(), "/account/second") {
		p.second(p.base + " " + username)
	}
}

// printed are the recovery codes of everybody who has set up a second step, by
// server and username: they go on counting where a clock is moved.
var printed sync.Map

// second sets up the second step, or gives one of the codes printed then.
func (p *person) second(who string) {
	p.t.Helper()
	if kept, ok := printed.Load(who); ok {
		codes, _ := kept.([]string)
		printed.Store(who, codes[1:])
		p.fillForm("form[action$='/second/give']", "code", codes[0])
		return
	}
	p.press("form[action$='/second/begin'] button")
	secret := evaluate[string](p, `document.querySelector('.second-secret').textContent`)
	code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), p.clock())
	if err != nil {
		p.t.Fatal(err)
	}
	p.fillForm("form[action$='/second/confirm']", "code", code)
	printed.Store(who, strings.Fields(p.text(".recovery ol")))
	p.press("main .buttons a")
}

// network cuts the line of a window, or mends it; what failed meanwhile is forgiven.
func (p *person) network(there bool) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	p.line(network.Conditions{Offline: !there, DownloadThroughput: -1, UploadThroughput: -1})
	state := network.OverrideNetworkStateParams{Offline: !there, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(ctx, network.OverrideNetworkState, state); err != nil {
		p.t.Fatal(err)
	}
	p.forgive()
}

// line says how good the line of a window is.
func (p *person) line(conditions network.Conditions) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	rules := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&conditions}}
	if _, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, rules); err != nil {
		p.t.Fatal(err)
	}
}

// picture leaves a screenshot of the whole page, where somebody asked for them.
func (p *person) picture(name string) {
	p.t.Helper()
	folder := os.Getenv("RELEVO_SCREENSHOTS")
	if folder == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	shot, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.MkdirAll(folder, 0o750)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), shot, 0o600)
	}
	if err != nil {
		p.t.Errorf("picture %s: %v", name, err)
	}
}

// fits fails when the page is wider than the window.
func (p *person) fits() {
	p.t.Helper()
	over := evaluate[string](p, `(() => { const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return '';
		const wide = Array.from(document.querySelectorAll('main *, header *, footer *')).filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest('.scroll, svg'));
		return document.documentElement.scrollWidth + ' > ' + w + ': ' + wide.slice(0, 4).map(e => e.tagName + '.' + e.className).join(', ') })()`)
	if over != "" {
		p.t.Errorf("%s at %s: the page is too wide: %s", p.name, p.where(), over)
	}
}
