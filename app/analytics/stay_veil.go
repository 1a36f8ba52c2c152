package analytics

import (
	"math"

	"relevo/app/measure"
)

// veil takes from the figures what is not for whoever sees no names. What adds up over the tree of places is hidden in it (branches); courses, funders and
// cadres are told of all places together only, as by cadre everywhere. The curve is drawn by whole months, so that it does not tell the day on which one person left.
func (s *Staying) veil(known trainedFacts) error {
	b := branchesOf(s.Place)
	me, rules := b.at(s.Place.ID), measure.DefaultTurnoverRules()
	scope := measure.Scope{Institutions: idsOf(s.Place.view)}
	stayed := b.count(2)
	for _, t := range measure.TrainedStays(known.histories, scope, measure.Day(s.On), rules, true) {
		column := 0
		if t.Left {
			column = 1
		}
		b.put(stayed, t.Institution, column)
	}
	gone := b.hideTotals(stayed)
	moved := b.movedWithin(s.Place, known, stayed, measure.Day(s.On))
	left := b.hide(stayed, func(g, c int) bool { return gone[g] || few(float64(stayed[g][c])) || few(float64(moved[g])) })
	apart := left[me][0] || left[me][1]
	noCurve := few(s.Left.Float()) || few((s.People - s.Left).Float()) || apart && len(s.Curves) == 1
	s.veilCurves(gone[me], noCurve)
	if last := len(s.Curves) - 1; last > 0 && apart {
		s.veilCurve(&s.Curves[last], gone[me], true)
	}
	if err := s.veilFlow(b, known, scope, noCurve); err != nil {
		return err
	}
	s.veilTime(b, known)
	return nil
}

// movedWithin counts, of every branch with others below it, those who left the institution of their training and are in the branch still: the difference between its
// two curves.
func (b *branches) movedWithin(place Place, known trainedFacts, stayed branchTally, on measure.Day) []int {
	out := make([]int, len(b.places))
	for g, id := range b.places {
		if b.direct[g] {
			continue
		}
		branch, ok := placeIn(place.view, place.named, id)
		if !ok || len(branch.Institutions) < 2 {
			continue
		}
		out[g] = stayed[g][1]
		for _, t := range measure.TrainedStays(known.histories, branch.scope(""), on, measure.DefaultTurnoverRules(), false) {
			if t.Left && !b.named[t.Institution] {
				out[g]--
			}
		}
	}
	return out
}

// undo makes numbers undefined.
func (s *Staying) undo(numbers ...*measure.Number) {
	s.Hidden = true
	for _, n := range numbers {
		*n = measure.Undefined()
	}
}

func (s *Staying) veilCurves(noPeople, noCurve bool) {
	s.tenures = nil
	if noPeople {
		s.undo(&s.People)
	}
	if noPeople || noCurve {
		s.undo(&s.Left)
	}
	for i := range s.Curves {
		s.veilCurve(&s.Curves[i], noPeople, noPeople || noCurve)
	}
	if !veilOver(s.Place).wholeView(s.Place.ID) {
		s.Cadres = nil
		return
	}
	var cells []measure.SumCell
	for _, c := range s.Cadres {
		small := noPeople || few(c.N.Float()) || few(c.Left.Float()) || few((c.N - c.Left).Float())
		cells = append(cells, measure.SumCell{A: 1, Count: int(c.N), Small: small})
	}
	for i, m := range measure.SuppressSums(1, cells) {
		s.veilCurve(&s.Cadres[i], m != measure.Shown, m != measure.Shown)
	}
}

func (s *Staying) veilCurve(c *StayCurve, noPeople, noCurve bool) {
	if noPeople {
		s.undo(&c.N)
	}
	c.personMeasure = nil
	if noCurve {
		s.undo(&c.Left, &c.Median.Value, &c.Median.Lower, &c.Median.Upper)
		c.Points, c.Warnings, c.curve = nil, nil, measure.Curve{}
		return
	}
	points := c.Points
	c.Points = nil
	for month := 1.0; month <= staySteps; month++ {
		last := -1
		for i, p := range points {
			if p.Months <= month {
				last = i
			}
		}
		if last < 0 || month > points[len(points)-1].Months+1 {
			continue
		}
		p := points[last]
		p.Months = month
		if p.AtRisk < measure.ShownInside {
			p.AtRisk = measure.Undefined()
		}
		c.Points = append(c.Points, p)
	}
	for _, n := range []*measure.Number{&c.Median.Value, &c.Median.Lower, &c.Median.Upper} {
		*n = measure.Number(math.Round(n.Float()))
	}
}

