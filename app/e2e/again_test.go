package e2e

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
)

// A login ends in the middle of a test, and under a trainer who writes. Both log in again in place, after a wrong
// passphrase, the trainer with the second step: the page is the same, and what was typed is saved.
func TestALoginEndsUnderSomebodyWhoWrites(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		x := phoneSitting{t: t, line: layLine(t), config: config(t, dialect)}
		key, persons, attempts := x.prepare(1)
		d := openBeside(t, x.config)
		t.Cleanup(func() {
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
		end := func() {
			t.Helper()
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				return tx.DB.Model(&access.Login{}).Where("ended_at IS NULL").Update("ended_at", tx.Now).Error
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		// inDialog sends the form of the dialog.
		inDialog := func(who *person, fields ...string) {
			for i := 0; i < len(fields); i += 2 {
				who.fill("dialog[open] [name="+fields[i]+"]", fields[i+1])
			}
			who.change(`document.querySelector("dialog[open] form").requestSubmit()`)
		}

		username := strings.ToLower(persons[0])
		ana := visit(t, x.program, "again-"+string(dialect))
		ana.phone()
		ana.logIn(username, key)
		ana.goTo("/attempts/" + attempts[0])
		ana.fill("[name=consent]", "1")
		ana.fillForm("form[action$='/start']")
		end()
		x.choose(ana, 1)
		ana.sees("dialog[open]", "la página queda como está")
		ana.fits()
		ana.picture("again")
		inDialog(ana, "username", username, "passphrase", "no es esta clave, no")
		ana.sees("dialog[open] .alert, dialog[open] .field-error", "clave")
		if typed := evaluate[string](ana, `document.querySelector("dialog[open] [name=username]").value`); typed != username {
			t.Errorf("the username is gone: %q", typed)
		}
		inDialog(ana, "passphrase", key)
		x.savedNow(ana)
		if !evaluate[bool](ana, `document.querySelectorAll("input[name=option]")[1].checked && !document.querySelector("dialog[open]")`) {
			t.Error("the page is not as it was")
		}
		ana.forgive() // the refusals, which the browser tells of

		rosa := visit(t, x.program, "again-rosa")
		rosa.logIn("rosa", key)
		rosa.goTo("/competencies/new")
		rosa.fill("[name=code]", "listening")
		rosa.fill("[name=name]", "Escucha")
		rosa.fill("[name=kind][value=personal]", "1")
		rosa.fill("[name=levels]", "Juzga\nEscucha")
		rosa.fill("[name=description]", "Escucha sin juzgar.")
		end()
		rosa.change(`document.querySelector("main form[action='/competencies']").requestSubmit()`)
		rosa.sees("dialog[open]", "la página queda como está")
		inDialog(rosa, "username", "rosa", "passphrase", key)
		rosa.waitFor(func() bool {
			return evaluate[bool](rosa, `Boolean(document.querySelector("dialog[open] [name=code]"))`)
		})
		rosa.picture("again-second")
		codes, _ := printed.Load(rosa.base + " rosa")
		left, _ := codes.([]string)
		printed.Store(rosa.base+" rosa", left[1:])
		inDialog(rosa, "code", left[0])
		rosa.waitFor(func() bool { return rosa.where() == "/competencies" })
		rosa.goTo("/competencies/listening")
		rosa.sees("main", "Escucha sin juzgar")
		rosa.forgive()
	})
}
