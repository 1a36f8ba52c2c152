package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// What `relevo measure` computes from small inputs, each to be checked with
// pencil and paper or in a textbook.
var byHand = []figureCase{
	{"survival", `{"exit":[1,2,3,4],"event":[1,1,0,1]}`, values{"curves.0.n": 4, "curves.0.survival.0": 0.75, "curves.0.survival.1": 0.5, "curves.0.survival.2": 0, "curves.0.lower.2": null, "logrank": null}},
	{"rate", `{"events":0,"person_time":2}`, values{"rate": 0, "lower": 0, "upper": -math.Log(0.025) / 2}},
	{"share", `{"successes":3,"n":8}`, values{"share": 0.375, "lower": 0.136844285824, "upper": 0.694257605397}},
	{"paired", `{"pre":[40,50,60],"post":[50,70,60]}`, values{"n": 3, "mean_pre": 50, "mean_change": 10, "sd_change": 10, "t": math.Sqrt(3), "df": 2, "normalised_gain": 0.2, "signed_rank_p": null}},
	{"mcnemar", `{"gained":8,"lost":1,"n":20}`, values{"p_exact": 0.0390625, "difference": 0.35}},
	{"kappa", `{"table":[[20,5],[10,15]]}`, values{"n": 50, "percent_agreement": 0.7, "kappa": 0.4}},
	{"fleiss", `{"counts":[[2,0],[0,2]]}`, values{"kappa": 1}},
	{"icc", `{"ratings":[[1,2],[3,4],[5,6]]}`, values{"icc_3.value": 1, "icc_2.value": 8.0 / 9}},
	{"krippendorff", `{"ratings":[[1,1],[2,2],[1,null]]}`, values{"nominal": 1, "interval": 1}},
	{"alpha", `{"scores":[[1,1],[2,2],[3,3]]}`, values{"alpha": 1, "sem": 0}},
	{"items", `{"scores":[[1,0],[1,1]],"max":[1,1]}`, values{"items.0.facility": 100, "items.1.facility": 50, "items.0.discrimination_index": null, "test.mean": 75}},
	{"equate", `{"x":[10,20,30],"y":[15,25,35]}`, values{"mean_shift": 5, "slope": 1, "intercept": 5}},
	{"shrink", `{"mean":[5,5],"std_err":[1,1]}`, values{"estimate.0": 5, "estimate.1": 5}},
	{"coverage", `{"turnover":3.5,"every":1,"delay":0.08213552361396304}`, values{"half_life_days": 72.3348593427, "left_after_year": 0.0301973834223, "mean": 0.2770864619, "ceiling": 0.750155821037, "continuous": null}},
	{"tats", `{"people":[{"in_post":1,"certified":1,"mastered":1,"months_since":2,"p_retained":0.75},{"in_post":1,"certified":0},{"in_post":0,"certified":1},{"in_post":0,"certified":1}],"valid_months":6}`,
		values{"certificates": 3, "in_post": 2, "trained": 1, "mastered": 1, "verified": 1, "tats": 0.75, "naive_coverage": 1.5, "coverage_tats": 0.375}},
}

// values are what a result must hold, by the way to it: "curves.0.median".
type values map[string]float64

// null is what JSON calls null.
var null = math.NaN()

type figureCase struct {
	name, input string
	want        values
}

// compute runs the program and gives the parsed result.
func compute(t *testing.T, name, input string) any {
	t.Helper()
	code, out, stderr := once(t, input, nil, "measure", name)
	if code != 0 || stderr != "" {
		t.Fatalf("%s: exit %d\n%s", name, code, stderr)
	}
	var result any
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		t.Fatalf("%s: stdout is not one JSON value: %v\n%s", name, err, out)
	}
	return result
}

func (c figureCase) check(t *testing.T) {
	t.Helper()
	result := compute(t, c.name, c.input)
	for way, want := range c.want {
		got, err := at(result, way)
		switch {
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		case math.IsNaN(got) != math.IsNaN(want), math.Abs(got-want) > 1e-6*math.Max(1e-3, math.Abs(want)):
			t.Errorf("%s: %s is %v, want %v", c.name, way, got, want)
		}
	}
}

// at is the number at the end of the way; NaN for null.
func at(value any, way string) (float64, error) {
	for _, step := range strings.Split(way, ".") {
		var there bool
		switch inside := value.(type) {
		case map[string]any:
			value, there = inside[step]
		case []any:
			i, err := strconv.Atoi(step)
			if there = err == nil && i < len(inside); there {
				value = inside[i]
			}
		}
		if !there {
			return 0, fmt.Errorf("there is no %s", way)
		}
	}
	switch v := value.(type) {
	case nil:
		return null, nil
	case float64:
		return v, nil
	}
	return 0, fmt.Errorf("%s is %v and no number", way, value)
}

