package assessments

import (
	"slices"

	"relevo/app/db"
	"relevo/app/fault"
)

// What follows lets courses ask questions of the item bank between tests. Nothing of it
// enters an attempt, a score or an analysis.

// refreshable are the kinds that need nobody to judge them.
func refreshable() []Kind {
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return !k.Scored() || k.Rated() })
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

// VersionsTx gives versions of items by identifier; the unknown are left out.
func VersionsTx(tx *db.Tx, ids []string) (map[string]ItemVersion, error) {
	return versionsByID(tx, ids)
}

// Judge tells what an answer earns, 0 to 1, and gives it as it is kept. One that does not
// fit the item is refused under the field "answer".
func (v ItemVersion) Judge(answer Value) (kept Value, share float64, err error) {
	answer.Text, answer.Matches = tidyText(answer.Text), tidyMatches(answer.Matches)
	if answer.IsZero() {
		return answer, 0, fault.OnField("answer", "refresher.answer_first")
	}
	if key := v.refuses(answer); key != "" {
		return answer, 0, fault.OnField("answer", key)
	}
	return answer, v.fraction(answer), nil
}

// AskedOf is what somebody is asked by the version, in an order of their own.
func (v ItemVersion) AskedOf(whom string) PaperItem { return paperItem(whom, v) }
