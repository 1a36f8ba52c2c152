package assessments

import (
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// take gives the one row with the id, or says that what (a catalogue key of a
// noun) is missing.
func take[T any](tx *db.Tx, what, id string) (row T, err error) {
	err = tx.DB.Where("id = ?", id).Take(&row).Error
	if db.IsNone(err) {
		return row, fault.Missing(what)
	}
	return row, err
}

// chunk is how many values go into one IN list: both databases bound them.
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

// whereIn gives the rows whose column, a constant of the caller, has one of the
// values, in the order given.
func whereIn[T any](tx *db.Tx, column string, values []string, order string) (all []T, err error) {
	err = inChunks(values, func(part []string) error {
		var rows []T
		err := tx.DB.Where(column+" IN ?", part).Order(order).Find(&rows).Error
		all = append(all, rows...)
		return err
	})
	return all, err
}

// byID gives rows by their identifier; the unknown are left out.
func byID[T any](tx *db.Tx, ids []string, id func(T) string) (map[string]T, error) {
	rows, err := whereIn[T](tx, "id", ids, "id")
	found := make(map[string]T, len(rows))
	for _, row := range rows {
		found[id(row)] = row
	}
	return found, err
}

// versionsByID gives versions of items by their identifier.
func versionsByID(tx *db.Tx, ids []string) (map[string]ItemVersion, error) {
	return byID(tx, ids, func(v ItemVersion) string { return v.ID })
}

// newestVersions gives the newest version of each of the items; nil means of all, without
// their bodies.
func newestVersions(tx *db.Tx, itemIDs []string) (map[string]ItemVersion, error) {
	query := tx.DB.Where("version = (SELECT max(other.version) FROM item_version other WHERE other.item_id = item_version.item_id)")
	if itemIDs != nil {
		query = query.Where("item_id IN ?", itemIDs)
	} else {
		query = query.Omit("body")
	}
	var rows []ItemVersion
	if err := query.Find(&rows).Error; err != nil {
		return nil, err
	}
	newest := make(map[string]ItemVersion, len(rows))
	for _, v := range rows {
		newest[v.ItemID] = v
	}
	return newest, nil
}

// formsOf gives the forms of an assessment in the order of their labels.
func formsOf(tx *db.Tx, assessmentID string) ([]Form, error) {
	var forms []Form
	err := tx.DB.Where("assessment_id = ?", assessmentID).Order("label").Find(&forms).Error
	return forms, err
}

// placesOf gives what stands in the forms, in the forms' order.
func placesOf(tx *db.Tx, formIDs ...string) ([]FormItem, error) {
	return whereIn[FormItem](tx, "form_id", formIDs, "form_id, position")
}

// record appends to the audit.
func record(tx *db.Tx, actor access.Actor, action, kind, id string, detail any) error {
	return access.Record(tx, actor, "assessments."+action, kind, id, detail)
}

// locked is a query whose rows nobody else changes until the transaction ends; on
// SQLite a writing transaction is alone anyway.
func locked(tx *db.Tx) *gorm.DB { return tx.DB.Clauses(clause.Locking{Strength: "UPDATE"}) }
