// Package web holds the pages of self-care.
//
//	/selfcare                one's own check-ins and consents         everybody
//	/selfcare/answer/:name   a questionnaire                          everybody
//	/selfcare/kept/:id       one of one's own check-ins               whose it is; 404 and noted for all others
//	/selfcare/people/:id     nobody's business: 404 and noted         —
//	/selfcare/figures        shares of half years that are over       whoever sees the figures of the whole programme
//	/selfcare/manage         questionnaires, and whom to turn to      administrators
package web

//go:generate go tool templ generate -path .
