package subscription_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/analyticstest"
	"relevo/app/analytics/subscription"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/jobs"
	"relevo/app/mail"
	"relevo/app/mail/mailtest"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// office is a relevo that sends reports, with a programme of twenty people in La Ceiba.
type office struct {
	t       *testing.T
	d       *db.DB
	w       *analyticstest.World
	server  *mailtest.Server
	queue   *jobs.Jobs
	reports *subscription.Service
}

func open(t *testing.T, d *db.DB) *office {
	t.Helper()
	o := &office{t: t, d: d, w: analyticstest.New(t, d), server: mailtest.New(t)}
	o.queue, o.reports = o.process()
	since := dbtest.ClockOf(t, d).Now().AddDate(0, -6, 0)
	day := db.NewDate(since.Date())
	for i := range 20 {
		name := fmt.Sprintf("persona%02d", i)
		o.w.Hire(name, o.w.Ceiba, day)
		if i < 12 {
			o.w.Train(name, day+20, certificates.Completion)
			o.w.Assess(name, day+20, assessments.Pre, 30)
			o.w.Assess(name, day+20, assessments.Post, 85)
		}
	}
	return o
}

// process is one process more of the same relevo.
func (o *office) process() (*jobs.Jobs, *subscription.Service) {
	o.t.Helper()
	log := slog.New(slog.DiscardHandler)
	queue, err := jobs.New(o.d, log)
	if err != nil {
		o.t.Fatal(err)
	}
	letters, err := mail.NewService(o.d, queue, log, "https://relevo.example.pe", []byte("secreto"), mail.Config{Server: o.server.Address, From: "relevo@example.pe", TLS: mail.NoTLS})
	if err != nil {
		o.t.Fatal(err)
	}
	return queue, subscription.NewService(o.d, queue, analytics.NewService(o.d), letters)
}

// actor opens an account with a role and an address.
func (o *office) actor(role access.Role, institutionID string) access.Actor {
	o.t.Helper()
	secret, err := access.NewPassphrase("quince letras o mas")
	if err != nil {
		o.t.Fatal(err)
	}
	var actor access.Actor
	o.write(func(tx *db.Tx) error {
		name := string(role) + tx.NewSecret()[:6]
		account, err := access.OpenAccountTx(tx, access.System(), access.NewAccount{Username: name, Email: name + "@example.pe", Name: "Sra. " + name, Passphrase: secret})
		if err != nil {
			return err
		}
		if err := access.GrantRoleTx(tx, access.System(), account.ID, role, institutionID); err != nil {
			return err
		}
		actor, _, err = access.ActorTx(tx, account.ID)
		return err
	})
	return actor
}

func (o *office) write(fn func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.d.Write(o.t.Context(), fn); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) subscribe(actor access.Actor, w subscription.Wish) subscription.Subscription {
	o.t.Helper()
	made, err := o.reports.Subscribe(o.t.Context(), actor, w)
	if err != nil {
		o.t.Fatal(err)
	}
	return made
}

// until lets time pass to noon of a day, looks for what is due as every hour does, and sends it.
func (o *office) until(day db.Date) {
	o.t.Helper()
	clock := dbtest.ClockOf(o.t, o.d)
	clock.Advance(day.Start().Time().Add(12 * time.Hour).Sub(clock.Now()))
	o.hour()
}

func (o *office) hour() {
	o.t.Helper()
	if err := o.reports.HearDue(o.t.Context(), struct{}{}); err != nil {
		o.t.Fatal(err)
	}
	if err := o.queue.Drain(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) today() db.Date { return o.d.Now().Date() }

// nextMonth is the first day of the month after a day.
func nextMonth(day db.Date) db.Date {
	y, m, _ := day.Time().Date()
	return db.NewDate(y, m+1, 1)
}

func (o *office) mine(actor access.Actor) []subscription.Own {
	o.t.Helper()
	list, err := o.reports.Mine(o.t.Context(), actor)
	if err != nil {
		o.t.Fatal(err)
	}
	return list
}

func (o *office) wish(every subscription.Every, formats ...string) subscription.Wish {
	return subscription.Wish{About: subscription.Cascade, PlaceID: o.w.Ceiba.ID, Competency: analyticstest.Asking, Every: every, Formats: formats}
}

func TestModelsMatchTheSchema(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.CheckModels(t, d, &subscription.Subscription{}, &subscription.Told{})
	})
}

