package roster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"relevo/app/db"
	"relevo/app/people/roster"

	"pgregory.net/rapid"
)

// story tells a centre's lists one after the other.
type story struct {
	t    *testing.T
	m    *memory
	plan roster.Plan // of the last list
}

func tell(t *testing.T) *story { return &story{t: t, m: newMemory()} }

// list imports a list of the centre; rows are "dni;SURNAMES, GIVEN;role;contract;start;end".
func (s *story) list(asOf string, rows ...string) *story { return s.listAt("here", asOf, rows...) }

func (s *story) listAt(institution, asOf string, rows ...string) *story {
	s.t.Helper()
	text := "DNI;Apellidos y Nombres;Cargo;Régimen;Inicio;Cese\n" + strings.Join(rows, "\n") + "\n"
	s.plan = s.m.plan(institution, day(s.t, asOf), rowsOf(s.t, text, day(s.t, asOf)))
	s.m.apply(s.t, institution, s.plan)
	if found := s.m.overlap(); found != "" {
		s.t.Fatal(found)
	}
	return s
}

// decided checks the last plan: "kind level why" for each decision.
func (s *story) decided(want ...string) *story {
	s.t.Helper()
	var got []string
	for _, d := range s.plan.Decisions {
		got = append(got, fmt.Sprintf("%s %d %s", d.Kind, d.Level, strings.TrimPrefix(d.Explain.Key, "roster.why_")))
	}
	if !slices.Equal(got, want) {
		s.t.Fatalf("on %s decided\n%s\nwant\n%s", s.plan.AsOf, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	return s
}

// believe checks the postings of the centre: "dni cadre start end after".
func (s *story) believe(want ...string) *story {
	s.t.Helper()
	var got []string
	for _, k := range s.m.postings["here"] {
		line := fmt.Sprintf("%s %s %s %s", k.Document.Number, k.Cadre, k.Start, date(k.End))
		if k.EndsAfter != nil {
			line += " after " + k.EndsAfter.String()
		}
		got = append(got, line)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		s.t.Fatalf("believed\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	return s
}

const (
	rosa  = "11111112;QUISPE HUAMÁN, ROSA LUZ;TUTOR(A);CAS;01/02/2025;"
	jorge = "22222223;ROJAS PAZ, JORGE;ABOGADO(A);728;15/01/2025;"
	elena = "33333334;DÍAZ RÍOS, ELENA;TUTOR(A);CAS;10/03/2025;"
)

func TestJoiningLeavingAndVanishing(t *testing.T) {
	tell(t).
		list("2025-02-28", rosa, jorge).decided("joiner 0 joined", "joiner 0 joined").
		list("2025-02-28", rosa, jorge).decided("unchanged 0 unchanged", "unchanged 0 unchanged").
		list("2025-03-31", rosa+"20/03/2025", elena).decided("leaver 0 left", "joiner 0 joined", "vanished 0 vanished").
		believe("11111112 car_mentor 2025-02-01 2025-03-20", "22222223 lawyer 2025-01-15 2025-03-31 after 2025-02-28", "33333334 car_mentor 2025-03-10 -").
		list("2025-04-30", elena).decided("unchanged 0 unchanged")
}

func TestALateListNarrowsAndNeverUnknows(t *testing.T) {
	s := tell(t).list("2025-02-28", rosa, jorge).list("2025-05-31", rosa).
		believe("11111112 car_mentor 2025-02-01 -", "22222223 lawyer 2025-01-15 2025-05-31 after 2025-02-28")
	// March still names Jorge; April no longer does, and does not name Rosa either.
	s.list("2025-03-31", rosa, jorge, elena).decided("unchanged 0 older_list", "changed 0 end_narrowed", "joiner 0 joined").
		list("2025-04-30").decided("vanished 0 end_narrowed", "unchanged 0 absent_older", "vanished 0 end_narrowed")
	s.believe("11111112 car_mentor 2025-02-01 -", "22222223 lawyer 2025-01-15 2025-04-30 after 2025-03-31",
		"33333334 car_mentor 2025-03-10 2025-04-30 after 2025-03-31")
}

func TestMissingFromOneListAndBack(t *testing.T) {
	tell(t).list("2025-02-28", rosa).list("2025-03-31").list("2025-04-30", rosa).decided("changed 0 back").
		believe("11111112 car_mentor 2025-02-01 -")
}

func TestAFurtherStayIsANewPosting(t *testing.T) {
	again := strings.Replace(rosa, "01/02/2025", "10/04/2025", 1)
	tell(t).list("2025-02-28", rosa).list("2025-03-31", rosa+"28/03/2025").
		list("2025-04-30", again).decided("returner 0 renewed").
		believe("11111112 car_mentor 2025-02-01 2025-03-28", "11111112 car_mentor 2025-04-10 -")
	// The same, but the end of the first stay was never listed: it lies before the new start.
	tell(t).list("2025-03-31", rosa).list("2025-04-30", again).decided("returner 0 new_stay", "vanished 0 vanished").
		believe("11111112 car_mentor 2025-02-01 2025-04-10 after 2025-03-31", "11111112 car_mentor 2025-04-10 -")
	// And with the earlier list arriving last.
	tell(t).list("2025-04-30", again).list("2025-03-31", rosa).decided("returner 0 earlier_stay").
		believe("11111112 car_mentor 2025-02-01 2025-04-10 after 2025-03-31", "11111112 car_mentor 2025-04-10 -")
}

func TestAStartThatDiffersLittleIsCorrected(t *testing.T) {
	tell(t).list("2025-02-28", rosa).list("2025-03-31", strings.Replace(rosa, "01/02", "03/02", 1)).decided("changed 0 start_corrected").
		believe("11111112 car_mentor 2025-02-03 -")
	tell(t).list("2025-02-28", rosa).list("2025-03-31", strings.Replace(rosa, "01/02", "20/02", 1)).decided("doubtful 2 start_differs").
		believe("11111112 car_mentor 2025-02-20 -")
	s := tell(t).list("2025-02-28", rosa).list("2025-03-31", strings.Replace(rosa, "01/02/2025", "20/02/2023", 1)).decided("doubtful 3 start_differs").
		believe("11111112 car_mentor 2025-02-01 -")
	if len(s.plan.Decisions[0].Alternatives) != 2 {
		t.Errorf("%+v", s.plan.Decisions[0].Alternatives)
	}
}

func TestChangesOfContractAndRoleAreNoSeparation(t *testing.T) {
	changed := strings.Replace(strings.Replace(rosa, "CAS", "728", 1), "TUTOR(A)", "COORDINADOR(A)", 1)
	s := tell(t).list("2025-02-28", rosa).list("2025-03-31", changed).decided("changed 0 role_changed").
		believe("11111112 coordinator 2025-02-01 -")
	if k := s.m.postings["here"][0]; k.Contract != roster.Contract728 || k.Position != "COORDINADOR(A)" {
		t.Errorf("%+v", k)
	}
	tell(t).list("2025-02-28", rosa).list("2025-03-31", rosa, strings.Replace(changed, "01/02/2025", "05/03/2025", 1)).
		decided("unchanged 0 unchanged", "returner 0 second_role").
		believe("11111112 car_mentor 2025-02-01 -", "11111112 coordinator 2025-03-05 -")
}

func TestSomebodyFromElsewhereIsAMover(t *testing.T) {
	s := tell(t).listAt("there", "2025-02-28", rosa).listAt("there", "2025-03-31", rosa+"05/03/2025").
		list("2025-03-31", strings.Replace(rosa, "01/02", "20/03", 1)).decided("mover 0 moved")
	if got := s.plan.Decisions[0].Explain.String(); got != "roster.why_moved institution=there end=2025-03-05" {
		t.Error(got)
	}
	tell(t).listAt("there", "2025-02-28", rosa).list("2025-02-28", rosa).decided("mover 0 also_at")
}

func TestWhoIsWhoInDoubt(t *testing.T) {
	unpapered := strings.Replace(rosa, "11111112", "", 1)
	for _, c := range []struct{ name, row, want string }{
		{"one digit differs", strings.Replace(rosa, "11111112", "11111113", 1), "doubtful 1 other_document"},
		{"another document, same name and start", strings.Replace(rosa, "11111112", "77654321", 1), "doubtful 2 other_document"},
		{"no document, same name and start", unpapered, "unchanged 1 unchanged"},
		{"no document, same name, another start", strings.Replace(unpapered, "01/02/2025", "01/06/2024", 1), "doubtful 3 name_only"},
		{"same document and start, another name", strings.Replace(rosa, "QUISPE HUAMÁN, ROSA LUZ", "SOTO VEGA, INÉS", 1), "doubtful 2 other_name"},
		{"same document, another name and start", "11111112;SOTO VEGA, INÉS;TUTOR(A);CAS;15/03/2025;", "doubtful 3 other_name"},
		{"a letter differs", strings.Replace(rosa, "QUISPE", "QUISPPE", 1), "unchanged 0 unchanged"},
		{"a name left out", strings.Replace(rosa, "ROSA LUZ", "ROSA", 1), "unchanged 0 unchanged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := tell(t).list("2025-02-28", rosa).list("2025-03-31", c.row).decided(c.want).
				believe("11111112 car_mentor 2025-02-01 -")
			if d := s.plan.Decisions[0]; d.Kind == roster.Doubtful && len(d.Alternatives) == 0 {
				t.Error("a doubt without a choice")
			}
			if strings.Contains(c.want, "3") && s.plan.Decisions[0].Effect.Changes() {
				t.Error("something is proposed that nobody can know")
			}
		})
	}
	// A namesake with papers and a start of her own is somebody else, and it is said.
	namesake := strings.Replace(strings.Replace(rosa, "11111112", "77654321", 1), "01/02", "15/03", 1)
	s := tell(t).list("2025-02-28", rosa).list("2025-03-31", rosa, namesake).decided("unchanged 0 unchanged", "joiner 1 joined")
	if notes := keys(s.plan.Decisions[1].Notes); !slices.Contains(notes, roster.NoteNamesake) {
		t.Errorf("%v", notes)
	}
}

func TestEveryAlternativeCanBeApplied(t *testing.T) {
	rows := []string{strings.Replace(rosa, "11111112", "77654321", 1), "11111112;SOTO VEGA, INÉS;TUTOR(A);CAS;15/03/2025;",
		strings.Replace(strings.Replace(rosa, "11111112", "", 1), "01/02/2025", "01/06/2024", 1), strings.Replace(rosa, "01/02/2025", "20/03/2025", 1),
		strings.Replace(rosa, "01/02/2025", "20/02/2023", 1)}
	for _, row := range rows {
		for i := 0; ; i++ {
			s := tell(t).list("2025-02-28", rosa)
			asOf := day(t, "2025-03-31")
			plan := s.m.plan("here", asOf, rowsOf(t, "DNI;Apellidos y Nombres;Cargo;Régimen;Inicio;Cese\n"+row+"\n", asOf))
			choices := plan.Decisions[0].Alternatives
			if i >= len(choices) {
				break
			}
			s.m.effect(t, "here", asOf, choices[i].Effect, map[string]string{})
			if found := s.m.overlap(); found != "" {
				t.Errorf("%s, choice %s: %s", row, choices[i].Explain, found)
			}
		}
	}
}

func TestARowWithoutAReadableStartStillKeepsItsPerson(t *testing.T) {
	tell(t).list("2025-02-28", rosa).list("2025-03-31", strings.Replace(rosa, "01/02/2025", "?", 1)).decided("unchanged 1 unchanged").
		believe("11111112 car_mentor 2025-02-01 -")
	tell(t).list("2025-02-28", rosa).list("2025-03-31", rosa+"pronto").decided("problem 0 problem").
		believe("11111112 car_mentor 2025-02-01 -")
}

func TestAnEndGivenBeforeThatIsNoLongerThere(t *testing.T) {
	// Announced and not yet reached: being here in between is no contradiction.
	tell(t).list("2025-02-28", rosa+"30/06/2025").list("2025-03-31", rosa).decided("unchanged 0 unchanged").
		believe("11111112 car_mentor 2025-02-01 2025-06-30")
	tell(t).list("2025-03-31", rosa).list("2025-02-28", rosa+"30/06/2025").decided("leaver 0 left").
		believe("11111112 car_mentor 2025-02-01 2025-06-30")
	// Past, and the person is still here.
	tell(t).list("2025-02-28", rosa+"20/02/2025").list("2025-03-31", rosa).decided("doubtful 2 end_withdrawn").
		believe("11111112 car_mentor 2025-02-01 -")
}

func TestAPostingEnteredByHandIsNotEndedBySilence(t *testing.T) {
	s := tell(t)
	s.m.people["p1"] = roster.Person{ID: "p1", Document: roster.Document{Type: roster.DNI, Number: "11111112"},
		Names: roster.Names{FirstSurname: "QUISPE", SecondSurname: "HUAMÁN", GivenNames: "ROSA LUZ"}}
	s.m.postings["here"] = []roster.Known{{Person: s.m.people["p1"], PostingID: "x", Cadre: roster.Mentor, Contract: roster.ContractCAS, Start: day(t, "2025-02-01")}}
	s.list("2025-02-28", jorge).decided("joiner 0 joined", "doubtful 2 not_on_list").
		believe("11111112 car_mentor 2025-02-01 -", "22222223 lawyer 2025-01-15 -").
		list("2025-03-31", rosa, jorge).decided("changed 0 role_changed", "unchanged 0 unchanged"). // the position had no text yet
		list("2025-04-30", jorge).decided("unchanged 0 unchanged", "vanished 0 vanished")
}

func TestALeaverWhoComesBackWithinTheMonthIsOneNewPerson(t *testing.T) {
	s := tell(t).list("2025-03-31", rosa+"10/03/2025", strings.Replace(rosa, "01/02", "20/03", 1)).
		decided("joiner 0 joined_and_left", "returner 0 renewed")
	if len(s.m.people) != 1 {
		t.Errorf("%d people", len(s.m.people))
	}
}

func TestTwoRowsThatContradictEachOther(t *testing.T) {
	tell(t).list("2025-03-31", rosa, strings.Replace(rosa, "01/02", "10/03", 1)).decided("joiner 0 joined", "doubtful 3 overlaps").
		believe("11111112 car_mentor 2025-02-01 -")
}

// TestAnyListsLeaveNoOverlap holds the plan to its promises whatever lists
// come, in whatever order and however they contradict themselves: no person is
// twice in one post, no end is impossible and every row has its decision.
func TestAnyListsLeaveNoOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMemory()
		for range rapid.IntRange(1, 8).Draw(t, "lists") {
			asOf := anyMonth(t)
			var rows []roster.Row
			for n := range rapid.IntRange(0, 6).Draw(t, "rows") {
				rows = append(rows, anyRow(t, n+1, asOf))
			}
			importAny(t, m, asOf, rows)
		}
	})
}

