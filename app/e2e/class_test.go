package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"relevo/app"
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/assessments"
	"relevo/assessments/formats"
	"relevo/courses"
)

// A class sits a test before a course, after it and three months later, each in a browser
// of their own; two trainers rate every vignette with the keys alone; and what the pages
// then say of agreement, of gains and of fading is what relevo measure says. Thirty people on both
// databases in make torture, four on one here.
func TestAClassSitsThreeTimesAndTwoTrainersRateByKeyboard(t *testing.T) {
	eachAtLength(t, func(t *testing.T, dialect db.Dialect) {
		size := 30
		if testing.Short() {
			size = 4
		}
		c := newClass(t, dialect, size)
		c.sit(assessments.Pre)
		for _, person := range c.persons {
			c.ReadAll(person)
		}
		c.sit(assessments.Post)
		c.rate()
		c.laterBy(91 * 24 * time.Hour)
		c.sit(assessments.FollowUp)
		c.rate()
		c.agreementIsWhatMeasureSays(3 * size)
		c.resultsAreComplete(3 * size)
		c.gainsAndFadingAreWhatMeasureSays()
	})
}

// class is a course with a vignette in its test, and who takes and rates it.
type class struct {
	*audience
	program
	config   app.Config
	later    atomic.Int64 // by how much the clock is ahead
	persons  []string
	browsers []*person
	trainers []*person
	offering courses.Offering
}

func newClass(t *testing.T, dialect db.Dialect, size int) *class {
	t.Helper()
	c := &class{config: config(t, dialect)}
	c.config.Clock = func() time.Time { return time.Now().Add(time.Duration(c.later.Load())) }
	c.audience = newAudience(t, c.config)
	t.Cleanup(c.close)
	c.makeTest()
	c.persons = c.officials(size)
	for _, name := range []string{"trainer-one", "trainer-two"} {
		c.account(name, access.Trainer, nil)
	}
	c.offering = c.Schedule(c.Publish("curso"), "2026-A", courses.Virtual)
	c.Enrol(c.offering, c.persons...)
	c.clock = c.config.Clock
	c.base = run(t, c.config, func(*app.App) error { return nil })
	for i, person := range c.persons {
		browser := visit(t, c.program, fmt.Sprint("official ", i))
		browser.phone()
		browser.logIn(strings.ToLower(person), c.key)
		c.browsers = append(c.browsers, browser)
	}
	for _, name := range []string{"trainer-one", "trainer-two"} {
		browser := visit(t, c.program, name)
		browser.logIn(name, c.key)
		c.trainers = append(c.trainers, browser)
	}
	return c
}

// makeTest gives the course a test with one closed question a form and a vignette that two
// people rate.
func (c *class) makeTest() {
	t, ctx, system := c.t, c.t.Context(), access.System()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var levels []assessments.Level
	for i, text := range []string{"Interroga", "Pregunta lo necesario", "Además pide permiso"} {
		levels = append(levels, assessments.Level{Points: i, Label: i18n.Says(text), Descriptor: i18n.Says(text)})
	}
	rubric, err := c.Assessments.CreateRubric(ctx, system, assessments.RubricInput{Code: "primera-hora", Title: i18n.Says("Primera hora"), Criteria: assessments.Criteria{
		{Code: "calm", Name: i18n.Says("Calma"), Levels: levels}, {Code: "asking", Name: i18n.Says("Preguntar"), Levels: levels}}})
	must(err)
	vignette, err := c.Assessments.CreateItem(ctx, system, assessments.ItemInput{Kind: assessments.Vignette, Competency: "asking", Title: "Llega de noche", Markup: formats.Plain,
		Stem: i18n.Says("Llega de noche. ¿Qué hace?"), RubricID: rubric.ID, Body: assessments.Body{Spoken: true}})
	must(err)
	must(c.Assessments.SetRatingRule(ctx, system, vignette.ItemID, assessments.RatingRuleInput{Share: 1, Tolerance: 4}))
	c.Assessment, err = c.Assessments.CreateAssessment(ctx, system, assessments.AssessmentInput{Code: "clase", Title: i18n.Says("Prueba de la clase"), CutScore: 60})
	must(err)
	for _, label := range assessments.Labels() {
		closed, err := c.Assessments.CreateItem(ctx, system, assessments.ItemInput{Kind: assessments.Single, Competency: "asking", Markup: formats.Plain, Stem: i18n.Says("¿Qué dice primero? " + label),
			Body: assessments.Body{Options: []assessments.Option{{Text: i18n.Says("Sí, la saludo"), Fraction: 1}, {Text: i18n.Says("Le pregunto por qué")}}}})
		must(err)
		must(c.Assessments.SetForm(ctx, system, c.Assessment.ID, label, []assessments.FormItemInput{
			{ItemVersionID: closed.ID, Points: 2}, {ItemVersionID: vignette.ID, Points: 4, Anchor: true}}))
	}
}

