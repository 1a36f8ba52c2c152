package courses

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
)

// Stuck says why somebody does not go on.
type Stuck string

// What people are stuck at.
const (
	StuckPre     Stuck = "pre"     // the first test waits for them
	StuckLesson  Stuck = "lesson"  // a lesson does
	StuckPost    Stuck = "post"    // the last test does
	StuckScoring Stuck = "scoring" // they wait: nobody has scored what they handed in
	StuckMissed  Stuck = "missed"  // it is over, and they did not attend enough
	StuckClosed  Stuck = "closed"  // the last test was closed before they answered
)

// UsualStuckDays is after how many days without a step somebody counts as stuck.
const UsualStuckDays = 7

// StuckDayChoices are the days among which one chooses.
func StuckDayChoices() []int { return []int{3, UsualStuckDays, 14, 30} }

// Stuck tells what somebody is stuck at and since when, if their next step has waited for
// so many days. Whoever has completed the course, or waits for it to begin, is not.
func (p Progress) Stuck(enrolled, today db.Date, days int) (why Stuck, since db.Date) {
	since = max(p.StartsOn, enrolled, p.LastActive())
	switch step := p.Next(today); step.Kind {
	case StepPre:
		why = StuckPre
	case StepLesson:
		why = StuckLesson
	case StepPost:
		why, since = StuckPost, max(p.Post.AssignedAt.Date(), started(p.Post))
	case StepScoring:
		if p.Post == nil {
			return "", 0
		}
		why = StuckScoring
	case StepClosed:
		return StuckClosed, since
	case StepAttend:
		if today <= p.EndsOn {
			return "", 0
		}
		return StuckMissed, p.EndsOn + 1
	default:
		return "", 0
	}
	if today-since < db.Date(days) {
		return "", 0
	}
	return why, since
}

func started(a *assessments.Attempt) db.Date {
	if a == nil || a.StartedAt == nil {
		return 0
	}
	return a.StartedAt.Date()
}

// LastActive is the last day on which the person did anything in the course; 0: never.
func (p Progress) LastActive() db.Date {
	last := max(p.AttendedOn, started(p.Pre), started(p.Post))
	for _, at := range p.Read {
		last = max(last, at.Date())
	}
	for _, a := range []*assessments.Attempt{p.Pre, p.Post} {
		if a != nil && a.SubmittedAt != nil {
			last = max(last, a.Day())
		}
	}
	return last
}

// Group says which of the people of an offering are meant. It is kept with what they are told.
type Group struct {
	Stage         Stage  `json:"stage,omitempty"`       // empty: all
	InstitutionID string `json:"institution,omitempty"` // of the day they were enrolled; empty: all
	Stuck         bool   `json:"stuck,omitempty"`       // only those
	Left          bool   `json:"left,omitempty"`        // only who is not in that post any more
	Days          int    `json:"days,omitempty"`        // after how many somebody counts as stuck
}

// Follow is one person of an offering, as their trainer follows them.
type Follow struct {
	RollRow
	InstitutionID string
	Step          Step
	LastOn        db.Date // last day on which they did anything; 0: never
	Stuck         Stuck   // empty: they go on
	Since         db.Date // stuck since
	LeftOn        db.Date // first day out of the post they were enrolled from; 0: not known, or still there
}

// Gone tells whether the person is not in the post any more from which they were enrolled:
// they are not chased.
func (f Follow) Gone() bool { return f.Presence != Here }

// stuck tells whether the person counts as stuck: who has left does not.
func (f Follow) stuck() bool { return f.Stuck != "" && !f.Gone() }

// left tells whether the person has left the post before the course was over for them.
func (f Follow) left() bool {
	return f.Gone() && f.Stage != Withdrawn && f.Stage != Finished && f.Stage != PostHandedIn
}

// means tells whether somebody is of the group.
func (g Group) means(f Follow) bool {
	return (g.Stage == "" || f.Stage == g.Stage) && (g.InstitutionID == "" || f.InstitutionID == g.InstitutionID) &&
		(!g.Stuck || f.stuck()) && (!g.Left || f.left())
}

// Following is the people of an offering as their trainer follows them.
type Following struct {
	Offering
	CourseTitle  string
	Group        Group
	Rows         []Follow // of the group
	All          int
	Stuck, Left  int           // of all
	Told         []Stage       // that the actor tells apart, in order
	Stages       map[Stage]int // of all
	Institutions []people.Institution
	Messages     []SentMessage // the newest first
	Today        db.Date
}

// SentMessage is a message to some of an offering, with what became of it.
type SentMessage struct {
	Message
	Group              Group `gorm:"-"`
	Author             string
	People, Mail, Read int
}

// Orders are the ways in which the list can be sorted.
func Orders() []string { return []string{"name", "stuck", "last", "stage"} }

