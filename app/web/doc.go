// Package web is the front door: it receives requests, knows who asks, hands
// them to the pages and turns whatever comes back into an answer.
//
// # A page
//
// A page is three neighbouring files in its slice's web package: a handler, a
// template, a test. The handler is a function of a [Ctx] that returns an
// error; the template takes a struct that embeds [Page]:
//
//	func (h Handlers) Routes() []web.Route {
//		return []web.Route{
//			{Method: "GET", Path: "/courses/:id", Handle: h.course, Allow: web.LoggedIn, Name: "course"},
//			{Method: "POST", Path: "/courses/:id", Handle: h.save, Allow: web.Can(access.AuthorCourses), Name: "course.save"},
//		}
//	}
//
//	func (h Handlers) save(c *web.Ctx) error {
//		var in courses.SaveInput
//		err := c.Bind(&in)
//		if err == nil {
//			err = h.courses.Save(c.Context(), c.Actor, in)
//		}
//		if fault.Is(err, fault.Invalid) {
//			return c.Render(422, coursePage(c, c.Fill(in, err)))
//		}
//		if err != nil {
//			return err
//		}
//		c.Flash(parts.Good, "courses.saved")
//		return c.See("/courses/" + in.ID)
//	}
//
// Everything that can go wrong is returned, and becomes a page or, for a
// program, application/problem+json in one place (errors.go).
//
// # What the door does for every request
//
// A request number, a deadline, one log line without personal data, a strict content
// security policy, compression, and for whatever is not a plain read the
// proof that it comes from one of our own pages (forgery.go). A route says who it is
// for; one that does not is refused at start.
//
// # Files for the browser
//
// assets/ is compiled in and served under a path with its hash, so that
// browsers keep it for ever. Pico, htmx and scorm-again come from npm at the versions in
// package-lock.json ("npm ci && npm run vendor" copies them). Templates are
// compiled by "go tool templ generate", run at the root of the module so that
// the names in it come out alike for everybody. "make generate" does both;
// what it writes is committed, and a check proves it current.
package web