func TestAMonthIsToldOnceWithItsFilesAttached(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		evaluator := o.actor(access.Evaluator, "")
		o.subscribe(evaluator, o.wish(subscription.Month, "csv", "pdf"))
		o.hour()
		if n := len(o.server.Letters()); n != 0 {
			t.Fatalf("%d letters before the month is over", n)
		}
		first := nextMonth(o.today())
		o.until(first)
		o.hour()
		o.until(first + 3)
		letters := o.server.Letters()
		if len(letters) != 1 {
			t.Fatalf("%d letters about one month", len(letters))
		}
		l, end := letters[0], first-1
		if !strings.HasPrefix(l.Subject, "CAR La Ceiba al ") || l.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || !strings.HasPrefix(l.Header.Get("List-Unsubscribe"), "<https://relevo.example.pe/reports/off/") {
			t.Errorf("the letter: %q, %v", l.Subject, l.Header)
		}
		pdf, csv := l.Attached["relevo-asking-"+end.String()+".pdf"], l.Attached["relevo-asking-"+end.String()+".csv"]
		if len(l.Attached) != 2 || !bytes.HasPrefix(pdf, []byte("%PDF")) || !strings.Contains(string(csv), "CAR La Ceiba,asking,,"+end.String()+",,trained,,12,,,then") {
			t.Errorf("attached are %d files, the table\n%s", len(l.Attached), csv)
		}
		if own := o.mine(evaluator); own[0].Last != end || own[0].State != mail.Sent || own[0].Next != nextMonth(first)-1 {
			t.Errorf("on the page: %+v", own[0])
		}
		o.until(nextMonth(first))
		if n := len(o.server.Letters()); n != 2 {
			t.Errorf("%d letters after two months", n)
		}
	})
}

// A letter is narrowed down as the page was, and says so; another filter is another report, not in the place of the first.
func TestALetterIsNarrowedDownAsThePageWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		alianza := o.w.Fund("ALIANZA", "Alianza")
		apart := o.w.Open("CAR-88", "CAR de Cusco", nil)
		o.w.Lies(apart, "080101")
		since := o.today() - 100
		for i := range 13 {
			name := fmt.Sprintf("cusco%02d", i)
			o.w.Hire(name, apart, since)
			o.w.TrainPaid(fmt.Sprintf("persona%02d", i), since, []courses.Funder{alianza})
		}
		evaluator, manager := o.actor(access.Evaluator, ""), o.actor(access.Manager, "")
		wish := o.wish(subscription.Month, "csv")
		wish.PlaceID = analytics.Everything
		o.subscribe(evaluator, wish)
		wish.Region = "08"
		o.subscribe(evaluator, wish)
		o.subscribe(manager, wish)
		wish.Region, wish.Funder = "", "ALIANZA"
		o.subscribe(evaluator, wish)
		own, narrowed := o.mine(evaluator), map[string]bool{}
		for _, one := range own { // made at the same moment: in any order
			narrowed[one.FunderName+one.Region] = one.EndedAt == nil
		}
		if len(own) != 3 || !narrowed["Alianza"] || !narrowed["08"] || !narrowed[""] {
			t.Fatalf("on the page: %+v", own)
		}
		for _, unknown := range []subscription.Wish{{Region: "99"}, {Funder: "NADIE"}} {
			unknown.About, unknown.PlaceID, unknown.Competency, unknown.Every, unknown.Formats = wish.About, wish.PlaceID, wish.Competency, wish.Every, wish.Formats
			if _, err := o.reports.Subscribe(t.Context(), evaluator, unknown); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", unknown, err)
			}
		}
		first := nextMonth(o.today())
		o.until(first)
		found := map[string]bool{}
		for _, l := range o.server.Letters() {
			for name, data := range l.Attached {
				switch {
				case strings.HasSuffix(name, "-08.csv"):
					found["region"] = strings.Contains(l.Subject, "Cusco") && strings.Contains(string(data), ",in_post,,13,,,then,08,") && strings.Contains(l.Plain, "Región: Cusco")
				case strings.HasSuffix(name, "-ALIANZA.csv"):
					found["funder"] = strings.Contains(l.Subject, "Alianza") && strings.Contains(string(data), ",trained,,13,,,then,,ALIANZA")
				default:
					found["all"] = !strings.Contains(l.Subject, "Cusco") && strings.Contains(string(data), ",in_post,,33,")
				}
			}
			if len(l.Attached) == 0 {
				found["link"] = strings.Contains(l.Plain, "region=08") && strings.Contains(l.Subject, "Cusco")
			}
		}
		if !found["region"] || !found["funder"] || !found["all"] || !found["link"] {
			for _, l := range o.server.Letters() {
				t.Errorf("%q %s", l.Subject, l.Plain)
				for name, data := range l.Attached {
					t.Errorf("%s:\n%s", name, data)
				}
			}
			t.Error(found)
		}
		o.w.Lies(apart, "160101") // there is nothing in Cusco any more
		o.until(nextMonth(first))
		for _, own := range o.mine(evaluator) {
			if (own.Region == "08") != (own.EndedAt != nil) {
				t.Errorf("a report on a region where nothing lies: %+v", own)
			}
		}
	})
}

