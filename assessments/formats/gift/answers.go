package gift

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"relevo/assessments/formats"
)

// part is one answer of a key: its sign ('=' or '~'), its share of the points,
// its text and feedback, both still hidden.
type part struct {
	sign     byte
	fraction float64
	text     string
	feedback string
}

// split takes a key apart at the signs; what stands before the first sign is an
// answer with '=' of its own.
func split(key, signs string) (parts []part, reason string) {
	begin, sign := 0, byte(0)
	add := func(end int) {
		text := strings.TrimSpace(key[begin:end])
		if sign == 0 && text == "" {
			return // nothing stands before the first sign
		}
		p := part{sign: sign, fraction: 1}
		if sign == '~' {
			p.fraction = 0
		}
		p.text, p.feedback, _ = strings.Cut(text, "#")
		var ok bool
		if p.fraction, p.text, ok = weight(p.text, p.fraction); !ok {
			reason = "weight"
		}
		parts = append(parts, p)
	}
	for i := range len(key) {
		if strings.IndexByte(signs, key[i]) >= 0 {
			add(i)
			begin, sign = i+1, key[i]
		}
	}
	add(len(key))
	return parts, reason
}

// weight takes "%50%" off an answer. It is not ok when it is no number from -100 to 100.
func weight(s string, otherwise float64) (fraction float64, rest string, ok bool) {
	s = strings.TrimSpace(s)
	inner, found := strings.CutPrefix(s, "%")
	if !found {
		return otherwise, s, true
	}
	number, rest, found := strings.Cut(inner, "%")
	if !found || strings.Trim(number, "-+.,0123456789") != "" {
		return otherwise, s, true // a text that happens to begin with a percent sign
	}
	percent, ok := parseNumber(number)
	if !ok || math.Abs(percent) > 100 {
		return 0, rest, false
	}
	return percent / 100, strings.TrimSpace(rest), true
}

func parseNumber(s string) (float64, bool) {
	x, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(s), ",", "."), 64)
	return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
}

func (q *question) option(p part) formats.Option {
	return formats.Option{Text: q.text(p.text, q.Stem.Markup), Fraction: p.fraction, Feedback: q.text(p.feedback, q.Stem.Markup)}
}

// parseOptions reads "=right ~wrong ~%50%half": one option is to be chosen when
// one has "=", several otherwise.
func (q *question) parseOptions(key string) (reason string) {
	q.Kind = formats.Multiple
	parts, reason := split(key, "~=")
	if reason != "" {
		return reason
	}
	for _, p := range parts {
		switch p.sign {
		case 0:
			return "answer_form"
		case '=':
			q.Kind = formats.Single
		}
		if p.text == "" {
			return "option_empty"
		}
		q.Options = append(q.Options, q.option(p))
	}
	if len(q.Options) < 2 {
		return "options_few"
	}
	changed, reason := formats.Whole(q.Options, q.Kind == formats.Multiple)
	if changed {
		q.note("weights")
	}
	return reason
}

// parseShort reads "=four =4", and an answer without "=".
func (q *question) parseShort(key string) (reason string) {
	parts, reason := split(key, "=")
	if reason != "" {
		return reason
	}
	right := false
	for _, p := range parts {
		o := q.option(p)
		o.Text.Markup = formats.Plain // it is compared with what people type
		if o.Text.Body == "" || o.Fraction < 0 {
			return "answer_form"
		}
		right = right || o.Fraction > 0
		q.Options = append(q.Options, o)
	}
	if !right {
		return "no_right_answer"
	}
	return ""
}

// parsePairs reads "=left -> right"; a left side may be missing.
func (q *question) parsePairs(key string) (reason string) {
	parts, reason := split(key, "=")
	if reason != "" {
		return reason
	}
	prompts := 0
	for _, p := range parts {
		whole := p.text
		if p.feedback != "" {
			whole += "#" + p.feedback // matching has no feedback: it belongs to the text
		}
		left, right, ok := strings.Cut(whole, "->")
		pair := formats.Pair{Left: q.text(left, q.Stem.Markup), Right: q.text(right, formats.Plain).Body}
		if !ok || pair.Right == "" {
			return "pair_form"
		}
		if pair.Left.Body != "" {
			prompts++
		}
		q.Pairs = append(q.Pairs, pair)
	}
	if prompts < 2 {
		return "pairs_few"
	}
	return ""
}

// parseNumbers reads "3", "3:0.5", "2.5..3.5" and lists of these with "=". What comes
// after "~" is said to whoever is wrong.
func (q *question) parseNumbers(key string) (reason string) {
	right, wrong, _ := strings.Cut(key, "~")
	parts, reason := split(right, "=")
	if reason != "" {
		return reason
	}
	_, other, _ := strings.Cut(wrong, "#")
	for _, p := range parts {
		if p.text == "*" {
			other = p.feedback
			continue
		}
		n, ok := formats.NumberOf(p.text)
		if !ok || p.fraction < 0 {
			return "number_form"
		}
		n.Fraction, n.Feedback = p.fraction, q.text(p.feedback, q.Stem.Markup)
		q.Numbers = append(q.Numbers, n)
	}
	if !slices.ContainsFunc(q.Numbers, func(n formats.Number) bool { return n.Fraction > 0 }) {
		return "no_right_answer"
	}
	if strings.TrimSpace(other) != "" {
		// There is no place of its own for it, so it is said to everybody.
		said := q.text(other, q.Stem.Markup)
		q.Feedback = formats.Text{Markup: said.Markup, Body: strings.TrimSpace(said.Body + "\n" + q.Feedback.Body)}
		q.note("feedback_moved")
	}
	return ""
}
