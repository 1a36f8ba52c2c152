package people_test

import (
	"math"
	"slices"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
)

// The staff of two centres in 2025, small enough to count by hand. Ana was there
// before and stays; Berta comes and leaves for good; Carla comes on a CAS contract,
// leaves for Lupuna and is a transfer; Diego's contract is renewed within the
// grace days and changes; Elsa comes back after too long a gap. The rest is noise
// in how reasons are spelt.
func workbench(t *testing.T, d *db.DB) programme {
	t.Helper()
	p := newProgramme(t, d)
	p.bring(t, p.ceiba, "2025-12-31.csv", list("CAR LA CEIBA",
		"15775632;QUISPE HUAMÁN, ANA LUZ;TUTORA;CAS;2024-07-01;",
		"60402223;ÑAUPARI DÍAZ, BERTA;PSICÓLOGA;728;2025-02-01;2025-05-01",
		"37530733;INUMA CCAHUA, CARLA SONIA;TUTORA;CAS;2025-02-01;2025-06-01",
		"63463714;CCOPA RAMÍREZ, DIEGO;TUTOR;CAS;2024-01-01;2025-03-01",
		"63463714;CCOPA RAMÍREZ, DIEGO;TUTOR;728;2025-03-11;",
		"41223345;MACHACA ROQUE, ELSA;TUTORA;CAS;2024-01-01;2025-04-01",
		"41223345;MACHACA ROQUE, ELSA;TUTORA;CAS;2025-08-01;",
	))
	p.bring(t, p.lupe, "2025-12-31.csv", list("CAR LUPUNA ÑUSTA", "37530733;INUMA CCAHUA, CARLA SONIA;TUTORA;CAS;2025-06-15;"))
	return p
}

func (p programme) tenures(t *testing.T, at people.Institution, q people.TenureQuery) people.Tenures {
	t.Helper()
	q.From, q.To = day(t, "2024-12-31"), day(t, "2025-12-31")
	got, err := p.service.Tenures(t.Context(), p.manager, at.ID, q)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// flow is who came, who left and how many of those moved.
type flow struct{ came, left, moved, inPost int }

func flowOf(g people.Group) flow {
	return flow{g.Joiners, len(g.Turnover.Separations), g.Turnover.Transfers, g.Turnover.InPost}
}

func flows(got people.Tenures) map[string]flow {
	out := map[string]flow{}
	for _, g := range got.Groups {
		out[g.Key] = flowOf(g)
	}
	return out
}

func sameFlows(t *testing.T, what string, got, want map[string]flow) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
	for key, w := range want {
		if got[key] != w {
			t.Errorf("%s, %q: %+v, want %+v", what, key, got[key], w)
		}
	}
}

func TestTenures_groupsAddUpByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := workbench(t, d)
		byCadre := p.tenures(t, p.ceiba, people.TenureQuery{})
		// Berta, Carla and Elsa's return came; Berta, Carla and Elsa left; Diego's renewal is neither.
		if got, want := flowOf(byCadre.All), (flow{3, 3, 1, 3}); got != want {
			t.Errorf("everybody: %+v, want %+v", got, want)
		}
		sameFlows(t, "by cadre", flows(byCadre), map[string]flow{"car_mentor": {2, 2, 1, 3}, "psychologist": {1, 1, 0, 0}})
		// Diego left no CAS and joined no 728: he changed contracts.
		sameFlows(t, "by contract", flows(p.tenures(t, p.ceiba, people.TenureQuery{By: people.ByContract})),
			map[string]flow{"cas": {2, 2, 1, 2}, "728": {1, 1, 0, 1}})
		// Elsa left on 1 April, which is of the second quarter.
		sameFlows(t, "by quarter", flows(p.tenures(t, p.ceiba, people.TenureQuery{By: people.ByQuarter})),
			map[string]flow{"2025-1": {2, 0, 0, 5}, "2025-2": {0, 3, 1, 2}, "2025-3": {1, 0, 0, 3}, "2025-4": {0, 0, 0, 3}})
		// Carla comes twice within the network, and counts as in post once.
		network := p.tenures(t, p.network, people.TenureQuery{By: people.ByInstitution})
		sameFlows(t, "by institution", flows(network), map[string]flow{p.ceiba.ID: {3, 3, 1, 3}, p.lupe.ID: {1, 0, 0, 1}})
		if got, want := flowOf(network.All), (flow{4, 3, 1, 4}); got != want {
			t.Errorf("the network: %+v, want %+v", got, want)
		}
		days := 0.0
		for _, g := range p.tenures(t, p.ceiba, people.TenureQuery{By: people.ByQuarter}).Groups {
			days += g.Turnover.PersonYears
		}
		if math.Abs(days-byCadre.All.Turnover.PersonYears) > 1e-9 {
			t.Errorf("the quarters have %g person-years, the year %g", days, byCadre.All.Turnover.PersonYears)
		}
	})
}

