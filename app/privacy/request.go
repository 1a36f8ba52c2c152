package privacy

import (
	"context"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Request is what somebody asked about their own data.
type Request struct {
	ID       string
	PersonID string
	Kind     Kind
	Wording  string
	MadeAt   db.Instant
	DueOn    db.Date // the last day on which it is answered in time, unless that was extended
}

// TableName names the table for GORM.
func (Request) TableName() string { return "privacy_request" }

// Outcome is what came of a request.
type Outcome string

// The outcomes.
const (
	Granted Outcome = "granted"
	Refused Outcome = "refused"
)

// Answer is what was said to a request. There is one.
type Answer struct {
	RequestID  string `gorm:"primaryKey"`
	Outcome    Outcome
	Reason     string
	AnsweredAt db.Instant
	AnsweredBy string
}

// TableName names the table for GORM.
func (Answer) TableName() string { return "privacy_answer" }

// Case is a request with whose it is and what was answered.
type Case struct {
	Request
	Name      string
	Extension *Extension
	Answer    *Answer
	Today     db.Date
}

// Overdue tells whether it should have been answered by now.
func (c Case) Overdue() bool { return c.Answer == nil && c.Today > c.Due() }

// DaysLeft is how many days are left to answer, negative when it is late.
func (c Case) DaysLeft() int { return int(c.Due() - c.Today) }

// mostWording bounds what is written in a request, an answer or an incident, in characters.
const mostWording = 4000

// Ask makes a request about one's own data.
func (s *Service) Ask(ctx context.Context, actor access.Actor, kind Kind, wording string) (request Request, err error) {
	if err := needPerson(actor); err != nil {
		return Request{}, err
	}
	var check fault.Check
	_, known := answerWithin[kind]
	check.That(known, "kind", "fault.required")
	check.That(kind == Access || strings.TrimSpace(wording) != "", "wording", "fault.required")
	check.That(len([]rune(wording)) <= mostWording, "wording", "privacy.too_long", "max", mostWording)
	if err := check.Err(); err != nil {
		return Request{}, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		days, err := s.valueTx(tx, daysName(kind))
		if err != nil {
			return err
		}
		request = Request{ID: tx.NewID(), PersonID: actor.PersonID, Kind: kind, Wording: strings.TrimSpace(wording), MadeAt: tx.Now, DueOn: afterWorkingDays(tx.Today(), days)}
		if err := tx.DB.Create(&request).Error; err != nil {
			return err
		}
		if s.Asked != nil {
			if err := s.Asked(tx, request); err != nil {
				return err
			}
		}
		return record(tx, actor, "ask", "request", request.ID, map[string]string{"kind": string(kind)})
	})
	return request, err
}

// afterWorkingDays is the day so many working days, Monday to Friday, after a day.
// Holidays count as working days: an answer is due rather too early than too late.
func afterWorkingDays(from db.Date, days int64) db.Date {
	for days > 0 {
		from++
		if weekday := from.Time().Weekday(); weekday != time.Saturday && weekday != time.Sunday {
			days--
		}
	}
	return from
}

// Own lists the actor's own requests, newest first.
func (s *Service) Own(ctx context.Context, actor access.Actor) (cases []Case, err error) {
	if actor.PersonID == "" {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var requests []Request
		if err := tx.DB.Where("person_id = ?", actor.PersonID).Order("made_at DESC, id DESC").Find(&requests).Error; err != nil {
			return err
		}
		cases, err = casesTx(tx, requests)
		return err
	})
	return cases, err
}

// mostCases is how many requests a list shows.
const mostCases = 200

// Cases lists everybody's requests: those without an answer first, by the day they are due.
func (s *Service) Cases(ctx context.Context, actor access.Actor) ([]Case, error) {
	return s.cases(ctx, actor, func(tx *db.Tx, requests *[]Request) error {
		return tx.DB.Raw(`SELECT r.* FROM privacy_request r LEFT JOIN privacy_answer a ON a.request_id = r.id LEFT JOIN privacy_extension e ON e.request_id = r.id
			ORDER BY CASE WHEN a.request_id IS NULL THEN 0 ELSE 1 END, CASE WHEN a.request_id IS NULL THEN COALESCE(e.due_on, r.due_on) END, r.made_at DESC, r.id LIMIT ?`, mostCases).Scan(requests).Error
	})
}

// CasesAfter lists everybody's requests for programs, the newest first: at most so many of those older than the one
// named; none named: from the newest. open asks for those without an answer only.
func (s *Service) CasesAfter(ctx context.Context, actor access.Actor, open bool, after string, limit int) ([]Case, error) {
	return s.cases(ctx, actor, func(tx *db.Tx, requests *[]Request) error {
		query := tx.DB.Order("id DESC").Limit(limit)
		if after != "" {
			query = query.Where("id < ?", after)
		}
		if open {
			query = query.Where("NOT EXISTS (SELECT 1 FROM privacy_answer a WHERE a.request_id = privacy_request.id)")
		}
		return query.Find(requests).Error
	})
}

