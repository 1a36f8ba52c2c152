package certificates

import (
	"strings"
	"testing"

	"relevo/app/fault"
	"relevo/app/i18n"
)

func TestWhatCannotBePrintedIsTold(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"":                               "",
		"María José Ñahui D'Angelo":      "",
		"Sumaq Qori T’ika Ch'aska":       "",
		"Bronisława Šimić Győrffy Çelik": "",
		"Jose\u0301 Nun\u0303ez\u200b":   "",
		"李 明 Quispe 李":                   "李, 明",
		"Rosa 🌱 Quispe":                  "🌱",
		"Анна Quispe":                    "А, н, а",
		"Rosa\u200dMaría":                "",
		"Τασία":                          "Τ, α, σ, ί",
	} {
		if got := Characters(Unprintable(name)); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	// What is said to be printable is on the paper, letter by letter.
	for _, name := range []string{"María José Ñahui D'Angelo", "Bronisława Šimić Győrffy Çelik"} {
		p := paper()
		p.PersonName = name
		if text := textOf(t, draw(t, p)); !strings.Contains(text, name) {
			t.Errorf("%q is not on the paper:\n%s", name, text)
		}
	}
}

// The sentences that papers have of their own can all be printed.
func TestOurOwnWordsCanBePrinted(t *testing.T) {
	t.Parallel()
	for _, locale := range i18n.Locales() {
		for _, kind := range Kinds {
			words := Look{}.Say(locale, kind)
			sample := SamplePaper(kind, locale, dbtestDay)
			if got := append(Unprintable(words.Title+words.GivenTo+words.Because), sample.UnprintableOn()...); len(got) > 0 {
				t.Errorf("%s, %s: %s", locale, kind, Characters(got))
			}
		}
	}
}

func TestATemplateSaysOnlyWhatCanBePrinted(t *testing.T) {
	design := Design{Orientation: Landscape, Accent: Teal, Signatures: []Signature{{Name: "李 明"}},
		Texts: map[i18n.Locale]map[Kind]Words{i18n.Spanish: {Completion: {Title: "Диплом"}}}}
	_, err := TemplateInput{Name: "Casa", Design: design}.ready()
	fields := map[string]bool{}
	for _, f := range fault.FieldsOf(err) {
		fields[f.Name] = true
	}
	if !fault.Is(err, fault.Invalid) || len(fields) != 2 || !fields["signature1_name"] || !fields["text_es_completion_title"] {
		t.Errorf("it is refused for %v: %v", fields, err)
	}
}
