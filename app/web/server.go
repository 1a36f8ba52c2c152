package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"

	"relevo/app/access"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/once"
)

// Limits of a request. A form with a staff list or a course package is the largest thing
// anybody sends.
const (
	maxBody      = 32 << 20
	maxHeaders   = 16 << 10
	readTimeout  = 60 * time.Second // a slow line in Madre de Dios sending a file
	idleTimeout  = 90 * time.Second
	workTimeout  = 30 * time.Second // what one request may cost
	writeTimeout = 120 * time.Second
)

// Config is what the door needs to know.
type Config struct {
	Log     *slog.Logger
	BaseURL string // where people reach relevo, "https://relevo.example.pe"
	Secret  []byte // signs form tokens and messages, 32 bytes or more
	// Accounts gives the actor whose device shows a token.
	Accounts func(ctx context.Context, token string) (access.Actor, error)
	// Ended gives the account whose login with the token has ended, empty for none that may come back; nil: forms that
	// are sent after it are not held.
	Ended func(ctx context.Context, token string) (accountID string, err error)
	// Tokens gives the actor in whose name a program acts that shows a token; nil: no
	// program is let in.
	Tokens func(ctx context.Context, token string) (access.Actor, error)
	// Once remembers requests under the key that was sent with them; nil: keys mean nothing.
	Once *once.Keys
	// SaveLocale keeps the language an actor chose; nil keeps it on the device only.
	SaveLocale     func(ctx context.Context, actor access.Actor, locale string) error
	Menu           []MenuItem
	Footer         []MenuItem
	ApartURL       string         // the host apart, see apart.go; empty: there is none
	Demo           bool           // a demonstration: every page says that nothing in it is real
	DemoExempt     bool           // its accounts need no second proof; the banner says so
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
}

// Server is the front door.
type Server struct {
	config Config
	origin string // scheme and host of BaseURL
	secure bool   // BaseURL is https
	app    *fiber.App
	apart  *apart // nil: there is no host apart
	routes []Route
	places *places
	pace   pace // of programs
}