func TestTenures_canBeNarrowed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := workbench(t, d)
		for name, c := range map[string]struct {
			q    people.TenureQuery
			want flow
		}{
			"contract": {people.TenureQuery{Contract: "cas"}, flow{2, 2, 1, 2}},
			"unknown":  {people.TenureQuery{Contract: people.UnknownContract}, flow{}},
			"cadre":    {people.TenureQuery{Cadre: people.Psychologist}, flow{1, 1, 0, 0}},
			"both":     {people.TenureQuery{Cadre: people.Psychologist, Contract: "cas"}, flow{}},
			"setting":  {people.TenureQuery{Setting: "rural"}, flow{}}, // nowhere is not everywhere
		} {
			if got := flowOf(p.tenures(t, p.ceiba, c.q).All); got != c.want {
				t.Errorf("%s: %+v, want %+v", name, got, c.want)
			}
		}
		for field, q := range map[string]people.TenureQuery{"cadre": {Cadre: "wizard"}, "contract": {Contract: "oath"}, "region": {Region: "99"}, "setting": {Setting: "lunar"}, "by": {By: "moon"},
			"to": {From: day(t, "2026-01-01"), To: day(t, "2025-01-01")}, "from": {From: day(t, "1900-01-01")}} {
			_, err := p.service.Tenures(t.Context(), p.manager, p.ceiba.ID, q)
			wantField(t, err, field)
		}
		_, err := p.service.Tenures(t.Context(), p.evaluator, p.ceiba.ID, people.TenureQuery{})
		wantKind(t, err, fault.Denied)
	})
}

// A place counts in its region, a person by their sex; who moves to another
// region leaves one and joins the other.
func TestTenures_byRegionAndBySex(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := workbench(t, d)
		_, err := p.service.UpdateInstitution(t.Context(), access.System(), p.lupe.ID, people.InstitutionInput{ParentID: p.network.ID, Code: p.lupe.Code, Name: p.lupe.Name,
			Kind: p.lupe.Kind, Sector: "public", Ubigeo: "15"})
		if err != nil {
			t.Fatal(err)
		}
		got := p.tenures(t, p.network, people.TenureQuery{By: people.ByRegion})
		sameFlows(t, "by region", flows(got), map[string]flow{"15": {1, 0, 0, 1}, "16": {3, 3, 1, 3}})
		if !slices.Equal(got.Filters.Regions, []string{"15", "16"}) || slices.Contains(got.Filters.By, people.BySex) || len(got.Filters.Settings) != 0 {
			t.Errorf("one can ask for %+v", got.Filters)
		}
		if one := flowOf(p.tenures(t, p.network, people.TenureQuery{Region: "15"}).All); one != (flow{1, 0, 0, 1}) {
			t.Errorf("in Lima: %+v", one)
		}
		p.manager = actor(access.Manager, p.apart)
		p.bring(t, p.apart, "2025-12-31.csv", []byte("CAR APARTE\n\nDNI;Apellidos y Nombres;Sexo;Cargo;Régimen;Fecha de Ingreso;Fecha de Cese\n"+
			"43332211;ROJAS DÍAZ, INÉS;F;TUTORA;CAS;2025-03-01;\n05361744;TAPULLIMA SORIA, ÓSCAR;M;TUTOR;CAS;2025-02-01;2025-10-01\n"))
		q := people.TenureQuery{From: day(t, "2024-12-31"), To: day(t, "2025-12-31"), By: people.BySex}
		apart, err := p.service.Tenures(t.Context(), p.manager, p.apart.ID, q)
		if err != nil {
			t.Fatal(err)
		}
		sameFlows(t, "by sex", flows(apart), map[string]flow{"F": {1, 0, 0, 1}, "M": {1, 1, 0, 0}})
	})
}

