package assessments

import (
	"context"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// OpenRound opens a round in an institution, with the newest checklist for its kind.
// One round at a time: what is under way is settled or taken back first.
func (s *Service) OpenRound(ctx context.Context, actor access.Actor, in RoundInput) (round CapacityRound, err error) {
	if err := actor.NeedSomewhere(access.AssessCapacity); err != nil {
		return round, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		round, err = OpenRoundTx(tx, actor, in)
		return err
	})
	return round, err
}

// OpenRoundTx is OpenRound within a transaction.
func OpenRoundTx(tx *db.Tx, actor access.Actor, in RoundInput) (round CapacityRound, err error) {
	if err := in.validate(tx.Today()); err != nil {
		return round, err
	}
	at, err := people.InstitutionTx(tx, in.InstitutionID)
	if err != nil || !actor.May(access.AssessCapacity, at.Path) {
		return round, fault.OnField("institution", "capacity.institution_unknown")
	}
	if !at.Open(in.HeldOn) {
		return round, fault.OnField("held_on", "capacity.round.closed_then")
	}
	if err := lockInstitution(tx, at.ID); err != nil {
		return round, err
	}
	before, err := roundsOfTx(tx, at.ID)
	if err != nil {
		return round, err
	}
	baseline := false
	for _, b := range before {
		if b.SettledAt == nil {
			return round, fault.OnField("institution", "capacity.round.under_way")
		}
		baseline = baseline || b.Occasion == Baseline
	}
	if in.Occasion == CapacityFollowUp && !baseline {
		return round, fault.OnField("occasion", "capacity.round.no_baseline")
	}
	list, err := checklistFor(tx, actor, at.Kind)
	if err != nil {
		return round, err
	}
	round = CapacityRound{ID: tx.NewID(), InstitutionID: at.ID, ChecklistID: list.ID, Occasion: in.Occasion, HeldOn: in.HeldOn, OpenedAt: tx.Now, OpenedBy: actor.AccountID}
	if err := tx.DB.Create(&round).Error; err != nil {
		return round, err
	}
	return round, record(tx, actor, "capacity.open", "capacity_round", round.ID, map[string]string{"institution": at.ID, "checklist": list.ID})
}

// lockInstitution makes the transaction wait for others that work on the same
// institution, on both databases alike.
func lockInstitution(tx *db.Tx, id string) error {
	return tx.DB.Exec(`UPDATE institution SET code = code WHERE id = ?`, id).Error
}

// roundsOfTx gives the rounds of an institution that were not taken back, the oldest
// first.
func roundsOfTx(tx *db.Tx, institutionIDs ...string) ([]CapacityRound, error) {
	return whereIn[CapacityRound](tx, "voided_at IS NULL AND institution_id", institutionIDs, "held_on, occasion, opened_at, id")
}

// roundInScope gives a round that the actor may work on, locked.
func roundInScope(tx *db.Tx, actor access.Actor, id string) (round CapacityRound, list Checklist, err error) {
	err = locked(tx).Where("id = ?", id).Take(&round).Error
	if db.IsNone(err) {
		return round, list, fault.Missing("noun.capacity_round")
	}
	if err != nil {
		return round, list, err
	}
	at, err := people.InstitutionTx(tx, round.InstitutionID)
	if err != nil {
		return round, list, err
	}
	if !actor.May(access.AssessCapacity, at.Path) {
		return round, list, fault.Missing("noun.capacity_round")
	}
	if round.VoidedAt != nil {
		return round, list, fault.New(fault.Conflict, "capacity.round.voided")
	}
	list, err = take[Checklist](tx, "noun.checklist", round.ChecklistID)
	return round, list, err
}

// RateCriterion keeps what the actor found on a criterion. Whoever rates first takes
// one of the two seats of the round.
func (s *Service) RateCriterion(ctx context.Context, actor access.Actor, roundID string, in RatingOf) error {
	if err := actor.NeedSomewhere(access.AssessCapacity); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return RateCriterionTx(tx, actor, roundID, in) })
}

