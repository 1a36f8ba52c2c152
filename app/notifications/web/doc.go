// Package web holds the pages on which somebody reads what they are told and chooses how.
//
//	GET  /notifications                      List      logged in: one's own, the newest first; ?after= goes on
//	POST /notifications/read                 ReadAll   logged in: all are read
//	POST /notifications/:notification/read   Read      whose it is; open=true leads on to what it is about
//	GET  /notifications/settings             Settings  logged in: how one is told of each kind; POST chooses
//	GET  /notifications/off/:token           Ask       whoever has a letter: asks once more, for programs that look at links press none
//	POST /notifications/off/:token           Off       the same: told in relevo alone from now on
package web

//go:generate go tool templ generate -path .