// Follow gives the people of an offering who are meant, in an order.
func (s *Service) Follow(ctx context.Context, actor access.Actor, offeringID string, group Group, order string) (out Following, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = followTx(tx, actor, offeringID, group)
		if err != nil {
			return err
		}
		sortFollows(out.Rows, order)
		if out.Messages, err = messagesOf(tx, offeringID); Blind(actor) {
			out.Messages = slices.DeleteFunc(out.Messages, func(m SentMessage) bool { return m.Group.tellsScoring() })
		}
		return err
	})
	return out, err
}

func followTx(tx *db.Tx, actor access.Actor, offeringID string, group Group) (out Following, err error) {
	if !slices.Contains(StuckDayChoices(), group.Days) {
		group.Days = UsualStuckDays
	}
	out = Following{Group: group, Told: StagesFor(actor), Stages: map[Stage]int{}, Today: tx.Today()}
	if out.Offering, _, err = scopeOf(tx, actor, offeringID); err != nil {
		return out, err
	}
	version, err := take[CourseVersion](tx, out.CourseVersionID, "noun.course")
	if err != nil {
		return out, err
	}
	out.CourseTitle = version.Title
	list, err := enrolmentsInScope(tx, actor, offeringID)
	if err != nil {
		return out, err
	}
	runs, err := runsOf(tx, list, assessments.AttemptsInTx)
	if err != nil {
		return out, err
	}
	rows, err := rollOf(tx, runs)
	if err != nil {
		return out, err
	}
	left, err := leftOn(tx, runs)
	if err != nil {
		return out, err
	}
	byID := map[string]run{}
	var placeIDs []string
	for _, r := range runs {
		byID[r.Enrolment.ID] = r
		if r.InstitutionID != nil {
			placeIDs = append(placeIDs, *r.InstitutionID)
		}
	}
	places, err := people.InstitutionsTx(tx, placeIDs)
	for _, i := range places {
		out.Institutions = append(out.Institutions, i)
	}
	slices.SortFunc(out.Institutions, func(a, b people.Institution) int { return strings.Compare(a.SearchName+a.ID, b.SearchName+b.ID) })
	for _, row := range rows {
		one := followOf(row, byID[row.EnrolmentID], left[row.EnrolmentID], out.Today, group.Days)
		if Blind(actor) {
			one = one.blinded()
		}
		out.add(one)
	}
	return out, err
}

func followOf(row RollRow, r run, left, today db.Date, days int) Follow {
	f := Follow{RollRow: row, Step: r.Progress.Next(today), LastOn: r.Progress.LastActive()}
	if r.InstitutionID != nil {
		f.InstitutionID = *r.InstitutionID
	}
	if row.Presence != Here {
		f.LeftOn = left
	}
	if row.Stage != Withdrawn {
		f.Stuck, f.Since = r.Progress.Stuck(r.EnrolledAt.Date(), today, days)
	}
	return f
}

// add counts a person, and keeps them when they are meant.
func (f *Following) add(one Follow) {
	f.All++
	f.Stages[one.Stage]++
	if one.stuck() {
		f.Stuck++
	}
	if one.left() {
		f.Left++
	}
	if f.Group.means(one) {
		f.Rows = append(f.Rows, one)
	}
}

// leftOn gives, by enrolment, the first day on which somebody was out of the post from which
// they were enrolled; who is still there, or vanished without a day, is absent.
func leftOn(tx *db.Tx, runs []run) (map[string]db.Date, error) {
	var ids []string
	for _, r := range runs {
		ids = append(ids, r.PersonID)
	}
	stays, err := people.StaysOfTx(tx, ids)
	of := map[string][]people.Posting{}
	for _, stay := range stays {
		of[stay.PersonID] = append(of[stay.PersonID], stay)
	}
	left := map[string]db.Date{}
	for _, r := range runs {
		for _, stay := range of[r.PersonID] {
			if r.InstitutionID != nil && stay.InstitutionID == *r.InstitutionID && stay.EndsOn != nil && *stay.EndsOn <= tx.Today() {
				left[r.Enrolment.ID] = max(left[r.Enrolment.ID], *stay.EndsOn)
			}
		}
	}
	return left, err
}

// sortFollows sorts a list, which comes by institution and name.
func sortFollows(rows []Follow, order string) {
	slices.SortStableFunc(rows, func(a, b Follow) int {
		switch order {
		case "stuck": // who is stuck longest first, then who goes on
			return cmp.Or(cmp.Compare(stuckRank(a), stuckRank(b)), cmp.Compare(a.Since, b.Since))
		case "last": // who did nothing for longest first
			return cmp.Compare(a.LastOn, b.LastOn)
		case "stage":
			return cmp.Compare(slices.Index(Stages, a.Stage), slices.Index(Stages, b.Stage))
		}
		return 0
	})
}

func stuckRank(f Follow) int {
	if f.stuck() {
		return 0
	}
	return 1
}
