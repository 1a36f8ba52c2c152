package courses

import (
	"relevo/app/db"
	"relevo/assessments"
)

// Rule names the rule of completion that was fulfilled, with its version.
type Rule string

// The rules of completion; see the package comment.
const (
	LessonsAndPost    Rule = "lessons+post/1"
	AttendanceAndPost Rule = "attendance+post/1"
)

// attendanceNeeded is the part of a course's hours that must be attended for a
// face-to-face completion.
const attendanceNeeded = 0.8

// Progress is everything that has happened to one enrolment.
type Progress struct {
	Mode       Mode
	StartsOn   db.Date
	EndsOn     db.Date
	Hours      float64               // of the course
	Lessons    []LessonHead          // in the order of reading
	Read       map[string]db.Instant // by lesson
	Attended   float64               // hours, facts that still count
	AttendedOn db.Date               // last day attended; 0: none
	Pre, Post  *assessments.Attempt  // nil: not assigned
	Completion *Completion           // nil: not completed
}

// ReadCount is how many of the lessons were read.
func (p Progress) ReadCount() int {
	n := 0
	for _, l := range p.Lessons {
		if _, ok := p.Read[l.ID]; ok {
			n++
		}
	}
	return n
}

// NextLesson is the first lesson that was not read; nil when all were.
func (p Progress) NextLesson() *LessonHead {
	for i := range p.Lessons {
		if _, ok := p.Read[p.Lessons[i].ID]; !ok {
			return &p.Lessons[i]
		}
	}
	return nil
}

// PreDone tells whether nothing stands before the lessons any more: the
// pre-test was handed in, was closed, or there is none.
func (p Progress) PreDone() bool { return p.Pre == nil || !open(p.Pre) }

// TaughtAll tells whether the teaching part is done: all lessons read or,
// face to face, enough hours attended.
func (p Progress) TaughtAll() bool {
	if p.Mode == FaceToFace {
		return p.Hours > 0 && p.Attended >= attendanceNeeded*p.Hours-1e-9
	}
	return len(p.Lessons) > 0 && p.NextLesson() == nil
}

// PostDue tells whether the post-test is to be assigned now. Face to face it
// does not wait for the pre-test: a pre-test after the teaching says nothing.
func (p Progress) PostDue() bool {
	return p.Post == nil && p.TaughtAll() && (p.PreDone() || p.Mode == FaceToFace)
}

// Completes gives the rule that the progress fulfils and the day on which the
// last of what was asked was done; ok is false when none is fulfilled.
func (p Progress) Completes() (rule Rule, on db.Date, ok bool) {
	if !p.TaughtAll() || p.Post == nil || p.Post.State != assessments.StateScored || p.Post.SubmittedAt == nil {
		return "", 0, false
	}
	on = p.Post.Day()
	if p.Mode == FaceToFace {
		return AttendanceAndPost, max(on, p.AttendedOn), true
	}
	for _, at := range p.Read {
		on = max(on, at.Date())
	}
	return LessonsAndPost, on, true
}

// open tells whether an attempt still waits for its person.
func open(a *assessments.Attempt) bool {
	return a != nil && a.Answerable()
}

// StepKind says what sort of thing comes next.
type StepKind string

// The kinds of step.
const (
	StepNotOpen StepKind = "not_open" // the offering has not begun
	StepPre     StepKind = "pre"      // the pre-test
	StepLesson  StepKind = "lesson"   // a lesson to read
	StepAttend  StepKind = "attend"   // come to the meetings
	StepPost    StepKind = "post"     // the post-test
	StepScoring StepKind = "scoring"  // handed in; people are scoring it
	StepClosed  StepKind = "closed"   // the post-test was closed unanswered
	StepDone    StepKind = "done"     // completed

	// StepHandedIn stands for StepScoring and StepDone before whoever rates responses.
	StepHandedIn StepKind = "handed_in"
)

// Step is the one next thing to do in an enrolment.
type Step struct {
	Kind      StepKind
	AttemptID string  // StepPre, StepPost
	Resume    bool    // StepPre, StepPost: already begun
	LessonID  string  // StepLesson
	Title     string  // StepLesson: its title
	Place     int     // StepLesson: the block at which its person stopped; 0: its beginning
	On        db.Date // StepNotOpen, StepAttend: the first day
}

// Next is the one next thing to do, on a day. A lesson may be left though the post-test is
// there already, when the offering went over to a newer version: it comes before a test
// that was not begun.
func (p Progress) Next(today db.Date) Step {
	unread := p.NextLesson()
	if p.Mode == FaceToFace {
		unread = nil
	}
	lesson := func() Step { return Step{Kind: StepLesson, LessonID: unread.ID, Title: unread.Title} }
	switch {
	case p.Completion != nil:
		return Step{Kind: StepDone}
	case p.Post != nil && p.Post.State == assessments.StateClosed:
		return Step{Kind: StepClosed}
	case p.Post != nil && unread != nil && p.Post.State != assessments.StateInProgress:
		return lesson()
	case open(p.Post):
		return Step{Kind: StepPost, AttemptID: p.Post.ID, Resume: p.Post.State == assessments.StateInProgress}
	case p.Post != nil:
		return Step{Kind: StepScoring}
	case today < p.StartsOn:
		return Step{Kind: StepNotOpen, On: p.StartsOn}
	case open(p.Pre):
		return Step{Kind: StepPre, AttemptID: p.Pre.ID, Resume: p.Pre.State == assessments.StateInProgress}
	case p.Mode == FaceToFace:
		return Step{Kind: StepAttend, On: p.StartsOn}
	case unread != nil:
		return lesson()
	}
	return Step{Kind: StepScoring}
}

// Stage is how far somebody has come, as a trainer counts it.
type Stage string

// The stages, in order.
const (
	NotStarted Stage = "not_started"
	PreDone    Stage = "pre_done"
	Reading    Stage = "reading"   // some lessons read, or some hours attended
	PostOpen   Stage = "post_open" // the post-test waits for the person
	PostDone   Stage = "post_done" // handed in, not yet scored
	Finished   Stage = "completed"
	Withdrawn  Stage = "withdrawn"

	// PostHandedIn stands for PostDone and Finished before whoever rates responses.
	PostHandedIn Stage = "handed_in"
)

// Stages lists the stages in order.
var Stages = []Stage{NotStarted, PreDone, Reading, PostOpen, PostHandedIn, PostDone, Finished, Withdrawn}

// Stage is how far the person has come.
func (p Progress) Stage() Stage {
	switch {
	case p.Completion != nil:
		return Finished
	case open(p.Post):
		return PostOpen
	case p.Post != nil && p.Post.State != assessments.StateClosed:
		return PostDone
	case p.ReadCount() > 0 || p.Attended > 0:
		return Reading
	case p.Pre != nil && !open(p.Pre):
		return PreDone
	default:
		return NotStarted
	}
}
