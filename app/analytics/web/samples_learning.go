package web

import (
	"relevo/app/analytics"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/assessments"
	"relevo/courses"
)

// samplesOfLearning shows the change per competency: whole, hidden, refused, of those chosen for low scores, and with nobody.
func samplesOfLearning(locale i18n.Locale) []web.Sample {
	page := func() web.Page { return web.SamplePage(locale, "Aprendizaje: CAR Los Aguajes") }
	low := sampleLearning()
	low.Query.LowBefore = true
	low.Comparisons[0].Regression = &analytics.Regression{Expected: 4.2, Correlation: 0.61, Mean: 48, SD: 17, N: 22}
	hidden := sampleLearning()
	hidden.Hidden, hidden.Place.MayNames, hidden.Began = true, false, measure.Undefined()
	dash := measure.Undefined()
	for i := range hidden.Steps {
		hidden.Steps[i].Of = dash
		for o := range hidden.Steps[i].Counts {
			hidden.Steps[i].Counts[o] = dash
		}
		hidden.Means[i].N, hidden.Means[i].Mean = dash, measure.Estimate{Value: dash, Lower: dash, Upper: dash}
	}
	for i := range hidden.Comparisons {
		hidden.Comparisons[i] = analytics.Comparison{From: hidden.Comparisons[i].From, To: hidden.Comparisons[i].To, N: dash, Change: measure.Paired(nil, nil, 100), Kept: dash, Gained: dash, Lost: dash, Never: dash,
			Before: measure.ShareEstimate{Share: dash, Lower: dash, Upper: dash}, After: measure.ShareEstimate{Share: dash, Lower: dash, Upper: dash}, Mastery: measure.MasteryChange{PExact: dash, Difference: dash},
			Improved: dash, Unchanged: dash, Worsened: dash, Smallest: dash, Bounds: measure.AttritionBounds{Completers: dash, Worst: dash, Best: dash, Weighted: dash}}
	}
	refused := hidden
	refused.Refused = true
	nobody := sampleLearning()
	nobody.Began = 0
	return []web.Sample{
		{Name: "learning", Whole: true, Component: showLearning(learningPageOf(page(), sampleLearning()))},
		{Name: "learning-low", Whole: true, Component: showLearning(learningPageOf(page(), low))},
		{Name: "learning-hidden", Whole: true, Component: showLearning(learningPageOf(page(), hidden))},
		{Name: "learning-refused", Whole: true, Component: showLearning(learningPageOf(page(), refused))},
		{Name: "learning-none", Whole: true, Component: showLearning(learningPageOf(page(), nobody))},
	}
}

func sampleLearning() analytics.Learning {
	l := analytics.Learning{Subject: sampleFigures().Subject, Began: 12, Regions: []string{"16", "17"}, Repeated: 1}
	l.Query = analytics.LearningQuery{PlaceID: l.Place.ID, Competency: l.Competency.Code}
	l.Offerings = []courses.OfferingTitle{{ID: "o", Code: "CAR-2026-1", Title: "Acompañar <script>"}}
	l.Assessments = []assessments.Assessment{{ID: "e", Code: "car", Title: i18n.Says("Acompañar sin dañar")}}
	pre, post, late := analytics.Occasion{Occasion: assessments.Pre}, analytics.Occasion{Occasion: assessments.Post}, analytics.Occasion{Occasion: assessments.FollowUp, Months: 3}
	// done, waiting, left, transferred, withdrew, unanswered, uninvited
	l.Steps = []analytics.FlowStep{{Occasion: pre, Of: 12, Counts: [7]measure.Number{11, 0, 0, 0, 1, 0, 0}}, {Occasion: post, Of: 12, Counts: [7]measure.Number{8, 0, 2, 0, 1, 1, 0}}, {Occasion: late, Of: 8, Counts: [7]measure.Number{3, 1, 2, 1, 0, 1, 0}}}
	for i, x := range []float64{44, 71, 63} {
		l.Means = append(l.Means, analytics.OccasionMean{Occasion: l.Steps[i].Occasion, N: l.Steps[i].Done(), Mean: measure.Estimate{Value: measure.Number(x), Lower: measure.Number(x - 9), Upper: measure.Number(x + 9)}})
	}
	before, after := []float64{40, 50, 30, 45, 55, 35, 62, 41}, []float64{70, 65, 60, 45, 80, 50, 75, 68}
	reach := measure.ReachOf(8)
	first := analytics.Comparison{From: pre, To: post, N: 8, Change: measure.Paired(before, after, 100), Reach: &reach, Kept: 1, Gained: 5, Never: 2, Before: measure.Share(1, 8), After: measure.Share(6, 8),
		Mastery: measure.McNemar(5, 0, 8), Improved: 4, Unchanged: 4, Smallest: 18.3, Bounds: measure.Attrition([]measure.Stratum{{Began: 6, Completed: 4, Mastered: 3}, {Began: 5, Completed: 4, Mastered: 3}})}
	for i := range before {
		first.Pairs = append(first.Pairs, [2]float64{before[i], after[i]})
	}
	second := analytics.Comparison{From: post, To: late, N: 1, Change: measure.Paired([]float64{70}, []float64{60}, 100), Kept: 1, Before: measure.Share(1, 1), After: measure.Share(1, 1), Mastery: measure.McNemar(0, 0, 1),
		Improved: measure.Undefined(), Unchanged: measure.Undefined(), Worsened: measure.Undefined(), Smallest: measure.Undefined(), Bounds: measure.Attrition(nil)}
	l.Comparisons = []analytics.Comparison{first, second}
	change := measure.Estimate{Value: first.Change.MeanChange, Lower: first.Change.Lower, Upper: first.Change.Upper}
	l.Centres = []analytics.CentreChange{{Institution: l.Place.Below[0], N: 8, Change: change, ShrunkBy: measure.Estimate{Value: 20, Lower: 12, Upper: 28}, After: first.After, ShrunkAfter: measure.Estimate{Value: 0.7, Lower: 0.5, Upper: 0.85}}}
	return l
}
