package aiken

import (
	"os"
	"path/filepath"
	"testing"

	"relevo/assessments/formats"
)

const good = `¿Qué se pregunta primero?
A) Si tiene hambre
B)Su nombre <completo>
ANSWER: A

El caso es de noche.
¿A quién llama?

a. no es una opción
`

func TestAQuestionWithItsOptions(t *testing.T) {
	r := Read([]byte("\uFEFF" + good))
	if len(r.Questions) != 1 {
		t.Fatalf("%+v", r)
	}
	q := r.Questions[0]
	if q.Line != 1 || q.Kind != formats.Single || q.Stem.Body != "¿Qué se pregunta primero?" || len(q.Options) != 2 ||
		q.Options[0].Fraction != 1 || q.Options[1].Fraction != 0 || q.Options[1].Text != plain("Su nombre <completo>") {
		t.Errorf("%+v", q)
	}
}

func TestATextOfSeveralLinesAndLettersWithPoints(t *testing.T) {
	r := Read([]byte("El caso es de noche.\n¿A quién llama?\n\nA. A la UPE\nC. A nadie\nanswer: c\nOtra\nA) x\nB) y\nANSWER: B"))
	if len(r.Skipped) != 0 || len(r.Questions) != 2 || r.Questions[0].Stem.Body != "El caso es de noche.\n¿A quién llama?" || r.Questions[0].Options[1].Fraction != 1 || r.Questions[1].Line != 7 {
		t.Errorf("%+v", r)
	}
}

func TestWhatCannotBeReadIsNamedWithItsLine(t *testing.T) {
	r := Read([]byte("Sin opciones\n\nPocas\nA) una\nANSWER: A\n\nA) sin pregunta\nANSWER: A\n\nVacía\nA) una\nB)\nANSWER: A\n\n" +
		"Repetida\nA) una\nA) dos\nANSWER: A\n\nOtra letra\nA) una\nB) dos\nANSWER: C\n\nANSWER: A\n\nSin terminar\nA) una\nB) dos"))
	want := []struct {
		line   int
		reason string
	}{{1, "aiken_unfinished"}, {3, "options_few"}, {7, "aiken_not_started"}, {10, "option_empty"}, {15, "aiken_letters"}, {20, "aiken_answer"}, {25, "aiken_not_started"}, {27, "aiken_unfinished"}}
	if len(r.Questions) != 0 || len(r.Skipped) != len(want) {
		t.Fatalf("%+v", r.Skipped)
	}
	for i, w := range want {
		if got := r.Skipped[i]; got.Line != w.line || got.Key != "assessments.read."+w.reason {
			t.Errorf("%+v, want line %d, %s", got, w.line, w.reason)
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
		lines   []int
		skipped []int
	}{
		"aiken_questions.txt": {lines: []int{1, 8}},
		"aiken_errors.txt":    {lines: []int{9, 18, 23}, skipped: []int{1, 5, 14}},
	} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		r := Read(data)
		if len(r.Questions) != len(want.lines) || len(r.Skipped) != len(want.skipped) {
			t.Fatalf("%s: %d questions, skipped %+v", name, len(r.Questions), r.Skipped)
		}
		for i, line := range want.lines {
			if r.Questions[i].Line != line {
				t.Errorf("%s: question on line %d, want %d", name, r.Questions[i].Line, line)
			}
		}
		for i, line := range want.skipped {
			if r.Skipped[i].Line != line {
				t.Errorf("%s: skipped line %d, want %d", name, r.Skipped[i].Line, line)
			}
		}
	}
}

// Whatever the bytes: no panic, no question without key, and every line that opens a
// question is accounted for.
func FuzzAiken(f *testing.F) {
	for _, seed := range []string{good, "", "A)x\nANSWER: A", "Q\nA)a\nB)b\nANSWER:", "Q\n\n\nA. a\nB. b\nANSWER: B", "ANSWER", "\xff\xfeQ\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := Read(data)
		for _, q := range r.Questions {
			right := 0
			for _, o := range q.Options {
				if o.Fraction == 1 && o.Text.Body != "" {
					right++
				}
			}
			if right != 1 || q.Stem.Body == "" || len(q.Options) < 2 {
				t.Fatalf("%+v has no key", q)
			}
		}
		for _, line := range []byte(r.Text) {
			if line > ' ' && line < 0x7f && len(r.Questions)+len(r.Skipped) == 0 {
				t.Fatalf("%q became nothing", r.Text)
			}
		}
	})
}
