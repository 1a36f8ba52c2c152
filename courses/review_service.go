package courses

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

const maxComment = 2000 // characters of a comment or a reason

// ReviewPage is a version on its way to being published, or how it came there.
type ReviewPage struct {
	Course
	Version  CourseVersion
	Against  *CourseVersion // the version it is compared with; nil: it is the first
	Changes  Changes
	State    ReviewState
	Digest   string
	Facts    []Review
	Names    map[string]string // of those who did something
	Ready    bool              // nothing on the checklist is missing
	Mine     bool              // the actor handed it in: somebody else reviews
	Headings map[string]string // titles of lessons, by origin
}

// Review shows what changed in a version, what was said about it and what comes next;
// version 0 is the newest.
func (s *Service) Review(ctx context.Context, actor access.Actor, courseID string, version int) (page ReviewPage, err error) {
	if err := actor.NeedSomewhere(access.AuthorCourses); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		page = ReviewPage{Headings: map[string]string{}}
		if page.Course, err = take[Course](tx, courseID, "noun.course"); err != nil {
			return err
		}
		versions, err := versionsOf(tx, courseID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(versions, func(v CourseVersion) bool { return version == 0 || v.Version == version })
		if at < 0 {
			return fault.Missing("noun.course")
		}
		page.Version, page.Against = versions[at], lastPublished(versions, versions[at])
		return page.fill(tx, actor)
	})
	return page, err
}

func (p *ReviewPage) fill(tx *db.Tx, actor access.Actor) error {
	now, err := contentOf(tx, p.Version)
	if err != nil {
		return err
	}
	var before content
	if p.Against != nil {
		if before, err = contentOf(tx, *p.Against); err != nil {
			return err
		}
	}
	p.Changes = changesBetween(before, now)
	for _, l := range slices.Concat(before.flat(), now.flat()) {
		p.Headings[l.ID] = l.Title
	}
	if p.Digest, err = now.digest(); err != nil {
		return err
	}
	if p.Facts, err = reviewsOfVersion(tx, p.Version.ID); err != nil {
		return err
	}
	var author string
	p.State, author = reviewState(p.Facts, p.Digest)
	p.Mine = author == actor.AccountID
	if p.Version.State == Published {
		p.State = PublishedOnce
	} else {
		facts, err := draftFactsTx(tx, p.Version)
		if err != nil {
			return err
		}
		p.Ready = !slices.ContainsFunc(facts.checklist(), func(c Check) bool { return !c.Done })
	}
	var who []string
	for _, f := range p.Facts {
		who = append(who, f.RecordedBy)
	}
	p.Names, err = access.AccountNamesTx(tx, who)
	return err
}

// note appends what happens to the draft of a course. Allowed looks at where it is now.
func (s *Service) note(ctx context.Context, actor access.Actor, courseID string, fact Review, allowed func(tx *db.Tx, draft CourseVersion, state ReviewState, author, digest string) error) error {
	fact.Text = strings.TrimSpace(fact.Text)
	if len([]rune(fact.Text)) > maxComment {
		return fault.OnField("text", "courses.too_long", "max", maxComment)
	}
	return s.edit(ctx, actor, courseID, "courses.review."+string(fact.Kind), func(tx *db.Tx, draft CourseVersion) error {
		now, err := contentOf(tx, draft)
		if err != nil {
			return err
		}
		digest, err := now.digest()
		if err != nil {
			return err
		}
		facts, err := reviewsOfVersion(tx, draft.ID)
		if err != nil {
			return err
		}
		state, author := reviewState(facts, digest)
		if err := allowed(tx, draft, state, author, digest); err != nil {
			return err
		}
		if _, there := now.lessons[fact.LessonOrigin]; fact.LessonOrigin != "" && !there {
			return fault.Missing("noun.lesson")
		}
		fact.ID, fact.CourseVersionID, fact.Position = tx.NewID(), draft.ID, len(facts)+1
		fact.Digest, fact.RecordedAt, fact.RecordedBy = digest, tx.Now, actor.AccountID
		if err := tx.DB.Create(&fact).Error; err != nil {
			return err
		}
		return s.tellReview(tx, draft, fact, author)
	})
}

