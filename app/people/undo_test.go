package people_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/people"
)

// Any lists, in any order, and then undone, the last first: everything is
// believed again exactly as before each.
func TestUndo_isTheIdentity(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		random := rand.New(rand.NewPCG(7, 7)) // a seeded source, so that the test repeats
		months := []string{"2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31"}
		names := []string{"UNO", "DOS", "TRES", "CUATRO", "CINCO", "SEIS", "SIETE", "OCHO"}
		for range 4 {
			states := []string{believed(t, d, p.ceiba)}
			var imports []people.RosterImport
			random.Shuffle(len(months), func(i, j int) { months[i], months[j] = months[j], months[i] })
			for n, month := range months[:3+random.IntN(3)] {
				var rows []string
				for i, name := range names {
					if random.IntN(3) == 0 {
						continue
					}
					end := ""
					if random.IntN(5) == 0 {
						end = month[:8] + "05"
					}
					contract := []string{"CAS", "728"}[random.IntN(2)]
					rows = append(rows, fmt.Sprintf("4000000%d;PRUEBA %s, ANA;TUTORA;%s;2025-0%d-10;%s", i, name, contract, 1+i, end))
				}
				if n%2 == 0 { // the clock need not move between two imports
					dbtest.ClockOf(t, d).Advance(time.Minute)
				}
				preview, imp := p.bring(t, p.ceiba, month+".csv", list(fmt.Sprintf("CAR LA CEIBA %d", random.Int()), rows...))
				if preview.Rows != len(rows) {
					t.Fatalf("%d rows read, want %d", preview.Rows, len(rows))
				}
				imports = append(imports, imp)
				states = append(states, believed(t, d, p.ceiba))
			}
			for i := len(imports) - 1; i >= 0; i-- {
				if _, err := p.service.Undo(t.Context(), p.manager, imports[i].ID); err != nil {
					t.Fatal(err)
				}
				if got := believed(t, d, p.ceiba); got != states[i] {
					t.Fatalf("after undoing %s:\n%s\nwant:\n%s", imports[i].FileName, got, states[i])
				}
			}
			_, err := p.service.Undo(t.Context(), p.manager, imports[0].ID)
			wantKind(t, err, fault.Conflict)
		}
	})
}

func TestUndo_refusesAndNamesWhatBuildsOnIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		_, january := p.bring(t, p.ceiba, "2026-01-31.csv", list("CAR LA CEIBA", ana, berta))
		_, february := p.bring(t, p.ceiba, "2026-02-28.csv", list("CAR LA CEIBA", ana))
		_, err := p.service.Undo(t.Context(), p.manager, january.ID)
		wantKind(t, err, fault.Conflict)
		fields := fault.FieldsOf(err)
		if len(fields) != 1 || fields[0].Pairs[1] != "2026-02-28.csv" {
			t.Errorf("the refusal names %v, want the list of February", fields)
		}
		if _, err := p.service.Undo(t.Context(), p.manager, february.ID); err != nil {
			t.Fatal(err)
		}
		correctStart(t, d, p, "2025-01-16")
		report, err := p.service.Import(t.Context(), p.manager, january.ID)
		if err != nil || report.MayUndo || len(report.Blockers) != 1 || report.Blockers[0].Person.FullName() != "Quispe Huamán, Ana Luz" {
			t.Errorf("blockers %+v, %v; want the correction by hand", report.Blockers, err)
		}
		if len(report.Facts) != 2 || report.ConfirmedBy != "" {
			t.Errorf("%d facts by %q", len(report.Facts), report.ConfirmedBy)
		}
	})
}
