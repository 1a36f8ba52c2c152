package people_test

import (
	"math/rand/v2"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/people/roster"
)

// However the stays of two records lie: joined, no two of one place and cadre
// overlap, nobody is anywhere on fewer days than before, and taken apart it is as it was.
func TestMergersJoinAnyStaysAndComeApart(t *testing.T) {
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		p := newProgramme(t, d)
		everywhere := access.System()
		random := rand.New(rand.NewPCG(11, 3)) // a seeded source, so that the test repeats
		places := []people.Institution{p.ceiba, p.lupe}
		start := day(t, "2024-01-01")
		for round := range 12 {
			var pair [2]people.Person
			for i := range pair {
				first := people.PostingInput{InstitutionID: places[i].ID, Cadre: people.Lawyer, StartsOn: start, End: people.EndedOn}
				end := start + 1
				first.EndsOn = &end
				made, err := p.service.AddPerson(t.Context(), everywhere, people.PersonInput{DocumentType: "none", FirstSurname: "Prueba", GivenNames: "Ana"}, first)
				if err != nil {
					t.Fatal(err)
				}
				pair[i] = made
				for range 6 {
					randomStay(t, p, random, made.ID, places)
				}
			}
			before := staysOf(t, d, pair[:]...)
			m, err := p.service.MergePeople(t.Context(), everywhere, pair[0].ID, pair[1].ID)
			if err != nil {
				t.Fatal(err)
			}
			joined := staysOf(t, d, pair[0])
			if left := staysOf(t, d, pair[1]); len(left) != 0 {
				t.Fatalf("round %d: %d stays stayed behind", round, len(left))
			}
			apartFromEachOther(t, joined)
			sameDays(t, before, joined)
			if _, err := p.service.UndoMerger(t.Context(), everywhere, m.ID); err != nil {
				t.Fatal(err)
			}
			after := staysOf(t, d, pair[:]...)
			if len(after) != len(before) {
				t.Fatalf("round %d: %d stays after taking apart, %d before", round, len(after), len(before))
			}
			for i := range after {
				if after[i].StayID != before[i].StayID || after[i].PersonID != before[i].PersonID || after[i].StartsOn != before[i].StartsOn || show(after[i].EndsOn) != show(before[i].EndsOn) {
					t.Errorf("round %d: %+v came back as %+v", round, before[i], after[i])
				}
			}
		}
	})
}

// randomStay records a stay somewhere, unless it would overlap another.
func randomStay(t *testing.T, p programme, random *rand.Rand, personID string, places []people.Institution) {
	t.Helper()
	in := people.PostingInput{InstitutionID: places[random.IntN(2)].ID, Cadre: []people.Cadre{people.CARMentor, people.Psychologist}[random.IntN(2)],
		Contract: roster.ContractCAS, StartsOn: day(t, "2024-01-01") + db.Date(random.IntN(700)), End: people.StillInPost}
	if random.IntN(4) > 0 {
		end := in.StartsOn + 1 + db.Date(random.IntN(200))
		in.End, in.EndsOn = people.EndedOn, &end
	}
	if _, err := p.service.AddPosting(t.Context(), access.System(), personID, in); err != nil {
		wantField(t, err, "starts_on")
	}
}

func staysOf(t *testing.T, d *db.DB, who ...people.Person) (stays []people.Posting) {
	t.Helper()
	var ids []string
	for _, person := range who {
		ids = append(ids, person.ID)
	}
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		stays, err = people.StaysOfTx(tx, ids)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return stays
}

func apartFromEachOther(t *testing.T, stays []people.Posting) {
	t.Helper()
	for i, a := range stays {
		for _, b := range stays[i+1:] {
			if a.InstitutionID == b.InstitutionID && a.Cadre == b.Cadre && a.InForce(max(a.StartsOn, b.StartsOn)) && b.InForce(max(a.StartsOn, b.StartsOn)) {
				t.Errorf("two stays overlap: %s-%s and %s-%s", a.StartsOn, show(a.EndsOn), b.StartsOn, show(b.EndsOn))
			}
		}
	}
}

// sameDays holds where somebody was on each day against where they were.
func sameDays(t *testing.T, before, after []people.Posting) {
	t.Helper()
	where := func(stays []people.Posting, on db.Date) map[string]bool {
		at := map[string]bool{}
		for _, s := range stays {
			if s.InForce(on) {
				at[s.InstitutionID+string(s.Cadre)] = true
			}
		}
		return at
	}
	for on := day(t, "2023-12-01"); on < day(t, "2026-05-01"); on += 7 {
		was, is := where(before, on), where(after, on)
		for place := range was {
			if !is[place] {
				t.Fatalf("on %s the joined record is no longer at %s", on, place)
			}
		}
		if len(is) > len(was) {
			t.Fatalf("on %s the joined record is in more places than both", on)
		}
	}
}
