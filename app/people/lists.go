package people

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
)

// draftsAt lists an institution's open drafts without their content, the
// earliest list first.
func draftsAt(tx *db.Tx, institutionIDs []string) ([]RosterDraft, error) {
	var all []RosterDraft
	err := inChunks(institutionIDs, func(part []string) error {
		var list []RosterDraft
		err := tx.DB.Omit("content").Where("institution_id IN ? AND created_at >= ?", part, tx.Now.Add(-draftLasts)).Find(&list).Error
		all = append(all, list...)
		return err
	})
	slices.SortFunc(all, func(a, b RosterDraft) int {
		return cmp.Or(cmp.Compare(a.AsOf, b.AsOf), strings.Compare(a.FileName, b.FileName), strings.Compare(a.ID, b.ID))
	})
	return all, err
}

// Lists are an institution's staff lists: those waiting and those read.
type Lists struct {
	Institution Institution
	Drafts      []RosterDraft     // waiting here and below, the earliest list first, without their content
	Names       map[string]string // names of the drafts' institutions
	Imports     []RosterImport    // of this institution, undone ones too, the latest list first
}

// Lists gives an institution's staff lists to those who may import there.
func (s *Service) Lists(ctx context.Context, actor access.Actor, institutionID string) (Lists, error) {
	var l Lists
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		at, err := InstitutionTx(tx, institutionID)
		if err != nil {
			return err
		}
		if err := actor.Need(access.ImportRoster, at.Path); err != nil {
			return err
		}
		below, err := InstitutionsUnderTx(tx, at.Path)
		if err != nil {
			return err
		}
		l = Lists{Institution: at, Names: map[string]string{}}
		for _, i := range below {
			l.Names[i.ID] = i.Name
		}
		if l.Drafts, err = draftsAt(tx, idsOf(below)); err != nil {
			return err
		}
		return tx.DB.Where("institution_id = ?", at.ID).Order("as_of DESC, confirmed_at DESC, id DESC").Find(&l.Imports).Error
	})
	return l, err
}

// nextDraft gives the earliest list that the actor left waiting where they may
// import; nil when there is none.
func nextDraft(tx *db.Tx, actor access.Actor) (*RosterDraft, error) {
	condition, args := within("i.path", actor.Scopes(access.ImportRoster))
	var list []RosterDraft
	err := tx.DB.Omit("content").Where("created_by = ? AND created_at >= ? AND EXISTS (SELECT 1 FROM institution i WHERE i.id = roster_draft.institution_id AND "+condition+")",
		append([]any{actor.AccountID, tx.Now.Add(-draftLasts)}, args...)...).Order("as_of, file_name, id").Limit(1).Find(&list).Error
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// OldListDays is after how many days a staff list no longer says who is in post.
const OldListDays = 45
