// Package web shows the guides of package docs: a list with one's own first,
// and each guide as a page with its contents beside it. Anybody may read them,
// logged in or not.
package web
