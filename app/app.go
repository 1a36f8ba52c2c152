package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/digest"
	"relevo/app/analytics/subscription"
	"relevo/app/db"
	"relevo/app/demo"
	"relevo/app/firststeps"
	"relevo/app/jobs"
	"relevo/app/mail"
	"relevo/app/notifications"
	"relevo/app/once"
	"relevo/app/people"
	"relevo/app/privacy"
	"relevo/app/selfcare"
	"relevo/app/translation"
	"relevo/app/web"
	"relevo/app/webhooks"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
	"relevo/migrations"
)

// App is the whole building as a value: tests boot as many as they like.
type App struct {
	// Migrated names the migrations that opening the database applied.
	Migrated []string

	config   Config
	log      *slog.Logger
	db       *db.DB
	jobs     *jobs.Jobs
	server   *web.Server
	listener net.Listener

	mail         *mail.Service
	access       *access.Service
	notices      *notifications.Service
	people       *people.Service
	assessments  *assessments.Service
	courses      *courses.Service
	certificates *certificates.Service
	analytics    *analytics.Service
	firstSteps   *firststeps.Service
	reports      *subscription.Service
	digest       *digest.Service
	once         *once.Keys
	privacy      *privacy.Service
	selfcare     *selfcare.Service
	translations *translation.Service
	hooks        *webhooks.Service
}

// Migrate brings the database up to date and gives the names of what it applied.
func Migrate(ctx context.Context, config Config) ([]string, error) {
	d, applied, err := Open(ctx, config)
	if err != nil {
		return nil, err
	}
	return applied, d.Close()
}

// Open opens the database and brings it up to date, for commands that serve
// nothing. It gives the names of the migrations that were applied too.
func Open(ctx context.Context, config Config) (_ *db.DB, applied []string, err error) {
	if err := config.check(); err != nil {
		return nil, nil, err
	}
	if config.DatabaseURL == "" {
		if err := config.makeFolder(); err != nil {
			return nil, nil, err
		}
	}
	d, err := db.Open(ctx, db.Options{URL: config.databaseURL(), Clock: config.Clock, Log: config.Log, ReplicaURL: config.ReplicaURL, ReplicaLag: config.ReplicaLag})
	if err != nil {
		return nil, nil, err
	}
	if applied, err = d.Migrate(ctx, migrations.Files, jobs.Migrate(d)); err != nil {
		return nil, nil, errors.Join(err, d.Close())
	}
	return d, applied, nil
}

