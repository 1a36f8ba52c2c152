package e2e

import (
	"context"
	"testing"
	"time"

	"relevo/app"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/demo"
)

// each runs a journey on SQLite and on PostgreSQL.
func each(t *testing.T, journey func(t *testing.T, dialect db.Dialect)) {
	t.Helper()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) { journey(t, dialect) })
	}
}

// eachAtLength runs a journey on SQLite and, in the longer run, on PostgreSQL too: for what is
// particular in the browser, where the services are tested on both anyway.
func eachAtLength(t *testing.T, journey func(t *testing.T, dialect db.Dialect)) {
	t.Helper()
	each(t, func(t *testing.T, dialect db.Dialect) {
		if testing.Short() && dialect == db.Postgres {
			t.Skip("make torture has both")
		}
		journey(t, dialect)
	})
}

// program is a running relevo.
type program struct {
	base       string
	clock      func() time.Time // nil: the real one
	passphrase string           // of the first administrator, where there is one
}

// config is where a test's relevo keeps its things.
func config(t *testing.T, dialect db.Dialect) app.Config {
	t.Helper()
	c := app.Config{Addr: "localhost:0", Data: t.TempDir()}
	if dialect == db.Postgres {
		c.DatabaseURL = dbtest.Address(t, dialect)
	}
	return c
}

// serve boots an empty relevo with its first administrator, "admin".
func serve(t *testing.T, dialect db.Dialect) program {
	t.Helper()
	var p program
	p.base = run(t, config(t, dialect), func(a *app.App) (err error) {
		p.passphrase, err = a.FirstAdministrator(t.Context(), "admin")
		return err
	})
	return p
}

// demonstrate boots the demonstration.
func demonstrate(t *testing.T, dialect db.Dialect) program {
	t.Helper()
	c := config(t, dialect)
	c.Guests = demo.Guests()
	clock, err := demo.Clock(c.Data)
	if err != nil {
		t.Fatal(err)
	}
	c.Clock = clock
	return program{base: run(t, c, func(a *app.App) error {
		_, err := a.LoadDemonstration(t.Context())
		return err
	})}
}

// run boots a relevo, serves it until the test ends, and gives its address.
func run(t *testing.T, c app.Config, prepare func(*app.App) error) string {
	t.Helper()
	a, err := app.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if err := prepare(a); err != nil {
		t.Fatal(a.Abandon(err))
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, stopped := make(chan string, 1), make(chan error, 1)
	go func() { stopped <- a.Run(ctx, func(address string) { ready <- address }) }()
	t.Cleanup(func() {
		stop()
		if err := <-stopped; err != nil {
			t.Errorf("stopping: %v", err)
		}
	})
	select {
	case address := <-ready:
		return address
	case err := <-stopped:
		stopped <- err
		t.Fatal(err)
	case <-time.After(time.Minute):
		t.Fatal("relevo is not ready after a minute")
	}
	return ""
}
