package measure

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestAScheduleWithoutDelayIsThePulse(t *testing.T) {
	s := Schedule{Turnover: 3.5, Every: 1, Delay: Undefined()}
	within(t, "everybody once a year", s.Mean(), 0.277, 0.002)
	s.Every, s.Delay = 1e-9, Number(30/DaysPerYear)
	within(t, "the ceiling of 30 days", s.Mean(), 0.750, 0.001)
}

func TestTheLongestDelayHoldsTheTarget(t *testing.T) {
	s := Schedule{Turnover: 1.2, Loss: 0.4, Every: 0.5}
	s.Delay = s.LongestDelay(0.8)
	near(t, "mean", s.Mean(), 0.8)
	if s.Loss, s.Every = 4, 2; s.LongestDelay(0.8).Defined() {
		t.Error("training on the first day cannot make up for so much fading")
	}
	if (Schedule{Every: 1}).LongestDelay(0.8).Defined() {
		t.Error("where nobody leaves, there is no longest delay")
	}
}

// As many are trained between two trainings as lose what they had or leave with it: k times the mean coverage.
func TestAsManyAreTrainedAsAreLost(t *testing.T) {
	for _, delay := range []Number{Undefined(), 0, 0.1, 1} {
		s := Schedule{Turnover: 2, Loss: 0.7, Every: 0.4, Delay: delay}
		newcomers, again := s.Trained(50)
		near(t, "people trained", newcomers+again, 50*2.7*0.4*s.Mean())
	}
}

func TestTheSimulationAgreesWithTheFormula(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 5))
	for trial := range 24 {
		s := Schedule{Turnover: 4 * random.Float64(), Loss: 2 * random.Float64(), Every: (1 + float64(random.IntN(12))) / 12, Delay: Number(0.3 * random.Float64())}
		switch trial % 6 {
		case 0:
			s.Delay = Undefined()
		case 1:
			s.Loss = 0
		case 2:
			s.Turnover = 0
		}
		const posts, runs = 20, 300
		for m, got := range s.Simulate(posts, 18, runs, uint64(trial)) {
			since := math.Mod(float64(m)/12+1e-9, s.Every)
			want := s.CoverageAt(since)
			stdErr := math.Sqrt(want*(1-want)/(posts*runs)) + 1e-6
			if math.Abs(got.Mean-want) > 4.5*stdErr {
				t.Errorf("%+v, month %d: simulated %.4f, formula %.4f, standard error %.4f", s, m, got.Mean, want, stdErr)
			}
			if got.Low > got.Median || got.Median > got.High {
				t.Errorf("month %d: %+v", m, got)
			}
		}
	}
}
