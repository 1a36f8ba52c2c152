package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"relevo/app/db"
	"relevo/app/jobs"
)

// Service sends mail and knows who wants none.
type Service struct {
	db     *db.DB
	jobs   *jobs.Jobs
	log    *slog.Logger
	base   string
	secret []byte
	from   string
	client *gomail.Client // nil: no mail is sent
}

// sendJob is the job of one letter.
const sendJob = "mail.send"

type sending struct{ LetterID string }

// tries is how often a letter is tried: a day and a half.
const tries = 15

// NewService makes the service and takes on its job. baseURL is where people reach
// relevo; with the secret, links in letters are known to be ours.
func NewService(d *db.DB, queue *jobs.Jobs, log *slog.Logger, baseURL string, secret []byte, config Config) (*Service, error) {
	client, err := config.client()
	if err != nil {
		return nil, err
	}
	s := &Service{db: d, jobs: queue, log: log, base: strings.TrimRight(baseURL, "/"), secret: secret, from: config.From, client: client}
	queue.Handle(sendJob, jobs.Hear(s.hearSend))
	queue.GiveUp(sendJob, tries, jobs.Told(s.hearGivenUp))
	return s, nil
}

// Configured tells whether mail is sent from here. A nil Service sends none.
func (s *Service) Configured() bool { return s != nil && s.client != nil }

// SendTx has a message sent once the transaction is through. It tells whether
// it will be: not where mail is not configured, and not where something with the same key
// was before.
func (s *Service) SendTx(tx *db.Tx, m Message) (queued bool, err error) {
	if !s.Configured() {
		return false, nil
	}
	if err := m.validate(); err != nil {
		return false, err
	}
	letter, fresh, err := put(tx, m)
	if err != nil || !fresh {
		return false, err
	}
	return true, s.jobs.EnqueueTx(tx, sendJob, sending{letter.ID})
}

// hearSend sends one letter.
func (s *Service) hearSend(ctx context.Context, event sending) error {
	if !s.Configured() {
		return errors.New("a letter waits, and no mail server is configured any more")
	}
	var message Message
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		_, message, err = takeLetter(tx, event.LetterID)
		return err
	})
	if errors.Is(err, errTaken) {
		return nil
	}
	if err != nil {
		return err
	}
	result := s.deliver(ctx, event.LetterID, message)
	// What became of it is noted even while relevo is being stopped.
	err = s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		if result.state == Sending {
			return nil
		}
		return note(tx, event.LetterID, Sending, result.state, result.reason)
	})
	switch {
	case err != nil:
		return err
	case result.state == Waiting:
		return fmt.Errorf("letter %s was not accepted yet: %s", event.LetterID, result.reason)
	case result.state == Sending:
		s.log.ErrorContext(ctx, "the line was cut before the mail server answered; the letter is not sent again", "letter", event.LetterID)
	case result.state == Failed:
		s.log.ErrorContext(ctx, "the mail server refused a letter", "letter", event.LetterID, "reason", result.reason)
	}
	return nil
}

// hearGivenUp notes that a letter was tried for the last time.
func (s *Service) hearGivenUp(ctx context.Context, event sending, _ error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var letter Letter
		if err := tx.DB.Select("reason").Where("id = ?", event.LetterID).Take(&letter).Error; err != nil {
			return err
		}
		return note(tx, event.LetterID, Waiting, Failed, letter.Reason)
	})
}

// Address is where a page of relevo is reached from a letter.
func (s *Service) Address(path string) string { return s.base + path }
