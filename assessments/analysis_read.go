package assessments

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/measure"
)

// AnalysisFilter says which attempts an analysis is about; the zero value means all.
type AnalysisFilter struct {
	Occasion         Occasion
	AdministrationID string // counts more than the occasion
}

func (f AnalysisFilter) slice() string {
	switch {
	case f.AdministrationID != "":
		return f.AdministrationID
	case f.Occasion != "":
		return string(f.Occasion)
	default:
		return SliceAll
	}
}

// AnalysisView is the analysis of an assessment as an actor may see it, with what is needed to read it.
type AnalysisView struct {
	Assessment      Assessment
	Filter          AnalysisFilter
	Analysis        *Analysis        // nil when none was computed, or none of its attempts are of this slice
	Computed        db.Instant       // when, zero when never
	Newer           int              // attempts scored since
	Occasions       []Occasion       // that have an analysis
	Administrations []Administration // that have one and lie in the actor's scope, the newest first
	Versions        map[string]ItemVersion
	Codes           map[string]string // of items, by version
	MayNames        bool
}

// AnalysisOf gives the analysis of an assessment as it was computed last. It computes nothing: that is done in the background.
// It is for those who write items and for those who read figures; who may not see names everywhere gets no cell of few people.
func (s *Service) AnalysisOf(ctx context.Context, actor access.Actor, assessmentID string, filter AnalysisFilter) (out AnalysisView, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil && actor.NeedSomewhere(access.ViewFigures) != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = AnalysisView{Filter: filter, MayNames: actor.May(access.ViewNames, "")}
		if out.Assessment, err = take[Assessment](tx, "noun.assessment", assessmentID); err != nil {
			return err
		}
		if err := out.offer(tx, actor); err != nil {
			return err
		}
		switch known := slices.ContainsFunc(out.Administrations, func(a Administration) bool { return a.ID == filter.AdministrationID }); {
		case filter.AdministrationID != "" && !known:
			return fault.Missing("noun.administration")
		case filter.Occasion != "" && !slices.Contains(Occasions(), filter.Occasion):
			return fault.OnField("occasion", "fault.required")
		}
		return out.read(tx)
	})
	return out, err
}

// offer lists what can be asked: the slices that were computed, of the administrations those in which everybody is in the
// actor's scope.
func (v *AnalysisView) offer(tx *db.Tx, actor access.Actor) error {
	var rows []struct {
		Slice      string
		ComputedAt db.Instant
	}
	if err := tx.DB.Model(&Analysis{}).Select("slice, computed_at").Where("assessment_id = ?", v.Assessment.ID).Scan(&rows).Error; err != nil {
		return err
	}
	var ids []string
	for _, row := range rows {
		v.Computed = row.ComputedAt
		ids = append(ids, row.Slice)
	}
	for _, o := range Occasions() {
		if slices.Contains(ids, string(o)) {
			v.Occasions = append(v.Occasions, o)
		}
	}
	outside, err := outsideScope(tx, actor, v.Assessment.ID)
	if err != nil {
		return err
	}
	found, err := whereIn[Administration](tx, "id", ids, "opens_at DESC, id")
	for _, a := range found {
		if !outside[a.ID] {
			v.Administrations = append(v.Administrations, a)
		}
	}
	return err
}

// outsideScope gives the administrations of an assessment that somebody outside the actor's scope takes part in.
func outsideScope(tx *db.Tx, actor access.Actor, assessmentID string) (map[string]bool, error) {
	scopes := append(actor.Scopes(access.AuthorItems), actor.Scopes(access.ViewFigures)...)
	if slices.Contains(scopes, "") {
		return nil, nil
	}
	var rows []struct{ AdministrationID, Path string }
	err := tx.DB.Raw(`SELECT DISTINCT t.administration_id, COALESCE(i.path, '') AS path FROM attempt t
JOIN administration ad ON ad.id = t.administration_id LEFT JOIN institution i ON i.id = t.institution_id WHERE ad.assessment_id = ?`, assessmentID).Scan(&rows).Error
	outside := map[string]bool{}
	for _, row := range rows {
		if !slices.ContainsFunc(scopes, func(scope string) bool { return strings.HasPrefix(row.Path, scope) }) {
			outside[row.AdministrationID] = true
		}
	}
	return outside, err
}

