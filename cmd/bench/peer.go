package main

// peerSource says where the peer's figures are from.
const peerSource = "Moodle 4.5, PHP-FPM with opcache, Redis, PostgreSQL, two cores, 2 to 32 users; figures of the programme's requirements (speed and scale)"

// peer is what a journey costs the peer, with its database. 0 is not known.
type peer struct {
	Least, Most float64 // CPU milliseconds per journey, or, where Wall, milliseconds waited
	Wall        bool    // what is known is how long one waits
	Aim         float64 // our cost is to be at most the peer's least divided by this; 0: no aim
	Says        string
}

// peers are the figures by journey. A journey that the peer was not measured
// with is absent.
var peers = map[string]peer{
	"login":      {Least: 154, Most: 185, Says: "login with landing page, 11/s"},
	"course":     {Least: 71, Most: 104, Says: "course page, 18-24/s"},
	"lesson":     {Least: 63, Most: 80, Aim: 150, Says: "content page, 25/s"},
	"quiz":       {Least: 835, Most: 1056, Aim: 200, Says: "14 requests, 1.8-1.95/s, 1,056 SQL statements of which 176 write"},
	"scores":     {Least: 2800, Most: 2800, Wall: true, Aim: 100, Says: "grade table of 1,000 rows"},
	"items":      {Least: 5200, Most: 5200, Wall: true, Aim: 100, Says: "item statistics of 1,000 attempts, at each view"},
	"completion": {Least: 3400, Most: 3400, Wall: true, Says: "completion CSV of 1,000"},
	"upload":     {Least: 15000, Most: 15000, Wall: true, Aim: 15, Says: "upload of 1,000 users"},
}

// The peer's first and repeat visit to a content page.
const (
	peerFirstRequests = 24
	peerFirstBytes    = 1_250_000
	peerRepeatBytes   = 18_000
)