// TestAnyListAgainChangesNothing holds for lists that contradict neither
// themselves nor another of the same date: in each a person has one row in one
// cadre, with a document.
func TestAnyListAgainChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMemory()
		for range rapid.IntRange(1, 8).Draw(t, "lists") {
			asOf := anyMonth(t)
			if slices.Contains(m.lists["here"], asOf) {
				continue
			}
			var rows []roster.Row
			once := map[string]bool{}
			for n := range rapid.IntRange(0, 6).Draw(t, "rows") {
				row := anyRow(t, n+1, asOf)
				if !row.Document.Known() {
					continue
				}
				row.Document.Number = strings.Repeat(row.Document.Number[:1], 4) + "1234" // no two are a slip apart
				if key := row.Document.Number + row.Cadre; !once[key] {
					once[key] = true
					rows = append(rows, row)
				}
			}
			importAny(t, m, asOf, rows)
			for _, d := range m.plan("here", asOf, rows).Decisions {
				if d.Effect.Changes() || d.Effect.Sight {
					t.Fatalf("the same list again: row %d %s %s %+v", d.Row, d.Kind, d.Explain, d.Effect)
				}
			}
		}
	})
}

func anyMonth(t *rapid.T) db.Date {
	return db.NewDate(2025, 1, 31) + db.Date(30*rapid.IntRange(0, 6).Draw(t, "month"))
}

