package people_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
)

// as gives the input that leaves an institution as it is.
func as(i people.Institution) people.InstitutionInput {
	in := people.InstitutionInput{Code: i.Code, Name: i.Name, Kind: i.Kind, Sector: i.Sector, Ubigeo: i.Ubigeo, JudicialDistrict: i.JudicialDistrict, Languages: i.Languages}
	if i.ParentID != nil {
		in.ParentID = *i.ParentID
	}
	return in
}

func TestInstitution_keepsItsFormerName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		ctx, admin := t.Context(), access.System()
		rename := func(at people.Institution, name string, on *db.Date) error {
			in := as(at)
			in.Name, in.RenamedOn = name, on
			_, err := p.service.UpdateInstitution(ctx, admin, at.ID, in)
			return err
		}
		march, later := day(t, "2026-03-01"), day(t, "2026-05-05")
		if err := rename(p.ceiba, "CAR La Seiba", nil); err != nil { // a correction leaves nothing behind
			t.Fatal(err)
		}
		wantField(t, rename(p.ceiba, "CAR Nuevo Amanecer", &later), "renamed_on")
		if err := rename(p.ceiba, "CAR Nuevo Amanecer", &march); err != nil {
			t.Fatal(err)
		}
		o, err := p.service.Overview(ctx, admin, p.ceiba.ID)
		if err != nil || len(o.Former) != 1 || o.Former[0].Name != "CAR La Seiba" || o.Former[0].BorneUntil != march {
			t.Fatalf("former names %+v, %v", o.Former, err)
		}
		if found, err := p.service.FindInstitution(ctx, admin, access.ImportRoster, "car la seiba"); err != nil || found.ID != p.ceiba.ID {
			t.Errorf("by its former name: %+v, %v", found, err)
		}
		if list, err := p.service.Institutions(ctx, admin, "seiba"); err != nil || len(list) != 1 || list[0].ID != p.ceiba.ID {
			t.Errorf("searched by its former name: %+v, %v", list, err)
		}
		if draft := p.upload(t, p.network, "2026-01-31.csv", list("CAR LA SEIBA", ana)); draft.InstitutionID != p.ceiba.ID {
			t.Error("a list with the former name does not find its institution")
		}
		if err := rename(p.lupe, "CAR La Seiba", nil); err != nil {
			t.Fatal(err)
		}
		if found, err := p.service.FindInstitution(ctx, admin, access.ImportRoster, "CAR La Seiba"); err != nil || found.ID != p.lupe.ID {
			t.Errorf("the one that bears the name now: %+v, %v", found, err)
		}
		if draft := p.upload(t, p.network, "2026-02-28.csv", list("CAR LA SEIBA", ana)); draft.InstitutionID != p.lupe.ID {
			t.Error("a list with the name of two goes to the one that had it formerly")
		}
	})
}

func TestInstitution_keepsCourtAndLanguages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		in := as(p.ceiba)
		in.JudicialDistrict, in.Languages = "  Corte   Invisible ", people.Languages{"shp", "es"}
		if _, err := p.service.UpdateInstitution(t.Context(), access.System(), p.ceiba.ID, in); err != nil {
			t.Fatal(err)
		}
		form, err := p.service.InstitutionForm(t.Context(), actor(access.Administrator, p.network), p.ceiba.ID)
		at := form.Institution
		if err != nil || at.JudicialDistrict != "Corte Invisible" || len(at.Languages) != 2 || at.Languages[0] != "es" {
			t.Errorf("kept %+v, %v", at, err)
		}
		suggested := 0
		for _, name := range form.JudicialDistricts {
			if name == "Corte Invisible" || name == "Lima Este" {
				suggested++
			}
		}
		if suggested != 2 || len(form.Tree) != 3 {
			t.Errorf("suggested %v, tree of %d", form.JudicialDistricts, len(form.Tree))
		}
		in.Languages = people.Languages{"xx"}
		_, err = p.service.UpdateInstitution(t.Context(), access.System(), p.ceiba.ID, in)
		wantField(t, err, "languages")
		_, err = p.service.InstitutionForm(t.Context(), p.manager, p.ceiba.ID)
		wantKind(t, err, fault.Denied)
	})
}

