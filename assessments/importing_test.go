package assessments_test

import (
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments"
)

const mixed = `// id: q-1  competency: asking  form: A
¿Qué dice?{=Hola ~Habla}

::Sin etiqueta::¿Qué ayuda?{=Escuchar ~Gritar}

::Rota::¿Qué falta?{=Sí ~No

[html]<b>Cuente</b> <script>alert(1)</script><a href="javascript:x">un caso</a>.{}

Solo un texto.

// competency: nothing
::Con emparejar::Una.{=<i>a</i> -> uno =b -> dos = -> tres}
`

func (w *world) importing(text string, options assessments.ImportOptions) (assessments.ImportReport, error) {
	return w.ImportItems(w.t.Context(), w.author, "gift", "preguntas.txt", []byte(text), options)
}

func TestAnImportIsLookedAtBeforeItIsConfirmed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		preview, err := w.importing(mixed, assessments.ImportOptions{})
		w.must(err)
		if w.count(&assessments.Item{}) != 0 || w.count(&assessments.ItemImport{}) != 0 {
			t.Fatal("a preview stored something")
		}
		want := []struct {
			line          int
			outcome, note string
		}{
			{2, "imported", ""}, {4, "imported", ""}, {6, "skipped", "assessments.read.braces"}, {8, "adapted", "assessments.read.essay"},
			{10, "skipped", "assessments.read.description"}, {13, "adapted", "assessments.import_competency_unknown"},
		}
		if len(preview.Entries) != len(want) || preview.Imported != 2 || preview.Adapted != 2 || preview.Skipped != 2 || preview.Text != mixed {
			t.Fatalf("preview %+v", preview)
		}
		for i, e := range preview.Entries {
			if e.Line != want[i].line || e.Outcome != want[i].outcome || (want[i].note != "" && e.Notes[0].Key != want[i].note) {
				t.Errorf("entry %+v, want %+v", e, want[i])
			}
		}
		_, err = w.importing(mixed, assessments.ImportOptions{Confirm: true})
		for _, field := range []string{"competency_4", "competency_8", "competency_13"} {
			wantsField(t, err, field)
		}
		if w.count(&assessments.Item{}) != 0 {
			t.Error("a refused import stored something")
		}

		options := assessments.ImportOptions{Confirm: true, Competency: "asking", Competencies: map[int]string{8: "trauma"}}
		done, err := w.importing(mixed, options)
		w.must(err)
		kept, err := w.Import(t.Context(), w.author, done.ImportID)
		w.must(err)
		if len(kept.Entries) != 6 || kept.FileName != "preguntas.txt" || kept.Imported != 2 || kept.Entries[3].Competency != "trauma" || kept.Entries[3].Kind != assessments.Vignette {
			t.Errorf("kept %+v", kept)
		}
		if forms := done.Forms(); len(forms["A"]) != 1 || len(forms["B"]) != 0 {
			t.Errorf("forms %+v", forms)
		}
		item, err := w.Item(t.Context(), w.author, kept.Entries[3].ItemID)
		w.must(err)
		stem := item.Versions[0].Stem.In(i18n.Spanish)
		if strings.Contains(stem, "script") || strings.Contains(stem, "href") || !strings.Contains(stem, "<b>Cuente</b>") {
			t.Errorf("stem %q", stem)
		}
		last := kept.Entries[3].Notes[len(kept.Entries[3].Notes)-1]
		if last.Key != "assessments.read.markup_removed" || last.Pairs[1] != "a, script" {
			t.Errorf("notes %+v", kept.Entries[3].Notes)
		}
	})
}

func TestTheSameFileAgainChangesOnlyWhatIsDifferent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		options := assessments.ImportOptions{Confirm: true, Competency: "asking"}
		_, err := w.importing(mixed, options)
		w.must(err)
		versions := w.count(&assessments.ItemVersion{})
		again, err := w.importing(mixed, options)
		w.must(err)
		for _, e := range again.Entries {
			if e.Outcome != assessments.OutcomeSkipped && e.Action != assessments.ActionUnchanged {
				t.Errorf("the same question is %s: %+v", e.Action, e)
			}
		}
		changed, err := w.importing(strings.Replace(mixed, "Habla}", "Calla}", 1), options)
		w.must(err)
		if e := changed.Entries[0]; e.Action != assessments.ActionRevised || w.count(&assessments.ItemVersion{}) != versions+1 {
			t.Errorf("changed %+v, %d versions", e, w.count(&assessments.ItemVersion{}))
		}
	})
}

func TestImportsThatCannotBe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		_, err := w.ImportItems(t.Context(), w.author, "docx", "x", nil, assessments.ImportOptions{})
		wantsField(t, err, "format")
		_, err = w.importing(" \n", assessments.ImportOptions{Confirm: true})
		wantsField(t, err, "file")
		_, err = w.ImportItems(t.Context(), w.author, "gift", "x", make([]byte, 6<<20), assessments.ImportOptions{})
		wants(t, err, fault.TooLarge)
		_, err = w.ImportItems(t.Context(), w.as(0), "gift", "x", []byte(mixed), assessments.ImportOptions{})
		wants(t, err, fault.Denied)
	})
}
