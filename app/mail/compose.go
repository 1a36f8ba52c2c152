package mail

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/url"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"relevo/app/i18n"
)

//go:embed letter.html
var letterPage string

var page = template.Must(template.New("letter").Parse(letterPage))

// compose makes the letter, in plain text and as a simple page.
func (s *Service) compose(id string, m Message) (*gomail.Msg, error) {
	letter := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP))
	if err := letter.FromFormat("relevo", s.from); err != nil {
		return nil, err
	}
	if err := letter.To(m.To); err != nil {
		return nil, err
	}
	letter.Subject(m.Subject)
	letter.SetDateWithValue(s.db.Now().Time())
	letter.SetMessageIDWithValue(id + "@" + s.host())
	letter.SetGenHeader("Content-Language", string(m.Language))
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // so that absence notes do not answer (RFC 3834)
	if m.Off != "" {
		letter.SetListUnsubscribe("<" + m.Off + ">")
		letter.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") // the reader's program may do it at once (RFC 8058)
	}
	letter.SetBodyString(gomail.TypeTextPlain, s.plain(m))
	html, err := s.html(m)
	if err != nil {
		return nil, err
	}
	letter.AddAlternativeString(gomail.TypeTextHTML, html)
	for _, a := range m.Attached {
		if err := letter.AttachReader(a.Name, bytes.NewReader(a.Data), gomail.WithFileContentType(gomail.ContentType(a.MediaType))); err != nil {
			return nil, fmt.Errorf("attaching %s: %w", a.Name, err)
		}
	}
	return letter, nil
}

// host is the name behind which the letters' identifiers are unique.
func (s *Service) host() string {
	at, err := url.Parse(s.base)
	if err != nil || at.Hostname() == "" {
		return "relevo"
	}
	return at.Hostname()
}

// plain is the letter for those who read it as text.
func (s *Service) plain(m Message) string {
	p := i18n.For(m.Language)
	all := append([]string{}, m.Text...)
	if m.Link != nil {
		all = append(all, m.Link.Label+":\n"+m.Link.Address)
	}
	foot := "-- \n" + p.T("mail.foot", "address", s.base)
	if m.Off != "" {
		foot += "\n" + m.offLabel(p) + ": " + m.Off
	}
	return strings.Join(append(all, foot), "\n\n") + "\n"
}

func (s *Service) html(m Message) (string, error) {
	p := i18n.For(m.Language)
	var out bytes.Buffer
	err := page.Execute(&out, struct {
		Message
		Foot, OffLabel string
	}{m, p.T("mail.foot", "address", s.base), m.offLabel(p)})
	if err != nil {
		return "", fmt.Errorf("making a letter's page: %w", err)
	}
	return out.String(), nil
}
