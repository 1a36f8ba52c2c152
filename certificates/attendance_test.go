package certificates

import (
	"bytes"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
	"relevo/courses"
)

// attends enrols Rosa from an institution and notes hours on days before the
// offering's end; she completes nothing.
func (w *world) attends(from *people.Institution, hours float64, before ...int) string {
	w.t.Helper()
	var id string
	w.write(func(tx *db.Tx) {
		e := courses.Enrolment{ID: tx.NewID(), OfferingID: w.offering.ID, PersonID: w.person.ID, EnrolledAt: tx.Now, EnrolledBy: "system"}
		if from != nil {
			e.InstitutionID = &from.ID
		}
		w.create(tx, &e)
		for _, days := range before {
			w.create(tx, &courses.Attendance{ID: tx.NewID(), EnrolmentID: e.ID, HeldOn: w.offering.EndsOn - db.Date(days), Hours: hours, RecordedAt: tx.Now, RecordedBy: "system"})
		}
		id = e.ID
	})
	return id
}

func TestAttendanceIsCertifiedWithoutACompletion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		queue := w.working()
		jefa := managerOf(w.casa)
		id := w.attends(&w.casa, 4.5, 8, 2) // not on the last day, which is today
		choice := Choice{OfferingID: w.offering.ID, Kind: Attendance}
		standing := func(want Standing) {
			t.Helper()
			preview, err := w.service.Preview(t.Context(), jefa, choice)
			if err != nil || len(preview.People) != 1 || preview.People[0].Standing != want || preview.People[0].CompletedOn != 0 {
				t.Errorf("%+v, %v, want %s", preview.People, err, want)
			}
		}
		standing(Ongoing)
		if _, err := w.service.IssueByHand(t.Context(), jefa, id, Attendance); !fault.Is(err, fault.Conflict) {
			t.Errorf("while hours may still be added: %v", err)
		}
		dbtest.ClockOf(t, d).Set((w.offering.EndsOn + 1).Start().Time())
		standing(Entitled)
		for _, kind := range []Kind{Completion, Competence} {
			if _, err := w.service.IssueByHand(t.Context(), jefa, id, kind); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s of what was not completed: %v", kind, err)
			}
			if other, err := w.service.Preview(t.Context(), jefa, Choice{OfferingID: w.offering.ID, Kind: kind}); err != nil || len(other.People) != 0 {
				t.Errorf("%s names %+v, %v", kind, other.People, err)
			}
		}
		if _, err := w.service.IssueByHand(t.Context(), managerOf(w.otra), id, Attendance); !fault.Is(err, fault.NotFound) {
			t.Errorf("another centre's manager: %v", err)
		}
		if _, err := w.service.IssueByHand(t.Context(), jefa, "nada", Attendance); !fault.Is(err, fault.NotFound) {
			t.Errorf("an enrolment that is not there: %v", err)
		}
		batch, err := w.service.StartBatch(t.Context(), jefa, choice)
		if err != nil || batch.Wanted != 1 {
			t.Fatalf("%+v, %v", batch, err)
		}
		if err := queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		standing(Has)
		list := w.all()
		if len(list) != 1 || list[0].Kind != Attendance || list[0].Hours != 9 || list[0].CompletionID != nil || list[0].EnrolmentID != id ||
			list[0].InstitutionName != w.casa.Name || len(list[0].Competencies) != 0 || list[0].ValidUntil != nil {
			t.Fatalf("issued %+v", list)
		}
		_, pdf, err := w.service.Draw(t.Context(), jefa, list[0].ID)
		if text := textOf(t, pdf); err != nil || !strings.Contains(text, "CONSTANCIA DE ASISTENCIA") || !strings.Contains(text, "9 horas") {
			t.Errorf("%v:\n%s", err, text)
		}
		own, err := w.service.Transcript(t.Context(), w.holder(), i18n.Spanish)
		if err != nil || len(own.Courses) != 0 || len(own.Attended) != 1 || own.Attended[0].Hours != 9 || own.Attended[0].Offering != "CUIDADO-1" {
			t.Fatalf("the transcript says %+v, %v", own, err)
		}
		body, err := TranscriptPDF(own, i18n.For(i18n.Spanish))
		if text := textOf(t, body); err != nil || !bytes.HasPrefix(body, []byte("%PDF-")) || !strings.Contains(text, "Asistió 9 horas y no lo completó") {
			t.Errorf("%v:\n%s", err, text)
		}
	})
}

// On the last day, papers can be handed out once its hours are noted; to whom
// hardly came, none; of whom works nowhere, those issue who issue everywhere.
func TestAttendanceOnTheLastDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.attends(nil, 2, 0)
		if _, err := w.service.IssueByHand(t.Context(), managerOf(w.casa), id, Attendance); !fault.Is(err, fault.NotFound) {
			t.Errorf("a manager, of somebody who works nowhere: %v", err)
		}
		if c, err := w.service.IssueByHand(t.Context(), access.System(), id, Attendance); err != nil || c.Hours != 2 {
			t.Errorf("%+v, %v", c.Paper, err)
		}
		w = newWorld(t, dbtest.SQLite(t))
		if _, err := w.service.IssueByHand(t.Context(), managerOf(w.casa), w.attends(&w.casa, 0.5, 0), Attendance); !fault.Is(err, fault.Conflict) {
			t.Errorf("half an hour: %v", err)
		}
	})
}
