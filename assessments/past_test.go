package assessments_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/assessments"
)

const pastHead = "DNI;Apellidos y Nombres;Institución;Competencia;Ocasión;Meses;Fecha;Puntaje;Máximo;Corte;Evaluación\n"

// withDocuments gives the people documents: 40000000, 40000001 …
func (w *world) withDocuments() *world {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		for i := range w.people {
			number := fmt.Sprintf("4000000%d", i)
			w.people[i].DocumentType, w.people[i].DocumentNumber = "dni", &number
			w.people[i].SearchName = strings.ToLower(w.people[i].FirstSurname + " " + w.people[i].GivenNames)
			if err := tx.DB.Save(&w.people[i]).Error; err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

// uploadPast uploads a file and gives what it would bring in.
func (w *world) uploadPast(actor access.Actor, text string) people.FilePreview {
	w.t.Helper()
	f, err := w.UploadPastResults(w.t.Context(), actor, people.RosterFile{Name: "antes.csv", Data: []byte(text)}, people.Choices{})
	w.must(err)
	p, _, err := w.LookAtPastResults(w.t.Context(), actor, f.ID)
	w.must(err)
	return p
}

func TestEarlierScoresAreBroughtInWithTheirSourceAndUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment().withDocuments()
		w.sit(w.administer(assessments.Pre, 1), 1, "")
		manager := w.manager(0, access.SystemID)
		text := pastHead +
			"40000000;QUISPE0 ROSAURA;;asking;pre;;15/03/2025;11;20;14;Prueba 2025\n" + // 55 of 100
			"40000000;QUISPE0 ROSAURA;;Asking;salida;;20-jun-25;16;20;14;Prueba 2025\n" +
			"40000000;;;trauma;seguimiento 6 meses;;20/12/2025;80;;60;\n" +
			";Quispe1 Rosaura;Casa Amanecer;asking;post;;15/03/2025;70;;60;\n" + // by name and place
			";Quispe1 Rosaura;;asking;pre;;16/03/2025;70;;60;\n" + // by the name alone
			"40000005;QUISPE5 ROSAURA;;asking;pre;;15/03/2025;70;;60;\n" + // another region's
			"40000009;Alguien Nuevo;;asking;pre;;15/03/2025;70;;60;\n" + // another name
			"40000000;QUISPE0 ROSAURA;;volar;pre;;15/03/2025;70;;60;\n" +
			"40000000;QUISPE0 ROSAURA;;asking;quizá;;15/03/2025;70;;60;\n" +
			"40000000;QUISPE0 ROSAURA;;asking;pre;;31/02/2025;70;;60;\n" +
			"40000000;QUISPE0 ROSAURA;;asking;pre;;17/03/2025;21;20;60;\n" +
			"40000000;QUISPE0 ROSAURA;;asking;pre;;15/03/2025;12;20;14;Prueba 2025\n" + // contradicts the first
			"40000002;QUISPE2 ROSAURA;;asking;pre;;15/03/2025;15;;;\n" // out of 20?
		windows, err := charmap.Windows1252.NewEncoder().String(text)
		w.must(err)
		p := w.uploadPast(manager, windows)
		var states []string
		for _, row := range p.Rows {
			states = append(states, fmt.Sprintf("%s%d", row.State, row.Level))
		}
		want := []string{"new0", "new0", "new0", "new2", "doubtful3", "doubtful3", "doubtful3", "refused3", "refused3", "refused3", "refused3", "refused3", "new2"}
		if !slices.Equal(states, want) {
			t.Errorf("rows %v,\nwant %v", states, want)
		}
		for _, i := range []int{5, 6} {
			if said := fmt.Sprint(p.Rows[i]); strings.Contains(said, w.people[5].ID) || strings.Contains(said, w.people[9].ID) || len(p.Rows[i].Choices) != 0 {
				t.Errorf("row %d tells of somebody elsewhere: %s", i, said)
			}
		}
		before := len(w.results(0)) + len(w.results(1)) + len(w.results(2))
		if before != len(w.results(1)) {
			t.Error("something is believed before it was confirmed")
		}
		_, err = w.ConfirmPastResults(t.Context(), manager, p.File.ID, "another", nil)
		wants(t, err, fault.Conflict)
		f, err := w.ConfirmPastResults(t.Context(), manager, p.File.ID, p.Fingerprint, map[string]string{p.Rows[4].Key(): p.Rows[4].Choices[0].Value, p.Rows[12].Key(): people.Refuse})
		w.must(err)
		if f.Summary[people.FileNew] != 5 || len(f.Content) != 0 {
			t.Errorf("summary %v, %d bytes kept", f.Summary, len(f.Content))
		}
		results := w.results(0)
		if len(results) != 3 || len(w.results(2)) != 0 {
			t.Fatalf("results %+v", results)
		}
		first := results[0]
		if first.Score != 55 || first.CutScore != 70 || first.AttemptID != nil || first.FormLabel != "" || first.RuleVersion != assessments.RuleImported+f.ID ||
			first.AssessedOn != db.NewDate(2025, 3, 15) || results[2].MonthsAfter != 6 || results[1].AssessmentID != first.AssessmentID || first.AssessmentID == w.assessment.ID {
			t.Errorf("results %+v", results)
		}
		w.must(d.Read(t.Context(), func(tx *db.Tx) error {
			past, err := assessments.PastResultsTx(tx, []string{w.people[0].ID})
			if err == nil && (len(past) != 3 || past[0].Source.FileName != "antes.csv" || past[0].Source.By != access.SystemID || past[0].Assessment.Title.In("es") != "Prueba 2025") {
				t.Errorf("past %+v", past)
			}
			return err
		}))
		list, err := w.Assessments(t.Context(), w.author)
		if err != nil || len(list) != 1 {
			t.Errorf("%d assessments in the list, %v: those given elsewhere are none of ours", len(list), err)
		}

		again := w.uploadPast(manager, windows)
		if again.Same == nil || again.Counts[people.FileSame] != 4 {
			t.Errorf("the same file again: %v, %v", again.Counts, again.Same)
		}
		stamps := w.stamps()
		w.advance(time.Hour)
		w.must(w.UndoPastResults(t.Context(), manager, f.ID))
		if len(w.results(0)) != 0 || w.stamps()["asking"] == stamps["asking"] {
			t.Error("what was undone is still believed, or nobody notices")
		}
		wants(t, w.UndoPastResults(t.Context(), manager, f.ID), fault.Conflict)
		_, _, err = w.LookAtPastResults(t.Context(), w.manager(1, "other"), f.ID)
		wants(t, err, fault.NotFound)
		if fresh := w.uploadPast(manager, windows); fresh.Same != nil || fresh.Changes != 5 {
			t.Errorf("after undoing: %d to bring in", fresh.Changes)
		}
	})
}

