package csvitems

import (
	"math"
	"strconv"
	"strings"

	"relevo/app/people/roster"
	"relevo/app/tables"
	"relevo/assessments/formats"
	"relevo/assessments/formats/cloze"
)

// maxAnswers is how many answers a question may have.
const maxAnswers = 20

// columns tell where what stands; -1 is nowhere.
type columns struct {
	fields  map[string]int
	answers [maxAnswers]answerColumns
}

type answerColumns struct{ text, worth, feedback int }

// names of columns, as Fold writes them.
var names = map[string]string{
	"id": "id", "codigo": "id", "code": "id", "tipo": "kind", "kind": "kind", "type": "kind", "competencia": "competency", "competency": "competency",
	"forma": "form", "form": "form", "titulo": "title", "title": "title", "pregunta": "stem", "question": "stem", "texto": "stem",
	"comentario": "feedback", "feedback": "feedback",
}

// parts are the names of the columns of an answer before its number.
var parts = map[string]string{
	"respuesta": "text", "answer": "text", "opcion": "text", "option": "text", "valor": "worth", "vale": "worth", "worth": "worth",
	"comentario": "feedback", "feedback": "feedback",
}

// columnsOf reads the header.
func columnsOf(header row) (columns, *formats.Note) {
	c := columns{fields: map[string]int{}}
	for i := range c.answers {
		c.answers[i] = answerColumns{-1, -1, -1}
	}
	for i, cell := range header.cells {
		name := roster.Fold(cell)
		if name == "" {
			continue
		}
		if !c.take(name, i) {
			return c, because(header.line, "csv_column", "column", formats.Brief(cell))
		}
	}
	for _, needed := range []string{"kind", "stem"} {
		if _, there := c.fields[needed]; !there {
			return c, because(header.line, "csv_header")
		}
	}
	return c, nil
}

// take gives the column with the name its meaning; it has none when the name is unknown
// or was there before.
func (c *columns) take(name string, at int) bool {
	if field, known := names[name]; known {
		_, twice := c.fields[field]
		c.fields[field] = at
		return !twice
	}
	word, number, _ := strings.Cut(name, " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > maxAnswers {
		return false
	}
	answer := &c.answers[n-1]
	into := map[string]*int{"text": &answer.text, "worth": &answer.worth, "feedback": &answer.feedback}[parts[word]]
	if into == nil || *into >= 0 {
		return false
	}
	*into = at
	return true
}

// HasHeader tells whether a file begins with the names of the columns.
func HasHeader(data []byte) bool {
	text, _ := formats.Decode(data)
	rows, broken := csvRows(text)
	if broken != nil || len(rows) == 0 {
		return false
	}
	_, problem := columnsOf(rows[0])
	return problem == nil
}

// Read reads a file.
func Read(data []byte) formats.Report {
	t, broken := readTable(data)
	report := formats.Report{Encoding: t.encoding, Text: t.text, Broken: broken}
	if broken != nil {
		return report
	}
	if len(t.rows) == 0 {
		report.Broken = because(1, "csv_header")
		return report
	}
	columns, problem := columnsOf(t.rows[0])
	if problem != nil {
		report.Broken = problem
		return report
	}
	for _, r := range t.rows[1:] {
		q := question{Question: formats.Question{Line: r.line}}
		reason, pairs := q.read(r, columns)
		name := q.Title
		if name == "" {
			name = formats.Brief(q.Stem.Body)
		}
		if reason != "" {
			report.Skip(r.line, name, reason, pairs...)
			continue
		}
		report.Take(q.Question, name, q.changed...)
	}
	return report
}

// question is a question being read.
type question struct {
	formats.Question
	changed []formats.Note
}

// answer is one answer as it stands.
type answer struct{ text, worth, feedback string }

func (r row) cell(at int) string {
	if at < 0 || at >= len(r.cells) {
		return ""
	}
	return tables.Live(strings.TrimSpace(strings.ReplaceAll(r.cells[at], "\r\n", "\n")))
}

func (r row) field(c columns, name string) string {
	if at, there := c.fields[name]; there {
		return r.cell(at)
	}
	return ""
}

// answers gives those that are filled in, in the order of their numbers.
func (r row) answers(c columns) []answer {
	var all []answer
	for _, at := range c.answers {
		if a := (answer{r.cell(at.text), r.cell(at.worth), r.cell(at.feedback)}); a != (answer{}) {
			all = append(all, a)
		}
	}
	return all
}

func plain(text string) formats.Text { return formats.Text{Markup: formats.Plain, Body: text} }

// read reads a row; the reason why it cannot is the end of a catalogue key with its values.
func (q *question) read(r row, c columns) (reason string, pairs []any) {
	q.Title = strings.Join(strings.Fields(r.field(c, "title")), " ")
	q.Stem, q.Feedback = plain(r.field(c, "stem")), plain(r.field(c, "feedback"))
	q.Tags = map[string]string{}
	for _, name := range []string{"id", "competency", "form"} {
		if value := r.field(c, name); value != "" {
			q.Tags[name] = value
		}
	}
	word := r.field(c, "kind")
	kind, known := kinds[roster.Fold(word)]
	switch {
	case q.Stem.Body == "":
		return "no_text", nil
	case !known:
		return "csv_kind", []any{"kind", formats.Brief(word)}
	}
	q.Kind = kind
	return q.readAnswers(r.answers(c))
}

