package people_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/people"
)

const samples = "../../../shared/samples/rosters"

// The lists of four centres, one a month as they really look, give the
// turnover of the postings they were drawn from.
func TestLists_giveTheTurnoverTheyWereDrawnFrom(t *testing.T) {
	body, err := os.ReadFile(filepath.Join(samples, "truth.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the sample lists are not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		Centres map[string]struct {
			Separations, Transfers, InPost int
			PersonYears                    float64
		}
		Window [2]db.Date
	}
	if err := json.Unmarshal(body, &truth); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(samples, "car_*"))
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := programme{service: people.NewService(d)}
		top, err := p.service.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "RED", Name: "Red", Kind: people.Network, Sector: "public"})
		if err != nil {
			t.Fatal(err)
		}
		p.manager = actor(access.Manager, top)
		centres := map[string]people.Institution{}
		for name := range truth.Centres {
			centre, err := p.service.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{ParentID: top.ID,
				Code: strings.ReplaceAll(strings.Map(ascii, name), " ", "-"), Name: name, Kind: people.CareCentre, Sector: "public"})
			if err != nil {
				t.Fatal(err)
			}
			centres[name] = centre
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
		for part := range slices.Chunk(lists, 30) {
			up, err := p.service.UploadRosters(t.Context(), p.manager, top.ID, part)
			if err != nil || len(up.Refused) > 0 {
				t.Fatal(err, up.Refused)
			}
			for _, draft := range up.Drafts {
				if draft.InstitutionID == top.ID || draft.AsOf.String() != dayOf(draft.FileName) {
					t.Errorf("%s: taken for a list of %s of %s", draft.FileName, draft.InstitutionID, draft.AsOf)
				}
				preview := p.preview(t, draft)
				if preview.Waiting > 0 {
					t.Errorf("%s: %d rows nobody could decide about", draft.FileName, preview.Waiting)
				}
				if _, err := p.service.Confirm(t.Context(), p.manager, draft.ID, preview.Fingerprint); err != nil {
					t.Fatalf("%s: %v", draft.FileName, err)
				}
			}
		}
		for name, want := range truth.Centres {
			got, err := p.service.Turnover(t.Context(), p.manager, centres[name].ID, truth.Window[0], truth.Window[1])
			if err != nil {
				t.Fatal(err)
			}
			if n := len(got.Separations); abs(n-want.Separations) > 1 || abs(got.Transfers-want.Transfers) > 1 {
				t.Errorf("%s: %d separations and %d transfers, want %d and %d", name, n, got.Transfers, want.Separations, want.Transfers)
			}
			if math.Abs(got.PersonYears-want.PersonYears) > 0.03*want.PersonYears {
				t.Errorf("%s: %.3f person-years, want %.3f", name, got.PersonYears, want.PersonYears)
			}
			if got.InPost != want.InPost {
				t.Errorf("%s: %d in post at the end, want %d", name, got.InPost, want.InPost)
			}
			counts, err := p.service.StaffOverTime(t.Context(), p.manager, centres[name].ID, truth.Window[0], truth.Window[1])
			if err != nil || len(counts) != 18 || counts[17].People != want.InPost {
				t.Errorf("%s: headcount over time %v, %v", name, counts, err)
			}
		}
	})
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
