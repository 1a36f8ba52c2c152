package gift

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"relevo/assessments/formats"
)

// one reads a file that holds one question.
func one(t *testing.T, source string) formats.Question {
	t.Helper()
	r := Read([]byte(source))
	if len(r.Questions) != 1 || len(r.Skipped) != 0 {
		t.Fatalf("%q: %d questions, skipped %v; want one question", source, len(r.Questions), r.Skipped)
	}
	return r.Questions[0]
}

func TestKinds(t *testing.T) {
	for source, want := range map[string]formats.Kind{
		"¿Quién?{~a =b ~c}":            formats.Single,
		"¿Cuáles?{~%50%a ~%50%b ~c}":   formats.Multiple,
		"Sí.{T}":                       formats.TrueFalse,
		"No.{false}":                   formats.TrueFalse,
		"Una.{=a->b =c -> d =->e}":     formats.Matching,
		"¿Cuánto?{#3:0.5}":             formats.Numeric,
		"¿Cuánto?{#=3 =%50%2..4}":      formats.Numeric,
		"¿Qué ley?{=28950 =%50%2895*}": formats.ShortAnswer,
		"¿Qué haría?{}":                formats.Essay,
		"¿Qué haría?{####Gracias}":     formats.Essay,
		"Lea con calma.":               formats.Description,
	} {
		if got := one(t, source).Kind; got != want {
			t.Errorf("%q is %s, want %s", source, got, want)
		}
	}
}

func TestEverythingAboutAQuestion(t *testing.T) {
	q := one(t, `

$CATEGORY: $course$/top/Trata/Preguntar

// id: car-01  competency: asking  form: AB
::La noche \: uno::[html]<b>Llega</b> a las 3\:00. ¿Qué dice? {
  =[plain]«¿Comiste?» \= primero#Bien\: cuida
  ~%-25%¿Por qué \{no\} \#avisaste\~?#Juzga
####Preguntar\nno es interrogar}`[1:])
	if q.Line != 5 || q.Title != "La noche : uno" || q.Category != "Trata/Preguntar" {
		t.Errorf("line %d, title %q, category %q", q.Line, q.Title, q.Category)
	}
	if q.Tags["id"] != "car-01" || q.Tags["competency"] != "asking" || q.Tags["form"] != "AB" {
		t.Errorf("tags %v", q.Tags)
	}
	if q.Stem != (formats.Text{Markup: formats.RichText, Body: "<b>Llega</b> a las 3:00. ¿Qué dice?"}) {
		t.Errorf("stem %+v", q.Stem)
	}
	if len(q.Options) != 2 {
		t.Fatalf("options %+v", q.Options)
	}
	right, wrong := q.Options[0], q.Options[1]
	if right.Text != (formats.Text{Markup: formats.Plain, Body: "«¿Comiste?» = primero"}) || right.Fraction != 1 || right.Feedback.Body != "Bien: cuida" {
		t.Errorf("right %+v", right)
	}
	if wrong.Text != (formats.Text{Markup: formats.RichText, Body: "¿Por qué {no} #avisaste~?"}) || wrong.Fraction != -0.25 || wrong.Feedback.Body != "Juzga" {
		t.Errorf("wrong %+v", wrong)
	}
	if q.Feedback.Body != "Preguntar\nno es interrogar" {
		t.Errorf("feedback %+v", q.Feedback)
	}
}

func TestTagsNeedNotBeFarApart(t *testing.T) {
	q := one(t, "// id: x-1 competency: empathy form: B\n¿Sí?{T}")
	if q.Tags["id"] != "x-1" || q.Tags["competency"] != "empathy" || q.Tags["form"] != "B" {
		t.Errorf("tags %v", q.Tags)
	}
}

func TestTrueFalseFeedbackBelongsToTheAnswerGiven(t *testing.T) {
	q := one(t, "El sol sale.{F#No es así#Eso es}")
	if q.Options[1].Fraction != 1 || q.Options[1].Feedback.Body != "Eso es" || q.Options[0].Feedback.Body != "No es así" {
		t.Errorf("options %+v", q.Options)
	}
}

func TestGap(t *testing.T) {
	q := one(t, "La ley {=28950} es de 2007.")
	if !q.HasGap || q.Stem.Body != "La ley _____ es de 2007." {
		t.Errorf("stem %q, gap %v", q.Stem.Body, q.HasGap)
	}
	r := Read([]byte(`¿Cuántos? {#3}";`))
	if len(r.Questions) != 1 || r.Questions[0].HasGap || len(r.Adapted) != 1 || r.Adapted[0].Key != "assessments.read.tail" {
		t.Errorf("stray characters: %+v", r)
	}
}

func TestRangesAndTolerance(t *testing.T) {
	q := one(t, "¿Cuánto es?{#=3,14:0.01 =%50%3..4}")
	if n := q.Numbers[0]; n.Low < 3.1299 || n.Low > 3.1301 || n.Fraction != 1 {
		t.Errorf("first %+v", n)
	}
	if n := q.Numbers[1]; n.Low != 3 || n.High != 4 || n.Fraction != 0.5 {
		t.Errorf("second %+v", n)
	}
}

