package assessments

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// What follows is what whoever runs a sitting may do for one person who sits.

// sittingLocked is sittingOf, held against changes until the transaction ends.
func sittingLocked(tx *db.Tx, actor access.Actor, administrationID, attemptID string) (Attempt, error) {
	return sittingOf(tx, locked(tx), actor, administrationID, attemptID)
}

// sittingOf gives an attempt of the administration when its person is, or was on the day
// it was assigned, in the actor's scope. Others do not exist for the actor.
func sittingOf(tx *db.Tx, query *gorm.DB, actor access.Actor, administrationID, attemptID string) (Attempt, error) {
	var a Attempt
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return a, err
	}
	err := query.Where("id = ? AND administration_id = ?", attemptID, administrationID).Take(&a).Error
	if db.IsNone(err) {
		return a, fault.Missing("noun.attempt")
	}
	if err != nil {
		return a, err
	}
	visible, err := attends(tx, actor, a)
	if err == nil && !visible {
		err = fault.Missing("noun.attempt")
	}
	return a, err
}

// attends tells whether the actor runs sittings where the person is, or was on the day
// the attempt was assigned.
func attends(tx *db.Tx, actor access.Actor, a Attempt) (bool, error) {
	now, err := people.SnapshotTx(tx, a.PersonID, tx.Today())
	if err != nil || actor.May(access.RunOfferings, now.Path) || a.InstitutionID == nil {
		return err == nil && actor.May(access.RunOfferings, now.Path), err
	}
	then, err := people.InstitutionsTx(tx, []string{*a.InstitutionID})
	return err == nil && actor.May(access.RunOfferings, then[*a.InstitutionID].Path), err
}

// SittingDetail is one person's place in an administration, for whoever runs it.
type SittingDetail struct {
	Sitting
	Administration Administration
	Assessment     Assessment
	Questions      int
	Answered       int
	Late           int           // answers that came after the deadline or the day
	Devices        int           // that answers came from
	Observed       []Observation // the role plays of the form
}

// Sitting gives one person's place in an administration.
func (s *Service) Sitting(ctx context.Context, actor access.Actor, administrationID, attemptID string) (d SittingDetail, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := sittingOf(tx, tx.DB, actor, administrationID, attemptID)
		if err != nil {
			return err
		}
		d, err = sittingDetail(tx, actor, a)
		return err
	})
	return d, err
}

func sittingDetail(tx *db.Tx, actor access.Actor, a Attempt) (SittingDetail, error) {
	var d SittingDetail
	var err error
	if d.Administration, err = take[Administration](tx, "noun.administration", a.AdministrationID); err != nil {
		return d, err
	}
	if d.Assessment, err = take[Assessment](tx, "noun.assessment", d.Administration.AssessmentID); err != nil {
		return d, err
	}
	rows, err := sittings(tx, actor, d.Administration, []Attempt{a})
	if err == nil && len(rows) == 0 {
		err = fault.Missing("noun.attempt")
	}
	if err != nil {
		return d, err
	}
	d.Sitting = rows[0]
	if actor.Holds(access.ScoreResponses) {
		d.hideScoring()
	}
	places, versions, err := formContent(tx, a.FormID)
	if err != nil {
		return d, err
	}
	answers, err := whereIn[Answer](tx, "attempt_id", []string{a.ID}, "item_version_id")
	if err != nil {
		return d, err
	}
	for _, p := range places {
		if versions[p.ItemVersionID].Kind.Asked() {
			d.Questions++
		}
	}
	var devices []string
	for _, answer := range answers {
		devices = append(devices, answer.Device)
		if answer.Late {
			d.Late++
		}
	}
	slices.Sort(devices)
	d.Devices = len(slices.Compact(devices))
	for _, answer := range counting(answers) {
		if !answer.Value.IsZero() {
			d.Answered++
		}
	}
	d.Observed, err = observations(tx, actor, a, places, versions)
	return d, err
}

// GiveTime gives one person so many minutes beyond what the assessment allows, in place of
// what they had beside; under way, their deadline moves.
func (s *Service) GiveTime(ctx context.Context, actor access.Actor, administrationID, attemptID string, minutes int) error {
	if minutes < 0 || minutes > mostMinutes {
		return fault.OnField("extra_minutes", "assessments.minutes_range", "max", mostMinutes)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := sittingLocked(tx, actor, administrationID, attemptID)
		if err != nil {
			return err
		}
		if !a.Answerable() {
			return a.mayAnswer()
		}
		change := map[string]any{"extra_minutes": minutes}
		if a.DeadlineAt != nil {
			deadline := a.DeadlineAt.Add(time.Duration(minutes-a.ExtraMinutes) * time.Minute)
			a.DeadlineAt, change["deadline_at"] = &deadline, deadline
		}
		if err := tx.DB.Model(&Attempt{}).Where("id = ?", a.ID).Updates(change).Error; err != nil {
			return err
		}
		if err := s.remindOfDeadline(tx, a); err != nil {
			return err
		}
		return record(tx, actor, "attempt.time", "attempt", a.ID, map[string]int{"before": a.ExtraMinutes, "minutes": minutes})
	})
}

// AdmitLate makes answers count that came after the deadline, and scores anew what was
// handed in: the line was down, and not the person slow.
func (s *Service) AdmitLate(ctx context.Context, actor access.Actor, administrationID, attemptID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := sittingLocked(tx, actor, administrationID, attemptID)
		if err != nil || a.LateAdmittedAt != nil {
			return err
		}
		if err := tx.DB.Model(&Attempt{}).Where("id = ?", a.ID).Update("late_admitted_at", tx.Now).Error; err != nil {
			return err
		}
		if err := record(tx, actor, "attempt.admit_late", "attempt", a.ID, nil); err != nil {
			return err
		}
		return s.scoreTx(tx, a.ID)
	})
}

// Withdraw closes one person's attempt that is not handed in, with a reason that is no
// longer theirs to be chased for.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, administrationID, attemptID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := sittingLocked(tx, actor, administrationID, attemptID)
		if err != nil {
			return err
		}
		if !a.Answerable() {
			return a.mayAnswer()
		}
		_, err = CloseAttemptsTx(tx, actor, []string{administrationID}, []string{a.PersonID}, ReasonWithdrawn)
		return err
	})
}
