package courses_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/courses"
	"relevo/courses/coursestest"
)

func limited(t *testing.T, w *coursestest.World, mode courses.Mode, seats int) courses.Offering {
	t.Helper()
	offering := w.Schedule(w.Publish("c1"), "o1", mode)
	if err := w.Courses.SetSeats(t.Context(), coursestest.Trainer(), offering.ID, &seats); err != nil {
		t.Fatal(err)
	}
	return offering
}

// Whom there is no seat for waits in order; a seat that becomes free goes to the first who is
// still in post, who is told.
func TestAFreeSeatGoesToTheNextInTheLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, trainer := coursestest.New(t, d), t.Context(), coursestest.Trainer()
		offering := limited(t, w, courses.Virtual, 1)
		w.Enrol(offering, "p-Ana")
		for _, name := range []string{"p-Berta", "p-Carla", "p-Diana"} {
			dbtest.ClockOf(t, d).Advance(time.Minute)
			out, err := w.Courses.Enrol(ctx, trainer, courses.EnrolInput{OfferingID: offering.ID, PersonIDs: []string{name}})
			if err != nil || out.Waiting != 1 || out.Added != 0 {
				t.Fatalf("%s: %+v, %v", name, out, err)
			}
		}
		again, err := w.Courses.Enrol(ctx, trainer, courses.EnrolInput{OfferingID: offering.ID, PersonIDs: []string{"p-Carla"}})
		if err != nil || again.Waiting != 1 {
			t.Errorf("twice: %+v, %v", again, err)
		}
		place := func(person string) int {
			waits, err := w.Courses.MyWaits(ctx, coursestest.Official(person))
			if err != nil || len(waits) > 1 {
				t.Fatalf("%+v, %v", waits, err)
			}
			if len(waits) == 0 {
				return 0
			}
			return waits[0].Place
		}
		if a, b, c := place("p-Ana"), place("p-Carla"), place("p-Diana"); a != 0 || b != 2 || c != 3 {
			t.Errorf("places %d, %d, %d", a, b, c)
		}
		w.Leave("p-Berta", nil)
		if err := w.Courses.Withdraw(ctx, trainer, offering.ID, enrolmentOf(w, "p-Ana"), "Licencia"); err != nil {
			t.Fatal(err)
		}
		if got := w.Course("p-Carla").Step.Kind; got != courses.StepPre {
			t.Errorf("the next has %s to do", got)
		}
		if b, d := place("p-Berta"), place("p-Diana"); b != 0 || d != 1 {
			t.Errorf("who left has place %d, who waits %d", b, d)
		}
		told, err := w.Courses.MyMessages(ctx, coursestest.Official("p-Carla"))
		if err != nil || len(told) != 1 || told[0].Kind != courses.SeatFree {
			t.Fatalf("she is told %+v, %v", told, err)
		}
		if err := w.Courses.ReadMessage(ctx, coursestest.Official("p-Diana"), told[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another reads it: %v", err)
		}
		if err := w.Courses.ReadMessage(ctx, coursestest.Official("p-Carla"), told[0].ID); err != nil {
			t.Fatal(err)
		}
		if told, _ := w.Courses.MyMessages(ctx, coursestest.Official("p-Carla")); len(told) != 0 {
			t.Error("what was read is shown again")
		}
		two := 2
		if err := w.Courses.SetSeats(ctx, trainer, offering.ID, &two); err != nil {
			t.Fatal(err)
		}
		if got := w.Course("p-Diana").OfferingID; got != offering.ID {
			t.Error("a seat more goes to nobody")
		}
		page, err := w.Courses.Seats(ctx, trainer, offering.ID)
		if err != nil || page.Enrolled != 2 || len(page.Line) != 0 || page.Moved != 2 {
			t.Errorf("%+v, %v", page, err)
		}
		none := 0
		if err := w.Courses.SetSeats(ctx, trainer, offering.ID, &none); !fault.Is(err, fault.Invalid) {
			t.Errorf("no seat at all: %v", err)
		}
	})
}

