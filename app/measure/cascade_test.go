package measure

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func testModel() Model {
	return Model{Cut: 60, HalfLives: HalfLives{Pooled: DefaultHalfLife()}, PreMeans: map[string]float64{"": 40},
		Norms: map[NormKey]Norm{{Occasion: Pre}: {Mean: 45, Reliability: 0.8, SEM: 5}, {Occasion: Post}: {Mean: 70, Reliability: 0.8, SEM: 5},
			{Occasion: FollowUp}: {Mean: 62, Reliability: 0.8, SEM: 5}}}
}

var atX = Scope{Institutions: []string{"x"}}

func scored(day Day, score float64, occasion Occasion) Result {
	return Result{Day: day, Score: score, Occasion: occasion}
}

func TestCascadeCountsEachRow(t *testing.T) {
	people := []History{
		{Person: "verified", Postings: []Stay{ended("verified", "x", 0, Open)}, Completions: []Day{100},
			Results: []Result{scored(90, 40, Pre), scored(100, 85, Post)}, Certificates: []Day{100}},
		{Person: "lapsed", Postings: []Stay{ended("lapsed", "x", 0, Open)}, Completions: []Day{10}, Results: []Result{scored(10, 85, Post)}, Certificates: []Day{10}},
		{Person: "failed", Postings: []Stay{ended("failed", "x", 0, Open)}, Completions: []Day{100}, Results: []Result{scored(100, 50, Post)}, Certificates: []Day{100}},
		{Person: "never assessed", Postings: []Stay{ended("n", "x", 0, Open)}, Completions: []Day{100}, Certificates: []Day{100}},
		{Person: "gone", Postings: []Stay{ended("gone", "x", 0, 150)}, Completions: []Day{100}, Results: []Result{scored(100, 95, Post)}, Certificates: []Day{100}},
		{Person: "trained elsewhere", Postings: []Stay{ended("e", "y", 0, 120), ended("e", "x", 120, Open)}, Completions: []Day{100},
			Results: []Result{scored(100, 70, Post)}, Certificates: []Day{100}},
		{Person: "untrained", Postings: []Stay{ended("u", "x", 0, Open)}},
	}
	got := Cascade(people, atX, 200, testModel())
	if got.Certificates != 5 || got.InPost != 6 || got.Trained != 5 || got.Mastered != 3 || got.Verified != 2 || got.NeverAssessed != 1 {
		t.Errorf("certificates %d, in post %d, trained %d, mastered %d, verified %d, never assessed %d",
			got.Certificates, got.InPost, got.Trained, got.Mastered, got.Verified, got.NeverAssessed)
	}
	sum := 0.0
	for _, p := range got.People {
		sum += p.Skill.P
	}
	near(t, "turnover-adjusted trained staff", got.TrainedStaff.Value, sum)
	if got.FloorsAssumed != 3 || !got.AssumedHalfLife {
		t.Errorf("floors assumed %d, half-life assumed %v", got.FloorsAssumed, got.AssumedHalfLife)
	}
	near(t, "naive coverage", got.NaiveCoverage(4), 1.25)
	near(t, "coverage", got.Coverage(VerifiedRow), 2.0/6)
}

func TestAssessmentLapsesAfterItsMonths(t *testing.T) {
	m := testModel()
	if !m.Valid(0, 182) || m.Valid(0, 183) { // 6 months of 30.4375 days are 182.6
		t.Error("an assessment is valid for 182 days by default")
	}
}

// causesOf gives the changes of one row by cause.
func causesOf(accounts []RowAccount, row Row) map[Cause]float64 {
	out := make(map[Cause]float64)
	for _, total := range accounts[row].Causes {
		out[total.Cause] = total.Change
	}
	return out
}

func account(h History, from, to Day) []RowAccount {
	return Account([]History{h}, atX, from, to, testModel(), DefaultTurnoverRules())
}

