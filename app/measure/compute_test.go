package measure

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
)

// run gives the parsed output of one figure, as an evaluator would read it.
func run(t *testing.T, name string, input any) map[string]any {
	t.Helper()
	text, ok := input.(string)
	if !ok {
		encoded, err := json.Marshal(input)
		if err != nil {
			t.Fatal(err)
		}
		text = string(encoded)
	}
	var out bytes.Buffer
	if err := Run(name, strings.NewReader(text), &out); err != nil {
		t.Fatal(err)
	}
	var result map[string]any
	if err := json.Unmarshal(out.Bytes(), &result); err != nil {
		t.Fatal(err)
	}
	return result
}

func keysOf(m any) string {
	object, _ := m.(map[string]any)
	return strings.Join(slices.Sorted(maps.Keys(object)), " ")
}

func first(list any) any {
	items, _ := list.([]any)
	if len(items) == 0 {
		return nil
	}
	return items[0]
}

func sortedWords(words string) string {
	return strings.Join(slices.Sorted(slices.Values(strings.Fields(words))), " ")
}

func TestEveryFigureHasExactlyItsKeys(t *testing.T) {
	for _, c := range []struct{ name, input, keys string }{
		{"survival", `{"exit":[1,2],"event":[1,0]}`, "curves logrank warnings"},
		{"rate", `{"events":3,"person_time":2}`, "rate lower upper warnings"},
		{"share", `{"successes":1,"n":2}`, "share lower upper warnings"},
		{"paired", `{"pre":[1,2],"post":[2,4],"max":10}`, "n mean_pre mean_post mean_change sd_change t df p lower upper d_z d_av g_av signed_rank_v signed_rank_p hodges_lehmann normalised_gain warnings"},
		{"mcnemar", `{"gained":3,"lost":1,"n":9}`, "p_exact difference warnings"},
		{"kappa", `{"table":[[1,2],[3,4]]}`, "n percent_agreement kappa kappa_std_err kappa_linear kappa_quadratic warnings"},
		{"fleiss", `{"counts":[[2,1],[1,2]]}`, "kappa z p warnings"},
		{"icc", `{"ratings":[[1,2],[3,5],[4,4]]}`, "icc_1 icc_2 icc_3 icc_1k icc_2k icc_3k warnings"},
		{"krippendorff", `{"ratings":[[1,1],[2,null],[2,1]]}`, "nominal ordinal interval ratio warnings"},
		{"alpha", `{"scores":[[1,2],[2,3],[3,5]]}`, "alpha lower upper sem warnings"},
		{"items", `{"scores":[[1,0],[1,1]],"max":[1,1]}`, "items test warnings"},
		{"equate", `{"x":[1,2],"y":[2,3]}`, "mean_shift slope intercept method warnings"},
		{"shrink", `{"successes":[1,9],"n":[10,10]}`, "estimate lower upper prior warnings"},
		{"coverage", `{"turnover":3.5}`, "half_life_days left_after_year peak mean ceiling continuous rate_needed warnings"},
		{"tats", `{"people":[{"in_post":1,"certified":0}],"valid_months":6}`, "certificates in_post trained mastered verified tats naive_coverage coverage_trained coverage_verified coverage_tats warnings"},
	} {
		if got := keysOf(run(t, c.name, c.input)); got != sortedWords(c.keys) {
			t.Errorf("%s: keys %s", c.name, got)
		}
	}
	survival := run(t, "survival", `{"exit":[1,2,1,3],"event":[1,0,1,1],"group":["a","a","b","b"]}`)
	if got := keysOf(first(survival["curves"])); got != sortedWords("group n events time n_risk n_event survival std_err lower upper median median_lower median_upper") {
		t.Errorf("curve keys %s", got)
	}
	if got := keysOf(survival["logrank"]); got != "chi_square df p" {
		t.Errorf("log-rank keys %s", got)
	}
	items := run(t, "items", `{"scores":[[1,0],[1,1]],"max":[1,1]}`)
	if got := keysOf(first(items["items"])); got != sortedWords("facility sd discrimination_index discriminative_efficiency intended_weight effective_weight") {
		t.Errorf("item keys %s", got)
	}
	if got := keysOf(items["test"]); got != sortedWords("n mean median sd skewness kurtosis internal_consistency error_ratio standard_error") {
		t.Errorf("test keys %s", got)
	}
	if got := keysOf(run(t, "icc", `{"ratings":[[1,2],[3,5],[4,4]]}`)["icc_2k"]); got != "lower upper value" {
		t.Errorf("icc keys %s", got)
	}
}

