package courses

import (
	"context"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// NewFunder is what is needed to add a funder.
type NewFunder struct {
	Code string
	Name string
}

// AddFunder adds a funder, so that offerings can name it.
func (s *Service) AddFunder(ctx context.Context, actor access.Actor, in NewFunder) (Funder, error) {
	var funder Funder
	if err := actor.Need(access.RunOfferings, ""); err != nil {
		return funder, err
	}
	in.Code, in.Name = strings.TrimSpace(in.Code), strings.Join(strings.Fields(in.Name), " ")
	var check fault.Check
	check.That(code.MatchString(in.Code), "code", "courses.code_shape")
	check.That(in.Name != "", "name", "fault.required")
	check.That(len([]rune(in.Name)) <= maxTitle, "name", "courses.too_long", "max", maxTitle)
	if err := check.Err(); err != nil {
		return funder, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		funder = Funder{ID: tx.NewID(), Code: in.Code, Name: in.Name, CreatedAt: tx.Now}
		if err := tx.DB.Create(&funder).Error; err != nil {
			if db.IsDuplicate(err) {
				return fault.OnField("code", "courses.code_taken")
			}
			return err
		}
		return access.Record(tx, actor, "courses.funder.add", "funder", funder.ID, nil)
	})
	return funder, err
}

// FunderSummary is a funder with how much it has paid for.
type FunderSummary struct {
	Funder
	Offerings int
}

// Funders lists the funders by name.
func (s *Service) Funders(ctx context.Context, actor access.Actor) ([]FunderSummary, error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return nil, err
	}
	var list []FunderSummary
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Model(&Funder{}).Select("funder.*, (SELECT count(*) FROM offering_funder f WHERE f.funder_id = funder.id) AS offerings").
			Order("name, id").Scan(&list).Error
	})
	return list, err
}

// OfferingChoices is what somebody chooses from when scheduling an offering.
type OfferingChoices struct {
	Versions     []CourseVersion      // published, the newest of each course, by title
	Institutions []people.Institution // at which the actor runs offerings, as a tree
	Trainers     []Trainer
	Funders      []Funder
}

// OfferingChoices lists the courses, institutions, trainers and funders there are.
func (s *Service) OfferingChoices(ctx context.Context, actor access.Actor) (OfferingChoices, error) {
	var out OfferingChoices
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		summaries, err := summariesTx(tx, "archived_at IS NULL")
		if err != nil {
			return err
		}
		for _, c := range summaries {
			if c.Published != nil {
				out.Versions = append(out.Versions, *c.Published)
			}
		}
		all, err := people.InstitutionsInScopeTx(tx, actor, access.RunOfferings)
		if err != nil {
			return err
		}
		for _, i := range all {
			if i.Open(tx.Today()) {
				out.Institutions = append(out.Institutions, i)
			}
		}
		if out.Trainers, err = trainersTx(tx); err != nil {
			return err
		}
		return tx.DB.Order("name, id").Find(&out.Funders).Error
	})
	return out, err
}
