package web

import (
	"strconv"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/web/webtest"
	"relevo/courses"
)

// Those in the room answer without logging in; from five on the results are shown,
// and a file of them is inert in a spreadsheet.
func TestTheRoomAnswersAndTheTrainerReads(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	offering := s.Schedule(s.Publish("c1"), "o1", courses.FaceToFace)
	s.Enrol(offering, "p-Ana")
	trainer, nobody := s.As(webtest.Who{Role: access.Trainer}), s.As(webtest.Who{})
	results := "/offerings/" + offering.ID + "/survey"
	trainer.Get(results).Want(200, "main", "Se muestra desde 5 respuestas")
	page := trainer.Submit(trainer.Get(results+"/room"), "form.do[action$='/room']").Want(200, "main", "Vale hasta")
	if page.Count("svg.room-code path") != 1 {
		t.Error("no QR code is drawn")
	}
	code := strings.ReplaceAll(page.Text(".room-letters"), " ", "")
	nobody.Submit(nobody.Get("/survey"), "form[action='/survey']", "code", "nada").Want(422, "form", "ocho letras")
	for i := range 5 {
		page = nobody.Submit(nobody.Get("/survey"), "form[action='/survey']", "code", strings.ToUpper(code)).Want(200, "main", "Es anónimo")
		if i == 0 {
			nobody.Submit(page, "form[action^='/survey/']").Want(422, "form", "Elija 1, 2 o 3")
		}
		nobody.Submit(page, "form[action^='/survey/']", "usefulness", strconv.Itoa(1+i%3), "why", "=HYPERLINK("+strconv.Itoa(i)+")", "practice", "yes").Want(200, "main", "Gracias")
	}
	page = trainer.Get(results).Want(200, "main", "Respuestas")
	if page.Count(".quotes li") != 5 {
		t.Errorf("%d texts are shown", page.Count(".quotes li"))
	}
	if body := string(trainer.Get(results + ".csv").Body); !strings.Contains(body, "'=HYPERLINK") || strings.Contains(body, ",=") {
		t.Errorf("the file says %q", body)
	}
	trainer.Get(results+"?published=1").Want(200, "main", "Se muestra desde 11 respuestas")
	evaluator, stranger := s.As(webtest.Who{Role: access.Evaluator}), s.As(webtest.Who{Role: access.Manager, InstitutionID: s.Apart.ID})
	evaluator.Walk("/surveys")
	evaluator.Get(results).Want(200, "main", "Respuestas")
	for _, path := range []string{results, results + ".csv", results + "/room"} {
		if got := stranger.Get(path).Status; got != 404 {
			t.Errorf("a manager elsewhere sees %s: %d", path, got)
		}
	}
	if got := evaluator.Get(results + "/room").Status; got != 403 {
		t.Errorf("an evaluator opens the room: %d", got)
	}
}

// Whoever has completed a course is asked on their own pages, once.
func TestAnOfficialIsAskedAfterTheCourse(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	version := s.Publish("c1")
	offering := s.Schedule(version, "o1", courses.Virtual)
	s.Enrol(offering, "p-Ana")
	ana, berta := s.As(webtest.Who{Role: access.Official, PersonID: "p-Ana"}), s.As(webtest.Who{Role: access.Official, PersonID: "p-Berta"})
	var enrolment courses.Enrolment
	s.Read(func(tx *db.Tx) error { return tx.DB.Where("person_id = 'p-Ana'").Take(&enrolment).Error })
	path := "/learn/" + enrolment.ID + "/survey"
	ana.Get(path).Want(200, "main", "se abre cuando termina el curso")
	s.Write(func(tx *db.Tx) error {
		done := courses.Completion{ID: tx.NewID(), EnrolmentID: enrolment.ID, PersonID: "p-Ana", CourseID: version.CourseID, CourseVersionID: version.ID, CompletedOn: tx.Today(), RuleVersion: "lessons+post/1", Detail: "{}", RecordedAt: tx.Now, RecordedBy: "test"}
		if err := tx.DB.Create(&done).Error; err != nil {
			return err
		}
		return courses.AskTx(tx, offering.ID, "p-Ana")
	})
	page := ana.Get("/learn")
	if page.Count("a[href='"+path+"']") != 1 {
		t.Fatal("nothing leads to the survey")
	}
	if got := berta.Get(path).Status; got != 404 {
		t.Errorf("another sees it: %d", got)
	}
	ana.Submit(ana.Get(path), "form[action='"+path+"']", "usefulness", "3").Want(200, "main", "no lleva su nombre")
	if ana.Get("/learn").Count("a[href='"+path+"']") != 0 {
		t.Error("she is asked again")
	}
	ana.Get(path).Want(200, "main", "Usted ya respondió")
}
