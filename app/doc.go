// Package app puts the building together: it opens the database, gives each
// service what it needs, brings the pages of all slices together under one menu
// (routes.go; each slice's own addresses are in its web/routes.go), says who
// hears what happened (events.go), and runs it all until told to stop.
//
// It composes and decides nothing. The rules are in the nouns: people, courses,
// assessments, certificates; the figures in analytics. imports_test.go holds
// the whole tree to the direction imports may point in.
package app
