package assessments

import (
	"cmp"
	"html"
	"strings"

	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments/formats"
	"relevo/assessments/formats/cloze"
)

// takeBlanks reads the blanks that are written out in the Spanish stem and leaves their
// marks there. Translations have the marks already.
func (in *ItemInput) takeBlanks() error {
	marked, blanks, reason, pairs := cloze.Read(in.Stem[i18n.Spanish], cmp.Or(in.Markup, formats.Plain))
	if reason != "" {
		return fault.OnField("stem", "assessments.read."+reason, pairs...)
	}
	stem := i18n.Text{}
	for locale, text := range in.Stem {
		stem[locale] = text
	}
	stem[i18n.Spanish] = marked
	in.Stem, in.Body.Blanks = stem, nil
	for _, b := range blanks {
		in.Body.Blanks = append(in.Body.Blanks, blankOf(b))
	}
	return nil
}

// blankOf is a blank of a text in the bank's own shape.
func blankOf(b cloze.Blank) Blank {
	out := Blank{ID: b.ID, Kind: Kind(b.Kind), Weight: b.Weight}
	says := func(t formats.Text) i18n.Text { return clean(i18n.Says(t.Body), t.Markup) }
	for _, o := range b.Options {
		if b.Kind == formats.ShortAnswer {
			out.Patterns = append(out.Patterns, Pattern{o.Text.Body, o.Fraction, says(o.Feedback)})
			continue
		}
		out.Options = append(out.Options, Option{Text: says(o.Text), Fraction: o.Fraction, Feedback: says(o.Feedback)})
	}
	for _, n := range b.Numbers {
		out.Numbers = append(out.Numbers, Number{n.Low, n.High, n.Fraction, says(n.Feedback)})
	}
	return out
}

// cloze is the blank as a text has it. feedback says how what is said about an answer is
// written there.
func (b Blank) cloze(feedback func(clean string) string) cloze.Blank {
	out := cloze.Blank{ID: b.ID, Kind: formats.Kind(b.Kind), Weight: b.Weight}
	said := func(t i18n.Text) formats.Text { return formats.Text{Body: feedback(t[i18n.Spanish])} }
	for _, o := range b.Options {
		plain, _ := formats.PlainOf(o.Text[i18n.Spanish])
		out.Options = append(out.Options, formats.Option{Text: formats.Text{Body: plain}, Fraction: o.Fraction, Feedback: said(o.Feedback)})
	}
	for _, p := range b.Patterns {
		out.Options = append(out.Options, formats.Option{Text: formats.Text{Body: p.Text}, Fraction: p.Fraction, Feedback: said(p.Feedback)})
	}
	for _, n := range b.Numbers {
		out.Numbers = append(out.Numbers, formats.Number{Low: n.Low, High: n.High, Fraction: n.Fraction, Feedback: said(n.Feedback)})
	}
	return out
}

// writeBlanks is the other way round: it puts the blanks back into the Spanish
// stem, for an edit form or a file.
func (in *ItemInput) writeBlanks() {
	answer, feedback := html.EscapeString, func(clean string) string { return clean }
	if in.Markup == formats.Plain {
		answer = func(plain string) string { return plain }
		feedback = func(clean string) string {
			plain, _ := formats.PlainOf(clean)
			return plain
		}
	}
	var blanks []cloze.Blank
	for _, b := range in.Body.Blanks {
		blanks = append(blanks, b.cloze(feedback))
	}
	stem := i18n.Text{}
	for locale, text := range in.Stem {
		stem[locale] = text
	}
	stem[i18n.Spanish] = cloze.Write(in.Stem[i18n.Spanish], blanks, answer)
	in.Stem, in.Body.Blanks = stem, nil
}

// checkMarks tells whether every blank has its one place in the text, and none of them
// in the middle of a tag.
func (v ItemVersion) checkMarks(check *fault.Check) {
	for _, b := range v.Body.Blanks {
		for _, stem := range v.Stem {
			plain, _ := formats.PlainOf(stem)
			ok := strings.Count(stem, cloze.Mark(b.ID)) == 1 && strings.Count(plain, cloze.Mark(b.ID)) == 1
			check.That(ok, "stem", "assessments.blank_mark", "mark", cloze.Mark(b.ID))
		}
	}
}

// identifyBlanks gives the options of blanks their identifiers, as identify does.
func (b *Body) identifyBlanks(before Body, pick func(own string, alike []string) string) {
	for _, blank := range b.Blanks {
		known := alike{}
		for _, old := range before.Blanks {
			for _, o := range old.Options {
				if old.ID == blank.ID {
					known.add(o.Text, o.ID)
				}
			}
		}
		for i, o := range blank.Options {
			blank.Options[i].ID = pick(o.ID, known.of(o.Text))
		}
	}
}
