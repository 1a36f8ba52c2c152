package people_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/app/people/roster"
)

const (
	ana   = "15775632;QUISPE HUAMÁN, ANA LUZ;TUTORA;CAS;2025-01-15;"
	berta = "60402223;ÑAUPARI DÍAZ, BERTA;PSICÓLOGA;728;01/02/2025;"
	carla = "37530733;INUMA CCAHUA, CARLA SONIA;TUTORA;LOC. SERV.;2025-03-20;"
	diego = "63463714;CCOPA RAMÍREZ, DIEGO;ABOGADO;CAS;2026-02-10;"
)

func TestRoster_previewSaysWhatEveryRowMeans(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		p.bring(t, p.ceiba, "car la ceiba 2026-01-31.csv", list("CAR LA CEIBA", ana, berta, carla))
		carlaLeft := carla + "2026-02-20"
		draft := p.upload(t, p.ceiba, "febrero 2026.csv", list("CAR LA CEIBA", ana, carlaLeft, diego, "9;SIN FECHA, ELSA;TUTORA;CAS;;", "TOTAL;4;;;;"))
		if draft.AsOf != day(t, "2026-02-28") {
			t.Errorf("the list is of %s, want the end of the month in its name", draft.AsOf)
		}
		preview := p.preview(t, draft)
		want := people.Summary{roster.Joiner: 1, roster.Unchanged: 1, roster.Leaver: 1, roster.Vanished: 1, roster.Unusable: 1, roster.Skipped: 1}
		for _, kind := range roster.Kinds() {
			if preview.Counts[kind] != want[kind] {
				t.Errorf("%d %s, want %d", preview.Counts[kind], kind, want[kind])
			}
		}
		for _, decision := range preview.Decisions {
			if decision.Explain.Key == "" {
				t.Errorf("row %d (%s) is not explained", decision.Row, decision.Kind)
			}
			if decision.Kind == roster.Vanished && decision.Person.FullName() != "Ñaupari Díaz, Berta" {
				t.Errorf("%s vanished, want Berta", decision.Person.FullName())
			}
		}
		if believed(t, d, p.ceiba) == "" || strings.Contains(believed(t, d, p.ceiba), "2026-02") {
			t.Error("looking at a draft changed what is believed")
		}
	})
}

func TestRoster_aVanishedPersonCountsToTheMiddleOfTheInterval(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		p.bring(t, p.ceiba, "2026-01-31.csv", list("CAR LA CEIBA", ana, berta))
		p.bring(t, p.ceiba, "2026-02-28.csv", list("CAR LA CEIBA", ana))
		for _, c := range []struct {
			on   string
			want int
		}{{"2025-01-14", 0}, {"2025-01-15", 1}, {"2026-02-13", 2}, {"2026-02-14", 1}, {"2026-02-28", 1}} {
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				there, err := people.InPostTx(tx, p.ceiba.ID, day(t, c.on))
				if len(there) != c.want {
					t.Errorf("%s: %d in post, want %d", c.on, len(there), c.want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestRoster_theSameFileTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		data := list("CAR LA CEIBA", ana, berta, carla)
		_, first := p.bring(t, p.ceiba, "2026-01-31.csv", data)
		before := believed(t, d, p.ceiba)
		preview, second := p.bring(t, p.ceiba, "2026-01-31.csv", data)
		if preview.Changes != 0 || preview.Same == nil {
			t.Errorf("the second time %d decisions change something, same file: %v", preview.Changes, preview.Same)
		}
		if second.ID != first.ID || believed(t, d, p.ceiba) != before {
			t.Error("confirming the same file twice changed what is believed")
		}
	})
}

func TestRoster_aPersonWhoMovesKeepsOneRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		p.bring(t, p.ceiba, "2026-01-31.csv", list("CAR LA CEIBA", ana, berta+"2026-01-20"))
		preview, _ := p.bring(t, p.lupe, "2026-02-28.csv", list("CAR LUPUNA ÑUSTA", strings.Replace(berta, "01/02/2025", "10/02/2026", 1)))
		if preview.Counts[roster.Mover] != 1 {
			t.Errorf("decisions %v, want one mover", preview.Counts)
		}
		found, err := p.service.SearchPeople(t.Context(), p.manager, "naupari")
		if err != nil || len(found.People) != 1 || len(found.People[0].Now) != 1 || found.People[0].Now[0].Institution.ID != p.lupe.ID {
			t.Fatalf("found %+v, %v; want Berta once, at Lupuna", found, err)
		}
		moved, err := p.service.Turnover(t.Context(), p.manager, p.ceiba.ID, day(t, "2025-12-31"), day(t, "2026-03-31"))
		if err != nil || len(moved.Separations) != 1 || moved.Transfers != 1 {
			t.Errorf("%d separations, %d transfers, %v; want one transfer", len(moved.Separations), moved.Transfers, err)
		}
	})
}

