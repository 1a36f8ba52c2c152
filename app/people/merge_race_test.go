package people_test

import (
	"sync"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
)

// However many join records at once: nobody ends up merged in a circle, and no
// stay is left on a record that was merged.
func TestRecordsJoinedAtOnceMakeNoCircle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		for range 6 {
			var three [3]people.Person
			for i := range three {
				made, err := p.service.AddPerson(t.Context(), access.System(), people.PersonInput{DocumentType: "none", FirstSurname: "Prueba", GivenNames: "Ana"},
					people.PostingInput{InstitutionID: p.ceiba.ID, Cadre: people.Lawyer, StartsOn: day(t, "2025-01-01"), End: people.StillInPost})
				if err != nil {
					t.Fatal(err)
				}
				three[i] = made
			}
			var all sync.WaitGroup
			for _, pair := range [][2]int{{0, 1}, {1, 0}, {1, 2}, {2, 0}} {
				all.Go(func() { // all but some are refused
					_, _ = p.service.MergePeople(t.Context(), access.System(), three[pair[0]].ID, three[pair[1]].ID)
				})
			}
			all.Wait()
			for _, person := range three {
				if _, err := p.service.PersonHistory(t.Context(), access.System(), person.ID, nil); err != nil {
					t.Error(err)
				}
			}
			for _, stay := range staysOf(t, d, three[:]...) {
				var owner people.Person
				err := d.Read(t.Context(), func(tx *db.Tx) (err error) { owner, err = people.PersonTx(tx, stay.PersonID); return err })
				if err != nil || owner.MergedInto != nil {
					t.Errorf("a stay is left on a merged record: %v", err)
				}
			}
		}
	})
}
