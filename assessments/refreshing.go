package assessments

import (
	"slices"

	"relevo/app/db"
)

// What follows lets courses ask questions of the item bank between tests. Nothing of it
// enters an attempt, a score or an analysis.

// refreshable are the kinds that need nobody to judge them.
func refreshable() []Kind {
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return !k.Checkable() })
}

const spareSQL = `
SELECT v.* FROM item_version v
JOIN item i ON i.id = v.item_id
WHERE i.archived_at IS NULL AND v.kind IN ?
  AND v.version = (SELECT MAX(o.version) FROM item_version o WHERE o.item_id = i.id)
  AND NOT EXISTS (SELECT 1 FROM form_item f JOIN item_version o ON o.id = f.item_version_id WHERE o.item_id = i.id)
ORDER BY v.competency_code, v.id`

// SpareItemsTx gives the newest versions of the items that need nobody to judge them and
// stand on no form of any assessment: asking them gives nothing away. Those with pictures
// are left out, for a picture is shown to whoever is logged in only.
func SpareItemsTx(tx *db.Tx) ([]ItemVersion, error) {
	var list []ItemVersion
	err := tx.DB.Raw(spareSQL, refreshable()).Scan(&list).Error
	return slices.DeleteFunc(list, func(v ItemVersion) bool { return len(v.Body.Pictures) > 0 }), err
}
