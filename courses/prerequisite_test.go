package courses_test

import (
	"slices"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/courses"
	"relevo/courses/coursestest"
)

// requiring publishes a course that requires another for some months.
func requiring(t *testing.T, w *coursestest.World, code string, required string, months int) courses.CourseVersion {
	t.Helper()
	ctx, trainer := t.Context(), coursestest.Trainer()
	version := w.Publish(code)
	if _, err := w.Courses.NewDraft(ctx, trainer, version.CourseID); err != nil {
		t.Fatal(err)
	}
	if err := w.Courses.SetPrerequisites(ctx, trainer, version.CourseID, map[string]int{required: months}); err != nil {
		t.Fatal(err)
	}
	return w.PublishDraft(version.CourseID)
}

func TestWhoLacksACourseIsEnrolledWithAReasonOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		first := w.Publish("c1")
		second := requiring(t, w, "c2", first.CourseID, 12)
		w.Enrol(w.Schedule(first, "o1", courses.Virtual), "p-Ana")
		w.Complete("p-Ana")
		offering := w.Schedule(second, "o2", courses.Virtual)
		enrol := func(reason string, people ...string) error {
			_, err := w.Courses.Enrol(ctx, trainer, courses.EnrolInput{OfferingID: offering.ID, PersonIDs: people, Exception: reason})
			return err
		}
		err := enrol("", "p-Ana", "p-Berta", "p-Carla")
		fields := fault.FieldsOf(err)
		if len(fields) != 1 || fields[0].Name != "exception" || !slices.ContainsFunc(fields[0].Pairs, func(p any) bool { s, _ := p.(string); return s == "Bertaz, Berta; Carlaz, Carla" }) {
			t.Fatalf("who lacks it: %+v", fields)
		}
		if err := enrol("", "p-Ana"); err != nil {
			t.Errorf("who completed it: %v", err)
		}
		if err := enrol("Viene de otra región con esa formación.", "p-Berta"); err != nil {
			t.Fatal(err)
		}
		var kept []courses.EnrolmentException
		w.Read(func(tx *db.Tx) error { return tx.DB.Find(&kept).Error })
		if len(kept) != 1 || kept[0].CourseID != first.CourseID || !strings.Contains(kept[0].Reason, "otra región") {
			t.Errorf("the reason: %+v", kept)
		}
		_, candidates, err := w.Courses.Candidates(ctx, trainer, offering.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range candidates {
			if (len(c.Lacks) > 0) != (!c.Enrolled) {
				t.Errorf("%s lacks %v", c.Name, c.Lacks)
			}
		}
		page, err := w.Courses.LearnCourse(ctx, coursestest.Official("p-Berta"), w.Course("p-Berta").EnrolmentID)
		if err != nil || len(page.Requires) != 1 || page.Requires[0].Holds {
			t.Errorf("what Berta sees: %+v %v", page.Requires, err)
		}

		// It counts for twelve months, and a course cannot require what requires it.
		w.Write(func(tx *db.Tx) error {
			return tx.DB.Model(&courses.Completion{}).Where("person_id = ?", "p-Ana").Update("completed_on", tx.Today().AddMonths(-12)).Error
		})
		if err := enrol("", "p-Ana", "p-Diana"); err == nil || strings.Contains(err.Error(), "Anaz") {
			t.Errorf("who is enrolled stays: %v", err)
		}
		catalogue, err := w.Courses.Catalogue(ctx, coursestest.Official("p-Ana"), courses.CatalogueFilter{})
		if err != nil || len(catalogue.Courses) != 2 {
			t.Fatalf("%+v %v", catalogue, err)
		}
		for _, c := range catalogue.Courses {
			if c.CourseID == second.CourseID && (c.Requires[0].Holds || c.Requires[0].On == 0 || c.EnrolmentID == "" || len(c.Runs) != 1 || !c.Mine) {
				t.Errorf("what Ana sees: %+v", c)
			}
			if c.CourseID == first.CourseID && (c.CompletedOn == 0 || c.CompletionID == "") {
				t.Errorf("what Ana completed: %+v", c)
			}
		}
		if _, err := w.Courses.NewDraft(ctx, trainer, first.CourseID); err != nil {
			t.Fatal(err)
		}
		if err := w.Courses.SetPrerequisites(ctx, trainer, first.CourseID, map[string]int{second.CourseID: 0}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a circle: %v", err)
		}
		if err := w.Courses.SetPrerequisites(ctx, trainer, first.CourseID, map[string]int{"nothing": 0}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a course that is not there: %v", err)
		}
	})
}

