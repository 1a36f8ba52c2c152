package certificates

import (
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/courses"
)

func trainer() access.Actor {
	return access.Actor{AccountID: "abel", Roles: []access.Held{{Role: access.Trainer}}}
}

func TestRuleConcernsOnlyWhatIsIssuedAfter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		_, before := w.issued()
		if before.RuleVersion != "" || *before.ValidUntil != dbtestDay.AddMonths(6) {
			t.Errorf("without a rule: until %s by %q", *before.ValidUntil, before.RuleVersion)
		}
		yearly := Cycle{Months: 12, Base: FromCompletion, RemindDays: 30, FixedDay: 5}
		for range 2 { // the same again is no other rule
			if err := w.service.SetRule(t.Context(), trainer(), w.course.ID, yearly); err != nil {
				t.Fatal(err)
			}
		}
		list, mayChange, err := w.service.Rules(t.Context(), trainer())
		if err != nil || !mayChange || len(list) != 1 || !list[0].Own || len(list[0].Before) != 0 || list[0].Until != dbtestDay.AddMonths(12) || list[0].FixedDay != 0 {
			t.Fatalf("%+v, %v, %v", list, mayChange, err)
		}
		after := w.again(w.offering.StartsOn + 1)
		if after.RuleVersion == "" || *after.ValidUntil != dbtestDay.AddMonths(12) {
			t.Errorf("by the rule: until %s by %q", *after.ValidUntil, after.RuleVersion)
		}
		for _, c := range w.all() {
			if c.ID == before.ID && *c.ValidUntil != *before.ValidUntil {
				t.Error("a rule changed what was issued before it")
			}
		}
		if err := w.service.SetRule(t.Context(), trainer(), w.course.ID, Cycle{Months: 3, Base: FromCompletion}); err != nil {
			t.Fatal(err)
		}
		if list, _, err = w.service.Rules(t.Context(), trainer()); err != nil || len(list[0].Before) != 1 || list[0].Months != 3 {
			t.Errorf("after another: %+v, %v", list, err)
		}
	})
}

// again has Rosa complete another run of the course with mastery, and gives
// the certificate of competence of it.
func (w *world) again(startsOn db.Date) Certificate {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		w.offering.ID, w.offering.Code, w.offering.StartsOn, w.offering.EndsOn = tx.NewID(), "CUIDADO-"+tx.NewID(), startsOn, tx.Today()
		post := w.post
		post.ID = tx.NewID()
		w.post = post
		w.create(tx, &w.offering, &w.post, &courses.OfferingAdministration{OfferingID: w.offering.ID, AdministrationID: w.post.ID, Occasion: "post"})
	})
	id := w.completes(90, 90)
	if err := w.service.IssueFor(w.t.Context(), id); err != nil {
		w.t.Fatal(err)
	}
	for _, c := range w.all() {
		if *c.CompletionID == id && c.Kind == Competence {
			return c
		}
	}
	w.t.Fatal("no certificate of competence")
	return Certificate{}
}

func TestRenewingInTimeKeepsTheDaysLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		if err := w.service.SetRule(t.Context(), trainer(), w.course.ID, Cycle{Months: 12, Base: FromPrevious, RemindDays: 60}); err != nil {
			t.Fatal(err)
		}
		_, first := w.issued()
		clock := dbtest.ClockOf(t, d)
		clock.Set((*first.ValidUntil - 20).Start().Time())
		second := w.again(*first.ValidUntil - 30)
		if want := first.ValidUntil.AddMonths(12); *second.ValidUntil != want {
			t.Errorf("renewed in time: until %s, want %s", *second.ValidUntil, want)
		}
		clock.Set((*second.ValidUntil + 5).Start().Time())
		third := w.again(*second.ValidUntil)
		if want := (*second.ValidUntil + 5).AddMonths(12); *third.ValidUntil != want {
			t.Errorf("renewed late: until %s, want %s", *third.ValidUntil, want)
		}
	})
}

