package assessments

import (
	"context"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// Administer makes an administration.
func (s *Service) Administer(ctx context.Context, actor access.Actor, in NewAdministration) (a Administration, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err = AdministerTx(tx, actor, in)
		return err
	})
	return a, err
}

// AdministerTx is Administer within a transaction, for callers that have asked
// for permission.
func AdministerTx(tx *db.Tx, actor access.Actor, in NewAdministration) (Administration, error) {
	in.Title = strings.TrimSpace(in.Title)
	if in.OpensAt.IsZero() {
		in.OpensAt = tx.Now
	}
	if err := in.validate(); err != nil {
		return Administration{}, err
	}
	assessment, err := take[Assessment](tx, "noun.assessment", in.AssessmentID)
	if err != nil {
		return Administration{}, err
	}
	if assessment.Elsewhere {
		return Administration{}, fault.OnField("assessment", "assessments.given_elsewhere")
	}
	a := Administration{ID: tx.NewID(), AssessmentID: in.AssessmentID, Occasion: in.Occasion, MonthsAfter: in.MonthsAfter, Title: in.Title,
		OpensAt: in.OpensAt, ClosesAt: in.ClosesAt, CreatedAt: tx.Now, CreatedBy: actor.AccountID}
	if err := tx.DB.Create(&a).Error; err != nil {
		return a, err
	}
	return a, record(tx, actor, "administration.create", "administration", a.ID, map[string]string{"assessment": a.AssessmentID, "occasion": string(a.Occasion)})
}

// Assign gives people of the actor's scope their place in an administration, one in which the actor sees somebody already.
func (s *Service) Assign(ctx context.Context, actor access.Actor, administrationID string, personIDs []string, dueOn *db.Date) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		administration, err := take[Administration](tx, "noun.administration", administrationID)
		if err != nil {
			return err
		}
		if _, err := needPlaces(tx, actor, administration); err != nil {
			return err
		}
		return assign(tx, actor, administrationID, personIDs, dueOn)
	})
}

// Plan makes an administration and gives people of the actor's scope their place in it, at once: whoever runs
// sittings in one region alone would not see one in which nobody sits.
func (s *Service) Plan(ctx context.Context, actor access.Actor, in NewAdministration, personIDs []string, dueOn *db.Date) (a Administration, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if a, err = AdministerTx(tx, actor, in); err != nil {
			return err
		}
		return assign(tx, actor, a.ID, personIDs, dueOn)
	})
	return a, err
}

// mostAssigned is how many people one call may give their place: those of the largest training.
const mostAssigned = 1000

func assign(tx *db.Tx, actor access.Actor, administrationID string, personIDs []string, dueOn *db.Date) error {
	if len(personIDs) == 0 || len(personIDs) > mostAssigned {
		return fault.OnField("person_ids", "assessments.people_range", "max", mostAssigned)
	}
	posts, err := people.SnapshotsTx(tx, personIDs, tx.Today())
	if err != nil {
		return err
	}
	for _, id := range personIDs {
		if err := actor.Need(access.RunOfferings, posts[id].Path); err != nil {
			return err
		}
	}
	return AssignTx(tx, actor, administrationID, personIDs, dueOn)
}
