package people

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
)

// What follows is for other slices, inside their transaction and after they
// have asked for permission.

// InstitutionTx gives one institution.
func InstitutionTx(tx *db.Tx, id string) (Institution, error) {
	var i Institution
	err := tx.DB.Where("id = ?", id).Take(&i).Error
	if db.IsNone(err) {
		return i, fault.Missing("noun.institution")
	}
	return i, err
}

// InstitutionsTx gives institutions by identifier; the unknown are left out.
func InstitutionsTx(tx *db.Tx, ids []string) (map[string]Institution, error) {
	found := make(map[string]Institution, len(ids))
	err := inChunks(ids, func(part []string) error {
		var list []Institution
		if err := tx.DB.Where("id IN ?", part).Find(&list).Error; err != nil {
			return err
		}
		for _, i := range list {
			found[i.ID] = i
		}
		return nil
	})
	return found, err
}

// InstitutionsUnderTx gives the institution with this path and all below it, in
// the order of the tree; the empty path means all.
func InstitutionsUnderTx(tx *db.Tx, path string) ([]Institution, error) {
	return institutionsWithin(tx, []string{path})
}

// InstitutionsInScopeTx gives the institutions at which the actor has the
// permission, in the order of the tree.
func InstitutionsInScopeTx(tx *db.Tx, actor access.Actor, perm access.Permission) ([]Institution, error) {
	return institutionsWithin(tx, actor.Scopes(perm))
}

// InstitutionsInScope is InstitutionsInScopeTx in a transaction of its own.
func (s *Service) InstitutionsInScope(ctx context.Context, actor access.Actor, perm access.Permission) (list []Institution, err error) {
	if err := actor.NeedSomewhere(perm); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = InstitutionsInScopeTx(tx, actor, perm)
		return err
	})
	return list, err
}

// AroundTx gives an institution and those above it, the highest first; none when it is not there or was merged into another.
func AroundTx(tx *db.Tx, id string) ([]Institution, error) {
	var list []Institution
	if err := tx.DB.Where("id = ? AND merged_into IS NULL", id).Find(&list).Error; err != nil || len(list) == 0 {
		return nil, err
	}
	ids := strings.Split(strings.TrimSuffix(list[0].Path, "/"), "/")
	if len(ids) == 1 {
		return list, nil
	}
	err := tx.DB.Where("id IN ? AND merged_into IS NULL", ids).Order("path").Find(&list).Error
	return list, err
}

// PeersTx gives the institutions of the same kind as one at which the actor has the permission, itself included: all of them where there are at most so
// many, and else those that stand directly below the same institution.
func PeersTx(tx *db.Tx, actor access.Actor, perm access.Permission, of Institution, most int) ([]Institution, error) {
	condition, args := within("path", actor.Scopes(perm))
	peers := tx.DB.Where(condition, args...).Where("kind = ? AND merged_into IS NULL", of.Kind).Session(&gorm.Session{})
	var list []Institution
	if err := peers.Order("path").Limit(most + 1).Find(&list).Error; err != nil || len(list) <= most {
		return asTree(list), err
	}
	list = nil
	err := peers.Where("parent_id = ?", of.ParentID).Order("path").Limit(most).Find(&list).Error
	return asTree(list), err
}

// TopInstitutionsTx gives the institutions that stand below no other.
func TopInstitutionsTx(tx *db.Tx) ([]Institution, error) {
	var list []Institution
	if err := tx.DB.Where("parent_id IS NULL AND merged_into IS NULL").Find(&list).Error; err != nil {
		return nil, err
	}
	return asTree(list), nil
}

// PersonTx gives one person.
func PersonTx(tx *db.Tx, id string) (Person, error) {
	var p Person
	err := tx.DB.Where("id = ?", id).Take(&p).Error
	if db.IsNone(err) {
		return p, fault.Missing("noun.person")
	}
	return p, err
}

// PeopleTx gives people by identifier; the unknown are left out.
func PeopleTx(tx *db.Tx, ids []string) (map[string]Person, error) {
	found := make(map[string]Person, len(ids))
	err := inChunks(ids, func(part []string) error {
		var list []Person
		if err := tx.DB.Where("id IN ?", part).Find(&list).Error; err != nil {
			return err
		}
		for _, p := range list {
			found[p.ID] = p
		}
		return nil
	})
	return found, err
}

