package people

import (
	"cmp"
	"slices"
	"strings"

	"relevo/app/measure"
	"relevo/app/people/roster"
)

// The reasons that no list words.
const (
	ReasonTransfer = "transfer" // a posting elsewhere followed: this is told from the postings, whatever the list says
	ReasonNone     = ""         // the list gives none
	ReasonOther    = "other"    // several rare ones together
)

// reasonsShown is how many reasons can be told apart; the rarer ones are put together.
const reasonsShown = 6

// Reasons is why staff leave: competing risks, of which one comes first
// for everybody. At any time the probabilities of having left for each and of
// still being in post add up to 1.
type Reasons struct {
	List  []LeavingFor      // the most frequent first, ReasonOther last
	Curve measure.Incidence // probabilities by tenure in months; ByCause has the Reason of each in List
	Start measure.Number    // the curves hold for those who stayed beyond this tenure, in months; undefined: for all
}

// LeavingFor is a reason for leaving.
type LeavingFor struct {
	Reason string // as the lists word it most often, or one of the Reason constants
	People int
}

// By is the probability (0 to 1) of having left for the reason by a tenure in
// months, with its interval; undefined up to where the curves start.
func (r Reasons) By(reason string, months float64) measure.Estimate {
	if r.Start.Defined() && months <= r.Start.Float() {
		none := measure.Undefined()
		return measure.Estimate{Value: none, Lower: none, Upper: none}
	}
	return r.Curve.At(reason, months)
}

// reasonsOf splits the leaving of a group by reason, from where its curve starts.
func reasonsOf(g Group) (Reasons, error) {
	var start *float64
	if g.Curve.Start.Defined() {
		at := g.Curve.Start.Float()
		start = &at
	}
	tenures := wordedAlike(g.Tenures)
	counted := slices.DeleteFunc(slices.Clone(tenures), func(t measure.Tenure) bool { return !t.Event || start != nil && t.Exit <= *start })
	r := Reasons{List: leaving(counted), Start: g.Curve.Start}
	if len(r.List) > reasonsShown {
		shown := map[string]bool{}
		for _, l := range r.List[:reasonsShown-1] {
			shown[l.Reason] = true
		}
		rare := LeavingFor{Reason: ReasonOther}
		for _, l := range r.List[reasonsShown-1:] {
			rare.People += l.People
		}
		r.List = append(r.List[:reasonsShown-1], rare)
		for i := range tenures {
			if !shown[tenures[i].Cause] {
				tenures[i].Cause = ReasonOther
			}
		}
	}
	var err error
	r.Curve, err = measure.CumulativeIncidence(tenures, start)
	return r, err
}

// wordedAlike gives reasons that differ only in capitals, accents and spaces one
// wording, the most frequent one.
func wordedAlike(tenures []measure.Tenure) []measure.Tenure {
	count := map[string]map[string]int{} // by folded wording
	for _, t := range tenures {
		if folded := roster.Fold(t.Cause); t.Event {
			if count[folded] == nil {
				count[folded] = map[string]int{}
			}
			count[folded][strings.TrimSpace(t.Cause)]++
		}
	}
	wording := map[string]string{}
	for folded, spellings := range count {
		best := ""
		for text, n := range spellings {
			if best == "" || n > spellings[best] || n == spellings[best] && text < best {
				best = text
			}
		}
		if folded == "" { // nothing but signs, "-" or "…": no reason
			best = ReasonNone
		}
		wording[folded] = best
	}
	alike := slices.Clone(tenures)
	for i, t := range alike {
		if t.Event {
			alike[i].Cause = wording[roster.Fold(t.Cause)]
		}
	}
	return alike
}

func leaving(tenures []measure.Tenure) []LeavingFor {
	count := map[string]int{}
	for _, t := range tenures {
		if t.Event {
			count[t.Cause]++
		}
	}
	var list []LeavingFor
	for reason, n := range count {
		list = append(list, LeavingFor{reason, n})
	}
	slices.SortFunc(list, func(a, b LeavingFor) int {
		return cmp.Or(b.People-a.People, strings.Compare(a.Reason, b.Reason))
	})
	return list
}
