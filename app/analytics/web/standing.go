package web

import (
	"github.com/a-h/templ"

	"relevo/app/analytics"
	"relevo/app/web"
	"relevo/app/web/parts"
)

// standingState says what a person's next step on the competency is.
func standingState(p web.Page, s analytics.Standing) templ.Component {
	switch {
	case s.Verified:
		return parts.State(parts.Good, p.T("analytics.state.verified", "date", s.ValidUntil))
	case !s.Trained:
		return parts.State(parts.Neutral, p.T("analytics.state.untrained"))
	case !s.Assessed:
		return parts.State(parts.Notice, p.T("analytics.state.unassessed"))
	case s.Mastered:
		return parts.State(parts.Notice, p.T("analytics.state.lapsed"))
	default:
		return parts.State(parts.Bad, p.T("analytics.state.reinforce"))
	}
}
