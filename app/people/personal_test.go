package people_test

import (
	"testing"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/privacy"
)

// Who is erased does not come back with a list that was waiting where they worked; lists of others wait on.
func TestWhoIsErasedIsInNoListThatWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, berta := hasStranger(t, d) // who worked apart
		boss := p
		boss.manager = p.director
		waits := boss.upload(t, p.ceiba, "2026-02-28.csv", list("CAR LA CEIBA", "11111112;PEÑA RUIZ, OLGA;TUTORA;CAS;2026-02-01;"))
		erase := func() {
			t.Helper()
			service := privacy.NewService(d, []byte("k"), "", people.HeldOnPeople())
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return service.EraseTx(tx, berta.ID) }); err != nil {
				t.Fatal(err)
			}
		}
		drafts := func() (ids []string) {
			t.Helper()
			if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.DB.Raw("SELECT id FROM roster_draft").Scan(&ids).Error }); err != nil {
				t.Fatal(err)
			}
			return ids
		}
		err := d.Write(t.Context(), func(tx *db.Tx) error { // hers: of her place, with her in it
			return tx.DB.Exec("UPDATE roster_draft SET institution_id = ? WHERE id = ?", p.apart.ID, waits.ID).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		other := boss.upload(t, p.ceiba, "2026-02-27.csv", list("CAR LA CEIBA", "11111112;PEÑA RUIZ, OLGA;TUTORA;CAS;2026-02-01;"))
		erase()
		if left := drafts(); len(left) != 1 || left[0] != other.ID {
			t.Errorf("these wait: %v, want %s alone", left, other.ID)
		}
	})
}
