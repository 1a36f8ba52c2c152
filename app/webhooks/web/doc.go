// Package web holds the pages on which somebody keeps their webhooks, and the operations of the API for the same.
//
//	GET  /webhooks                                            List       who manages accounts: their own
//	POST /webhooks                                            Create     shows the secret, once
//	GET  /webhooks/:webhook                                   One        whose it is: how it stands and what was sent; ?after= goes on
//	POST /webhooks/:webhook                                   Change     address and events
//	POST /webhooks/:webhook/test                              Test       has a message sent that tells of nothing
//	POST /webhooks/:webhook/secret                            Rotate     a new secret, shown once
//	POST /webhooks/:webhook/pause, /resume, /remove
//	POST /webhooks/:webhook/deliveries/:delivery/redeliver    Redeliver  sends one again
package web

//go:generate go tool templ generate -path .
