package demo

import (
	"fmt"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/assessments"
	"relevo/courses"
)

// sit lets the person answer a test with what they can do that day. When they
// would not be done by [Begins], they have not begun. A few begin and never come
// to the end.
func (l *life) sit(j *journey, a *assessments.Attempt, at db.Instant) {
	o, p := j.in, j.who
	d := diceOf(fmt.Sprint("sitting ", p.number, o.code, at))
	f := o.subject.formWith(a.FormID)
	answers := map[string]assessments.Value{}
	saved, stop := at, len(f.places)+1
	if d.yes(0.015) && !j.sure {
		stop = d.between(3, len(f.places)-1)
	}
	var rows []assessments.Answer
	for _, place := range f.places[:min(stop, len(f.places))] {
		v := f.versions[place.ItemVersionID]
		seconds := d.between(25, 110)
		if v.Kind == assessments.Vignette {
			seconds = d.between(400, 1300)
		}
		saved = saved.Add(time.Duration(seconds) * time.Second)
		value := o.subject.answer(d, v, p.skillIn(v.CompetencyCode).level(v.CompetencyCode, at.Date()))
		if !value.IsZero() {
			answers[v.ID] = value
			rows = append(rows, assessments.Answer{AttemptID: a.ID, ItemVersionID: v.ID, Seq: 1, Device: "form", Value: value, SavedAt: saved})
		}
	}
	submitted := saved.Add(time.Duration(d.between(10, 60)) * time.Second)
	if !happened(submitted) {
		return
	}
	l.rows.answers = append(l.rows.answers, rows...)
	a.State, a.StartedAt = assessments.StateInProgress, to(at)
	if stop < len(f.places) {
		return
	}
	code := strings.ToUpper(l.at(submitted).NewSecret())
	a.State, a.SubmittedAt, a.Receipt = assessments.StateSubmitted, to(submitted), code[:4]+"-"+code[4:8]+"-"+code[8:10]
	l.mark(o, p, a, f, answers, d)
}

// formWith is the form with the identifier.
func (s *subject) formWith(id string) form {
	for _, f := range s.forms {
		if f.ID == id {
			return f
		}
	}
	return form{}
}

// mark scores what was handed in as far as it has been by [Begins]: what needs
// no judgement at once, the vignette when its ratings are there.
func (l *life) mark(o *offering, p *person, a *assessments.Attempt, f form, answers map[string]assessments.Value, d dice) {
	rated, ratedAt := map[string]assessments.Rated{}, a.SubmittedAt.Add(2*time.Second)
	vignette := ""
	for _, place := range f.places {
		v := f.versions[place.ItemVersionID]
		if v.Kind != assessments.Vignette {
			continue
		}
		vignette = v.ID
		if text := answers[v.ID].Text; text == "" {
			rated[v.ID] = assessments.Rated{Rule: assessments.RuleMean}
		} else if share, at, done := l.rate(o, a, v, text, d); done {
			rated[v.ID], ratedAt = assessments.Rated{Share: share, Rule: assessments.RuleMean}, at
		}
	}
	scores, complete := assessments.Mark(f.places, f.versions, answers, rated)
	at := l.at(a.SubmittedAt.Add(2 * time.Second))
	for _, score := range scores {
		moment := at
		if score.ItemVersionID == vignette {
			moment = l.at(ratedAt)
		}
		score.ID, score.AttemptID, score.RecordedAt = moment.NewID(), a.ID, moment.Now
		l.rows.scores = append(l.rows.scores, score)
	}
	l.audit(at, access.SystemID, "assessments.attempt.score", "attempt", a.ID, map[string]string{"state": string(assessments.StateSubmitted), "rule": assessments.RulePoints})
	if !complete {
		return
	}
	a.State, a.ScoredAt = assessments.StateScored, to(ratedAt)
	l.result(o, p, a, f, assessments.ShownBy(f.versions, scores), l.at(ratedAt))
}

