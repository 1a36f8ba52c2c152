package assessments

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/files"
)

// Recording is something a person said to answer a spoken [Vignette]. Which of them is
// the answer, the answer says ([Value].Audio); the others stay as they are.
type Recording struct {
	AttemptID     string `gorm:"primaryKey"`
	ItemVersionID string `gorm:"primaryKey"`
	FileID        string `gorm:"primaryKey"`
	KeptAt        db.Instant
}

// TableName names the table for GORM.
func (Recording) TableName() string { return "recording" }

// MaxRecording is how large a recording may be, in bytes: some five minutes as a telephone
// records by itself, more than half an hour as our page does.
const MaxRecording = 10 << 20

// mostRecordings bounds how often one may try again at a question.
const mostRecordings = 30

// fileName is what a file is called: SHA-256 in hexadecimal.
var fileName = regexp.MustCompile(`^[0-9a-f]{64}$`)

// KeepRecording keeps what the actor said to a question of their own attempt, and gives the
// name under which an answer can then refer to it. The same recording again is the same.
// Like answers it is kept when the attempt is over too.
//
// What is no recording, is too large or was asked to be written is refused under the
// field "recording".
func (s *Service) KeepRecording(ctx context.Context, actor access.Actor, attemptID, itemVersionID string, data []byte) (fileID string, err error) {
	if _, ok := files.AudioType(data); !ok {
		return "", fault.OnField("recording", "assessments.recording.kind")
	}
	if len(data) > MaxRecording {
		return "", fault.OnField("recording", "fault.file_large", "limit", MaxRecording>>20)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := ownLocked(tx, actor, attemptID)
		if err != nil {
			return err
		}
		if a.State == StateNotStarted {
			return a.mayAnswer()
		}
		_, versions, err := formContent(tx, a.FormID)
		if err != nil {
			return err
		}
		if v, asked := versions[itemVersionID]; !asked || !v.Body.Spoken {
			return fault.OnField("recording", "assessments.answer_item")
		}
		fileID = files.Name(data)
		return keepRecordingTx(tx, attemptID, itemVersionID, data)
	})
	return fileID, err
}

// keepRecordingTx keeps what is known to be a recording and to be asked for.
func keepRecordingTx(tx *db.Tx, attemptID, itemVersionID string, data []byte) error {
	there, err := recordingsOf(tx, attemptID)
	if err != nil {
		return err
	}
	fileID := files.Name(data)
	if slices.Contains(there[itemVersionID], fileID) {
		return nil
	}
	if len(there[itemVersionID]) >= mostRecordings {
		return fault.OnField("recording", "assessments.recording.many", "count", mostRecordings)
	}
	mediaType, _ := files.AudioType(data)
	if _, err := files.KeepTx(tx, data, mediaType); err != nil {
		return err
	}
	return tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&Recording{AttemptID: attemptID, ItemVersionID: itemVersionID, FileID: fileID, KeptAt: tx.Now}).Error
}

// recordingsOf gives the recordings of an attempt by question.
func recordingsOf(tx *db.Tx, attemptID string) (map[string][]string, error) {
	rows, err := whereIn[Recording](tx, "attempt_id", []string{attemptID}, "item_version_id, file_id")
	by := map[string][]string{}
	for _, r := range rows {
		by[r.ItemVersionID] = append(by[r.ItemVersionID], r.FileID)
	}
	return by, err
}

// refuseUnkept refuses answers that refer to recordings which never came.
func refuseUnkept(tx *db.Tx, attemptID string, answers []AnswerInput) error {
	if !slices.ContainsFunc(answers, func(in AnswerInput) bool { return in.Value.Audio != "" }) {
		return nil
	}
	there, err := recordingsOf(tx, attemptID)
	if err != nil {
		return err
	}
	var check fault.Check
	for i, in := range answers {
		kept := in.Value.Audio == "" || slices.Contains(there[in.ItemVersionID], in.Value.Audio)
		check.That(kept, fmt.Sprintf("answer_%d", i), "assessments.recording.missing")
	}
	return check.Err()
}

// OwnRecording gives a recording of the actor's own attempt.
func (s *Service) OwnRecording(ctx context.Context, actor access.Actor, attemptID, fileID string, span files.Span) (content files.Content, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := ownOf(tx, actor, attemptID, false); err != nil {
			return err
		}
		var count int64
		if err := tx.DB.Model(&Recording{}).Where("attempt_id = ? AND file_id = ?", attemptID, fileID).Count(&count).Error; err != nil {
			return err
		}
		if count == 0 {
			return fault.Missing("noun.recording")
		}
		content, err = files.ReadTx(tx, fileID, span)
		return err
	})
	return content, err
}

// TaskRecording gives what was said in a response, to whoever has it to score or has
// scored it, and once it is settled to authors, who see its trail.
func (s *Service) TaskRecording(ctx context.Context, actor access.Actor, taskID string, span files.Span) (content files.Content, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		task, err := hearable(tx, actor, taskID)
		if err != nil {
			return err
		}
		said, err := saidIn(tx, task)
		if err != nil {
			return err
		}
		if said.Audio == "" {
			return fault.Missing("noun.recording")
		}
		content, err = files.ReadTx(tx, said.Audio, span)
		return err
	})
	return content, err
}

// hearable gives a task whose response the actor may hear.
func hearable(tx *db.Tx, actor access.Actor, taskID string) (task ScoringTask, err error) {
	if actor.NeedSomewhere(access.AuthorItems) == nil {
		task, err = take[ScoringTask](tx, "noun.response", taskID)
		if err != nil || task.DoneAt != nil {
			return task, err
		}
	}
	if err := actor.NeedSomewhere(access.ScoreResponses); err != nil {
		return task, err
	}
	task, _, err = takeTask(tx, actor, taskID)
	return task, err
}

// saidIn is the answer that a task is about.
func saidIn(tx *db.Tx, task ScoringTask) (Value, error) {
	attempt, err := take[Attempt](tx, "noun.attempt", task.AttemptID)
	if err != nil {
		return Value{}, err
	}
	var answers []Answer
	if err := tx.DB.Where("attempt_id = ? AND item_version_id = ?", task.AttemptID, task.ItemVersionID).Find(&answers).Error; err != nil {
		return Value{}, err
	}
	return counting(attempt.believed(answers))[task.ItemVersionID].Value, nil
}