// cases completes and names those requests that are found, for whoever answers them.
func (s *Service) cases(ctx context.Context, actor access.Actor, find func(tx *db.Tx, requests *[]Request) error) (cases []Case, err error) {
	if err := needManager(actor); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var requests []Request
		if err := find(tx, &requests); err != nil {
			return err
		}
		if cases, err = casesTx(tx, requests); err != nil {
			return err
		}
		return s.nameTx(tx, cases)
	})
	return cases, err
}

// Case gives one request to whoever answers it.
func (s *Service) Case(ctx context.Context, actor access.Actor, id string) (Case, error) {
	if err := needManager(actor); err != nil {
		return Case{}, err
	}
	var cases []Case
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		request, err := requestTx(tx, id)
		if err != nil {
			return err
		}
		if cases, err = casesTx(tx, []Request{request}); err != nil {
			return err
		}
		return s.nameTx(tx, cases)
	})
	if err != nil {
		return Case{}, err
	}
	return cases[0], nil
}

func requestTx(tx *db.Tx, id string) (request Request, err error) {
	err = tx.DB.Where("id = ?", id).Take(&request).Error
	if db.IsNone(err) {
		return request, fault.Missing("noun.request")
	}
	return request, err
}

func casesTx(tx *db.Tx, requests []Request) ([]Case, error) {
	ids := make([]string, len(requests))
	for i, r := range requests {
		ids[i] = r.ID
	}
	var answers []Answer
	if err := tx.DB.Where("request_id IN ?", ids).Find(&answers).Error; err != nil {
		return nil, err
	}
	var extensions []Extension
	if err := tx.DB.Where("request_id IN ?", ids).Find(&extensions).Error; err != nil {
		return nil, err
	}
	longer := map[string]*Extension{}
	for i := range extensions {
		longer[extensions[i].RequestID] = &extensions[i]
	}
	of := map[string]*Answer{}
	for i := range answers {
		of[answers[i].RequestID] = &answers[i]
	}
	cases := make([]Case, len(requests))
	for i, r := range requests {
		cases[i] = Case{Request: r, Extension: longer[r.ID], Answer: of[r.ID], Today: tx.Today()}
	}
	return cases, nil
}

func (s *Service) nameTx(tx *db.Tx, cases []Case) (err error) {
	for i := range cases {
		if cases[i].Name, err = s.Name(tx, cases[i].PersonID); err != nil {
			return err
		}
	}
	return nil
}

// AnswerInput is what an administrator decides.
type AnswerInput struct {
	Outcome Outcome
	Reason  string
}

// Answer decides a request. Granting a cancellation erases the person at once;
// granting an opposition withdraws every consent.
func (s *Service) Answer(ctx context.Context, actor access.Actor, id string, in AnswerInput) error {
	if err := needManager(actor); err != nil {
		return err
	}
	var check fault.Check
	check.That(in.Outcome == Granted || in.Outcome == Refused, "outcome", "fault.required")
	check.That(strings.TrimSpace(in.Reason) != "", "reason", "fault.required")
	check.That(len([]rune(in.Reason)) <= mostWording, "reason", "privacy.too_long", "max", mostWording)
	if err := check.Err(); err != nil {
		return err
	}
	var erased string
	err := s.manage(ctx, actor, func(tx *db.Tx) error {
		erased = ""
		request, err := requestTx(tx, id)
		if err != nil {
			return err
		}
		if request.PersonID == actor.PersonID {
			return fault.New(fault.Conflict, "privacy.answer.own")
		}
		answer := Answer{RequestID: id, Outcome: in.Outcome, Reason: strings.TrimSpace(in.Reason), AnsweredAt: tx.Now, AnsweredBy: actor.AccountID}
		if err := tx.DB.Create(&answer).Error; err != nil {
			if db.IsDuplicate(err) {
				return fault.New(fault.Conflict, "privacy.answer.twice")
			}
			return err
		}
		if in.Outcome == Granted && request.Kind == Cancellation {
			erased = request.PersonID
			if err := s.EraseTx(tx, request.PersonID); err != nil {
				return err
			}
		}
		if in.Outcome == Granted && request.Kind == Opposition {
			if err := s.withdrawAllTx(tx, request.PersonID); err != nil {
				return err
			}
		}
		return record(tx, actor, "answer", "request", id, map[string]string{"outcome": string(in.Outcome)})
	})
	if err == nil && erased != "" {
		err = s.ledger.Note(erased)
	}
	return err
}
