package e2e

import (
	"encoding/json"
	"math"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/assessments"
)

// gainsAndFadingAreWhatMeasureSays opens what the class has learnt and what is left of it, and
// compares the pages with relevo measure on the numbers that they give, and those with the
// results in the database.
func (c *class) gainsAndFadingAreWhatMeasureSays() {
	t := c.t
	t.Helper()
	c.account("manager", access.Manager, nil)
	who := visit(t, c.program, "manager")
	who.logIn("manager", c.key)
	place, p := "/figures/"+c.Ceiba.ID, i18n.For(i18n.Spanish)
	says := func(page, what, want string) {
		t.Helper()
		if want = strings.Join(strings.Fields(want), " "); !strings.Contains(page, want) {
			t.Errorf("the page does not say %s %q:\n%s", what, want, page)
		}
	}
	compute := func(name, input string, into any) {
		t.Helper()
		result, err := measure.Compute(name, strings.NewReader(input))
		if err != nil {
			t.Fatalf("%s of %s: %v", name, input, err)
		}
		text, err := json.Marshal(result)
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	fetch := func(path string) string { return evaluate[string](who, `fetch('`+path+`').then(r => r.text())`) }

	who.goTo(place + "/learning?competency=asking")
	page := strings.Join(strings.Fields(who.text("main")), " ")
	var gain struct {
		N          int     `json:"n"`
		MeanPre    float64 `json:"mean_pre"`
		MeanChange float64 `json:"mean_change"`
	}
	compute("paired", fetch(place+"/learning/paired?competency=asking&comparison=0"), &gain)
	if gain.N != len(c.persons) {
		t.Errorf("the gain is of %d pairs, of %d people", gain.N, len(c.persons))
	}
	says(page, "the change", p.Signed(gain.MeanChange, 1))
	if len(c.persons) < 20 { // with more, scores are equated between the forms before they are compared
		pre, post := c.meanScore(assessments.Pre), c.meanScore(assessments.Post)
		if math.Abs(gain.MeanPre-pre) > 1e-9 || math.Abs(gain.MeanChange-(post-pre)) > 1e-9 {
			t.Errorf("from %v by %v, in the database from %v by %v", gain.MeanPre, gain.MeanChange, pre, post-pre)
		}
	}

	var report struct {
		TATS     float64 `json:"tats"`
		HalfLife struct {
			Months float64 `json:"months"`
			Source string  `json:"source"`
		} `json:"half_life"`
	}
	if err := json.Unmarshal([]byte(fetch(place+"/report/json?competency=asking")), &report); err != nil {
		t.Fatal(err)
	}
	var tats struct {
		InPost float64 `json:"in_post"`
		TATS   float64 `json:"tats"`
	}
	compute("tats", fetch(place+"/report/tats?competency=asking"), &tats)
	if math.Abs(tats.TATS-report.TATS) > 1e-6 || int(tats.InPost) < len(c.persons) {
		t.Errorf("measure counts %v of %v in post, the report %v", tats.TATS, tats.InPost, report.TATS)
	}
	if want := map[bool]string{true: "measured", false: "assumed"}[len(c.persons) >= 30]; report.HalfLife.Source != want {
		t.Errorf("after %d follow-ups the half-life is %s, not %s", len(c.persons), report.HalfLife.Source, want)
	}
	who.goTo(place + "?competency=asking")
	says(strings.Join(strings.Fields(who.text("main")), " "), "how many can still do it", p.Number(report.TATS, 1))
	who.goTo(place + "/fading?competency=asking")
	who.picture("class-fading")
	says(strings.Join(strings.Fields(who.text("main")), " "), "the half-life", p.Number(report.HalfLife.Months, 1))
	who.calm()
	t.Logf("%d pairs: change %v; TATS %v of %v; half-life %v months, %s", gain.N, gain.MeanChange, tats.TATS, tats.InPost, report.HalfLife.Months, report.HalfLife.Source)
}

// meanScore is the mean of the class on an occasion, as the results say.
func (c *class) meanScore(occasion assessments.Occasion) float64 {
	var results []assessments.Result
	sum := 0.0
	c.Read(func(tx *db.Tx) error {
		return tx.DB.Where("superseded_at IS NULL AND occasion = ?", occasion).Find(&results).Error
	})
	for _, r := range results {
		sum += r.Score
	}
	return sum / float64(len(results))
}
