package measure

import (
	"fmt"
	"math"
)

type coverageResult struct {
	HalfLifeDays  Number   `json:"half_life_days"`  // of a training, from turnover alone
	LeftAfterYear Number   `json:"left_after_year"` // 0 to 1, from turnover alone
	Peak          Number   `json:"peak"`            // needs every
	Mean          Number   `json:"mean"`            // needs every
	Ceiling       Number   `json:"ceiling"`         // needs delay
	Continuous    Number   `json:"continuous"`      // needs rate
	RateNeeded    Number   `json:"rate_needed"`     // needs target
	Warnings      Warnings `json:"warnings"`
}

func computeCoverage(input []byte) (any, error) {
	var in struct {
		Turnover value  `json:"turnover"`
		HalfLife *value `json:"half_life"`
		Every    *value `json:"every"`
		Share    *value `json:"share"`
		Delay    *value `json:"delay"`
		Rate     *value `json:"rate"`
		Target   *value `json:"target"`
	}
	if err := decode(input, &in, "turnover"); err != nil {
		return nil, err
	}
	positive := map[string]*value{"half_life": in.HalfLife, "every": in.Every}
	for _, key := range sortedKeys(positive) {
		if v := positive[key]; v != nil && *v <= 0 {
			return nil, fmt.Errorf("key %q must be above 0", key)
		}
	}
	notNegative := map[string]*value{"turnover": &in.Turnover, "share": in.Share, "delay": in.Delay, "rate": in.Rate, "target": in.Target}
	for _, key := range sortedKeys(notNegative) {
		v := notNegative[key]
		if v != nil && *v < 0 {
			return nil, fmt.Errorf("key %q must not be negative", key)
		}
		if v != nil && *v > 1 && (key == "share" || key == "target") {
			return nil, fmt.Errorf("key %q must be between 0 and 1", key)
		}
	}
	mu := float64(in.Turnover)
	k := mu
	if in.HalfLife != nil {
		k += math.Ln2 / float64(*in.HalfLife)
	}
	u := Undefined()
	out := coverageResult{HalfLifeDays: HalfLifeDays(mu), LeftAfterYear: Number(StillInPost(mu, 1)), Peak: u, Mean: u, Ceiling: u, Continuous: u, RateNeeded: u}
	if mu == 0 {
		out.Warnings.addf("no_turnover", "half_life_days is undefined: nobody leaves")
	}
	if in.Every != nil {
		share := 1.0
		if in.Share != nil {
			share = float64(*in.Share)
		}
		periodic := PeriodicCoverage(k, float64(*in.Every), share)
		out.Peak, out.Mean = Number(periodic.Peak), Number(periodic.Mean)
	} else {
		out.Warnings.addf("every_missing", "peak and mean are undefined without every, the years between trainings")
	}
	if in.Delay != nil {
		out.Ceiling = Number(OnboardingCeiling(mu, float64(*in.Delay)))
	} else {
		out.Warnings.addf("delay_missing", "ceiling is undefined without delay, the years from hiring to training")
	}
	if in.Rate != nil {
		out.Continuous = ContinuousCoverage(float64(*in.Rate), k)
		if !out.Continuous.Defined() {
			out.Warnings.addf("nothing_moves", "continuous is undefined: nobody is trained and nothing is lost")
		}
	} else {
		out.Warnings.addf("rate_missing", "continuous is undefined without rate, the trainings a year of those not covered")
	}
	if in.Target != nil {
		out.RateNeeded = RateNeeded(float64(*in.Target), k)
		if !out.RateNeeded.Defined() {
			out.Warnings.addf("target_unreachable", "rate_needed is undefined: no rate holds a coverage of 1")
		}
	} else {
		out.Warnings.addf("target_missing", "rate_needed is undefined without target, the coverage to hold")
	}
	return out, nil
}

type tatsResult struct {
	Certificates     int      `json:"certificates"`
	InPost           int      `json:"in_post"`
	Trained          int      `json:"trained"`
	Mastered         int      `json:"mastered"`
	Verified         int      `json:"verified"`
	TATS             Number   `json:"tats"`
	NaiveCoverage    Number   `json:"naive_coverage"`
	CoverageTrained  Number   `json:"coverage_trained"`
	CoverageVerified Number   `json:"coverage_verified"`
	CoverageTATS     Number   `json:"coverage_tats"`
	Warnings         Warnings `json:"warnings"`
}

func computeTATS(input []byte) (any, error) {
	var in struct {
		People []struct {
			InPost      *flag  `json:"in_post"`
			Certified   *flag  `json:"certified"`
			Mastered    *flag  `json:"mastered"`     // null: never assessed
			MonthsSince *value `json:"months_since"` // null: never assessed
			PRetained   *value `json:"p_retained"`   // null: never assessed
		} `json:"people"`
		ValidMonths *value `json:"valid_months"`
	}
	if err := decode(input, &in, "people"); err != nil {
		return nil, err
	}
	valid := float64(DefaultValidMonths)
	if in.ValidMonths != nil {
		valid = float64(*in.ValidMonths)
	}
	var out tatsResult
	if in.ValidMonths == nil {
		out.Warnings.addf("valid_months_assumed", "valid_months was not given: %d months are assumed", DefaultValidMonths)
	}
	sum := 0.0
	for i, p := range in.People {
		if p.InPost == nil || p.Certified == nil {
			return nil, fmt.Errorf(`key "people": person %d needs "in_post" and "certified"`, i+1)
		}
		if p.PRetained != nil && (*p.PRetained < 0 || *p.PRetained > 1) {
			return nil, fmt.Errorf(`key "people": "p_retained" of person %d must be between 0 and 1`, i+1)
		}
		if *p.Certified {
			out.Certificates++
		}
		if !*p.InPost {
			continue
		}
		out.InPost++
		if p.PRetained != nil {
			sum += float64(*p.PRetained)
		}
		if !*p.Certified {
			continue
		}
		out.Trained++
		if p.Mastered == nil || !*p.Mastered {
			continue
		}
		out.Mastered++
		if p.MonthsSince != nil && float64(*p.MonthsSince) <= valid {
			out.Verified++
		}
	}
	out.TATS = Number(sum)
	out.NaiveCoverage = ratio(float64(out.Certificates), out.InPost)
	out.CoverageTrained = ratio(float64(out.Trained), out.InPost)
	out.CoverageVerified = ratio(float64(out.Verified), out.InPost)
	out.CoverageTATS = ratio(sum, out.InPost)
	if out.InPost == 0 {
		out.Warnings.addf("nobody_in_post", "the coverages are undefined: nobody is in post")
	}
	return out, nil
}
