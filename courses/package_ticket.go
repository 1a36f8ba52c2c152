package courses

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"relevo/app/db"
	"relevo/app/fault"
)

// Ticket lets whoever shows it have the files of one package, and, where it names an
// enrolment, keep what the enrolment's person does in it. It stands in the address
// instead of a login: packages come from outside and play under a host name of their own, to
// which no cookie of ours ever goes.
type Ticket struct {
	PackageID   string
	EnrolmentID string // empty: an author tries the package, nothing is kept
	Until       db.Instant
}

// SignWith sets the secret by which tickets are known to be ours.
func (s *Service) SignWith(secret []byte) { s.secret = secret }

// ticketWeek is how long the same ticket is given for the same thing, so that a telephone
// keeps what it has loaded for some days instead of loading it anew each time. A ticket is
// good for at least a day.
const ticketWeek, ticketDay = 7 * 24, 24 // hours

// ticketFor writes a ticket.
func (s *Service) ticketFor(packageID, enrolmentID string, now db.Instant) (string, error) {
	if len(s.secret) == 0 {
		return "", errors.New("tickets need a secret: see Service.SignWith")
	}
	hour := now.Time().Unix() / 3600
	until := (hour/ticketWeek + 1) * ticketWeek
	if until-hour < ticketDay {
		until += ticketWeek
	}
	text := strings.Join([]string{packageID, enrolmentID, strconv.FormatInt(until, 36)}, ".")
	return text + "." + s.ticketProof(text), nil
}

func (s *Service) ticketProof(text string) string {
	mac := hmac.New(sha256.New, s.secret)
	_, _ = mac.Write([]byte("course package\x00" + text)) // a hash never fails to be written to
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// openTicket reads a ticket. One that is not ours is not there; one that has run out says so.
func (s *Service) openTicket(text string, now db.Instant) (Ticket, error) {
	missing := fault.Missing("noun.package")
	last := strings.LastIndex(text, ".")
	if last < 0 || len(s.secret) == 0 || !hmac.Equal([]byte(text[last+1:]), []byte(s.ticketProof(text[:last]))) {
		return Ticket{}, missing
	}
	parts := strings.Split(text[:last], ".")
	if len(parts) != 3 {
		return Ticket{}, missing
	}
	hours, err := strconv.ParseInt(parts[2], 36, 64)
	if err != nil {
		return Ticket{}, missing
	}
	ticket := Ticket{PackageID: parts[0], EnrolmentID: parts[1], Until: db.At(time.Unix(hours*3600, 0))}
	if !now.Before(ticket.Until) {
		return Ticket{}, fault.New(fault.Denied, "scorm.ticket_over")
	}
	return ticket, nil
}

// CheckTicket refuses a ticket that is not ours or has run out.
func (s *Service) CheckTicket(text string) error {
	_, err := s.openTicket(text, s.db.Now())
	return err
}
