package cloze

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"relevo/assessments/formats"
)

// Blank is one place to fill in.
type Blank struct {
	ID      string
	Kind    formats.Kind // Single, ShortAnswer or Numeric
	Weight  int          // beside the other blanks, 1 to 100
	Options []formats.Option
	Numbers []formats.Number
	Changed []string // what of it could not be kept: ends of catalogue keys
}

// Mark is what stands in a text where the blank with the identifier is.
func Mark(id string) string { return "[[" + id + "]]" }

// opening is how a blank begins: {2:MULTICHOICE_H:
var opening = regexp.MustCompile(`\{([0-9]*):([A-Za-z_]+):`)

// example is a blank, for people who have written none.
const example = "{1:SHORTANSWER:=28950}"

// most is how many blanks a text may have.
const most = 100

// kinds are the blanks that can be read, by Moodle's names without what only says how
// they are drawn up or shuffled.
var kinds = map[string]formats.Kind{
	"MULTICHOICE": formats.Single, "MC": formats.Single, "SHORTANSWER": formats.ShortAnswer, "SA": formats.ShortAnswer, "MW": formats.ShortAnswer,
	"NUMERICAL": formats.Numeric, "NM": formats.Numeric,
}

// several are the kinds of which people choose more than one.
var several = regexp.MustCompile(`^(MULTIRESPONSE|MR)(_H|H)?(_?S)?$`)

// shown is what a name may end in: upright, across, shuffled, capitals count.
var shown = regexp.MustCompile(`^(MULTICHOICE|MC)(_VS|_HS|_V|_H|_S|VS|HS|V|H|S)$|^(SHORTANSWER|SA|MW)(_C|C)$`)

// kindOf gives the kind with a name and whether capitals were to count.
func kindOf(name string) (kind formats.Kind, exact, known bool) {
	name = strings.ToUpper(name)
	if m := shown.FindStringSubmatch(name); m != nil {
		name, exact = m[1]+m[3], m[3] != ""
	}
	kind, known = kinds[name]
	return kind, exact, known
}

// Read takes the blanks out of a text and leaves their marks. The reason why it cannot is
// the end of a catalogue key with its values; a text without blanks is one. Texts in
// blanks are written as the text around them.
func Read(text string, markup formats.Markup) (marked string, blanks []Blank, reason string, pairs []any) {
	var b strings.Builder
	next := 1
	for {
		at := opening.FindStringSubmatchIndex(text)
		if at == nil {
			break
		}
		name := text[at[4]:at[5]]
		kind, exact, known := kindOf(name)
		if !known && several.MatchString(strings.ToUpper(name)) {
			return "", nil, "cloze_several", nil
		}
		if !known { // braces that mean nothing here
			b.WriteString(text[:at[1]])
			text = text[at[1]:]
			continue
		}
		if len(blanks) == most {
			return "", nil, "cloze_many", []any{"max", most}
		}
		blank := Blank{Kind: kind, Weight: weight(text[at[2]:at[3]])}
		if exact {
			blank.Changed = append(blank.Changed, "case")
		}
		key, rest, closed := untilBrace(text[at[1]:])
		if !closed {
			return "", nil, "cloze_open", []any{"n", len(blanks) + 1}
		}
		if reason := blank.read(key, markup); reason != "" {
			return "", nil, "cloze_blank", []any{"n", len(blanks) + 1, "reason", "assessments.read." + reason}
		}
		for strings.Contains(text, Mark(strconv.Itoa(next))) || strings.Contains(b.String(), Mark(strconv.Itoa(next))) {
			next++ // the text happens to have it
		}
		blank.ID = strconv.Itoa(next)
		next++
		b.WriteString(text[:at[0]])
		b.WriteString(Mark(blank.ID))
		blanks = append(blanks, blank)
		text = rest
	}
	b.WriteString(text)
	if len(blanks) == 0 {
		return "", nil, "cloze_none", []any{"example", example}
	}
	return b.String(), blanks, "", nil
}

// weight reads what a blank weighs; without a number it is 1.
func weight(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n >= 1 {
		return min(n, 100)
	}
	return 1
}

