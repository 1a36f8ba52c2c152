package assessments

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments/formats"
)

// build makes the version that the input says, without identifier and author: its
// texts cleaned, its options identified. last is the item's newest version, if any;
// an option that reads as one of last keeps that one's identifier.
//
// Fields in errors: "kind", "competency", "title", "stem", "rubric", "ratings", "options",
// "option_0_text", "option_0_fraction", "prompts", "prompt_0_text", "prompt_0_choice", "choice_0_text",
// "numbers", "number_0_low", "number_0_high", "number_0_fraction", "patterns", "pattern_0_text", "pattern_0_fraction".
func build(tx *db.Tx, in ItemInput, last *ItemVersion) (ItemVersion, error) {
	v := ItemVersion{Version: 1, Kind: in.Kind, CompetencyCode: in.Competency, Title: strings.TrimSpace(in.Title), RecordedAt: tx.Now}
	var before Body
	if last != nil {
		v.ItemID, v.Version, before = last.ItemID, last.Version+1, last.Body
	}
	v.Stem = clean(in.Stem, in.Markup)
	v.Body = in.Body.clean(in.Markup)
	if in.RubricID != "" && in.Kind == Vignette {
		v.RubricID = &in.RubricID
	}
	if err := v.validate(); err != nil {
		return v, err
	}
	v.Body.identify(v.Kind, before, func() string { return tx.NewSecret()[:8] })
	return v, nil
}

// checkReferences tells whether the competency and the rubric that the version names exist.
func (v ItemVersion) checkReferences(tx *db.Tx) error {
	var known int64
	if err := tx.DB.Model(&Competency{}).Where("code = ?", v.CompetencyCode).Count(&known).Error; err != nil {
		return err
	}
	if known == 0 {
		return fault.OnField("competency", "assessments.competency_unknown")
	}
	if v.RubricID != nil {
		if _, err := take[Rubric](tx, "noun.rubric", *v.RubricID); fault.Is(err, fault.NotFound) {
			return fault.OnField("rubric", "assessments.rubric_unknown")
		} else if err != nil {
			return err
		}
	}
	return nil
}

// clean makes every locale's text clean HTML and leaves out the empty ones.
func clean(t i18n.Text, markup formats.Markup) i18n.Text {
	out := i18n.Text{}
	for locale, text := range t {
		if html, _ := formats.HTML(formats.Text{Markup: markup, Body: text}); html != "" {
			out[locale] = html
		}
	}
	return out
}

// clean copies the body with clean texts.
func (b Body) clean(markup formats.Markup) Body {
	out := Body{Feedback: clean(b.Feedback, markup), Ratings: b.Ratings}
	for _, o := range b.Options {
		o.Text, o.Feedback = clean(o.Text, markup), clean(o.Feedback, markup)
		out.Options = append(out.Options, o)
	}
	for _, p := range b.Prompts {
		p.Text = clean(p.Text, markup)
		out.Prompts = append(out.Prompts, p)
	}
	for _, c := range b.Choices {
		c.Text = clean(c.Text, markup)
		out.Choices = append(out.Choices, c)
	}
	for _, n := range b.Numbers {
		n.Feedback = clean(n.Feedback, markup)
		out.Numbers = append(out.Numbers, n)
	}
	for _, p := range b.Patterns {
		p.Text, p.Feedback = strings.TrimSpace(p.Text), clean(p.Feedback, markup)
		out.Patterns = append(out.Patterns, p)
	}
	return out
}