// People enrol themselves with a code, if it is for them; when it is full they wait.
func TestPeopleEnrolThemselvesWithACode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, trainer := coursestest.New(t, d), t.Context(), coursestest.Trainer()
		offering := limited(t, w, courses.Virtual, 1)
		today := d.Now().Date()
		entry, err := w.Courses.OpenEntry(ctx, trainer, offering.ID, courses.EntryInput{LastOn: today + 2, Cadres: []people.Cadre{people.CARMentor}, InstitutionIDs: []string{w.Ceiba.ID}})
		if err != nil {
			t.Fatal(err)
		}
		for person, want := range map[string]string{"p-Pilar": "seats.entry_cadre", "p-Fabia": "seats.entry_elsewhere", "p-Zoila": "seats.entry_elsewhere", "p-Ana": "", "": "seats.entry_nobody"} {
			view, err := w.Courses.EntryByCode(ctx, coursestest.Official(person), entry.Code)
			if err != nil || view.Refused != want {
				t.Errorf("%q is told %q, %v", person, view.Refused, err)
			}
		}
		if _, err := w.Courses.Enter(ctx, coursestest.Official("p-Pilar"), entry.Code); !fault.Is(err, fault.Conflict) {
			t.Errorf("who it is not for: %v", err)
		}
		for range 2 {
			view, err := w.Courses.Enter(ctx, coursestest.Official("p-Ana"), entry.Code)
			if err != nil || view.EnrolmentID == "" {
				t.Fatalf("%+v, %v", view, err)
			}
		}
		for range 2 {
			view, err := w.Courses.Enter(ctx, coursestest.Official("p-Berta"), entry.Code)
			if err != nil || view.EnrolmentID != "" || view.Waiting != 1 {
				t.Fatalf("when it is full: %+v, %v", view, err)
			}
		}
		if err := w.Courses.LeaveLine(ctx, coursestest.Official("p-Berta"), offering.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.Courses.LeaveLine(ctx, coursestest.Official("p-Berta"), offering.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("leaving twice: %v", err)
		}
		fresh, err := w.Courses.OpenEntry(ctx, trainer, offering.ID, courses.EntryInput{LastOn: today})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Courses.Enter(ctx, coursestest.Official("p-Carla"), entry.Code); !fault.Is(err, fault.Invalid) {
			t.Errorf("the old code: %v", err)
		}
		if view, err := w.Courses.EntryByCode(ctx, coursestest.Official("p-Fabia"), fresh.Code); err != nil || view.Refused != "" {
			t.Errorf("one for all: %+v, %v", view.Refused, err)
		}
		dbtest.ClockOf(t, d).Advance(24 * time.Hour)
		if _, err := w.Courses.Enter(ctx, coursestest.Official("p-Fabia"), fresh.Code); !fault.Is(err, fault.Invalid) {
			t.Errorf("after the last day: %v", err)
		}
		if _, err := w.Courses.OpenEntry(ctx, coursestest.Manager(w.Ceiba), offering.ID, courses.EntryInput{LastOn: today + 1}); !fault.Is(err, fault.Denied) {
			t.Errorf("the manager of one centre opens it for all: %v", err)
		}
	})
}

