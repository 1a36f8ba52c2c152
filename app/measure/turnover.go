package measure

import (
	"cmp"
	"math"
	"slices"
)

// Window is an observation period. An end counts when it falls in (From, To]; person-time runs from From to To.
type Window struct {
	From Day
	To   Day
}

// TurnoverRules are the two tests that tell a separation from a renewal, and a transfer from a loss to the system.
type TurnoverRules struct {
	GraceDays    int // a new posting in the same institution within these days: a renewal, not a separation
	TransferDays int // a posting elsewhere in the system within these days: a transfer
}

// DefaultTurnoverRules returns 15 days of grace and 90 days for a transfer.
func DefaultTurnoverRules() TurnoverRules { return TurnoverRules{GraceDays: 15, TransferDays: 90} }

// Separation is one person's leaving of one institution.
type Separation struct {
	Stay     Stay
	Transfer bool // a posting elsewhere in the system followed
}

// TurnoverResult is what happened to the posts of a scope in a window.
type TurnoverResult struct {
	Separations   []Separation
	Transfers     int     // separations that were transfers
	PersonYears   float64 // observed, nobody counted twice in one institution
	InPost        int     // people in post on the last day
	MeanHeadcount float64 // people, averaged over the days of the window
	Rate          RateEstimate
	HRPercent     Number // separations per 100 mean heads in the whole window, the personnel office's figure; secondary
	LostSight     int    // people whose stay in scope was lost from sight inside the window
	Warnings      Warnings
}

// Turnover counts separations and person-time. stays must hold every posting of everybody concerned, also outside the
// scope, because renewals and transfers are recognised by what follows. Person-time takes the middle of an uncertain end; the
// grace and transfer tests take the smallest gap which the uncertainty allows.
func Turnover(stays []Stay, scope Scope, w Window, rules TurnoverRules) (TurnoverResult, error) {
	var out TurnoverResult
	people, err := byPerson(stays)
	if err != nil {
		return out, err
	}
	personDays := 0.0
	for _, own := range people {
		inPost, lost := false, false
		for i, s := range own {
			if !scope.Includes(s) {
				continue
			}
			inPost = inPost || s.Covers(w.To)
			lost = lost || s.LostSight() && w.contains(s.End())
			if leaving, left := separation(own, i, w, rules); left {
				out.Separations = append(out.Separations, leaving)
				if leaving.Transfer {
					out.Transfers++
				}
			}
		}
		if inPost {
			out.InPost++
		}
		if lost {
			out.LostSight++
		}
		personDays += daysInPost(own, scope, w)
	}
	out.PersonYears = personDays / DaysPerYear
	out.Rate = Rate(len(out.Separations), out.PersonYears)
	out.HRPercent = Undefined()
	if w.To > w.From {
		out.MeanHeadcount = personDays / float64(w.To-w.From)
	}
	if out.MeanHeadcount > 0 {
		out.HRPercent = Number(100 * float64(len(out.Separations)) / out.MeanHeadcount)
	} else {
		out.Warnings.addf("no_person_time", "turnover is undefined: nobody was in post in the window")
	}
	if out.LostSight > 0 {
		out.Warnings.addf("lost_sight", "%d people were lost from sight: whether they left is unknown", out.LostSight)
	}
	return out, nil
}

// separation tells whether a stay ended in the window and nothing of the person's went on in the institution.
func separation(own []Stay, i int, w Window, rules TurnoverRules) (Separation, bool) {
	if s := own[i]; !s.Ended() || !w.contains(s.End()) || continues(own, i, rules) {
		return Separation{}, false
	}
	return Separation{Stay: own[i], Transfer: transferred(own, i, rules)}, true
}

// AppendSeparations adds to a list the separations that [Turnover] counts, of the stays of one person alone, which it puts in order.
func AppendSeparations(list []Separation, own []Stay, w Window, rules TurnoverRules) ([]Separation, error) {
	for _, s := range own {
		if err := s.Validate(); err != nil {
			return list, err
		}
	}
	if !slices.IsSortedFunc(own, byStart) {
		slices.SortStableFunc(own, byStart)
	}
	for i := range own {
		if leaving, left := separation(own, i, w, rules); left {
			list = append(list, leaving)
		}
	}
	return list, nil
}

func (w Window) contains(t float64) bool { return float64(w.From) < t && t <= float64(w.To) }

