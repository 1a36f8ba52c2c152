package assessments_test

import (
	"strconv"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments"
	"relevo/assessments/formats/csvitems"
)

// pictured is a question with a picture, in two languages of one tag each.
const pictured = `<quiz><question type="category"><category><text>$course$/Asking</text></category></question>
<question type="multichoice"><name><text>Foto</text></name><questiontext format="html"><text><![CDATA[¿Quién es? <img src="@@PLUGINFILE@@/f.png" alt="Una foto">]]></text><file name="f.png" encoding="base64">iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==</file></questiontext>
<answer fraction="100"><text>Nadie</text></answer><answer fraction="0"><text>Ella</text></answer><tags><tag><text>form:AB</text></tag></tags></question></quiz>`

func (w *world) bringIn(format, name string, data []byte, options assessments.ImportOptions) assessments.ImportReport {
	w.t.Helper()
	options.Confirm = true
	report, err := w.ImportItems(w.t.Context(), w.author, format, name, data, options)
	w.must(err)
	return report
}

// rightly answers any kind of question rightly.
func rightly(v assessments.ItemVersion) assessments.Value {
	value := assessments.Value{Matches: map[string]string{}}
	best := func(options []assessments.Option) string {
		for _, o := range options {
			if o.Fraction == 1 {
				return o.ID
			}
		}
		return ""
	}
	switch b := v.Body; v.Kind {
	case assessments.Single, assessments.TrueFalse:
		value.Options = []string{best(b.Options)}
	case assessments.Multiple:
		for _, o := range b.Options {
			if o.Fraction > 0 {
				value.Options = append(value.Options, o.ID)
			}
		}
	case assessments.Situational:
		value.Matches[assessments.Best] = best(b.Options)
		for _, o := range b.Options {
			if o.Fraction == -1 {
				value.Matches[assessments.Worst] = o.ID
			}
		}
	case assessments.Ordering:
		for i, o := range b.Options {
			value.Matches[o.ID] = strconv.Itoa(i + 1)
		}
	case assessments.Matching:
		for _, p := range b.Prompts {
			value.Matches[p.ID] = p.ChoiceID
		}
	case assessments.Cloze:
		for _, blank := range b.Blanks {
			switch blank.Kind {
			case assessments.Single:
				value.Matches[blank.ID] = best(blank.Options)
			case assessments.Numeric:
				value.Matches[blank.ID] = strconv.Itoa(int(blank.Numbers[0].Low))
			default:
				value.Matches[blank.ID] = strings.ReplaceAll(blank.Patterns[0].Text, "*", "x ")
			}
		}
	case assessments.Numeric:
		value.Text = strconv.Itoa(int(b.Numbers[0].Low))
	case assessments.ShortAnswer:
		value.Text = strings.ReplaceAll(b.Patterns[0].Text, "*", " ")
	}
	return value
}

// The table that people are given to fill in has a question of each kind. All of them can
// be brought in, put into forms, answered and scored.
func TestEveryKindOfATableIsAnsweredAndScored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		table, err := csvitems.TemplateXLSX()
		w.must(err)
		report := w.bringIn("csv", "preguntas.xlsx", table, assessments.ImportOptions{Competency: "asking"})
		if report.Imported != 9 || report.Adapted != 1 || report.Skipped != 0 { // a vignette is told to choose its rubric
			t.Fatalf("%+v", report)
		}
		versions := map[string]assessments.ItemVersion{}
		var places []assessments.FormItemInput
		for _, e := range report.Entries {
			detail, err := w.Item(t.Context(), w.author, e.ItemID)
			w.must(err)
			if v := detail.Versions[0]; v.Kind != assessments.Vignette {
				versions[v.ID] = v
				places = append(places, assessments.FormItemInput{ItemVersionID: v.ID, Points: 1, Anchor: true})
			}
		}
		w.assessment, err = w.CreateAssessment(t.Context(), w.author, assessments.AssessmentInput{Code: "all", Title: i18n.Says("Todo"), CutScore: 60})
		w.must(err)
		for _, label := range assessments.Labels() {
			w.must(w.SetForm(t.Context(), w.author, w.assessment.ID, label, places))
		}
		paper := w.started(w.administer(assessments.Post, 0), 0)
		var answers []assessments.AnswerInput
		for _, item := range paper.Items {
			answers = append(answers, assessments.AnswerInput{ItemVersionID: item.ItemVersionID, Seq: 1, Device: "phone", Value: rightly(versions[item.ItemVersionID])})
		}
		w.must(w.save(paper, 0, answers...))
		_, err = w.Submit(t.Context(), w.as(0), paper.ID)
		w.must(err)
		w.drain()
		if results := w.results(0); len(results) != 1 || results[0].Score != 100 {
			t.Errorf("%+v", results)
		}
	})
}

func TestPicturesAreShownToThoseWhoAreAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		report := w.bringIn("moodle-xml", "fotos.xml", []byte(pictured), assessments.ImportOptions{})
		if report.Imported != 1 || report.Entries[0].Competency != "asking" || len(report.Categories) != 1 {
			t.Fatalf("%+v", report) // the category is called as the competency is
		}
		detail, err := w.Item(t.Context(), w.author, report.Entries[0].ItemID)
		w.must(err)
		v := detail.Versions[0]
		if len(v.Body.Pictures) != 1 || !strings.Contains(v.Stem[i18n.Spanish], `<img src="picture:`+v.Body.Pictures[0].ID+`" alt="Una foto">`) {
			t.Fatalf("%+v", v)
		}
		w.assessment, err = w.CreateAssessment(t.Context(), w.author, assessments.AssessmentInput{Code: "all", Title: i18n.Says("Todo"), CutScore: 60})
		w.must(err)
		for label, places := range report.Forms() {
			w.must(w.SetForm(t.Context(), w.author, w.assessment.ID, label, places))
		}
		w.administer(assessments.Post, 0)
		see := func(person int) error {
			_, err := w.Picture(t.Context(), w.as(person), v.ID, v.Body.Pictures[0].ID)
			return err
		}
		w.must(see(0))
		wants(t, see(1), fault.NotFound)
		if p, err := w.Picture(t.Context(), w.author, v.ID, v.Body.Pictures[0].ID); err != nil || p.Type != "image/png" {
			t.Errorf("%+v, %v", p, err)
		}
		_, err = w.Picture(t.Context(), w.author, v.ID, "nothing")
		wants(t, err, fault.NotFound)
	})
}

// Questions whose competency nobody knows can wait, but not be given.
func TestUnsortedQuestionsWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		report := w.bringIn("aiken", "q.txt", []byte("¿Qué?\nA) Sí\nB) No\nANSWER: A\n"), assessments.ImportOptions{Unsorted: true})
		if report.Imported != 1 || report.Entries[0].Competency != assessments.Unsorted {
			t.Fatalf("%+v", report)
		}
		w.bringIn("aiken", "q.txt", []byte("¿Y?\nA) Sí\nB) No\nANSWER: A\n"), assessments.ImportOptions{Unsorted: true}) // the competency is there already
		a, err := w.CreateAssessment(t.Context(), w.author, assessments.AssessmentInput{Code: "all", Title: i18n.Says("Todo"), CutScore: 60})
		w.must(err)
		for _, label := range assessments.Labels() {
			w.must(w.SetForm(t.Context(), w.author, a.ID, label, []assessments.FormItemInput{{ItemVersionID: report.Entries[0].ItemVersionID, Points: 1, Anchor: true}}))
		}
		detail, err := w.Assessment(t.Context(), w.author, a.ID)
		w.must(err)
		if detail.Ready() {
			t.Error("a form can be given that measures nobody knows what")
		}
	})
}

// Of a broken file nothing is taken, and where it is broken is said.
func TestABrokenFileImportsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		broken := []byte(strings.TrimSuffix(pictured, "</quiz>") + "\n<question")
		preview, err := w.ImportItems(t.Context(), w.author, "moodle-xml", "fotos.xml", broken, assessments.ImportOptions{})
		w.must(err)
		if e := preview.Entries; len(e) != 1 || e[0].Line != 4 || e[0].Notes[0].Key != "assessments.read.xml_broken" {
			t.Errorf("%+v", e)
		}
		_, err = w.ImportItems(t.Context(), w.author, "moodle-xml", "fotos.xml", broken, assessments.ImportOptions{Confirm: true, Competency: "asking"})
		wantsField(t, err, "file")
		if w.count(&assessments.Item{}) != 0 {
			t.Error("something was taken")
		}
	})
}

// A file says nothing of translations: those of texts that stay are kept.
func TestTranslationsSurviveAnImport(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	const question = "// id: q-1\n[html]¿Qué?{=[html]Sí ~[html]No}\n"
	report := w.bringIn("gift", "q.gift", []byte(question), assessments.ImportOptions{Competency: "asking"})
	detail, err := w.Item(t.Context(), w.author, report.Entries[0].ItemID)
	w.must(err)
	in := detail.Versions[0].Input()
	in.Stem[i18n.English], in.Body.Options[0].Text[i18n.English] = "What?", "Yes"
	_, err = w.ReviseItem(t.Context(), w.author, detail.ID, in)
	w.must(err)
	if again := w.bringIn("gift", "q.gift", []byte(question), assessments.ImportOptions{Competency: "asking"}); again.Entries[0].Action != assessments.ActionUnchanged {
		t.Errorf("%+v", again.Entries)
	}
	w.bringIn("gift", "q.gift", []byte(strings.Replace(question, "No", "Nunca", 1)), assessments.ImportOptions{Competency: "asking"})
	detail, err = w.Item(t.Context(), w.author, detail.ID)
	w.must(err)
	if v := detail.Versions[0]; v.Version != 3 || v.Stem[i18n.English] != "What?" || v.Body.Options[0].Text[i18n.English] != "Yes" {
		t.Errorf("%+v", v)
	}
}

func TestFormatsAreGuessed(t *testing.T) {
	table, err := csvitems.TemplateXLSX()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, data, want string }{
		{"x", string(table), "csv"}, {"", "tipo;pregunta\n", "csv"}, {"x.csv", "a", "csv"}, {"x", "\uFEFF<?xml?><quiz/>", "moodle-xml"},
		{"x.txt", "¿Q?\nA) a\nB) b\nANSWER: A", "aiken"}, {"x.txt", "¿Q?{=a ~b}", "gift"},
	} {
		if got := assessments.FormatOf(c.name, []byte(c.data)); got != c.want {
			t.Errorf("%.30q is %s, want %s", c.data, got, c.want)
		}
	}
}
