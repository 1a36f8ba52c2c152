package people_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
)

func TestAnInstitutionIsFoundByItsNamesAndCodeWithinTheScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		service := people.NewService(d)
		create := func(code, name string) people.Institution {
			i, err := service.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: code, Name: name, Kind: people.CareCentre, Sector: "public"})
			if err != nil {
				t.Fatal(err)
			}
			return i
		}
		ceiba, lupuna := create("CAR-01", "CAR La Ceiba Ñandú"), create("CAR-02", "CAR La Lupuna")
		find := func(actor access.Actor, query string) (names []string) {
			found, err := service.FindInstitutions(t.Context(), actor, access.ViewStaff, query, 8)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range found {
				names = append(names, i.Code)
			}
			return names
		}
		everywhere := access.Actor{AccountID: "a", Roles: []access.Held{{Role: access.Administrator}}}
		below := access.Actor{AccountID: "b", Roles: []access.Held{{Role: access.Manager, InstitutionID: lupuna.ID, Path: lupuna.Path}}}
		for query, want := range map[string]int{"la": 2, "nandu CEIBA": 1, "car 02": 1, "ceiba lupuna": 0, "": 0, "100%": 0} {
			if got := find(everywhere, query); len(got) != want {
				t.Errorf("%q finds %v, want %d", query, got, want)
			}
		}
		if got := find(below, "la"); len(got) != 1 || got[0] != lupuna.Code {
			t.Errorf("a manager of one centre finds %v", got)
		}
		if got := find(access.Actor{AccountID: "c", Roles: []access.Held{{Role: access.Official}}}, "la"); got != nil {
			t.Errorf("an official finds %v", got)
		}
		since := db.NewDate(2026, 1, 1)
		if _, err := service.UpdateInstitution(t.Context(), access.System(), ceiba.ID, people.InstitutionInput{Code: ceiba.Code, Name: "CAR Shihuahuaco", Kind: people.CareCentre, Sector: "public", RenamedOn: &since}); err != nil {
			t.Fatal(err)
		}
		if got := find(everywhere, "ceiba"); len(got) != 1 {
			t.Errorf("by its former name: %v", got)
		}
	})
}
