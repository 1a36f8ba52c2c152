package moodlexml

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"relevo/assessments/formats"
)

// dot is a picture of one pixel.
const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="

func quiz(questions ...string) []byte {
	return []byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n" + strings.Join(questions, "\n") + "\n</quiz>\n")
}

func written(kind, inside string) string {
	return `<question type="` + kind + `"><name><text>Uno</text></name><questiontext format="html"><text><![CDATA[<p>¿Qué dice?</p>]]></text></questiontext>` + inside + `</question>`
}

func answer(fraction, text string) string {
	return `<answer fraction="` + fraction + `" format="html"><text>` + text + `</text><feedback format="html"><text>F</text></feedback></answer>`
}

// one reads a file that holds one question.
func one(t *testing.T, source string) (formats.Question, []string) {
	t.Helper()
	r := Read(quiz(source))
	if r.Broken != nil || len(r.Questions) != 1 || len(r.Skipped) != 0 {
		t.Fatalf("%s: %+v", source, r)
	}
	var notes []string
	for _, n := range r.Adapted {
		notes = append(notes, strings.TrimPrefix(n.Key, "assessments.read."))
	}
	return r.Questions[0], notes
}

func TestKinds(t *testing.T) {
	pair := `<subquestion format="html"><text>%s</text><answer><text>B</text></answer></subquestion>`
	for _, c := range []struct {
		source string
		kind   formats.Kind
		notes  []string
	}{
		{written("multichoice", "<single>true</single>"+answer("100", "a")+answer("0", "b")), formats.Single, nil},
		{written("multichoice", "<single>false</single><shuffleanswers>0</shuffleanswers>"+answer("50", "a")+answer("50", "b")+answer("-100", "c")), formats.Multiple, []string{"shuffled"}},
		{written("multichoice", "<single>false</single>"+answer("33", "a")+answer("33.33333", "b")), formats.Multiple, []string{"weights"}},
		{written("truefalse", answer("0", "true")+answer("100", "false")), formats.TrueFalse, nil},
		{written("shortanswer", "<usecase>1</usecase>"+answer("100", "Ley*")), formats.ShortAnswer, []string{"case"}},
		{written("numerical", answer("100", "3,14")+answer("0", "*")), formats.Numeric, []string{"feedback_moved"}},
		{written("matching", strings.ReplaceAll(pair, "%s", "A")+strings.ReplaceAll(pair, "%s", "C")+strings.ReplaceAll(pair, "%s", "")), formats.Matching, nil},
		{written("ordering", answer("2", "b")+answer("1", "a")), formats.Ordering, nil},
		{written("essay", "<graderinfo><text>Mire X</text></graderinfo><defaultgrade>5</defaultgrade>"), formats.Essay, []string{"grader_info", "points"}},
		{written("description", ""), formats.Description, nil},
		{strings.Replace(written("cloze", "<hint><text>h</text></hint>"), "¿Qué dice?", "Dice {1:SAC:=hola}", 1), formats.Cloze, []string{"case", "hints"}},
		{written("multichoice", answer("100", "a")+answer("0", "b")+"<correctfeedback><text>Bravo</text></correctfeedback>"), formats.Single, []string{"feedback_combined"}},
	} {
		q, notes := one(t, c.source)
		if q.Kind != c.kind || !slices.Equal(notes, c.notes) {
			t.Errorf("%s: %s with %v, want %s with %v", c.source, q.Kind, notes, c.kind, c.notes)
		}
		if q.Title != "Uno" || q.Stem.Markup != formats.RichText {
			t.Errorf("%+v", q)
		}
	}
}

func TestOrderingIsPutInOrder(t *testing.T) {
	q, _ := one(t, written("ordering", answer("2", "b")+answer("10", "c")+answer("1", "a")))
	if q.Options[0].Text.Body != "a" || q.Options[2].Text.Body != "c" {
		t.Errorf("%+v", q.Options)
	}
}

func TestDecimalsAreAddedAsPeopleDo(t *testing.T) {
	q, _ := one(t, written("numerical", `<answer fraction="100"><text>3.14</text><tolerance>0.01</tolerance></answer>`))
	if n := q.Numbers[0]; n.Low != 3.13 || n.High != 3.15 {
		t.Errorf("%+v", n)
	}
}

func TestIdentifiersTagsAndCategories(t *testing.T) {
	r := Read(quiz(`<question type="category"><category><text>$course$/top/Trata/Preguntar</text></category></question>`,
		written("essay", "<idnumber>T &amp; F</idnumber><tags><tag><text>competency:asking</text></tag><tag><text>form: AB</text></tag></tags>")))
	q := r.Questions[0]
	if q.Category != "Trata/Preguntar" || q.Tags["id"] != "T & F" || q.Tags["competency"] != "asking" || q.Tags["form"] != "AB" || q.Line != 4 {
		t.Errorf("%+v", q)
	}
}

