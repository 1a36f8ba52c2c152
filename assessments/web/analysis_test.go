package web_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/assessments"
)

// An author opens the analysis from the assessment, narrows it, and takes it elsewhere; an evaluator sees no cell of few people.
func TestTheAnalysisOfAnAssessment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		administration, attempts := w.administer(assessments.Pre)
		w.must(d.Write(t.Context(), func(tx *db.Tx) error { // handed in and scored, as far as the analysis reads it
			var places []assessments.FormItem
			for i, id := range attempts {
				if err := tx.DB.Model(&assessments.Attempt{}).Where("id = ?", id).
					Updates(map[string]any{"state": assessments.StateScored, "submitted_at": tx.Now, "scored_at": tx.Now}).Error; err != nil {
					return err
				}
				if err := tx.DB.Where("form_id = (SELECT form_id FROM attempt WHERE id = ?)", id).Find(&places).Error; err != nil {
					return err
				}
				for _, p := range places {
					if err := tx.DB.Create(&assessments.ItemScore{ID: tx.NewID(), AttemptID: id, ItemVersionID: p.ItemVersionID, Points: float64(i) * p.Points, MaxPoints: p.Points, RuleVersion: "x", RecordedAt: tx.Now}).Error; err != nil {
						return err
					}
					if err := tx.DB.Create(&assessments.Answer{AttemptID: id, ItemVersionID: p.ItemVersionID, Seq: 1, Device: "form", Value: assessments.Value{Text: "=HOY()"}, SavedAt: tx.Now}).Error; err != nil {
						return err
					}
				}
			}
			return nil
		}))
		path := "/assessments/" + w.assessment.ID
		w.trainer.Get(path).Want(200, `a[href="`+path+`/analysis"]`, "Ver el análisis")
		w.trainer.Get(path+"/analysis").Want(200, "main", "Todavía no hay un análisis").Want(200, "main", "2 intentos esperan")
		w.must(w.service.Analyse(t.Context(), w.assessment.ID))
		manager := w.site.As(webtest.Who{Role: access.Manager})
		page := manager.Get(path + "/analysis")
		page.Want(200, "main", "con 2 intentos. No espera ninguno más nuevo").Want(200, "main", "Con menos de 20").Want(200, "table", "first-word").Want(200, "table", "=HOY()")
		if page.Statements >= 10 {
			t.Errorf("the page takes %d statements", page.Statements)
		}
		manager.Submit(page, "main form", "occasion", "pre", "administration", administration.ID).Want(200, "option[selected]", "Edición de mayo")
		manager.Get(path+"/analysis?occasion=post").Want(200, "main", "Sin intentos calificados aquí")
		manager.Get(path+"/analysis?occasion=never").Want(422, "main", "")
		manager.Get(path + "/analysis?administration=nowhere").WantStatus(404)
		// Nobody else sees two people.
		hidden := w.site.As(webtest.Who{Role: access.Evaluator}).Get(path + "/analysis")
		hidden.Want(200, "main", "No se muestran las celdas de 1 a 4 personas")
		if text := hidden.Text("main"); strings.Contains(text, "HOY") || !strings.Contains(text, "con — intentos") {
			t.Errorf("two people are shown to an evaluator: %s", text)
		}
		if hidden.Count(`a[href^="/items"]`) > 0 {
			t.Error("an evaluator is led to the item bank")
		}
		w.officials[0].Get(path + "/analysis").WantStatus(403)
		// Files: a text stays a text.
		rows, err := csv.NewReader(bytes.NewReader(manager.Get(path + "/analysis/csv?table=answers").WantStatus(200).Body)).ReadAll()
		w.must(err)
		if len(rows) < 3 || !strings.Contains(strings.Join(rows[len(rows)-1], "|")+strings.Join(rows[len(rows)-2], "|"), "'=HOY()") {
			t.Errorf("answers: %q", rows)
		}
		book, err := excelize.OpenReader(bytes.NewReader(manager.Get(path + "/analysis/xlsx").WantStatus(200).Body))
		w.must(err)
		if names := strings.Join(book.GetSheetList(), " "); names != "tests items answers equating" {
			t.Errorf("sheets %s", names)
		}
		manager.Get(path + "/analysis/pdf").WantStatus(404)
	})
}
