package assessments

import (
	"context"
	"slices"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
)

// onTheWay is how long after the deadline an answer still is in time: it was written
// before, and the line was slow.
const onTheWay = time.Minute

// handedInAfter is how long after the deadline relevo hands in what is there. It leaves
// an interrupted line the time to bring what was written in time.
const handedInAfter = 10 * time.Minute

// EventTimeUp comes some time after the deadline of an attempt; payload TimeUp.
const EventTimeUp = "assessments.time_up"

// TimeUp says that an attempt's time is over.
type TimeUp struct{ AttemptID string }

// begin makes the attempt one that is under way and fixes its deadline, by the server's
// clock.
func (s *Service) begin(tx *db.Tx, a *Attempt, administration Administration) error {
	assessment, err := take[Assessment](tx, "noun.assessment", administration.AssessmentID)
	if err != nil {
		return err
	}
	a.State, a.StartedAt = StateInProgress, &tx.Now
	if assessment.MinutesAllowed != nil {
		deadline := tx.Now.Add(time.Duration(*assessment.MinutesAllowed+a.ExtraMinutes) * time.Minute)
		a.DeadlineAt = &deadline
	}
	err = tx.DB.Model(&Attempt{}).Where("id = ?", a.ID).Updates(map[string]any{"state": a.State, "started_at": tx.Now, "deadline_at": a.DeadlineAt}).Error
	if err != nil {
		return err
	}
	return s.remindOfDeadline(tx, *a)
}

// remindOfDeadline sees to it that the attempt is handed in when its time is over.
func (s *Service) remindOfDeadline(tx *db.Tx, a Attempt) error {
	if a.DeadlineAt == nil {
		return nil
	}
	return s.jobs.EnqueueLaterTx(tx, EventTimeUp, TimeUp{AttemptID: a.ID}, a.DeadlineAt.Add(handedInAfter).Sub(tx.Now))
}

// HearTimeUp handles [EventTimeUp]: what is there is handed in as if the person had. An
// attempt that got more time meanwhile, or was handed in, is left alone.
func (s *Service) HearTimeUp(ctx context.Context, event TimeUp) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var a Attempt
		err := locked(tx).Where("id = ?", event.AttemptID).Take(&a).Error
		if db.IsNone(err) {
			return nil
		}
		if err != nil || a.State != StateInProgress || a.DeadlineAt == nil || tx.Now.Before(a.DeadlineAt.Add(handedInAfter)) {
			return err
		}
		return s.handIn(tx, access.System(), &a)
	})
}

// Overdue tells whether the attempt is under way although its time is over.
func (a Attempt) Overdue(now db.Instant) bool { return a.State == StateInProgress && a.late(now) }

// late tells whether an answer saved at the moment comes after the deadline.
func (a Attempt) late(at db.Instant) bool {
	return a.DeadlineAt != nil && at.After(a.DeadlineAt.Add(onTheWay))
}

// believed gives the answers that may count: all, but where there is a deadline only
// those before it, unless the late ones were admitted.
func (a Attempt) believed(answers []Answer) []Answer {
	if a.DeadlineAt == nil || a.LateAdmittedAt != nil {
		return answers
	}
	return slices.DeleteFunc(slices.Clone(answers), func(answer Answer) bool { return a.late(answer.SavedAt) })
}

// shuffled puts the places of a form into the order of the attempt: another for each
// attempt, always the same for one, and never across the border of a section.
func shuffled(attemptID string, places []FormItem) []FormItem {
	section := make(map[string]int, len(places))
	for i, p := range places {
		section[p.ItemVersionID] = i
		if i > 0 && textKey(p.Section) == textKey(places[i-1].Section) {
			section[p.ItemVersionID] = section[places[i-1].ItemVersionID]
		}
	}
	mixed := slices.Clone(places)
	slices.SortFunc(mixed, func(a, b FormItem) int {
		if d := section[a.ItemVersionID] - section[b.ItemVersionID]; d != 0 {
			return d
		}
		return strings.Compare(lot(attemptID, a.ItemVersionID), lot(attemptID, b.ItemVersionID))
	})
	return mixed
}