// What is recorded after the period is not in its letter, however late that is made.
func TestALateLetterKnowsWhatWasKnownThen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.subscribe(o.actor(access.Evaluator, ""), o.wish(subscription.Month, "csv"))
		first := nextMonth(o.today())
		clock := dbtest.ClockOf(t, d)
		clock.Advance((first + 9).Start().Time().Sub(clock.Now())) // relevo was off on the first
		for i := range 8 {
			name := fmt.Sprintf("tardia%02d", i)
			o.w.Hire(name, o.w.Ceiba, first-20)
		}
		o.until(first + 10)
		var csv string
		for _, data := range o.server.Await(1)[0].Attached {
			csv = string(data)
		}
		if !strings.Contains(csv, "in_post,,20,") {
			t.Errorf("of those in post then it says\n%s", csv)
		}
	})
}

// Whoever runs a place sees small cells by right: no mailbox is given them.
func TestWhoSeesEverythingGetsALinkAndNoFigures(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		manager := o.actor(access.Manager, o.w.Ceiba.ID)
		o.subscribe(manager, o.wish(subscription.Week, "pdf"))
		monday := o.today() + 1
		for ; monday.Time().Weekday() != time.Monday; monday++ {
			continue
		}
		o.until(monday)
		l := o.server.Await(1)[0]
		want := "https://relevo.example.pe/figures/" + o.w.Ceiba.ID + "?competency=asking&known=then&on=" + (monday - 1).String()
		if len(l.Attached) != 0 || !strings.Contains(l.Plain, want) {
			t.Errorf("%d files, and\n%s", len(l.Attached), l.Plain)
		}
		if strings.Contains(l.Plain, "certificado") { // as the sentence with the figures says
			t.Errorf("figures in the letter:\n%s", l.Plain)
		}
		o.until(monday + 6)
		if n := len(o.server.Letters()); n != 1 {
			t.Errorf("%d letters in one week", n)
		}
	})
}

