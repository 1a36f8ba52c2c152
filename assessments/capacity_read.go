package assessments

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
)

// seesCapacity tells whether the actor may see by name what an institution showed:
// those who assess it and those who run it. Evaluators see institutions together
// only, see [Service.CapacityAcross].
func seesCapacity(actor access.Actor, at people.Institution) bool {
	return actor.May(access.AssessCapacity, at.Path) || actor.May(access.ViewStaff, at.Path)
}

// institutionSeen gives an institution whose capacity the actor may see by name.
func institutionSeen(tx *db.Tx, actor access.Actor, id string) (people.Institution, error) {
	at, err := people.InstitutionTx(tx, id)
	if err != nil {
		return at, err
	}
	if !seesCapacity(actor, at) {
		return at, fault.Missing("noun.institution")
	}
	return at, nil
}

// needCapacity asks whether somebody may see some institution's capacity by name.
func needCapacity(actor access.Actor) error {
	if actor.Somewhere(access.AssessCapacity) {
		return nil
	}
	return actor.NeedSomewhere(access.ViewStaff)
}

// Assessor is one of the two who look at an institution.
type Assessor struct {
	Seat      int
	Name      string
	Self      bool
	Submitted *db.Instant
}

// RoundSummary is a round in a list.
type RoundSummary struct {
	CapacityRound
	Checklist Checklist
	Assessors []Assessor
	Results   []CapacityResult // of a settled round
}

// CriterionFound is what is known of a criterion in a round, as far as the actor
// may see it.
type CriterionFound struct {
	CapacityCriterion
	Number    int                    // from 1
	Own       *CapacityRating        // the actor's
	Both      [seats]*CapacityRating // nil before both have submitted
	Agreed    *CapacityConsensus
	AgreedBy  string
	Final     CapacityFinding // "" while there is none
	Different bool            // the two differ
}

// Open tells whether the two differ and nothing was agreed yet.
func (c CriterionFound) Open() bool { return c.Different && c.Agreed == nil }

// RoundPage is a round as an actor sees it. Until both assessors have submitted,
// nobody sees what another than oneself has found, not even that they have begun to.
type RoundPage struct {
	RoundSummary
	Institution people.Institution
	Criteria    []CriterionFound
	Names       map[string]i18n.Text // of competencies
	Own         *CapacitySeat        // the actor's seat
	Free        bool                 // there is a seat for the actor
	Both        bool                 // both have submitted
	Agreement   AssessorsAgreement
	MayAssess   bool
	VoidedBy    string
}

// Rated is how many criteria the actor has rated.
func (p RoundPage) Rated() int {
	n := 0
	for _, c := range p.Criteria {
		if c.Own != nil {
			n++
		}
	}
	return n
}

// Left is how many criteria wait for an agreement.
func (p RoundPage) Left() int {
	n := 0
	for _, c := range p.Criteria {
		if c.Open() {
			n++
		}
	}
	return n
}

// Round gives a round.
func (s *Service) Round(ctx context.Context, actor access.Actor, id string) (page RoundPage, err error) {
	if err := needCapacity(actor); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		page, err = roundPage(tx, actor, id)
		return err
	})
	return page, err
}

func roundPage(tx *db.Tx, actor access.Actor, id string) (page RoundPage, err error) {
	round, err := take[CapacityRound](tx, "noun.capacity_round", id)
	if err != nil {
		return page, err
	}
	if page.Institution, err = institutionSeen(tx, actor, round.InstitutionID); err != nil {
		return page, fault.Missing("noun.capacity_round")
	}
	summaries, err := summariesOf(tx, actor, []CapacityRound{round})
	if err != nil {
		return page, err
	}
	page.RoundSummary, page.MayAssess = summaries[0], actor.May(access.AssessCapacity, page.Institution.Path)
	if page.Names, err = competencyNamesTx(tx); err != nil {
		return page, err
	}
	taken, err := seatsOf(tx, round.ID)
	if err != nil {
		return page, err
	}
	page.Both, page.Free = bothSubmitted(taken), len(taken) < seats && page.MayAssess && round.VoidedAt == nil
	for i := range taken {
		if taken[i].AccountID == actor.AccountID {
			page.Own, page.Free = &taken[i], false
		}
	}
	if round.VoidedBy != nil {
		names, err := accountNames(tx, []string{*round.VoidedBy})
		if err != nil {
			return page, err
		}
		page.VoidedBy = names[*round.VoidedBy]
	}
	return page, page.fillCriteria(tx)
}