// New opens and migrates the database, takes the address to listen on, and
// puts everything together. Nothing is served and no job is done before Run.
func New(ctx context.Context, config Config) (_ *App, err error) {
	a := &App{config: config, log: config.Log}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	config.Log = a.log
	defer func() {
		if err != nil {
			err = a.Abandon(err)
		}
	}()
	secret, err := config.secret()
	if err != nil {
		return nil, err
	}
	ring, err := config.ring()
	if err != nil {
		return nil, err
	}
	if a.db, a.Migrated, err = Open(ctx, config); err != nil {
		return nil, err
	}
	if a.jobs, err = jobs.New(a.db, a.log); err != nil {
		return nil, err
	}
	var listen net.ListenConfig
	if a.listener, err = listen.Listen(ctx, "tcp", config.Addr); err != nil {
		return nil, fmt.Errorf("cannot listen on %s (is another relevo running there? choose another with --addr): %w", config.Addr, err)
	}
	if a.mail, err = mail.NewService(a.db, a.jobs, a.log, a.BaseURL(), secret, config.Mail); err != nil {
		return nil, err
	}
	if err := a.openDoor(secret); err != nil {
		return nil, err
	}
	a.notices = notifications.NewService(a.db, a.jobs, a.mail)
	a.once = once.NewKeys(a.db)
	a.people = people.NewService(a.db)
	a.people.Owning(slices.Concat(courses.PersonRows(), assessments.PersonRows(), certificates.PersonRows(), mail.PersonRows(), privacyRows()),
		slices.Concat(courses.InstitutionRows(), assessments.InstitutionRows(), certificates.InstitutionRows(), analytics.InstitutionRows(), subscription.InstitutionRows()))
	a.assessments = assessments.NewService(a.db, a.jobs)
	a.courses = courses.NewService(a.db, a.jobs)
	a.courses.SignWith(secret)
	a.courses.Mail, a.courses.Base = a.mail, a.BaseURL()
	a.certificates = certificates.NewService(a.db, a.BaseURL())
	a.certificates.SignWith(ring)
	a.certificates.Mail = a.mail
	a.courses.Notices, a.assessments.Notices, a.certificates.Notices = a.notices, a.notices, a.notices
	if err := a.openHooks(ctx, secret); err != nil {
		return nil, err
	}
	a.analytics = analytics.NewService(a.db)
	a.digest = digest.NewService(a.db, a.analytics, a.notices, a.mail)
	a.reports = subscription.NewService(a.db, a.jobs, a.analytics, a.mail)
	a.assessments.BuiltOn, a.people.Past = courses.CompletedByTx, pastOf
	a.people.CompletionDays, a.people.DueOn = courses.CompletionDaysTx, a.analytics.DueTx
	a.courses.Mail, a.courses.Verified = a.mail, a.analytics.VerifiedTx
	a.privacy = config.privacyOf(a.db, secret)
	a.privacy.Asked = a.tellRequest
	a.selfcare = selfcare.NewService(a.db)
	a.translations = translation.NewService(a.db)
	if err := a.translations.Load(ctx); err != nil {
		return nil, err
	}
	a.firstSteps = firststeps.NewService(a.db)
	a.listen()
	proxies, err := config.proxies()
	if err != nil {
		return nil, err
	}
	a.server, err = web.New(web.Config{
		Log: a.log, BaseURL: a.BaseURL(), ApartURL: a.PackagesURL(), Secret: secret, Accounts: a.access.Authenticate, Ended: a.access.Ended, Tokens: a.access.AuthenticateToken, Once: a.once, SaveLocale: a.access.SetLocale,
		Menu: menu, Footer: footer, Demo: len(config.Guests) > 0, DemoExempt: a.GuestsExempt(), TrustedProxies: proxies,
	})
	if err != nil {
		return nil, err
	}
	if err := a.server.Mount(a.routes()); err != nil {
		return nil, err
	}
	a.server.MountApart(a.routesApart())
	a.server.App().Get("/healthz", func(c *fiber.Ctx) error { return c.SendString("ok\n") })
	a.server.App().Get("/readyz", a.ready)
	return a, nil
}

// BaseURL is where people reach this relevo.
func (a *App) BaseURL() string {
	if a.config.BaseURL != "" {
		return strings.TrimRight(a.config.BaseURL, "/")
	}
	host, _, err := net.SplitHostPort(a.config.Addr)
	address, ok := a.listener.Addr().(*net.TCPAddr)
	if err != nil || !ok || host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	if !ok {
		return "http://" + host
	}
	return fmt.Sprintf("http://%s", net.JoinHostPort(host, fmt.Sprint(address.Port)))
}

// PackagesURL is where course packages play: another host name of this server, so that what
// others have written reaches none of our pages. A relevo on this machine has two names
// without anybody's doing, localhost and 127.0.0.1; elsewhere the second name must be
// given, and without it there are no packages.
func (a *App) PackagesURL() string {
	if a.config.PackagesURL != "" {
		return strings.TrimRight(a.config.PackagesURL, "/")
	}
	base, err := url.Parse(a.BaseURL())
	if err != nil {
		return ""
	}
	other := map[string]string{"localhost": "127.0.0.1", "127.0.0.1": "localhost"}[base.Hostname()]
	if other == "" {
		return ""
	}
	if port := base.Port(); port != "" {
		other = net.JoinHostPort(other, port)
	}
	return base.Scheme + "://" + other
}

