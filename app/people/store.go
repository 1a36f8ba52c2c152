package people

import (
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"relevo/app/db"
)

// chunk is how many values go into one IN list: SQLite and PostgreSQL both
// bound them, and the plans of very long lists are poor.
const chunk = 500

// inChunks calls fn with the distinct values, a part at a time, in a fixed order.
func inChunks(values []string, fn func(part []string) error) error {
	distinct := slices.Clone(values)
	slices.Sort(distinct)
	for part := range slices.Chunk(slices.Compact(distinct), chunk) {
		if err := fn(part); err != nil {
			return err
		}
	}
	return nil
}

// within is the condition that a path lies below one of the scopes. It is a
// range rather than LIKE, so that both databases use the index; identifiers and
// "/" all sort before "~".
func within(column string, scopes []string) (string, []any) {
	if slices.Contains(scopes, "") {
		return "1 = 1", nil
	}
	var parts []string
	var args []any
	for _, scope := range scopes {
		parts = append(parts, "("+column+" >= ? AND "+column+" < ?)")
		args = append(args, scope, scope+"~")
	}
	if len(parts) == 0 {
		return "1 = 0", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// institutionsWithin gives the institutions below the scopes as a tree in one
// list: parents before children, siblings by name. Those that were merged into
// another are left out.
func institutionsWithin(tx *db.Tx, scopes []string) ([]Institution, error) {
	condition, args := within("path", scopes)
	var list []Institution
	if err := tx.DB.Where(condition, args...).Where("merged_into IS NULL").Order("path").Find(&list).Error; err != nil {
		return nil, err
	}
	return asTree(list), nil
}

func asTree(list []Institution) []Institution {
	present := make(map[string]bool, len(list))
	for _, i := range list {
		present[i.ID] = true
	}
	children := map[string][]Institution{}
	for _, i := range list {
		above := ""
		if i.ParentID != nil && present[*i.ParentID] {
			above = *i.ParentID
		}
		children[above] = append(children[above], i)
	}
	ordered := make([]Institution, 0, len(list))
	var walk func(above string)
	walk = func(above string) {
		level := children[above]
		slices.SortFunc(level, func(a, b Institution) int { return strings.Compare(a.SearchName+a.ID, b.SearchName+b.ID) })
		for _, i := range level {
			ordered = append(ordered, i)
			walk(i.ID)
		}
	}
	walk("")
	return ordered
}

// believed is a query of the facts believed now, or at the moment of the transaction's KnownBefore.
func believed(tx *db.Tx) *gorm.DB {
	return tx.Believed(tx.DB.Where("withdrawn = ?", false), "posting")
}

// believedBy gives the believed facts whose column, a constant of the caller,
// has one of the values.
func believedBy(tx *db.Tx, column string, values []string) ([]Posting, error) {
	var all []Posting
	err := inChunks(values, func(part []string) error {
		var list []Posting
		if err := believed(tx).Where(column+" IN ?", part).Find(&list).Error; err != nil {
			return err
		}
		all = append(all, list...)
		return nil
	})
	slices.SortFunc(all, byStart)
	return all, err
}

// lockPeople lets one transaction at a time join records or add stays of these
// people, always in the same order so that none waits for the other. SQLite has
// one writer anyway and ignores the lock.
func lockPeople(tx *db.Tx, ids ...string) error {
	return inChunks(ids, func(part []string) error {
		var locked []Person
		return tx.DB.Clauses(clause.Locking{Strength: "UPDATE"}).Select("id").Where("id IN ?", part).Order("id").Find(&locked).Error
	})
}

// lockInstitution lets one transaction at a time change the postings of an
// institution through lists: each is planned against what the one before left.
// SQLite has one writer anyway and ignores the lock.
func lockInstitution(tx *db.Tx, id string) error {
	var locked Institution
	return tx.DB.Clauses(clause.Locking{Strength: "UPDATE"}).Select("id").Where("id = ?", id).Take(&locked).Error
}
