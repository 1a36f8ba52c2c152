package courses_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// complete enrols somebody and completes the course for them, and gives the enrolment.
func complete(t *testing.T, w *coursestest.World, offering courses.Offering, person string) string {
	t.Helper()
	w.Enrol(offering, person)
	var enrolment courses.Enrolment
	w.Write(func(tx *db.Tx) error {
		if err := tx.DB.Where("offering_id = ? AND person_id = ?", offering.ID, person).Take(&enrolment).Error; err != nil {
			return err
		}
		version := courses.CourseVersion{}
		if err := tx.DB.Where("id = ?", offering.CourseVersionID).Take(&version).Error; err != nil {
			return err
		}
		completion := courses.Completion{ID: tx.NewID(), EnrolmentID: enrolment.ID, PersonID: person, CourseID: version.CourseID, CourseVersionID: version.ID,
			CompletedOn: tx.Today(), RuleVersion: "lessons+post/1", Detail: "{}", RecordedAt: tx.Now, RecordedBy: "test"}
		if err := tx.DB.Create(&completion).Error; err != nil {
			return err
		}
		return w.Jobs.EnqueueTx(tx, courses.CompletedEvent, courses.Completed{CompletionID: completion.ID, PersonID: person, OfferingID: offering.ID, CourseID: version.CourseID})
	})
	w.Drain()
	return enrolment.ID
}

func useful(n courses.Usefulness, why string) courses.SurveyAnswer {
	return courses.SurveyAnswer{Usefulness: n, Why: why, Practice: courses.PracticeChanged, Example: "Ahora pregunto menos"}
}

// People answer once, nothing is shown of fewer than five, and nothing that is kept
// joins a response to whoever gave it.
func TestAResponseCannotBeTracedToAPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := coursestest.New(t, d), t.Context()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		evaluator := access.Actor{AccountID: "e", Name: "e", Roles: []access.Held{{Role: access.Evaluator}}}
		var before int64
		audits := func() (n int64) {
			w.Read(func(tx *db.Tx) error { return tx.DB.Model(&access.AuditEntry{}).Count(&n).Error })
			return n
		}
		for i, name := range []string{"p-Ana", "p-Berta", "p-Carla", "p-Diana", "p-Elena"} {
			enrolment := complete(t, w, offering, name)
			me := coursestest.Official(name)
			before = audits()
			if err := w.Courses.AnswerSurvey(ctx, me, enrolment, courses.SurveyAnswer{Why: "Sin nota"}); !fault.Is(err, fault.Invalid) {
				t.Errorf("without a grade: %v", err)
			}
			if err := w.Courses.AnswerSurvey(ctx, me, enrolment, useful(courses.Usefulness(1+i%3), "Porque "+name)); err != nil {
				t.Fatal(err)
			}
			if err := w.Courses.AnswerSurvey(ctx, me, enrolment, useful(3, "Otra vez")); !fault.Is(err, fault.Conflict) {
				t.Errorf("twice: %v", err)
			}
			if audits() != before {
				t.Error("the audit tells that somebody answered, and when")
			}
			page, err := w.Courses.SurveyResults(ctx, evaluator, offering.ID, false)
			if err != nil {
				t.Fatal(err)
			}
			if enough := i == 4; page.Results.Enough != enough || (len(page.Results.Whys) > 0) != enough || !enough && (page.Results.N != 0 || len(page.Results.Usefulness) != 0) {
				t.Errorf("after %d: %+v", i+1, page.Results)
			}
			dbtest.ClockOf(t, d).Advance(time.Hour)
		}
		if err := w.Courses.AnswerSurvey(ctx, coursestest.Official("p-Fabia"), "nobody's", useful(3, "")); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's enrolment: %v", err)
		}
		published, err := w.Courses.SurveyResults(ctx, evaluator, offering.ID, true)
		if err != nil || published.Results.Enough || published.Results.Least != 11 {
			t.Errorf("five are published: %+v, %v", published.Results, err)
		}
		var rows []map[string]any
		w.Read(func(tx *db.Tx) error { return tx.DB.Raw("SELECT * FROM survey_response").Scan(&rows).Error })
		for _, row := range rows {
			if len(row) != 7 {
				t.Errorf("a response has %d columns: %v", len(row), row)
			}
			for column, value := range row {
				for _, tell := range []string{"-Ana", "-Berta", "a-p", "account"} {
					if column != "why" && strings.Contains(fmt.Sprint(value), tell) {
						t.Errorf("%s tells who it was: %v", column, value)
					}
				}
			}
		}
		if manager := coursestest.Manager(w.Apart); second(w.Courses.SurveyResults(ctx, manager, offering.ID, false)) == nil {
			t.Error("a manager elsewhere sees the results")
		}
		if err := second(w.Courses.SurveyResults(ctx, coursestest.Official("p-Ana"), offering.ID, false)); !fault.Is(err, fault.Denied) {
			t.Errorf("an official sees the results: %v", err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

// Neither the identifiers nor the order in which the rows lie tell which came when.
func TestTheOrderOfResponsesTellsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := coursestest.New(t, d), t.Context()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.FaceToFace)
		for _, name := range []string{"p-Ana", "p-Berta", "p-Carla", "p-Diana", "p-Elena", "p-Pilar"} {
			w.Enrol(offering, name)
		}
		room, err := w.Courses.OpenSurveyRoom(ctx, coursestest.Trainer(), offering.ID)
		if err != nil {
			t.Fatal(err)
		}
		const n = 12
		seen, inOrder := map[string]bool{}, 0
		for i := range n {
			if err := w.Courses.AnswerInRoom(ctx, "192.0.2.1", strings.ToUpper(room.Code[:4]+" "+room.Code[4:]), useful(3, fmt.Sprintf("%02d", i))); err != nil {
				t.Fatal(err)
			}
			var rows []courses.SurveyResponse
			w.Read(func(tx *db.Tx) error { return tx.DB.Raw("SELECT * FROM survey_response").Scan(&rows).Error }) // as they lie
			for _, r := range rows {
				if seen[r.ID] {
					t.Error("an identifier outlives the next response: who comes after whom can be told")
				}
				seen[r.ID] = true
			}
			if rows[len(rows)-1].Why == fmt.Sprintf("%02d", i) {
				inOrder++
			}
		}
		if inOrder > n/2+2 {
			t.Errorf("%d of %d responses lay last when they came", inOrder, n)
		}
		if d.Dialect == db.Postgres {
			var transactions []string
			w.Read(func(tx *db.Tx) error {
				return tx.DB.Raw("SELECT DISTINCT xmin::text FROM survey_response").Scan(&transactions).Error
			})
			if len(transactions) != 1 {
				t.Errorf("%d writing transactions tell the responses apart", len(transactions))
			}
		}
	})
}