func TestWhoMaySetRules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ok := Cycle{Months: 9, Base: FromCompletion}
		for name, who := range map[string]struct {
			actor access.Actor
			want  fault.Kind
		}{"a centre's manager": {managerOf(w.casa), fault.Denied}, "an official": {w.holder(), fault.Denied}, "nobody": {access.Actor{}, fault.Denied}} {
			if err := w.service.SetRule(t.Context(), who.actor, w.course.ID, ok); !fault.Is(err, who.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, mayChange, err := w.service.Rules(t.Context(), managerOf(w.casa)); err != nil || mayChange {
			t.Errorf("a manager reads: %v, may change: %v", err, mayChange)
		}
		if _, _, err := w.service.Rules(t.Context(), w.holder()); !fault.Is(err, fault.Denied) {
			t.Errorf("an official reads: %v", err)
		}
		if err := w.service.SetRule(t.Context(), trainer(), "nada", ok); !fault.Is(err, fault.NotFound) {
			t.Errorf("no course: %v", err)
		}
		if err := w.service.SetRule(t.Context(), trainer(), w.course.ID, Cycle{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("no rule: %v", err)
		}
		admin := access.Actor{AccountID: "noemi", Roles: []access.Held{{Role: access.Administrator}}}
		if err := w.service.SetRule(t.Context(), admin, w.course.ID, ok); err != nil {
			t.Error(err)
		}
	})
}

func TestRemindsOnceAndOnlyOfTheLast(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		_, first := w.issued()
		clock := dbtest.ClockOf(t, d)
		endings := func() []Ending {
			t.Helper()
			list, err := w.service.Endings(t.Context(), w.holder())
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if list := endings(); len(list) != 0 {
			t.Errorf("reminded six months before: %+v", list)
		}
		clock.Set((*first.ValidUntil - db.Date(usual.RemindDays) - 1).Start().Time())
		if list := endings(); len(list) != 0 {
			t.Errorf("reminded a day early: %+v", list)
		}
		clock.Set((*first.ValidUntil - db.Date(usual.RemindDays)).Start().Time())
		if list := endings(); len(list) != 1 || list[0].DaysLeft != usual.RemindDays || list[0].Told {
			t.Fatalf("on the first day: %+v", list)
		}
		noted := clock.Now()
		for range 2 {
			if err := w.service.NoteReminded(t.Context(), w.holder()); err != nil {
				t.Fatal(err)
			}
			clock.Advance(25 * time.Hour)
		}
		if list := endings(); len(list) != 1 || !list[0].Told {
			t.Errorf("after it was noted: %+v", list)
		}
		month := *first.ValidUntil
		expiring, err := w.service.Expiring(t.Context(), managerOf(w.casa), "", &month)
		if err != nil || len(expiring.Rows) != 1 || expiring.Rows[0].RemindedOn == nil || *expiring.Rows[0].RemindedOn != db.At(noted).Date() {
			t.Errorf("managers see %+v, %v", expiring.Rows, err)
		}
		sum := 0
		for _, m := range expiring.Months {
			sum += m.Count
		}
		if sum != 1 || len(expiring.Months) != expiringMonths {
			t.Errorf("%d end in %d months", sum, len(expiring.Months))
		}
		if other, err := w.service.Expiring(t.Context(), managerOf(w.otra), "", &month); err != nil || len(other.Rows) != 0 {
			t.Errorf("another centre's manager sees %+v, %v", other.Rows, err)
		}
		clock.Set((*first.ValidUntil + remindAfter).Start().Time())
		if list := endings(); len(list) != 1 || list[0].DaysLeft != -remindAfter {
			t.Errorf("a while after: %+v", list)
		}
		w.again(*first.ValidUntil)
		if list := endings(); len(list) != 0 {
			t.Errorf("reminded of one that was renewed: %+v", list)
		}
	})
}
