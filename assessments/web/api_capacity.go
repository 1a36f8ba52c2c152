package web

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

var (
	apiAcross   = []access.Permission{access.ViewFigures}
	apiAssess   = []access.Permission{access.AssessCapacity}
	apiCapacity = []access.Permission{access.AssessCapacity, access.ViewStaff}
)

type capacityQuery struct {
	Under string `form:"under" doc:"An institution: it and those below it, for who may see it by name. Left out: everything that may be seen."`
}

type capacityTogether struct {
	Institutions []capacityPlace      `json:"institutions" doc:"Those in which there was a round, as far as they may be seen by name."`
	Competencies []competencyTogether `json:"competencies"`
	Months       []monthTogether      `json:"months"`
}

type capacityPlace struct {
	InstitutionID string       `json:"institution_id"`
	Name          string       `json:"name"`
	Last          capacityLook `json:"last"`
	Settled       int          `json:"settled" doc:"Rounds."`
}

type competencyTogether struct {
	Competency   string         `json:"competency"`
	N            *int           `json:"n" doc:"Institutions with a score in their baseline; null, like all that is, where few are behind it."`
	Median       measure.Number `json:"median"`
	Pairs        *int           `json:"pairs" doc:"With a follow-up after it."`
	MedianBefore measure.Number `json:"median_before"`
	MedianAfter  measure.Number `json:"median_after"`
	Rose         *int           `json:"rose"`
	Same         *int           `json:"same"`
	Fell         *int           `json:"fell"`
}

type monthTogether struct {
	Month     db.Date         `json:"month"`
	Reporting *int            `json:"reporting" doc:"Institutions with a count of the month; null where few are behind it."`
	Counts    map[string]*int `json:"counts" doc:"By what was counted; null where few are behind it."`
}

// unlessHidden is a count, or null where it may not be told.
func unlessHidden(n int, hidden bool) *int {
	if hidden {
		return nil
	}
	return &n
}

func competencyTogetherOf(t assessments.CapacityTogether) competencyTogether {
	way := func(c assessments.Count) *int { return unlessHidden(c.N, c.Hidden || t.PairsHidden) }
	return competencyTogether{t.Code, unlessHidden(t.N, t.Hidden), t.Median, unlessHidden(t.Pairs, t.PairsHidden), t.MedianBefore, t.MedianAfter, way(t.Rose), way(t.Same), way(t.Fell)}
}

func monthTogetherOf(m assessments.MonthTogether) monthTogether {
	out := monthTogether{Month: m.Month, Reporting: unlessHidden(m.Reporting, m.Hidden), Counts: map[string]*int{}}
	for field, count := range m.Counts {
		out.Counts[field] = unlessHidden(count.N, count.Hidden)
	}
	return out
}

// capacityLook is a round in a list.
type capacityLook struct {
	ID        string      `json:"id"`
	Occasion  string      `json:"occasion" enum:"baseline,follow_up"`
	HeldOn    db.Date     `json:"held_on"`
	SettledAt *db.Instant `json:"settled_at" doc:"When every criterion had its one finding."`
	VoidedAt  *db.Instant `json:"voided_at"`
}

func capacityLookOf(r assessments.CapacityRound) capacityLook {
	return capacityLook{r.ID, string(r.Occasion), r.HeldOn, r.SettledAt, r.VoidedAt}
}

type capacityScore struct {
	Competency string   `json:"competency"`
	Score      *float64 `json:"score" doc:"0 to 100; null when too little was seen or nothing applies."`
	Rated      int      `json:"rated" doc:"Criteria with a level."`
	Applicable int      `json:"applicable"`
}

func capacityScoreOf(r assessments.CapacityResult) capacityScore {
	return capacityScore{r.CompetencyCode, r.Score, r.Rated, r.Applicable}
}

type institutionCapacity struct {
	InstitutionID string              `json:"institution_id"`
	Name          string              `json:"name"`
	Rounds        []capacityRoundRow  `json:"rounds" doc:"The newest first."`
	Comparison    *capacityComparison `json:"comparison" doc:"The last baseline beside the last follow-up after it; null while one is missing."`
}

type capacityRoundRow struct {
	capacityLook
	Results []capacityScore `json:"results" doc:"Of a settled round."`
}

type capacityComparison struct {
	Before   string            `json:"before" doc:"A round."`
	After    string            `json:"after"`
	Criteria []criterionChange `json:"criteria"`
}

type criterionChange struct {
	Code       string   `json:"code"`
	Competency string   `json:"competency"`
	Name       api.Text `json:"name"`
	Before     string   `json:"before" doc:"A level, not_applicable, not_seen, or empty where it was not looked at."`
	After      string   `json:"after"`
	Reworded   bool     `json:"reworded" doc:"The two checklists describe its levels differently."`
}

type capacityInstitution struct {
	ID string `path:"institution"`
}

func (h *Handlers) capacityAPI() []web.Route {
	return []web.Route{
		api.Op[capacityQuery, capacityTogether]{
			Method: "GET", Path: "/capacity", Name: "capacity", Summary: "What institutions can do, together, and each by name as far as it may be seen", Needs: apiAcross, Stands: []string{"capacity"},
			Do: func(c *web.Ctx, in capacityQuery) (capacityTogether, error) {
				a, err := h.Assessments.CapacityAcross(c.Context(), c.Actor, in.Under)
				if err != nil {
					return capacityTogether{}, err
				}
				return capacityTogether{api.Each(a.Institutions, func(r assessments.CapacityRow) capacityPlace {
					return capacityPlace{r.Institution.ID, r.Institution.Name, capacityLookOf(*r.Last), r.Settled}
				}), api.Each(a.Competencies, competencyTogetherOf), api.Each(a.Counts.Months, monthTogetherOf)}, nil
			},
		}.Route(),
		api.Op[capacityInstitution, institutionCapacity]{
			Method: "GET", Path: "/capacity/institutions/:institution", Name: "capacity.institution", Summary: "The rounds of an institution and what changed between them", Needs: apiCapacity, Stands: []string{"capacity.institution", "capacity.csv"},
			Do: func(c *web.Ctx, in capacityInstitution) (institutionCapacity, error) {
				at, err := h.Assessments.CapacityOf(c.Context(), c.Actor, in.ID)
				out := institutionCapacity{InstitutionID: at.Institution.ID, Name: at.Institution.Name, Rounds: api.Each(at.Rounds, func(r assessments.RoundSummary) capacityRoundRow {
					return capacityRoundRow{capacityLookOf(r.CapacityRound), api.Each(r.Results, capacityScoreOf)}
				})}
				if both := at.Comparison; both != nil {
					out.Comparison = &capacityComparison{both.Before.CapacityRound.ID, both.After.CapacityRound.ID, api.Each(both.Criteria, func(c assessments.CriterionChange) criterionChange {
						return criterionChange{c.Code, c.Competency, api.TextOf(c.Name), string(c.Before), string(c.After), c.Reworded}
					})}
				}
				return out, err
			},
		}.Route(),
	}
}
