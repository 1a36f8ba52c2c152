package web

import (
	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/web/api"
)

type comparisonQuery struct {
	Competency string  `form:"competency" doc:"A code; left out: the one with the most results."`
	Share      string  `form:"share"      enum:"verified,mastered,skilled" doc:"Of the people in post; left out: verified."`
	Quarters   int     `form:"quarters"   doc:"Of the window, 1 to 6; left out: two."`
	On         db.Date `form:"on"         doc:"The day; left out: today."`
}

type comparisonAnswer struct {
	Subject    subject           `json:"subject"`
	Share      string            `json:"share"`
	Quarters   int               `json:"quarters"`
	Centres    measure.Number    `json:"centres"    doc:"In the comparison."`
	Never      measure.Number    `json:"never"      doc:"Centres where nobody has completed a course."`
	Difference interval          `json:"difference" doc:"Between centres trained early and those not trained yet, of the share, -1 to 1."`
	P          measure.Number    `json:"p"`
	Before     measure.Number    `json:"before"     doc:"Difference over the quarter before."`
	Warnings   []string          `json:"warnings"   doc:"Codes of what to be careful about."`
	Groups     []comparisonGroup `json:"groups"     doc:"The centres that began in one quarter."`
}

type comparisonGroup struct {
	From             db.Date        `json:"from"`
	To               db.Date        `json:"to"`
	Centres          measure.Number `json:"centres"`
	Comparison       measure.Number `json:"comparison"        doc:"Centres they are set beside."`
	Change           measure.Number `json:"change"`
	ComparisonChange measure.Number `json:"comparison_change"`
	Difference       measure.Number `json:"difference"`
}

func comparisonOf(c analytics.Comparing) comparisonAnswer {
	return comparisonAnswer{Subject: subjectOf(c.Subject, c.Hidden), Share: string(c.Share), Quarters: c.Quarters, Centres: c.Centres, Never: c.Never, Difference: intervalOf(c.Result), P: c.P, Before: c.Before,
		Warnings: api.Each(c.Warnings, func(w measure.Warning) string { return w.Code }),
		Groups: api.Each(c.Groups, func(g analytics.ComparedGroup) comparisonGroup {
			return comparisonGroup{g.From, g.To, g.Centres, g.Comparison, g.Change, g.ComparisonChange, g.Difference}
		})}
}
