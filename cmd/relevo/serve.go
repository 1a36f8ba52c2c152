package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"relevo/app"
	"relevo/app/demo"
)

// serving says how the pages are reached.
type serving struct {
	Addr    string `default:"localhost:8080"                                     help:"Where to listen."   placeholder:"HOST:PORT"`
	BaseURL string `help:"The address people use, when a proxy stands in front." placeholder:"https://…"`
	// Course packages come from outside and play under a name of their own.
	PackagesURL string `help:"Another host name of this server, for course packages (SCORM) to play under; on localhost it is there by itself." placeholder:"https://…"`
	// Without, mistakes at the door would all come from the proxy.
	TrustedProxies []string `help:"Addresses or networks of proxies in front, whose X-Forwarded-For is believed." placeholder:"ADDRESS,…"      sep:","`
	LogJSON        bool     `help:"Write the log as JSON."`
	DebugAddr      string   `help:"Show Go's profiles and counters here, on this machine alone."                  placeholder:"localhost:PORT"`
	// What certificates are signed with.
	Keys           string `help:"Folder of the keys that certificates are signed with; without it, keys in the data folder. RELEVO_KEYS_PASSPHRASE opens them." placeholder:"DIR"`
	KeysPassphrase string `hidden:""` // from the environment: others can read a command line
	WebhooksHere   bool   `help:"For development: webhooks may lead to this machine itself, by http too."`
	mailing        `embed:""`
	singleSignOn   `embed:""`
}

func (s serving) log(c *console) *slog.Logger {
	if s.LogJSON {
		return slog.New(slog.NewJSONHandler(c.err, nil))
	}
	return slog.New(slog.NewTextHandler(c.err, nil))
}

// serveCommand is "relevo serve".
type serveCommand struct {
	Data        string `default:"relevo-data"                                     help:"Folder of the embedded database and the keys." placeholder:"DIR"`
	DatabaseURL string `help:"A PostgreSQL database instead of the embedded one." placeholder:"postgres://…"`
	// Figures may be a little old, and need not burden the database that everybody writes to.
	ReplicaURL string        `help:"A streaming replica of that database, which figures are read from."   placeholder:"postgres://…"`
	ReplicaLag time.Duration `default:"30s"                                                               help:"How old what the replica holds may be; when it is older, figures are read from the database itself." placeholder:"DURATION"`
	serving    `embed:""`
	FirstAdmin string `help:"Username of an administrator to create when there is no account yet." placeholder:"USERNAME"`
}

// Run serves until the console's context ends.
func (s *serveCommand) Run(c *console) error {
	return serve(c, app.Config{Addr: s.Addr, BaseURL: s.BaseURL, PackagesURL: s.PackagesURL, TrustedProxies: s.TrustedProxies, Data: s.Data, DatabaseURL: s.DatabaseURL, ReplicaURL: s.ReplicaURL, ReplicaLag: s.ReplicaLag, Log: s.log(c), DebugAddr: s.DebugAddr, Keys: s.Keys, KeysPassphrase: s.KeysPassphrase, Mail: s.mail(), SSO: s.sso(), WebhooksHere: s.WebhooksHere}, func(a *app.App) error {
		return firstAdministrator(c, a, s.FirstAdmin)
	})
}

// firstAdministrator opens the first account of a new relevo, so that there
// is somebody who can open the others.
func firstAdministrator(c *console, a *app.App, username string) error {
	passphrase, err := a.FirstAdministrator(c.ctx, username)
	switch {
	case err != nil:
		return err
	case passphrase != "":
		_, err = fmt.Fprintf(c.err, "\nThe first account, an administrator's:\n  user        %s\n  passphrase  %s\nIt is shown this once: log in and change it.\n\n", username, passphrase)
	}
	return err
}

// demoCommand is "relevo demo".
type demoCommand struct {
	Data        string `default:"relevo-demo"                                                help:"Folder of the demonstration's database." placeholder:"DIR"`
	DatabaseURL string `help:"An empty PostgreSQL database instead of the embedded one."     placeholder:"postgres://…"`
	serving     `embed:""`
	Fresh       bool `help:"Begin anew: forget what was done in the demonstration before."`
}

