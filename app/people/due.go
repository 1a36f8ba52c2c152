package people

import (
	"cmp"
	"slices"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/measure"
)

// Why says why somebody in post is due for training or assessment.
type Why string

// The reasons, the most urgent first.
const (
	NeverTrained  Why = "never_trained"  // completed no course anywhere
	BelowCut      Why = "below_cut"      // trained, and the latest score is below the cut
	NeverAssessed Why = "never_assessed" // trained, and no score is known
	Lapsed        Why = "lapsed"         // mastered, and the assessment is no longer valid
	Lapsing       Why = "lapsing"        // verified, and the assessment is valid for 30 days more at most
)

func (w Why) urgency() int {
	return slices.Index([]Why{NeverTrained, BelowCut, NeverAssessed, Lapsed, Lapsing}, w)
}

// Due is one thing that somebody is due for.
type Due struct {
	Why        Why
	Competency i18n.Text // nothing for NeverTrained
	On         db.Date   // the day they came, completed the course, were assessed, or the last day on which the assessment is or was valid
}

// DueOn tells what people are due for on a day, beyond having had no training at
// all: what is verified is known above us, so we are given it. See [Service].
type DueOn func(tx *db.Tx, personIDs []string, on db.Date) (map[string][]Due, error)

// DueMember is somebody in post with what is most urgent for them.
type DueMember struct {
	Member
	Due
	Others int // how many more competencies they are due for
}

// due finds who of the staff here is due, the most urgent first: within one
// reason who has waited longest.
func (o *Overview) due(tx *db.Tx, s *Service, stays []Posting) error {
	if s.CompletionDays == nil || len(o.Staff) == 0 {
		return nil
	}
	var ids []string
	for _, m := range o.Staff {
		ids = append(ids, m.PersonID)
	}
	completed, err := s.CompletionDays(tx, ids)
	if err != nil {
		return err
	}
	found := map[string][]Due{}
	if s.DueOn != nil {
		if found, err = s.DueOn(tx, ids, o.Today); err != nil {
			return err
		}
	}
	o.DueKnown = true
	listed := map[string]bool{}
	for _, m := range o.Staff {
		if listed[m.PersonID] {
			continue // in two posts
		}
		listed[m.PersonID] = true
		list := found[m.PersonID]
		if len(completed[m.PersonID]) == 0 {
			list = []Due{{Why: NeverTrained, On: cameOn(stays, m.Posting)}}
		}
		if len(list) > 0 {
			slices.SortStableFunc(list, ByUrgency)
			o.Due = append(o.Due, DueMember{Member: m, Due: list[0], Others: len(list) - 1})
		}
	}
	slices.SortStableFunc(o.Due, func(a, b DueMember) int { return ByUrgency(a.Due, b.Due) })
	return nil
}

// ByUrgency puts the most urgent first: within one reason what has waited longest.
func ByUrgency(a, b Due) int {
	return cmp.Or(cmp.Compare(a.Why.urgency(), b.Why.urgency()), cmp.Compare(a.On, b.On))
}

// cameOn is the day on which the unbroken stay began that the posting belongs
// to: a renewed contract is no new hiring.
func cameOn(stays []Posting, p Posting) db.Date {
	var own []Posting
	for _, s := range stays {
		if s.PersonID == p.PersonID {
			own = append(own, s)
		}
	}
	at := slices.IndexFunc(own, func(s Posting) bool { return s.ID == p.ID })
	return db.Date(measure.CameOn(StaysOf(own), at, measure.DefaultTurnoverRules()))
}
