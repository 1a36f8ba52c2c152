package assessments_test

import (
	"slices"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments"
	"relevo/assessments/formats"
)

func option(text string, fraction float64) assessments.Option {
	return assessments.Option{Text: i18n.Says(text), Fraction: fraction}
}

func single() assessments.ItemInput {
	return assessments.ItemInput{Code: "ask-1", Kind: assessments.Single, Competency: "asking", Title: "La niña", Markup: formats.Plain,
		Stem: i18n.Says("¿Qué dice Ud. a la <niña>?"), Body: assessments.Body{Options: []assessments.Option{option("Hola", 1), option("Habla", 0), option("Espera", 0.5)}}}
}

func TestARevisedItemKeepsItsOptions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		first, err := w.CreateItem(t.Context(), w.author, single())
		w.must(err)
		if first.Stem.In(i18n.Spanish) != "¿Qué dice Ud. a la &lt;niña&gt;?" {
			t.Errorf("stem %q", first.Stem.In(i18n.Spanish))
		}
		same, err := w.ReviseItem(t.Context(), w.author, first.ItemID, first.Input())
		w.must(err)
		if same.ID != first.ID {
			t.Error("a revision that changes nothing made a version")
		}
		in := first.Input()
		slices.Reverse(in.Body.Options)
		in.Body.Options[0].Text = i18n.Says("Te espero")
		second, err := w.ReviseItem(t.Context(), w.author, first.ItemID, in)
		w.must(err)
		if second.Version != 2 || second.Body.Options[0].ID != first.Body.Options[2].ID || second.Body.Options[2].ID != first.Body.Options[0].ID {
			t.Errorf("second version %+v", second)
		}
		detail, err := w.Item(t.Context(), w.author, first.ItemID)
		w.must(err)
		if len(detail.Versions) != 2 || detail.Versions[1].Body.Options[2].Text.In(i18n.Spanish) != "Espera" {
			t.Errorf("the first version changed: %+v", detail.Versions)
		}
		_, err = w.CreateItem(t.Context(), w.author, single())
		wantsField(t, err, "code")
	})
}

func TestTheListOfItems(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		made, err := w.CreateItem(t.Context(), w.author, single())
		w.must(err)
		for name, c := range map[string]struct {
			filter assessments.ItemFilter
			want   int
		}{
			"all": {assessments.ItemFilter{}, 5}, "a competency": {assessments.ItemFilter{Competency: "trauma"}, 1},
			"a kind": {assessments.ItemFilter{Kind: assessments.Vignette}, 1}, "words": {assessments.ItemFilter{Search: "NINA dice"}, 1},
			"none": {assessments.ItemFilter{Search: "zzz"}, 0}, "archived": {assessments.ItemFilter{Archived: true}, 0},
		} {
			list, err := w.Items(t.Context(), w.author, c.filter)
			w.must(err)
			if len(list) != c.want {
				t.Errorf("%s: %d items, want %d", name, len(list), c.want)
			}
		}
		list, err := w.Items(t.Context(), w.author, assessments.ItemFilter{Search: "trauma-ab"})
		w.must(err)
		if len(list) != 1 || len(list[0].Uses) != 2 || list[0].Uses[0].Label != "A" || list[0].Uses[0].Frozen {
			t.Fatalf("uses %+v", list)
		}
		w.must(w.ArchiveItem(t.Context(), w.author, made.ItemID, true))
		if list, err = w.Items(t.Context(), w.author, assessments.ItemFilter{Archived: true}); err != nil || len(list) != 1 {
			t.Errorf("archived %+v, %v", list, err)
		}
		_, err = w.Items(t.Context(), w.as(0), assessments.ItemFilter{})
		wants(t, err, fault.Denied)
		_, err = w.Items(t.Context(), access.Actor{}, assessments.ItemFilter{})
		wants(t, err, fault.Unauthenticated)
	})
}

func TestItemsThatCannotBeAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for field, change := range map[string]func(*assessments.ItemInput){
			"stem":              func(in *assessments.ItemInput) { in.Stem = i18n.Says(" ") },
			"competency":        func(in *assessments.ItemInput) { in.Competency = "nothing" },
			"options":           func(in *assessments.ItemInput) { in.Body.Options[0].Fraction = 0.9 },
			"option_1_text":     func(in *assessments.ItemInput) { in.Body.Options[1].Text = nil },
			"option_1_fraction": func(in *assessments.ItemInput) { in.Body.Options[1].Fraction = -2 },
			"kind":              func(in *assessments.ItemInput) { in.Kind = "guess" },
			"numbers":           func(in *assessments.ItemInput) { in.Kind = assessments.Numeric },
			"patterns":          func(in *assessments.ItemInput) { in.Kind = assessments.ShortAnswer },
			"prompts":           func(in *assessments.ItemInput) { in.Kind = assessments.Matching },
			"rubric":            func(in *assessments.ItemInput) { in.Kind = assessments.Vignette; in.RubricID = "none" },
		} {
			in := single()
			change(&in)
			_, err := w.CreateItem(t.Context(), w.author, in)
			wantsField(t, err, field)
		}
	})
}

func TestFormsAreComparedAndFreeze(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		detail, err := w.Assessment(t.Context(), w.author, w.assessment.ID)
		w.must(err)
		if len(detail.Checks) != 0 || !detail.Ready() || detail.Forms[0].Points["asking"] != 4 || detail.Forms[1].Total != 5 {
			t.Errorf("checks %+v, forms %+v", detail.Checks, detail.Forms)
		}
		var onlyVignette []assessments.FormItemInput
		for _, p := range detail.Forms[1].Items {
			if p.Version.Kind == assessments.Vignette {
				onlyVignette = append(onlyVignette, assessments.FormItemInput{ItemVersionID: p.ItemVersionID, Points: 2, Anchor: true})
			}
		}
		w.must(w.SetForm(t.Context(), w.author, w.assessment.ID, "B", onlyVignette))
		detail, err = w.Assessment(t.Context(), w.author, w.assessment.ID)
		w.must(err)
		var keys []string
		for _, c := range detail.Checks {
			keys = append(keys, strings.TrimPrefix(c.Key, "assessments.check."))
		}
		if !slices.Equal(keys, []string{"points_differ", "one_form_only", "anchor_alone"}) || !detail.Ready() {
			t.Errorf("checks %v", keys)
		}
		wantsField(t, w.SetForm(t.Context(), w.author, w.assessment.ID, "B", append(onlyVignette, onlyVignette...)), "item_1")
		w.administer(assessments.Pre, 0)
		wants(t, w.SetForm(t.Context(), w.author, w.assessment.ID, "B", nil), fault.Conflict)
		list, err := w.Assessments(t.Context(), w.author)
		w.must(err)
		if len(list) != 1 || !list[0].Frozen || list[0].Items["A"] != 3 || list[0].Administrations != 1 {
			t.Errorf("list %+v", list)
		}
	})
}

func TestARubricIsVersioned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		first, err := w.CreateRubric(t.Context(), w.author, rubricInput())
		w.must(err)
		second, err := w.CreateRubric(t.Context(), w.author, rubricInput())
		w.must(err)
		list, err := w.Rubrics(t.Context(), w.author)
		w.must(err)
		if first.Version != 1 || second.Version != 2 || len(list) != 1 || list[0].ID != second.ID || list[0].Criteria.Max() != 6 {
			t.Errorf("list %+v", list)
		}
		in := rubricInput()
		in.Criteria[1].Code = "calm"
		in.Criteria[0].Levels = []assessments.Level{{Points: 2, Descriptor: i18n.Says("x")}, {Points: 2}}
		_, err = w.CreateRubric(t.Context(), w.author, in)
		for _, field := range []string{"criterion_1_code", "criterion_0_level_1_points", "criterion_0_level_1_descriptor"} {
			wantsField(t, err, field)
		}
		wantsField(t, w.CreateCompetencies(t.Context(), w.author, []assessments.Competency{competency("asking")}), "code")
	})
}
