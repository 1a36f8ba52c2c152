package mail

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// TLS says how the way to the server is kept from others.
type TLS string

// The ways.
const (
	StartTLS TLS = "starttls" // begun in the clear and refused unless the server goes on encrypted (RFC 3207)
	Implicit TLS = "tls"      // encrypted from the first byte (RFC 8314)
	NoTLS    TLS = "none"     // in the clear: for a server on the same machine
)

// Config is how mail is sent. The zero Config sends none.
type Config struct {
	Server     string // host:port
	From       string // the address it comes from
	User       string // empty where the server asks for nobody
	Passphrase string
	TLS        TLS // empty: StartTLS
	// Trust are the certificates with which the server may show itself; nil for
	// those that the machine trusts.
	Trust *tls.Config
}

// timeout bounds how long a server may take for anything.
const timeout = 30 * time.Second

// client makes the client that speaks to the server; nil where mail is not
// configured. What cannot be meant so is refused before relevo serves.
func (c Config) client() (*gomail.Client, error) {
	if c.Server == "" {
		if c.From != "" || c.User != "" {
			return nil, errors.New("mail has no server: give --mail-server HOST:PORT too, or none of the mail flags")
		}
		return nil, nil //nolint:nilnil // no mail is a usual answer, not an error
	}
	host, digits, err := net.SplitHostPort(c.Server)
	port, portErr := strconv.Atoi(digits)
	if err != nil || portErr != nil || host == "" {
		return nil, fmt.Errorf("the mail server %q is not of the form HOST:PORT", c.Server)
	}
	if !Deliverable(c.From) {
		return nil, fmt.Errorf("mail cannot come from %q: give an address with --mail-from", c.From)
	}
	options := []gomail.Option{gomail.WithPort(port), gomail.WithTimeout(timeout)}
	switch c.TLS {
	case StartTLS, "":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case Implicit:
		options = append(options, gomail.WithSSL())
	case NoTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("--mail-tls is starttls, tls or none, not %q", c.TLS)
	}
	if c.Trust != nil {
		options = append(options, gomail.WithTLSConfig(c.Trust))
	}
	if c.User != "" {
		options = append(options, gomail.WithUsername(c.User), gomail.WithPassword(c.Passphrase), gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover))
	}
	client, err := gomail.NewClient(host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail cannot be sent through %s: %w", c.Server, err)
	}
	return client, nil
}