// validate tells everything that is wrong with what the version asks.
func (v ItemVersion) validate() error {
	var check fault.Check
	check.That(v.Kind.Known(), "kind", "fault.required")
	check.That(v.CompetencyCode != "", "competency", "fault.required")
	check.That(len([]rune(v.Title)) <= 200, "title", "assessments.title_long", "max", 200)
	check.That(!v.Stem.IsZero(), "stem", "fault.required")
	switch b := v.Body; v.Kind {
	case Single, Multiple, TrueFalse:
		b.checkOptions(v.Kind, &check)
	case Matching:
		b.checkMatching(&check)
	case Numeric:
		check.That(len(b.Numbers) > 0, "numbers", "assessments.numbers_none")
		best := 0.0
		for i, n := range b.Numbers {
			field := fmt.Sprintf("number_%d", i)
			check.That(!math.IsNaN(n.Low) && !math.IsInf(n.Low, 0), field+"_low", "fault.not_number")
			check.That(!math.IsNaN(n.High) && !math.IsInf(n.High, 0) && n.High >= n.Low, field+"_high", "assessments.range_empty")
			check.That(n.Fraction >= 0 && n.Fraction <= 1, field+"_fraction", "assessments.fraction_range")
			best = math.Max(best, n.Fraction)
		}
		check.That(len(b.Numbers) == 0 || best == 1, "numbers", "assessments.key_none")
	case ShortAnswer:
		check.That(len(b.Patterns) > 0, "patterns", "assessments.patterns_none")
		best := 0.0
		for i, p := range b.Patterns {
			field := fmt.Sprintf("pattern_%d", i)
			check.That(p.Text != "", field+"_text", "fault.required")
			check.That(p.Fraction >= 0 && p.Fraction <= 1, field+"_fraction", "assessments.fraction_range")
			best = math.Max(best, p.Fraction)
		}
		check.That(len(b.Patterns) == 0 || best == 1, "patterns", "assessments.key_none")
	case Vignette:
		check.That(b.Ratings >= 0 && b.Ratings <= 3, "ratings", "assessments.ratings_range")
	}
	return check.Err()
}

func (b Body) checkOptions(kind Kind, check *fault.Check) {
	best, sum, whole := 0.0, 0.0, 0
	ids := map[string]bool{}
	for i, o := range b.Options {
		field := fmt.Sprintf("option_%d", i)
		check.That(!o.Text.IsZero() || kind == TrueFalse, field+"_text", "fault.required")
		check.That(o.Fraction >= -1 && o.Fraction <= 1, field+"_fraction", "assessments.fraction_range")
		check.That(o.ID == "" || !ids[o.ID], field+"_text", "assessments.option_twice")
		ids[o.ID] = true
		best, sum = math.Max(best, o.Fraction), sum+math.Max(o.Fraction, 0)
		if o.Fraction == 1 {
			whole++
		}
	}
	switch {
	case kind == TrueFalse:
		check.That(len(b.Options) == 2 && ids["true"] && ids["false"] && whole == 1 && sum == 1, "options", "assessments.true_false_key")
	case len(b.Options) < 2:
		check.That(false, "options", "assessments.options_few")
	case kind == Single:
		check.That(best == 1, "options", "assessments.key_none")
	default:
		check.That(math.Abs(sum-1) < 0.001, "options", "assessments.fractions_whole")
	}
}

func (b Body) checkMatching(check *fault.Check) {
	check.That(len(b.Prompts) >= 2, "prompts", "assessments.prompts_few")
	ids := map[string]bool{}
	for i, c := range b.Choices {
		check.That(c.ID != "" && !ids[c.ID] && !c.Text.IsZero(), fmt.Sprintf("choice_%d_text", i), "fault.required")
		ids[c.ID] = true
	}
	for i, p := range b.Prompts {
		check.That(!p.Text.IsZero(), fmt.Sprintf("prompt_%d_text", i), "fault.required")
		check.That(ids[p.ChoiceID], fmt.Sprintf("prompt_%d_choice", i), "fault.required")
	}
}

