package web

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strings"

	"github.com/gofiber/fiber/v2"

	"relevo/app/access"
	"relevo/app/fault"
)

// Route is one address and what happens there.
type Route struct {
	Method string
	Path   string // as fiber writes it, "/people/:id"
	Handle func(*Ctx) error
	Allow  Allow
	// Program lets programs in that show a token (Authorization: Bearer): what is
	// read there is made for them. Of pages only a GET can be.
	Program bool
	// Signed says that the last part of the address is a signature from a letter, and all the proof that is needed: a
	// mail program sends there what somebody wants in one click, from no page of ours (RFC 8058).
	Signed bool
	// Queues says that who comes there waits in a queue of its own, and for longer, such as for a passphrase to be
	// checked: a crowd at the door takes no place from those who are inside.
	Queues bool
	// Secret says that the answer holds what is shown once and kept nowhere, such as a passphrase.
	Secret bool
	proven bool       // what it is sent is sealed by ourselves for its account, see held.go
	API    *Operation // what the route is to programs; nil for a page
	Name   string     // "people.person"; tests and the log call it by that
}

// Operation describes a route of the API (package api): its document is made of this, and
// so is what the route reads and answers.
type Operation struct {
	Summary  string
	In, Out  reflect.Type
	Status   int                 // of the answer when all is well
	Produces []string            // media types of a file that is answered; empty for JSON
	Needs    []access.Permission // one of them is needed; empty: anyone
	Stands   []string            // names of the pages' routes whose work it does
}

// Allow says whom a route is for. The zero Allow is for nobody: a route must
// say. What exactly somebody may do there is decided by the service.
type Allow struct{ may func(access.Actor) bool }

var (
	// Anyone lets everybody in, logged in or not.
	Anyone = Allow{func(access.Actor) bool { return true }}
	// LoggedIn lets everybody with an account in.
	LoggedIn = Allow{access.Actor.LoggedIn}
	// Halfway lets those in too who have shown a passphrase and still owe a second proof.
	Halfway = Allow{func(a access.Actor) bool { return a.LoggedIn() || a.Awaits != access.AwaitsNothing }}
)

// Roles lets those in who hold one of the roles anywhere.
func Roles(roles ...access.Role) Allow {
	return Allow{func(a access.Actor) bool {
		for _, r := range roles {
			if a.Is(r) {
				return true
			}
		}
		return false
	}}
}

// Can lets those in who have one of the permissions anywhere.
func Can(permissions ...access.Permission) Allow {
	return Allow{func(a access.Actor) bool {
		for _, p := range permissions {
			if a.Somewhere(p) {
				return true
			}
		}
		return false
	}}
}

// Permits tells whether the actor is let in.
func (a Allow) Permits(actor access.Actor) bool { return a.may != nil && a.may(actor) }

// Mount adds routes. It refuses all when one does not say whom it is for, is
// incomplete, or is there already.
func (s *Server) Mount(routes []Route) error {
	var problems []error
	taken := map[string]bool{}
	for _, r := range s.routes {
		taken[r.Method+" "+r.Path] = true
	}
	for _, r := range routes {
		where := r.Method + " " + r.Path
		switch {
		case r.Allow.may == nil:
			problems = append(problems, fmt.Errorf("route %s does not say whom it is for", where))
		case r.Handle == nil || r.Name == "" || !strings.HasPrefix(r.Path, "/"):
			problems = append(problems, fmt.Errorf("route %s needs a path, a handler and a name", where))
		case r.Method != fiber.MethodGet && r.Method != fiber.MethodPost && r.Method != fiber.MethodPut && r.Method != fiber.MethodDelete:
			problems = append(problems, fmt.Errorf("route %s: the method must be GET, POST, PUT or DELETE", where))
		case r.Signed && !strings.HasSuffix(r.Path, "/:token"):
			problems = append(problems, fmt.Errorf("route %s has no signature in its address", where))
		case r.Program && r.Method != fiber.MethodGet && r.API == nil:
			problems = append(problems, fmt.Errorf("route %s: at a page programs read only", where))
		case (r.API != nil) != strings.HasPrefix(r.Path, APIPath):
			problems = append(problems, fmt.Errorf("route %s: the API, and nothing else, is below %s", where, APIPath))
		case taken[where]:
			problems = append(problems, fmt.Errorf("route %s is there twice", where))
		}
		taken[where] = true
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	for _, r := range routes {
		if r.Method == fiber.MethodGet {
			s.app.Get(r.Path, s.handler(r)) // which answers HEAD too
		} else {
			s.app.Add(r.Method, r.Path, s.handler(r))
		}
	}
	s.routes = append(s.routes, routes...)
	return nil
}

// Routes lists what was mounted, for tests that knock at every door.
func (s *Server) Routes() []Route { return append([]Route(nil), s.routes...) }

// handler runs a route: who asks, are they let in, does the request come from
// one of our pages.
func (s *Server) handler(r Route) fiber.Handler {
	return func(fc *fiber.Ctx) error {
		fc.Locals(routeKey, r.Method+" "+r.Path)
		c := s.wrap(fc)
		if !r.Queues {
			leave, err := s.places.take(c.Context())
			if err != nil {
				return s.fail(c, err)
			}
			defer leave()
		}
		if c.isProgram() {
			return s.serveProgram(c, r)
		}
		came := s.cookie(fc, loginCookie)
		if err := s.authenticate(c); err != nil {
			return err
		}
		if ended := came != "" && s.cookie(fc, loginCookie) == ""; ended && r.Method == fiber.MethodPost && !r.Allow.Permits(c.Actor) && s.config.Ended != nil {
			return s.hold(c, came)
		}
		if err := s.notForged(c); err != nil && !r.Signed && !r.proven {
			return s.fail(c, err)
		}
		if !r.Allow.Permits(c.Actor) {
			if !c.Actor.LoggedIn() {
				return s.sendToLogin(c)
			}
			return s.fail(c, fault.Refused())
		}
		if key := c.Get(idempotencyKey); key != "" && r.Method != fiber.MethodGet && c.Actor.LoggedIn() && s.config.Once != nil {
			return s.onlyOnce(c, r, key)
		}
		if err := r.Handle(c); err != nil {
			return s.fail(c, err)
		}
		return nil
	}
}

// SecondPath is the page on which a second proof is shown or set up.
const SecondPath = "/account/second"

// sendToLogin asks a person to log in and brings them back after; a program
// is told by the status.
func (s *Server) sendToLogin(c *Ctx) error {
	if c.WantsJSON() {
		return s.fail(c, fault.New(fault.Unauthenticated, "fault.unauthenticated"))
	}
	target := "/login"
	if c.Actor.Awaits != access.AwaitsNothing {
		target = SecondPath
	}
	if c.Method() == fiber.MethodGet && c.Path() != "/" {
		target += "?next=" + url.QueryEscape(c.address())
	}
	if c.Get("HX-Request") == "true" {
		return c.SendStatus(fiber.StatusUnauthorized) // a script asks in place (again.js): the page keeps what was typed
	}
	return c.See(target)
}

// SafePath gives the path when it leads to a page of ours, and "/" when it
// leads elsewhere or nowhere: the address to return to comes from the outside.
func SafePath(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil ||
		!strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t\x00") {
		return "/"
	}
	return path
}