// kinds by their names, as Fold writes them.
var kinds = map[string]formats.Kind{
	"una opcion": formats.Single, "single": formats.Single, "varias opciones": formats.Multiple, "multiple": formats.Multiple,
	"verdadero o falso": formats.TrueFalse, "true false": formats.TrueFalse, "situacion": formats.Situational, "situational": formats.Situational,
	"ordenar": formats.Ordering, "ordering": formats.Ordering, "emparejar": formats.Matching, "matching": formats.Matching,
	"huecos": formats.Cloze, "cloze": formats.Cloze, "numero": formats.Numeric, "numeric": formats.Numeric,
	"respuesta corta": formats.ShortAnswer, "short answer": formats.ShortAnswer, "vineta": formats.Essay, "vignette": formats.Essay,
}

func (q *question) readAnswers(answers []answer) (reason string, pairs []any) {
	switch q.Kind {
	case formats.Essay, formats.Cloze:
		if len(answers) > 0 {
			return "answers_none", nil
		}
		if q.Kind == formats.Cloze {
			return q.cloze()
		}
		return "", nil
	case formats.TrueFalse:
		return q.trueFalse(answers), nil
	case formats.Matching:
		return q.pairs(answers), nil
	case formats.Numeric:
		return q.numbers(answers), nil
	case formats.ShortAnswer:
		return q.options(answers, 1), nil
	default:
		return q.options(answers, 0), nil
	}
}

func (q *question) cloze() (reason string, pairs []any) {
	_, blanks, reason, pairs := cloze.Read(q.Stem.Body, q.Stem.Markup)
	noted := map[string]bool{}
	for _, b := range blanks {
		for _, what := range b.Changed {
			if !noted[what] {
				q.changed = append(q.changed, formats.Changed(what))
			}
			noted[what] = true
		}
	}
	return reason, pairs
}

func (q *question) trueFalse(answers []answer) (reason string) {
	if len(answers) != 1 || answers[0].worth != "" {
		return "true_false_form"
	}
	q.Options = make([]formats.Option, 2)
	switch roster.Fold(answers[0].text) {
	case "verdadero", "v", "true", "t", "cierto":
		q.Options[0] = formats.Option{Fraction: 1, Feedback: plain(answers[0].feedback)}
	case "falso", "f", "false":
		q.Options[1] = formats.Option{Fraction: 1, Feedback: plain(answers[0].feedback)}
	default:
		return "true_false_form"
	}
	return ""
}

func (q *question) pairs(answers []answer) (reason string) {
	prompts := 0
	for _, a := range answers {
		left, right, ok := strings.Cut(a.text, "->")
		left, right = strings.TrimSpace(left), strings.TrimSpace(right)
		if !ok || right == "" || a.worth != "" || a.feedback != "" {
			return "pair_form"
		}
		if left != "" {
			prompts++
		}
		q.Pairs = append(q.Pairs, formats.Pair{Left: plain(left), Right: right})
	}
	if prompts < 2 {
		return "pairs_few"
	}
	return ""
}

func (q *question) numbers(answers []answer) (reason string) {
	best := 0.0
	for _, a := range answers {
		n, ok := formats.NumberOf(a.text)
		share, okWorth := worth(a.worth, 1)
		if !ok || !okWorth || share < 0 {
			return "number_form"
		}
		n.Fraction, n.Feedback = share, plain(a.feedback)
		best = math.Max(best, share)
		q.Numbers = append(q.Numbers, n)
	}
	if best < 1 {
		return "no_right_answer"
	}
	return ""
}

// options reads answers to choose, to put in order or to accept; an empty worth is otherwise.
func (q *question) options(answers []answer, otherwise float64) (reason string) {
	for _, a := range answers {
		share, ok := worth(a.worth, otherwise)
		if !ok || (q.Kind == formats.ShortAnswer && share < 0) || (q.Kind == formats.Ordering && a.worth != "") {
			return "weight"
		}
		if a.text == "" {
			return "option_empty"
		}
		q.Options = append(q.Options, formats.Option{Text: plain(a.text), Fraction: share, Feedback: plain(a.feedback)})
	}
	switch q.Kind {
	case formats.Ordering, formats.Situational:
		if len(q.Options) < 2 {
			return "options_few"
		}
		return "" // the bank knows what is best and worst
	case formats.Single, formats.Multiple:
		if len(q.Options) < 2 {
			return "options_few"
		}
	}
	changed, reason := formats.Whole(q.Options, q.Kind == formats.Multiple)
	if changed {
		q.changed = append(q.changed, formats.Changed("weights"))
	}
	return reason
}

// worth reads what an answer is worth.
func worth(s string, otherwise float64) (share float64, ok bool) {
	switch roster.Fold(s) {
	case "":
		if strings.TrimSpace(s) == "" {
			return otherwise, true
		}
	case "x":
		return 1, true
	}
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	s = strings.NewReplacer(",", ".", "−", "-").Replace(s)
	percent, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(percent) || math.Abs(percent) > 100 {
		return 0, false
	}
	return percent / 100, true
}
