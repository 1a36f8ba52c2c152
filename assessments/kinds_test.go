package assessments

import (
	"math"
	"slices"
	"testing"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments/formats"
)

// made is the version that the input makes, with identifiers a, b, c…
func made(t *testing.T, in ItemInput) ItemVersion {
	t.Helper()
	next := 'a' - 1
	v, err := build(in, nil, db.Instant{}, func() string { next++; return string(next) })
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func options(fractions ...float64) []Option {
	var list []Option
	for i, f := range fractions {
		list = append(list, Option{Text: i18n.Says(string(rune('A' + i))), Fraction: f})
	}
	return list
}

func TestWhatOrderSituationsAndBlanksEarn(t *testing.T) {
	in := ItemInput{Competency: "asking", Markup: formats.Plain, Stem: i18n.Says("¿Qué?")}
	in.Kind, in.Body.Options = Ordering, options(0, 0, 0)
	ordering := made(t, in)
	in.Kind, in.Body.Options = Situational, options(1, 0.5, -0.5, -1)
	situational := made(t, in)
	in.Kind, in.Body.Options = Cloze, nil
	in.Stem = i18n.Says("La {2:MULTICHOICE:=Línea 100~%-50%113} atiende {1:NUMERICAL:=24:0~%50%20..30} horas; ley {1:SHORTANSWER:=*28950*}.")
	cloze := made(t, in)
	for name, c := range map[string]struct {
		item   ItemVersion
		answer map[string]string
		want   float64
	}{
		"nothing in order":               {ordering, nil, 0},
		"all in order":                   {ordering, map[string]string{"a": "1", "b": "2", "c": "3"}, 1},
		"one in its place":               {ordering, map[string]string{"a": "2", "b": "1", "c": "3"}, 1.0 / 3},
		"all in the same place":          {ordering, map[string]string{"a": "1", "b": "1", "c": "1"}, 0},
		"the best and the worst":         {situational, map[string]string{Best: "a", Worst: "d"}, 1},
		"the best alone":                 {situational, map[string]string{Best: "a"}, 0.5},
		"nearly both":                    {situational, map[string]string{Best: "b", Worst: "c"}, 0.5},
		"the other way round":            {situational, map[string]string{Best: "d", Worst: "a"}, 0},
		"all blanks":                     {cloze, map[string]string{"1": "a", "2": "24", "3": "la ley 28950"}, 1},
		"the heavier blank":              {cloze, map[string]string{"1": "a"}, 0.5},
		"half of a number":               {cloze, map[string]string{"2": "25", "3": "x"}, 0.125},
		"a wrong choice costs no others": {cloze, map[string]string{"1": "b", "3": "28950"}, 0.25},
	} {
		if got := c.item.fraction(Value{Matches: c.answer}); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s earns %g, want %g", name, got, c.want)
		}
		if problem := c.item.refuses(Value{Matches: c.answer}); problem != "" {
			t.Errorf("%s is refused: %s", name, problem)
		}
	}
	for name, c := range map[string]struct {
		item   ItemVersion
		answer Value
		want   string
	}{
		"a place that is none":   {ordering, Value{Matches: map[string]string{"a": "4"}}, "assessments.answer_option"},
		"another's option":       {ordering, Value{Matches: map[string]string{"z": "1"}}, "assessments.answer_option"},
		"options instead":        {ordering, Value{Options: []string{"a"}}, "assessments.answer_kind"},
		"best and worst alike":   {situational, Value{Matches: map[string]string{Best: "a", Worst: "a"}}, "assessments.answer_same"},
		"neither best nor so":    {situational, Value{Matches: map[string]string{"middle": "a"}}, "assessments.answer_option"},
		"no number":              {cloze, Value{Matches: map[string]string{"2": "veinte"}}, "fault.not_number"},
		"a blank that is none":   {cloze, Value{Matches: map[string]string{"9": "x"}}, "assessments.answer_option"},
		"another blank's choice": {cloze, Value{Matches: map[string]string{"1": "q"}}, "assessments.answer_option"},
	} {
		if got := c.item.refuses(c.answer); got != c.want {
			t.Errorf("%s: %q, want %s", name, got, c.want)
		}
	}
}

