package certificates

import (
	"bytes"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/certificates/badge"
	"relevo/certificates/signature"
)

// withKey gives the service a key to sign badges with.
func (w *world) withKey() {
	w.t.Helper()
	ring, err := signature.Memory(dbtest.Start)
	if err != nil {
		w.t.Fatal(err)
	}
	w.service.SignWith(ring)
}

func TestBadgeSaysWhatTheCertificateSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.withKey()
		w.write(func(tx *db.Tx) {
			number := "45678912"
			change := map[string]any{"document_type": "dni", "document_number": number, "email": "maria@example.pe"}
			if err := tx.DB.Model(&people.Person{}).Where("id = ?", w.person.ID).Updates(change).Error; err != nil {
				t.Fatal(err)
			}
		})
		_, c := w.issued()
		readers := []access.Actor{w.holder(), managerOf(w.casa)}
		if testing.Short() && d.Dialect == db.Postgres { // the picture is drawn without asking a database
			readers = readers[1:]
		}
		for _, who := range readers {
			of, made, err := w.service.Badge(t.Context(), who, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			issuer := w.service.BadgeIssuer()
			inside, err := badge.Extract(made.PNG)
			if err != nil || !bytes.Equal(inside, made.JSON) || of.ID != c.ID {
				t.Errorf("the picture holds %s, %v", inside, err)
			}
			if err := issuer.Verify(made.JSON); err != nil {
				t.Error(err)
			}
			if err := issuer.VerifyJWT(made.JWT); err != nil {
				t.Error(err)
			}
			text := string(made.JSON)
			for _, said := range []string{c.PersonName, c.CourseTitle, "Escucha empática", "12.5 horas", `"achievementType":"Competency"`, base + "/issuer/status/" + c.ID} {
				if !strings.Contains(text, said) {
					t.Errorf("the badge does not say %q: %s", said, text)
				}
			}
			for _, secret := range []string{"45678912", "maria@example.pe", c.VerifyCode, c.PersonID} {
				if strings.Contains(text, secret) {
					t.Errorf("the badge tells %q", secret)
				}
			}
		}
		if len(readers) == 1 {
			return
		}
		_, first, _ := w.service.Badge(t.Context(), w.holder(), c.ID)
		_, again, _ := w.service.Badge(t.Context(), w.holder(), c.ID)
		if !bytes.Equal(first.PNG, again.PNG) || first.JWT != again.JWT {
			t.Error("the badge differs the second time")
		}
	})
}

func TestNobodyElseIsGivenTheBadge(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.withKey()
	c, _ := w.issued()
	for _, who := range []access.Actor{managerOf(w.otra), {}, {AccountID: "x", PersonID: "otra", Roles: []access.Held{{Role: access.Official}}}} {
		if _, _, err := w.service.Badge(t.Context(), who, c.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("%+v: %v", who, err)
		}
	}
}

func TestWithoutAKeyThereIsNoBadge(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	c, _ := w.issued()
	_, _, err := w.service.Badge(t.Context(), w.holder(), c.ID)
	if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "badges.no_key") || w.service.SignsBadges() {
		t.Errorf("without a key: %v", err)
	}
	if _, err := w.service.BadgeStatus(t.Context(), c.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("the status without a key: %v", err)
	}
}

func TestRevokedCertificateGivesNoBadgeAndSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.withKey()
		c, other := w.issued()
		before, err := w.service.BadgeStatus(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.service.Revoke(t.Context(), managerOf(w.casa), c.ID, "Se emitió por error."); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.service.Badge(t.Context(), w.holder(), c.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("the badge of a revoked certificate: %v", err)
		}
		after, err := w.service.BadgeStatus(t.Context(), c.ID)
		if err != nil || bytes.Equal(before, after) {
			t.Errorf("the status is as before: %v", err)
		}
		if err := w.service.BadgeIssuer().Verify(after); err != nil {
			t.Error(err)
		}
		if strings.Contains(string(after), "error") || strings.Contains(string(after), c.PersonName) {
			t.Errorf("the status tells why or whose: %s", after)
		}
		if _, _, err := w.service.Badge(t.Context(), w.holder(), other.ID); err != nil {
			t.Errorf("the other certificate's badge: %v", err)
		}
		if _, err := w.service.BadgeStatus(t.Context(), "nada"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the status of nothing: %v", err)
		}
	})
}
