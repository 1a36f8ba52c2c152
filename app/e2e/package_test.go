package e2e

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"relevo/app"
	"relevo/app/access"
	"relevo/app/db"
	"relevo/courses"
	"relevo/courses/coursestest"
	"relevo/courses/scorm"
)

// packages is a relevo with a course of packages, in which Ana has taken the pre-test.
type packages struct {
	program
	apart   string // the host of packages
	course  string // path of Ana's course
	lessons map[string]string
}

// hostile tries what a package must not be able to do, and notes how far it came.
const hostile = `<!DOCTYPE html><title>Hostil</title><p id="tried">…</p><script>
const tried = {}, home = location.ancestorOrigins[location.ancestorOrigins.length - 1];
const attempt = async (name, what) => { try { tried[name] = String(await what()); } catch (e) { tried[name] = "refused"; } };
(async () => {
  await attempt("page above", () => window.top.document.title);
  await attempt("token", () => window.top.document.querySelector('meta[name="form-token"]').content);
  await attempt("fetch", async () => (await fetch(home + "/account", {credentials: "include"})).status);
  await attempt("post", async () => (await fetch(home + "/logout", {method: "POST", mode: "no-cors", credentials: "include"})).type);
  await attempt("picture", () => new Promise((yes, no) => { const i = new Image(); i.onload = () => yes("loaded"); i.onerror = no; i.src = home + "/assets/x/icon.svg"; }));
  await attempt("leading away", async () => { window.top.location.href = "about:blank"; return "led"; });
  await attempt("worker", async () => { await navigator.serviceWorker.register("sw.js"); return "registered"; });
  tried.cookies = document.cookie === "" ? "refused" : document.cookie;
  document.getElementById("tried").textContent = JSON.stringify(tried);
})();
</script>`

const sampleSCORM = "../../../shared/samples/scorm/"

// teachPackages prepares the course before the program starts.
func teachPackages(t *testing.T, c app.Config) map[string]string {
	t.Helper()
	d, _, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	w := coursestest.New(t, d)
	course := w.Publish("c1").CourseID
	zips := map[string][]byte{
		"1.2": coursestest.PackageZip(scorm.V12), "2004": coursestest.PackageZip(scorm.V2004),
		"hostile": coursestest.Zip("imsmanifest.xml", coursestest.Manifest, "index.html", hostile, "sw.js", "self.onfetch = () => {}"),
	}
	for _, name := range []string{"RuntimeMinimumCalls_SCORM12-mini.zip", "singlesco_scorm12.zip"} {
		data, err := os.ReadFile(filepath.FromSlash(sampleSCORM + name))
		if err != nil {
			t.Logf("without the sample packages: %v", err)
			break
		}
		zips[name] = data
	}
	lessons, order := map[string]string{}, []string{}
	for name, zip := range zips {
		w.AddPackage(course, zip)
		order = append(order, name)
	}
	w.Enrol(w.Schedule(w.PublishDraft(course), "o1", courses.Virtual), "p-Ana")
	w.Take("p-Ana", w.Course("p-Ana").Step.AttemptID, false)
	mine := w.Course("p-Ana")
	lessons[""] = mine.EnrolmentID
	for i, name := range order {
		lessons[name] = mine.Progress.Lessons[3+i].ID
	}
	passphrase, err := access.NewPassphrase(anaKey)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(func(tx *db.Tx) error {
		account, err := access.OpenAccountTx(tx, access.System(), access.NewAccount{Username: "ana", Name: "Ana", PersonID: "p-Ana", Passphrase: passphrase})
		if err != nil {
			return err
		}
		return access.GrantRoleTx(tx, access.System(), account.ID, access.Official, "")
	})
	return lessons
}

func servePackages(t *testing.T, dialect db.Dialect) packages {
	t.Helper()
	c := config(t, dialect)
	p := packages{lessons: teachPackages(t, c)}
	p.course = "/learn/" + p.lessons[""]
	p.base = run(t, c, func(a *app.App) error {
		p.apart = a.PackagesURL()
		return nil
	})
	return p
}

func (p packages) lesson(name string) string { return p.course + "/lessons/" + p.lessons[name] }

// inside runs a script in the frame of packages, in the window of the unit itself.
func inside(who *person, p packages, script string) string {
	who.t.Helper()
	script = `(() => { const unit = document.querySelector("iframe").contentWindow; ` + script + ` })()`
	var last error
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); who.do(chromedp.Sleep(50 * time.Millisecond)) { // a poll: frames come and go
		value, err := insideOnce(who, p, script)
		if err == nil && value != "" {
			return value
		}
		last = err
	}
	who.t.Fatalf("%s at %s: %s gives nothing: %v\n%s", who.name, who.where(), script, last, who.text("main"))
	return ""
}

