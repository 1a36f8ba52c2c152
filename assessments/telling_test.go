package assessments_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/mail"
	"relevo/app/notifications"
	"relevo/assessments"
)

// Those who score are told that answers wait: once while nothing new comes, and nothing of whose they are, how many or of what. The
// person is told once that theirs are scored, without the score.
func TestWhoScoresIsToldThatAnswersWaitAndNotWhose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment()
		letters, err := mail.NewService(d, w.jobs, slog.New(slog.DiscardHandler), "http://relevo.test", []byte("k"), mail.Config{})
		w.must(err)
		w.Notices = notifications.NewService(d, w.jobs, letters)
		w.write(func(tx *db.Tx) error {
			for _, trainer := range w.trainers {
				if err := access.GrantRoleTx(tx, access.System(), trainer.AccountID, access.Trainer, ""); err != nil {
					return err
				}
			}
			return tx.DB.Create(&access.Account{ID: "official", PersonID: &w.people[0].ID, Username: "official", Name: "O", PasswordHash: "-", Locale: "es", CreatedAt: tx.Now}).Error
		})
		told := func(account string) (list []notifications.Notification) {
			t.Helper()
			w.must(d.Read(t.Context(), func(tx *db.Tx) error {
				list = nil
				return tx.DB.Where("account_id = ?", account).Order("id").Find(&list).Error
			}))
			return list
		}
		find := func() {
			t.Helper()
			w.must(w.HearFind(t.Context(), struct{}{}))
			w.advance(24 * time.Hour)
		}
		find()
		if n := len(told(w.trainers[0].AccountID)); n != 0 {
			t.Fatalf("told %d times that nothing waits", n)
		}
		a := w.administer(assessments.Pre, 0, 1)
		w.sit(a, 0, "Le pregunté con calma")
		w.drain()
		w.advance(time.Minute)
		find()
		find()
		list := told(w.trainers[0].AccountID)
		if len(list) != 1 || list[0].Kind != notifications.Scoring || list[0].About != "" || list[0].Counted != 1 || list[0].Path != "/scoring" {
			t.Fatalf("told %+v", list)
		}
		w.rates(w.trainers[0], 2, 2)
		w.drain()
		w.sit(a, 1, "Le pregunté")
		w.drain()
		w.advance(time.Minute)
		find()
		if n := len(told(w.trainers[0].AccountID)); n != 2 {
			t.Errorf("of what came since they are told %d times in all", n)
		}
		w.rates(w.trainers[1], 2, 2)
		w.drain()
		own := told("official")
		if len(own) != 1 || own[0].Kind != notifications.Scored || !strings.HasPrefix(own[0].Path, "/attempts/") {
			t.Errorf("the person is told %+v", own)
		}
	})
}