func TestRoster_doubtfulRowsWaitForAChoice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		p.bring(t, p.ceiba, "2026-01-31.csv", list("CAR LA CEIBA", ana, berta))
		draft := p.upload(t, p.ceiba, "2026-02-28.csv", list("CAR LA CEIBA", ana, ";ÑAUPARI DÍAZ, BERTA;TUTORA;728;15/02/2026;"))
		preview := p.preview(t, draft)
		var doubt people.Decision
		for _, decision := range preview.Decisions {
			if decision.Waiting() {
				doubt = decision
			}
		}
		if preview.Waiting != 1 || len(doubt.Alternatives) < 2 {
			t.Fatalf("%d rows wait, with %d alternatives; want a row that may be Berta or somebody else", preview.Waiting, len(doubt.Alternatives))
		}
		other := len(doubt.Alternatives) - 1
		if err := p.service.Choose(t.Context(), p.manager, draft.ID, map[string]string{doubt.Key: fmt.Sprint(other)}); err != nil {
			t.Fatal(err)
		}
		// What was looked at before the choice is not what would happen now.
		_, err := p.service.Confirm(t.Context(), p.manager, draft.ID, preview.Fingerprint, nil)
		wantKind(t, err, fault.Conflict)
		if _, err := p.service.Confirm(t.Context(), p.manager, draft.ID, p.preview(t, draft).Fingerprint, nil); err != nil {
			t.Fatal(err)
		}
		found, err := p.service.SearchPeople(t.Context(), p.manager, "ñaupari berta")
		if err != nil || len(found.People) != 2 {
			t.Errorf("found %d people, %v; want two of the same name", len(found.People), err)
		}
	})
}

func TestRoster_theMappingIsRememberedForTheHeader(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		odd := []byte("Identificador;Persona X;Labor;Arranque\n15775632;QUISPE HUAMÁN, ANA LUZ;TUTORA;2025-01-15\n")
		draft := p.upload(t, p.ceiba, "2026-01-31.csv", odd)
		if preview := p.preview(t, draft); len(preview.Missing) == 0 || len(preview.Decisions) > 0 {
			t.Fatalf("missing %v with %d decisions; want the columns to be asked for", preview.Missing, len(preview.Decisions))
		}
		_, err := p.service.Confirm(t.Context(), p.manager, draft.ID, "", nil)
		wantField(t, err, "columns")
		columns := roster.Mapping{roster.DocumentNumber: 0, roster.SurnamesGiven: 1, roster.Position: 2, roster.StartDate: 3}
		twice := roster.Mapping{roster.SurnamesGiven: 1, roster.Position: 1, roster.StartDate: 3}
		wantField(t, p.service.SetDraft(t.Context(), p.manager, draft.ID, people.DraftInput{InstitutionID: p.ceiba.ID, AsOf: draft.AsOf, Columns: twice}), "columns")
		wantField(t, p.service.SetDraft(t.Context(), p.manager, draft.ID, people.DraftInput{InstitutionID: p.ceiba.ID, AsOf: day(t, "2026-06-30"), Columns: columns}), "as_of")
		if err := p.service.SetDraft(t.Context(), p.manager, draft.ID, people.DraftInput{InstitutionID: p.ceiba.ID, AsOf: draft.AsOf, Columns: columns}); err != nil {
			t.Fatal(err)
		}
		if preview := p.preview(t, draft); preview.Counts[roster.Joiner] != 1 {
			t.Errorf("decisions %v, want one joiner", preview.Counts)
		}
		again := p.upload(t, p.ceiba, "2026-02-28.csv", odd)
		if preview := p.preview(t, again); len(preview.Missing) > 0 || preview.Counts[roster.Joiner] != 1 {
			t.Errorf("the next list asks for %v again", preview.Missing)
		}
	})
}

func TestRoster_brokenFilesAreRefusedWithAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		for name, data := range map[string][]byte{"vacío.csv": nil, "roto.xlsx": []byte("PK\x03\x04 no es un libro"), "carta.pdf": []byte("%PDF-1.7 …")} {
			_, err := p.service.UploadRosters(t.Context(), p.manager, p.ceiba.ID, []people.RosterFile{{Name: name, Data: data}})
			wantField(t, err, "files")
		}
		up, err := p.service.UploadRosters(t.Context(), p.manager, p.ceiba.ID, []people.RosterFile{{Name: "roto.xlsx", Data: []byte("PK\x03\x04")},
			{Name: "2026-02-28.csv", Data: list("CAR LA CEIBA", ana)}, {Name: "2026-01-31.csv", Data: list("CAR LA CEIBA", ana)}})
		if err != nil || len(up.Drafts) != 2 || len(up.Refused) != 1 || up.Refused[0].File != "roto.xlsx" {
			t.Fatalf("%d drafts, refused %v, %v", len(up.Drafts), up.Refused, err)
		}
		if up.Drafts[0].AsOf > up.Drafts[1].AsOf {
			t.Error("the drafts are not in the order of their days")
		}
		if _, err := p.service.DiscardDraft(t.Context(), p.manager, up.Drafts[0].ID); err != nil {
			t.Fatal(err)
		}
		_, err = p.service.Preview(t.Context(), p.manager, up.Drafts[0].ID)
		wantKind(t, err, fault.NotFound)
	})
}

func TestRoster_staysWithinTheScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		ctx := t.Context()
		draft := p.upload(t, p.lupe, "2026-01-31.csv", list("CAR LUPUNA ÑUSTA", ana))
		_, imp := p.bring(t, p.lupe, "2025-12-31.csv", list("CAR LUPUNA ÑUSTA", berta))
		found, err := p.service.SearchPeople(ctx, p.manager, "berta")
		if err != nil || len(found.People) != 1 {
			t.Fatal(found, err)
		}
		personID := found.People[0].ID
		attempts := map[string]func(access.Actor) error{
			"upload": func(a access.Actor) error {
				_, err := p.service.UploadRosters(ctx, a, p.lupe.ID, []people.RosterFile{{Name: "x.csv", Data: list("CAR", ana)}})
				return err
			},
			"preview": func(a access.Actor) error { _, err := p.service.Preview(ctx, a, draft.ID); return err },
			"confirm": func(a access.Actor) error { _, err := p.service.Confirm(ctx, a, draft.ID, "x", nil); return err },
			"choose":  func(a access.Actor) error { return p.service.Choose(ctx, a, draft.ID, map[string]string{"r1": "0"}) },
			"discard": func(a access.Actor) error { _, err := p.service.DiscardDraft(ctx, a, draft.ID); return err },
			"set": func(a access.Actor) error {
				return p.service.SetDraft(ctx, a, draft.ID, people.DraftInput{InstitutionID: p.lupe.ID, AsOf: draft.AsOf})
			},
			"import":   func(a access.Actor) error { _, err := p.service.Import(ctx, a, imp.ID); return err },
			"undo":     func(a access.Actor) error { _, err := p.service.Undo(ctx, a, imp.ID); return err },
			"overview": func(a access.Actor) error { _, err := p.service.Overview(ctx, a, p.lupe.ID); return err },
			"person":   func(a access.Actor) error { _, err := p.service.PersonHistory(ctx, a, personID, nil); return err },
		}
		for name, attempt := range attempts {
			t.Run(name, func(t *testing.T) {
				wantKind(t, attempt(p.director), fault.NotFound)
				wantKind(t, attempt(p.evaluator), fault.Denied)
				wantKind(t, attempt(access.Actor{}), fault.Unauthenticated)
			})
		}
		if found, err := p.service.SearchPeople(ctx, p.director, "berta"); err != nil || len(found.People) != 0 {
			t.Errorf("the director of another centre found %d people, %v", len(found.People), err)
		}
	})
}