func insideOnce(who *person, p packages, script string) (string, error) {
	all, err := chromedp.Targets(who.window)
	if err != nil {
		return "", err
	}
	for _, info := range all {
		if info.Type != "iframe" || !strings.HasPrefix(info.URL, p.apart+"/p/") {
			continue
		}
		return evaluateIn(who, info.TargetID, script)
	}
	return "", nil
}

func evaluateIn(who *person, id target.ID, script string) (string, error) {
	ctx, cancel := chromedp.NewContext(who.window, chromedp.WithTargetID(id), chromedp.WithDetachOnCancel())
	defer cancel()
	if err := chromedp.Do(ctx); err != nil {
		return "", err
	}
	timed, stop := context.WithTimeout(ctx, 2*time.Second)
	defer stop()
	return chromedp.Run(timed, chromedp.Evaluate[string](script))
}

func unitText(who *person, p packages, id, want string) {
	who.t.Helper()
	inside(who, p, `const e = unit.document.getElementById(`+quoted(id)+`); return e && e.textContent === `+quoted(want)+` ? "yes" : ""`)
}

func nextPage(who *person, p packages) {
	who.t.Helper()
	inside(who, p, `unit.document.getElementById("next").click(); return "yes"`)
}

// TestAPackageResumes plays a package of either standard on a phone, leaves it in the middle
// in every way there is, and finds it where it was.
func TestAPackageResumes(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		p := servePackages(t, dialect)
		for _, standard := range []string{"1.2", "2004"} {
			ana := visit(t, p.program, "Ana")
			ana.phone()
			ana.logIn("ana", anaKey)
			ana.comeBack() // in a second window, which may be closed
			ana.phone()
			ana.goTo(p.lesson(standard))
			ana.sees("main", "Abrir la actividad")
			ana.picture("package-lesson")
			ana.pressNamed("Abrir la actividad")
			unitText(ana, p, "page", "Página 1")
			unitText(ana, p, "entry", "ab-initio")
			nextPage(ana, p)
			ana.sees("[data-line]", "Guardado.")
			ana.picture("package-player-" + standard)
			ana.fits()

			ana.do(chromedp.Reload()) // the page is loaded anew
			unitText(ana, p, "page", "Página 2")
			unitText(ana, p, "entry", "resume")
			unitText(ana, p, "kept", "visto:2 ñ")

			// Something that was not committed yet, and the window is closed in that moment.
			inside(ana, p, `const api = unit.parent.API || unit.parent.API_1484_11; (api.LMSSetValue || api.SetValue).call(api, "cmi.suspend_data", "al cerrar"); return "yes"`)
			ana.closeWindow()
			ana.open(ana.profile)
			ana.phone()
			ana.goTo(p.lesson(standard))
			ana.pressNamed("Seguir donde lo dejé")
			unitText(ana, p, "page", "Página 2")
			unitText(ana, p, "kept", "al cerrar")

			// On another device, to the end.
			desk := visit(t, p.program, "Ana at a desk")
			ana.do(chromedp.Navigate("about:blank"))
			desk.logIn("ana", anaKey)
			desk.goTo(p.lesson(standard) + "?unit=1")
			unitText(desk, p, "page", "Página 2")
			nextPage(desk, p)
			desk.sees("[data-done]", "La lección quedó como leída")
			desk.picture("package-done-" + standard)
			desk.pressNamed("Seguir con el curso")
			desk.goTo(p.lesson(standard))
			desk.sees(".lesson-end", "Leída")
			ana.calm()
			desk.calm()
		}
	})
}

// TestAPackageWithoutALine goes on while nothing can be sent, is closed like that, and has
// everything when there is a line again.
func TestAPackageWithoutALine(t *testing.T) {
	p := servePackages(t, db.SQLite)
	ana := visit(t, p.program, "Ana")
	ana.phone()
	ana.logIn("ana", anaKey)
	ana.goTo(p.lesson("1.2") + "?unit=1")
	unitText(ana, p, "page", "Página 1")
	inside(ana, p, `window.fetch = () => Promise.reject(new TypeError("no line")); navigator.sendBeacon = () => false; return "yes"`)
	nextPage(ana, p)
	ana.sees("[data-line]", "guardado en este teléfono")
	ana.picture("package-offline")
	if kept := evaluate[string](ana, `Object.keys(localStorage).filter((name) => name.startsWith("relevo.package.")).map((name) => localStorage.getItem(name)).join()`); kept == "" || strings.Contains(kept, "seq") || strings.Contains(kept, "page") {
		t.Errorf("what the package keeps on the phone is not sealed: %s", kept)
	}
	ana.do(chromedp.Navigate("about:blank"))
	ana.goTo(p.lesson("1.2"))
	ana.sees("main", "Abrir la actividad") // the server knows nothing of it
	ana.pressNamed("Abrir la actividad")
	unitText(ana, p, "page", "Página 2")
	unitText(ana, p, "entry", "resume")
	ana.sees("[data-line]", "")
	if left := evaluate[int](ana, `Object.keys(localStorage).filter((name) => name !== "relevo.device").length`); left != 0 {
		t.Errorf("%d things are still kept on the phone", left)
	}
	ana.calm()
}

