package analytics

import (
	"slices"

	"relevo/app/measure"
)

// departures are the separations over the year up to the last day.
type departures struct {
	separations, transfers int64
	halfDays               int64 // time in post, in half days
}

func (d *departures) add(other departures) {
	d.separations += other.separations
	d.transfers += other.transfers
	d.halfDays += other.halfDays
}

// turnover is the turnover that the departures make.
func (d departures) turnover(window Span) Turnover {
	days := float64(d.halfDays) / 2
	years := days / measure.DaysPerYear
	return Turnover{Span: window, Separations: measure.Number(d.separations), Transfers: measure.Number(d.transfers),
		MeanHeadcount: measure.Number(days / float64(window.To-window.From)), Rate: measure.Rate(int(d.separations), years), personYears: years}
}

// addDepartures adds where somebody left in the year up to the last day, and how long they were where: these add up over places, whoever
// they are of, and are the same in every competency. The stays are in order.
func (s *placeSums) addDepartures(own []stint) error {
	from, to := int64(s.window.From), int64(s.window.To)
	gone := false
	for _, one := range own {
		gone = gone || (one.ended() && one.twice() > 2*from && one.twice() <= 2*to)
	}
	if gone {
		if err := s.addSeparations(own); err != nil {
			return err
		}
	}
	for i, one := range own {
		for _, cadre := range [...]int32{0, one.cadre} {
			same := func(other stint) bool { return other.place == one.place && (cadre == 0 || other.cadre == cadre) }
			if slices.ContainsFunc(own[:i], same) {
				continue // counted with the first
			}
			if days := halfDays(own[i:], same, 2*from, 2*to); days > 0 {
				if into := s.strand(one.place, cadre); into != nil {
					into.left.halfDays += days
				}
			}
		}
	}
	return nil
}

// addSeparations adds where somebody left.
func (s *placeSums) addSeparations(own []stint) (err error) {
	s.stays = s.stays[:0]
	for _, one := range own {
		s.stays = append(s.stays, measure.Stay{Institution: s.places.list[one.place], Role: s.cadres.list[one.cadre], Start: measure.Day(one.start), EndLower: measure.Day(one.lower), EndUpper: measure.Day(one.upper)})
	}
	if s.left, err = measure.AppendSeparations(s.left[:0], s.stays, s.window, measure.DefaultTurnoverRules()); err != nil {
		return err
	}
	for _, one := range s.left {
		left := departures{separations: 1}
		if one.Transfer {
			left.transfers = 1
		}
		for _, cadre := range [...]int32{0, s.cadres.numberOf(one.Stay.Role)} {
			if into := s.strand(s.places.numberOf(one.Stay.Institution), cadre); into != nil {
				into.left.add(left)
			}
		}
	}
	return nil
}

// halfDays is measure.PersonDays of the stays that are meant, doubled: nothing counts twice.
func halfDays(own []stint, meant func(stint) bool, from, to int64) (total int64) {
	reached := from
	for _, one := range own {
		if !meant(one) {
			continue
		}
		start, end := max(2*int64(one.start), reached), min(one.twice(), to)
		if end > start {
			total += end - start
			reached = end
		}
	}
	return total
}
