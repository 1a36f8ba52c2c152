package assessments

import (
	"math"
	"testing"
)

func TestWhatAnAnswerEarns(t *testing.T) {
	several := ItemVersion{Kind: Multiple, Body: Body{Options: []Option{{ID: "a", Fraction: 1.0 / 3}, {ID: "b", Fraction: 1.0 / 3}, {ID: "c", Fraction: 1.0 / 3}, {ID: "x", Fraction: -0.5}}}}
	one := ItemVersion{Kind: Single, Body: Body{Options: []Option{{ID: "best", Fraction: 1}, {ID: "second", Fraction: 0.5}, {ID: "worst", Fraction: -1}}}}
	number := ItemVersion{Kind: Numeric, Body: Body{Numbers: []Number{{Low: 1822, High: 1822, Fraction: 1}, {Low: 1820, High: 1824, Fraction: 0.5}, {Low: 0.3, High: 0.3, Fraction: 1}}}}
	words := ItemVersion{Kind: ShortAnswer, Body: Body{Patterns: []Pattern{{Text: "Ley 28950", Fraction: 1}, {Text: "*protocolo*palermo*", Fraction: 0.5}}}}
	pairs := ItemVersion{Kind: Matching, Body: Body{Prompts: []Prompt{{ID: "p", ChoiceID: "1"}, {ID: "q", ChoiceID: "2"}}, Choices: []Choice{{ID: "1"}, {ID: "2"}, {ID: "3"}}}}
	for name, c := range map[string]struct {
		item   ItemVersion
		answer Value
		want   float64
	}{
		"nothing":           {one, Value{}, 0},
		"the best":          {one, Value{Options: []string{"best"}}, 1},
		"the second best":   {one, Value{Options: []string{"second"}}, 0.5},
		"the worst":         {one, Value{Options: []string{"worst"}}, 0},
		"all three thirds":  {several, Value{Options: []string{"a", "b", "c"}}, 1},
		"one wrong":         {several, Value{Options: []string{"a", "b", "x"}}, 1.0 / 6},
		"a number":          {number, Value{Text: "1,822"}, 1},
		"near it":           {number, Value{Text: "1823"}, 0.5},
		"far off":           {number, Value{Text: "1900"}, 0},
		"a decimal comma":   {number, Value{Text: "0,3"}, 1},
		"words folded":      {words, Value{Text: " ley  28950. "}, 1},
		"words in between":  {words, Value{Text: "El Protocolo de PALERMO (2002)"}, 0.5},
		"other words":       {words, Value{Text: "Palermo, el protocolo"}, 0},
		"half of the pairs": {pairs, Value{Matches: map[string]string{"p": "1", "q": "3"}}, 0.5},
	} {
		if got := c.item.fraction(c.answer); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s earns %g, want %g", name, got, c.want)
		}
	}
}

func TestNumbersAsPeopleTypeThem(t *testing.T) {
	for text, want := range map[string]float64{"3": 3, "3.5": 3.5, "3,5": 3.5, "-0,125": -0.125, "1,200": 1200, "1,200.50": 1200.5, "12 000": 12000} {
		if got, err := parseNumber(text); err != nil || got != want {
			t.Errorf("%q is %g, %v; want %g", text, got, err, want)
		}
	}
	for _, text := range []string{"", "tres", "NaN", "Inf", "0x10", "1,2,3", "--1", "1e5"} {
		if got, err := parseNumber(text); err == nil {
			t.Errorf("%q is %g, want none", text, got)
		}
	}
}