// TestAPackageReachesNothing lets a package try what it must not, and knocks at the host
// of packages from outside.
func TestAPackageReachesNothing(t *testing.T) {
	p := servePackages(t, db.SQLite)
	ana := visit(t, p.program, "Ana")
	ana.logIn("ana", anaKey)
	ana.goTo(p.lesson("hostile") + "?unit=1")
	tried := inside(ana, p, `const e = unit.document.getElementById("tried"); return e && e.textContent.startsWith("{") ? e.textContent : ""`)
	for _, name := range []string{"page above", "token", "fetch", "post", "picture", "leading away", "worker", "cookies"} {
		if !strings.Contains(tried, `"`+name+`":"refused"`) {
			t.Errorf("a package may do this: %s\n%s", name, tried)
		}
	}
	ana.goTo("/learn")
	ana.sees("h1", "Mis cursos") // still logged in

	frame := evaluate[string](ana, `fetch(`+quoted(p.lesson("1.2")+"?unit=1")+`).then(r => r.text()).then(t => new DOMParser().parseFromString(t, "text/html").querySelector("iframe").dataset.src)`)
	ticket, _, _ := strings.Cut(strings.TrimPrefix(frame, p.apart), "/play/")
	for _, c := range []struct {
		method, address string
		status          int
	}{
		{"GET", frame, 200},
		{"GET", p.apart + ticket + "/files/contenido/index.html", 200},
		{"GET", p.apart + ticket + "/files/CONTENIDO/index.html?x=1", 200},
		{"GET", p.apart + ticket + "/files/nada.html", 404},
		{"GET", p.apart + ticket + "x/files/contenido/index.html", 404},
		{"GET", p.apart + "/", 404},
		{"GET", p.apart + "/login", 404},
		{"GET", p.apart + "/healthz", 404},
		{"GET", p.apart + "/assets/x/relevo.css", 404},
		{"POST", p.apart + "/language", 404},
		{"POST", p.apart + ticket + "/keep", 422},
		{"GET", p.base + ticket + "/files/contenido/index.html", 404},
		{"GET", p.base + ticket + "/play/1", 404},
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, c.address, strings.NewReader(""))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Cookie", "relevo_login=x")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		at, err := url.Parse(c.address)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, at.Path, res.StatusCode, c.status)
		}
		if "http://"+at.Host != p.apart {
			continue
		}
		if len(res.Cookies()) > 0 {
			t.Errorf("%s: the host of packages sets a cookie", at.Path)
		}
		if policy := res.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'self' "+p.base) || !strings.Contains(policy, "sandbox ") || strings.Contains(policy, "allow-top") {
			t.Errorf("%s: the policy is %q", at.Path, policy)
		}
	}
}

// TestRealPackages plays packages that others have made, where they are at hand.
func TestRealPackages(t *testing.T) {
	p := servePackages(t, db.SQLite)
	if p.lessons["singlesco_scorm12.zip"] == "" {
		t.Skip("the sample packages are not here")
	}
	ana := visit(t, p.program, "Ana")
	ana.phone()
	ana.logIn("ana", anaKey)
	// One page that never asks for the interface: the person says that they are through.
	ana.goTo(p.lesson("singlesco_scorm12.zip"))
	ana.pressNamed("Abrir la actividad")
	inside(ana, p, `return unit.document.readyState === "complete" && unit.document.title === "Course Launch Page" ? "yes" : ""`)
	ana.picture("package-singlesco")
	ana.goTo(p.lesson("singlesco_scorm12.zip"))
	ana.press(".lesson-end form button")
	ana.goTo(p.lesson("singlesco_scorm12.zip"))
	ana.sees(".lesson-end", "Leída")

	// Nine parts, each of which says hello and goodbye.
	for part := range 9 {
		ana.goTo(p.lesson("RuntimeMinimumCalls_SCORM12-mini.zip") + "?unit=" + string(rune('1'+part)))
		inside(ana, p, `return unit.document.readyState === "complete" && unit.document.body.children.length > 0 ? "yes" : ""`)
		if part == 0 {
			ana.picture("package-minimum")
		}
	}
	ana.goTo(p.lesson("RuntimeMinimumCalls_SCORM12-mini.zip"))
	ana.picture("package-minimum-parts")
	ana.waitFor(func() bool {
		ana.do(chromedp.Reload())
		return strings.Count(ana.text("main ol.lessons"), "Terminada") == 9
	})
	ana.sees(".lesson-end", "Leída")
}