// veilFlow hides leavings and arrivals. Another page tells all separations: those of untrained people must not be few either where the trained are told.
func (s *Staying) veilFlow(b *branches, known trainedFacts, scope measure.Scope, noCurve bool) error {
	trained, untrained, err := measure.TrainedLeavings(known.histories, scope, s.Window.measured(), measure.DefaultTurnoverRules())
	if err != nil {
		return err
	}
	came, err := measure.TrainedArrivals(known.histories, scope, s.Window.measured(), measure.DefaultTurnoverRules())
	if err != nil {
		return err
	}
	me, left, rest, arrived := b.at(s.Place.ID), b.count(2), b.count(2), b.count(2)
	way := func(place string) int {
		if place == "" {
			return 1
		}
		return 0
	}
	for _, j := range trained {
		b.put(left, j.From, way(j.To))
	}
	for _, j := range untrained {
		b.put(rest, j.From, way(j.To))
	}
	for _, j := range came {
		b.put(arrived, j.To, way(j.From))
	}
	noLeft, noArrived := b.hideTotals(left), b.hideTotals(arrived)
	parts := b.hide(left, func(g, c int) bool {
		return noLeft[g] || few(float64(left[g][c])) || few(float64(rest[g][c]))
	})
	ways := b.hide(arrived, func(g, c int) bool { return noArrived[g] || few(float64(arrived[g][c])) })
	l, a := &s.Leavers, &s.Arrivals
	if noLeft[me] || few(float64(rest[me][0]+rest[me][1])) {
		s.undo(&l.Total, &l.Transferred, &l.Out, &l.MonthsLost, &l.Each)
	}
	for i, n := range []*measure.Number{&l.Transferred, &l.Out} {
		if parts[me][i] {
			s.undo(n)
		}
	}
	if !l.Transferred.Defined() || !a.FromSystem.Defined() || noArrived[me] || ways[me][0] { // whoever leaves one place of the system comes to another
		s.undo(&l.Transferred, &l.Out, &a.FromSystem, &a.FromOutside)
	}
	if !l.Out.Defined() || noCurve {
		s.undo(&l.MonthsLost, &l.Each)
	}
	if noCurve {
		s.undo(&l.Newly)
		l.Horizon = 0
	}
	if noArrived[me] {
		s.undo(&a.Total)
	}
	for i, n := range []*measure.Number{&a.FromSystem, &a.FromOutside} {
		if noArrived[me] || ways[me][i] {
			s.undo(n)
		}
	}
	return nil
}

func (s *Staying) veilTime(b *branches, known trainedFacts) {
	t := &s.Time
	trained, on := b.count(1), measure.Day(s.On)
	for _, h := range known.histories {
		counted := map[int]bool{}
		for _, stay := range h.Postings {
			at, seen := b.own[stay.Institution]
			after := false
			for _, day := range h.Completions {
				after = after || stay.End() > float64(day) && day < on && stay.Start < on
			}
			if !seen || !after || b.named[stay.Institution] {
				continue
			}
			for ; at >= 0 && !counted[at]; at = b.above[at] {
				counted[at] = true
				trained[at][0]++
			}
		}
	}
	noTime := b.hideOne(trained, nil)[b.at(s.Place.ID)] || few(t.People.Float())
	if noTime {
		s.undo(&t.People, &t.Months, &t.Cost)
	}
	if noTime || !veilOver(s.Place).wholeView(s.Place.ID) {
		t.Course, t.Funder = nil, nil
		return
	}
	for _, lines := range [][]TimeLine{t.Course, t.Funder} {
		var cells []measure.SumCell
		for _, l := range lines {
			cells = append(cells, measure.SumCell{A: 1, Count: int(l.People), Small: few(l.People.Float()) || few((t.People - l.People).Float())})
		}
		for i, m := range measure.SuppressSums(1, cells) {
			if m != measure.Shown {
				l := &lines[i]
				s.undo(&l.People, &l.Months, &l.Part, &l.Cost)
			}
		}
	}
}
