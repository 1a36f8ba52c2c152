package web

import (
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
	"relevo/courses/scorm"
)

type reportedPage struct {
	web.Page
	Grid parts.Grid
	None string
}

// PackageReports shows what the packages of an offering report.
func (h *Handlers) PackageReports(c *web.Ctx) error {
	reports, err := h.Courses.PackageReports(c.Context(), c.Actor, c.Params("offering"))
	if err != nil {
		return err
	}
	return c.Render(200, showReported(newReportedPage(c.Page("scorm.reported"), reports)))
}

func newReportedPage(page web.Page, reports courses.PackageReports) reportedPage {
	p := reportedPage{Page: page}
	p.Lead = p.T("scorm.reported.lead")
	p.Crumbs = crumbs(p.Title, p.T("courses.offerings"), "/offerings", reports.Code, "/offerings/"+reports.ID)
	switch {
	case reports.Packages == 0:
		p.None = p.T("scorm.reported.no_packages")
	case len(reports.Rows) == 0:
		p.None = p.T("scorm.reported.none")
	}
	p.Grid = parts.Grid{Caption: p.T("scorm.reported"), Hidden: true, Columns: []parts.Column{
		{Label: p.T("courses.person")}, {Label: p.T("scorm.lesson")}, {Label: p.T("scorm.says")},
		{Label: p.T("scorm.score"), Numeric: true}, {Label: p.T("scorm.time"), Numeric: true}, {Label: p.T("scorm.visits"), Numeric: true}, {Label: p.T("scorm.last")},
	}}
	for _, r := range reports.Rows {
		score := "—"
		if r.Score != nil {
			score = p.Number(*r.Score, 0)
		}
		p.Grid.Rows = append(p.Grid.Rows, []parts.Cell{
			{Text: r.Name}, {Text: r.Lesson, Note: r.Unit}, {Part: parts.State(statusSays(p.Page, r))}, {Text: score},
			{Text: p.T("courses.minutes", "count", (r.Seconds+59)/60)}, {Text: p.Value(r.Visits)}, {Text: p.Instant(r.SavedAt)},
		})
	}
	return p
}

func statusSays(page web.Page, r courses.PackageReport) (parts.Tone, string) {
	tone := parts.Info
	switch {
	case r.Done:
		tone = parts.Good
	case r.Status == scorm.Failed:
		tone = parts.Notice
	}
	if r.Status == scorm.Unsaid {
		return parts.Neutral, page.T("scorm.status.unsaid")
	}
	return tone, page.T("scorm.status." + string(r.Status))
}
