package people_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
	"relevo/app/people/roster"
)

const samples = "../../../shared/samples/rosters"

// truth is what the sample lists were drawn from.
type truth struct {
	Centres map[string]figures
	Window  [2]db.Date
	stays   []trueStay
}

type figures struct {
	Separations, Transfers, InPost int
	PersonYears                    float64
}

type trueStay struct {
	document, centre string
	start            db.Date
	end              *db.Date
}

// inPost counts the people who were truly in post in a centre on a day.
func (tr truth) inPost(centre string, on db.Date) int {
	there := map[string]bool{}
	for _, s := range tr.stays {
		if s.centre == centre && s.start <= on && (s.end == nil || on < *s.end) {
			there[s.document] = true
		}
	}
	return len(there)
}

// sampleLists reads the staff lists of four centres, the earliest first, and
// the truth behind them.
func sampleLists(t *testing.T) ([]people.RosterFile, truth) {
	t.Helper()
	var tr truth
	body, err := os.ReadFile(filepath.Join(samples, "truth.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the sample lists are not here")
	}
	if err := errors.Join(err, json.Unmarshal(body, &tr)); err != nil {
		t.Fatal(err)
	}
	tr.stays = trueStays(t)
	files, err := filepath.Glob(filepath.Join(samples, "car_*"))
	if err != nil {
		t.Fatal(err)
	}
	var lists []people.RosterFile
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lists = append(lists, people.RosterFile{Name: filepath.Base(file), Data: data})
	}
	slices.SortFunc(lists, func(a, b people.RosterFile) int { return strings.Compare(dayOf(a.Name)+a.Name, dayOf(b.Name)+b.Name) })
	return lists, tr
}