func (c *class) laterBy(d time.Duration) { c.later.Add(int64(d)) }

// sit lets everybody take the test of an occasion.
func (c *class) sit(occasion assessments.Occasion) {
	c.t.Helper()
	for i, who := range c.browsers {
		var attempt string
		who.waitFor(func() bool { attempt = c.waiting(c.persons[i], occasion); return attempt != "" })
		if c.later.Load() > 0 {
			who.logIn(strings.ToLower(c.persons[i]), c.key) // three months later the login has ended
		}
		who.goTo("/attempts/" + attempt)
		who.fill("[name=consent]", "1")
		who.fillForm("form[action$='/start']")
		right, number := c.does(i, occasion)
		for question := 1; question <= 2; question++ {
			who.leave(fmt.Sprintf(`(() => { const f = document.querySelector('form.answer-form');
				const options = Array.from(f.querySelectorAll('[name=option]'));
				if (options.length) options.find(o => /saludo/.test(o.closest('label').innerText) === %t).checked = true;
				else f.querySelector('textarea').value = %q;
				f.requestSubmit(f.querySelector('[name=go][value=next], [name=go][value=review]')) })()`, right, fmt.Sprintf("Respuesta %d de esa noche: la saludo y me presento.", number)))
		}
		who.press("form[action$='/submit'] button")
		who.sees("h1", "Constancia")
		who.calm()
	}
}

// does says how well somebody does on an occasion: they learn much, and lose some of it. The
// number that stands in their response tells those who rate which levels it has: calm is its
// rest by three, asking that of its third.
func (c *class) does(person int, occasion assessments.Occasion) (right bool, number int) {
	var calm, asking int
	switch occasion {
	case assessments.Pre:
		right, calm, asking = person%3 == 0, person%2, person/2%2
	case assessments.Post:
		right, calm, asking = person%4 != 0, 2, 1+person%2
	default:
		right, calm, asking = person%3 != 0, 1+person/2%2, 1
	}
	return right, 9*person + 3*asking + calm
}

// waiting is the person's attempt of the occasion that can be answered; of the follow-ups
// the first.
func (c *class) waiting(person string, occasion assessments.Occasion) (id string) {
	c.Read(func(tx *db.Tx) error {
		var attempts []assessments.Attempt
		err := tx.DB.Joins("JOIN administration ON administration.id = attempt.administration_id").
			Where("attempt.person_id = ? AND attempt.state = ? AND administration.occasion = ?", person, assessments.StateNotStarted, occasion).
			Order("administration.months_after").Limit(1).Find(&attempts).Error
		for _, a := range attempts {
			id = a.ID
		}
		return err
	})
	return id
}