// result writes down what the person showed, one for each competency.
func (l *life) result(o *offering, p *person, a *assessments.Attempt, f form, shown []assessments.Shown, at *db.Tx) {
	on := a.SubmittedAt.Date()
	post := p.snapshot(on)
	for _, one := range shown {
		r := assessments.Result{ID: at.NewID(), AttemptID: to(a.ID), PersonID: p.ID, CompetencyCode: one.Competency, AssessmentID: o.subject.assessment.ID,
			FormLabel: f.Label, Occasion: o.occasionOf(a), AssessedOn: on, Score: one.Score, CutScore: o.subject.assessment.CutScore,
			InstitutionID: post.InstitutionID, Cadre: post.Cadre, Region: post.Region, RuleVersion: assessments.RulePoints,
			RecordedAt: at.Now, RecordedBy: access.SystemID}
		l.rows.results = append(l.rows.results, r)
	}
	if len(shown) > 0 && a.ScoredAt.After(a.SubmittedAt.Add(time.Minute)) {
		l.audit(at, access.SystemID, "assessments.attempt.score", "attempt", a.ID, map[string]string{"state": string(a.State), "rule": assessments.RulePoints})
	}
}

// occasionOf is the occasion of the sitting that the attempt belongs to.
func (o *offering) occasionOf(a *assessments.Attempt) assessments.Occasion {
	switch a.AdministrationID {
	case o.administrations[occasionKey(assessments.Pre, 0)]:
		return assessments.Pre
	case o.administrations[occasionKey(assessments.Post, 0)]:
		return assessments.Post
	default:
		return assessments.FollowUp
	}
}

// severities is how much stricter than the rubric each trainer is.
var severities = []float64{0, 0.05, 0.14, 0.02}

// rate lets trainers score a vignette, some days after it was handed in. done
// tells whether all ratings that are needed are there by [Begins].
func (l *life) rate(o *offering, a *assessments.Attempt, v assessments.ItemVersion, text string, d dice) (share float64, at db.Instant, done bool) {
	s, longest := o.subject, 9
	if o.Mode == courses.FaceToFace {
		longest = 3 // the trainers are still together
	}
	task := assessments.ScoringTask{ID: l.step.NewSecret(), AttemptID: a.ID, ItemVersionID: v.ID, RubricID: s.rubric.ID, RatingsNeeded: max(1, v.Body.Ratings)}
	trainers := l.trainers()
	first := d.IntN(len(trainers))
	at = *a.SubmittedAt
	var given []assessments.Points
	for n := range task.RatingsNeeded {
		at = d.during(at.Date() + db.Date(d.between(1, longest)))
		if at.Date() > today-9 {
			break // the last days' responses wait to be scored
		}
		rater := (first + n) % len(trainers)
		points := s.pointsFor(d, text, severities[rater])
		given = append(given, points)
		step := l.at(at)
		l.rows.ratings = append(l.rows.ratings, assessments.Rating{ID: step.NewID(), TaskID: task.ID, RaterID: trainers[rater], Points: points, RecordedAt: at})
		l.audit(step, trainers[rater], "assessments.response.rate", "scoring_task", task.ID, map[string]int{"ratings": n + 1})
	}
	if done = len(given) == task.RatingsNeeded; done {
		task.DoneAt = to(at)
		share = assessments.RatedShare(given, s.rubric.Criteria.Max())
	}
	l.rows.tasks = append(l.rows.tasks, task)
	return share, at, done
}

// closeAttempt closes a test that was not answered, with the reason.
func (l *life) closeAttempt(a *assessments.Attempt, at db.Instant, reason string) {
	a.State, a.ClosedAt, a.CloseReason = assessments.StateClosed, to(at), reason
	l.audit(l.at(at), l.trainers()[0], "assessments.attempts.close", "administration", a.AdministrationID, map[string]any{"reason": reason, "attempts": 1})
}
