package webhooks_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/webhooks"
)

var develop = webhooks.Reach{Here: true}

func TestTheModelsAreTheTables(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { dbtest.CheckModels(t, d, webhooks.Webhook{}, webhooks.Delivery{}) })
}

// Somebody joins, the post is corrected, they leave: the other program is told each once, signed, and nobody's name.
func TestWhatHappensIsToldOnceSignedAndNamesNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, r := newWorld(t, d, develop), newReceiver(t)
		owner := w.owner("berta", "")
		w.join(w.ceiba, "Quispe") // before there is a webhook
		hook, secret := w.register(owner, r.URL+"/in?a=b", webhooks.PostingStarted, webhooks.PostingEnded, webhooks.PostingCorrected)
		person := w.join(w.ceiba, "Ñaupari")
		stay := w.stayOf(person)
		in := people.PostingInputOf(stay)
		in.Position = "Tutora"
		stay, err := w.people.CorrectPosting(t.Context(), access.System(), stay.ID, in)
		w.must(err)
		today := d.Now().Date()
		in.End, in.EndsOn = people.EndedOn, &today
		_, err = w.people.CorrectPosting(t.Context(), access.System(), stay.ID, in)
		w.must(err)
		if len(r.messages()) != 0 {
			t.Error("something was sent from within a transaction")
		}
		w.drain()
		got := r.messages()
		if len(got) != 3 {
			t.Fatalf("%d messages came", len(got))
		}
		for i, kind := range []string{"posting.started", "posting.corrected", "posting.ended"} {
			m := got[i]
			if m.Type != kind || m.Data.Path != "/api/v1/people/"+person.ID || m.ID == "" || m.ID != m.header.Get("Webhook-Id") || m.header.Get("Content-Type") != "application/json" {
				t.Errorf("message %d: %v %s", i, m.header, m.text)
			}
			if !m.signedBy(t, secret) {
				t.Errorf("message %d is not signed: %v", i, m.header)
			}
			if strings.Contains(m.text, "aupari") || strings.Contains(m.text, "Rosa") || strings.Contains(m.text, "Tutora") {
				t.Errorf("it names somebody: %s", m.text)
			}
		}

		// The same told again is the same message, and is not sent again; sent again by its owner it bears the same name.
		w.clock.Advance(time.Second)
		again := webhooks.Event{Kind: webhooks.PostingStarted, Fact: "a fact", ID: "x", Path: "/people/x", InstitutionID: w.ceiba.ID}
		for range 2 {
			w.must(d.Write(t.Context(), func(tx *db.Tx) error { return w.hooks.TellTx(tx, again) }))
			w.drain()
		}
		if got = r.messages(); len(got) != 4 {
			t.Errorf("%d messages came", len(got))
		}
		sent := w.deliveries(owner, hook)
		if len(sent) != 4 || sent[0].State != webhooks.Delivered || sent[0].Tries != 1 || sent[0].Status != 204 {
			t.Errorf("%+v", sent)
		}
		_, err = w.hooks.Redeliver(t.Context(), owner, hook.ID, sent[0].ID)
		w.must(err)
		if _, err := w.hooks.Redeliver(t.Context(), owner, hook.ID, sent[0].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("sent again while it is on its way: %v", err)
		}
		w.drain()
		counted := map[string]bool{}
		for _, m := range r.messages() {
			counted[m.header.Get("Webhook-Id")] = true
		}
		if len(r.messages()) != 5 || len(counted) != 4 {
			t.Errorf("%d messages, counted as %d", len(r.messages()), len(counted))
		}
		_, err = w.hooks.Test(t.Context(), owner, hook.ID)
		w.must(err)
		w.drain()
		if m := r.messages()[5]; m.Type != "webhook.test" || !m.signedBy(t, secret) || m.Data.Path != "/api/v1/webhooks/"+hook.ID {
			t.Errorf("%s", m.text)
		}
	})
}

func (w *world) stayOf(person people.Person) (stay people.Posting) {
	w.t.Helper()
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		stays, err := people.StaysOfTx(tx, []string{person.ID})
		if err == nil {
			stay = stays[0]
		}
		return err
	}))
	return stay
}