func TestAccountNamesTheCauseOfEachMove(t *testing.T) {
	base := History{Person: "a", Completions: []Day{0}, Results: []Result{scored(0, 90, Post)}}
	for name, c := range map[string]struct {
		postings []Stay
		cause    Cause
		change   float64
	}{
		"left":                     {[]Stay{ended("a", "x", 0, 50)}, LeftSystem, -1},
		"came back elsewhere late": {[]Stay{ended("a", "x", 0, 50), ended("a", "y", 141, Open)}, LeftSystem, -1},
		"transferred out":          {[]Stay{ended("a", "x", 0, 50), ended("a", "y", 140, Open)}, TransferredOut, -1},
		"transferred in":           {[]Stay{ended("a", "y", 0, 50), ended("a", "x", 60, Open)}, TransferredIn, 1},
		"joined already trained":   {[]Stay{ended("a", "x", 60, Open)}, JoinedTrained, 1},
		"lost from sight":          {[]Stay{{Person: "a", Institution: "x", Start: 0, EndLower: 50, EndUpper: Open}}, LostFromSight, -1},
	} {
		h := base
		h.Postings = c.postings
		got := causesOf(account(h, 10, 100), TrainedRow)
		if len(got) != 1 || got[c.cause] != c.change {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAccountOrdersOneDay(t *testing.T) {
	h := History{Person: "a", Postings: []Stay{ended("a", "y", 0, 50), ended("a", "x", 50, Open)}, Completions: []Day{50},
		Results: []Result{scored(50, 90, Post), scored(50, 30, Pre)}}
	accounts := account(h, 10, 60)
	if got := causesOf(accounts, TrainedRow); len(got) != 1 || got[NewlyTrained] != 1 {
		t.Errorf("arrival comes first, then training: %v", got)
	}
	if got := causesOf(accounts, MasteredRow); len(got) != 1 || got[Reassessed] != 1 {
		t.Errorf("the pre score comes before the post score: %v", got)
	}
	renewed := History{Person: "a", Postings: []Stay{ended("a", "x", 0, 50), ended("a", "x", 50, Open)}, Completions: []Day{0}}
	if got := account(renewed, 10, 60); len(got[TrainedRow].Parts) != 0 {
		t.Errorf("a renewal without a gap is no event: %v", got[TrainedRow].Parts)
	}
}

func TestTimeAloneIsFadingAndLapse(t *testing.T) {
	h := History{Person: "a", Postings: []Stay{ended("a", "x", 0, Open)}, Completions: []Day{0}, Results: []Result{scored(0, 40, Pre), scored(0, 66, Post)}}
	accounts := account(h, 10, 300)
	if got := causesOf(accounts, VerifiedRow); len(got) != 1 || got[ValidityLapsed] != -1 {
		t.Errorf("verified: %v", got)
	}
	if got := causesOf(accounts, SkilledRow); len(got) != 1 || got[Fading] >= -0.1 {
		t.Errorf("skilled: %v", got)
	}
	if len(accounts[TrainedRow].Parts)+len(accounts[MasteredRow].Parts) != 0 {
		t.Error("training and mastery do not change by time alone")
	}
}

func drawHistory(t *rapid.T, person string) History {
	day := rapid.IntRange(-300, 700)
	h := History{Person: person}
	for range rapid.IntRange(0, 5).Draw(t, "postings") {
		start := Day(day.Draw(t, "start"))
		s := Stay{Person: person, Institution: rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "institution"),
			Role: rapid.SampledFrom([]string{"tutor", "cook"}).Draw(t, "role"), Start: start}
		end := start + Day(rapid.IntRange(1, 400).Draw(t, "length"))
		switch rapid.IntRange(0, 3).Draw(t, "end") {
		case 0:
			s.EndLower, s.EndUpper = end, end
		case 1:
			s.EndLower, s.EndUpper = end, end+Day(rapid.IntRange(1, 62).Draw(t, "interval"))
		case 2:
			s.EndLower, s.EndUpper = Open, Open
		default:
			s.EndLower, s.EndUpper = end, Open
		}
		h.Postings = append(h.Postings, s)
	}
	for range rapid.IntRange(0, 3).Draw(t, "completions") {
		h.Completions = append(h.Completions, Day(day.Draw(t, "completion")))
	}
	for range rapid.IntRange(0, 5).Draw(t, "results") {
		h.Results = append(h.Results, scored(Day(day.Draw(t, "result")), rapid.Float64Range(0, 100).Draw(t, "score"),
			rapid.SampledFrom([]Occasion{Pre, Post, FollowUp}).Draw(t, "occasion")))
	}
	h.TrainedOnly = rapid.Bool().Draw(t, "trained only")
	if rapid.Bool().Draw(t, "certified") && len(h.Completions) > 0 {
		h.Certificates = h.Completions[:1]
	}
	return h
}

// With the trainings of one funder alone nobody has a part in row 5 whom it did not train, and whoever it trained has the part they have anyway.
func TestOnlyTheTrainedCountWhereTheyAloneDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t, "somebody")
		alone, anyway := h, h
		alone.TrainedOnly, anyway.TrainedOnly = true, false
		day := Day(rapid.IntRange(-100, 700).Draw(t, "day"))
		one, other := Cascade([]History{alone}, Scope{}, day, testModel()), Cascade([]History{anyway}, Scope{}, day, testModel())
		want := other.TrainedStaff.Value
		if one.Trained == 0 {
			want = 0
		}
		if one.TrainedStaff.Value != want || one.InPost != other.InPost || one.Trained != other.Trained || one.Verified != other.Verified {
			t.Errorf("%+v, of everybody %+v", one, other)
		}
	})
}

func TestPartsOfTheAccountSumExactlyOverRandomHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { // 100 checks of 10 to 14 histories
		var people []History
		for i := range rapid.IntRange(10, 14).Draw(t, "people") {
			people = append(people, drawHistory(t, fmt.Sprint("person ", i)))
		}
		scope := rapid.SampledFrom([]Scope{atX, {}, {Institutions: []string{"x", "y"}, Roles: []string{"tutor"}}}).Draw(t, "scope")
		from := Day(rapid.IntRange(-100, 400).Draw(t, "from"))
		to := from + Day(rapid.IntRange(0, 300).Draw(t, "days"))
		m := testModel()
		before, after := Cascade(people, scope, from, m), Cascade(people, scope, to, m)
		for _, c := range []CascadeCounts{before, after} {
			if c.Trained > c.InPost || c.Mastered > c.Trained || c.Verified > c.Mastered {
				t.Fatalf("rows 2 to 4 are not nested: %+v", c)
			}
			s := c.TrainedStaff
			if !(0 <= s.Lower && s.Lower <= s.Value && s.Value <= s.Upper && s.Upper <= float64(c.InPost)) {
				t.Fatalf("turnover-adjusted trained staff %+v of %d", s, c.InPost)
			}
		}
		for _, a := range Account(people, scope, from, to, m, DefaultTurnoverRules()) {
			if a.Start != before.Row(a.Row) || a.End != after.Row(a.Row) {
				t.Fatalf("row %d runs from %v to %v, the cascade says %v to %v", a.Row, a.Start, a.End, before.Row(a.Row), after.Row(a.Row))
			}
			sum, bars := a.Start, a.Start
			for _, p := range a.Parts {
				sum += p.Change
			}
			for _, c := range a.Causes {
				bars += c.Change
			}
			if sum != a.End || bars != a.End {
				t.Fatalf("row %d: parts lead to %v, bars to %v, not to %v", a.Row, sum, bars, a.End)
			}
		}
	})
}
