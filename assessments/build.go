package assessments

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments/formats"
)

// maxTitle is the greatest length of a title, in characters.
const maxTitle = 200

// buildTx is build within a transaction.
func buildTx(tx *db.Tx, in ItemInput, last *ItemVersion) (ItemVersion, error) {
	return build(in, last, tx.Now, func() string { return tx.NewSecret()[:8] })
}

// build makes the version that the input says, without identifier and author: its
// texts cleaned, its options identified, fresh giving new identifiers. last is the item's
// newest version, if any; an option that reads as one of last keeps that one's identifier.
//
// Fields in errors: "kind", "competency", "title", "stem", "rubric", "ratings", "options",
// "option_0_text", "option_0_fraction", "prompts", "prompt_0_text", "prompt_0_choice", "choice_0_text",
// "numbers", "number_0_low", "number_0_high", "number_0_fraction", "patterns", "pattern_0_text", "pattern_0_fraction".
func build(in ItemInput, last *ItemVersion, now db.Instant, fresh func() string) (ItemVersion, error) {
	v := ItemVersion{Version: 1, Kind: in.Kind, CompetencyCode: in.Competency, Title: strings.Join(strings.Fields(in.Title), " "), RecordedAt: now}
	var before Body
	if last != nil {
		v.ItemID, v.Version, before = last.ItemID, last.Version+1, last.Body
	}
	if in.Kind == Cloze && len(in.Body.Blanks) == 0 {
		if err := in.takeBlanks(); err != nil {
			return v, err
		}
	}
	v.Stem = clean(in.Stem, in.Markup)
	v.Body = in.Body.clean(in.Markup)
	v.Body.fixScale(in.Kind)
	unknown := v.keepShownPictures()
	if in.RubricID != "" && in.Kind.Rated() {
		v.RubricID = &in.RubricID
	}
	if unknown {
		return v, fault.OnField("stem", "assessments.picture_unknown")
	}
	if err := v.validate(); err != nil {
		return v, err
	}
	v.Body.identify(v.Kind, before, fresh)
	v.Body.orderChoices()
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
		html, _ := formats.HTML(formats.Text{Markup: markup, Body: text})
		if seen := strings.Map(seenOnly, html); seen != html {
			html, _ = formats.HTML(formats.Text{Markup: formats.RichText, Body: seen})
		}
		if html != "" {
			out[locale] = html
		}
	}
	return out
}

// seenOnly drops control characters, which come in as entities (&#1;): nobody sees them
// and XML cannot hold them.
func seenOnly(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' {
		return -1
	}
	return r
}

// clean copies the body with clean texts.
func (b Body) clean(markup formats.Markup) Body {
	out := Body{Feedback: clean(b.Feedback, markup), Ratings: b.Ratings, Spoken: b.Spoken, Blanks: b.Blanks, Pictures: b.Pictures}
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
		// A star that is meant as one: signs do not count when answers are compared.
		p.Text, p.Feedback = strings.TrimSpace(strings.ReplaceAll(p.Text, `\*`, " ")), clean(p.Feedback, markup)
		out.Patterns = append(out.Patterns, p)
	}
	return out
}

// fixScale sees to it that nothing on a scale earns points, and that the one of
// confidence has its fixed levels.
func (b *Body) fixScale(kind Kind) {
	if kind == Confidence {
		b.Options = nil
		for _, level := range ConfidenceLevels() {
			b.Options = append(b.Options, Option{ID: level})
		}
	}
	if !kind.Scored() {
		for i := range b.Options {
			b.Options[i].Fraction = 0
		}
	}
}

// validate tells everything that is wrong with what the version asks.
func (v ItemVersion) validate() error {
	var check fault.Check
	check.That(v.Kind.Known(), "kind", "fault.required")
	check.That(v.CompetencyCode != "", "competency", "fault.required")
	check.That(len([]rune(v.Title)) <= maxTitle, "title", "assessments.title_long", "max", maxTitle)
	check.That(!v.Stem.IsZero(), "stem", "fault.required")
	switch b := v.Body; v.Kind {
	case Single, Multiple, TrueFalse, Situational, Ordering, SelfRating, Confidence:
		b.checkOptions(v.Kind, &check)
	case Matching:
		b.checkMatching(&check)
	case Cloze:
		v.checkMarks(&check)
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
	case Vignette, RolePlay:
		check.That(b.Ratings >= 0 && b.Ratings <= 3, "ratings", "assessments.ratings_range")
	}
	check.That(!v.Body.Spoken || v.Kind == Vignette, "spoken", "assessments.answer_kind")
	size := 0
	for _, p := range v.Body.Pictures {
		size += len(p.Data)
	}
	check.That(size <= maxPictures, "stem", "assessments.pictures_large", "limit", maxPictures>>10)
	return check.Err()
}

