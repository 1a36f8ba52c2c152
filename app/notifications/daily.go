package notifications

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/mail"
)

const (
	dailyFrom  = 7                  // o'clock in Lima, from which on the daily letters are written
	dailyBack  = 7 * 24 * time.Hour // what is older is not news any more
	dailyLines = 20                 // in one letter
)

// HearDaily writes to everybody who wants one letter a day and has not read what there is. Doing it again on the same day
// changes nothing: a letter is known by its account and day, and what was in one is noted.
func (s *Service) HearDaily(ctx context.Context, _ struct{}) error {
	if !s.mail.Configured() {
		return nil
	}
	var accounts []string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if accounts = nil; int(tx.Now.Sub(tx.Today().Start()).Hours()) < dailyFrom {
			return nil
		}
		return waitingForDaily(tx).Distinct("account_id").Order("account_id").Pluck("account_id", &accounts).Error
	})
	if err != nil {
		return err
	}
	for _, id := range accounts {
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.dailyTx(tx, id) }); err != nil {
			return err
		}
	}
	return nil
}

// dailyTx writes the letter of one account, where it can be written to.
func (s *Service) dailyTx(tx *db.Tx, accountID string) error {
	_, account, err := access.ActorTx(tx, accountID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	address, wanted, err := mail.AddressTx(tx, account)
	if err != nil || address == "" || !wanted {
		return err
	}
	var list []Notification
	if err := waitingForDaily(tx).Where("account_id = ?", accountID).Order("id").Find(&list).Error; err != nil || len(list) == 0 {
		return err
	}
	language := i18n.Match("", "", account.Locale)
	p := i18n.For(language)
	queued, err := s.mail.SendTx(tx, mail.Message{
		To: address, Language: language, Key: "notifications:" + accountID + ":" + tx.Today().String(), Subject: p.T("notifications.daily.subject", "count", len(list)),
		Text: []string{p.T("notifications.greeting", "name", account.Name), strings.Join(linesOf(p, list), "\n")},
		Link: &mail.Link{Label: p.T("notifications.see_all"), Address: s.mail.Address("/notifications")},
		Off:  s.offAddress(accountID, string(Daily)), OffLabel: p.T("notifications.off.daily"),
	})
	if err != nil || !queued {
		return err // the one of today was written: tomorrow's has these
	}
	for part := range slices.Chunk(list, tellPart) {
		ids := make([]string, len(part))
		for i, n := range part {
			ids[i] = n.ID
		}
		if err := tx.DB.Model(&Notification{}).Where("id IN ?", ids).Update("mailed_at", tx.Now).Error; err != nil {
			return err
		}
	}
	return nil
}

// linesOf says each thing once, however often it came.
func linesOf(p *i18n.Printer, list []Notification) (lines []string) {
	for _, n := range list {
		if line := "– " + n.Says(p); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if more := len(lines) - dailyLines; more > 0 {
		lines = append(lines[:dailyLines], p.T("notifications.daily.more", "count", more))
	}
	return lines
}

// offPurpose is what the signature in a letter's link is for.
const offPurpose = "notifications off"

// OffAddress is where whoever has a letter of a kind turns such letters off.
func (s *Service) OffAddress(accountID string, kind Kind) string {
	return s.offAddress(accountID, string(kind))
}

func (s *Service) offAddress(accountID, what string) string {
	return s.mail.Address("/notifications/off/" + s.mail.Sign(offPurpose, accountID+"~"+what))
}

// ByLetter says what a letter's link turns off: a kind, or [Daily] for all that comes in daily letters. A token that this relevo
// has not written leads nowhere.
func (s *Service) ByLetter(token string) (accountID, what string, err error) {
	id, err := s.mail.Signed(offPurpose, token)
	if err != nil {
		return "", "", err
	}
	accountID, what, _ = strings.Cut(id, "~")
	return accountID, what, nil
}

// StopByLetter has the account of a letter told in relevo alone from now on.
func (s *Service) StopByLetter(ctx context.Context, token string) error {
	accountID, what, err := s.ByLetter(token)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		ways, err := waysTx(tx, accountID)
		if err != nil {
			return err
		}
		var list []Setting
		for _, k := range Kinds() {
			if string(k) == what && ways[k] != Off || what == string(Daily) && ways[k] == Daily {
				list = append(list, Setting{k, App})
			}
		}
		return chooseTx(tx, access.Actor{AccountID: access.SystemID}, accountID, list)
	})
}

// waitingForDaily narrows notifications to those that belong into a daily letter and were in none.
func waitingForDaily(tx *db.Tx) *gorm.DB {
	return tx.DB.Model(&Notification{}).Where("mail = 'daily' AND mailed_at IS NULL AND read_at IS NULL AND created_at > ?", tx.Now.Add(-dailyBack))
}