func TestSurvivalByHandOnTheCommandLine(t *testing.T) {
	got := run(t, "survival", `{"exit":[1,2,3,4],"event":[1,1,1,1]}`)
	curve, _ := first(got["curves"]).(map[string]any)
	if curve["group"] != nil || curve["median"] != 2.5 || got["logrank"] != nil {
		t.Errorf("%v", got)
	}
	lower, _ := curve["lower"].([]any)
	if len(lower) != 4 || lower[3] != nil {
		t.Errorf("the interval is null where survival is 0: %v", lower)
	}
	numbered := run(t, "survival", `{"exit":[3,2,3,4],"entry":[0,0,1,1],"event":[1,1,1,false],"group":[10,9,10,9],"start":1}`)
	curves, _ := numbered["curves"].([]any)
	nine, _ := curves[0].(map[string]any)
	if len(curves) != 2 || nine["group"] != 9.0 {
		t.Errorf("numeric groups stay numbers, in their order: %v", curves)
	}
	var data truncated
	var want struct{}
	reference(t, "km_lefttrunc_collapse_channing_male", &data, &want)
	fragile := run(t, "survival", map[string]any{"entry": data.Entry, "exit": data.Exit, "event": data.Event})
	collapsed, _ := first(fragile["curves"]).(map[string]any)
	if n, _ := collapsed["n"].(float64); n != float64(len(data.Exit)) {
		t.Error("without start the curve must not be conditioned")
	}
	if warnings, _ := fragile["warnings"].([]any); len(warnings) == 0 {
		t.Error("an early risk set that fixes the curve must be said")
	}
}

func TestTATSMatchesTheReference(t *testing.T) {
	var data struct {
		InPost    []int      `json:"in_post"`
		Certified []int      `json:"ever_cert"`
		Mastered  []*int     `json:"mastered_last"`
		Months    []*float64 `json:"months_since"`
		P         []*float64 `json:"pred_ret"`
	}
	var want struct {
		Certificates, PostsFilled float64
		Trained                   float64 `json:"trained_in_post"`
		Valid                     float64 `json:"trained_in_post_valid"`
		TATS                      float64 `json:"tats_expected"`
		Naive                     float64 `json:"coverage_outputs_naive"`
		InPost                    float64 `json:"coverage_in_post"`
		CoverageValid             float64 `json:"coverage_valid"`
	}
	reference(t, "turnover_adjusted_trained_staff", &data, &want)
	var people []map[string]any
	for i := range data.InPost {
		people = append(people, map[string]any{"in_post": data.InPost[i], "certified": data.Certified[i], "mastered": data.Mastered[i],
			"months_since": data.Months[i], "p_retained": data.P[i]})
	}
	got := run(t, "tats", map[string]any{"people": people, "valid_months": 12})
	for key, value := range map[string]float64{"certificates": want.Certificates, "in_post": 8, "trained": want.Trained, "mastered": 4,
		"verified": want.Valid, "tats": want.TATS, "naive_coverage": want.Naive, "coverage_trained": want.InPost,
		"coverage_verified": want.CoverageValid, "coverage_tats": want.TATS / 8} {
		number, _ := got[key].(float64)
		near(t, key, number, value)
	}
}

func TestCoverageOnTheCommandLine(t *testing.T) {
	got := run(t, "coverage", `{"turnover":3.5,"half_life":0.5416666666666666,"every":0.25,"share":0.8,"delay":0.08213552361396304,"rate":4,"target":0.8}`)
	k := 3.5 + math.Ln2/(6.5/12)
	for key, want := range map[string]float64{"half_life_days": 72.3348593427, "left_after_year": 0.0301973834223, "peak": 0.851558451646,
		"mean": 0.496911201982, "ceiling": 0.750155821037, "continuous": 4 / (4 + k), "rate_needed": 4 * k} {
		number, _ := got[key].(float64)
		near(t, key, number, want)
	}
	alone := run(t, "coverage", `{"turnover":0}`)
	if warnings, _ := alone["warnings"].([]any); alone["half_life_days"] != nil || alone["peak"] != nil || len(warnings) < 5 {
		t.Errorf("%v", alone)
	}
}

