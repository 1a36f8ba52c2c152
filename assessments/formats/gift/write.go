package gift

import (
	"slices"
	"strings"

	"relevo/assessments/formats"
)

// escaped writes what means something in GIFT so that it does not.
var escaped = strings.NewReplacer(`\`, `\\`, ":", `\:`, "#", `\#`, "=", `\=`, "{", `\{`, "}", `\}`, "~", `\~`, "\n", `\n`)

// Write writes questions whose texts are clean HTML. What GIFT has no place for is left
// out and listed, and stands in the file as comments in the words of say.
func Write(questions []formats.Question, say func(formats.Note) string) (file []byte, left []formats.Note) {
	var b strings.Builder
	for i, q := range questions {
		w := writer{}
		key, can := w.key(q)
		stem := w.html(q.Stem)
		for _, n := range w.left {
			n.Number, n.Question = i+1, q.Tags["id"]
			left = append(left, n)
			b.WriteString("// " + n.Question + " - " + strings.Join(strings.Fields(say(n)), " ") + "\n")
		}
		if !can {
			b.WriteString("\n")
			continue
		}
		b.WriteString("// id: " + q.Tags["id"])
		if competency := q.Tags["competency"]; competency != "" {
			b.WriteString("  competency: " + competency)
		}
		b.WriteString("\n")
		if q.Title != "" {
			b.WriteString("::" + escaped.Replace(q.Title) + "::")
		}
		b.WriteString(stem + " {" + key)
		if q.Feedback.Body != "" {
			b.WriteString("####" + w.html(q.Feedback) + "\n")
		}
		b.WriteString("}\n\n")
	}
	return []byte(b.String()), left
}

// writer writes one question.
type writer struct{ left []formats.Note }

func (w *writer) leave(what string) {
	if !slices.ContainsFunc(w.left, func(n formats.Note) bool { return n.Key == "assessments.read."+what }) {
		w.left = append(w.left, formats.Changed(what))
	}
}

func (w *writer) html(t formats.Text) string {
	body := t.Body
	if len(formats.PicturesIn(body)) > 0 {
		w.leave("write_pictures")
		body = formats.WithoutPictures(body)
	}
	return "[html]" + escaped.Replace(body)
}

func (w *writer) feedback(t formats.Text) string {
	if t.Body == "" {
		return ""
	}
	return "#" + w.html(t)
}

func weightOf(fraction float64) string { return "%" + formats.Decimal(fraction*100) + "%" }

// key writes what stands between the braces; can is false when GIFT has no such question.
func (w *writer) key(q formats.Question) (key string, can bool) {
	var b strings.Builder
	switch q.Kind {
	case formats.Essay:
		return "", true
	case formats.TrueFalse:
		return w.trueFalse(q.Options), true
	case formats.Single, formats.Multiple:
		marked := false
		for _, o := range q.Options {
			sign := "~" + weightOf(o.Fraction)
			if q.Kind == formats.Single && o.Fraction == 1 && !marked {
				sign, marked = "=", true
			}
			b.WriteString("\n\t" + sign + w.html(o.Text) + w.feedback(o.Feedback))
		}
	case formats.ShortAnswer:
		for _, o := range q.Options {
			if strings.Contains(o.Text.Body, "->") {
				w.leave("write_arrow")
				return "", false
			}
			b.WriteString("\n\t=" + weightOf(o.Fraction) + "[plain]" + escaped.Replace(o.Text.Body) + w.feedback(o.Feedback))
		}
	case formats.Numeric:
		b.WriteString("#")
		for _, n := range q.Numbers {
			b.WriteString("\n\t=" + weightOf(n.Fraction) + formats.Decimal(n.Low) + ".." + formats.Decimal(n.High) + w.feedback(n.Feedback))
		}
	case formats.Matching:
		for _, p := range q.Pairs {
			left := ""
			if p.Left.Body != "" {
				left = w.html(p.Left)
			}
			b.WriteString("\n\t=" + left + " -> [plain]" + escaped.Replace(p.Right))
		}
	default:
		w.leave("write_kind")
		return "", false
	}
	b.WriteString("\n")
	return b.String(), true
}

// trueFalse writes the key, then what is said when the answer is wrong and when it is right.
func (w *writer) trueFalse(options []formats.Option) string {
	word, right, wrong := "TRUE", options[0], options[1]
	if options[1].Fraction == 1 {
		word, right, wrong = "FALSE", options[1], options[0]
	}
	said := w.feedback(right.Feedback)
	if said != "" || wrong.Feedback.Body != "" {
		if wrong.Feedback.Body == "" {
			word += "#"
		}
		word += w.feedback(wrong.Feedback) + said
	}
	return word
}
