package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/assessments"
)

// samplesOfAnalysis shows the analysis of an assessment: whole, with few people hidden, and not yet computed.
func samplesOfAnalysis(page pager, add adder) {
	author := access.Actor{AccountID: "1", Roles: []access.Held{{Role: access.Trainer}}}
	evaluator := access.Actor{AccountID: "2", Roles: []access.Held{{Role: access.Evaluator}}}
	none := sampleAnalysis()
	none.Analysis, none.Newer = nil, 3
	never := none
	never.Computed = db.Instant{}
	hidden := sampleAnalysis()
	hidden.MayNames = false
	hideSample(hidden.Analysis)
	add("analysis", showAnalysis(analysisPageOf(page("Análisis: Acompañar"), sampleAnalysis(), author)))
	add("analysis-hidden", showAnalysis(analysisPageOf(page("Análisis: Acompañar"), hidden, evaluator)))
	add("analysis-none", showAnalysis(analysisPageOf(page("Análisis: Acompañar"), none, author)))
	add("analysis-never", showAnalysis(analysisPageOf(page("Análisis: Acompañar"), never, author)))
}

// sampleAnalysis is of two forms with an item of each sort.
func sampleAnalysis() assessments.AnalysisView {
	v := assessments.AnalysisView{Computed: sampleInstant(), MayNames: true, Newer: 1, Occasions: assessments.Occasions(), Versions: map[string]assessments.ItemVersion{}, Codes: map[string]string{}}
	v.Assessment = assessments.Assessment{ID: "1", Code: "car", Title: i18n.Says(awkward), CutScore: 60}
	v.Administrations = []assessments.Administration{{ID: "m", Title: "Edición de mayo", Occasion: assessments.Pre, OpensAt: sampleInstant()}}
	undefined := measure.Undefined()
	body := assessments.AnalysisBody{}
	for _, label := range assessments.Labels() {
		form := assessments.FormAnalysis{Label: label, N: 48, Consistency: measure.Estimate{Value: 0.71, Lower: 0.58, Upper: 0.81},
			Test: measure.TestStatistics{N: 48, Mean: 61.2, Median: 63, SD: 17.5, Skewness: -0.42, Kurtosis: undefined, InternalConsistency: 71, ErrorRatio: 53.9, StandardError: 9.4}}
		if label == "B" {
			form.N, form.Test.Skewness, form.Consistency = 12, undefined, measure.Estimate{Value: undefined, Lower: undefined, Upper: undefined}
		}
		for _, kind := range []assessments.Kind{assessments.Single, assessments.TrueFalse, assessments.Situational, assessments.Ordering, assessments.ShortAnswer, assessments.Vignette} {
			version := sampleVersion(kind)
			version.ID = string(kind)
			v.Versions[version.ID], v.Codes[version.ID] = version, "pregunta-"+string(kind)
			form.Items = append(form.Items, sampleItemAnalysis(version))
		}
		body.Forms = append(body.Forms, form)
	}
	body.Equating = assessments.FormEquating{NA: 48, NB: 12, Anchors: 3, MeanA: 61.2, MeanB: 55, Method: measure.TuckerEquating, Shift: 6.2, Slope: 1.05, Intercept: 3.1, Warnings: []string{"few_equated"}}
	v.Analysis = &assessments.Analysis{Slice: assessments.SliceAll, Attempts: 60, ComputedAt: sampleInstant(), Body: body}
	return v
}

func sampleItemAnalysis(version assessments.ItemVersion) assessments.ItemAnalysis {
	item := assessments.ItemAnalysis{ItemVersionID: version.ID, Points: 1, Missing: 3, Guess: measure.Undefined(), Thirds: [2]int{17, 16},
		Statistics: measure.ItemStatistics{Facility: 62.5, SD: 48.9, DiscriminationIndex: -4.2, DiscriminativeEfficiency: -6, IntendedWeight: 16.7, EffectiveWeight: measure.Undefined()}}
	switch version.Kind {
	case assessments.Single, assessments.TrueFalse:
		for i, o := range version.Body.Options {
			item.Options = append(item.Options, assessments.OptionAnalysis{ID: o.ID, OptionStatistics: measure.OptionStatistics{N: 30 - 15*i, Share: 0.5, MeanRest: 64, Lower: 8, Upper: 12}})
		}
		item.Guess = 50
		item.Doubts = []assessments.Doubt{{Code: assessments.DoubtNegative}, {Code: assessments.DoubtLure, Option: version.Body.Options[1].ID}}
	case assessments.Situational:
		item.Frequent = []assessments.FrequentAnswer{{Value: assessments.Value{Matches: map[string]string{assessments.Best: "a", assessments.Worst: "c"}}, N: 31, Fraction: 1, MeanRest: 66}}
		item.Others = 14
	case assessments.Ordering:
		item.Frequent = []assessments.FrequentAnswer{{Value: assessments.Value{Matches: map[string]string{"a": "1", "b": "2", "c": "3"}}, N: 20, Fraction: 1, MeanRest: 66}}
	case assessments.ShortAnswer:
		item.Frequent = []assessments.FrequentAnswer{{Value: assessments.Value{Text: "=1+1 <script>"}, N: 9, MeanRest: 48}}
		item.Others = 1
	default:
	}
	return item
}

// hideSample leaves of an analysis what somebody who may not see names gets.
func hideSample(a *assessments.Analysis) {
	u := measure.Undefined()
	a.Attempts = assessments.Unknown
	form := &a.Body.Forms[0]
	form.N, form.Test = assessments.Unknown, measure.TestStatistics{N: assessments.Unknown, Mean: u, Median: u, SD: u, Skewness: u, Kurtosis: u, InternalConsistency: u, ErrorRatio: u, StandardError: u}
	form.Consistency = measure.Estimate{Value: u, Lower: u, Upper: u}
	item := &form.Items[0]
	item.Missing = assessments.Unknown
	for o := range item.Options {
		item.Options[o] = assessments.OptionAnalysis{ID: item.Options[o].ID, OptionStatistics: measure.OptionStatistics{N: assessments.Unknown, Share: u, MeanRest: u, Lower: assessments.Unknown, Upper: assessments.Unknown}}
	}
	a.Body.Equating = assessments.FormEquating{NA: assessments.Unknown, NB: 12, MeanA: u, MeanB: u, Shift: u, Slope: u, Intercept: u, Warnings: []string{"veiled"}}
}