// Run loads the demonstration, unless it is there, and serves it.
func (d *demoCommand) Run(c *console) error {
	config := app.Config{Addr: d.Addr, BaseURL: d.BaseURL, PackagesURL: d.PackagesURL, TrustedProxies: d.TrustedProxies, Data: d.Data, DatabaseURL: d.DatabaseURL, Log: d.log(c), DebugAddr: d.DebugAddr, Guests: demo.Guests(), Keys: d.Keys, KeysPassphrase: d.KeysPassphrase, Mail: d.mail(), SSO: d.sso(), WebhooksHere: d.WebhooksHere}
	if d.Fresh && d.DatabaseURL != "" {
		return errors.New("--fresh forgets an embedded database only; to begin anew in PostgreSQL, give an empty database")
	}
	if d.Fresh {
		if err := demo.Remove(d.Data); err != nil {
			return err
		}
	}
	clock, err := demo.Clock(d.Data)
	if err != nil {
		return err
	}
	config.Clock = clock
	return serve(c, config, func(a *app.App) error {
		begin := time.Now()
		loaded, err := a.LoadDemonstration(c.ctx)
		if err != nil {
			return err
		}
		if loaded {
			_, err = fmt.Fprintf(c.err, "The demonstration programme was loaded in %.1f s.\n", time.Since(begin).Seconds())
		}
		return err
	}, printGuests)
}

// printGuests prints a login for each kind of person.
func printGuests(c *console) error {
	var b strings.Builder
	b.WriteString("\nCome in as (all invented):\n")
	for _, g := range demo.Guests() {
		fmt.Fprintf(&b, "  %-14s user %-24s passphrase %s\n", g.Role, g.Username, g.Passphrase)
	}
	_, err := fmt.Fprintln(c.err, b.String())
	return err
}

// serve opens the application, prepares it, says where it is and runs it
// until the console's context ends. That it ends before all is ready is no failure.
func serve(c *console, config app.Config, prepare func(*app.App) error, announce ...func(*console) error) error {
	err := serveUntilStopped(c, config, prepare, announce)
	if c.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		_, err = fmt.Fprintln(c.err, "Stopped before it was ready.")
	}
	return err
}

func serveUntilStopped(c *console, config app.Config, prepare func(*app.App) error, announce []func(*console) error) error {
	if _, err := fmt.Fprintf(c.err, "Opening the database (%s).\n", config.DatabaseName()); err != nil {
		return err
	}
	a, err := app.New(c.ctx, config)
	if err != nil {
		return err
	}
	for _, name := range a.Migrated {
		if _, err := fmt.Fprintf(c.err, "Migrated: %s\n", name); err != nil {
			return err
		}
	}
	if err := prepare(a); err != nil {
		return a.Abandon(err)
	}
	return a.Run(c.ctx, func(address string) {
		_, _ = fmt.Fprintf(c.err, "relevo is ready: %s\n", address) // a closed stderr is no reason to stop serving
		for _, say := range announce {
			if err := say(c); err != nil {
				return
			}
		}
		_, _ = fmt.Fprintln(c.err, "Stop with Ctrl+C.")
	})
}

// migrateCommand is "relevo migrate".
type migrateCommand struct {
	Data        string `default:"relevo-data"                                     help:"Folder of the embedded database and the keys." placeholder:"DIR"`
	DatabaseURL string `help:"A PostgreSQL database instead of the embedded one." placeholder:"postgres://…"`
}

// Run migrates and stops.
func (m *migrateCommand) Run(c *console) error {
	config := app.Config{Data: m.Data, DatabaseURL: m.DatabaseURL}
	applied, err := app.Migrate(c.ctx, config)
	if err != nil {
		return err
	}
	if len(applied) == 0 {
		_, err = fmt.Fprintf(c.err, "Nothing to do: %s is up to date.\n", config.DatabaseName())
		return err
	}
	for _, name := range applied {
		if _, err := fmt.Fprintf(c.err, "Migrated: %s\n", name); err != nil {
			return err
		}
	}
	return nil
}