// ready tells a load balancer whether requests can be answered: the database is there.
func (a *App) ready(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), 2*time.Second)
	defer cancel()
	if err := a.db.Ping(ctx); err != nil {
		a.log.ErrorContext(ctx, "not ready", "err", err)
		return c.Status(fiber.StatusServiceUnavailable).SendString("the database does not answer\n")
	}
	return c.SendString("ready\n")
}

// keepEvery is how soon figures that are kept tell of what is recorded.
const keepEvery = 30 * time.Second

// decideEvery is how soon those who do not see names are told of it, where they are told what was decided before.
const decideEvery = 10 * time.Minute

// stopWithin is how long requests and jobs under way may take to finish when
// relevo is told to stop.
const stopWithin = 20 * time.Second

// Run works and serves until ctx ends, then lets requests and jobs under way
// finish and closes everything. ready is called with the address once it answers.
func (a *App) Run(ctx context.Context, ready func(address string)) error {
	if err := errors.Join(a.jobs.Every(24*time.Hour, certificates.RemindJob), a.jobs.Every(24*time.Hour, assessments.EventAnalyses),
		a.jobs.Every(24*time.Hour, courses.RefreshJob), a.jobs.Every(24*time.Hour, privacy.SweepJob), a.jobs.Every(24*time.Hour, selfcare.PublishJob), a.jobs.Every(keepEvery, analytics.KeepJob), a.jobs.Every(decideEvery, analytics.DecideJob), a.jobs.Every(time.Hour, subscription.DueJob),
		a.jobs.Every(24*time.Hour, notifications.FindJob), a.jobs.Every(time.Hour, notifications.DailyJob),
		a.jobs.Every(24*time.Hour, once.ForgetJob), a.jobs.Every(24*time.Hour, webhooks.SweepJob),
		a.serveDebug(ctx), a.jobs.Start(ctx)); err != nil {
		return a.Abandon(err)
	}
	go a.translations.Follow(ctx, time.Minute, a.log)
	go a.hooks.Follow(ctx, 15*time.Second, a.log)
	a.log.InfoContext(ctx, "serving", "address", a.BaseURL())
	ready(a.BaseURL())
	context.AfterFunc(ctx, func() { a.log.InfoContext(ctx, "stopping") })
	err := a.server.Serve(ctx, a.listener, stopWithin)
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	err = errors.Join(err, a.jobs.Stop(stop), a.db.Close())
	a.log.InfoContext(ctx, "stopped", "err", err)
	return err
}

// Abandon closes what New has opened when Run will not be reached, and gives
// the reason back with whatever closing added to it.
func (a *App) Abandon(reason error) error {
	if a.listener != nil {
		reason = errors.Join(reason, a.listener.Close())
	}
	if a.db != nil {
		reason = errors.Join(reason, a.db.Close())
	}
	return reason
}

// LoadDemonstration puts the demonstration programme into an empty database and
// tells whether it did: one that is there already is left as it is.
func (a *App) LoadDemonstration(ctx context.Context) (loaded bool, err error) {
	return demo.Load(ctx, a.db, a.jobs)
}

// FirstAdministrator opens an administrator's account when there is no
// account at all and a username was given; the passphrase it makes up is given
// back, empty when nothing was done.
func (a *App) FirstAdministrator(ctx context.Context, username string) (passphrase string, err error) {
	if username == "" {
		return "", nil
	}
	existing, err := a.access.Accounts(ctx, access.System(), "", 1)
	if err != nil || len(existing) > 0 {
		return "", err
	}
	passphrase = db.NewSecret()
	hashed, err := access.NewPassphrase(passphrase)
	if err != nil {
		return "", err
	}
	_, err = a.access.OpenAccountWithRole(ctx, access.System(), access.NewAccount{Username: username, Name: username, Passphrase: hashed}, access.Administrator, "")
	if err != nil {
		return "", err
	}
	return passphrase, nil
}