// RateCriterionTx is RateCriterion within a transaction.
func RateCriterionTx(tx *db.Tx, actor access.Actor, roundID string, in RatingOf) error {
	round, list, err := roundInScope(tx, actor, roundID)
	if err != nil {
		return err
	}
	in.Evidence = strings.TrimSpace(in.Evidence)
	if err := in.validate(list.Criteria); err != nil {
		return err
	}
	seat, err := takeSeat(tx, actor, round)
	if err != nil {
		return err
	}
	current := tx.DB.Where("round_id = ? AND seat = ? AND criterion = ? AND superseded_at IS NULL", round.ID, seat.Seat, in.Criterion)
	var before []CapacityRating
	if err := current.Find(&before).Error; err != nil {
		return err
	}
	if len(before) > 0 {
		if before[0].Finding == in.Finding && before[0].Evidence == in.Evidence {
			return nil
		}
		if err := tx.DB.Model(&CapacityRating{}).Where("id = ?", before[0].ID).Update("superseded_at", tx.Now).Error; err != nil {
			return err
		}
	}
	return tx.DB.Create(&CapacityRating{ID: tx.NewID(), RoundID: round.ID, Seat: seat.Seat, Criterion: in.Criterion, Finding: in.Finding,
		Evidence: in.Evidence, RecordedAt: tx.Now}).Error
}

// takeSeat gives the actor's seat in a round, a free one if they have none yet. The
// round is locked.
func takeSeat(tx *db.Tx, actor access.Actor, round CapacityRound) (CapacitySeat, error) {
	taken, err := seatsOf(tx, round.ID)
	if err != nil {
		return CapacitySeat{}, err
	}
	for _, seat := range taken {
		if seat.AccountID != actor.AccountID {
			continue
		}
		if seat.SubmittedAt != nil {
			return seat, fault.New(fault.Conflict, "capacity.round.submitted")
		}
		return seat, nil
	}
	if len(taken) >= seats {
		return CapacitySeat{}, fault.New(fault.Conflict, "capacity.round.full")
	}
	seat := CapacitySeat{RoundID: round.ID, Seat: len(taken) + 1, AccountID: actor.AccountID, TakenAt: tx.Now}
	if err := tx.DB.Create(&seat).Error; err != nil {
		return seat, err
	}
	return seat, record(tx, actor, "capacity.assess", "capacity_round", round.ID, map[string]int{"seat": seat.Seat})
}

func seatsOf(tx *db.Tx, roundID string) ([]CapacitySeat, error) {
	var list []CapacitySeat
	err := tx.DB.Where("round_id = ?", roundID).Order("seat").Find(&list).Error
	return list, err
}

// ratingsOf gives what each of the two assessors found, by criterion.
func ratingsOf(tx *db.Tx, roundID string) (out [seats]map[string]CapacityRating, err error) {
	for i := range out {
		out[i] = map[string]CapacityRating{}
	}
	var list []CapacityRating
	err = tx.DB.Where("round_id = ? AND superseded_at IS NULL", roundID).Find(&list).Error
	for _, r := range list {
		out[r.Seat-1][r.Criterion] = r
	}
	return out, err
}

// SubmitRound hands in the actor's ratings: nothing in them can be changed after,
// and once both have submitted each sees the other's.
func (s *Service) SubmitRound(ctx context.Context, actor access.Actor, roundID string) error {
	if err := actor.NeedSomewhere(access.AssessCapacity); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return SubmitRoundTx(tx, actor, roundID) })
}

// SubmitRoundTx is SubmitRound within a transaction.
func SubmitRoundTx(tx *db.Tx, actor access.Actor, roundID string) error {
	round, list, err := roundInScope(tx, actor, roundID)
	if err != nil {
		return err
	}
	seat, err := takeSeat(tx, actor, round)
	if err != nil {
		return err
	}
	ratings, err := ratingsOf(tx, round.ID)
	if err != nil {
		return err
	}
	missing := 0
	for _, c := range list.Criteria {
		if _, rated := ratings[seat.Seat-1][c.Code]; !rated {
			missing++
		}
	}
	if missing > 0 {
		return fault.OnField("submit", "capacity.round.missing", "count", missing)
	}
	if err := tx.DB.Model(&CapacitySeat{}).Where("round_id = ? AND seat = ?", round.ID, seat.Seat).Update("submitted_at", tx.Now).Error; err != nil {
		return err
	}
	if err := record(tx, actor, "capacity.submit", "capacity_round", round.ID, map[string]int{"seat": seat.Seat}); err != nil {
		return err
	}
	return settleRound(tx, round, list)
}

// ConsensusInput is what both agree on about a criterion, and why.
type ConsensusInput struct {
	Criterion string
	Finding   CapacityFinding
	Reason    string
}

// AgreeOn records the one finding on a criterion, once both have submitted. What
// was agreed before stays on record.
func (s *Service) AgreeOn(ctx context.Context, actor access.Actor, roundID string, in ConsensusInput) error {
	if err := actor.NeedSomewhere(access.AssessCapacity); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return AgreeOnTx(tx, actor, roundID, in) })
}

