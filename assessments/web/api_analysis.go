package web

import (
	"fmt"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

// analysisQuery says which attempts an analysis is about.
type analysisQuery struct {
	ID             string               `path:"assessment"`
	Occasion       assessments.Occasion `form:"occasion" enum:"pre,post,follow_up" doc:"Left out: all."`
	Administration string               `form:"administration" doc:"A sitting; it counts more than the occasion."`
}

func (q analysisQuery) filter() assessments.AnalysisFilter {
	return assessments.AnalysisFilter{Occasion: q.Occasion, AdministrationID: q.Administration}
}

type analysisItemsQuery struct {
	analysisQuery
	api.Paging
}

type assessmentAnalysis struct {
	AssessmentID    string         `json:"assessment_id"`
	ComputedAt      *db.Instant    `json:"computed_at" doc:"null: not yet; it is done in the background. Then nothing else is told."`
	Attempts        *int           `json:"attempts" doc:"It was computed from; null where few people are behind it."`
	Newer           int            `json:"newer" doc:"Attempts scored since."`
	Hidden          bool           `json:"hidden" doc:"What few people are behind is null."`
	Occasions       []string       `json:"occasions" doc:"That can be asked for."`
	Administrations []sittingPlan  `json:"administrations" doc:"Likewise."`
	Forms           []analysedForm `json:"forms"`
	Equating        *formsEquated  `json:"equating" doc:"Form B on the scale of form A."`
}

type analysedForm struct {
	Label               string         `json:"label"`
	N                   *int           `json:"n" doc:"Attempts."`
	Mean                measure.Number `json:"mean" doc:"Percent of the points, like median, sd and standard_error."`
	Median              measure.Number `json:"median"`
	SD                  measure.Number `json:"sd"`
	Skewness            measure.Number `json:"skewness"`
	Kurtosis            measure.Number `json:"kurtosis"`
	Alpha               measure.Number `json:"alpha" doc:"Cronbach's, with its 95 % interval."`
	AlphaLower          measure.Number `json:"alpha_lower"`
	AlphaUpper          measure.Number `json:"alpha_upper"`
	InternalConsistency measure.Number `json:"internal_consistency" doc:"Percent."`
	ErrorRatio          measure.Number `json:"error_ratio" doc:"Percent."`
	StandardError       measure.Number `json:"standard_error"`
}

func analysedFormOf(f assessments.FormAnalysis) analysedForm {
	t, a := f.Test, f.Consistency
	return analysedForm{f.Label, told(f.N), t.Mean, t.Median, t.SD, t.Skewness, t.Kurtosis, a.Value, a.Lower, a.Upper, t.InternalConsistency, t.ErrorRatio, t.StandardError}
}

type formsEquated struct {
	NA        *int           `json:"n_a"`
	NB        *int           `json:"n_b"`
	Method    string         `json:"method"`
	Anchors   int            `json:"anchors"`
	Shift     measure.Number `json:"shift"`
	Slope     measure.Number `json:"slope"`
	Intercept measure.Number `json:"intercept"`
	Warnings  []string       `json:"warnings" doc:"In words."`
}

type analysedItem struct {
	Form                     string           `json:"form"`
	Position                 int              `json:"position"`
	Code                     string           `json:"code"`
	VersionID                string           `json:"version_id"`
	Version                  int              `json:"version"`
	Kind                     string           `json:"kind"`
	Competency               string           `json:"competency"`
	N                        *int             `json:"n"`
	Facility                 measure.Number   `json:"facility" doc:"Percent, like all that follow."`
	SD                       measure.Number   `json:"sd"`
	DiscriminationIndex      measure.Number   `json:"discrimination_index"`
	DiscriminativeEfficiency measure.Number   `json:"discriminative_efficiency"`
	IntendedWeight           measure.Number   `json:"intended_weight"`
	EffectiveWeight          measure.Number   `json:"effective_weight"`
	RandomGuessScore         measure.Number   `json:"random_guess_score"`
	Missing                  *int             `json:"missing" doc:"Who left it out."`
	LowerThird               int              `json:"lower_third" doc:"People in it; 0 where thirds cannot be told apart."`
	UpperThird               int              `json:"upper_third"`
	Doubts                   []itemDoubt      `json:"doubts"`
	Options                  []analysedOption `json:"options"`
	Frequent                 []frequentAnswer `json:"frequent" doc:"Answers to what has no few options, those of few people left out."`
}

type itemDoubt struct {
	Code   string `json:"code" enum:"hard,guessed,easy,negative,lure,unchosen,missing"`
	Option string `json:"option" doc:"Of which; empty where it is the whole item."`
	Says   string `json:"says"`
}

type analysedOption struct {
	ID       string         `json:"id"`
	Text     string         `json:"text"`
	Key      bool           `json:"key"`
	N        *int           `json:"n"`
	Share    measure.Number `json:"share" doc:"0 to 1."`
	MeanRest measure.Number `json:"mean_rest" doc:"Percent of the rest of the test, of those who chose it."`
	Lower    *int           `json:"lower" doc:"Of them in the lower third."`
	Upper    *int           `json:"upper"`
}

type frequentAnswer struct {
	Answer   string         `json:"answer"`
	N        int            `json:"n"`
	Fraction float64        `json:"fraction" doc:"Of the points, 0 to 1."`
	MeanRest measure.Number `json:"mean_rest"`
}

func (h *Handlers) analysisAPI() []web.Route {
	return []web.Route{
		api.Op[analysisQuery, assessmentAnalysis]{
			Method: "GET", Path: "/assessments/:assessment/analysis", Name: "assessment.analysis", Summary: "How the forms of an assessment measure, as it was computed last", Needs: apiFigures, Stands: []string{"assessment.analysis"},
			Do: func(c *web.Ctx, in analysisQuery) (assessmentAnalysis, error) {
				view, err := h.Assessments.AnalysisOf(c.Context(), c.Actor, in.ID, in.filter())
				if err != nil {
					return assessmentAnalysis{}, err
				}
				return analysisOf(c, view), nil
			},
		}.Route(),
		api.Op[analysisItemsQuery, api.Page[analysedItem]]{
			Method: "GET", Path: "/assessments/:assessment/analysis/items", Name: "assessment.analysis.items", Summary: "How its items work, form by form in their order", Needs: apiFigures, Stands: []string{"assessment.analysis.file"},
			Do: func(c *web.Ctx, in analysisItemsQuery) (api.Page[analysedItem], error) {
				view, err := h.Assessments.AnalysisOf(c.Context(), c.Actor, in.ID, in.filter())
				if err != nil {
					return api.Page[analysedItem]{}, err
				}
				return api.Cut(analysedItems(c, view), in.Paging, func(i analysedItem) string { return fmt.Sprintf("%s.%05d", i.Form, i.Position) }, func(i analysedItem) analysedItem { return i })
			},
		}.Route(),
	}
}

func analysisOf(c *web.Ctx, v assessments.AnalysisView) assessmentAnalysis {
	out := assessmentAnalysis{AssessmentID: v.Assessment.ID, Newer: v.Newer, Hidden: !v.MayNames, Forms: []analysedForm{},
		Occasions: api.Each(v.Occasions, func(o assessments.Occasion) string { return string(o) }), Administrations: api.Each(v.Administrations, sittingPlanOf)}
	if v.Analysis == nil {
		return out
	}
	e := v.Analysis.Body.Equating
	out.ComputedAt, out.Attempts, out.Forms = &v.Analysis.ComputedAt, told(v.Analysis.Attempts), api.Each(v.Analysis.Body.Forms, analysedFormOf)
	out.Equating = &formsEquated{NA: told(e.NA), NB: told(e.NB), Method: string(e.Method), Anchors: e.Anchors, Shift: e.Shift, Slope: e.Slope, Intercept: e.Intercept,
		Warnings: api.Each(e.Warnings, func(code string) string { return c.T("analysis.warning." + code) })}
	return out
}

func analysedItems(c *web.Ctx, v assessments.AnalysisView) (list []analysedItem) {
	if v.Analysis == nil {
		return nil
	}
	for _, f := range v.Analysis.Body.Forms {
		for i, item := range f.Items {
			version, s := v.Versions[item.ItemVersionID], item.Statistics
			list = append(list, analysedItem{
				Form: f.Label, Position: i + 1, Code: v.Codes[version.ID], VersionID: version.ID, Version: version.Version, Kind: string(version.Kind), Competency: version.CompetencyCode, N: told(f.N),
				Facility: s.Facility, SD: s.SD, DiscriminationIndex: s.DiscriminationIndex, DiscriminativeEfficiency: s.DiscriminativeEfficiency, IntendedWeight: s.IntendedWeight,
				EffectiveWeight: s.EffectiveWeight, RandomGuessScore: item.Guess, Missing: told(item.Missing), LowerThird: item.Thirds[0], UpperThird: item.Thirds[1],
				Doubts: api.Each(item.Doubts, func(d assessments.Doubt) itemDoubt {
					return itemDoubt{string(d.Code), d.Option, doubtWords(c.Printer, version, d)}
				}),
				Options: api.Each(item.Options, func(o assessments.OptionAnalysis) analysedOption {
					return analysedOption{o.ID, optionWords(c.Printer, version, o.ID), keyMark(version, o.ID) == "1", told(o.N), o.Share, o.MeanRest, told(o.Lower), told(o.Upper)}
				}),
				Frequent: api.Each(item.Frequent, func(a assessments.FrequentAnswer) frequentAnswer {
					return frequentAnswer{valueWords(c.Printer, version, a.Value), a.N, a.Fraction, a.MeanRest}
				}),
			})
		}
	}
	return list
}
