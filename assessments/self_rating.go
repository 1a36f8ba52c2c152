package assessments

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// OwnLevel is how a person sees themselves in a competency: the level they had before the
// course and the one they have now, both as they say it afterwards (Howard, 1980: asked
// beforehand, people do not yet know what they do not know). Levels are those of the
// competency, 1 the lowest. It is kept apart from what was assessed and never part of a
// score, nor of any figure of skill. What was said before is superseded.
type OwnLevel struct {
	ID             string
	AttemptID      string
	PersonID       string
	CompetencyCode string
	BeforeLevel    int
	NowLevel       int
	RecordedAt     db.Instant
	SupersededAt   *db.Instant
}

// TableName names the table for GORM.
func (OwnLevel) TableName() string { return "self_rating" }

// OwnLevels are the competencies that an assessment is about, with what the person said.
type OwnLevels struct {
	AttemptView
	Competencies []Competency        // of persons, in their order
	Said         map[string]OwnLevel // by competency
}

// OwnLevels gives what the actor may say of themselves after a post-test; Missing for
// another occasion, Conflict before they handed in.
func (s *Service) OwnLevels(ctx context.Context, actor access.Actor, attemptID string) (out OwnLevels, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = ownLevels(tx, actor, attemptID)
		return err
	})
	return out, err
}

func ownLevels(tx *db.Tx, actor access.Actor, attemptID string) (OwnLevels, error) {
	v, err := ownView(tx, actor, attemptID)
	out := OwnLevels{AttemptView: v, Said: map[string]OwnLevel{}}
	if err != nil {
		return out, err
	}
	if out.Administration.Occasion != Post {
		return out, fault.Missing("noun.attempt")
	}
	if !v.Done() {
		return out, fault.New(fault.Conflict, "assessments.not_submitted")
	}
	codes, err := TestsTx(tx, out.Assessment.ID)
	if err != nil {
		return out, err
	}
	measured := map[string]bool{}
	for _, code := range codes {
		measured[code] = true
	}
	all, err := CompetenciesTx(tx)
	if err != nil {
		return out, err
	}
	for _, c := range all {
		if measured[c.Code] && c.Kind == Personal {
			out.Competencies = append(out.Competencies, c)
		}
	}
	var said []OwnLevel
	err = tx.DB.Where("attempt_id = ? AND superseded_at IS NULL", v.ID).Find(&said).Error
	for _, one := range said {
		out.Said[one.CompetencyCode] = one
	}
	return out, err
}

// Levels are what somebody says of one competency: before and now, 1 the lowest.
type Levels struct{ Before, Now int }

// SayLevels records how the actor sees themselves, by competency. Those left out stay as
// they are. What is wrong is under the fields "before_<code>" and "now_<code>".
func (s *Service) SayLevels(ctx context.Context, actor access.Actor, attemptID string, levels map[string]Levels) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := ownLocked(tx, actor, attemptID)
		if err != nil {
			return err
		}
		known, err := ownLevels(tx, actor, attemptID)
		if err != nil {
			return err
		}
		var check fault.Check
		var fresh []OwnLevel
		for _, c := range known.Competencies {
			said, given := levels[c.Code]
			if !given {
				continue
			}
			check.That(said.Before >= 1 && said.Before <= len(c.Levels), "before_"+c.Code, "assessments.choose_level")
			check.That(said.Now >= 1 && said.Now <= len(c.Levels), "now_"+c.Code, "assessments.choose_level")
			if was, there := known.Said[c.Code]; there && was.BeforeLevel == said.Before && was.NowLevel == said.Now {
				continue
			}
			fresh = append(fresh, OwnLevel{ID: tx.NewID(), AttemptID: a.ID, PersonID: a.PersonID, CompetencyCode: c.Code,
				BeforeLevel: said.Before, NowLevel: said.Now, RecordedAt: tx.Now})
		}
		if err := check.Err(); err != nil || len(fresh) == 0 {
			return err
		}
		for _, one := range fresh {
			if err := tx.DB.Model(&OwnLevel{}).Where("attempt_id = ? AND competency_code = ? AND superseded_at IS NULL", a.ID, one.CompetencyCode).
				Update("superseded_at", tx.Now).Error; err != nil {
				return err
			}
		}
		if err := tx.DB.Create(&fresh).Error; err != nil {
			return err
		}
		return record(tx, actor, "self_rating.say", "attempt", a.ID, map[string]int{"competencies": len(fresh)})
	})
}

// SelfView is how the people of a sitting see themselves in one competency.
type SelfView struct {
	Competency Competency
	People     int
	Before     float64 // mean level, 1 the lowest
	Now        float64
	Higher     int // how many see themselves higher than before
}

// fewestSelfViews is from how many people on their own view of themselves is shown: it is
// about how they feel, and shown as such.
const fewestSelfViews = 5

// selfViews gives how the people of the attempts see themselves, by competency, where
// there are enough of them.
func selfViews(tx *db.Tx, attemptIDs []string) ([]SelfView, error) {
	said, err := whereIn[OwnLevel](tx, "attempt_id", attemptIDs, "id")
	if err != nil {
		return nil, err
	}
	views := map[string]*SelfView{}
	for _, one := range said {
		if one.SupersededAt != nil {
			continue
		}
		v := views[one.CompetencyCode]
		if v == nil {
			v = &SelfView{}
			views[one.CompetencyCode] = v
		}
		v.People++
		v.Before += float64(one.BeforeLevel)
		v.Now += float64(one.NowLevel)
		if one.NowLevel > one.BeforeLevel {
			v.Higher++
		}
	}
	competencies, err := CompetenciesTx(tx)
	if err != nil {
		return nil, err
	}
	var list []SelfView
	for _, c := range competencies {
		if v := views[c.Code]; v != nil && v.People >= fewestSelfViews {
			list = append(list, SelfView{Competency: c, People: v.People, Before: v.Before / float64(v.People), Now: v.Now / float64(v.People), Higher: v.Higher})
		}
	}
	return list, nil
}
