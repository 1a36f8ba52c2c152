package web

import (
	"slices"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
)

var apiFigures = []access.Permission{access.ViewFigures}

// API is what programs do with this slice.
func (h *Handlers) API() []web.Route {
	return slices.Concat(h.figuresAPI(), h.besideAPI(), h.resultsAPI())
}

// figuresQuery says what figures are about. A program sees what its owner sees: where names may not be seen, days are the ends of
// months and small groups are null.
type figuresQuery struct {
	Place      string       `path:"place" doc:"An institution, or all: everything that may be seen."`
	Competency string       `form:"competency" doc:"A code; left out: the one with the most results."`
	Cadre      people.Cadre `form:"cadre" doc:"Left out: all cadres."`
	On         db.Date      `form:"on" doc:"The day; left out: today."`
	Known      string       `form:"known" enum:"now,then" doc:"then: with what was known at the end of that day; left out: with what is known now."`
}

// filterQuery narrows figures down. Where names may not be seen, only all that may be seen is told of, and by one of cadre, region and
// funder at a time.
type filterQuery struct {
	Region string `form:"region" doc:"Code of a department (INEI, two digits): institutions that lie in it today. Left out: all."`
	Funder string `form:"funder" doc:"Code of a funder: only trainings and certificates of offerings that it paid for, wholly or in part, count as trained. Left out: whoever paid."`
}

func (f filterQuery) narrow(q analytics.Query) analytics.Query {
	q.Region, q.Funder = f.Region, f.Funder
	return q
}

type seriesQuery struct {
	figuresQuery
	filterQuery
}

func (q figuresQuery) service() analytics.Query {
	return analytics.Query{PlaceID: q.Place, Competency: q.Competency, Cadre: q.Cadre, On: q.On, Known: analytics.Known(q.Known)}
}

type subject struct {
	Place      string  `json:"place" doc:"The identifier of an institution, or all."`
	Competency string  `json:"competency"`
	Cadre      string  `json:"cadre" doc:"Empty for all."`
	Region     string  `json:"region" doc:"Code of a department; empty for all."`
	Funder     string  `json:"funder" doc:"Code of a funder; empty for whoever paid."`
	On         db.Date `json:"on" doc:"The day the figures are of; the end of a month where names may not be seen."`
	Hidden     bool    `json:"hidden" doc:"Something is null because too few people are behind it."`
}

func subjectOf(s analytics.Subject, hidden bool) subject {
	out := subject{Place: s.Place.ID, Competency: s.Competency.Code, Cadre: string(s.Cadre), Region: s.Place.Region, On: s.On, Hidden: hidden}
	if s.Funder != nil {
		out.Funder = s.Funder.Code
	}
	return out
}

type cascade struct {
	InPost        measure.Number `json:"in_post"`
	Certificates  measure.Number `json:"certificates"`
	Trained       measure.Number `json:"trained"`
	Mastered      measure.Number `json:"mastered"`
	Verified      measure.Number `json:"verified"`
	TATS          measure.Number `json:"tats" doc:"Turnover-adjusted trained staff: how many in post can still do it, an estimate."`
	Lower         measure.Number `json:"lower" doc:"95 % interval of tats."`
	Upper         measure.Number `json:"upper"`
	NotAssessed   measure.Number `json:"not_assessed"`
	ApprovedPosts int            `json:"approved_posts" doc:"0 where none are recorded."`
}

func cascadeOf(c analytics.Cascade) cascade {
	return cascade{c.InPost, c.Certificates, c.Trained, c.Mastered, c.Verified, c.Skilled.Value, c.Skilled.Lower, c.Skilled.Upper, c.NeverAssessed, c.Posts}
}

type figures struct {
	Subject subject        `json:"subject"`
	Figures report.Data    `json:"figures" doc:"As the report of the page has them."`
	Below   []placeFigures `json:"below" doc:"The places directly below, in the order of the tree."`
}

type placeFigures struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
	cascade
}

type series struct {
	Subject subject       `json:"subject"`
	Points  []seriesPoint `json:"points" doc:"Month by month up to the day."`
}

type seriesPoint struct {
	On db.Date `json:"on"`
	cascade
}

type accountQuery struct {
	Place      string       `path:"place" doc:"An institution, or all: everything that may be seen."`
	Competency string       `form:"competency"`
	Cadre      people.Cadre `form:"cadre"`
	filterQuery
	From  db.Date `form:"from" doc:"Left out: six months before to."`
	To    db.Date `form:"to" doc:"Left out: today."`
	Known string  `form:"known" enum:"now,then"`
}

