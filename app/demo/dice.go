package demo

import (
	"crypto/sha256"
	"math/rand/v2"
)

// dice is chance with a seed. Each thing that is left to chance has dice of
// its own, named after it, so that a change to one leaves the others as they fell.
type dice struct{ *rand.Rand }

// fate is what all chance begins from. This one was chosen among several
// because what it leads to is plain to see.
const fate = "96"

// diceOf gives the dice with the name.
func diceOf(name string) dice {
	return dice{rand.New(rand.NewChaCha8(sha256.Sum256([]byte("relevo demo " + fate + " " + name))))} //nolint:gosec // meant to be repeatable
}

// between is a whole number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// yes is true with the probability p.
func (d dice) yes(p float64) bool { return d.Float64() < p }

// about is normal about the mean.
func (d dice) about(mean, sd float64) float64 { return mean + sd*d.NormFloat64() }

// one picks one of the list.
func one[T any](d dice, list []T) T { return list[d.IntN(len(list))] }