// identify gives every option, choice and prompt an identifier that tells nothing
// of the key: the one it has, else that of before's with the same text, else a new one.
func (b *Body) identify(kind Kind, before Body, fresh func() string) {
	if kind == TrueFalse {
		return // "true" and "false"
	}
	used := map[string]bool{}
	pick := func(own, alike string) string {
		id := own
		if id == "" && alike != "" && !used[alike] {
			id = alike
		}
		if id == "" {
			id = fresh()
		}
		used[id] = true
		return id
	}
	for _, o := range b.Options {
		used[o.ID] = true
	}
	known := map[string]string{}
	for _, o := range before.Options {
		known[textKey(o.Text)] = o.ID
	}
	for i := range b.Options {
		b.Options[i].ID = pick(b.Options[i].ID, known[textKey(b.Options[i].Text)])
	}
	clear(known)
	for _, c := range before.Choices {
		known[textKey(c.Text)] = c.ID
	}
	renamed := map[string]string{}
	for i, c := range b.Choices {
		id := known[textKey(c.Text)]
		if id == "" || used[id] {
			id = c.ID
		}
		used[id], renamed[c.ID] = true, id
		b.Choices[i].ID = id
	}
	clear(known)
	for _, p := range before.Prompts {
		known[textKey(p.Text)] = p.ID
	}
	for i, p := range b.Prompts {
		b.Prompts[i].ID = pick(p.ID, known[textKey(p.Text)])
		b.Prompts[i].ChoiceID = renamed[p.ChoiceID]
	}
}

func textKey(t i18n.Text) string { return fmt.Sprint(map[i18n.Locale]string(t)) } // maps print in the order of their keys

// says tells whether two versions ask the very same.
func (v ItemVersion) says(o ItemVersion) bool {
	content := func(v ItemVersion) string {
		body, err := json.Marshal(v.Body)
		if err != nil {
			return err.Error() // a body is always JSON: it came out of one or goes into one
		}
		rubric := ""
		if v.RubricID != nil {
			rubric = *v.RubricID
		}
		return fmt.Sprint(v.Kind, "\x00", v.CompetencyCode, "\x00", v.Title, "\x00", textKey(v.Stem), "\x00", string(body), "\x00", rubric)
	}
	return content(v) == content(o)
}

// Input gives what the version was made with, for an edit form: as plain text when
// nothing is lost by it, otherwise as HTML.
func (v ItemVersion) Input() ItemInput {
	in := ItemInput{Kind: v.Kind, Competency: v.CompetencyCode, Title: v.Title, Markup: formats.Plain}
	if v.RubricID != nil {
		in.RubricID = *v.RubricID
	}
	in.Stem, in.Body = v.texts(func(html string) string {
		text, same := formats.PlainOf(html)
		if !same {
			in.Markup = formats.RichText
		}
		return text
	})
	if in.Markup == formats.RichText {
		in.Stem, in.Body = v.texts(func(html string) string { return html })
	}
	return in
}

// texts copies the stem and body with every text changed.
func (v ItemVersion) texts(change func(string) string) (i18n.Text, Body) {
	each := func(t i18n.Text) i18n.Text {
		out := i18n.Text{}
		for locale, text := range t {
			out[locale] = change(text)
		}
		return out
	}
	b := Body{Feedback: each(v.Body.Feedback), Ratings: v.Body.Ratings}
	for _, o := range v.Body.Options {
		o.Text, o.Feedback = each(o.Text), each(o.Feedback)
		b.Options = append(b.Options, o)
	}
	for _, p := range v.Body.Prompts {
		p.Text = each(p.Text)
		b.Prompts = append(b.Prompts, p)
	}
	for _, c := range v.Body.Choices {
		c.Text = each(c.Text)
		b.Choices = append(b.Choices, c)
	}
	for _, n := range v.Body.Numbers {
		n.Feedback = each(n.Feedback)
		b.Numbers = append(b.Numbers, n)
	}
	for _, p := range v.Body.Patterns {
		p.Feedback = each(p.Feedback)
		b.Patterns = append(b.Patterns, p)
	}
	return each(v.Stem), b
}
