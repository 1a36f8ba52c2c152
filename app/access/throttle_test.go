package access_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
)

// try tries to log in with a wrong passphrase, or the right one.
func try(t *testing.T, s *access.Service, username, address string, right bool) error {
	t.Helper()
	key := "this is not the one"
	if right {
		key = passphrase
	}
	_, err := s.LogIn(t.Context(), access.Credentials{Username: username, Passphrase: key, Address: address})
	return err
}

func TestGuessingOnePassphraseIsSlowedWhetherOrNotThereIsSuchAnAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		// Two processes that share the database count together.
		processes, clock := []*access.Service{access.NewService(d), access.NewService(d)}, dbtest.ClockOf(t, d)
		open(t, processes[0], "rosa")
		for _, username := range []string{"rosa", "nobody"} {
			for n := range 5 {
				if err := try(t, processes[n%2], username, fmt.Sprintf("203.0.113.%d", n), false); !fault.Is(err, fault.Invalid) {
					t.Fatalf("%s, mistake %d: %v", username, n+1, err)
				}
			}
			for _, right := range []bool{false, true} { // the right one would tell that it is right
				if err := try(t, processes[1], " "+username, "198.51.100.9", right); !fault.Is(err, fault.TooMany) {
					t.Errorf("%s, a sixth try: %v", username, err)
				}
			}
		}
		clock.Advance(time.Minute)
		if err := try(t, processes[0], "rosa", "198.51.100.9", false); !fault.Is(err, fault.Invalid) {
			t.Errorf("after a minute: %v", err)
		}
		clock.Advance(time.Minute)
		if err := try(t, processes[0], "rosa", "198.51.100.9", true); !fault.Is(err, fault.TooMany) {
			t.Errorf("the second wait is no longer than the first: %v", err)
		}
		clock.Advance(time.Minute)
		if err := try(t, processes[0], "rosa", "198.51.100.9", true); err != nil {
			t.Errorf("after waiting, with the right one: %v", err)
		}
		if err := try(t, processes[0], "rosa", "198.51.100.9", false); !fault.Is(err, fault.Invalid) {
			t.Errorf("logging in does not forgive the mistakes before: %v", err)
		}
	})
}

func TestAHundredGuessesAtOnceAreNoMoreThanFive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := access.NewService(d)
		open(t, s, "rosa")
		var wg sync.WaitGroup
		kinds := make([]fault.Kind, 30)
		for i := range kinds {
			wg.Go(func() { kinds[i] = fault.KindOf(try(t, s, "rosa", "203.0.113.7", false)) })
		}
		wg.Wait()
		checked := 0
		for _, k := range kinds {
			if k == fault.Invalid {
				checked++
			}
		}
		if checked != 5 || slices.Contains(kinds, fault.Internal) {
			t.Errorf("%d of 30 guesses were checked: %v", checked, kinds)
		}
	})
}

func TestTryingManyAccountsFromOneAddressIsSlowed(t *testing.T) {
	d := dbtest.SQLite(t)
	s, clock := access.NewService(d), dbtest.ClockOf(t, d)
	open(t, s, "rosa")
	err := d.Write(t.Context(), func(tx *db.Tx) error { // ninety-nine mistakes take three seconds of hashing
		return tx.DB.Exec(`INSERT INTO login_throttle (key_hash, failures, failed_at, wait_until) VALUES (?, 99, ?, ?)`,
			access.AddressKey("2001:db8:1:2::"), tx.Now, tx.Now).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := try(t, s, "one", "2001:db8:1:2:aaaa::1", false); !fault.Is(err, fault.Invalid) {
		t.Fatalf("the hundredth: %v", err)
	}
	if err := try(t, s, "rosa", "2001:db8:1:2:bbbb::9", true); !fault.Is(err, fault.TooMany) {
		t.Errorf("from the same network: %v", err)
	}
	if err := try(t, s, "rosa", "2001:db8:1:3::9", true); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
	clock.Advance(25 * time.Hour)
	if err := try(t, s, "rosa", "2001:db8:1:2::1", true); err != nil {
		t.Errorf("a day later: %v", err)
	}
	var left int64
	if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Model(&access.Throttle{}).Count(&left).Error }); err != nil || left != 0 {
		t.Errorf("%d counts are kept that no longer count, %v", left, err)
	}
}

