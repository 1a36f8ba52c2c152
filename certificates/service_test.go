package certificates

import (
	"bytes"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/courses"
)

func TestModels(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.CheckModels(t, d, &Certificate{}, &CertificateCompetency{})
	})
}

func TestIssuesOnceWhatTheCompletionEarns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.completes(90, 70)
		for range 3 {
			if err := w.service.IssueFor(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		list := w.all()
		if len(list) != 2 {
			t.Fatalf("%d certificates, want one of completion and one of competence", len(list))
		}
		kinds := map[Kind]Certificate{}
		for _, c := range list {
			kinds[c.Kind] = c
			if _, ok := ParseSerial(c.Serial); !ok || c.RevokedAt != nil {
				t.Errorf("%s has the serial %s and is revoked: %v", c.Kind, c.Serial, c.RevokedAt)
			}
			if c.PersonName != "María José Ñahui D'Angelo" || c.CourseTitle != "Acompañar sin interrogar" || c.Hours != 12.5 ||
				c.InstitutionName != "CAR Casa del Río" || len(c.Funders) != 1 || c.Funders[0] != "Fondo Río Claro" ||
				len(c.Competencies) != 2 || c.Competencies[1].Name != "Preguntar sin interrogar" || c.IssuedOn != dbtestDay {
				t.Errorf("the %s says %+v", c.Kind, c.Paper)
			}
		}
		if until := kinds[Completion].ValidUntil; until != nil {
			t.Errorf("the completion is valid until %s, want for ever", until)
		}
		if until := kinds[Competence].ValidUntil; until == nil || *until != dbtestDay.AddMonths(6) {
			t.Errorf("the competence is valid until %v, want six months", until)
		}
	})
}

func TestNoCompetenceWithoutMasteryOfAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		if err := w.service.IssueFor(t.Context(), w.completes(100, 69.9)); err != nil {
			t.Fatal(err)
		}
		if list := w.all(); len(list) != 1 || list[0].Kind != Completion {
			t.Fatalf("issued %+v, want the completion only", list)
		}
	})
}

func TestPaperKeepsWhatItSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		c, _ := w.issued()
		_, before, err := w.service.Draw(t.Context(), w.holder(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.write(func(tx *db.Tx) {
			for _, change := range []error{
				tx.DB.Model(&people.Person{}).Where("id = ?", w.person.ID).Update("first_surname", "Otro").Error,
				tx.DB.Model(&people.Institution{}).Where("id = ?", w.casa.ID).Update("name", "Otro nombre").Error,
				tx.DB.Model(&courses.CourseVersion{}).Where("id = ?", w.version.ID).Update("title", "Otro título").Error,
			} {
				if change != nil {
					t.Fatal(change)
				}
			}
		})
		dbtest.ClockOf(t, d).Advance(40 * 24 * time.Hour)
		_, after, err := w.service.Draw(t.Context(), w.holder(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(before, after) {
			t.Error("the paper changed with what it was issued from")
		}
	})
}

func TestVerify(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		completion, competence := w.issued()
		for _, typed := range []string{completion.VerifyCode, groupCode(completion.VerifyCode), completion.Serial} {
			got, err := w.service.Verify(t.Context(), "192.0.2.1", typed)
			if err != nil || got.State != Valid || got.Serial != completion.Serial || got.PersonName != completion.PersonName {
				t.Errorf("Verify(%q) = %+v, %v", typed, got, err)
			}
		}
		for _, typed := range []string{"", "nada", "abcdefghijklmnop2345", "RLV-2026-7K3QD-M0XZW-3", completion.ID} {
			if _, err := w.service.Verify(t.Context(), "192.0.2.1", typed); !fault.Is(err, fault.NotFound) {
				t.Errorf("Verify(%q): %v, want not found", typed, err)
			}
		}
		clock := dbtest.ClockOf(t, d)
		clock.Set(competence.ValidUntil.Start().Time())
		if got, err := w.service.Verify(t.Context(), "192.0.2.1", competence.Serial); err != nil || got.State != Valid {
			t.Errorf("on its last day: %s, %v", got.State, err)
		}
		clock.Advance(24 * time.Hour)
		if got, err := w.service.Verify(t.Context(), "192.0.2.1", competence.Serial); err != nil || got.State != Expired {
			t.Errorf("the day after its last: %s, %v", got.State, err)
		}
	})
}

