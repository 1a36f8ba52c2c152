package digest

import (
	"context"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/mail"
	"relevo/app/notifications"
)

// lines is how many institutions a letter counts.
const lines = 20

// HearWeek tells everybody who answers for people, once a week, that there is something to see to; whoever chose so by mail too. What
// that is, is read before anything is written, so that nobody waits for it; each account is a transaction of its own.
func (s *Service) HearWeek(ctx context.Context, _ struct{}) error {
	var holders []access.Holder
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		holders, err = access.HoldersTx(tx, access.ViewNames)
		return err
	})
	last := ""
	for _, h := range holders {
		if h.AccountID == last {
			continue
		}
		last = h.AccountID
		var found Digest
		if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			found, err = s.untoldTx(tx, h.AccountID)
			return err
		}); err != nil {
			return err
		}
		if len(found.Rows) == 0 {
			continue
		}
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.tellTx(tx, h.AccountID, found) }); err != nil {
			return err
		}
	}
	return err
}

// monday is the first day of the week that a day lies in.
func monday(day db.Date) db.Date {
	return day - db.Date((int(day.Time().Weekday())+6)%7)
}

// keyOf is what the digest of a week is known by.
func keyOf(tx *db.Tx) string { return "digest:" + monday(tx.Today()).String() }

// untoldTx is the digest of an account that was not told of this week; nothing for one that was.
func (s *Service) untoldTx(tx *db.Tx, accountID string) (Digest, error) {
	told, err := notifications.ToldTx(tx, accountID, keyOf(tx))
	if err != nil || told {
		return Digest{}, err
	}
	actor, _, err := access.ActorTx(tx, accountID)
	if fault.Is(err, fault.NotFound) {
		return Digest{}, nil
	}
	if err != nil {
		return Digest{}, err
	}
	return s.digestTx(tx, actor)
}

func (s *Service) tellTx(tx *db.Tx, accountID string, found Digest) error {
	key := keyOf(tx)
	quiet, err := s.notices.TellTx(tx, notifications.Digest, []notifications.News{{AccountID: accountID, Path: "/digest", Key: key}})
	if err != nil || quiet[accountID] {
		return err
	}
	_, account, err := access.ActorTx(tx, accountID)
	if err != nil {
		return err
	}
	address, wanted, err := mail.AddressTx(tx, account)
	if err != nil || address == "" || !wanted {
		return err
	}
	_, err = s.mail.SendTx(tx, s.letter(account, address, key, found))
	return err
}

// letter counts for each institution, and names nobody.
func (s *Service) letter(account access.Account, address, key string, found Digest) mail.Message {
	language := i18n.Match("", "", account.Locale)
	p := i18n.For(language)
	m := mail.Message{
		To: address, Language: language, Key: key + ":" + account.ID, Subject: p.T("digest.letter.subject", "date", found.To),
		Text: []string{p.T("notifications.greeting", "name", account.Name), p.T("digest.letter.lead")},
		Link: &mail.Link{Label: p.T("digest.letter.see"), Address: s.mail.Address("/digest")},
		Off:  s.notices.OffAddress(account.ID, notifications.Digest), OffLabel: p.T("digest.letter.off"),
	}
	for i, r := range found.Rows {
		if i == lines {
			m.Text = append(m.Text, p.T("digest.letter.more", "count", len(found.Rows)-lines))
			break
		}
		m.Text = append(m.Text, p.T("digest.letter.line", "place", r.Institution.Name, "joined", len(r.Joined), "overdue", len(r.Overdue), "refresh", len(r.Refresh)))
	}
	return m
}
