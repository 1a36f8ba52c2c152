package people

import (
	"context"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people/roster"
)

// MergeInstitutions makes one institution of two records of the same one: the
// stays, the lists, the approved posts, the roles, what stands below and what
// was learnt there become the kept one's, in one transaction, and the merged
// record's name becomes a former name of it, so that lists that bear it still
// find their place. The actor manages both. For two institutions that really
// became one on a day, close one instead: its staff then move on that day.
func (s *Service) MergeInstitutions(ctx context.Context, actor access.Actor, keptID, mergedID string) (Merger, error) {
	m := Merger{Kind: MergedInstitutions, KeptID: keptID, MergedID: mergedID}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		m.Moved = Moved{} // the transaction may be tried again
		if err := lockInstitutions(tx, keptID, mergedID); err != nil {
			return err
		}
		kept, merged, err := needInstitutions(tx, actor, keptID, mergedID)
		if err != nil {
			return err
		}
		stays, err := concernedTx(tx, []string{mergedID})
		if err != nil {
			return err
		}
		if err := movingInstitution(actor, mergedID, keptID).stays(tx, staysIn(stays, []string{keptID, mergedID}), &m.Moved); err != nil {
			return err
		}
		if m.Moved.Rows, err = moveAll(tx, s.ofInstitutions, mergedID, keptID); err != nil {
			return err
		}
		if m.Moved.Children, err = adopt(tx, merged, kept); err != nil {
			return err
		}
		if m.Moved.Named, err = noteName(tx, actor, kept, merged.Name); err != nil {
			return err
		}
		if err := tx.DB.Model(&Institution{}).Where("id = ?", mergedID).Update("merged_into", keptID).Error; err != nil {
			return err
		}
		m.ID, m.RecordedAt, m.RecordedBy = tx.NewID(), tx.Now, actor.AccountID
		if err := tx.DB.Create(&m).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "people.institution.merge", "institution", keptID, map[string]string{"merged": mergedID, "merger": m.ID})
	})
	return m, err
}

// movingInstitution makes facts of one institution facts of another.
func movingInstitution(actor access.Actor, from, to string) moving {
	return moving{actor: actor, merged: from, owner: func(p *Posting) string { return p.InstitutionID }, own: func(p *Posting) { p.InstitutionID = to }}
}

func needInstitutions(tx *db.Tx, actor access.Actor, keptID, mergedID string) (kept, merged Institution, err error) {
	if keptID == mergedID {
		return kept, merged, fault.OnField("with", "people.merge.same_record")
	}
	if kept, err = needManaged(tx, actor, keptID); err != nil {
		return kept, merged, err
	}
	if merged, err = needManaged(tx, actor, mergedID); err != nil {
		return kept, merged, err
	}
	switch {
	case kept.ClosedOn != nil && merged.ClosedOn == nil:
		return kept, merged, fault.OnField("with", "people.merge.kept_closed", "date", *kept.ClosedOn)
	case strings.HasPrefix(kept.Path, merged.Path):
		return kept, merged, fault.OnField("with", "people.merge.below")
	}
	return kept, merged, nil
}

// standingAt gives an institution, or the one whose record took its place.
func standingAt(tx *db.Tx, id string) (Institution, error) {
	at, err := InstitutionTx(tx, id)
	for err == nil && at.MergedInto != nil {
		at, err = InstitutionTx(tx, *at.MergedInto)
	}
	return at, err
}

// JoinedInstitution is another record of an institution that became part of it.
type JoinedInstitution struct {
	Merger
	Institution Institution
	Author      string // name of the account
}

// InstitutionRecords gives an institution, the other records that became part
// of it, the oldest first, and those that may still be joined with it.
func (s *Service) InstitutionRecords(ctx context.Context, actor access.Actor, id string) (at Institution, joined []JoinedInstitution, others []Institution, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if at, err = needManaged(tx, actor, id); err != nil {
			return err
		}
		if joined, err = joinedWith(tx, id); err != nil {
			return err
		}
		tree, err := InstitutionsInScopeTx(tx, actor, access.ManageInstitutions)
		for _, i := range tree {
			if !strings.HasPrefix(at.Path, i.Path) { // neither itself nor what it stands in
				others = append(others, i)
			}
		}
		return err
	})
	return at, joined, others, err
}

