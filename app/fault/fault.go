package fault

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Kind says what sort of trouble an error is; it decides the status that a
// person or a program is shown.
type Kind int

// The kinds of error. Internal is the zero value, so that an error nobody has
// classified is never mistaken for the person's mistake.
const (
	Internal        Kind = iota // a defect or a broken dependency
	Invalid                     // the input is wrong; Fields says where
	NotFound                    // nothing there, or nothing the actor may know of
	Denied                      // known to be there, but not for this actor
	Unauthenticated             // nobody is logged in
	Conflict                    // true a moment ago, no longer: already done, already taken
	TooLarge                    // more bytes, rows or pages than is accepted
	Unsupported                 // content in a form that is not read
	TooMany                     // too often; wait
	Stale                       // it was changed since the version that the request names
	Busy                        // the database or a service has no place now; try again
)

var statuses = [...]int{
	Internal:        http.StatusInternalServerError,
	Invalid:         http.StatusUnprocessableEntity,
	NotFound:        http.StatusNotFound,
	Denied:          http.StatusForbidden,
	Unauthenticated: http.StatusUnauthorized,
	Conflict:        http.StatusConflict,
	TooLarge:        http.StatusRequestEntityTooLarge,
	Unsupported:     http.StatusUnsupportedMediaType,
	TooMany:         http.StatusTooManyRequests,
	Stale:           http.StatusPreconditionFailed,
	Busy:            http.StatusServiceUnavailable,
}

var names = [...]string{
	Internal: "internal", Invalid: "invalid", NotFound: "not_found", Denied: "denied",
	Unauthenticated: "unauthenticated", Conflict: "conflict", TooLarge: "too_large",
	Unsupported: "unsupported", TooMany: "too_many", Stale: "stale", Busy: "busy",
}

// Status is the HTTP status of the kind: the one table in relevo that says so.
func (k Kind) Status() int { return statuses[k] }

// String is the kind's name as programs read it ("not_found"); the catalogue
// has a heading and an advice for each under "fault.<name>".
func (k Kind) String() string { return names[k] }

// Field is one thing wrong with one input: which field (or "row 12"), the
// catalogue key of the sentence and its named values.
type Field struct {
	Name  string
	Key   string
	Pairs []any
}

// Error is an error that a person can be told about.
type Error struct {
	Kind   Kind
	Key    string // catalogue key of the sentence
	Pairs  []any  // named values of the sentence: "name", value, "name", value …
	Fields []Field
	Err    error // what lies beneath, for the log only
}

// Error describes the error for a log or a developer; people are shown the
// catalogue's sentence for Key instead.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Kind, e.Key)
	for i := 0; i+1 < len(e.Pairs); i += 2 {
		fmt.Fprintf(&b, " %v=%v", e.Pairs[i], e.Pairs[i+1])
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Name, f.Key)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives what lies beneath.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error of a kind with the catalogue key of its sentence and the
// sentence's named values.
func New(kind Kind, key string, pairs ...any) *Error {
	return &Error{Kind: kind, Key: key, Pairs: pairs}
}

// Because is New with the error that lies beneath.
func Because(err error, kind Kind, key string, pairs ...any) *Error {
	return &Error{Kind: kind, Key: key, Pairs: pairs, Err: err}
}

// Missing says that there is nothing of that name, or nothing the actor may
// know of: the two are deliberately not told apart. What is a catalogue key
// such as "noun.institution".
func Missing(what string) *Error { return New(NotFound, "fault.missing", "what", what) }

// Refused says that the actor may not do that.
func Refused() *Error { return New(Denied, "fault.refused") }

// OnField is an Invalid error about a single field.
func OnField(field, key string, pairs ...any) *Error {
	return &Error{Kind: Invalid, Key: "fault.check_fields", Fields: []Field{{Name: field, Key: key, Pairs: pairs}}}
}

// KindOf is the kind of an error; Internal when nobody has classified it.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is tells whether err is of the kind. A nil error is of no kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// FieldsOf lists what is wrong with which field; nil when err is of another kind.
func FieldsOf(err error) []Field {
	var e *Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

// Check collects what is wrong with an input, so that a person is told
// everything at once. The zero value is ready to use.
type Check struct{ fields []Field }

// That notes the sentence under the field unless ok.
func (c *Check) That(ok bool, field, key string, pairs ...any) {
	if !ok {
		c.fields = append(c.fields, Field{Name: field, Key: key, Pairs: pairs})
	}
}

// Err is nil when everything held, otherwise one Invalid error with all fields.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: "fault.check_fields", Fields: c.fields}
}
