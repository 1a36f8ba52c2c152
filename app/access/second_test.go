package access_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
)

// door is a service that asks for second proofs, and a telephone with its clock.
type door struct {
	*access.Service
	t     *testing.T
	db    *db.DB
	clock *dbtest.Clock
	phone *otp.Key
}

func newDoor(t *testing.T, d *db.DB) *door {
	t.Helper()
	s := access.NewService(d)
	if err := s.SealWith([]byte(strings.Repeat("s", 32))); err != nil {
		t.Fatal(err)
	}
	return &door{Service: s, t: t, db: d, clock: dbtest.ClockOf(t, d)}
}

// comes shows the passphrase and gives who that makes.
func (d *door) comes(username string) (access.Actor, string) {
	d.t.Helper()
	token := logIn(d.t, d.Service, username)
	return d.is(token), token
}

func (d *door) is(token string) access.Actor {
	d.t.Helper()
	actor, err := d.Authenticate(d.t.Context(), token)
	if err != nil {
		d.t.Fatal(err)
	}
	return actor
}

// shows is the code on the telephone after some half minutes.
func (d *door) shows(later int) string {
	d.t.Helper()
	code, err := totp.GenerateCode(d.phone.Secret(), d.clock.Now().Add(time.Duration(later)*30*time.Second))
	if err != nil {
		d.t.Fatal(err)
	}
	return code
}

// sets has a telephone set up, and gives the recovery codes and the new token.
func (d *door) sets(actor access.Actor) (recovery []string, token string) {
	d.t.Helper()
	if err := d.BeginSecond(d.t.Context(), actor, passphrase); err != nil {
		d.t.Fatal(err)
	}
	second, err := d.Second(d.t.Context(), actor)
	if err != nil || second.Beginning == nil || second.Enrolled() {
		d.t.Fatalf("begun: %+v, %v", second, err)
	}
	d.phone = second.Beginning
	token, recovery, err = d.ConfirmSecond(d.t.Context(), actor, d.shows(0))
	if err != nil {
		d.t.Fatal(err)
	}
	return recovery, token
}

func (d *door) grants(account access.Account, role access.Role) {
	d.t.Helper()
	if err := d.GrantRole(d.t.Context(), access.System(), account.ID, role, ""); err != nil {
		d.t.Fatal(err)
	}
}

func TestWhoSeesOthersIsNobodyBeforeTheirSecondProof(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		door := newDoor(t, d)
		for _, role := range access.AllRoles {
			account := open(t, door.Service, string(role))
			door.grants(account, role)
			actor, _ := door.comes(string(role))
			if role == access.Official {
				if actor.Awaits != access.AwaitsNothing || !actor.LoggedIn() {
					t.Errorf("%s: %+v", role, actor)
				}
				continue
			}
			if actor.Awaits != access.AwaitsEnrolment || actor.LoggedIn() || len(actor.Roles) > 0 || actor.AccountID != "" || actor.PersonID != "" {
				t.Errorf("%s is let in with a passphrase alone: %+v", role, actor)
			}
		}
	})
}

func TestATelephoneIsSetUpAndAskedForAtTheNextLogin(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		door := newDoor(t, d)
		door.grants(open(t, door.Service, "gladys"), access.Manager)
		half, old := door.comes("gladys")
		_, token := door.sets(half)
		if actor := door.is(token); !actor.Is(access.Manager) {
			t.Errorf("after setting it up: %+v", actor)
		}
		if _, err := door.Authenticate(t.Context(), old); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("the token from before the second proof still works: %v", err)
		}
		half, old = door.comes("gladys")
		if half.Awaits != access.AwaitsCode {
			t.Fatalf("at the next login: %+v", half)
		}
		if _, err := door.GiveSecond(t.Context(), half, door.shows(0)); !fault.Is(err, fault.Invalid) {
			t.Errorf("the code of setting up works a second time: %v", err)
		}
		for _, wrong := range []string{"", "000000", "abcdef", door.shows(4), door.shows(-4)} {
			if _, err := door.GiveSecond(t.Context(), half, wrong); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooMany) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		if _, err := door.GiveSecond(t.Context(), half, door.shows(1)); !fault.Is(err, fault.TooMany) {
			t.Errorf("guessing codes is not slowed down: %v", err)
		}
		door.clock.Advance(15 * time.Minute)
		code := door.shows(0)
		token, err := door.GiveSecond(t.Context(), half, code[:3]+" "+code[3:])
		if err != nil {
			t.Fatal(err)
		}
		if !door.is(token).Is(access.Manager) {
			t.Error("the second proof did not let her in")
		}
		if _, err := door.Authenticate(t.Context(), old); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("the token of half way still works: %v", err)
		}
	})
}

