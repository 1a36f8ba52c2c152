package courses

import (
	"cmp"
	"context"
	"math"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
)

// FunderLine is an offering that a funder pays for, in whole or in part.
type FunderLine struct {
	Offering
	CourseTitle string
	Share       float64
	Others      []FunderPart // who pays the rest
	Trained     int
	Completed   int
	Cost        Soles // of the offering
	Paid        Soles // the funder's part of it
}

// FunderTotals is how many people were trained and what it cost. A person is counted once,
// in however many offerings they were.
type FunderTotals struct {
	Offerings   int
	Trained     int     // different people
	Shared      int     // of these, people whose training another funder paid for too
	Completions int     // courses completed, of whoever
	Weighted    float64 // completions by the funder's share: these sum over all funders to the completions
	Paid        Soles
}

// FunderPage is what a funder has paid for.
type FunderPage struct {
	Funder
	Totals FunderTotals
	Lines  []FunderLine // the newest first
	All    FunderTotals // of all funders together, each person once
	Sum    int          // the people of each funder added up: those of several are in it several times
}

// PerTrained is what the funder paid per person trained with its money; NaN when nobody was.
func (t FunderTotals) PerTrained() float64 { return t.Paid.per(t.Trained) }

// PerCompletion is what the funder paid per completion by its share; NaN when there is none.
func (t FunderTotals) PerCompletion() float64 {
	if t.Weighted == 0 {
		return math.NaN()
	}
	return t.Paid.Amount() / t.Weighted
}

// FunderPage gives what a funder has paid for among the offerings that concern the actor.
func (s *Service) FunderPage(ctx context.Context, actor access.Actor, funderID string) (page FunderPage, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		page = FunderPage{}
		if page.Funder, err = take[Funder](tx, funderID, "noun.funder"); err != nil {
			return err
		}
		lines, people, err := funded(tx, actor)
		if err != nil {
			return err
		}
		page.fill(lines, people)
		return nil
	})
	return page, err
}

// fundedLine is an offering with who pays for it.
type fundedLine struct {
	OfferingSummary
	cost    CostSummary
	funders []FunderPart
}

// funded gives the offerings that concern the actor and that somebody pays for, with who was
// trained in each.
func funded(tx *db.Tx, actor access.Actor) ([]fundedLine, map[string][]trainedRow, error) {
	var all []Offering
	if err := tx.DB.Where("id IN (SELECT offering_id FROM offering_funder)").Order("starts_on DESC, id DESC").Find(&all).Error; err != nil {
		return nil, nil, err
	}
	summaries, err := summarise(tx, actor, all)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, len(summaries))
	for i, o := range summaries {
		ids[i] = o.ID
	}
	costs, err := CostsOfTx(tx, ids)
	if err != nil {
		return nil, nil, err
	}
	funders, err := fundersOf(tx, ids)
	if err != nil {
		return nil, nil, err
	}
	trained, err := trainedIn(tx, ids)
	byOffering := map[string][]trainedRow{}
	for _, t := range trained {
		byOffering[t.OfferingID] = append(byOffering[t.OfferingID], t)
	}
	lines := make([]fundedLine, len(summaries))
	for i, o := range summaries {
		lines[i] = fundedLine{o, costs[o.ID], funders[o.ID]}
	}
	return lines, byOffering, err
}

// fill counts: the funder's own offerings, and all. A person counts once in each number.
func (p *FunderPage) fill(lines []fundedLine, trained map[string][]trainedRow) {
	payers := map[string]map[string]bool{} // by person, who paid for any training of theirs
	everybody := map[string]bool{}
	for _, l := range lines {
		p.All.Offerings++
		p.All.Paid += l.cost.Total
		for _, t := range trained[l.ID] {
			everybody[t.PersonID] = true
			if payers[t.PersonID] == nil {
				payers[t.PersonID] = map[string]bool{}
			}
			for _, f := range l.funders {
				payers[t.PersonID][f.ID] = true
			}
			if t.Completed {
				p.All.Completions++
				p.All.Weighted++
			}
		}
		p.own(l, trained[l.ID])
	}
	p.All.Trained = len(everybody)
	for _, by := range payers {
		p.Sum += len(by)
		if len(by) > 1 {
			p.All.Shared++
		}
		if by[p.Funder.ID] {
			p.Totals.Trained++
			if len(by) > 1 {
				p.Totals.Shared++
			}
		}
	}
	slices.SortStableFunc(p.Lines, func(a, b FunderLine) int { return -cmp.Compare(a.StartsOn, b.StartsOn) })
}

// own counts an offering that the funder pays for.
func (p *FunderPage) own(l fundedLine, trained []trainedRow) {
	line := FunderLine{Offering: l.Offering, CourseTitle: l.CourseTitle, Trained: len(trained), Completed: l.cost.Completed, Cost: l.cost.Total}
	for _, f := range l.funders {
		if f.ID == p.Funder.ID {
			line.Share = f.Share
		} else {
			line.Others = append(line.Others, f)
		}
	}
	if line.Share == 0 {
		return
	}
	line.Paid = line.Cost.Part(line.Share)
	p.Lines = append(p.Lines, line)
	p.Totals.Offerings++
	p.Totals.Completions += line.Completed
	p.Totals.Weighted += line.Share * float64(line.Completed)
	p.Totals.Paid += line.Paid
}
