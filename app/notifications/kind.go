package notifications

import (
	"slices"

	"relevo/app/access"
	"relevo/app/db"
)

// Kind is what a notification is about.
type Kind string

// The kinds.
const (
	FollowUp    Kind = "follow_up"         // a follow-up can be answered
	Seat        Kind = "seat"              // a seat became free for whoever waited
	Meeting     Kind = "meeting"           // one was moved or called off
	Message     Kind = "message"           // whoever runs the offering wrote something
	Scored      Kind = "scored"            // an answer that somebody had to read was scored
	Certificate Kind = "certificate"       // one was issued
	Renewal     Kind = "renewal"           // one ends soon
	Refresher   Kind = "refresher"         // questions wait that keep alive what was learnt
	Scoring     Kind = "scoring"           // answers wait to be scored
	Review      Kind = "review"            // of a course: asked for, or given
	ListOverdue Kind = "list_overdue"      // a staff list is old
	Unanswered  Kind = "follow_ups_missed" // follow-ups whose day is over
	Request     Kind = "request"           // somebody asked something about their data
	Webhook     Kind = "webhook"           // one of theirs was paused
	Digest      Kind = "digest"            // the week of those one answers for
)

// Way is how somebody wants to be told.
type Way string

// The ways. Whatever comes by mail is in relevo too.
const (
	App    Way = "app"
	Mail   Way = "mail"   // at once
	Daily  Way = "daily"  // one letter a day with everything in it
	Weekly Way = "weekly" // of what comes once a week
	Off    Way = "off"
)

// sort says of a kind whom it is for and how they are told.
type sort struct {
	needs  access.Permission
	usual  Way
	letter bool // there are letters of its own
}

var sorts = map[Kind]sort{
	FollowUp: {access.Learn, Mail, false}, Seat: {access.Learn, Mail, true}, Meeting: {access.Learn, Mail, false}, Message: {access.Learn, Mail, true},
	Scored: {access.Learn, App, false}, Certificate: {access.Learn, Mail, false}, Renewal: {access.Learn, Mail, true}, Refresher: {access.Learn, Mail, true},
	Scoring: {access.ScoreResponses, Daily, false}, Review: {access.AuthorCourses, Daily, false},
	ListOverdue: {access.ImportRoster, Daily, false}, Unanswered: {access.ViewNames, Daily, false},
	Request: {access.ManageAccounts, Mail, false}, Webhook: {access.ManageAccounts, Mail, false}, Digest: {access.ViewNames, Weekly, true},
}

// Kinds lists them, in the order people are shown them.
func Kinds() []Kind {
	return []Kind{FollowUp, Meeting, Seat, Message, Scored, Certificate, Renewal, Refresher, Scoring, Review, ListOverdue, Unanswered, Request, Webhook, Digest}
}

// Needs is the permission without which somebody is not told of the kind.
func (k Kind) Needs() access.Permission { return sorts[k].needs }

// Usual is how somebody is told who has chosen nothing.
func (k Kind) Usual() Way { return sorts[k].usual }

// Ways lists how one may be told of the kind.
func (k Kind) Ways() []Way {
	if k == Digest {
		return []Way{App, Weekly, Off}
	}
	return []Way{App, Mail, Daily, Off}
}

// KindsFor lists the kinds that concern somebody.
func KindsFor(actor access.Actor) []Kind {
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return !actor.Somewhere(k.Needs()) })
}

// Mailing says what becomes of a notification by mail.
type Mailing string

// The values of Mailing.
const (
	NotMailed Mailing = "none"
	AtOnce    Mailing = "now"
	OnceADay  Mailing = "daily"
)

// Notification is what an account is told. ReadAt and MailedAt are written once.
type Notification struct {
	ID        string
	AccountID string
	Kind      Kind
	Phrase    string // how it is said: the kind, or one of several for it
	Key       string // what it is about; an account is told of it once
	About     string // a course's or an institution's name; empty for none
	Counted   int    // of how many things
	Path      string // where to see to it
	Mail      Mailing
	CreatedAt db.Instant
	ReadAt    *db.Instant
	MailedAt  *db.Instant // put into a daily letter
}

// TableName names the table for GORM.
func (Notification) TableName() string { return "notification" }

// Choice is the fact that somebody wants to be told of a kind in a way. The newest counts.
type Choice struct {
	ID         string
	AccountID  string
	Kind       Kind
	Way        Way
	RecordedAt db.Instant
}

// TableName names the table for GORM.
func (Choice) TableName() string { return "notification_choice" }