func trueStays(t *testing.T) []trueStay {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(samples, "truth_postings.csv"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(string(body))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var stays []trueStay
	for _, r := range records[1:] {
		s := trueStay{document: r[0], centre: r[4], start: day(t, r[7])}
		if r[8] != "" {
			end := day(t, r[8])
			s.end = &end
		}
		stays = append(stays, s)
	}
	return stays
}

// sampleProgramme is a programme with the centres of the sample lists.
func sampleProgramme(t *testing.T, d *db.DB, tr truth) (programme, map[string]people.Institution) {
	t.Helper()
	p := programme{service: people.NewService(d)}
	make := func(in people.InstitutionInput) people.Institution {
		i, err := p.service.CreateInstitution(t.Context(), access.System(), in)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	p.network = make(people.InstitutionInput{Code: "RED", Name: "Red", Kind: people.Network, Sector: "public"})
	p.manager = actor(access.Manager, p.network)
	centres := map[string]people.Institution{}
	for name := range tr.Centres {
		centres[name] = make(people.InstitutionInput{ParentID: p.network.ID, Code: strings.ReplaceAll(strings.Map(ascii, name), " ", "-"), Name: name,
			Kind: people.CareCentre, Sector: "public"})
	}
	return p, centres
}

// bringAll imports lists in the order given, with what each proposes.
func (p programme) bringAll(t *testing.T, lists []people.RosterFile) {
	t.Helper()
	for _, file := range lists {
		draft := p.upload(t, p.network, file.Name, file.Data)
		if draft.InstitutionID == p.network.ID || draft.AsOf.String() != dayOf(draft.FileName) {
			t.Errorf("%s: taken for a list of %s of %s", draft.FileName, draft.InstitutionID, draft.AsOf)
		}
		preview := p.preview(t, draft)
		if preview.Waiting > 0 {
			t.Errorf("%s: %d rows nobody could decide about", draft.FileName, preview.Waiting)
		}
		if _, err := p.service.Confirm(t.Context(), p.manager, draft.ID, preview.Fingerprint, nil); err != nil {
			t.Fatalf("%s: %v", draft.FileName, err)
		}
	}
}

// tolerance is how far counts may be from the truth, which lists once a month
// cannot tell to the day.
type tolerance struct{ separations, transfers int }

// near compares the figures of every centre with the truth.
func (p programme) near(t *testing.T, centres map[string]people.Institution, tr truth, may tolerance) {
	t.Helper()
	for name, want := range tr.Centres {
		got, err := p.service.Turnover(t.Context(), p.manager, centres[name].ID, tr.Window[0], tr.Window[1])
		if err != nil {
			t.Fatal(err)
		}
		n := len(got.Separations)
		t.Logf("%s: %d of %d separations, %d of %d transfers, %.2f of %.2f person-years", name, n, want.Separations, got.Transfers, want.Transfers, got.PersonYears, want.PersonYears)
		if abs(n-want.Separations) > may.separations || abs(got.Transfers-want.Transfers) > may.transfers {
			t.Errorf("%s: %d separations and %d transfers, want %d and %d", name, n, got.Transfers, want.Separations, want.Transfers)
		}
		if math.Abs(got.PersonYears-want.PersonYears) > 0.03*want.PersonYears {
			t.Errorf("%s: %.3f person-years, want %.3f", name, got.PersonYears, want.PersonYears)
		}
		if got.InPost != want.InPost {
			t.Errorf("%s: %d in post at the end, want %d", name, got.InPost, want.InPost)
		}
	}
}

// headcounts compares how many were in post on the days of lists, which is
// known to the head.
func (p programme) headcounts(t *testing.T, centres map[string]people.Institution, tr truth, lists []people.RosterFile) {
	t.Helper()
	listed := map[string]bool{}
	for _, file := range lists {
		listed[roster.Fold(strings.TrimSuffix(file.Name[:len(file.Name)-len(filepath.Ext(file.Name))], dayOf(file.Name)))+dayOf(file.Name)] = true
	}
	for name, centre := range centres {
		counts, err := p.service.StaffOverTime(t.Context(), p.manager, centre.ID, tr.Window[0], tr.Window[1])
		if err != nil || len(counts) != 18 {
			t.Fatalf("%s: %d months, %v", name, len(counts), err)
		}
		for _, count := range counts {
			if want := tr.inPost(name, count.On); listed[roster.Fold(name)+count.On.String()] && count.People != want {
				t.Errorf("%s on %s: %d in post, want %d", name, count.On, count.People, want)
			}
		}
	}
	if len(listed) != len(lists) {
		t.Errorf("%d lists have %d names", len(lists), len(listed))
	}
}

// The lists of four centres, one a month as they really look, give the
// turnover of the postings they were drawn from.
func TestLists_giveTheTurnoverTheyWereDrawnFrom(t *testing.T) {
	t.Parallel()
	lists, tr := sampleLists(t)
	dbtest.EachAtLength(t, func(t *testing.T, d *db.DB) {
		p, centres := sampleProgramme(t, d, tr)
		p.bringAll(t, lists)
		p.near(t, centres, tr, tolerance{1, 1})
		p.headcounts(t, centres, tr, lists)
	})
}

// In whatever order the lists come, and with a month that never comes, the
// figures stay near the truth: heads are exact on the days of lists, and only
// what happened around the missing month is less sure.
func TestLists_inAnyOrderAndWithAMonthMissing(t *testing.T) {
	t.Parallel()
	lists, tr := sampleLists(t)
	months := []string{"", "2025-04-30", "2026-01-31"}
	if testing.Short() {
		months = months[1:2]
	}
	for i, missing := range months {
		t.Run("without "+missing, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(9, uint64(i))) // a seeded source, so that the test repeats
			var some []people.RosterFile
			for _, file := range lists {
				if dayOf(file.Name) != missing {
					some = append(some, file)
				}
			}
			random.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
			p, centres := sampleProgramme(t, dbtest.SQLite(t), tr) // the statements are those of the test above
			p.bringAll(t, some)
			may := tolerance{1, 1}
			if missing != "" {
				may = tolerance{2, 1}
			}
			p.near(t, centres, tr, may)
			p.headcounts(t, centres, tr, some)
		})
	}
}

func ascii(r rune) rune {
	if r > 127 {
		return 'I'
	}
	return r
}

// dayOf is the day in a sample's name, car_x_2024-11-30.xlsx.
func dayOf(name string) string {
	base := strings.TrimSuffix(name, filepath.Ext(name))
	return base[len(base)-10:]
}

func abs(n int) int { return max(n, -n) }
