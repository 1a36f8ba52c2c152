package courses_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
	"relevo/courses/coursestest"
)

func TestACentreIsEnrolledWithBalancedForms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		enrol := courses.EnrolInput{OfferingID: offering.ID, InstitutionID: w.Ceiba.ID, Cadres: []people.Cadre{people.CARMentor}}
		done, err := w.Courses.Enrol(ctx, trainer, enrol)
		if err != nil || done.Added != 5 || done.Already != 0 {
			t.Fatalf("%+v, %v", done, err)
		}
		done, err = w.Courses.Enrol(ctx, trainer, enrol)
		if err != nil || done.Added != 0 || done.Already != 5 {
			t.Fatalf("again: %+v, %v", done, err)
		}
		// Everybody below the network, all cadres; then one by name.
		done, err = w.Courses.Enrol(ctx, trainer, courses.EnrolInput{OfferingID: offering.ID, InstitutionID: w.Network.ID})
		if err != nil || done.Added != 4 || done.Already != 5 {
			t.Fatalf("the network: %+v, %v", done, err)
		}
		page, err := w.Courses.Offering(ctx, trainer, offering.ID)
		if err != nil || len(page.Rows) != 9 || page.Counts[courses.NotStarted] != 9 || page.Gone != 0 {
			t.Fatalf("%+v, %v", page, err)
		}
		forms := map[string]map[string]int{}
		w.Read(func(tx *db.Tx) error {
			attempts, err := assessments.AttemptsInTx(tx, []string{page.Sittings[0].ID})
			for _, a := range attempts {
				if forms[*a.InstitutionID] == nil {
					forms[*a.InstitutionID] = map[string]int{}
				}
				forms[*a.InstitutionID][a.FormID]++
			}
			return err
		})
		for place, counts := range forms {
			least, most := 99, 0
			for _, n := range counts {
				least, most = min(least, n), max(most, n)
			}
			if len(counts) != 2 || most-least > 1 {
				t.Errorf("forms at %s: %v", place, counts)
			}
		}
	})
}

func TestOnlyPeopleInPostAreEnrolled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		w.Leave("p-Ana", nil)
		for _, id := range []string{"p-Ana", "p-Zoila", "nobody"} { // left, elsewhere, unknown
			_, err := w.Courses.Enrol(ctx, trainer, courses.EnrolInput{OfferingID: offering.ID, PersonIDs: []string{id, "p-Berta"}})
			if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Key != "courses.not_in_post" {
				t.Errorf("%s: %v", id, err)
			}
		}
		if _, err := w.Courses.Enrol(ctx, trainer, courses.EnrolInput{OfferingID: offering.ID}); !fault.Is(err, fault.Invalid) {
			t.Errorf("nobody: %v", err)
		}
	})
}

func TestManagersRunOfferingsInTheirScopeOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx := t.Context()
		version := w.Publish("c1")
		offering := w.Schedule(version, "o1", courses.Virtual)
		ceiba, apart := coursestest.Manager(w.Ceiba), coursestest.Manager(w.Apart)
		w.Enrol(offering, "p-Ana", "p-Fabia")

		page, err := w.Courses.Offering(ctx, ceiba, offering.ID)
		if err != nil || len(page.Rows) != 1 || page.Rows[0].PersonID != "p-Ana" {
			t.Errorf("a centre's manager sees %+v, %v", page.Rows, err)
		}
		if _, err := w.Courses.Offering(ctx, apart, offering.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a manager elsewhere: %v", err)
		}
		list, err := w.Courses.Offerings(ctx, apart)
		if err != nil || len(list) != 0 {
			t.Errorf("a manager elsewhere lists %v, %v", list, err)
		}
		if list, err = w.Courses.Offerings(ctx, ceiba); err != nil || len(list) != 1 || list[0].Enrolled != 2 {
			t.Errorf("a centre's manager lists %+v, %v", list, err)
		}
		done, err := w.Courses.Enrol(ctx, ceiba, courses.EnrolInput{OfferingID: offering.ID, PersonIDs: []string{"p-Berta"}})
		if err != nil || done.Added != 1 {
			t.Errorf("a centre's manager enrols one of theirs: %+v, %v", done, err)
		}
		if _, err := w.Courses.Enrol(ctx, ceiba, courses.EnrolInput{OfferingID: offering.ID, PersonIDs: []string{"p-Gloria"}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a centre's manager enrols somebody elsewhere: %v", err)
		}
		var fabia string
		all, err := w.Courses.Offering(ctx, coursestest.Trainer(), offering.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all.Rows {
			if r.PersonID == "p-Fabia" {
				fabia = r.EnrolmentID
			}
		}
		if err := w.Courses.Withdraw(ctx, ceiba, offering.ID, fabia, "ya no está"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a centre's manager withdraws somebody elsewhere: %v", err)
		}
		today := d.Now().Date()
		_, err = w.Courses.CreateOffering(ctx, ceiba, courses.NewOffering{CourseVersionID: version.ID, Code: "o2", Mode: courses.Virtual, StartsOn: today, EndsOn: today, InstitutionIDs: []string{w.Lupuna.ID}})
		if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != "institutions" {
			t.Errorf("a centre's manager schedules for another centre: %v", err)
		}
		if _, err := w.Courses.Offerings(ctx, coursestest.Official("p-Ana")); !fault.Is(err, fault.Denied) {
			t.Errorf("an official lists offerings: %v", err)
		}
	})
}

