// Package e2e holds journeys of people through the whole program: booted as a
// value on each database, on a real port, in a real browser.
//
//	browser_test.go   Chromium, and a person with a window of their own in it
//	program_test.go   relevo booted for a test
//	journey_test.go   one programme from the first account to the figure
//	keyboard_test.go  journeys without a mouse; axe_test.go: the rules of accessibility, on every page
//	promises_test.go  what must hold for whoever answers; offline_test.go: without a line
//	durable_test.go   what PostgreSQL has acknowledged; torture_test.go and its neighbours: the worst that is done to it
//	demo_test.go      the demonstration: every link in every role, every main page on a phone
//
// RELEVO_SCREENSHOTS names a folder in which the journeys leave pictures of the
// pages they pass ("make screenshots").
package e2e