// maxPictures is the most that the pictures of an item hold together, in bytes: people
// load them by telephone.
const maxPictures = 600 << 10

func (b Body) checkOptions(kind Kind, check *fault.Check) {
	best, worst, sum, whole := 0.0, 0.0, 0.0, 0
	ids := map[string]bool{}
	for i, o := range b.Options {
		field := fmt.Sprintf("option_%d", i)
		check.That(!o.Text.IsZero() || kind == TrueFalse || kind == Confidence, field+"_text", "fault.required")
		check.That(o.Fraction >= -1 && o.Fraction <= 1, field+"_fraction", "assessments.fraction_range")
		check.That(o.ID == "" || !ids[o.ID], field+"_text", "assessments.option_twice")
		ids[o.ID] = true
		best, worst, sum = math.Max(best, o.Fraction), math.Min(worst, o.Fraction), sum+math.Max(o.Fraction, 0)
		if o.Fraction == 1 {
			whole++
		}
	}
	switch {
	case kind == TrueFalse:
		check.That(len(b.Options) == 2 && ids["true"] && ids["false"] && whole == 1 && sum == 1, "options", "assessments.true_false_key")
	case len(b.Options) < 2:
		check.That(false, "options", "assessments.options_few")
	case kind == Ordering, kind == SelfRating, kind == Confidence: // nothing in them is right or wrong
	case kind == Situational:
		check.That(best == 1 && worst == -1, "options", "assessments.best_and_worst")
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

// rounded copies the body with shares that differ by less than anybody means made equal:
// files write a third as 33.33333.
func (b Body) rounded() Body {
	b.Options, b.Numbers, b.Patterns = slices.Clone(b.Options), slices.Clone(b.Numbers), slices.Clone(b.Patterns)
	for i := range b.Options {
		round(&b.Options[i].Fraction)
	}
	for i := range b.Numbers {
		round(&b.Numbers[i].Fraction)
	}
	for i := range b.Patterns {
		round(&b.Patterns[i].Fraction)
	}
	b.Blanks = slices.Clone(b.Blanks)
	for i, blank := range b.Blanks {
		inside := Body{Options: blank.Options, Numbers: blank.Numbers, Patterns: blank.Patterns}.rounded()
		b.Blanks[i].Options, b.Blanks[i].Numbers, b.Blanks[i].Patterns = inside.Options, inside.Numbers, inside.Patterns
	}
	return b
}

func round(fraction *float64) { *fraction = math.Round(*fraction*1e6) / 1e6 }

// says tells whether two versions ask the very same.
func (v ItemVersion) says(o ItemVersion) bool {
	content := func(v ItemVersion) string {
		body, err := json.Marshal(v.Body.rounded())
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
	for _, b := range v.Body.Blanks {
		for _, t := range b.feedback() {
			if _, same := formats.PlainOf(t[i18n.Spanish]); !same {
				in.Markup = formats.RichText
			}
		}
	}
	if in.Markup == formats.RichText {
		in.Stem, in.Body = v.texts(func(html string) string { return html })
	}
	if v.Kind == Cloze {
		in.writeBlanks()
	}
	return in
}

// texts copies the stem and body with every text changed, in every locale.
func (v ItemVersion) texts(change func(string) string) (i18n.Text, Body) {
	return v.eachText(func(t i18n.Text) i18n.Text {
		out := i18n.Text{}
		for locale, text := range t {
			out[locale] = change(text)
		}
		return out
	})
}

// eachText copies the stem and body with every text changed; those of blanks stay.
func (v ItemVersion) eachText(each func(i18n.Text) i18n.Text) (i18n.Text, Body) {
	b := Body{Feedback: each(v.Body.Feedback), Ratings: v.Body.Ratings, Spoken: v.Body.Spoken, Blanks: v.Body.Blanks, Pictures: v.Body.Pictures}
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
