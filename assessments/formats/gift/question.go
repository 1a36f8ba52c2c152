package gift

import (
	"strings"
	"unicode"

	"relevo/assessments/formats"
)

// question is a question being read. Texts in it are still hidden (see hide)
// until [question.text] shows them.
type question struct {
	formats.Question
	notes []string // what was adapted
}

func (q *question) note(key string) { q.notes = append(q.notes, key) }

// name is what people recognise the question by.
func (q *question) name(source string) string {
	if q.Title != "" {
		return q.Title
	}
	if q.Stem.Body != "" {
		source = q.Stem.Body
	}
	return formats.Brief(source)
}

// text shows a text again. Without a prefix such as "[html]" it is written as
// fallback says. Lines of the file are only wrapped, except in Markdown.
func (q *question) text(s string, fallback formats.Markup) formats.Text {
	s = strings.TrimSpace(s)
	t := formats.Text{Markup: fallback}
	for _, m := range []formats.Markup{formats.RichText, formats.Markdown, formats.Plain, formats.Auto} {
		if rest, ok := strings.CutPrefix(s, "["+string(m)+"]"); ok {
			t.Markup, s = m, strings.TrimSpace(rest)
			break
		}
	}
	if t.Markup != formats.Markdown {
		s = strings.ReplaceAll(s, "\n", " ")
	}
	t.Body = show.Replace(s)
	return t
}

// parse reads the question; the reason why it cannot be read is the end of a
// catalogue key.
func (q *question) parse(s string) (reason string) {
	s = q.parseTitle(s)
	opening, closing := strings.IndexByte(s, '{'), strings.IndexByte(s, '}')
	if opening < 0 && closing < 0 {
		q.Kind = formats.Description
		q.Stem = q.text(s, formats.Auto)
		return ""
	}
	if opening < 0 || closing < opening {
		return "braces"
	}
	if strings.ContainsAny(s[closing+1:], "{}") || strings.Contains(s[opening+1:closing], "{") {
		return "braces_many"
	}
	head, key, tail := s[:opening], strings.TrimSpace(s[opening+1:closing]), s[closing+1:]
	var general string
	if at := strings.LastIndex(key, "####"); at >= 0 {
		key, general = strings.TrimSpace(key[:at]), key[at+4:]
	}
	q.Stem = q.text(q.stem(head, tail), formats.Auto)
	q.Feedback = q.text(general, q.Stem.Markup)
	if q.Stem.Body == "" {
		return "no_text"
	}
	return q.parseKey(key)
}

func (q *question) parseTitle(s string) (rest string) {
	after, ok := strings.CutPrefix(s, "::")
	if !ok {
		return s
	}
	title, rest, closed := strings.Cut(after, "::")
	if !closed {
		q.note("title_open")
		return after
	}
	q.Title = strings.Join(strings.Fields(show.Replace(title)), " ")
	return rest
}

// stem puts together what stands before and after the braces. Punctuation after
// them belongs to a sentence with a gap; after a finished sentence it is a slip.
func (q *question) stem(head, tail string) string {
	after := strings.TrimSpace(tail)
	if after == "" {
		return head
	}
	before := strings.TrimSpace(head)
	finished := before == "" || strings.ContainsAny(before[len(before)-1:], ".?!:")
	sentenceEnd := strings.Trim(after, ".?!…") == ""
	punctuation := !strings.ContainsFunc(after, func(c rune) bool { return !unicode.IsPunct(c) && !unicode.IsSpace(c) })
	if punctuation && (finished || !sentenceEnd) {
		q.note("tail")
		return head
	}
	q.HasGap = true
	return head + formats.Gap + tail
}

// parseKey reads what stands between the braces, general feedback apart.
func (q *question) parseKey(key string) (reason string) {
	switch {
	case key == "":
		q.Kind = formats.Essay
		return ""
	case key[0] == '#':
		q.Kind = formats.Numeric
		return q.parseNumbers(key[1:])
	case strings.Contains(key, "~"):
		return q.parseOptions(key)
	case strings.Contains(key, "=") && strings.Contains(key, "->"):
		q.Kind = formats.Matching
		return q.parsePairs(key)
	default:
		if parts := strings.SplitN(key, "#", 3); q.parseTrueFalse(parts) {
			q.Kind = formats.TrueFalse
			return ""
		}
		q.Kind = formats.ShortAnswer
		return q.parseShort(key)
	}
}

func (q *question) parseTrueFalse(parts []string) bool {
	var right bool
	switch strings.ToUpper(strings.TrimSpace(parts[0])) {
	case "T", "TRUE":
		right = true
	case "F", "FALSE":
	default:
		return false
	}
	feedback := func(i int) formats.Text {
		if i < len(parts) {
			return q.text(parts[i], q.Stem.Markup)
		}
		return formats.Text{}
	}
	// The first feedback is for the wrong answer, the second for the right one.
	chosen, other := formats.Option{Fraction: 1, Feedback: feedback(2)}, formats.Option{Feedback: feedback(1)}
	q.Options = []formats.Option{chosen, other}
	if !right {
		q.Options = []formats.Option{other, chosen}
	}
	return true
}
