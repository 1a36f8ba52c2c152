package courses_test

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
	"relevo/courses"
	"relevo/courses/coursestest"
)

const pastHead = "Documento;Apellidos y Nombres;Institución;Curso;Fecha;Horas;Modalidad;Lugar;Organizador;Certificado;Competencias\n"

// withDocuments gives people documents.
func withDocuments(w *coursestest.World, documents map[string]string) {
	w.Write(func(tx *db.Tx) error {
		for id, number := range documents {
			if err := tx.DB.Model(&people.Person{}).Where("id = ?", id).Updates(map[string]any{"document_type": "dni", "document_number": number}).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

func uploadPast(t *testing.T, w *coursestest.World, actor access.Actor, text string) people.FilePreview {
	t.Helper()
	f, err := w.Courses.UploadPastTrainings(t.Context(), actor, people.RosterFile{Name: "antes.csv", Data: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return lookAtPast(t, w, actor, f.ID)
}

func lookAtPast(t *testing.T, w *coursestest.World, actor access.Actor, id string) people.FilePreview {
	t.Helper()
	p, _, err := w.Courses.LookAtPastTrainings(t.Context(), actor, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEarlierTrainingsCountAndAreUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		w.Publish("c1")
		withDocuments(w, map[string]string{"p-Ana": "40000001", "p-Berta": "40000002", "p-Zoila": "40000009"})
		manager := coursestest.Manager(w.Ceiba)
		manager.AccountID = access.SystemID
		text := pastHead +
			"40000001;ANAZ ANA;;C1;15/12/2019;24 horas;Presencial;Iquitos;Entidad inventada;C-001;\n" +
			"40000001;ANAZ ANA;;Taller de acogida;03/06/2018;8;Virtual;;;;\n" +
			"40000002;;;Preguntar en vez de interrogar;15/12/2019;;por radio;;;;asking, volar\n" +
			"40000009;ZOILAZ ZOILA;;C1;15/12/2019;;;;;;\n" + // elsewhere
			"40000001;ANAZ ANA;;C1;15/12/2019;;;;;;\n" + // again
			"40000001;ANAZ ANA;;;15/12/2019;;;;;;\n" +
			"40000001;ANAZ ANA;;C1;mañana;;;;;;\n"
		windows, err := charmap.Windows1252.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		p := uploadPast(t, w, manager, windows)
		var states []string
		for _, row := range p.Rows {
			states = append(states, fmt.Sprintf("%s%d", row.State, row.Level))
		}
		if want := []string{"new0", "new1", "new0", "doubtful3", "refused3", "refused3", "refused3"}; !slices.Equal(states, want) {
			t.Errorf("rows %v, want %v", states, want)
		}
		titles, catalogue, _, err := w.Courses.PastTitles(t.Context(), manager, p.File.ID)
		if err != nil || len(titles) != 1 || titles[0].Title != "Taller de acogida" || len(catalogue) != 1 {
			t.Errorf("titles %+v, %v", titles, err)
		}
		if err := w.Courses.SetPastTitles(t.Context(), manager, p.File.ID, map[string]string{courses.TitleKey("Taller de acogida"): "asking"}); err != nil {
			t.Fatal(err)
		}
		_, err = w.Courses.ConfirmPastTrainings(t.Context(), manager, p.File.ID, p.Fingerprint, nil)
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("what was looked at has changed: %v", err)
		}
		p = lookAtPast(t, w, manager, p.File.ID)
		f, err := w.Courses.ConfirmPastTrainings(t.Context(), manager, p.File.ID, p.Fingerprint, nil)
		if err != nil || f.Summary[people.FileNew] != 3 {
			t.Fatalf("summary %v, %v", f.Summary, err)
		}
		w.Read(func(tx *db.Tx) error {
			past, err := courses.PastTrainingsTx(tx, []string{"p-Ana"})
			if err == nil && (len(past) != 2 || past[1].CourseID == nil || *past[1].Hours != 24 || past[1].Modality != courses.FaceToFace || past[1].CertificateNumber != "C-001" ||
				past[1].Source.FileName != "antes.csv" || !slices.Equal(past[0].Competencies, []string{"asking"}) || past[0].CourseID != nil) {
				t.Errorf("past %+v", past)
			}
			trained, err2 := courses.TrainedInTx(tx, []string{"p-Ana", "p-Berta"}, tx.Today())
			days, err3 := courses.CompletionDaysTx(tx, []string{"p-Ana"})
			if trained["p-Ana"]["asking"] == 0 || trained["p-Berta"]["asking"] == 0 || len(days["p-Ana"]) != 2 {
				t.Errorf("trained %v, days %v, %v, %v", trained, days, err2, err3)
			}
			return err
		})
		if again := uploadPast(t, w, manager, windows); again.Same == nil || again.Counts[people.FileSame] != 3 || again.Changes != 0 {
			t.Errorf("the same file again: %v", again.Counts)
		}
		if err := w.Courses.UndoPastTrainings(t.Context(), manager, f.ID); err != nil {
			t.Fatal(err)
		}
		w.Read(func(tx *db.Tx) error {
			trained, err := courses.TrainedInTx(tx, []string{"p-Ana", "p-Berta"}, tx.Today())
			if len(trained) != 0 {
				t.Errorf("still trained after undoing: %v", trained)
			}
			return err
		})
		if _, _, err := w.Courses.LookAtPastTrainings(t.Context(), coursestest.Manager(w.Lupuna), f.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another manager: %v", err)
		}
	})
}

// What a person completed in relevo is not brought in a second time.
func TestACourseCompletedHereIsNotDoubled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		w.Enrol(w.Schedule(w.Publish("c1"), "o1", courses.Virtual), "p-Ana")
		w.Complete("p-Ana")
		withDocuments(w, map[string]string{"p-Ana": "40000001"})
		p := uploadPast(t, w, access.System(), pastHead+"40000001;;;C1;"+w.DB.Now().Date().String()+";;;;;;\n")
		if p.Counts[people.FileSame] != 1 {
			t.Errorf("rows %+v", p.Rows)
		}
	})
}

func TestTwoThousandTrainings(t *testing.T) {
	rows := 2000
	if testing.Short() {
		rows = 200
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		w.Publish("c1")
		withDocuments(w, map[string]string{"p-Ana": "40000001", "p-Berta": "40000002"})
		var b strings.Builder
		b.WriteString(pastHead)
		for i := range rows {
			fmt.Fprintf(&b, "4000000%d;;;Taller %d;%s;8;virtual;;;C-%d;asking\n", 1+i%2, i%40, db.NewDate(2015, 1, 1)+db.Date(i), i)
		}
		begun := time.Now()
		p := uploadPast(t, w, access.System(), b.String())
		f, err := w.Courses.ConfirmPastTrainings(t.Context(), access.System(), p.File.ID, p.Fingerprint, nil)
		if err != nil || f.Summary[people.FileNew] != rows {
			t.Fatalf("%v, %v", f.Summary, err)
		}
		t.Logf("%d rows on %s: %s", rows, d.Dialect, time.Since(begun).Round(time.Millisecond))
	})
}
