package moodlexml

import (
	"cmp"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"relevo/assessments/formats"
	"relevo/assessments/formats/cloze"
)

// Read reads a file.
func Read(data []byte) formats.Report {
	text, encoding := formats.Decode(data)
	r := reader{report: formats.Report{Encoding: encoding, Text: text}}
	d := xml.NewDecoder(strings.NewReader(strings.Map(allowed, text)))
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // decoded already
	line, err := r.read(d)
	if err == nil {
		return r.report
	}
	why := formats.Changed("xml_broken", "line", line)
	if errors.Is(err, errNoQuiz) {
		why = formats.Changed("xml_no_quiz")
	}
	why.Line = line
	return formats.Report{Encoding: encoding, Text: text, Broken: &why}
}

// errNoQuiz says that the outermost element is another than <quiz>.
var errNoQuiz = errors.New("no quiz")

// allowed takes out the characters that XML forbids and that old systems let slip.
func allowed(c rune) rune {
	if (c < ' ' && c != '\n' && c != '\t') || c == 0xFFFE || c == 0xFFFF {
		return -1
	}
	return c
}

type reader struct {
	report   formats.Report
	category string
}

// read reads the questions; line is where the first fault is.
func (r *reader) read(d *xml.Decoder) (line int, err error) {
	quiz := false
	for {
		token, err := d.Token()
		line, _ = d.InputPos()
		if errors.Is(err, io.EOF) {
			if !quiz {
				return 1, errNoQuiz
			}
			return 0, nil
		}
		if err != nil {
			return line, err
		}
		start, opens := token.(xml.StartElement)
		if !opens {
			continue
		}
		switch {
		case !quiz && start.Name.Local != "quiz":
			return line, errNoQuiz
		case start.Name.Local == "question":
			e := element{}
			if err := d.DecodeElement(&e, &start); err != nil {
				line, _ = d.InputPos()
				return line, err
			}
			r.take(line, &e)
		}
		quiz = true
	}
}

// question is a question being read.
type question struct {
	formats.Question
	changed []formats.Note
	left    []string // files that could not come along
}

func (q *question) note(what string, pairs ...any) {
	if !slices.ContainsFunc(q.changed, func(n formats.Note) bool { return n.Key == "assessments.read."+what }) {
		q.changed = append(q.changed, formats.Changed(what, pairs...))
	}
}

// take reads one question, or the category in which those after it are.
func (r *reader) take(line int, e *element) {
	kind := strings.ToLower(e.attr("type"))
	if kind == "category" {
		r.category = formats.CategoryPath(e.child("category").words())
		r.report.Categories = append(r.report.Categories, r.category)
		return
	}
	q := question{Question: formats.Question{Line: line, Category: r.category, Title: strings.Join(strings.Fields(e.child("name").words()), " ")}}
	q.Stem = q.text(e.child("questiontext"))
	q.Feedback = q.text(e.child("generalfeedback"))
	q.Tags = tags(e)
	name := q.Title
	if name == "" {
		stem, _ := formats.HTML(q.Stem)
		plain, _ := formats.PlainOf(stem)
		name = formats.Brief(plain)
	}
	read, known := kinds[kind]
	if !known {
		r.report.Skip(line, name, "type_unknown", "type", formats.Brief(kind))
		return
	}
	if q.Stem.Body == "" {
		r.report.Skip(line, name, "no_text")
		return
	}
	if reason, pairs := read(&q, e); reason != "" {
		r.report.Skip(line, name, reason, pairs...)
		return
	}
	q.common(e)
	r.report.Take(q.Question, name, q.changed...)
}

// common notes what any question may have and the bank has no place for.
func (q *question) common(e *element) {
	for _, name := range []string{"correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"} {
		if said, _ := formats.PlainOf(e.child(name).words()); said != "" && !customary[said] {
			q.note("feedback_combined")
		}
	}
	if slices.ContainsFunc(e.all("hint"), func(h *element) bool { return h.words() != "" }) {
		q.note("hints")
	}
	if points, err := strconv.ParseFloat(e.child("defaultgrade").words(), 64); err == nil && points != 1 && q.Kind != formats.Description {
		q.note("points", "points", points)
	}
	if len(q.left) > 0 {
		slices.Sort(q.left)
		q.note("files_left", "files", strings.Join(slices.Compact(q.left), ", "))
	}
}

