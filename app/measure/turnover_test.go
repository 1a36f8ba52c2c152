package measure

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const rosters = "../../../shared/samples/rosters/"

func parseDay(t *testing.T, text string) Day {
	t.Helper()
	date, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return DayOf(date.Date())
}

func truthStays(t *testing.T) []Stay {
	t.Helper()
	file, err := os.Open(rosters + "truth_postings.csv")
	if err != nil {
		t.Skip("no sample rosters here")
	}
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	var stays []Stay
	for _, row := range rows[1:] {
		end := Open
		if row[8] != "" {
			end = parseDay(t, row[8])
		}
		stays = append(stays, Stay{Person: row[0], Institution: row[4], Role: row[5], Start: parseDay(t, row[7]),
			EndLower: end, EndUpper: end, Reason: row[9]})
	}
	return stays
}

func TestTurnoverEqualsTheTruthOfTheRosters(t *testing.T) {
	stays := truthStays(t)
	text, err := os.ReadFile(rosters + "truth.json")
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		Centres map[string]struct {
			Separations, Transfers, InPost int
			PersonYears                    float64
		}
		Window []string
	}
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	window := Window{From: parseDay(t, truth.Window[0]), To: parseDay(t, truth.Window[1])}
	for centre, want := range truth.Centres {
		got, err := Turnover(stays, Scope{Institutions: []string{centre}}, window, DefaultTurnoverRules())
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Separations) != want.Separations || got.Transfers != want.Transfers || got.InPost != want.InPost {
			t.Errorf("%s: %d separations, %d transfers, %d in post; want %+v", centre, len(got.Separations), got.Transfers, got.InPost, want)
		}
		near(t, centre+" person-years", got.PersonYears, want.PersonYears)
		near(t, centre+" rate", got.Rate.Rate, float64(want.Separations)/want.PersonYears)
	}
}

func ended(person, institution string, start, end Day) Stay {
	return Stay{Person: person, Institution: institution, Role: "tutor", Start: start, EndLower: end, EndUpper: end}
}