func (v *AnalysisView) read(tx *db.Tx) error {
	var waiting int64
	query := tx.DB.Table("attempt").Joins("JOIN administration ad ON ad.id = attempt.administration_id").
		Where("ad.assessment_id = ? AND attempt.state = ?", v.Assessment.ID, StateScored)
	if !v.Computed.IsZero() {
		query = query.Where("attempt.scored_at > ?", v.Computed)
	}
	err := query.Count(&waiting).Error
	if err != nil {
		return err
	}
	v.Newer = int(waiting)
	var found []Analysis
	if err := tx.DB.Where("assessment_id = ? AND slice = ?", v.Assessment.ID, v.Filter.slice()).Find(&found).Error; err != nil || len(found) == 0 {
		return err
	}
	v.Analysis = &found[0]
	if !v.MayNames {
		v.Analysis.veil()
	}
	var ids []string
	for _, f := range v.Analysis.Body.Forms {
		for _, i := range f.Items {
			ids = append(ids, i.ItemVersionID)
		}
	}
	if v.Versions, err = versionsByID(tx, ids); err != nil {
		return err
	}
	var itemIDs []string
	for _, version := range v.Versions {
		itemIDs = append(itemIDs, version.ItemID)
	}
	items, err := byID(tx, itemIDs, func(i Item) string { return i.ID })
	v.Codes = map[string]string{}
	for id, version := range v.Versions {
		v.Codes[id] = items[version.ItemID].Code
	}
	return err
}

// Unknown is a count that may not be shown.
const Unknown = -1

// veil takes out what is not for those who may not see names, so that no page can show it by mistake: counts become [Unknown],
// figures undefined.
func (a *Analysis) veil() {
	if a.Body.Veiled {
		a.Attempts = Unknown
	}
	for f := range a.Body.Forms {
		form := &a.Body.Forms[f]
		if form.Veiled {
			form.hide()
			a.Body.Equating = FormEquating{NA: Unknown, NB: Unknown, MeanA: measure.Undefined(), MeanB: measure.Undefined(), Shift: measure.Undefined(),
				Slope: measure.Undefined(), Intercept: measure.Undefined(), Warnings: []string{"veiled"}}
		}
		for i := range form.Items {
			form.Items[i].veil(a.Slice == SliceAll)
		}
	}
}

func (f *FormAnalysis) hide() {
	u := measure.Undefined()
	f.N = Unknown
	f.Test = measure.TestStatistics{N: Unknown, Mean: u, Median: u, SD: u, Skewness: u, Kurtosis: u, InternalConsistency: u, ErrorRatio: u, StandardError: u}
	f.Consistency = measure.Estimate{Value: u, Lower: u, Upper: u}
	for i := range f.Items {
		item := &f.Items[i]
		item.Veiled, item.VeiledMissing, item.VeiledThirds, item.Doubts = true, true, true, nil
		item.Statistics.DiscriminationIndex, item.Statistics.DiscriminativeEfficiency = u, u
		for o := range item.Options {
			item.Options[o].Veiled = true
		}
	}
}

// veil hides of an item what is marked. What else people answered is shown over all attempts only, and not what few did: their
// own words could tell who they are.
func (a *ItemAnalysis) veil(all bool) {
	u := measure.Undefined()
	if a.Veiled {
		a.Statistics.Facility, a.Statistics.SD, a.Statistics.EffectiveWeight = u, u, u
	}
	if a.VeiledMissing {
		a.Missing = Unknown
	}
	for o := range a.Options {
		option := &a.Options[o]
		if a.VeiledThirds {
			option.Lower, option.Upper = Unknown, Unknown
		}
		if option.Veiled {
			option.N, option.Share, option.MeanRest = Unknown, u, u
		}
	}
	a.Frequent = slices.DeleteFunc(a.Frequent, func(f FrequentAnswer) bool { return !all || a.Veiled || f.N < measure.ShownInside })
	a.Others = 0
	a.Doubts = slices.DeleteFunc(a.Doubts, func(d Doubt) bool {
		switch d.Code {
		case DoubtMissing:
			return a.VeiledMissing
		case DoubtHard, DoubtEasy, DoubtGuessed:
			return a.Veiled
		case DoubtLure:
			return a.VeiledThirds
		case DoubtUnchosen:
			return slices.ContainsFunc(a.Options, func(o OptionAnalysis) bool { return o.ID == d.Option && o.Veiled })
		default:
			return false
		}
	})
}

// OptionText is what an option of an item says, clean HTML; empty for those of a TrueFalse.
func (v ItemVersion) OptionText(id string) i18n.Text {
	for _, o := range v.Body.Options {
		if o.ID == id {
			return o.Text
		}
	}
	return nil
}
