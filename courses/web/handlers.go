package web

import (
	"github.com/a-h/templ"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

// Handlers answer for the pages of courses.
type Handlers struct {
	Courses *courses.Service
	// Notices are what others have to say to who opens their courses; nil for nothing.
	Notices web.Notices
	// ValidUntil gives until when the actor's certificates are valid, by completion; what is
	// not there has none, and a day of 0 does not end. Nil: nothing is known of certificates.
	ValidUntil func(c *web.Ctx) (map[string]db.Date, error)
	Base       func() string // where people reach relevo, for links shown in a room; nil: as the request came
}

// hours writes hours as short as they are exact.
func hours(p *i18n.Printer, h float64) string {
	return p.T("courses.hours_short", "hours", h)
}

// modeName is how a mode is called.
func modeName(p *i18n.Printer, m courses.Mode) string { return p.T("courses.mode." + string(m)) }

// stageState shows a stage with its sign and word.
func stageState(p *i18n.Printer, s courses.Stage) templ.Component {
	tone := parts.Neutral
	switch s {
	case courses.Finished:
		tone = parts.Good
	case courses.Reading, courses.PreDone, courses.PostDone, courses.PostHandedIn:
		tone = parts.Info
	case courses.PostOpen:
		tone = parts.Notice
	case courses.Withdrawn:
		tone = parts.Bad
	}
	return parts.State(tone, p.T("courses.stage."+string(s)))
}

// days writes the days of an offering.
func days(p *i18n.Printer, o courses.Offering) string {
	if o.StartsOn == o.EndsOn {
		return p.Date(o.StartsOn)
	}
	return p.Range(p.Date(o.StartsOn), p.Date(o.EndsOn))
}

// crumbs is the way to a page: pairs of label and address, the page itself last.
func crumbs(here string, pairs ...string) []parts.Link {
	var links []parts.Link
	for i := 0; i+1 < len(pairs); i += 2 {
		links = append(links, parts.Link{Label: pairs[i], Href: pairs[i+1]})
	}
	return append(links, parts.Link{Label: here, Current: true})
}

// sayAndSee goes on to a page that says why something was not done.
func sayAndSee(c *web.Ctx, err error, path string) error {
	c.Flash(parts.Notice, keyOf(err), pairsOf(err)...)
	return c.See(path)
}