func (p *RoundPage) fillCriteria(tx *db.Tx) error {
	ratings, err := ratingsOf(tx, p.CapacityRound.ID)
	if err != nil {
		return err
	}
	agreed, err := agreedIn(tx, p.CapacityRound.ID)
	if err != nil {
		return err
	}
	var authors []string
	for _, a := range agreed {
		authors = append(authors, a.RecordedBy)
	}
	names, err := accountNames(tx, authors)
	if err != nil {
		return err
	}
	final := map[string]CapacityFinding{}
	if p.Both {
		final = finalOf(p.Checklist.Criteria, ratings, agreed)
		if p.Agreement, err = assessorsAgree(p.Checklist.Criteria, ratings); err != nil {
			return err
		}
	}
	for i, c := range p.Checklist.Criteria {
		found := CriterionFound{CapacityCriterion: c, Number: i + 1, Final: final[c.Code]}
		if p.Own != nil {
			if own, is := ratings[p.Own.Seat-1][c.Code]; is {
				found.Own = &own
			}
		}
		if p.Both {
			for seat := range seats {
				rating := ratings[seat][c.Code]
				found.Both[seat] = &rating
			}
			found.Different = found.Both[0].Finding != found.Both[1].Finding
			if consensus, is := agreed[c.Code]; is {
				found.Agreed, found.AgreedBy = &consensus, names[consensus.RecordedBy]
			}
		}
		p.Criteria = append(p.Criteria, found)
	}
	return nil
}

// summariesOf adds to rounds what a list of them shows.
func summariesOf(tx *db.Tx, actor access.Actor, rounds []CapacityRound) ([]RoundSummary, error) {
	var ids, lists, accounts []string
	for _, r := range rounds {
		ids, lists = append(ids, r.ID), append(lists, r.ChecklistID)
	}
	checklists, err := byID(tx, lists, func(c Checklist) string { return c.ID })
	if err != nil {
		return nil, err
	}
	taken, err := whereIn[CapacitySeat](tx, "round_id", ids, "round_id, seat")
	if err != nil {
		return nil, err
	}
	for _, seat := range taken {
		accounts = append(accounts, seat.AccountID)
	}
	names, err := accountNames(tx, accounts)
	if err != nil {
		return nil, err
	}
	results, err := whereIn[CapacityResult](tx, "superseded_at IS NULL AND round_id", ids, "round_id, id")
	if err != nil {
		return nil, err
	}
	out := make([]RoundSummary, len(rounds))
	for i, r := range rounds {
		out[i] = RoundSummary{CapacityRound: r, Checklist: checklists[r.ChecklistID]}
		for _, seat := range taken {
			if seat.RoundID == r.ID {
				out[i].Assessors = append(out[i].Assessors, Assessor{seat.Seat, names[seat.AccountID], seat.AccountID == actor.AccountID, seat.SubmittedAt})
			}
		}
		for _, result := range results {
			if result.RoundID == r.ID {
				out[i].Results = append(out[i].Results, result)
			}
		}
	}
	return out, nil
}

// InstitutionCapacity is what is known of one institution.
type InstitutionCapacity struct {
	Institution people.Institution
	Rounds      []RoundSummary // the newest first
	Names       map[string]i18n.Text
	Comparison  *CapacityComparison // nil before there are a baseline and a follow-up
	MayAssess   bool
	Months      []MonthlyCount // the believed counts, the oldest first
	Today       db.Date
}

// CapacityOf gives what is known of an institution, for those who see it by name.
func (s *Service) CapacityOf(ctx context.Context, actor access.Actor, institutionID string) (out InstitutionCapacity, err error) {
	if err := needCapacity(actor); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = InstitutionCapacity{Today: tx.Today()}
		if out.Institution, err = institutionSeen(tx, actor, institutionID); err != nil {
			return err
		}
		out.MayAssess = actor.May(access.AssessCapacity, out.Institution.Path)
		rounds, err := roundsOfTx(tx, institutionID)
		if err != nil {
			return err
		}
		if out.Rounds, err = summariesOf(tx, actor, rounds); err != nil {
			return err
		}
		if out.Names, err = competencyNamesTx(tx); err != nil {
			return err
		}
		if out.Comparison, err = compareRounds(tx, out.Rounds); err != nil {
			return err
		}
		slices.Reverse(out.Rounds)
		out.Months, err = countsOfTx(tx, institutionID)
		return err
	})
	return out, err
}

// InstitutionsToAssess lists the institutions in which the actor may open a round.
func (s *Service) InstitutionsToAssess(ctx context.Context, actor access.Actor) (list []people.Institution, today db.Date, err error) {
	if err := actor.NeedSomewhere(access.AssessCapacity); err != nil {
		return nil, 0, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		today = tx.Today()
		list, err = people.InstitutionsInScopeTx(tx, actor, access.AssessCapacity)
		list = slices.DeleteFunc(list, func(i people.Institution) bool { return i.MergedInto != nil || !i.Open(today) })
		return err
	})
	return list, today, err
}