// A receiver that does not answer well is tried again, with the same name, also by a process that starts later.
func TestWhatFailedIsTriedAgainAlsoByAnotherProcess(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, r := newWorld(t, d, develop), newReceiver(t, 500)
		owner := w.owner("berta", "")
		hook, secret := w.register(owner, r.URL, webhooks.PostingStarted)
		w.join(w.ceiba, "Quispe")
		w.must(w.queue.Start(t.Context()))
		r.wait(t, 1)
		w.must(w.queue.Stop(t.Context()))
		if one := w.deliveries(owner, hook)[0]; one.State != webhooks.Waiting || one.Status != 500 || one.Trouble != webhooks.Refused || one.Tries != 1 {
			t.Errorf("after the first try: %+v", one)
		}
		if found, err := w.hooks.One(t.Context(), owner, hook.ID); err != nil || found.FailingSince == nil {
			t.Errorf("it is not known to fail: %+v %v", found, err)
		}
		w.process(develop)
		w.must(w.queue.Start(t.Context()))
		got := r.wait(t, 2)
		w.must(w.queue.Stop(t.Context()))
		if got[0].ID != got[1].ID || got[0].text != got[1].text || !got[1].signedBy(t, secret) {
			t.Errorf("%s is tried again as %s", got[0].text, got[1].text)
		}
		if one := w.deliveries(owner, hook)[0]; one.State != webhooks.Delivered || one.Tries != 2 || one.Trouble != webhooks.NoTrouble {
			t.Errorf("in the end: %+v", one)
		}
		if found, err := w.hooks.One(t.Context(), owner, hook.ID); err != nil || found.FailingSince != nil {
			t.Errorf("it is taken to fail still: %+v %v", found, err)
		}
	})
}

// No redirect is followed, and where a name leads is looked at when the line is opened.
func TestNoRedirectIsFollowedAndNoNameLeadsInside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, r := newWorld(t, d, develop), newReceiver(t, http.StatusTemporaryRedirect)
		owner := w.owner("berta", "")
		hook, _ := w.register(owner, r.URL, webhooks.PostingStarted)
		w.join(w.ceiba, "Quispe")
		if err := w.queue.Drain(t.Context()); err == nil {
			t.Error("a redirect is taken as well received")
		}
		if one := w.deliveries(owner, hook)[0]; len(r.messages()) != 1 || one.Trouble != webhooks.Redirected || one.Status != 307 || one.State != webhooks.Waiting {
			t.Errorf("%d messages, %+v", len(r.messages()), one)
		}

		w.process(webhooks.Reach{Outside: true})
		port := r.URL[strings.LastIndex(r.URL, ":"):]
		for _, address := range []string{"http://127.0.0.1" + port, "http://localhost" + port, "https://[::1]" + port} {
			if _, _, err := w.hooks.Create(t.Context(), owner, webhooks.Input{Address: address, Events: []webhooks.Kind{webhooks.PostingStarted}}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s is taken: %v", address, err)
			}
			// As if the name had been another when it was registered.
			w.must(d.Write(t.Context(), func(tx *db.Tx) error {
				return tx.DB.Model(&webhooks.Webhook{}).Where("id = ?", hook.ID).Update("address", address).Error
			}))
			w.join(w.ceiba, "Quispe")
			if err := w.queue.Drain(t.Context()); err == nil {
				t.Error("it was sent")
			}
			if one := w.deliveries(owner, hook)[0]; len(r.messages()) != 1 || one.Trouble != webhooks.Inside || one.Tries != 1 {
				t.Errorf("%s: %d messages, %+v", address, len(r.messages()), one)
			}
		}
	})
}