func TestWhoLacksACourseIsLeftOutByRuleAndByCode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		first := w.Publish("c1")
		second := requiring(t, w, "c2", first.CourseID, 0)
		w.Enrol(w.Schedule(first, "o1", courses.Virtual), "p-Ana")
		w.Complete("p-Ana")
		offering := w.Schedule(second, "o2", courses.Virtual)
		page, err := w.Courses.ByRule(ctx, trainer, offering.ID, courses.Whom{})
		if err != nil || len(page.Fits) != 1 || page.Fits[0].PersonID != "p-Ana" || len(page.Lacking) == 0 {
			t.Fatalf("whom the rule means: %+v lacking %+v, %v", page.Fits, page.Lacking, err)
		}
		if out, err := w.Courses.EnrolByRule(ctx, trainer, offering.ID, courses.Whom{}); err != nil || out.Added != 1 {
			t.Errorf("%+v %v", out, err)
		}
		entry, err := w.Courses.OpenEntry(ctx, trainer, offering.ID, courses.EntryInput{LastOn: d.Now().Date()})
		if err != nil {
			t.Fatal(err)
		}
		berta := coursestest.Official("p-Berta")
		view, err := w.Courses.EntryByCode(ctx, berta, entry.Code)
		if err != nil || view.Refused != "seats.entry_lacks" || len(view.Lacks) != 1 || view.Lacks[0].Code != "c1" {
			t.Errorf("what Berta is told: %+v %v", view, err)
		}
		if _, err := w.Courses.Enter(ctx, berta, entry.Code); !fault.Is(err, fault.Conflict) {
			t.Errorf("Berta came in: %v", err)
		}

		// With a reason nobody is put into the line, where the reason would be lost.
		two := 2
		if err := w.Courses.SetSeats(ctx, trainer, offering.ID, &two); err != nil {
			t.Fatal(err)
		}
		in := courses.EnrolInput{OfferingID: offering.ID, PersonIDs: []string{"p-Berta", "p-Carla"}, Exception: "Vienen de otra región con esa formación."}
		if _, err := w.Courses.Enrol(ctx, trainer, in); !fault.Is(err, fault.Invalid) {
			t.Errorf("two for one seat: %v", err)
		}
		in.PersonIDs = in.PersonIDs[:1]
		if out, err := w.Courses.Enrol(ctx, trainer, in); err != nil || out.Added != 1 {
			t.Errorf("%+v %v", out, err)
		}
	})
}

func TestACourseIsArchivedAndRestored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		version := w.Publish("c1")
		w.Enrol(w.Schedule(version, "o1", courses.Virtual), "p-Ana")
		for range 2 {
			if err := w.Courses.Archive(ctx, trainer, version.CourseID); err != nil {
				t.Fatal(err)
			}
		}
		list, err := w.Courses.Courses(ctx, trainer)
		archived, err2 := w.Courses.Archived(ctx, trainer)
		catalogue, err3 := w.Courses.Catalogue(ctx, trainer, courses.CatalogueFilter{})
		if err != nil || err2 != nil || err3 != nil || len(list) != 0 || len(archived) != 1 || len(catalogue.Courses) != 0 {
			t.Errorf("%d offered, %d archived, %d in the catalogue: %v %v %v", len(list), len(archived), len(catalogue.Courses), err, err2, err3)
		}
		in := courses.NewOffering{CourseVersionID: version.ID, Code: "o2", Mode: courses.Virtual, StartsOn: d.Now().Date(), EndsOn: d.Now().Date(), InstitutionIDs: []string{w.Network.ID}}
		if _, err := w.Courses.CreateOffering(ctx, trainer, in); !fault.Is(err, fault.Invalid) {
			t.Errorf("a new offering: %v", err)
		}
		w.Complete("p-Ana") // what runs ends as it would have
		if err := w.Courses.Restore(ctx, trainer, version.CourseID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Courses.CreateOffering(ctx, trainer, in); err != nil {
			t.Errorf("restored: %v", err)
		}
		if err := w.Courses.Archive(ctx, coursestest.Manager(w.Network), version.CourseID); !fault.Is(err, fault.Denied) {
			t.Errorf("a manager: %v", err)
		}
	})
}

func TestACopyIsACourseOfItsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx, trainer := t.Context(), coursestest.Trainer()
		version := worded(t, w)
		if _, err := w.Courses.Duplicate(ctx, trainer, version.CourseID, "c1"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code that is taken: %v", err)
		}
		course, err := w.Courses.Duplicate(ctx, trainer, version.CourseID, "c2")
		if err != nil {
			t.Fatal(err)
		}
		page, err := w.Courses.Course(ctx, trainer, course.ID, 0)
		if err != nil || page.Version.Version != 1 || page.Version.State != courses.Draft || missing(t, w, course.ID) != "signed" {
			t.Fatalf("%+v %v", page.Version, err)
		}
		before, err := w.Courses.Course(ctx, trainer, version.CourseID, 0)
		if err != nil || titles(page.Outline) != titles(before.Outline) || page.Outline[0].Lessons[0].Origin == before.Outline[0].Lessons[0].Origin {
			t.Errorf("%s: %v", titles(page.Outline), err)
		}
		texts, err := w.Courses.LessonTexts(ctx, trainer, course.ID, page.Outline[0].Lessons[0].ID)
		if err != nil || len(texts.Wordings) != 4 {
			t.Errorf("its translations and variants: %+v %v", texts.Wordings, err)
		}
	})
}

func TestTheCatalogueIsNarrowed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := coursestest.New(t, d)
		ctx := t.Context()
		version := worded(t, w)
		w.Schedule(version, "o1", courses.Virtual)
		for filter, want := range map[courses.CatalogueFilter]int{{}: 1, {Cadre: people.CARMentor}: 1, {Cadre: people.Judge}: 0, {Language: "quz"}: 1, {Language: "quy"}: 0} {
			got, err := w.Courses.Catalogue(ctx, coursestest.Official("p-Ana"), filter)
			if err != nil || len(got.Courses) != want {
				t.Errorf("%+v: %d, %v", filter, len(got.Courses), err)
			}
		}
		zoila, err := w.Courses.Catalogue(ctx, coursestest.Official("p-Zoila"), courses.CatalogueFilter{})
		if err != nil || len(zoila.Courses) != 1 || len(zoila.Courses[0].Runs) != 0 {
			t.Errorf("an offering for others: %+v %v", zoila, err)
		}
		if _, err := w.Courses.Catalogue(ctx, access.Actor{}, courses.CatalogueFilter{}); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("nobody: %v", err)
		}
	})
}