// Four posts for mentors, of which three are filled, and one for a lawyer whom
// nobody replaces: that there is one psychologist too many fills neither.
func TestTenures_vacanciesAreCountedCadreByCadre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := workbench(t, d)
		err := p.service.SetApprovedPosts(t.Context(), access.System(), p.ceiba.ID,
			people.PostsInput{ValidFrom: day(t, "2025-05-15"), Posts: map[people.Cadre]int{people.CARMentor: 4, people.Lawyer: 1}})
		if err != nil {
			t.Fatal(err)
		}
		got := p.tenures(t, p.ceiba, people.TenureQuery{})
		if got.All.Posts != 5 || got.All.Vacant != 2 || math.Abs(got.All.Vacancy().Float()-0.4) > 1e-9 {
			t.Errorf("%d posts, %d vacant; want 5 and 2", got.All.Posts, got.All.Vacant)
		}
		if g := got.Groups[0]; g.Key != "car_mentor" || g.Posts != 4 || g.Vacant != 1 {
			t.Errorf("%s: %d posts, %d vacant; want 4 and 1", g.Key, g.Posts, g.Vacant)
		}
		quarters := p.tenures(t, p.ceiba, people.TenureQuery{By: people.ByQuarter}).Groups
		if quarters[0].Posts != 0 || quarters[1].Posts != 5 || quarters[1].Vacant != 3 {
			t.Errorf("by quarter: %d, then %d posts of which %d vacant; want 0, 5 and 3", quarters[0].Posts, quarters[1].Posts, quarters[1].Vacant)
		}
		if g := p.tenures(t, p.ceiba, people.TenureQuery{By: people.ByContract}).Groups[0]; g.Posts != 0 || g.Vacancy().Defined() {
			t.Errorf("posts are set against a contract: %+v", g.Posts)
		}
	})
}

// Eight stays from the first of January on: the reasons are read together however
// they are spelt, and with those still there they add up to 1.
func TestTenures_reasonsCompete(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		rows := []string{"DNI;Apellidos y Nombres;Cargo;Régimen;Fecha de Ingreso;Fecha de Cese;Motivo"}
		for i, r := range []string{"2025-03-01;RENUNCIA", "2025-04-01;Renuncia ", "2025-05-01;renuncia", "2025-06-01;Renuncia", "2025-07-01;Término de contrato", "2025-08-01;-", ";", ";"} {
			rows = append(rows, string(rune('1'+i))+"1775632;PRUEBA "+string(rune('A'+i))+"BAD, EVA;TUTORA;CAS;2025-01-01;"+r)
		}
		file := "CAR LA CEIBA\n\n"
		for _, r := range rows {
			file += r + "\n"
		}
		p.bring(t, p.ceiba, "2025-12-31.csv", []byte(file))
		got := p.tenures(t, p.ceiba, people.TenureQuery{}).Reasons
		want := []people.LeavingFor{{Reason: "Renuncia", People: 4}, {Reason: people.ReasonNone, People: 1}, {Reason: "Término de contrato", People: 1}}
		if !slices.Equal(got.List, want) {
			t.Errorf("reasons %+v, want %+v", got.List, want)
		}
		for i, at := range got.Curve.Time {
			sum := got.Curve.InPost[i]
			for _, l := range got.List {
				sum += got.By(l.Reason, at).Value.Float()
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("after %g months all adds up to %g", at, sum)
			}
		}
		if e := got.By("Renuncia", 6); math.Abs(e.Value.Float()-0.5) > 1e-9 || !(e.Lower < 0.5 && 0.5 < e.Upper) {
			t.Errorf("4 of 8 resigned within six months: %+v", e)
		}
		if got.By("Renuncia", 13).Value.Defined() {
			t.Error("what nobody was observed for is defined")
		}
	})
}