// The code in the room opens the survey of its offering, for as many as were there
// and for some days.
func TestTheRoomTakesAsManyAsWereThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := coursestest.New(t, d), t.Context()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.FaceToFace)
		w.Enrol(offering, "p-Ana")
		w.Enrol(offering, "p-Berta")
		if err := second(w.Courses.OpenSurveyRoom(ctx, coursestest.Manager(w.Apart), offering.ID)); !fault.Is(err, fault.NotFound) {
			t.Errorf("a manager elsewhere opens the room: %v", err)
		}
		room, err := w.Courses.OpenSurveyRoom(ctx, coursestest.Trainer(), offering.ID)
		if err != nil {
			t.Fatal(err)
		}
		if about, err := w.Courses.SurveyByCode(ctx, "192.0.2.1", room.Code); err != nil || about.Closed || about.CourseTitle == "" {
			t.Errorf("%+v, %v", about, err)
		}
		for _, wrong := range []string{"", "abc", "zzzzzzzz", "' OR 1=1", offering.Code} {
			if err := second(w.Courses.SurveyByCode(ctx, "192.0.2.1", wrong)); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		taken := 0
		for range 20 {
			err := w.Courses.AnswerInRoom(ctx, "192.0.2.2", room.Code, useful(2, ""))
			if fault.Is(err, fault.TooMany) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			taken++
		}
		if taken != 8 { // two, half of that, and five
			t.Errorf("%d responses were taken", taken)
		}
		again, err := w.Courses.OpenSurveyRoom(ctx, coursestest.Trainer(), offering.ID)
		if err != nil || again.Code == room.Code {
			t.Errorf("the new code is %s, %v", again.Code, err)
		}
		if err := second(w.Courses.SurveyByCode(ctx, "192.0.2.1", room.Code)); !fault.Is(err, fault.NotFound) {
			t.Errorf("the old code: %v", err)
		}
		if err := w.Courses.CloseSurveyRoom(ctx, coursestest.Trainer(), offering.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.Courses.AnswerInRoom(ctx, "192.0.2.3", again.Code, useful(2, "")); !fault.Is(err, fault.Conflict) {
			t.Errorf("after it was closed: %v", err)
		}
		refused := false
		for range 200 {
			refused = refused || fault.Is(second(w.Courses.SurveyByCode(ctx, "192.0.2.9", "aaaaaaaa")), fault.TooMany)
		}
		if !refused {
			t.Error("one address may try codes without end")
		}
	})
}