// AgreeOnTx is AgreeOn within a transaction.
func AgreeOnTx(tx *db.Tx, actor access.Actor, roundID string, in ConsensusInput) error {
	round, list, err := roundInScope(tx, actor, roundID)
	if err != nil {
		return err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	if err := (RatingOf{in.Criterion, in.Finding, "-"}).validate(list.Criteria); err != nil {
		return err
	}
	var check fault.Check
	check.That(in.Reason != "", "reason", "capacity.consensus.reason_needed")
	check.That(len([]rune(in.Reason)) <= longestEvidence, "reason", "capacity.text_long", "max", longestEvidence)
	if err := check.Err(); err != nil {
		return err
	}
	taken, err := seatsOf(tx, round.ID)
	if err != nil {
		return err
	}
	if !bothSubmitted(taken) {
		return fault.New(fault.Conflict, "capacity.round.not_yet")
	}
	current := tx.DB.Model(&CapacityConsensus{}).Where("round_id = ? AND criterion = ? AND superseded_at IS NULL", round.ID, in.Criterion)
	if err := current.Update("superseded_at", tx.Now).Error; err != nil {
		return err
	}
	agreed := CapacityConsensus{ID: tx.NewID(), RoundID: round.ID, Criterion: in.Criterion, Finding: in.Finding, Reason: in.Reason, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
	if err := tx.DB.Create(&agreed).Error; err != nil {
		return err
	}
	if err := record(tx, actor, "capacity.agree", "capacity_round", round.ID, map[string]string{"criterion": in.Criterion}); err != nil {
		return err
	}
	return settleRound(tx, round, list)
}

func bothSubmitted(taken []CapacitySeat) bool {
	return len(taken) == seats && taken[0].SubmittedAt != nil && taken[1].SubmittedAt != nil
}

// finalOf gives the one finding on each criterion on which there is one: what was
// agreed, or what both found.
func finalOf(criteria CapacityCriteria, ratings [seats]map[string]CapacityRating, agreed map[string]CapacityConsensus) map[string]CapacityFinding {
	final := map[string]CapacityFinding{}
	for _, c := range criteria {
		one, other := ratings[0][c.Code].Finding, ratings[1][c.Code].Finding
		if consensus, is := agreed[c.Code]; is {
			final[c.Code] = consensus.Finding
		} else if one == other && one != "" {
			final[c.Code] = one
		}
	}
	return final
}

func agreedIn(tx *db.Tx, roundID string) (map[string]CapacityConsensus, error) {
	var list []CapacityConsensus
	err := tx.DB.Where("round_id = ? AND superseded_at IS NULL", roundID).Find(&list).Error
	agreed := map[string]CapacityConsensus{}
	for _, c := range list {
		agreed[c.Criterion] = c
	}
	return agreed, err
}

// settleRound writes the results of a round once every criterion has its one
// finding, and again when one of them has been agreed on anew.
func settleRound(tx *db.Tx, round CapacityRound, list Checklist) error {
	taken, err := seatsOf(tx, round.ID)
	if err != nil || !bothSubmitted(taken) {
		return err
	}
	ratings, err := ratingsOf(tx, round.ID)
	if err != nil {
		return err
	}
	agreed, err := agreedIn(tx, round.ID)
	if err != nil {
		return err
	}
	final := finalOf(list.Criteria, ratings, agreed)
	if len(final) < len(list.Criteria) {
		return nil
	}
	if err := tx.DB.Model(&CapacityResult{}).Where("round_id = ? AND superseded_at IS NULL", round.ID).Update("superseded_at", tx.Now).Error; err != nil {
		return err
	}
	for _, r := range capacityResults(list.Criteria, final) {
		r.ID, r.RoundID, r.RecordedAt = tx.NewID(), round.ID, tx.Now
		if err := tx.DB.Create(&r).Error; err != nil {
			return err
		}
	}
	if round.SettledAt != nil {
		return nil
	}
	return tx.DB.Model(&CapacityRound{}).Where("id = ?", round.ID).Update("settled_at", tx.Now).Error
}

// VoidRound takes a round back that should not have been: it stays on record and
// counts nowhere.
func (s *Service) VoidRound(ctx context.Context, actor access.Actor, roundID, reason string) error {
	if err := actor.NeedSomewhere(access.AssessCapacity); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		round, _, err := roundInScope(tx, actor, roundID)
		if err != nil {
			return err
		}
		if reason == "" {
			return fault.OnField("reason", "capacity.consensus.reason_needed")
		}
		round.VoidedAt, round.VoidedBy, round.VoidReason = &tx.Now, &actor.AccountID, reason
		if err := tx.DB.Model(&round).Select("VoidedAt", "VoidedBy", "VoidReason").Updates(&round).Error; err != nil {
			return err
		}
		return record(tx, actor, "capacity.void", "capacity_round", round.ID, nil)
	})
}