// A rule shows whom it means and enrols just these, with itself as the reason.
func TestEnrollingByRule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, trainer := coursestest.New(t, d), t.Context(), coursestest.Trainer()
		version := w.Publish("c1")
		w.Enrol(w.Schedule(version, "o0", courses.Virtual), "p-Ana")
		w.Complete("p-Ana")
		offering := w.Schedule(version, "o1", courses.Virtual)
		w.Courses.Verified = func(_ *db.Tx, competency string, _ []string, _ db.Date) (map[string]bool, error) {
			return map[string]bool{"p-Berta": competency == "asking", "p-Fabia": true}, nil
		}
		count := func(rule courses.Whom) int {
			page, err := w.Courses.ByRule(ctx, trainer, offering.ID, rule)
			if err != nil {
				t.Fatalf("%+v: %v", rule, err)
			}
			return len(page.Fits)
		}
		mentors := []people.Cadre{people.CARMentor}
		for name, c := range map[string]struct {
			rule courses.Whom
			want int
		}{
			"everybody":           {courses.Whom{}, 9},
			"mentors":             {courses.Whom{Cadres: mentors}, 8},
			"of one centre":       {courses.Whom{Cadres: mentors, InstitutionIDs: []string{w.Ceiba.ID}}, 5},
			"of another region":   {courses.Whom{Region: "08"}, 0},
			"of the region":       {courses.Whom{Region: "16"}, 9},
			"not verified":        {courses.Whom{Cadres: mentors, Lack: courses.NotVerified, Competency: "asking"}, 6},
			"verified in another": {courses.Whom{Cadres: mentors, Lack: courses.NotVerified, Competency: "trauma"}, 7},
			"never assessed":      {courses.Whom{Lack: courses.NeverAssessed, Competency: "asking"}, 8},
			"never completed":     {courses.Whom{Lack: courses.NeverCompleted}, 8},
		} {
			if got := count(c.rule); got != c.want {
				t.Errorf("%s: %d people, want %d", name, got, c.want)
			}
		}
		if _, err := w.Courses.ByRule(ctx, trainer, offering.ID, courses.Whom{Lack: courses.NotVerified}); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a competency: %v", err)
		}
		five := 5
		if err := w.Courses.SetSeats(ctx, trainer, offering.ID, &five); err != nil {
			t.Fatal(err)
		}
		rule := courses.Whom{Cadres: mentors, Lack: courses.NotVerified, Competency: "asking"}
		out, err := w.Courses.EnrolByRule(ctx, trainer, offering.ID, rule)
		if err != nil || out.Added != 5 || out.Waiting != 1 {
			t.Fatalf("%+v, %v", out, err)
		}
		var because int64
		w.Read(func(tx *db.Tx) error {
			return tx.DB.Model(&courses.Enrolment{}).Where("offering_id = ? AND rule_id IS NOT NULL", offering.ID).Count(&because).Error
		})
		page, err := w.Courses.ByRule(ctx, trainer, offering.ID, rule)
		if err != nil || because != 5 || len(page.Fits) != 0 || page.Already != 6 || len(page.Applied) != 1 || page.Applied[0].Rule.Competency != "asking" || page.Applied[0].Added != 5 {
			t.Errorf("%d for the reason, %+v, %v", because, page, err)
		}
		if _, err := w.Courses.EnrolByRule(ctx, trainer, offering.ID, courses.Whom{Region: "08"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("nobody: %v", err)
		}
		if page, err := w.Courses.ByRule(ctx, coursestest.Manager(w.Lupuna), offering.ID, courses.Whom{}); err != nil || len(page.Fits)+page.Already != 3 {
			t.Errorf("the manager of one centre sees %+v, %v", page.Fits, err)
		}
	})
}

// Somebody trained with the money of two funders counts once in all, and under each.
func TestNobodyCountsTwiceInTheTotalsOfFunders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, trainer := coursestest.New(t, d), t.Context(), coursestest.Trainer()
		version, today := w.Publish("c1"), d.Now().Date()
		var funders []courses.Funder
		for _, code := range []string{"UNO", "DOS"} {
			f, err := w.Courses.AddFunder(ctx, trainer, courses.NewFunder{Code: code, Name: "Fondo " + code})
			if err != nil {
				t.Fatal(err)
			}
			funders = append(funders, f)
		}
		schedule := func(code string, shares ...courses.FunderShare) courses.Offering {
			o, err := w.Courses.CreateOffering(ctx, trainer, courses.NewOffering{CourseVersionID: version.ID, Code: code, Mode: courses.FaceToFace, StartsOn: today, EndsOn: today + 9,
				Place: "Iquitos", InstitutionIDs: []string{w.Network.ID}, Funders: shares})
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		both := schedule("both", courses.FunderShare{FunderID: funders[0].ID, Share: 0.25}, courses.FunderShare{FunderID: funders[1].ID, Share: 0.75})
		one := schedule("one", courses.FunderShare{FunderID: funders[0].ID, Share: 1})
		come := func(o courses.Offering, names ...string) {
			w.Enrol(o, names...)
			hours := map[string]float64{}
			w.Read(func(tx *db.Tx) error {
				var list []courses.Enrolment
				err := tx.DB.Where("offering_id = ? AND person_id IN ?", o.ID, names).Find(&list).Error
				for _, e := range list {
					hours[e.ID] = 4
				}
				return err
			})
			if err := w.Courses.RecordAttendance(ctx, trainer, courses.AttendanceInput{OfferingID: o.ID, HeldOn: today, Hours: hours}); err != nil {
				t.Fatal(err)
			}
		}
		come(both, "p-Ana", "p-Berta")
		come(one, "p-Berta", "p-Carla")
		w.Enrol(one, "p-Diana") // enrolled, and never came
		for o, amount := range map[string]string{both.ID: "S/ 1,000", one.ID: "600.50"} {
			if err := w.Courses.RecordCost(ctx, trainer, o, courses.CostInput{Kind: courses.CostTravel, Amount: amount, Note: "Pasajes"}); err != nil {
				t.Fatal(err)
			}
		}
		first, err := w.Courses.FunderPage(ctx, trainer, funders[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		second, err := w.Courses.FunderPage(ctx, trainer, funders[1].ID)
		if err != nil {
			t.Fatal(err)
		}
		if first.Totals.Trained != 3 || second.Totals.Trained != 2 || first.All.Trained != 3 || first.Sum != 5 || first.All.Shared != 2 {
			t.Errorf("the first trained %d, the second %d, together %d (%d added up, %d with both)", first.Totals.Trained, second.Totals.Trained, first.All.Trained, first.Sum, first.All.Shared)
		}
		if first.Totals.Paid != 25_000+60_050 || second.Totals.Paid != 75_000 || first.Totals.Paid+second.Totals.Paid != first.All.Paid {
			t.Errorf("they paid %d and %d of %d", first.Totals.Paid, second.Totals.Paid, first.All.Paid)
		}
		if len(first.Lines) != 2 || len(second.Lines) != 1 || second.Lines[0].Trained != 2 || second.Lines[0].Others[0].ID != funders[0].ID {
			t.Errorf("the lines are %+v and %+v", first.Lines, second.Lines)
		}
		if page, err := w.Courses.FunderPage(ctx, coursestest.Manager(w.Apart), funders[0].ID); err != nil || page.All.Trained != 0 {
			t.Errorf("a manager elsewhere sees %+v, %v", page.All, err)
		}
	})
}

