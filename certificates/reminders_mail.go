package certificates

import (
	"context"
	"slices"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/mail"
	"relevo/app/notifications"
	"relevo/app/people"
)

// RemindJob is the name of the job that writes to whose certificates end soon.
const RemindJob = "certificates.remind"

// remindPart is to how many holders one transaction writes.
const remindPart = 100

// HearRemind hears "certificates.remind", once a day: it tells every holder whose
// certificate of competence ends within the days of its course's reminder, as they have
// chosen, and writes to those who have an address and want a letter. Each certificate and
// end is told and written of once, whatever happens.
func (s *Service) HearRemind(ctx context.Context, _ struct{}) error {
	var due []Certificate
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		due, err = dueToMail(tx)
		return err
	})
	if err != nil {
		return err
	}
	for part := range slices.Chunk(due, remindPart) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.remindTx(tx, part) }); err != nil {
			return err
		}
	}
	return nil
}

// dueToMail gives the certificates that end within the days of their reminder
// and of which nobody was written to.
func dueToMail(tx *db.Tx) ([]Certificate, error) {
	list, err := endingWithin(tx, []string{""}, tx.Today(), tx.Today()+maxRemindDays+1)
	if err != nil {
		return nil, err
	}
	rules, err := rulesNow(tx)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(c Certificate) bool {
		from, reminds := cycleOf(rules, c.CourseID).RemindFrom(*c.ValidUntil)
		return !reminds || tx.Today() < from
	})
	written, err := lettersOf(tx, list)
	return slices.DeleteFunc(list, func(c Certificate) bool { _, was := written[reminderKey(c)]; return was }), err
}

// reminderKey is what the letter about a certificate's end is known by.
func reminderKey(c Certificate) string {
	return "certificate-ends:" + c.ID + ":" + c.ValidUntil.String()
}

// lettersOf gives the letters about the ends of certificates, by their keys.
func lettersOf(tx *db.Tx, list []Certificate) (map[string]mail.Letter, error) {
	all := map[string]mail.Letter{}
	for part := range slices.Chunk(list, chunk) {
		var keys []string
		for _, c := range part {
			keys = append(keys, reminderKey(c))
		}
		some, err := mail.StatesTx(tx, keys)
		if err != nil {
			return nil, err
		}
		for key, letter := range some {
			all[key] = letter
		}
	}
	return all, nil
}

// remindTx tells the holders of certificates, and writes to those who can be and want to be
// written to.
func (s *Service) remindTx(tx *db.Tx, list []Certificate) error {
	var ids []string
	for _, c := range list {
		ids = append(ids, c.PersonID)
	}
	holders, err := people.PeopleTx(tx, ids)
	if err != nil {
		return err
	}
	wanted, err := mail.WantedTx(tx, ids)
	if err != nil {
		return err
	}
	var news []notifications.News
	for _, c := range list {
		news = append(news, notifications.News{PersonID: c.PersonID, About: c.CourseTitle, Path: "/certificates", Key: reminderKey(c)})
	}
	quiet, err := s.Notices.TellTx(tx, notifications.Renewal, news)
	if err != nil {
		return err
	}
	for _, c := range list {
		holder := holders[c.PersonID]
		if !s.Mail.Configured() || !wanted[c.PersonID] || quiet[c.PersonID] || !mail.Deliverable(holder.Email) {
			continue
		}
		one := []Ending{{Certificate: c, DaysLeft: int(*c.ValidUntil - tx.Today())}}
		if err := fillEndings(tx, c.PersonID, one); err != nil {
			return err
		}
		if _, err := s.Mail.SendTx(tx, s.letter(one[0], holder)); err != nil {
			return err
		}
	}
	return nil
}

// letter says to a holder that a certificate ends and where to renew it.
func (s *Service) letter(e Ending, holder people.Person) mail.Message {
	language := i18n.Match("", "", holder.Language)
	p := i18n.For(language)
	until := p.LongDate(*e.ValidUntil)
	text := []string{
		p.T("reminders.mail.greeting", "name", e.PersonName),
		p.T("reminders.mail.ends", "course", e.CourseTitle, "until", until),
	}
	for _, next := range e.Next {
		text = append(text, p.T("expiring.next", "offering", next.Code, "from", next.StartsOn, "to", next.EndsOn))
	}
	if len(e.Next) == 0 {
		text = append(text, p.T("expiring.no_next"))
	}
	return mail.Message{
		To: holder.Email, Language: language, Key: reminderKey(e.Certificate), Off: s.Mail.OffAddress(holder.ID),
		Subject: p.T("reminders.mail.subject", "course", e.CourseTitle, "until", until),
		Text:    append(text, p.T("reminders.mail.or_not")),
		Link:    &mail.Link{Label: p.T("reminders.mail.see"), Address: s.base + "/certificates"},
	}
}
