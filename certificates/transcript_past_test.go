package certificates

import (
	"bytes"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/courses"
)

func TestATranscriptSaysWhatFilesBroughtInAndWhereFrom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		service := courses.NewService(d, nil)
		w.write(func(tx *db.Tx) {
			number := "40000017"
			w.person.DocumentType, w.person.DocumentNumber = "dni", &number
			if err := tx.DB.Save(&w.person).Error; err != nil {
				t.Fatal(err)
			}
		})
		text := "documento;curso;fecha;horas;certificado\n40000017;Taller de acogida;15/12/2019;24;C-7\n"
		f, err := service.UploadPastTrainings(t.Context(), access.System(), people.RosterFile{Name: "antes.csv", Data: []byte(text)})
		if err != nil {
			t.Fatal(err)
		}
		p, _, err := service.LookAtPastTrainings(t.Context(), access.System(), f.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := service.ConfirmPastTrainings(t.Context(), access.System(), f.ID, p.Fingerprint, nil); err != nil {
			t.Fatal(err)
		}
		got, err := w.service.Transcript(t.Context(), w.holder(), i18n.Spanish)
		if err != nil || len(got.Past) != 1 || got.Past[0].Title != "Taller de acogida" || got.Past[0].Certificate != "C-7" || got.Past[0].SourceFile != "antes.csv" || got.Hours() != 0 {
			t.Fatalf("%+v, %v", got, err)
		}
		body, err := TranscriptPDF(got, i18n.For(i18n.Spanish))
		if err != nil || !bytes.HasPrefix(body, []byte("%PDF")) {
			t.Error(err)
		}
		if err := service.UndoPastTrainings(t.Context(), access.System(), f.ID); err != nil {
			t.Fatal(err)
		}
		if got, err = w.service.Transcript(t.Context(), w.holder(), i18n.Spanish); err != nil || len(got.Past) != 0 {
			t.Errorf("after undoing: %+v, %v", got.Past, err)
		}
	})
}
