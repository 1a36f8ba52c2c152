package measure

import "math"

// RateEstimate is events per unit of person-time with the exact 95 % Poisson interval.
type RateEstimate struct {
	Rate     Number   `json:"rate"`  // events per unit of person-time, >= 0; undefined without person-time
	Lower    Number   `json:"lower"` // 0 when there were no events
	Upper    Number   `json:"upper"`
	Warnings Warnings `json:"warnings"`
}

// Rate divides events by person-time and gives the exact interval of Garwood (1936, Biometrika 28:437): chi-square
// quantiles, 2.5 % in each tail, also when there were no events.
func Rate(events int, personTime float64) RateEstimate {
	if personTime <= 0 {
		r := RateEstimate{Rate: Undefined(), Lower: Undefined(), Upper: Undefined()}
		r.Warnings.addf("no_person_time", "the rate is undefined: no person-time was observed")
		return r
	}
	k := float64(events)
	lower := 0.0
	if events > 0 {
		lower = gammaQuantile(k, 0.025)
	}
	upper := gammaQuantile(k+1, 0.975)
	return RateEstimate{Rate: Number(k / personTime), Lower: Number(lower / personTime), Upper: Number(upper / personTime)}
}

// ShareEstimate is a proportion with its 95 % interval.
type ShareEstimate struct {
	Share    Number   `json:"share"` // 0 to 1; undefined when n is 0
	Lower    Number   `json:"lower"`
	Upper    Number   `json:"upper"`
	Warnings Warnings `json:"warnings"`
}

// Share divides successes by n and gives the score interval of Wilson (1927), without continuity correction, which
// holds its level in small groups (Newcombe 1998, Stat Med 17:857).
func Share(successes, n int) ShareEstimate {
	if n <= 0 {
		s := ShareEstimate{Share: Undefined(), Lower: Undefined(), Upper: Undefined()}
		s.Warnings.addf("no_cases", "the share is undefined: n is 0")
		return s
	}
	p, m := float64(successes)/float64(n), float64(n)
	z2 := z95 * z95
	centre := (p + z2/(2*m)) / (1 + z2/m)
	half := z95 / (1 + z2/m) * math.Sqrt(p*(1-p)/m+z2/(4*m*m))
	lower, upper := math.Max(0, centre-half), math.Min(1, centre+half)
	if successes == 0 {
		lower = 0
	}
	if successes == n {
		upper = 1
	}
	return ShareEstimate{Share: Number(p), Lower: Number(lower), Upper: Number(upper)}
}
