package assessments

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"relevo/app/i18n"
	"relevo/app/people/roster"
	"relevo/assessments/formats"
)

func formTag(tag string) string {
	switch tag = strings.ToUpper(strings.ReplaceAll(tag, "|", "")); tag {
	case "A", "B", "AB":
		return tag
	default:
		return ""
	}
}

func nameOf(q formats.Question) string {
	if q.Title != "" {
		return formats.Brief(q.Title)
	}
	stem, _ := formats.HTML(q.Stem)
	plain, _ := formats.PlainOf(stem)
	return formats.Brief(cmp.Or(plain, q.Stem.Body))
}

// codesOf gives each question the code it is known again by, unique in the file.
func codesOf(questions []formats.Question) []string {
	used := map[string]bool{}
	codes := make([]string, len(questions))
	for i, q := range questions {
		code := slug(cmp.Or(q.Tags["id"], q.Title))
		if code == "" {
			sum := sha256.Sum256([]byte(q.Stem.Body))
			code = "item-" + hex.EncodeToString(sum[:4])
		}
		unique := code
		for n := 2; used[unique]; n++ {
			unique = fmt.Sprintf("%s-%d", code, n)
		}
		used[unique], codes[i] = true, unique
	}
	return codes
}

// slug writes a title as a code: "Jesús' home" is "jesus-home".
func slug(s string) string {
	if codeForm.MatchString(s) {
		return s
	}
	code := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII {
			return r
		}
		return -1
	}, strings.ReplaceAll(roster.Fold(s), " ", "-"))
	return strings.Trim(code[:min(len(code), 70)], "-")
}

// inputOf turns a question of a file into the bank's own shape. All its texts are
// clean HTML afterwards; the notes say what had to go.
func inputOf(q formats.Question) (in ItemInput, notes []ImportNote) {
	gone := map[string]bool{}
	text := func(t formats.Text) i18n.Text {
		html, removed := formats.HTML(t)
		for _, name := range removed {
			gone[name] = true
		}
		if html == "" {
			return nil
		}
		return i18n.Says(html)
	}
	in = ItemInput{Kind: Kind(q.Kind), Title: q.Title, Markup: formats.RichText, Stem: text(q.Stem)}
	in.Body.Feedback, in.Body.Pictures = text(q.Feedback), q.Pictures
	if r := []rune(q.Title); len(r) > maxTitle {
		in.Title = string(r[:maxTitle-1]) + "…"
		notes = append(notes, ImportNote{Key: "assessments.read.title_cut"})
	}
	switch q.Kind {
	case formats.Essay:
		in.Kind = Vignette
		notes = append(notes, ImportNote{Key: "assessments.read.essay"})
	case formats.Cloze: // its keys are read before its text is cleaned
		in.Stem, in.Markup = i18n.Says(q.Stem.Body), q.Stem.Markup
		if in.takeBlanks() == nil { // otherwise build says what is wrong
			in.Stem, in.Markup = text(formats.Text{Markup: q.Stem.Markup, Body: in.Stem[i18n.Spanish]}), formats.RichText
		}
	case formats.Matching:
		choices := map[string]string{}
		for _, pair := range q.Pairs {
			id, known := choices[pair.Right]
			if !known {
				id = shortID(q.Stem.Body, "choice", pair.Right)
				choices[pair.Right] = id
				in.Body.Choices = append(in.Body.Choices, Choice{ID: id, Text: text(formats.Text{Markup: formats.Plain, Body: pair.Right})})
			}
			if pair.Left.Body != "" {
				in.Body.Prompts = append(in.Body.Prompts, Prompt{Text: text(pair.Left), ChoiceID: id})
			}
		}
	case formats.Numeric:
		for _, n := range q.Numbers {
			in.Body.Numbers = append(in.Body.Numbers, Number{n.Low, n.High, n.Fraction, text(n.Feedback)})
		}
	case formats.ShortAnswer:
		for _, o := range q.Options {
			in.Body.Patterns = append(in.Body.Patterns, Pattern{o.Text.Body, o.Fraction, text(o.Feedback)})
		}
	default:
		for i, o := range q.Options {
			option := Option{Text: text(o.Text), Fraction: o.Fraction, Feedback: text(o.Feedback)}
			if q.Kind == formats.TrueFalse {
				option.ID = []string{"true", "false"}[i]
			}
			in.Body.Options = append(in.Body.Options, option)
		}
	}
	var names []string
	for name := range gone {
		names = append(names, name)
	}
	if slices.Sort(names); len(names) > 0 {
		notes = append(notes, ImportNote{"assessments.read.markup_removed", []any{"elements", strings.Join(names, ", ")}})
	}
	return in, notes
}

func shortID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:4])
}
