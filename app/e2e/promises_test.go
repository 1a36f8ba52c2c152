package e2e

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"relevo/app"
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/courses"
)

// Somebody closes the window in the middle of a test and goes on with another device, at the question where they
// were, with every answer. While both are open, each is told of the other, and what was answered last counts.
func TestATestGoesOnWithAnotherDevice(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		x := phoneSitting{t: t, line: layLine(t), config: config(t, dialect)}
		key, persons, attempts := x.prepare(1)
		username := strings.ToLower(persons[0])
		phone := visit(t, x.program, "phone")
		phone.phone()
		phone.logIn(username, key)
		phone.goTo("/attempts/" + attempts[0])
		phone.fill("[name=consent]", "1")
		phone.fillForm("form[action$='/start']")
		x.choose(phone, 1)
		x.savedNow(phone)
		x.goes(phone, "next")
		at := phone.where()
		phone.calm()
		phone.comeBack()

		desk := visit(t, x.program, "desk")
		desk.logIn(username, key)
		if desk.goTo("/attempts/" + attempts[0]); desk.where() != at {
			t.Errorf("the way back leads to %s, not to %s", desk.where(), at)
		}
		x.goes(desk, "back")
		x.isChosen(desk, 1)

		// Both are at the same question.
		phone.goTo("/attempts/" + attempts[0] + "/questions/1")
		x.choose(desk, 0)
		x.savedNow(desk)
		x.choose(phone, 0)
		x.savedNow(phone)
		phone.sees("[data-elsewhere]", "otro equipo")
		phone.fits()
		phone.picture("elsewhere")
		last := x.option(phone, 1)
		x.choose(desk, 1)
		x.choose(desk, 0)
		desk.sees("[data-elsewhere]", "otro equipo")
		x.savedNow(desk)
		x.choose(phone, 1)
		x.savedNow(phone)
		x.counts(attempts[0], last)

		// What waited on the telephone, of another question than the one that it shows, is older than what was given elsewhere: it is told.
		item := evaluate[string](phone, `document.querySelector("form.answer-form").dataset.item`)
		phone.goTo("/attempts/" + attempts[0] + "/questions/2")
		x.choose(desk, 0)
		x.savedNow(desk)
		phone.change(`unsent.keep(` + quoted(attempts[0]) + `, ` + quoted(item) + `, { seq: 1, device: vault.device(), value: { options: [` + quoted(last) + `] } }).then(() => window.dispatchEvent(new Event("online")))`)
		phone.sees("[data-elsewhere]", "otro equipo")
		phone.calm()
		desk.calm()
	})
}

// Somebody taps the button twice to hand in: it is one submission with one receipt. They go back from question to
// question, and from the receipt: nothing is lost, and nothing is sent again. They read the test in another language in
// the middle of it: the same question, the same answer.
func TestBackTwiceAndInAnotherLanguage(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		x := phoneSitting{t: t, line: layLine(t), config: config(t, dialect)}
		key, persons, attempts := x.prepare(1)
		who := visit(t, x.program, "twice-"+string(dialect))
		who.phone()
		who.logIn(strings.ToLower(persons[0]), key)
		who.goTo("/attempts/" + attempts[0])
		who.fill("[name=consent]", "1")
		who.fillForm("form[action$='/start']")
		x.choose(who, 1)
		x.savedNow(who)
		first, at := x.option(who, 1), who.where()
		who.press("form[action='/language'] button[value=en]")
		who.sees("h1", "Question 1 of 2")
		x.isChosen(who, 1)
		who.press("form[action='/language'] button[value=es]")
		who.sees("h1", "Pregunta 1 de 2")
		x.isChosen(who, 1)
		if who.where() != at {
			t.Errorf("another language leads to %s, not to %s", who.where(), at)
		}
		x.goes(who, "next")
		x.choose(who, 0)
		second := x.option(who, 0)
		who.history(-1, "1 de 2") // at once, with nothing pressed
		x.isChosen(who, 1)
		who.history(1, "2 de 2")
		x.isChosen(who, 0)
		x.goes(who, "review")
		who.sees(".progress", "2 de 2")
		sent := x.submissions()
		who.leave(`(() => { const b = document.querySelector("form[action$='/submit'] button"); b.click(); b.click() })()`)
		who.sees("h1", "Constancia")
		receipt := who.text(".receipt-code")
		who.history(-1, "Resumen")
		who.waitFor(func() bool {
			who.goTo("/attempts/" + attempts[0] + "/review") // it is over: this leads to the receipt, and to what became of it once that is known
			return strings.Contains(who.text("h1"), "Gracias")
		})
		who.press("main a[href$='/receipt']")
		if again := who.text(".receipt-code"); again != receipt || receipt == "" {
			t.Errorf("the receipt is %q, then %q", receipt, again)
		}
		if n := x.submissions() - sent; n != 1 {
			t.Errorf("handed in %d times", n)
		}
		x.counts(attempts[0], first, second)
		who.calm()
	})
}

