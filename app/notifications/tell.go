package notifications

import (
	"cmp"
	"slices"

	"gorm.io/gorm/clause"

	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/mail"
)

// News is one thing to tell one of those it concerns.
type News struct {
	PersonID  string // whose account is told; who has none is not
	AccountID string // or the account itself
	About     string // a course's or an institution's name; empty for none
	Counted   int    // of how many things; 0 stands for 1
	Path      string // where to see to it
	Key       string // what it is about: the account is told of it once
	Phrase    string // how it is said; empty: as the kind is
}

// reader is an account that is told something, as it is now.
type reader struct {
	ID, PersonID, Name, Email, Locale, PersonEmail string
	Way                                            *Way
	Wanted                                         *bool
}

func (r reader) way(kind Kind) Way {
	if r.Way != nil {
		return *r.Way
	}
	return kind.Usual()
}

// address is where letters go; empty for nowhere.
func (r reader) address() string {
	if r.Wanted != nil && !*r.Wanted {
		return ""
	}
	return mail.AddressOf(r.Email, r.PersonEmail)
}

const readersSQL = `
SELECT a.id, coalesce(a.person_id, '') AS person_id, a.name, a.email, a.locale, coalesce(p.email, '') AS person_email,
	(SELECT c.way FROM notification_choice c WHERE c.account_id = a.id AND c.kind = @kind ORDER BY c.recorded_at DESC, c.id DESC LIMIT 1) AS way,
	(SELECT m.wanted FROM mail_choice m WHERE m.person_id = a.person_id ORDER BY m.recorded_at DESC, m.id DESC LIMIT 1) AS wanted
FROM account a LEFT JOIN person p ON p.id = a.person_id
WHERE a.disabled_at IS NULL AND (a.person_id IN @persons OR a.id IN @accounts)`

// tellPart is of how many news one statement reads or writes.
const tellPart = 200

// TellTx tells people something of a kind, each as they have chosen, and gives those, people or accounts as they were named, who do not want a letter of
// it at once, for those kinds that have letters of their own. A nil Service tells nobody.
func (s *Service) TellTx(tx *db.Tx, kind Kind, list []News) (quiet map[string]bool, err error) {
	quiet = map[string]bool{}
	if s == nil {
		return quiet, nil
	}
	for part := range slices.Chunk(list, tellPart) {
		if err := s.tellPartTx(tx, kind, part, quiet); err != nil {
			return nil, err
		}
	}
	return quiet, nil
}

func (s *Service) tellPartTx(tx *db.Tx, kind Kind, list []News, quiet map[string]bool) error {
	readers, err := readersTx(tx, kind, list)
	if err != nil || len(readers) == 0 {
		return err
	}
	told, err := toldTx(tx, list)
	if err != nil {
		return err
	}
	var rows []Notification
	var letters []mail.Message
	for _, n := range list {
		r, there := readers[cmp.Or(n.AccountID, n.PersonID)]
		if !there {
			continue
		}
		way := r.way(kind)
		if way != Mail && way != Weekly {
			quiet[cmp.Or(n.AccountID, n.PersonID)] = true
		}
		if way == Off || told[r.ID+" "+n.Key] {
			continue
		}
		told[r.ID+" "+n.Key] = true
		row := Notification{ID: tx.NewID(), AccountID: r.ID, Kind: kind, Phrase: cmp.Or(n.Phrase, string(kind)), Key: n.Key, About: n.About, Counted: cmp.Or(n.Counted, 1),
			Path: n.Path, Mail: NotMailed, CreatedAt: tx.Now}
		switch {
		case way == Daily:
			row.Mail = OnceADay
		case way == Mail && !sorts[kind].letter && r.address() != "" && s.mail.Configured():
			row.Mail = AtOnce
			letters = append(letters, s.letter(r, row))
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil
	}
	if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&rows, tellPart).Error; err != nil {
		return err
	}
	for _, letter := range letters {
		if _, err := s.mail.SendTx(tx, letter); err != nil {
			return err
		}
	}
	return nil
}

// readersTx gives the accounts that news are for, by person and by account.
func readersTx(tx *db.Tx, kind Kind, list []News) (map[string]reader, error) {
	persons, accounts := []string{""}, []string{""}
	for _, n := range list {
		if n.AccountID != "" {
			accounts = append(accounts, n.AccountID)
		} else {
			persons = append(persons, n.PersonID)
		}
	}
	var found []reader
	err := tx.DB.Raw(readersSQL, map[string]any{"kind": kind, "persons": persons, "accounts": accounts}).Scan(&found).Error
	readers := map[string]reader{}
	for _, r := range found {
		readers[r.ID] = r
		if r.PersonID != "" {
			readers[r.PersonID] = r
		}
	}
	return readers, err
}

// toldTx tells, by account and key, who was told what already.
func toldTx(tx *db.Tx, list []News) (map[string]bool, error) {
	var keys []string
	for _, n := range list {
		keys = append(keys, n.Key)
	}
	var before []Notification
	err := tx.DB.Select("account_id", "key").Where("key IN ?", keys).Find(&before).Error
	told := map[string]bool{}
	for _, b := range before {
		told[b.AccountID+" "+b.Key] = true
	}
	return told, err
}

// ToldTx tells whether an account was told something already.
func ToldTx(tx *db.Tx, accountID, key string) (bool, error) {
	var n int64
	err := tx.DB.Model(&Notification{}).Where("account_id = ? AND key = ?", accountID, key).Count(&n).Error
	return n > 0, err
}

// LastTx gives, by account, when it was last told of a kind.
func LastTx(tx *db.Tx, kind Kind) (map[string]db.Instant, error) {
	var rows []struct {
		AccountID string
		Last      db.Instant
	}
	err := tx.DB.Raw("SELECT account_id, max(created_at) AS last FROM notification WHERE kind = ? GROUP BY account_id", kind).Scan(&rows).Error
	last := map[string]db.Instant{}
	for _, r := range rows {
		last[r.AccountID] = r.Last
	}
	return last, err
}

// Says is the sentence of a notification.
func (n Notification) Says(p *i18n.Printer) string {
	return p.T("notifications.say."+n.Phrase, "about", n.About, "count", n.Counted)
}

// letter tells one thing at once.
func (s *Service) letter(r reader, n Notification) mail.Message {
	language := i18n.Match("", "", r.Locale)
	p := i18n.For(language)
	return mail.Message{
		To: r.address(), Language: language, Key: "notification:" + n.AccountID + ":" + n.Key, Subject: p.T("notifications.subject." + string(n.Kind)),
		Text: []string{p.T("notifications.greeting", "name", r.Name), n.Says(p)},
		Link: &mail.Link{Label: p.T("notifications.see"), Address: s.mail.Address(n.Path)},
		Off:  s.offAddress(n.AccountID, string(n.Kind)), OffLabel: p.T("notifications.off.link"),
	}
}
