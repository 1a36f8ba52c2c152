package assessments

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/measure"
	"relevo/app/people"
)

// CapacityAcross is what several institutions show together: their number and the
// middle one, never an average of people.
//
// Whoever may not see each of them by name sees a competency only where at least
// five of those whose names they may not see are behind it, and of those that
// rose, stayed or fell no number from 1 to 4, nor one that such a number could be
// had from. They see one whole, all that their role lets them see, and no part of
// it: from two wholes, one within the other, the few that make the difference could
// be told.
type CapacityAcross struct {
	Under        *people.Institution // nil: all that the actor may see
	Places       []people.Institution
	Named        bool // the actor may see each by name
	Institutions []CapacityRow
	Competencies []CapacityTogether
	Names        map[string]i18n.Text
	Counts       *MonthlyTogether
	MayAssess    bool
	MayAuthor    bool
}

// CapacityRow is an institution of a list, for those who may see it by name.
type CapacityRow struct {
	Institution people.Institution
	Last        *CapacityRound // the newest, settled or not
	Settled     int            // rounds
	Before      []CapacityResult
	After       []CapacityResult // nil before a follow-up was settled
}

// CapacityTogether is a competency in several institutions.
type CapacityTogether struct {
	Code         string
	Hidden       bool           // too few institutions: nothing may be shown
	N            int            // with a score in their baseline
	Median       measure.Number // of those scores
	Pairs        int            // with a score in a baseline and in a follow-up after it
	PairsHidden  bool
	MedianBefore measure.Number // of the pairs
	MedianAfter  measure.Number
	Rose         Count
	Same         Count
	Fell         Count
}

// Count is a number that may be hidden.
type Count struct {
	N      int
	Hidden bool
}

// CapacityAcross gives what the institutions below one show together; an empty under
// means all that the actor may see. Parts are for those who may see every institution
// in them by name.
func (s *Service) CapacityAcross(ctx context.Context, actor access.Actor, under string) (out CapacityAcross, err error) {
	if err := readsCapacity(actor); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = CapacityAcrossTx(tx, actor, under)
		return err
	})
	return out, err
}

// CapacityAcrossTx is CapacityAcross within a transaction, after permission was asked for.
func CapacityAcrossTx(tx *db.Tx, actor access.Actor, under string) (out CapacityAcross, err error) {
	seen, err := institutionsSeen(tx, actor)
	if err != nil {
		return out, err
	}
	out.MayAssess, out.MayAuthor = actor.Somewhere(access.AssessCapacity), actor.Somewhere(access.AuthorItems)
	for _, i := range seen {
		if seesCapacity(actor, i) {
			out.Places = append(out.Places, i)
		}
	}
	if under != "" {
		at := slices.IndexFunc(out.Places, func(i people.Institution) bool { return i.ID == under })
		if at < 0 {
			return out, fault.Missing("noun.institution")
		}
		out.Under = &out.Places[at]
		seen = slices.DeleteFunc(seen, func(i people.Institution) bool { return !strings.HasPrefix(i.Path, out.Under.Path) })
	}
	out.Named = !slices.ContainsFunc(seen, func(i people.Institution) bool { return !seesCapacity(actor, i) })
	if out.Names, err = competencyNamesTx(tx); err != nil {
		return out, err
	}
	rows, err := rowsOf(tx, seen)
	if err != nil {
		return out, err
	}
	named := func(i people.Institution) bool { return seesCapacity(actor, i) }
	for _, r := range rows {
		if r.Last != nil && named(r.Institution) {
			out.Institutions = append(out.Institutions, r)
		}
	}
	out.Competencies = togetherOf(rows, named)
	out.Counts, err = countsTogether(tx, seen, named)
	return out, err
}

// institutionsSeen gives the institutions whose figures or whose capacity the actor
// may see, alone or together, in the order of the tree.
func institutionsSeen(tx *db.Tx, actor access.Actor) ([]people.Institution, error) {
	figures, err := people.InstitutionsInScopeTx(tx, actor, access.ViewFigures)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(figures, func(i people.Institution) bool { return i.MergedInto != nil }), nil
}