func TestSharesThatDoNotMakeAWhole(t *testing.T) {
	r := Read([]byte("¿Cuáles?{~%25%a ~%25%b ~%-50%c}"))
	if len(r.Questions) != 1 || len(r.Adapted) != 1 || r.Adapted[0].Key != "assessments.read.weights" {
		t.Fatalf("%+v", r)
	}
	if o := r.Questions[0].Options; o[0].Fraction != 0.5 || o[2].Fraction != -0.5 {
		t.Errorf("options %+v", o)
	}
}

func TestWhatCannotBeReadIsNamedWithItsLine(t *testing.T) {
	source := "Bien.{T}\n\nSin fin {=a ~b\n\nDe más} {T}\n\nDos {=a} y {=b}\n\nSin clave {~a ~b}\n\nPeso {~%150%a =b}\n\nUno {=solo ~}\n\n" +
		"Pares {=a->b}\n\nPares {=a -> b =c}\n\nNúmero {#tres}\n\n{T}"
	r := Read([]byte(source))
	want := []struct {
		line   int
		reason string
	}{{3, "braces"}, {5, "braces"}, {7, "braces_many"}, {9, "no_right_answer"}, {11, "weight"}, {13, "option_empty"},
		{15, "pairs_few"}, {17, "pair_form"}, {19, "number_form"}, {21, "no_text"}}
	if len(r.Skipped) != len(want) {
		t.Fatalf("skipped %+v", r.Skipped)
	}
	for i, w := range want {
		if got := r.Skipped[i]; got.Line != w.line || got.Key != "assessments.read."+w.reason || got.Question == "" {
			t.Errorf("skipped %+v, want line %d, %s", got, w.line, w.reason)
		}
	}
}

func TestEncodings(t *testing.T) {
	const source = "¿Qué señaló la niña?{=«Sí», dijo ~No}\n\n¿Más?{T}"
	windows, err := charmap.Windows1252.NewEncoder().Bytes([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	marked, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewEncoder().Bytes([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]struct {
		data     []byte
		encoding string
	}{
		"plain":           {[]byte(source), "UTF-8"},
		"with mark":       {[]byte("\uFEFF" + strings.ReplaceAll(source, "\n", "\r\n")), "UTF-8"},
		"windows":         {windows, "Windows-1252"},
		"utf-16":          {marked, "UTF-16"},
		"utf-16 unmarked": {marked[2:], "UTF-16"},
	} {
		r := Read(file.data)
		if r.Encoding != file.encoding || len(r.Questions) != 2 || r.Questions[0].Stem.Body != "¿Qué señaló la niña?" || r.Text != source {
			t.Errorf("%s: %s, %+v", name, r.Encoding, r.Questions)
		}
	}
}

// Moodle's own files, where the shared samples are at hand.
func TestMoodleFixtures(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "..", "shared", "samples", "items")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the samples are not here")
	}
	for name, want := range map[string]struct {
		records  int
		encoding string
		kinds    map[formats.Kind]int
	}{
		"gift_examples.txt":     {43, "UTF-8", map[formats.Kind]int{formats.Single: 16, formats.Multiple: 2, formats.TrueFalse: 5, formats.ShortAnswer: 9, formats.Numeric: 8, formats.Matching: 3}},
		"gift_questions.txt":    {9, "UTF-8", map[formats.Kind]int{formats.Essay: 1, formats.Matching: 1, formats.Single: 1, formats.Multiple: 1, formats.Numeric: 1, formats.ShortAnswer: 1, formats.TrueFalse: 3}},
		"gift_windows-1252.txt": {4, "Windows-1252", map[formats.Kind]int{formats.Essay: 2, formats.Matching: 1}}, // and a category
	} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		r := Read(data)
		if len(r.Skipped) != 0 || len(r.Questions)+len(r.Categories) != want.records || r.Encoding != want.encoding {
			t.Errorf("%s: %d questions, %d categories, %s, skipped %+v", name, len(r.Questions), len(r.Categories), r.Encoding, r.Skipped)
		}
		kinds := map[formats.Kind]int{}
		for _, q := range r.Questions {
			kinds[q.Kind]++
		}
		for kind, n := range want.kinds {
			if kinds[kind] != n {
				t.Errorf("%s: %d of kind %s, want %d", name, kinds[kind], kind, n)
			}
		}
	}
}

// Whatever the bytes: no panic, and every record is accounted for.
func FuzzGIFT(f *testing.F) {
	for _, seed := range []string{"", "¿Q?{=a ~b}", "$CATEGORY: a/b\nQ{T}", "::t::[html]Q{#=3:1#x ~#y####g} z", "// id: 1\n\nQ{=a->b =c->d}", "Q{~%50%a ~%%b}\\", "a}{b", "\xff\xfea\x00", "{}", "::", "Q{####}", "Q {=%"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := Read(data)
		if got, want := len(r.Questions)+len(r.Skipped)+len(r.Categories), len(records(r.Text)); got < want {
			t.Fatalf("%d records became %d", want, got)
		}
		lines := strings.Count(r.Text, "\n") + 1
		for _, q := range r.Questions {
			if q.Line < 1 || q.Line > lines {
				t.Fatalf("line %d of %d", q.Line, lines)
			}
			if strings.ContainsAny(q.Stem.Body, "\x00") || strings.ToValidUTF8(q.Stem.Body, "") != q.Stem.Body {
				t.Fatalf("stem %q is no clean text", q.Stem.Body)
			}
		}
	})
}
