package web

import (
	"relevo/app/db"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/assessments"
)

type monthCounted struct {
	Month                 db.Date `json:"month" doc:"Any day of it."`
	ReferralsMade         *int    `json:"referrals_made,omitempty" doc:"null or left out: not counted, which is not 0."`
	ReferralsAcknowledged *int    `json:"referrals_acknowledged,omitempty" doc:"Of those made in the month."`
	Proceedings           *int    `json:"proceedings,omitempty" doc:"Under way in the month."`
	ProceedingsDeserted   *int    `json:"proceedings_deserted,omitempty" doc:"Of those, which the victim left in the month."`
	Note                  string  `json:"note,omitempty"`
}

func monthCountedOf(m assessments.MonthlyCount) monthCounted {
	return monthCounted{m.Month, m.ReferralsMade, m.ReferralsAcknowledged, m.Proceedings, m.ProceedingsDeserted, m.Note}
}

type institutionCounts struct {
	Months    []monthRecorded `json:"months" doc:"As believed, the newest month first."`
	Corrected []monthRecorded `json:"corrected" doc:"What was corrected since, the newest first."`
}

type monthRecorded struct {
	monthCounted
	Source     string     `json:"source" doc:"form, or the name of the file it came in."`
	Author     string     `json:"author"`
	RecordedAt db.Instant `json:"recorded_at"`
}

func monthRecordedOf(m assessments.MonthDetail) monthRecorded {
	return monthRecorded{monthCountedOf(m.MonthlyCount), m.Source, m.Author, m.RecordedAt}
}

type countMonth struct {
	ID   string `path:"institution"`
	Body monthCounted
}

type countsFile struct {
	Body struct {
		sentFile
		Confirm bool `json:"confirm,omitempty" doc:"Keep the rows that are not refused; left out: only tell what would become of each."`
	}
}

type countsFileOutcome struct {
	Recorded int             `json:"recorded" doc:"New and corrected; written only when confirmed."`
	Refused  int             `json:"refused"`
	Rows     []countsFileRow `json:"rows"`
}

type countsFileRow struct {
	Line        int           `json:"line"`
	Institution string        `json:"institution" doc:"As written; its name once found."`
	Action      string        `json:"action" enum:"new,corrects,same,refused"`
	Notes       []string      `json:"notes" doc:"Why it is refused."`
	Counts      *monthCounted `json:"counts" doc:"null where it is refused."`
	Before      *monthCounted `json:"before" doc:"What it corrects."`
}

func (h *Handlers) countsAPI() []web.Route {
	const at = "/capacity/institutions/:institution/counts"
	return []web.Route{
		api.Op[capacityInstitution, institutionCounts]{
			Method: "GET", Path: at, Name: "capacity.counts", Summary: "What an institution counts month by month", Needs: apiCapacity, Stands: []string{"counts", "counts.csv"}, Do: h.apiCounts,
		}.Route(),
		api.Op[countMonth, institutionCounts]{
			Method: "POST", Path: at, Name: "capacity.counts.add", Summary: "Keep what an institution counted in a month; what was there is corrected and stays on record", Needs: apiAssess, Stands: []string{"counts.add"},
			Do: func(c *web.Ctx, in countMonth) (institutionCounts, error) {
				b := in.Body
				err := h.Assessments.CountInMonth(c.Context(), c.Actor, assessments.MonthlyCount{InstitutionID: in.ID, Month: b.Month, ReferralsMade: b.ReferralsMade, ReferralsAcknowledged: b.ReferralsAcknowledged,
					Proceedings: b.Proceedings, ProceedingsDeserted: b.ProceedingsDeserted, Note: b.Note})
				if err != nil {
					return institutionCounts{}, err
				}
				return h.apiCounts(c, capacityInstitution{in.ID})
			},
		}.Route(),
		api.Op[countsFile, countsFileOutcome]{
			Method: "POST", Path: "/capacity/counts/import", Name: "capacity.counts.import", Summary: "Look at a file of monthly counts (CSV or Excel) or, confirmed, keep it", Needs: apiAssess, Stands: []string{"counts.import", "counts.import.do"},
			Do: func(c *web.Ctx, in countsFile) (countsFileOutcome, error) {
				name, data, err := in.Body.take()
				if err != nil {
					return countsFileOutcome{}, err
				}
				report, err := h.Assessments.ImportCounts(c.Context(), c.Actor, name, data, in.Body.Confirm)
				return countsFileOutcome{report.Recorded, report.Refused, api.Each(report.Rows, func(r assessments.CountsRow) countsFileRow {
					row := countsFileRow{Line: r.Line, Institution: r.Institution, Action: r.Action, Notes: sentences(c, r.Notes)}
					if r.Action != assessments.CountRefused {
						counts := monthCountedOf(r.MonthlyCount)
						row.Counts = &counts
					}
					if r.Before != nil {
						before := monthCountedOf(*r.Before)
						row.Before = &before
					}
					return row
				})}, err
			},
		}.Route(),
		api.Op[struct{}, api.File]{
			Method: "GET", Path: "/capacity/counts/template", Name: "capacity.counts.template", Summary: "The empty table of monthly counts", Needs: apiAssess, Stands: []string{"counts.template"}, Produces: []string{csvType},
			Do: func(_ *web.Ctx, _ struct{}) (api.File, error) {
				data, err := assessments.CountsTemplate()
				return api.File{Name: "conteos.csv", Media: tableType("csv"), Data: data}, err
			},
		}.Route(),
	}
}

func (h *Handlers) apiCounts(c *web.Ctx, in capacityInstitution) (institutionCounts, error) {
	out, err := h.Assessments.Counts(c.Context(), c.Actor, in.ID)
	return institutionCounts{api.Each(out.Months, monthRecordedOf), api.Each(out.Corrected, monthRecordedOf)}, err
}