func TestMeasureListsItsFigures(t *testing.T) {
	t.Parallel()
	code, out, stderr := once(t, "", nil, "measure")
	if code != 0 || stderr != "" {
		t.Fatalf("exit %d\n%s", code, stderr)
	}
	var names []string
	for _, c := range byHand {
		names = append(names, c.name)
	}
	if got := strings.Fields(out); strings.Join(got, " ") != strings.Join(names, " ") || strings.Count(out, "\n") != len(names) {
		t.Errorf("%q", out)
	}
}

func TestMeasureComputesByHand(t *testing.T) {
	t.Parallel()
	for _, c := range byHand {
		c.check(t)
	}
}

func TestWhatIsUndefinedIsNullAndNoFailure(t *testing.T) {
	t.Parallel()
	figureCase{"share", `{"successes":0,"n":0}`, values{"share": null, "lower": null, "upper": null}}.check(t)
	figureCase{"rate", `{"events":0,"person_time":0}`, values{"rate": null}}.check(t)
	result := compute(t, "share", `{"successes":0,"n":0}`)
	if object, _ := result.(map[string]any); object == nil || len(object["warnings"].([]any)) == 0 {
		t.Errorf("nothing says why it is undefined: %v", result)
	}
}

func TestMeasureSaysWhatIsWrongWithItsInput(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, input, says string }{
		{"rate", `{"events":3,`, "not valid JSON, at byte 12"},
		{"rate", `{"events":3 "person_time":2}`, "not valid JSON, at byte 13"},
		{"rate", ``, "the input is empty"},
		{"rate", `[3,2]`, "must be a JSON object"},
		{"rate", `{"events":3}`, `"person_time" is missing`},
		{"rate", `{"events":3,"person_time":2,"years":1}`, `unknown key "years"`},
		{"rate", `{"events":"three","person_time":2}`, `"events"`},
		{"retention", `{}`, "survival, rate, share"},
	} {
		code, out, stderr := once(t, c.input, nil, "measure", c.name)
		if code != 1 || out != "" || !strings.HasPrefix(stderr, "relevo: ") || !strings.Contains(stderr, c.says) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s < %s: exit %d, stdout %q\n%s", c.name, c.input, code, out, stderr)
		}
	}
}

// referenceFile holds cases computed in R. It belongs to the specification and not to
// the project; where it is absent, the cases by hand remain.
const referenceFile = "../../../shared/reference.json"

// referenceCase is one case: how its data become input, and where the result has
// what is expected.
type referenceCase struct {
	name  string
	input func(data node) any
	want  func(expected node) values
}

// node is a place in the reference file.
type node struct{ value any }

// in goes on to a key.
func (n node) in(key string) node {
	object, _ := n.value.(map[string]any)
	value, there := object[key]
	if !there {
		panic("the reference has no " + key)
	}
	return node{value}
}

// of goes on to an element.
func (n node) of(i int) node { return node{n.value.([]any)[i]} }

// number is the number there.
func (n node) number() float64 {
	if n.value == nil {
		return null
	}
	return n.value.(float64)
}

// into adds the numbers of a list to what is wanted at the ways "prefix.0" and so on.
func (n node) into(want values, prefix string) {
	for i := range n.value.([]any) {
		want[fmt.Sprintf("%s.%d", prefix, i)] = n.of(i).number()
	}
}

// turned makes rows of columns.
func (n node) turned() [][]any {
	var out [][]any
	for _, row := range n.value.([]any) {
		for j, v := range row.([]any) {
			if j == len(out) {
				out = append(out, nil)
			}
			out[j] = append(out[j], v)
		}
	}
	return out
}

// repeated repeats each element as often as the counts say.
func (n node) repeated(counts node) []any {
	var out []any
	for i, v := range n.value.([]any) {
		for range int(counts.of(i).number()) {
			out = append(out, v)
		}
	}
	return out
}

type object = map[string]any