// rowsOf gives what each institution shows.
func rowsOf(tx *db.Tx, institutions []people.Institution) ([]CapacityRow, error) {
	ids := make([]string, len(institutions))
	for i, at := range institutions {
		ids[i] = at.ID
	}
	rounds, err := roundsOfTx(tx, ids...)
	if err != nil {
		return nil, err
	}
	byPlace, roundIDs := map[string][]CapacityRound{}, []string{}
	for _, r := range rounds {
		byPlace[r.InstitutionID] = append(byPlace[r.InstitutionID], r)
		roundIDs = append(roundIDs, r.ID)
	}
	results, err := whereIn[CapacityResult](tx, "superseded_at IS NULL AND round_id", roundIDs, "round_id, id")
	if err != nil {
		return nil, err
	}
	byRound := map[string][]CapacityResult{}
	for _, r := range results {
		byRound[r.RoundID] = append(byRound[r.RoundID], r)
	}
	out := make([]CapacityRow, len(institutions))
	for i, at := range institutions {
		row, mine := CapacityRow{Institution: at}, byPlace[at.ID]
		for _, r := range mine {
			if r.SettledAt != nil {
				row.Settled++
			}
		}
		before, after, both := pairOf(mine, func(r CapacityRound) CapacityRound { return r })
		if before >= 0 {
			row.Before = byRound[mine[before].ID]
		}
		if both {
			row.After = byRound[mine[after].ID]
		}
		if len(mine) > 0 {
			row.Last = &mine[len(mine)-1]
		}
		out[i] = row
	}
	return out, nil
}

// togetherOf counts each competency over institutions; named tells which of them the
// actor knows by name, and which therefore protect nobody else.
func togetherOf(rows []CapacityRow, named func(people.Institution) bool) []CapacityTogether {
	var codes []string
	for _, r := range rows {
		for _, result := range slices.Concat(r.Before, r.After) {
			if !slices.Contains(codes, result.CompetencyCode) {
				codes = append(codes, result.CompetencyCode)
			}
		}
	}
	slices.Sort(codes)
	out := make([]CapacityTogether, len(codes))
	for i, code := range codes {
		out[i] = together(code, rows, named)
	}
	return out
}

// The ways a score can go between two rounds, as places in a list of counts.
const (
	rose = iota
	same
	fell
	ways
)

func together(code string, rows []CapacityRow, named func(people.Institution) bool) CapacityTogether {
	out := CapacityTogether{Code: code, Median: measure.Undefined(), MedianBefore: measure.Undefined(), MedianAfter: measure.Undefined()}
	var all, before, after []float64
	counts, unnamed := make([]int, ways), make([]int, ways)
	unnamedAll, unnamedPairs := 0, 0
	for _, r := range rows {
		first, then := scoreIn(r.Before, code), scoreIn(r.After, code)
		if first == nil {
			continue
		}
		all = append(all, *first)
		if !named(r.Institution) {
			unnamedAll++
		}
		if then == nil {
			continue
		}
		before, after = append(before, *first), append(after, *then)
		way := wayOf(*first, *then)
		counts[way]++
		if !named(r.Institution) {
			unnamed[way]++
			unnamedPairs++
		}
	}
	few := func(n int) bool { return n > 0 && n < measure.ShownInside }
	if few(unnamedAll) {
		out.Hidden, out.PairsHidden = true, true
		return out
	}
	out.N, out.Median = len(all), measure.Median(all)
	// Those without a follow-up are what is left of all: neither may be few.
	if few(unnamedPairs) || few(unnamedAll-unnamedPairs) {
		out.PairsHidden = true
		return out
	}
	out.Pairs, out.MedianBefore, out.MedianAfter = len(before), measure.Median(before), measure.Median(after)
	masks, _ := measure.SuppressList(unnamed, measure.ShownInside)
	for way, count := range []*Count{&out.Rose, &out.Same, &out.Fell} {
		*count = Count{counts[way], masks[way] != measure.Shown}
		if count.Hidden {
			count.N = 0
		}
	}
	return out
}

func scoreIn(results []CapacityResult, code string) *float64 {
	if r := ResultIn(results, code); r != nil {
		return r.Score
	}
	return nil
}

// wayOf tells which way a score went; less than half a point is no way at all.
func wayOf(before, after float64) int {
	switch {
	case after > before+0.5:
		return rose
	case after < before-0.5:
		return fell
	default:
		return same
	}
}
