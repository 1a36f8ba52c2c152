package csvitems

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"relevo/assessments/formats"
)

func TestTheTemplatesHaveOneOfEachKindAndCanBeBroughtIn(t *testing.T) {
	csv, err := TemplateCSV()
	if err != nil {
		t.Fatal(err)
	}
	xlsx, err := TemplateXLSX()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"CSV": csv, "XLSX": xlsx} {
		r := Read(data)
		if r.Broken != nil || len(r.Skipped)+len(r.Adapted) > 0 || len(r.Questions) != len(examples) {
			t.Fatalf("%s: %+v", name, r)
		}
		seen := map[formats.Kind]bool{}
		for i, q := range r.Questions {
			seen[q.Kind] = true
			if q.Line != i+2 || q.Tags["id"] != examples[i][0] {
				t.Errorf("%s: %+v", name, q)
			}
		}
		if len(seen) != len(examples) {
			t.Errorf("%s: kinds %v", name, seen)
		}
		again := Read([]byte(r.Text)) // as the browser sends it back
		if len(again.Questions) != len(r.Questions) || again.Questions[0].Line != r.Questions[0].Line {
			t.Errorf("%s: again %+v", name, again)
		}
	}
}

func TestColumnsInAnyOrderAndLanguage(t *testing.T) {
	source := "sep=,\nWorth 1,Answer 1,KIND,Question,answer_2,Competency\nx,\"Sí, ya\",Single,\"¿Con\ncoma?\",No,asking\n,,,,,\n100%,a,multiple,¿Y?,b,\n"
	r := Read([]byte(source))
	if r.Broken != nil || len(r.Questions) != 2 {
		t.Fatalf("%+v", r)
	}
	q := r.Questions[0]
	if q.Line != 3 || q.Stem.Body != "¿Con\ncoma?" || q.Options[0].Text.Body != "Sí, ya" || q.Options[0].Fraction != 1 || q.Options[1].Fraction != 0 || q.Tags["competency"] != "asking" {
		t.Errorf("%+v", q)
	}
	if r.Questions[1].Line != 6 {
		t.Errorf("line %d", r.Questions[1].Line)
	}
}

func TestExcelsOwnEncoding(t *testing.T) {
	data, err := charmap.Windows1252.NewEncoder().Bytes([]byte("tipo;pregunta;respuesta_1\nnúmero;¿Cuántos años?;18\n"))
	if err != nil {
		t.Fatal(err)
	}
	if r := Read(data); r.Encoding != "Windows-1252" || len(r.Questions) != 1 || r.Questions[0].Stem.Body != "¿Cuántos años?" {
		t.Errorf("%+v", r)
	}
}

func TestWhatCannotBeReadIsNamedWithItsLine(t *testing.T) {
	rows := []string{"tipo;pregunta;respuesta_1;valor_1;respuesta_2;valor_2", "una opción;;a;100;b;", "adivinar;¿Qué?;a;;;", "una opción;¿Qué?;a;100;;", "una opción;¿Qué?;a;;b;",
		"una opción;¿Qué?;a;mucho;b;", "una opción;¿Qué?;;100;b;", "verdadero o falso;¿Qué?;quizás;;;", "número;¿Qué?;tres;;;", "emparejar;¿Qué?;a -> b;;c;", "ordenar;¿Qué?;a;1;b;2", "viñeta;¿Qué?;a;;;", "huecos;¿Qué?;;;;"}
	r := Read([]byte(strings.Join(rows, "\n")))
	for i, want := range []string{"no_text", "csv_kind", "options_few", "no_right_answer", "weight", "option_empty", "true_false_form", "number_form", "pair_form", "weight", "answers_none", "cloze_none"} {
		if got := r.Skipped[i]; got.Key != "assessments.read."+want || got.Line != i+2 {
			t.Errorf("%+v, want %s on line %d", got, want, i+2)
		}
	}
}

func TestATableThatIsBrokenGivesNothing(t *testing.T) {
	book := excelize.NewFile()
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]string{
		"": "csv_header", "¿Qué?{T}": "csv_column", "tipo;respuesta_1\nx;y": "csv_header", "tipo;pregunta;notas\nx;y;z": "csv_column", "tipo;tipo;pregunta": "csv_column",
		"tipo;pregunta\nviñeta;\"sin fin\n": "csv_broken", "PK\x03\x04no": "xlsx_broken", workbookText + "%": "xlsx_broken", b.String(): "xlsx_broken",
	} {
		r := Read([]byte(source))
		if r.Broken == nil || r.Broken.Key != "assessments.read."+want || len(r.Questions) > 0 || r.Broken.Line < 1 {
			t.Errorf("%.40q: %+v, want %s", source, r.Broken, want)
		}
	}
}

// Whatever the bytes: no panic, and every row is accounted for.
func FuzzTable(f *testing.F) {
	csv, err := TemplateCSV()
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(csv), "tipo;pregunta;respuesta_1\nnúmero;x;1e9", "sep=,\ntipo,pregunta\nviñeta,x", "tipo\tpregunta\n\"", "PK\x03\x04"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := Read(data)
		if r.Broken != nil {
			return
		}
		rows, broken := csvRows(r.Text)
		if !IsWorkbook(data) && (broken != nil || len(r.Questions)+len(r.Skipped) != len(rows)-1) {
			t.Fatalf("%d rows became %d questions and %d skipped", len(rows)-1, len(r.Questions), len(r.Skipped))
		}
	})
}