func joinedWith(tx *db.Tx, id string) ([]JoinedInstitution, error) {
	mergers, err := mergersInto(tx, id)
	if err != nil {
		return nil, err
	}
	var ids, accounts []string
	for _, m := range mergers {
		ids, accounts = append(ids, m.MergedID), append(accounts, m.RecordedBy)
	}
	institutions, err := InstitutionsTx(tx, ids)
	if err != nil {
		return nil, err
	}
	names, err := accountNames(tx, accounts)
	list := make([]JoinedInstitution, len(mergers))
	for i, m := range mergers {
		list[i] = JoinedInstitution{Merger: m, Institution: institutions[m.MergedID], Author: names[m.RecordedBy]}
	}
	return list, err
}

// adopt places what stands directly below one institution, and so all below
// it, under another.
func adopt(tx *db.Tx, from, to Institution) ([]string, error) {
	var children []Institution
	if err := tx.DB.Where("parent_id = ?", from.ID).Order("id").Find(&children).Error; err != nil {
		return nil, err
	}
	for _, child := range children {
		if err := tx.DB.Model(&Institution{}).Where("id = ?", child.ID).Update("parent_id", to.ID).Error; err != nil {
			return nil, err
		}
		if err := movePaths(tx, child.Path, to.Path+child.ID+"/"); err != nil {
			return nil, err
		}
	}
	return idsOf(children), nil
}

// noteName keeps a name under which the institution was also on record; it
// gives nothing when that is its own.
func noteName(tx *db.Tx, actor access.Actor, at Institution, name string) (string, error) {
	if roster.Fold(name) == at.SearchName {
		return "", nil
	}
	return writeFormerName(tx, actor, at.ID, name, tx.Today())
}

// UndoInstitutionMerger takes a merger of two institutions apart, by new facts.
func (s *Service) UndoInstitutionMerger(ctx context.Context, actor access.Actor, id string) (Merger, error) {
	var m Merger
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if m, err = mergerTx(tx, MergedInstitutions, id); err != nil {
			return err
		}
		if err := lockInstitutions(tx, m.KeptID, m.MergedID); err != nil {
			return err
		}
		if _, err := needManaged(tx, actor, m.KeptID); err != nil {
			return err
		}
		if err := nothingLater(tx, m); err != nil {
			return err
		}
		if err := undoMerger(tx, actor, &m); err != nil {
			return err
		}
		return s.separate(tx, actor, m)
	})
	return m, err
}

func (s *Service) separate(tx *db.Tx, actor access.Actor, m Merger) error {
	merged, err := InstitutionTx(tx, m.MergedID)
	if err != nil {
		return err
	}
	if err := movingInstitution(actor, m.KeptID, m.MergedID).back(tx, m.Moved); err != nil {
		return err
	}
	if err := giveBack(tx, s.ofInstitutions, m.Moved.Rows, m.KeptID, m.MergedID); err != nil {
		return err
	}
	for _, id := range m.Moved.Children {
		child, err := InstitutionTx(tx, id)
		if err != nil {
			return err
		}
		if deref(child.ParentID) != m.KeptID {
			continue // it was moved on since
		}
		if strings.HasPrefix(merged.Path, child.Path) {
			return fault.New(fault.Conflict, "people.merger.tree_changed", "name", child.Name)
		}
		if err := tx.DB.Model(&Institution{}).Where("id = ?", id).Update("parent_id", merged.ID).Error; err != nil {
			return err
		}
		if err := movePaths(tx, child.Path, merged.Path+child.ID+"/"); err != nil {
			return err
		}
	}
	if err := tx.DB.Where("id = ?", m.Moved.Named).Delete(&FormerName{}).Error; err != nil {
		return err
	}
	if err := tx.DB.Model(&Institution{}).Where("id = ?", m.MergedID).Update("merged_into", nil).Error; err != nil {
		return err
	}
	return access.Record(tx, actor, "people.institution.unmerge", "institution", m.KeptID, map[string]string{"merged": m.MergedID, "merger": m.ID})
}
