package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"relevo/app/access/sso"
	"relevo/app/access/web"
	"relevo/app/mail"
	"relevo/certificates/signature"
)

// Config is what a running relevo is told from outside.
type Config struct {
	Addr        string // where to listen, "localhost:8080"; port 0 takes a free one
	BaseURL     string // where people reach it; made from Addr when empty
	PackagesURL string // where course packages play, another host name of the same server; see App.PackagesURL
	// TrustedProxies are addresses or networks ("10.0.0.0/8") of proxies in front; the
	// address a request comes from is believed from them alone.
	TrustedProxies []string
	Data           string        // the folder of the embedded database, the secret and uploads
	DatabaseURL    string        // postgres://…; empty for the embedded SQLite in Data
	ReplicaURL     string        // postgres://… of a streaming replica that figures are read from; empty for none
	ReplicaLag     time.Duration // how old what is read there may be; 0 for db.DefaultReplicaLag
	Keys           string        // the folder of the keys that certificates are signed with; empty for keys in Data
	// KeysPassphrase opens the private keys; empty when they lie there in clear.
	KeysPassphrase string
	Log            *slog.Logger
	SSO            sso.Config  // another provider of logins; the zero value is none
	Mail           mail.Config // how mail is sent; the zero value sends none
	// WebhooksHere lets webhooks lead to this machine itself, by http too: for those who develop what receives them.
	WebhooksHere bool
	// DebugAddr is where profiles and counters are shown, on this machine alone; empty for nowhere.
	DebugAddr string
	// Clock is the time; nil for the real one. The demonstration brings its own.
	Clock func() time.Time
	// Guests are the logins a demonstration offers; giving any marks every
	// page as a demonstration.
	Guests []web.Guest
}

// check refuses what would otherwise be understood as something else.
func (c Config) check() error {
	if _, err := c.proxies(); err != nil {
		return err
	}
	if err := c.SSO.Check(); err != nil {
		return err
	}
	if err := checkDebugAddr(c.DebugAddr); err != nil {
		return err
	}
	if c.ReplicaURL != "" && c.DatabaseURL == "" {
		return errors.New("a replica follows a PostgreSQL: give its address with --database-url too")
	}
	if c.DatabaseURL == "" || strings.HasPrefix(c.DatabaseURL, "postgres://") || strings.HasPrefix(c.DatabaseURL, "postgresql://") {
		return nil
	}
	return errors.New("the database address must begin with postgres:// (without one, relevo uses the embedded database in its data folder)")
}

// proxies reads the proxies in front.
func (c Config) proxies() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, text := range c.TrustedProxies {
		network, err := netip.ParsePrefix(text)
		if one, addressErr := netip.ParseAddr(text); addressErr == nil {
			network, err = one.Prefix(one.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8: see --trusted-proxies", text)
		}
		all = append(all, network.Masked())
	}
	return all, nil
}

// databaseURL is where the data are.
func (c Config) databaseURL() string {
	if c.DatabaseURL != "" {
		return c.DatabaseURL
	}
	return filepath.Join(c.Data, "relevo.sqlite")
}

// DatabaseName says where the data are, without a password, for people.
func (c Config) DatabaseName() string {
	if c.DatabaseURL == "" {
		return filepath.Join(c.Data, "relevo.sqlite")
	}
	u, err := url.Parse(c.DatabaseURL)
	if err != nil {
		return "PostgreSQL"
	}
	return "PostgreSQL " + u.Host + u.Path
}

func (c Config) makeFolder() error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("the data folder cannot be made: %w", err)
	}
	return nil
}

// ring reads the keys. A demonstration without any makes its own, so that
// everything can be looked at.
func (c Config) ring() (*signature.Ring, error) {
	dir := c.keysFolder()
	ring, err := signature.Open(dir, c.KeysPassphrase)
	if err != nil || len(c.Guests) == 0 || len(ring.Issuers())+len(ring.PDFKeys()) > 0 {
		return ring, err
	}
	now := time.Now()
	if c.Clock != nil {
		now = c.Clock()
	}
	if _, err := signature.GenerateIssuer(dir, c.KeysPassphrase, now); err != nil {
		return nil, err
	}
	if _, err := signature.GeneratePDFKey(dir, c.KeysPassphrase, "", "Demostración de relevo", now); err != nil {
		return nil, err
	}
	return signature.Open(dir, c.KeysPassphrase)
}

const secretLength = 32

// secret reads the secret that signs forms, or makes it the first time. It
// lives beside the database and never in it. Several machines that serve
// together share a copy of the file.
func (c Config) secret() ([]byte, error) {
	if err := c.makeFolder(); err != nil {
		return nil, err
	}
	path := filepath.Join(c.Data, "secret")
	secret, err := os.ReadFile(path) //nolint:gosec // the folder is the administrator's choice
	switch {
	case err == nil && len(secret) == secretLength:
		return secret, nil
	case err == nil:
		return nil, fmt.Errorf("%s should hold %d bytes and holds %d: restore it from a backup, or remove it (the second step of logins must then be set up anew)", path, secretLength, len(secret))
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the secret cannot be read: %w", err)
	}
	secret = make([]byte, secretLength)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("making the secret: %w", err)
	}
	if err := os.WriteFile(path, secret, 0o600); err != nil {
		return nil, fmt.Errorf("the secret cannot be kept: %w", err)
	}
	return secret, nil
}
