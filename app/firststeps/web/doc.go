// Package web shows the guide of the first steps above an administrator's page, and folds it away.
//
//	POST /first-steps   Fold   whoever sets up the whole programme: folded=true|false
package web

//go:generate go tool templ generate -path .
