package assessments

import (
	"cmp"
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// CompetencyTarget is what the programme wants of a cadre in a personal competency
// from a day on: the level its people should reach, and the share of its posts that
// should be verified. Both nil: no target any more. Targets are facts; for the same
// day the one recorded last counts.
type CompetencyTarget struct {
	ID             string
	Cadre          people.Cadre
	CompetencyCode string
	Level          *int     // from 1, the place in the competency's levels
	Share          *float64 // above 0, at most 1
	ValidFrom      db.Date
	RecordedAt     db.Instant
	RecordedBy     string
}

// TableName names the table for GORM.
func (CompetencyTarget) TableName() string { return "competency_target" }

// Gone tells whether it takes a target back.
func (t CompetencyTarget) Gone() bool { return t.Level == nil }

// TargetInput is what a target is set with; Level 0 takes it back.
type TargetInput struct {
	Cadre      people.Cadre
	Competency string
	Level      int
	Share      float64 // 0 to 1
	ValidFrom  db.Date
}

// SetTarget records a target. When it is what holds on that day already, nothing is
// recorded.
func (s *Service) SetTarget(ctx context.Context, actor access.Actor, in TargetInput) error {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return SetTargetTx(tx, actor, in) })
}

// SetTargetTx is SetTarget within a transaction.
func SetTargetTx(tx *db.Tx, actor access.Actor, in TargetInput) error {
	var competency Competency
	err := tx.DB.Where("code = ?", in.Competency).Take(&competency).Error
	if err != nil && !db.IsNone(err) {
		return err
	}
	var check fault.Check
	check.That(err == nil && competency.Kind == Personal, "competency", "assessments.competency_unknown")
	check.That(in.Cadre.Known(), "cadre", "fault.required")
	check.That(in.ValidFrom > 0, "valid_from", "fault.required")
	if in.Level != 0 {
		check.That(in.Level >= 1 && in.Level <= len(competency.Levels), "level", "targets.level_unknown")
		check.That(in.Share > 0 && in.Share <= 1, "share", "targets.share_range")
	}
	if err := check.Err(); err != nil {
		return err
	}
	target := CompetencyTarget{ID: tx.NewID(), Cadre: in.Cadre, CompetencyCode: in.Competency, ValidFrom: in.ValidFrom, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
	if in.Level != 0 {
		target.Level, target.Share = &in.Level, &in.Share
	}
	all, err := targetsTx(tx)
	if err != nil {
		return err
	}
	if before := targetOn(all, in.Cadre, in.Competency, in.ValidFrom); before.same(target) {
		return nil
	}
	if err := tx.DB.Create(&target).Error; err != nil {
		return err
	}
	return record(tx, actor, "target.set", "competency", in.Competency, map[string]string{"cadre": string(in.Cadre)})
}

func (t *CompetencyTarget) same(o CompetencyTarget) bool {
	if t == nil || t.Gone() {
		return o.Gone()
	}
	return !o.Gone() && *t.Level == *o.Level && *t.Share == *o.Share
}

// targetsTx gives all targets ever set, in the order in which later ones count.
func targetsTx(tx *db.Tx) ([]CompetencyTarget, error) {
	var list []CompetencyTarget
	err := tx.DB.Order("valid_from, recorded_at, id").Find(&list).Error
	return list, err
}

// targetOn gives what was last said of a cadre and a competency for a day; nil when
// nothing was.
func targetOn(all []CompetencyTarget, cadre people.Cadre, competency string, on db.Date) *CompetencyTarget {
	for i, t := range slices.Backward(all) {
		if t.Cadre == cadre && t.CompetencyCode == competency && t.ValidFrom <= on {
			return &all[i]
		}
	}
	return nil
}

// TargetTx gives the target of a cadre in a competency on a day; nil when there is none.
func TargetTx(tx *db.Tx, cadre people.Cadre, competency string, on db.Date) (*CompetencyTarget, error) {
	var list []CompetencyTarget
	err := tx.DB.Where("cadre = ? AND competency_code = ?", cadre, competency).Order("valid_from, recorded_at, id").Find(&list).Error
	if err != nil {
		return nil, err
	}
	target := targetOn(list, cadre, competency, on)
	if target != nil && target.Gone() {
		return nil, nil //nolint:nilnil // taken back: there is none
	}
	return target, nil
}

// Targets is the table of targets, cadre by competency.
type Targets struct {
	On           db.Date
	Today        db.Date
	Competencies []Competency                           // personal
	Cells        map[people.Cadre]map[string]TargetCell // where there is a target on the day
	History      []TargetCell                           // everything ever set, the newest first
	MayEdit      bool
}

// TargetCell is a target with who set it.
type TargetCell struct {
	CompetencyTarget
	Author string
}

// Targets gives the targets that hold on a day; 0 means today.
func (s *Service) Targets(ctx context.Context, actor access.Actor, on db.Date) (out Targets, err error) {
	if err := readsCapacity(actor); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = Targets{Today: tx.Today(), On: cmp.Or(on, tx.Today()), Cells: map[people.Cadre]map[string]TargetCell{}, MayEdit: actor.Somewhere(access.AuthorItems)}
		list, err := CompetenciesTx(tx)
		if err != nil {
			return err
		}
		out.Competencies = slices.DeleteFunc(list, func(c Competency) bool { return c.Kind != Personal })
		all, err := targetsTx(tx)
		if err != nil {
			return err
		}
		var authors []string
		for _, t := range all {
			authors = append(authors, t.RecordedBy)
		}
		names, err := accountNames(tx, authors)
		if err != nil {
			return err
		}
		for _, t := range slices.Backward(all) {
			out.History = append(out.History, TargetCell{t, names[t.RecordedBy]})
		}
		for _, cadre := range people.Cadres() {
			out.Cells[cadre] = map[string]TargetCell{}
			for _, c := range out.Competencies {
				if t := targetOn(all, cadre, c.Code, out.On); t != nil && !t.Gone() {
					out.Cells[cadre][c.Code] = TargetCell{*t, names[t.RecordedBy]}
				}
			}
		}
		return nil
	})
	return out, err
}
