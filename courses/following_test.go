package courses_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/mail"
	"relevo/app/mail/mailtest"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// Who does not go on is seen with the reason and since when; who has left the post is seen
// apart, with the day.
func TestATrainerSeesWhoIsStuckAndWhoHasLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, trainer := coursestest.New(t, d), t.Context(), coursestest.Trainer()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana", "p-Berta", "p-Carla", "p-Diana", "p-Elena", "p-Fabia")
		w.Complete("p-Elena")
		w.Take("p-Berta", w.Course("p-Berta").Step.AttemptID, false)
		w.Take("p-Carla", w.Course("p-Carla").Step.AttemptID, false)
		w.ReadAll("p-Carla")
		start := d.Now().Date()
		dbtest.ClockOf(t, d).Advance(5 * 24 * time.Hour)
		w.Leave("p-Diana", nil)
		w.Leave("p-Fabia", &w.Ceiba)
		if err := w.Courses.Withdraw(ctx, trainer, offering.ID, enrolmentIn(w, offering, "p-Ana"), "Licencia"); err != nil {
			t.Fatal(err)
		}
		follow := func(group courses.Group, order string) courses.Following {
			f, err := w.Courses.Follow(ctx, trainer, offering.ID, group, order)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		if f := follow(courses.Group{}, ""); f.All != 6 || f.Stuck != 0 || f.Left != 2 || len(f.Rows) != 6 {
			t.Errorf("after five days: %d in all, %d stuck, %d left", f.All, f.Stuck, f.Left)
		}
		if f := follow(courses.Group{Days: 3}, ""); f.Stuck != 2 {
			t.Errorf("after three days %d count as stuck", f.Stuck)
		}
		dbtest.ClockOf(t, d).Advance(5 * 24 * time.Hour)
		f := follow(courses.Group{Stuck: true}, "stuck")
		got := map[string]courses.Stuck{}
		for _, r := range f.Rows {
			got[r.PersonID] = r.Stuck
			if r.Since != start {
				t.Errorf("%s is stuck since %s", r.PersonID, r.Since)
			}
		}
		if len(got) != 2 || got["p-Berta"] != courses.StuckLesson || got["p-Carla"] != courses.StuckPost {
			t.Errorf("stuck: %v", got)
		}
		f = follow(courses.Group{Left: true}, "")
		if len(f.Rows) != 2 || slices.ContainsFunc(f.Rows, func(r courses.Follow) bool { return r.LeftOn != start+5 }) {
			t.Errorf("left: %+v", f.Rows)
		}
		if f := follow(courses.Group{InstitutionID: w.Lupuna.ID}, ""); len(f.Rows) != 1 || f.Rows[0].Now != "CAR La Ceiba" {
			t.Errorf("of one centre: %+v", f.Rows)
		}
		if f := follow(courses.Group{Stage: courses.PostHandedIn}, ""); len(f.Rows) != 1 || f.Rows[0].Stuck != "" {
			t.Errorf("handed in: %+v", f.Rows)
		}
		if f := follow(courses.Group{}, "last"); f.Rows[0].LastOn != 0 || f.Rows[5].LastOn != start {
			t.Errorf("by activity: %v to %v", f.Rows[0].LastOn, f.Rows[5].LastOn)
		}
	})
}

func enrolmentIn(w *coursestest.World, offering courses.Offering, person string) string {
	var e courses.Enrolment
	w.Read(func(tx *db.Tx) error {
		return tx.DB.Where("offering_id = ? AND person_id = ?", offering.ID, person).Take(&e).Error
	})
	return e.ID
}

// A message reaches the group that was seen, not who left or withdrew, once, and is kept.
func TestAMessageReachesTheGroupAndIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, trainer := coursestest.New(t, d), t.Context(), coursestest.Trainer()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana", "p-Berta", "p-Carla", "p-Diana")
		w.Leave("p-Berta", nil)
		if err := w.Courses.Withdraw(ctx, trainer, offering.ID, enrolmentIn(w, offering, "p-Carla"), "Licencia"); err != nil {
			t.Fatal(err)
		}
		in := courses.MessageInput{Subject: "Mañana", Body: "Hola:\n\nEmpezamos a las 9."}
		seen, err := w.Courses.PreviewMessage(ctx, trainer, offering.ID, in)
		if err != nil || len(seen) != 2 {
			t.Fatalf("%d would be told, %v", len(seen), err)
		}
		if told, mailed, err := w.Courses.SendMessage(ctx, trainer, offering.ID, in); err != nil || told != 2 || mailed != 0 {
			t.Fatalf("%d told, %d by mail, %v", told, mailed, err)
		}
		if _, _, err := w.Courses.SendMessage(ctx, trainer, offering.ID, in); !fault.Is(err, fault.Conflict) {
			t.Errorf("twice: %v", err)
		}
		in.IncludeLeft, in.Body = true, "A quienes se fueron también."
		if told, _, err := w.Courses.SendMessage(ctx, trainer, offering.ID, in); err != nil || told != 3 {
			t.Errorf("with who left: %d, %v", told, err)
		}
		mine, err := w.Courses.MyMessages(ctx, coursestest.Official("p-Ana"))
		if err != nil || len(mine) != 2 {
			t.Fatalf("%+v, %v", mine, err)
		}
		if err := w.Courses.ReadMessage(ctx, coursestest.Official("p-Ana"), mine[0].ID); err != nil {
			t.Fatal(err)
		}
		if gone, err := w.Courses.MyMessages(ctx, coursestest.Official("p-Carla")); err != nil || len(gone) != 0 {
			t.Errorf("who withdrew is told %+v, %v", gone, err)
		}
		page, err := w.Courses.Follow(ctx, trainer, offering.ID, courses.Group{}, "")
		if err != nil || len(page.Messages) != 2 {
			t.Fatalf("%+v, %v", page.Messages, err)
		}
		read := 0
		for _, m := range page.Messages {
			read += m.Read
		}
		if read != 1 {
			t.Errorf("%d are said to have read", read)
		}
		if _, _, err := w.Courses.SendMessage(ctx, trainer, offering.ID, courses.MessageInput{Subject: "x", Body: "y", Group: courses.Group{Stage: courses.Finished}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("to nobody: %v", err)
		}
		if _, _, err := w.Courses.SendMessage(ctx, coursestest.Manager(w.Apart), offering.ID, in); !fault.Is(err, fault.NotFound) {
			t.Errorf("a manager elsewhere: %v", err)
		}
	})
}