// Costs are corrected by new facts; per person they are over who was trained.
func TestCostsAreCorrectedByNewFacts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, trainer := coursestest.New(t, d), t.Context(), coursestest.Trainer()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		for _, in := range []courses.CostInput{{Kind: courses.CostInstruction, Amount: "1200", Note: "Dos facilitadoras"}, {Kind: courses.CostOther, Amount: "80,5", Note: "Impresión"}} {
			if err := w.Courses.RecordCost(ctx, trainer, offering.ID, in); err != nil {
				t.Fatal(err)
			}
		}
		for name, in := range map[string]courses.CostInput{"no amount": {Kind: courses.CostOther, Note: "x"}, "nothing": {Kind: courses.CostOther, Amount: "0", Note: "x"}, "no kind": {Amount: "1", Note: "x"}, "no note": {Kind: courses.CostOther, Amount: "1"}} {
			if err := w.Courses.RecordCost(ctx, trainer, offering.ID, in); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		page, err := w.Courses.Costs(ctx, trainer, offering.ID)
		if err != nil || page.Summary.Total != 128_050 || !math.IsNaN(page.Summary.PerTrained()) {
			t.Fatalf("%+v, %v", page.Summary, err)
		}
		wrong := page.Lines[0]
		if wrong.Kind != courses.CostInstruction {
			wrong = page.Lines[1]
		}
		correction := courses.CostInput{Kind: courses.CostInstruction, Amount: "1000", Note: "Fue menos", Corrects: wrong.Cost.ID}
		if err := w.Courses.RecordCost(ctx, trainer, offering.ID, correction); err != nil {
			t.Fatal(err)
		}
		if err := w.Courses.RecordCost(ctx, trainer, offering.ID, correction); !fault.Is(err, fault.Conflict) {
			t.Errorf("correcting it twice: %v", err)
		}
		w.Enrol(offering, "p-Ana", "p-Berta")
		w.Complete("p-Ana")
		page, err = w.Courses.Costs(ctx, trainer, offering.ID)
		if err != nil || len(page.Lines) != 3 || page.Summary.Total != 108_050 || page.Summary.Trained != 1 || page.Summary.PerCompletion() != 1080.5 {
			t.Errorf("%+v, %v", page.Summary, err)
		}
		if err := w.Courses.RecordCost(ctx, coursestest.Manager(w.Ceiba), offering.ID, correction); !fault.Is(err, fault.Denied) {
			t.Errorf("the manager of one centre writes the costs of all: %v", err)
		}
	})
}

func TestParseSoles(t *testing.T) {
	for text, want := range map[string]courses.Soles{"1200": 120_000, "S/ 1,200.50": 120_050, "1 200,5": 120_050, "0": 0, "1.200": 120_000, "1,200": 120_000, "S/. 3.5": 350, "1.234.567,89": 123_456_789} {
		if got, ok := courses.ParseSoles(text); !ok || got != want {
			t.Errorf("%q is %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "-1", "mil", "1,2345", "NaN", ".", "1e9", "99999999999"} {
		if got, ok := courses.ParseSoles(text); ok {
			t.Errorf("%q passes as %d", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if got, ok := courses.ParseSoles(rapid.String().Draw(t, "text")); ok && got < 0 {
			t.Fatalf("less than nothing: %d", got)
		}
	})
}