// However many come at once, an address has its hundred mistakes and no more than a few that were under way.
func TestAnAddressHasNoMoreTriesWhenTheyComeAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := access.NewService(d)
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Exec(`INSERT INTO login_throttle (key_hash, failures, failed_at, wait_until) VALUES (?, 97, ?, ?)`, access.AddressKey("203.0.113.7"), tx.Now, tx.Now).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		var checked atomic.Int64
		for i := range 40 {
			group.Go(func() {
				if err := try(t, s, fmt.Sprintf("nobody%d", i), "203.0.113.7", false); fault.Is(err, fault.Invalid) {
					checked.Add(1)
				} else if !fault.Is(err, fault.TooMany) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if most := int64(3 + max(2, runtime.NumCPU())); checked.Load() > most {
			t.Errorf("%d guesses were checked, at most %d", checked.Load(), most)
		}
	})
}

// Who cannot be served soon is told so, and does not wait for longer than they would.
func TestALoginThatWouldWaitTooLongIsToldSo(t *testing.T) {
	s := access.NewService(dbtest.SQLite(t))
	var group sync.WaitGroup
	var busy atomic.Int64
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	for i := range 50 * max(2, runtime.NumCPU()) {
		group.Go(func() {
			if _, err := s.LogIn(ctx, access.Credentials{Username: fmt.Sprintf("nobody%d", i), Passphrase: "never mind what"}); fault.Is(err, fault.Busy) {
				busy.Add(1)
			}
		})
	}
	group.Wait()
	if busy.Load() < 10 {
		t.Errorf("%d are told, who had 300 ms", busy.Load())
	}
	open(t, s, "rosa")
	if err := try(t, s, "rosa", "", true); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestTheAuditHoldsFailedLoginsWithoutWhatWasTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, clock := access.NewService(d), dbtest.ClockOf(t, d)
		rosa := open(t, s, "rosa")
		clock.Advance(time.Second)
		_ = try(t, s, "rosa", "", false) // refused, as the entries below say
		clock.Advance(time.Second)
		_ = try(t, s, "quince letras de otra", "", true) // a passphrase in the wrong field
		lines, err := s.AuditPage(t.Context(), access.System(), access.AuditFilter{}, "", 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []access.AuditEntry{{Detail: `{"reason":"unknown"}`}, {ObjectID: rosa.ID, Detail: `{"reason":"passphrase"}`}} {
			got := lines[i]
			if got.Action != "access.login.refused" || got.AccountID != access.VisitorID || got.ObjectID != want.ObjectID || got.Detail != want.Detail {
				t.Errorf("entry %d: %+v", i, got)
			}
		}
	})
}

func TestTheAuditIsNarrowedByWhoAreaAndDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, clock := access.NewService(d), dbtest.ClockOf(t, d)
		open(t, s, "rosa")
		clock.Advance(48 * time.Hour)
		open(t, s, "benita")
		_ = try(t, s, "rosa", "", true)
		count := func(f access.AuditFilter) int {
			lines, err := s.AuditPage(t.Context(), access.System(), f, "", 50)
			if err != nil {
				t.Fatal(err)
			}
			return len(lines)
		}
		all := count(access.AuditFilter{})
		yesterday := d.Now().Date() - 1
		if early := count(access.AuditFilter{Until: &yesterday}); early == 0 || early >= all {
			t.Errorf("until yesterday %d of %d", early, all)
		}
		if hers := count(access.AuditFilter{Who: "ROS"}); hers == 0 || hers >= all {
			t.Errorf("of Rosa %d of %d", hers, all)
		}
		if n := count(access.AuditFilter{Area: "access"}); n != all {
			t.Errorf("of the area %d of %d", n, all)
		}
		if n := count(access.AuditFilter{Area: "acces"}); n != 0 {
			t.Errorf("half an area finds %d", n)
		}
		if n := count(access.AuditFilter{Who: "%"}); n != 0 {
			t.Errorf("a percent sign finds %d", n)
		}
	})
}
