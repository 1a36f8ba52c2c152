// Package jobs does what should not keep a person waiting: scoring, issuing
// certificates, sending mail, closing what is overdue.
//
// A service enqueues inside its own transaction ([Jobs.EnqueueTx]): the job
// exists exactly when the fact does. That is the outbox: nothing leaves the
// building from within a transaction, and nothing that was decided is
// forgotten when the process dies. A job may run more than once (the process
// may die after the work and before the note of it), so handlers are
// idempotent: they look whether the work is done before they do it.
//
// An event is a job with a name in the past tense ("courses.completed");
// app/events.go says who hears which.
//
// River (github.com/riverqueue/river) keeps the queue, in tables of its own in
// the same database. This package is the one seam to it.
package jobs