// An owner hears of the institutions alone that are theirs when it happens, and of nothing once they are not.
func TestNobodyHearsOfAnotherRegion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, r := newWorld(t, d, develop), newReceiver(t)
		everywhere, here, elsewhere := w.owner("todas", ""), w.owner("ceiba", w.ceiba.ID), w.owner("otra", w.other.ID)
		all, _ := w.register(everywhere, r.URL, webhooks.PostingStarted)
		one, _ := w.register(here, r.URL, webhooks.PostingStarted)
		none, _ := w.register(elsewhere, r.URL, webhooks.Kinds()[:5]...)
		w.join(w.ceiba, "Quispe")
		w.must(d.Write(t.Context(), func(tx *db.Tx) error { // of nobody's institution
			return w.hooks.TellTx(tx, webhooks.Event{Kind: webhooks.PostingStarted, Fact: "f", ID: "x", Path: "/people/x"})
		}))
		w.drain()
		if a, b, c := len(w.deliveries(everywhere, all)), len(w.deliveries(here, one)), len(w.deliveries(elsewhere, none)); a != 2 || b != 1 || c != 0 {
			t.Errorf("%d, %d and %d are told", a, b, c)
		}
		if _, _, err := w.hooks.Create(t.Context(), here, webhooks.Input{Address: r.URL, Events: []webhooks.Kind{webhooks.AttemptScored}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("an administrator sees no names, and is told of answers: %v", err)
		}
		for _, refused := range []func() error{
			func() error { _, err := w.hooks.One(t.Context(), elsewhere, one.ID); return err },
			func() error { _, err := w.hooks.Deliveries(t.Context(), elsewhere, one.ID, "", 9); return err },
			func() error { _, err := w.hooks.Pause(t.Context(), elsewhere, one.ID); return err },
			func() error {
				_, err := w.hooks.Redeliver(t.Context(), elsewhere, none.ID, w.deliveries(here, one)[0].ID)
				return err
			},
			func() error { return w.hooks.Remove(t.Context(), elsewhere, one.ID) },
		} {
			if err := refused(); !fault.Is(err, fault.NotFound) {
				t.Errorf("another's webhook: %v", err)
			}
		}
		if _, err := w.hooks.List(t.Context(), access.Actor{AccountID: "x", Roles: []access.Held{{Role: access.Manager}}}); !fault.Is(err, fault.Denied) {
			t.Errorf("a manager's webhooks: %v", err)
		}

		// What waits when somebody loses their role is not sent, nor is what is sent again.
		before := len(r.messages())
		w.must(d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Exec(`UPDATE role_grant SET institution_id = ? WHERE account_id = ?`, w.other.ID, here.AccountID).Error
		}))
		_, err := w.hooks.Redeliver(t.Context(), here, one.ID, w.deliveries(here, one)[0].ID)
		w.must(err)
		w.drain()
		if got := w.deliveries(here, one)[0]; len(r.messages()) != before || got.State != webhooks.Failed || got.Trouble != webhooks.NotAllowed {
			t.Errorf("%d messages, %+v", len(r.messages()), got)
		}
	})
}

// Who rates responses does not know whose they are: what would come the moment they have rated the last of somebody's is kept from
// them, whatever else they may know.
func TestARaterIsNotToldWhoseResponseWasScored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, r := newWorld(t, d, develop), newReceiver(t)
		owner := w.owner("todas", "")
		w.must(w.access.GrantRole(t.Context(), access.System(), owner.AccountID, access.Manager, ""))
		owner = w.actor(owner.AccountID)
		telling := []webhooks.Kind{webhooks.CourseCompleted, webhooks.CertificateIssued, webhooks.AttemptScored}
		hook, _ := w.register(owner, r.URL, append(telling, webhooks.PostingStarted)...)
		happens := func(fact string) {
			for _, kind := range hook.Kinds() {
				w.must(d.Write(t.Context(), func(tx *db.Tx) error {
					return w.hooks.TellTx(tx, webhooks.Event{Kind: kind, Fact: fact, ID: "x", Path: "/x", InstitutionID: w.ceiba.ID})
				}))
			}
			w.drain()
		}
		happens("before")
		if n := len(r.messages()); n != 4 {
			t.Errorf("who does not rate is told of %d, want 4", n)
		}
		w.must(w.access.GrantRole(t.Context(), access.System(), owner.AccountID, access.Trainer, w.other.ID))
		happens("after")
		if got := r.messages(); len(got) != 5 || got[4].Type != string(webhooks.PostingStarted) {
			t.Errorf("a rater is told: %+v", got)
		}
		for _, kind := range telling {
			if _, _, err := w.hooks.Create(t.Context(), w.actor(owner.AccountID), webhooks.Input{Address: r.URL, Events: []webhooks.Kind{kind}}); !fault.Is(err, fault.Invalid) {
				t.Errorf("a rater may choose %s: %v", kind, err)
			}
		}
	})
}

