package webhooks

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"relevo/app/access"
)

// Kind is what sort of thing has happened.
type Kind string

// The kinds.
const (
	PostingStarted    Kind = "posting.started"      // somebody joined a post
	PostingEnded      Kind = "posting.ended"        // somebody left a post
	PostingCorrected  Kind = "posting.corrected"    // what was said of a stay is not so, or there was none
	ListConfirmed     Kind = "staff_list.confirmed" // a staff list was applied
	ListUndone        Kind = "staff_list.undone"    // a staff list was taken back
	CourseCompleted   Kind = "course.completed"     // somebody completed a course
	CertificateIssued Kind = "certificate.issued"
	CertificateEnded  Kind = "certificate.revoked"
	AttemptScored     Kind = "assessment.scored" // an attempt was scored, or scored anew
	Tested            Kind = "webhook.test"      // nothing happened: the owner asked for it
)

// needs are the permissions with which one may know of a kind.
var needs = map[Kind]access.Permission{
	PostingStarted: access.ViewStaff, PostingEnded: access.ViewStaff, PostingCorrected: access.ViewStaff,
	ListConfirmed: access.ImportRoster, ListUndone: access.ImportRoster,
	CourseCompleted: access.IssueCertificates, CertificateIssued: access.IssueCertificates, CertificateEnded: access.IssueCertificates,
	AttemptScored: access.ViewNames, Tested: Manages,
}

// Kinds lists those that can be chosen, in the order people are shown them.
func Kinds() []Kind {
	return []Kind{PostingStarted, PostingEnded, PostingCorrected, ListConfirmed, ListUndone, CourseCompleted, CertificateIssued, CertificateEnded, AttemptScored}
}

// Needs is the permission without which nobody hears of the kind.
func (k Kind) Needs() access.Permission { return needs[k] }

// tellsScoring tells whether the kind would tell a rater whose response they have just rated: it comes the moment the last answer of
// somebody's attempt is scored, or of what a course asks for.
func (k Kind) tellsScoring() bool {
	return k == AttemptScored || k == CourseCompleted || k == CertificateIssued
}

// keptFrom tells whether the kind is kept from somebody because they rate responses, which they do not know whose they are.
func (k Kind) keptFrom(actor access.Actor) bool {
	return k.tellsScoring() && actor.Holds(access.ScoreResponses)
}

// KindsFor lists the kinds that somebody may choose: nobody is told what they could not see.
func KindsFor(actor access.Actor) []Kind {
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return !actor.Somewhere(k.Needs()) || k.keptFrom(actor) })
}

// Event is something that has happened. It names nobody and holds no score: what it says goes to another machine.
type Event struct {
	Kind          Kind
	Fact          string // what makes it this event and no other; told twice under the same it is one
	ID            string // of the thing
	Path          string // of the thing below /api/v1
	InstitutionID string // whose it is; empty for nobody's, which is told to those alone who see the whole programme
}

// messageID is what a receiver knows the event by.
func (e Event) messageID() string {
	sum := sha256.Sum256([]byte(string(e.Kind) + "\x00" + e.Fact))
	return "msg_" + hex.EncodeToString(sum[:16])
}
