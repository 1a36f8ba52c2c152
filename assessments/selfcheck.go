package assessments

import (
	"slices"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments/formats"
)

// What follows is for questions that a reader answers outside of any test, to try
// themselves: what is answered never becomes a result.

// Checkable tells whether a program alone can say how right an answer of the kind is.
func (k Kind) Checkable() bool { return k.Scored() && !k.Rated() && k.Asked() }

// AskedOf is what somebody is asked by the version: its options mixed, for the same seed
// always in the same order.
func (v ItemVersion) AskedOf(seed string) PaperItem { return paperItem(seed, v) }

// Judgement is how right an answer is, and what the authors say about it.
type Judgement struct {
	Share float64     // of the points, 0 to 1
	Said  []i18n.Text // clean HTML; may be none
}

// Judge tidies an answer and says how right it is. What does not fit the question, or is
// empty, is refused under the field "answer".
func (v ItemVersion) Judge(answer Value) (Value, Judgement, error) {
	answer.Text, answer.Matches = tidyText(answer.Text), tidyMatches(answer.Matches)
	if answer.IsZero() {
		return answer, Judgement{}, fault.OnField("answer", "selfchecks.answer_first")
	}
	if key := v.refuses(answer); key != "" {
		return answer, Judgement{}, fault.OnField("answer", key)
	}
	return answer, Judgement{Share: v.fraction(answer), Said: v.said(answer)}, nil
}

// said is what the authors say about an answer, in the order of the question.
func (v ItemVersion) said(answer Value) []i18n.Text {
	var all []i18n.Text
	for _, o := range v.Body.Options {
		if slices.Contains(answer.Options, o.ID) || (v.Kind == Situational && (answer.Matches[Best] == o.ID || answer.Matches[Worst] == o.ID)) {
			all = append(all, o.Feedback)
		}
	}
	all = append(all, saidOfNumber(v.Body.Numbers, answer.Text), saidOfWords(v.Body.Patterns, answer.Text))
	for _, b := range v.Body.Blanks {
		filled := answer.Matches[b.ID]
		for _, o := range b.Options {
			if o.ID == filled {
				all = append(all, o.Feedback)
			}
		}
		all = append(all, saidOfNumber(b.Numbers, filled), saidOfWords(b.Patterns, filled))
	}
	all = append(all, v.Body.Feedback)
	return slices.DeleteFunc(all, func(t i18n.Text) bool { return len(t) == 0 })
}

// saidOfNumber is what is said of the best range in which a number lies.
func saidOfNumber(numbers []Number, text string) i18n.Text {
	best := numberWorth(numbers, text)
	for _, n := range numbers {
		if text != "" && n.Fraction == best && numberWorth([]Number{n}, text) == best && best > 0 {
			return n.Feedback
		}
	}
	return nil
}

func saidOfWords(patterns []Pattern, text string) i18n.Text {
	for _, p := range patterns {
		if text != "" && matches(p.Text, text) {
			return p.Feedback
		}
	}
	return nil
}

// CheckableTx lists the items that a lesson may ask: not archived, of a kind that a program
// scores alone, and in no form of a test, which it would give away.
func CheckableTx(tx *db.Tx, filter ItemFilter) ([]ItemSummary, error) {
	list, err := itemsTx(tx, filter)
	return slices.DeleteFunc(list, func(i ItemSummary) bool { return !i.Version.Kind.Checkable() || len(i.Uses) > 0 }), err
}

// VersionsTx gives versions of items by identifier; the unknown are absent.
func VersionsTx(tx *db.Tx, ids []string) (map[string]ItemVersion, error) {
	return versionsByID(tx, ids)
}

// PictureIn gives a picture of the version.
func (v ItemVersion) PictureIn(id string) (formats.Picture, error) {
	for _, p := range v.Body.Pictures {
		if p.ID == id {
			return p, nil
		}
	}
	return formats.Picture{}, fault.Missing("noun.picture")
}
