package courses

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/mail"
	"relevo/app/notifications"
	"relevo/app/people"
)

// MessageKind says what a message is.
type MessageKind string

// The kinds of message.
const (
	FromTrainer MessageKind = "message" // in a trainer's words
	SeatFree    MessageKind = "seat"    // a seat became free for whoever waited
)

// Message is something that people of an offering were told. It stays with the offering.
type Message struct {
	ID         string
	OfferingID string
	Kind       MessageKind
	Subject    string // empty unless FromTrainer, as the body
	Body       string
	Chosen     string // JSON: the group it was sent to, as it was chosen
	SentAt     db.Instant
	SentBy     string
}

// TableName names the table for GORM.
func (Message) TableName() string { return "offering_message" }

// noticeKey is what its readers' notification of it is known by.
func (m Message) noticeKey() string { return "message:" + m.ID }

// MessagePerson says whom a message was for.
type MessagePerson struct {
	MessageID string `gorm:"primaryKey"`
	PersonID  string `gorm:"primaryKey"`
	Mailed    bool   // by mail too
	ReadAt    *db.Instant
}

// TableName names the table for GORM.
func (MessagePerson) TableName() string { return "offering_message_person" }

// phrase is how to say a message in somebody's language.
type phrase func(p *i18n.Printer) (subject string, text []string)

// tell keeps a message for people, which they see until they have read it, and sends it by
// mail to who has an address and wants mail. It gives how many get it by mail.
func (s *Service) tell(tx *db.Tx, message Message, course string, personIDs []string, say phrase) (mailed int, err error) {
	personIDs = unique(personIDs)
	if len(personIDs) == 0 {
		return 0, nil
	}
	if err := tx.DB.Create(&message).Error; err != nil {
		return 0, err
	}
	persons, err := people.PeopleTx(tx, personIDs)
	if err != nil {
		return 0, err
	}
	wanted, err := mail.WantedTx(tx, personIDs)
	if err != nil {
		return 0, err
	}
	kind, news := notifications.Message, make([]notifications.News, len(personIDs))
	if message.Kind == SeatFree {
		kind = notifications.Seat
	}
	for i, id := range personIDs {
		news[i] = notifications.News{PersonID: id, About: course, Path: "/learn", Key: message.noticeKey()}
	}
	quiet, err := s.Notices.TellTx(tx, kind, news)
	if err != nil {
		return 0, err
	}
	rows := make([]MessagePerson, len(personIDs))
	for i, id := range personIDs {
		rows[i] = MessagePerson{MessageID: message.ID, PersonID: id}
		person := persons[id]
		if !wanted[id] || quiet[id] || !mail.Deliverable(person.Email) || !s.Mail.Configured() {
			continue
		}
		language := i18n.Match("", "", person.Language)
		p := i18n.For(language)
		subject, text := say(p)
		rows[i].Mailed, err = s.Mail.SendTx(tx, mail.Message{
			To: person.Email, Language: language, Key: "offering-message:" + message.ID + ":" + id, Off: s.Mail.OffAddress(id),
			Subject: subject, Text: text, Link: &mail.Link{Label: p.T("following.mail.see"), Address: s.Mail.Address("/learn")},
		})
		if err != nil {
			return mailed, err
		}
		if rows[i].Mailed {
			mailed++
		}
	}
	return mailed, tx.DB.CreateInBatches(&rows, 200).Error
}

// tellSeats tells whoever got a seat from the line, and the trainers.
func (s *Service) tellSeats(tx *db.Tx, actor access.Actor, offering Offering, in []Candidate) error {
	version, err := take[CourseVersion](tx, offering.CourseVersionID, "noun.course")
	if err != nil {
		return err
	}
	ids := make([]string, len(in))
	for i, c := range in {
		ids[i] = c.PersonID
	}
	message := Message{ID: tx.NewID(), OfferingID: offering.ID, Kind: SeatFree, Chosen: "{}", SentAt: tx.Now, SentBy: actor.AccountID}
	_, err = s.tell(tx, message, version.Title, ids, func(p *i18n.Printer) (string, []string) {
		return p.T("seats.mail.subject", "course", version.Title), []string{p.T("seats.notice", "course", version.Title), p.T("seats.notice.text", "from", offering.StartsOn, "to", offering.EndsOn)}
	})
	if err != nil || !s.Mail.Configured() {
		return err
	}
	return s.tellTrainers(tx, offering, version, message.ID, len(in))
}