func TestWhatIsWrongWithAnOfferingIsSaidAtItsField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		version := w.Publish("c1")
		draft, err := w.Courses.NewDraft(ctx, trainer, version.CourseID)
		if err != nil {
			t.Fatal(err)
		}
		funder, err := w.Courses.AddFunder(ctx, trainer, courses.NewFunder{Code: "F", Name: "Fondo"})
		if err != nil {
			t.Fatal(err)
		}
		today := d.Now().Date()
		good := courses.NewOffering{CourseVersionID: version.ID, Code: "o1", Mode: courses.Virtual, StartsOn: today, EndsOn: today + 5, InstitutionIDs: []string{w.Ceiba.ID}}
		for want, change := range map[string]func(*courses.NewOffering){
			"course":       func(in *courses.NewOffering) { in.CourseVersionID = draft.ID },
			"code":         func(in *courses.NewOffering) { in.Code = "dos palabras" },
			"mode":         func(in *courses.NewOffering) { in.Mode = "radio" },
			"ends_on":      func(in *courses.NewOffering) { in.EndsOn = today - 1 },
			"place":        func(in *courses.NewOffering) { in.Mode = courses.FaceToFace },
			"institutions": func(in *courses.NewOffering) { in.InstitutionIDs = nil },
			"funders":      func(in *courses.NewOffering) { in.Funders = []courses.FunderShare{{FunderID: funder.ID, Share: 0.9}} },
			"trainers":     func(in *courses.NewOffering) { in.TrainerIDs = []string{"nobody"} },
		} {
			in := good
			change(&in)
			_, err := w.Courses.CreateOffering(ctx, trainer, in)
			if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != want {
				t.Errorf("%s: %v", want, err)
			}
		}
		undated := good
		undated.EndsOn = 0
		if _, err := w.Courses.CreateOffering(ctx, trainer, undated); len(fault.FieldsOf(err)) != 1 || fault.FieldsOf(err)[0].Key != "fault.required" {
			t.Errorf("without a last day: %v", err) // it is missing; nobody wrote one before the first
		}
	})
}

func TestWhoWithdrawsIsGoneAndMayComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer, ana := t.Context(), coursestest.Trainer(), coursestest.Official("p-Ana")
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana")
		course := w.Course("p-Ana")
		if err := w.Courses.Withdraw(ctx, trainer, offering.ID, course.EnrolmentID, "  "); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if err := w.Courses.Withdraw(ctx, trainer, offering.ID, course.EnrolmentID, "Cambio de turno"); err != nil {
			t.Fatal(err)
		}
		if home, err := w.Courses.Learn(ctx, ana); err != nil || len(home.Active) != 0 {
			t.Errorf("after withdrawing: %+v, %v", home, err)
		}
		if _, err := w.Courses.LearnCourse(ctx, ana, course.EnrolmentID); !fault.Is(err, fault.NotFound) {
			t.Errorf("the course after withdrawing: %v", err)
		}
		page, err := w.Courses.Offering(ctx, trainer, offering.ID)
		if err != nil || page.Rows[0].Stage != courses.Withdrawn || page.Rows[0].WithdrawReason != "Cambio de turno" || page.TakingPart() != 0 {
			t.Errorf("%+v, %v", page.Rows, err)
		}
		w.Enrol(offering, "p-Ana")
		if again := w.Course("p-Ana"); again.EnrolmentID != course.EnrolmentID {
			t.Errorf("came back as %s, was %s", again.EnrolmentID, course.EnrolmentID)
		}
	})
}

func TestTheRollSaysWhoHasLeftSince(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		w.Enrol(offering, "p-Ana", "p-Berta", "p-Carla")
		w.Leave("p-Ana", nil)
		w.Leave("p-Berta", &w.Lupuna)
		page, err := w.Courses.Offering(t.Context(), coursestest.Trainer(), offering.ID)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]courses.RollRow{}
		for _, r := range page.Rows {
			got[r.PersonID] = r
		}
		if got["p-Ana"].Presence != courses.Left || got["p-Carla"].Presence != courses.Here ||
			got["p-Berta"].Presence != courses.Moved || got["p-Berta"].Now != "CAR La Lupuna" || got["p-Berta"].Institution != "CAR La Ceiba" {
			t.Errorf("%+v", got)
		}
		if page.Gone != 2 {
			t.Errorf("%d are gone", page.Gone)
		}
	})
}

func TestSchedulingKeepsWhoPays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		offering := w.Schedule(w.Publish("c1"), "o1", courses.Virtual)
		page, err := w.Courses.Offering(t.Context(), coursestest.Trainer(), offering.ID)
		if err != nil || len(page.Funders) != 2 || page.Funders[0].Name != "Fondo Uno o1" || page.Funders[0].Share != 0.6 {
			t.Errorf("%+v, %v", page.Funders, err)
		}
		if len(page.Sittings) != 2 || page.Sittings[0].Occasion != assessments.Pre || page.Sittings[1].Occasion != assessments.Post {
			t.Errorf("%+v", page.Sittings)
		}
		choices, err := w.Courses.OfferingChoices(t.Context(), coursestest.Manager(w.Network))
		if err != nil || len(choices.Versions) != 1 || len(choices.Institutions) != 3 || len(choices.Funders) != 2 {
			t.Errorf("%+v, %v", choices, err)
		}
		if _, err := w.Courses.AddFunder(t.Context(), coursestest.Manager(w.Ceiba), courses.NewFunder{Code: "x", Name: "x"}); err == nil {
			t.Error("a centre's manager added a funder")
		}
		var entries int64
		w.Read(func(tx *db.Tx) error {
			return tx.DB.Model(&access.AuditEntry{}).Where("action = ? AND object_id = ?", "courses.offering.create", offering.ID).Count(&entries).Error
		})
		if entries != 1 {
			t.Errorf("%d audit entries", entries)
		}
	})
}
