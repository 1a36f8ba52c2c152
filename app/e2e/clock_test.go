package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"relevo/app"
	"relevo/app/access"
	"relevo/app/db"
	"relevo/assessments"
)

// misset sets the clock of the person's telephone wrong, in this window and all that follow. What
// the pages' scripts read of it is off; the time that passes is not.
func (p *person) misset(off time.Duration) {
	p.t.Helper()
	p.off = off
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	source := fmt.Sprintf(`(() => { const off = %d, True = Date;
		window.Date = class extends True { constructor(...of) { of.length ? super(...of) : super(True.now() + off) } static now() { return True.now() + off } } })()`, off.Milliseconds())
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: source}); err != nil {
		p.t.Fatal(err)
	}
}

// phoneSitting is a test with half an hour's time, sat by people on their telephones.
type phoneSitting struct {
	t *testing.T
	program
	line   *line
	config app.Config
	began  time.Time
}

// allowed is how many minutes the test may take.
const allowed = 30

// Somebody whose telephone is wrong by two days, either way, begins a test with a limit of time, answers, loses the
// line, answers, is back and hands in: every answer is kept, all times are the server's, and so is the limit.
func TestATelephoneWhoseClockIsTwoDaysOff(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		c := phoneSitting{t: t, line: layLine(t), config: config(t, dialect), began: time.Now()}
		key, persons, attempts := c.prepare(2)
		for i, off := range []time.Duration{48 * time.Hour, -48 * time.Hour} {
			who := visit(t, c.program, fmt.Sprint("clock", off))
			who.phone()
			who.misset(off)
			who.logIn(strings.ToLower(persons[i]), key)
			c.sits(who, off, attempts[i])
			c.wasKept(attempts[i])
			who.calm()
		}
	})
}

// prepare starts a relevo behind the line in which people have a test to take: their passphrase, who they
// are, and their attempts.
func (c *phoneSitting) prepare(people int) (key string, persons, attempts []string) {
	t := c.t
	c.config.BaseURL = "http://" + c.line.listener.Addr().String()
	a := newAudience(t, c.config)
	a.Write(func(tx *db.Tx) error {
		return tx.DB.Model(&assessments.Assessment{}).Where("id = ?", a.Assessment.ID).Update("minutes_allowed", allowed).Error
	})
	sitting, err := a.Assessments.Administer(t.Context(), access.System(), assessments.NewAdministration{AssessmentID: a.Assessment.ID, Occasion: assessments.Pre, Title: "Examen"})
	if err != nil {
		t.Fatal(err)
	}
	persons = a.officials(people)
	a.Write(func(tx *db.Tx) error { return assessments.AssignTx(tx, access.System(), sitting.ID, persons, nil) })
	for _, person := range persons {
		attempts = append(attempts, a.attempt(person, sitting.ID))
	}
	a.account("rosa", access.Trainer, nil)
	a.close()
	c.config.Addr = freeAddress(t)
	c.line.to = c.config.Addr
	c.base = run(t, c.config, func(*app.App) error { return nil })
	return a.key, persons, attempts
}

func (c *phoneSitting) sits(w *person, off time.Duration, attempt string) {
	t := c.t
	w.goTo("/attempts/" + attempt)
	if wrong := time.Until(time.UnixMilli(evaluate[int64](w, "Date.now()"))); (wrong - off).Abs() > time.Minute {
		t.Fatalf("the telephone is %s off, not %s", wrong, off)
	}
	w.fill("[name=consent]", "1")
	w.fillForm("form[action$='/start']")
	c.timeIsLeft(w)
	c.choose(w, 0)
	c.savedNow(w)
	w.leave(`(() => { const f = document.querySelector('form.answer-form'); f.requestSubmit(f.querySelector('[name=go][value=next]')) })()`)
	c.choose(w, 0)
	c.savedNow(w)
	w.loseLine(c.line)
	c.choose(w, 1)
	w.sees("[data-save-line]", "solo en este teléfono")
	w.findLine(c.line)
	c.savedNow(w)
	w.leave(`(() => { const f = document.querySelector('form.answer-form'); f.requestSubmit(f.querySelector('[name=go][value=review]')) })()`)
	w.sees(".progress", "2 de 2")
	w.picture("review-" + w.name)
	w.press("form[action$='/submit'] button")
	w.sees("h1", "Constancia")
}

func (c *phoneSitting) choose(w *person, n int) {
	w.change(fmt.Sprintf(`document.querySelectorAll("input[name=option]")[%d].click()`, n))
}

// savedNow sees that the page says when the answer was saved, and that this is true.
func (c *phoneSitting) savedNow(w *person) {
	c.t.Helper()
	w.sees("[data-save-line]", "a las")
	said := w.text("[data-save-line]")
	for ago := range 3 {
		if strings.Contains(said, time.Now().Add(-time.Duration(ago)*time.Minute).In(db.Lima).Format("15:04")) {
			return
		}
	}
	c.t.Errorf("%s: the page says %q, and it is %s", w.name, said, time.Now().In(db.Lima).Format("15:04"))
}

// timeIsLeft sees that the whole time is left, but for what has passed.
func (c *phoneSitting) timeIsLeft(w *person) {
	c.t.Helper()
	w.sees("[data-left-text]", "min")
	said := w.text("[data-left-text]")
	if !strings.Contains(said, fmt.Sprint(allowed)) && !strings.Contains(said, fmt.Sprint(allowed-1)) {
		c.t.Errorf("%s: of %d minutes the page says %q", w.name, allowed, said)
	}
}

// wasKept looks at what is in the database: what was answered last, and the times.
func (c *phoneSitting) wasKept(id string) {
	t, d := c.t, openBeside(c.t, c.config)
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	during := func(what string, at *db.Instant) {
		if at == nil || at.Time().Before(c.began.Add(-time.Second)) || at.Time().After(time.Now()) {
			t.Errorf("%s: %v is not while the test was sat", what, at)
		}
	}
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		var attempt assessments.Attempt
		if err := tx.DB.Where("id = ?", id).Take(&attempt).Error; err != nil {
			return err
		}
		during("begun", attempt.StartedAt)
		during("handed in", attempt.SubmittedAt)
		if attempt.StartedAt != nil && (attempt.DeadlineAt == nil || attempt.DeadlineAt.Sub(*attempt.StartedAt) != allowed*time.Minute) {
			t.Errorf("the deadline is %v, begun at %v", attempt.DeadlineAt, attempt.StartedAt)
		}
		var answers []assessments.Answer
		if err := tx.DB.Where("attempt_id = ?", id).Order("item_version_id, seq").Find(&answers).Error; err != nil {
			return err
		}
		values := map[string]map[string]bool{}
		for _, one := range answers {
			during("an answer", &one.SavedAt)
			if one.Late {
				t.Error("an answer counts as late")
			}
			if values[one.ItemVersionID] == nil {
				values[one.ItemVersionID] = map[string]bool{}
			}
			values[one.ItemVersionID][strings.Join(one.Value.Options, " ")] = true
		}
		both := 0
		for _, given := range values {
			both += len(given)
		}
		if len(values) != 2 || both != 3 {
			t.Errorf("kept are %d different answers to %d questions of 3 to 2", both, len(values))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
