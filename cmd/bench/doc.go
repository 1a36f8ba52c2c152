// Command bench measures relevo as people use it: whole journeys over HTTP,
// with cookies, redirects and forms, against the real program in a process of
// its own.
//
//	go run ./cmd/bench                                  the embedded database
//	go run ./cmd/bench --database-url postgres://…      an empty PostgreSQL database on this machine
//	go run ./cmd/bench --journey quiz --users 2,8,32    one journey, by how many people at once
//	go run ./cmd/bench --profile DIR                    with a CPU profile of each journey
//	go run ./cmd/bench --json results.json              the table as data too
//	go run ./cmd/bench exam                             ten thousand people begin the same test within a minute
//	go run ./cmd/bench growth --sizes 1000,10000        what pages cost as the country grows around what they show
//
// # What is measured
//
// Every journey is a closed loop: each user begins the next as soon as one is
// over, without time to think, with a cookie jar and a learner of their own.
// Redirects are followed and counted as requests. The CPU is that of the
// server's process, and apart from it that of all PostgreSQL's processes, from
// /proc; the harness's own is in neither. SQL statements are the server's own
// count. The last requests of a run are let finish and count.
//
// # What it is held against
//
// Absolute figures are the machine's. What can be compared are ratios of one
// run: to the limits that the same run measures (limits.go: a handler that does
// nothing, the database's own durable commits with the same statement, a
// password hash) and to the peer's figures (peer.go, with their source), which
// were taken on two cores of the same kind; that machine was another, which the
// ratio to it inherits.
//
// The data are made through the services that pages use (prepare.go), so
// they are what a programme would have; names are invented.
package main
