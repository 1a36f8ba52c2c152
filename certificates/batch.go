package certificates

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/courses"
)

// Batch is many certificates of one kind, issued in the background.
type Batch struct {
	ID            string
	Title         string // of the offering or the name of the institution
	Kind          Kind
	OfferingID    *string // exactly one of the two is there
	InstitutionID *string
	Wanted        int // certificates to be issued
	Issued        int // by this batch
	Skipped       int // not entitled any more when their turn came
	State         BatchState
	CreatedAt     db.Instant
	CreatedBy     string
	FinishedAt    *db.Instant
	Reason        string // why it failed, for who administers relevo; empty unless it did
}

// TableName names the table for GORM.
func (Batch) TableName() string { return "certificate_batch" }

// Left is how many are still to be looked at.
func (b Batch) Left() int { return b.Wanted - b.Issued - b.Skipped }

// BatchState says how far a batch has come.
type BatchState string

// The states of a batch.
const (
	Waiting BatchState = "waiting" // nothing was issued yet
	Running BatchState = "running"
	Done    BatchState = "done"
	Stopped BatchState = "stopped" // by somebody; what was issued stays
	Failed  BatchState = "failed"  // every try of a part failed; what was issued stays
)

// BatchItem is one certificate that a batch is to issue, and what became of it.
type BatchItem struct {
	BatchID       string  `gorm:"primaryKey"`
	EnrolmentID   string  `gorm:"primaryKey"`
	CertificateID *string // nil while waiting and when skipped
	Reason        string  // why it was skipped, a Standing
	DoneAt        *db.Instant
}

// TableName names the table for GORM.
func (BatchItem) TableName() string { return "certificate_batch_item" }

// BatchEvent is the name of the job that issues the next part of a batch.
const BatchEvent = "certificates.batch"

// BatchStep is that job.
type BatchStep struct{ BatchID string }

// batchPart is how many certificates one transaction issues: some tenths of a
// second in which others wait for the database, and a bar that moves.
const batchPart = 200

// StartBatch begins to issue, in the background, to all who are entitled now.
func (s *Service) StartBatch(ctx context.Context, actor access.Actor, choice Choice) (Batch, error) {
	if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
		return Batch{}, err
	}
	var batch Batch
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		title, ids, err := chosen(tx, actor, choice)
		if err != nil {
			return err
		}
		standings, err := standingsOf(tx, ids, choice.Kind)
		if err != nil {
			return err
		}
		batch = Batch{
			ID: tx.NewID(), Title: title, Kind: choice.Kind, OfferingID: orNil(choice.OfferingID), InstitutionID: orNil(choice.InstitutionID),
			State: Waiting, CreatedAt: tx.Now, CreatedBy: actor.AccountID,
		}
		var items []BatchItem
		for _, id := range ids {
			if standings[id] == Entitled {
				items = append(items, BatchItem{BatchID: batch.ID, EnrolmentID: id})
			}
		}
		if batch.Wanted = len(items); batch.Wanted == 0 {
			return fault.New(fault.Conflict, "batches.nobody")
		}
		if err := errors.Join(tx.DB.Create(&batch).Error, tx.DB.CreateInBatches(items, chunk).Error); err != nil {
			return err
		}
		if err := access.Record(tx, actor, "certificates.batch.start", "certificate_batch", batch.ID, map[string]any{"kind": batch.Kind, "wanted": batch.Wanted}); err != nil {
			return err
		}
		return s.Jobs.EnqueueTx(tx, BatchEvent, BatchStep{batch.ID})
	})
	return batch, err
}

func orNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// HearBatch hears "certificates.batch": it issues the next part of a batch and
// asks for the one after it, all in one transaction. A process that dies in
// between leaves nothing half done, and doing it once more issues nothing twice.
func (s *Service) HearBatch(ctx context.Context, event BatchStep) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		batch, err := advance(tx, event.BatchID)
		if err != nil || batch.ID == "" {
			return err
		}
		if err := s.issuePart(tx, &batch); err != nil {
			return err
		}
		if batch.Left() > 0 {
			return errors.Join(count(tx, batch), s.Jobs.EnqueueTx(tx, BatchEvent, event))
		}
		batch.State, batch.FinishedAt = Done, &tx.Now
		return errors.Join(count(tx, batch), access.Record(tx, access.Actor{AccountID: batch.CreatedBy}, "certificates.batch.finish", "certificate_batch", batch.ID,
			map[string]int{"issued": batch.Issued, "skipped": batch.Skipped}))
	})
}

// advance takes a batch that is under way, so that no two jobs work on it at
// once; none when it is done or was stopped.
func advance(tx *db.Tx, id string) (Batch, error) {
	taken := tx.DB.Model(&Batch{}).Where("id = ? AND state IN ?", id, []BatchState{Waiting, Running}).Update("state", Running)
	if taken.Error != nil || taken.RowsAffected == 0 {
		return Batch{}, taken.Error
	}
	return batchTx(tx, id)
}

func batchTx(tx *db.Tx, id string) (Batch, error) {
	var batch Batch
	err := tx.DB.Where("id = ?", id).Take(&batch).Error
	if db.IsNone(err) {
		return batch, fault.Missing("noun.batch")
	}
	return batch, err
}

// issuePart issues the next certificates of a batch and counts them.
func (s *Service) issuePart(tx *db.Tx, batch *Batch) error {
	var ids []string
	err := tx.DB.Model(&BatchItem{}).Where("batch_id = ? AND done_at IS NULL", batch.ID).Order("enrolment_id").Limit(batchPart).Pluck("enrolment_id", &ids).Error
	if err != nil {
		return err
	}
	records, err := courses.RecordsTx(tx, ids)
	if err != nil {
		return err
	}
	issued, standings, err := s.issueEntitled(tx, access.Actor{AccountID: batch.CreatedBy}, records, batch.Kind)
	if err != nil {
		return err
	}
	skipped := map[Standing][]string{}
	for id, standing := range standings {
		if standing != Entitled {
			skipped[standing] = append(skipped[standing], id)
		}
	}
	batch.Issued += len(issued)
	batch.Skipped += len(ids) - len(issued)
	return note(tx, *batch, ids, skipped)
}

// note writes down what became of the items.
func note(tx *db.Tx, batch Batch, ids []string, skipped map[Standing][]string) error {
	items := func(ids []string) *gorm.DB {
		return tx.DB.Model(&BatchItem{}).Where("batch_id = ? AND enrolment_id IN ?", batch.ID, ids)
	}
	for standing, some := range skipped {
		if err := items(some).Updates(map[string]any{"reason": standing, "done_at": tx.Now}).Error; err != nil {
			return err
		}
	}
	own := tx.DB.Model(&Certificate{}).Select("id").
		Where("certificate.enrolment_id = certificate_batch_item.enrolment_id AND certificate.kind = ?", batch.Kind)
	return items(ids).Where("done_at IS NULL").Updates(map[string]any{"certificate_id": own, "done_at": tx.Now}).Error
}

func count(tx *db.Tx, batch Batch) error {
	return tx.DB.Model(&Batch{}).Where("id = ?", batch.ID).
		Updates(map[string]any{"issued": batch.Issued, "skipped": batch.Skipped, "state": batch.State, "finished_at": batch.FinishedAt}).Error
}

// BatchView is a batch as those who may see it see it.
type BatchView struct {
	Batch
	Skips     []StandingCount // why some were skipped
	MayStop   bool
	MayResume bool
}

// stalled is how long a batch may show no progress before it is offered to take
// it up again: a process may have died with its job in hand.
const stalled = time.Minute

