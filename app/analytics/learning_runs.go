package analytics

import (
	"slices"

	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// run is one person's way through one run of a course.
type run struct {
	person, offering string
	institution      string // of the day they began; empty when in none
	cadre            people.Cadre
	region           string
	first            bool // of the person's runs
	at               map[Occasion]test
}

// test is what became of a test.
type test struct {
	outcome Outcome
	score   float64 // equated
}

// score gives the score on an occasion, if there is one.
func (r *run) score(o Occasion) (float64, bool) {
	s, ok := r.at[o]
	return s.score, ok && s.outcome == TestDone
}

// low tells whether the person was below the cut score before.
func (r *run) low(cut float64) bool {
	score, ok := r.score(preTest)
	return ok && score < cut
}

// taken is every run of the courses that measure a competency, over the whole programme, with what is needed to place it.
type taken struct {
	runs        []*run
	later       []*run // of people who began after the day: of their runs no more is known than that they are there
	assessments map[string]bool
	paired      func(pre, post []float64) measure.PairedChange
}

// takenTx reads them: the seats, the results on the model's scale, and where people were when they did not answer.
func (s *Service) takenTx(tx *db.Tx, about Subject) (taken, error) {
	out := taken{assessments: map[string]bool{}, paired: s.changes.paired}
	seats, err := courses.SeatsTx(tx, about.Competency.Code)
	if err != nil {
		return out, err
	}
	results, err := assessments.AllResultsTx(tx, about.Competency.Code)
	if err != nil {
		return out, err
	}
	scored := map[string]assessments.Result{}
	for _, r := range results {
		if r.AttemptID != nil && r.AssessedOn <= about.On {
			scored[*r.AttemptID] = r
			out.assessments[r.AssessmentID] = true
		}
	}
	var ids []string
	for _, one := range seats {
		ids = append(ids, one.PersonID)
	}
	slices.Sort(ids)
	stays, err := people.StaysOfTx(tx, slices.Compact(ids))
	if err != nil {
		return out, err
	}
	posts := map[string][]people.Posting{}
	for _, stay := range stays {
		posts[stay.PersonID] = append(posts[stay.PersonID], stay)
	}
	byEnrolment, began := map[string]*run{}, map[string]bool{}
	for _, one := range seats {
		if one.EnrolledAt.Date() > about.On {
			out.later = append(out.later, beginning(one, posts[one.PersonID]))
			continue
		}
		r := byEnrolment[one.EnrolmentID]
		if r == nil {
			r = beginning(one, posts[one.PersonID])
			r.first, began[one.PersonID] = !began[one.PersonID], true
			byEnrolment[one.EnrolmentID] = r
			out.runs = append(out.runs, r)
		}
		r.sit(one, posts[one.PersonID], scored, about)
	}
	regionsOf(about, out.runs)
	return out, nil
}

// beginning places a run where the person was when they began: by the first test they were given, otherwise by their posts.
func beginning(one courses.Seat, posts []people.Posting) *run {
	r := &run{person: one.PersonID, offering: one.OfferingID, at: map[Occasion]test{}}
	day := measure.Day(one.EnrolledAt.Date())
	for _, p := range posts { // the one begun last counts, as in a snapshot
		if p.Stay().Covers(day) {
			r.institution, r.cadre = p.InstitutionID, p.Cadre
		}
	}
	if r.institution == "" && one.EnrolledIn != nil {
		r.institution = *one.EnrolledIn
	}
	if one.InstitutionID != nil {
		r.institution, r.cadre, r.region = *one.InstitutionID, one.Cadre, one.Region
	}
	return r
}

// sit notes what became of one test; of two on one occasion the one with a result.
func (r *run) sit(one courses.Seat, posts []people.Posting, scored map[string]assessments.Result, about Subject) {
	occasion := Occasion{one.Occasion, one.MonthsAfter}
	if r.region == "" && one.Region != "" {
		r.region = one.Region
	}
	if r.cadre == "" {
		r.cadre = one.Cadre
	}
	if there, ok := r.at[occasion]; ok && there.outcome == TestDone {
		return
	}
	if one.AttemptID != nil {
		if result, ok := scored[*one.AttemptID]; ok {
			r.at[occasion] = test{TestDone, about.Model.score(result)}
			return
		}
	}
	if one.Occasion == assessments.FollowUp && one.CompletedOn == nil && one.AttemptID == nil {
		r.at[occasion] = test{outcome: TestUninvited}
		return
	}
	r.at[occasion] = test{outcome: missing(one, posts, r.institution, about.On)}
}

// missing says why a test has no result on a day.
func missing(one courses.Seat, posts []people.Posting, institution string, on db.Date) Outcome {
	due := dueOf(one)
	switch {
	case one.SubmittedAt != nil:
		return TestWaiting // to be scored
	case one.CloseReason == assessments.ReasonLeft:
		return TestLeft
	case one.CloseReason == assessments.ReasonWithdrawn:
		return goneOr(TestWithdrew, posts, min(due, on))
	case one.WithdrawnAt != nil:
		return goneOr(TestWithdrew, posts, one.WithdrawnAt.Date())
	case due >= on:
		return TestWaiting
	}
	out := TestLeft
	for _, p := range posts {
		if !p.Stay().Covers(measure.Day(due)) {
			continue
		}
		if p.InstitutionID == institution {
			return TestUnanswered
		}
		out = TestTransferred
	}
	return out
}

// goneOr tells whether somebody who ended their part had left their posts by then.
func goneOr(otherwise Outcome, posts []people.Posting, day db.Date) Outcome {
	for _, p := range posts {
		if p.Stay().Covers(measure.Day(day)) {
			return otherwise
		}
	}
	return TestLeft
}

// dueOf is the last day on which a test was awaited.
func dueOf(one courses.Seat) db.Date {
	switch {
	case one.DueOn != nil:
		return *one.DueOn
	case one.Occasion == assessments.FollowUp && one.CompletedOn != nil:
		return one.CompletedOn.AddMonths(one.MonthsAfter) + followUpWithin
	default:
		return one.EndsOn
	}
}

// followUpWithin is for how many days after its date a follow-up is awaited where no day was set.
const followUpWithin = 30

// regionsOf fills in the region of those whose first test did not note one, from the institutions that the actor may see.
func regionsOf(about Subject, runs []*run) {
	regions := map[string]string{}
	for _, i := range about.Place.view {
		regions[i.ID] = i.Region()
	}
	for _, r := range runs {
		if r.region == "" {
			r.region = regions[r.institution]
		}
	}
}

// in tells whether a run began in a place.
func (t taken) in(p Place, r *run) bool {
	return slices.ContainsFunc(p.Institutions, func(i people.Institution) bool { return i.ID == r.institution })
}

// group gives the runs of a place that a query means: of every person the first, unless one cohort is asked for.
func (t taken) group(p Place, q LearningQuery) []*run {
	inside := map[string]bool{}
	for _, i := range p.Institutions {
		inside[i.ID] = true
	}
	var group []*run
	for _, r := range t.runs {
		if inside[r.institution] && q.means(r) {
			group = append(group, r)
		}
	}
	return group
}

// means tells whether a query, wherever it asks, means a run.
func (q LearningQuery) means(r *run) bool {
	if q.OfferingID != "" {
		if r.offering != q.OfferingID {
			return false
		}
	} else if !r.first {
		return false
	}
	return (q.Cadre == "" || r.cadre == q.Cadre) && (q.Region == "" || r.region == q.Region)
}

// repeated counts the people of a place who took a course again.
func (t taken) repeated(p Place) int {
	again := map[string]bool{}
	for _, r := range t.runs {
		if !r.first && t.in(p, r) {
			again[r.person] = true
		}
	}
	return len(again)
}

// occasions lists the tests there were, in order; before and after always.
func (t taken) occasions() []Occasion {
	list := []Occasion{preTest, postTest}
	for _, r := range t.runs {
		for o := range r.at {
			if !slices.Contains(list, o) {
				list = append(list, o)
			}
		}
	}
	slices.SortFunc(list, func(a, b Occasion) int { return a.order() - b.order() })
	return list
}
