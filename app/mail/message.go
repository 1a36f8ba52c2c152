package mail

import (
	netmail "net/mail"
	"strings"

	"relevo/app/fault"
	"relevo/app/i18n"
)

// Message is what somebody is to be told.
type Message struct {
	To       string      `json:"-"` // one address, without a name
	Language i18n.Locale `json:"language"`
	Key      string      `json:"-"` // what it is about; nothing with the same key is sent again
	Subject  string      `json:"subject"`
	Text     []string    `json:"text"`                // paragraphs
	Link     *Link       `json:"link,omitempty"`      // what to do, as a button
	Off      string      `json:"off,omitempty"`       // where to turn such letters off, by sending anything there; empty for what was asked for
	OffLabel string      `json:"off_label,omitempty"` // of the link that leads there; empty for that of notices
	Attached []Attached  `json:"attached,omitempty"`
}

// Attached is a file that goes with a letter.
type Attached struct {
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Data      []byte `json:"data"`
}

// offLabel is what the link says that turns such letters off.
func (m Message) offLabel(p *i18n.Printer) string {
	if m.OffLabel != "" {
		return m.OffLabel
	}
	return p.T("mail.off_link")
}

// Link leads from a letter to a page.
type Link struct {
	Label   string `json:"label"`
	Address string `json:"address"`
}

// Deliverable tells whether a text is one address to which mail can be sent.
func Deliverable(address string) bool {
	parsed, err := netmail.ParseAddress(address)
	return err == nil && parsed.Address == address && !strings.ContainsAny(address, "\r\n")
}

func (m Message) validate() error {
	var check fault.Check
	check.That(Deliverable(m.To), "email", "mail.address_wrong")
	check.That(m.Key != "", "key", "fault.required")
	check.That(strings.TrimSpace(m.Subject) != "", "subject", "fault.required")
	check.That(len(m.Text) > 0, "text", "fault.required")
	return check.Err()
}
