package assessments

import (
	"slices"
	"strconv"
	"strings"

	"relevo/app/people/roster"
)

// What follows is pure: answers as they are typed from paper, where options have
// letters in the order in which they were printed, and back.

// Letter is the letter of the option with the index: A, B, C …
func Letter(i int) string { return string(rune('A' + i%26)) }

// blank is what is typed where somebody left a part of a question empty.
const blank = "-"

// GapSeparator stands between the gaps of a text with blanks.
const GapSeparator = "|"

// ReadTyped reads what was typed for a question: letters, numbers or words, as the
// question is printed. problem is the catalogue key of what is wrong with it.
func (item PaperItem) ReadTyped(text string) (value Value, problem string) {
	text = tidyText(text)
	if text == "" || text == blank {
		return Value{}, ""
	}
	switch item.Kind {
	case Single, TrueFalse, Multiple, SelfRating, Confidence:
		value.Options, problem = item.readOptions(text)
	case Situational:
		value.Matches, problem = item.readBestWorst(text)
	case Ordering:
		value.Matches, problem = readParts(keysOf(item.Options), split(text, len(item.Options)), func(_ int, part string) (string, bool) {
			n, err := strconv.Atoi(part)
			return part, err == nil && n >= 1 && n <= len(item.Options)
		})
	case Matching:
		value.Matches, problem = readParts(keysOf(item.Prompts), split(text, len(item.Choices)), func(_ int, part string) (string, bool) {
			n, err := strconv.Atoi(part)
			if err != nil || n < 1 || n > len(item.Choices) {
				return "", false
			}
			return item.Choices[n-1].ID, true
		})
	case Cloze:
		value.Matches, problem = item.readGaps(strings.Split(text, GapSeparator))
	default:
		value.Text = text
	}
	return value, problem
}

func keysOf(choices []Choice) []string {
	keys := make([]string, len(choices))
	for i, c := range choices {
		keys[i] = c.ID
	}
	return keys
}

// split separates numbers, one a part. Numbers below ten may stand together: "312".
func split(text string, most int) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '/' || r == '.' || r == '\n' })
	if len(parts) == 1 && most < 10 {
		return strings.Split(parts[0], "")
	}
	return parts
}

// readParts reads one part for each key, in their order.
func readParts(keys, parts []string, read func(i int, part string) (string, bool)) (map[string]string, string) {
	if len(parts) != len(keys) {
		return nil, "sheets.typed_parts"
	}
	matches := map[string]string{}
	for i, part := range parts {
		if part = strings.TrimSpace(part); part == blank || part == "0" || part == "" {
			continue
		}
		choice, ok := read(i, part)
		if !ok {
			return nil, "sheets.typed_number"
		}
		matches[keys[i]] = choice
	}
	return matches, ""
}

// option gives the option that a letter names. Of a true-false question the words do, too.
func (item PaperItem) option(letter string) (string, bool) {
	if item.Kind == TrueFalse {
		switch roster.Fold(letter) {
		case "v", "verdadero", "true", "t", "si":
			return "true", true
		case "f", "falso", "false", "no":
			return "false", true
		}
	}
	return optionAt(item.Options, letter)
}

func optionAt(options []Choice, letter string) (string, bool) {
	if len(letter) != 1 {
		return "", false
	}
	i := int(strings.ToUpper(letter)[0]) - 'A'
	if i < 0 || i >= len(options) || i > 25 {
		return "", false
	}
	return options[i].ID, true
}

func (item PaperItem) readOptions(text string) ([]string, string) {
	if id, ok := item.option(text); ok {
		return []string{id}, ""
	}
	var ids []string
	for _, letter := range strings.Split(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '/' }), ""), "") {
		id, ok := optionAt(item.Options, letter)
		if !ok {
			return nil, "sheets.typed_letter"
		}
		if slices.Contains(ids, id) {
			return nil, "sheets.typed_twice"
		}
		ids = append(ids, id)
	}
	if item.Kind != Multiple && len(ids) > 1 {
		return nil, "sheets.typed_one"
	}
	return ids, ""
}

// readBestWorst reads two letters, the best first: "BD", "B D", "B-".
func (item PaperItem) readBestWorst(text string) (map[string]string, string) {
	parts := strings.Split(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '/' }), ""), "")
	if len(parts) != 2 {
		return nil, "sheets.typed_best_worst"
	}
	matches := map[string]string{}
	for i, key := range []string{Best, Worst} {
		if parts[i] == blank {
			continue
		}
		id, ok := optionAt(item.Options, parts[i])
		if !ok {
			return nil, "sheets.typed_letter"
		}
		matches[key] = id
	}
	if matches[Best] != "" && matches[Best] == matches[Worst] {
		return nil, "assessments.answer_same"
	}
	return matches, ""
}

func (item PaperItem) readGaps(parts []string) (map[string]string, string) {
	if len(parts) > len(item.Blanks) {
		return nil, "sheets.typed_gaps"
	}
	matches := map[string]string{}
	for i, part := range parts {
		part = strings.TrimSpace(part)
		if part == "" || part == blank {
			continue
		}
		gap := item.Blanks[i]
		if gap.Kind == Single {
			id, ok := optionAt(gap.Options, part)
			if !ok {
				return nil, "sheets.typed_letter"
			}
			part = id
		}
		matches[gap.ID] = part
	}
	return matches, ""
}

// Typed writes an answer as it would be typed from the sheet.
func (item PaperItem) Typed(value Value) string {
	letter := func(options []Choice, id string) string {
		if i := slices.IndexFunc(options, func(c Choice) bool { return c.ID == id }); i >= 0 {
			return Letter(i)
		}
		return blank
	}
	if value.IsZero() {
		return ""
	}
	var parts []string
	switch item.Kind {
	case Single, TrueFalse, Multiple, SelfRating, Confidence:
		for _, id := range value.Options {
			parts = append(parts, letter(item.Options, id))
		}
		slices.Sort(parts)
		return strings.Join(parts, "")
	case Situational:
		return letter(item.Options, value.Matches[Best]) + letter(item.Options, value.Matches[Worst])
	case Ordering:
		for _, o := range item.Options {
			parts = append(parts, orBlank(value.Matches[o.ID]))
		}
		return strings.Join(parts, " ")
	case Matching:
		for _, p := range item.Prompts {
			n := slices.IndexFunc(item.Choices, func(c Choice) bool { return c.ID == value.Matches[p.ID] })
			if n < 0 {
				parts = append(parts, blank)
			} else {
				parts = append(parts, strconv.Itoa(n+1))
			}
		}
		return strings.Join(parts, " ")
	case Cloze:
		for _, gap := range item.Blanks {
			part := value.Matches[gap.ID]
			if gap.Kind == Single && part != "" {
				part = letter(gap.Options, part)
			}
			parts = append(parts, orBlank(part))
		}
		return strings.Join(parts, " "+GapSeparator+" ")
	}
	return value.Text
}

func orBlank(text string) string {
	if text == "" {
		return blank
	}
	return text
}

// SameTyped tells whether two keyings of a question say the same: in words, capitals,
// accents and spaces do not count.
func (item PaperItem) SameTyped(a, b Value) bool {
	one, other := item.Typed(a), item.Typed(b)
	if item.Kind == Vignette || item.Kind == ShortAnswer || item.Kind == Cloze {
		return roster.Fold(one) == roster.Fold(other)
	}
	return one == other
}
