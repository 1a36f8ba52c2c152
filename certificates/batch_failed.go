package certificates

import (
	"context"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
)

// BatchTries is how often a part of a batch is tried: for six minutes.
const BatchTries = 5

// longestReason bounds what is kept of why a batch failed, in characters.
const longestReason = 300

// HearBatchGivenUp notes that the job of a batch failed for the last time. The
// batch can be taken up again; nothing that was issued is lost.
func (s *Service) HearBatchGivenUp(ctx context.Context, event BatchStep, reason error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		batch, err := batchTx(tx, event.BatchID)
		if err != nil {
			return err
		}
		said := []rune(strings.Join(strings.Fields(reason.Error()), " "))
		failed := tx.DB.Model(&Batch{}).Where("id = ? AND state IN ?", batch.ID, []BatchState{Waiting, Running}).
			Updates(map[string]any{"state": Failed, "finished_at": tx.Now, "reason": string(said[:min(len(said), longestReason)])})
		if failed.Error != nil || failed.RowsAffected == 0 {
			return failed.Error
		}
		return access.Record(tx, access.Actor{AccountID: batch.CreatedBy}, "certificates.batch.fail", "certificate_batch", batch.ID, map[string]int{"issued": batch.Issued})
	})
}