// importAny applies a list and checks what must hold after any.
func importAny(t *rapid.T, m *memory, asOf db.Date, rows []roster.Row) {
	for _, row := range rows {
		t.Logf("%s: %s %s, %s %s %s..%s", asOf, row.Document, row.Names, row.Cadre, row.Contract, row.Start, date(row.End))
	}
	plan := m.plan("here", asOf, rows)
	for i, row := range rows {
		if d := plan.Decisions[i]; d.Row != row.Number || d.Kind == "" || d.Explain.Key == "" {
			t.Fatalf("row %d: %+v", row.Number, d)
		}
	}
	m.apply(t, "here", plan)
	if found := m.overlap(); found != "" {
		t.Fatal(found)
	}
	for _, k := range m.postings["here"] {
		if k.End != nil && *k.End <= k.Start || k.EndsAfter != nil && (k.End == nil || *k.EndsAfter >= *k.End) {
			t.Fatalf("an impossible end: %s..%s after %s", k.Start, date(k.End), date(k.EndsAfter))
		}
	}
}

func anyRow(t *rapid.T, number int, asOf db.Date) roster.Row {
	who := rapid.IntRange(0, 3).Draw(t, "who")
	row := roster.Row{Number: number, Kind: roster.PersonRow, Position: "x", Contract: rapid.SampledFrom([]string{"cas", "728"}).Draw(t, "contract"),
		Cadre: rapid.SampledFrom([]string{roster.Mentor, roster.Lawyer}).Draw(t, "cadre")}
	row.FirstSurname, row.GivenNames = []string{"ROJAS", "QUISPE", "ROJAS", "SOTO"}[who], "ANA MARIA"
	row.Document = roster.Document{Type: roster.DNI, Number: fmt.Sprintf("%d1234567", who+1)}
	if rapid.IntRange(0, 9).Draw(t, "document") == 0 {
		row.Document = roster.Document{}
	}
	start := asOf - db.Date(rapid.IntRange(-3, 70).Draw(t, "tenure"))
	row.Start = &start
	if rapid.IntRange(0, 3).Draw(t, "left") == 0 {
		end := start + db.Date(rapid.IntRange(1, 60).Draw(t, "stay"))
		row.End = &end
	}
	return row
}