func TestStuckIsPure(t *testing.T) {
	day := db.NewDate(2026, 5, 4)
	at := func(d db.Date) *db.Instant { i := d.Start(); return &i }
	for name, c := range map[string]struct {
		p     courses.Progress
		today db.Date
		want  courses.Stuck
		since db.Date
	}{
		"not begun":          {courses.Progress{StartsOn: day + 9, EndsOn: day + 20}, day, "", 0},
		"first test waits":   {courses.Progress{StartsOn: day, EndsOn: day + 40, Pre: &assessments.Attempt{State: assessments.StateNotStarted}}, day + 7, courses.StuckPre, day},
		"first test, a week": {courses.Progress{StartsOn: day, EndsOn: day + 40, Pre: &assessments.Attempt{State: assessments.StateNotStarted}}, day + 6, "", 0},
		"test begun later":   {courses.Progress{StartsOn: day, EndsOn: day + 40, Pre: &assessments.Attempt{State: assessments.StateInProgress, StartedAt: at(day + 5)}}, day + 12, courses.StuckPre, day + 5},
		"meetings to come":   {courses.Progress{Mode: courses.FaceToFace, StartsOn: day, EndsOn: day + 20, Hours: 8}, day + 15, "", 0},
		"meetings missed":    {courses.Progress{Mode: courses.FaceToFace, StartsOn: day, EndsOn: day + 20, Hours: 8}, day + 28, courses.StuckMissed, day + 21},
		"not scored":         {courses.Progress{StartsOn: day, Post: &assessments.Attempt{State: assessments.StateSubmitted, SubmittedAt: at(day + 2)}}, day + 10, courses.StuckScoring, day + 2},
		"done":               {courses.Progress{StartsOn: day, Completion: &courses.Completion{}}, day + 90, "", 0},
	} {
		if why, since := c.p.Stuck(day, c.today, courses.UsualStuckDays); why != c.want || since != c.since {
			t.Errorf("%s: %q since %d, want %q since %d", name, why, since-day, c.want, c.since-day)
		}
	}
}

// Whoever has an address and wants mail gets the message by mail too.
func TestAMessageGoesByMailToWhoWantsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, trainer := coursestest.New(t, d), t.Context(), coursestest.Trainer()
		server := mailtest.New(t)
		var err error
		config := mail.Config{Server: server.Address, From: "relevo@example.pe", TLS: mail.NoTLS}
		if w.Courses.Mail, err = mail.NewService(d, w.Jobs, slog.New(slog.DiscardHandler), "https://relevo.example.pe", []byte("k"), config); err != nil {
			t.Fatal(err)
		}
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana", "p-Berta", "p-Carla")
		w.Write(func(tx *db.Tx) error {
			for _, id := range []string{"p-Ana", "p-Berta"} {
				if err := tx.DB.Model(&people.Person{}).Where("id = ?", id).Update("email", id+"@example.pe").Error; err != nil {
					return err
				}
			}
			return tx.DB.Create(&mail.Choice{ID: tx.NewID(), PersonID: "p-Berta", Wanted: false, RecordedAt: tx.Now, RecordedBy: "test"}).Error
		})
		told, mailed, err := w.Courses.SendMessage(ctx, trainer, offering.ID, courses.MessageInput{Subject: "Mañana", Body: "Hola:\n\nEmpezamos a las 9."})
		if err != nil || told != 3 || mailed != 1 {
			t.Fatalf("%d told, %d by mail, %v", told, mailed, err)
		}
		w.Drain()
		letters := server.Letters()
		if len(letters) != 1 || letters[0].To != "p-Ana@example.pe" || letters[0].Subject != "Mañana" || !strings.Contains(letters[0].Plain, "Empezamos a las 9.") || !strings.Contains(letters[0].Plain, "https://relevo.example.pe/learn") {
			t.Errorf("%+v", letters)
		}
	})
}