// tellTrainers writes to those who run an offering that seats went to the line. Names stay
// on the page.
func (s *Service) tellTrainers(tx *db.Tx, offering Offering, version CourseVersion, key string, count int) error {
	var accounts []access.Account
	err := tx.DB.Joins("JOIN offering_trainer t ON t.account_id = account.id AND t.offering_id = ?", offering.ID).Where("disabled_at IS NULL").Order("account.id").Find(&accounts).Error
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if !mail.Deliverable(a.Username) {
			continue
		}
		language := i18n.Match("", "", a.Locale)
		p := i18n.For(language)
		_, err := s.Mail.SendTx(tx, mail.Message{To: a.Username, Language: language, Key: "offering-seats:" + key + ":" + a.ID,
			Subject: p.T("seats.mail.trainer_subject", "offering", offering.Code), Text: []string{p.T("seats.mail.trainer", "count", count, "course", version.Title, "offering", offering.Code)},
			Link: &mail.Link{Label: p.T("seats.mail.see"), Address: s.Mail.Address("/offerings/" + offering.ID + "/seats")}})
		if err != nil {
			return err
		}
	}
	return nil
}

// MyMessage is a message as the person it is for sees it.
type MyMessage struct {
	Message
	CourseTitle string
	Author      string // empty for what no person said
	StartsOn    db.Date
	EndsOn      db.Date
}

const myMessagesSQL = `
SELECT m.*, v.title AS course_title, COALESCE(a.name, '') AS author, o.starts_on, o.ends_on
FROM offering_message_person p JOIN offering_message m ON m.id = p.message_id JOIN offering o ON o.id = m.offering_id
JOIN course_version v ON v.id = o.course_version_id LEFT JOIN account a ON a.id = m.sent_by AND m.kind = 'message'
WHERE p.person_id = ? AND p.read_at IS NULL ORDER BY m.sent_at DESC, m.id DESC`

// MyMessages gives the actor's messages that they have not read, the newest first.
func (s *Service) MyMessages(ctx context.Context, actor access.Actor) (list []MyMessage, err error) {
	if err := actor.NeedSomewhere(access.Learn); err != nil || actor.PersonID == "" {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		return tx.DB.Raw(myMessagesSQL, actor.PersonID).Scan(&list).Error
	})
	return list, err
}

// ReadMessage notes that the actor has read a message that is for them.
func (s *Service) ReadMessage(ctx context.Context, actor access.Actor, messageID string) error {
	if err := actor.NeedSomewhere(access.Learn); err != nil {
		return err
	}
	if actor.PersonID == "" {
		return fault.Missing("noun.message")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var mine int64
		if err := tx.DB.Model(&MessagePerson{}).Where("message_id = ? AND person_id = ?", messageID, actor.PersonID).Count(&mine).Error; err != nil {
			return err
		}
		if mine == 0 {
			return fault.Missing("noun.message")
		}
		if err := notifications.ReadTx(tx, actor.AccountID, Message{ID: messageID}.noticeKey()); err != nil {
			return err
		}
		return tx.DB.Model(&MessagePerson{}).Where("message_id = ? AND person_id = ? AND read_at IS NULL", messageID, actor.PersonID).Update("read_at", tx.Now).Error
	})
}

// paragraphs gives the paragraphs of a text as it was typed.
func paragraphs(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return slices.Clip(out)
}

// Paragraphs gives the paragraphs of the message.
func (m Message) Paragraphs() []string { return paragraphs(m.Body) }
