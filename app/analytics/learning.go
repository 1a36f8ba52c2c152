package analytics

import (
	"cmp"
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// LearningQuery says whose learning is meant.
type LearningQuery struct {
	PlaceID    string
	Competency string
	Cadre      people.Cadre
	Region     string // department code
	OfferingID string // a cohort
	LowBefore  bool   // only those who were below the cut score before the course
}

// narrowed counts by how many of its filters a query is narrowed.
func (q LearningQuery) narrowed() int {
	n := 0
	for _, is := range []bool{q.Cadre != "", q.Region != "", q.OfferingID != "", q.LowBefore} {
		if is {
			n++
		}
	}
	return n
}

// Learning is the change of a group in one competency, before a course, after it and months later.
type Learning struct {
	Subject
	Query       LearningQuery
	Began       measure.Number // people
	Steps       []FlowStep     // pre, post, then each follow-up
	Comparisons []Comparison   // pre to post, then post to each follow-up
	Centres     []CentreChange // of the places directly below, in the order of their names
	Means       []OccasionMean // of everybody who has a score on the occasion
	Regions     []string       // that can be asked, by code
	Offerings   []courses.OfferingTitle
	Assessments []assessments.Assessment // that measure it
	Repeated    int                      // people who took the course again: their first run counts
	Hidden      bool                     // something is hidden
	Refused     bool                     // the filters may not be combined by who may not see names
}

// Occasion is a test of a course: which, and for a follow-up how many months after completion.
type Occasion struct {
	Occasion assessments.Occasion
	Months   int
}

// order puts the occasions in the order of a course.
func (o Occasion) order() int {
	return slices.Index(assessments.Occasions(), o.Occasion)*1000 + o.Months
}

var (
	preTest  = Occasion{Occasion: assessments.Pre}
	postTest = Occasion{Occasion: assessments.Post}
)

// Outcome is what became of a person's place in a test.
type Outcome int

// The outcomes.
const (
	TestDone        Outcome = iota // with a result
	TestWaiting                    // not due yet, or not scored yet
	TestLeft                       // no longer in any post
	TestTransferred                // in a post elsewhere, and did not answer there
	TestWithdrew                   // no longer takes part in the course
	TestUnanswered                 // in post, and did not answer
	TestUninvited                  // of a follow-up: did not complete the course, so that none was planned
	outcomes
)

// Outcomes lists the reasons why there is no result, in order.
func Outcomes() []Outcome {
	return []Outcome{TestWaiting, TestLeft, TestTransferred, TestWithdrew, TestUnanswered, TestUninvited}
}

var outcomeNames = [outcomes]string{"done", "waiting", "left", "transferred", "withdrew", "unanswered", "uninvited"}

// Key is the catalogue key of the outcome's name.
func (o Outcome) Key() string { return "learning.outcome." + outcomeNames[o] }

// Name is the outcome as files have it.
func (o Outcome) Name() string { return outcomeNames[o] }

// FlowStep is what became of those who could sit a test.
type FlowStep struct {
	Occasion
	Of     measure.Number // who began; of a follow-up, who has a post-test
	Counts [outcomes]measure.Number
}

// Done is how many have a result.
func (s FlowStep) Done() measure.Number { return s.Counts[TestDone] }

// OccasionMean is the mean score of an occasion with its interval.
type OccasionMean struct {
	Occasion
	N    measure.Number
	Mean measure.Estimate
}

// Learning gives the flow of who answered when and the change between occasions.
func (s *Service) Learning(ctx context.Context, actor access.Actor, q LearningQuery) (Learning, error) {
	var out Learning
	err := s.db.ReadReplica(ctx, func(tx *db.Tx) (err error) {
		out = Learning{Query: q}
		about := Query{PlaceID: q.PlaceID, Competency: q.Competency, Cadre: q.Cadre}
		if q.OfferingID != "" && about.Competency == "" {
			tested, err := courses.TestedTx(tx, q.OfferingID)
			if err != nil {
				return err
			}
			if len(tested) > 0 {
				about.Competency = tested[0]
			}
		}
		if out.Subject, err = s.subjectTx(tx, actor, about, 0); err != nil {
			return err
		}
		known, err := s.takenTx(tx, out.Subject)
		if err != nil {
			return err
		}
		if err := out.offer(tx, known); err != nil {
			return err
		}
		out.compute(known)
		return nil
	})
	return out, err
}

// offer lists what can be asked, and refuses what cannot.
func (l *Learning) offer(tx *db.Tx, known taken) error {
	cohorts := map[string]bool{}
	for _, t := range slices.Concat(known.runs, known.later) {
		if !known.in(l.Place, t) {
			continue
		}
		cohorts[t.offering] = true
		if t.region != "" && !slices.Contains(l.Regions, t.region) {
			l.Regions = append(l.Regions, t.region)
		}
	}
	slices.Sort(l.Regions)
	all, err := courses.OfferingTitlesTx(tx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if cohorts[o.ID] {
			l.Offerings = append(l.Offerings, o)
		}
	}
	if l.Query.OfferingID != "" && !cohorts[l.Query.OfferingID] {
		return fault.Missing("noun.offering")
	}
	if l.Query.Region != "" && !slices.Contains(l.Regions, l.Query.Region) {
		return fault.OnField("region", "learning.region_unknown")
	}
	var ids []string
	for id := range known.assessments {
		ids = append(ids, id)
	}
	found, err := assessments.AssessmentsTx(tx, ids)
	for _, a := range found {
		l.Assessments = append(l.Assessments, a)
	}
	slices.SortFunc(l.Assessments, func(a, b assessments.Assessment) int { return cmp.Compare(a.Code, b.Code) })
	return err
}

// compute makes the figures of the group and veils them.
func (l *Learning) compute(known taken) {
	if !l.Place.MayNames && l.Query.narrowed() > 0 {
		l.Refused = l.Query.narrowed() > 1 || !veilOver(l.Place).wholeView(l.Place.ID)
	}
	before, group := known.group(l.Place, LearningQuery{Cadre: l.Query.Cadre, Region: l.Query.Region, OfferingID: l.Query.OfferingID}), []*run(nil)
	for _, r := range before {
		if !l.Query.LowBefore || r.low(l.Model.Cut) {
			group = append(group, r)
		}
	}
	l.Repeated = known.repeated(l.Place)
	l.Began = measure.Number(len(group))
	occasions := known.occasions()
	for _, o := range occasions {
		l.Steps = append(l.Steps, stepOf(group, o))
		l.Means = append(l.Means, known.meanOn(group, o))
	}
	scale := known.scale(l.Model)
	for _, o := range occasions {
		switch o {
		case preTest:
		case postTest:
			c := known.compare(group, preTest, o, l.Model.Cut, scale)
			if l.Query.LowBefore {
				c.Regression = regressionOf(before, l.Model.Cut)
			}
			l.Comparisons = append(l.Comparisons, c)
		default:
			l.Comparisons = append(l.Comparisons, known.compare(group, postTest, o, l.Model.Cut, scale))
		}
	}
	for i := range l.Comparisons {
		if n := int(l.Comparisons[i].N); n >= 2 && n < FewPairs {
			reach := reaches[n]()
			l.Comparisons[i].Reach = &reach
		}
	}
	l.centres(known)
	if !l.Place.MayNames {
		l.veil(known, occasions)
	}
}