// One that fails for three days is paused, its owner told once; what happens meanwhile is not sent later. One that is gone is paused at once.
func TestOneThatFailsForDaysIsPaused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, r := newWorld(t, d, develop), newReceiver(t)
		owner := w.owner("berta", "")
		hook, _ := w.register(owner, r.URL, webhooks.PostingStarted)
		fails := func(status int) webhooks.Webhook {
			t.Helper()
			r.answers(status)
			w.join(w.ceiba, "Quispe")
			if err := w.queue.Drain(t.Context()); err == nil {
				t.Error("nothing failed")
			}
			found, err := w.hooks.One(t.Context(), owner, hook.ID)
			w.must(err)
			return found
		}
		fails(500)
		w.clock.Advance(71 * time.Hour)
		if now := fails(503); now.PausedAt != nil {
			t.Error("it is paused too early")
		}
		w.clock.Advance(time.Hour)
		now := fails(503)
		if now.PausedWhy != webhooks.Failing || len(w.paused) != 1 || w.paused[0].AccountID != owner.AccountID {
			t.Errorf("%+v; %d are told", now, len(w.paused))
		}
		w.join(w.ceiba, "Quispe")
		w.drain()
		if n := len(w.deliveries(owner, hook)); n != 3 || len(r.messages()) != 3 {
			t.Errorf("%d deliveries, %d messages", n, len(r.messages()))
		}
		if _, err := w.hooks.Redeliver(t.Context(), owner, hook.ID, w.deliveries(owner, hook)[0].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("sent again while it is paused: %v", err)
		}
		_, err := w.hooks.Test(t.Context(), owner, hook.ID)
		w.must(err)
		w.drain()
		if len(r.messages()) != 4 {
			t.Error("one that is paused cannot be tested")
		}
		_, err = w.hooks.Resume(t.Context(), owner, hook.ID)
		w.must(err)
		w.join(w.ceiba, "Quispe")
		w.drain()
		if got := r.messages(); len(got) != 5 {
			t.Errorf("%d messages after it was resumed", len(got))
		}
		if gone := fails(http.StatusGone); gone.PausedWhy != webhooks.Gone || len(w.paused) != 2 {
			t.Errorf("%+v", gone)
		}
		if got := w.audited(); got["create"] != 1 || got["pause"] != 2 || got["resume"] != 1 || got["test"] != 1 {
			t.Errorf("audit: %v", got)
		}
	})
}

func TestANewSecretSignsBesideTheFormerForADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, r := newWorld(t, d, develop), newReceiver(t)
		owner := w.owner("berta", "")
		hook, first := w.register(owner, r.URL, webhooks.PostingStarted)
		_, second, err := w.hooks.Rotate(t.Context(), owner, hook.ID)
		w.must(err)
		w.join(w.ceiba, "Quispe")
		w.drain()
		w.clock.Advance(24 * time.Hour)
		w.join(w.ceiba, "Quispe")
		w.drain()
		got := r.messages()
		if len(got) != 2 || !got[0].signedBy(t, first) || !got[0].signedBy(t, second) || got[1].signedBy(t, first) || !got[1].signedBy(t, second) {
			t.Errorf("%d messages are not signed as they should", len(got))
		}
		var kept []string
		w.must(d.Read(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Raw(`SELECT secret || coalesce(former_secret, '') FROM webhook`).Scan(&kept).Error
		}))
		if text := strings.Join(kept, " "); strings.Contains(text, first[6:]) || strings.Contains(text, second[6:]) {
			t.Error("a secret is kept in clear")
		}
		other, _ := w.register(owner, r.URL, webhooks.PostingStarted) // moved to another's row a secret does not open
		w.must(d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Exec(`UPDATE webhook SET secret = (SELECT secret FROM webhook WHERE id = ?) WHERE id = ?`, hook.ID, other.ID).Error
		}))
		_, err = w.hooks.Test(t.Context(), owner, other.ID)
		w.must(err)
		if err := w.queue.Drain(t.Context()); err == nil {
			t.Error("another's secret signs")
		}
	})
}