// The job is killed before it has written anything, runs again, and runs in two processes at once.
func TestTwoProcessesAndAJobThatWasKilledTellOnce(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		made := o.subscribe(o.actor(access.Evaluator, ""), o.wish(subscription.Month, "csv"))
		_, other := o.process()
		first := nextMonth(o.today())
		clock := dbtest.ClockOf(t, d)
		clock.Advance((first).Start().Time().Add(time.Hour).Sub(clock.Now()))
		period := subscription.Period{SubscriptionID: made.ID, End: first - 1}
		var all sync.WaitGroup
		for _, s := range []*subscription.Service{o.reports, other, o.reports, other} {
			all.Go(func() {
				if err := s.HearSend(t.Context(), period); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		o.hour()
		if n := len(o.server.Letters()); n != 1 {
			t.Errorf("%d letters", n)
		}
		if err := o.reports.HearSend(t.Context(), subscription.Period{SubscriptionID: made.ID, End: first - 40}); err != nil {
			t.Error(err)
		}
		o.hour()
		if n := len(o.server.Letters()); n != 1 {
			t.Errorf("%d letters once an old job came again", n)
		}
	})
}

func TestItEndsWithTheAccountAndWithThePermission(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		gone, moved, stays := o.actor(access.Evaluator, ""), o.actor(access.Manager, o.w.Ceiba.ID), o.actor(access.Evaluator, "")
		for _, one := range []access.Actor{gone, moved, stays} {
			o.subscribe(one, o.wish(subscription.Month, "pdf"))
		}
		o.write(func(tx *db.Tx) error {
			if err := tx.DB.Exec("UPDATE account SET disabled_at = ? WHERE id = ?", tx.Now, gone.AccountID).Error; err != nil {
				return err
			}
			if err := tx.DB.Exec("UPDATE role_grant SET revoked_at = ?, revoked_by = 'system' WHERE account_id = ?", tx.Now, moved.AccountID).Error; err != nil {
				return err
			}
			return access.GrantRoleTx(tx, access.System(), moved.AccountID, access.Manager, o.w.Lupuna.ID)
		})
		o.until(nextMonth(o.today()))
		if n := len(o.server.Letters()); n != 1 {
			t.Errorf("%d letters, want that of the one who may still see", n)
		}
		for who, want := range map[*access.Actor]subscription.Why{&gone: subscription.NoAccount, &moved: subscription.NotAllowed} {
			own := o.mine(*who)
			if own[0].EndedWhy == nil || *own[0].EndedWhy != want {
				t.Errorf("it ended because of %v, want %s", own[0].EndedWhy, want)
			}
		}
	})
}

func TestNothingIsPromisedThatTheyMayNotSee(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		refused := func(actor access.Actor, w subscription.Wish, kind fault.Kind) {
			t.Helper()
			if _, err := o.reports.Subscribe(t.Context(), actor, w); !fault.Is(err, kind) {
				t.Errorf("%+v: %v", w, err)
			}
		}
		lupuna := o.actor(access.Manager, o.w.Lupuna.ID)
		refused(lupuna, o.wish(subscription.Month, "pdf"), fault.NotFound)
		refused(o.actor(access.Official, ""), o.wish(subscription.Month, "pdf"), fault.Denied)
		evaluator := o.actor(access.Evaluator, "")
		refused(evaluator, o.wish(subscription.Week, "pdf"), fault.Invalid) // of weeks they could tell one person
		refused(evaluator, o.wish(subscription.Month), fault.Invalid)
		refused(evaluator, o.wish(subscription.Month, "exe"), fault.Invalid)
		refused(access.Actor{}, o.wish(subscription.Month, "pdf"), fault.Unauthenticated)

		made := o.subscribe(evaluator, o.wish(subscription.Month, "pdf"))
		if err := o.reports.Stop(t.Context(), lupuna, made.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's was stopped: %v", err)
		}
		o.subscribe(evaluator, o.wish(subscription.Month, "xlsx"))
		if own := o.mine(evaluator); len(own) != 2 || own[0].Formats != "xlsx" || own[1].EndedWhy == nil || *own[1].EndedWhy != subscription.Replaced {
			t.Errorf("after choosing other files: %+v", own)
		}
	})
}

func TestTheChainIsTold(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.subscribe(o.actor(access.Evaluator, ""), subscription.Wish{About: subscription.Chain, Competency: analyticstest.Asking, Every: subscription.Month, Formats: []string{"pdf", "xlsx", "csv"}})
		first := nextMonth(o.today())
		o.until(first)
		l := o.server.Await(1)[0]
		csv := string(l.Attached["relevo-asking-"+(first-1).String()+".csv"])
		if len(l.Attached) != 3 || !strings.Contains(csv, "people_trained") {
			t.Errorf("%d files; the table\n%s", len(l.Attached), csv)
		}
	})
}
