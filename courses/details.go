package courses

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// Version names the details as they are: it is another one after any change.
func (d Details) Version() string {
	d.Seen = ""
	return versionNamed(d)
}

// versionNamed names something as it is.
func versionNamed(what any) string {
	text, err := json.Marshal(what)
	if err != nil {
		return "" // texts, numbers and days always marshal
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:12])
}

// changedSince is Stale when something is no longer the version that was seen.
func changedSince(what interface{ Version() string }, seen string) error {
	if seen != "" && what.Version() != seen {
		return fault.New(fault.Stale, "fault.changed_since")
	}
	return nil
}

// details gives what the version says apart from its lessons; codes are those of its competencies.
func (v *CourseVersion) details(codes []string) Details {
	d := Details{Title: v.Title, Summary: v.Summary, Audience: append([]people.Cadre{}, v.Audience...), Language: v.Language, Competencies: append([]string{}, codes...), Hours: v.Hours}
	if v.AssessmentID != nil {
		d.AssessmentID = *v.AssessmentID
	}
	return d
}

// DraftDetails gives what the draft of a course says apart from its lessons.
func (s *Service) DraftDetails(ctx context.Context, actor access.Actor, courseID string) (d Details, err error) {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return d, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		draft, err := draftOf(tx, courseID)
		if err != nil {
			return err
		}
		codes, err := competenciesOf(tx, []string{draft.ID})
		d = draft.details(codes[draft.ID])
		return err
	})
	return d, err
}
