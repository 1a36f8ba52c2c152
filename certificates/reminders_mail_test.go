package certificates

import (
	"log/slog"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/jobs"
	"relevo/app/mail"
	"relevo/app/mail/mailtest"
	"relevo/app/notifications"
	"relevo/app/people"
)

// mailing gives the world's service mail through a server.
func (w *world) mailing(server *mailtest.Server) *jobs.Jobs {
	w.t.Helper()
	queue := w.working()
	var err error
	config := mail.Config{Server: server.Address, From: "relevo@example.pe", TLS: mail.NoTLS}
	if w.service.Mail, err = mail.NewService(w.db, queue, slog.New(slog.DiscardHandler), base, []byte("k"), config); err != nil {
		w.t.Fatal(err)
	}
	return queue
}

// reached sets Rosa's address.
func (w *world) reached(address, language string) {
	w.t.Helper()
	w.write(func(tx *db.Tx) {
		if err := tx.DB.Model(&people.Person{}).Where("id = ?", w.person.ID).Updates(map[string]any{"email": address, "language": language}).Error; err != nil {
			w.t.Fatal(err)
		}
	})
}

// reminds lets the daily job and the letters it asks for be done.
func (w *world) reminds(queue *jobs.Jobs) {
	w.t.Helper()
	for range 2 { // twice a day
		if err := w.service.HearRemind(w.t.Context(), struct{}{}); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := queue.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func TestHoldersAreWrittenToOnceBeforeACertificateEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		server := mailtest.New(t)
		queue := w.mailing(server)
		_, paper := w.issued()
		clock := dbtest.ClockOf(t, d)
		first := *paper.ValidUntil - db.Date(usual.RemindDays)
		w.reached("rosa@example.pe", "es")
		clock.Set((first - 1).Start().Time())
		w.reminds(queue)
		if n := len(server.Letters()); n != 0 {
			t.Fatalf("%d letters a day early", n)
		}
		clock.Set(first.Start().Time())
		w.reminds(queue)
		clock.Set((first + 30).Start().Time())
		w.reminds(queue)
		list := server.Letters()
		if len(list) != 1 || list[0].To != "rosa@example.pe" {
			t.Fatalf("letters: %+v", list)
		}
		if want := "Su certificado de «Acompañar sin interrogar» vence el 4 de noviembre de 2026"; list[0].Subject != want {
			t.Errorf("the subject is %q", list[0].Subject)
		}
		for _, want := range []string{"Hola, María José Ñahui D'Angelo:", "vence el 4 de noviembre de 2026", base + "/certificates", base + "/mail/off/" + w.person.ID + "."} {
			if !strings.Contains(list[0].Plain, want) {
				t.Errorf("it does not say %q:\n%s", want, list[0].Plain)
			}
		}
		expiring, err := w.service.Expiring(t.Context(), managerOf(w.casa), "", paper.ValidUntil)
		if err != nil || !expiring.ByMail || len(expiring.Rows) != 1 || expiring.Rows[0].Mail != mail.Sent || expiring.Rows[0].MailedOn != first || expiring.Rows[0].RemindedOn != nil {
			t.Errorf("managers see %+v, %v", expiring.Rows, err)
		}
	})
}

func TestNobodyIsWrittenToWhoCannotOrDoesNotWantToBe(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	server := mailtest.New(t)
	queue := w.mailing(server)
	_, paper := w.issued()
	dbtest.ClockOf(t, w.db).Set((*paper.ValidUntil - 5).Start().Time())
	for _, address := range []string{"", "rosa arroba example", "rosa@example.pe, otra@example.pe"} {
		w.reached(address, "es")
		w.reminds(queue)
	}
	w.reached("rosa@example.pe", "en")
	if err := w.service.Mail.Choose(t.Context(), w.holder(), false); err != nil {
		t.Fatal(err)
	}
	w.reminds(queue)
	if n := len(server.Letters()); n != 0 {
		t.Fatalf("%d letters to somebody who wants none", n)
	}
	// The person's language; and no letter about what was revoked.
	dbtest.ClockOf(t, w.db).Advance(3600e9)
	if err := w.service.Mail.Choose(t.Context(), w.holder(), true); err != nil {
		t.Fatal(err)
	}
	w.reminds(queue)
	if list := server.Letters(); len(list) != 1 || !strings.Contains(list[0].Subject, "Your certificate") {
		t.Errorf("letters: %+v", list)
	}
	w = newWorld(t, dbtest.SQLite(t))
	queue = w.mailing(server)
	_, paper = w.issued()
	w.reached("rosa@example.pe", "es")
	if err := w.service.Revoke(t.Context(), managerOf(w.casa), paper.ID, "Error."); err != nil {
		t.Fatal(err)
	}
	dbtest.ClockOf(t, w.db).Set((*paper.ValidUntil - 5).Start().Time())
	w.reminds(queue)
	if n := len(server.Letters()); n != 1 {
		t.Errorf("%d letters, one of them about a revoked certificate", n)
	}
	w.service.Mail = nil
	if err := w.service.HearRemind(t.Context(), struct{}{}); err != nil {
		t.Errorf("without mail: %v", err)
	}
}

// Who chose to be told in relevo alone gets no letter, and is told there once, with or without mail.
func TestAnEndIsToldAsTheHolderHasChosen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		server := mailtest.New(t)
		queue := w.mailing(server)
		w.service.Notices = notifications.NewService(d, queue, w.service.Mail)
		_, paper := w.issued()
		w.reached("rosa@example.pe", "es")
		hashed, err := access.NewPassphrase("la ceiba florece de noche")
		if err != nil {
			t.Fatal(err)
		}
		account, err := access.NewService(d).OpenAccountWithRole(t.Context(), access.System(),
			access.NewAccount{PersonID: w.person.ID, Username: "rosa.nahui", Name: "Rosa", Passphrase: hashed}, access.Official, "")
		if err != nil {
			t.Fatal(err)
		}
		rosa := w.holder()
		rosa.AccountID = account.ID
		if err := w.service.Notices.Choose(t.Context(), rosa, []notifications.Setting{{Kind: notifications.Renewal, Way: notifications.App}}); err != nil {
			t.Fatal(err)
		}
		dbtest.ClockOf(t, d).Set((*paper.ValidUntil - 5).Start().Time())
		w.reminds(queue)
		w.service.Mail = nil
		w.reminds(queue)
		list, err := w.service.Notices.List(t.Context(), rosa, notifications.ListInput{})
		if err != nil {
			t.Fatal(err)
		}
		if letters := server.Letters(); len(letters) != 0 || len(list) != 1 || list[0].Kind != notifications.Renewal || list[0].About != paper.CourseTitle {
			t.Errorf("%d letters, told %+v", len(letters), list)
		}
	})
}