var references = map[string]referenceCase{
	"km_aml_maintained": {"survival",
		func(d node) any { return object{"exit": d.in("time").value, "event": d.in("status").value} },
		func(e node) values {
			median := e.in("median_ci_loglog")
			want := values{"curves.0.median": median.in("median").number(), "curves.0.median_lower": median.in("lcl").number(), "curves.0.median_upper": median.in("ucl").number()}
			for key, at := range map[string]node{"time": e.in("time"), "n_risk": e.in("n_risk"), "n_event": e.in("n_event"), "survival": e.in("surv"),
				"std_err": e.in("se_greenwood"), "lower": e.in("ci95_loglog").in("lower"), "upper": e.in("ci95_loglog").in("upper")} {
				at.into(want, "curves.0."+key)
			}
			return want
		}},
	"logrank_aml": {"survival",
		func(d node) any {
			return object{"exit": d.in("time").value, "event": d.in("status").value, "group": d.in("group").value}
		},
		func(e node) values {
			return values{"logrank.chi_square": e.in("chisq").number(), "logrank.df": e.in("df").number(), "logrank.p": e.in("p").number()}
		}},
	"km_lefttrunc_small_centre": {"survival",
		func(d node) any {
			return object{"entry": d.in("entry").value, "exit": d.in("exit").value, "event": d.in("event").value}
		},
		func(e node) values {
			want := values{}
			e.in("surv").into(want, "curves.0.survival")
			e.in("n_risk").into(want, "curves.0.n_risk")
			return want
		}},
	"turnover_rate_small_centre": {"rate",
		func(node) any { return object{"events": 9, "person_time": 83.0 / 12} },
		func(e node) values {
			return values{"rate": e.in("rate_per_py").number(), "lower": e.in("lower95").number(), "upper": e.in("upper95").number()}
		}},
	"proportion_ci_newcombe": {"share",
		func(d node) any { return object{"successes": d.in("x").of(0).value, "n": d.in("n").of(0).value} },
		func(e node) values {
			return values{"lower": e.in("wilson_lower").of(0).number(), "upper": e.in("wilson_upper").of(0).number()}
		}},
	"paired_sleep": {"paired",
		func(d node) any { return object{"pre": d.in("pre").value, "post": d.in("post").value} },
		func(e node) values {
			want := values{"lower": e.in("diff_ci95").of(0).number(), "upper": e.in("diff_ci95").of(1).number()}
			for ours, theirs := range map[string]string{"n": "n", "mean_pre": "mean_pre", "mean_post": "mean_post", "mean_change": "mean_diff", "sd_change": "sd_diff", "t": "t",
				"df": "df", "p": "p_two_sided", "d_z": "d_z", "d_av": "d_av_mean_of_sd", "g_av": "g_av_mean_of_sd_J_exact", "signed_rank_v": "wilcoxon_V", "signed_rank_p": "wilcoxon_p_exact_conditional_ties"} {
				want[ours] = e.in(theirs).number()
			}
			return want
		}},
	"hake_gain": {"paired",
		func(d node) any { return d.value },
		func(e node) values { return values{"normalised_gain": e.in("hake_gain_of_means").number()} }},
	"mcnemar_agresti": {"mcnemar",
		func(node) any { return object{"gained": 150, "lost": 86, "n": 1600} },
		func(e node) values {
			return values{"p_exact": e.in("p_exact_binomial").number(), "difference": e.in("diff").number()}
		}},
	"kappa_siskel_ebert": {"kappa",
		func(d node) any { return object{"table": d.in("table_rows").value} },
		func(e node) values {
			return values{"n": e.in("n").number(), "percent_agreement": e.in("percent_agreement").number(), "kappa": e.in("unweighted").in("kappa").number(),
				"kappa_std_err": e.in("unweighted").in("se").number(), "kappa_linear": e.in("linear").in("kappa").number(), "kappa_quadratic": e.in("quadratic").in("kappa").number()}
		}},
	"fleiss_kappa_10x14x5": {"fleiss",
		func(d node) any { return object{"counts": d.in("counts").value} },
		func(e node) values { return values{"kappa": e.in("kappa").number(), "z": e.in("z").number()} }},
	"icc_shrout_fleiss": {"icc",
		func(d node) any { return object{"ratings": d.in("ratings_rows_targets").value} },
		func(e node) values {
			want := values{}
			for i, name := range []string{"icc_1", "icc_2", "icc_3", "icc_1k", "icc_2k", "icc_3k"} {
				want[name+".value"], want[name+".lower"], want[name+".upper"] = e.in("icc").of(i).number(), e.in("lower95").of(i).number(), e.in("upper95").of(i).number()
			}
			return want
		}},
	"krippendorff_canonical": {"krippendorff",
		func(d node) any { return object{"ratings": d.in("observers_rows_units_cols").turned()} },
		func(e node) values {
			return values{"nominal": e.in("nominal").number(), "ordinal": e.in("ordinal").number(), "interval": e.in("interval").number(), "ratio": e.in("ratio").number()}
		}},
	"cronbach_attitude": {"alpha",
		func(d node) any { return object{"scores": d.in("rows").value} },
		func(e node) values {
			return values{"alpha": e.in("raw_alpha").number(), "lower": e.in("feldt_ci95").of(0).number(), "upper": e.in("feldt_ci95").of(1).number(), "sem": e.in("sem").number()}
		}},
	"kr20_lsat6": {"items",
		func(d node) any {
			var rows []any
			for _, pattern := range d.in("pattern").repeated(d.in("freq")) {
				var row []int
				for _, digit := range pattern.(string) {
					row = append(row, int(digit-'0'))
				}
				rows = append(rows, row)
			}
			return object{"scores": rows, "max": []int{1, 1, 1, 1, 1}}
		},
		func(e node) values {
			want := values{"test.n": 1000, "test.internal_consistency": 100 * e.in("alpha").number()}
			for i := range 5 {
				want[fmt.Sprintf("items.%d.facility", i)] = 100 * e.in("p_values").of(i).number()
				want[fmt.Sprintf("items.%d.discrimination_index", i)] = 100 * e.in("item_rest_r").of(i).number()
			}
			return want
		}},
	"equating_kbneat": {"equate",
		func(d node) any {
			x, y := d.in("x"), d.in("y")
			return object{"x": x.in("total").repeated(x.in("count")), "y": y.in("total").repeated(y.in("count")),
				"anchors": object{"x": x.in("anchor").repeated(x.in("count")), "y": y.in("anchor").repeated(y.in("count"))}}
		},
		func(e node) values {
			tucker := e.in("w1_by_n").in("tucker")
			return values{"slope": tucker.in("slope").number(), "intercept": tucker.in("intercept").number()}
		}},
	"eight_schools": {"shrink",
		func(d node) any { return object{"mean": d.in("y").value, "std_err": d.in("se").value} },
		func(e node) values {
			want := values{"lower.0": e.in("ci").of(0).number(), "upper.0": e.in("ci").of(1).number()}
			e.in("blup").into(want, "estimate")
			return want
		}},
	"coverage_halflife": {"coverage",
		func(d node) any { return object{"turnover": d.in("separations_per_person_year").of(4).value} },
		func(e node) values {
			return values{"half_life_days": e.in("half_life_days").of(4).number(), "left_after_year": e.in("p_still_12m").of(4).number()}
		}},
	"coverage_continuous_training": {"coverage",
		func(d node) any {
			return object{"turnover": d.in("mu").value, "half_life": math.Ln2 / d.in("delta").number(), "rate": d.in("lambda").of(2).value, "target": 0.8}
		},
		func(e node) values {
			return values{"continuous": e.in("c_star").of(2).number(), "rate_needed": e.in("lambda_needed_for_80pct").number()}
		}},
	"coverage_onboarding_ceiling": {"coverage",
		func(d node) any { return object{"turnover": 3.5, "delay": d.in("delay_days").of(2).number() / 365.25} },
		func(e node) values { return values{"ceiling": e.in("mu_3.5").of(2).number()} }},
	"turnover_adjusted_trained_staff": {"tats",
		func(d node) any {
			var people []object
			for i := range d.in("staff").value.([]any) {
				people = append(people, object{"in_post": d.in("in_post").of(i).value, "certified": d.in("ever_cert").of(i).value, "mastered": d.in("mastered_last").of(i).value,
					"months_since": d.in("months_since").of(i).value, "p_retained": d.in("pred_ret").of(i).value})
			}
			return object{"people": people, "valid_months": 12}
		},
		func(e node) values {
			return values{"certificates": e.in("certificates").number(), "in_post": e.in("posts_filled").number(), "trained": e.in("trained_in_post").number(),
				"verified": e.in("trained_in_post_valid").number(), "tats": e.in("tats_expected").number(), "naive_coverage": e.in("coverage_outputs_naive").number(),
				"coverage_trained": e.in("coverage_in_post").number(), "coverage_verified": e.in("coverage_valid").number()}
		}},
}

func TestMeasureMatchesTheReference(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Skip("no reference values here")
	}
	var file struct {
		Cases []struct {
			ID       string `json:"id"`
			Data     any    `json:"data"`
			Expected any    `json:"expected"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	ran, covered := 0, map[string]bool{}
	for _, c := range file.Cases {
		reference, ok := references[c.ID]
		if !ok {
			continue
		}
		ran++
		covered[reference.name] = true
		t.Run(c.ID, func(t *testing.T) {
			input, err := json.Marshal(reference.input(node{c.Data}))
			if err != nil {
				t.Fatal(err)
			}
			figureCase{reference.name, string(input), reference.want(node{c.Expected})}.check(t)
		})
	}
	if ran != len(references) || len(covered) != len(byHand) {
		t.Errorf("%d of %d cases found, %d of %d figures compared", ran, len(references), len(covered), len(byHand))
	}
}
