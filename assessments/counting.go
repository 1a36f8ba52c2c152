package assessments

import "relevo/app/db"

// counting gives, of the saved answers of one attempt, the one that counts for each item.
func counting(answers []Answer) map[string]Answer {
	best := map[string]Answer{}
	for _, a := range answers {
		b, there := best[a.ItemVersionID]
		if !there || a.Seq > b.Seq || (a.Seq == b.Seq && (a.SavedAt.After(b.SavedAt) || (a.SavedAt == b.SavedAt && a.Device > b.Device))) {
			best[a.ItemVersionID] = a
		}
	}
	return best
}

// countable gives the answers of the attempts among which are those that count: of each
// item the ones with the highest number. An essay that was saved every few seconds for an hour
// is read once, and not as often as it was saved.
func countable(tx *db.Tx, attemptIDs []string) (all []Answer, err error) {
	err = inChunks(attemptIDs, func(part []string) error {
		var rows []Answer
		err := tx.DB.Where("attempt_id IN ? AND "+newest, part).Order("attempt_id, item_version_id").Find(&rows).Error
		all = append(all, rows...)
		return err
	})
	return all, err
}

// newest holds for the answers of an item that have its highest number.
const newest = "NOT EXISTS (SELECT 1 FROM answer AS later WHERE later.attempt_id = answer.attempt_id" +
	" AND later.item_version_id = answer.item_version_id AND later.seq > answer.seq)"

// thereTx gives what saving the answers must know of those that are there: the ones that may count,
// the same ones where they come again, and what other devices saved lately.
func thereTx(tx *db.Tx, attemptID string, answers []AnswerInput) (there []Answer, err error) {
	var seqs []int64
	var devices []string
	for _, in := range answers {
		seqs, devices = append(seqs, in.Seq), append(devices, in.Device)
	}
	err = tx.DB.Where("attempt_id = ? AND ("+newest+" OR (seq IN ? AND device IN ?) OR (saved_at > ? AND device NOT IN ?))",
		attemptID, seqs, devices, tx.Now.Add(-atOnce), devices).Order("item_version_id").Find(&there).Error
	return there, err
}