func (q accountQuery) service() (analytics.Query, analytics.Span) {
	return q.narrow(analytics.Query{PlaceID: q.Place, Competency: q.Competency, Cadre: q.Cadre, Known: analytics.Known(q.Known)}), analytics.Span{From: q.From, To: q.To}
}

type accountAnswer struct {
	Subject subject     `json:"subject"`
	From    db.Date     `json:"from"`
	To      db.Date     `json:"to"`
	Changes []rowChange `json:"changes" doc:"One a row of the cascade. Start and all causes add up to end."`
}

type rowChange struct {
	Row    string         `json:"row" enum:"trained,mastered,verified,skilled"`
	Hidden bool           `json:"hidden"`
	Start  measure.Number `json:"start"`
	End    measure.Number `json:"end"`
	Causes []causeChange  `json:"causes"`
}

type causeChange struct {
	Cause  string         `json:"cause"`
	Change float64        `json:"change" doc:"People; of skilled, a sum of probabilities."`
	People measure.Number `json:"people" doc:"How many have a part in it."`
}

func changeOf(c analytics.Change) rowChange {
	out := rowChange{Row: report.RowNames[c.Row], Hidden: c.Hidden, Start: measure.Number(c.Start), End: measure.Number(c.End), Causes: []causeChange{}}
	if c.Hidden {
		out.Start, out.End = measure.Undefined(), measure.Undefined()
		return out
	}
	for _, cause := range c.Causes {
		out.Causes = append(out.Causes, causeChange{string(cause.Cause), cause.Change, cause.People})
	}
	return out
}

type behindQuery struct {
	Cause string `path:"cause"`
	Row   string `form:"row" enum:"trained,mastered,verified,skilled" doc:"Left out: skilled."`
	accountQuery
}

type behindAnswer struct {
	Subject subject       `json:"subject"`
	People  []behindShare `json:"people"`
}

type behindShare struct {
	PersonID      string  `json:"person_id"`
	Name          string  `json:"name"`
	InstitutionID string  `json:"institution_id"`
	Cadre         string  `json:"cadre"`
	On            db.Date `json:"on"`
	Change        float64 `json:"change"`
}

type competencyMap struct {
	Subject      subject         `json:"subject"`
	Competencies []string        `json:"competencies" doc:"The columns."`
	Rows         []competencyRow `json:"rows" doc:"In the order of the tree; never ranked."`
}

type competencyRow struct {
	ID     string         `json:"id"`
	Name   string         `json:"name"`
	Cells  []cascade      `json:"cells" doc:"In the order of the columns."`
	Share  measure.Number `json:"verified_share" doc:"Of the people in post, in the subject's competency."`
	Lower  measure.Number `json:"lower"`
	Upper  measure.Number `json:"upper"`
	Shrunk measure.Number `json:"shrunk" doc:"The share pulled towards all the others (empirical Bayes)."`
}

func competencyRowOf(r analytics.HeatRow) competencyRow {
	return competencyRow{r.Institution.ID, r.Institution.Name, api.Each(r.Cells, cascadeOf), r.Verified.Share, r.Verified.Lower, r.Verified.Upper, r.Shrunk.Value}
}

type figuresFile struct {
	figuresQuery
	filterQuery
	File  string  `path:"file" enum:"pdf,xlsx,csv"`
	Since db.Date `form:"since" doc:"The first day of the account; left out: no account."`
}

type figuresWithAccount struct {
	figuresQuery
	filterQuery
	Since db.Date `form:"since" doc:"The first day of the account; left out: no account."`
}