// rate lets both trainers rate everything that waits, with the keys alone.
func (c *class) rate() {
	c.t.Helper()
	for n, who := range c.trainers {
		if c.later.Load() > 0 {
			who.logIn([]string{"trainer-one", "trainer-two"}[n], c.key)
		}
		who.goTo("/scoring")
		who.press("form[action='/scoring/next'] button")
		for strings.HasPrefix(who.where(), "/scoring/") {
			for _, told := range append([]string{"inicial", "Después del curso", "Seguimiento", "Ceiba"}, c.persons...) {
				if text := who.text("main") + who.where(); strings.Contains(text, told) {
					c.t.Fatalf("who rates is told %q", told)
				}
			}
			written := who.text(".workbench-text .card .as-written")
			number, err := strconv.Atoi(strings.Fields(written)[1])
			if err != nil {
				c.t.Fatalf("the response is %q", written)
			}
			// The second is a level more generous with every fourth.
			calm, asking := number%3+1, (number/3)%3+1
			if n == 1 && number%4 == 0 {
				calm = min(calm+1, 3)
			}
			who.keys(strconv.Itoa(calm), strconv.Itoa(asking))
			who.leaveByKey("\r")
		}
		who.sees("main", "No queda nada")
		who.calm()
	}
}

// keys presses keys, one after the other.
func (p *person) keys(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		p.do(chromedp.KeyEvent(key))
	}
}

// leaveByKey presses a key that leads to another page and waits until that has loaded.
func (p *person) leaveByKey(key string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.window, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(key)); err != nil {
		p.t.Fatalf("%s at %s: the key %q leads nowhere: %v", p.name, p.where(), key, err)
	}
}

// agreementIsWhatMeasureSays compares the page with relevo measure on the numbers that the
// page gives, and those with the ratings in the database.
func (c *class) agreementIsWhatMeasureSays(responses int) {
	t, who := c.t, c.trainers[0]
	who.goTo("/scoring/agreement")
	who.picture("agreement")
	page := who.text("main")
	var kappa struct {
		Table [][]int `json:"table"`
	}
	var icc struct {
		Ratings [][]float64 `json:"ratings"`
	}
	for name, into := range map[string]any{"kappa": &kappa, "icc": &icc} {
		body := evaluate[string](who, `fetch('/scoring/agreement/input?for=`+name+`').then(r => r.text())`)
		if err := json.Unmarshal([]byte(body), into); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, body)
		}
	}
	k, err := measure.Kappa(kappa.Table)
	if err != nil {
		t.Fatal(err)
	}
	i, err := measure.ICC(icc.Ratings)
	if err != nil {
		t.Fatal(err)
	}
	p := i18n.For(i18n.Spanish)
	for what, want := range map[string]string{
		"percent": p.Percent(k.PercentAgreement.Float(), 0), "kappa": p.Number(k.KappaQuadratic.Float(), 2), "ICC": p.Number(i.ICC1.Value.Float(), 2),
	} {
		if want = strings.Join(strings.Fields(want), " "); !strings.Contains(page, want) {
			t.Errorf("the page does not say %s %s:\n%s", what, want, page)
		}
	}
	same, all := 0, 0
	c.Read(func(tx *db.Tx) error {
		var ratings []assessments.Rating
		err := tx.DB.Where("superseded_at IS NULL").Order("task_id, recorded_at").Find(&ratings).Error
		for i := 0; i+1 < len(ratings); i += 2 {
			for code, points := range ratings[i].Points {
				all++
				if ratings[i+1].Points[code] == points {
					same++
				}
			}
		}
		return err
	})
	if all != 2*responses || k.PercentAgreement.Float() != float64(same)/float64(all) {
		t.Errorf("%d of %d criteria agree in the database, the page counts %v", same, all, k.PercentAgreement)
	}
	t.Logf("%d responses: agreement %v, quadratic kappa %v, ICC(1) %v", responses, k.PercentAgreement, k.KappaQuadratic, i.ICC1.Value)
}

// resultsAreComplete: every sitting has its result.
func (c *class) resultsAreComplete(sittings int) {
	c.trainers[0].waitFor(func() bool {
		var results int64
		c.Read(func(tx *db.Tx) error {
			return tx.DB.Model(&assessments.Result{}).Where("superseded_at IS NULL").Count(&results).Error
		})
		return int(results) == sittings
	})
}
