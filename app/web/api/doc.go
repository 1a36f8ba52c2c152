// Package api lets programs do, as JSON below /api/v1, what people do at pages.
//
// An operation ([Op]) is declared beside the pages of its slice and calls the same one service method, so that
// permission, suppression, audit and validation are the same:
//
//	api.Op[oneInput, institution]{
//		Method: "GET", Path: "/institutions/:institution", Name: "institution", Summary: "One institution",
//		Needs: staff, Stands: []string{"institution"},
//		Do: func(c *web.Ctx, in oneInput) (institution, error) { ... },
//	}.Route()
//
// What it reads is a struct: fields with a tag `path:"institution"` come from the address, those with
// `form:"q"` from the query of a GET, those with `header:"If-Match"` from a header, and the field Body is the JSON that was sent. What it answers is a struct too, [None]
// or [File]. A tag `doc:"…"` says what a field means, `enum:"a,b"` what it may be. A json tag with omitempty is a
// field that may be left out.
//
// [Document] makes the OpenAPI 3.1 document of the very routes that are mounted, so that it cannot tell of another API than the
// one there is; apitest compares every answer in the tests with it.
//
// # What every operation does
//
// The answer to a GET has an ETag, and If-None-Match gives 304 while nothing changed. A list ([Page]) is read on with the
// address in its Link header; the place in it is a key and not a number, so that nothing is skipped or seen twice when the list
// changes meanwhile. Mistakes are application/problem+json (RFC 9457) and name the field. An Idempotency-Key makes a request
// that is sent twice count once (package once). Programs that ask too often are told 429 and how long to wait.
package api
