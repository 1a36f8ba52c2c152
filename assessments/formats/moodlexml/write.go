package moodlexml

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"relevo/assessments/formats"
)

// escaped writes text so that XML readers give it back as it is, lines included.
var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#xA;", "\r", "&#xD;", "\t", "&#x9;")

// types are Moodle's names of the kinds.
var types = map[formats.Kind]string{
	formats.Single: "multichoice", formats.Multiple: "multichoice", formats.TrueFalse: "truefalse", formats.ShortAnswer: "shortanswer",
	formats.Numeric: "numerical", formats.Matching: "matching", formats.Ordering: "ordering", formats.Essay: "essay", formats.Cloze: "cloze",
}

// Write writes questions whose texts are clean HTML. What Moodle has no place for is left
// out and listed, and stands in the file as comments in the words of say.
func Write(questions []formats.Question, say func(formats.Note) string) (file []byte, left []formats.Note) {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n")
	for i, q := range questions {
		if types[q.Kind] == "" {
			n := formats.Changed("write_kind")
			n.Number, n.Question = i+1, q.Tags["id"]
			left = append(left, n)
			b.WriteString("<!-- " + strings.ReplaceAll(n.Question+": "+say(n), "--", "- -") + " -->\n")
			continue
		}
		w := writer{b: &b, pictures: q.Pictures}
		w.question(q)
	}
	b.WriteString("</quiz>\n")
	return []byte(b.String()), left
}

// writer writes one question.
type writer struct {
	b        *strings.Builder
	pictures []formats.Picture
}

func (w *writer) line(parts ...string) {
	w.b.WriteString("  " + strings.Join(parts, "") + "\n")
}

// simple writes an element with nothing but text in it.
func (w *writer) simple(name, text string) {
	w.line("<", name, ">", escaped.Replace(text), "</", name, ">")
}

func (w *writer) question(q formats.Question) {
	w.b.WriteString(`<question type="` + types[q.Kind] + "\">\n")
	w.line("<name><text>", escaped.Replace(q.Title), "</text></name>")
	w.line("<questiontext", w.inside(q.Stem), "</questiontext>")
	w.line("<generalfeedback", w.inside(q.Feedback), "</generalfeedback>")
	w.simple("defaultgrade", "1")
	w.simple("hidden", "0")
	w.simple("idnumber", q.Tags["id"])
	switch q.Kind {
	case formats.Single, formats.Multiple:
		w.simple("single", strconv.FormatBool(q.Kind == formats.Single))
		w.simple("shuffleanswers", "true")
		w.simple("answernumbering", "abc")
		w.answers(q.Options, 0)
	case formats.TrueFalse:
		for i, o := range q.Options {
			o.Text = formats.Text{Markup: formats.Auto, Body: []string{"true", "false"}[i]}
			w.answers([]formats.Option{o}, 0)
		}
	case formats.ShortAnswer:
		w.simple("usecase", "0")
		w.answers(q.Options, 0)
	case formats.Ordering:
		w.answers(q.Options, 1)
	case formats.Numeric:
		for _, n := range q.Numbers {
			value, margin := formats.Middle(n)
			w.line(`<answer fraction="`, formats.Decimal(n.Fraction*100), `" format="moodle_auto_format"><text>`, value, "</text><tolerance>", margin, "</tolerance>",
				"<feedback", w.inside(n.Feedback), "</feedback></answer>")
		}
	case formats.Matching:
		w.simple("shuffleanswers", "true")
		for _, p := range q.Pairs {
			w.line("<subquestion", w.inside(p.Left), "<answer><text>", escaped.Replace(p.Right), "</text></answer></subquestion>")
		}
	case formats.Essay:
		w.simple("responseformat", "editor")
	}
	if competency := q.Tags["competency"]; competency != "" {
		w.line("<tags><tag><text>competency:", escaped.Replace(competency), "</text></tag></tags>")
	}
	w.b.WriteString("</question>\n")
}

// answers writes options with their shares, or with their places counted from first.
func (w *writer) answers(options []formats.Option, first int) {
	for i, o := range options {
		share := formats.Decimal(o.Fraction * 100)
		if first > 0 {
			share = strconv.Itoa(first + i)
		}
		w.line(`<answer fraction="`, share, `"`, w.inside(o.Text), "<feedback", w.inside(o.Feedback), "</feedback></answer>")
	}
}

// inside ends an opening tag and writes the text in it, with its pictures as files.
func (w *writer) inside(t formats.Text) string {
	format := "html"
	for name, markup := range markups {
		if markup == t.Markup && name != "plain" {
			format = name
		}
	}
	names := w.names()
	shown := formats.PicturesIn(t.Body)
	body := formats.LocatePictures(t.Body, func(id string) string { return "@@PLUGINFILE@@/" + url.PathEscape(names[id]) })
	s := ` format="` + format + `"><text>` + escaped.Replace(body) + "</text>"
	for _, p := range w.pictures {
		if slices.Contains(shown, p.ID) {
			s += `<file name="` + escaped.Replace(names[p.ID]) + `" path="/" encoding="base64">` + base64.StdEncoding.EncodeToString(p.Data) + "</file>"
		}
	}
	return s
}

// names gives each picture a name of its own.
func (w *writer) names() map[string]string {
	names, used := map[string]string{}, map[string]bool{}
	for _, p := range w.pictures {
		name := p.Name
		if name == "" || used[name] {
			name = p.ID[:8] + "-" + p.Name
		}
		names[p.ID], used[name] = name, true
	}
	return names
}