func (h *Handlers) figuresAPI() []web.Route {
	return []web.Route{
		api.Op[figuresWithAccount, figures]{
			Method: "GET", Path: "/figures/:place", Name: "figures", Summary: "The cascade: certificates, trained, mastered, verified, can still do it; and of the places below",
			Needs: apiFigures, Stands: []string{"figures", "figures.root", "figures.beside"},
			Do: func(c *web.Ctx, in figuresWithAccount) (figures, error) {
				r, err := h.Analytics.Report(c.Context(), c.Actor, in.narrow(in.service()), in.Since)
				if err != nil {
					return figures{}, err
				}
				return figures{subjectOf(r.Subject, r.Hidden()), report.DataOf(r), api.Each(r.Below, func(b analytics.Child) placeFigures {
					return placeFigures{b.Institution.ID, b.Institution.Code, b.Institution.Name, cascadeOf(b.Cascade)}
				})}, nil
			},
		}.Route(),
		api.Op[seriesQuery, series]{
			Method: "GET", Path: "/figures/:place/series", Name: "figures.series", Summary: "The cascade month by month", Needs: apiFigures,
			Do: func(c *web.Ctx, in seriesQuery) (series, error) {
				s, err := h.Analytics.Series(c.Context(), c.Actor, in.narrow(in.service()))
				return series{subjectOf(s.Subject, s.Hidden), api.Each(s.Points, func(p analytics.Point) seriesPoint { return seriesPoint{p.On, cascadeOf(p.Cascade)} })}, err
			},
		}.Route(),
		api.Op[accountQuery, accountAnswer]{
			Method: "GET", Path: "/figures/:place/account", Name: "figures.account", Summary: "Why the figures changed between two days, by cause", Needs: apiFigures, Stands: []string{"figures.change"},
			Do: func(c *web.Ctx, in accountQuery) (accountAnswer, error) {
				q, span := in.service()
				a, err := h.Analytics.Account(c.Context(), c.Actor, q, span)
				hidden := slices.ContainsFunc(a.Changes, func(c analytics.Change) bool { return c.Hidden })
				return accountAnswer{subjectOf(a.Subject, hidden), a.From, a.To, api.Each(a.Changes, changeOf)}, err
			},
		}.Route(),
		api.Op[behindQuery, behindAnswer]{
			Method: "GET", Path: "/figures/:place/account/:cause", Name: "figures.behind", Summary: "The people behind a cause, where names may be seen", Needs: []access.Permission{access.ViewNames},
			Stands: []string{"figures.behind"}, Do: h.apiBehind,
		}.Route(),
		api.Op[figuresQuery, competencyMap]{
			Method: "GET", Path: "/figures/:place/heat-map", Name: "figures.heat_map", Summary: "Every institution by every competency", Needs: apiFigures, Stands: []string{"dashboard", "dashboard.root"},
			Do: func(c *web.Ctx, in figuresQuery) (competencyMap, error) {
				d, err := h.Analytics.Dashboard(c.Context(), c.Actor, in.service())
				out := competencyMap{Subject: subjectOf(d.Subject, d.Hidden()), Competencies: []string{}, Rows: api.Each(d.Heat, competencyRowOf)}
				for _, column := range d.Columns {
					out.Competencies = append(out.Competencies, column.Code)
				}
				return out, err
			},
		}.Route(),
		api.Op[figuresFile, api.File]{
			Method: "GET", Path: "/figures/:place/report/:file", Name: "figures.report", Summary: "The report of the figures, as pdf, xlsx or csv", Needs: apiFigures, Stands: []string{"figures.report"},
			Produces: []string{"application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv"},
			Do: func(c *web.Ctx, in figuresFile) (api.File, error) {
				media, ok := map[string]string{"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}[in.File]
				if !ok {
					return api.File{}, fault.Missing("noun.page")
				}
				r, err := h.Analytics.Report(c.Context(), c.Actor, in.narrow(in.service()), in.Since)
				if err != nil {
					return api.File{}, err
				}
				data, err := report.File(c.Printer, r, in.File)
				return api.File{Name: report.FileName(r) + "." + in.File, Media: media, Data: data}, err
			},
		}.Route(),
	}
}

func (h *Handlers) apiBehind(c *web.Ctx, in behindQuery) (behindAnswer, error) {
	row := measure.SkilledRow
	if in.Row != "" {
		var err error
		if row, err = rowCalled(in.Row); err != nil {
			return behindAnswer{}, fault.OnField("row", "fault.required")
		}
	}
	cause := measure.Cause(in.Cause)
	if !slices.Contains(measure.Causes(), cause) {
		return behindAnswer{}, fault.Missing("noun.page")
	}
	q, span := in.service()
	b, err := h.Analytics.Behind(c.Context(), c.Actor, q, span, row, cause)
	return behindAnswer{subjectOf(b.Subject, false), api.Each(b.Shares, func(s analytics.Share) behindShare {
		return behindShare{s.Person.ID, s.Person.FullName(), s.Institution.ID, string(s.Cadre), s.On, s.Change}
	})}, err
}
