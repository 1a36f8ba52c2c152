package courses

import (
	"context"
	"encoding/json"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/webhooks"
	"relevo/assessments"
)

// completionDetail is what fulfilled a rule, kept with the completion.
type completionDetail struct {
	Lessons  int     `json:"lessons"`
	Read     int     `json:"read"`
	Hours    float64 `json:"hours"`
	Attended float64 `json:"attended"`
	Attempt  string  `json:"attempt"` // the post-test
}

// Detail is what fulfilled the rule, as the completion keeps it.
func (p Progress) Detail() (string, error) {
	detail, err := json.Marshal(completionDetail{
		Lessons: len(p.Lessons), Read: p.ReadCount(), Hours: p.Hours, Attended: p.Attended, Attempt: p.Post.ID,
	})
	return string(detail), err
}

// settle draws the consequences of new facts about enrolments: the post-test is
// assigned to whom it is due, and a completion is appended for whom a rule
// is fulfilled. Doing it again changes nothing.
func (s *Service) settle(tx *db.Tx, actor access.Actor, runs []run) error {
	due := map[string][]string{} // by administration
	for _, r := range runs {
		if r.WithdrawnAt != nil || r.Progress.Completion != nil {
			continue
		}
		if r.Progress.PostDue() {
			for _, l := range r.Links {
				if l.Occasion == string(assessments.Post) {
					due[l.AdministrationID] = append(due[l.AdministrationID], r.PersonID)
				}
			}
		}
		if rule, on, ok := r.Progress.Completes(); ok {
			if err := s.complete(tx, actor, r, rule, on); err != nil {
				return err
			}
		}
	}
	for _, administrationID := range keys(due) {
		if err := assessments.AssignTx(tx, actor, administrationID, due[administrationID], nil); err != nil {
			return err
		}
	}
	return nil
}

// complete appends the completion, once, and tells it.
func (s *Service) complete(tx *db.Tx, actor access.Actor, r run, rule Rule, on db.Date) error {
	place, err := people.SnapshotTx(tx, r.PersonID, on)
	if err != nil {
		return err
	}
	detail, err := r.Progress.Detail()
	if err != nil {
		return err
	}
	completion := Completion{
		ID: tx.NewID(), EnrolmentID: r.Enrolment.ID, PersonID: r.PersonID, CourseID: r.Version.CourseID, CourseVersionID: r.Version.ID,
		CompletedOn: on, RuleVersion: rule, Detail: detail,
		InstitutionID: place.InstitutionID, Cadre: string(place.Cadre), Region: place.Region,
		RecordedAt: tx.Now, RecordedBy: actor.AccountID,
	}
	made := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&completion)
	if made.Error != nil || made.RowsAffected == 0 {
		return made.Error
	}
	if err := access.Record(tx, actor, "courses.complete", "completion", completion.ID, map[string]string{"rule": string(rule)}); err != nil {
		return err
	}
	told := webhooks.Event{Kind: webhooks.CourseCompleted, Fact: completion.ID, ID: completion.ID, Path: "/offerings/" + r.Offering.ID + "/enrolments/" + completion.EnrolmentID}
	if completion.InstitutionID != nil {
		told.InstitutionID = *completion.InstitutionID
	}
	if err := s.Hooks.TellTx(tx, told); err != nil {
		return err
	}
	return s.jobs.EnqueueTx(tx, CompletedEvent, Completed{
		CompletionID: completion.ID, PersonID: r.PersonID, OfferingID: r.Offering.ID, CourseID: r.Version.CourseID,
	})
}

// HearScored hears "assessments.scored": a scored post-test may complete a
// course. Attempts of administrations that belong to no offering are none of ours.
func (s *Service) HearScored(ctx context.Context, event assessments.Scored) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		enrolment, err := enrolmentBehind(tx, event.AdministrationID, event.PersonID)
		if err != nil || enrolment == nil {
			return err
		}
		if err := lockEnrolment(tx, enrolment.ID); err != nil {
			return err
		}
		runs, err := runsOf(tx, []Enrolment{*enrolment}, ofPerson(event.PersonID))
		if err != nil {
			return err
		}
		return s.settle(tx, access.System(), runs)
	})
}

// lockEnrolment makes the transaction wait for others that add facts to the
// same enrolment, so that one of them sees all facts.
func lockEnrolment(tx *db.Tx, enrolmentID string) error {
	return tx.DB.Exec(`UPDATE enrolment SET person_id = person_id WHERE id = ?`, enrolmentID).Error
}

const enrolmentBehindSQL = `
SELECT e.* FROM enrolment e
JOIN offering_administration a ON a.offering_id = e.offering_id
WHERE a.administration_id = ? AND e.person_id = ?`

// enrolmentBehind gives the enrolment that a person's attempt in an
// administration belongs to; nil when there is none.
func enrolmentBehind(tx *db.Tx, administrationID, personID string) (*Enrolment, error) {
	var found []Enrolment
	err := tx.DB.Raw(enrolmentBehindSQL, administrationID, personID).Scan(&found).Error
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// HearCompleted hears "courses.completed": it asks how useful the course was, and assigns
// the follow-up assessments, due as many months after the completion as the offering says.
func (s *Service) HearCompleted(ctx context.Context, event Completed) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		completion, err := take[Completion](tx, event.CompletionID, "noun.completion")
		if err != nil {
			return err
		}
		if err := AskTx(tx, event.OfferingID, completion.PersonID); err != nil {
			return err
		}
		version, err := take[CourseVersion](tx, completion.CourseVersionID, "noun.course")
		if err != nil {
			return err
		}
		if version.AssessmentID == nil {
			return nil
		}
		if err := lock(tx, event.OfferingID); err != nil {
			return err
		}
		offering, err := take[Offering](tx, event.OfferingID, "noun.offering")
		if err != nil {
			return err
		}
		for _, months := range offering.FollowUps {
			if err := assignFollowUp(tx, offering, version, completion, months); err != nil {
				return err
			}
		}
		return nil
	})
}

func assignFollowUp(tx *db.Tx, offering Offering, version CourseVersion, completion Completion, months int) error {
	actor := access.System()
	id, err := administrationFor(tx, offering.ID, assessments.FollowUp, months)
	if err != nil {
		return err
	}
	if id == "" {
		if id, err = administer(tx, actor, offering, version, assessments.FollowUp, months); err != nil {
			return err
		}
	}
	due := completion.CompletedOn.AddMonths(months)
	return assessments.AssignTx(tx, actor, id, []string{completion.PersonID}, &due)
}