// submissions counts what the record says was handed in.
func (c *phoneSitting) submissions() (n int64) {
	c.t.Helper()
	d := openBeside(c.t, c.config)
	defer func() {
		if err := d.Close(); err != nil {
			c.t.Error(err)
		}
	}()
	if err := d.Read(c.t.Context(), func(tx *db.Tx) error {
		return tx.DB.Table("audit_entry").Where("action = ?", "assessments.attempt.submit").Count(&n).Error
	}); err != nil {
		c.t.Fatal(err)
	}
	return n
}

// A telephone whose browser runs no scripts sits a whole test: each question saves as it is left.
func TestATestWithoutScripts(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		x := phoneSitting{t: t, line: layLine(t), config: config(t, dialect)}
		key, persons, attempts := x.prepare(1)
		who := visit(t, x.program, "plain-"+string(dialect))
		who.phone()
		ctx, cancel := context.WithTimeout(who.window, patience)
		defer cancel()
		if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
			t.Fatal(err)
		}
		who.logIn(strings.ToLower(persons[0]), key)
		who.goTo("/attempts/" + attempts[0])
		who.fill("[name=consent]", "1")
		who.fillForm("form[action$='/start']")
		if evaluate[bool](who, `"unsent" in self`) {
			t.Fatal("scripts run")
		}
		var given []string
		for n := range 2 {
			who.sees("h1", fmt.Sprintf("%d de 2", n+1))
			given = append(given, x.option(who, n))
			who.change(fmt.Sprintf(`document.querySelectorAll("input[name=option]")[%d].checked = true`, n))
			x.goes(who, []string{"next", "review"}[n])
		}
		who.sees(".progress", "2 de 2")
		who.picture("without-scripts")
		who.press(".review a")
		x.isChosen(who, 0)
		x.goes(who, "review")
		who.press("form[action$='/submit'] button")
		who.sees("h1", "Constancia")
		x.counts(attempts[0], given...)
		who.calm()
	})
}

// "Who is overdue in Puno?" is three clicks from where a trainer comes in. One of them has a name that a spreadsheet would
// run: in both files it is a text.
func TestWhoIsOverdueInPuno(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		const name = `=HYPERLINK("http://relevo.example/","Premio")`
		var later atomic.Int64
		c := config(t, dialect)
		c.Clock = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
		a := newAudience(t, c)
		offering := a.Schedule(a.Publish("c1"), "o1", courses.Virtual)
		tania, sly := a.Hire(a.Ceiba, "Tania", people.CARMentor), a.Hire(a.Lupuna, "Soria", people.CARMentor)
		a.Enrol(offering, tania, sly)
		for _, person := range []string{tania, sly} {
			a.Complete(person)
		}
		a.Drain()
		a.Write(func(tx *db.Tx) error {
			if err := tx.DB.Exec("UPDATE institution SET ubigeo = '210101' WHERE id = ?", a.Lupuna.ID).Error; err != nil {
				return err
			}
			return tx.DB.Exec("UPDATE person SET given_names = ? WHERE id = ?", name, sly).Error
		})
		later.Store(int64(100 * 24 * time.Hour))
		a.account("rosa", access.Trainer, nil)
		a.close()
		rosa := visit(t, program{base: run(t, c, func(*app.App) error { return nil }), clock: c.Clock}, "puno-"+string(dialect))
		rosa.logIn("rosa", a.key)

		rosa.pressNamed("Ediciones")
		rosa.press("main a[href='/follow-ups']")
		rosa.pressNamed("Puno")
		rosa.sees("tbody", "HYPERLINK")
		rosa.sees("tbody", "Venció sin respuesta")
		if text := rosa.text("tbody"); strings.Contains(text, "Tania") {
			t.Errorf("others are among them: %s", text)
		}
		rosa.fits()
		rosa.picture("puno")
		file := func(kind string) []byte {
			t.Helper()
			text := evaluate[string](rosa, `fetch(document.querySelector("main a[href*='/follow-ups/`+kind+`']").href).then((r) => r.arrayBuffer()).then((b) => btoa(String.fromCharCode(...new Uint8Array(b))))`)
			body, err := base64.StdEncoding.DecodeString(text)
			if err != nil {
				t.Fatal(err)
			}
			return body
		}
		table := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file("csv"), []byte("\ufeff"))))
		table.Comma = ';'
		rows, err := table.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, cell := range slices.Concat(rows...) {
			found = found || strings.Contains(cell, "HYPERLINK")
			if strings.HasPrefix(cell, "=") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
		book, err := excelize.OpenReader(bytes.NewReader(file("xlsx")))
		if err != nil {
			t.Fatal(err)
		}
		sheet := book.GetSheetName(0)
		cells, err := book.SearchSheet(sheet, "HYPERLINK", true)
		if err != nil || len(cells) == 0 || !found {
			t.Fatalf("the name is in %v of the workbook, in the table %t: %v", cells, found, err)
		}
		for _, cell := range cells {
			if formula, err := book.GetCellFormula(sheet, cell); err != nil || formula != "" {
				t.Errorf("%s holds the formula %q: %v", cell, formula, err)
			}
		}
		rosa.calm()
	})
}

// history goes through what was read, and waits for the page with the heading.
func (p *person) history(by int, heading string) {
	p.t.Helper()
	p.change(fmt.Sprintf("history.go(%d)", by))
	p.sees("h1", heading)
}