func TestPicturesComeAlongAndOtherFilesDoNot(t *testing.T) {
	source := written("essay", `<generalfeedback format="html"><text>&lt;img src="@@PLUGINFILE@@/una%20foto.png" alt="Una foto"&gt;&lt;img src="@@PLUGINFILE@@/dibujo.svg"&gt;&lt;a href="@@PLUGINFILE@@/voz.mp3"&gt;oiga&lt;/a&gt;</text>`+
		`<file name="una foto.png" encoding="base64">`+dot+`</file><file name="dibujo.svg" encoding="base64">`+base64.StdEncoding.EncodeToString([]byte("<svg onload='x'/>"))+`</file><file name="voz.mp3" encoding="base64">AAAA</file></generalfeedback>`)
	r := Read(quiz(source))
	q := r.Questions[0]
	if len(q.Pictures) != 1 || q.Pictures[0].Type != "image/png" || q.Pictures[0].Name != "una foto.png" {
		t.Fatalf("pictures %+v", q.Pictures)
	}
	clean, _ := formats.HTML(q.Feedback)
	if want := `<img src="picture:` + q.Pictures[0].ID + `" alt="Una foto">oiga`; clean != want {
		t.Errorf("%s, want %s", clean, want)
	}
	if n := r.Adapted[0]; n.Key != "assessments.read.files_left" || n.Pairs[1] != "dibujo.svg, voz.mp3" {
		t.Errorf("%+v", r.Adapted)
	}
}

func TestWhatCannotBeReadIsNamedWithItsLine(t *testing.T) {
	r := Read(quiz(written("calculated", ""), written("multichoice", answer("200", "a")), written("multichoice", answer("100", "a")), written("truefalse", answer("100", "quizás")),
		written("numerical", answer("100", "tres")), written("matching", "<subquestion><text>a</text><answer><text></text></answer></subquestion>"), written("cloze", ""),
		`<question type="essay"><questiontext><text> </text></questiontext></question>`))
	for i, want := range []string{"type_unknown", "weight", "options_few", "true_false_form", "number_form", "pair_half", "cloze_none", "no_text"} {
		if got := r.Skipped[i]; got.Key != "assessments.read."+want || got.Line != i+3 {
			t.Errorf("%+v, want %s on line %d", got, want, i+3)
		}
	}
}

func TestAFileThatIsBrokenGivesNothing(t *testing.T) {
	good := written("essay", "")
	for name, c := range map[string]struct {
		source string
		key    string
		line   int
	}{
		"cut off":    {"<quiz>\n" + good + "\n<question type='essay'><na", "xml_broken", 3},
		"wrong tags": {"<quiz>\n" + good + "\n</question>", "xml_broken", 3},
		"other XML":  {"<html></html>", "xml_no_quiz", 1},
		"no XML":     {"¿Qué?{T}", "xml_no_quiz", 1},
		"empty":      {"", "xml_no_quiz", 1},
	} {
		r := Read([]byte(c.source))
		if r.Broken == nil || r.Broken.Key != "assessments.read."+c.key || r.Broken.Line != c.line || len(r.Questions) != 0 {
			t.Errorf("%s: %+v, %d questions", name, r.Broken, len(r.Questions))
		}
	}
}

func TestOtherEncodings(t *testing.T) {
	latin := []byte("<?xml version='1.0' encoding='ISO-8859-1'?><quiz>" + `<question type="essay"><name><text>Se` + "\xf1" + `al</text></name><questiontext><text>&iquest;Qu` + "\xe9" + `?` + "\x0b" + `</text></questiontext></question></quiz>`)
	if r := Read(latin); r.Broken != nil || r.Questions[0].Title != "Señal" || r.Questions[0].Stem.Body != "¿Qué?" || r.Encoding != "Windows-1252" {
		t.Errorf("%+v", r)
	}
}

// Moodle's own files, where the shared samples are at hand.
func TestMoodleFixtures(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "..", "shared", "samples", "items")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the samples are not here")
	}
	for name, want := range map[string]struct {
		categories, questions, pictures int
		notes                           []string
	}{
		"nested_categories_with_questions.xml": {categories: 4, questions: 5},
		"multichoice.xml":                      {categories: 1, questions: 1, pictures: 4, notes: []string{"files_left"}},
		"truefalse.xml":                        {categories: 1, questions: 2, pictures: 8},
		"multianswer.xml":                      {categories: 1, questions: 1, pictures: 3},
		"error_invalid_grades.xml":             {questions: 1, notes: []string{"weights"}},
		"html_chars_in_idnumbers.xml":          {categories: 1, questions: 1},
	} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		r := Read(data)
		pictures, notes := 0, []string{}
		for _, q := range r.Questions {
			pictures += len(q.Pictures)
		}
		for _, n := range r.Adapted {
			notes = append(notes, strings.TrimPrefix(n.Key, "assessments.read."))
		}
		if len(r.Categories) != want.categories || len(r.Questions) != want.questions || len(r.Skipped) != 0 || pictures != want.pictures || !slices.Equal(notes, append([]string{}, want.notes...)) {
			t.Errorf("%s: %d categories, %d questions, %d pictures, notes %v, skipped %+v, broken %+v", name, len(r.Categories), len(r.Questions), pictures, notes, r.Skipped, r.Broken)
		}
	}
}

// Whatever the bytes: no panic, and every question of a file that is whole is accounted for.
func FuzzMoodleXML(f *testing.F) {
	for _, seed := range []string{"", "<quiz></quiz>", string(quiz(written("essay", ""))), string(quiz(written("multichoice", answer("100", "a")+answer("0", "b")))),
		string(quiz(written("numerical", answer("100", "1e9")))), string(quiz(written("ordering", answer("NaN", "a")+answer("x", "b")))), "<quiz><question>", "<quiz>&x;"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := Read(data)
		if r.Broken != nil {
			if len(r.Questions)+len(r.Skipped) > 0 {
				t.Fatal("a broken file gives questions")
			}
			return
		}
		lines := strings.Count(r.Text, "\n") + 1
		for _, q := range r.Questions {
			if q.Line < 1 || q.Line > lines || q.Stem.Body == "" {
				t.Fatalf("line %d of %d: %+v", q.Line, lines, q)
			}
		}
	})
}
