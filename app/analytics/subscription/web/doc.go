// Package web holds the pages of the figures that somebody gets by mail.
//
//	GET  /reports             Mine      ViewFigures  what the reader gets, and what ended
//	GET  /reports/new         New       ViewFigures  choose how often and as which files (?about= place= competency= cadre= region= funder=)
//	POST /reports             Subscribe ViewFigures  from now on
//	POST /reports/:id/stop    Stop      ViewFigures  no more; one's own only
//	GET  /reports/off/:token  Ask       anyone       where the link of a letter leads: does the reader mean it?
//	POST /reports/off/:token  Off       anyone       no more; also what a mail program sends in one click (RFC 8058)
package web
