package courses

import (
	"cmp"
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// followUpShown is how many days before its due day a follow-up is shown: it is
// to measure what is left months later, not what is fresh.
const followUpShown = 14

// MyCourse is an enrolment as its person sees it.
type MyCourse struct {
	EnrolmentID string
	OfferingID  string
	Code        string // of the offering
	Title       string
	Summary     string
	Language    string
	Mode        Mode
	StartsOn    db.Date
	EndsOn      db.Date
	Place       string
	Hours       float64
	Progress    Progress
	Step        Step
}

// MinutesLeft is what the lessons that were not read will take.
func (c MyCourse) MinutesLeft() int {
	sum := 0
	for _, l := range c.Progress.Lessons {
		if _, read := c.Progress.Read[l.ID]; !read {
			sum += l.Minutes
		}
	}
	return sum
}

// actionable tells whether the person can do the next step now.
func (c MyCourse) actionable() bool {
	return c.Step.Kind == StepPre || c.Step.Kind == StepLesson || c.Step.Kind == StepPost
}

// lastActive is when the person last did something in the course.
func (c MyCourse) lastActive() db.Instant {
	var last db.Instant
	note := func(at *db.Instant) {
		if at != nil && at.After(last) {
			last = *at
		}
	}
	for _, at := range c.Progress.Read {
		note(&at)
	}
	if c.Progress.Pre != nil {
		note(c.Progress.Pre.StartedAt)
		note(c.Progress.Pre.SubmittedAt)
	}
	if c.Progress.Post != nil {
		note(c.Progress.Post.StartedAt)
	}
	return last
}

// Task is an assessment to take months after a course.
type Task struct {
	AttemptID string
	Title     string // of the course
	DueOn     db.Date
	Overdue   bool
	Resume    bool // already begun
}

// Home is what a person learns: one thing to go on with, what is due, what
// runs and what is done.
type Home struct {
	Continue *MyCourse // nil: nothing to do now
	Tasks    []Task    // by due day
	Active   []MyCourse
	Done     []MyCourse
}

// Learn gives the actor's own courses.
func (s *Service) Learn(ctx context.Context, actor access.Actor) (Home, error) {
	var home Home
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return home, err
	}
	if actor.PersonID == "" {
		return home, nil
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var mine []Enrolment
		if err := tx.DB.Where("person_id = ? AND withdrawn_at IS NULL", actor.PersonID).Order("id").Find(&mine).Error; err != nil {
			return err
		}
		runs, err := runsOf(tx, mine, ofPerson(actor.PersonID))
		if err != nil {
			return err
		}
		home = homeOf(runs, tx.Today())
		active := make([]*MyCourse, len(home.Active)) // the one to go on with is among them
		for i := range home.Active {
			active[i] = &home.Active[i]
		}
		return goOn(tx, active)
	})
	return home, err
}

func homeOf(runs []run, today db.Date) Home {
	var home Home
	for _, r := range runs {
		mine := myCourse(r, today)
		if mine.Step.Kind == StepDone {
			home.Done = append(home.Done, mine)
		} else {
			home.Active = append(home.Active, mine)
		}
		for _, a := range r.FollowUps {
			if a.Answerable() && a.DueOn != nil && today >= *a.DueOn-followUpShown {
				home.Tasks = append(home.Tasks, Task{
					AttemptID: a.ID, Title: r.Version.Title, DueOn: *a.DueOn, Overdue: today > *a.DueOn, Resume: a.StartedAt != nil,
				})
			}
		}
	}
	slices.SortStableFunc(home.Tasks, func(a, b Task) int { return cmp.Compare(a.DueOn, b.DueOn) })
	slices.SortStableFunc(home.Active, func(a, b MyCourse) int {
		return cmp.Or(-cmp.Compare(rank(a), rank(b)), -cmp.Compare(a.lastActive().String(), b.lastActive().String()), cmp.Compare(a.EndsOn, b.EndsOn))
	})
	slices.SortStableFunc(home.Done, func(a, b MyCourse) int {
		return -cmp.Compare(a.Progress.Completion.CompletedOn, b.Progress.Completion.CompletedOn)
	})
	if len(home.Active) > 0 && home.Active[0].actionable() {
		home.Continue = &home.Active[0]
	}
	return home
}

func rank(c MyCourse) int {
	if c.actionable() {
		return 1
	}
	return 0
}

func myCourse(r run, today db.Date) MyCourse {
	return MyCourse{
		EnrolmentID: r.Enrolment.ID, OfferingID: r.Offering.ID, Code: r.Offering.Code, Title: r.Version.Title, Summary: r.Version.Summary,
		Language: r.Version.Language, Mode: r.Offering.Mode, StartsOn: r.Offering.StartsOn, EndsOn: r.Offering.EndsOn,
		Place: r.Offering.Place, Hours: r.Version.Hours, Progress: r.Progress, Step: r.Progress.Next(today),
	}
}

// mine gives one enrolment of the actor's own; what is somebody else's, or
// was ended, is not there.
func mine(tx *db.Tx, actor access.Actor, enrolmentID string) (run, error) {
	if actor.PersonID == "" {
		return run{}, fault.Missing("noun.course")
	}
	enrolment, err := take[Enrolment](tx, enrolmentID, "noun.course")
	if err != nil {
		return run{}, err
	}
	if enrolment.PersonID != actor.PersonID || enrolment.WithdrawnAt != nil {
		return run{}, fault.Missing("noun.course")
	}
	runs, err := runsOf(tx, []Enrolment{enrolment}, ofPerson(actor.PersonID))
	if err != nil {
		return run{}, err
	}
	return runs[0], nil
}

// LearnCourse is a course with its table of contents, for its learner.
type LearnCourse struct {
	MyCourse
	Outline  Outline
	Open     bool               // lessons may be read now
	Headings map[string]Heading // of the lessons, as the person reads them
	Spoken   []Spoken           // languages that there are, the course's own first
	Reading  string             // the language in which the person reads
	Requires []Met              // courses that this one requires
}

// Heading is the title of a lesson in the language in which it stands there.
type Heading struct{ Title, Language string }

// LearnCourse gives one of the actor's own courses.
func (s *Service) LearnCourse(ctx context.Context, actor access.Actor, enrolmentID string) (LearnCourse, error) {
	var page LearnCourse
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return page, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := mine(tx, actor, enrolmentID)
		if err != nil {
			return err
		}
		page.MyCourse = myCourse(r, tx.Today())
		page.Open = readable(r, tx.Today()) == nil
		if err := goOn(tx, []*MyCourse{&page.MyCourse}); err != nil {
			return err
		}
		if page.Outline, err = outlineOf(tx, r.Version.ID); err != nil {
			return err
		}
		t, err := textsFor(tx, actor, r)
		if err != nil {
			return err
		}
		if page.Requires, err = requirementsFor(tx, r); err != nil {
			return err
		}
		page.Headings = t.headings(r.Progress.Lessons)
		page.Spoken, page.Reading = spoken(r.Version, len(r.Progress.Lessons), t.all), t.who.Language
		if h, ok := page.Headings[page.Step.LessonID]; ok {
			page.Step.Title = h.Title
		}
		return nil
	})
	return page, err
}

// readable is nil when the lessons may be read: the offering has begun and the
// pre-test is behind the person. Reading first would spoil the comparison.
func readable(r run, today db.Date) error {
	switch {
	case today < r.Offering.StartsOn:
		return fault.New(fault.Conflict, "courses.not_begun", "on", r.Offering.StartsOn)
	case !r.Progress.PreDone():
		return fault.New(fault.Conflict, "courses.pretest_first")
	default:
		return nil
	}
}
