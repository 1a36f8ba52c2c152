package cloze

import (
	"reflect"
	"strings"
	"testing"

	"relevo/assessments/formats"
)

const help = `Llame a la {1:MULTICHOICE:=Línea 100~%50%Línea 113#Es de salud~105}, que atiende {2:NUMERICAL:=24:0} horas. ` +
	`Su ley es la {:SHORTANSWER_C:=28950~%50%Ley \#28950#Casi~*#No}. {Esto} no es un hueco.`

func TestBlanksAreTakenOutOfTheText(t *testing.T) {
	marked, blanks, reason, _ := Read(help, formats.Plain)
	if reason != "" || marked != "Llame a la [[1]], que atiende [[2]] horas. Su ley es la [[3]]. {Esto} no es un hueco." {
		t.Fatalf("%q: %s", marked, reason)
	}
	line, hours, law := blanks[0], blanks[1], blanks[2]
	if line.Kind != formats.Single || line.Weight != 1 || len(line.Options) != 3 || line.Options[1].Fraction != 0.5 || line.Options[1].Feedback.Body != "Es de salud" {
		t.Errorf("choice %+v", line)
	}
	if hours.Kind != formats.Numeric || hours.Weight != 2 || hours.Numbers[0] != (formats.Number{Low: 24, High: 24, Fraction: 1, Feedback: formats.Text{Markup: formats.Plain}}) {
		t.Errorf("number %+v", hours)
	}
	if law.Kind != formats.ShortAnswer || law.Weight != 1 || law.Options[1].Text.Body != "Ley #28950" || law.Options[2].Text.Body != "*" || !reflect.DeepEqual(law.Changed, []string{"case"}) {
		t.Errorf("words %+v", law)
	}
}

func TestMoodlesNamesOfBlanks(t *testing.T) {
	for name, want := range map[string]formats.Kind{
		"MULTICHOICE": formats.Single, "MCH": formats.Single, "MULTICHOICE_VS": formats.Single, "MCS": formats.Single, "mcv": formats.Single,
		"SA": formats.ShortAnswer, "MWC": formats.ShortAnswer, "NM": formats.Numeric, "NUMERICAL": formats.Numeric,
	} {
		if kind, _, known := kindOf(name); !known || kind != want {
			t.Errorf("%s is %s, want %s", name, kind, want)
		}
	}
}

func TestAMarkThatIsInTheTextAlreadyIsNotUsedTwice(t *testing.T) {
	marked, blanks, _, _ := Read("Vea [[1]] y diga {1:SA:=sí}", formats.Plain)
	if marked != "Vea [[1]] y diga [[2]]" || blanks[0].ID != "2" {
		t.Errorf("%q, %+v", marked, blanks)
	}
}

func TestEntitiesInHTMLAreNoFeedback(t *testing.T) {
	_, blanks, reason, _ := Read("{1:MC:=D&#39;Angelo<br>Ruiz~b &amp; c}", formats.RichText)
	if reason != "" || blanks[0].Options[0].Text.Body != "D'Angelo Ruiz" || blanks[0].Options[1].Text.Body != "b & c" {
		t.Errorf("%s, %+v", reason, blanks)
	}
}

func TestWhatCannotBeReadIsNamed(t *testing.T) {
	for text, want := range map[string]string{
		"Sin huecos {de verdad}": "cloze_none", "{1:MC:=a~b": "cloze_open", "{1:MC:=sola}": "cloze_blank", "{1:MC:a~b}": "cloze_blank",
		"{1:NM:=tres}": "cloze_blank", "{1:SA:%150%a}": "cloze_blank", "{1:MULTIRESPONSE:=a~=b}": "cloze_several",
		strings.Repeat("{1:SA:=a}", 101): "cloze_many",
	} {
		if _, _, reason, _ := Read(text, formats.Plain); reason != want {
			t.Errorf("%.40q: %q, want %s", text, reason, want)
		}
	}
}

func TestWhatIsWrittenReadsTheSame(t *testing.T) {
	marked, blanks, _, _ := Read(help, formats.Plain)
	again, same, reason, _ := Read(Write(marked, blanks, func(s string) string { return s }), formats.Plain)
	blanks[2].Changed = nil // written, the blank says that capitals do not count
	if reason != "" || again != marked || !reflect.DeepEqual(same, blanks) {
		t.Errorf("%s\n%q\n%+v\n%+v", reason, again, same, blanks)
	}
}

// Whatever the text: no panic, a mark for each blank, and what was read can be written and
// read again.
func FuzzCloze(f *testing.F) {
	for _, seed := range []string{help, "{1:MC:=a~b}", "{:SA:%-5%x}", `{1:NM:=1:2~%50%3..4#\}x}`, "{1:MC:", "[[1]]{1:SA:=a}", "{1:SA:=&#39;~=}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		marked, blanks, reason, _ := Read(text, formats.Plain)
		if reason != "" {
			return
		}
		for _, b := range blanks {
			if strings.Count(marked, Mark(b.ID)) != 1 {
				t.Fatalf("%q has no single mark of %s", marked, b.ID)
			}
		}
		_, again, reason, _ := Read(Write(marked, blanks, func(s string) string { return s }), formats.Plain)
		if reason != "" || len(again) != len(blanks) {
			t.Fatalf("%q: %d blanks became %d, %s", text, len(blanks), len(again), reason)
		}
	})
}
