// Package web holds the pages on which somebody says whether they want notices
// by mail.
//
//	GET  /mail             Own    logged in: where one's notices go; POST turns them on or off
//	GET  /mail/off/:token  Stop   whoever has a letter: asks once more, for programs that look at links press none
//	POST /mail/off/:token  TurnOff the same: no more notices
package web

//go:generate go tool templ generate -path .