func (w *world) stamps() (stamps map[string]assessments.Stamp) {
	w.t.Helper()
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		stamps, err = assessments.StampsTx(tx, nil)
		return err
	}))
	return stamps
}

func TestNobodyIsMadeUpFromAFileWithoutAnExplicitChoice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withDocuments()
		everybody := everywhere(access.Administrator, access.SystemID)
		text := pastHead + "41234567;Rengifo Isuiza, Delfa;;asking;pre;;15/03/2025;70;;60;\n41234567;Rengifo Isuiza, Delfa;;trauma;pre;;15/03/2025;70;;60;\n"
		p := w.uploadPast(everybody, text)
		_, err := w.ConfirmPastResults(t.Context(), everybody, p.File.ID, p.Fingerprint, nil)
		wants(t, err, fault.Conflict) // nothing to bring in
		people0 := w.count(&people.Person{})
		choices := map[string]string{p.Rows[0].Key(): people.ChooseCreate, p.Rows[1].Key(): people.ChooseCreate}
		_, err = w.ConfirmPastResults(t.Context(), everybody, p.File.ID, p.Fingerprint, choices)
		w.must(err)
		if w.count(&people.Person{}) != people0+1 || w.count(&assessments.Result{}) != 2 {
			t.Errorf("%d people and %d results, want one person with two", w.count(&people.Person{})-people0, w.count(&assessments.Result{}))
		}
		if own := w.uploadPast(w.manager(0, "m"), text); len(own.Rows[0].Choices) != 0 {
			t.Error("a manager of one centre may make people up")
		}
	})
}

func TestAFileThatIsNoListOfScoresIsRefused(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	for _, text := range []string{"", "hola", "DNI;Nombres\n1;2\n", "%PDF-1.4", "<html>", pastHead[:20]} {
		_, err := w.UploadPastResults(t.Context(), access.System(), people.RosterFile{Name: "x.csv", Data: []byte(text)}, people.Choices{})
		wantsField(t, err, "file")
	}
	_, err := w.UploadPastResults(t.Context(), w.as(0), people.RosterFile{Name: "x.csv", Data: []byte(pastHead)}, people.Choices{})
	wants(t, err, fault.Denied)
}

// Two thousand rows on either database.
func TestTwoThousandScores(t *testing.T) {
	rows := 2000
	if testing.Short() {
		rows = 200
	}
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withDocuments()
		var b strings.Builder
		b.WriteString(pastHead)
		first := db.NewDate(2020, 1, 1)
		for i := range rows {
			fmt.Fprintf(&b, "4000000%d;;;asking;pre;;%s;%d;100;60;Prueba\n", i%10, first+db.Date(i/10), i%100)
		}
		begun := time.Now()
		p := w.uploadPast(access.System(), b.String())
		looked := time.Since(begun)
		_, err := w.ConfirmPastResults(t.Context(), access.System(), p.File.ID, p.Fingerprint, nil)
		w.must(err)
		t.Logf("%d rows on %s: %s to look, %s with confirming", rows, d.Dialect, looked.Round(time.Millisecond), time.Since(begun).Round(time.Millisecond))
		if n := w.count(&assessments.Result{}); n != rows {
			t.Errorf("%d results", n)
		}
	})
}
