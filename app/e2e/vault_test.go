package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"relevo/app"
	"relevo/app/db"
	"relevo/assessments"
	"relevo/courses"
)

// kept is everything that the device keeps for relevo: local storage, each record of each database, each page of
// each cache. What is sealed comes as it lies there.
const kept = `(async () => {
	const text = (v) => JSON.stringify(v, (_, x) => x instanceof ArrayBuffer || ArrayBuffer.isView(x) ? String.fromCharCode(...new Uint8Array(x.buffer || x).slice(0, 100000)) : x);
	let all = text({ ...localStorage });
	for (const { name } of await indexedDB.databases()) {
		const db = await new Promise((done, fail) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); r.onerror = () => fail(r.error) });
		for (const store of db.objectStoreNames) {
			all += name + " " + store + text(await new Promise((done) => { const r = db.transaction(store).objectStore(store).getAll(); r.onsuccess = () => done(r.result) }));
		}
		db.close();
	}
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			if (!request.url.includes("/assets/")) all += request.url + await (await cache.match(request)).text();
		}
	}
	return all })()`

// Somebody begins a test and loses the line before the first answer. What they answer is on the telephone, sealed,
// with a key that nobody can read out, and comes back. Without a line they cannot log out before they were offered
// the closed file; then nothing is left on the telephone, and the login ends when there is a line.
func TestAnswersOnATelephoneAreSealed(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		x := phoneSitting{t: t, line: layLine(t), config: config(t, dialect)}
		key, persons, attempts := x.prepare(2)
		who := visit(t, x.program, "sealed-"+string(dialect))
		who.phone()
		who.logIn(strings.ToLower(persons[0]), key)
		who.goTo("/attempts/" + attempts[0])
		who.fill("[name=consent]", "1")
		who.fillForm("form[action$='/start']")
		who.waitFor(func() bool { return evaluate[bool](who, `vault.key().then(Boolean)`) })
		if out := evaluate[string](who, `vault.key().then((k) => crypto.subtle.exportKey("raw", k.key)).then(() => "read", (e) => e.name)`); out != "InvalidAccessError" {
			t.Errorf("a script reads the key: %s", out)
		}
		who.loseLine(x.line)
		x.choose(who, 1)
		who.sees("[data-save-line]", "solo en este teléfono")
		if lies := evaluate[string](who, kept); strings.Contains(lies, `options`) || !strings.Contains(lies, "relevo.attempt."+attempts[0]) {
			t.Errorf("the answer is not there or can be read: %s", lies)
		}
		who.fits()
		who.picture("sealed-offline")

		who.change(`window.made = []; const made = URL.createObjectURL; URL.createObjectURL = (b) => { window.made.push(b); return made.call(URL, b) }`)
		who.change(`document.querySelector("form[action='/logout']").requestSubmit()`)
		who.sees("dialog[open]", "Todavía hay cosas por enviar")
		who.fits()
		who.picture("leaving")
		who.change(`document.querySelector("[data-leaving-file]").click()`)
		who.sees("[data-leaving-go]", "Borrar y salir")
		file := evaluate[string](who, `made[0].text()`)
		if !strings.Contains(file, attempts[0]) || strings.Contains(file, "options") {
			t.Errorf("the file is empty or open: %s", file)
		}
		who.change(`document.querySelector("[data-leaving-go]").click()`)
		who.sees("dialog[open]", "ya no guarda nada suyo")
		if lies := evaluate[string](who, kept); strings.Contains(lies, attempts[0]) || strings.Contains(lies, "sealed") {
			t.Errorf("something is left: %s", lies)
		}
		who.findLine(x.line)
		who.waitFor(func() bool { return who.where() == "/login" })
		who.calm()
		x.trainerUploads(file, key, attempts[0])
		x.withoutCryptography(strings.ToLower(persons[1]), key, attempts[1])
	})
}

// withoutCryptography is a browser at a plain http address: nothing is kept rather than in clear, the page says so, and
// the answer is sent as soon as there is a line.
func (c *phoneSitting) withoutCryptography(username, key, attempt string) {
	who := visit(c.t, c.program, "plain")
	ctx, cancel := context.WithTimeout(who.window, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `Object.defineProperty(Crypto.prototype, "subtle", { value: undefined })`}); err != nil {
		c.t.Fatal(err)
	}
	who.logIn(username, key)
	who.goTo("/attempts/" + attempt)
	who.fill("[name=consent]", "1")
	who.fillForm("form[action$='/start']")
	who.loseLine(c.line)
	c.choose(who, 1)
	who.sees("[data-save-line]", "No está guardado: no cierre esta página")
	if lies := evaluate[string](who, kept); strings.Contains(lies, attempt) {
		c.t.Errorf("something of the answer is kept: %s", lies)
	}
	who.findLine(c.line)
	c.savedNow(who)
	who.calm()
}