// Berta is trained after 20 days, Carla leaves untrained after 120, Elsa had been
// trained before she came back: of three, two are trained within 30 days.
func TestTenures_daysToTheFirstTraining(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := workbench(t, d)
		if p.tenures(t, p.ceiba, people.TenureQuery{}).All.Training != nil {
			t.Error("days to training without knowing courses")
		}
		completed := map[string][]string{"60402223": {"2025-02-21", "2025-04-01"}, "41223345": {"2024-05-01"}, "37530733": {"2025-07-01"}}
		p.service.CompletionDays = func(tx *db.Tx, ids []string) (map[string][]db.Date, error) {
			days := map[string][]db.Date{}
			persons, err := people.PeopleTx(tx, ids)
			for _, person := range persons {
				for _, text := range completed[person.Document()] {
					days[person.ID] = append(days[person.ID], day(t, text))
				}
			}
			return days, err
		}
		got := p.tenures(t, p.ceiba, people.TenureQuery{}).All.Training
		if got.Joiners != 3 || got.Trained != 2 || got.Before != 1 || !got.Few() {
			t.Errorf("%d came, %d trained, %d before; want 3, 2 and 1", got.Joiners, got.Trained, got.Before)
		}
		if math.Abs(got.In30.Value.Float()-2.0/3) > 1e-9 || math.Abs(got.In90.Value.Float()-2.0/3) > 1e-9 || got.Curve.Median != 20 {
			t.Errorf("in 30 days %v, in 90 %v, median %v", got.In30, got.In90, got.Curve.Median)
		}
		// Berta and Carla came in the first quarter, and are followed beyond it.
		if q := p.tenures(t, p.ceiba, people.TenureQuery{By: people.ByQuarter}).Groups[0].Training; q.Joiners != 2 || math.Abs(q.In90.Value.Float()-0.5) > 1e-9 {
			t.Errorf("the first quarter: %d came, in 90 days %v", q.Joiners, q.In90)
		}
		o, err := p.service.Overview(t.Context(), p.manager, p.ceiba.ID)
		if err != nil {
			t.Fatal(err)
		}
		// Ana came first and Diego's renewed contract counts from its beginning; Elsa was trained.
		if len(o.Due) != 2 || o.Due[0].On != day(t, "2024-01-01") || o.Due[1].On != day(t, "2024-07-01") || o.Due[0].Why != people.NeverTrained {
			t.Errorf("due: %+v", o.Due)
		}
		p.service.DueOn = func(_ *db.Tx, ids []string, on db.Date) (map[string][]people.Due, error) {
			due := map[string][]people.Due{}
			for _, id := range ids {
				due[id] = []people.Due{{Why: people.Lapsing, On: on + 3}, {Why: people.BelowCut, On: on - 9}}
			}
			return due, nil
		}
		if o, err = p.service.Overview(t.Context(), p.manager, p.ceiba.ID); err != nil {
			t.Fatal(err)
		}
		if len(o.Due) != 3 || o.Due[2].Why != people.BelowCut || o.Due[2].Others != 1 {
			t.Errorf("due: %+v", o.Due)
		}
	})
}
