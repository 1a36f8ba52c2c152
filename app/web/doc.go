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
// # What a telephone keeps
//
// Somebody who learns goes on without a network, so that their device keeps things: answers that
// relevo has not confirmed (assets/unsent.js, in local storage; recordings.js), the test that is under way
// (sitting.js, in Cache Storage), courses that were taken along, what was done in them (sw.js, in Cache Storage and IndexedDB), and what a package could not send yet
// (package.js). All of it is sealed with AES-256-GCM (vault.js). The list of a meeting (roll.js) keeps who was ticked by
// identifiers alone, in clear, until it is sent. In clear lie addresses too, random identifiers, sizes and the order; and our
// own stylesheets and scripts, which are the same for everybody.
//
// The key is one account's on one device. The server derives it from its secret, the account and the
// name the device made for itself, and gives it to its owner at GET /device; it keeps no copy
// (access.DeviceKey). The device holds it in IndexedDB as a key that scripts can use and cannot read out,
// fetched when a page of a learner opens, since the first answer without a line has to be sealed too. It
// is forgotten at logout, when the server says that the login has ended, and after as many days as a
// login can last. Logging out wipes the name of the device too: the next login has another key. Logged in again
// after the login has merely ended, the same account gets the same key, and what waited can be opened.
// Where the browser has no cryptography (plain http, but on localhost) nothing is kept at all, and the page
// says of an answer that it is not saved.
//
// What is kept may leave as a file (leave.js): the sealed records as they lie there, each with the name of
// its key, which this server alone can turn into the key again. assessments reads it (answers_file.go).
//
// Before somebody logs out, what waits is sent; if that fails they are asked, may take the file, and only
// then the device is wiped. Without a line the login itself stays open on the server; leave.js notes it
// and ends it as soon as a page of ours opens with a line. What all this protects from, and what
// not, is in app/docs/telephone.md.
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
