package i18n

import (
	"errors"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"relevo/app/db"
	"relevo/app/fault"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		accept, cookie, preferred string
		want                      Locale
	}{
		{"", "", "", Spanish},
		{"es-PE,es;q=0.9,en;q=0.8", "", "", Spanish},
		{"en-US,en;q=0.9,es;q=0.8", "", "", English},
		{"en;q=0.2, es-419;q=0.7", "", "", Spanish},
		{"quy-PE, es;q=0.9", "", "", ChankaQuechua},
		{"quz, es;q=0.9", "", "", CuscoQuechua},
		{"qu-PE,es;q=0.5", "", "", CuscoQuechua},
		{"fr, de;q=0.5", "", "", Spanish},
		{"en;q=0, es;q=0.1", "", "", Spanish},
		{"en;q=broken", "", "", Spanish},
		{"es", "quy", "", ChankaQuechua},
		{"es", "quy", "en", English},
		{"es", "nonsense", "", Spanish},
	} {
		if got := Match(c.accept, c.cookie, c.preferred); got != c.want {
			t.Errorf("Match(%q, %q, %q) = %s, want %s", c.accept, c.cookie, c.preferred, got, c.want)
		}
	}
}

func TestNumbersAreWrittenAsInPeru(t *testing.T) {
	es, en := For(Spanish), For(English)
	for _, c := range []struct{ got, want string }{
		{es.Number(1234567.891, 1), "1,234,567.9"},
		{es.Number(-12.5, -1), "−12.5"},
		{es.Number(-0.001, 1), "0.0"},
		{es.Number(3, -1), "3"},
		{es.Number(2.0/3, -1), "0.67"},
		{es.Signed(2.5, 1), "+2.5"},
		{es.Signed(0, 1), "0.0"},
		{es.Percent(0.684, 1), "68.4\u00a0%"},
		{en.Percent(0.684, 1), "68.4%"},
		{es.Range("3.1", "6.2"), "3.1 a 6.2"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	var zero float64
	if got := es.Percent(zero/zero, 0); got != "—" {
		t.Errorf("an undefined proportion is written %q, want —", got)
	}
}

func TestDaysAreWrittenInLimasTime(t *testing.T) {
	es, en := For(Spanish), For(English)
	september := db.NewDate(2024, time.September, 5)
	night := db.At(time.Date(2024, 12, 1, 3, 5, 0, 0, time.UTC)) // still 30 November in Lima
	for _, c := range []struct{ got, want string }{
		{es.Date(september), "5 set. 2024"},
		{en.Date(september), "5 Sep 2024"},
		{es.LongDate(september), "5 de septiembre de 2024"},
		{es.Month(september), "septiembre de 2024"},
		{es.ShortMonth(september), "set. 2024"},
		{es.Instant(night), "30 nov. 2024, 22:05"},
		{es.Instant(db.Instant{}), "—"},
		{es.ToTheSecond(night), "30 nov. 2024, 22:05:00"},
		{en.ToTheSecond(db.Instant{}), "—"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestSentences(t *testing.T) {
	es := For(Spanish)
	for _, c := range []struct{ got, want string }{
		{es.T("web.form.errors", "count", 1), "Hay 1 dato por corregir"},
		{es.T("web.form.errors", "count", 1200), "Hay 1,200 datos por corregir"},
		{es.T("web.chart.between", "from", db.NewDate(2025, time.May, 31), "to", "hoy"), "entre 31 may. 2025 y hoy"},
		{es.T("web.chart.between", "from", "{to}", "to", "x"), "entre {to} y x"}, // values are not read again
		{es.T("no.such.key"), "⟦no.such.key⟧"},
		{For(ChankaQuechua).T("web.menu"), es.T("web.menu")},
		{For("xx").T("web.menu"), es.T("web.menu")},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if !For(ChankaQuechua).Partial() || For(Spanish).Partial() {
		t.Error("a page in Quechua must say that it is partly in Spanish, one in Spanish must not")
	}
	if For(ChankaQuechua).Lang() != Spanish {
		t.Error("a page whose sentences come out in Spanish must be marked as Spanish")
	}
}

func TestFaultsAreToldWithoutInternals(t *testing.T) {
	es := For(Spanish)
	told := es.Fault(errors.New("pq: connection refused to 10.0.0.3"))
	if told.Kind != fault.Internal || told.Sentence != "Algo falló de nuestro lado" {
		t.Errorf("an unclassified error is told as %+v", told)
	}
	told = es.Fault(fmt.Errorf("saving: %w", fault.OnField("posts", "fault.at_least", "min", 1)))
	if len(told.Fields) != 1 || told.Fields[0] != (Message{"posts", "Escriba 1 o más."}) {
		t.Errorf("field messages: %+v", told.Fields)
	}
	told = es.Fault(fault.Missing("noun.page"))
	if told.Sentence != "No encontramos esta página, o no está entre lo que usted puede ver." {
		t.Errorf("a missing thing is told as %q", told.Sentence)
	}
}

func TestEveryKindOfFaultHasItsWords(t *testing.T) {
	for kind := fault.Internal; kind <= fault.Busy; kind++ {
		for _, part := range []string{".title", ".advice"} {
			if key := "fault." + kind.String() + part; !Has(key) {
				t.Errorf("the catalogue has no %q", key)
			}
		}
	}
}

func TestTextFallsBackAndSaysInWhatLanguage(t *testing.T) {
	text := Text{Spanish: "Escucha", ChankaQuechua: "Uyariy", English: " "}
	if text.In(ChankaQuechua) != "Uyariy" || text.In(English) != "Escucha" || text.Lang(English) != Spanish {
		t.Errorf("In(quy) = %q, In(en) = %q marked %s", text.In(ChankaQuechua), text.In(English), text.Lang(English))
	}
	if got := (Text{English: "Listening"}).In(Spanish); got != "Listening" {
		t.Errorf("a text only in English reads %q in Spanish", got)
	}
	stored, err := text.Value()
	if err != nil {
		t.Fatal(err)
	}
	var back Text
	if err := back.Scan(stored); err != nil || back.In(ChankaQuechua) != "Uyariy" {
		t.Errorf("stored %v, read back %v, %v", stored, back, err)
	}
	if err := back.Scan(12); err == nil {
		t.Error("a number was read as a text")
	}
	if !(Text{}).IsZero() || text.IsZero() {
		t.Error("IsZero is wrong")
	}
}

func TestLoadRefusesABrokenCatalogue(t *testing.T) {
	for name, body := range map[string]string{
		"a plural without one": `{"a.b": {"other": "x"}}`,
		"an unknown form":      `{"a.b": {"one": "x", "other": "y", "many": "z"}}`,
		"no JSON":              `{"a.b": `,
	} {
		files := fstest.MapFS{"locales/es/a.json": {Data: []byte(body)}}
		if _, _, err := load(files); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	twice := fstest.MapFS{"locales/es/a.json": {Data: []byte(`{"a.b": "x"}`)}, "locales/es/b.json": {Data: []byte(`{"a.b": "y"}`)}}
	if _, _, err := load(twice); err == nil {
		t.Error("a key in two files was accepted")
	}
}