// Somebody logged in already meets the second step as soon as they are given the role.
func TestANewRoleAsksForASecondProofAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		door := newDoor(t, d)
		account := open(t, door.Service, "rosa")
		door.grants(account, access.Official)
		actor, token := door.comes("rosa")
		if !actor.LoggedIn() {
			t.Fatalf("%+v", actor)
		}
		door.grants(account, access.Trainer)
		if again := door.is(token); again.LoggedIn() || again.Awaits != access.AwaitsEnrolment {
			t.Errorf("with the new role: %+v", again)
		}
	})
}

func TestARecoveryCodeWorksOnceAndNewOnesReplaceTheRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		door := newDoor(t, d)
		door.grants(open(t, door.Service, "gladys"), access.Manager)
		half, _ := door.comes("gladys")
		printed, _ := door.sets(half)
		if len(printed) != 10 || len(printed[0]) != 19 {
			t.Fatalf("printed: %v", printed)
		}
		half, _ = door.comes("gladys")
		token, err := door.GiveSecond(t.Context(), half, strings.ToUpper(printed[0]))
		if err != nil {
			t.Fatal(err)
		}
		actor := door.is(token)
		other, _ := door.comes("gladys")
		if _, err := door.GiveSecond(t.Context(), other, printed[0]); !fault.Is(err, fault.Invalid) {
			t.Errorf("a second time: %v", err)
		}
		if second, err := door.Second(t.Context(), actor); err != nil || second.Recovery != 9 {
			t.Errorf("%d left, %v", second.Recovery, err)
		}
		door.clock.Advance(time.Minute)
		fresh, err := door.RenewRecovery(t.Context(), actor, door.shows(0))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := door.GiveSecond(t.Context(), other, printed[1]); !fault.Is(err, fault.Invalid) {
			t.Errorf("a replaced one: %v", err)
		}
		if _, err := door.GiveSecond(t.Context(), other, fresh[0]); err != nil {
			t.Errorf("a new one: %v", err)
		}
	})
}

func TestATelephoneIsReplacedByItsOwnerOrTakenOffByAnAdministrator(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		door := newDoor(t, d)
		account := open(t, door.Service, "gladys")
		door.grants(account, access.Manager)
		half, _ := door.comes("gladys")
		printed, token := door.sets(half)
		if err := door.BeginSecond(t.Context(), door.is(token), passphrase); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second telephone beside the first: %v", err)
		}
		if err := door.ReplaceSecond(t.Context(), door.is(token), printed[3]); err != nil {
			t.Fatal(err)
		}
		if now := door.is(token); now.LoggedIn() || now.Awaits != access.AwaitsEnrolment {
			t.Errorf("without a telephone: %+v", now)
		}
		_, token = door.sets(door.is(token))
		if err := door.ResetSecond(t.Context(), door.is(token), account.ID); !fault.Is(err, fault.Denied) {
			t.Errorf("a manager: %v", err)
		}
		if err := door.ResetSecond(t.Context(), access.System(), account.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := door.Authenticate(t.Context(), token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("still in: %v", err)
		}
		if half, _ := door.comes("gladys"); half.Awaits != access.AwaitsEnrolment {
			t.Errorf("at the next login: %+v", half)
		}
	})
}

func TestWhatMakesTheCodesIsSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		door := newDoor(t, d)
		door.grants(open(t, door.Service, "gladys"), access.Manager)
		half, _ := door.comes("gladys")
		printed, _ := door.sets(half)
		var stored []string
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Raw(`SELECT sealed FROM second_factor UNION ALL SELECT code_hash FROM recovery_code`).Scan(&stored).Error
		})
		if err != nil || len(stored) != 11 {
			t.Fatalf("%d values, %v", len(stored), err)
		}
		for _, value := range stored {
			if strings.Contains(value, door.phone.Secret()) || strings.Contains(value, printed[0]) || strings.Contains(value, strings.ReplaceAll(printed[0], "-", "")) {
				t.Errorf("in clear: %s", value)
			}
		}
		// A database without its secret lets nobody in, and says why in the log.
		if err := door.SealWith([]byte(strings.Repeat("x", 32))); err != nil {
			t.Fatal(err)
		}
		half, _ = door.comes("gladys")
		door.clock.Advance(time.Minute)
		if _, err := door.GiveSecond(t.Context(), half, door.shows(0)); !fault.Is(err, fault.Internal) || errors.Unwrap(err) == nil {
			t.Errorf("with another secret: %v", err)
		}
	})
}
