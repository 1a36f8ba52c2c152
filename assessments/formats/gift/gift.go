package gift

import (
	"strings"

	"relevo/assessments/formats"
)

// Read reads a file:
//
//	{}            open text                {T} {FALSE}      true or false
//	no braces     a text asking nothing    {#3.14:0.01}     number, also {#3..4} and {#=3 =%50%4:1}
//	{=a =b}       short answer             {=a -> b =c -> d} matching
//	{=a ~b}       one option               {~%50%a ~%50%b ~c} several options
//
// Text after the braces makes it a question with a gap.
func Read(data []byte) formats.Report {
	text, encoding := formats.Decode(data)
	r := reader{report: formats.Report{Encoding: encoding, Text: text}}
	for _, rec := range records(text) {
		r.read(rec)
	}
	return r.report
}

// record is what stands between two blank lines, comments apart.
type record struct {
	line     int // of its first line that is no comment
	text     string
	comments []string
}

func records(text string) []record {
	var all []record
	var now record
	var body []string
	flush := func() {
		if len(body) > 0 {
			now.text = strings.Join(body, "\n")
			all = append(all, now)
		}
		now, body = record{}, nil
	}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			flush()
		case strings.HasPrefix(line, "//"):
			now.comments = append(now.comments, strings.TrimSpace(strings.TrimLeft(line, "/")))
		default:
			if len(body) == 0 {
				now.line = i + 1
			}
			body = append(body, line)
		}
	}
	flush()
	return all
}

// Escaped characters become bytes that valid text never contains, so that what is
// looked for below is never an escaped one.
var (
	hide = strings.NewReplacer(`\\`, "\xf8", `\:`, "\xf9", `\#`, "\xfa", `\=`, "\xfb", `\{`, "\xfc", `\}`, "\xfd", `\~`, "\xfe", `\n`, "\xff")
	show = strings.NewReplacer("\xf8", `\`, "\xf9", ":", "\xfa", "#", "\xfb", "=", "\xfc", "{", "\xfd", "}", "\xfe", "~", "\xff", "\n")
)

type reader struct {
	report   formats.Report
	category string
}

// read reads one record.
func (r *reader) read(rec record) {
	text := rec.text
	if rest, ok := strings.CutPrefix(text, "$CATEGORY:"); ok {
		name, after, more := strings.Cut(rest, "\n")
		r.category = formats.CategoryPath(name)
		r.report.Categories = append(r.report.Categories, r.category)
		if !more {
			return
		}
		text = after
		rec.line++
	}
	q := question{Question: formats.Question{Line: rec.line, Category: r.category, Comments: rec.comments, Tags: formats.Tags(rec.comments)}}
	reason := q.parse(hide.Replace(text))
	name := q.name(text)
	if reason != "" {
		r.report.Skip(rec.line, name, reason)
		return
	}
	var changed []formats.Note
	for _, n := range q.notes {
		changed = append(changed, formats.Changed(n))
	}
	r.report.Take(q.Question, name, changed...)
}
