package demo

import (
	"fmt"
	"slices"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// journey is one person's way through an offering.
type journey struct {
	who       *person
	in        *offering
	enrolment *courses.Enrolment
	progress  courses.Progress
	left      db.Date // first day on which they are in no post any more
	sure      bool    // the story wants them to come to the end
	dice      dice
}

// enrol gives the person of the stay a place in the offering and the test that
// comes before it. Who took the course lately need not again.
func (l *life) enrol(o *offering, s *stay, on db.Date) {
	p := s.who
	lately := db.Date(150)
	if o.welcomes {
		lately = 100 // who stays is asked to come again each quarter
	}
	if last, took := p.took[o.course]; took && on-last < lately {
		return
	}
	p.took[o.course] = on
	d := diceOf(fmt.Sprint("journey ", o.code, " ", p.number))
	at := l.at(d.during(on))
	by := l.trainers()[0]
	if o.at[0] == ceiba || o.at[0] == lupuna {
		by = l.accounts[guestOf(access.Manager).Username].ID
	}
	j := &journey{who: p, in: o, dice: d, left: p.leaves(on), sure: o.welcomes || l.isSure(p), enrolment: &courses.Enrolment{ID: at.NewID(), OfferingID: o.ID, PersonID: p.ID,
		InstitutionID: to(s.at.ID), EnrolledAt: at.Now, EnrolledBy: by}}
	j.progress = courses.Progress{Mode: o.Mode, StartsOn: o.StartsOn, EndsOn: o.EndsOn, Hours: o.subject.version.Hours, Lessons: o.subject.heads,
		Read: map[string]db.Instant{}}
	j.progress.Pre = l.assign(o, p, sitting{occasion: assessments.Pre}, at)
	o.journeys = append(o.journeys, j)
	l.audit(at, by, "courses.enrol", "offering", o.ID, map[string]int{"added": 1, "already": 0})
}

// travel lets the person go through the offering as far as they come.
func (l *life) travel(j *journey) error {
	defer func() { l.rows.enrolments = append(l.rows.enrolments, *j.enrolment) }()
	begin := max(j.in.StartsOn, j.enrolment.EnrolledAt.Date())
	if begin > today || j.who == l.guest && j.in.from > guestFrom {
		return nil // it has not begun, or is left for the newcomer to do
	}
	if j.fails(0.03) {
		l.withdraw(j, begin)
		return nil
	}
	if j.progress.Mode == courses.FaceToFace {
		l.meet(j)
	} else {
		l.read(j, begin)
	}
	if j.progress.Post == nil {
		l.closeIfGone(j, j.progress.Pre)
		return nil
	}
	if at := j.later(j.progress.Post.AssignedAt, 0, 5); j.present(at) && !j.fails(0.06) {
		l.sit(j, j.progress.Post, at)
	}
	l.closeIfGone(j, j.progress.Pre)
	l.closeIfGone(j, j.progress.Post)
	return l.complete(j)
}

// withdraw ends somebody's part after some days, with the reason.
func (l *life) withdraw(j *journey, begin db.Date) {
	at := j.dice.during(begin + db.Date(j.dice.between(1, 8)))
	if !happened(at) || j.progress.Mode == courses.FaceToFace {
		return
	}
	e := j.enrolment
	e.WithdrawnAt, e.WithdrawnBy, e.WithdrawReason = to(at), to(e.EnrolledBy), one(j.dice, []string{"Cambio de turno", "Licencia", "Pidió llevarlo más adelante"})
	l.closeAttempt(j.progress.Pre, at, assessments.ReasonWithdrawn)
	l.audit(l.at(at), e.EnrolledBy, "courses.withdraw", "enrolment", e.ID, nil)
}

// fails is true with the probability p, unless the story wants the person to
// come to the end.
func (j *journey) fails(p float64) bool { return j.dice.yes(p) && !j.sure }

// present tells whether something that the person would do at the moment
// happens: they are still in some post, and the moment has come.
func (j *journey) present(at db.Instant) bool { return happened(at) && at.Date() < j.left }

// later is a working hour some days on.
func (j *journey) later(from db.Instant, low, high int) db.Instant {
	at := j.dice.during(from.Date() + db.Date(j.dice.between(low, high)))
	if !at.After(from) {
		return from.Add(time.Duration(j.dice.between(600, 5400)) * time.Second)
	}
	return at
}

// read is a virtual or mixed offering: the test before it, the lessons at the
// person's own pace, the test that the last of them opens.
func (l *life) read(j *journey, begin db.Date) {
	pre := j.later(moment(begin, 8, 0), 0, 4)
	if j.in.welcomes {
		pre = j.later(moment(begin, 8, 0), 0, 1)
	}
	if !j.present(pre) || j.fails(0.05) {
		return
	}
	l.sit(j, j.progress.Pre, pre)
	if !j.progress.PreDone() {
		return
	}
	span := max(6, int(j.in.EndsOn-begin)-10)
	if j.in.welcomes {
		span = 12
	}
	texts := textsOf(j.progress.Lessons)
	lessons := len(texts)
	reads := lessons
	if j.fails(0.09) {
		reads = j.dice.between(1, lessons-1)
	}
	if j.in.Mode == courses.Mixed {
		l.gather(j, begin)
	}
	at, pace := j.progress.Pre.SubmittedAt.Add(20*time.Minute), float64(span)*0.7*24/float64(lessons)
	for i, lesson := range texts[:reads] {
		if i > 0 {
			hours := max(0.25, j.dice.about(pace, pace*0.7))
			at = awake(at.Add(time.Duration(hours*3600) * time.Second))
		}
		if !j.present(at) {
			break
		}
		j.progress.Read[lesson.ID] = at
		l.rows.reads = append(l.rows.reads, courses.LessonRead{EnrolmentID: j.enrolment.ID, LessonID: lesson.ID, ReadAt: at,
			WordingID: j.in.subject.variants[lesson.ID][j.who.snapshot(at.Date()).Region]})
		l.practise(j, lesson, at)
	}
	n := 0
	for n < lessons && !j.progress.Read[texts[n].ID].IsZero() {
		n++
	}
	if n == 0 {
		return
	}
	last := j.progress.Read[texts[n-1].ID]
	share := float64(n) / float64(lessons)
	if j.in.welcomes {
		share *= 1.1 // they practise what they read with the team that receives them
	}
	j.who.learn(j.in.subject, last.Date(), share, j.dice)
	if j.progress.PostDue() {
		j.progress.Post = l.assign(j.in, j.who, sitting{occasion: assessments.Post, not: j.progress.Pre.FormID}, l.at(last))
	}
}

// awake moves a moment of the night to the morning.
func awake(at db.Instant) db.Instant {
	hour := at.Time().In(db.Lima).Hour()
	if hour >= 6 && hour < 23 {
		return at
	}
	return at.Add(8 * time.Hour)
}

// gather is the one day on which a mixed offering meets.
func (l *life) gather(j *journey, begin db.Date) {
	on := j.in.StartsOn + 9
	if on >= begin && j.present(moment(on, 17, 30)) && j.dice.yes(0.85) {
		l.attend(j, on, 6)
	}
}

// meet is a face-to-face offering: the test on the first morning, the days
// together, the test afterwards.
func (l *life) meet(j *journey) {
	morning := moment(j.in.StartsOn, 8, 15).Add(time.Duration(j.dice.between(0, 900)) * time.Second)
	if j.present(morning) && !j.fails(0.04) {
		l.sit(j, j.progress.Pre, morning)
	}
	days := int(j.in.EndsOn-j.in.StartsOn) + 1
	came := 0
	for n := range days {
		on := j.in.StartsOn + db.Date(n)
		if j.present(moment(on, 17, 30)) && !j.fails(0.035) {
			l.attend(j, on, j.progress.Hours/float64(days))
			came++
		}
	}
	if came == 0 {
		return
	}
	j.who.learn(j.in.subject, j.progress.AttendedOn, float64(came)/float64(days), j.dice)
	if j.progress.PostDue() {
		j.progress.Post = l.assign(j.in, j.who, sitting{occasion: assessments.Post, not: j.progress.Pre.FormID}, l.at(moment(j.progress.AttendedOn, 17, 30)))
	}
}

// attend notes that the person was there.
func (l *life) attend(j *journey, on db.Date, hours float64) {
	at := l.at(moment(on, 17, 30))
	l.rows.attendance = append(l.rows.attendance, courses.Attendance{ID: at.NewID(), EnrolmentID: j.enrolment.ID, HeldOn: on, Hours: hours,
		RecordedAt: at.Now, RecordedBy: l.trainers()[0]})
	j.progress.Attended += hours
	j.progress.AttendedOn = max(j.progress.AttendedOn, on)
}

// closeIfGone closes a test that the person left unanswered when they left
// the programme: somebody looks through the open ones every few weeks.
func (l *life) closeIfGone(j *journey, a *assessments.Attempt) {
	if a == nil || !a.Answerable() || j.left == never {
		return
	}
	at := j.dice.during(max(j.left, a.AssignedAt.Date()) + db.Date(j.dice.between(8, 25)))
	if happened(at) && j.who.snapshot(at.Date()).InstitutionID == nil {
		l.closeAttempt(a, at, assessments.ReasonLeft)
	}
}

// leaves is the first day from which the person is truly in no post, seen from
// a day on which they are in one.
func (p *person) leaves(from db.Date) db.Date {
	until := from
	for range p.stays {
		for _, s := range p.stays {
			if s.facts != nil && s.start <= until+30 && s.end > until {
				until = s.end
			}
		}
	}
	if until >= never {
		return never
	}
	return until
}

// snapshot is where and as what the person is believed to work on a day, as
// people.SnapshotTx says it.
func (p *person) snapshot(on db.Date) people.Snapshot {
	var newest *stay
	var fact people.Posting
	for _, s := range p.stays {
		if s.facts == nil {
			continue
		}
		b := s.believed()
		if on < b.StartsOn || b.EndsOn != nil && on >= *b.EndsOn {
			continue
		}
		if newest == nil || b.StartsOn > fact.StartsOn || b.StartsOn == fact.StartsOn && b.StayID > fact.StayID {
			newest, fact = s, b
		}
	}
	if newest == nil {
		return people.Snapshot{}
	}
	return people.Snapshot{InstitutionID: &newest.at.ID, Path: newest.at.Path, Cadre: newest.cadre, Region: newest.at.Region()}
}

// sitting says for which sitting of an offering somebody gets their place.
type sitting struct {
	occasion assessments.Occasion
	months   int      // of a follow-up
	not      string   // the form they had before
	due      *db.Date // of a follow-up
}

// assign gives the person their place in a sitting and a form: before a course
// the one that fewer have at their institution, afterwards the other one.
func (l *life) assign(o *offering, p *person, s sitting, at *db.Tx) *assessments.Attempt {
	id := o.administrations[occasionKey(s.occasion, s.months)]
	post := p.snapshot(at.Today())
	if frozen := &o.subject.frozen; frozen.IsZero() || at.Now.Before(*frozen) {
		*frozen = at.Now
	}
	return &assessments.Attempt{ID: at.NewID(), AdministrationID: id, PersonID: p.ID, FormID: o.pick(id, post.InstitutionID, s.not),
		State: assessments.StateNotStarted, DueOn: s.due, InstitutionID: post.InstitutionID, Cadre: post.Cadre, Region: post.Region, AssignedAt: at.Now}
}

// pick gives the form that fewest have at the institution and that is not the
// one had before.
func (o *offering) pick(administrationID string, institutionID *string, before string) string {
	key := administrationID
	if institutionID != nil {
		key += *institutionID
	}
	forms := slices.Clone(o.subject.forms)
	if diceOf("first form " + o.code + key[len(key)-6:]).yes(0.5) {
		slices.Reverse(forms)
	}
	best := ""
	for _, f := range forms {
		if f.ID != before && (best == "" || o.chosen[key+f.ID] < o.chosen[key+best]) {
			best = f.ID
		}
	}
	o.chosen[key+best]++
	return best
}
