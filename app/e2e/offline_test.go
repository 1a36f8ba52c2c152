package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/assessments"
)

// Somebody loses the line in the middle of a test and goes on: the next question, back to the first, a page loaded
// anew, another window. What relevo has is shown as such, what waits as such; nothing is handed in before there is a
// line. Then everything is there, and nothing is left on the telephone.
func TestATestGoesOnWithoutALine(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		x := phoneSitting{t: t, line: layLine(t), config: config(t, dialect)}
		key, persons, attempts := x.prepare(1)
		who := visit(t, x.program, "offline-"+string(dialect))
		who.phone()
		who.logIn(strings.ToLower(persons[0]), key)
		who.goTo("/attempts/" + attempts[0])
		who.fill("[name=consent]", "1")
		who.fillForm("form[action$='/start']")
		who.waitFor(func() bool {
			return evaluate[bool](who, `document.querySelector("form.answer-form").dataset.goesOn === "true"`)
		})
		x.choose(who, 0)
		x.savedNow(who)
		x.goes(who, "next")

		who.loseLine(x.line)
		x.choose(who, 1)
		second := x.option(who, 1)
		who.sees("[data-save-line]", "solo en este teléfono")
		x.goes(who, "back") // on a line that is dead without the telephone knowing
		who.sees("[data-kept-notice]", "Sin conexión")
		who.sees("h1", "1 de 2")
		x.isChosen(who, 0) // which relevo has, and the copy was made before
		x.timeIsLeft(who)
		who.fits()
		who.picture("offline-question")
		x.choose(who, 1)
		first := x.option(who, 1)
		who.sees("[data-save-line]", "solo en este teléfono")
		who.goTo(who.where()) // loaded anew
		x.isChosen(who, 1)
		who.sees("[data-save-line]", "solo en este teléfono")
		who.network(false) // and now it knows
		x.goes(who, "next")
		who.sees("h1", "2 de 2")
		x.isChosen(who, 1)
		x.goes(who, "review")
		who.sees(".review li:nth-child(1) [data-is=here]", "en este teléfono")
		who.sees(".review li:nth-child(2) [data-is=here]", "en este teléfono")
		who.fits()
		who.picture("offline-review")
		who.press("form[action$='/submit'] button")
		who.sees("[data-kept-notice]", "Para entregar hace falta conexión")
		if lies := evaluate[string](who, kept); strings.Contains(lies, `name="option"`) || !strings.Contains(lies, "/attempts/"+attempts[0]+"/questions/2") {
			t.Error("the questions are not there or can be read")
		}

		// Called away: another window leads back to it.
		who.comeBack()
		who.phone()
		who.goTo("/learn")
		who.sees("h1", "Sin conexión")
		who.sees("[data-away-attempts]", "enviar sus respuestas")
		who.picture("offline-away")
		who.press("[data-away-attempts] a")
		who.sees(".review", "en este teléfono")
		who.findLine(x.line)
		who.sees(".progress", "2 de 2")
		who.press("form[action$='/submit'] button")
		who.sees("h1", "Constancia")
		who.waitFor(func() bool {
			return !strings.Contains(evaluate[string](who, kept), attempts[0])
		})
		who.forgive() // the line was cut under it
		x.counts(attempts[0], first, second)
	})
}

// goes presses a button of the question and waits for the page that follows.
func (c *phoneSitting) goes(w *person, value string) {
	c.t.Helper()
	w.leave(fmt.Sprintf(`(() => { const f = document.querySelector("form.answer-form"); f.requestSubmit(f.querySelector("[name=go][value=%s]")) })()`, value))
}

// isChosen sees that an option of the question is chosen, once the page has put it in.
func (c *phoneSitting) isChosen(w *person, n int) {
	c.t.Helper()
	w.waitFor(func() bool {
		return evaluate[bool](w, fmt.Sprintf(`document.querySelectorAll("input[name=option]")[%d].checked`, n))
	})
}

// option is what stands for an option of the question, by its place on the page.
func (c *phoneSitting) option(w *person, n int) string {
	c.t.Helper()
	return evaluate[string](w, fmt.Sprintf(`document.querySelectorAll("input[name=option]")[%d].value`, n))
}

// counts sees that in the database these options count, one for each question.
func (c *phoneSitting) counts(attempt string, want ...string) {
	c.t.Helper()
	d := openBeside(c.t, c.config)
	defer func() {
		if err := d.Close(); err != nil {
			c.t.Error(err)
		}
	}()
	var answers []assessments.Answer
	if err := d.Read(c.t.Context(), func(tx *db.Tx) error {
		return tx.DB.Where("attempt_id = ?", attempt).Order("item_version_id, seq").Find(&answers).Error
	}); err != nil {
		c.t.Fatal(err)
	}
	last := map[string]string{}
	for _, one := range answers {
		if last[one.ItemVersionID] = strings.Join(one.Value.Options, " "); last[one.ItemVersionID] == "" {
			delete(last, one.ItemVersionID) // looked at and left without an answer
		}
	}
	got := slices.Sorted(maps.Values(last))
	if slices.Sort(want); !slices.Equal(got, want) {
		c.t.Errorf("%q count, not %q", got, want)
	}
}
