// Package web holds the page of the week of those one answers for.
//
//	GET  /digest    Digest   ViewNames: counts by institution, and behind each the names
package web

//go:generate go tool templ generate -path .
