package courses

import (
	"slices"

	"relevo/app/db"
)

// ReviewKind says what a [Review] is.
type ReviewKind string

// What happens to a draft on its way to being published.
const (
	HandedIn  ReviewKind = "handed_in" // its author asks for a review
	Commented ReviewKind = "comment"   // somebody says something about it, or about one lesson
	Returned  ReviewKind = "returned"  // the reviewer wants changes
	Approved  ReviewKind = "approved"  // the reviewer wants it published as it is
	Alone     ReviewKind = "alone"     // published without a second person, with the reason
)

// Review is a fact about a draft: appended, never changed. Digest is what the draft said
// when it happened; an approval holds for exactly that.
type Review struct {
	ID              string
	CourseVersionID string
	Position        int // 1, 2, 3 … of the version
	Kind            ReviewKind
	LessonOrigin    string // which lesson a comment is about; empty: the whole
	Text            string
	Digest          string
	RecordedAt      db.Instant
	RecordedBy      string
}

// TableName names the table for GORM.
func (Review) TableName() string { return "course_review" }

// ReviewState says where a draft is on its way.
type ReviewState string

// The states, in order.
const (
	Writing       ReviewState = "writing"  // nobody was asked yet
	Waiting       ReviewState = "waiting"  // for a reviewer
	Improving     ReviewState = "returned" // changes were asked for
	ChangedSince  ReviewState = "changed"  // approved, but then it was changed
	ReadyToGo     ReviewState = "approved"
	PublishedOnce ReviewState = "published"
)

// reviewState draws from what happened, oldest first, where a draft with this digest is,
// and who handed it in last.
func reviewState(facts []Review, digest string) (state ReviewState, author string) {
	state = Writing
	for _, f := range facts {
		switch f.Kind {
		case HandedIn:
			state, author = Waiting, f.RecordedBy
		case Returned:
			state = Improving
		case Approved:
			if state = ReadyToGo; f.Digest != digest {
				state = ChangedSince
			}
		case Alone, Commented:
		}
	}
	return state, author
}

// reviewsOfVersion gives what happened to a version, oldest first.
func reviewsOfVersion(tx *db.Tx, versionID string) (list []Review, err error) {
	err = tx.DB.Where("course_version_id = ?", versionID).Order("position").Find(&list).Error
	return list, err
}

// lastPublished gives the newest version before this one that was published; nil when
// there is none.
func lastPublished(versions []CourseVersion, before CourseVersion) *CourseVersion {
	at := slices.IndexFunc(versions, func(v CourseVersion) bool { return v.State == Published && v.Version < before.Version })
	if at < 0 {
		return nil
	}
	return &versions[at]
}

// fillReview says where the version is on its way to being published.
func (p *CoursePage) fillReview(tx *db.Tx) error {
	facts, err := reviewsOfVersion(tx, p.Version.ID)
	if err != nil {
		return err
	}
	for i := range facts {
		if facts[i].Kind == Alone {
			p.Alone = &facts[i]
		}
	}
	if p.Review = PublishedOnce; p.Version.State == Published {
		return nil
	}
	said, err := contentOf(tx, p.Version)
	if err != nil {
		return err
	}
	digest, err := said.digest()
	p.Review, _ = reviewState(facts, digest)
	return err
}
