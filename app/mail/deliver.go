package mail

import (
	"context"
	"errors"
	"fmt"

	gomail "github.com/wneessen/go-mail"
)

// outcome is what trying to send a letter came to: Sent, Failed, Waiting to be
// tried again, or still Sending where nobody knows. reason names no person.
type outcome struct {
	state  State
	reason string
}

// deliver hands a letter to the server.
func (s *Service) deliver(ctx context.Context, id string, m Message) outcome {
	letter, err := s.compose(id, m)
	if err != nil {
		return outcome{Failed, "it could not be put together"}
	}
	line, err := s.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return outcome{Waiting, fmt.Sprintf("connecting: %v", err)} // names the server and no recipient
	}
	defer func() { _ = s.client.CloseWithSMTPClient(line) }() // whatever is said at parting, the letter's fate is known
	err = s.client.SendWithSMTPClient(line, letter)
	if err == nil || letter.IsDelivered() {
		return outcome{Sent, ""}
	}
	return judge(err)
}

// Replies of SMTP from here on refuse for good (RFC 5321, 4.2.1).
const refusedForGood = 500

// judge tells what an error in sending means.
func judge(err error) outcome {
	var failed *gomail.SendError
	if !errors.As(err, &failed) {
		return outcome{Waiting, "sending"}
	}
	reason := failed.Reason.String()
	if code := failed.ErrorCode(); code > 0 {
		reason = fmt.Sprintf("%s: %d %s", reason, code, failed.EnhancedStatusCode())
	}
	switch {
	case failed.ErrorCode() >= refusedForGood:
		return outcome{Failed, reason}
	case failed.ErrorCode() == 0 && failed.Reason == gomail.ErrSMTPDataClose:
		return outcome{Sending, reason} // all was said, and no answer came
	}
	return outcome{Waiting, reason}
}
