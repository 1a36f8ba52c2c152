package people_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
)

func TestModels_fitTheirTables(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.CheckModels(t, d, &people.Institution{}, &people.ApprovedPosts{}, &people.Person{}, &people.Posting{},
			&people.FormerName{}, &people.Ubigeo{},
			&people.RosterImport{}, &people.RosterDraft{}, &people.RosterMapping{})
	})
}

func TestInstitution_movesWithEverythingBelowIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		ctx, admin := t.Context(), access.System()
		input := func(i people.Institution, parent string) people.InstitutionInput {
			return people.InstitutionInput{ParentID: parent, Code: i.Code, Name: i.Name, Kind: i.Kind, Sector: i.Sector, Ubigeo: i.Ubigeo}
		}
		moved, err := p.service.UpdateInstitution(ctx, admin, p.network.ID, input(p.network, p.apart.ID))
		if err != nil {
			t.Fatal(err)
		}
		err = d.Read(ctx, func(tx *db.Tx) error {
			ceiba, err := people.InstitutionTx(tx, p.ceiba.ID)
			if want := p.apart.Path + p.network.ID + "/" + p.ceiba.ID + "/"; ceiba.Path != want {
				t.Errorf("the path of what is below is %s, want %s", ceiba.Path, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		// Who answers for the new place now sees the staff below it.
		list, err := p.service.Institutions(ctx, actor(access.Manager, p.apart), "")
		if err != nil || len(list) != 4 || list[0].ID != p.apart.ID || list[1].Indent != 1 || list[3].Indent != 2 {
			t.Errorf("the tree is %+v, %v", list, err)
		}
		_, err = p.service.UpdateInstitution(ctx, admin, p.apart.ID, input(p.apart, moved.ID))
		wantField(t, err, "parent_id")
	})
}

func TestInstitution_inputIsChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		good := people.InstitutionInput{ParentID: p.network.ID, Code: "car-3", Name: "  CAR   Tres ", Kind: people.CareCentre, Sector: "private", Ubigeo: "16", Setting: "rural"}
		for field, spoil := range map[string]func(*people.InstitutionInput){
			"name":      func(in *people.InstitutionInput) { in.Name = " " },
			"code":      func(in *people.InstitutionInput) { in.Code = "CAR-01" },
			"kind":      func(in *people.InstitutionInput) { in.Kind = "castle" },
			"sector":    func(in *people.InstitutionInput) { in.Sector = "" },
			"ubigeo":    func(in *people.InstitutionInput) { in.Ubigeo = "990101" },
			"parent_id": func(in *people.InstitutionInput) { in.ParentID = "nowhere" },
		} {
			in := good
			spoil(&in)
			_, err := p.service.CreateInstitution(t.Context(), access.System(), in)
			wantField(t, err, field)
		}
		made, err := p.service.CreateInstitution(t.Context(), access.System(), good)
		if err != nil || made.Name != "CAR Tres" || made.Code != "CAR-3" || made.Region() != "16" || people.RegionName(made.Region()) != "Loreto" {
			t.Errorf("made %+v, %v", made, err)
		}
		_, err = p.service.CreateInstitution(t.Context(), p.manager, good)
		wantKind(t, err, fault.Denied)
		local := actor(access.Administrator, p.ceiba)
		good.Code = "CAR-4"
		_, err = p.service.CreateInstitution(t.Context(), local, good)
		wantField(t, err, "parent_id")
	})
}

