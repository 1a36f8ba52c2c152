package e2e

import (
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/assessments"
)

// Somebody answers without a line, and their account is disabled meanwhile. Back on the line they are out and
// nothing more of theirs is taken, but what they answered stays on the telephone; once the account is
// enabled again and they log in, it is saved.
func TestAnAccountIsDisabledWhileAnAnswerWaits(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		x := phoneSitting{t: t, line: layLine(t), config: config(t, dialect)}
		key, persons, attempts := x.prepare(1)
		d := openBeside(t, x.config)
		t.Cleanup(func() {
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
		username := strings.ToLower(persons[0])
		kept := func() (answers []assessments.Answer) {
			t.Helper()
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				return tx.DB.Where("attempt_id = ?", attempts[0]).Order("seq").Find(&answers).Error
			})
			if err != nil {
				t.Fatal(err)
			}
			return answers
		}
		who := visit(t, x.program, "disabled-"+string(dialect))
		who.phone()
		who.logIn(username, key)
		who.goTo("/attempts/" + attempts[0])
		who.fill("[name=consent]", "1")
		who.fillForm("form[action$='/start']")
		x.choose(who, 0)
		x.savedNow(who)
		who.loseLine(x.line)
		x.choose(who, 1)
		who.sees("[data-save-line]", "solo en este teléfono")

		var account access.Account
		if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Where("username = ?", username).Take(&account).Error }); err != nil {
			t.Fatal(err)
		}
		accounts := access.NewService(d)
		if err := accounts.Disable(t.Context(), access.System(), account.ID); err != nil {
			t.Fatal(err)
		}
		who.findLine(x.line)
		who.sees("[data-save-line]", "Lo escrito sigue en este teléfono")
		who.picture("disabled")
		if n := len(kept()); n != 1 {
			t.Errorf("%d answers are kept, of one that was given before the account was disabled", n)
		}

		if err := accounts.Enable(t.Context(), access.System(), account.ID); err != nil {
			t.Fatal(err)
		}
		who.forgive() // the refusal, which the browser tells of
		who.logIn(username, key)
		who.goTo("/attempts/" + attempts[0])
		who.waitFor(func() bool { return len(kept()) == 2 }) // it opens at the next question, and brings what waits
		who.goTo("/attempts/" + attempts[0] + "/questions/1")
		if second := evaluate[bool](who, `document.querySelectorAll("input[name=option]")[1].checked`); !second {
			t.Errorf("what waited on the telephone is not what counts: %v", kept())
		}
		who.calm()
	})
}
