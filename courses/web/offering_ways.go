package web

import (
	"relevo/app/web"
	"relevo/app/web/parts"
	"relevo/courses"
)

// offeringWays leads from an offering to what belongs to it.
func offeringWays(p web.Page, o courses.Offering) []parts.Link {
	ways := []parts.Link{{Label: p.T("courses.people"), Href: "/offerings/" + o.ID, Current: true}}
	ways = append(ways, parts.Link{Label: p.T("following.title"), Href: followingPath(o.ID)})
	if o.Mode != courses.Virtual {
		ways = append(ways, parts.Link{Label: p.T("meetings.title"), Href: meetingsPath(o.ID)})
	}
	return append(ways, parts.Link{Label: p.T("seats.title"), Href: seatsPath(o.ID)}, parts.Link{Label: p.T("seats.costs"), Href: costsPath(o.ID)})
}
