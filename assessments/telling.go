package assessments

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/notifications"
)

// tellScored tells a person that what somebody had to read was scored, once. What is scored by itself they see at once.
func (s *Service) tellScored(tx *db.Tx, a Attempt) error {
	if s.Notices == nil {
		return nil
	}
	var tasks int64
	if err := tx.DB.Model(&ScoringTask{}).Where("attempt_id = ?", a.ID).Count(&tasks).Error; err != nil || tasks == 0 {
		return err
	}
	administration, err := take[Administration](tx, "noun.administration", a.AdministrationID)
	if err != nil {
		return err
	}
	assessment, err := take[Assessment](tx, "noun.assessment", administration.AssessmentID)
	if err != nil {
		return err
	}
	_, err = s.Notices.TellTx(tx, notifications.Scored, []notifications.News{{PersonID: a.PersonID, About: assessment.Title.In(i18n.Spanish), Path: "/attempts/" + a.ID, Key: "scored:" + a.ID}})
	return err
}

// waitingSQL gives who may score and has something to score that was handed in after they were told last. It tells no more of it.
const waitingSQL = `
SELECT a.id FROM account a WHERE a.id IN @raters AND EXISTS (
	SELECT 1 FROM scoring_task t JOIN attempt m ON m.id = t.attempt_id
	WHERE t.done_at IS NULL AND m.submitted_at > coalesce((SELECT max(n.created_at) FROM notification n WHERE n.account_id = a.id AND n.kind = @kind), @never)
	AND (a.person_id IS NULL OR a.person_id <> m.person_id)
	AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.task_id = t.id AND r.rater_id = a.id AND r.superseded_at IS NULL))
ORDER BY a.id`

// HearFind tells those who score that answers wait, without whose, how many or of what. Doing it again tells nobody twice.
func (s *Service) HearFind(ctx context.Context, _ struct{}) error {
	if s.Notices == nil {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		holders, err := access.HoldersTx(tx, access.ScoreResponses)
		if err != nil || len(holders) == 0 {
			return err
		}
		raters := make([]string, len(holders))
		for i, h := range holders {
			raters[i] = h.AccountID
		}
		var waiting []string
		if err := tx.DB.Raw(waitingSQL, map[string]any{"raters": raters, "kind": notifications.Scoring, "never": db.Instant{}}).Scan(&waiting).Error; err != nil {
			return err
		}
		var news []notifications.News
		for _, id := range waiting {
			news = append(news, notifications.News{AccountID: id, Path: "/scoring", Key: "scoring:" + tx.Today().String()})
		}
		_, err = s.Notices.TellTx(tx, notifications.Scoring, news)
		return err
	})
}