func turnover(t *testing.T, stays []Stay, institution string) TurnoverResult {
	t.Helper()
	got, err := Turnover(stays, Scope{Institutions: []string{institution}}, Window{From: 0, To: 400}, DefaultTurnoverRules())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestRenewalWithinGraceIsNoSeparation(t *testing.T) {
	for gap, separations := range map[Day]int{0: 0, 15: 0, 16: 1} {
		got := turnover(t, []Stay{ended("a", "x", 0, 100), ended("a", "x", 100+gap, Open)}, "x")
		if len(got.Separations) != separations {
			t.Errorf("gap %d: %d separations, want %d", gap, len(got.Separations), separations)
		}
		near(t, "person-years", got.PersonYears, float64(400-gap)/DaysPerYear)
	}
}

func TestTransferIsAPostingElsewhereWithinNinetyDays(t *testing.T) {
	for gap, transfers := range map[Day]int{0: 1, 90: 1, 91: 0} {
		got := turnover(t, []Stay{ended("a", "x", 0, 100), ended("a", "y", 100+gap, Open)}, "x")
		if len(got.Separations) != 1 || got.Transfers != transfers {
			t.Errorf("gap %d: %d separations, %d transfers", gap, len(got.Separations), got.Transfers)
		}
	}
}

func TestVanishedPersonCountsByMidpointAndSmallestGap(t *testing.T) {
	vanished := Stay{Person: "a", Institution: "x", Start: 0, EndLower: 100, EndUpper: 131}
	got := turnover(t, []Stay{vanished, ended("a", "x", 146, Open)}, "x")
	if len(got.Separations) != 0 { // 146 - 131 = 15 days at the least
		t.Error("the smallest possible gap is within the grace days")
	}
	near(t, "person-years", got.PersonYears, (115.5+400-146)/DaysPerYear)
	if got := turnover(t, []Stay{vanished, ended("a", "x", 147, Open)}, "x"); len(got.Separations) != 1 {
		t.Error("no gap the interval allows is within the grace days")
	}
	if got := turnover(t, []Stay{vanished, ended("a", "y", 221, Open)}, "x"); got.Transfers != 1 {
		t.Error("the smallest possible gap is within the transfer days")
	}
}

func TestLostFromSightIsNoSeparation(t *testing.T) {
	got := turnover(t, []Stay{{Person: "a", Institution: "x", Start: 0, EndLower: 99, EndUpper: Open}}, "x")
	if len(got.Separations) != 0 || got.LostSight != 1 || !got.Warnings.Has("lost_sight") {
		t.Errorf("%+v", got)
	}
	near(t, "person-years", got.PersonYears, 100/DaysPerYear)
}

func TestWindowIsOpenAtItsStartAndClosedAtItsEnd(t *testing.T) {
	for end, want := range map[Day]int{0: 0, 1: 1, 400: 1, 401: 0} {
		got := turnover(t, []Stay{ended("a", "x", -50, end)}, "x")
		if len(got.Separations) != want {
			t.Errorf("end %d: %d separations", end, len(got.Separations))
		}
	}
}

func TestTwoPostsAtOnceAreOnePersonAndOneSeparation(t *testing.T) {
	got := turnover(t, []Stay{ended("a", "x", 0, 100), {Person: "a", Institution: "x", Role: "cook", Start: 50, EndLower: 100, EndUpper: 100}}, "x")
	if len(got.Separations) != 1 {
		t.Errorf("%d separations, want 1", len(got.Separations))
	}
	near(t, "person-years", got.PersonYears, 100/DaysPerYear)
	near(t, "mean headcount", got.MeanHeadcount, 0.25)
	near(t, "HR percent", got.HRPercent, 400.0)
}

func TestImpossibleStayIsRefused(t *testing.T) {
	if _, err := Turnover([]Stay{ended("a", "x", 10, 10)}, Scope{}, Window{From: 0, To: 20}, DefaultTurnoverRules()); err == nil {
		t.Error("a stay that ends on its first day must be refused")
	}
}

func TestEverybodyIsInOneState(t *testing.T) {
	scope := Scope{Institutions: []string{"x"}, Roles: []string{"tutor"}}
	stays := []Stay{ended("a", "x", 0, 10), {Person: "a", Institution: "x", Role: "cook", Start: 10, EndLower: 20, EndUpper: 20},
		ended("a", "y", 20, 30), {Person: "a", Institution: "x", Role: "tutor", Start: 40, EndLower: 50, EndUpper: Open}}
	for day, want := range map[Day]State{-1: NeverThere, 0: InRole, 10: InOtherRole, 20: MovedWithin, 30: HasLeft, 50: InRole, 51: Unknown} {
		if got := StateAt(stays, scope, day); got != want {
			t.Errorf("day %d: state %d, want %d", day, got, want)
		}
	}
}

func TestTenuresAgreeWithTurnover(t *testing.T) {
	window := Window{From: 0, To: 300}
	rapid.Check(t, func(t *rapid.T) {
		var stays []Stay
		for range rapid.IntRange(1, 12).Draw(t, "stays") {
			start := Day(rapid.IntRange(-200, 300).Draw(t, "start"))
			s := ended(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "person"), rapid.SampledFrom([]string{"x", "y"}).Draw(t, "place"),
				start, start+Day(rapid.IntRange(1, 200).Draw(t, "length")))
			if rapid.Bool().Draw(t, "open") {
				s.EndLower, s.EndUpper = Open, Open
			}
			stays = append(stays, s)
		}
		scope := Scope{Institutions: []string{"x"}}
		result, err := Turnover(stays, scope, window, DefaultTurnoverRules())
		if err != nil {
			t.Fatal(err)
		}
		tenures, err := TenuresIn(stays, scope, window, DefaultTurnoverRules())
		if err != nil {
			t.Fatal(err)
		}
		events, transfers := 0, 0
		for _, one := range tenures {
			if one.Event {
				events++
			}
			if one.Cause == "transfer" {
				transfers++
			}
		}
		if events != len(result.Separations) || transfers != result.Transfers {
			t.Fatalf("%d ends in the tenures, %d separations; %d and %d transfers", events, len(result.Separations), transfers, result.Transfers)
		}
	})
}
