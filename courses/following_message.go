package courses

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
)

// MessageInput is what some of an offering are to be told.
type MessageInput struct {
	Group       Group
	Subject     string
	Body        string
	IncludeLeft bool // those too who are not in that post any more
}

const (
	maxSubject = 120
	maxBody    = 3000
	sentTwice  = 10 * time.Minute
)

func (in *MessageInput) tidy() error {
	in.Subject, in.Body = strings.Join(strings.Fields(in.Subject), " "), strings.TrimSpace(in.Body)
	var check fault.Check
	check.That(in.Subject != "", "subject", "fault.required")
	check.That(len([]rune(in.Subject)) <= maxSubject, "subject", "courses.too_long", "max", maxSubject)
	check.That(in.Body != "", "body", "fault.required")
	check.That(len([]rune(in.Body)) <= maxBody, "body", "courses.too_long", "max", maxBody)
	return check.Err()
}

// recipients are those of a group who are told: never who has withdrawn, nor who has left the
// post unless that is chosen.
func (in MessageInput) recipients(rows []Follow) []Follow {
	return slices.DeleteFunc(slices.Clone(rows), func(f Follow) bool {
		return f.Stage == Withdrawn || f.Gone() && !in.IncludeLeft && !in.Group.Left
	})
}

// PreviewMessage shows who would be told, before anybody is.
func (s *Service) PreviewMessage(ctx context.Context, actor access.Actor, offeringID string, in MessageInput) (list []Follow, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		found, err := followTx(tx, actor, offeringID, in.Group)
		if err != nil {
			return err
		}
		list = in.recipients(found.Rows)
		return in.tidy()
	})
	if err == nil && len(list) == 0 {
		err = fault.OnField("subject", "following.nobody")
	}
	return list, err
}

// SendMessage tells a group something: in the application until they have read it, and by
// mail to who has an address and wants mail. It gives how many were told and how many by mail.
func (s *Service) SendMessage(ctx context.Context, actor access.Actor, offeringID string, in MessageInput) (told, mailed int, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return 0, 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		found, err := followTx(tx, actor, offeringID, in.Group)
		if err != nil {
			return err
		}
		if err := in.tidy(); err != nil {
			return err
		}
		if err := lock(tx, offeringID); err != nil {
			return err
		}
		var ids []string
		for _, f := range in.recipients(found.Rows) {
			ids = append(ids, f.PersonID)
		}
		if len(ids) == 0 {
			return fault.OnField("subject", "following.nobody")
		}
		chosen, err := json.Marshal(found.Group)
		if err != nil {
			return err
		}
		message := Message{ID: tx.NewID(), OfferingID: offeringID, Kind: FromTrainer, Subject: in.Subject, Body: in.Body, Chosen: string(chosen), SentAt: tx.Now, SentBy: actor.AccountID}
		if err := notTwice(tx, message); err != nil {
			return err
		}
		told = len(unique(ids))
		mailed, err = s.tell(tx, message, found.CourseTitle, ids, func(*i18n.Printer) (string, []string) { return in.Subject, message.Paragraphs() })
		if err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.message.send", "offering", offeringID, map[string]int{"people": told, "mail": mailed})
	})
	return told, mailed, err
}

// notTwice refuses the very same message some minutes after it was sent: a button that was
// pressed again.
func notTwice(tx *db.Tx, m Message) error {
	var same int64
	err := tx.DB.Model(&Message{}).Where("offering_id = ? AND sent_by = ? AND subject = ? AND body = ? AND chosen = ? AND sent_at > ?",
		m.OfferingID, m.SentBy, m.Subject, m.Body, m.Chosen, tx.Now.Add(-sentTwice)).Count(&same).Error
	if err == nil && same > 0 {
		err = fault.New(fault.Conflict, "following.sent_already")
	}
	return err
}

const sentSQL = `
SELECT m.*, COALESCE(a.name, '') AS author, count(p.person_id) AS people, sum(CASE WHEN p.mailed THEN 1 ELSE 0 END) AS mail, count(p.read_at) AS read
FROM offering_message m JOIN offering_message_person p ON p.message_id = m.id LEFT JOIN account a ON a.id = m.sent_by
WHERE m.offering_id = ? AND m.kind = 'message' GROUP BY m.id, a.name ORDER BY m.sent_at DESC, m.id DESC`

// messagesOf gives the messages of an offering, the newest first.
func messagesOf(tx *db.Tx, offeringID string) ([]SentMessage, error) {
	var list []SentMessage
	if err := tx.DB.Raw(sentSQL, offeringID).Scan(&list).Error; err != nil {
		return nil, err
	}
	for i := range list {
		if err := json.Unmarshal([]byte(list[i].Chosen), &list[i].Group); err != nil {
			return nil, err
		}
	}
	return list, nil
}