func TestClosing_endsTheStaysAndGivesThemToTheSuccessor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		ctx, admin := t.Context(), access.System()
		dora := "41223345;MACHACA ROQUE, DORA;ABOGADA;CAS;2025-01-15;"
		p.bring(t, p.ceiba, "2026-02-28.csv", list("CAR LA CEIBA", ana, berta, dora))
		p.bring(t, p.ceiba, "2026-03-31.csv", list("CAR LA CEIBA", ana, berta)) // Dora has left some day in March
		p.bring(t, p.lupe, "2026-03-31.csv", list("CAR LUPUNA ÑUSTA", berta))   // Berta is there already
		on := day(t, "2026-04-15")
		closed, err := p.service.CloseInstitution(ctx, admin, p.ceiba.ID, people.CloseInput{On: on, SuccessorID: p.lupe.ID})
		if err != nil || closed.Ended != 2 || closed.TakenOver != 1 || closed.Institution.Open(on) || !closed.Institution.Open(on-1) {
			t.Fatalf("closed %+v, %v", closed, err)
		}
		err = d.Read(ctx, func(tx *db.Tx) error {
			ended, err := people.StaysAtTx(tx, p.ceiba.ID)
			for _, s := range ended {
				if s.EndsOn == nil || *s.EndsOn > on || *s.EndsOn == on && (s.EndReason != "fusión" || s.Uncertain() || s.ImportID != nil) {
					t.Errorf("ended %+v", s)
				}
			}
			if err != nil {
				return err
			}
			there, err := people.InPostTx(tx, p.lupe.ID, on)
			if len(there) != 2 || there[1].StartsOn != on || there[1].Cadre != people.CARMentor || there[1].Contract != "cas" || there[1].LastSeenOn != nil || there[1].Position != "TUTORA" {
				t.Errorf("at the successor: %+v", there)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		turnover, err := p.service.Turnover(ctx, admin, p.ceiba.ID, day(t, "2026-04-01"), day(t, "2026-04-30"))
		if err != nil || turnover.InPost != 0 || turnover.Transfers != 2 {
			t.Errorf("who was taken over is transferred: %+v, %v", turnover.TurnoverResult, err)
		}
		_, err = p.service.CloseInstitution(ctx, admin, p.ceiba.ID, people.CloseInput{On: on})
		wantKind(t, err, fault.Conflict)

		in := as(p.ceiba)
		if _, err := p.service.UpdateInstitution(ctx, admin, p.ceiba.ID, in); err != nil {
			t.Fatal(err)
		}
		if at, err := p.service.Institution(ctx, admin, access.ViewStaff, p.ceiba.ID); err != nil || at.ClosedOn == nil {
			t.Errorf("another change reopened it: %v", err)
		}
		in.Reopen = true
		if at, err := p.service.UpdateInstitution(ctx, admin, p.ceiba.ID, in); err != nil || at.ClosedOn != nil {
			t.Errorf("reopened %+v, %v", at, err)
		}
	})
}

func TestClosing_withoutASuccessorIsALossOfStaff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		p.bring(t, p.ceiba, "2026-03-31.csv", list("CAR LA CEIBA", ana, "41223345;MACHACA ROQUE, DORA;ABOGADA;CAS;2025-01-15;2026-12-31"))
		on := day(t, "2026-04-15")
		if closed, err := p.service.CloseInstitution(t.Context(), access.System(), p.ceiba.ID, people.CloseInput{On: on}); err != nil || closed.Ended != 2 || closed.TakenOver != 0 {
			t.Fatalf("closed %+v, %v", closed, err)
		}
		o, err := p.service.Overview(t.Context(), access.System(), p.ceiba.ID)
		if err != nil || len(o.Staff) != 0 || len(o.Left) != 2 || o.Left[0].EndReason != "cierre de la institución" || *o.Left[0].EndsOn != on || *o.Left[1].EndsOn != on {
			t.Errorf("left %+v, %v", o.Left, err)
		}
	})
}

func TestClosing_isRefusedWhereItContradictsWhatIsKnown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		ctx := t.Context()
		p.bring(t, p.ceiba, "2026-03-31.csv", list("CAR LA CEIBA", ana, "41223345;MACHACA ROQUE, DORA;ABOGADA;CAS;2026-04-10;"))
		close := func(who access.Actor, at people.Institution, on string, successor string) error {
			_, err := p.service.CloseInstitution(ctx, who, at.ID, people.CloseInput{On: day(t, on), SuccessorID: successor})
			return err
		}
		admin, local := access.System(), actor(access.Administrator, p.ceiba)
		wantKind(t, close(p.manager, p.ceiba, "2026-04-15", ""), fault.Denied)
		wantKind(t, close(admin, p.network, "2026-04-15", ""), fault.Conflict)
		wantField(t, close(admin, p.ceiba, "2026-03-31", ""), "closed_on") // a list says it was there
		wantField(t, close(admin, p.ceiba, "2026-04-05", ""), "closed_on") // somebody begins afterwards
		wantField(t, close(admin, p.ceiba, "2026-05-05", ""), "closed_on") // tomorrow
		wantField(t, close(admin, p.ceiba, "2026-04-15", "nowhere"), "successor_id")
		wantField(t, close(admin, p.ceiba, "2026-04-15", p.ceiba.ID), "successor_id")
		wantField(t, close(local, p.ceiba, "2026-04-15", p.lupe.ID), "successor_id")
		if err := close(admin, p.lupe, "2026-04-15", ""); err != nil {
			t.Fatal(err)
		}
		wantField(t, close(admin, p.ceiba, "2026-04-15", p.lupe.ID), "successor_id") // closed itself
		closing, err := p.service.Closing(ctx, admin, p.network.ID)
		if err != nil || len(closing.Below) != 1 || closing.Below[0].ID != p.ceiba.ID {
			t.Errorf("below: %+v, %v", closing.Below, err)
		}
	})
}
