package assessments

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/assessments/formats"
)

// authored are texts as people write them, with everything that means something to a format.
var authored = rapid.StringOf(rapid.RuneFrom([]rune(`ab ñÁ¿?.,:;#={}~\/"'%*<>&[]()-_1250` + "\n" + `→$`)))

func visible(t *rapid.T, label string) string {
	return "x" + authored.Draw(t, label) // a text is never empty
}

// pictured is a text with a picture in it.
func pictured(text string, p formats.Picture) string {
	return "<p>" + text + `</p><img alt="una &quot;foto&quot;" src="picture:` + p.ID + `">`
}

func dot(t *rapid.T) formats.Picture {
	data, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==")
	if err != nil {
		t.Fatal(err)
	}
	p, ok := formats.PictureOf("una foto.png", data)
	if !ok {
		t.Fatal("the picture is none")
	}
	return p
}

// anyInput draws an item of the kind.
func anyInput(t *rapid.T, kind Kind, pictures bool) ItemInput {
	in := ItemInput{Kind: kind, Competency: "asking", Title: authored.Draw(t, "title"), Markup: rapid.SampledFrom([]formats.Markup{formats.Plain, formats.RichText, formats.Markdown}).Draw(t, "markup"),
		Stem: i18n.Says(visible(t, "stem")), Body: Body{Feedback: i18n.Says(authored.Draw(t, "feedback"))}}
	if pictures && rapid.Bool().Draw(t, "pictured") {
		p := dot(t)
		in.Markup, in.Body.Pictures = formats.RichText, []formats.Picture{p}
		in.Stem = i18n.Says(pictured("Mire", p))
	}
	share := rapid.SampledFrom([]float64{0, 0.5, 1.0 / 3, -0.25, 0.1})
	option := func(i int, fraction float64) Option {
		return Option{Text: i18n.Says(fmt.Sprint(i, visible(t, "option"))), Fraction: fraction, Feedback: i18n.Says(authored.Draw(t, "said"))}
	}
	n := rapid.IntRange(2, 5).Draw(t, "answers")
	switch kind {
	case Single, Situational:
		in.Body.Options = append(in.Body.Options, option(0, 1), option(1, -1))
		for i := 2; i < n; i++ {
			in.Body.Options = append(in.Body.Options, option(i, share.Draw(t, "fraction")))
		}
	case Multiple:
		for i := range n {
			in.Body.Options = append(in.Body.Options, option(i, 1/float64(n)))
		}
		in.Body.Options = append(in.Body.Options, option(n, -0.5))
	case Ordering, SelfRating:
		for i := range n {
			in.Body.Options = append(in.Body.Options, option(i, 0))
		}
	case TrueFalse:
		right := rapid.IntRange(0, 1).Draw(t, "right")
		in.Body.Options = []Option{{ID: "true", Feedback: i18n.Says(authored.Draw(t, "yes"))}, {ID: "false", Feedback: i18n.Says(authored.Draw(t, "no"))}}
		in.Body.Options[right].Fraction = 1
	case Matching:
		in.Body.Choices = []Choice{{ID: "nobody", Text: i18n.Says("nadie")}}
		for i := range n {
			id := fmt.Sprint("c", i)
			text, _ := formats.HTML(formats.Text{Markup: formats.Plain, Body: fmt.Sprint(i, visible(t, "right"))})
			if in.Markup == formats.Plain {
				text, _ = formats.PlainOf(text)
			}
			if in.Markup == formats.Markdown {
				text = fmt.Sprint("derecha", i)
			}
			in.Body.Choices = append(in.Body.Choices, Choice{ID: id, Text: i18n.Says(text)})
			in.Body.Prompts = append(in.Body.Prompts, Prompt{Text: i18n.Says(fmt.Sprint(i, visible(t, "left"))), ChoiceID: id})
		}
		if in.Markup == formats.Markdown {
			in.Markup = formats.Plain
		}
	case Numeric:
		for i := range n {
			low := float64(rapid.IntRange(-100000, 100000).Draw(t, "low")) / 1000
			high := low + float64(rapid.IntRange(0, 1000).Draw(t, "width"))/1000
			fraction := 1.0
			if i > 0 {
				fraction = max(0, share.Draw(t, "fraction"))
			}
			in.Body.Numbers = append(in.Body.Numbers, Number{low, high, fraction, i18n.Says(authored.Draw(t, "said"))})
		}
	case ShortAnswer:
		for i := range n {
			fraction := 1.0
			if i > 0 {
				fraction = max(0, share.Draw(t, "fraction"))
			}
			in.Body.Patterns = append(in.Body.Patterns, Pattern{oneLine(visible(t, "pattern")), fraction, i18n.Says(authored.Draw(t, "said"))})
		}
	case Cloze:
		in.Stem = i18n.Says(`Diga {2:MULTICHOICE:=a \~ b#F\#1~%50%c < d~e} y {1:NUMERICAL:=3.14:0.01~%25%3..4#casi} o {1:SHORTANSWER:=ley*~%50%l\}ey#<b>no</b>}.`)
	}
	return in
}

// oneLine is a text as it is typed into one line.
func oneLine(s string) string {
	return string(bytes.Join(bytes.Fields([]byte(s)), []byte(" ")))
}

// What is taken out of the bank and brought in again is the same to the last comma, and
// what a format has no place for is said.
func TestWhatIsExportedAndImportedAgainIsTheSame(t *testing.T) {
	for _, format := range ExportFormats() {
		for _, kind := range Kinds() {
			t.Run(format+" "+string(kind), func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) { sameAgain(t, format, kind) })
			})
		}
	}
}

func sameAgain(t *rapid.T, format string, kind Kind) {
	ids := 0
	fresh := func() string { ids++; return fmt.Sprintf("id%06d", ids) }
	now := db.At(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))
	in := anyInput(t, kind, format == "moodle-xml")
	v, err := build(in, nil, now, fresh)
	if err != nil {
		t.Skip("not an item: ", err)
	}
	data, left := writers[format].write([]formats.Question{questionOf("code-1", v)}, func(n formats.Note) string { return n.Key })
	file := readers[format](data)
	if len(left) > 0 {
		if len(file.Questions) != 0 || len(file.Skipped) != 0 {
			t.Fatalf("it was left out (%v) and is there:\n%s", left, data)
		}
		return
	}
	if file.Broken != nil || len(file.Questions) != 1 || len(file.Skipped) != 0 || len(file.Adapted) != 0 {
		t.Fatalf("%+v\n%s", file, data)
	}
	again, notes := inputOf(file.Questions[0])
	again.Competency = file.Questions[0].Tags["competency"]
	w, err := build(again, &v, now, fresh)
	if err != nil || !w.says(v) || (len(notes) > 0 && kind != Vignette) || file.Questions[0].Tags["id"] != "code-1" {
		t.Fatalf("%v, %v\n%s\n%+v\n%+v", err, notes, data, v, w)
	}
}
