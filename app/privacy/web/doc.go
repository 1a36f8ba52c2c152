// Package web holds the pages of people's own data, and of those who answer for them.
//
//	/privacy             one's own data: a copy, consents, requests        everybody
//	/privacy/requests    what people asked, and the answers                administrators
//	/privacy/retention   how long what is kept, and what was deleted       administrators
//	/privacy/incidents   what went wrong, with the 48-hour clock           administrators
//	/privacy/security    the security document, from what runs             administrators
//	/privacy/export      results without names                             whoever sees the figures
package web

//go:generate go tool templ generate -path .