// trainerUploads brings what a telephone could not send: looked at first, then saved, and a second time nothing more. A
// file that was cut off is refused.
func (c *phoneSitting) trainerUploads(file, key, attempt string) {
	t := c.t
	put := func(name, content string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	rosa := visit(t, c.program, "uploads")
	rosa.logIn("rosa", key)
	look := func(path string) {
		rosa.goTo("/answers")
		rosa.attach("[name=file]", path)
		rosa.change(`document.querySelector("main form").requestSubmit()`)
	}
	look(put("cortado.relevo", file[:len(file)-20]))
	rosa.sees("main", "le falta el final")
	whole := put("respuestas.relevo", file)
	look(whole)
	rosa.sees("main .card", "Persona000")
	rosa.fits()
	rosa.picture("answers-file")
	rosa.press("main form button[value=confirm]")
	rosa.sees(".alert", "1 respuesta guardada")
	look(whole)
	rosa.sees("main", "relevo ya tiene todo")
	rosa.calm()

	d := openBeside(t, c.config)
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	var answers []assessments.Answer
	if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Where("attempt_id = ?", attempt).Find(&answers).Error }); err != nil {
		t.Fatal(err)
	}
	if len(answers) != 1 || len(answers[0].Value.Options) != 1 {
		t.Errorf("saved are %+v", answers)
	}
}

// keptOpen is what the device keeps as its owner reads it.
const keptOpen = `(async () => {
	let all = "";
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			const page = request.url.includes("/assets/") ? null : await vault.opened(await cache.match(request));
			if (page) all += "\n@" + new URL(request.url).pathname + " " + await page.text();
		}
	}
	const db = await new Promise((done) => { const r = indexedDB.open("relevo.courses"); r.onsuccess = () => done(r.result) });
	for (const store of db.objectStoreNames) {
		const records = await new Promise((done) => { const r = db.transaction(store).objectStore(store).getAll(); r.onsuccess = () => done(r.result) });
		for (const one of records) all += await vault.openText(one, one.enrolment || one.id);
	}
	db.close();
	return all })()`

// Somebody takes a course along and then reads its case study, with a line, and the page about their own care: neither
// is on the telephone afterwards. Only who ticks the box keeps case studies, and nobody else can read them there.
func TestCaseStudiesAndOwnCareStayOnlyWhenChosen(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		c := config(t, dialect)
		a := newAudience(t, c)
		person := a.officials(1)[0]
		a.Enrol(a.Schedule(a.Publish("c1"), "o1", courses.Virtual), person)
		a.Take(person, a.Course(person).Step.AttemptID, false)
		course := a.Course(person)
		a.close()
		ana := visit(t, program{base: run(t, c, func(*app.App) error { return nil })}, "cases-"+string(dialect))
		ana.phone()
		ana.logIn(strings.ToLower(person), a.key)
		at, lessons := "/learn/"+course.EnrolmentID, course.Progress.Lessons
		study := at + "/lessons/" + lessons[len(lessons)-1].ID
		take := func(cases string) {
			ana.goTo(at)
			ana.change(`document.querySelector("[data-take-open]").open = true`)
			ana.sees("[data-take-size]", "lecciones")
			ana.fill("[data-take-cases]", cases)
			ana.change(`document.querySelector("[data-take-go]").click()`)
			ana.sees("[data-take-kept]:not([hidden])", "Guardado en este teléfono")
		}
		const told = "Luz es un nombre inventado"
		take("")
		ana.goTo(study + "?seen=1")
		ana.sees(".prose", told)
		ana.goTo("/selfcare")
		care := ana.text("main .lead")
		open := evaluate[string](ana, keptOpen)
		for _, none := range []string{told, "@" + study, "@/selfcare", care} {
			if strings.Contains(open, none) {
				t.Errorf("%q is on the telephone, and nobody chose it", none)
			}
		}
		if care == "" || !strings.Contains(open, "@"+at+"/lessons/") {
			t.Error("the course itself is not there")
		}
		ana.goTo(at)
		ana.change(`document.querySelector("[data-take-kept] [data-take-remove]").click()`)
		ana.sees("[data-take-ask]:not([hidden])", "Llevar el curso")
		take("1")
		if open := evaluate[string](ana, keptOpen); !strings.Contains(open, told) {
			t.Error("the case study was chosen and is not there")
		}
		if lies := evaluate[string](ana, kept); strings.Contains(lies, told) {
			t.Error("the case study lies there for everybody to read")
		}
		ana.calm()
	})
}