// byPerson validates the stays and groups them by person, in the order of the first mention, each sorted by start.
func byPerson(stays []Stay) ([][]Stay, error) {
	index := make(map[string]int)
	var people [][]Stay
	for _, s := range stays {
		if err := s.Validate(); err != nil {
			return nil, err
		}
		i, ok := index[s.Person]
		if !ok {
			i = len(people)
			index[s.Person] = i
			people = append(people, nil)
		}
		people[i] = append(people[i], s)
	}
	for _, own := range people {
		slices.SortStableFunc(own, byStart)
	}
	return people, nil
}

// byStart compares by place and role too, so that the order in which stays are given never counts.
func byStart(a, b Stay) int {
	if a.Start != b.Start {
		return cmp.Compare(a.Start, b.Start)
	}
	return cmp.Or(cmp.Compare(a.End(), b.End()), cmp.Compare(a.Institution, b.Institution), cmp.Compare(a.Role, b.Role))
}

// outlasts reports whether stay j goes on after stay i has ended; of two that end together the later in the list does.
func outlasts(own []Stay, j, i int) bool {
	return own[j].End() > own[i].End() || own[j].End() == own[i].End() && j > i
}

// continues reports whether the person is in the same institution after stay i, at once or within the grace days.
func continues(own []Stay, i int, rules TurnoverRules) bool {
	for j, o := range own {
		if j != i && o.Institution == own[i].Institution && outlasts(own, j, i) &&
			int(o.Start-own[i].EndUpper) <= rules.GraceDays {
			return true
		}
	}
	return false
}

// transferred reports whether the person is in another institution after stay i, at once or within the transfer days.
func transferred(own []Stay, i int, rules TurnoverRules) bool {
	for _, o := range own {
		if o.Institution != own[i].Institution && o.End() > own[i].End() && int(o.Start-own[i].EndUpper) <= rules.TransferDays {
			return true
		}
	}
	return false
}

// PersonDays is the time that one person was in post in a scope inside the window, in days: a multiple of a half, since the
// middle of an uncertain end may be one. Nothing counts twice in one institution.
func PersonDays(own []Stay, scope Scope, w Window) float64 {
	sorted := slices.Clone(own)
	slices.SortStableFunc(sorted, byStart)
	return daysInPost(sorted, scope, w)
}

// daysInPost measures the union of a person's stays in each institution of the scope, clipped to the window.
func daysInPost(own []Stay, scope Scope, w Window) float64 {
	reached := make(map[string]float64) // per institution: time counted so far
	total := 0.0
	for _, s := range own {
		if !scope.Includes(s) {
			continue
		}
		start := max(float64(s.Start), float64(w.From))
		if before, ok := reached[s.Institution]; ok {
			start = max(start, before)
		}
		end := min(s.End(), float64(w.To))
		if end > start {
			total += end - start
			reached[s.Institution] = end
		}
	}
	return total
}

// TenuresIn turns stays into observations for KaplanMeier, in days of tenure, one for each unbroken stay of a person in an
// institution of the scope (renewals within the grace days joined). Who was already in post when the window
// opened enters at the tenure reached then. Cause is "transfer" for transfers, else the stated reason; Group is the
// institution.
func TenuresIn(stays []Stay, scope Scope, w Window, rules TurnoverRules) ([]Tenure, error) {
	people, err := byPerson(stays)
	if err != nil {
		return nil, err
	}
	var out []Tenure
	for _, own := range people {
		for i := range own {
			if !scope.Includes(own[i]) || continues(own, i, rules) {
				continue // only the last stay of a chain speaks for it
			}
			start, end := float64(chainStart(own, i, rules)), own[i].End()
			tenure := Tenure{Entry: max(0, float64(w.From)-start), Exit: min(end, float64(w.To)) - start, Group: own[i].Institution}
			if own[i].Ended() && end <= float64(w.To) {
				tenure.Event = true
				tenure.Cause = own[i].Reason
				if transferred(own, i, rules) {
					tenure.Cause = "transfer"
				}
			}
			if tenure.Exit > tenure.Entry && !math.IsInf(tenure.Exit, 0) {
				out = append(out, tenure)
			}
		}
	}
	return out, nil
}

// chainStart is the first day of the unbroken stay in one institution that ends with stay i.
func chainStart(own []Stay, i int, rules TurnoverRules) Day {
	start := own[i].Start
	for changed := true; changed; {
		changed = false
		for _, o := range own {
			if o.Institution == own[i].Institution && o.Start < start && int(start-o.EndUpper) <= rules.GraceDays {
				start, changed = o.Start, true
			}
		}
	}
	return start
}
