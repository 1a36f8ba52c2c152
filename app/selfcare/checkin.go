package selfcare

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/privacy"
)

// The purposes for which there is consent, each by itself.
const (
	Keeping  = privacy.SelfCare        // one's answers are kept, to be looked back on
	Counting = privacy.SelfCareFigures // they count in figures that name nobody
)

// Checkin is what somebody answered once, and kept.
type Checkin struct {
	ID            string
	PersonID      string
	Questionnaire string // OwnName or a pack's identifier
	Answers       string // JSON: the value of each answer, in the order of the items
	AnsweredAt    db.Instant
}

// TableName names the table for GORM.
func (Checkin) TableName() string { return "selfcare_checkin" }

func (c Checkin) values() (values []int, err error) {
	if err := json.Unmarshal([]byte(c.Answers), &values); err != nil {
		return nil, fmt.Errorf("a check-in's answers: %w", err)
	}
	return values, nil
}

// Told is a check-in as its owner reads it.
type Told struct {
	ID         string // empty: it was not kept
	Title      string
	Language   string // empty: the texts are catalogue keys
	AnsweredAt db.Instant
	Outcomes   []Outcome
	Help       string // whom to turn to, as those wrote it who know; may be empty
}

// Heavy tells whether one of the outcomes asks for words of help.
func (t Told) Heavy() bool {
	for _, o := range t.Outcomes {
		if o.Band.Heavy {
			return true
		}
	}
	return false
}

// Overview is all that somebody sees of their self-care.
type Overview struct {
	Offered  []Offered
	Keeps    bool // what they answer is kept
	Counts   bool // and counts in the figures
	HasOwn   bool // a staff record: without one nothing can be kept
	Checkins []Told
}

// most is how many check-ins are shown.
const most = 50

// Overview gives the actor's own check-ins, newest first, and what they can answer.
func (s *Service) Overview(ctx context.Context, actor access.Actor) (o Overview, err error) {
	if !actor.LoggedIn() {
		return o, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	o.HasOwn = actor.PersonID != ""
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if o.Offered, err = offeredTx(tx); err != nil || !o.HasOwn {
			return err
		}
		if o.Keeps, err = privacy.ConsentsTx(tx, actor.PersonID, Keeping); err != nil {
			return err
		}
		if o.Counts, err = privacy.ConsentsTx(tx, actor.PersonID, Counting); err != nil {
			return err
		}
		var kept []Checkin
		if err := tx.DB.Where("person_id = ?", actor.PersonID).Order("answered_at DESC, id DESC").Limit(most).Find(&kept).Error; err != nil {
			return err
		}
		o.Checkins = nil
		known := map[string]Questionnaire{}
		for _, c := range kept {
			q, ok := known[c.Questionnaire]
			if !ok {
				if q, err = questionnaireTx(tx, c.Questionnaire); err != nil {
					return err
				}
				known[c.Questionnaire] = q
			}
			told, err := tell(q, c)
			if err != nil {
				return err
			}
			o.Checkins = append(o.Checkins, told)
		}
		return nil
	})
	return o, err
}

func tell(q Questionnaire, c Checkin) (Told, error) {
	values, err := c.values()
	if err != nil {
		return Told{}, err
	}
	return Told{ID: c.ID, Title: q.Title, Language: q.Language, AnsweredAt: c.AnsweredAt, Outcomes: q.Outcomes(values)}, nil
}

// Questions gives a questionnaire to be answered.
func (s *Service) Questions(ctx context.Context, actor access.Actor, name string) (q Offered, err error) {
	if !actor.LoggedIn() {
		return q, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q, err = offeredCalledTx(tx, name)
		return err
	})
	return q, err
}

func offeredCalledTx(tx *db.Tx, name string) (Offered, error) {
	offered, err := offeredTx(tx)
	if err != nil {
		return Offered{}, err
	}
	for _, o := range offered {
		if o.Name == name {
			return o, nil
		}
	}
	return Offered{}, fault.Missing("noun.page")
}

// Unanswered is the value of an item without an answer.
const Unanswered = -1

// Answer adds up the actor's answers and keeps them if they have consented to that. Nothing
// is noted in the audit: that somebody answered is theirs alone.
func (s *Service) Answer(ctx context.Context, actor access.Actor, name string, values []int) (told Told, err error) {
	if !actor.LoggedIn() {
		return Told{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		q, err := offeredCalledTx(tx, name)
		if err != nil {
			return err
		}
		if !q.answered(values) {
			var check fault.Check
			for i := range q.Items {
				check.That(i < len(values) && q.offers(values[i]), "item"+strconv.Itoa(i+1), "selfcare.answer_each")
			}
			return check.Err()
		}
		body, err := json.Marshal(values)
		if err != nil {
			return fmt.Errorf("writing a check-in down: %w", err)
		}
		c := Checkin{PersonID: actor.PersonID, Questionnaire: name, Answers: string(body), AnsweredAt: tx.Now}
		if actor.PersonID != "" {
			keeps, err := privacy.ConsentsTx(tx, actor.PersonID, Keeping)
			if err != nil {
				return err
			}
			if keeps {
				c.ID = tx.NewID()
				if err := tx.DB.Create(&c).Error; err != nil {
					return err
				}
			}
		}
		if told, err = tell(q.Questionnaire, c); err != nil {
			return err
		}
		told.Help, err = helpTx(tx)
		return err
	})
	return told, err
}

// Kept gives one of the actor's own check-ins. That of anybody else is not there, and that
// it was asked for is noted.
func (s *Service) Kept(ctx context.Context, actor access.Actor, id string) (told Told, err error) {
	if !actor.LoggedIn() {
		return Told{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	found := false
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var kept []Checkin
		if err := tx.DB.Where("id = ? AND person_id = ? AND person_id <> ''", id, actor.PersonID).Limit(1).Find(&kept).Error; err != nil || len(kept) == 0 {
			return err
		}
		found = true
		q, err := questionnaireTx(tx, kept[0].Questionnaire)
		if err != nil {
			return err
		}
		if told, err = tell(q, kept[0]); err != nil {
			return err
		}
		told.Help, err = helpTx(tx)
		return err
	})
	if err == nil && !found {
		err = s.Refuse(ctx, actor, "selfcare_checkin", id)
	}
	return told, err
}

// Remove deletes one of the actor's own check-ins, for good.
func (s *Service) Remove(ctx context.Context, actor access.Actor, id string) error {
	if !actor.LoggedIn() {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	var removed int64
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		done := tx.DB.Where("id = ? AND person_id = ? AND person_id <> ''", id, actor.PersonID).Delete(&Checkin{})
		removed = done.RowsAffected
		return done.Error
	})
	if err == nil && removed == 0 {
		err = s.Refuse(ctx, actor, "selfcare_checkin", id)
	}
	return err
}

// longestID bounds what is written into the audit of an address that somebody made up.
const longestID = 64

// Refuse answers a request for what is somebody else's: it is not there, and the audit has that it
// was asked for. Whether there is anything is not looked up, so that no answer can tell.
func (s *Service) Refuse(ctx context.Context, actor access.Actor, kind, id string) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		return access.Record(tx, actor, "selfcare.refuse", kind, id[:min(len(id), longestID)], nil)
	})
	if err != nil {
		return err
	}
	return fault.Missing("noun.page")
}