// customary are the sentences that Moodle itself writes into every question.
var customary = map[string]bool{
	"Your answer is correct.": true, "Your answer is partially correct.": true, "Your answer is incorrect.": true,
	"Respuesta correcta": true, "Respuesta parcialmente correcta.": true, "Respuesta incorrecta.": true,
}

// text reads a text with the pictures in it.
func (q *question) text(e *element) formats.Text {
	t := formats.Text{Markup: e.markup(), Body: e.words()}
	files := map[string][]byte{}
	for _, f := range e.all("file") {
		// What is no base64 is no picture either and is named among those left out.
		files[f.attr("name")], _ = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(f.Text), ""))
	}
	if len(files) == 0 && !strings.Contains(t.Body, "@@PLUGINFILE@@") {
		return t
	}
	var pictures []formats.Picture
	var left []string
	t.Body, pictures, left = formats.Embed(t.Body, files)
	q.left = append(q.left, left...)
	for _, p := range pictures {
		if !slices.ContainsFunc(q.Pictures, func(other formats.Picture) bool { return other.ID == p.ID }) {
			q.Pictures = append(q.Pictures, p)
		}
	}
	return t
}

// tags reads what the tags and the id number say.
func tags(e *element) map[string]string {
	var all []string
	for _, tag := range e.child("tags").all("tag") {
		all = append(all, tag.words())
	}
	for i, tag := range all { // "competency:asking" as well as "competency: asking"
		if name, value, ok := strings.Cut(tag, ":"); ok {
			all[i] = strings.TrimSpace(name) + ": " + value
		}
	}
	found := formats.Tags(all)
	if id := e.child("idnumber").words(); id != "" {
		found["id"] = id
	}
	return found
}

// kinds read what is special to the types of question. The reason why one cannot be read
// is the end of a catalogue key with its values.
var kinds = map[string]func(*question, *element) (reason string, pairs []any){
	"multichoice": (*question).choice, "truefalse": (*question).trueFalse, "shortanswer": (*question).shortAnswer,
	"numerical": (*question).numeric, "matching": (*question).matching, "ordering": (*question).ordering, "essay": (*question).essay,
	"cloze": (*question).cloze, "multianswer": (*question).cloze, "description": (*question).description,
}

// fraction reads the share of an answer, in percent.
func fraction(answer *element) (share float64, ok bool) {
	percent, err := strconv.ParseFloat(strings.ReplaceAll(answer.attr("fraction"), ",", "."), 64)
	if err != nil || math.IsNaN(percent) || math.Abs(percent) > 100 {
		return 0, false
	}
	return percent / 100, true
}

// options reads the answers; markup, if there is one, goes before what they say.
func (q *question) options(e *element, markup formats.Markup) (reason string) {
	for _, answer := range e.all("answer") {
		share, ok := fraction(answer)
		if !ok {
			return "weight"
		}
		o := formats.Option{Text: q.text(answer), Fraction: share, Feedback: q.text(answer.child("feedback"))}
		if markup != "" {
			o.Text.Markup = markup
		}
		if o.Text.Body == "" {
			return "option_empty"
		}
		q.Options = append(q.Options, o)
	}
	return ""
}

func (q *question) choice(e *element) (string, []any) {
	q.Kind = formats.Multiple
	if e.child("single").is(true) {
		q.Kind = formats.Single
	}
	if reason := q.options(e, ""); reason != "" {
		return reason, nil
	}
	if len(q.Options) < 2 {
		return "options_few", nil
	}
	if !e.child("shuffleanswers").is(true) {
		q.note("shuffled")
	}
	changed, reason := formats.Whole(q.Options, q.Kind == formats.Multiple)
	if changed {
		q.note("weights")
	}
	return reason, nil
}

func (q *question) trueFalse(e *element) (string, []any) {
	q.Kind, q.Options = formats.TrueFalse, make([]formats.Option, 2)
	right := 0
	for _, answer := range e.all("answer") {
		at := slices.Index([]string{"true", "false"}, strings.ToLower(answer.words()))
		share, ok := fraction(answer)
		if at < 0 || !ok {
			return "true_false_form", nil
		}
		if share > 0 {
			share = 1
			right++
		}
		q.Options[at] = formats.Option{Fraction: math.Max(share, 0), Feedback: q.text(answer.child("feedback"))}
	}
	if right != 1 {
		return "true_false_form", nil
	}
	return "", nil
}