// SnapshotTx says where and as what a person works on the day: the stay in
// force, the one begun last when there are several. It is empty when there is
// none. A stay whose end is uncertain counts until its last possible day, since
// the person is there to be asked.
func SnapshotTx(tx *db.Tx, personID string, on db.Date) (Snapshot, error) {
	all, err := SnapshotsTx(tx, []string{personID}, on)
	return all[personID], err
}

// SnapshotsTx is SnapshotTx for many people at once, with an empty Snapshot
// for those who are nowhere.
func SnapshotsTx(tx *db.Tx, personIDs []string, on db.Date) (map[string]Snapshot, error) {
	stays, err := StaysOfTx(tx, personIDs)
	if err != nil {
		return nil, err
	}
	newest := map[string]Posting{}
	var places []string
	for _, stay := range stays { // oldest start first
		if stay.mayBeInForce(on) {
			newest[stay.PersonID] = stay
			places = append(places, stay.InstitutionID)
		}
	}
	institutions, err := InstitutionsTx(tx, places)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Snapshot, len(personIDs))
	for _, id := range personIDs {
		stay, posted := newest[id]
		if !posted {
			out[id] = Snapshot{}
			continue
		}
		at := institutions[stay.InstitutionID]
		out[id] = Snapshot{InstitutionID: &stay.InstitutionID, Path: at.Path, Cadre: stay.Cadre, Region: at.Region()}
	}
	return out, nil
}

// InPostTx gives the believed stays at the institution that are in force on the
// day (see [Posting.InForce]), oldest start first. A person in two roles has two.
func InPostTx(tx *db.Tx, institutionID string, on db.Date) ([]Posting, error) {
	stays, err := StaysAtTx(tx, institutionID)
	if err != nil {
		return nil, err
	}
	return inForce(stays, on), nil
}

// StaysAtTx gives all believed stays ever at the institution, oldest start first.
func StaysAtTx(tx *db.Tx, institutionID string) ([]Posting, error) {
	return StaysAtAllTx(tx, []string{institutionID})
}

// StaysAtAllTx is StaysAtTx for several institutions at once.
func StaysAtAllTx(tx *db.Tx, institutionIDs []string) ([]Posting, error) {
	return believedBy(tx, "institution_id", institutionIDs)
}

// StaysOfTx gives all believed stays of these people anywhere, oldest start first.
func StaysOfTx(tx *db.Tx, personIDs []string) ([]Posting, error) {
	return believedBy(tx, "person_id", personIDs)
}

// StayRow is a believed stay on its way; its words are lent until the next.
type StayRow struct {
	PersonID, InstitutionID, Cadre []byte
	Start, EndLower, EndUpper      measure.Day // see measure.Stay
}

// EachStayTx gives all believed stays of everybody, in any order.
func EachStayTx(tx *db.Tx, each func(StayRow)) error {
	return tx.Each(believed(tx).Table("posting").Select("person_id, institution_id, cadre, starts_on, ends_on, ends_after"), func(r *db.Row) {
		p := Posting{StartsOn: r.Date(3)}
		var ends, after db.Date
		if !r.Null(4) {
			ends = r.Date(4)
			p.EndsOn = &ends
		}
		if !r.Null(5) {
			after = r.Date(5)
			p.EndsAfter = &after
		}
		s := p.Stay()
		each(StayRow{r.Bytes(0), r.Bytes(1), r.Bytes(2), s.Start, s.EndLower, s.EndUpper})
	})
}

func inForce(stays []Posting, on db.Date) []Posting {
	var there []Posting
	for _, s := range stays {
		if s.InForce(on) {
			there = append(there, s)
		}
	}
	return there
}

// CountInPostTx counts the people in post on a day in the institutions below some paths.
func CountInPostTx(tx *db.Tx, scopes []string, on db.Date) (n int, err error) {
	condition, args := within("i.path", scopes)
	err = tx.DB.Raw(`SELECT count(DISTINCT p.person_id) FROM posting p JOIN institution i ON i.id = p.institution_id
		WHERE p.superseded_at IS NULL AND p.withdrawn = ? AND p.starts_on <= ? AND (p.ends_on IS NULL OR p.ends_on > ?) AND `+condition,
		append([]any{false, on, on}, args...)...).Scan(&n).Error
	return n, err
}
