package people

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
)

// Stay is the posting as the measures read it: an open end is measure.Open, an
// uncertain one an interval.
func (p Posting) Stay() measure.Stay {
	s := measure.Stay{Person: p.PersonID, Institution: p.InstitutionID, Role: string(p.Cadre), Contract: p.Contract, Start: measure.Day(p.StartsOn),
		EndLower: measure.Open, EndUpper: measure.Open, Reason: p.EndReason}
	if p.EndsOn != nil {
		s.EndLower, s.EndUpper = measure.Day(*p.EndsOn), measure.Day(*p.EndsOn)
		if p.EndsAfter != nil {
			s.EndLower = max(measure.Day(*p.EndsAfter), s.Start)
		}
	}
	return s
}

// StaysOf makes the measures' stays of postings.
func StaysOf(postings []Posting) []measure.Stay {
	stays := make([]measure.Stay, len(postings))
	for i, p := range postings {
		stays[i] = p.Stay()
	}
	return stays
}

// Turnover is how staff came and went in an institution and all below it.
type Turnover struct {
	measure.TurnoverResult
	From, To     db.Date // ends in (From, To] count, person-time runs from From to To
	Institutions int     // how many the figure is about
}

// Turnover counts separations and person-time in the institution and all below
// it between two days. It needs figures, not names.
func (s *Service) Turnover(ctx context.Context, actor access.Actor, institutionID string, from, to db.Date) (Turnover, error) {
	var t Turnover
	if to <= from {
		return t, fault.OnField("to", "people.turnover.window_empty")
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		at, err := InstitutionTx(tx, institutionID)
		if err != nil {
			return err
		}
		if err := actor.Need(access.ViewFigures, at.Path); err != nil {
			return err
		}
		below, err := InstitutionsUnderTx(tx, at.Path)
		if err != nil {
			return err
		}
		stays, err := concernedTx(tx, idsOf(below))
		if err != nil {
			return err
		}
		t, err = turnoverOf(stays, idsOf(below), from, to)
		return err
	})
	return t, err
}

// concernedTx gives every stay, anywhere, of everybody who was ever in one of
// the institutions: what tells a transfer from a loss.
func concernedTx(tx *db.Tx, institutionIDs []string) ([]Posting, error) {
	there, err := StaysAtAllTx(tx, institutionIDs)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(there))
	for i, s := range there {
		ids[i] = s.PersonID
	}
	return StaysOfTx(tx, ids)
}

func turnoverOf(stays []Posting, institutionIDs []string, from, to db.Date) (Turnover, error) {
	result, err := measure.Turnover(StaysOf(stays), measure.Scope{Institutions: institutionIDs},
		measure.Window{From: measure.Day(from), To: measure.Day(to)}, measure.DefaultTurnoverRules())
	return Turnover{TurnoverResult: result, From: from, To: to, Institutions: len(institutionIDs)}, err
}

// Headcount is how many people were in post on a day.
type Headcount struct {
	On     db.Date
	People int // 0 or more; somebody in two posts counts once
}

// StaffOverTime gives the people in post in the institution and all below it,
// at each month's end between two days and on the last day.
func (s *Service) StaffOverTime(ctx context.Context, actor access.Actor, institutionID string, from, to db.Date) ([]Headcount, error) {
	var counts []Headcount
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		at, err := InstitutionTx(tx, institutionID)
		if err != nil {
			return err
		}
		if err := actor.Need(access.ViewFigures, at.Path); err != nil {
			return err
		}
		below, err := InstitutionsUnderTx(tx, at.Path)
		if err != nil {
			return err
		}
		stays, err := StaysAtAllTx(tx, idsOf(below))
		counts = headcounts(stays, from, to)
		return err
	})
	return counts, err
}

// headcounts counts the people of the stays at each month's end.
func headcounts(stays []Posting, from, to db.Date) []Headcount {
	var counts []Headcount
	for _, day := range monthEnds(from, to) {
		there := map[string]bool{}
		for _, s := range stays {
			if s.InForce(day) {
				there[s.PersonID] = true
			}
		}
		counts = append(counts, Headcount{On: day, People: len(there)})
	}
	return counts
}

// monthEnds lists the last days of months from one day to another, and the
// last day itself.
func monthEnds(from, to db.Date) []db.Date {
	var days []db.Date
	year, month, _ := from.Time().Date()
	for n := range 600 {
		end := db.NewDate(year, month, 1).AddMonths(n+1) - 1
		if end > to {
			break
		}
		if end >= from {
			days = append(days, end)
		}
	}
	if !slices.Contains(days, to) && to >= from {
		days = append(days, to)
	}
	return days
}

func idsOf(list []Institution) []string {
	ids := make([]string, len(list))
	for i, inst := range list {
		ids[i] = inst.ID
	}
	return ids
}