// New makes a server; routes are added by [Server.Mount].
func New(config Config) (*Server, error) {
	base, err := url.Parse(config.BaseURL)
	if err != nil || base.Host == "" || (base.Scheme != "https" && base.Scheme != "http") {
		return nil, fmt.Errorf("the base address %q must be like https://relevo.example.pe", config.BaseURL)
	}
	if len(config.Secret) < 32 {
		return nil, errors.New("the secret must have at least 32 bytes")
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{config: config, origin: base.Scheme + "://" + base.Host, secure: base.Scheme == "https", places: newPlaces()}
	s.app = fiber.New(fiber.Config{
		AppName:               "relevo",
		Immutable:             true, // strings of a request are kept after it; without, fiber reuses their memory
		StrictRouting:         true,
		CaseSensitive:         true,
		DisableStartupMessage: true,
		BodyLimit:             maxBody,
		ReadBufferSize:        maxHeaders,
		ReadTimeout:           readTimeout,
		WriteTimeout:          writeTimeout,
		IdleTimeout:           idleTimeout,
		ErrorHandler: func(c *fiber.Ctx, err error) error {
			return s.fail(s.wrap(c), err)
		},
	})
	if err := s.openApart(config.ApartURL, base); err != nil {
		return nil, err
	}
	s.app.Use(s.around)
	s.app.Use(compress.New(compress.Config{
		Level: compress.LevelBestSpeed,
		Next:  func(c *fiber.Ctx) bool { return strings.HasPrefix(c.Path(), "/assets/") },
	}))
	s.app.Use(s.elsewhere)
	s.app.Get("/assets/:hash/*", serveAsset)
	s.app.Get("/sw.js", serveWorker)
	own := []Route{
		{Method: "POST", Path: "/language", Handle: s.language, Allow: Anyone, Name: "language"},
		{Method: "POST", Path: heldPath, Handle: s.takeHeld, Allow: Anyone, Name: "held", proven: true},
	}
	if err := s.Mount(own); err != nil {
		return nil, err
	}
	return s, nil
}

// App is the fiber application, for what is not made of pages (the JSON API)
// and for tests. What is mounted there checks for itself who asks.
func (s *Server) App() *fiber.App { return s.app }

// Serve serves until the context ends; then it stops receiving, and waits for
// what is under way as long as patience says.
func (s *Server) Serve(ctx context.Context, listener net.Listener, patience time.Duration) error {
	at := newCallers(listener)
	served := make(chan error, 1)
	go func() { served <- s.app.Listener(at) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	at.hangUp()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	err := s.app.ShutdownWithContext(stop)
	// The server closes its address only when it has begun to serve, and may be
	// told to stop before that.
	if closing := at.Listener.Close(); closing != nil && !errors.Is(closing, net.ErrClosed) {
		err = errors.Join(err, closing)
	}
	return err
}

const (
	requestIDKey = "relevo.request_id"
	routeKey     = "relevo.route"
	actorKey     = "relevo.actor"
)

// around is what happens before and after every request: its number, its
// deadline, the headers, and one line in the log. The line has the
// route and not the address, which may hold codes or names.
func (s *Server) around(c *fiber.Ctx) error {
	begin := time.Now()
	id := rand.Text()[:12]
	c.Locals(requestIDKey, id)
	c.Set("X-Request-Id", id)
	s.headers(c)
	ctx, cancel := context.WithTimeout(c.UserContext(), workTimeout)
	defer cancel()
	c.SetUserContext(ctx)
	err := plain(c)
	if err == nil {
		err = s.guarded(c)
	}
	switch {
	case err == nil:
	case s.isApart(c):
		err = s.failApart(c, err)
	default:
		failed := s.wrap(c)
		if c.Locals(routeKey) == nil {
			// No route asked who it is; the error page still has their menu.
			err = errors.Join(err, s.authenticate(failed))
		}
		err = s.fail(failed, err)
	}
	route, _ := c.Locals(routeKey).(string)
	actor, _ := c.Locals(actorKey).(access.Actor)
	level := slog.LevelInfo
	if c.Response().StatusCode() >= 500 {
		level = slog.LevelError
	}
	s.config.Log.Log(ctx, level, "request",
		"id", id, "method", c.Method(), "route", route, "status", c.Response().StatusCode(),
		"took", time.Since(begin).Round(time.Microsecond), "bytes", len(c.Response().Body()), "account", actor.AccountID)
	return err
}

// plain refuses a body that was compressed on the way: none of our pages sends one, and whoever reads it, before
// anybody has said who they are, would first make a thousand times as much of it.
func plain(c *fiber.Ctx) error {
	switch coding := strings.TrimSpace(c.Get(fiber.HeaderContentEncoding)); {
	case coding == "", strings.EqualFold(coding, "identity"):
		return nil
	default:
		return fault.New(fault.Unsupported, "fault.compressed")
	}
}

// panicked is the error a panic becomes; the log gets the stack.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

func (s *Server) guarded(c *fiber.Ctx) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicked{value: v, stack: debug.Stack()}
		}
	}()
	return c.Next()
}

// policy is the content security policy: everything from ourselves, nothing
// written into the page, nobody frames us.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; frame-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// headers sets the security headers; a handler that must loosen one (a course package in
// a frame) sets its own after.
func (s *Server) headers(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", policy)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("X-Frame-Options", "DENY")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	if s.secure {
		c.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// language keeps the language somebody chose, on the device and, when they are
// logged in, in their account.
func (s *Server) language(c *Ctx) error {
	var in struct {
		Locale string `form:"locale"`
		Back   string `form:"back"`
	}
	if err := c.Bind(&in); err != nil {
		return err
	}
	if locale, ok := i18n.Parse(in.Locale); ok {
		s.setCookie(c.Ctx, localeCookie, string(locale), 365*24*time.Hour)
		if c.Actor.LoggedIn() && s.config.SaveLocale != nil {
			if err := s.config.SaveLocale(c.Context(), c.Actor, string(locale)); err != nil {
				return err
			}
		}
	}
	return c.See(SafePath(in.Back))
}
