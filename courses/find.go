package courses

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people/roster"
)

// CourseFound is a course that a search found.
type CourseFound struct {
	CourseID string
	Code     string
	Title    string // of the newest published version, else of the draft
	Authored bool   // whether the actor may open it as an author or trainer does
}

// FindCourses finds courses by parts of their titles or the beginning of their
// code, at most limit of them, by title. Who only learns finds those that are
// published; others need one of the permissions to write or to run courses.
func (s *Service) FindCourses(ctx context.Context, actor access.Actor, query string, limit int) (found []CourseFound, err error) {
	authored := actor.Somewhere(access.AuthorCourses) || actor.Somewhere(access.RunOfferings)
	words := strings.Fields(roster.Fold(query))
	if len(words) == 0 || !authored && !actor.Somewhere(access.Learn) {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		summaries, err := summariesTx(tx, "archived_at IS NULL")
		for _, c := range summaries {
			version := c.Newest
			if c.Published != nil {
				version = *c.Published
			} else if !authored {
				continue
			}
			text := roster.Fold(c.Code + " " + version.Title)
			if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
				found = append(found, CourseFound{CourseID: c.ID, Code: c.Code, Title: version.Title, Authored: authored})
			}
		}
		return err
	})
	slices.SortFunc(found, func(a, b CourseFound) int { return strings.Compare(a.Title, b.Title) })
	return found[:min(limit, len(found))], err
}
