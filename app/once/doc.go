// Package once lets a request that was sent twice be done once.
//
// Whoever sends something over a line that breaks cannot know whether it arrived. With an
// Idempotency-Key of their own choice (the header of that name, draft-ietf-httpapi-idempotency-key-header)
// they send it again and get the answer that was given the first time:
//
//   - the same key with the same request: the same answer, and nothing is done again;
//   - the same key with another request: 422, since one of the two is a mistake;
//   - the same key while the first is still under way: 409.
//
// A key belongs to an account and is forgotten after a day. What failed on our side (5xx) is not
// kept: it may be tried again. Where the program was killed in the midst of a request, its key
// can be used again after [abandoned]; what the request did then holds, or does not, as a whole,
// and the rules of its noun decide about a second.
package once
