package measure

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Schedule is how a place trains: everybody in post at fixed intervals, and newcomers some time after they came.
type Schedule struct {
	Turnover float64 // mu, separations per person-year, >= 0
	Loss     float64 // delta, the rate at which skill is lost by those who stay, per year, >= 0
	Every    float64 // years between the trainings of everybody, > 0
	Delay    Number  // years from hiring to a newcomer's own training; undefined: newcomers wait for the next training of everybody
}

// CoverageAt is the expected share covered (0 to 1), in the steady state, some years after a training of everybody.
//
// With a delay D, those in post for D or longer are e^(-mu D) of all; the time since their own first training is exponential
// with rate mu, so that of them mu/k + delta/k e^(-ks) are covered, with k = mu + delta. Without, e^(-ks) are: the
// pulse of MEASURES, section 3.
func (s Schedule) CoverageAt(years float64) float64 {
	k := s.Turnover + s.Loss
	left := math.Exp(-k * years)
	if !s.Delay.Defined() || k == 0 {
		return left
	}
	return OnboardingCeiling(s.Turnover, s.Delay.Float()) * (s.Turnover + s.Loss*left) / k
}

// Mean is the expected share covered, averaged over the time between two trainings.
func (s Schedule) Mean() float64 {
	k := s.Turnover + s.Loss
	pulse := PeriodicCoverage(k, s.Every, 1).Mean
	if !s.Delay.Defined() || k == 0 {
		return pulse
	}
	return OnboardingCeiling(s.Turnover, s.Delay.Float()) * (s.Turnover + s.Loss*pulse) / k
}

// LongestDelay is the longest time from hiring to training, in years, with which the mean still is the target (0 to 1), for
// this turnover, loss and interval; undefined where even training on the first day does not hold it, or nobody leaves.
func (s Schedule) LongestDelay(target float64) Number {
	s.Delay = 0
	if best := s.Mean(); s.Turnover > 0 && target > 0 && best >= target {
		return Number(math.Log(best/target) / s.Turnover)
	}
	return Undefined()
}

// Trained is how many people are expected to be trained from just after one training of everybody until the next is done, on a
// number of posts that are always filled: the newcomers, and those not covered when everybody is trained.
func (s Schedule) Trained(posts int) (newcomers, again float64) {
	n := float64(posts)
	before := s.CoverageAt(s.Every)
	if !s.Delay.Defined() {
		return 0, n * (1 - before)
	}
	ceiling := OnboardingCeiling(s.Turnover, s.Delay.Float())
	return n * s.Turnover * ceiling * s.Every, n * (s.CoverageAt(0) - before)
}

// Simulated is the share covered at the end of a month in many imagined courses of events.
type Simulated struct {
	Mean, Median, Low, High float64 // 0 to 1; 80 % of the runs lie between Low and High
}

// Simulate follows a number of posts through some months of the schedule, in so many runs, from just after a training of everybody: whoever
// leaves is replaced by an untrained newcomer the same day. Entry 0 is the start. The same seed gives the same figures.
func (s Schedule) Simulate(posts, months, runs int, seed uint64) []Simulated {
	random := rand.New(rand.NewPCG(seed, 3)) //nolint:gosec // a simulation is seeded
	shares := make([][]float64, months+1)
	for range runs {
		covered := make([]int, months+1)
		for range posts {
			s.follow(random, covered)
		}
		for m, n := range covered {
			shares[m] = append(shares[m], float64(n)/float64(posts))
		}
	}
	out := make([]Simulated, months+1)
	for m, of := range shares {
		slices.Sort(of)
		sum := 0.0
		for _, share := range of {
			sum += share
		}
		at := func(part float64) float64 { return of[int(math.Round(part*float64(runs-1)))] }
		out[m] = Simulated{Mean: sum / float64(runs), Median: at(0.5), Low: at(0.1), High: at(0.9)}
	}
	return out
}

// follow counts the months at whose end one post is covered.
func (s Schedule) follow(random *rand.Rand, covered []int) {
	came := -wait(random, s.Turnover) // tenure in the steady state
	leaves, lost := wait(random, s.Turnover), math.Inf(-1)
	own := math.Inf(1) // when a newcomer's own training is due
	if s.Delay.Defined() {
		own = came + s.Delay.Float()
		if own <= 0 {
			lost, own = wait(random, s.Loss), math.Inf(1)
		}
	} else {
		lost = wait(random, s.Loss)
	}
	pulse := s.Every
	for m := range covered {
		now := float64(m)/12 + 1e-9 // a training on this very day counts
		for {
			next := min(leaves, pulse, own)
			if next > now {
				break
			}
			switch next {
			case leaves:
				came, lost, own = leaves, math.Inf(-1), math.Inf(1)
				if s.Delay.Defined() {
					own = came + s.Delay.Float()
				}
				leaves = came + wait(random, s.Turnover)
			case own:
				lost, own = own+wait(random, s.Loss), math.Inf(1)
			default:
				if (!s.Delay.Defined() || came+s.Delay.Float() <= pulse) && lost <= pulse {
					lost = pulse + wait(random, s.Loss)
				}
				pulse += s.Every
			}
		}
		if lost > now {
			covered[m]++
		}
	}
}

// wait is the time until something happens at a rate a year; +Inf where it never does.
func wait(random *rand.Rand, rate float64) float64 {
	if rate <= 0 {
		return math.Inf(1)
	}
	return random.ExpFloat64() / rate
}
