package web

import (
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// dueShown is how many of the people who are due the page lists at once.
const dueShown = 12

// dueGrid lists who is due, the most urgent first.
func dueGrid(p web.Page, o people.Overview, list []people.DueMember, caption string) parts.Grid {
	g := parts.Grid{Caption: caption, Columns: []parts.Column{{Label: p.T("people.person")}, {Label: p.T("people.cadre")}, {Label: p.T("turnover.due.why")}, {Label: p.T("turnover.due.since")}}}
	for _, m := range list {
		why := parts.Cell{Part: parts.State(parts.Notice, p.T("turnover.due."+string(m.Why))), Note: p.Value(m.Competency)}
		if m.Why == people.NeverTrained {
			why = parts.Cell{Part: parts.State(parts.Bad, p.T("turnover.due.never_trained"))}
		}
		if m.Others > 0 {
			why.Note += " " + p.T("turnover.due.others", "count", m.Others)
		}
		g.Rows = append(g.Rows, []parts.Cell{{Text: m.Person.FullName(), Href: personPath(m.PersonID)}, {Text: p.T(m.Cadre.Key())}, why, sinceCell(p, o, m)})
	}
	return g
}

// sinceCell tells how long somebody has been due, or still has time.
func sinceCell(p web.Page, o people.Overview, m people.DueMember) parts.Cell {
	days := int(o.Today - m.On)
	switch m.Why {
	case people.NeverTrained:
		return parts.Cell{Text: p.T("turnover.due.days_in_post", "count", days), Note: p.T("turnover.due.came", "date", m.On)}
	case people.NeverAssessed:
		return parts.Cell{Text: p.T("people.days_ago", "count", days), Note: p.T("turnover.due.completed", "date", m.On)}
	case people.BelowCut:
		return parts.Cell{Text: p.T("people.days_ago", "count", days), Note: p.T("turnover.due.assessed", "date", m.On)}
	case people.Lapsed:
		return parts.Cell{Text: p.T("people.days_ago", "count", days), Note: p.T("turnover.due.until", "date", m.On)}
	default:
		return parts.Cell{Text: p.T("turnover.due.days_left", "count", -days), Note: p.T("turnover.due.until", "date", m.On)}
	}
}

// dueFigure counts them.
func dueFigure(p web.Page, o people.Overview) parts.Figure {
	never := 0
	for _, m := range o.Due {
		if m.Why == people.NeverTrained {
			never++
		}
	}
	return parts.Figure{Label: p.T("turnover.due"), Value: p.Number(float64(len(o.Due)), 0), Unit: p.T("people.unit", "count", len(o.Due)),
		Meaning: p.T("turnover.due.meaning", "never", never), Since: p.T("people.on_day", "date", o.Today), Href: "#due"}
}

func (page *institutionPage) due(o people.Overview) {
	p := page.Page
	page.Due = dueGrid(p, o, o.Due[:min(len(o.Due), dueShown)], p.T("turnover.due.caption", "count", len(o.Due)))
	if len(o.Due) > dueShown {
		page.DueAll = dueGrid(p, o, o.Due, p.T("turnover.due.caption", "count", len(o.Due)))
		page.DueAll.Hidden = true
	}
}
