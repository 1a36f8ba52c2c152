package measure

import (
	"testing"

	"pgregory.net/rapid"
)

func posting(person, at string, from, to Day) Stay {
	return Stay{Person: person, Institution: at, Role: "r", Start: from, EndLower: to, EndUpper: to}
}

// Ana was trained on day 100, renewed once, moved to B at once on day 300 and left the system on day 400.
func ana() History {
	return History{Person: "ana", Completions: []Day{100}, Postings: []Stay{posting("ana", "A", 0, 200), posting("ana", "A", 210, 300), posting("ana", "B", 305, 400)}}
}

func TestATrainingStaysUntilThePersonGoes(t *testing.T) {
	people := []History{ana(),
		{Person: "luz", Completions: []Day{50, 20}, Postings: []Stay{posting("luz", "A", 30, Open)}}, // trained before she came: another's training
		{Person: "eva", Completions: []Day{150}, Postings: []Stay{posting("eva", "A", 100, Open)}},
	}
	both := Scope{Institutions: []string{"A", "B"}}
	for _, c := range []struct {
		scope Scope
		apart bool
		days  float64
	}{{both, false, 300}, {both, true, 200}, {Scope{Institutions: []string{"A"}}, false, 200}} {
		stays := TrainedStays(people, c.scope, 500, DefaultTurnoverRules(), c.apart)
		if len(stays) != 2 || stays[0].Days != c.days || !stays[0].Left || stays[1].Person != "eva" || stays[1].Days != 350 || stays[1].Left {
			t.Errorf("%+v apart %v: %+v", c.scope, c.apart, stays)
		}
	}
	if stays := TrainedStays(people, both, 250, DefaultTurnoverRules(), false); stays[0].Days != 150 || stays[0].Left {
		t.Errorf("on day 250 nobody has left: %+v", stays)
	}
}

// Of four people one leaves after 10, 20, 30 and 40 days. The mean of what they stay is 25; whoever goes on day 20 takes (0+10+20)/3 along.
func TestWhatALeaverTakesAlong(t *testing.T) {
	c := curve(t, tenures([]float64{0, 0, 0, 0}, []float64{10, 20, 30, 40}, []int{1, 1, 1, 1}), nil)
	near(t, "newly trained", c.Remaining(0, 40), 25.0)
	near(t, "on day 20", c.Remaining(20, 40), 10.0)
	near(t, "on day 5", c.Remaining(5, 40), 20.0)
	near(t, "until day 30", c.Remaining(0, 30), 22.5)
	near(t, "at the horizon", c.Remaining(40, 40), 0.0)
	if c.Remaining(45, 60).Defined() {
		t.Error("nobody was seen to stay that long")
	}
}

func TestWhereTrainingTravels(t *testing.T) {
	people := []History{ana(), {Person: "sol", Postings: []Stay{posting("sol", "A", 0, 250)}},
		{Person: "mar", Completions: []Day{10}, Postings: []Stay{posting("mar", "C", 0, 40), posting("mar", "A", 200, Open)}}}
	window := Window{From: 0, To: 500}
	trained, untrained, err := TrainedLeavings(people, Scope{Institutions: []string{"A", "B"}}, window, DefaultTurnoverRules())
	if err != nil {
		t.Fatal(err)
	}
	if len(trained) != 2 || trained[0].From != "A" || trained[0].To != "B" || trained[1].From != "B" || trained[1].To != "" || len(untrained) != 1 {
		t.Errorf("left: %+v %+v", trained, untrained)
	}
	came, err := TrainedArrivals(people, Scope{Institutions: []string{"A", "B"}}, window, DefaultTurnoverRules())
	if err != nil {
		t.Fatal(err)
	}
	if len(came) != 2 || came[0].From != "A" || came[0].To != "B" || came[1].Person != "mar" || came[1].From != "" || came[1].To != "A" {
		t.Errorf("came: %+v", came)
	}
}

func TestTrainedTimeCountsEachDayOnce(t *testing.T) {
	got := TimeTrained(ana().Postings, []Day{100, 250}, Scope{Institutions: []string{"A"}}, 500)
	// 100-200 for the first alone, 210-250 too, 250-300 shared.
	if got.Days != 190 || got.Since[0] != 190 || got.Since[1] != 50 || got.Shares[0] != 165 || got.Shares[1] != 25 {
		t.Errorf("%+v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		var stays []Stay
		for range rapid.IntRange(0, 4).Draw(t, "stays") {
			from := Day(rapid.IntRange(0, 300).Draw(t, "from"))
			stays = append(stays, posting("p", "A", from, from+Day(rapid.IntRange(1, 200).Draw(t, "days"))))
		}
		var trainings []Day
		for range rapid.IntRange(0, 4).Draw(t, "trainings") {
			trainings = append(trainings, Day(rapid.IntRange(0, 500).Draw(t, "trained")))
		}
		time, sum := TimeTrained(stays, trainings, Scope{}, 400), 0.0
		for i, share := range time.Shares {
			sum += share
			if time.Since[i] > time.Days+1e-9 {
				t.Fatalf("one training has more time than all: %+v", time)
			}
		}
		if diff := sum - time.Days; diff > 1e-9 || diff < -1e-9 {
			t.Fatalf("the shares sum to %v, not %v", sum, time.Days)
		}
	})
}
