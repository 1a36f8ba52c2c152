package assessments

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/people"
)

// Checklists lists the newest version of each checklist: those that were made
// or used here, and those that relevo brings and nobody has used yet.
func (s *Service) Checklists(ctx context.Context, actor access.Actor) (list []Checklist, err error) {
	if err := readsCapacity(actor); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = checklistsTx(tx)
		return err
	})
	return list, err
}

// readsCapacity asks whether somebody may read checklists, which name nobody.
func readsCapacity(actor access.Actor) error {
	if actor.Somewhere(access.AssessCapacity) {
		return nil
	}
	return actor.NeedSomewhere(access.ViewFigures)
}

func checklistsTx(tx *db.Tx) ([]Checklist, error) {
	var all []Checklist
	if err := tx.DB.Order("code, version DESC").Find(&all).Error; err != nil {
		return nil, err
	}
	list := slices.CompactFunc(all, func(a, b Checklist) bool { return a.Code == b.Code })
	ours, err := shippedOnes()
	if err != nil {
		return nil, err
	}
	for _, l := range ours.Lists {
		if !slices.ContainsFunc(list, func(c Checklist) bool { return c.Code == l.Code }) {
			list = append(list, l)
		}
	}
	slices.SortFunc(list, func(a, b Checklist) int { return strings.Compare(a.Code, b.Code) })
	return list, nil
}

// ChecklistHistory is a checklist with the versions before it, the newest first.
type ChecklistHistory struct {
	Checklist
	Versions []Checklist
	Names    map[string]i18n.Text // of the competencies, by code
}

// Checklist gives a version of a checklist, the newest when version is 0.
func (s *Service) Checklist(ctx context.Context, actor access.Actor, code string, version int) (out ChecklistHistory, err error) {
	if err := readsCapacity(actor); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = checklistTx(tx, code, version)
		return err
	})
	return out, err
}

func checklistTx(tx *db.Tx, code string, version int) (out ChecklistHistory, err error) {
	if err := tx.DB.Where("code = ?", code).Order("version DESC").Find(&out.Versions).Error; err != nil {
		return out, err
	}
	if len(out.Versions) == 0 {
		ours, err := shippedOnes()
		if err != nil {
			return out, err
		}
		out.Versions = slices.DeleteFunc(slices.Clone(ours.Lists), func(c Checklist) bool { return c.Code != code })
	}
	at := slices.IndexFunc(out.Versions, func(c Checklist) bool { return version == 0 || c.Version == version })
	if at < 0 {
		return out, fault.Missing("noun.checklist")
	}
	out.Checklist = out.Versions[at]
	out.Names, err = competencyNamesTx(tx)
	return out, err
}

// competencyNamesTx gives the names of institutional competencies by code, with those
// that relevo brings and that are not in the framework yet.
func competencyNamesTx(tx *db.Tx) (map[string]i18n.Text, error) {
	list, err := institutionalTx(tx)
	names := map[string]i18n.Text{}
	for _, c := range list {
		names[c.Code] = c.Name
	}
	return names, err
}

// institutionalTx gives the institutional competencies: the framework's, then
// those that relevo brings and the framework lacks.
func institutionalTx(tx *db.Tx) ([]Competency, error) {
	all, err := CompetenciesTx(tx)
	if err != nil {
		return nil, err
	}
	ours, err := shippedOnes()
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(slices.Clone(all), func(c Competency) bool { return c.Kind != Institutional })
	for _, c := range ours.Competencies {
		if !slices.ContainsFunc(all, func(there Competency) bool { return there.Code == c.Code }) {
			list = append(list, c)
		}
	}
	return list, nil
}

// InstitutionalCompetencies lists what criteria may belong to.
func (s *Service) InstitutionalCompetencies(ctx context.Context, actor access.Actor) (list []Competency, err error) {
	if err := readsCapacity(actor); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = institutionalTx(tx)
		return err
	})
	return list, err
}

// SaveChecklist makes a checklist, or the next version of the one with the same
// code. Rounds that have begun keep the version they began with. When nothing is
// different the newest version is given as it is.
func (s *Service) SaveChecklist(ctx context.Context, actor access.Actor, in ChecklistInput) (made Checklist, err error) {
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return made, err
	}
	if err := in.Validate(); err != nil {
		return made, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := checklistsTx(tx)
		if err != nil {
			return err
		}
		made = Checklist{}
		if at := slices.IndexFunc(list, func(c Checklist) bool { return c.Code == in.Code }); at >= 0 {
			if made, err = keepTx(tx, actor, list[at]); err != nil {
				return err
			}
			if in.says(made) {
				return nil
			}
		}
		made = Checklist{Code: in.Code, Version: made.Version + 1, Kinds: in.Kinds, Title: in.Title, Criteria: in.Criteria, Note: strings.TrimSpace(in.Note)}
		made, err = keepTx(tx, actor, made)
		return err
	})
	return made, err
}

// keepTx stores a version that is not stored yet, with the competencies that it
// needs and relevo brings.
func keepTx(tx *db.Tx, actor access.Actor, c Checklist) (Checklist, error) {
	if !c.Shipped() {
		return c, nil
	}
	if err := needCompetenciesTx(tx, actor, c.Criteria); err != nil {
		return c, err
	}
	c.ID, c.RecordedAt, c.RecordedBy = tx.NewID(), tx.Now, actor.AccountID
	if err := tx.DB.Create(&c).Error; err != nil {
		if db.IsDuplicate(err) {
			return c, fault.New(fault.Conflict, "assessments.checklist.raced")
		}
		return c, err
	}
	return c, record(tx, actor, "checklist.create", "checklist", c.ID, map[string]any{"code": c.Code, "version": c.Version})
}

// needCompetenciesTx sees to it that every criterion has its competency.
func needCompetenciesTx(tx *db.Tx, actor access.Actor, criteria CapacityCriteria) error {
	there, err := CompetenciesTx(tx)
	if err != nil {
		return err
	}
	ours, err := shippedOnes()
	if err != nil {
		return err
	}
	for _, code := range criteria.Competencies() {
		named := func(c Competency) bool { return c.Code == code }
		if at := slices.IndexFunc(there, named); at >= 0 {
			if there[at].Kind != Institutional {
				return fault.OnField("criteria", "assessments.checklist.personal", "name", there[at].Name)
			}
			continue
		}
		at := slices.IndexFunc(ours.Competencies, named)
		if at < 0 {
			return fault.OnField("criteria", "assessments.competency_unknown")
		}
		c := ours.Competencies[at]
		c.Position = len(there) + 1
		if err := createCompetencyTx(tx, actor, c); err != nil {
			return err
		}
		there = append(there, c)
	}
	return nil
}

// checklistFor gives the newest checklist for a kind of institution, stored. Where
// several are for the kind, it is the one that was recorded last.
func checklistFor(tx *db.Tx, actor access.Actor, kind people.Kind) (Checklist, error) {
	list, err := checklistsTx(tx)
	if err != nil {
		return Checklist{}, err
	}
	best := -1
	for i, c := range list {
		if slices.Contains(c.Kinds, kind) && (best < 0 || c.RecordedAt.After(list[best].RecordedAt)) {
			best = i
		}
	}
	if best < 0 {
		return Checklist{}, fault.OnField("institution", "assessments.checklist.none_for_kind")
	}
	return keepTx(tx, actor, list[best])
}
