//go:build race

package demo_test

// underRace tells that the race detector watches, with which everything takes
// ten times as long.
const underRace = true