func (q *question) shortAnswer(e *element) (string, []any) {
	q.Kind = formats.ShortAnswer
	if reason := q.options(e, formats.Plain); reason != "" {
		return reason, nil
	}
	for i, o := range q.Options {
		if o.Fraction < 0 {
			return "weight", nil
		}
		// A star that is meant as one: signs do not count when answers are compared.
		q.Options[i].Text.Body = strings.ReplaceAll(o.Text.Body, `\*`, " ")
	}
	if e.child("usecase").is(false) {
		q.note("case")
	}
	changed, reason := formats.Whole(q.Options, false)
	if changed {
		q.note("weights")
	}
	return reason, nil
}

func (q *question) numeric(e *element) (string, []any) {
	q.Kind = formats.Numeric
	other := ""
	best := 0.0
	for _, answer := range e.all("answer") {
		share, ok := fraction(answer)
		if !ok || share < 0 {
			return "weight", nil
		}
		feedback := q.text(answer.child("feedback"))
		if answer.words() == "*" && share == 0 {
			other = feedback.Body
			continue
		}
		margin := answer.child("tolerance").words()
		if margin == "" {
			margin = "0"
		}
		n, ok := formats.Around(answer.words(), margin)
		if !ok {
			return "number_form", nil
		}
		n.Fraction, n.Feedback = share, feedback
		best = math.Max(best, share)
		q.Numbers = append(q.Numbers, n)
	}
	if best == 0 {
		return "no_right_answer", nil
	}
	if best < 1 {
		q.note("weights")
		for i := range q.Numbers {
			q.Numbers[i].Fraction /= best
		}
	}
	if other != "" {
		// There is no place of its own for it, so it is said to everybody.
		q.Feedback = formats.Text{Markup: formats.RichText, Body: strings.TrimSpace(other + "\n" + q.Feedback.Body)}
		q.note("feedback_moved")
	}
	if len(e.child("units").all("unit")) > 0 {
		q.note("units")
	}
	return "", nil
}

func (q *question) matching(e *element) (string, []any) {
	q.Kind = formats.Matching
	prompts := 0
	for _, pair := range e.all("subquestion") {
		p := formats.Pair{Left: q.text(pair), Right: pair.child("answer").words()}
		if p.Right == "" {
			return "pair_half", nil
		}
		if p.Left.Body != "" {
			prompts++
		}
		q.Pairs = append(q.Pairs, p)
	}
	if prompts < 2 {
		return "pairs_few", nil
	}
	return "", nil
}

// ordering has its answers in their order, which the fraction counts.
func (q *question) ordering(e *element) (string, []any) {
	q.Kind = formats.Ordering
	answers := e.all("answer")
	place := func(answer *element) float64 {
		n, err := strconv.ParseFloat(answer.attr("fraction"), 64)
		if err != nil || math.IsNaN(n) {
			return 0
		}
		return n
	}
	slices.SortStableFunc(answers, func(a, b *element) int { return cmp.Compare(place(a), place(b)) })
	for _, answer := range answers {
		o := formats.Option{Text: q.text(answer), Feedback: q.text(answer.child("feedback"))}
		if o.Text.Body == "" {
			return "option_empty", nil
		}
		q.Options = append(q.Options, o)
	}
	if len(q.Options) < 2 {
		return "options_few", nil
	}
	return "", nil
}

func (q *question) essay(e *element) (string, []any) {
	q.Kind = formats.Essay
	if e.child("graderinfo").words() != "" {
		q.note("grader_info")
	}
	if e.child("responsetemplate").words() != "" {
		q.note("template")
	}
	return "", nil
}

func (q *question) cloze(*element) (string, []any) {
	q.Kind = formats.Cloze
	_, blanks, reason, pairs := cloze.Read(q.Stem.Body, q.Stem.Markup)
	for _, b := range blanks {
		for _, what := range b.Changed {
			q.note(what)
		}
	}
	return reason, pairs
}

func (q *question) description(*element) (string, []any) {
	q.Kind = formats.Description
	return "", nil
}