// HandIn asks for a review of the draft. Nothing on the checklist may be missing.
func (s *Service) HandIn(ctx context.Context, actor access.Actor, courseID, text string) error {
	return s.note(ctx, actor, courseID, Review{Kind: HandedIn, Text: text}, func(tx *db.Tx, draft CourseVersion, state ReviewState, _, _ string) error {
		if state == Waiting {
			return fault.New(fault.Conflict, "review.handed_in_already")
		}
		return checkDraft(tx, draft)
	})
}

// Comment says something about the draft, or about one lesson of it.
func (s *Service) Comment(ctx context.Context, actor access.Actor, courseID, lessonOrigin, text string) error {
	if strings.TrimSpace(text) == "" {
		return fault.OnField("text", "fault.required")
	}
	return s.note(ctx, actor, courseID, Review{Kind: Commented, LessonOrigin: lessonOrigin, Text: text},
		func(*db.Tx, CourseVersion, ReviewState, string, string) error { return nil })
}

// Return gives the draft back to its author with what is to be changed.
func (s *Service) Return(ctx context.Context, actor access.Actor, courseID, text string) error {
	if strings.TrimSpace(text) == "" {
		return fault.OnField("text", "fault.required")
	}
	return s.note(ctx, actor, courseID, Review{Kind: Returned, Text: text}, func(_ *db.Tx, _ CourseVersion, state ReviewState, author, _ string) error {
		return mayReview(actor, state, author)
	})
}

// Approve wants the draft published as it is. Seen is the digest of what the reviewer
// read: when the draft was changed meanwhile, they are to look again.
func (s *Service) Approve(ctx context.Context, actor access.Actor, courseID, seen, text string) error {
	return s.note(ctx, actor, courseID, Review{Kind: Approved, Text: text}, func(_ *db.Tx, _ CourseVersion, state ReviewState, author, digest string) error {
		if err := mayReview(actor, state, author); err != nil {
			return err
		}
		if seen != digest {
			return fault.New(fault.Conflict, "review.changed_meanwhile")
		}
		return nil
	})
}

// mayReview asks whether the draft waits for a review, and not for one by its author.
func mayReview(actor access.Actor, state ReviewState, author string) error {
	if state != Waiting {
		return fault.New(fault.Conflict, "review.not_waiting")
	}
	if author == actor.AccountID {
		return fault.New(fault.Denied, "review.by_another")
	}
	return nil
}

// PublishAlone publishes the draft without a second person. Where an office has one author
// only, that is the way; the reason stays with the version for everybody to see.
func (s *Service) PublishAlone(ctx context.Context, actor access.Actor, courseID, reason string) (CourseVersion, error) {
	reason = strings.TrimSpace(reason)
	if n := len([]rune(reason)); n < 10 || n > maxComment {
		return CourseVersion{}, fault.OnField("reason", "review.reason_needed")
	}
	return s.publish(ctx, actor, courseID, func(tx *db.Tx, draft CourseVersion, digest string) error {
		facts, err := reviewsOfVersion(tx, draft.ID)
		if err != nil {
			return err
		}
		fact := Review{ID: tx.NewID(), CourseVersionID: draft.ID, Position: len(facts) + 1, Kind: Alone, Text: reason, Digest: digest, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		return tx.DB.Create(&fact).Error
	})
}

// approved asks whether the draft was approved as it is.
func approved(tx *db.Tx, draft CourseVersion, digest string) error {
	facts, err := reviewsOfVersion(tx, draft.ID)
	if err != nil {
		return err
	}
	switch state, _ := reviewState(facts, digest); state {
	case ReadyToGo:
		return nil
	case ChangedSince:
		return fault.New(fault.Conflict, "review.changed_since")
	default:
		return fault.New(fault.Conflict, "review.needed")
	}
}
