package web_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/assessments"
)

const gridForm = "[data-key-grid] form"

// codes are the codes on the sheets of the printed page, by the name on the strip.
func codes(page *webtest.Page) map[string]string {
	found := map[string]string{}
	for _, sheet := range page.Doc().Find(".sheet").EachIter() {
		found[strings.TrimSpace(sheet.Find(".sheet-strip strong").Text())] = strings.TrimSpace(sheet.Find(".sheet-code p").Text())
	}
	return found
}

func TestATestIsPrintedTypedVerifiedAndUndone(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		a, _ := w.administer(assessments.Post)
		manager := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID})
		second := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID})
		at := "/administrations/" + a.ID
		if manager.Get(at).Count("a[href='"+at+"/sheets']") == 0 {
			t.Error("no way from the administration to its sheets")
		}
		manager.Submit(manager.Get(at+"/sheets"), "form[action$='/sheets']:not([role])", "whom", "some").Want(422, ".alert", "Elija al menos una persona")
		printed := manager.Submit(manager.Get(at+"/sheets"), "form[action$='/sheets']:not([role])", "spares_A", "1").Want(200, ".sheet-consent", "Acepto").Want(200, ".sheet-strip", "Huamaní, Rosaura")
		if printed.Count(".sheet") != 3 || printed.Count(".sheet svg path") != 3 {
			t.Errorf("%d sheets, want two with a name and a spare", printed.Count(".sheet"))
		}
		if text := printed.Text(".sheet-head, .sheet-questions"); strings.Contains(text, "Huamaní") {
			t.Error("the name is on the sheet itself")
		}
		code := codes(printed)["Huamaní, Rosaura"]
		manager.Get("/sheets?code=7K3Q").Want(422, ".field-error", "tiene un error")
		grid := manager.Get("/sheets?code="+strings.ToLower(strings.ReplaceAll(code, "-", " "))).Want(200, "h1", "Hoja "+code)
		if strings.Contains(grid.Text("main"), "Huamaní") {
			t.Error("the grid tells whose sheet it is")
		}
		manager.Submit(grid, gridForm, "q_1", "Z", "consent", "yes", "sat_on", "2026-01-05").Want(422, ".field-error", "letra")
		done := manager.Submit(grid, gridForm, "consent", "yes", "sat_on", "2026-01-05", "q_1", "a", "q_2", "24", "q_3", "La saludo.").Want(200, ".alert", "guardada y entregada: 3 de 3")
		w.must(w.jobs.Drain(t.Context()))
		if done.Path != "/sheets" {
			t.Errorf("leads to %s, want the next code", done.Path)
		}
		again := second.Get("/sheets/"+code).Want(200, ".alert", "sin mirar")
		if again.Count(gridForm+" input[value='24']") != 0 {
			t.Error("who verifies is shown what was typed")
		}
		differs := second.Submit(again, gridForm, "consent", "yes", "sat_on", "2026-01-05", "q_1", "a", "q_2", "48", "q_3", "la saludo").Want(200, ".alert", "no coinciden")
		second.Submit(differs, "form[action$='/decide']").Want(422, ".alert", "corregir")
		field, _ := differs.Doc().Find("form[action$='/decide'] input[type=radio]").First().Attr("name")
		second.Submit(differs, "form[action$='/decide']", field, "first").Want(200, ".alert", "está guardada")
		manager.Get(at+"/sheets").Want(200, "tbody", "Escrita")
		manager.Submit(manager.Get("/sheets/"+code), "form[action$='/undo']").Want(200, ".alert", "ya no cuenta").Want(200, gridForm, "Día en que se respondió")
		other := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.elsewhere()})
		other.Get("/sheets/" + code).WantStatus(404)
		other.Get(at + "/sheets").WantStatus(404)
		other.Get(printed.Path).WantStatus(404)
		w.officials[0].Get(at + "/sheets").WantStatus(403)
	})
}

// elsewhere is another institution, in which nobody of the test works.
func (w *world) elsewhere() string {
	w.t.Helper()
	return w.another("CAR-2", "Casa Lejana")
}

func TestASpareSheetBecomesSomebodys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		a, _ := w.administer(assessments.Pre)
		manager := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID})
		printed := manager.Submit(manager.Get("/administrations/"+a.ID+"/sheets"), "form[action$='/sheets']:not([role])", "whom", "nobody", "spares_B", "1").WantStatus(200)
		code := codes(printed)[""]
		page := manager.Get("/sheets/"+code).Want(200, "h2", "¿De quién es esta hoja?")
		page = manager.Submit(page, "form[action^='/sheets/'][role=search]", "q", "zzz").Want(200, "main", "Nadie de esta evaluación")
		page = manager.Submit(page, "form[action^='/sheets/'][role=search]", "q", "")
		bound := manager.Submit(page, "tbody tr:first-child form[action$='/bind']").Want(200, ".alert", "ya tiene persona")
		manager.Submit(bound, gridForm, "consent", "no", "sat_on", "2026-01-05").Want(200, ".alert", "sin consentimiento")
		manager.Get("/administrations/"+a.ID).Want(200, "tbody", "no tiene el consentimiento")
	})
}

func TestAGroupIsBroughtInFromAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		a, _ := w.administer(assessments.Pre)
		manager := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID})
		at := "/administrations/" + a.ID + "/sheets"
		byName := codes(manager.Submit(manager.Get(at), "form[action$='/sheets']:not([role])"))
		template, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(manager.Get(at+"/files/template/csv").Body, []byte("\uFEFF")))).ReadAll()
		if err != nil || len(template) != 3 || template[0][0] != "codigo;fecha;consentimiento;1;2;3" {
			t.Errorf("template %v, %v", template, err)
		}
		if body := manager.Get(at + "/files/template/xlsx").WantStatus(200).Body; !bytes.HasPrefix(body, []byte("PK")) {
			t.Error("the workbook is none")
		}
		text := "Código;Fecha;Consentimiento;1;2;3\n" + byName["Huamaní, Rosaura"] + ";05/01/2026;sí;A;24;Le digo: mañana conversamos, señora\n" +
			byName["Tangoa, Rosaura"] + ";05/01/2026;no;A;;\n7K3Q-DM0X-1;05/01/2026;sí;A;;\n" + byName["Huamaní, Rosaura"] + ";05/01/2026;sí;B;;\n"
		windows, err := charmap.Windows1252.NewEncoder().Bytes([]byte(text))
		w.must(err)
		form := "form[action='" + at + "/files']"
		manager.Upload(manager.Get(at+"/files"), form, "file", "otra.csv", []byte("a;b\n1;2\n")).Want(422, ".field-error", "No se encuentran las columnas")
		preview := manager.Upload(manager.Get(at+"/files"), form, "file", "grupo.csv", windows).Want(200, "main", "2 filas no se pueden usar").Want(200, "button", "Traer 2 filas")
		confirm := "form[action$='/confirm']"
		done := manager.Submit(preview, confirm).Want(200, ".alert", "Se trajeron 2 filas").Want(200, "dl", "Traído de grupo.csv")
		w.must(w.jobs.Drain(t.Context()))
		var answer assessments.Answer
		w.must(d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Where("item_version_id = ?", w.vignette.ID).Take(&answer).Error }))
		if answer.Value.Text != "Le digo: mañana conversamos, señora" || answer.Device != "paper" {
			t.Errorf("answer %+v", answer)
		}
		again := manager.Upload(manager.Get(at+"/files"), form, "file", "grupo.csv", windows).Want(200, "main", "Una fila ya estaba")
		if again.Count(confirm+" button") != 0 {
			t.Error("the same file again offers something to bring in")
		}
		manager.Submit(done, "form[action$='/undo']").Want(200, ".alert", "Deshecho")
		manager.Upload(manager.Get(at+"/files"), form, "file", "grupo.csv", windows).Want(200, "button", "Traer 2 filas")
		other := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.elsewhere()})
		other.Get(done.Path).WantStatus(404)
	})
}

func TestEarlierScoresAreBroughtInInTheBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople()
		w.must(d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Table("person").Where("id = ?", w.people[0].ID).Updates(map[string]any{"document_type": "dni", "document_number": "40000001"}).Error
		}))
		manager := w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.centre.ID})
		form := "form[action='/results/files']"
		page := manager.Get("/results/files").Want(200, "h1", "Traer puntajes de antes")
		if body := manager.Get("/results/files/template/xlsx").WantStatus(200).Body; !bytes.HasPrefix(body, []byte("PK")) {
			t.Error("the workbook is none")
		}
		text := "documento;competencia;ocasión;fecha;puntaje\n40000001;reception;pre;15/03/2024;11\n40000001;reception;post;20/03/2024;25\n"
		manager.Upload(page, form, "file", "notas.csv", []byte(text), "maximum", "0").Want(422, ".field-error", "mayor que 0")
		preview := manager.Upload(page, form, "file", "notas.csv", []byte(text), "maximum", "20", "cut", "70").Want(200, "main", "Acogida").Want(200, "main", "55 de 100 (corte 70)").Want(200, "main", "no es un puntaje entre 0 y 20")
		done := manager.Submit(preview, "form[action$='/confirm']").Want(200, ".alert", "Se trajo una fila").Want(200, "main", "Traído de notas.csv")
		w.site.As(webtest.Who{Role: access.Manager, InstitutionID: w.elsewhere()}).Get(done.Path).WantStatus(404)
		w.officials[0].Get("/results/files").WantStatus(403)
		manager.Submit(done, "form[action$='/undo']").Want(200, ".alert", "Deshecho")
	})
}