// Identifiers stay when texts are reordered or reworded elsewhere, so that answers keep
// their meaning.
func TestOptionsKeepTheirIdentifiers(t *testing.T) {
	in := ItemInput{Kind: Cloze, Competency: "asking", Markup: formats.Plain, Stem: i18n.Says("Uno {1:MC:=x~y}.")}
	first := made(t, in)
	in.Stem = i18n.Says("Dos {1:MC:y~z~=x}.")
	second, err := build(in, &first, db.Instant{}, func() string { return "new" })
	if err != nil {
		t.Fatal(err)
	}
	ids := func(v ItemVersion) map[string]string {
		m := map[string]string{}
		for _, o := range v.Body.Blanks[0].Options {
			m[o.Text[i18n.Spanish]] = o.ID
		}
		return m
	}
	if a, b := ids(first), ids(second); a["x"] != b["x"] || a["y"] != b["y"] || b["z"] != "new" {
		t.Errorf("%v became %v", a, b)
	}
}

// Two prompts that read alike are still two.
func TestTwinsKeepTheirIdentifiers(t *testing.T) {
	in := ItemInput{Kind: Matching, Competency: "asking", Markup: formats.Plain, Stem: i18n.Says("Una."), Body: Body{
		Choices: []Choice{{ID: "1", Text: i18n.Says("x")}}, Prompts: []Prompt{{Text: i18n.Says("a"), ChoiceID: "1"}, {Text: i18n.Says("a"), ChoiceID: "1"}}}}
	v := made(t, in)
	again, err := build(in, &v, db.Instant{}, func() string { return "new" })
	if err != nil || !again.says(v) {
		t.Errorf("%v: %+v became %+v", err, v.Body, again.Body)
	}
}

func TestWhatIsEditedAndSavedAsItWasIsTheSame(t *testing.T) {
	for _, stem := range []string{"Diga {1:MC:=a < b~c} o {2:SA:=x#<i>no</i>}.", "<p>Diga {1:MC:=a &lt; b#<em>sí</em>~c}.</p>"} {
		for _, markup := range []formats.Markup{formats.Plain, formats.RichText} {
			v := made(t, ItemInput{Kind: Cloze, Competency: "asking", Markup: markup, Stem: i18n.Says(stem)})
			in := v.Input()
			again, err := build(in, &v, db.Instant{}, func() string { return "new" })
			if err != nil || !again.says(v) {
				t.Errorf("%s as %s: %v\n%+v\n%+v\n%+v", stem, markup, err, v, in, again)
			}
		}
	}
}

func TestItemsThatCannotBe(t *testing.T) {
	picture := formats.Picture{ID: "0123456789abcdef0123456789abcdef", Data: make([]byte, maxPictures+1)}
	shown := `<img src="picture:` + picture.ID + `">`
	for name, c := range map[string]struct {
		in    ItemInput
		field string
	}{
		"no worst":          {ItemInput{Kind: Situational, Stem: i18n.Says("x"), Body: Body{Options: options(1, 0.5)}}, "options"},
		"one thing only":    {ItemInput{Kind: Ordering, Stem: i18n.Says("x"), Body: Body{Options: options(0)}}, "options"},
		"no blank":          {ItemInput{Kind: Cloze, Stem: i18n.Says("x")}, "stem"},
		"a blank in a tag":  {ItemInput{Kind: Cloze, Markup: formats.RichText, Stem: i18n.Says(`<b title="{1:SA:=x}">y</b>`)}, "stem"},
		"foreign picture":   {ItemInput{Kind: Vignette, Markup: formats.RichText, Stem: i18n.Says("x" + shown)}, "stem"},
		"too many pictures": {ItemInput{Kind: Vignette, Markup: formats.RichText, Stem: i18n.Says("x" + shown), Body: Body{Pictures: []formats.Picture{picture}}}, "stem"},
	} {
		c.in.Competency = "asking"
		_, err := build(c.in, nil, db.Instant{}, func() string { return "id" })
		if !slices.ContainsFunc(fault.FieldsOf(err), func(f fault.Field) bool { return f.Name == c.field }) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
