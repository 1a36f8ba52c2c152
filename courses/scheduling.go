package courses

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/assessments"
)

// CreateOffering schedules a run of a published version, with its
// administrations before and after. The actor runs offerings at every one of
// its institutions.
func (s *Service) CreateOffering(ctx context.Context, actor access.Actor, in NewOffering) (Offering, error) {
	var offering Offering
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return offering, err
	}
	if err := in.validate(); err != nil {
		return offering, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		version, err := take[CourseVersion](tx, in.CourseVersionID, "noun.course")
		if err != nil {
			return err
		}
		if version.State != Published || version.AssessmentID == nil {
			return fault.OnField("course", "courses.not_published")
		}
		if err := notArchived(tx, version.CourseID); err != nil {
			return err
		}
		if err := mayRunAt(tx, actor, in.InstitutionIDs); err != nil {
			return err
		}
		offering = Offering{
			ID: tx.NewID(), CourseVersionID: version.ID, Code: strings.TrimSpace(in.Code), Mode: in.Mode,
			StartsOn: in.StartsOn, EndsOn: in.EndsOn, Place: strings.TrimSpace(in.Place), FollowUps: in.followUps(),
			CreatedAt: tx.Now, CreatedBy: actor.AccountID,
		}
		if err := tx.DB.Create(&offering).Error; err != nil {
			if db.IsDuplicate(err) {
				return fault.OnField("code", "courses.code_taken")
			}
			return err
		}
		if err := createLinks(tx, offering, in); err != nil {
			return err
		}
		for _, occasion := range []assessments.Occasion{assessments.Pre, assessments.Post} {
			if _, err := administer(tx, actor, offering, version, occasion, 0); err != nil {
				return err
			}
		}
		return access.Record(tx, actor, "courses.offering.create", "offering", offering.ID, nil)
	})
	return offering, err
}

// followUps gives the months chosen, each once and rising.
func (in NewOffering) followUps() Months {
	if in.FollowUps == nil {
		return UsualFollowUps()
	}
	months := slices.Clone(in.FollowUps)
	slices.Sort(months)
	return slices.Compact(months)
}

// mayRunAt asks whether the actor runs offerings at each of the institutions.
func mayRunAt(tx *db.Tx, actor access.Actor, institutionIDs []string) error {
	institutions, err := people.InstitutionsTx(tx, institutionIDs)
	if err != nil {
		return err
	}
	for _, id := range institutionIDs {
		institution, ok := institutions[id]
		if !ok || !actor.May(access.RunOfferings, institution.Path) {
			return fault.OnField("institutions", "courses.institution_unknown")
		}
	}
	return nil
}

func createLinks(tx *db.Tx, offering Offering, in NewOffering) error {
	for _, id := range unique(in.InstitutionIDs) {
		if err := tx.DB.Create(&OfferingInstitution{OfferingID: offering.ID, InstitutionID: id}).Error; err != nil {
			return err
		}
	}
	for _, f := range in.Funders {
		err := tx.DB.Create(&OfferingFunder{OfferingID: offering.ID, FunderID: f.FunderID, Share: f.Share}).Error
		if db.IsReference(err) {
			return fault.OnField("funders", "courses.choose_one")
		}
		if err != nil {
			return err
		}
	}
	trainers, err := trainersTx(tx)
	if err != nil {
		return err
	}
	for _, id := range unique(in.TrainerIDs) {
		if !slices.ContainsFunc(trainers, func(t Trainer) bool { return t.ID == id }) {
			return fault.OnField("trainers", "courses.choose_one")
		}
		err := tx.DB.Create(&OfferingTrainer{OfferingID: offering.ID, AccountID: id}).Error
		if db.IsReference(err) {
			return fault.OnField("trainers", "courses.choose_one")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func unique(ids []string) []string {
	sorted := slices.Clone(ids)
	slices.Sort(sorted)
	return slices.DeleteFunc(slices.Compact(sorted), func(id string) bool { return id == "" })
}

// administer makes an administration of the course's assessment and ties it to
// the offering. It opens with the offering and stays open: who may take it
// when is decided by when it is assigned.
func administer(tx *db.Tx, actor access.Actor, offering Offering, version CourseVersion, occasion assessments.Occasion, months int) (string, error) {
	opens := offering.StartsOn.Start()
	administration, err := assessments.AdministerTx(tx, actor, assessments.NewAdministration{
		AssessmentID: *version.AssessmentID, Occasion: occasion, MonthsAfter: months,
		Title: version.Title + " · " + offering.Code, OpensAt: opens,
	})
	if err != nil {
		return "", err
	}
	link := OfferingAdministration{OfferingID: offering.ID, AdministrationID: administration.ID, Occasion: string(occasion)}
	return administration.ID, tx.DB.Create(&link).Error
}

// administrationFor gives the offering's administration for an occasion; ""
// when there is none. A follow-up is told apart by its months.
func administrationFor(tx *db.Tx, offeringID string, occasion assessments.Occasion, months int) (string, error) {
	links, err := administrationsOf(tx, []string{offeringID})
	if err != nil {
		return "", err
	}
	var ids []string
	for _, l := range links[offeringID] {
		if l.Occasion == string(occasion) {
			ids = append(ids, l.AdministrationID)
		}
	}
	if occasion != assessments.FollowUp {
		return slices.Concat(ids, []string{""})[0], nil
	}
	administrations, err := assessments.AdministrationsTx(tx, ids)
	for _, a := range administrations {
		if a.MonthsAfter == months {
			return a.ID, err
		}
	}
	return "", err
}

// scopeOf gives the institutions of an offering and asks whether the actor
// runs offerings at one of them at least; otherwise the offering does not
// exist for them.
func scopeOf(tx *db.Tx, actor access.Actor, offeringID string) (Offering, []people.Institution, error) {
	offering, err := take[Offering](tx, offeringID, "noun.offering")
	if err != nil {
		return offering, nil, err
	}
	institutions, err := institutionsOfOffering(tx, offeringID)
	if err != nil {
		return offering, nil, err
	}
	for _, i := range institutions {
		if actor.May(access.RunOfferings, i.Path) || within(actor.Scopes(access.RunOfferings), i.Path) {
			return offering, institutions, nil
		}
	}
	return offering, nil, fault.Missing("noun.offering")
}

// runsAll tells whether the actor runs offerings at all of the institutions.
func runsAll(actor access.Actor, institutions []people.Institution) bool {
	return !slices.ContainsFunc(institutions, func(i people.Institution) bool { return !actor.May(access.RunOfferings, i.Path) })
}

// notWhole is the key of what is said to whoever runs but a part of an offering.
const notWhole = "courses.not_whole"

// wholeOffering is scopeOf for what concerns an offering as a whole: whoever runs but a part
// of it, such as one centre of a network, is refused with the sentence of the key.
func wholeOffering(tx *db.Tx, actor access.Actor, offeringID, refusal string) (Offering, []people.Institution, error) {
	offering, institutions, err := scopeOf(tx, actor, offeringID)
	if err == nil && !runsAll(actor, institutions) {
		err = fault.New(fault.Denied, refusal)
	}
	return offering, institutions, err
}

// within tells whether one of the scopes lies below the path: an offering for
// a whole network concerns the manager of one of its centres too.
func within(scopes []string, path string) bool {
	return slices.ContainsFunc(scopes, func(scope string) bool { return strings.HasPrefix(scope, path) })
}