func TestVerifyRefusesWhoAsksVeryOften(t *testing.T) {
	d := dbtest.SQLite(t)
	s := NewService(d, base)
	for i := range verifyMost {
		if _, err := s.Verify(t.Context(), "192.0.2.1", "nada"); !fault.Is(err, fault.NotFound) {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	for from, want := range map[string]fault.Kind{"192.0.2.1": fault.TooMany, "::ffff:192.0.2.1": fault.TooMany, "192.0.2.2": fault.NotFound} {
		if _, err := s.Verify(t.Context(), from, "nada"); !fault.Is(err, want) {
			t.Errorf("from %s: %v, want %v", from, err, want)
		}
	}
	dbtest.ClockOf(t, d).Advance(verifyWindow)
	if _, err := s.Verify(t.Context(), "192.0.2.1", "nada"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a minute later: %v", err)
	}
}

func TestLimiterCountsAHomeOnceAndStaysSmall(t *testing.T) {
	var l limiter
	now := db.At(dbtest.Start)
	for range verifyMost {
		l.allow("2001:db8:1:2::a", now)
	}
	if l.allow("2001:db8:1:2:ffff::b", now) {
		t.Error("another address of the same /64 was let through")
	}
	for i := range 3 * limiterHolds {
		l.allow(netipOf(i), now)
	}
	if len(l.seen) > limiterHolds {
		t.Errorf("%d addresses are held, at most %d may be", len(l.seen), limiterHolds)
	}
}

func TestOnlyHolderAndIssuersSeeACertificate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		c, _ := w.issued()
		colleague := access.Actor{AccountID: "ana", PersonID: "otra", Roles: []access.Held{{Role: access.Official}}}
		evaluator := access.Actor{AccountID: "eva", Roles: []access.Held{{Role: access.Evaluator}}}
		for name, who := range map[string]struct {
			actor access.Actor
			sees  bool
		}{
			"the holder": {w.holder(), true}, "their manager": {managerOf(w.casa), true}, "the system": {access.System(), true},
			"another centre's manager": {managerOf(w.otra), false}, "a colleague": {colleague, false},
			"an evaluator": {evaluator, false}, "nobody": {access.Actor{}, false},
		} {
			_, openErr := w.service.Open(t.Context(), who.actor, c.ID)
			_, _, drawErr := w.service.Draw(t.Context(), who.actor, c.ID)
			if who.sees && (openErr != nil || drawErr != nil) {
				t.Errorf("%s: %v, %v", name, openErr, drawErr)
			}
			if !who.sees && (!fault.Is(openErr, fault.NotFound) || !fault.Is(drawErr, fault.NotFound)) {
				t.Errorf("%s: %v, %v; want not found", name, openErr, drawErr)
			}
		}
	})
}

func TestRevoke(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		c, _ := w.issued()
		for name, try := range map[string]struct {
			actor  access.Actor
			reason string
			want   fault.Kind
		}{
			"another centre's manager": {managerOf(w.otra), "motivo", fault.NotFound}, "the holder": {w.holder(), "motivo", fault.Denied},
			"without a reason": {managerOf(w.casa), "  ", fault.Invalid}, "with an essay": {managerOf(w.casa), string(bytes.Repeat([]byte("a"), maxReason+1)), fault.Invalid},
		} {
			if err := w.service.Revoke(t.Context(), try.actor, c.ID, try.reason); !fault.Is(err, try.want) {
				t.Errorf("%s: %v, want %v", name, err, try.want)
			}
		}
		if err := w.service.Revoke(t.Context(), managerOf(w.casa), c.ID, " Se emitió por error. "); err != nil {
			t.Fatal(err)
		}
		if err := w.service.Revoke(t.Context(), managerOf(w.casa), c.ID, "otra vez"); !fault.Is(err, fault.Conflict) {
			t.Errorf("revoking twice: %v, want a conflict", err)
		}
		got, err := w.service.Verify(t.Context(), "192.0.2.1", c.Serial)
		if err != nil || got.State != Revoked || got.RevokeReason != "Se emitió por error." || got.RevokedOn == nil || *got.RevokedOn != dbtestDay {
			t.Errorf("verifying it: %+v, %v", got, err)
		}
		if opened, err := w.service.Open(t.Context(), w.holder(), c.ID); err != nil || opened.State != Revoked {
			t.Errorf("its holder sees %v, %v", opened.State, err)
		}
		if _, _, err := w.service.Draw(t.Context(), w.holder(), c.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("drawing it: %v, want a conflict", err)
		}
		if err := w.service.IssueFor(t.Context(), *c.CompletionID); err != nil || len(w.all()) != 2 {
			t.Errorf("issuing again after revoking: %v, %d certificates", err, len(w.all()))
		}
	})
}

func TestListsKeepToTheScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.issued()
		for name, try := range map[string]struct {
			actor       access.Actor
			institution string
			rows        int
			want        error
		}{
			"their centre":            {managerOf(w.casa), "", 2, nil},
			"their centre, named":     {managerOf(w.casa), w.casa.ID, 2, nil},
			"a centre without any":    {managerOf(w.otra), "", 0, nil},
			"another's centre":        {managerOf(w.otra), w.casa.ID, 0, fault.Missing("noun.institution")},
			"everything":              {access.System(), "", 2, nil},
			"everything, at a centre": {access.System(), w.otra.ID, 0, nil},
			"an official":             {w.holder(), "", 0, fault.Refused()},
		} {
			list, err := w.service.Issued(t.Context(), try.actor, try.institution, "")
			if fault.KindOf(err) != fault.KindOf(try.want) || len(list.Rows) != try.rows {
				t.Errorf("%s: %d rows, %v; want %d, %v", name, len(list.Rows), err, try.rows, try.want)
			}
			if try.rows > 0 && list.Rows[0].Holder != "Ñahui D'Angelo, María José" {
				t.Errorf("%s: the holder is %q", name, list.Rows[0].Holder)
			}
		}
		if mine, err := w.service.Mine(t.Context(), w.holder()); err != nil || len(mine) != 2 {
			t.Errorf("mine: %d, %v", len(mine), err)
		}
		if mine, err := w.service.Mine(t.Context(), managerOf(w.casa)); err != nil || len(mine) != 0 {
			t.Errorf("a manager's own: %d, %v", len(mine), err)
		}
		if _, err := w.service.Mine(t.Context(), access.Actor{}); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("nobody's own: %v", err)
		}
	})
}
