// Package db is the door to the database: two dialects, one promise.
//
// SQLite is the embedded default; PostgreSQL serves from the day one machine
// is too small. Everything above this package is the same on both, and every
// store test runs on both (see dbtest).
//
// # Transactions
//
// A service method opens exactly one transaction, with [DB.Write] or
// [DB.Read], and passes the [Tx] down. A Tx has the moment it happens at
// (Tx.Now, the only clock inside) and makes identifiers (Tx.NewID). A Write
// is retried when the database asks for it (busy, serialization failure), so
// its closure does database work only: mail, PDF and webhooks leave through
// the outbox of package jobs. A Read is one consistent snapshot.
//
// Writes that come at the same time share a durable commit: PostgreSQL does
// that by itself, on SQLite this package does it (group.go). Each is still a
// transaction whose failure is its own, and is acknowledged only once the commit
// that holds it is on the disk. When more than a thousand wait, the next is told
// that the server is busy, and pages ask again by themselves.
//
// # Values
//
// [Instant] is a moment (UTC, microseconds), [Date] a calendar day in Peru.
// Both have one text form on SQLite, so that they compare as they should, and
// the real types on PostgreSQL. Raw time.Time is not stored: on SQLite it
// compares as text of varying shape.
//
// # Errors
//
// What the drivers say of duplicates, missing references and failed checks is
// classified once ([IsDuplicate], [IsReference], [IsCheck]).
package db