func TestUndefinedIsNullWithAReason(t *testing.T) {
	for _, c := range []struct{ name, input, key string }{
		{"rate", `{"events":0,"person_time":0}`, "rate"},
		{"share", `{"successes":0,"n":0}`, "share"},
		{"paired", `{"pre":[],"post":[]}`, "mean_change"},
		{"mcnemar", `{"gained":0,"lost":0}`, "difference"},
		{"kappa", `{"table":[[10,0],[0,0]]}`, "kappa"},
		{"fleiss", `{"counts":[]}`, "kappa"},
		{"krippendorff", `{"ratings":[[1,null]]}`, "ratio"},
		{"alpha", `{"scores":[]}`, "alpha"},
		{"equate", `{"x":[],"y":[]}`, "slope"},
		{"tats", `{"people":[],"valid_months":6}`, "coverage_tats"},
	} {
		got := run(t, c.name, c.input)
		value, present := got[c.key]
		if warnings, _ := got["warnings"].([]any); !present || value != nil || len(warnings) == 0 {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if curves, _ := run(t, "survival", `{"exit":[],"event":[]}`)["curves"].([]any); len(curves) != 1 {
		t.Errorf("an empty curve: %v", curves)
	}
}

func TestWrongInputIsAnErrorThatNamesTheKey(t *testing.T) {
	for _, c := range []struct{ name, input, mentions string }{
		{"rate", `{"events":1,"person_time":1,"perosn_time":1}`, `unknown key "perosn_time"`},
		{"rate", `{"Events":1,"person_time":1}`, `unknown key "Events"`},
		{"rate", `{"events":1}`, `"person_time" is missing`},
		{"rate", `{"events":1.5,"person_time":1}`, `"events"`},
		{"rate", `{"events":1,"person_time":"much"}`, `"person_time"`},
		{"rate", `{"events":1,"person_time":-1}`, `"person_time"`},
		{"rate", `[1]`, "JSON object"},
		{"rate", ``, "empty"},
		{"rate", `{"events":1,"person_time":1} x`, "not valid JSON"},
		{"share", `{"successes":3,"n":2}`, `"successes"`},
		{"survival", `{"exit":[1,null],"event":[1,1]}`, `"exit"`},
		{"survival", `{"exit":[1,2],"event":[1,2]}`, `"event"`},
		{"survival", `{"exit":[1,2],"event":[1]}`, `"event" has 1 values`},
		{"survival", `{"exit":[1,2],"entry":[0,3],"event":[1,1]}`, "stay 2"},
		{"paired", `{"pre":[1],"post":[1,2]}`, `"post"`},
		{"alpha", `{"scores":[[1,2],[1]]}`, "row 2"},
		{"alpha", `{"scores":[[1,null]]}`, `"scores"`},
		{"icc", `{"ratings":[[1,2],[1]]}`, "row 2"},
		{"items", `{"scores":[[1,2]],"max":[1]}`, "maximum"},
		{"equate", `{"x":[1],"y":[1],"anchors":{"x":[1],"y":[1],"z":[1]}}`, `"z"`},
		{"equate", `{"x":[1],"y":[1],"anchors":{"x":[1,2],"y":[1]}}`, `"anchors.x"`},
		{"shrink", `{"successes":[1]}`, `"std_err"`},
		{"shrink", `{"mean":[1],"std_err":[0]}`, `"std_err"`},
		{"mcnemar", `{"gained":5,"lost":5,"n":3}`, `"n"`},
		{"coverage", `{"turnover":1,"target":1.5}`, `"target"`},
		{"tats", `{"people":[{"in_post":1}],"valid_months":6}`, `"certified"`},
		{"tats", `{"people":[{"in_post":1,"certified":1,"name":"x"}],"valid_months":6}`, `"name"`},
		{"nothing", `{}`, "survival"},
	} {
		var out bytes.Buffer
		err := Run(c.name, strings.NewReader(c.input), &out)
		if err == nil || !strings.Contains(err.Error(), c.mentions) {
			t.Errorf("%s %s: error %v does not mention %s", c.name, c.input, err, c.mentions)
		}
		if out.Len() > 0 {
			t.Errorf("%s %s: an error must leave the output empty", c.name, c.input)
		}
	}
}

func TestWithoutANameTheNamesAreListed(t *testing.T) {
	var out bytes.Buffer
	if err := Run("", strings.NewReader(""), &out); err != nil {
		t.Fatal(err)
	}
	if got := strings.Fields(out.String()); !slices.Equal(got, Names()) || len(got) != 15 {
		t.Errorf("%v", got)
	}
}
