package analytics

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
)

// ComparedShare says of what share of the people in post centres are compared.
type ComparedShare string

// The shares.
const (
	ComparedVerified ComparedShare = "verified" // verified in post
	ComparedMastered ComparedShare = "mastered" // mastered in post, assessed whenever
	ComparedSkilled  ComparedShare = "skilled"  // turnover-adjusted trained staff
)

// ComparedShares lists them.
func ComparedShares() []ComparedShare {
	return []ComparedShare{ComparedVerified, ComparedMastered, ComparedSkilled}
}

// ComparingQuery says what is compared.
type ComparingQuery struct {
	Competency string
	On         db.Date
	Share      ComparedShare // empty: verified
	Quarters   int           // of the window; 0: two
}

// Comparing sets centres by the quarter in which the first of their people completed a course beside those where nobody had yet. What is hidden is undefined.
type Comparing struct {
	Subject
	Share    ComparedShare
	Quarters int
	Groups   []ComparedGroup
	Never    measure.Number // centres where nobody has completed a course
	Centres  measure.Number // in the comparison
	Result   measure.Estimate
	P        measure.Number
	Before   measure.Number // difference over the quarter before
	Warnings measure.Warnings
	Hidden   bool
}

// ComparedGroup is the centres that began in one quarter.
type ComparedGroup struct {
	From, To                             db.Date // of the window
	Centres, Comparison                  measure.Number
	Change, ComparisonChange, Difference measure.Number // of the share, -1 to 1
}

const (
	comparedQuarters = 12 // as far back as it looks
	mostQuarters     = 6
	quarterMonths    = 3
	comparedSeed     = 1
)

// Comparing gives it for all that the actor may see figures of.
func (s *Service) Comparing(ctx context.Context, actor access.Actor, q ComparingQuery) (Comparing, error) {
	var out Comparing
	if q.Share == "" {
		q.Share = ComparedVerified
	}
	if q.Quarters == 0 {
		q.Quarters = 2
	}
	var check fault.Check
	check.That(slices.Contains(ComparedShares(), q.Share), "share", "fault.required")
	check.That(q.Quarters >= 1 && q.Quarters <= mostQuarters, "quarters", "comparing.quarters_range", "most", mostQuarters)
	if err := check.Err(); err != nil {
		return out, err
	}
	err := s.db.ReadReplica(ctx, func(tx *db.Tx) error {
		out = Comparing{Share: q.Share, Quarters: q.Quarters}
		root, err := rootTx(tx, actor)
		if err != nil {
			return err
		}
		if out.Subject, err = s.subjectTx(tx, actor, Query{PlaceID: root, Competency: q.Competency, On: q.On}, q.On); err != nil {
			return err
		}
		known, err := recordsTx(tx, out.Place, "")
		if err != nil {
			return err
		}
		out.fill(known)
		return nil
	})
	return out, err
}

// quarterEnds are the last days of so many quarters up to a day, the oldest first.
func quarterEnds(on db.Date, n int) []db.Date {
	year, month, _ := (on + 1).Time().Date()
	first := db.NewDate(year, month-(month-1)%quarterMonths, 1) // of the quarter that is not over
	ends := make([]db.Date, n)
	for i := range ends {
		ends[i] = first.AddMonths(-quarterMonths*(n-1-i)) - 1
	}
	return ends
}

func (c *Comparing) fill(known records) {
	ends, facts := quarterEnds(c.On, comparedQuarters), known.facts(c.Competency.Code, c.Model)
	first := map[string]db.Date{}
	for _, done := range known.completions {
		if done.InstitutionID == nil || !slices.Contains(done.Competencies, c.Competency.Code) {
			continue
		}
		if day, had := first[*done.InstitutionID]; !had || done.CompletedOn < day {
			first[*done.InstitutionID] = done.CompletedOn
		}
	}
	var centres []measure.StaggeredCentre
	named := map[string]bool{}
	for _, i := range c.Place.Institutions {
		if len(directlyBelow(c.Place.view, i.ID)) > 0 {
			continue
		}
		one := measure.StaggeredCentre{Name: i.ID, First: -1}
		if day, trained := first[i.ID]; trained && day <= c.On {
			one.First = len(ends) // after the last end that is looked at: not yet
			for k, end := range slices.Backward(ends) {
				if day <= end {
					one.First = k
				}
			}
		}
		here := facts.at([]string{i.ID})
		for _, end := range ends {
			one.Outcome = append(one.Outcome, c.shareOf(here, i.ID, end))
		}
		if slices.ContainsFunc(one.Outcome, measure.Number.Defined) {
			centres, named[i.ID] = append(centres, one), c.Place.named[i.ID]
		}
		if one.First < 0 {
			c.Never++
		}
	}
	r := measure.Staggered(centres, c.Quarters, comparedSeed)
	for _, g := range r.Groups {
		c.Groups = append(c.Groups, ComparedGroup{From: ends[g.First-1], To: ends[g.First-1+c.Quarters], Centres: measure.Number(g.Centres), Comparison: measure.Number(g.Comparison),
			Change: g.Change, ComparisonChange: g.ComparisonChange, Difference: g.Difference})
	}
	c.Result, c.P, c.Before, c.Warnings, c.Centres = r.Difference, r.P, r.Before, r.Warnings, measure.Number(r.Centres)
	if !c.Place.MayNames {
		c.veil(r)
	}
}

// shareOf is the share of a centre's people in post on a day; undefined where nobody is.
func (c *Comparing) shareOf(here []measure.History, institution string, on db.Date) measure.Number {
	counts := measure.Cascade(here, measure.Scope{Institutions: []string{institution}}, measure.Day(on), c.Model.Model)
	n := measure.Number(counts.InPost)
	switch c.Share {
	case ComparedMastered:
		return over(measure.Number(counts.Mastered), n)
	case ComparedSkilled:
		return over(measure.Number(counts.TrainedStaff.Value), n)
	default:
		return over(measure.Number(counts.Verified), n)
	}
}

// veil hides what is of few centres from whoever sees no names: shares of one to four centres are shares of their few people. A mean of five or more tells of none of
// them; a group that is hidden follows from no sum, since at least two are or the whole is hidden too.
func (c *Comparing) veil(r measure.StaggeredResult) {
	u := measure.Undefined()
	var cells []measure.SumCell
	for _, g := range c.Groups {
		cells = append(cells, measure.SumCell{A: 1, Count: int(g.Centres), Small: few(g.Centres.Float()) || few(g.Comparison.Float())})
	}
	hidden := 0
	for i, m := range measure.SuppressSums(1, cells) {
		if m != measure.Shown {
			g := &c.Groups[i]
			g.Centres, g.Comparison, g.Change, g.ComparisonChange, g.Difference = u, u, u, u, u
			hidden++
		}
	}
	c.Hidden = hidden > 0
	if few(float64(r.Treated)) || few(float64(r.Comparison)) || hidden == 1 {
		c.Result, c.P, c.Before, c.Centres, c.Hidden = measure.Estimate{Value: u, Lower: u, Upper: u}, u, u, u, true
	}
	if few(c.Never.Float()) {
		c.Never, c.Hidden = u, true
	}
}