// untilBrace splits at the first closing brace that no backslash makes ordinary.
func untilBrace(s string) (key, rest string, closed bool) {
	if at := plainIndex(s, "}"); at >= 0 {
		return s[:at], s[at+1:], true
	}
	return "", "", false
}

// plainIndex is where the first of the characters stands that no backslash precedes, and
// that does not end an HTML entity: "&#39;" has no feedback in it.
func plainIndex(s, characters string) int {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '#' && i > 0 && s[i-1] == '&':
		case strings.IndexByte(characters, s[i]) >= 0:
			return i
		}
	}
	return -1
}

// ordinary takes off the backslashes.
var ordinary = strings.NewReplacer(`\\`, `\`, `\~`, "~", `\=`, "=", `\#`, "#", `\}`, "}", `\{`, "{", `\"`, `"`, `\/`, "/", `\:`, ":")

// read reads the key of a blank.
func (b *Blank) read(key string, markup formats.Markup) (reason string) {
	for key != "" || len(b.Options)+len(b.Numbers) == 0 {
		answer := key
		if at := plainIndex(key, "~"); at >= 0 {
			answer, key = key[:at], key[at+1:]
		} else {
			key = ""
		}
		if reason := b.answer(answer, markup); reason != "" {
			return reason
		}
	}
	if b.Kind == formats.Numeric {
		if !slices.ContainsFunc(b.Numbers, func(n formats.Number) bool { return n.Fraction == 1 }) {
			return "no_right_answer"
		}
		return ""
	}
	if b.Kind == formats.Single && len(b.Options) < 2 {
		return "options_few"
	}
	changed, reason := formats.Whole(b.Options, false)
	if changed {
		b.Changed = append(b.Changed, "weights")
	}
	return reason
}

// answer reads one answer: "=right#feedback", "%50%half" or "wrong".
func (b *Blank) answer(s string, markup formats.Markup) (reason string) {
	fraction, text := 0.0, strings.TrimSpace(s)
	if after, ok := strings.CutPrefix(text, "="); ok {
		fraction, text = 1, after
	} else if after, ok := strings.CutPrefix(text, "%"); ok {
		number, rest, closed := strings.Cut(after, "%")
		percent, err := strconv.ParseFloat(strings.ReplaceAll(number, ",", "."), 64)
		if !closed || err != nil || math.IsNaN(percent) || math.Abs(percent) > 100 {
			return "weight"
		}
		fraction, text = percent/100, rest
	}
	feedback := formats.Text{Markup: markup}
	if at := plainIndex(text, "#"); at >= 0 {
		text, feedback.Body = text[:at], strings.TrimSpace(ordinary.Replace(text[at+1:]))
	}
	text = strings.TrimSpace(text)
	if b.Kind == formats.Numeric {
		return b.number(text, fraction, feedback)
	}
	answer := plain(ordinary.Replace(text), markup)
	if answer == "" {
		return "option_empty"
	}
	if b.Kind == formats.ShortAnswer && fraction < 0 {
		return "weight"
	}
	b.Options = append(b.Options, formats.Option{Text: formats.Text{Markup: formats.Plain, Body: answer}, Fraction: fraction, Feedback: feedback})
	return ""
}

// number reads a number that is accepted; "*" stands for all others and accepts none.
func (b *Blank) number(text string, fraction float64, feedback formats.Text) (reason string) {
	if text == "*" && fraction == 0 {
		if feedback.Body != "" {
			b.Changed = append(b.Changed, "feedback_dropped")
		}
		return ""
	}
	n, ok := formats.NumberOf(text)
	if !ok || fraction < 0 {
		return "number_form"
	}
	n.Fraction, n.Feedback = fraction, feedback
	b.Numbers = append(b.Numbers, n)
	return ""
}

// plain is an answer as people see it in a list or type it.
func plain(answer string, markup formats.Markup) string {
	clean, _ := formats.HTML(formats.Text{Markup: markup, Body: answer})
	text, _ := formats.PlainOf(clean)
	return strings.Join(strings.Fields(text), " ")
}
