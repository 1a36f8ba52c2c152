package people_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
)

// Who leaves keeps the role until it is taken away; who manages accounts is shown them.
func TestWhoLeftAndKeepsARoleIsShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		secret, err := access.NewPassphrase("quince letras o mas")
		if err != nil {
			t.Fatal(err)
		}
		employ := func(name string, at people.Institution, role access.Role, over people.Institution, end people.PostingInput) {
			t.Helper()
			end.InstitutionID, end.Cadre, end.StartsOn = at.ID, people.Lawyer, day(t, "2025-06-01")
			person, err := p.service.AddPerson(t.Context(), p.manager, people.PersonInput{DocumentType: "none", FirstSurname: name, GivenNames: "Ana"}, end)
			if err != nil {
				t.Fatal(err)
			}
			err = d.Write(t.Context(), func(tx *db.Tx) error {
				account, err := access.OpenAccountTx(tx, access.System(), access.NewAccount{Username: name, Name: name, PersonID: person.ID, Passphrase: secret})
				if err != nil {
					return err
				}
				return access.GrantRoleTx(tx, access.System(), account.ID, role, over.ID)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		stays, gone := people.PostingInput{End: people.StillInPost}, people.PostingInput{End: people.EndedOn, EndsOn: new(day(t, "2026-02-01"))}
		employ("Queda", p.ceiba, access.Manager, p.network, stays)
		employ("Cesada", p.ceiba, access.Manager, p.network, gone)
		employ("Trasladada", p.lupe, access.Manager, p.ceiba, stays)
		employ("Participante", p.ceiba, access.Official, people.Institution{}, gone)
		left, err := p.service.OfficesLeft(t.Context(), access.System())
		if err != nil || len(left) != 2 || left[0].Name != "Cesada" || left[1].Name != "Trasladada" {
			t.Errorf("%+v, %v", left, err)
		}
		_, err = p.service.OfficesLeft(t.Context(), p.manager)
		wantKind(t, err, fault.Denied)
	})
}
