package people

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
)

// Tenures is how long staff stay in an institution and all below it, and how
// they come and go, in a window and by cadre.
type Tenures struct {
	Institution Institution
	From, To    db.Date // ends in (From, To] count
	All         TenureOf
	ByCadre     []TenureOf          // cadres with enough stays to be told apart, in the order of Cadres
	LogRank     measure.LogRankTest // between those cadres
}

// TenureOf is the tenure and the turnover of one group. Tenure is in months.
type TenureOf struct {
	Cadre    Cadre // empty for everybody
	Curve    measure.Curve
	Turnover Turnover
	Leaving  []LeavingFor // reasons for leaving, the most frequent first
}

// LeavingFor is a reason for leaving.
type LeavingFor struct {
	Reason string // as the list words it; "transfer" for a posting elsewhere; "" for none given
	People int
}

// fewestStays is the number of stays below which a cadre is not told apart.
const fewestStays = 5

// Tenures gives how long staff stay, to those who may see the staff.
func (s *Service) Tenures(ctx context.Context, actor access.Actor, institutionID string, from, to db.Date) (Tenures, error) {
	out := Tenures{From: from, To: to}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out.Institution, err = InstitutionTx(tx, institutionID); err != nil {
			return err
		}
		if err := actor.Need(access.ViewStaff, out.Institution.Path); err != nil {
			return err
		}
		below, err := InstitutionsUnderTx(tx, out.Institution.Path)
		if err != nil {
			return err
		}
		ids := idsOf(below)
		if err := out.window(tx, ids); err != nil {
			return err
		}
		postings, err := concernedTx(tx, ids)
		if err != nil {
			return err
		}
		return out.fill(StaysOf(postings), ids)
	})
	return out, err
}

// window takes what was asked for, and where nothing was, the two years up to
// the latest list.
func (t *Tenures) window(tx *db.Tx, ids []string) error {
	if t.To == 0 {
		latest, err := latestList(tx, ids)
		if err != nil {
			return err
		}
		t.To = latest
	}
	if t.From == 0 {
		t.From = t.To.AddMonths(-24)
	}
	var check fault.Check
	check.That(t.To <= tx.Today(), "to", "people.tenure.future")
	check.That(t.From < t.To, "to", "people.turnover.window_empty")
	return check.Err()
}

func (t *Tenures) fill(stays []measure.Stay, ids []string) error {
	everybody, tenures, err := t.group(stays, ids, "")
	if err != nil {
		return err
	}
	t.All = everybody
	var compared []measure.Tenure
	for _, cadre := range Cadres() {
		one, own, err := t.group(stays, ids, cadre)
		if err != nil {
			return err
		}
		if len(own) < fewestStays || len(own) == len(tenures) {
			continue
		}
		for i := range own {
			own[i].Group = string(cadre)
		}
		compared = append(compared, own...)
		t.ByCadre = append(t.ByCadre, one)
	}
	t.LogRank, err = measure.LogRank(compared, nil)
	return err
}

// group computes one cadre's figures, or everybody's.
func (t *Tenures) group(stays []measure.Stay, ids []string, cadre Cadre) (TenureOf, []measure.Tenure, error) {
	scope := measure.Scope{Institutions: ids}
	if cadre != "" {
		scope.Roles = []string{string(cadre)}
	}
	window, rules := measure.Window{From: measure.Day(t.From), To: measure.Day(t.To)}, measure.DefaultTurnoverRules()
	out := TenureOf{Cadre: cadre, Turnover: Turnover{From: t.From, To: t.To, Institutions: len(ids)}}
	var err error
	if out.Turnover.TurnoverResult, err = measure.Turnover(stays, scope, window, rules); err != nil {
		return out, nil, err
	}
	tenures, err := measure.TenuresIn(stays, scope, window, rules)
	if err != nil {
		return out, nil, err
	}
	for i := range tenures {
		tenures[i].Entry /= measure.DaysPerMonth
		tenures[i].Exit /= measure.DaysPerMonth
	}
	if out.Curve, err = measure.KaplanMeier(tenures, nil); err != nil {
		return out, nil, err
	}
	if out.Curve.Fragile { // few people early on would fix the whole curve
		start := out.Curve.ConditionAt
		if out.Curve, err = measure.KaplanMeier(tenures, &start); err != nil {
			return out, nil, err
		}
	}
	out.Leaving = leaving(tenures)
	return out, tenures, nil
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
		if a.People != b.People {
			return b.People - a.People
		}
		if a.Reason < b.Reason {
			return -1
		}
		return 1
	})
	return list
}
