package assessments

import (
	"gorm.io/gorm"

	"relevo/app/db"
)

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
		err := withTop(tx, part).Where("answer.seq = newest.top").Find(&rows).Error
		all = append(all, rows...)
		return err
	})
	return all, err
}

// withTop asks for answers of the attempts, each beside the highest number of its item, newest.top.
func withTop(tx *db.Tx, attemptIDs []string) *gorm.DB {
	return tx.DB.Joins("JOIN (SELECT attempt_id, item_version_id, MAX(seq) AS top FROM answer WHERE attempt_id IN ? GROUP BY attempt_id, item_version_id) AS newest"+
		" ON newest.attempt_id = answer.attempt_id AND newest.item_version_id = answer.item_version_id", attemptIDs).
		Where("answer.attempt_id IN ?", attemptIDs).Order("answer.attempt_id, answer.item_version_id")
}

// thereTx gives what saving the answers must know of those that are there: the ones that may count,
// the same ones where they come again, and what other devices saved lately.
func thereTx(tx *db.Tx, attemptID string, answers []AnswerInput) (there []Answer, err error) {
	var seqs []int64
	var devices []string
	for _, in := range answers {
		seqs, devices = append(seqs, in.Seq), append(devices, in.Device)
	}
	err = withTop(tx, []string{attemptID}).
		Where("answer.seq = newest.top OR (answer.seq IN ? AND answer.device IN ?) OR (answer.saved_at > ? AND answer.device NOT IN ?)",
			seqs, devices, tx.Now.Add(-atOnce), devices).Find(&there).Error
	return there, err
}