// correctStart corrects the start of the first stay at Ceiba by hand.
func correctStart(t *testing.T, d *db.DB, p programme, start string) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		stays, err := people.StaysAtTx(tx, p.ceiba.ID)
		if err != nil {
			return err
		}
		_, err = people.CorrectPostingTx(tx, p.manager, stays[0].ID, func(f *people.Posting) { f.StartsOn = day(t, start) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPostings_whatWasKnownWhen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		clock := dbtest.ClockOf(t, d)
		p.bring(t, p.ceiba, "2026-01-31.csv", list("CAR LA CEIBA", ana))
		known := d.Now()
		clock.Advance(24 * time.Hour)
		correctStart(t, d, p, "2025-02-01")
		found, err := p.service.SearchPeople(t.Context(), p.director, "15775632")
		if err != nil || len(found.People) != 1 {
			t.Fatal(found, err)
		}
		for _, c := range []struct {
			at   *db.Instant
			want string
		}{{nil, "2025-02-01"}, {&known, "2025-01-15"}} {
			h, err := p.service.PersonHistory(t.Context(), p.director, found.People[0].ID, c.at)
			if err != nil || len(h.Stays) != 1 || h.Stays[0].StartsOn != day(t, c.want) || len(h.Facts) != 2 {
				t.Errorf("known at %v: %+v, %v; want a start on %s", c.at, h.Stays, err, c.want)
			}
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			stays, err := people.StaysAtTx(tx, p.ceiba.ID)
			if err != nil {
				return err
			}
			_, err = people.AppendPostingTx(tx, p.manager, people.Posting{PersonID: stays[0].PersonID, InstitutionID: p.ceiba.ID, Cadre: people.CARMentor, StartsOn: day(t, "2026-03-01")})
			return err
		})
		wantField(t, err, "starts_on")
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			stays, err := people.StaysAtTx(tx, p.ceiba.ID)
			if err != nil {
				return err
			}
			return people.WithdrawPostingTx(tx, p.manager, stays[0].ID)
		})
		if err != nil || believed(t, d, p.ceiba) != "" {
			t.Errorf("after withdrawing: %q, %v", believed(t, d, p.ceiba), err)
		}
		_, err = p.service.PersonHistory(t.Context(), p.director, found.People[0].ID, nil)
		wantKind(t, err, fault.NotFound)
	})
}

func TestPersonHistory_countsListsThatConfirmAFact(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		for _, month := range []string{"2026-01-31", "2026-02-28", "2026-03-31"} {
			p.bring(t, p.ceiba, month+".csv", list("CAR LA CEIBA", ana))
		}
		p.bring(t, p.ceiba, "2026-04-30.csv", list("CAR LA CEIBA", ana+"2026-04-15"))
		found, err := p.service.SearchPeople(t.Context(), p.director, "quispe ana")
		if err != nil || len(found.People) != 1 {
			t.Fatal(found, err)
		}
		h, err := p.service.PersonHistory(t.Context(), p.director, found.People[0].ID, nil)
		if err != nil || len(h.Facts) != 2 {
			t.Fatalf("%d records, %v; want the stay and its end", len(h.Facts), err)
		}
		if ended, began := h.Facts[0], h.Facts[1]; ended.Confirmed != 0 || ended.ReplacedAt != nil || began.Confirmed != 2 || began.ReplacedAt == nil {
			t.Errorf("the end is confirmed %d times, the stay %d times (replaced %v); want 0 and 2", ended.Confirmed, began.Confirmed, began.ReplacedAt)
		}
	})
}

func TestPages_costAFixedNumberOfStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		many := func(n int) []byte {
			var rows []string
			for i := range n {
				rows = append(rows, fmt.Sprintf("%08d;PERSONA PRUEBA%c, ANA;TUTORA;CAS;2025-01-10;", 50000000+i, 'A'+i))
			}
			return list("CAR LA CEIBA", rows...)
		}
		ctx := t.Context()
		count := func(fn func() error) int64 {
			before := d.Statements()
			if err := fn(); err != nil {
				t.Fatal(err)
			}
			return d.Statements() - before
		}
		pages := map[string]func() error{
			"institutions": func() error { _, err := p.service.Institutions(ctx, p.manager, ""); return err },
			"institution":  func() error { _, err := p.service.Overview(ctx, p.manager, p.ceiba.ID); return err },
			"people":       func() error { _, err := p.service.SearchPeople(ctx, p.manager, ""); return err },
		}
		limits := map[string]int64{"institutions": 4, "institution": 11, "people": 4}
		p.bring(t, p.ceiba, "2026-01-31.csv", many(2))
		few := map[string]int64{}
		for name, page := range pages {
			few[name] = count(page)
		}
		p.bring(t, p.ceiba, "2026-02-28.csv", many(20))
		for name, page := range pages {
			if n := count(page); n > few[name] || n > limits[name] {
				t.Errorf("%s: %d statements with 20 people, %d with 2, at most %d are right", name, n, few[name], limits[name])
			}
		}
		draft := p.upload(t, p.ceiba, "2026-03-31.csv", many(20))
		if n := count(func() error { _, err := p.service.Preview(ctx, p.manager, draft.ID); return err }); n > 11 {
			t.Errorf("preview: %d statements, at most 11 are right", n)
		}
	})
}