func TestApprovedPosts_countFromTheirDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		set := func(from string, mentors int) {
			err := p.service.SetApprovedPosts(t.Context(), access.System(), p.ceiba.ID, people.PostsInput{ValidFrom: day(t, from), Posts: map[people.Cadre]int{people.CARMentor: mentors}})
			if err != nil {
				t.Fatal(err)
			}
		}
		set("2025-01-01", 6)
		set("2026-01-01", 8)
		set("2026-02-01", 8) // says nothing new
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			for on, want := range map[string]int{"2024-12-31": 0, "2025-06-30": 6, "2026-01-01": 8} {
				posts, err := people.ApprovedPostsTx(tx, []string{p.ceiba.ID}, day(t, on))
				if err != nil {
					return err
				}
				if got := posts[p.ceiba.ID][people.CARMentor]; got != want {
					t.Errorf("%s: %d posts, want %d", on, got, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		_, _, records, err := p.service.Approved(t.Context(), access.System(), p.ceiba.ID)
		if err != nil || len(records) != 2 {
			t.Errorf("%d records, %v; want 2", len(records), err)
		}
		p.bring(t, p.ceiba, "2026-01-31.csv", list("CAR LA CEIBA", ana))
		o, err := p.service.Overview(t.Context(), p.director, p.ceiba.ID)
		if err != nil || len(o.Posts) != 1 || o.Posts[0].Posts != 8 || o.Posts[0].People != 1 || o.ListAge != 93 {
			t.Errorf("posts %+v, list %d days old, %v", o.Posts, o.ListAge, err)
		}
	})
}

func TestSnapshot_isThePostInForceOnTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		p.bring(t, p.ceiba, "2026-01-31.csv", list("CAR LA CEIBA", berta+"2026-01-20"))
		p.bring(t, p.lupe, "2026-02-28.csv", list("CAR LUPUNA ÑUSTA", "60402223;ÑAUPARI DÍAZ, BERTA;COORDINADORA;728;10/02/2026;"))
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			stays, err := people.StaysAtTx(tx, p.ceiba.ID)
			if err != nil {
				return err
			}
			for on, want := range map[string]people.Cadre{"2026-01-19": people.Psychologist, "2026-01-20": "", "2026-02-10": people.Coordinator} {
				s, err := people.SnapshotTx(tx, stays[0].PersonID, day(t, on))
				if err != nil {
					return err
				}
				if s.Cadre != want || (want != "" && s.Region != "16") || (s.InstitutionID == nil) != (want == "") {
					t.Errorf("%s: %+v, want %q", on, s, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestPerson_namesInCapitalsBecomeReadable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		p.bring(t, p.ceiba, "2026-01-31.csv", list("CAR LA CEIBA", "15775632;DE LA CRUZ DEL ÁGUILA, ANA LUZ;TUTORA;CAS;2025-01-15;", "60402223;O'BRIEN Ñaupari, Eva;TUTORA;CAS;2025-01-15;"))
		found, err := p.service.SearchPeople(t.Context(), p.manager, "")
		if err != nil || len(found.People) != 2 || found.People[0].FullName() != "De la Cruz Del Águila, Ana Luz" || found.People[1].FullName() != "O'Brien Ñaupari, Eva" {
			t.Errorf("found %+v, %v", found.People, err)
		}
	})
}

// Whoever left a centre and works at another is in post, but not there: the list of those in post there does not name them, and a search does.
func TestPeople_whoLeftForAnotherCentreAreNotListedAsInPost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		p.bring(t, p.ceiba, "2026-01-31.csv", list("CAR LA CEIBA", "15775632;ÑAUPARI QUISPE, BERTA;TUTORA;CAS;2025-01-15;2025-06-01", "60402223;TIPO NÚÑEZ, EVA;TUTORA;CAS;2025-01-15;"))
		p.bring(t, p.lupe, "2026-01-31.csv", list("CAR LUPUNA", "15775632;ÑAUPARI QUISPE, BERTA;TUTORA;CAS;2025-07-01;"))
		found, err := p.service.SearchPeople(t.Context(), p.director, "")
		if err != nil || len(found.People) != 1 || found.People[0].GivenNames != "Eva" {
			t.Errorf("in post at Ceiba are %+v, %v", found.People, err)
		}
		if found, err = p.service.SearchPeople(t.Context(), p.director, "berta"); err != nil || len(found.People) != 1 {
			t.Errorf("the search finds %+v, %v", found.People, err)
		}
		if found, err = p.service.SearchPeople(t.Context(), p.manager, ""); err != nil || len(found.People) != 2 {
			t.Errorf("in post in the network are %+v, %v", found.People, err)
		}
		if found, err = p.service.SearchPeople(t.Context(), access.System(), ""); err != nil || len(found.People) != 2 {
			t.Errorf("in post everywhere are %+v, %v", found.People, err)
		}
	})
}