func TestWhatIsOldGoesAndWhatIsRemovedIsForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, r := newWorld(t, d, develop), newReceiver(t, 500)
		owner := w.owner("berta", "")
		hook, _ := w.register(owner, r.URL, webhooks.PostingStarted)
		for range 9 {
			w.register(owner, r.URL, webhooks.PostingEnded)
		}
		if _, _, err := w.hooks.Create(t.Context(), owner, webhooks.Input{Address: r.URL, Events: []webhooks.Kind{webhooks.PostingEnded}}); !fault.Is(err, fault.Conflict) {
			t.Errorf("the eleventh: %v", err)
		}
		w.join(w.ceiba, "Quispe")
		if err := w.queue.Drain(t.Context()); err == nil {
			t.Error("nothing failed")
		}
		w.clock.Advance(4 * 24 * time.Hour)
		w.must(w.hooks.HearSweep(t.Context(), struct{}{}))
		if one := w.deliveries(owner, hook); len(one) != 1 || one[0].State != webhooks.Failed {
			t.Errorf("whose job is lost waits still: %+v", one)
		}
		w.clock.Advance(27 * 24 * time.Hour)
		w.must(w.hooks.HearSweep(t.Context(), struct{}{}))
		if n := len(w.deliveries(owner, hook)); n != 0 {
			t.Errorf("%d are kept for more than thirty days", n)
		}
		list, err := w.hooks.List(t.Context(), owner)
		w.must(err)
		for _, one := range list {
			w.must(w.hooks.Remove(t.Context(), owner, one.ID))
		}
		if w.hooks.Listening() {
			t.Error("somebody listens still")
		}
		var secrets []string
		w.must(d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Raw(`SELECT secret FROM webhook`).Scan(&secrets).Error }))
		if slices.ContainsFunc(secrets, func(s string) bool { return s != "" }) {
			t.Error("the secret of one that is removed is kept")
		}
		w.clock.Advance(31 * 24 * time.Hour)
		w.must(w.hooks.HearSweep(t.Context(), struct{}{}))
		var kept int64
		w.must(d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Model(&webhooks.Webhook{}).Count(&kept).Error }))
		if kept != 0 {
			t.Errorf("%d that were removed are kept", kept)
		}
	})
}

// A whole list is told in one job, and where nobody has a webhook nothing is written for it.
func TestAListCostsOneStatementMoreAndNoneWhereNobodyHears(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, r := newWorld(t, d, develop), newReceiver(t)
		cost := func(surname string) int64 {
			before := d.Statements()
			w.join(w.ceiba, surname)
			return d.Statements() - before
		}
		quiet := cost("Quispe")
		w.people.Hooks = nil
		if without := cost("Mamani"); quiet != without {
			t.Errorf("%d statements where nobody hears, %d without webhooks at all", quiet, without)
		}
		w.people.Hooks = w.hooks
		owner := w.owner("berta", "")
		hook, _ := w.register(owner, r.URL, webhooks.PostingStarted, webhooks.ListConfirmed, webhooks.ListUndone, webhooks.PostingCorrected)
		list := "CAR LA CEIBA\nDNI;Apellidos y Nombres;Cargo;Régimen;Fecha de Ingreso;Fecha de Cese\n"
		for i := range 20 {
			list += fmt.Sprintf("4010%04d;QUISPE %s, ROSA;TUTORA;CAS;2026-02-01;\n", i, strings.Repeat(string(rune('A'+i)), 5))
		}
		imp := w.confirm(list)
		w.drain()
		kinds := map[string]int{}
		for _, m := range r.messages() {
			kinds[m.Type]++
			if m.Type == "staff_list.confirmed" && m.Data.Path != "/api/v1/imports/"+imp.ID {
				t.Errorf("%s", m.text)
			}
		}
		if kinds["posting.started"] != 20 || kinds["staff_list.confirmed"] != 1 || len(w.deliveries(owner, hook)) != 21 {
			t.Errorf("%v", kinds)
		}
		_, err := w.people.Undo(t.Context(), access.System(), imp.ID)
		w.must(err)
		w.drain()
		for _, m := range r.messages()[21:] {
			kinds[m.Type]++
		}
		if kinds["posting.corrected"] != 20 || kinds["staff_list.undone"] != 1 {
			t.Errorf("%v", kinds)
		}
	})
}

func (w *world) confirm(list string) people.RosterImport {
	w.t.Helper()
	uploaded, err := w.people.UploadRosters(w.t.Context(), access.System(), w.ceiba.ID, []people.RosterFile{{Name: "2026-02-28.csv", Data: []byte(list)}})
	w.must(err)
	preview, err := w.people.Preview(w.t.Context(), access.System(), uploaded.Drafts[0].ID)
	w.must(err)
	imp, err := w.people.Confirm(w.t.Context(), access.System(), uploaded.Drafts[0].ID, preview.Fingerprint, nil)
	w.must(err)
	return imp
}