// Batch gives a batch to whoever started it and to those who issue
// certificates for all that it may concern.
func (s *Service) Batch(ctx context.Context, actor access.Actor, id string) (BatchView, error) {
	var view BatchView
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if view.Batch, err = batchFor(tx, actor, id); err != nil {
			return err
		}
		var last BatchItem
		err = tx.DB.Where("batch_id = ? AND done_at IS NOT NULL", id).Order("done_at DESC").Limit(1).Find(&last).Error
		if err != nil {
			return err
		}
		moved := view.CreatedAt
		if last.DoneAt != nil {
			moved = *last.DoneAt
		}
		view.MayStop = view.State == Waiting || view.State == Running
		view.MayResume = view.State == Stopped || view.State == Failed || (view.MayStop && tx.Now.Sub(moved) > stalled)
		return tx.DB.Model(&BatchItem{}).Select("reason AS standing, count(*) AS count").Where("batch_id = ? AND reason <> ''", id).
			Group("reason").Order("reason").Scan(&view.Skips).Error
	})
	return view, err
}

// batchFor gives a batch that concerns the actor; another does not exist for them.
func batchFor(tx *db.Tx, actor access.Actor, id string) (Batch, error) {
	if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
		return Batch{}, err
	}
	batch, err := batchTx(tx, id)
	if err != nil || batch.CreatedBy == actor.AccountID {
		return batch, err
	}
	path, err := pathOf(tx, Certificate{InstitutionID: batch.InstitutionID})
	if err != nil {
		return batch, err
	}
	if !actor.May(access.IssueCertificates, path) {
		return Batch{}, fault.Missing("noun.batch")
	}
	return batch, nil
}

// batchesShown is how many batches a list has.
const batchesShown = 20

// Batches gives the newest batches of the actor or, for those who issue
// certificates everywhere, of all.
func (s *Service) Batches(ctx context.Context, actor access.Actor) ([]Batch, error) {
	return s.BatchesAfter(ctx, actor, "", batchesShown)
}

// BatchesAfter gives at most so many of those before the one named; none named: from the newest.
func (s *Service) BatchesAfter(ctx context.Context, actor access.Actor, after string, limit int) ([]Batch, error) {
	if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
		return nil, err
	}
	var list []Batch
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		query := tx.DB.Order("id DESC").Limit(limit)
		if after != "" {
			query = query.Where("id < ?", after)
		}
		if !actor.May(access.IssueCertificates, "") {
			query = query.Where("created_by = ?", actor.AccountID)
		}
		return query.Find(&list).Error
	})
	return list, err
}

// StopBatch issues no more of a batch. It takes effect between two parts, so
// every certificate is issued wholly or not at all; what was issued stays.
func (s *Service) StopBatch(ctx context.Context, actor access.Actor, id string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := batchFor(tx, actor, id); err != nil {
			return err
		}
		stopped := tx.DB.Model(&Batch{}).Where("id = ? AND state IN ?", id, []BatchState{Waiting, Running}).
			Updates(map[string]any{"state": Stopped, "finished_at": tx.Now})
		if stopped.Error != nil {
			return stopped.Error
		}
		if stopped.RowsAffected == 0 {
			return fault.New(fault.Conflict, "batches.over_already")
		}
		return access.Record(tx, actor, "certificates.batch.stop", "certificate_batch", id, nil)
	})
}

// ResumeBatch takes up a batch that was stopped, failed or shows no progress. Doing so
// while it is under way changes nothing.
func (s *Service) ResumeBatch(ctx context.Context, actor access.Actor, id string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		batch, err := batchFor(tx, actor, id)
		if err != nil {
			return err
		}
		if batch.State == Done {
			return fault.New(fault.Conflict, "batches.over_already")
		}
		err = tx.DB.Model(&Batch{}).Where("id = ?", id).Updates(map[string]any{"state": Running, "finished_at": nil, "reason": ""}).Error
		if err != nil {
			return err
		}
		return errors.Join(access.Record(tx, actor, "certificates.batch.resume", "certificate_batch", id, nil),
			s.Jobs.EnqueueTx(tx, BatchEvent, BatchStep{id}))
	})
}
