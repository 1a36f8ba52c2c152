package aiken

import (
	"regexp"
	"slices"
	"strings"

	"relevo/assessments/formats"
)

// option is "A) text", also without the space, and "A. text".
var option = regexp.MustCompile(`^([A-Z])[).](.*)$`)

// answer is "ANSWER: A".
var answer = regexp.MustCompile(`^(?i:ANSWER):(.*)$`)

// Read reads a file.
func Read(data []byte) formats.Report {
	text, encoding := formats.Decode(data)
	r := reader{report: formats.Report{Encoding: encoding, Text: text}}
	for i, line := range strings.Split(text, "\n") {
		r.line(i+1, strings.TrimSpace(line))
	}
	r.finish("aiken_unfinished")
	return r.report
}

// reader has the question that is being read.
type reader struct {
	report  formats.Report
	begin   int // its first line; 0 between questions
	stem    []string
	letters []string // of its options
	options []string
	gap     bool // the line before was blank
}

func (r *reader) line(number int, line string) {
	if line == "" {
		r.gap = true
		return
	}
	if m := answer.FindStringSubmatch(line); m != nil {
		r.start(number)
		r.answered(strings.TrimSpace(m[1]))
	} else if m := option.FindStringSubmatch(line); m != nil {
		r.start(number)
		r.letters, r.options = append(r.letters, m[1]), append(r.options, strings.TrimSpace(m[2]))
	} else {
		if r.begin > 0 && (r.gap || len(r.options) > 0) {
			r.finish("aiken_unfinished")
		}
		r.start(number)
		r.stem = append(r.stem, line)
	}
	r.gap = false
}

func (r *reader) start(number int) {
	if r.begin == 0 {
		r.begin = number
	}
}

// answered ends the question with the letter of its right option.
func (r *reader) answered(letter string) {
	letter = strings.ToUpper(strings.TrimRight(letter, ".)"))
	repeated := slices.Clone(r.letters)
	slices.Sort(repeated)
	switch {
	case len(r.stem) == 0:
		r.finish("aiken_not_started")
	case len(r.options) < 2:
		r.finish("options_few")
	case slices.Contains(r.options, ""):
		r.finish("option_empty")
	case len(slices.Compact(repeated)) < len(r.letters):
		r.finish("aiken_letters")
	case !slices.Contains(r.letters, letter):
		r.finish("aiken_answer")
	default:
		r.take(letter)
	}
}

func (r *reader) take(letter string) {
	q := formats.Question{Line: r.begin, Kind: formats.Single, Stem: plain(strings.Join(r.stem, "\n"))}
	for i, text := range r.options {
		o := formats.Option{Text: plain(text)}
		if r.letters[i] == letter {
			o.Fraction = 1
		}
		q.Options = append(q.Options, o)
	}
	r.report.Take(q, r.name())
	r.clear()
}

// finish ends a question that cannot be used.
func (r *reader) finish(reason string) {
	if r.begin > 0 {
		r.report.Skip(r.begin, r.name(), reason)
	}
	r.clear()
}

// name is what people recognise the question by.
func (r *reader) name() string {
	if len(r.stem) == 0 {
		return formats.Brief(strings.Join(r.options, " "))
	}
	return formats.Brief(strings.Join(r.stem, " "))
}

func (r *reader) clear() {
	r.begin, r.stem, r.letters, r.options = 0, nil, nil, nil
}

func plain(text string) formats.Text { return formats.Text{Markup: formats.Plain, Body: text} }
