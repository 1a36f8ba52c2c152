package web

import (
	"relevo/app/analytics"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web/api"
)

type learningQuery struct {
	Place      string       `path:"place"      doc:"An institution, or all: everything that may be seen."`
	Competency string       `form:"competency" doc:"A code; left out: the one with the most results."`
	Cadre      people.Cadre `form:"cadre"`
	Region     string       `form:"region"     doc:"Code of a department."`
	Offering   string       `form:"offering"   doc:"A cohort."`
	Low        bool         `form:"low"        doc:"true: only those who were below the cut score before the course."`
}

func (q learningQuery) service() analytics.LearningQuery {
	return analytics.LearningQuery{PlaceID: q.Place, Competency: q.Competency, Cadre: q.Cadre, Region: q.Region, OfferingID: q.Offering, LowBefore: q.Low}
}

type learningAnswer struct {
	Subject     subject              `json:"subject"`
	Refused     bool                 `json:"refused"     doc:"The filters may not be combined by who may not see names."`
	Began       measure.Number       `json:"began"       doc:"People."`
	Flow        []learningStep       `json:"flow"        doc:"What became of those who could sit each test."`
	Means       []learningMean       `json:"means"       doc:"Scores of everybody who has one on the occasion."`
	Comparisons []learningComparison `json:"comparisons" doc:"Before and after the course; then after it and months later."`
	Centres     []learningCentre     `json:"centres"     doc:"Places directly below, by name; never ranked."`
}

type learningStep struct {
	Occasion string                    `json:"occasion" doc:"pre, post, or follow_up with the months after completion: follow_up_3."`
	Of       measure.Number            `json:"of"       doc:"Who began; of a follow-up, who has a test after the course."`
	Done     measure.Number            `json:"done"     doc:"With a result."`
	Without  map[string]measure.Number `json:"without"  doc:"Without one, by the reason: waiting, left, transferred, withdrew, unanswered, uninvited."`
}

type learningMean struct {
	Occasion string         `json:"occasion"`
	N        measure.Number `json:"n"`
	Mean     interval       `json:"mean"`
}

type learningComparison struct {
	From           string         `json:"from"`
	To             string         `json:"to"`
	N              measure.Number `json:"n"`
	MeanPre        measure.Number `json:"mean_pre"`
	MeanPost       measure.Number `json:"mean_post"`
	MeanChange     interval       `json:"mean_change"`
	T              measure.Number `json:"t"`
	P              measure.Number `json:"p"`
	DAv            measure.Number `json:"d_av"`
	GAv            measure.Number `json:"g_av"               doc:"d_av with Hedges' correction."`
	SignedRankV    measure.Number `json:"signed_rank_v"`
	SignedRankP    measure.Number `json:"signed_rank_p"`
	HodgesLehmann  measure.Number `json:"hodges_lehmann"`
	NormalisedGain measure.Number `json:"normalised_gain"`
	Before         measure.Number `json:"mastered_before"    doc:"Share, 0 to 1."`
	After          interval       `json:"mastered_after"`
	Kept           measure.Number `json:"kept"               doc:"Mastered before and after."`
	Gained         measure.Number `json:"gained"`
	Lost           measure.Number `json:"lost"`
	Never          measure.Number `json:"never"`
	McNemarP       measure.Number `json:"mcnemar_p"`
	Improved       measure.Number `json:"improved"           doc:"By the reliable change index."`
	Unchanged      measure.Number `json:"unchanged"`
	Worsened       measure.Number `json:"worsened"`
	Smallest       measure.Number `json:"smallest_reliable"  doc:"Change that is just reliable, in points."`
	BoundWorst     measure.Number `json:"bound_worst"        doc:"Share that mastered it if nobody did who did not answer."`
	BoundBest      measure.Number `json:"bound_best"         doc:"If all of them did."`
	BoundWeighted  measure.Number `json:"bound_weighted"`
	Regression     measure.Number `json:"regression_to_mean" doc:"Points that it makes by itself, where people were chosen for low scores; null elsewhere."`
}

type learningCentre struct {
	ID          string         `json:"id"`
	Code        string         `json:"code"`
	Name        string         `json:"name"`
	N           measure.Number `json:"n"`
	Change      interval       `json:"mean_change"`
	Shrunk      interval       `json:"shrunk"         doc:"Pulled towards all the others (empirical Bayes)."`
	After       interval       `json:"mastered_after"`
	ShrunkAfter interval       `json:"after_shrunk"`
}

func learningOf(l analytics.Learning) learningAnswer {
	return learningAnswer{Subject: subjectOf(l.Subject, l.Hidden), Refused: l.Refused, Began: l.Began,
		Flow: api.Each(l.Steps, func(s analytics.FlowStep) learningStep {
			out := learningStep{occasionCode(s.Occasion), s.Of, s.Done(), map[string]measure.Number{}}
			for _, o := range analytics.Outcomes() {
				out.Without[o.Name()] = s.Counts[o]
			}
			return out
		}),
		Means: api.Each(l.Means, func(m analytics.OccasionMean) learningMean {
			return learningMean{occasionCode(m.Occasion), m.N, intervalOf(m.Mean)}
		}),
		Comparisons: api.Each(l.Comparisons, learningComparisonOf),
		Centres: api.Each(l.Centres, func(c analytics.CentreChange) learningCentre {
			return learningCentre{c.Institution.ID, c.Institution.Code, c.Institution.Name, c.N, intervalOf(c.Change), intervalOf(c.ShrunkBy), interval{c.After.Share, c.After.Lower, c.After.Upper}, intervalOf(c.ShrunkAfter)}
		})}
}

func learningComparisonOf(c analytics.Comparison) learningComparison {
	regression, p := measure.Undefined(), c.Change
	if c.Regression != nil {
		regression = c.Regression.Expected
	}
	return learningComparison{From: occasionCode(c.From), To: occasionCode(c.To), N: c.N, MeanPre: p.MeanPre, MeanPost: p.MeanPost, MeanChange: interval{p.MeanChange, p.Lower, p.Upper}, T: p.T, P: p.P, DAv: p.DAv, GAv: p.GAv,
		SignedRankV: p.SignedRankV, SignedRankP: p.SignedRankP, HodgesLehmann: p.HodgesLehmann, NormalisedGain: p.NormalisedGain, Before: c.Before.Share, After: interval{c.After.Share, c.After.Lower, c.After.Upper},
		Kept: c.Kept, Gained: c.Gained, Lost: c.Lost, Never: c.Never, McNemarP: c.Mastery.PExact, Improved: c.Improved, Unchanged: c.Unchanged, Worsened: c.Worsened, Smallest: c.Smallest,
		BoundWorst: c.Bounds.Worst, BoundBest: c.Bounds.Best, BoundWeighted: c.Bounds.Weighted, Regression: regression}
}
